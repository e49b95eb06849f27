#!/bin/sh
# aslant new: every template is whole - no advice, test cases that pass, a picture without a crossing, inputs that run - under its own name and
# another, as JSON and as YAML. Nothing is written over.
set -u
top=${abs_top_srcdir:?} aslant=${ASLANT:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export HOME="$dir" TMPDIR="$dir" ASLANT_DATADIR="$top/data" PYTHONDONTWRITEBYTECODE=1
cd "$dir" || exit 1
failed=0
complain() { printf 'FAIL %s\n' "$*"; sed 's/^/  | /' out | head -n 30; failed=1; }

"$aslant" new --list >list 2>out || complain "--list"
[ "$(cut -d' ' -f1 <list | tr '\n' ' ')" = "approval circuit-breaker fan-out hello map poll retry saga " ] || complain "--list: $(cat list)"
[ "$(grep -c ': .*[.]$' list)" = 8 ] || complain "--list: a sentence each"
"$aslant" new >out 2>&1 && cmp -s out list || complain "without arguments: the list"

# whole TEMPLATE FOLDER MACHINE END
whole() (
	cd "$2" || exit 1
	[ -f "$3$4" ] || { echo "FAIL $1: no $3$4"; exit 1; }
	"$aslant" lint "$3$4" >out 2>&1
	[ "$(cat out)" = "$3$4: valid" ] || { complain "$1: lint"; exit 1; }
	"$aslant" test >out 2>&1 || { complain "$1: test"; exit 1; }
	grep -q "^[1-9][0-9]* passed, 0 failed$" out || { complain "$1: no test"; exit 1; }
	"$aslant" graph "$3$4" >out 2>&1
	grep -q '[┼╋╪╫]' out && { complain "$1: lines cross"; exit 1; }
	for i in inputs/"$3"/*.json; do
		"$aslant" run "$3$4" -i "@$i" -q >out 2>&1
		[ $? -le 1 ] || { complain "$1: run with $i"; exit 1; }
	done
	grep -qF "$3" README.md || { complain "$1: README"; exit 1; }
	exit 0
)

while read -r name _; do
	"$aslant" new "$name" >out 2>&1 || complain "$name"
	machine=$(basename "$name"/*.asl.json .asl.json)
	grep -qF "aslant run $machine.asl.json -i @inputs/$machine/" out || complain "$name: what to do next"
	whole "$name" "$name" "$machine" .asl.json || failed=1
	"$aslant" new --yaml "$name" "other/Mine$name" >out 2>&1 || complain "$name as YAML"
	whole "$name as YAML" "other/Mine$name" "Mine$name" .asl.yaml || failed=1
	grep -rlF "$machine" "other/Mine$name" >out && complain "$name as YAML: files still name $machine"
	[ -z "$(find "$name" -name '.aslant' -o -name '__pycache__')" ] || complain "$name: more than the template is copied"
done <list

# All states, transitions, catchers and rules are covered by the test cases that come with it.
for name in approval circuit-breaker fan-out hello map poll retry saga; do
	(cd $name && "$aslant" test --min-coverage states=100,edges=100,catchers=100,rules=100 >out 2>&1) || { failed=1; echo "FAIL $name: coverage"; }
done

"$aslant" new saga >out 2>&1
[ $? = 2 ] && grep -qF 'saga is there already, and not empty' out || complain "over a folder"
touch file
"$aslant" new saga file >out 2>&1
[ $? = 2 ] && grep -qF 'file is there already' out || complain "over a file"
mkdir empty && "$aslant" new sag empty >out 2>&1 || complain "into an empty folder, by a part of its name"
"$aslant" new nothing >out 2>&1
[ $? = 2 ] && grep -qF 'there is no template "nothing": approval, circuit-breaker' out || complain "no such template"
"$aslant" new saga 'a/.b' >out 2>&1
[ $? = 2 ] || complain "no such name"
"$aslant" new saga one two >out 2>&1
[ $? = 2 ] || complain "too many words"
ASLANT_DATADIR="$dir/nowhere" "$aslant" new --list >out 2>&1
[ $? = 4 ] && grep -qF 'the templates are not installed' out || complain "not installed"

exit $failed
