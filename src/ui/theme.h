/*
 * theme - which colour a meaning has. Text, a line a style, read by the same code for the built-in themes
 * (data/themes) and a user's file:
 *
 *     # comment
 *     base dark                        start from a built-in theme (first line only)
 *     error  208/red  -  bold          STYLE FOREGROUND BACKGROUND [bold] [dim] [underline] [reverse]
 *
 * A colour is `-` (the terminal's own), a name (black red green yellow blue magenta cyan white, bright-…), a
 * palette number 0-255 or #rrggbb; after a slash what to use with 16 colours or fewer, without it the nearest one
 * is taken. No colours (NO_COLOR, vt100): the attributes alone.
 */
#ifndef ASLANT_THEME_H
#define ASLANT_THEME_H

#include "base/base.h"
#include "ui/style.h"

struct theme_colour {
	int palette;			/* -1 the terminal's own, 0-255, or 256 + 0xrrggbb */
	int few;			/* with 16 colours or fewer: -1 own, 0-15 */
};

struct theme_style {
	struct theme_colour fg, bg;
	unsigned attrs;			/* ATTR_*, never ATTR_SELECTED */
};

struct theme {
	struct theme_style styles[ST_COUNT];
};

/* Styles that the text does not name keep what base gave, else the terminal's own. */
bool theme_parse(struct theme *t, const char *text, size_t len, struct err *e);
/* name: a built-in theme (dark, light, high-contrast, mono) or a file. NULL: dark. */
bool theme_load(struct theme *t, const char *name, struct err *e);
const char *theme_builtin(size_t i);			/* names in order, NULL after the last */

/*
 * The colour number for a terminal with that many colours (0, 8, 16, 88 as 16, 256, more: 0xrrggbb); -1 the
 * terminal's own.
 */
int theme_colour_for(const struct theme_colour *c, int colours);

/* Of two palette numbers: can text of the one be read on the other (a contrast of 3 to 1)? The terminal's own: yes. */
bool theme_is_readable(int fg, int bg);

#endif
