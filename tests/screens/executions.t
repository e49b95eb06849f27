# The list of executions: what has begun is in it at once, what runs cannot be deleted, what has ended can be started again.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 150x40

command speed 1

keys R<C-a><C-k>
type {"statuscode": "429"}
keys <C-s>
keys 4
wait text "4 Executions · 1"
screen it runs
~▶ RUNNING
~{"statuscode":"429"}
keys d
keys d
screen not while it runs
~the execution is running: stop it first
command stop Enough because
wait ended
screen stopped
~– ABORTED
keys r
wait text "4 Executions · 2"
keys Q
screen it asks
~An execution is still running.
keys c
keys X
wait ended
screen both
~4 Executions · 2
!RUNNING
