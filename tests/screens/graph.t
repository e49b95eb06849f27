# The picture: zoom, fit, folds of one and all, the place that stays, search while typing, the small map, lines, comments, files.
workspace tests/graph
args parallel_nested.asl.json
size 120x40

wait idle
command state L1
wait idle
screen open
~› L1
~┏━━━━━━━┯ ∥ Inner

# f closes what is around the selection; it stays where it was
keys f
wait idle
screen the inner one is closed
~› Inner
~∥ Inner ⊞3
!R2
keys f
wait idle
screen and open again
~∥ Inner ━
~R2
keys -
wait idle
screen all closed
~∥ Fan out ⊞
!∥ Inner

# / shows the state while its name is typed, and opens what it is in
keys /R2
wait idle
screen while typing
~› R2
~ƒ R2
keys <Esc>
wait idle
screen Esc goes back
~› Inner
keys /Index3<Enter>
wait idle
screen found
~› Index3
~ƒ Index3

# less detail until all of it is in sight
size 80x24
keys 0
wait idle
screen fits
!more
keys ZZZ
wait idle

# lines, comments, the small map
size 120x40
command lines heavy
wait idle
screen heavy
~╔══
command lines wavy
screen no such lines
~lines takes light, heavy or rounded
command lines light
keys "
wait idle
screen comments
~the picture has the states' comments
keys "^
screen the map can be put away
~no small map
keys ^
screen and comes back
~a small map where the picture is much larger

# files
command picture out.svg
screen written
~written: out.svg
command picture out.png
screen no such format
~ends in .txt, .svg, .dot, .mmd or .json
command turn right
wait idle
screen left to right
~●─►[ƒ Prep]
command turn sideways
screen no such way
~turn takes down, right or auto
