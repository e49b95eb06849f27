#!/bin/sh
# aslant test: every expectation as it holds and as it fails, every form of output, coverage, updating, watching, several at a time. The
# files are in tests/cli/testing. One complaint a line; status 1 if any. With UPDATE=1 what is printed now becomes what is expected.
set -u
top=${abs_top_srcdir:?} aslant=${ASLANT:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp -R "$top/tests/cli/testing" "$dir/t"
cp -R "$top/data/tutorial" "$dir/tutorial"
chmod -R u+w "$dir"
cd "$dir/t" || exit 1
export HOME="$dir" PYTHONDONTWRITEBYTECODE=1
failed=0

complain() { printf 'FAIL %s\n' "$*"; failed=1; }

# expect STATUS NAME ARG…: aslant test ARG…; leaves standard output in out, errors in err.
expect() {
	want=$1 name=$2
	shift 2
	"$aslant" test "$@" >"$dir/out" 2>"$dir/err" </dev/null
	got=$?
	[ "$got" = "$want" ] || { complain "$name: exit status $got, not $want"; sed 's/^/  /' "$dir/err"; }
}
out_has() { grep -qF -- "$2" "$dir/out" || { complain "$1: standard output lacks: $2"; sed 's/^/  | /' "$dir/out" | head -n 40; }; }
out_lacks() { if grep -qF -- "$2" "$dir/out"; then complain "$1: standard output has: $2"; fi; }
err_has() { grep -qF -- "$2" "$dir/err" || { complain "$1: standard error lacks: $2"; sed 's/^/  | /' "$dir/err" | head -n 10; }; }
# python EXPRESSION over d (the output read as JSON, or as XML in x): must be true
python_says() { python3 -c "$2" "$dir/out" || complain "$1: $2"; }
# same_as NAME FILE: standard output is that of tests/cli/testing/FILE
same_as() {
	if [ -n "${UPDATE:-}" ]; then
		cp "$dir/out" "$top/tests/cli/testing/$2"
	elif ! diff -u "$top/tests/cli/testing/$2" "$dir/out"; then
		complain "$1: prints otherwise (above)"
	fi
}

# --- expectations ----------------------------------------------------------------------------------------------------

expect 0 holds holds.test.json
out_has holds '4 passed, 0 failed, 1 skipped'
expect 0 "ways to answer" poll.test.json
out_has "ways to answer" '4 passed, 0 failed'
expect 1 fails fails.test.json
same_as fails fails.out

# A machine's name, a case, what is wrong with it and where.
wrong() {
	printf '{"machine": "Shop.asl.json", "name": "n",\n %s}\n' "$1" >wrong.test.json
	expect 3 "wrong: $1" wrong.test.json
	err_has "wrong: $1" "wrong.test.json:2:$2"
}
wrong '"expect": {}' '2: expect must be an object that says something'
wrong '"expect": {"stauts": "FAILED"}' '13: expect has no field "stauts"'
wrong '"expect": {"status": "GOOD"}' '13: status must be SUCCEEDED, FAILED, TIMED_OUT or ABORTED'
wrong '"expect": {"visited": ["Rout"]}' '25: visited: there is no state "Rout" in Shop.asl.json'
wrong '"expect": {"attempts": {"Charge": -1}}' '26: attempts must be'
wrong '"expect": {"attempts": {"Each line[x]/Pack": 1}}' '26: attempts: there is no state "Each line[x]/Pack"'
wrong '"expect": {"attempts": {"Both[0]/Mail": 1}}' '26: attempts: there is no state "Both[0]/Mail"'
wrong '"expect": {"errorMatches": "("}' '13: errorMatches: S'
wrong '"expect": {"outputSatisfies": ["1", "1 +"]}' '38: outputSatisfies: S'
wrong '"expect": {"outputMatches": {"$.a[": 1}}' '31: outputMatches must be'
wrong '"expect": {"waited": {"Rest": {"atLest": 1}}}' '24: waited must be'
wrong '"expect": {"events": ["TaskFinished"]}' '24: events must be'
wrong '"expect": {"eventCounts": {"TaskFinished": 1}}' '29: eventCounts must be'
wrong '"expect": {"calledWith": {"Charge": {}}}' '28: calledWith must be'
wrong '"inputs": {}, "expect": {"status": "FAILED"}' '2: a test case has no field "inputs"'
wrong '"input": 1, "inputFile": "nothing.json", "expect": {"status": "FAILED"}' '14: a case has input or inputFile, not both'
wrong '"now": "yesterday", "expect": {"status": "FAILED"}' '2: now must be a time'
wrong '"mocks": {"States": {"Charge": [{"Give": 1}]}}, "expect": {"status": "FAILED"}' '35: state "Charge": an answer has no "Give"'
printf '{"machine": "Bad.asl.json", "name": "n", "expect": {"status": "FAILED"}}' >wrong.test.json
printf '{"StartAt": "A",\n "States": {"A": {"Type": "Pass", "Next": "B"}}}' >Bad.asl.json
expect 3 "a definition with errors" wrong.test.json
err_has "a definition with errors" 'Bad.asl.json:2:'
printf '{"machine": "None.asl.json", "name": "n", "expect": {"status": "FAILED"}}' >wrong.test.json
expect 4 "no definition" wrong.test.json
out_has "no definition" '1 could not be run'
expect 4 "no such file" nothing.test.json
out_has "no such file" '1 file could not be read'
rm wrong.test.json

# Leftover, missing and misshapen answers are told by aslant run too.
printf '{"States": {"Ask": [{"Return": "DONE"}], "Price": [{"Return": "two"}], "Store": []}}' >shape.json
"$aslant" run Poll.asl.json -i '{"items": [1]}' --mocks shape.json >/dev/null 2>"$dir/err"
err_has "a shape" 'shape.json:1:52: warning[mock.shape]: state "Price": lambda:invoke returns an object with Payload, this answer has none'
"$aslant" run Poll.asl.json -i '{"items": [1]}' --mocks MockConfigFile.json --case Poll#Done >"$dir/out" 2>"$dir/err" || complain "a case as in an ARN"
"$aslant" run Poll.asl.json -i '{"items": [1]}' --mocks MockConfigFile.json >"$dir/out" 2>"$dir/err" && complain "which case?"
err_has "which case?" 'MockConfigFile.json:4:20: choose one of the test cases: "Done", "Busy"'

# --- forms of output ---------------------------------------------------------------------------------------------------

expect 1 tap --format tap holds.test.json fails.test.json
out_has tap '1..13'
out_has tap 'ok 13 - holds.test.json: not yet # SKIP the machine cannot do it'
out_has tap "not ok 8 - fails.test.json: quotes ' \" and <tags> & \\# and"
out_has tap '      expected: "{\"a\":1}"'
expect 1 junit --format junit holds.test.json fails.test.json
python_says junit 'import sys, xml.etree.ElementTree as e; x = e.parse(sys.argv[1]).getroot(); sys.exit(not (x.get("failures") == "8" and
 len(x.findall(".//testcase")) == 13 and len(x.findall(".//failure")) == 8 and len(x.findall(".//skipped")) == 1 and
 "<&>]]>\n\ufffd\ufffd" in x.findall(".//failure")[7].text and "aslant fails.test.json --test states" in x.findall(".//system-out")[2].text))'
expect 1 json --format json --coverage=json holds.test.json fails.test.json
python_says json 'import json, sys; d = json.load(open(sys.argv[1])); sys.exit(not (d["passed"] == 4 and d["failed"] == 8 and d["skipped"] == 1 and
 d["cases"][2]["differences"][0]["event"] == 14 and d["cases"][2]["command"] == "aslant fails.test.json --test states" and
 d["coverage"][0]["definition"] == "Shop.asl.json" and d["coverage"][0]["executions"] == 12))'
expect 1 github --format github fails.test.json
out_has github '::error file=fails.test.json,line=12,col=5,title=the output::variable "receipt": expected "R", got (none)%0Aduration: expected'
[ "$(grep -c '^::error' "$dir/out")" = 8 ] || complain "github: a line for each case"
expect 2 "no such format" --format xml .

# The command that a failing case prints opens it at the first divergence: as printed, with a script of keys instead of a terminal.
printf 'wait ended\nscreen\n' >"$dir/keys"
"$aslant" test fails.test.json | sed -n 's/^ *see it: aslant //p' >"$dir/commands"
for n in 1 2 3 4; do
	eval "\"\$aslant\" $(sed -n ${n}p "$dir/commands") --headless 120x30 --keys \"\$dir/keys\"" >"$dir/out" 2>"$dir/err" || complain "the command of case $n"
done
out_has "the command that is printed" '✗ test case "the whole history" fails: history (:test tells)'
out_has "the command that is printed" 'at #1 of 10'
printf 'quit\n' | "$aslant" fails.test.json --test 'how it ended' --plain >"$dir/out" 2>&1 || complain "a case at a prompt"
out_has "a case at a prompt" 'test case "how it ended" fails: status'
"$aslant" Shop.asl.json --test x --headless 80x24 --keys "$dir/keys" >"$dir/out" 2>"$dir/err"
[ $? = 2 ] || complain "--test without a file of cases"

# --- which cases, and several at a time ----------------------------------------------------------------------------------

expect 0 "a part of a name" --filter 'line is' .
out_has "a part of a name" '1 passed, 0 failed'
expect 0 "a pattern" --filter 'holds*: *' .
out_has "a pattern" '4 passed, 0 failed, 1 skipped'
expect 4 "nothing is left" --filter 'zebra' .
err_has "nothing is left" 'no test case found'
"$aslant" test . >"$dir/one" 2>&1
for n in 2 7 0; do
	"$aslant" test --jobs $n . >"$dir/several" 2>&1
	cmp -s "$dir/one" "$dir/several" || complain "--jobs $n prints otherwise than one at a time"
done
(cd "$dir/tutorial" && "$aslant" test -j 4) >"$dir/out" 2>&1 || complain "the tutorial's cases, four at a time"
expect 2 "jobs" --jobs -1 .
mkdir -p deep/er/tests .hidden
cp Shop.asl.json nothing.json charged.history.json holds.test.json deep/er/tests
cp holds.test.json .hidden
expect 0 "folders below" deep
out_has "folders below" 'ok    deep/er/tests/holds.test.json: refused'
expect 1 "folders below" .
out_lacks "folders below" '.hidden'
rm -r deep .hidden

# --- coverage --------------------------------------------------------------------------------------------------------------

expect 0 coverage --coverage --coverage=json=cov.json holds.test.json
same_as coverage coverage.out
cp cov.json "$dir/out"
python_says "coverage as JSON" 'import json, sys; d = json.load(open(sys.argv[1])); sys.exit(not (d[0]["summary"]["retriers"] == {"covered": 2, "total": 4, "percent": 50} and
 [i["hits"] for i in d[0]["items"] if i["kind"] == "rule"] == [2, 1, 1]))'
expect 4 "coverage into no folder" --coverage=lcov=cov/lcov.info holds.test.json
err_has "coverage into no folder" 'cov/lcov.info'
expect 0 lcov --coverage=lcov=lcov.info holds.test.json
cp lcov.info "$dir/out"
same_as lcov coverage.info
if command -v genhtml >/dev/null 2>&1; then
	genhtml --branch-coverage -o html lcov.info >"$dir/out" 2>&1 || { complain "genhtml does not read it"; cat "$dir/out"; }
fi
expect 0 "enough coverage" --min-coverage 90 holds.test.json
expect 1 "too little coverage" --min-coverage states=100,retriers=50.1 holds.test.json
err_has "too little coverage" 'Shop.asl.json: coverage of retriers is 50.00 %, less than 50.1 %'
expect 1 "tap and coverage" --format tap --coverage fails.test.json
out_lacks "tap and coverage" 'catchers'
err_has "tap and coverage" 'coverage of Shop.asl.json by 8 executions'
for bad in '--min-coverage lines=3' '--min-coverage 101' '--min-coverage' '--coverage=html' '--coverage=lcov='; do
	# shellcheck disable=SC2086
	expect 2 "$bad" $bad holds.test.json
done
(cd "$dir/tutorial" && "$aslant" test --min-coverage 100 .) >"$dir/out" 2>&1 || { complain "the tutorial's cases cover all of it"; cat "$dir/out"; }

# --- bringing up to date ---------------------------------------------------------------------------------------------------

cp fails.test.json before.json
expect 1 update --update fails.test.json
out_has update 'updated fails.test.json:12: the output: output'
cp fails.test.json "$dir/out"
same_as update updated.json
expect 1 "update again" --update fails.test.json
cmp -s fails.test.json "$top/tests/cli/testing/updated.json" || complain "updating twice changes something"
cp before.json fails.test.json
printf '{\n  "machine": "Shop.asl.json",\n  "cases": [{"name": "new", "input": {"total": 1}, "expect": {}}]\n}\n' >new.test.json
expect 3 "nothing is expected yet" new.test.json
expect 0 "an empty expect" --update new.test.json
printf '{\n  "machine": "Shop.asl.json",\n  "cases": [{"name": "new", "input": {"total": 1}, "expect": {\n    "status": "FAILED",\n    "error": "Refused",\n    "cause": "{\\"code\\": 7, \\"why\\": \\"no total, no lines\\"}",\n    "path": ["Route", "Refuse"]\n  }}]\n}\n' >"$dir/expected"
diff -u "$dir/expected" new.test.json || complain "an empty expect is filled in otherwise (above)"
rm charged.history.json
expect 0 "a new history" --update holds.test.json
out_has "a new history" 'updated charged.history.json: the history of charged at the third try'
cmp -s charged.history.json "$top/tests/cli/testing/charged.history.json" || complain "the history written is not the one kept"
rm new.test.json before.json

# --- watching ----------------------------------------------------------------------------------------------------------------

# wait_for TEXT: until the output of the watcher has it, as often as $2 says
wait_for() {
	for _ in $(seq 200); do
		[ "$(grep -cF -- "$1" "$dir/watched")" -ge "$2" ] && return 0
		sleep 0.05
	done
	complain "watch: no '$1'"
	tail -n 20 "$dir/watched" | sed 's/^/  | /'
}
cp holds.test.json other.test.json
rm fails.test.json poll.test.json
"$aslant" test --watch . >"$dir/watched" 2>&1 &
watcher=$!
wait_for 'watching 5 files' 1
sed 's/"Error": "Refused"/"Error": "Rejected"/' Shop.asl.json >new.json && mv new.json Shop.asl.json
wait_for 'Shop.asl.json has changed' 1
wait_for 'watching 5 files' 2
grep -qF 'FAIL  holds.test.json:' "$dir/watched" || complain "watch: the changed definition fails"
sed 's/"Error": "Rejected"/"Error": "Refused"/' Shop.asl.json >new.json && mv new.json Shop.asl.json
wait_for 'watching 5 files' 3
echo '{"total": 1000}' >nothing.json
wait_for 'nothing.json has changed' 1
wait_for 'watching 5 files' 4
echo '{"total": 1}' >nothing.json
wait_for 'watching 5 files' 5
sed 's/"total": 120/"total": 121/' other.test.json >new.json && mv new.json other.test.json
wait_for 'other.test.json has changed' 1
wait_for 'watching 5 files' 6
[ "$(sed -n '/other.test.json has changed/,$p' "$dir/watched" | grep -c 'holds.test.json')" = 0 ] || complain "watch: what is not affected runs too"
cp other.test.json third.test.json
wait_for 'ok    third.test.json: refused' 1
wait_for 'watching 6 files' 1
rm third.test.json other.test.json
kill -INT $watcher
wait $watcher
status=$?
[ $status = 1 ] || complain "watch: exit status $status, not that of the last run, 1"

[ $failed = 0 ] && echo "all good"
exit $failed
