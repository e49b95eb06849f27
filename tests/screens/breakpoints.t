# Breakpoints: on the selected state, on happenings, with conditions; running on to them both ways; the list.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 120x40

command state OK
keys b
screen set
~1: break "OK"
~● » OK
keys b
screen and taken away
~breakpoint 1 is gone
!● » OK
command break Call API exit if $$.State.RetryCount = 2
command break error TooMany* ignore 1
command break Nowhere
screen refused
~there is no state "Nowhere"
command run {"statuscode": "429"}
wait paused
screen the second error
~stopped at #8 by 3: error TooManyRequestsException in Call API

keys c
wait paused
screen the third error
~stopped at #11 by 3
keys c
wait paused
screen left after two retries
~stopped at #12 by 2: Call API left
keys C
screen back
~stops at #11 by 3
keys CCC
screen no more before
~nothing stops before: this is the first event
keys c
screen on again
~stops at #5 by 3
keys B
screen list
~Breakpoints › MyAPIStateMachine
~2  "Call API" exit if $$.State.RetryCount = 2
~3  error "TooMany*"
~3 hits
keys <Space>
screen off
~1 hit  off
keys jd
screen gone
~3 is gone
!TooMany
keys <Esc>:until Change to 200<Enter>
wait paused
screen until
~Change to 200 entered
command clear all
keys G
keys c
wait ended
screen end
~SUCCEEDED
command break error Kept*
command open MyAPIStateMachine.asl.json
keys B
screen kept with the workspace
~error "Kept*"
