# The walkthrough of doc/tutorial.md: four executions of the tutorial's machine on its real function, from the first key to the last.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 150x40

screen the machine
~MyAPIStateMachine
~ƒ Call API
~lambda MockAPIFunction
~TooManyRequestsException
~↻0/2
~no execution yet
~R run with input

# 200: the input is typed, the execution succeeds
keys R
screen type the input
~Start execution
~saved 200
keys <C-a><C-k>
type {"statuscode": "200"}
screen typed
~valid JSON
keys <C-s>
wait ended
screen 200
~SUCCEEDED at #9
~"The request has succeeded."
~ExecutionSucceeded

# the first step's input and output, then the next one's
keys g.
screen first step
~MyAPIStateMachine › Call API
~looking back at #2 of 9
~▶ running
~statuscode  "200"
keys ......
screen next step
~MyAPIStateMachine › OK
~input  "200 OK"

# 503 ends in Server Unavailable
keys R
keys <C-a><C-k>
type {"statuscode": "503"}
keys <C-s>
wait ended
screen 503
~FAILED at #8
~MyAPIStateMachine › Server Unavailable
~The server is currently unable to handle the request.

# 429: two retries after 1 s and 2 s, the catch, the wait, Change to 200, success
keys R
keys <C-a><C-k>
type {"statuscode": "429"}
keys <C-s>
wait ended
screen 429
~SUCCEEDED at #24
~t+4.000s
keys g}
screen first failure
~#5
~~ waiting to retry: retry 1 of 2 in 1.0 s  TooManyRequestsException
~↻1/2
keys }
screen second failure
~retry 2 of 2 in 2.0 s
~↻2/2
keys }
screen caught
~TooManyRequestsException
~3 ✗ failed TooManyRequestsException (waited 2.0 s)
keys s
screen wait
~MyAPIStateMachine › Wait and Try Later
~┗┅
keys s
screen changed
~MyAPIStateMachine › Change to 200
keys ,
screen back
~MyAPIStateMachine › Wait and Try Later

# 999 ends in Catch All with its error and cause
keys R
keys <C-a><C-k>
type {"statuscode": "999"}
keys <C-s>
wait ended
screen 999
~FAILED at #8
~MyAPIStateMachine › Catch All
~An error of unknown type occurred
~Unknown error!

# all four in the list of executions
keys 4
screen executions
~4 Executions · 4
~SUCCEEDED
~{"statuscode":"200"}
~{"statuscode":"503"}
~{"statuscode":"429"}
~{"statuscode":"999"}

# deleting asks first
keys d
screen ask
~Delete the execution
keys d
wait idle
screen deleted
~4 Executions · 3
!{"statuscode":"999"}

# the function: its log of the last call
keys F
screen functions
~MockAPIFunction
~arn:aws:lambda:us-east-1:111122223333:function:Mock
~REPORT
keys <Esc>

# a new machine, made from the template; its task is pointed at the function by picking the ARN from the list
keys O
screen machines
~MyAPIStateMachine
keys n
type Mine
keys <Enter>
wait idle
keys <Esc>
wait idle
screen new machine
~Mine
~ƒ First
keys j
keys A
screen pick
~What does First call?
~MockAPIFunction
keys <Enter>
wait text "lambda MockAPIFunction"
screen picked
~lambda MockAPIFunction
~First calls arn:aws:lambda:us-east-1:111122223333:function:MockAPIFunction now
keys <C-s>
screen saved
~Mine.asl.json saved

# the picture follows the file
copy MyAPIStateMachine.asl.json Mine.asl.json
wait text "Wait and Try Later"
wait idle
screen refreshed
~◷ Wait and Try Later
