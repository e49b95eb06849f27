# Commands of seeing and of files that no other test gives.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 120x30

command run {"statuscode": "999"}
wait ended
command goto 5
command why
screen why
~catcher 3
keys <Esc>
command copy
screen copy menu
~┌ Copy ─
~v  the value selected in the step pane
keys <Esc>
command grow
screen grown
~│     ┌────
!2 Step
command grow
command pan right
command pan down
screen panned
~more ◄►
~2 Step
command pane 2
command fold
screen folded
!▾
command unfold
screen unfolded
~▾ input
command redraw
command reload
screen read again
~looking back at #5 of 8
command suspend
screen back from suspension
~looking back at #5 of 8
command pane 2
command close
screen closed
~no execution is shown
