# A new workspace from a template: from the list of machines, and by command.
workspace data/tutorial
size 80x24

keys O
screen the list
~t template
keys t
screen the templates
~A new workspace from a template
~Retry with backoff
~Human approval
~Circuit breaker
keys backoff<Enter>
screen where
~New folder: retry
keys <Enter>
wait idle
screen it is open
~RetryWithBackoff
~ƒ Call Service
~Retry with backoff: 10 files in retry

# it runs at once, and so do its test cases
command run {"symbol": "ACME", "busyFor": 2}
wait ended
screen it runs
~SUCCEEDED
command test gives up
wait ended
screen its test
~test case "gives up": everything is as expected
command coverage tests
wait idle
size 120x36
screen covered
~states 100 edges 100 retriers

# another, by command; nothing is written over
command new saga retry
screen not over it
~retry is there already, and not empty
command new nothing here
screen no such template
~there is no template "nothing"
command new poll jobs
wait idle
screen by command
~jobs
~ƒ Start Job
command new map
screen it asks for the folder
~New folder: map
keys <Esc>
