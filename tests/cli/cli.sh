#!/bin/sh
# The command line as scripts rely on it: exit statuses, where errors go, the forms of output. One complaint a line; status 1 if any.
set -u
top=${abs_top_srcdir:?} aslant=${ASLANT:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp -R "$top/data/tutorial" "$dir/t"
chmod -R u+w "$dir/t"
cd "$dir/t" || exit 1
machine=MyAPIStateMachine.asl.json
export HOME="$dir" PYTHONDONTWRITEBYTECODE=1
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
out_is_empty() { [ ! -s "$dir/out" ] || complain "$1: standard output is not empty"; }

# YAML is read as JSON of the same meaning is; errors have places in the YAML.
cat >order.asl.yaml <<'END'
# an order
StartAt: Check
States:
  Check: &check
    Type: Pass
    Result: {ok: Yes}
    Next: Done
  Again: {<<: *check, Next: Done}
  Done:
    Type: Succeed
END
expect 3 "yaml lint" "$aslant" lint order.asl.yaml
out_has "yaml lint" 'order.asl.yaml:8:3: error[MISSING_TRANSITION_TARGET]: State "Again" is not reachable.'
sed -i '/Again/d' order.asl.yaml
expect 0 "yaml run" "$aslant" run order.asl.yaml --format json
out_has "yaml run" '"output":"{\"ok\":\"Yes\"}"'
out_has "yaml run" 'stateMachine:order"'
expect 0 "yaml, standard input" sh -c "'$aslant' graph - <order.asl.yaml"
out_has "yaml, standard input" 'Check'
rm order.asl.yaml

# The picture, and the picture of an execution at one of its events.
expect 0 "graph" "$aslant" graph $machine
out_has "graph" '│ ƒ Call API'
expect 0 "graph, styles" "$aslant" graph $machine --lines heavy
out_has "graph, styles" '┃ ƒ Call API'
expect 0 "graph, rounded" "$aslant" graph $machine --lines rounded
out_has "graph, rounded" '╭─'
"$aslant" run $machine -i '{"statuscode":"429"}' --format json >run.json 2>/dev/null
expect 0 "graph of a run" "$aslant" graph $machine --history run.json
out_has "graph of a run" '✓2×'
out_has "graph of a run" '┗┅'
expect 0 "graph of a run, in between" "$aslant" graph $machine --history run.json --at 9 --charset ascii
out_has "graph of a run, in between" '>+'
out_has "graph of a run, in between" '@2/2'
expect 0 "graph of a run, json" "$aslant" graph $machine --history run.json --format json
out_has "graph of a run, json" '"status":"succeeded","mark":"✓2×"'
out_has "graph of a run, json" '"taken":true,"newest":true'
expect 0 "graph of a run, svg" "$aslant" graph $machine --history run.json --format svg
out_has "graph of a run, svg" 'class="box succeeded"'
out_has "graph of a run, svg" 'class="catch lit caught"'
expect 0 "graph, no marks without a run" "$aslant" graph $machine --format json
grep -q '"status"' "$dir/out" && complain "graph: a status without a run"
echo '{"not":"a history"}' >no.json
expect 1 "graph, no history" "$aslant" graph $machine --history no.json
err_has "graph, no history" 'no.json'
expect 4 "graph, missing history" "$aslant" graph $machine --history none.json
expect 2 "graph, --at alone" "$aslant" graph $machine --at 3
err_has "graph, --at alone" '--at needs --history'
expect 2 "graph, a wrong word" "$aslant" graph $machine --lines wavy
err_has "graph, a wrong word" 'it takes light, heavy or rounded'
rm -f run.json no.json

# The tutorial's four executions.
expect 0 "200" "$aslant" run $machine -i '{"statuscode":"200"}'
out_has 200 'SUCCEEDED'
out_has 200 'The request has succeeded.'
expect 1 "503" "$aslant" run $machine -i '{"statuscode":"503"}'
out_has 503 'ServerUnavailableException'
out_has 503 'The server is currently unable to handle the request.'
expect 0 "429" "$aslant" run $machine -i '{"statuscode":"429"}'
out_has 429 '+4.000s'
out_has 429 'Change to 200'
[ "$(grep -c LambdaFunctionScheduled "$dir/out")" = 4 ] || complain "429: three calls, then one more"
expect 1 "999" "$aslant" run $machine -i '{"statuscode":"999"}' --format json
out_has 999 '"error":"An error of unknown type occurred"'
out_has 999 '"cause":"Unknown error!"'
python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$dir/out" || complain "999: no JSON"

# The tutorial's test cases (more on aslant test: testing.sh).
expect 0 "test" "$aslant" test .
out_has test '4 passed, 0 failed'

# The same run gives the same history: seed and clock are given.
"$aslant" run $machine --now 2026-01-01T00:00:00Z --seed 7 -i '{"statuscode":"200"}' --format ndjson >"$dir/a" 2>/dev/null
"$aslant" run $machine --now 2026-01-01T00:00:00Z --seed 7 -i '{"statuscode":"200"}' --format ndjson >"$dir/b" 2>/dev/null
cmp -s "$dir/a" "$dir/b" || complain "two runs with one seed differ"
[ "$(wc -l <"$dir/a")" = 10 ] || complain "ndjson: 9 events and the execution, not $(wc -l <"$dir/a") lines"

# What is wrong goes to standard error, with its place, and to the exit status.
expect 4 "missing file" "$aslant" run nowhere.asl.json
err_has "missing file" 'nowhere.asl.json'
printf '{"StartAt": "A",\n  "States": {"A": {"Type": "Pass", "Next": "B"}}}\n' >bad.asl.json
expect 3 "Next to nowhere" "$aslant" run bad.asl.json
err_has "Next to nowhere" 'bad.asl.json:2:'
out_is_empty "Next to nowhere"
expect 3 "rejected" "$aslant" run bad.asl.json --format json
out_has rejected '{"rejected":{"code":"InvalidDefinition","message":"Invalid State Machine Definition: '
printf '{"StartAt": "A",\n  oops\n' >nojson.asl.json
expect 3 "no JSON" "$aslant" run nojson.asl.json
err_has "no JSON" 'nojson.asl.json:2:3'
expect 3 "input is no JSON" "$aslant" run $machine -i 'not json' --format json
out_has "input is no JSON" '"code":"InvalidExecutionInput"'
expect 4 "no answer" "$aslant" run --functions /dev/null/none $machine
printf '{"StartAt":"Ask","States":{"Ask":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun","Parameters":{"JobName":"j"},"End":true}}}' >ask.asl.json
expect 4 "nobody answers" "$aslant" run ask.asl.json
err_has "nobody answers" 'Ask'
expect 2 "usage" "$aslant" run
expect 2 "no such option" "$aslant" run --nonsense $machine
expect 2 "bad value" "$aslant" run --clock lunar $machine

# Mocks.
printf '{"States":{"Call API":[{"Throw":{"Error":"TooManyRequestsException"}},{"Return":"200 OK"},{"Return":"left over"}]}}' >mocks.json
expect 0 "mocks" "$aslant" run $machine --mocks mocks.json
out_has mocks 'retry 1 of 2'
err_has mocks 'mock.unused'

# Help, everywhere, on standard output.
for c in '' run graph lint eval test; do
	# shellcheck disable=SC2086
	expect 0 "$c --help" "$aslant" $c --help
	out_has "$c --help" 'xamples:'
done
expect 0 version "$aslant" --version
out_has version aslant
expect 0 man "$aslant" --man
out_has man '.TH ASLANT 1'
for s in bash zsh fish; do expect 0 "completions $s" "$aslant" --completions $s; done
if command -v bash >/dev/null 2>&1; then
	"$aslant" --completions bash | bash -n || complain "the bash completion does not parse"
fi
"$aslant" run $machine -i '{"statuscode":"200"}' >/dev/full 2>"$dir/err"
[ $? = 4 ] || complain "a full disk is exit status 4"
# Files that may not grow: the store says so, the execution goes on.
cp -R "$dir/t" "$dir/small"
rm -rf "$dir/small/.aslant"
printf 'command run {"statuscode":"200"}\nwait text "SUCCEEDED"\nscreen\n' >"$dir/keys"
(cd "$dir/small" && ulimit -f 16 && "$aslant" --headless 130x20 --keys "$dir/keys" $machine) 2>"$dir/err" | cat >"$dir/out"
out_has "a limit on files" 'SUCCEEDED at #9'
out_has "a limit on files" 'store.db'

# The plain mode: the same commands at a prompt.
printf 'run {"statuscode":"200"}\nprint\nexecutions\nquit\n' | "$aslant" --plain $machine >"$dir/out" 2>"$dir/err" || complain "plain: exit status"
out_has plain 'ExecutionSucceeded'
out_has plain 'output "The request has succeeded."'
grep -q "$(printf '\033')" "$dir/out" && complain "plain: an escape character"
printf 'plan\nstate OK\nplan\nstate Call API\nplan\nquit\n' | "$aslant" --plain "$machine" >"$dir/out" 2>"$dir/err" || complain "plain, plan: exit status"
out_has "plain, plan" 'no state is selected'
out_has "plain, plan" 'OK has no Retry'
out_has "plain, plan" 'retrier 1 [TooManyRequestsException]: 2 retries, interval 1 s, backoff rate 2, no jitter'
out_has "plain, plan" '  retry 2 waits 2 s, begins after 3 s'
mkdir "$dir/maps"
cp -R "${abs_top_srcdir:?}/tests/screens/maps/." "$dir/maps"
printf 'run {"items": [{"id": 0, "skip": 1}, {"id": 1, "bad": true}]}\nstate ProcessItems\nprint\nmatrix\ninto\nprint\nquit\n' |
	(cd "$dir/maps" && "$aslant" --plain --speed max Order.asl.json) >"$dir/out" 2>"$dir/err" || complain "plain, a Map: exit status"
out_has "plain, a Map" '2 iterations: 1 failed, 1 succeeded'
out_has "plain, a Map" '1 failed at Charge: CardDeclined'
out_has "plain, a Map" '0 succeeded at Skipped'
out_has "plain, a Map" 'state ProcessItems[1] > Charge, failed, visit 1'

# JSONata: expressions that fail name themselves; a single state with variables and a context object of one's own.
cat >"$dir/j.asl.json" <<'END'
{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
  "A": {"Type": "Pass", "Output": {"sum": "{% $total + $states.input.n %}", "who": "{% $states.context.Execution.Name %}"}, "Next": "B"},
  "B": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.none %}", "Next": "A"}], "Default": "A"}}}
END
expect 3 "jsonata no end" "$aslant" run "$dir/j.asl.json"
sed -i 's/"Default": "A"}}}/"Default": "S"}, "S": {"Type": "Succeed"}}}/' "$dir/j.asl.json"
expect 1 "jsonata" "$aslant" run "$dir/j.asl.json" -i '{"n": 2}' --variables '{"total": 40}' --context '{"Execution": {"Name": "given"}}'
out_has jsonata '{"sum":42,"who":"given"}'
out_has jsonata 'Choices[0]/Condition: {% $states.input.none %} returned nothing (undefined).'
expect 1 "jsonata json" "$aslant" run "$dir/j.asl.json" -i '{"n": 2}' --variables '{"total": 40}' --format json
out_has "jsonata json" '"evaluationFailedEventDetails":{"error":"States.QueryEvaluationError"'
out_has "jsonata json" '"location":"Choices[0]/Condition","state":"B"'
sed -i 's/{% \$states.input.none %}/{% $states.input.none = %}/' "$dir/j.asl.json"
expect 3 "jsonata lint" "$aslant" lint "$dir/j.asl.json"
grep -q 'j.asl.json:3:.*INVALID_JSONATA_EXPRESSION' "$dir/out" "$dir/err" || complain "jsonata lint: no place of the error"

# A template: its machine by name, the definition in a file of its own, which places are of.
mkdir "$dir/stack"
cat >"$dir/stack/template.yaml" <<'END'
Resources:
  Orders:
    Type: AWS::Serverless::StateMachine
    Properties: {DefinitionUri: orders.asl.json, DefinitionSubstitutions: {Check: !GetAtt Checker.Arn}}
  Other:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {"StartAt": "A",
         "States": {"A": {"Type": "Pas", "End": true}}}
END
printf '{"StartAt": "Check", "States": {\n  "Check": {"Type": "Task", "Resource": "${Check}", "End": true}}}\n' >"$dir/stack/orders.asl.json"
expect 2 "template, which machine" "$aslant" run "$dir/stack/template.yaml"
err_has "template, which machine" 'Orders'
expect 4 "template, no answer" "$aslant" run --machine Orders "$dir/stack/template.yaml"
err_has "template, no answer" 'stack/orders.asl.json:2:3: error: state "Check": nothing answers'
expect 3 "template, lint" "$aslant" lint "$dir/stack/template.yaml"
out_has "template, lint" 'stack/template.yaml:10:35: error['

[ $failed = 0 ] && echo "all good"
exit $failed
