#!/bin/sh
# aslant fmt and aslant convert: forms that keep everything, statuses, what is refused.
set -u
top=${abs_top_srcdir:?} aslant=${ASLANT:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export HOME="$dir" TMPDIR="$dir"
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
same() { cmp -s "$2" "$3" || { complain "$1: not as expected"; diff "$2" "$3" | head -n 20; }; }
err_has() { grep -qF -- "$2" "$dir/err" || { complain "$1: standard error lacks: $2"; sed 's/^/  | /' "$dir/err" | head -n 10; }; }

# --- fmt ---
printf '{ "States":{"A" :{"End":true,"Type":"Pass","Result":{"b":1.0,"a":1e5,"e":[],"o":{},"t":"\\u00e9/\\/"},"x":1}},\r\n"StartAt":"A"}' >a.json
cat >a.want <<'WANT'
{
  "States": {
    "A": {
      "End": true,
      "Type": "Pass",
      "Result": {
        "b": 1.0,
        "a": 1e5,
        "e": [],
        "o": {},
        "t": "\u00e9/\/"
      },
      "x": 1
    }
  },
  "StartAt": "A"
}
WANT
cat >a.sorted <<'WANT'
{
 "StartAt": "A",
 "States": {
  "A": {
   "Type": "Pass",
   "x": 1,
   "Result": {
    "b": 1.0,
    "a": 1e5,
    "e": [],
    "o": {},
    "t": "\u00e9/\/"
   },
   "End": true
  }
 }
}
WANT
expect 0 "fmt prints" "$aslant" fmt a.json
same "fmt prints" out a.want
expect 0 "fmt --sort" "$aslant" fmt --sort --indent 1 a.json
same "fmt --sort" out a.sorted
cp a.want good.json
expect 1 "fmt --check" "$aslant" fmt --check a.json good.json
printf 'a.json\n' >want
same "fmt --check" out want
expect 0 "fmt -w" "$aslant" fmt -w a.json good.json
same "fmt -w" a.json a.want
expect 0 "fmt --check after it" "$aslant" fmt --check a.json good.json
printf '{"a": 1,}\n' >bad.json
expect 3 "fmt of no JSON" "$aslant" fmt bad.json
err_has "fmt of no JSON" 'bad.json:1:9:'
expect 4 "fmt of no file" "$aslant" fmt nowhere.json
expect 2 "fmt without a file" "$aslant" fmt --check
expect 2 "fmt --check --write" "$aslant" fmt --check --write a.json
printf 'StartAt: A  \nStates: # all\n  A: {Type: Succeed}\n\n\n' >a.yaml
printf 'StartAt: A\nStates: # all\n  A: {Type: Succeed}\n' >want
expect 0 "fmt of YAML" "$aslant" fmt a.yaml
same "fmt of YAML" out want

# --- convert ---
for f in "$top"/data/samples/*.asl.json "$top"/data/tutorial/*.asl.json; do
	expect 0 "convert $f" "$aslant" convert "$f" --to yaml -o m.yaml
	expect 0 "and back" "$aslant" convert m.yaml --to json -o m.json
	expect 0 "as it was" "$aslant" fmt "$f"
	"$aslant" fmt m.json | cmp -s - out || "$aslant" convert "$f" --to json | cmp -s - m.json || complain "convert $f: JSON to YAML to JSON is not the same"
done
expect 0 "convert drops comments" "$aslant" convert a.yaml --to json
err_has "convert drops comments" "comments and anchors of YAML do not come along"
expect 2 "convert without --to" "$aslant" convert a.json
err_has "convert without --to" "usage: aslant convert FILE --to"
expect 2 "convert to nonsense" "$aslant" convert a.json --to xml
expect 3 "convert of no JSON" "$aslant" convert bad.json --to yaml
expect 4 "convert of no file" "$aslant" convert nowhere.json --to yaml

# --- convert --to jsonata ---
cat >p.json <<'MACHINE'
{"StartAt": "A", "States": {
  "A": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "ResultPath": "$.more", "Next": "B"},
  "B": {"Type": "Choice", "Choices": [{"Variable": "$.more.n", "NumericGreaterThan": 3, "Next": "C"}], "Default": "D"},
  "C": {"Type": "Pass", "OutputPath": "$.more", "End": true},
  "D": {"Type": "Fail", "ErrorPath": "$.why"}}}
MACHINE
expect 0 "convert to jsonata" "$aslant" convert p.json --to jsonata -o q.json
err_has "convert to jsonata" "4 states converted"
expect 0 "what came out is valid" "$aslant" lint q.json
for input in '{"n": 3}' '{"n": 1, "why": "small"}'; do
	"$aslant" run p.json -i "$input" --format json --now 2026-01-01T00:00:00Z >p.out
	"$aslant" run q.json -i "$input" --format json --now 2026-01-01T00:00:00Z >q.out
	for key in status output error; do
		grep "^  \"$key\"" p.out >want
		grep "^  \"$key\"" q.out | cmp -s - want || complain "convert to jsonata: another $key for $input"
	done
done
expect 0 "one state" "$aslant" convert p.json --to jsonata --state C
grep -q '"QueryLanguage": "JSONata"' out || complain "one state: it does not say its language"
grep -q 'NumericGreaterThan' out || complain "one state: another has changed too"
expect 3 "no such state" "$aslant" convert p.json --to jsonata --state X
sed 's/States.MathAdd(.*1)/States.MathRandom(1, 9, 3)/' p.json >r.json
expect 1 "what cannot be said" "$aslant" convert r.json --to jsonata
err_has "what cannot be said" 'r.json:2:3: left: state "A" stays in JSONPath: States.MathRandom with a seed'

# --- convert --to jsonata --check ---
mkdir -p way/inputs/p
cp p.json way
printf '{"n": 5}\n' >way/inputs/p/five.json
expect 0 "check with saved inputs" "$aslant" convert way/p.json --to jsonata --check -o q.json
err_has "check with saved inputs" "same: inputs/p/five.json"
err_has "check with saved inputs" "1 of 1 go the same way"
printf '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"t.$": "States.Format(\047{}\047, $.o)"}, "End": true}}}\n' >format.json
expect 1 "check that finds a difference" "$aslant" convert format.json --to jsonata --check -i '{"o": 1}' -i '{"o": {"a": 1}}' -o q.json
err_has "check that finds a difference" 'differs: input 2: the output was {"t":"{a=1}"} and is {"t":"{\"a\":1}"}'
err_has "check that finds a difference" "1 of 2 go the same way"
expect 0 "check with nothing" "$aslant" convert format.json --to jsonata --check -o q.json
err_has "check with nothing" "nothing to try it with"
cp -R "$top/data/tutorial" tutorial
chmod -R u+w tutorial
printf 'run {"statuscode":"503"}\nwait\nrun {"statuscode":"200"}\nqa\n' | "$aslant" --plain --speed max tutorial/MyAPIStateMachine.asl.json >out 2>&1
expect 0 "check with recorded executions" "$aslant" convert tutorial/MyAPIStateMachine.asl.json --to jsonata --check -o q.json
[ "$(grep -c '^same: execution ' err)" = 2 ] || { complain "check with recorded executions: not two of them"; cat err; }
err_has "check with recorded executions" "nothing answers for Call API"
printf '{"States": {"Call API": [{"Throw": {"Error": "ServerUnavailableException"}}]}}\n' >mocks.json
expect 0 "check with mocks" "$aslant" convert tutorial/MyAPIStateMachine.asl.json --to jsonata --check -i '{}' --mocks mocks.json -o q.json
printf 'same: input 1\n' >want
grep '^same' err | cmp -s - want || complain "check with mocks: it does not go to the end"

# --- convert --to placeholders, and back ---
cat >arns.json <<'MACHINE'
{"Comment": "arn:aws:lambda:us-east-1:111122223333:function:f", "StartAt": "A", "States": {
  "A": {"Type": "Task",   "Resource": "arn:aws:lambda:us-east-1:111122223333:function:mail-sender:live", "Next": "B"},
  "B": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/111122223333/out",
    "MessageBody": "arn:aws:lambda:eu-west-1:111122223333:function:mail-sender"}, "Next": "C"},
  "C": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111122223333:function:mail-sender:live", "End": true}}}
MACHINE
cat >want <<'MACHINE'
{"Comment": "arn:aws:lambda:us-east-1:111122223333:function:f", "StartAt": "A", "States": {
  "A": {"Type": "Task",   "Resource": "${MailSenderArn}", "Next": "B"},
  "B": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "${OutUrl}",
    "MessageBody": "${MailSenderArn2}"}, "Next": "C"},
  "C": {"Type": "Task", "Resource": "${MailSenderArn}", "End": true}}}
MACHINE
mkdir shop
printf '{"seed": 3, "substitutions": {"OutUrl": "https://sqs.us-east-1.amazonaws.com/111122223333/out"}}\n' >shop/aslant.json
expect 0 "to placeholders" "$aslant" convert arns.json --to placeholders --substitutions shop/aslant.json -o shop/arns.json
same "to placeholders" shop/arns.json want
cat >want <<'LIST'
{
  "seed": 3,
  "substitutions": {
    "OutUrl": "https://sqs.us-east-1.amazonaws.com/111122223333/out",
    "MailSenderArn": "arn:aws:lambda:us-east-1:111122223333:function:mail-sender:live",
    "MailSenderArn2": "arn:aws:lambda:eu-west-1:111122223333:function:mail-sender"
  }
}
LIST
same "their values" shop/aslant.json want
expect 0 "to arns" "$aslant" convert shop/arns.json --to arns
same "to arns" out arns.json
expect 0 "the list by itself" "$aslant" convert arns.json --to placeholders
err_has "the list by itself" '"OutUrl": "https://sqs.us-east-1.amazonaws.com/111122223333/out"'
rm shop/aslant.json
expect 0 "no values" "$aslant" convert shop/arns.json --to arns
# shellcheck disable=SC2016
err_has "no values" 'shop/arns.json: no value for ${MailSenderArn}'

exit $failed
