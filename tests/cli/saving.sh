#!/bin/sh
# An execution saved as something else: mocks and test cases that give it again, walkthroughs that are harmless, what is refused.
set -u
top=${abs_top_srcdir:?} aslant=${ASLANT:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp -R "$top/data/samples" "$dir/s"
cp -R "$top/tests/screens/history" "$dir/h"
chmod -R u+w "$dir"
cd "$dir/s" || exit 1
export HOME="$dir" TMPDIR="$dir" ASLANT_DATADIR="$top/data"
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

# The same execution again, without its functions: event for event. And as a test case.
mkdir "$dir/bare"
cp ./*.asl.json "$dir/bare"
again() {
	machine=$1 input=$2
	shift 2
	"$aslant" run "$machine.asl.json" -i "@inputs/$machine/$input.json" "$@" --now 2026-01-01T00:00:00Z --name n --format json \
		--save "mocks=$dir/$machine-$input.json" --save "test=tests/$machine-$input.test.json" >"$dir/first" 2>"$dir/err"
	"$aslant" run "$dir/bare/$machine.asl.json" -i "@inputs/$machine/$input.json" --mocks "$dir/$machine-$input.json" \
		--now 2026-01-01T00:00:00Z --name n --format json >"$dir/second" 2>"$dir/err2"
	cmp -s "$dir/first" "$dir/second" || complain "$machine $input: with its mocks it goes another way"
	[ ! -s "$dir/err2" ] || complain "$machine $input: $(cat "$dir/err2")"
}
again WeatherReport always-busy
again TripBooking no-hotel
again TripBooking with-car
again Inventory three-lines
again VideoJob short-film
again Approval laptop --mocks mocks/Approval.slow-yes.json
expect 0 "their test cases" "$aslant" test tests
out_has "their test cases" '6 passed, 0 failed'

# One more in the same file; another kind of file stays.
expect 0 added "$aslant" run WeatherReport.asl.json -i '{"city": "Riga", "busyFor": 1}' -q --save test=tests/WeatherReport-always-busy.test.json
err_has added 'added to: tests/WeatherReport-always-busy.test.json'
expect 0 added "$aslant" run WeatherReport.asl.json -i '{"city": "Riga", "busyFor": 1}' -q --save test=tests/WeatherReport-always-busy.test.json
expect 0 "all of them" "$aslant" test tests
out_has "all of them" '8 passed, 0 failed'
expect 2 "not over it" "$aslant" run WeatherReport.asl.json -q --save html=inputs/WeatherReport/sunny.json
err_has "not over it" 'inputs/WeatherReport/sunny.json is there already'
expect 2 "no such kind" "$aslant" run WeatherReport.asl.json -q --save film=x
err_has "no such kind" 'test, mocks, markdown, html, cast, history, text, svg, dot or mermaid'
expect 2 "no path" "$aslant" run WeatherReport.asl.json -q --save html
expect 4 "no such folder" "$aslant" run WeatherReport.asl.json -i '{"city": "Riga", "busyFor": 1}' -q --save "html=/dev/null/x.html"

# At a prompt: the next line waits until it is written, measured.
printf 'run {"city": "Riga", "busyFor": 1}\nsave html plain.html\ncoverage run\ncoverage\nnew\nsave html plain.html\nquit\n' |
	"$aslant" --plain WeatherReport.asl.json >"$dir/out" 2>&1 || complain "at a prompt: exit status"
out_has "at a prompt" 'written: plain.html'
out_has "at a prompt" 'coverage of WeatherReport.asl.json by 1 execution'
out_has "at a prompt" 'saga Saga: flight'
out_has "at a prompt" 'error: this command asks on the screen'
grep -q 'id="events"' plain.html || complain "at a prompt: no page"

# Coverage is of one version of a definition: executions of others are left out, and that is said.
cp WeatherReport.asl.json Version.asl.json
printf 'run {"city": "Riga", "busyFor": 1}\nrun {"city": "Riga", "busyFor": 0}\ncoverage runs\ncoverage\nquit\n' | "$aslant" --plain Version.asl.json >"$dir/out" 2>&1
out_has "two executions" 'coverage of Version.asl.json by 2 executions'
sed 's/"Comment": "/"Comment": "New: /' WeatherReport.asl.json >Version.asl.json
printf 'run {"city": "Riga", "busyFor": 0}\ncoverage runs\ncoverage\nquit\n' | "$aslant" --plain Version.asl.json >"$dir/out" 2>&1
out_has "a new version" 'coverage of Version.asl.json by 1 execution'
out_has "a new version" 'left out: 2 executions of another version of the definition'
echo '{"machine": "../Version.asl.json", "cases": [{"name": "x", "mocks": "gone.json", "expect": {"status": "FAILED"}}]}' >tests/Version.test.json
printf 'coverage tests\nquit\n' | "$aslant" --plain Version.asl.json >"$dir/out" 2>&1
out_has "a case that cannot be run" '1 test case could not be run'
rm tests/Version.test.json

# What depends on the execution's own name does not come again, and is not expected.
cat >Name.asl.json <<'END'
{"StartAt": "N", "States": {"N": {"Type": "Pass", "Parameters": {"name.$": "$$.Execution.Name"}, "End": true}}}
END
expect 0 "its own name" "$aslant" run Name.asl.json --name mine -q --save test=tests/Name.test.json
err_has "its own name" 'output comes otherwise when it is executed again: it is not expected'
expect 0 "its own name, tested" "$aslant" test tests/Name.test.json

# One machine of a template is named as it was opened.
cat >template.yaml <<'END'
Resources:
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Pass, End: true}}}
  Other:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: B, States: {B: {Type: Pass, Result: 1, End: true}}}
END
expect 0 "of a template" "$aslant" run 'template.yaml#Other' -q --save test=tests/Other.test.json
grep -qF '"machine": "../template.yaml#Other"' tests/Other.test.json || complain "of a template: $(head -n 3 tests/Other.test.json)"
printf 'run {}\nsave test tests/prompt.test.json\nquit\n' | "$aslant" --plain 'template.yaml#Other' >"$dir/out" 2>&1
out_has "of a template, at a prompt" 'written: tests/prompt.test.json'
expect 0 "of a template, tested" "$aslant" test tests/Other.test.json tests/prompt.test.json
out_has "of a template, tested" '2 passed, 0 failed'

# Recorded elsewhere.
cd "$dir/h" || exit 1
expect 0 "recorded, as a test" "$aslant" history failed.json --save test=tests/failed.test.json
expect 0 "recorded, tested" "$aslant" test tests/failed.test.json
out_has "recorded, tested" '1 passed, 0 failed'
expect 0 "as mocks" "$aslant" history failed.json --as mocks
out_has "as mocks" '"Throw"'
expect 2 "without a definition" "$aslant" history failed.json --definition none --as test
err_has "without a definition" 'a test case needs one that can be executed'
expect 0 "as Markdown" "$aslant" history failed.json --as markdown
out_has "as Markdown" '# order: execution '
out_has "as Markdown" 'The 2 retries of retrier 2 are used up. Catcher 2 takes it over: Give back is next.'
[ "$(grep -c '^[0-9]*\. `' "$dir/out")" = 36 ] || complain "as Markdown: a line an event"
for kind in history text svg dot mermaid; do
	expect 0 "as $kind" "$aslant" history failed.json --as $kind
	[ -s "$dir/out" ] || complain "as $kind: nothing"
done

# Every type of event of AWS has a sentence.
python3 - >"$dir/types.json" <<'END' || complain "types"
import json
types = """ExecutionStarted ExecutionSucceeded ExecutionFailed ExecutionAborted ExecutionTimedOut ExecutionRedriven PassStateEntered
TaskStateEntered ChoiceStateEntered WaitStateEntered SucceedStateEntered FailStateEntered ParallelStateEntered MapStateEntered
PassStateExited TaskStateExited ChoiceStateExited WaitStateExited SucceedStateExited ParallelStateExited MapStateExited
TaskStateAborted WaitStateAborted ParallelStateAborted MapStateAborted ParallelStateStarted ParallelStateSucceeded
ParallelStateFailed MapStateStarted MapStateSucceeded MapStateFailed MapIterationStarted MapIterationSucceeded
MapIterationFailed MapIterationAborted MapRunStarted MapRunSucceeded MapRunFailed MapRunAborted MapRunRedriven
LambdaFunctionScheduled LambdaFunctionScheduleFailed LambdaFunctionStarted LambdaFunctionStartFailed LambdaFunctionSucceeded
LambdaFunctionFailed LambdaFunctionTimedOut ActivityScheduled ActivityScheduleFailed ActivityStarted ActivitySucceeded
ActivityFailed ActivityTimedOut TaskScheduled TaskStarted TaskStartFailed TaskSubmitted TaskSubmitFailed TaskSucceeded
TaskFailed TaskTimedOut EvaluationFailed""".split()
print(json.dumps({"events": [{"timestamp": "2026-01-01T00:%02d:%02d.000Z" % (i // 60, i % 60), "type": t, "id": i, "previousEventId": i - 1}
                             for i, t in enumerate(types, 1)]}))
END
expect 0 "all types" "$aslant" history "$dir/types.json" --definition none --as markdown
[ "$(grep -c '^[0-9]*\. `' "$dir/out")" = 62 ] || complain "all types: a line an event"
grep -n 'An event of the type' "$dir/out" && complain "all types: one has no sentence"
grep '^[0-9]*\. `' "$dir/out" | grep -v '[.]\( [*](.*)[*]\)*$' && complain "all types: no sentence"

# Names and payloads that would be something else in the page, the recording, the text.
cat >"$dir/evil.asl.json" <<'END'
{"StartAt": "</script><script>alert(1)</script>", "States": {"</script><script>alert(1)</script>": {"Type": "Pass", "Next": "````` # no heading"},
 "````` # no heading": {"Type": "Fail", "Error": "<img src=x onerror=alert(1)>", "Cause": "\u001b[2J````\n# no heading"}}}
END
expect 1 evil "$aslant" run "$dir/evil.asl.json" -i '{"a": "</script><b>\u001b]0;x\u0007"}' -q --save html="$dir/evil.html" --save cast="$dir/evil.cast" \
	--save markdown="$dir/evil.md"
python3 - "$dir" <<'END' || complain "a walkthrough is not what it should be"
import html.parser, json, sys, xml.dom.minidom
d = sys.argv[1]
page = open(d + "/evil.html", encoding="utf-8").read()

class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.at, self.scripts = [], None, []
    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            assert name not in ("src", "href") and not name.startswith("on"), (tag, name, value)
        if tag == "script":
            self.scripts.append("")
            self.at = tag
    def handle_endtag(self, tag):
        self.at = None if tag == self.at else self.at
    def handle_data(self, data):
        if self.at:
            self.scripts[-1] += data

r = Reader()
r.feed(page)
assert r.tags.count("script") == 2 and "img" not in r.tags and "b" not in r.tags, r.tags
assert r.tags.count("li") == 5, r.tags.count("li")
assert "\x1b" not in page
data, now = json.loads(r.scripts[0]), []
assert len(data["moments"]) == 5
for first, last, lines, *_ in data["moments"]:
    now = now[:first] + lines + (now[-last:] if last else [])
    xml.dom.minidom.parseString("\n".join(data["lines"][i] for i in now).encode())

lines = open(d + "/evil.cast", encoding="utf-8").read().splitlines()
head = json.loads(lines[0])
assert head["version"] == 2 and head["width"] >= 80 and head["height"] >= 24
frames = [json.loads(line) for line in lines[1:]]
assert [f[0] for f in frames] == sorted(f[0] for f in frames) and len(frames) == 6
import re
for f in frames:    # cursor, colours, clear, cursor on and off: nothing else
    rest = re.sub(r"\x1b\[(\?25[hl]|2J|[0-9;]*[mH])", "", f[2])
    assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", rest), repr(rest)

text = open(d + "/evil.md", encoding="utf-8").read()
fence, outside = None, []
for line in text.split("\n"):
    ticks = len(line) - len(line.lstrip("`"))
    if fence is None and ticks >= 3:
        fence = ticks
    elif fence is not None and line == "`" * fence:
        fence = None
    elif fence is None:
        outside.append(line)
assert fence is None
assert [line for line in outside if line.startswith("#")] == [line for line in outside if line.startswith("# evil: ")], outside
assert not any("<" in line for line in outside)
END

exit $failed
