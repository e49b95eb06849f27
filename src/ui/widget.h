/*
 * widget - what the widgets (list, tree, editor, prompt, choice, confirm, pager) have in common. A widget is a
 * struct in its screen; it draws on a surface and takes keys, and knows nothing of JSON, of commands or of the
 * terminal. Mouse events come with coordinates relative to the widget's surface (key_in).
 */
#ifndef ASLANT_WIDGET_H
#define ASLANT_WIDGET_H

#include "ui/key.h"
#include "ui/surface.h"

/* What a key or a move did; OR of these. */
enum {
	W_IGNORED = 0,			/* not mine: try elsewhere */
	W_USED = 1,			/* redraw */
	W_MOVED = 2,			/* the cursor is elsewhere */
	W_CHANGED = 4,			/* the text is another */
	W_DONE = 8,			/* Enter, double click: the person has chosen */
	W_CANCEL = 16,			/* Esc */
};

/* Moves, so that commands (":down") and keys do the same thing. */
enum move {
	MOVE_NONE,
	MOVE_UP, MOVE_DOWN, MOVE_LEFT, MOVE_RIGHT,
	MOVE_PAGE_UP, MOVE_PAGE_DOWN, MOVE_HALF_UP, MOVE_HALF_DOWN, MOVE_TOP, MOVE_BOTTOM,
};

enum move move_from_key(const struct key *k);		/* arrows, hjkl, page keys, Ctrl-u Ctrl-d, g G, Home End */
int move_find(const char *name);			/* "up", "page-down", … -> enum move; -1: no such move */

/*
 * Of n lines `lines` are seen: the first one to show so that the cursor is among them and no line stays empty
 * without need.
 */
size_t view_top(size_t top, size_t cursor, size_t lines, size_t n);
/* Where a move takes the cursor among n lines of which `page` are seen; SIZE_MAX for moves that are not up or down. */
size_t view_move(enum move m, size_t cursor, size_t page, size_t n);

/*
 * Case is ignored unless the needle has an upper-case ASCII letter (smart case). *at, where not NULL, gets the byte
 * offset.
 */
bool text_find(const char *text, size_t len, const char *needle, size_t *at);
/* Text in cols cells with what the needle matches in ST_MATCH (needle NULL or "": plain). Returns the cells taken. */
int surface_text_match(struct surface *sf, int x, int y, int cols, enum style st, const char *text, const char *needle);
/*
 * The same over several lines: the first begins at x, the others at indent, all end before cols; at most max lines, the last of which is cut
 * with an ellipsis where more would follow. sf NULL draws nothing. Returns the lines taken, at least 1.
 */
int surface_text_wrap(struct surface *sf, int x, int indent, int cols, int max, enum style st, const char *text, const char *needle);

#endif
