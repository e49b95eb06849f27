# Save as: what, where, and what it says then; from the shown execution and from the list.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 80x24

wait idle
keys a
screen nothing to save
~no execution is shown, and none is selected

command run {"statuscode":"429"}
wait ended
keys a
screen what
~Save the execution e220a839-7b1 as
~t  a test case
~for aslant test
~h  a walkthrough
~one HTML page
~r  the picture
keys t
size 120x36
screen where
~Save to: tests/MyAPIStateMachine-e220a839.test.json
size 80x24
screen where, in a narrow one
~Save to: 
~e220a839.test.json
keys <Enter>
wait idle
screen written
~written: tests/MyAPIStateMachine-e220a839.test.json

# it is a test case of this machine, and passes
command test succeeds: {
wait ended
screen the case
~test case "succeeds: {"statuscode":"429"}": everything is as expected

# into the file of cases that is there already
command save test tests/MyAPIStateMachine.test.json
screen add or replace
~tests/MyAPIStateMachine.test.json is there already
~add the case to it
keys a
wait idle
screen added
~added to: tests/MyAPIStateMachine.test.json
command coverage tests
wait idle
screen there are more
~6 tests: states 100%

# an older one, from the list, as all the rest
command coverage off
size 120x36
keys 4
keys ah<End><C-u>page.html<Enter>
wait idle
screen a page
~written: page.html
keys ah<C-u>page.html<Enter>
screen it asks
~page.html
~is there already.
~Replace it
keys r
wait idle
screen replaced
~written: page.html
command save cast walk/it.cast
wait idle
screen a cast
~written: walk/it.cast
command save markdown it.md
wait idle
command save mocks mocks/it.json
wait idle
command save svg it.svg
wait idle
command save mermaid it.mmd
wait idle
screen the picture
~written: it.mmd
command save history tests
screen a folder
~tests is a folder
command save film
screen no such kind
~save takes test, mocks, markdown, html, cast, history, text, svg, dot or mermaid
