# State machines: listed with the samples, made, deleted; another file opened.
workspace data/tutorial
size 80x24

keys O
screen machines
~State machines › .
~open    MyAPIStateMachine
~6 states
~sample  WeatherReport
keys n
keys a/b<Enter>
screen no name
~cannot be a file's name
keys nMine<Enter>
screen made
~Edit the new state machine now?
keys l
wait idle
screen shown
~Mine
~lambda FUNCTION_NAME

# its task gets a function
keys j
wait idle
command state First
command resource
screen pick
~What does First call?
~MockAPIFunction
~Make a new function…
~Type an ARN…
keys mock<Enter>
wait idle
screen picked
~lambda MockAPIFunction

keys P
screen no problems
~Problems › ./Mine.asl.json
keys <Esc><C-s>O
screen both
~here    MyAPIStateMachine
~open    Mine
keys dd
screen deleted
~./Mine.asl.json is deleted
!open    Mine
keys dc
screen not deleted
~here    MyAPIStateMachine
keys /weather<Enter>
screen filtered
~sample  WeatherReport
!here
keys <Enter>
wait idle
screen a sample
~WeatherReport
keys O
keys ono/such.json<Enter>
screen no such file
~✗ no/such.json
keys ?
screen help
~Keys › Open a state machine
size 40x10
screen small
~Keys › Open a state machine
keys <Esc>
size 500x200
size 80x24
keys <Esc>
