# shellcheck shell=sh disable=SC2154,SC2034  # program and what are set by the script that reads this, failed is read by it
# A program in a real terminal (tmux): what terminal.sh and aslant.sh share. $program is the command; it is run in a shell that notes the
# terminal's state before and after. Waits for conditions with a deadline, never for a time.
set -u
command -v tmux >/dev/null || { echo "tmux is not installed"; exit 77; }

work=$(mktemp -d "${TMPDIR:-/tmp}/aslant-e2e.XXXXXX")
sockets=0
socket=$work/tmux0
failed=0
unset TMUX NO_COLOR COLORTERM
ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0	# what curses keeps is not ours
LC_ALL=C.UTF-8
export ASAN_OPTIONS LC_ALL

tm() { tmux -u -S "$socket" -f /dev/null "$@"; }
trap 'tm kill-server 2>/dev/null; rm -rf "$work"' EXIT

# Without pseudo terminals (a bare chroot) every wait below would run into its deadline.
tm new-session -d -s probe "sleep 1" 2>/dev/null || { echo "there are no pseudo terminals here"; exit 77; }

# The program under its own number, for signals.
printf 'echo $$ >%s/pid\nexec %s\n' "$work" "$program" >"$work/go"

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

# start TERM [VAR=VALUE…]: a shell without a prompt of its own, and the program in it
start() {
	term=$1
	shift
	new_server
	rm -f "$work/before" "$work/after" "$work/status"
	cat >"$work/run" <<END
stty -a | sed 1d >$work/before	# the first line is the size
echo "shell before"
env TERM=$term $* sh $work/go 2>$work/errors
echo \$? >$work/status
stty -a | sed 1d >$work/after
echo "shell after"
cat
END
	tm new-session -d -s t -x 80 -y 24 "exec sh $work/run"
}

# ended STATUS: the program is gone and has left the terminal as it was.
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

pid_of() { cat "$work/pid"; }
