#!/bin/sh
# What stands on disk: templates, placeholders, texts that are not quite JSON, through lint, graph and run. One complaint a line; status 1 if any.
set -u
aslant=${ASLANT:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export HOME="$dir"
failed=0

complain() { printf 'FAIL %s\n' "$*"; failed=1; }

# expect STATUS NAME COMMAND…: leaves standard output in out, errors in err.
expect() {
	want=$1 name=$2
	shift 2
	"$@" >out 2>err </dev/null
	got=$?
	[ "$got" = "$want" ] || { complain "$name: exit status $got, not $want"; sed 's/^/  /' err; }
}
out_has() { grep -qF -- "$2" out || { complain "$1: standard output lacks: $2"; sed 's/^/  | /' out | head -n 40; }; }
err_has() { grep -qF -- "$2" err || { complain "$1: standard error lacks: $2"; sed 's/^/  | /' err; }; }

mkdir statemachine
cat >aslant.json <<'END'
{}
END
cat >template.yaml <<'END'
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: statemachine/order.asl.json
      DefinitionSubstitutions:
        ChargeArn: !GetAtt Charge.Arn
        Pause: 3
  Report:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      DefinitionString: !Sub |
        {
          "StartAt": "Make",
          "States": {
            "Make": {"Type": "Pass", "Result": "${AWS::Region}", "Next": "Gone"}
          }
        }
END
cat >statemachine/order.asl.json <<'END'
{
  "StartAt": "Charge",
  "States": {
    "Charge": {"Type": "Task", "Resource": "${ChargeArn}", "TimeoutSeconds": 9, "Next": "Pause"},
    "Pause": {"Type": "Wait", "Seconds": ${Pause}, "End": true}
  }
}
END
cat >mocks.json <<'END'
{"States": {"ChargeArn": [{"Return": {"paid": true}}]}}
END
sed 's/"ChargeArn"/"Charge"/' mocks.json >by_state.json

# All machines of a template are checked; places are those of the file that has the text.
expect 3 'lint of a template' "$aslant" lint template.yaml
out_has 'lint of a template' "template.yaml:18:74: error[MISSING_TRANSITION_TARGET]: Missing 'Next' target: Gone"
out_has 'lint of a template' 'template.yaml › Report: invalid'
out_has 'lint of a template' 'statemachine/order.asl.json › Order: valid'
expect 0 'lint of one machine' "$aslant" lint --machine Order template.yaml
expect 0 'lint of FILE#NAME' "$aslant" lint template.yaml#Order --format json
out_has 'lint of FILE#NAME' '"file": "statemachine/order.asl.json"'
out_has 'lint of FILE#NAME' '"machine": "Order"'
expect 2 'lint of no machine' "$aslant" lint --machine Nope template.yaml
err_has 'lint of no machine' 'has no state machine "Nope"; it has Order, Report'

# The other commands want one.
for command in graph run; do
	expect 2 "$command without a name" "$aslant" $command template.yaml
	err_has "$command without a name" 'holds 2 state machines, choose one (--machine NAME): Order, Report'
done
expect 0 'graph of one' "$aslant" graph --machine Order template.yaml
out_has 'graph of one' 'Wait 3 s'
expect 3 'graph of the other' "$aslant" graph template.yaml#Report
err_has 'graph of the other' 'template.yaml:18:74: error'

# The template's values; a placeholder names what a mock answers for.
expect 0 'run of one' "$aslant" run template.yaml --machine Order --mocks by_state.json
out_has 'run of one' 'SUCCEEDED after 3.0 s'
# Without the template there is no value for the wait, and the run says which.
expect 3 'run without a value' "$aslant" run statemachine/order.asl.json --mocks mocks.json --format json
err_has 'run without a value' '${Pause} (5:42)'
out_has 'run without a value' '"code":"InvalidDefinition"'
expect 0 'lint without a value' "$aslant" lint statemachine/order.asl.json
out_has 'lint without a value' 'order.asl.json:5:42: info[placeholder.unquoted]'
echo '{"substitutions": {"Pause": 4}}' >aslant.json
expect 0 'run with aslant.json' "$aslant" run statemachine/order.asl.json --mocks mocks.json
out_has 'run with aslant.json' 'SUCCEEDED after 4.0 s'
echo 'Pause=5' >statemachine/.env
echo '{}' >aslant.json
expect 0 'run with .env' "$aslant" run statemachine/order.asl.json --mocks mocks.json
out_has 'run with .env' 'SUCCEEDED after 5.0 s'
echo '{"substitutions": 1}' >aslant.json
expect 3 'a bad aslant.json' "$aslant" run statemachine/order.asl.json
err_has 'a bad aslant.json' 'run: aslant.json:1:19: "substitutions" is an object'
echo '{}' >aslant.json

# Comments and commas are told and read over; AWS's verdict stays.
printf '\357\273\277{ // one\r\n  "StartAt": "A",\r\n  "States": {"A": {"Type": "Succeed",}}, /* two */\r\n}\r\n' >loose.asl.json
expect 3 'lint of loose JSON' "$aslant" lint loose.asl.json
out_has 'lint of loose JSON' 'loose.asl.json:1:4: error[INVALID_JSON_DESCRIPTION]'
out_has 'lint of loose JSON' 'loose.asl.json:1:4: warning[json.comment]'
out_has 'lint of loose JSON' 'loose.asl.json:3:37: warning[json.trailing-comma]'
expect 0 'run of loose JSON' "$aslant" run loose.asl.json
err_has 'run of loose JSON' 'warning[json.comment]'
expect 3 'what AWS says to loose JSON' "$aslant" run loose.asl.json --format json
out_has 'what AWS says to loose JSON' '{"rejected":{"code":"InvalidDefinition"'
# What does not parse is left out; the rest is drawn, and not executed.
printf '{"StartAt": "A", "States": {\n "A": {"Type": "Pass", "Next": , "Comment": "x"},\n "B": {"Type": "Succeed"}\n' >broken.asl.json
expect 3 'graph of broken JSON' "$aslant" graph broken.asl.json
out_has 'graph of broken JSON' 'Succeed'
expect 3 'run of broken JSON' "$aslant" run broken.asl.json
err_has 'run of broken JSON' 'broken.asl.json:2:32: error'

# Without a name the text tells what it is.
expect 0 'a template from standard input' sh -c "exec $aslant graph - --machine Order <template.yaml"
out_has 'a template from standard input' 'Wait 5 s'

# One machine of a template starts another.
cat >nested.yaml <<'END'
Resources:
  Parent:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Call
        States:
          Call:
            Type: Task
            Resource: arn:aws:states:::states:startExecution.sync:2
            Parameters: {StateMachineArn: !Ref Child, Input: {x: 1}}
            OutputPath: $.Output
            End: true
  Child:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: P
        States:
          P: {Type: Pass, Result: {done: true}, End: true}
END
expect 0 'a nested execution' "$aslant" run nested.yaml --machine Parent --quiet
out_has 'a nested execution' 'output  {"done":true}'

# A function of the template whose code is in a folder here is done by it, with what the template says of it.
mkdir -p code/charge
cat >functions.yaml <<'END'
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.99, Timeout: 7, Environment: {Variables: {STAGE: dev, TABLE: orders}}}
Resources:
  Charge:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: code/charge/, Handler: app.handler, Environment: {Variables: {STAGE: test}}}
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Parameters: {FunctionName: !GetAtt Charge.Arn, Payload: {n: 1}}
            OutputPath: $.Payload
            Next: B
          B: {Type: Task, Resource: !GetAtt Charge.Arn, End: true}
END
cat >code/charge/app.py <<'END'
import os
def handler(event, context):
    return {"stage": os.environ["STAGE"], "table": os.environ["TABLE"], "n": event["n"] + 1}
END
expect 0 'functions of the template' "$aslant" run functions.yaml --quiet
out_has 'functions of the template' 'output  {"stage":"test","table":"orders","n":3}'

# What is saved of a run names the machine in the template.
expect 0 'a saved test case' "$aslant" run functions.yaml --quiet --save test=m.test.json
grep -qF '"machine": "functions.yaml#M"' m.test.json || complain "a saved test case: $(grep machine m.test.json)"
expect 0 'the test case' "$aslant" test m.test.json

# Nothing to read.
expect 3 'a template without machines' sh -c "printf 'Resources: {B: {Type: \"AWS::S3::Bucket\"}}\n' >none.yaml; exec $aslant graph none.yaml"
err_has 'a template without machines' 'holds no state machine'
expect 4 'a definition that is not there' sh -c "sed s/order.asl/nope.asl/ template.yaml >gone.yaml; exec $aslant graph gone.yaml#Order"
err_has 'a definition that is not there' 'statemachine/nope.asl.json'

exit $failed
