# Searching: / finds, n and N go on; each pane searches its own things.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 120x30

keys R<C-a><C-k>
type {"statuscode": "429"}
keys <C-s>
wait ended
keys 3g/LambdaFunctionFailed<Enter>
screen found
~at #5 of 24
keys n
screen the next one is inside of the event
!not found
~▾ ▶   5 LambdaFunctionFailed
keys n
screen and then in the next event
~at #8 of 24
keys NN
screen back again
~at #5 of 24
keys 1/Later<Enter>
screen in the picture
~› Wait and Try Later
keys n
screen the only one
~› Wait and Try Later
