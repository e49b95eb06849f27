# The machine is changed on the picture: every command of the menu, each one step of undo.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 80x24

# the menu has what fits the state; a letter chooses
command state Call API
keys ;
screen menu
~Call API (Task)
~a  Add after it…
~k  Add a catcher with…
~A  What it calls…
!Unwrap
!Paste
keys a
screen palette
~Add what?
~Lambda: invoke a function
type seconds
keys <Enter>
wait idle
screen added
~*MyAPIStateMachine › Wait
~add Wait (z undoes)
~Wait 5 s
keys ;S
screen saved
~MyAPIStateMachine.asl.json saved
!*MyAPI

# the name is checked while it is typed
command rename
keys <C-u>
type OK
screen there is one
~there is a state "OK" already
keys <Esc>
screen nothing said
!already
command rename Rest
wait idle
screen renamed
~rename Wait to Rest
~› Rest
keys z
wait idle
screen undone
~undone: rename Wait to Rest
~Wait 5 s
keys <C-r>
wait idle
screen again
~› Rest

# a transition is led elsewhere, to a state chosen on the picture or typed
command state Rest
keys ;c
screen pick
~Connect Rest to: Rest
~Enter take it
keys /
type Catch All
keys <Enter>
screen picked
~Connect Rest to: Catch All
keys <Enter>
wait idle
screen connected
~connect Rest to Catch All; 1 error now (P): State "OK"
command connect next OK
wait idle
screen by name
~connect Rest to OK
command connect nowhere at all
screen no such state
~there is no state "nowhere at all"
keys ;c
keys <Esc>
screen cancelled
~› Rest

# a catcher's transition, and a new one
command state Call API
command connect catch 4 OK
wait idle
screen caught
~connect a catcher of Call API to OK
keys ;c
screen edges
~1  Next
~Catch 1: TooManyRequestsException
~A new catcher
keys <Esc>z
wait idle

# duplicate, delete
command state Rest
command duplicate
wait idle
screen copy
~duplicate Rest 2
command delete-state
wait idle
screen deleted
~delete Rest 2
~› OK
command delete-state
screen the end of a way
~delete OK

# cut and paste
command state Wait and Try Later
command cut
wait idle
screen cut
~delete Wait and Try Later
command state Rest
command paste before
wait idle
screen pasted
~add Wait and Try Later
command copy-state
screen copied
~Wait and Try Later copied
command paste catch
screen pasting at a wrong place
~cannot catch
command move-state after
screen moving
~Move Wait and Try Later to after: Wait and Try Later
keys /
type Change
keys <Enter><Enter>
wait idle
screen moved
~move Wait and Try Later
command move-state before Rest
wait idle
screen moved back
~move Wait and Try Later

# wrapped and unwrapped
command wrap map Rest
wait idle
screen wrapped
~wrap 2 states in Map
~Map
command unwrap
wait idle
screen unwrapped
~unwrap Map
command wrap something
screen not that
~wrap takes parallel or map
command state Rest
command wrap parallel
screen wrap to
~Wrap in a Parallel: from Rest to: Rest
keys <Enter>
wait idle
screen one
~wrap Rest in Parallel
command add branch pass
wait idle
screen branch
~add Pass
keys z

# start and end
command state Change to 200
command start
wait idle
screen starts
~start at Change to 200
keys z
wait idle
command end
wait idle
screen ends
~end at Change to 200
keys z
wait idle
command state Call API
command add on next fail
screen refused
~add Fail: that would leave the definition invalid
command add nonsense
screen no such
~no "nonsense" in the palette
command state Server Unavailable
command add after wait
screen nothing after
~Server Unavailable ends the execution: nothing comes after it
keys ;
screen menu of an end
!Connect to
~p  Paste after it
keys i
screen no way on
~Server Unavailable (Fail)
