# The matrix: iterations by states, failures first; orders, filter, search, entering; branches of a Parallel; while it runs; narrow and ASCII.
workspace tests/screens/maps
args --speed max Order.asl.json
size 80x24

keys vv
screen without an execution
~no execution is shown
command run {"items": [{"id": 0}, {"id": 1, "busy": 2}, {"id": 2, "skip": 1}, {"id": 3}, {"id": 4, "bad": true}, {"id": 5}]}
wait ended
command view matrix
screen narrow
| Order                                             SUCCEEDED at #165  t+13.000s
| 1 Graph  2 Step  3 Events  4 Executions [5 Matrix] 6 Timeline  7 Text
|┌ 5 Matrix · ProcessItems · 6 iterations · attempt 2 ──────────────────────────┐
|│ ✗ 1 failed  – 2 aborted  ✓ 3 succeeded                             by status │
|│ #   took     Check    Charge   Ship     Skipped   error, input               │
|│              ✓6       ✗1 –2 ✓2 ✓2       ✓1                                   │
|│ 4 ✗ 0 ms     ✓        ✗        ·        ·         CardDeclined: the card of …│
|│ 1 – 1.0 s    ✓        –        ·        ·         {"id":1,"busy":2}          │
|│ 5 – 0 ms     ✓        –        ·        ·         {"id":5}                   │
|│ 0 ✓ 1.0 s    ✓        ✓        ✓        ·         {"id":0}                   │
|│ 2 ✓ 0 ms     ✓        ·        ·        ✓         {"id":2,"skip":1}          │
|│ 3 ✓ 1.0 s    ✓        ✓        ✓        ·         {"id":3}                   │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|└──────────────────────────────────────────────────────────────────────────────┘
| #165 ├──────────────────────────────────────────────────────────────────● #165
| Enter into it  Backspace out  z sort  f filter  v picture  Tab pane  ? help
screen failures first
~[5 Matrix]
~ProcessItems · 6 iterations · attempt 2
~✗ 1 failed  – 2 aborted  ✓ 3 succeeded

# rows and columns choose; the rest of the screen follows
keys Ggjhhhhll
screen the second row, the third column
~Order › ProcessItems[1] › Ship
keys h
screen back a column
~Order › ProcessItems[1] › Charge
keys 2
screen its step
~Charge  Task lambda charge
~– aborted
keys 5G
screen the last
~ProcessItems[3] › Charge
keys g
screen the first
~ProcessItems[4] › Charge

# orders
keys zg
screen by index
~by index
~ProcessItems[0] › Charge
command sort duration
keys g
screen by duration
~by duration
~ProcessItems[0] › Charge
command sort status
command sort sideways
screen nonsense
~sort takes status, index or duration

# filter and search
command filter aborted
screen only the aborted ones
~2 aborted
~ 1 –
~ 5 –
! 4 ✗
! 0 ✓
command filter CardDeclined
screen by error
~ 4 ✗
! 1 –
command filter nothing like this
screen none
~none passes the filter
keys f<Enter>
command find [3]
screen found
~ProcessItems[3] › Charge
command find no such thing
screen not found
~not found in the matrix

# the attempt before, where the iterations began anew
keys [
screen the first attempt
~· attempt 1
~ProcessItems[4] (attempt 1) ›
keys [
screen none before
~no earlier attempt of it
keys ]
screen the second again
~· attempt 2

# into the iteration, out of it
keys <Enter>
screen the picture of it
~[1 Graph]
~› ProcessItems[4] › Charge
keys 5<BS>
screen out
~Order › ProcessItems 
~[5 Matrix]

# a Parallel: branches, each with its own states
command state Refund
screen branches
~Refund · 2 branches
~✓ Money
~✓6/6 Letters
keys j
screen a branch chosen
~Refund · 2 branches
~Order › Refund[1] › Letters
keys <Enter>
screen the Map inside it
~Letters · 6 iterations
~Order › Refund[1] › Letters[0] › 
keys <BS>
screen none of them
~Letters · 6 iterations
~Order › Refund[1] › Letters 
keys <BS>
screen the branches again
~Refund · 2 branches
~Order › Refund 

# while it runs: what has not begun waits
command run-paused {"items": [{"id": 10}, {"id": 11, "busy": 1}, {"id": 12}, {"id": 13}, {"id": 14}]}
keys s
wait paused
command state ProcessItems
keys 5
screen not started
~ProcessItems has not started at this moment
keys sss
wait paused
keys s
wait paused
keys s
wait paused
command view matrix
screen running
~ProcessItems[3] › Check
~~ 1 waiting to retry  ▶ 2 running  ✓ 1 succeeded  · 1 waiting
~retry 1/3 in 1.0 s  Busy
keys G<Enter>
screen one that waits cannot be chosen
~[5 Matrix]
~ProcessItems[3] › Check
keys c
wait ended
screen all done
~✓ 5 succeeded

# wide: beside step and events
size 140x40
keys vvvv
screen wide
~2 Step
~3 Events
~5 Matrix
keys <Tab><Tab><Tab><Tab>
screen round the panes
~5 Matrix
!1 Graph

# another definition, none with containers
command open Plain.asl.json
keys 5
screen no containers
~this machine has no Map and no Parallel
