# Expressions at the cursor's moment: print with its value while it is typed, watches beside the step and as stops.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 120x40

command run {"statuscode": "429", "who": {"name": "A", "note": "n"}}
wait ended
keys gs
keys p$.who.name
screen typing
~print: $.who.name
~= "A"
keys <Enter>
screen printed
~$.who.name = "A"
keys p$sum(
screen wrong
~▾ Expected ")" before end of expression
keys <Enter>
screen not taken
~print: $sum(
keys <Esc>p$.who.n<Tab>
screen completion
~name
~note
keys <Esc><Esc>
command print $$.State.Name
screen the context
~$$.State.Name = "Call API"
command print $.nothing
screen nothing
~there is no such value here
command print $states.context
screen a page
~"RoleArn"
~Esc close
keys <Esc>
command display $exists($errorOutput) ? $errorOutput.Error : "none"
keys 2
screen shown with the step
~watches
~"none"
keys }
screen another moment
~"TooManyRequestsException"
command watch $.Error
keys gc
screen a value that came
~stops at #13 by 2: $.Error is now "TooManyRequestsException"
keys w$.Cause<Enter>
screen another
~3: stops where $.Cause becomes another value
keys B
screen list
~watch $.Error
~display $exists($errorOutput)
keys a
keys error *<Enter>
screen added
~4  error "*"
keys <Esc>
command first
keys c
screen first of them
~stops at #5 by 4

# an execution that begins while something is watched: nothing has happened in it yet
command run {"from": "the beginning"}
wait idle
screen begun
~watches
