# Functions: listed, tested with an event, made from a template, their log read, deleted.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 80x24

keys F
screen functions
~Functions › ./functions/functions.json
~1 function
~MockAPIFunction  python3     · not called yet
~arn:aws:lambda:us-east-1:111122223333:function:MockAPIFunction
~mock_api.lambda_handler
~functions/mock_api.py
~timeout 3 s, memory 128 MB
~n new  Enter test  e edit  l log  y copy ARN  d delete  Esc close  ? help
keys y
screen copied
~the ARN copied

# an error of the handler
keys t
screen test
| Test › MockAPIFunction
|┌ Event (JSON) ────────────────────────────────────────────────────────────────┐
|│ 1 {}                                                                         │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|└──────────────────────────────────────────────────────────────────────────────┘
| ✓ valid JSON, 2 bytes
|┌ Result ──────────────────────────────────────────────────────────────────────┐
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                not called yet                                │
|│                           Ctrl-S calls the function                          │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|└──────────────────────────────────────────────────────────────────────────────┘
|
| Ctrl-S call  Tab to the result  Esc back  Ctrl-O events  Ctrl-T tidy  F1 help
keys <C-s>
wait text "failed after"
screen raised
~KeyError
~'statuscode'
keys <Tab>
keys <Home>{<Right><BS><BS>
keys {"statuscode": "200"
keys <C-s>
wait text "succeeded in"
screen result
~"200 OK"
~Log
~START
keys <Tab>
screen no JSON is no event
~✓ valid JSON, 20 bytes
keys x<C-s>
screen refused
~✗ the event is not JSON: line 1
keys <C-z><C-o>
screen events used before
~Events used before
~{"statuscode": "200"}
~{}
keys <Down><Enter>
screen chosen
~✓ valid JSON, 2 bytes
size 120x30
size 40x10
screen small
~Test › MockAPIFunction
size 80x24
keys <Esc>
screen how the last call went
~✓ ok:
~newest call
~REPORT

# the log
keys l
screen log
~Log › MockAPIFunction
~following
~[ERROR] KeyError: 'statuscode'
~REPORT
keys /Traceback<Enter>
keys <Enter>
screen the whole call
~Log › MockAPIFunction ›
~START RequestId:
~Traceback
~END RequestId:
keys <Esc>ferror<Enter>
screen filtered
~1 line
~[ERROR] KeyError
keys f<Esc>c
screen of which
~Log of which function?
~All functions
keys <Enter>
screen of all
~Log › all functions
size 40x10
screen small
~Log › all
size 80x24
keys <Esc>

# a new one
keys n
keys not a name<Enter>p
screen no name
~is no name for a function
keys nMockAPIFunction<Enter>
screen taken
~there is a function "MockAPIFunction" already
keys nHello<Enter>
screen runtimes
~What runs Hello?
~p  Python
~n  Node.js
~e  Any executable
keys p
screen made
~Hello was made:
~hello.py
~e  Edit its handler in $EDITOR
keys t
keys <C-s>
wait text "succeeded in"
screen hello
~"message": "Hello from Hello"
keys <Esc><Esc>

# deleted
keys d
screen asks
~Delete the function Hello?
~c  Cancel
~d  Delete it from functions.json, keep its file
~f  Delete it and its file
keys <Enter>
screen kept
~2 functions
keys df
screen deleted
~Hello is deleted, and its handler
~1 function
!Hello  
keys ?
screen help
~Keys › Functions
~Make a new function from a template
keys <Down><Down><Down>
keys <Enter>
screen run from the help
~Log › MockAPIFunction
keys q
keys /nothing
screen filtered away
~nothing matches the filter
keys <Esc><Esc>
