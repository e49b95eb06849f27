#!/bin/sh
# The judges over recorded executions, languages and published machines, each against its floor (tests/shared/floors). They live beside the
# project in ../shared, or in $ASLANT_SHARED; without them this is skipped (exit status 77).
#
#   tests/shared/run.sh [NAME…]        all of them, or those named; $ASLANT is the program (default: build/aslant)
set -u
top=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
shared=${ASLANT_SHARED:-$top/../shared}
aslant=${ASLANT:-$top/build/aslant}

if [ ! -d "$shared/tools" ]; then
	echo "skipped: there are no judges in ${shared}"
	exit 77
fi
failed=0
while read -r name floor tool args; do
	case $name in '' | '#'*) continue ;; esac
	if [ $# -gt 0 ]; then
		case " $* " in *" $name "*) ;; *) continue ;; esac
	fi
	case $tool in ./*) tool=$top/tests/shared/$tool ;; *) tool=tools/$tool ;; esac	# ./NAME: one of the project's own
	# shellcheck disable=SC2086  # arguments
	out=$(cd "$shared" && timeout 900 python3 "$tool" --aslant "$aslant" --quiet --floor "$floor" $args </dev/null 2>&1)
	status=$?
	last=$(printf '%s\n' "$out" | tail -n 1)
	if [ "$status" = 0 ]; then
		echo "ok      $name, floor $floor: $last"
	else
		printf '%s\n' "$out" | tail -n 15
		echo "FAILED  $name, floor $floor: $last"
		failed=1
	fi
done <"$top/tests/shared/floors"
exit "$failed"
