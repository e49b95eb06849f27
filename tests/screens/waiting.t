# Tasks that wait for the person: tokens of a Map's iterations, a function that is not there, an activity. The list, and every answer.
workspace tests/screens/waiting
args Approve.asl.json
size 120x30

keys :
type run {"orders": [{"id": 1}, {"id": 2}, {"id": 3}, {"id": 4}]}
keys <Enter>
wait text "WAIT FOR YOU"
screen in the picture and in the hint line
~? 4 WAIT FOR YOU
~?4
~m answer
~M all that wait
~Approve waits for its task token

# m: several wait, so the list comes first
keys m
screen the list
~Waiting for an answer
~4 waiting
~? Approve[0]
~? Approve[3]
~token
~heartbeat 10 min
~QueueUrl  "https://sqs/approvals"
~id  1

# a result: the draft has what ResultSelector takes out of it
keys <Enter>
screen the draft
~Answer Approve[0] › token
~heartbeat 10 min
~"approved": null,
~"name": null
~valid JSON
~What it was called with

# the first value to fill in is selected: typing replaces it
type true
screen filled in
~"approved": true,
~"name": null
keys <C-Home><C-S-End><Del>
type {"approved": true, "approver": {"name": "Ada"}}
keys <C-s>
wait text "3 waiting"
screen one less
!Approve[0]
~? Approve[1]

# what is not JSON stays, with the reason
keys <Enter><C-Home><C-S-End><Del>
type {"approved": tru
keys <C-s>
screen not JSON
~the result is not JSON
keys <Esc>

# an error, caught: names complete
keys x
type De
keys <Tab>
screen names
~Denied
keys <Enter>
wait text "2 waiting"
screen two left
~? Approve[2]

# a heartbeat does nothing to the list; out of time: this one alone, and now, since the other's heartbeat ends at the same moment
keys y
screen the token copied
~copied (
keys <Tab>y
screen a part of the payload
~copied (
keys <Tab>h
screen heartbeat
~2 waiting
keys t
wait text "1 waiting"
screen out of time
~? Approve[3]

# one answer for all alike; the draft is the last answer
keys A
screen all
~Answer all at Approve
~"name": "Ada"
keys <C-s>
wait text "Charge"
screen the function that is not there
~? Charge
~task
~no timeout
~answers
~"late"
~by  "Ada"

# go there: the picture; then m opens the answer at once, as one waits
keys g
screen the picture
~Approve › Charge
~? WAITS FOR YOU
keys m
screen one
~Answer Charge › task
keys <Tab>
type 2.5
keys <C-s>
wait text "Ship"
screen the activity
~? WAITS FOR YOU
~ActivityStarted
~t+2.500s
keys :
type heartbeat
keys <Enter>
keys :
type throw Broken the van is gone
keys <Enter>
wait ended
screen the end
~FAILED
~Broken
keys M
screen nothing waits
~nothing waits for an answer
keys q

# a task that is let run out of time by command
command run {"orders": [{"id": 1}, {"id": 2}, {"id": 3}, {"id": 4}]}
wait text "4 WAIT FOR YOU"
command time-out #1
wait idle
screen out of time by command
~? 3 WAIT FOR YOU
