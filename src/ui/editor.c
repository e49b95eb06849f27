/*
 * The editor's text, selection, marks and search. What keys do is in editor_keys.c, drawing and scrolling in
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
	free(ed->needle);
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

/* --- search ----------------------------------------------------------------------------------------------------- */

void editor_set_needle(struct editor *ed, const char *text)
{
	free(ed->needle);
	ed->needle = text && *text ? xstrdup(text) : NULL;
}

static const struct buffer_line *line_of(const struct editor *ed, size_t line)
{
	return &ed->b.lines.v[line];
}

/* The first match at or after from in the line, or the last one before it. */
static bool find_in_line(const struct editor *ed, size_t line, size_t from, bool back, size_t *at)
{
	const struct buffer_line *l = line_of(ed, line);
	size_t start = back ? 0 : from, hit;
	bool found = false;

	while (start <= l->len && text_find(l->p + start, l->len - start, ed->needle, &hit)) {
		hit += start;
		if (back && hit >= from)
			break;
		*at = hit;
		found = true;
		if (!back)
			break;
		start = hit + 1;
	}
	return found;
}

bool editor_search(struct editor *ed, int direction)
{
	struct editor_pos from, to;
	size_t n = ed->b.lines.n, at;
	bool back = direction < 0;

	if (!ed->needle)
		return false;
	if (!editor_selected(ed, &from, &to))
		from = to = ed->cursor;
	for (size_t i = 0; i <= n; i++) {
		size_t line = back ? (from.line + n - i % n) % n : (to.line + i) % n;
		size_t edge = i ? (back ? SIZE_MAX : 0) : back ? from.byte : to.byte;

		if (find_in_line(ed, line, edge, back, &at)) {
			ed->anchor = (struct editor_pos){line, at};
			ed->cursor = (struct editor_pos){line, at + strlen(ed->needle)};
			ed->selecting = true;
			ed->goal = -1;
			buffer_seal(&ed->b);
			editor_layout(ed, ed->cols, ed->rows);
			return true;
		}
	}
	return false;
}
