# A distributed Map: its frame and its step count the items while it goes on, for no event of the execution tells.
workspace tests/screens/mapruns
args --speed max Import.asl.json
size 100x30

command run [{"fine": true}, {"fine": false}, {"fine": true}, {"fine": true}]
wait text "WAITS FOR YOU"
screen on the frame
~3/4 ▶1 ✓3
command select Each
screen in the step
~3/4 ▶1 ✓3 iterations
keys ,
screen before it began
!3/4
