# The retry plan: before anything runs, and with what was drawn; limits; narrow and wide.
workspace tests/screens/retry
args --speed max Retry.asl.json
size 80x24

command state Call
command plan
screen before anything runs
| Retry plan › Call                                               retrier 1 of 2
| retrier 1 [Busy]: 8 retries, 2 s · 2ⁿ up to 20 s, FULL jitter
|   retry  waits               begins after              0            2 min 35 s
|       1  0 s – 2 s           0 s – 7 s                 ◆       ┃
|       2  0 s – 4 s           0 s – 16 s                ◆░░     ┃
|       3  0 s – 8 s           0 s – 29 s                ◆░░░░   ┃
|       4  0 s – 16 s          0 s – 50 s                ░░◆░░░░░┃
|   !   5  0 s – 20 s cap      0 s – 1 min 15 s          ░░░◆░░░░┃░░
|   !   6  0 s – 20 s cap      0 s – 1 min 40 s          ░░░░◆░░░┃░░░░░░
|   !   7  0 s – 20 s cap      0 s – 2 min 5 s           ░░░░░░◆░┃░░░░░░░░░
|   !   8  0 s – 20 s cap      0 s – 2 min 30 s          ░░░░░░░◆┃░░░░░░░░░░░░░
|   all together: 0 s – 2 min 35 s, about 55 s; each call may take 5 s (Timeout…
|   the machine's TimeoutSeconds, 1 min: retry 5 may come too late
|
| retrier 2 [Slow]: 4 retries, 30 s, no jitter
|   retry  waits               begins after              0            2 min 25 s
|       1  30 s                30 s – 35 s                   ◆░   ┃
|   !   2  30 s                1 min – 1 min 10 s                 ◆░
|   … 2 more
|   all together: 2 min – 2 min 25 s; each call may take 5 s (TimeoutSeconds)
|   the machine's TimeoutSeconds, 1 min: retry 3 never comes, retry 2 may come …
| ░ when it may begin  ◆ expected  ● as it was drawn  ┃ the machine's TimeoutSe…
|
| j next retrier  k previous  PgDn more  Esc close  ? help
size 80x16
keys <PageDown>
screen later retries
~   5  0 s – 20 s cap
!  1  0 s – 2 s
keys <PageUp>
screen and back
~1  0 s – 2 s
size 80x24
keys <PageDown><PageDown><PageDown>
screen no further than there are rows
~1  0 s – 2 s
keys j
screen the second retrier
~retrier 2 of 2
~retrier 2 [Slow]: 4 retries, 30 s, no jitter
~✗   3  30 s
~!   2  30 s
~the machine's TimeoutSeconds, 1 min: retry 3 never comes
keys kq
command plan Done
screen none
~Done has no Retry
command plan Nowhere
screen no such state
~there is no state "Nowhere"
command run {}
wait text "WAITS FOR YOU"
command throw Busy
wait text "WAITS FOR YOU"
command throw Busy
wait text "WAITS FOR YOU"
size 120x30
command plan
screen with what was drawn
| Retry plan › Call                                                                                       retrier 1 of 2
| retrier 1 [Busy]: 8 retries, 2 s · 2ⁿ up to 20 s, FULL jitter
|   retry  waits               drawn     begins after              0                                          2 min 35 s
|       1  0 s – 2 s           1.767 s   0 s – 7 s                 ●░░                 ┃
|       2  0 s – 4 s           1.726 s   0 s – 16 s                ░●░░░░              ┃
|       3  0 s – 8 s                     0 s – 29 s                ░░◆░░░░░░░          ┃
|       4  0 s – 16 s                    0 s – 50 s                ░░░░░◆░░░░░░░░░░░   ┃
|   !   5  0 s – 20 s cap                0 s – 1 min 15 s          ░░░░░░░░◆░░░░░░░░░░░┃░░░░░
|   !   6  0 s – 20 s cap                0 s – 1 min 40 s          ░░░░░░░░░░░◆░░░░░░░░┃░░░░░░░░░░░░░
|   !   7  0 s – 20 s cap                0 s – 2 min 5 s           ░░░░░░░░░░░░░░░◆░░░░┃░░░░░░░░░░░░░░░░░░░░░
|   !   8  0 s – 20 s cap                0 s – 2 min 30 s          ░░░░░░░░░░░░░░░░░░◆░┃░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
|   all together: 0 s – 2 min 35 s, about 55 s; each call may take 5 s (TimeoutSeconds)
|   the machine's TimeoutSeconds, 1 min: retry 5 may come too late
|
| retrier 2 [Slow]: 4 retries, 30 s, no jitter
|   retry  waits               begins after              0                                                    2 min 25 s
|       1  30 s                30 s – 35 s                           ◆░░          ┃
|   !   2  30 s                1 min – 1 min 10 s                                 ◆░░░░
|   ✗   3  30 s                1 min 30 s – 1 min 45 s                            ┃            ◆░░░░░░
|   ✗   4  30 s                2 min – 2 min 20 s                                 ┃                         ◆░░░░░░░░
|   all together: 2 min – 2 min 25 s; each call may take 5 s (TimeoutSeconds)
|   the machine's TimeoutSeconds, 1 min: retry 3 never comes, retry 2 may come too late
|
|
|
|
|
| ░ when it may begin  ◆ expected  ● as it was drawn  ┃ the machine's TimeoutSeconds
| ! Call: no function, mock or service does this task; answer for it (m return, x throw)
| j next retrier  k previous  PgDn more  Esc close  ? help
