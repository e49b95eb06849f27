#!/bin/sh
# Editing in a real terminal: text survives kill -9 and is offered at the next start, a change on disk comes in live and is asked about where
# something is unsaved, $EDITOR opens at the state and gives the terminal back clean.
program="${ASLANT:?} --speed max ws"
. "${abs_top_srcdir:?}/tests/e2e/harness.sh"
HOME=$work/home
XDG_CONFIG_HOME=$work/home/config
XDG_STATE_HOME=$work/home/state
XDG_DATA_HOME=$work/home/data
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_DATA_HOME
mkdir -p "$work/home"
rm -rf "$work/ws"
cp -r "$abs_top_srcdir/data/tutorial" "$work/ws"
chmod -R u+w "$work/ws"
cd "$work" || exit 1
file=$work/ws/MyAPIStateMachine.asl.json

# until COMMAND…: it succeeds
until_ok() {
	i=0
	until "$@"; do
		i=$((i + 1))
		[ $i -gt 400 ] && { echo "not ok: $what: $*"; failed=1; return 1; }
		sleep 0.05
	done
}

what="typing is shown"
start xterm-256color
want "1 Graph" && keys 7 && want "7 Text" && want '"StartAt": "Call API"'
keys Enter && want "editing"
keys C-g && want "Go to line" && keys -l 3 && keys Enter && want "line 3"
keys End && keys Left && keys Left && keys -l "XYZ" && want "Call APIXYZ"
what="kill -9"
until_ok sh -c "grep -qs 'Call APIXYZ' '$work'/ws/.aslant/unsaved/*"
kill -9 "$(pid_of)"
want "shell after"
same "the file" "$(grep -c XYZ "$file")" 0
what="the next start offers what was typed"
start xterm-256color
want "Take them" && keys -l t
want "1 Graph" && keys 7 && want "Call APIXYZ"

what="a change on disk, while something is unsaved"
sed 's/"Seconds": 1/"Seconds": 77/' "$file" >"$work/new" && cat "$work/new" >"$file"
want "Take the file" && keys -l t
want '"StartAt": "Call API",' && want "7 Text"
what="and back, by undo"
keys z && want "Call APIXYZ"
keys C-r && want '"StartAt": "Call API",'
what="a change on disk, while nothing is unsaved"
sed 's/"Call API"/"Ask API"/' "$work/new" >"$file"
want "Ask API"
keys Q
ended 0

# An editor that notes how it was called, and changes the file.
mkdir -p "$work/bin"
cat >"$work/bin/vim" <<END
#!/bin/sh
printf '%s|' "\$@" >$work/args
for f in "\$@"; do :; done
sed 's/"Seconds": 77/"Seconds": 5/' "\$f" >$work/new && cat $work/new >"\$f"
echo "in the editor"
sleep 0.3
END
chmod +x "$work/bin/vim"
what="\$EDITOR at the state"
start xterm-256color EDITOR="$work/bin/vim"
want "1 Graph" && keys -l ':state Wait and' && keys Enter && want "› Wait and Try Later"
keys e
want "in the editor"
want "1 Graph" && keys 7 && want '"Seconds": 5,'
same "its arguments" "$(cut -d'|' -f1 "$work/args")" "+call cursor($(grep -n '"Wait and Try Later": {' "$file" | cut -d: -f1),5)"
keys Q
ended 0
exit $failed
