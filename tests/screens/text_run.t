# The text of what an execution ran; completion from its data, in paths and JSONata.
workspace tests/screens/textpane
args Paths.asl.json
size 120x30

command run {"order": {"id": 7, "total": 30}}
wait ended
command state Take
keys 7
screen the text of a run that ran this
~7 Text · JSON
!ran, not the file
keys /.id<Enter><Enter><Right><BS><BS>
screen a path of which the end is gone
~"id.$": "$.order."},
keys <C-n>
screen members that the state had
~ id    number
~ total number
keys <Down><Enter>
screen taken
~"id.$": "$.order.total"
keys <Esc>
screen the picture stays with the file
~the execution ran another definition by now
~7 Text · JSON · unsaved
keys 4<Enter>7
command state Take
screen what it ran
~7 Text · JSON · what 
~ran, not the file
~{"id.$": "$.or
keys <Enter>
screen it cannot be edited
~this is what the shown execution ran
