#!/bin/sh
# Distributed Maps and nested executions from the command line: what is read and written, what is told of the children, how a run is stopped.
set -u
aslant=${ASLANT:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/w/s3/in" "$dir/w/s3/out"
cd "$dir/w" || exit 1
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
has() { grep -qF -- "$3" "$2" || { complain "$1: $2 lacks: $3"; sed 's/^/  | /' "$2" | head -n 40; }; }
out_has() { has "$1" "$dir/out" "$2"; }
err_has() { has "$1" "$dir/err" "$2"; }
lines() { [ "$(wc -l <"$2")" = "$3" ] || complain "$1: $2 has $(wc -l <"$2") lines, not $3"; }

# --- readers, batches, results ---
printf 'id,name\n1,a\n2,"b, c"\n3,d\n' >s3/in/rows.csv
cat >csv.asl.json <<'JSON'
{"StartAt": "Rows", "States": {"Rows": {"Type": "Map", "End": true, "Label": "Rows",
   "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"},
      "Parameters": {"Bucket": "in", "Key.$": "$.key"}},
   "ItemSelector": {"row.$": "$$.Map.Item.Value", "n.$": "$$.Map.Item.Index"},
   "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"who": "me"}},
   "ToleratedFailurePercentage": 100,
   "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "out", "Prefix": "runs"}},
   "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "Two", "States": {
      "Two": {"Type": "Choice", "Choices": [{"Variable": "$.Items[1]", "IsPresent": true, "Next": "Good"}], "Default": "Odd"},
      "Odd": {"Type": "Fail", "Error": "Odd", "Cause": "one item"},
      "Good": {"Type": "Pass", "End": true}}}}}}
JSON
expect 0 "csv" "$aslant" run csv.asl.json --seed 3 --now 2026-01-01T00:00:00Z -i '{"key": "rows.csv"}' --children kids --format json
out_has csv '"MapRunSucceeded"'
out_has csv '\"ResultWriterDetails\":{\"Bucket\":\"out\",\"Key\":\"runs/'
lines csv kids 2
has csv kids '"status":"FAILED"'
has csv kids '"mapRunArn":"arn:aws:states:us-east-1:111122223333:mapRun:csv/Rows:'
has csv kids '"parentExecutionArn":"arn:aws:states:us-east-1:111122223333:execution:csv:'
has csv kids '\"BatchInput\":{\"who\":\"me\"}'
has csv kids '\"name\":\"b, c\"'
set -- s3/out/runs/*
[ $# = 1 ] || complain "csv: one folder of results, not $#"
for f in manifest.json SUCCEEDED_0.json FAILED_0.json; do
	[ -s "$1/$f" ] || complain "csv: no $f"
done
has csv "$1/FAILED_0.json" '"Cause":"one item"'
cp "$dir/out" first && rm -r s3/out/runs
expect 0 "csv again" "$aslant" run csv.asl.json --seed 3 --now 2026-01-01T00:00:00Z -i '{"key": "rows.csv"}' --format json
cmp -s first "$dir/out" || complain "csv: the same run has another history"

expect 1 "no such key" "$aslant" run csv.asl.json -i '{"key": "none.csv"}'
out_has "no such key" 'States.ItemReaderFailed'
mv s3 elsewhere
expect 4 "no s3" "$aslant" run csv.asl.json -i '{"key": "rows.csv"}'
err_has "no s3" 'S3'
expect 0 "--s3" "$aslant" run csv.asl.json --s3 elsewhere -i '{"key": "rows.csv"}' -q
expect 4 "--s3 nowhere" "$aslant" run csv.asl.json --s3 nowhere -i '{"key": "rows.csv"}'
err_has "--s3 nowhere" 'nowhere: no such folder'
mv elsewhere s3
if [ "$(id -u)" != 0 ]; then
	chmod a-w s3/out
	expect 1 "results cannot be written" "$aslant" run csv.asl.json -i '{"key": "rows.csv"}'
	out_has "results cannot be written" 'States.ResultWriterFailed'
	chmod u+w s3/out
fi
expect 4 "children nowhere" "$aslant" run csv.asl.json -i '{"key": "rows.csv"}' --children no/such/file
err_has "children nowhere" 'no/such/file'
if [ -c /dev/full ]; then
	expect 4 "children do not fit" "$aslant" run csv.asl.json -i '{"key": "rows.csv"}' --children /dev/full
	err_has "children do not fit" '/dev/full'
fi

# --- many items: progress, and a signal ends it as StopExecution does ---
i=0
while [ $i -lt 200 ]; do echo "{\"i\":$i}"; i=$((i + 1)); done >s3/in/few.jsonl
cat >lines.asl.json <<'JSON'
{"StartAt": "Lines", "States": {"Lines": {"Type": "Map", "End": true, "MaxConcurrency": 4, "ResultPath": null,
   "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSONL"}, "Parameters": {"Bucket": "in", "Key": "few.jsonl"}},
   "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Rest", "States": {
      "Rest": {"Type": "Wait", "Seconds": 60, "End": true}}}}}}
JSON
expect 0 "lines" "$aslant" run lines.asl.json --children kids --stats -q
out_has lines 'SUCCEEDED after 50'
err_has lines '200 more executions were started by it'
lines lines kids 200
"$aslant" run lines.asl.json --clock real --children kids --progress >"$dir/out" 2>"$dir/err" </dev/null &
pid=$!
i=0
while [ $i -lt 100 ] && ! grep -q 'running' "$dir/err"; do sleep 0.1; i=$((i + 1)); done
kill -INT $pid
wait $pid
[ $? = 1 ] || complain "signal: exit status"
out_has signal 'ABORTED'
err_has signal '4 running'
lines signal kids 4
grep -qv '"status":"ABORTED"' kids && complain "signal: a child was not aborted"

# --- nested executions ---
cat >child.asl.json <<'JSON'
{"StartAt": "Which", "States": {
   "Which": {"Type": "Choice", "Default": "Good", "Choices": [
      {"And": [{"Variable": "$.token", "IsPresent": true}], "Next": "Answer"}, {"Variable": "$.n", "NumericEquals": 0, "Next": "Bad"},
      {"Variable": "$.n", "NumericEquals": 9, "Next": "Long"}]},
   "Good": {"Type": "Pass", "Result": {"good": true}, "End": true},
   "Bad": {"Type": "Fail", "Error": "Zero", "Cause": "n is 0"},
   "Long": {"Type": "Wait", "Seconds": 1000, "End": true},
   "Answer": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", "Parameters": {"TaskToken.$": "$.token", "Output": {"said": "yes"}}, "End": true}}}
JSON
nest() {	# nest RESOURCE INPUT MORE
	cat >parent.asl.json <<JSON
{"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::$1",
   "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:111122223333:stateMachine:child", "Input": $2}, ${3:-} "End": true}}}
JSON
}
nest states:startExecution.sync:2 '{"n": 1}'
expect 0 "sync:2" "$aslant" run parent.asl.json --format json --children kids
out_has "sync:2" '\"Output\":{\"good\":true}'
lines "sync:2" kids 1
has "sync:2" kids '"stateMachineArn":"arn:aws:states:us-east-1:111122223333:stateMachine:child"'
nest states:startExecution.sync '{"n": 1}'
expect 0 "sync" "$aslant" run parent.asl.json --format json
out_has "sync" '\"Output\":\"{\\\"good\\\":true}\"'
nest states:startExecution.sync '{"n": 0}'
expect 1 "sync fails" "$aslant" run parent.asl.json
out_has "sync fails" 'States.TaskFailed'
nest states:startExecution '{"n": 9}'
expect 0 "request" "$aslant" run parent.asl.json --children kids
lines "request" kids 1
has "request" kids '"status":"SUCCEEDED"'
nest states:startExecution.sync '{"n": 9}' '"TimeoutSeconds": 10,'
expect 1 "sync times out" "$aslant" run parent.asl.json --children kids
out_has "sync times out" 'States.Timeout'
has "sync times out" kids '"status":"ABORTED"'
nest states:startExecution.waitForTaskToken '{"token.$": "$$.Task.Token"}'
expect 0 "token" "$aslant" run parent.asl.json --format json
out_has "token" '\"said\":\"yes\"'
cat >asks.asl.json <<'JSON'
{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111122223333:function:None", "End": true}}}
JSON
nest states:startExecution '{}'
sed 's/stateMachine:child/stateMachine:asks/' parent.asl.json >asking.asl.json
expect 4 "a child that nobody answers" "$aslant" run asking.asl.json
out_has "a child that nobody answers" 'ExecutionSucceeded'
err_has "a child that nobody answers" 'asks.asl.json:1:'
nest states:startExecution.sync '{"n": 1}'
sed 's/stateMachine:child/stateMachine:nobody/' parent.asl.json >lost.asl.json
expect 4 "no such machine" "$aslant" run lost.asl.json
err_has "no such machine" 'there is no state machine "nobody"'
sed 's/stateMachine:child/stateMachine:loop/' parent.asl.json >loop.asl.json
expect 4 "endless" "$aslant" run loop.asl.json
err_has "endless" '32'

[ $failed = 0 ] && echo "maps: all as expected"
exit $failed
