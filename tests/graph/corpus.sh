#!/bin/sh
# Published machines, where there are any beside the project (see tests/shared/run.sh).
exec "${abs_top_builddir:?}/tests/graph/trace" "${ASLANT_SHARED:-${abs_top_srcdir:?}/../shared}/corpus/machines"
