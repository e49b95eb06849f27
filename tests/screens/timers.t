# Timers: the list with countdowns and what happens then; one brought forward, all skipped; retry-now.
workspace tests/screens/retry
args Timers.asl.json
size 80x24

command timers
screen without an execution
~no execution is shown
command run {}
wait text "WAIT FOR YOU"
command state Call
command throw Busy
wait text "↻1/3"
keys '
screen all of them
~Timers
~4 timers
~5 min 0 s  backoff   Call
~is tried again
~10 min 0 s  wait      Pause
~goes on to Then
~heartbeat Approve
~fails with States.Heart
~timeout   the execution
~ends TIMED_OUT
keys /Pause<Enter>
screen filtered
~Pause
!Approve
keys /<C-u><Enter>
# the backoff is the soonest: it is over now
keys kg
screen there
~All[1] › Call
keys '<Enter>
wait text "timeout   Call"
screen brought forward
~15 min 0 s  timeout   Call
!backoff
keys q
command state Call
command throw Busy
wait text "↻2/3"
command retry-now
wait text "WAIT FOR YOU"
screen the third attempt, at once
~t+0.000s
command retry-now
screen nothing to retry
~no retry is waited for
command retry-now Pause
screen not there either
~Pause: no retry is waited for
command skip sideways
screen skip says what it takes
~skip takes all, or nothing
keys 'A
wait text "3 timers"
screen the wait is over, timeouts run on
!Pause
~5 min 0 s  timeout   Call
~heartbeat Approve
keys A
screen none left to skip
~no wait and no backoff to skip
keys <Down><Down><Enter>q
wait ended
screen the execution's own timeout, brought forward
~TIMED_OUT
~t+10m00
