# Answers given by hand become mocks, the next execution is answered by them; faults too, where they have such a form.
workspace tests/screens/waiting
args Approve.asl.json
size 120x30

command keep
screen nothing yet
~no answer was given by hand since the last time
command mocks
screen no file
~there is no mock file (mocks/*.json)

command run {"orders": [{"id": 1}, {"id": 2}]}
wait text "2 WAIT FOR YOU"
command return #2 {"approved": false, "approver": {"name": "Bob"}}
wait text "? WAITS FOR YOU"
command throw Denied too much
wait text "Charge"
keys m<C-Home><C-S-End><Del>
type {"paid": true}
screen a key keeps it at once
~Return and keep
keys <C-k>
wait text "ActivityStarted"
command keep
screen it has them already
~no answer was given by hand since the last time
command throw Broken the van is gone
wait ended

# the dialog of save has what is in no file yet
keys a
screen in the dialog
~k  what you answered
keys k
screen the last one
~1 answer added to mocks/Approve.json (:mocks mocks/Approve.json lets it answer)
keys a
screen nothing is left
!what you answered
keys <Esc>

# the next execution asks nobody
command mocks
screen which file
~Who answers for tasks
~Approve.json
~no mock file
keys Appro<Enter>
screen in use
~executions are answered by mocks/Approve.json, from the next one on
command run {"orders": [{"id": 1}, {"id": 2}]}
wait ended
screen the same again
~FAILED
~Broken
!WAIT

# what it has no answer for asks, as ever
command run {"orders": [{"id": 1}, {"id": 2}, {"id": 3}]}
wait text "? WAITS FOR YOU"
screen the third one
~there is no answer for its call
keys MK
screen in the list of what waits
~no answer was given by hand since the last time
keys q
command stop
wait ended
command mocks off
screen off
~no mock file answers, from the next execution on
command mocks nothing.json
screen no such file
~nothing.json

# a fault of every call is an answer, and one by chance is none
command fault Charge every throttle
command fault Charge chance 0.5 throttle
keys B<End>
screen the faults
~every throttle
keys m
screen has no form
~only a throttle, timeout, hang or throw of a state's next or of every call
keys <Up>m
screen has one
~added to mocks/Approve.json: what "Charge" is answered then
size 80x24
screen narrow
~as mock
