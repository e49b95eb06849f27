/*
 * The editor's text, selection and marks. Search is in editor_search.c, folds and brackets are in editor_fold.c. What keys do is in editor_keys.c, drawing and scrolling in
 * editor_draw.c, lines and undo in buffer.c.
 */
#include "ui/editor.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/editor_private.h"

struct editor *editor_new(void)
{
	struct editor *ed = xcalloc(1, sizeof *ed);

	buffer_init(&ed->b);
	ed->goal = -1;
	ed->indent = 2;
	ed->pairs = ed->numbers = true;
	ed->cols = 80;
	ed->rows = 24;
	return ed;
}

void editor_free(struct editor *ed)
{
	if (!ed)
		return;
	buffer_done(&ed->b);
	editor_mark_clear(ed);
	VEC_DONE(&ed->marks);
	editor_set_needle(ed, NULL);
	free(ed);
}

/* --- text ------------------------------------------------------------------------------------------------------- */

bool editor_set_text(struct editor *ed, const char *text, size_t len)
{
	if (!buffer_set(&ed->b, text, len))
		return false;
	editor_mark_clear(ed);
	ed->cursor = (struct editor_pos){0, 0};
	ed->selecting = false;
	ed->goal = -1;
	ed->top = 0;
	ed->left = 0;
	return true;
}

bool editor_replace_all(struct editor *ed, const char *text, size_t len)
{
	struct editor_pos start = {0, 0}, end;

	if (!buffer_replace(&ed->b, start, buffer_end(&ed->b), text, len, CHANGE_ALONE, ed->cursor, &end))
		return false;
	ed->cursor = buffer_clamp(&ed->b, ed->cursor);
	ed->selecting = false;
	editor_layout(ed, ed->cols, ed->rows);
	return true;
}

/* Bytes that both texts begin with, back to the start of a line. */
static size_t same_start(const char *a, size_t na, const char *b, size_t nb)
{
	size_t i = 0, line = 0;

	for (; i < na && i < nb && a[i] == b[i]; i++)
		if (a[i] == '\n')
			line = i + 1;
	return i == na && i == nb ? i : line;
}

size_t editor_offset(const struct editor *ed, struct editor_pos p)
{
	size_t offset = p.byte, end = ed->b.crlf ? 2 : 1;

	for (size_t i = 0; i < p.line && i < ed->b.lines.n; i++)
		offset += ed->b.lines.v[i].len + end;
	return offset;
}

struct editor_pos editor_pos_at(const struct editor *ed, size_t offset)
{
	size_t end = ed->b.crlf ? 2 : 1;
	struct editor_pos p = {0, offset};

	while (p.line + 1 < ed->b.lines.n && p.byte > ed->b.lines.v[p.line].len) {
		size_t whole = ed->b.lines.v[p.line++].len + end;

		p.byte = p.byte > whole ? p.byte - whole : 0;
	}
	return buffer_clamp(&ed->b, p);
}

/* Replaces what is between the lines that both texts begin and end with. */
static bool update_middle(struct editor *ed, const char *text, size_t len)
{
	struct str was = {0};
	size_t start, end = 0, line_end = 0, n;
	struct editor_pos from, to, behind, cursor = ed->cursor;
	long lines = (long)ed->b.lines.n;
	bool ok;

	buffer_get(&ed->b, &was);
	start = same_start(str_get(&was), was.len, text, len);
	n = (was.len < len ? was.len : len) - start;
	for (; end < n && str_get(&was)[was.len - 1 - end] == text[len - 1 - end]; end++)
		if (text[len - 1 - end] == '\n')
			line_end = end;
	if (start == was.len && start == len) {
		str_done(&was);
		return true;
	}
	from = editor_pos_at(ed, start);
	to = editor_pos_at(ed, was.len - line_end);
	ok = buffer_replace(&ed->b, from, to, text + start, len - line_end - start, CHANGE_ALONE, cursor, &behind);
	if (ok && cursor.line > to.line)
		cursor.line = (size_t)((long)cursor.line + (long)ed->b.lines.n - lines);
	ed->cursor = buffer_clamp(&ed->b, cursor);
	str_done(&was);
	return ok;
}

bool editor_update(struct editor *ed, const char *text, size_t len)
{
	struct editor_pos cursor = ed->cursor;
	size_t top = ed->top;
	bool ok;

	if (!ed->b.crlf && !memchr(text, '\r', len)) {
		ok = update_middle(ed, text, len);
	} else {
		ok = editor_set_text(ed, text, len);
		if (ok)
			editor_go(ed, cursor.line, cursor.byte);
	}
	ed->selecting = false;
	ed->goal = -1;
	if (ok && ed->b.lines.v[ed->cursor.line].hidden)
		buffer_reveal(&ed->b, ed->cursor.line);
	ed->top = top < ed->b.lines.n ? top : ed->b.lines.n - 1;
	editor_layout(ed, ed->cols, ed->rows);
	return ok;
}

void editor_get_text(const struct editor *ed, struct str *out)
{
	buffer_get(&ed->b, out);
}

size_t editor_bytes(const struct editor *ed)
{
	return ed->b.bytes + (ed->b.crlf ? ed->b.lines.n - 1 : 0);
}

size_t editor_lines(const struct editor *ed)
{
	return ed->b.lines.n;
}

const char *editor_line(const struct editor *ed, size_t line, size_t *len)
{
	if (line >= ed->b.lines.n) {
		*len = 0;
		return "";
	}
	*len = ed->b.lines.v[line].len;
	return ed->b.lines.v[line].p;
}

struct editor_pos editor_cursor(const struct editor *ed)
{
	return ed->cursor;
}

void editor_go(struct editor *ed, size_t line, size_t byte)
{
	ed->cursor = buffer_clamp(&ed->b, (struct editor_pos){line, byte});
	buffer_reveal(&ed->b, ed->cursor.line);
	ed->selecting = false;
	ed->goal = -1;
	buffer_seal(&ed->b);
	editor_layout(ed, ed->cols, ed->rows);
}

void editor_go_span(struct editor *ed, const struct span *s)
{
	size_t line = s->line ? s->line - 1 : 0, byte = 0, used, len;
	const char *p = editor_line(ed, line, &len);

	for (uint32_t col = 1; col < s->col && byte < len; col++) {
		utf8_next(p + byte, len - byte, &used);
		byte += used;
	}
	editor_go(ed, line, byte);
}

struct span editor_span(const struct editor *ed, struct editor_pos p)
{
	struct span s = {.line = (uint32_t)p.line + 1, .col = 1, .offset = editor_offset(ed, p)};
	size_t len, used;
	const char *line = editor_line(ed, p.line, &len);

	for (size_t i = 0; i < p.byte && i < len; i += used, s.col++)
		utf8_next(line + i, len - i, &used);
	return s;
}

bool editor_is_modified(const struct editor *ed)
{
	return ed->b.saved != ed->b.done;
}

void editor_set_saved(struct editor *ed)
{
	ed->b.saved = ed->b.done;
	buffer_seal(&ed->b);
}

uint64_t editor_version(const struct editor *ed)
{
	return ed->b.version;
}

void editor_set_indent(struct editor *ed, int spaces)
{
	ed->indent = spaces < 1 ? 1 : spaces > 16 ? 16 : spaces;
}

void editor_set_pairs(struct editor *ed, bool on)
{
	ed->pairs = on;
}

void editor_set_readonly(struct editor *ed, bool on)
{
	ed->readonly = on;
}

void editor_set_numbers(struct editor *ed, bool on)
{
	ed->numbers = on;
}

void editor_set_paint(struct editor *ed, editor_paint_fn fn, void *ctx)
{
	ed->paint = fn;
	ed->paint_ctx = ctx;
}

void editor_mark(struct editor *ed, const struct span *where, enum style st, const char *message)
{
	size_t line = where->line ? where->line - 1 : 0;
	struct mark *m = VEC_ADD(&ed->marks);

	*m = (struct mark){
		.line = line < ed->b.lines.n ? line : ed->b.lines.n - 1,
		.col = where->col,
		.style = st,
		.message = xstrdup(message ? message : ""),
	};
	if (*ed->marks.v[ed->marks.n - 1].message)
		editor_layout(ed, ed->cols, ed->rows);
}

void editor_mark_clear(struct editor *ed)
{
	for (size_t i = 0; i < ed->marks.n; i++)
		free(ed->marks.v[i].message);
	ed->marks.n = 0;
}

/* --- selection and changes -------------------------------------------------------------------------------------- */

bool editor_selected(const struct editor *ed, struct editor_pos *from, struct editor_pos *to)
{
	int order = pos_cmp(ed->anchor, ed->cursor);

	if (!ed->selecting || !order)
		return false;
	*from = order < 0 ? ed->anchor : ed->cursor;
	*to = order < 0 ? ed->cursor : ed->anchor;
	return true;
}

void editor_select_all(struct editor *ed)
{
	ed->anchor = (struct editor_pos){0, 0};
	ed->cursor = buffer_end(&ed->b);
	ed->selecting = true;
	ed->goal = -1;
}

void editor_select(struct editor *ed, struct editor_pos from, struct editor_pos to)
{
	editor_go(ed, to.line, to.byte);
	ed->anchor = buffer_clamp(&ed->b, from);
	buffer_reveal(&ed->b, ed->anchor.line);
	ed->selecting = true;
}

bool editor_selection(const struct editor *ed, struct str *out)
{
	struct editor_pos from, to;

	if (!editor_selected(ed, &from, &to))
		return false;
	buffer_range(&ed->b, from, to, out);
	return true;
}

unsigned editor_change(struct editor *ed, struct editor_pos from, struct editor_pos to, const char *text, size_t len,
	enum change_kind kind)
{
	struct editor_pos end;

	if (ed->readonly || (pos_cmp(from, to) == 0 && !len))
		return W_USED;
	if (!buffer_replace(&ed->b, from, to, text, len, kind, ed->cursor, &end))
		return W_USED;
	ed->cursor = end;
	ed->selecting = false;
	ed->goal = -1;
	return W_USED | W_CHANGED;
}

unsigned editor_put(struct editor *ed, const char *text, size_t len, enum change_kind kind)
{
	struct editor_pos from = ed->cursor, to = ed->cursor;

	if (editor_selected(ed, &from, &to))
		kind = CHANGE_ALONE;
	return editor_change(ed, from, to, text, len, kind);
}

bool editor_insert(struct editor *ed, const char *text, size_t len)
{
	bool done;

	buffer_seal(&ed->b);
	done = editor_put(ed, text, len, CHANGE_ALONE) & W_CHANGED;
	buffer_seal(&ed->b);
	editor_layout(ed, ed->cols, ed->rows);
	return done;
}

static bool again(struct editor *ed, bool (*fn)(struct buffer *b, struct editor_pos *cursor))
{
	struct editor_pos at = ed->cursor;

	if (ed->readonly || !fn(&ed->b, &at))
		return false;
	ed->cursor = buffer_clamp(&ed->b, at);
	buffer_reveal(&ed->b, ed->cursor.line);
	ed->selecting = false;
	ed->goal = -1;
	editor_layout(ed, ed->cols, ed->rows);
	return true;
}

bool editor_undo(struct editor *ed)
{
	return again(ed, buffer_undo);
}

bool editor_redo(struct editor *ed)
{
	return again(ed, buffer_redo);
}
