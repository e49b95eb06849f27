# JSONata: conditions on the picture, an expression that fails as the step's error, with its field and text.
workspace tests/screens/jsonata
args --speed max Total.asl.json
size 170x50

screen the machine
~$states.input.total > 100

command run {"lines": [1, "two"]}
wait ended
keys 1
command state Price
screen what failed
~! caught
~States.QueryEvaluationError → catcher 1 → Wrong
~evaluation  {3}
~field  "Output/total"
~expression  "$sum($states.result.Payload.prices)"
~what happened  "threw an error during evaluation. T0412
~EvaluationFailed
command state Wrong
screen a Fail state whose Cause is nothing
~✗ failed
~field  "Cause"
~expression  "$states.input.none"
~what happened  "returned nothing (undefined)."

command run {"lines": [100, 2]}
wait ended
command state Big
screen success
~✓ succeeded
~{"total":102}
!evaluation
