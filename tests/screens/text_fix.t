# What is wrong, mended by a key, in the text.
workspace tests/screens/textpane
args Old.asl.json
size 120x30

keys 7
wait idle
keys /Iterator<Enter>
screen advice with its fix
~Alt-Enter: 
keys <A-Enter>
screen mended
~"ItemProcessor"
~done: 
!"Iterator"
keys z
screen undone
~"Iterator"
