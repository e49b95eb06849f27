#!/bin/sh
# A real terminal (tmux): start, keys, mouse, paste, resize, suspend, a child that takes the terminal over, signals and crashes. After each way out the
# terminal must be what it was. Waits for conditions with a deadline, never for a time.
set -u
command -v tmux >/dev/null || { echo "tmux is not installed"; exit 77; }

demo=${abs_top_builddir:?}/tests/e2e/ui_demo
work=$(mktemp -d "${TMPDIR:-/tmp}/aslant-e2e.XXXXXX")
sockets=0
socket=$work/tmux0
failed=0
shown="✗ 日本 e$(printf '\314\201') ● end"
unset TMUX NO_COLOR COLORTERM
ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0	# what curses keeps is not ours
LC_ALL=C.UTF-8
export ASAN_OPTIONS LC_ALL

tm() { tmux -u -S "$socket" -f /dev/null "$@"; }
trap 'tm kill-server 2>/dev/null; rm -rf "$work"' EXIT

# The demo under its own number, for signals.
printf 'echo $$ >%s/pid\nexec %s\n' "$work" "$demo" >"$work/go"

screen() { tm capture-pane -p -t t 2>/dev/null; }

# want TEXT: until the screen shows it.
want() {
	i=0
	while ! screen | grep -qF -e "$1"; do
		i=$((i + 1))
		if [ $i -gt 400 ]; then
			echo "not ok: $what: \"$1\" does not appear on"
			screen
			failed=1
			return 1
		fi
		sleep 0.05
	done
}

# same NAME VALUE EXPECTED
same() {
	[ "$2" = "$3" ] && return
	echo "not ok: $what: $1 is \"$2\", should be \"$3\""
	failed=1
}

# Another socket: the old server may not be quite gone.
new_server() {
	tm kill-server 2>/dev/null
	sockets=$((sockets + 1))
	socket=$work/tmux$sockets
}

keys() { tm send-keys -t t "$@"; }
bytes() { tm send-keys -t t -l "$(printf "$1")"; }

# start TERM [VAR=VALUE…]: a shell without a prompt of its own, and the demo in it
start() {
	term=$1
	shift
	new_server
	rm -f "$work/before" "$work/after" "$work/status"
	cat >"$work/run" <<END
stty -a >$work/before
echo "shell before"
env TERM=$term $* sh $work/go 2>$work/errors
echo \$? >$work/status
stty -a >$work/after
echo "shell after"
cat
END
	tm new-session -d -s t -x 80 -y 24 "exec sh $work/run"
}

# ended STATUS: the demo is gone and has left the terminal as it was.
ended() {
	want "shell after" || return
	same "the exit status" "$(cat "$work/status")" "$1"
	same "stty" "$(cat "$work/after")" "$(cat "$work/before")"
	same "the alternate screen" "$(tm display-message -p -t t '#{alternate_on}')" 0
	same "the mouse" "$(tm display-message -p -t t '#{mouse_any_flag}#{mouse_sgr_flag}')" 00
	same "the cursor" "$(tm display-message -p -t t '#{cursor_flag}')" 1
	same "the keypad" "$(tm display-message -p -t t '#{keypad_flag}#{keypad_cursor_flag}')" 00
	case $term in vt100 | linux) ;; *)
		same "what was there before" "$(screen | head -1)" "shell before"
	esac
	same "garbage" "$(screen | grep -c '[0-9]*;[0-9]*[Mm]\|1049')" 0
}

for t in xterm-256color tmux-256color screen-256color linux vt100; do
	what="$t: starts"
	start $t
	want "size 80x24" && want "$shown" && want "┌ Editor "
	case $t in
	vt100) want "colours 0" ;;
	linux) want "colours 8" ;;
	*) want "colours 256" ;;
	esac
	what="$t: keys"
	keys h i Enter y o && want "2 yo" && want "event key o"
	keys Up && want "key <Up>"
	keys Home && want "key <Home>"
	keys End && want "key <End>"
	keys PPage && want "key <PageUp>"
	keys DC && want "key <Del>"
	keys F1 && want "key <F1>"
	keys F12 && want "key <F12>"
	keys BTab && want "key <S-Tab>"
	keys BSpace && want "key <BS>"
	keys C-Left && want "key <C-Left>"
	keys M-x && want "key <A-x>"
	keys Escape && want "key <Esc>"
	keys C-w && want "key <C-w>"
	keys é && want "key é"
	what="$t: mouse"
	bytes '\033[<0;10;5M' && want "mouse press 1 at 9,4"
	bytes '\033[<0;10;5m' && want "mouse release 1 at 9,4"
	bytes '\033[<32;71;20M' && want "mouse drag 1 at 70,19"
	bytes '\033[<65;3;4M' && want "mouse wheel-down 0 at 2,3"
	bytes '\033[I' && want "focus in"
	bytes '\033[O' && want "focus out"
	what="$t: paste"
	bytes '\033[200~first\rsecond {\033[201~' && want "paste of 14 bytes" && want "second {"
	what="$t: resize"
	tm resize-window -t t -x 120 -y 40 && want "size 120x40" && want "$shown"
	tm resize-window -t t -x 40 -y 10 && want "size 40x10" && want "└──────────────────────────────────────┘"
	tm resize-window -t t -x 200 -y 60 && want "size 200x60"
	tm resize-window -t t -x 80 -y 24 && want "size 80x24"
	what="$t: quits"
	keys C-q
	ended 0
done

what="the terminal's modes are set"
start xterm-256color
want "size 80x24"
same "the mouse" "$(tm display-message -p -t t '#{mouse_any_flag}#{mouse_sgr_flag}')" 11
same "the alternate screen" "$(tm display-message -p -t t '#{alternate_on}')" 1
what="a copy goes to the clipboard"
tm set-option -g set-clipboard on
keys C-y && want "event copied"
i=0
until [ "$(tm show-buffer 2>/dev/null)" = copied ] || [ $((i += 1)) -gt 100 ]; do sleep 0.05; done
same "the buffer" "$(tm show-buffer 2>/dev/null)" copied
keys C-q
ended 0

what="a child takes the terminal and gives it back"
start xterm-256color
want "size 80x24"
keys a b c && want "1 abc"
keys C-e && want "the child speaks"
same "the mouse of the child" "$(tm display-message -p -t t '#{mouse_any_flag}')" 0
keys x Enter && want "child exited with 7" && want "1 abc"
same "the mouse again" "$(tm display-message -p -t t '#{mouse_any_flag}#{mouse_sgr_flag}')" 11
keys d && want "1 abcd"
keys C-q
ended 0

pid_of() { cat "$work/pid"; }

for s in 15 1 2; do
	what="signal $s ends it cleanly"
	start xterm-256color
	want "size 80x24" && kill -$s "$(pid_of)"
	ended $((128 + s))
done

for t in xterm-256color linux; do
	what="$t: an abort gives the terminal back"
	start $t
	want "size 80x24" && keys C-x
	want "shell after"
	ended "$(cat "$work/status" 2>/dev/null)"
	what="$t: a crash gives the terminal back"
	start $t
	want "size 80x24" && keys C-g
	want "shell after"
	ended "$(cat "$work/status" 2>/dev/null)"
	[ "$(cat "$work/status")" != 0 ] || same "the status after a crash" 0 "another one"
done

# Job control needs a shell that has it.
for how in key signal; do
	what="it stops by $how and comes back"
	new_server
	tm new-session -d -s t -x 80 -y 24 "env PS1='prompt> ' TERM=xterm-256color sh -m -i"
	want "prompt>"
	keys "stty -a >$work/before" Enter
	keys "sh $work/go" Enter && want "size 80x24"
	keys a b c && want "1 abc"
	if [ $how = key ]; then keys C-z; else kill -TSTP "$(pid_of)"; fi
	want "Stopped"
	same "the mouse while stopped" "$(tm display-message -p -t t '#{mouse_any_flag}#{alternate_on}')" 00
	keys "stty -a >$work/after; echo compared" Enter && want "compared"
	i=0
	until [ -s "$work/after" ] || [ $((i += 1)) -gt 100 ]; do sleep 0.05; done
	# The shell's own line editing is off while a command runs in both.
	same "stty while stopped" "$(cat "$work/after")" "$(cat "$work/before")"
	tm resize-window -t t -x 90 -y 20
	keys fg Enter && want "size 90x20" && want "1 abc"
	same "the mouse after fg" "$(tm display-message -p -t t '#{mouse_any_flag}#{mouse_sgr_flag}')" 11
	keys d && want "1 abcd"
	keys C-q && want "prompt>"
done

what="no UTF-8 in the locale: C.UTF-8 is tried"
start xterm-256color LC_ALL=C
want "utf8" && want "$shown"
keys C-q
ended 0

what="NO_COLOR"
start xterm-256color NO_COLOR=1
want "colours 0"
keys C-q
ended 0

for t in dumb no-such-terminal ""; do
	what="TERM=\"$t\" is refused"
	start "$t"
	want "shell after"
	same "the exit status" "$(cat "$work/status")" 2
	case $t in
	dumb) same "the message" "$(cat "$work/errors")" "ui_demo: the terminal is dumb" ;;
	"") same "the message" "$(cat "$work/errors")" "ui_demo: TERM is not set" ;;
	*) same "the message" "$(cat "$work/errors")" "ui_demo: nothing is known about the terminal \"$t\"" ;;
	esac
done

what="no terminal at all"
same "the message" "$("$demo" </dev/null 2>&1)" "ui_demo: standard input is not a terminal"

what="waiting costs nothing"
start xterm-256color
want "size 80x24"
pid=$(pid_of)
ticks() { sed 's/.*) //' "/proc/$pid/stat" | awk '{ print $12 + $13 }'; }
if [ -r "/proc/$pid/stat" ]; then
	sleep 0.3
	was=$(ticks)
	sleep 1
	same "ticks in a second" "$(($(ticks) - was))" 0
fi
keys C-q
ended 0

what="the terminal goes away"
start xterm-256color
want "size 80x24"
pid=$(pid_of)
tm kill-server
i=0
while kill -0 "$pid" 2>/dev/null && [ $i -lt 200 ]; do
	i=$((i + 1))
	sleep 0.05
done
kill -0 "$pid" 2>/dev/null && { echo "not ok: $what: it runs on"; kill -9 "$pid"; failed=1; }

exit $failed
