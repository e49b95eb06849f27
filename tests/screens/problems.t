# The problems of a definition: reasons, and fixes that are made with a key and taken back with z.
workspace tests/screens/problems
args Old.asl.json
size 80x24

keys P
wait idle
screen errors first
~error      7:15  Missing 'Next' target: end
~MISSING_TRANSITION_TARGET  /States/Each/Next
~did you mean End?
~F set Next to "End"
keys F
wait idle
screen mended, and what has a reason
!Missing 'Next' target
~info       6:7   Iterator is the old name of ItemProcessor
~F rename Iterator to ItemProcessor
~set Next to "End" (z takes it back)
keys jF
wait idle
screen no fix for that one
~choice.default
~an input that no rule matches
~with States.NoChoiceMatched
~there is no fix that is made by itself
keys kF
wait idle
screen another
!Iterator is the old
keys <Esc>z
wait idle
screen back
~undone: rename Iterator to ItemProcessor
keys z
wait idle
screen and back
~undone: set Next to "End"
