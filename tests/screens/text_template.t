# A template as text: the machine's places are the file's; it can be read, not edited; its versions are of the definition.
workspace tests/screens/textpane
args template.yaml
size 120x24

keys 7
wait idle
screen the whole file
~7 Text · YAML
~  4   Orders:
keys Gk
screen the state at the cursor
~Orders › Two
command state One
screen the cursor at the state
~line 10, column 11
keys <Enter>
screen it cannot be edited
~Orders is only a part of template.yaml
command run {}
wait ended
command versions
screen the version that ran is that of now
~1 run  = now
keys jr
screen it cannot come back
~cannot come back by a key
