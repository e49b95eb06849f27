# Executions of two versions of a definition: what was renamed is the same still, what is new is drawn too, and what differs in the definitions
# is listed.
workspace tests/screens/history
args failed.json
size 140x50

wait idle
command diff newer.json
wait text "same in both"
screen both in one picture
~ > #35 PassStateEntered  Tell clerk
~│     35     35 ≠ Give back: then Refused on the left, Tell clerk on
~> Tell clerk: ran only on the right; the definition o
~The definitions differ · 6
~~ state Finished (Succeed) renamed from Done
~- Give back → Refused (Next) removed
~│ » Give back
~│ » Tell clerk
~2 differences
!Done  │
keys <Space>
screen in full
~Give back: then Refused on the left, Tell clerk on the right
keys q
keys y
screen copied
~what differs
keys q

# back in the workbench, and the other way round: the newer one is opened
command open newer.json
wait idle
command diff night-3
wait text "same in both"
screen the other way round
~35     35 ≠ Give back: then Tell clerk on the left, Refused on
~- state Tell clerk (Pass) removed
size 80x24
keys <Tab>
screen narrow
~ = same in both  ≠ differs  < only left  > only right
