# The timeline of an execution that goes on, in ASCII: what waits grows with the clock, a retry is hatched; the names of errors are offered.
workspace tests/screens/retry
args --ascii Timers.asl.json
size 80x24

command run {}
wait text "WAIT FOR YOU"
command state Call
command throw
screen names of errors are offered at once
~Busy
~retrier 1
~Lambda.ServiceException
~Lambda.Unknown
keys Busy<Enter>
wait text "1/3"
keys 6
command unfold
screen what waits, by events: no time has passed
~by event: no time has passed
~  >v[0]
~~ Call
~|#11
command skip
wait text "2 WAIT FOR YOU"
command state Call
command throw Busy
wait text "at #15"
screen five minutes later
~Timeline
~X~~~~~~~~
~5 min now
keys M
wait text "Waiting for an answer"
keys T
screen timers from what waits
~Timers
~backoff   Call
keys qq
command skip all
wait text "t+15m"
screen by time
~by time
~|10 min
~5 min now
