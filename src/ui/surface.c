/*
 * The grid of cells. Invariant: a cell of width 2 is followed by one of width 0 with the same style, and only such
 * a cell has width 0; every write restores that for the neighbours it cuts. All text enters through make_cell, the
 * only place that decides what a cell may hold.
 */
#include "ui/surface.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/glyph.h"
#include "ui/text.h"

struct grid {
	int cols, rows;
	bool ascii;
	int cursor_x, cursor_y;		/* -1: hidden */
	struct cell *cells;
};

static int clamp(int v, int lo, int hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

static int min(int a, int b)
{
	return a < b ? a : b;
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

/* --- the grid --------------------------------------------------------------------------------------------------- */

static void whole_view(struct surface *sf)
{
	sf->x = sf->y = 0;
	sf->clip_x0 = sf->clip_y0 = 0;
	sf->cols = sf->clip_x1 = sf->grid->cols;
	sf->rows = sf->clip_y1 = sf->grid->rows;
	sf->attrs = 0;
}

void surface_init(struct surface *sf, int cols, int rows, bool ascii)
{
	sf->grid = xcalloc(1, sizeof *sf->grid);
	sf->grid->ascii = ascii;
	surface_resize(sf, cols, rows);
}

void surface_done(struct surface *sf)
{
	if (sf->grid)
		free(sf->grid->cells);
	free(sf->grid);
	sf->grid = NULL;
}

void surface_resize(struct surface *sf, int cols, int rows)
{
	struct grid *g = sf->grid;

	g->cols = clamp(cols, 0, SURFACE_MAX);
	g->rows = clamp(rows, 0, SURFACE_MAX);
	free(g->cells);
	g->cells = xcalloc((size_t)g->cols * (size_t)g->rows + 1, sizeof *g->cells);
	whole_view(sf);
	surface_clear(sf, ST_TEXT);
}

bool surface_is_ascii(const struct surface *sf)
{
	return sf->grid->ascii;
}

struct surface surface_sub(const struct surface *sf, int x, int y, int cols, int rows)
{
	struct surface sub = *sf;

	sub.x = sf->x + x;
	sub.y = sf->y + y;
	sub.cols = max(cols, 0);
	sub.rows = max(rows, 0);
	sub.clip_x0 = max(sf->clip_x0, sub.x);
	sub.clip_y0 = max(sf->clip_y0, sub.y);
	sub.clip_x1 = min(sf->clip_x1, sub.x + sub.cols);
	sub.clip_y1 = min(sf->clip_y1, sub.y + sub.rows);
	return sub;
}

void surface_copy(struct surface *to, const struct surface *from)
{
	const struct grid *f = from->grid;

	if (to->grid->cols != f->cols || to->grid->rows != f->rows)
		surface_resize(to, f->cols, f->rows);
	memcpy(to->grid->cells, f->cells, (size_t)f->cols * (size_t)f->rows * sizeof *f->cells);
	to->grid->cursor_x = f->cursor_x;
	to->grid->cursor_y = f->cursor_y;
}

const struct cell *surface_cell(const struct surface *sf, int x, int y)
{
	int gx = sf->x + x, gy = sf->y + y;

	if (gx < 0 || gy < 0 || gx >= sf->grid->cols || gy >= sf->grid->rows)
		return NULL;
	return &sf->grid->cells[(size_t)gy * (size_t)sf->grid->cols + (size_t)gx];
}

/* --- one cell --------------------------------------------------------------------------------------------------- */

/* What stands for a code point that must not reach a terminal. */
static uint32_t symbol_of(uint32_t cp)
{
	if (cp < 0x20)
		return 0x2400 + cp;	/* the control pictures block */
	return cp == 0x7f ? 0x2421 : 0xfffd;
}

static void set_text(struct cell *c, uint32_t cp, int width, bool ascii)
{
	if (ascii) {
		c->len = (uint8_t)width;
		memset(c->text, glyph_ascii(cp), (size_t)width);
	} else {
		c->len = (uint8_t)utf8_put(cp, c->text);
	}
}

/*
 * Marks that stay above their base everywhere. Joiners and variation selectors are left out: terminals disagree on
 * the width they make.
 */
static void add_marks(struct cell *c, const char *s, size_t len)
{
	size_t used;

	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_next(s + i, len - i, &used);

		if (cp == 0x200d || utf8_cp_width(cp) != 0)
			return;
		if ((cp >= 0xfe00 && cp <= 0xfe0f) || cp >= 0xe0000 || c->len + used > CELL_BYTES)
			continue;
		memcpy(c->text + c->len, s + i, used);
		c->len = (uint8_t)(c->len + used);
	}
}

/*
 * The cell for the first grapheme of s; returns the bytes it stands for. A width of 0 (a mark without a base) is
 * not drawn at all.
 */
static size_t make_cell(const struct grid *g, const char *s, size_t len, struct cell *c)
{
	unsigned char b = (unsigned char)s[0];
	size_t n, used;
	uint32_t cp;
	int width;

	c->width = c->len = 1;
	if (b >= 0x20 && b < 0x7f && (len == 1 || (unsigned char)s[1] < 0x80)) {
		c->text[0] = s[0];
		return 1;
	}
	n = text_grapheme(s, len, &width);
	cp = utf8_next(s, n, &used);
	if (utf8_is_unsafe(cp)) {
		set_text(c, g->ascii ? 0xfffd : symbol_of(cp), 1, g->ascii);
		return n;
	}
	c->width = (uint8_t)width;
	if (width) {
		set_text(c, cp, width, g->ascii);
		if (!g->ascii)
			add_marks(c, s + used, n - used);
	}
	return n;
}

static struct cell *cell_at(struct grid *g, int gx, int gy)
{
	return &g->cells[(size_t)gy * (size_t)g->cols + (size_t)gx];
}

static void make_blank(struct cell *c)
{
	c->text[0] = ' ';
	c->len = c->width = 1;
}

/* Before cells gx .. gx+width-1 are overwritten: what is cut in two becomes blanks. */
static void cut_wide(struct grid *g, int gx, int gy, int width)
{
	if (cell_at(g, gx, gy)->width == 0 && gx > 0)
		make_blank(cell_at(g, gx - 1, gy));
	if (gx + width < g->cols && cell_at(g, gx + width, gy)->width == 0)
		make_blank(cell_at(g, gx + width, gy));
}

/* c in grid coordinates; clipped, and a wide one that is cut by the clip becomes a blank. */
static void store(struct surface *sf, int gx, int gy, const struct cell *c)
{
	struct grid *g = sf->grid;
	struct cell half = *c;
	int x0 = max(gx, sf->clip_x0), x1 = min(gx + c->width, sf->clip_x1);

	if (gy < sf->clip_y0 || gy >= sf->clip_y1 || x0 >= x1)
		return;
	cut_wide(g, x0, gy, x1 - x0);
	if (x1 - x0 < c->width) {
		make_blank(&half);
		*cell_at(g, x0, gy) = half;
		return;
	}
	*cell_at(g, gx, gy) = *c;
	if (c->width == 2) {
		half.len = half.width = 0;
		*cell_at(g, gx + 1, gy) = half;
	}
}

/* --- text ------------------------------------------------------------------------------------------------------- */

int surface_putn(struct surface *sf, int x, int y, enum style st, const char *text, size_t len)
{
	struct cell c = {.style = (uint8_t)st, .attrs = (uint8_t)sf->attrs};
	int at = x;

	for (size_t i = 0; i < len;) {
		i += make_cell(sf->grid, text + i, len - i, &c);
		if (c.width)
			store(sf, sf->x + at, sf->y + y, &c);
		at += c.width;
	}
	return at - x;
}

int surface_put(struct surface *sf, int x, int y, enum style st, const char *text)
{
	return surface_putn(sf, x, y, st, text, strlen(text));
}

int surface_printf(struct surface *sf, int x, int y, enum style st, const char *fmt, ...)
{
	struct str s = {0};
	va_list ap;
	int n;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	n = surface_putn(sf, x, y, st, str_get(&s), s.len);
	str_done(&s);
	return n;
}

int surface_text(struct surface *sf, int x, int y, int cols, enum style st, const char *text)
{
	size_t len = strlen(text), n;
	int w;

	if (cols <= 0)
		return 0;
	n = text_fit(text, len, cols, &w);
	if (n == len)
		return surface_putn(sf, x, y, st, text, len);
	n = text_fit(text, len, cols - 1, &w);
	surface_putn(sf, x, y, st, text, n);
	surface_put(sf, x + w, y, st, GLYPH_ELLIPSIS);
	return w + 1;
}

int surface_text_right(struct surface *sf, int x, int y, int cols, enum style st, const char *text)
{
	int w = text_width(text, strlen(text));

	if (w < cols)
		return surface_put(sf, x + cols - w, y, st, text);
	return surface_text(sf, x, y, cols, st, text);
}

/* --- areas ------------------------------------------------------------------------------------------------------ */

struct area {
	int x0, y0, x1, y1;		/* in the grid, clipped */
};

static struct area area_of(const struct surface *sf, int x, int y, int cols, int rows)
{
	struct surface sub = surface_sub(sf, x, y, cols, rows);

	return (struct area){sub.clip_x0, sub.clip_y0, sub.clip_x1, sub.clip_y1};
}

void surface_fill(struct surface *sf, int x, int y, int cols, int rows, enum style st, const char *grapheme)
{
	struct area a = area_of(sf, x, y, cols, rows);
	struct cell c = {.style = (uint8_t)st, .attrs = (uint8_t)sf->attrs};

	make_cell(sf->grid, *grapheme ? grapheme : " ", *grapheme ? strlen(grapheme) : 1, &c);
	if (c.width != 1)
		make_blank(&c);
	for (int gy = a.y0; gy < a.y1 && a.x0 < a.x1; gy++) {
		cut_wide(sf->grid, a.x0, gy, a.x1 - a.x0);
		for (int gx = a.x0; gx < a.x1; gx++)
			*cell_at(sf->grid, gx, gy) = c;
	}
}

void surface_clear(struct surface *sf, enum style st)
{
	surface_fill(sf, 0, 0, sf->cols, sf->rows, st, " ");
	if (sf->x == 0 && sf->y == 0 && sf->cols == sf->grid->cols && sf->rows == sf->grid->rows)
		sf->grid->cursor_x = sf->grid->cursor_y = -1;
}

void surface_hline(struct surface *sf, int x, int y, int cols, enum style st)
{
	surface_fill(sf, x, y, cols, 1, st, "─");
}

void surface_vline(struct surface *sf, int x, int y, int rows, enum style st)
{
	surface_fill(sf, x, y, 1, rows, st, "│");
}

void surface_box(struct surface *sf, int x, int y, int cols, int rows, enum style st, const char *title, enum style title_st)
{
	if (cols < 2 || rows < 2)
		return;
	surface_hline(sf, x + 1, y, cols - 2, st);
	surface_hline(sf, x + 1, y + rows - 1, cols - 2, st);
	surface_vline(sf, x, y + 1, rows - 2, st);
	surface_vline(sf, x + cols - 1, y + 1, rows - 2, st);
	surface_put(sf, x, y, st, "┌");
	surface_put(sf, x + cols - 1, y, st, "┐");
	surface_put(sf, x, y + rows - 1, st, "└");
	surface_put(sf, x + cols - 1, y + rows - 1, st, "┘");
	if (title && *title && cols > 4) {
		struct surface edge = surface_sub(sf, x + 1, y, cols - 2, 1);
		int w = surface_text(&edge, 1, 0, cols - 4, title_st, title);

		surface_put(&edge, 0, 0, st, " ");
		surface_put(&edge, 1 + w, 0, st, " ");
	}
}

void surface_restyle(struct surface *sf, int x, int y, int cols, int rows, enum style st)
{
	struct area a = area_of(sf, x, y, cols, rows);

	for (int gy = a.y0; gy < a.y1; gy++) {
		for (int gx = a.x0; gx < a.x1; gx++)
			cell_at(sf->grid, gx, gy)->style = (uint8_t)st;
	}
}

void surface_attr(struct surface *sf, int x, int y, int cols, int rows, unsigned set, unsigned clear)
{
	struct area a = area_of(sf, x, y, cols, rows);

	for (int gy = a.y0; gy < a.y1; gy++) {
		for (int gx = a.x0; gx < a.x1; gx++) {
			struct cell *c = cell_at(sf->grid, gx, gy);

			c->attrs = (uint8_t)((c->attrs | set) & ~clear);
		}
	}
}

void surface_cursor(struct surface *sf, int x, int y)
{
	int gx = sf->x + x, gy = sf->y + y;
	bool inside = gx >= sf->clip_x0 && gx < sf->clip_x1 && gy >= sf->clip_y0 && gy < sf->clip_y1;

	sf->grid->cursor_x = inside ? gx : -1;
	sf->grid->cursor_y = inside ? gy : -1;
}

bool surface_get_cursor(const struct surface *sf, int *x, int *y)
{
	*x = sf->grid->cursor_x;
	*y = sf->grid->cursor_y;
	return *x >= 0;
}

/* --- comparing and dumping -------------------------------------------------------------------------------------- */

static bool same_cell(const struct cell *a, const struct cell *b)
{
	return a->len == b->len && a->width == b->width && a->style == b->style && a->attrs == b->attrs &&
		memcmp(a->text, b->text, a->len) == 0;
}

bool surface_next_change(const struct surface *was, const struct surface *is, int y, int *x, int *end)
{
	int cols = is->grid->cols, from = *x, to;
	const struct cell *a = cell_at(was->grid, 0, y), *b = cell_at(is->grid, 0, y);

	while (from < cols && same_cell(&a[from], &b[from]))
		from++;
	if (from >= cols)
		return false;
	for (to = from + 1; to < cols && !same_cell(&a[to], &b[to]); to++)
		;
	/* Whole characters, of what was as well as of what is. */
	while (from > 0 && (b[from].width == 0 || a[from].width == 0))
		from--;
	while (to < cols && (b[to].width == 0 || a[to].width == 0))
		to++;
	*x = from;
	*end = to;
	return true;
}

void surface_dump_text(const struct surface *sf, int y, struct str *out)
{
	const struct cell *c;

	for (int x = 0; x < sf->cols && (c = surface_cell(sf, x, y)); x++)
		str_add(out, c->text, c->len);
}

void surface_dump_styles(const struct surface *sf, int y, struct str *out)
{
	const struct cell *c;

	for (int x = 0; x < sf->cols && (c = surface_cell(sf, x, y)); x++)
		str_addc(out, style_letter((enum style)c->style));
}

static char attr_letter(unsigned attrs)
{
	switch (attrs) {
	case 0: return ' ';
	case ATTR_BOLD: return 'b';
	case ATTR_REVERSE: return 'r';
	case ATTR_UNDERLINE: return 'u';
	case ATTR_DIM: return 'd';
	case ATTR_SELECTED: return 's';
	default: return '.';
	}
}

void surface_dump_attrs(const struct surface *sf, int y, struct str *out)
{
	const struct cell *c;

	for (int x = 0; x < sf->cols && (c = surface_cell(sf, x, y)); x++)
		str_addc(out, attr_letter(c->attrs));
}
