# Pausing, skipping a wait, the pace, stepping back by state; breakpoints by command: once, off, ignored, with a condition.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 120x40

command speed 4
command slower
screen slower
~ speed x2
command faster
command faster
screen faster
~ speed x8
command run {"statuscode": "429"}
wait text "waiting to retry"
command pause
wait paused
screen paused
~⏸ PAUSED at #5
~ x8
command continue
command skip
wait text "retry 2 of 2"
screen skipped
~waiting to retry: retry 2 of 2 in
keys T
command speed max
wait ended
screen ended
~SUCCEEDED
command rstep
screen back by a state
~MyAPIStateMachine › OK
~looking back at #22 of 24
command tbreak OK
keys B
screen once
~ ●   1  "OK"
~0 hits  once
keys <Esc>
command disable 1
keys B
screen off
~ ·   1  "OK"
~once  off
keys <Esc>
command enable 1
command ignore 1 2
keys B
screen ignored
~ ●   1  "OK" ignore 2
keys <Esc>
command condition 1 $.statuscode = '200'
keys B
screen condition
~"OK" ignore 2 if $.statuscode = '200'
