#!/bin/sh
# JSONata beside the npm package jsonata, in one run: evaluations and parses a second of both, and how many times as many ours are.
#
#   tests/bench/jsonata.sh [BUILD_DIR [SECONDS]]      needs node, and the package where NODE_PATH or ./node_modules has it
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=${1:-$here/../../build}
seconds=${2:-0.3}

make -C "$build" -s tests/bench/bench_jsonata
if ! NODE_PATH=${NODE_PATH:-$PWD/node_modules} node -e 'require("jsonata")' 2>/dev/null; then
	echo "jsonata.sh: no node with the package jsonata (npm install jsonata; NODE_PATH): ours alone" >&2
	exec "$build/tests/bench/bench_jsonata" "$seconds"
fi
export NODE_PATH="${NODE_PATH:-$PWD/node_modules}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$build/tests/bench/bench_jsonata" --cases >"$work/cases"
"$build/tests/bench/bench_jsonata" --tabs "$seconds" >"$work/ours"
node "$here/jsonata_npm.js" "$seconds" <"$work/cases" >"$work/npm"
paste "$work/ours" "$work/npm" | awk -F '\t' '
	BEGIN { printf "%-36s %12s %12s %7s %12s %12s %7s\n", "", "evaluations", "npm", "times", "parses", "npm", "times" }
	{ printf "%-36s %10d/s %10d/s %7.1f %10d/s %10d/s %7.1f\n", $1, $2, $5, $2 / $5, $3, $6, $3 / $6 }'
