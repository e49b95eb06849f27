#!/bin/sh
# aslant diff: text, picture, list; its exit status; as git calls it. One complaint a line; status 1 if any.
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
out_is() { printf '%s\n' "$2" | cmp -s - out || { complain "$1: standard output is"; sed 's/^/  | /' out; }; }
out_has() { grep -qF -- "$2" out || { complain "$1: standard output lacks: $2"; sed 's/^/  | /' out | head -n 40; }; }
err_has() { grep -qF -- "$2" err || { complain "$1: standard error lacks: $2"; sed 's/^/  | /' err; }; }

cat >a.asl.json <<'END'
{
  "StartAt": "Pay",
  "States": {
    "Pay": {"Type": "Pass", "Next": "Ship"},
    "Ship": {
      "Type": "Wait",
      "Seconds": 10,
      "End": true
    }
  }
}
END
sed -e 's/10/100/' -e 's/"Next": "Ship"/"Next": "Pack"/' -e '4a\    "Pack": {"Type": "Pass", "Next": "Ship"},' a.asl.json >b.asl.json
cat >a.yaml <<'END'
StartAt: Pay
States:
  Ship: {Type: Wait, Seconds: 10, End: true}
  Pay: {Type: Pass, Next: Ship}
END
printf 'nonsense\n' >broken.json

expect 0 same "$aslant" diff a.asl.json a.asl.json
[ -s out ] && complain "same: something is printed"
expect 1 text "$aslant" diff a.asl.json b.asl.json
out_is text '--- a.asl.json
+++ b.asl.json
@@ -1,10 +1,11 @@
 {
   "StartAt": "Pay",
   "States": {
-    "Pay": {"Type": "Pass", "Next": "Ship"},
+    "Pay": {"Type": "Pass", "Next": "Pack"},
+    "Pack": {"Type": "Pass", "Next": "Ship"},
     "Ship": {
       "Type": "Wait",
-      "Seconds": 10,
+      "Seconds": 100,
       "End": true
     }
   }'
if command -v patch >/dev/null; then
	"$aslant" diff a.asl.json b.asl.json >ab.patch
	patch -s -o patched a.asl.json <ab.patch
	cmp -s patched b.asl.json || complain "text: patch does not make the one of the other"
fi
expect 1 context "$aslant" diff -U 0 a.asl.json b.asl.json
out_has context '@@ -7,1 +8,1 @@'
expect 1 color "$aslant" diff --color always a.asl.json b.asl.json
out_has color "$(printf '\033[32m+      "Seconds": \033[7m100\033[27m,\033[0m')"

expect 1 summary "$aslant" diff --summary a.asl.json b.asl.json
out_is summary '~ state Pay (Pass) changed: Next
+ state Pack (Pass) added
~ state Ship (Wait) changed: Seconds
+ Pay → Pack (Next) added
- Pay → Ship (Next) removed'
expect 0 "another form" "$aslant" diff --summary a.asl.json a.yaml
expect 1 picture "$aslant" diff --picture --ascii a.asl.json b.asl.json
out_has picture '+ added+'
out_has picture '~ changed+'
out_has picture '+ added'
out_has picture '- removed'
out_has picture '~ state Ship (Wait) changed: Seconds'
expect 1 broken "$aslant" diff --summary a.asl.json broken.json
out_has broken '- state Pay (Pass) removed'

expect 2 "one file" "$aslant" diff a.asl.json
err_has "one file" 'which two files?'
expect 2 "three files" "$aslant" diff a.asl.json b.asl.json a.yaml
expect 2 number "$aslant" diff -U x a.asl.json b.asl.json
expect 2 colour "$aslant" diff --color red a.asl.json b.asl.json
err_has colour 'auto, always or never'
expect 4 missing "$aslant" diff a.asl.json none.json
err_has missing 'none.json'

# What drives a terminal does not reach one.
printf '{"StartAt": "\033[2J"}\n' >evil.json
expect 1 evil "$aslant" diff --color always a.asl.json evil.json
grep -q "$(printf '\033\\[2J')" out && complain "evil: an escape sequence of a file is printed"

if command -v git >/dev/null; then
	{
		git init -q . && git config user.email t@example.com && git config user.name t
		echo '*.asl.json diff=asl' >.gitattributes
		git config diff.asl.command "$aslant diff --summary"
		git add a.asl.json .gitattributes && git commit -qm a && cp b.asl.json a.asl.json
	} >/dev/null 2>&1
	expect 0 git git --no-pager diff
	out_has git '~ state Ship (Wait) changed: Seconds'
fi
exit $failed
