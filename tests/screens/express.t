# An Express machine, named by aslant.json: what AWS would not show is shown, and says so; its five minutes; what it may not have.
workspace tests/screens/express
args Small.asl.json
size 120x30

keys :run<Space>{}<Enter>
wait ended
keys 3
screen over
~EXPRESS TIMED_OUT
~Express: AWS only logs these
~ExecutionTimedOut

keys :open<Space>Activity.asl.json<Enter>r
screen refused
~SCHEMA_VALIDATION_FAILED]: Express state machine does not
