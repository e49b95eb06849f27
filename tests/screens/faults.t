# Faults: what goes wrong with calls of a task, instead of the function or on top of it.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 120x40

command fault Call API throw TooManyRequestsException out of luck
screen noted
~1: fault "Call API" next throw TooManyRequestsException out of luck
command run {"statuscode": "200"}
wait ended
screen struck once, retried, answered
~SUCCEEDED at #12
keys {
screen the error
~TooManyRequestsException
~out of luck
command fault every throttle
command run {"statuscode": "200"}
wait ended
screen throttled
~FAILED
~Lambda.TooManyRequestsException
command clear all
command state Call API
command fault
screen menu
~The next call of Call API
~answers in another shape
keys s
command run {"statuscode": "200"}
wait ended
keys 2
screen another shape
~SUCCEEDED
command fault Call API slow 30 every
command run {"statuscode": "200"}
wait ended
screen late
~t+30.
keys B
screen list
~fault "Call API" every slow 30
~struck 1×
keys <Space>
screen off
~struck 1×  off
keys <Esc>
command fault Call API never
screen usage
~a fault is one of
command play Call API
screen play
~you answer for Call API from its next call on
command run {"statuscode": "200"}
wait idle
command return "by hand"
wait ended
screen played
~SUCCEEDED
