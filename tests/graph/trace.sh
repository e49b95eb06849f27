#!/bin/sh
# The project's own definitions, their expected pictures, and machines made by chance. --update writes the pictures anew.
exec "${abs_top_builddir:?}/tests/graph/trace" "$@" --random 60 "${abs_top_srcdir:?}/tests/graph"
