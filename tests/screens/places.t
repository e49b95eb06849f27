# The keys of the screens that cover the workbench, those that no other test presses.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 100x30

# breakpoints: a fault and a watch from the list, and a text changed
keys B
keys xCall API throw TooManyRequestsException<Enter>
screen a fault in the list
~ ✗   1  fault "Call API" next throw TooManyRequestsException
keys w$.statuscode<Enter>
screen a watch in the list
~ ●   2  watch $.statuscode
keys <Enter><C-u>$.other<Enter>
screen changed
~ ●   2  watch $.other
!watch $.statuscode
keys <Esc>
command clear all

# the log: sideways, following, matches backwards
command run {"statuscode": "999"}
wait ended
command log
keys <Right>
screen scrolled
~k (most recent call last):
!Traceback
keys <Left>F
screen not following
~Traceback (most recent call last):
~ 7 lines
!following
keys F
screen following
~ 7 lines, following
keys /UnknownException<Enter>
keys n
keys N
keys y
screen match before
!is not there
~line copied
keys <Esc>

# a long text: matches backwards
command page
keys /requestId<Enter>
keys nN
screen page
~ input
!is not there
keys <Esc>

# editors are run and come back
keys F
keys e
wait idle
screen edited
~Functions › ./functions/functions.json
!✗ another
keys s
wait idle
screen settings
~Functions › ./functions/functions.json
!✗ another
keys <Esc>O
keys e
wait idle
screen file edited
~State machines › .
!✗ another
keys <Esc>

# an input value: its error, tidied, left
command goto 2
command fork input
screen fork
~"999"
keys <C-Home><C-S-End><Del>
type {"statuscode": "200",
keys <C-g>
screen to the error
~expected a member's name in double quotes
type "x": 1}
keys <C-t>
screen tidy
~  "x": 1
~✓ valid JSON, 26 bytes
keys <Esc>
screen nothing happened
~looking back at #2 of 8
