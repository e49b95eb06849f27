# Forks of executions that others started: a child of a Map Run as an execution of its own; before a Map Run that was under way.
workspace tests/screens/children
args --speed max Maps.asl.json
size 130x40

command run {"items": [1, 2, 3, 4]}
wait ended
keys &
keys /Three<Enter><Enter>
wait idle
screen the child that failed
~FAILED at #7
command goto 3
command fork here
screen forked
~a new execution from #3 on, by itself: the Map Run does not hear of it
~PAUSED at #3
keys <Space>
wait ended
screen the same end
~FAILED at #7
keys 4
screen in the list
~4 Executions · 2
~from #3

# with another input it goes well; a fork of the fork
command goto 2
command fork input
keys <C-k><C-k>4<C-s>
keys <Space>
wait ended
screen another input
~SUCCEEDED at #8
~Good

# the execution itself, while its Map Run was under way
keys 4G<Enter>
wait idle
screen the parent
~SUCCEEDED at #14
command goto 4
command fork here
screen before the Map Run
~a new execution from #2 on, no later: the Map Run that was under way is run again
~PAUSED at #2
keys <Space>
wait ended
screen it came to the same
~SUCCEEDED at #14
