# The file changes outside while something is unsaved here: the person is asked which of the two stays.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 80x24

copy MyAPIStateMachine.asl.json other.json
command state OK
command rename Fine
wait idle
screen renamed
~*MyAPIStateMachine › Fine
copy functions/functions.json MyAPIStateMachine.asl.json
wait text "has changed outside"
screen asked
~MyAPIStateMachine.asl.json has changed outside
~Keep what is here (saving overwrites the file)
~Take the file's text (undo brings yours back)
keys <Esc>
screen put off
~*MyAPIStateMachine › Fine
keys <C-s>
screen asked again
~has changed outside
keys t
wait idle
screen taken
~the file's text has been taken
!*MyAPI
keys z
wait idle
screen mine is back
~*MyAPIStateMachine
~undone: a change of the file from outside
~Fine
keys <C-s>
screen saved
~saved

# and the other way: what is here stays
command state Fine
command rename Good
wait idle
copy other.json MyAPIStateMachine.asl.json
wait text "has changed outside"
keys k
screen kept
~what is here stays
~*MyAPIStateMachine › Good
keys <C-s>
screen overwritten
~saved

# nothing unsaved: the change is taken in
copy other.json MyAPIStateMachine.asl.json
wait text "has been read again"
wait idle
screen read again
!*MyAPI
!Good
keys zQg
