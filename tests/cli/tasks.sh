#!/bin/sh
# Tasks from the command line: who answers, in which order, and what a run says of a task that nobody answers.
set -u
aslant=${ASLANT:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/w" "$dir/w/functions"
cd "$dir/w" || exit 1
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

# One history, whichever of three functions is the fastest: each sleeps as long as the file says.
cat >functions/functions.json <<'JSON'
{"functions": {"Slow": {"runtime": "exec", "handler": "slow.sh", "timeout": 10}, "Fails": {"runtime": "exec", "handler": "fails.sh"}}}
JSON
cat >functions/slow.sh <<'SH'
#!/bin/sh
n=$(sed 's/.*"n":\([0-9]\).*/\1/')
sleep "$(sed -n "$((n + 1))p" ../sleeps)"
echo "{\"n\": $n}"
SH
printf '#!/bin/sh\ncat >/dev/null\necho "{\\"errorType\\": \\"Nope\\", \\"errorMessage\\": \\"no\\"}"\nexit 1\n' >functions/fails.sh
chmod +x functions/*.sh
cat >order.asl.json <<'JSON'
{"StartAt": "Each", "States": {
   "Each": {"Type": "Map", "ItemsPath": "$", "Next": "Once more", "ItemProcessor": {"StartAt": "Work", "States": {
      "Work": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "Slow", "Payload": {"n.$": "$"}},
               "OutputPath": "$.Payload", "Next": "Again"},
      "Again": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111122223333:function:Slow", "End": true}}}},
   "Once more": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111122223333:function:Fails", "End": true,
      "Retry": [{"ErrorEquals": ["Nope"], "MaxAttempts": 2, "JitterStrategy": "FULL"}]}}}
JSON
for sleeps in "0 0.05 0.1" "0.1 0.05 0" "0.05 0.1 0"; do
	printf '%s\n' $sleeps >sleeps
	"$aslant" run order.asl.json --now 2026-01-01T00:00:00Z --seed 7 -i '[0, 1, 2]' --format json >"$dir/$(printf %s "$sleeps" | tr -d ' ').json" 2>"$dir/err"
	[ $? = 1 ] || complain "order: the run fails with Nope"
done
set -- "$dir"/*.json
[ $# = 3 ] || complain "order: three histories, not $#"
cmp -s "$1" "$2" && cmp -s "$2" "$3" || complain "order: the speed of functions changes the history"
grep -q '"LambdaFunctionFailed"' "$1" || complain "order: no function was called"
[ "$(grep -o '"type":"TaskSucceeded"' "$1" | wc -l)" = 3 ] || complain "order: three items"

# A token that nobody sends back ends the run with a sentence, unless a timeout ends the task.
cat >token.asl.json <<'JSON'
{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
   "Parameters": {"FunctionName": "Slow", "Payload": {"n": 0, "token.$": "$$.Task.Token"}}, "End": true}}}
JSON
expect 4 "token" "$aslant" run token.asl.json
err_has "token" 'token.asl.json:1:31: error: state "Ask": waits for its task token, which nobody sends back'
sed 's/"End"/"TimeoutSeconds": 5, "End"/' token.asl.json >timeout.asl.json
expect 1 "token with a timeout" "$aslant" run timeout.asl.json
out_has "token with a timeout" 'TaskSubmitted'
out_has "token with a timeout" '+5.000s  TaskTimedOut'
printf '{"States": {"Ask": [{"Hang": true}]}}' >hang.json
expect 4 "hang" "$aslant" run order.asl.json -i '[]' --mocks hang.json --functions /nowhere/functions.json
expect 4 "hang" "$aslant" run token.asl.json --mocks hang.json

# Services: what one task puts another finds, a token comes back through SQS and sendTaskSuccess, files are what S3 has.
mkdir -p s3/out
cat >services.asl.json <<'JSON'
{"StartAt": "Put", "States": {
   "Put": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "ResultPath": null, "Next": "Bump",
      "Parameters": {"TableName": "Orders", "Item": {"id": {"S.$": "$.id"}, "n": {"N": "1"}}, "ConditionExpression": "attribute_not_exists(id)"}},
   "Bump": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:updateItem", "ResultSelector": {"n.$": "$.Attributes.n.N"}, "Next": "Both",
      "Parameters": {"TableName": "Orders", "Key": {"id": {"S.$": "$.id"}}, "UpdateExpression": "ADD n :n", "ExpressionAttributeValues": {":n": {"N": "41"}},
         "ReturnValues": "ALL_NEW"}},
   "Both": {"Type": "Parallel", "Next": "Store", "Branches": [
      {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "TimeoutSeconds": 60,
         "Parameters": {"QueueUrl": "https://sqs/approvals", "MessageBody.$": "$$.Task.Token"}, "End": true}}},
      {"StartAt": "Receive", "States": {
         "Receive": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sqs:receiveMessage", "Parameters": {"QueueUrl": "https://sqs/approvals"}, "Next": "Answer"},
         "Answer": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", "End": true,
            "Parameters": {"TaskToken.$": "$.Messages[0].Body", "Output": {"approved": true}}}}}]},
   "Store": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:putObject", "Parameters": {"Bucket": "out", "Key": "a/b.json", "Body.$": "$"}, "End": true}}}
JSON
expect 0 "services" "$aslant" run services.asl.json -i '{"id": "A-1"}' --now 2026-01-01T00:00:00Z --format json
[ "$(cat s3/out/a/b.json)" = '[{"approved":true},{}]' ] || complain "services: the object holds $(cat s3/out/a/b.json)"
cp "$dir/out" "$dir/first"
expect 0 "services" "$aslant" run services.asl.json -i '{"id": "A-1"}' --now 2026-01-01T00:00:00Z --format json
cmp -s "$dir/first" "$dir/out" || complain "services: two runs differ"
expect 4 "no such folder" "$aslant" run services.asl.json -i '{"id": "A-1"}' --s3 nowhere
err_has "no such folder" 'nowhere: no such folder'
mkdir elsewhere
expect 1 "no bucket" "$aslant" run services.asl.json -i '{"id": "A-1"}' --s3 elsewhere
out_has "no bucket" 'S3.NoSuchBucketException'
printf '{"services": {"dynamodb": {"Orders": {"Key": ["id"], "Items": [{"id": {"S": "A-1"}}]}}}}' >aslant.json
expect 1 "a declared item" "$aslant" run services.asl.json -i '{"id": "A-1"}'
out_has "a declared item" 'DynamoDB.ConditionalCheckFailedException'
expect 0 "a declared table" "$aslant" run services.asl.json -i '{"id": "A-2"}'
printf '{"services": {"dynamodb": {"Others": {"Key": ["id"]}}}}' >aslant.json
expect 1 "no table" "$aslant" run services.asl.json -i '{"id": "A-2"}'
out_has "no table" 'DynamoDB.ResourceNotFoundException'
printf '{"services":\n  {"dynamodb": {"T": {"Keys": ["id"]}}}}' >aslant.json
expect 4 "a wrong aslant.json" "$aslant" run services.asl.json -i '{"id": "A-2"}'
err_has "a wrong aslant.json" 'aslant.json:2:23: table "T": there is no member "Keys"'
printf '{"sevices": {}}' >aslant.json
expect 4 "an unknown member" "$aslant" run services.asl.json -i '{"id": "A-2"}'
err_has "an unknown member" 'aslant.json:1:2: there is no member "sevices"'
rm aslant.json
sed 's/"TableName": "Orders", "Key"/"TableName": "Orders", "Expected": {}, "Key"/' services.asl.json >half.asl.json
expect 4 "not done half" "$aslant" run half.asl.json -i '{"id": "A-2"}'
err_has "not done half" 'state "Bump": dynamodb:updateItem is not done here with the parameter "Expected"'

# A function does the work of an activity, and an action that nothing else here does.
cat >work.asl.json <<'JSON'
{"StartAt": "Approve", "States": {
   "Approve": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:111122223333:activity:Approve", "HeartbeatSeconds": 10, "Next": "Job"},
   "Job": {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync", "Parameters": {"JobName": "j"}, "End": true}}}
JSON
expect 4 "no worker" "$aslant" run work.asl.json
cat >more.json <<'JSON'
{"functions": {"Worker": {"runtime": "exec", "handler": "functions/worker.sh"}}, "services": {"activity:*": "Worker", "glue:startJobRun": "Worker"}}
JSON
printf '#!/bin/sh\ncat >/dev/null\necho 7\n' >functions/worker.sh
chmod +x functions/worker.sh
expect 0 "worker" "$aslant" run work.asl.json --functions more.json --format ndjson
out_has "worker" '"activityStartedEventDetails":{"workerName":"Worker"}'
out_has "worker" '"type":"TaskSubmitted"'

# Endpoints: a function and an HTTP task through a server of our own.
cat >"$dir/server.py" <<'PY'
import http.server, json, sys
class H(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        error = b'"raise"' in body
        out = json.dumps({"errorType": "Mine", "errorMessage": "no"} if error else {"path": self.path, "body": json.loads(body), "auth": self.headers.get("Authorization")}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        if error:
            self.send_header("X-Amz-Function-Error", "Unhandled")
        self.send_header("Content-Length", str(len(out)))
        self.end_headers()
        self.wfile.write(out)
    def log_message(self, *a):
        pass
s = http.server.HTTPServer(("127.0.0.1", 0), H)
print(s.server_port, flush=True)
s.serve_forever()
PY
python3 "$dir/server.py" >"$dir/port" &
server=$!
trap 'kill $server; rm -rf "$dir"' EXIT
i=0
while [ ! -s "$dir/port" ] && [ $i -lt 100 ]; do sleep 0.05; i=$((i + 1)); done
port=$(cat "$dir/port")
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
cat >http.asl.json <<'JSON'
{"StartAt": "F", "States": {
   "F": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111122223333:function:Far", "Next": "H",
         "Catch": [{"ErrorEquals": ["Mine"], "Next": "Caught"}]},
   "H": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "OutputPath": "$.ResponseBody", "End": true, "Parameters": {
      "ApiEndpoint": "https://api.example.com/v1/charge", "Method": "POST", "RequestBody.$": "$",
      "Authentication": {"ConnectionArn": "arn:aws:events:us-east-1:111122223333:connection/pay/1"}}},
   "Caught": {"Type": "Pass", "End": true}}}
JSON
expect 4 "no endpoint" "$aslant" run http.asl.json
expect 0 "endpoint" "$aslant" run http.asl.json -i '{"a": 1}' --endpoint "http://127.0.0.1:$port" --endpoint "http=http://127.0.0.1:$port" -q
out_has "endpoint" '"path":"/v1/charge"'
out_has "endpoint" '"body":{"path":"/2015-03-31/functions/Far/invocations","body":{"a":1},"auth":null}'
expect 0 "endpoint's error" "$aslant" run http.asl.json -i '"raise"' --endpoint "lambda=http://127.0.0.1:$port"
out_has "endpoint's error" 'Caught'
printf '{"endpoints": {"lambda": "http://127.0.0.1:%s", "http:https://api.example.com": "http://127.0.0.1:%s"}, "connections": "connections.json"}' "$port" "$port" >aslant.json
printf '{"pay": {"AuthorizationType": "BASIC", "AuthParameters": {"BasicAuthParameters": {"Username": "u", "Password": {"env": "PAY"}}}}}' >connections.json
expect 0 "connection" env PAY=p "$aslant" run http.asl.json -i '{"a": 1}' -q
out_has "connection" '"auth":"Basic dTpw"'
expect 2 "a wrong endpoint" "$aslant" run http.asl.json --endpoint ftp://x
printf '{"endpoints": {"lamda": "http://x"}}' >aslant.json
expect 4 "a wrong key" "$aslant" run http.asl.json
err_has "a wrong key" 'aslant.json:1:16: "lamda" is no endpoint'
rm aslant.json

# the same input, mocks and seed: the same history, byte for byte; jitter, UUIDs, tokens and random numbers come from the seed
cat >mocked.asl.json <<'JSON'
{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.n", "End": true, "ItemProcessor": {"StartAt": "T", "States": {
   "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "TimeoutSeconds": 60, "Next": "R",
         "Parameters": {"QueueUrl": "q", "MessageBody": {"id.$": "States.UUID()", "token.$": "$$.Task.Token"}},
         "Retry": [{"ErrorEquals": ["States.ALL"], "JitterStrategy": "FULL", "IntervalSeconds": 9}]},
   "R": {"Type": "Pass", "Parameters": {"r.$": "States.MathRandom(1, 100000)"}, "End": true}}}}}}
JSON
cat >mocked.json <<'JSON'
{"States": {"T": [{"Throw": {"Error": "E"}, "Iteration": 1}, {"TimeOut": true, "Iteration": 2}, {"Return": 1, "After": 3, "Iteration": 0},
   {"Return": 2, "Iteration": 1}, {"Return": 3, "After": 1, "Iteration": 2}]}}
JSON
for seed in 5 5 6; do
	expect 0 "mocked, seed $seed" "$aslant" run mocked.asl.json -i '{"n": [1, 2, 3]}' --mocks mocked.json --format json --seed $seed --name n --now 2026-01-01T00:00:00Z
	mv "$dir/out" "$dir/mocked.$seed.$((times = ${times:-0} + 1))"
done
cmp -s "$dir/mocked.5.1" "$dir/mocked.5.2" || complain "mocked: two histories of one seed"
cmp -s "$dir/mocked.5.1" "$dir/mocked.6.3" && complain "mocked: another seed, the same history"

# Express machines: their rules, their ARN, their five minutes; named by aslant.json or the option
cat >sync.asl.json <<'JSON'
{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
   "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}, "End": true}}}
JSON
cat >long.asl.json <<'JSON'
{"StartAt": "W", "TimeoutSeconds": 86400, "States": {"W": {"Type": "Wait", "Seconds": 301, "End": true}}}
JSON
echo '{"express": ["sync", "long"]}' >aslant.json
expect 3 "a token" "$aslant" run sync.asl.json --format json
out_has "a token" "Express state machine does not support '.waitForTaskToken' service integration  at /States/A/Resource"
expect 1 "five minutes" "$aslant" run long.asl.json --format json --name n --now 2026-01-01T00:00:00Z
out_has "five minutes" '"status":"TIMED_OUT","startDate":"2026-01-01T00:00:00.000Z","stopDate":"2026-01-01T00:05:00.000Z"'
out_has "five minutes" '"executionArn":"arn:aws:states:us-east-1:111122223333:express:long:n:'
expect 0 "the option decides" "$aslant" run long.asl.json --type STANDARD -q
echo '{"express": "long"}' >aslant.json
expect 4 "no list" "$aslant" run long.asl.json
err_has "no list" "aslant.json:1:2: express is a list of state machines' names"
rm aslant.json
expect 1 "by the option" "$aslant" run long.asl.json --type EXPRESS -q
exit $failed
