# Completion inside of strings without a run: where a path may begin, calls, variables that states assign, $states.
workspace tests/screens/textpane
args Paths.asl.json
size 120x30

keys 7/End<Enter><Enter>Parameters": {"n.$": "
screen what a path may begin with
~ $  
~ States.ArrayPartition( 
keys States.Ar
screen calls
~ States.Array(
~ States.ArrayContains(
!States.Format(
keys <Down><Enter>
screen taken
~{"n.$": "States.ArrayContains("
keys <C-z><C-z><C-z><C-z><C-z><C-z><Esc>
screen all undone
~"Ship": {"Type": "Pass", "End": true}
keys gg/Parameters<Enter><Enter>Assign": {"seen.$": "$.x"}, "Parameters<Esc>
keys /$.order.id<Enter><Enter>$s
screen a variable that a state assigns
~ $seen variable
keys <Enter>
screen taken, too
~{"id.$": "$seen"}

# In JSONata $states needs no run.
keys <BS><BS><BS><BS><BS>{% $states.
screen its members
~ input       of this state
~ errorOutput of this state
