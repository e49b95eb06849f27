#!/bin/sh
# All screen tests; python3 reads and compares them.
set -u
python3 "${abs_top_srcdir:?}/tests/screens/run.py" --reach "$abs_top_srcdir"/tests/screens/*.t
