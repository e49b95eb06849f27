/* Text is kept whole, lines and wrapped rows are offsets into it. Appending wraps only what is new. */
#include "ui/pager.h"

#include <stdlib.h>
#include <string.h>

#include "ui/bars.h"
#include "ui/text.h"

#define WHEEL_LINES 3
#define NO_MATCH SIZE_MAX

void pager_init(struct pager *p)
{
	memset(p, 0, sizeof *p);
	p->wrap = true;
	p->cols = 80;
	p->height = 1;
	p->match = NO_MATCH;
}

void pager_done(struct pager *p)
{
	str_done(&p->text);
	VEC_DONE(&p->lines);
	VEC_DONE(&p->rows);
	free(p->needle);
	p->needle = NULL;
}

void pager_clear(struct pager *p)
{
	str_reset(&p->text);
	p->lines.n = p->rows.n = 0;
	p->top = p->left = 0;
	p->match = NO_MATCH;
}

/* --- wrapping --------------------------------------------------------------------------------------------------- */

/* How much of the line goes into one row: up to the last blank that fits, else cut. */
static size_t row_bytes(const char *s, size_t len, int cols)
{
	size_t n, at;
	int w;

	n = text_fit(s, len, cols, &w);
	if (n == len)
		return n;
	for (at = n; at > n / 2 && s[at] != ' '; at--)
		;
	if (at > n / 2)
		return at + 1;
	return n ? n : text_grapheme(s, len, &w);
}

static void wrap_line(struct pager *p, size_t line)
{
	const struct pager_line *l = &p->lines.v[line];
	const char *s = str_get(&p->text) + l->start;
	size_t at = 0;

	do {
		size_t n = p->wrap ? row_bytes(s + at, l->len - at, p->cols) : l->len;

		VEC_PUSH(&p->rows, ((struct pager_row){line, l->start + at, n}));
		at += n;
	} while (at < l->len);
}

static size_t last_top(const struct pager *p)
{
	size_t h = (size_t)p->height;

	return p->rows.n > h ? p->rows.n - h : 0;
}

static void clamp(struct pager *p)
{
	if (p->follow || p->top > last_top(p))
		p->top = last_top(p);
}

/* Wraps all again and stays at the same line. */
static void rewrap(struct pager *p)
{
	size_t line = p->top < p->rows.n ? p->rows.v[p->top].line : 0, top = 0;

	p->rows.n = 0;
	for (size_t i = 0; i < p->lines.n; i++) {
		if (i == line)
			top = p->rows.n;
		wrap_line(p, i);
	}
	p->top = top;
	clamp(p);
}

/* --- text ------------------------------------------------------------------------------------------------------- */

static void drop_oldest_half(struct pager *p)
{
	size_t keep = 0, cut;

	while (keep < p->lines.n && p->lines.v[keep].start < p->text.len / 2)
		keep++;
	cut = keep < p->lines.n ? p->lines.v[keep].start : p->text.len;
	memmove(p->text.p, p->text.p + cut, p->text.len - cut + 1);
	p->text.len -= cut;
	memmove(p->lines.v, p->lines.v + keep, (p->lines.n - keep) * sizeof p->lines.v[0]);
	p->lines.n -= keep;
	for (size_t i = 0; i < p->lines.n; i++)
		p->lines.v[i].start -= cut;
	p->match = NO_MATCH;
	rewrap(p);
}

static void drop_rows_of(struct pager *p, size_t line)
{
	while (p->rows.n && p->rows.v[p->rows.n - 1].line >= line)
		p->rows.n--;
}

/* The last line goes on if it has no end yet: then the text ends with it. */
static bool goes_on(const struct pager *p, enum style st)
{
	return p->lines.n && p->text.len && p->text.p[p->text.len - 1] != '\n' && p->lines.v[p->lines.n - 1].style == st;
}

void pager_add(struct pager *p, enum style st, const char *text, size_t len)
{
	size_t at = 0;

	if (len > PAGER_MAX_BYTES / 2) {
		text += len - PAGER_MAX_BYTES / 2;
		len = PAGER_MAX_BYTES / 2;
	}
	if (p->text.len + len > PAGER_MAX_BYTES)
		drop_oldest_half(p);
	while (at < len) {
		const char *nl = memchr(text + at, '\n', len - at);
		size_t n = nl ? (size_t)(nl - text) - at : len - at;

		if (goes_on(p, st)) {
			p->lines.v[p->lines.n - 1].len += n;
			drop_rows_of(p, p->lines.n - 1);
		} else {
			if (p->text.len && p->text.p[p->text.len - 1] != '\n')
				str_addc(&p->text, '\n');
			VEC_PUSH(&p->lines, ((struct pager_line){p->text.len, n, (uint8_t)st}));
		}
		str_add(&p->text, text + at, n + (nl ? 1 : 0));
		wrap_line(p, p->lines.n - 1);
		at += n + (nl ? 1 : 0);
	}
	clamp(p);
}

void pager_set_wrap(struct pager *p, bool wrap)
{
	p->wrap = wrap;
	p->left = 0;
	rewrap(p);
}

void pager_layout(struct pager *p, int cols, int rows)
{
	bool other = p->cols != (cols > 1 ? cols : 1);

	p->cols = cols > 1 ? cols : 1;
	p->height = rows > 1 ? rows : 1;
	if (other && p->wrap)
		rewrap(p);
	clamp(p);
}

/* --- moving ----------------------------------------------------------------------------------------------------- */

static unsigned scroll_to(struct pager *p, size_t top)
{
	size_t was = p->top;

	p->top = top;
	p->follow = p->follow && top >= last_top(p);
	clamp(p);
	return W_USED | (p->top != was ? W_MOVED : 0);
}

static size_t minus(size_t a, size_t b)
{
	return a > b ? a - b : 0;
}

unsigned pager_move(struct pager *p, enum move m)
{
	size_t page = p->height > 1 ? (size_t)p->height - 1 : 1, half = ((size_t)p->height + 1) / 2;

	switch (m) {
	case MOVE_UP: return scroll_to(p, minus(p->top, 1));
	case MOVE_DOWN: return scroll_to(p, p->top + 1);
	case MOVE_PAGE_UP: return scroll_to(p, minus(p->top, page));
	case MOVE_PAGE_DOWN: return scroll_to(p, p->top + page);
	case MOVE_HALF_UP: return scroll_to(p, minus(p->top, half));
	case MOVE_HALF_DOWN: return scroll_to(p, p->top + half);
	case MOVE_TOP: return scroll_to(p, 0);
	case MOVE_BOTTOM: return scroll_to(p, last_top(p));
	case MOVE_LEFT:
		p->left = minus(p->left, 8);
		return W_USED;
	case MOVE_RIGHT:
		if (!p->wrap && p->left < 100000)
			p->left += 8;
		return W_USED;
	default: return W_IGNORED;
	}
}

unsigned pager_key(struct pager *p, const struct key *k)
{
	if (k->code == K_MOUSE && k->mouse.kind == MOUSE_WHEEL_UP)
		return scroll_to(p, minus(p->top, WHEEL_LINES));
	if (k->code == K_MOUSE && k->mouse.kind == MOUSE_WHEEL_DOWN)
		return scroll_to(p, p->top + WHEEL_LINES);
	if (key_is(k, ' ', 0))
		return pager_move(p, MOVE_PAGE_DOWN);
	return pager_move(p, move_from_key(k));
}

/* --- search ----------------------------------------------------------------------------------------------------- */

void pager_set_needle(struct pager *p, const char *text)
{
	free(p->needle);
	p->needle = text && *text ? xstrdup(text) : NULL;
	p->match = NO_MATCH;
}

static void show_line(struct pager *p, size_t line)
{
	size_t lo = 0, hi = p->rows.n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (p->rows.v[mid].line < line)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < p->top || lo >= p->top + (size_t)p->height)
		scroll_to(p, minus(lo, (size_t)p->height / 3));
}

bool pager_search(struct pager *p, int direction, bool from_here)
{
	size_t n = p->lines.n, line = p->match;
	bool here = from_here;

	if (!p->needle || !n)
		return false;
	if (line == NO_MATCH) {
		line = p->top < p->rows.n ? p->rows.v[p->top].line : 0;
		here = here || direction > 0;
	}
	for (size_t i = 0; i <= n; i++) {
		if (i || !here)
			line = direction < 0 ? (line + n - 1) % n : (line + 1) % n;
		if (text_find(str_get(&p->text) + p->lines.v[line].start, p->lines.v[line].len, p->needle, NULL)) {
			p->match = line;
			show_line(p, line);
			return true;
		}
	}
	return false;
}

/* --- drawing ---------------------------------------------------------------------------------------------------- */

static void draw_row(const struct pager *p, const struct pager_row *r, struct surface *sf, int y, int cols)
{
	const char *s = str_get(&p->text) + r->start;
	enum style st = (enum style)p->lines.v[r->line].style;
	struct surface row = surface_sub(sf, 0, y, cols, 1), shifted;
	int x = -(int)p->left, w;
	size_t n = text_fit(s, r->len, cols - x + 2, &w);	/* not the rest of a very long line */
	char *text;

	if (!p->needle) {
		surface_putn(&row, x, 0, st, s, n);
		return;
	}
	text = xstrndup(s, n);
	shifted = surface_sub(&row, x, 0, w + 1, 1);
	surface_text_match(&shifted, 0, 0, w + 1, st, text, p->needle);
	if (r->line == p->match)
		surface_attr(&row, 0, 0, cols, 1, ATTR_UNDERLINE, 0);
	free(text);
}

void pager_draw(const struct pager *p, struct surface *sf)
{
	size_t lines = sf->rows > 0 ? (size_t)sf->rows : 0;
	bool mark = p->rows.n > lines && sf->cols > 1;
	int cols = sf->cols - (mark ? 1 : 0);

	for (size_t i = 0; i < lines && p->top + i < p->rows.n; i++)
		draw_row(p, &p->rows.v[p->top + i], sf, (int)i, cols);
	if (mark)
		scrollmark_draw(sf, sf->cols - 1, 0, sf->rows, p->top, lines, p->rows.n, ST_BORDER);
}
