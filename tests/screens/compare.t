# Two executions compared: chosen from a list, marked in the list of executions, from a file; cursors that go in step; narrow and wide.
workspace tests/screens/history
args failed.json
size 140x44

wait idle
command diff
screen only one
~there is no other execution of this machine
command open paid.json
wait idle
keys D
screen choose
~Compare with
~night-3  FAILED
keys <Enter>
wait idle
screen compared
~Compare › < night-2 SUCCEEDED  > night-3 FAILED
~13 differences
~│ First divergence
~25     25 ≠ Charge: cause, variables and output differ
~The ways part · 1
~30     33 ≠ Charge: then Ship and tell on the left, Give back o
~Ran only on the left · 4
~33 > Give back: ran only on the right
~28     28 ✗ Charge: attempt 2: success on the left
~Charge: 2 attempts on the left, 3 on the right
~took 6.100s on the left, 38.300s
~   < {"receipt":"R-9"}
~   > nothing
~ = same in both  ≠ differs  < only left  > only right
~┌──────────────≠┐
~┌──────────<┐   ┌────────────<┐
~┌────────────>┐
~ < #25 TaskFailed  Charge  Busy
~ > #25 TaskFailed  Charge  Busy: try later

keys y
screen copied
~copied (

# to another difference; then both go in step, and the right one waits where it has nothing like it
keys jj<Enter>
screen the ways part
~ < #30 ParallelStateEntered  Ship and tell
~ > #33 PassStateEntered  Give back
keys ,
screen back in step
~ < #29 TaskStateExited  Charge
~ > #32 TaskStateExited  Charge
keys ...s
screen on without the other
~ < #33 TaskStateEntered  Tell
~ > #32 TaskStateExited  Charge  (no such event: it stood here)
keys S
screen a state back
~ < #32 WaitStateEntered  Pack
keys 0
screen the first again
~ < #25 TaskFailed
keys <Space>
screen in full
~cause $
~"Busy"
~> nothing
keys q
keys /
type attempt
keys <Enter>
screen filtered
~Charge: 2 attempts on the left
!Give back: ran only
keys /
keys <Esc>

# times count from another difference on; the other way round
keys ttt
wait idle
screen without times
~times are not compared
!took 6.100s
keys x
wait idle
screen swapped
~Compare › < night-3 FAILED  > night-2 SUCCEEDED
~25     25 ≠ Charge: cause, variables and output differ
keys q
screen where the left one was
~looking back at #25 of 36

# narrow: the list, the picture
size 80x24
command diff night-2
wait idle
screen narrow
~ Compare › < night-3 FAILED  > night-2 SUCCEEDED                 13 differences
~ First divergence
~   > nothing
~ > #25 TaskFailed  Charge  Busy
keys <Tab>
screen the picture
~┌──────────────≠┐
~ = same in both  ≠ differs  < only left  > only right
!First divergence
keys ?
screen help
~Left and right change places
keys q
keys q

# a file that is not kept; what is no execution
command diff paid.json
wait idle
screen a file
~> night-2 SUCCEEDED
keys x
screen cannot be shown
~the right one is not kept
keys q
command diff nowhere
screen nowhere
~no execution of this machine is called nowhere

# marked in the list
keys 4
keys g*
screen marked
~│ *
keys jD
wait idle
screen by mark
~Compare › < night-2 SUCCEEDED  > night-3 FAILED
keys q

# nothing
keys 1
command diff paid.json
wait idle
screen the same
~no difference
~0 differences
