#!/bin/sh
# Who may include whom (doc/ARCHITECTURE.md), checked in every source file: a room includes itself and the rooms its row names, and each
# of the libraries that clash or must stay in one place is included only there.
set -eu
cd "${abs_top_srcdir:?}"

awk '
BEGIN {
	below["base"] = " "
	below["json"] = " base "
	below["query"] = below["json"] "json "
	below["asl"] = below["query"] "query "
	below["engine"] = below["asl"] "asl "
	below["history"] = below["engine"] "engine "
	below["loop"] = " base "
	below["ui"] = " base loop "
	below["graph"] = below["asl"] "asl loop ui "
	below["task"] = below["history"] "history loop "
	below["store"] = below["history"] "history "
	below["aws"] = below["history"] "history loop "
	below["app"] = below["history"] "history loop task store aws graph ui "
	below["screens"] = below["app"] "app "
	below["cli"] = below["screens"] "screens "
	# The only places of a library, by its header.
	only["curses.h"] = only["ncurses.h"] = only["term.h"] = "^src/ui/terminal_curses"
	only["graphviz/gvc.h"] = only["graphviz/cgraph.h"] = only["gvc.h"] = only["cgraph.h"] = "^src/graph/place"
	only["sqlite3.h"] = "^src/store/"
	only["uv.h"] = "^src/loop/"
	only["zlib.h"] = "^src/task/s3"
	only["curl/curl.h"] = "^src/(aws/|task/http)"
}
FNR == 1 { split(FILENAME, part, "/"); room = part[2] }
/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, quoted, "\"")
	n = split(quoted[2], part, "/")
	if (n > 1 && part[1] != room && part[1] in below && index(below[room], " " part[1] " ") == 0)
		bad(FILENAME ":" FNR ": room " room " may not include \"" quoted[2] "\"")
}
/^[ \t]*#[ \t]*include[ \t]*</ {
	split($0, quoted, "[<>]")
	if (quoted[2] in only && FILENAME !~ only[quoted[2]])
		bad(FILENAME ":" FNR ": <" quoted[2] "> belongs to " only[quoted[2]])
}
function bad(text) { print text; wrong = 1 }
END { exit wrong }
' src/*/*.c src/*/*.h
