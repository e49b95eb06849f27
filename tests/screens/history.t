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
