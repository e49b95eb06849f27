#!/bin/sh
# Text that was not saved when the program ended is offered at its next start, and only then.
set -u
aslant=${ASLANT:?}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
export HOME="$dir" LC_ALL=C.UTF-8
failed=0

cat >"$dir/m.asl.json" <<'END'
{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}
END

# screens FILE: what they show goes there; the keys are on standard input
screens() {
	(cd "$dir" && "$aslant" --headless 80x24 --keys - m.asl.json >"$dir/$1") || { echo "$1: status $?"; failed=1; }
}

has() {
	grep -qF -- "$2" "$dir/$1" || { echo "$1 has no: $2"; failed=1; }
}

has_not() {
	if grep -qF -- "$2" "$dir/$1"; then
		echo "$1 has: $2"
		failed=1
	fi
}

screens first <<'END'
command state A
command rename Charged
END
screens second <<'END'
wait idle
screen asked
keys t
wait idle
screen taken
END
has second "Unsaved changes of m.asl.json, kept "
has second "taken; undo goes back to the file, Ctrl-S saves"
has second "*m"
has second "Charged"
grep -q Charged "$dir/m.asl.json" && { echo "the file was written"; failed=1; }
screens third <<'END'
wait idle
keys d
screen dropped
END
has third "dropped"
screens fourth <<'END'
wait idle
screen nothing
END
has_not fourth "Unsaved changes"
exit $failed
