# The keys of a place: grouped, filtered, run from the list.
workspace data/tutorial
size 80x24

keys ?
screen keys
~Keys › graph
~ Run
~run-with
~R
~(not now)
~Enter run it
keys /input
screen filtered
~Choose, type or edit the input, then run
!first
keys <Enter><Down><Enter>
screen run
~Start execution › MyAPIStateMachine
keys <Esc>?
keys /goto<Enter><Enter>
screen a command that wants an argument, and makes no sense now
~:goto
keys <Esc>?
size 40x10
screen small
~Keys › graph
size 10x4
screen tiny
~too smal
size 500x200
size 80x24
keys GggjkG<PageUp><PageDown><Home><End>q
screen closed
~r run
