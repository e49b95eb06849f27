# Bad input: each gets a clear sentence where the person looks, and the program goes on.
workspace tests/screens/bad
args Broken.asl.json
size 80x24

keys P
screen problems
~2 problems
~✗ error      4:
~Missing 'Next' target: Nowhere
~MISSING_TRANSITION_TARGET  /States/A/Next
keys <Enter>
wait idle
keys /terminal<Enter>
screen filtered
~Workflow has no terminal state
!✗ error      4:
keys y
screen copied
~the problem copied
size 40x10
screen small
~Problems
size 500x200
size 80x24
keys <Esc>R<C-s>
screen it cannot start
~✗ Broken cannot be executed: Broken.asl.json:4:
keys <Esc>F
screen a handler that is missing
~Gone             python3     ✗ handler's file is missing
~✗ missing:
keys t<C-s>
wait text "failed after"
screen called all the same
~Runtime.ImportModuleError
keys <Esc><Esc>j
keys t<C-a><C-k>"rough
keys <C-s>
wait text "succeeded in"
screen control characters stay text
~\u0000\u001b[31m
keys <Tab><C-a><C-k>"nan
keys <C-s>
wait text "failed after"
screen no JSON
~Runtime.MarshalError
keys <Tab><C-a><C-k>"exit
keys <C-s>
wait text "failed after"
screen it ended
~exit status 3
keys <Tab><C-a><C-k>"hang
keys <C-s><C-s>
screen one call at a time
~! the call is still running (Ctrl-C stops it)
keys <C-c>
screen stopped
~– stopped
keys <C-s>
wait text "failed after"
screen timed out
~Task timed out after
~1.00 seconds
keys <Esc><Esc>
screen how it went
~✗ failed: timeout after 1000.00 ms
~Task timed out after 1.00 seconds

# a definition that is no JSON
keys <Esc>O
keys /nojson<Enter><Enter>
wait idle
screen opened with its error
~NoJson
keys P
screen where
~✗ error      5:3
