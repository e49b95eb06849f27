/* terminal_curses_private - what terminal_curses.c and terminal_curses_look.c share; for these two alone. */
#ifndef ASLANT_TERMINAL_CURSES_PRIVATE_H
#define ASLANT_TERMINAL_CURSES_PRIVATE_H

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <termios.h>

#include "ui/input.h"
#include "ui/terminal.h"

#define PAIRS_MAX 250

struct pair {
	int fg, bg;
};

/* How a cell of that style is shown: with its own background, and when it is selected. */
struct look {
	attr_t attrs;
	int pair;
};

struct curses {
	struct terminal t;
	SCREEN *screen;
	int poll_fd;			/* a description of its own: the loop makes it non-blocking, and 0 and 1 must not become that */
	struct termios before;
	struct input input;
	int esc_ms;			/* INPUT_ESC_MS, or $ESCDELAY */
	struct surface front;		/* what the terminal shows */
	bool front_valid;
	int cols, rows;			/* as the app has been told */
	bool resized, hangup, suspended;
	bool mouse, title, sync, default_colours;
	struct look looks[ST_COUNT][2];
	struct pair pairs[PAIRS_MAX];
	int n_pairs;
	cchar_t run[SURFACE_MAX];
	int cursor_shown;
};

/* The looks of all styles, for the colours that t.colours says. */
void curses_make_looks(struct curses *c, const struct theme *theme);
/* Starts curses' colours; at_most -1: what the terminal has, none under NO_COLOR. Sets t.colours. */
void curses_start_colours(struct curses *c, int at_most);
/* Writes the cell in curses' form; returns how many characters that is (two for a wide one in ASCII). */
int curses_cell(const struct curses *c, const struct cell *cell, cchar_t *out);

#endif
