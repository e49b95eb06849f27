#!/bin/sh
# aslant history: what is read, printed and replayed; what is refused. One complaint a line; status 1 if any.
set -u
top=${abs_top_srcdir:?} aslant=${ASLANT:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp -R "$top/tests/screens/history" "$dir/h"
chmod -R u+w "$dir/h"
cd "$dir/h" || exit 1
export HOME="$dir"
failed=0

complain() { printf 'FAIL %s\n' "$*"; failed=1; }

# expect STATUS NAME COMMAND…: leaves standard output in out, errors in err.
expect() {
	want=$1 name=$2
	shift 2
	"$@" >"$dir/out" 2>"$dir/err" </dev/null
	got=$?
	[ "$got" = "$want" ] || { complain "$name: exit status $got, not $want"; sed 's/^/  /' "$dir/err"; }
}
out_has() { grep -qF -- "$2" "$dir/out" || { complain "$1: standard output lacks: $2"; sed 's/^/  | /' "$dir/out" | head -n 40; }; }
err_has() { grep -qF -- "$2" "$dir/err" || { complain "$1: standard error lacks: $2"; sed 's/^/  | /' "$dir/err" | head -n 10; }; }

# A sentence for each event; the definition of the folder fits.
expect 0 text "$aslant" history failed.json
err_has text 'the definition is ./order.asl.json'
out_has text 'Charge: the call fails after 500 ms with Busy: still busy. The 2 retries of retrier 2 are used up. Catcher 2 takes it over: Give back is next.'
out_has text 'The execution fails after 38.3 s with OrderRefused: see the returned data.'
[ "$(wc -l <"$dir/out")" = 36 ] || complain "text: a line an event"

# What several histories have touched, on the picture.
expect 0 coverage "$aslant" graph order.asl.json --coverage failed.json --coverage paid.json
out_has coverage '✓2×'
out_has coverage '0×'
expect 0 "coverage as JSON" "$aslant" graph order.asl.json --coverage paid.json --format json
out_has "coverage as JSON" '"status":"missed"'
out_has "coverage as JSON" '"status":"covered"'
expect 2 "coverage of a moment" "$aslant" graph order.asl.json --coverage paid.json --history paid.json
err_has "coverage of a moment" '--history or --coverage, not both'
expect 4 "coverage of nothing" "$aslant" graph order.asl.json --coverage missing.json

# What comes out can go in again, and is the same.
expect 0 json "$aslant" history failed.json --format json
cmp -s "$dir/out" failed.json || complain "json: not what went in"
expect 0 events "$aslant" history failed.json --format events
cp "$dir/out" events.json
expect 0 "events again" "$aslant" history events.json --format events
cmp -s "$dir/out" events.json || complain "events: not what went in"
"$aslant" history - --format events <failed.json >"$dir/out" 2>/dev/null || complain "standard input: exit status"
cmp -s "$dir/out" events.json || complain "standard input: other events"

# Over time: two backoffs of the third call, the second after a call of half a minute.
expect 0 timeline "$aslant" history failed.json --timeline --columns 60
out_has timeline '! Charge          ✗╌██'
[ "$(wc -l <"$dir/out")" = 11 ] || complain "timeline: a row a state and an iteration"
[ "$(wc -L <"$dir/out")" -gt 97 ] && complain "timeline: wider than asked for"
expect 0 "timeline, gaps" "$aslant" history failed.json --timeline=gaps --charset ascii --open 0
out_has "timeline, gaps" '~~~'
LC_ALL=C grep -q '[^ -~]' "$dir/out" && complain "timeline: not ASCII"
[ "$(wc -l <"$dir/out")" = 7 ] || complain "timeline: what is folded has one row"
expect 0 "timeline, events" "$aslant" history failed.json --timeline=events
out_has "timeline, events" '#21'
printf 'timeline\ntimers\nquit\n' | "$aslant" --plain failed.json >"$dir/out" 2>"$dir/err" || complain "timeline at the prompt: exit status"
out_has "timeline at the prompt" '* ! Charge'
out_has "timers at the prompt" 'no timer runs'
expect 2 "no such scale" "$aslant" history failed.json --timeline=years
err_has "no such scale" 'years: is none of time, gaps, events'
expect 2 "no such width" "$aslant" history failed.json --timeline --columns 3

# Its answers as mocks: the definition goes the same way with them.
expect 0 mocks "$aslant" history failed.json --format mocks
cp "$dir/out" answers.json
"$aslant" run order.asl.json --input "$(python3 -c 'import json; print(json.load(open("failed.json"))["input"])')" --mocks answers.json \
	--now 2026-01-01T00:00:00Z --format ndjson >"$dir/out" 2>"$dir/err"
[ "$?" = 1 ] || complain "mocks: exit status"
grep -q mock "$dir/err" && complain "mocks: $(cat "$dir/err")"
python3 - failed.json "$dir/out" <<'END' || complain "mocks: another way"
import json, sys
was = json.load(open(sys.argv[1]))["events"]
came = [json.loads(line) for line in open(sys.argv[2])][:-1]
sys.exit([(e["type"], e.get("stateEnteredEventDetails", {}).get("name")) for e in was] != [(e["type"], e.get("stateEnteredEventDetails", {}).get("name")) for e in came])
END

# Exported, and imported again: the same, with what is known of the execution; a file that is there is left alone.
expect 0 export "$aslant" history failed.json --export out.json
cmp -s out.json failed.json || complain "export: not what went in"
expect 0 "exported again" "$aslant" history out.json --export again.json
cmp -s out.json again.json || complain "export: not the same again"
"$aslant" history out.json --export failed.json >"$dir/out" 2>"$dir/err" && complain "export: over a file that is there"

# Two executions: the same, other ones; as text and for programs; times that do not count.
expect 0 "diff same" "$aslant" history failed.json --diff failed.json
out_has "diff same" 'no difference'
expect 1 diff "$aslant" history failed.json --diff paid.json
out_has diff 'Charge: then Give back on the left, Ship and tell on the right'
out_has diff 'Charge: attempt 2: States.Timeout on the left, success on the right'
out_has diff 'output $.charged: {"receipt":"R-9","status":200} (only right)'
out_has diff 'Charge: took 38.000s on the left, 2.800s on the right'
[ "$(grep -n 'First divergence' "$dir/out" | cut -d: -f1)" = 4 ] || complain "diff: the first divergence is not first"
expect 1 "diff without times" "$aslant" history failed.json --diff paid.json --threshold none
grep -q took "$dir/out" && complain "diff: times in spite of --threshold none"
expect 1 "diff json" "$aslant" history failed.json --diff paid.json --format json
python3 - "$dir/out" <<'END' || complain "diff json: $(head -c 300 "$dir/out")"
import json, sys
d = json.load(open(sys.argv[1]))
kinds = [x["kind"] for x in d["differences"]]
sys.exit(d["same"] or d["first"]["state"] != "Charge" or d["first"]["left"]["event"] != 25 or kinds != sorted(kinds, key=["way", "only-left", "only-right", "error", "data", "attempts", "time"].index)
         or d["differences"][0]["right"] != {"event": 30, "type": "ParallelStateEntered"})
END
printf 'diff paid.json\ndiff nothing-like-it\nquit\n' | "$aslant" --plain failed.json >"$dir/out" 2>"$dir/err" || complain "diff at a prompt: exit status"
out_has "diff at a prompt" '#33 | #30  Charge: then Give back on the left, Ship and tell on the right'
out_has "diff at a prompt" '> - | #41  Done: ran only on the right'
out_has "diff at a prompt" 'error: no execution of this machine is called nothing-like-it'
expect 1 "diff of versions" "$aslant" history failed.json --diff newer.json
out_has "diff of versions" 'Give back: then Refused on the left, Tell clerk on the right'
out_has "diff of versions" '~ state Finished (Succeed) renamed from Done'
expect 2 "diff format" "$aslant" history failed.json --diff paid.json --format events
expect 2 "diff threshold" "$aslant" history failed.json --diff paid.json --threshold soon
expect 4 "diff nothing" "$aslant" history failed.json --diff nowhere.json
expect 1 "diff of drafts" "$aslant" history failed.json --diff paid.json --definition none
out_has "diff of drafts" 'ran only on the right'

# Without a definition; a definition that is inside the output of describe-state-machine.
expect 0 draft "$aslant" history failed.json --definition none --format definition
err_has draft 'the picture is made of what the history shows'
out_has draft '"Next": "Give back"'
printf '{"name":"order","definition":%s}' "$(python3 -c 'import json,sys; print(json.dumps(open("order.asl.json").read()))')" >described.json
mkdir alone && cp failed.json described.json alone && (
	cd alone && "$aslant" history failed.json --definition described.json --replay >out 2>err
) || complain "described: exit status"
grep -q 'all 36 events agree' alone/out || complain "described: $(cat alone/out)"

# The replay: the same, another definition, none.
expect 0 replay "$aslant" history failed.json --replay
out_has replay 'replayed, all 36 events agree'
sed 's/"MaxAttempts": 2, "BackoffRate": 3/"MaxAttempts": 1, "BackoffRate": 3/' order.asl.json >other.asl.json
expect 1 "replay differs" "$aslant" history failed.json --definition other.asl.json --replay
out_has "replay differs" '#29 TaskScheduled: recorded is TaskScheduled of Charge, replayed comes ExecutionFailed'
expect 3 "replay without definition" "$aslant" history failed.json --definition none --replay
err_has "replay without definition" 'there is no definition'

# What is no history.
printf '{"events": [\n  {"id": 1, "type": "PassStateEntered", "timestamp": "noon"}]}' >bad.json
expect 3 bad "$aslant" history bad.json
err_has bad 'bad.json:2:54: event 1 (PassStateEntered): "timestamp" is not a time'
expect 3 "a definition" "$aslant" history order.asl.json
err_has "a definition" 'order.asl.json:1:1: this is neither an event'
expect 4 missing "$aslant" history nowhere.json
expect 2 "no file" "$aslant" history
expect 2 format "$aslant" history failed.json --format poem
expect 0 help "$aslant" history --help
out_has help 'get-execution-history'

[ $failed = 0 ] && echo "all good"
exit $failed
