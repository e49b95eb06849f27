#!/bin/sh
# The terminal (ui_demo): start, keys, mouse, paste, resize, suspend, a child that takes the terminal over, signals and crashes. After each way out
# the terminal must be what it was.
program=${abs_top_builddir:?}/tests/e2e/ui_demo
. "${abs_top_srcdir:?}/tests/e2e/harness.sh"
demo=$program
shown="✗ 日本 e$(printf '\314\201') ● end"

for t in xterm-256color tmux-256color screen-256color linux vt100; do
	tput -T $t cup 0 0 >/dev/null 2>&1 || continue		# not every system knows them all
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
	want "shell after" && same "the line after" "$(screen | grep -F 'shell after')" "shell after"
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

for s in 15 1 2; do
	what="signal $s ends it cleanly"
	start xterm-256color
	want "size 80x24" && kill -$s "$(pid_of)"
	ended $((128 + s))
done

for t in xterm-256color linux; do
	tput -T $t cup 0 0 >/dev/null 2>&1 || continue
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
for how in key signal stop; do
	what="it stops by $how and comes back"
	new_server
	tm new-session -d -s t -x 80 -y 24 "env PS1='prompt> ' TERM=xterm-256color sh -m -i"
	want "prompt>"
	keys "stty -a >$work/started-$how" Enter
	keys "sh $work/go" Enter && want "size 80x24"
	keys a b c && want "1 abc"
	case $how in
	key) keys C-z ;;
	signal) kill -TSTP "$(pid_of)" ;;
	stop) kill -STOP "$(pid_of)" ;;
	esac
	want "Stopped"
	# Files of its own: a shell of the case before may still be writing its last.
	# Of a SIGSTOP the program hears nothing: its modes stay, and Enter is no end of line for the shell.
	enter=Enter
	[ $how = stop ] && enter=C-j
	[ $how = stop ] || same "the modes while stopped" "$(tm display-message -p -t t '#{mouse_any_flag}#{alternate_on}')" 00
	keys "clear; stty -a >$work/stopped-$how; stty sane; echo compa''red" $enter && want "compared"
	[ $how = stop ] || same "stty while stopped" "$(cat "$work/stopped-$how")" "$(cat "$work/started-$how")"
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
