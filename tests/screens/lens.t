# Why something happened, and what each stage of the data flow made of the data.
workspace tests/screens/history
args failed.json
size 150x44

wait idle
# the last error of the charge: every retrier and catcher in order
keys g1G{{
screen the last error
~looking back at #31 of 36
~retrier 1 [Declined]                 not matched
~retrier 2 [Busy, States.Timeout]     matched, exhausted: 2 of 2 used
~retrier 3 [States.ALL]               not reached: first match wins
~catcher 1 [Declined] → Refused       not matched
~catcher 2 [States.TaskFailed] → Gi…  takes it by States.TaskFailed

# the first one was retried: which attempt, and how its delay came about
keys {{
screen the first error
~looking back at #25 of 36
~retrier 2 [Busy, States.Timeout]
~not reached: first match wins

# the data flow at the last error
keys 1G{{i
screen flow
~2 Step · data flow
~InputPath  {3}
~Parameters  {2}
~FunctionName  "Charge"
~Payload  {2} {"customer":"C-7","totals":[30,5]}
~error  {2}

# as what each stage took away and added
keys d
screen flow as differences
~2 Step · data flow
~InputPath  (unchanged)
~- $.customer
~+ $.FunctionName  "Charge"

keys i
screen back at the step
~attempts  {3}
