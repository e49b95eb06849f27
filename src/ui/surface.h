/*
 * surface - a grid of cells to draw on, and a view of a part of it. Drawing is all that draw functions do: no
 * terminal, no I/O. surface_init (owns the grid), surface_sub for a pane (a small value, borrowed grid, clipped),
 * put text, surface_done on the owner.
 *
 * Coordinates are cells from 0, relative to the view; what falls outside is clipped, so no caller needs to check.
 * Text is made safe on the way in (utf8_is_unsafe: controls become symbols, NUL and broken UTF-8 too) and a wide
 * character that is cut becomes a blank: what a grid holds may be sent to any terminal. Widths are base/utf8's.
 */
#ifndef ASLANT_SURFACE_H
#define ASLANT_SURFACE_H

#include "base/base.h"
#include "ui/style.h"

#define CELL_BYTES 20
#define SURFACE_MAX 4096			/* cells in one direction */

struct cell {
	/* one grapheme, not NUL-terminated when full; longer ones lose their last marks */
	char text[CELL_BYTES];
	uint8_t len;			/* bytes of text; 0 only in the second half of a wide cell */
	uint8_t width;			/* 1 or 2; 0: the second half */
	uint8_t style;			/* enum style */
	uint8_t attrs;			/* ATTR_* */
};

struct grid;

struct surface {
	struct grid *grid;
	int x, y;			/* where (0,0) of this view is in the grid */
	int cols, rows;			/* size of the view, as it was asked for: part of it may be outside the clip */
	int clip_x0, clip_y0, clip_x1, clip_y1;	/* what may be drawn on, in grid cells, ends exclusive */
	unsigned attrs;			/* added to everything put through this view */
};

/*
 * Blank cells of ST_TEXT, no cursor. Sizes are clamped to 0..SURFACE_MAX. ascii: every glyph becomes ASCII
 * (glyph.h).
 */
void surface_init(struct surface *sf, int cols, int rows, bool ascii);
void surface_done(struct surface *sf);			/* only the one that was initialised */
void surface_resize(struct surface *sf, int cols, int rows);	/* the owner; blank again */
bool surface_is_ascii(const struct surface *sf);

/* A part of sf; draws nowhere else. Takes over attrs. */
struct surface surface_sub(const struct surface *sf, int x, int y, int cols, int rows);

void surface_clear(struct surface *sf, enum style st);	/* blanks; on the owner also hides the cursor */
void surface_fill(struct surface *sf, int x, int y, int cols, int rows, enum style st, const char *grapheme);

/* Text to the end (a newline is a symbol, too); returns the cells it takes, clipped or not. */
int surface_put(struct surface *sf, int x, int y, enum style st, const char *text);
int surface_putn(struct surface *sf, int x, int y, enum style st, const char *text, size_t len);
int surface_printf(struct surface *sf, int x, int y, enum style st, const char *fmt, ...) PRINTF_LIKE(5, 6);
/* In exactly cols cells or fewer: what does not fit ends in an ellipsis. Returns the cells taken. */
int surface_text(struct surface *sf, int x, int y, int cols, enum style st, const char *text);
/* ends at x + cols */
int surface_text_right(struct surface *sf, int x, int y, int cols, enum style st, const char *text);

void surface_hline(struct surface *sf, int x, int y, int cols, enum style st);
void surface_vline(struct surface *sf, int x, int y, int rows, enum style st);
/* A frame with its title in the upper edge (NULL: none). The inside is left alone. */
void surface_box(struct surface *sf, int x, int y, int cols, int rows, enum style st, const char *title, enum style title_st);

/* Change what is there: the style, or the attributes (set, then clear), of a region. */
void surface_restyle(struct surface *sf, int x, int y, int cols, int rows, enum style st);
void surface_attr(struct surface *sf, int x, int y, int cols, int rows, unsigned set, unsigned clear);

void surface_cursor(struct surface *sf, int x, int y);	/* the terminal's text cursor; outside the clip it is hidden */
bool surface_get_cursor(const struct surface *sf, int *x, int *y);	/* in grid cells; false: hidden */

const struct cell *surface_cell(const struct surface *sf, int x, int y);	/* NULL outside the grid */
/*
 * The next run of cells in row y, from *x on, in which the grids differ: [*x, *end). False: none. Sizes must be
 * equal. Starts on a whole character.
 */
bool surface_next_change(const struct surface *was, const struct surface *is, int y, int *x, int *end);
void surface_copy(struct surface *to, const struct surface *from);	/* both owners; resizes to */

/*
 * For tests and --headless: a row as text (wide characters once, trailing blanks kept), its style letters, its
 * attributes (b bold, r reverse, u underline, d dim, s selected, '.' several, ' ' none). Appended to out.
 */
void surface_dump_text(const struct surface *sf, int y, struct str *out);
void surface_dump_styles(const struct surface *sf, int y, struct str *out);
void surface_dump_attrs(const struct surface *sf, int y, struct str *out);

#endif
