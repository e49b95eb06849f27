#!/bin/sh
# Published machines, where there are any beside the project (see tests/shared/run.sh). --all: every machine in every way.
some=--some
[ "${1-}" = --all ] && some=
# shellcheck disable=SC2086  # nothing, where it is empty
exec "${abs_top_builddir:?}/tests/graph/trace" $some "${ASLANT_SHARED:-${abs_top_srcdir:?}/../shared}/corpus/machines"
