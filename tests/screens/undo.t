# The definition's text: an edit is unsaved until it is written; undo and redo; what is asked before it would be lost.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 80x24

keys z
screen nothing yet
~nothing to undo
command state Call API
command resource arn:aws:lambda:us-east-1:111122223333:function:Another
wait idle
screen edited
~*MyAPIStateMachine › Call API
~Call API calls arn:aws:lambda:us-east-1:111122223333:function:Another now
~mbda Another
keys z
wait idle
screen undone
~undone: the resource of Call API
~mbda MockAPIFunction
!*MyAPI
keys <C-r>
wait idle
screen redone
~done again: the resource of Call API
~*MyAPIStateMachine
~mbda Another

# leaving asks; Esc stays
keys Q
screen asked
~MyAPIStateMachine.asl.json has unsaved changes
~Save them
~Give them up
keys <Esc>
command open
screen asked by open too
~has unsaved changes
keys <Esc>
keys <C-s>
screen saved
~MyAPIStateMachine.asl.json saved (
!*MyAPI

# what was saved can be undone too, and is unsaved then; giving up leaves
keys z
screen beyond
~*MyAPIStateMachine
command edit
screen the editor wants the file
~has unsaved changes
!Give them up
keys <Esc>
keys Qg
