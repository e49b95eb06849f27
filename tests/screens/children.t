# Executions that an execution starts: listed with failures first, shown, and back.
workspace tests/screens/children
args --speed max Maps.asl.json
size 100x30

command run {"items": [1, 2, 3, 4]}
wait ended
command children
screen children
~Child executions
~5 executions
~✗ FAILED
~Three
~1 min 40 s
~Other
keys <Enter>
wait idle
screen the failed one
~Three
~:parent leads back
command parent
wait idle
command children
keys /Other<Enter><Enter>
wait idle
screen the nested one
~Other
~Short
command parent
command parent
screen no further
~no other execution started this one

# the header has the way to one, Backspace leads back; Enter on a Map whose iterations are executions leads to them
keys &
screen a key
~Child executions
keys /Three<Enter><Enter>
wait idle
screen the way to it
~Maps › 
keys 1<BS><BS>
wait idle
screen back
~SUCCEEDED at #14
~4/4 ✗1 ✓3
