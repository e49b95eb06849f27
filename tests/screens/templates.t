# A template with several machines offers them; each opens with the values that the template gives; errors stand in the file that has the text.
workspace tests/screens/templates
args template.yaml
size 100x30

screen offered
~here    template.yaml › NightMachine     2 states  An object in the template
~here    template.yaml › OrderMachine     3 states  An order, with placeholders
~here    template.yaml › ReportMachine    2 states  A definition inside a string
~template.yaml holds 3 state machines: which one?
keys <Down>
keys <Enter>
wait idle
screen opened from a file beside the template
~OrderMachine
~${ChargeFunction.Arn}
~Wait 30 s
keys P
wait idle
screen its problems
~Problems › ./statemachine/order.asl.json
~1 problem
~5:32  Resource holds a placeholder that is not resolved: ${ChargeFunction.Arn}
keys <Esc>O
wait idle
screen it is open
~open    template.yaml › OrderMachine
keys <Down><Enter>
wait idle
screen from a string
~template.yaml:33:49
keys P
wait idle
screen problems of the string
~33:49
~Missing 'Next' target: Sent
keys <Esc>O<Up><Up><Enter>
wait idle
screen from an object
~NightMachine
keys r
wait ended
screen it runs
~SUCCEEDED at #6  t+1m00.000s
keys Od
screen a part is not deleted
~is a part of
keys /loose<Enter><Enter>
wait idle
screen loose JSON is drawn
~loose
keys r
wait ended
screen and runs
~SUCCEEDED
keys O/broken.asl<Enter><Enter>
wait idle
screen broken JSON is drawn
~Wait 5 s
~Succeed
~broken.asl.json:4:37
keys r
screen but does not run
~broken cannot be executed
keys OP
size 80x24
screen small
~template.yaml › OrderMachine
