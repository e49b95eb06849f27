# Completion in the text: what a Task may call, and errors that the shown execution had.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 120x40

command run {"statuscode": "429"}
wait ended
keys 7
command line 7
keys <Enter><End><Left><Left><S-C-Left><S-C-Left><S-C-Left><S-C-Left><S-C-Left><S-C-Left><S-C-Left><S-C-Left><BS><C-n>
screen resources
~ arn:aws:lambda:us-east-1:111122223333:function:MockAPI
~ arn:aws:states:::states:startExecution.sync:2
keys <C-z><C-g>12<Enter><End><Left><Left>, "
screen errors
~TooManyRequestsException               came in this execu
~States.TaskFailed                      of the service
keys <Esc><C-z><Esc>
