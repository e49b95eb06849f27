# A value as a page: searched, wrapped, copied, at any size.
workspace data/tutorial
args MyAPIStateMachine.asl.json
size 80x24

command run {"statuscode": "999"}
wait ended
command state Call API
keys 2GW
screen page
~"Type": "Task"
~Esc close
~1-21 of
keys /catchall<Enter>
screen not found
~"catchall" is not there
keys /Catch<Enter>n
screen found
~"Catch": [
keys Gw
screen scrolled
~ of 
size 40x10
screen small
~ of 
keys y
screen copied
~the text copied
size 200x60
screen large
~"Resource": "arn:aws:lambda:us-east-1:111122223333:function:MockAPIFunction"
keys ?
screen help
~Keys › A text to read
~Wrap long lines
keys <Esc><Esc>
screen back
!Esc close
