# A failing test case, as the command that aslant test prints opens it: its own mocks answer, the cursor stands at the first divergence.
workspace tests/cli/testing
args fails.test.json --test states
size 130x36

wait ended
screen first divergence
~test case "states" fails: path, pathContains, visited and
~(:test tells)
~looking back at #1 of 21

# what was expected and what came, as a page
command test
screen what differs
~fails.test.json:25
~path (event 14)
~$[3]: expected "Done", got "Pack"
~attempts of "Pack" (event 15)
keys q

# it is an execution like any other
command goto 14
screen an event
~Shop › Each line[1] › Pack
keys 4
screen in the list
~FAILED

# another case, chosen from those of this machine
command open Shop.asl.json
command test
screen the cases
~Run a test case
~how it ended
~charged at the third try
keys refused<Enter>
wait ended
screen a good one
~test case "refused": everything is as expected
~FAILED at #5

# one without an answer for a task asks the person, and goes on with that
command test nobody answers
wait text "the test case has no answer for it"
screen asks
~Charge: the test case has no answer for it
~WAITS FOR YOU
command throw Declined
wait ended
screen went on
~test case "nobody answers" fails: status
~Refused

command test zebra
screen no such case
~no test case of this machine is called "zebra"
