#!/bin/sh
# Test cases with the local services: each begins anew, and what it writes is gone with it.
set -u
aslant=${ASLANT:?}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export HOME="$dir" TMPDIR="$dir/tmp"
mkdir -p "$dir/w/s3/in" "$dir/w/tests/fixtures/in" "$dir/tmp"
cd "$dir/w" || exit 1
failed=0
complain() { printf 'FAIL %s\n' "$*"; failed=1; sed 's/^/  | /' "$dir/out"; }

echo '{"a": 1}' >s3/in/x.json
echo 1 >tests/fixtures/in/z.json
echo '{"services": {"dynamodb": {"orders": {"Key": ["id"]}}}}' >aslant.json
cat >Store.asl.json <<'END'
{"QueryLanguage": "JSONata", "StartAt": "Put", "States": {
  "Put": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "Next": "Write",
    "Arguments": {"TableName": "orders", "Item": {"id": {"S": "1"}}, "ConditionExpression": "attribute_not_exists(id)"}},
  "Write": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:putObject", "Next": "List",
    "Arguments": {"Bucket": "in", "Key": "y.json", "Body": {"b": 2}}},
  "List": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:listObjectsV2", "Arguments": {"Bucket": "in"},
    "Output": "{% [$states.result.Contents.Key] %}", "End": true}}}
END
cat >tests/Store.test.json <<'END'
{"machine": "../Store.asl.json", "cases": [
  {"name": "first", "services": true, "expect": {"status": "SUCCEEDED", "output": ["x.json", "y.json"]}},
  {"name": "as if nothing had been", "services": true, "expect": {"status": "SUCCEEDED", "output": ["x.json", "y.json"]}},
  {"name": "with functions", "functions": true, "expect": {"status": "SUCCEEDED", "output": ["x.json", "y.json"]}},
  {"name": "objects of its own", "services": {"s3": "fixtures"}, "expect": {"status": "SUCCEEDED", "output": ["y.json", "z.json"]}},
  {"name": "mocks come first", "services": true, "mocks": {"States": {"Put": [{"Throw": {"Error": "Busy"}}]}},
   "expect": {"status": "FAILED", "error": "Busy"}}]}
END
"$aslant" test >"$dir/out" 2>&1 || complain "exit status"
grep -qF '5 passed, 0 failed' "$dir/out" || complain "not all pass"
[ "$(ls s3/in)" = x.json ] || complain "a case has written into the workspace"
[ -z "$(ls "$dir/tmp")" ] || complain "something is left: $(ls "$dir/tmp")"

# Without it nothing but mocks answers; what is wrong has its place.
cat >tests/none.test.json <<'END'
{"machine": "../Store.asl.json", "cases": [{"name": "none", "expect": {"status": "SUCCEEDED"}}]}
END
"$aslant" test tests/none.test.json >"$dir/out" 2>&1
[ $? = 1 ] || complain "a case without services: exit status"
grep -qF 'state "Put": nothing answers' "$dir/out" || complain "a case without services"
cat >tests/none.test.json <<'END'
{"machine": "../Store.asl.json", "cases": [{"name": "none", "services": {"s4": "x"}, "expect": {"status": "SUCCEEDED"}}]}
END
"$aslant" test tests/none.test.json >"$dir/out" 2>&1
[ $? = 3 ] || complain "an unknown member: exit status"
grep -qF 'none.test.json:2:3' "$dir/out" || grep -qF 'services has no field "s4"' "$dir/out" || complain "an unknown member"
sed 's/s4/s3/' tests/none.test.json >tests/new.json && mv tests/new.json tests/none.test.json
"$aslant" test tests/none.test.json >"$dir/out" 2>&1
grep -qF 'x: no such folder' "$dir/out" || complain "a folder that is not there"

# The same in the user interface.
printf 'wait idle\ncommand test as if\nwait ended\nscreen\ncommand test objects\nwait ended\nscreen\n' >"$dir/keys"
"$aslant" --headless 100x24 --keys "$dir/keys" Store.asl.json >"$dir/out" 2>&1
[ "$(grep -c 'everything is as expected' "$dir/out")" = 2 ] || complain "in the user interface"
[ "$(ls s3/in)" = x.json ] || complain "in the user interface a case has written into the workspace"
[ -z "$(ls "$dir/tmp")" ] || complain "in the user interface something is left"

exit $failed
