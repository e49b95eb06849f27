# The definition in another form: JSONata for a state and for all, placeholders, YAML beside it; what is refused.
workspace tests/screens/problems
args Old.asl.json
size 100x24

command convert
screen what to
~convert to what: jsonata, state (the selected one, to JSONata), yaml, json or placeholders?
command convert json
wait idle
screen it is that
~it is JSON already
command convert placeholders
wait idle
screen nothing of an account
~there is no ARN of an account in the definition
command state P
command convert state
wait idle
screen one state
~*Old
~1 state converted to JSONata (z takes it back)
keys z
wait idle
screen undone
~undone: conversion to JSONata
!*Old
command convert jsonata
wait idle
screen one has errors
~stay in JSONPath
command convert yaml
wait idle
screen a file
~written to
~Old.asl.yaml
command convert yaml
wait idle
screen not twice
~Old.asl.yaml is there already
