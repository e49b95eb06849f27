# A definition that is an object inside a template is edited there; one that is a text inside a string is not.
workspace tests/screens/sam
args template.yaml#Order
size 80x24

wait idle
command state Ship
command rename Send it
wait idle
screen renamed
~*Order › Send it
~rename Ship to Send it (z undoes)
command add before wait
wait idle
screen added
~add Wait (z undoes)
command state Pay
command form
screen form
~TimeoutSeconds
keys /Timeout<Enter><Enter>
type 30
keys <Enter><C-s>
wait idle
keys <Esc>
command wrap map Wait
wait idle
screen wrapped
~in Map
command undo
wait idle
keys <C-s>
screen saved
~template.yaml saved
command delete-state
wait idle
screen deleted
~delete
keys z
wait idle
screen as saved
~undone
!*
command open template.yaml#Text
wait idle
command state A
command rename B
screen refused
~is a text inside template.yaml
