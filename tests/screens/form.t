# A state as a form: fields by the table, checked while they are typed; retriers, catchers and rules as lists; one step of undo.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 80x24

command form
screen no state
~no state is selected
command state Call API
keys ;f
screen form
~Call API › Task
~JSONPath
~Resource                  arn:aws:lambda:us-east-1:111122223333:function:Mo
~Retry                     1: retriers, the first that matches counts
~+ TimeoutSeconds            a whole number
!+ Arguments

# a value is checked while it is typed, and what was there comes back with Esc
keys /Timeout<Enter>
keys <Enter>
type zero
screen no number
~✗ TimeoutSeconds            zero
~TimeoutSeconds: zero
keys <C-u>
type 30
screen a number
!✗
~  TimeoutSeconds            30
~*Call API
keys <Esc>
screen put back
~+ TimeoutSeconds            a whole number
keys <Enter>
type 30
keys <Enter>
screen taken
~  TimeoutSeconds            30
!TimeoutSecondsPath
keys f<C-u><Enter>

# retriers: the schedule of the selected one stands below
command redraw
keys <C-s>
wait idle
screen applied
~TimeoutSeconds of Call API (z undoes)
!*Call API ›
keys q
command form retry
screen retriers
~Call API › Retry
~retrier 1 [TooManyRequestsException]
keys a
screen added
~retrier 2 [States.Timeout]
keys d
screen gone
!retrier 2
keys <Enter>
screen one
~Call API › Retry 1
~IntervalSeconds           1
~+ BackoffRate
keys /Jitter<Enter>
keys <Enter>
screen words
~JitterStrategy
~FULL
type full
keys <Enter>
screen jitter
~JitterStrategy            FULL
~░
keys <Esc>
screen list again
~*Call API › Retry
~FULL
keys <Esc><Esc>
screen asked
~Call API is changed
~Put the changes into the definition
keys g
screen given up
~MyAPIStateMachine › Call API
command form catch
screen catchers
~1  TooManyRequestsException  → Wait and Try Later
keys a
screen before all
~3  Timeout  → Call API
~4  ALL  → Catch All
keys J
screen behind all
~✗ 3  ALL
keys K
screen before again
!✗
keys jjjK
screen up
~✗ 3  ALL
keys <Del><Enter>
screen catcher
~Call API › Catch
~Next
keys <Esc>e
screen as JSON
~"ErrorEquals"
keys <Esc><Esc><Esc>g

# what a task calls
command form
keys <Enter>
screen resources
~What does it call?
~MockAPIFunction
type sqs: send
keys <Enter>
screen integration
~arn:aws:states:::sqs:sendMessage
keys <Enter>
type type an
keys <Enter>
screen typing it
~Resource: :sendMessage.waitForTaskToken
keys <Esc><Enter>
type state machine
keys <Enter>
screen a machine
~startExecution.sync:2
~Parameters                {"StateMachineArn":"arn:aws:states:us-east-1:1111
keys ?
screen help
~A state's form
keys <Esc><Esc>g

# a choice: its rules in words
command state OK
command add before choice
wait idle
command form choices
screen rules
~choice == "value"  → OK
keys a<Enter><Enter>
keys <C-u>
type total > 100 and not (late or IsPresent(x))
screen words of a rule
~Condition                 total > 100 and not (late or IsPresent(x))
type  and
screen not yet
~47: a path was expected at the end
keys <C-u>
type not late
keys <Enter>
screen shorter
~Condition                 not late
keys j<Enter>
screen targets
~Wait and Try Later
keys <Esc><Esc><Esc><Esc>s
wait idle
screen rule applied
~Choices of Choice (z undoes)
keys z
wait idle
screen undone
~undone: Choices of Choice
