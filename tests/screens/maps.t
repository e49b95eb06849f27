# Maps and Parallels: counts on their frames, the breadcrumb, in and out, from iteration to iteration, events of one of them, steps.
workspace tests/screens/maps
args --speed max Order.asl.json
size 130x88

command run {"items": [{"id": 0}, {"id": 1, "busy": 2}, {"id": 2, "skip": 1}, {"id": 3}, {"id": 4, "bad": true}, {"id": 5}]}
wait ended
keys 1

# nothing is chosen: states inside are summed up, frames count their iterations and branches
command state Charge
screen summed up
~Order › ProcessItems › Charge
~SUCCEEDED at #165
~✗1 –2 ✓2┐
~6/6 ✗1 –2 ✓3
~2/2 ✓
~5 iterations: 1 failed, 2 aborted, 2 succeeded
~[4] ✗ failed CardDeclined

# into the Map: the iteration that failed
keys <BS>
screen the container
~Order › ProcessItems 
~ProcessItems  Map  6/6 ✗1 –2 ✓3 iterations, attempt 2
keys <Enter>
screen in the one that failed
~Order › ProcessItems[4] › Charge
~Charge  Task lambda charge
~✗ failed
~"the card of item 4 was declined"
~───✗┐

# from iteration to iteration; the state stays
keys )
screen the next
~ProcessItems[5] › Charge
~– aborted
~1 – aborted
keys )
screen no more
~this is the last of ProcessItems that has begun
keys (((
screen two before
~ProcessItems[2] › Charge
~· not entered at this moment in ProcessItems[2]
command iteration 1
screen by number
~ProcessItems[1] › Charge
command iteration failed
screen the failed one
~ProcessItems[4] › Charge
command iteration 77
screen none such
~ProcessItems[77] has not begun at this moment
command iteration x
screen nonsense
~iteration takes next, previous, failed or a number from 0

# only its events, and they follow the choice
keys I
screen its events alone
~only ProcessItems[4]
~[4]    TaskStateAborted
![0] 
keys )
screen the events of the next
~only ProcessItems[5]
~[5]    TaskStateEntered
![4] 
keys I
screen all events
!only Pro
~[1][5] MapIterationSucceeded

# out again
keys 1<BS>
screen out
~Order › ProcessItems 
keys <BS>
screen the execution
~ Order  

# in a Parallel: its branches, and a Map inside one of them
command state Refund
keys <Enter>
screen into a branch
~Refund[0] › Money
keys )
screen the other branch
~Refund[1] › Letters
~Letters  Map  6/6 ✓ iterations
keys <Enter>
screen an iteration in a branch
~Refund[1] › Letters[0] › Send
keys )<BS>
screen out one level
~Refund[1] › Letters 
keys <BS>
screen out of the Parallel
~Order › Refund 

# the cursor on an event of an iteration chooses it; an earlier attempt is told
command goto 98
screen by an event
~› ProcessItems[4] › Charge
~looking back at #98
command goto 20
command iteration 1
screen the selected state stays
~› ProcessItems[1] › Skipped
~· not entered at this moment in ProcessItems[1]
command first
keys s
screen Validate
~at #2 of 165
keys o
screen over it, at the Map
~at #4 of 165
keys s
screen into it
~› ProcessItems[0] › Check
~at #9 of 165
keys o
screen within the iteration
~› ProcessItems[0] › Charge
keys u
screen to its end
~Order › ProcessItems[0] 
~at #38 of 165
~▶  38 [0]    MapIterationSucceeded
keys u
screen to the end of the Map
~at #116 of 165
~Order › ProcessItems 
keys U
screen back to the beginning
~at #1 of 165
command next
command next
command next
screen over the Map
~at #116 of 165
keys <C-o>
screen and back over it
~at #4 of 165

# one of the store has a definition of its own, read again: the same holds
command run {"items": [{"id": 20}]}
wait ended
keys 4G<Enter>
wait text "SUCCEEDED at #165"
command state ProcessItems
keys 1<Enter>
screen from the store
~Order › ProcessItems[4] › Charge
keys )
screen the next, too
~Order › ProcessItems[5] › Charge
