# The timeline: bars, hatched waits, the critical path; opened and closed; along a row; scales, zoom, pan; narrow, ASCII, wide and tall.
workspace tests/screens/history
args failed.json
size 80x24

keys 6
screen narrow: a recorded execution that failed in the end
| order › Refused                                       FAILED at #36  t+38.300s
| 1 Graph  2 Step  3 Events  4 Executions  5 Matrix [6 Timeline] 7 Text
|┌ 6 Timeline · by time ────────────────────────────────────────────────────────┐
|│                   ▏0 s           ▏10 s          ▏20 s          ▏30 s         │
|│                                                                  #36 38.3 s ▼│
|│◆✓ Check           █                                                         ││
|│◆✓▸Price lines [2] ━                                                         ││
|│◆! Charge          █✗╌╌█████████████████████████████████████████████✗╌╌╌╌╌╌╌█!│
|│◆✓ Give back                                                                 █│
|│◆✗ Refused                                                                   ✗│
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│Refused · on the critical path                                                │
| ! failed.json: 36 events, FAILED; the definition is ./order.asl.json, which ha…
| #36 ├────────────────────────────────────────────────────────────────────● #36
| Enter open  Shift-↑ zoom  Shift-↓ out  0 all  V scale  v matrix  ? help
# into the Map, into one of its iterations
keys kkk<Enter>
screen open
~▾Price lines [2]
~ ✓▸[0]
~Price lines · took 300 ms
keys jj<Enter>
keys jh
screen along the row of a state inside
~order › Price lines[1] › Price
~looking back at #18 of 36
~▾[1]
~Price · took 100 ms
keys hhhh
screen no further than its first event
~looking back at #14 of 36
# what has not begun yet can be chosen, and is gone to
keys gj
keys j
screen still to come
~order › Give back
~Give back · has not begun at the cursor
~#1 of 36
keys k
keys lllllll
screen the second attempt of the task
~order › Charge
~Charge · attempt 2 of 3 · after a wait of 2 s · took 30 s · ✗ States.Timeout
keys l
screen the third
~attempt 3 of 3 · after a wait of 5 s
# zoom in around the cursor, pan, all again
keys <S-Up><S-Up><S-Up>
screen zoomed
~by time · zoom 8
~▏37 s
keys <S-Left><S-Left>
screen panned
!▏38 s
keys <S-Down>
screen one step out
~by time · zoom 4
keys 0
screen all of it
!zoom 4
!zoom 8
~▏0 s
# other scales
keys V
screen long waits cut
~Timeline · long waits cut
~≈≈≈
keys V
screen by events
~Timeline · by event
~▏#11
keys V-
screen closed
~▸Price lines [2]
!▏[0]
command unfold
screen unfolded
~ Price 
command zoom sideways
screen zoom says what it takes
~zoom takes in, out or fit
command gaps years
screen gaps says what it takes
~gaps takes time, gaps or events
keys /lines<Enter>
screen found by its name
~order › Price lines 
keys /nowhere<Enter>
screen not found
~not found in the timeline
# a Pass state in it: Enter goes to the step
keys G<Enter>
screen the step
~[2 Step]

# beside the others, and below the picture where there is room
size 120x40
keys 1v
screen in the place of the picture
~6 Timeline · by time
~2 Step
!1 Graph
size 130x50
command view graph
screen below the picture
~1 Graph
~6 Timeline · by time
keys 6
screen chosen, the picture stays
~1 Graph
~6 Timeline
~V scale

# few lines: rows before heads
size 24x8
screen tiny
~Timeline
~◆✗ Refu…
