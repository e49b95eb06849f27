# Branches that are held: marks and words, only one moves, what is left when all others have ended, forks.
workspace tests/screens/retry
args --speed max Held.asl.json
size 80x24

command run-paused [1, 2, 3, 4]
command hold
screen nothing is chosen
~no iteration or branch is chosen
command until Look
wait text "Each[0] › Look"
command stepi
command iteration 1
command until Pause
command iteration 1
command until Pause
command iteration 1
keys |
screen held
~Each[1] › Pause ⏸ HELD
~Each[1] stands still until it is released
keys 2
screen in the step
~⏸ held
keys 5
screen in the matrix
~1 ⏸
keys 6<Enter>
screen in the timeline
~⏸▸[1]
keys 1
command continue
wait text "ONLY HELD"
screen only the held one is left
~⏸ ONLY HELD BRANCHES ARE LEFT
~⏸1 3/4
# it is late, and otherwise as ever
command iteration 1
keys |
screen released
~Each[1] goes on
!HELD
command continue
wait ended
screen the end
~SUCCEEDED
# only one moves, whatever steps
command run-paused [1, 2, 3]
command until Look
command until Look
command iteration 2
keys *
screen alone
~Each[2] alone moves, until it has ended
keys ....
screen it went on, the others did not
~Each[2] › Pause
~⏸2 0/3
keys *
screen all again
~Each[2] moves as all do
keys *
command release all
screen and by releasing all
~all branches go on
command release some
screen release says what it takes
~release takes all, or nothing
command iteration 0
command hold
command release
screen one of them
~Each[0] goes on
command continue
wait ended
screen done
~SUCCEEDED
command hold
screen it is over
~this execution has ended
# what was held is in what it was fed: a fork goes the same way, and on
keys gG,,,,
command fork here
command continue
wait ended
screen forked
~SUCCEEDED
