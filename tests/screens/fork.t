# Running on from an earlier event as a new execution: unchanged, with another input, answer, variable; the old one stays.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 120x40

command run {"statuscode": "503"}
wait ended
screen failed
~FAILED at #8
command goto 2
keys E
screen menu
~with another input of this state
~with another variable before this state
keys i
screen input
~Fork › input of Call API › from #1
~"statuscode": "503"
keys <C-k><C-k><C-k><C-k><C-k><C-k><C-k><C-k>{"statuscode": "200"}<C-s>
screen forked
~a new execution from #1 on with another input
~PAUSED at #1
keys <Space>
wait ended
screen the other way
~SUCCEEDED at #9
~"The request has succeeded."
keys 4
screen both in the list
~FAILED
~SUCCEEDED
~from #1
keys G<Enter>
screen the old one
~FAILED at #8
command goto 5
command fork result
screen answer
~Fork › answer
~ServerUnavailableException
keys <C-k><C-k><C-k><C-k><C-k><C-k><C-k><C-k>"patched"<C-s>
keys <Space>
wait ended
screen answered
~SUCCEEDED
keys 1
command state Call API
keys 2
screen the answer is in it
~"patched"
command first
command fork here
keys ..
screen an event after the other
~at #3
command redrive
screen nothing failed
~no state has failed up to this event
command fork nonsense
screen usage
~fork takes here, input, result
