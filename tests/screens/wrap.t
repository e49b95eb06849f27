# Long values in the trees: cut, or wrapped below themselves.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 80x24

command run {"statuscode": "200", "note": "a text that is much too long for one line of this pane, and so it goes on below itself: here it ends"}
wait ended
keys 2
screen cut
~"a text that is much too long for one line of this pane, and
!here it ends
keys \
screen wrapped
~long values are wrapped
~here it ends"
keys 3g<Enter>jjjjj<Right>j<Enter>
screen events
~here it ends
command wrap
screen cut again
~long values are cut
!here it ends
