# The text of a definition in YAML: painted, folded, completed, from the data of a run in JSONata.
workspace tests/screens/textpane
args Sum.asl.yaml
size 120x30

command run {"order": {"lines": [{"price": 4, "n": 1}]}}
wait ended
command state Add
keys 7
screen yaml
~7 Text · YAML
~  6     Output: "{% $sum($states.input.order.lines.price) %}
~line 4, column 3
styles
~KKKKKKj qzzqffffzvvvvvvvzKKKKKz
~B  u   ddddddddd
keys f
screen folded by indent
~  4▸  Add: … 3 lines
keys f/lines.price<Enter><Enter><Right><C-w>
screen an expression
~order.lines.) %}
keys p
screen members in JSONata
~ price 
keys <Enter>
screen taken
~order.lines.price) %}
keys <End><Enter>As
screen names in YAML
~ Assign
!OutputPath
keys <Enter>
screen written as YAML
~✗ 7     Assign: 
keys <BS><BS><BS><BS><BS><BS><BS><BS>Next: <C-n>
screen states
~ Done
