/*
 * How cells look in curses: colour pairs for styles, and a cell as a curses character. Pairs are made for the colours
 * that a theme really uses, since some terminals have only 64.
 */
#include "config.h"

#include "ui/terminal_curses_private.h"

#include <stdlib.h>
#include <wchar.h>

#include "base/utf8.h"

static int own_colour(const struct curses *c, int colour, int instead)
{
	return colour < 0 && !c->default_colours ? instead : colour;
}

static int pair_for(struct curses *c, int fg, int bg)
{
	fg = own_colour(c, fg, COLOR_WHITE);
	bg = own_colour(c, bg, COLOR_BLACK);
	if (fg < 0 && bg < 0)
		return 0;
	for (int i = 0; i < c->n_pairs; i++) {
		if (c->pairs[i].fg == fg && c->pairs[i].bg == bg)
			return i + 1;
	}
	if (c->n_pairs == PAIRS_MAX || c->n_pairs + 1 >= COLOR_PAIRS)
		return 0;
	c->pairs[c->n_pairs++] = (struct pair){fg, bg};
	init_extended_pair(c->n_pairs, fg, bg);
	return c->n_pairs;
}

static attr_t curses_attrs(unsigned a)
{
	return (a & ATTR_BOLD ? A_BOLD : 0) | (a & ATTR_REVERSE ? A_REVERSE : 0) | (a & ATTR_UNDERLINE ? A_UNDERLINE : 0) |
		(a & ATTR_DIM ? A_DIM : 0);
}

static struct look plain_look(struct curses *c, const struct theme_style *s)
{
	int n = c->t.colours, pair = 0;

	if (n)
		pair = pair_for(c, theme_colour_for(&s->fg, n), theme_colour_for(&s->bg, n));
	return (struct look){curses_attrs(s->attrs), pair};
}

static struct look selected_look(struct curses *c, const struct theme_style *s, const struct theme_style *sel)
{
	int n = c->t.colours, fg = theme_colour_for(&s->fg, n);
	int bg = theme_colour_for(&sel->bg, n), sel_fg = theme_colour_for(&sel->fg, n);
	attr_t attrs = curses_attrs(s->attrs | sel->attrs);

	if (!n || bg < 0) {
		struct look look = plain_look(c, s);

		look.attrs = attrs | A_REVERSE;
		return look;
	}
	if (sel_fg >= 0)
		fg = sel_fg;
	else if (n == 256 && !theme_is_readable(fg, bg))
		fg = theme_is_readable(252, bg) ? 252 : 16;	/* the shades that a theme dims with vanish on a selection */
	if (fg == bg)
		fg = bg == COLOR_WHITE ? COLOR_BLACK : COLOR_WHITE;
	return (struct look){attrs, pair_for(c, fg, bg)};
}

void curses_make_looks(struct curses *c, const struct theme *theme)
{
	struct theme own;

	/* Without colours the shades of a theme are lost: there is one made for that. */
	if (!theme || !c->t.colours) {
		theme_load(&own, c->t.colours ? "dark" : "mono", NULL);
		theme = &own;
	}
	c->n_pairs = 0;
	for (int i = 0; i < ST_COUNT; i++) {
		const struct theme_style *s = &theme->styles[i];

		c->looks[i][0] = plain_look(c, s);
		c->looks[i][1] = i == ST_MATCH ? c->looks[i][0] : selected_look(c, s, &theme->styles[ST_SELECTED]);
	}
	if (c->t.colours)
		bkgd((chtype)COLOR_PAIR(c->looks[ST_TEXT][0].pair));
	c->front_valid = false;
}

void curses_start_colours(struct curses *c, int at_most)
{
	const char *no = getenv("NO_COLOR");

	c->t.colours = 0;
	if (!has_colors() || start_color() != OK || at_most == 0 || (at_most < 0 && no && *no))
		return;
	c->default_colours = use_default_colors() == OK;
	c->t.colours = at_most > 0 && at_most < COLORS ? at_most : COLORS;
	if (c->t.colours < 8)
		c->t.colours = 0;
	else if (c->t.colours < 256)
		c->t.colours = c->t.colours < 16 ? 8 : 16;
}

/*
 * The cell in curses' form. What the C library counts otherwise than we do would shift the whole line: a '?' of our
 * width stands for it.
 */
static void to_cchar(const struct curses *c, const struct cell *cell, cchar_t *out)
{
	const struct look *look = &c->looks[cell->style][cell->attrs & ATTR_SELECTED ? 1 : 0];
	attr_t attrs = look->attrs | curses_attrs(cell->attrs);
	wchar_t w[CCHARW_MAX + 1];
	int n = 0, pair = look->pair;
	size_t used;

	for (size_t i = 0; i < cell->len && n < CCHARW_MAX; i += used) {
		uint32_t cp = utf8_next(cell->text + i, cell->len - i, &used);

		if (n && wcwidth((wchar_t)cp) != 0)
			break;
		w[n++] = (wchar_t)cp;
	}
	if (!n || wcwidth(w[0]) != cell->width) {
		w[0] = cell->width == 2 ? L'\uff1f' : L'?';
		n = 1;
	}
	w[n] = L'\0';
	setcchar(out, w, attrs, 0, &pair);
}

/* In an ASCII surface a wide cell is two characters, which add_wchnstr takes one by one. */
static int to_ascii(const struct curses *c, const struct cell *cell, cchar_t *out)
{
	struct cell one = *cell;

	one.len = one.width = 1;
	for (int i = 0; i < cell->len; i++) {
		one.text[0] = cell->text[i];
		to_cchar(c, &one, &out[i]);
	}
	return cell->len;
}

int curses_cell(const struct curses *c, const struct cell *cell, cchar_t *out)
{
	if (cell->width == 2 && cell->len == 2 && (unsigned char)cell->text[0] < 0x80)
		return to_ascii(c, cell, out);
	to_cchar(c, cell, out);
	return 1;
}
