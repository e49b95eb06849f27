# Nonsense typed and pasted into the input: it is marked, nothing starts, nothing breaks.
workspace data/tutorial
args MyAPIStateMachine.asl.json --ascii
size 80x24

keys R
type {]}[[{"a":NaN, 'b': undefined} \u0000 \ud800 /* */
screen pasted
~X line 1, column 2
keys <C-s><C-s><C-p><A-Enter>
screen nothing has started
~the input is not JSON
keys <C-z><C-z><C-z>[[[[[[[["""""{{{{{<BS><BS><Del><Del><Left><Left><Home><End><PageUp><PageDown><C-k><C-u><C-w><C-y><C-r>äß日本語👩‍👩‍👧<C-e>
screen typed
~X line
size 40x10
size 500x200
size 1x1
size 80x24
screen still there
| Start execution > MyAPIStateMachine
| Name: optional; a new one is made if this is empty
|+ Input (JSON) ----------------------------------------------------------------+
||X1 ??????????                                                                 |
||   ^ expected a value, found "?"                                              |
||                                                                              |
||                                                                              |
||                                                                              |
||                                                                              |
||                                                                              |
||                                                                              |
||                                                                              |
||                                                                              |
||                                                                              |
||                                                                              |
||                                                                              |
||                                                                              |
||                                                                              |
||                                                                              |
|+------------------------------------------------------------------------------+
| X line 1, column 1: expected a value, found "?"
| [ Start ] [ Start paused ] [ Inputs ] [ Load file ] [ Save as ] [ Tidy ]
|
| Ctrl-S start  Ctrl-O inputs  Tab next part  Esc back  Ctrl-T tidy  F1 help
keys <C-a><C-k><Esc>
wait idle
keys R
screen an empty text is no JSON either
~expected a value
