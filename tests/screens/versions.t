# The definitions that executions ran: as text, as a list, as a picture; one of them brought back, and that undone.
workspace tests/screens/textpane
args Paths.asl.json
size 120x30

command versions
screen none yet
~the file now
~no execution of this machine has been kept yet
keys q
command run {"order": {"id": 7}}
wait ended
keys q
command pane 7
keys G/End<Enter><Enter><C-w>Comment": "last", "End<Esc>
command run {"order": {"id": 7}}
wait ended
command run {"order": {"id": 8}}
wait ended
keys q
command versions
screen list and text
~Versions › Paths
~3 versions
~≠ the text now, unsaved
~2 runs  = now
~1 run
keys jj
screen what differs from the oldest
~1 out, 1 in
~-    "Ship": {"Type": "Pass", "End": true}
~+    "Ship": {"Type": "Pass", "Comment": "last", "End": true}
~@@ -2,6 +2,6 @@
keys v
screen as a list
~~ state Ship (Pass) changed: Comment
keys v
wait text "» Ship"
screen as a picture
~~ changed
~» Ship
keys LHJK<PageDown><PageUp>
screen scrolled
~Ship
keys l
screen list again
~~ state Ship (Pass) changed: Comment
keys p
wait text "» Ship"
keys t<Enter>k
screen against another
~≠ 
~1 in
keys jr
screen brought back
~is back; z undoes that, Ctrl-S saves it
keys z
screen undone
~undone: bring back the version of
size 80x24
screen narrow
~≠ 
~1 run
keys ?
screen help
~This version becomes the text
keys <Esc><Esc>
screen closed
!Versions ›
