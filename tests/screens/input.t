# The input of an execution: typed, checked while typing, chosen, saved, kept for the next time; the name; the start.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 80x24

keys R
screen nothing used yet
| Start execution › MyAPIStateMachine
| Name: optional; a new one is made if this is empty
|┌ Input (JSON) ────────────────────────────────────────────────────────────────┐
|│ 1 {}                                                                         │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|└──────────────────────────────────────────────────────────────────────────────┘
| ✓ valid JSON, 2 bytes
| [ Start ] [ Start paused ] [ Inputs ] [ Load file ] [ Save as ] [ Tidy ]
|
| Ctrl-S start  Ctrl-O inputs  Tab next part  Esc back  Ctrl-T tidy  F1 help
keys <Enter>"statuscode": "200"
screen typed
| Start execution › MyAPIStateMachine
| Name: optional; a new one is made if this is empty
|┌ Input (JSON) ────────────────────────────────────────────────────────────────┐
|│ 1 {                                                                          │
|│ 2   "statuscode": "200"                                                      │
|│ 3 }                                                                          │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|└──────────────────────────────────────────────────────────────────────────────┘
| ✓ valid JSON, 20 bytes
| [ Start ] [ Start paused ] [ Inputs ] [ Load file ] [ Save as ] [ Tidy ]
|
| Ctrl-S start  Ctrl-O inputs  Tab next part  Esc back  Ctrl-T tidy  F1 help
keys ,
screen an error with its place
~✗ line 3, column 1: expected
keys <C-s>
screen it does not start
~✗ the input is not JSON: line 3, column 1
keys <C-z>
screen undone
~✓ valid JSON, 20 bytes
!✗

# the name
keys <Tab>has blank
screen a name that AWS refuses
~Name: has blank  a name has no blanks
keys <C-s>
screen it does not start with that name
~✗ the execution's name: a name has no blanks
keys <C-u>my-run-1<Tab>
screen the buttons
~Name: my-run-1
~[>Start<] [ Start paused ]
!a name has no blanks
keys <Right><Enter>
wait paused
screen paused before the first event
~PAUSED
keys c
wait ended
screen ended
~SUCCEEDED

# chosen: saved inputs first, then what was used
keys R<C-o>
screen inputs
| Start execution › MyAPIStateMachine
| Name: optional; a new one is made if this is empty
|┌ Inputs ──────────────────────────────────────────────────────────────────────┐
|│ saved 200                                                                    │
|│ saved 429                                                                    │
|│ saved 503                                                                    │
|│ saved 999                                                                    │
|│ used  {"statuscode": "200"}                                                  │
|│ Load a file…                                                                 │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|│                                                                              │
|└──────────────────────────────────────────────────────────────────────────────┘
| [ Start ] [ Start paused ] [ Inputs ] [ Load file ] [ Save as ] [ Tidy ]
|
| Enter use it  d delete  / filter  Ctrl-S start  Tab next part  F1 help
keys jj<Enter>
screen taken
~"statuscode": "503"
keys <C-z>
screen and undone
~"statuscode": "200"

# saved under a name; again under the same name asks
keys <C-b>mine<Enter>
screen saved
~saved as "mine" in the workspace
keys <C-b><Enter>
screen replace
~There is a saved input "mine" already. Replace it?
~r Replace
keys <Enter>
keys <C-b><C-u>a/b<Enter>
screen no file's name
~cannot be a file's name
keys <C-o>
screen listed
~saved mine
keys /mine<Enter>
screen filtered
~saved mine
!saved 503
keys d
screen asks
~Delete the saved input "mine"?
keys d
screen deleted
!saved mine
keys <Esc>

# kept for the next time; a paste takes the place of {}
keys <C-a><C-k>
keys <Esc>
wait idle
keys R
screen the draft
~✗ line
keys <C-t>
screen cannot be formatted
~only valid JSON can be formatted

# a file
keys <A-l>inputs/MyAPI<Tab>429<Tab><Enter>
screen loaded
~inputs/MyAPIStateMachine/429.json is loaded
~"statuscode": "429"
keys <A-l>no/such/file<Enter>
screen no such file
~✗ no/such/file

# every size
size 100x24
screen beside the text
| Start execution › MyAPIStateMachine
| Name: optional; a new one is made if this is empty
|┌ Input (JSON) ───────────────────────────────────────────────┐ ┌ Inputs ──────────────────────────┐
|│ 1 {                                                         │ │ saved 200                        │
|│ 2   "statuscode": "429"                                     │ │ saved 429                        │
|│ 3 }                                                         │ │ saved 503                        │
|│                                                             │ │ saved 999                        │
|│                                                             │ │ used  {"statuscode": "200"}      │
|│                                                             │ │ Load a file…                     │
|│                                                             │ │                                  │
|│                                                             │ │                                  │
|│                                                             │ │                                  │
|│                                                             │ │                                  │
|│                                                             │ │                                  │
|│                                                             │ │                                  │
|│                                                             │ │                                  │
|│                                                             │ │                                  │
|│                                                             │ │                                  │
|│                                                             │ │                                  │
|└─────────────────────────────────────────────────────────────┘ └──────────────────────────────────┘
| ✓ valid JSON, 20 bytes
| [ Start ] [ Start paused ] [ Inputs ] [ Load file ] [ Save as ] [ Tidy ]
| ✗ no/such/file: No such file or directory
| Ctrl-S start  Ctrl-O inputs  Tab next part  Esc back  Ctrl-T tidy  Ctrl-B save as  F1 help
size 40x10
screen small
| Start execution › MyAPIStateMachine
| Name: optional; a new one is made if …
| 1 {
| 2   "statuscode": "429"
| 3 }
|
| ✓ valid JSON, 20 bytes
| ✗ no/such/file: No such file or
|   directory
| Ctrl-S start  Ctrl-O inputs  F1 help
size 20x3
screen tiny
|too small for aslant
|
|
size 500x200
screen huge
~Start execution › MyAPIStateMachine
~saved 503
size 80x24
keys <C-f>status<Enter><C-g><A-e><S-Tab><F1>
screen help
~Keys › Start an execution
~Ctrl-S Alt-Enter
keys <Esc><Esc><Esc>
