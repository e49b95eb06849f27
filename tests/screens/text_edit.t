# The definition as text: read, typed, completed, searched and replaced, folded; the picture and the problems follow; undo is that of the document.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 120x40

keys 7
wait idle
screen beside the picture
~7 Text · JSON
~│  5     "Call API": {
~1 Graph
~Enter edit
keys jjjjj
screen the state at the cursor is selected
~MyAPIStateMachine › Call API
keys 1
command state Wait and Try
keys 7
screen the text follows the selection
~line 32, column 5
keys #5<Enter>%
screen bracket
~line 31, column 5
keys %f
screen folded
~ 5▸    "Call API": { … 26 lines },
keys =-
screen all states folded
~"Call API": { … 26 lines },
~"OK": { … 4 lines }
keys =gjjjjj

# Typing: a list of what may be there, the rest of the name, what is wrong in the meantime.
keys <Enter><End><Enter>"Ti
screen typing
~7 Text · JSON · editing · unsaved · broken at line 8
~ TimeoutSeconds     number
~ TimeoutSecondsPath path
~↑ Unexp
~lambda MockAPIFunction
~before line 8 broke
~Esc done
keys <Enter>30,
screen whole again
~      "TimeoutSeconds": 30,
!broken
!Unexpected
keys <C-z>
screen undo takes a run of typing
~undone: typing
~      "TimeoutSeconds":  
keys <C-y>
screen redo
~      "TimeoutSeconds": 30,
~done again: typing
keys <C-g>13<Enter><End><Enter>"<C-n>
screen fields of a retrier without those that are there
~BackoffRate
~JitterStrategy
!MaxAttempts     number
keys <Down><Enter>
screen the words that it may have
~"JitterStrategy": 
~NONE
~FULL
keys <Down><Enter>,
screen taken
~"JitterStrategy": "FULL",
!broken
keys <C-g>9<Enter><End><Left><Left><S-C-Left><BS>
screen a value that is none
~"Next": "",
~↑ 
keys <C-n>
screen states of the scope
~ Catch All
~ Change to 200
~this state
keys Wai<Enter>
screen another target
~"Next": "Wait and Try Later",
keys <Esc>
screen reading again
~7 Text · JSON · unsaved
~Enter edit

# Find and replace.
keys <Enter><C-Home><C-f>next<Enter>
screen found
~Find: next
~2 of 6
keys <Tab>Nxt<Enter>
screen replaced, and the next one
~"Nxt": "Wait and Try Later"
~ Field 'Nxt' is not supported
~2 of 5
keys <A-a>
screen all
~5 replaced
~0  Enter next
keys <Esc><C-z><C-z>
screen back
~"Next": "Wait and Try Later"
~undone: replace
keys <C-Home><C-f><C-u>(re)(try|sult)<A-x>
screen expression
~(expression)
~(expression)
keys (
screen broken expression
~nmatched
keys <Esc><Esc>

# Problems: marked, said, gone along.
keys <Enter><C-g>9<Enter><End><Left><Left><S-C-Left>No<Esc>
screen a state that there is not
~✗ 
keys g}
screen the next problem
~"Next": "Wait and Try No",
~Missing 'Next' target: Wait and Try No
command problem previous
command leave
command line 2
screen a line by its number
~line 2, column 1
keys <Enter><A-f><C-]><Esc>

# In 80 columns it has the screen.
size 80x24
keys 7
screen narrow
~[7 Text]
~"Change to 200": {
keys v
screen round
~[1 Graph]
