# Coverage on the picture: of the shown execution, of all of the list, of the test cases; what is not covered, and the way there.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 120x36

wait idle
keys K
wait idle
screen the menu before anything has run
~Coverage
~t  by the test cases
!by this execution
keys <Esc>

command run {"statuscode":"429"}
wait ended
keys Ke
wait idle
screen this execution
~► states 66 edges 66 retriers 100 catchers 33 %
~✓2×┐
~lambda MockAPIFunction  │◄╯ ↻3×
~✓1×┐
styles its styles
~VRR RVVV
~LLLLL

# one that is not covered, by way of the list
keys K
screen the menu has the figures
~┌ covered by this run: states 66% edges 66% retriers 100% catchers 33% ─
~n  what is not covered
keys n
screen the list
~Not covered: 4
~catcher 2 of "Call API" (ServerUnavailableException) -> "Server Unavailable" never catches
~state "Catch All" is never entered
keys is never<Down><Enter>
wait idle
screen there
~› Catch All
~·never┐
styles never entered
~MMMMMMMM

# it keeps up with what runs
command run {"statuscode":"503"}
wait ended
command coverage runs
wait idle
screen two executions
~► states 83 edges 83 retriers 100 catchers 66 %
command run {"statuscode":"200"}
wait ended
wait idle
size 80x24
keys K
screen three
~┌ 1 Graph · ▼► 3 runs: states 83% edges 83% retriers 100% catchers 66% ─
~by all executions of the list
keys t
wait idle
screen test cases
~4 tests: states 100% edges 100% retriers 100% catchers 100%
command coverage missing
screen nothing is missing
~everything is covered

# only some of the executions: what the list's filter leaves; one that is deleted counts no more
keys 4f503<Enter>
keys K
screen what passes the filter
~by the executions that pass the list's filter
keys a
wait idle
screen one of three
~1 chosen run: states 33% edges 16% retriers 0% catchers 33%
keys 4f<C-u><Enter>
command coverage runs
wait idle
screen all of them again
~3 runs: states 83%
keys 4<Home>dd
wait idle
screen two are left
~4 Executions · 2
keys 1
wait idle
screen and count
~2 runs: states 83%
command coverage tests
wait idle

# an export has the same marks
command picture covered.txt
screen written
~written: covered.txt
keys Ko
wait idle
screen as before
!tests:
!✓5×
command coverage sideways
screen no such coverage
~coverage takes run, runs, tests, missing or off

# a machine without any of it
command coverage off
keys HK<Esc>
wait idle
screen home is H
~[1 Graph]
