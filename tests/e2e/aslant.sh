#!/bin/sh
# aslant itself in a real terminal: the tutorial's machine is drawn and run, the history walked, the window made small and large, the program stopped,
# continued and ended by signals, on several kinds of terminal.
program="${ASLANT:?} --speed max ws"
. "${abs_top_srcdir:?}/tests/e2e/harness.sh"
HOME=$work/home
XDG_CONFIG_HOME=$work/home/config
XDG_STATE_HOME=$work/home/state
XDG_DATA_HOME=$work/home/data
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_DATA_HOME
mkdir -p "$work/home"

# A workspace of its own for each start, so that no run is there yet.
start_in() {
	rm -rf "$work/ws"
	cp -r "$abs_top_srcdir/data/tutorial" "$work/ws"
	chmod -R u+w "$work/ws"
	cd "$work" || exit 1
	start "$@"
}

for t in xterm-256color tmux-256color linux vt100; do
	tput -T $t cup 0 0 >/dev/null 2>&1 || continue
	what="$t: the picture"
	start_in $t
	want "1 Graph" && want "Call API" && want "? help"
	what="$t: a run"
	keys r
	want "FAILED at #" && want "Catch All"
	what="$t: back and forth"
	keys g && want "at #1 "
	keys . && want "at #2 "
	keys , && want "at #1 "
	keys G && want "FAILED at #8"
	what="$t: panes, help"
	keys Tab && keys '?' && want "Keys" && want "Run with the last input"
	keys Escape && want "FAILED at #8"
	what="$t: sizes"
	tm resize-window -t t -x 200 -y 60 && want "2 Step" && want "3 Events" && want "? help"
	tm resize-window -t t -x 40 -y 10 && want "Graph"
	tm resize-window -t t -x 20 -y 4 && want "small"
	tm resize-window -t t -x 500 -y 200 && want "ExecutionFailed"
	tm resize-window -t t -x 80 -y 24 && want "? help"
	what="$t: quits"
	keys Q
	ended 0
done

what="ASCII: LC_ALL of another charset, --ascii"
program="$ASLANT --ascii ws"
printf 'echo $$ >%s/pid\nexec %s\n' "$work" "$program" >"$work/go"
start_in xterm-256color
want "1 Graph" && want "Call API"
same "characters beyond ASCII" "$(screen | LC_ALL=C grep -c '[^ -~]')" 0
keys Q
ended 0

for s in 15 1; do
	what="signal $s"
	start_in xterm-256color
	want "Call API" && keys r && want "FAILED at #"
	kill -$s "$(pid_of)"
	want "shell after"
	ended "$(cat "$work/status" 2>/dev/null)"
	what="the run is kept after signal $s"
	start xterm-256color
	want "Call API" && keys 4 && want "FAILED" && keys Q
	ended 0
done

what="stop and fg"
new_server
rm -rf "$work/ws" && cp -r "$abs_top_srcdir/data/tutorial" "$work/ws" && chmod -R u+w "$work/ws"
tm new-session -d -s t -x 100 -y 30 "env PS1='prompt> ' TERM=xterm-256color sh -m -i"
want "prompt>"
keys "sh $work/go" Enter && want "Call API"
keys C-z && want "Stopped"
same "the modes while stopped" "$(tm display-message -p -t t '#{mouse_any_flag}#{alternate_on}')" 00
tm resize-window -t t -x 90 -y 24
keys clear Enter
keys fg Enter && want "Call API" && want "? help"
same "the mouse after fg" "$(tm display-message -p -t t '#{mouse_any_flag}#{mouse_sgr_flag}')" 11
keys Q && want "prompt>"

what="a dumb terminal gets the plain mode"
start_in dumb
want "help lists the commands"
same "escapes" "$(screen | grep -c "$(printf '\033')")" 0
same "the alternate screen" "$(tm display-message -p -t t '#{alternate_on}')" 0
keys C-d
want "shell after"

exit $failed
