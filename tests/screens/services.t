# What services keep: nothing, then what executions have put there, taken out again by hand.
workspace tests/screens/services
args --speed max Keep.asl.json
size 120x30

keys %
screen nothing yet
~What services keep
~services keep nothing yet
keys <Esc>

command run {"orders": [{"id": "a", "total": 3}, {"id": "b", "total": 4}, {"id": "a", "total": 5}]}
wait ended
keys %
screen tables and queues
~dynamodb
~Orders
~sqs
~mail
~"id":{"S":"a"}
~"id":{"S":"b"}

# the queue, newest first, unfolded
keys <Down><Tab>
screen a queue
~000000000001
keys <Tab><Up>

# a part of an item copied
keys <Tab>y
screen copied
~copied (
keys <Tab>

# an item out of the table, then what is left of the queue
keys <Tab>d
screen an item less
!"id":{"S":"a"}
~"id":{"S":"b"}
keys <Tab><Down>D
screen asked
~Take everything out of sqs mail (2)?
keys D
wait idle
screen emptied
!sqs
~Orders
keys /
type nothing like it
keys <Enter>
screen filtered
~nothing matches the filter
keys <Esc>

# the next execution finds what is there
command run {"orders": [{"id": "b", "total": 4}, {"id": "c", "total": 6}]}
wait ended
keys %
screen again
~"id":{"S":"b"}
~"id":{"S":"c"}
size 80x24
screen small
~Orders
~"id":{"S":"c"}
