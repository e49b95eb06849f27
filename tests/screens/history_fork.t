# Forks of recorded executions: they run on with the recorded answers to the recorded end, another answer leads another way; a Map Run ends as it
# was recorded, and is run again where it was under way; without a definition there is nothing to run.
workspace tests/screens/history
args failed.json
size 150x44

wait idle
command goto 25
command fork here
screen forked
~a new execution from #25 on: Space runs it
~PAUSED at #25
keys <Space>
wait ended
screen the recorded end
~FAILED at #36
~OrderRefused
keys 4
screen both in the list
~from #25
~from failed.json

# another answer for the last attempt: what the record does not have is asked for
keys 3
command open failed.json
wait idle
command goto 30
command fork result
keys <C-k><C-k><C-k><C-k><C-k><C-k><C-k><C-k><C-k><C-k>{"StatusCode": 200, "Payload": {"receipt": "R-1"}}<C-s>
keys <Space>
wait ended
screen another way
~FAILED at #43
~SNS.InvalidParameterException

# a fork of the fork still has the recorded answers
command open failed.json
wait idle
command goto 14
command fork here
command goto 9
command fork here
keys <Space>
wait ended
screen a fork of a fork
~FAILED at #36

# a changed input: tasks that are called as before are answered as before
command open failed.json
wait idle
command goto 22
command fork input
screen input
~Fork › input of Charge › from #21
keys <Esc>

# the record of an execution that still ran: what was under way is asked
command open cut.json
wait idle
screen cut off
!replayed, it differs
command fork here
keys <Space>
wait idle
screen it asks
~Charge: no function, mock or service does this task

# no definition
command open nothing.json
wait idle
command fork here
screen no definition
~its definition is not at hand

# an execution of here, exported and opened again
command open failed.json
wait idle
command goto 1
command fork here
keys <Space>
wait ended
command export mine.json
wait idle
screen exported
~written: mine.json
command open mine.json
wait idle
screen and again
~FAILED at #36
~mine.json: 36 events, FAILED
keys g,
keys <Tab>
command pane 2
screen the same
~replayed, all 36 events agree
