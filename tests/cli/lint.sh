#!/bin/sh
# aslant lint --fix where the text is not the definition itself: placeholders that have values, and a template.
set -u
aslant=${ASLANT:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export HOME="$dir" TMPDIR="$dir"
failed=0

complain() { printf 'FAIL %s\n' "$*"; failed=1; }
same() { cmp -s "$2" "$3" || { complain "$1: not as expected"; diff "$2" "$3" | head -n 20; }; }

printf '{"substitutions": {"Fn": "arn:aws:lambda:us-east-1:111122223333:function:a-very-long-name-indeed", "N": 5}}\n' >aslant.json
cat >m.asl.json <<'TEXT'
{"StartAt": "A", "States": {
  "A": {"Type": "Task", "Resource": "${Fn}", "Retry": [{"ErrorEquals": ["Lambda.TooManyRequestsException"], "MaxAttempts": ${N}}], "Next": "M"},
  "M": {"Type": "Map", "Iterator": {"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"a": "$.b"}, "End": true}}}, "End": true}}}
TEXT
cat >want <<'TEXT'
{"StartAt": "A", "States": {
  "A": {"Type": "Task", "Resource": "${Fn}", "Retry": [{"ErrorEquals": ["Lambda.TooManyRequestsException"], "MaxAttempts": ${N}, "JitterStrategy": "FULL"}], "Next": "M"},
  "M": {"Type": "Map", "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"a.$": "$.b"}, "End": true}}}, "End": true}}}
TEXT
"$aslant" lint --fix m.asl.json >out 2>err || complain "placeholders: exit status $?"
same "placeholders" m.asl.json want
[ "$(grep -c ': mended\[' err)" = 3 ] || complain "placeholders: three things are mended: $(cat err)"
rm aslant.json

cat >t.yaml <<'TEXT'
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:   # the shop
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A:
            Type: Map
            Iterator:
              StartAt: P
              States:
                P: {Type: Pass, Parameters: {a: $.b}, End: true}
            Catch:
              - ErrorEquals: [State.ALL]
                Next: B
            End: true
          B:
            Type: Wait
            Seconds: 1
            End: true
TEXT
sed 's/Iterator:/ItemProcessor:/; s/{a: /{a.$: /; s/\[State.ALL\]/["States.ALL"]/; s/- ErrorEquals/- ResultPath: "$.error"\n                ErrorEquals/' t.yaml >want
"$aslant" lint --fix t.yaml >out 2>err || complain "template: exit status $?"
same "template" t.yaml want

exit $failed
