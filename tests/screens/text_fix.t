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

# What is too long for a line is said in full below the text.
size 80x24
keys 7<Enter><C-Home><Down><End><Enter>"Ti<Esc><Esc>}
screen in full
~✗ Unexpected character ('"' (code 34)): was expecting a colon to separate fiel
~  d name and value
!Source

# The cursor stays where one left it, though another state is selected than the one that it stands in.
keys zzz
command state Each
keys #1<Enter><Tab><S-Tab>
screen it stays
~line 1, column 1
