# A definition with placeholders that have no value: drawn, edited as it is written, and refused to run with the reason.
workspace tests/screens/templates
args statemachine/order.asl.json
size 80x30

screen drawn
~${ChargeArn}
~Wait ${Pause}
keys r
wait idle
screen refused
~order cannot be executed without values for ${Pause} (6:42)
command state Pause
command rename Nap
wait idle
screen renamed
~*order › Nap
~rename Pause to Nap (z undoes)
keys <C-s>P
wait idle
screen what there is to say
~statemachine/order.asl.json
~info       6:40  This placeholder stands for a value
keys <Esc>Ooloose.asl.json<Enter>
wait idle
command state B
command rename Over
wait idle
keys <C-s>
wait idle
screen comments stay
~loose › Over
~loose.asl.json saved (198 bytes)
