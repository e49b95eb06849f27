#!/bin/sh
# Every key of the default key map runs its command.
exec python3 "${abs_top_srcdir:?}/tests/screens/keys.py" "${ASLANT:?}" "$abs_top_srcdir/data/default.keys"
