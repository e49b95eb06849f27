# A recorded history: opened with the definition that fits, walked both ways, kept, replayed; without a definition, and broken ones.
workspace tests/screens/history
args failed.json
size 150x44

wait idle
screen opened
~run night-3  FAILED at #36
~order › 
~failed.json: 36 events, FAILED; the definition is ./order.asl.json
~ExecutionFailed
~OrderRefused

# the record itself, seen from the execution
keys g,
keys <Tab>
command pane 2
screen what it is
~Execution night-3
~record
~failed.json
~replayed, all 36 events agree

# to the last error of the charge, and back to the first
keys 1G{{
screen the last error
~looking back at #31 of 36
~order › Charge
~Busy
keys {{
screen the first error
~looking back at #25 of 36
keys .
screen on
~looking back at #26 of 36

# kept, with where it came from
keys 4
screen kept
~4 Executions · 1
~failed.json
keys <Enter>
wait idle
screen from the store
~run night-3  FAILED at #36

# another one, from inside
command open paid.json
wait idle
screen another
~run night-2  SUCCEEDED at #43

# what is no history, and what is not there
command open order.asl.json
screen a definition
~no execution is shown
command open nowhere.json
screen nowhere
~nowhere.json: No such file or directory

# a record that our replay does not agree with: every difference at its event, and from one to the next
command open diverged.json
wait idle
command first
wait idle
screen it differs
~replayed, it differs first at event #21
keys @
screen the first divergence
~looking back at #21 of 36
~#21: the output differs at $.totals[0]: recorded 31, replayed 30, and at 1 more place
keys @
screen two in one event
~#23: the service differs: recorded sns, replayed lambda; the timeout differs: recorded 31, replayed 30
keys @
screen the last
~#35: the input differs at $.returned.why: recorded "Lazy", replayed "Busy"
keys @
screen no more
~no other divergence that way
command divergence previous
screen back
~looking back at #23 of 36
