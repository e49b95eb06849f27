/*
 * What of the text is seen, and how: columns, scrolling, line numbers, marks with their message below their line,
 * selection, matches. All of it is computed from the cursor for the surface's size; nothing is kept but top and
 * left, which only say where the view was.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/bars.h"
#include "ui/editor_private.h"
#include "ui/glyph.h"
#include "ui/text.h"

#define MARGIN_LINES 2
#define MARGIN_COLS 4
#define PAINT_MAX 16384

/* --- columns ---------------------------------------------------------------------------------------------------- */

size_t editor_char(const struct buffer_line *l, size_t byte, int col, int *width)
{
	if (byte < l->len && l->p[byte] == '\t') {
		*width = TAB_CELLS - col % TAB_CELLS;
		return 1;
	}
	return text_grapheme(l->p + byte, l->len - byte, width);
}

int editor_col(const struct editor *ed, size_t line, size_t byte)
{
	const struct buffer_line *l = &ed->b.lines.v[line];
	int col = 0, w;

	for (size_t i = 0; i < byte && i < l->len; col += w)
		i += editor_char(l, i, col, &w);
	return col;
}

size_t editor_byte_at(const struct editor *ed, size_t line, int col)
{
	const struct buffer_line *l = &ed->b.lines.v[line];
	size_t i = 0, n;
	int at = 0, w;

	while (i < l->len) {
		n = editor_char(l, i, at, &w);
		if (at + w > col)
			break;
		at += w;
		i += n;
	}
	return i;
}

/* --- the view --------------------------------------------------------------------------------------------------- */

static int digits(size_t n)
{
	int d = 1;

	for (; n >= 10; n /= 10)
		d++;
	return d;
}

/* A sign for a mark, the number, a blank. */
int editor_gutter(const struct editor *ed)
{
	if (ed->numbers)
		return digits(ed->b.lines.n) + 2;
	return ed->marks.n ? 2 : 0;
}

/* Rows below the line for what its marks say; none for one that is folded away. */
static size_t messages_of(const struct editor *ed, size_t line)
{
	size_t n = 0;

	for (size_t i = 0; i < ed->marks.n && !ed->b.lines.v[line].hidden; i++)
		n += ed->marks.v[i].line == line && *ed->marks.v[i].message;
	return n;
}

/* The first line from which on it is no more than that many rows to the end of line, messages counted; line itself at least. */
static size_t lowest_top(const struct editor *ed, size_t line, size_t rows)
{
	size_t top = line, used = 1, up;

	for (;; top = up) {
		up = buffer_seen_previous(&ed->b, top);
		if (up == top)
			return top;
		used += 1 + messages_of(ed, up);
		if (used > rows)
			return top;
	}
}

static size_t up_by(const struct editor *ed, size_t line, size_t n)
{
	while (n-- > 0)
		line = buffer_seen_previous(&ed->b, line);
	return line;
}

/* How many lines are seen below, up to max. */
static size_t seen_below(const struct editor *ed, size_t line, size_t max)
{
	size_t n = 0, next;

	for (; n < max && (next = buffer_seen_next(&ed->b, line)) != line; line = next)
		n++;
	return n;
}

static int scroll_cols(const struct editor *ed, int left, int cols)
{
	int col, margin = cols > 4 * MARGIN_COLS ? MARGIN_COLS : 0;

	col = editor_col(ed, ed->cursor.line, ed->cursor.byte);
	if (col + margin < cols)
		return 0;			/* as soon as the cursor is seen there: lines are read from their start */
	if (col - margin < left)
		left = col - margin;
	if (col + margin >= left + cols)
		left = col + margin - cols + 1;
	return left > 0 ? left : 0;
}

size_t editor_margin(int rows)
{
	return rows > 4 * MARGIN_LINES ? MARGIN_LINES : 0;
}

void editor_scroll(const struct editor *ed, int cols, int rows, size_t *top, int *left)
{
	size_t line = ed->cursor.line, height = rows > 0 ? (size_t)rows : 1, lowest;
	size_t margin = editor_margin(rows), below = messages_of(ed, line);
	size_t highest = up_by(ed, line, margin);

	if (below < margin)
		below = seen_below(ed, line, margin);
	lowest = lowest_top(ed, line, below < height ? height - below : 1);
	if (*top > highest)
		*top = highest;
	if (*top < lowest)
		*top = lowest;
	while (*top > 0 && ed->b.lines.v[*top].hidden)
		(*top)--;
	*left = scroll_cols(ed, *left, cols - editor_gutter(ed));
}

void editor_layout(struct editor *ed, int cols, int rows)
{
	ed->cols = cols;
	ed->rows = rows;
	editor_scroll(ed, cols, rows, &ed->top, &ed->left);
}

struct editor_pos editor_at(const struct editor *ed, int x, int y)
{
	size_t line = ed->top, at = 0;
	int col = x - editor_gutter(ed) + ed->left;

	for (size_t next; (next = buffer_seen_next(&ed->b, line)) != line; line = next) {
		at += 1 + messages_of(ed, line);
		if (y < 0 || (size_t)y < at)
			break;
	}
	return (struct editor_pos){line, editor_byte_at(ed, line, col > 0 ? col : 0)};
}

/* --- one line --------------------------------------------------------------------------------------------------- */

struct painter {
	const struct editor *ed;
	struct surface text;		/* right of the gutter */
	int left, y;
	size_t line;
};

/* Cells x0..x1 of the line, in text columns, as seen. */
static void decorate(struct painter *p, int x0, int x1, int style, unsigned attrs)
{
	if (style >= 0)
		surface_restyle(&p->text, x0 - p->left, p->y, x1 - x0, 1, (enum style)style);
	surface_attr(&p->text, x0 - p->left, p->y, x1 - x0, 1, attrs, 0);
}

/* The part of the line that is seen, character by character: tabs, and a style for each byte. */
static void draw_text(struct painter *p, const uint8_t *styles)
{
	const struct buffer_line *l = &p->ed->b.lines.v[p->line];
	size_t i = editor_byte_at(p->ed, p->line, p->left), n;
	int col = editor_col(p->ed, p->line, i), w;

	while (i < l->len && col < p->left + p->text.cols) {
		n = editor_char(l, i, col, &w);
		if (l->p[i] != '\t')
			surface_putn(&p->text, col - p->left, p->y, styles ? (enum style)styles[i] : ST_TEXT, l->p + i, n);
		i += n;
		col += w;
	}
}

static void draw_painted(struct painter *p)
{
	const struct buffer_line *l = &p->ed->b.lines.v[p->line];
	uint8_t *styles;

	if (!p->ed->paint || l->len > PAINT_MAX || !l->len) {
		draw_text(p, NULL);
		return;
	}
	styles = xcalloc(l->len, 1);
	p->ed->paint(p->ed->paint_ctx, l->p, l->len, styles);
	for (size_t i = 0; i < l->len; i++)
		styles[i] = styles[i] < ST_COUNT ? styles[i] : ST_TEXT;
	draw_text(p, styles);
	free(styles);
}

static void draw_matches(struct painter *p)
{
	const struct buffer_line *l = &p->ed->b.lines.v[p->line];
	size_t from = editor_byte_at(p->ed, p->line, p->left), at, n;

	if (!p->ed->needle || l->len > PAINT_MAX)
		return;
	/* A match may begin left of what is seen. */
	for (from = p->ed->is_regex || from < strlen(p->ed->needle) ? 0 : from - strlen(p->ed->needle);
		editor_match_in(p->ed, l, from, &at, &n, NULL); from = at + n) {
		int x = editor_col(p->ed, p->line, at);

		if (x >= p->left + p->text.cols)
			return;
		decorate(p, x, editor_col(p->ed, p->line, at + n), ST_MATCH, 0);
	}
}

/* A line whose end is selected shows one cell more. */
static void draw_selection(struct painter *p)
{
	const struct editor *ed = p->ed;
	size_t line = p->line, len = ed->b.lines.v[line].len;
	struct editor_pos from, to;
	int x0, x1;

	if (!editor_selected(ed, &from, &to) || line < from.line || line > to.line)
		return;
	x0 = editor_col(ed, line, line == from.line ? from.byte : 0);
	x1 = line == to.line ? editor_col(ed, line, to.byte) : editor_col(ed, line, len) + 1;
	decorate(p, x0, x1, -1, ATTR_SELECTED);
}

static size_t byte_of_col(const struct buffer_line *l, uint32_t col)
{
	size_t byte = 0, used;

	for (uint32_t i = 1; i < col && byte < l->len; i++) {
		utf8_next(l->p + byte, l->len - byte, &used);
		byte += used;
	}
	return byte;
}

static void draw_marks(struct painter *p)
{
	const struct buffer_line *l = &p->ed->b.lines.v[p->line];

	for (size_t i = 0; i < p->ed->marks.n; i++) {
		const struct mark *m = &p->ed->marks.v[i];
		int x, w = 1;

		if (m->line != p->line || !m->col)
			continue;
		x = editor_col(p->ed, p->line, byte_of_col(l, m->col));
		if (byte_of_col(l, m->col) < l->len)
			editor_char(l, byte_of_col(l, m->col), x, &w);
		decorate(p, x, x + (w ? w : 1), (int)m->style, ATTR_UNDERLINE);
	}
}

/* The two brackets that belong together, where both are seen. */
static void draw_brackets(struct painter *p, const struct editor_pos pair[2])
{
	for (int i = 0; i < 2; i++) {
		int x;

		if (pair[i].line != p->line)
			continue;
		x = editor_col(p->ed, p->line, pair[i].byte);
		decorate(p, x, x + 1, ST_MATCH, ATTR_BOLD);
	}
}

/* Behind the first line of a closed block: how much is folded away, and the line that ends it. */
static void draw_folded(struct painter *p)
{
	const struct buffer_line *l = &p->ed->b.lines.v[p->line], *last = &l[l->folded];
	int x = editor_col(p->ed, p->line, l->len) - p->left;
	size_t start = 0;

	if (!l->folded || x < 0)
		return;
	x += surface_printf(&p->text, x, p->y, ST_DIM, " … %u line%s ", l->folded, l->folded == 1 ? "" : "s");
	if (p->ed->blocks == EDITOR_INDENT)
		return;
	while (start < last->len && (last->p[start] == ' ' || last->p[start] == '\t'))
		start++;
	surface_putn(&p->text, x, p->y, ST_JSON_PUNCT, last->p + start, last->len - start);
}

static int rank(enum style st)
{
	return st == ST_ERROR ? 2 : st == ST_WARNING;
}

static const char *mark_sign(enum style st)
{
	return st == ST_ERROR ? GLYPH_FAILED : st == ST_WARNING ? GLYPH_CAUGHT : GLYPH_IDLE;
}

static void draw_gutter(const struct editor *ed, struct surface *sf, int y, size_t line)
{
	const struct buffer_line *l = &ed->b.lines.v[line];
	const struct mark *worst = NULL;
	int w = editor_gutter(ed);
	char number[24];

	if (ed->numbers) {
		snprintf(number, sizeof number, "%zu", line + 1);
		surface_text_right(sf, 1, y, w - 2, line == ed->cursor.line ? ST_DIM : ST_GUTTER, number);
	}
	if (w && l->folded)
		surface_put(sf, w - 1, y, ST_GUTTER, "▸");
	for (size_t i = 0; i < ed->marks.n; i++) {
		const struct mark *m = &ed->marks.v[i];

		if (m->line >= line && m->line <= line + l->folded && (!worst || rank(m->style) > rank(worst->style)))
			worst = m;
	}
	if (worst)
		surface_put(sf, 0, y, worst->style, mark_sign(worst->style));
}

/* The messages of that line's marks, below it; returns how many rows they take. */
static int draw_messages(const struct editor *ed, struct surface *sf, int y, size_t line)
{
	int x = editor_gutter(ed), n = 0;

	for (size_t i = 0; i < ed->marks.n; i++) {
		const struct mark *m = &ed->marks.v[i];

		if (m->line != line || !*m->message || ed->b.lines.v[line].hidden)
			continue;
		surface_put(sf, x, y + n, m->style, "↑ ");
		surface_text(sf, x + 2, y + n, sf->cols - x - 2, m->style, m->message);
		n++;
	}
	return n;
}

void editor_draw(const struct editor *ed, struct surface *sf, bool focused)
{
	size_t top = ed->top;
	int left = ed->left, gutter = editor_gutter(ed), y = 0;
	struct painter p = {.ed = ed};
	struct editor_pos pair[2] = {{SIZE_MAX, 0}, {SIZE_MAX, 0}};

	if (sf->cols < 1 || sf->rows < 1)
		return;
	if (focused)
		editor_brackets(ed, (size_t)sf->rows, &pair[0], &pair[1]);
	editor_scroll(ed, sf->cols, sf->rows, &top, &left);
	p.text = surface_sub(sf, gutter, 0, sf->cols - gutter, sf->rows);
	p.left = left;
	for (size_t next = top; y < sf->rows; ) {
		p.line = next;
		p.y = y;
		draw_gutter(ed, sf, y, p.line);
		draw_painted(&p);
		draw_folded(&p);
		draw_matches(&p);
		draw_brackets(&p, pair);
		draw_selection(&p);
		draw_marks(&p);
		if (focused && p.line == ed->cursor.line)
			surface_cursor(&p.text, editor_col(ed, p.line, ed->cursor.byte) - left, y);
		y += 1 + draw_messages(ed, sf, y + 1, p.line);
		next = buffer_seen_next(&ed->b, p.line);
		if (next == p.line)
			break;
	}
}
