/* What keys and the mouse do in the editor: moving, typing with indent and pairs, deleting. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/editor_private.h"
#include "ui/text.h"

#define WHEEL_LINES 3

/* --- moving ----------------------------------------------------------------------------------------------------- */

static const struct buffer_line *line_of(const struct editor *ed, size_t line)
{
	return &ed->b.lines.v[line];
}

static struct editor_pos left_of(const struct editor *ed, struct editor_pos p)
{
	const struct buffer_line *l = line_of(ed, p.line);

	if (p.byte)
		return (struct editor_pos){p.line, text_before(l->p, l->len, p.byte)};
	return p.line ? (struct editor_pos){p.line - 1, line_of(ed, p.line - 1)->len} : p;
}

static struct editor_pos right_of(const struct editor *ed, struct editor_pos p)
{
	const struct buffer_line *l = line_of(ed, p.line);
	int w;

	if (p.byte < l->len)
		return (struct editor_pos){p.line, p.byte + text_grapheme(l->p + p.byte, l->len - p.byte, &w)};
	return p.line + 1 < ed->b.lines.n ? (struct editor_pos){p.line + 1, 0} : p;
}

static struct editor_pos word_left(const struct editor *ed, struct editor_pos p)
{
	const char *s = line_of(ed, p.line)->p;

	if (!p.byte)
		return left_of(ed, p);
	while (p.byte > 0 && !text_is_word((unsigned char)s[p.byte - 1]))
		p.byte--;
	while (p.byte > 0 && text_is_word((unsigned char)s[p.byte - 1]))
		p.byte--;
	return p;
}

static struct editor_pos word_right(const struct editor *ed, struct editor_pos p)
{
	const struct buffer_line *l = line_of(ed, p.line);

	if (p.byte == l->len)
		return right_of(ed, p);
	while (p.byte < l->len && !text_is_word((unsigned char)l->p[p.byte]))
		p.byte++;
	while (p.byte < l->len && text_is_word((unsigned char)l->p[p.byte]))
		p.byte++;
	return p;
}

static size_t blank_prefix(const struct buffer_line *l)
{
	size_t n = 0;

	while (n < l->len && (l->p[n] == ' ' || l->p[n] == '\t'))
		n++;
	return n;
}

/* First to the text, then to the very start. */
static struct editor_pos home(const struct editor *ed, struct editor_pos p)
{
	size_t n = blank_prefix(line_of(ed, p.line));

	return (struct editor_pos){p.line, p.byte == n ? 0 : n};
}

static unsigned move_to(struct editor *ed, struct editor_pos p, bool select)
{
	if (select && !ed->selecting)
		ed->anchor = ed->cursor;
	ed->selecting = select;
	ed->cursor = p;
	buffer_reveal(&ed->b, p.line);
	ed->goal = -1;
	buffer_seal(&ed->b);
	return W_USED | W_MOVED;
}

static unsigned move_lines(struct editor *ed, long by, bool select)
{
	int goal = ed->goal >= 0 ? ed->goal : editor_col(ed, ed->cursor.line, ed->cursor.byte);
	struct editor_pos p = ed->cursor;

	for (; by; by -= by < 0 ? -1 : 1) {
		size_t to = by < 0 ? buffer_seen_previous(&ed->b, p.line) : buffer_seen_next(&ed->b, p.line);

		if (to == p.line)
			break;
		p.line = to;
	}
	p.byte = editor_byte_at(ed, p.line, goal);
	move_to(ed, p, select);
	ed->goal = goal;
	return W_USED | W_MOVED;
}

/* --- typing ----------------------------------------------------------------------------------------------------- */

static char char_before(const struct editor *ed)
{
	return ed->cursor.byte ? line_of(ed, ed->cursor.line)->p[ed->cursor.byte - 1] : '\0';
}

static char char_after(const struct editor *ed)
{
	const struct buffer_line *l = line_of(ed, ed->cursor.line);

	return ed->cursor.byte < l->len ? l->p[ed->cursor.byte] : '\0';
}

static char closing(uint32_t c)
{
	return c == '{' ? '}' : c == '[' ? ']' : c == '(' ? ')' : c == '"' ? '"' : '\0';
}

static bool may_pair(const struct editor *ed, uint32_t c)
{
	char next = char_after(ed), prev = char_before(ed);
	struct editor_pos from, to;

	if (!ed->pairs || !closing(c) || editor_selected(ed, &from, &to))
		return false;
	if (next && !strchr(" \t,:)]}", next))
		return false;
	return c != '"' || (prev != '"' && prev != '\\' && !text_is_word((unsigned char)prev));
}

static unsigned type_pair(struct editor *ed, uint32_t c)
{
	char both[2] = {(char)c, closing(c)};
	unsigned did = editor_put(ed, both, 2, CHANGE_ALONE);

	if (did & W_CHANGED)
		ed->cursor.byte--;
	buffer_seal(&ed->b);
	return did;
}

/* A closing bracket that is alone in its line goes out by one indent. */
static unsigned type_closing(struct editor *ed, char c)
{
	const struct buffer_line *l = line_of(ed, ed->cursor.line);
	struct editor_pos from = ed->cursor;
	unsigned did;

	if (blank_prefix(l) != l->len || ed->cursor.byte != l->len)
		return editor_put(ed, &c, 1, CHANGE_TYPE);
	from.byte -= from.byte < (size_t)ed->indent ? from.byte : (size_t)ed->indent;
	did = editor_change(ed, from, ed->cursor, &c, 1, CHANGE_ALONE);
	buffer_seal(&ed->b);
	return did;
}

static unsigned type_char(struct editor *ed, uint32_t c)
{
	struct editor_pos from, to;
	char buf[4];

	/* What was closed for the person may be typed all the same. */
	if (ed->pairs && !editor_selected(ed, &from, &to) && c < 0x80 && strchr("}])\"", (int)c) && char_after(ed) == (char)c &&
		char_before(ed) != '\\' && !ed->readonly)
		return move_to(ed, right_of(ed, ed->cursor), false);
	if (may_pair(ed, c))
		return type_pair(ed, c);
	if (ed->pairs && (c == '}' || c == ']') && !editor_selected(ed, &from, &to))
		return type_closing(ed, (char)c);
	return editor_put(ed, buf, utf8_put(c, buf), CHANGE_TYPE);
}

/*
 * A new line as deep as this one, deeper after an opening bracket; between brackets two, with the cursor on the
 * first.
 */
static unsigned type_newline(struct editor *ed)
{
	const struct buffer_line *l = line_of(ed, ed->cursor.line);
	size_t n = blank_prefix(l);
	char prev = char_before(ed), next = char_after(ed);
	bool opens = prev == '{' || prev == '[' || prev == '(';
	struct str s = {0};
	struct editor_pos at;
	unsigned did;

	n = n < ed->cursor.byte ? n : ed->cursor.byte;
	str_addc(&s, '\n');
	str_add(&s, l->p, n);
	for (int i = 0; opens && i < ed->indent; i++)
		str_addc(&s, ' ');
	at = (struct editor_pos){ed->cursor.line + 1, s.len - 1};
	if (opens && next == closing((unsigned char)prev)) {
		str_addc(&s, '\n');
		str_add(&s, l->p, n);
	}
	did = editor_put(ed, str_get(&s), s.len, CHANGE_ALONE);
	if (did & W_CHANGED)
		ed->cursor = buffer_clamp(&ed->b, at);
	str_done(&s);
	return did;
}

/* Blanks to the next stop; selected lines go in (or out) as a whole. */
static unsigned type_tab(struct editor *ed, bool out)
{
	struct editor_pos from, to, at = ed->cursor;
	bool selected = editor_selected(ed, &from, &to);
	unsigned did = W_USED;
	char blanks[16];

	memset(blanks, ' ', sizeof blanks);
	if (!out && (!selected || from.line == to.line)) {
		int col = editor_col(ed, ed->cursor.line, ed->cursor.byte);

		return editor_put(ed, blanks, (size_t)(ed->indent - col % ed->indent), CHANGE_TYPE);
	}
	if (!selected)
		from = to = ed->cursor;
	buffer_group(&ed->b, true);
	for (size_t i = from.line; i <= to.line; i++) {
		struct editor_pos start = {i, 0};
		size_t n = blank_prefix(line_of(ed, i));

		n = n < (size_t)ed->indent ? n : (size_t)ed->indent;
		if (out)
			did |= editor_change(ed, start, (struct editor_pos){i, n}, "", 0, CHANGE_ALONE);
		else if (line_of(ed, i)->len)
			did |= editor_change(ed, start, start, blanks, (size_t)ed->indent, CHANGE_ALONE);
	}
	buffer_group(&ed->b, false);
	ed->cursor = buffer_clamp(&ed->b, at);
	if (selected) {
		ed->anchor = (struct editor_pos){from.line, 0};
		ed->cursor = (struct editor_pos){to.line, line_of(ed, to.line)->len};
		ed->selecting = true;
	}
	return did;
}

/* --- deleting --------------------------------------------------------------------------------------------------- */

static unsigned cut_to(struct editor *ed, struct editor_pos p, enum change_kind kind)
{
	struct editor_pos from, to;

	if (editor_selected(ed, &from, &to))
		return editor_change(ed, from, to, "", 0, CHANGE_ALONE);
	if (pos_cmp(p, ed->cursor) < 0)
		return editor_change(ed, p, ed->cursor, "", 0, kind);
	return editor_change(ed, ed->cursor, p, "", 0, kind);
}

static unsigned backspace(struct editor *ed)
{
	char closes = closing((unsigned char)char_before(ed));
	struct editor_pos from, to;

	if (!editor_selected(ed, &from, &to) && ed->pairs && closes && closes == char_after(ed))
		return editor_change(ed, left_of(ed, ed->cursor), right_of(ed, ed->cursor), "", 0, CHANGE_ALONE);
	return cut_to(ed, left_of(ed, ed->cursor), CHANGE_BACK);
}

static unsigned cut_line_end(struct editor *ed)
{
	struct editor_pos end = {ed->cursor.line, line_of(ed, ed->cursor.line)->len};

	return cut_to(ed, pos_cmp(end, ed->cursor) ? end : right_of(ed, ed->cursor), CHANGE_FORWARD);
}

static unsigned cut_line_start(struct editor *ed)
{
	return cut_to(ed, (struct editor_pos){ed->cursor.line, 0}, CHANGE_BACK);
}

/* --- keys ------------------------------------------------------------------------------------------------------- */

static unsigned ctrl_key(struct editor *ed, uint32_t c, bool select)
{
	struct editor_pos p = ed->cursor;

	switch (c) {
	case 'a': return move_to(ed, (struct editor_pos){p.line, 0}, false);
	case 'e': return move_to(ed, (struct editor_pos){p.line, line_of(ed, p.line)->len}, false);
	case 'b': return move_to(ed, left_of(ed, p), false);
	case 'f': return move_to(ed, right_of(ed, p), false);
	case 'p': return move_lines(ed, -1, false);
	case 'n': return move_lines(ed, 1, false);
	case 'd': return cut_to(ed, right_of(ed, p), CHANGE_FORWARD);
	case 'h': return backspace(ed);
	case 'k': return cut_line_end(ed);
	case 'u': return cut_line_start(ed);
	case 'w':
	case K_BACKSPACE: return cut_to(ed, word_left(ed, p), CHANGE_BACK);
	case K_DELETE: return cut_to(ed, word_right(ed, p), CHANGE_FORWARD);
	case 'z': return editor_undo(ed) ? W_USED | W_CHANGED : W_USED;
	case 'y':
	case 'r': return editor_redo(ed) ? W_USED | W_CHANGED : W_USED;
	case K_LEFT: return move_to(ed, word_left(ed, p), select);
	case K_RIGHT: return move_to(ed, word_right(ed, p), select);
	case K_HOME: return move_to(ed, (struct editor_pos){0, 0}, select);
	case K_END: return move_to(ed, buffer_end(&ed->b), select);
	default: return W_IGNORED;
	}
}

static unsigned special_key(struct editor *ed, uint32_t code, bool select)
{
	struct editor_pos p = ed->cursor, from, to;
	long page = ed->rows > 2 ? ed->rows - 1 : 1;
	bool was = editor_selected(ed, &from, &to) && !select;

	switch (code) {
	case K_LEFT: return move_to(ed, was ? from : left_of(ed, p), select);
	case K_RIGHT: return move_to(ed, was ? to : right_of(ed, p), select);
	case K_UP: return move_lines(ed, -1, select);
	case K_DOWN: return move_lines(ed, 1, select);
	case K_PAGE_UP: return move_lines(ed, -page, select);
	case K_PAGE_DOWN: return move_lines(ed, page, select);
	case K_HOME: return move_to(ed, home(ed, p), select);
	case K_END: return move_to(ed, (struct editor_pos){p.line, line_of(ed, p.line)->len}, select);
	case K_ENTER: return type_newline(ed);
	case K_TAB: return type_tab(ed, select);
	case K_BACKSPACE: return backspace(ed);
	case K_DELETE: return cut_to(ed, right_of(ed, p), CHANGE_FORWARD);
	default: return W_IGNORED;
	}
}

static unsigned select_word(struct editor *ed)
{
	const struct buffer_line *l = line_of(ed, ed->cursor.line);
	size_t from = ed->cursor.byte, to = from;

	while (from > 0 && text_is_word((unsigned char)l->p[from - 1]))
		from--;
	while (to < l->len && text_is_word((unsigned char)l->p[to]))
		to++;
	ed->anchor = (struct editor_pos){ed->cursor.line, from};
	ed->cursor.byte = to;
	ed->selecting = true;
	return W_USED | W_MOVED;
}

/* Up or down to that line, aiming for the same column. */
static unsigned wheel_to(struct editor *ed, size_t line)
{
	int goal = ed->goal >= 0 ? ed->goal : editor_col(ed, ed->cursor.line, ed->cursor.byte);

	move_to(ed, (struct editor_pos){line, editor_byte_at(ed, line, goal)}, false);
	ed->goal = goal;
	return W_USED | W_MOVED;
}

/* The view moves; the cursor stays where it is as long as it is seen well. */
static unsigned wheel(struct editor *ed, int by)
{
	size_t rows = ed->rows > 1 ? (size_t)ed->rows : 1, margin = editor_margin(ed->rows), first, end;

	for (int i = 0; i < WHEEL_LINES; i++)
		ed->top = by < 0 ? buffer_seen_previous(&ed->b, ed->top) : buffer_seen_next(&ed->b, ed->top);
	first = end = ed->top;
	for (size_t i = 0; i < rows - 1 - margin; i++) {
		end = buffer_seen_next(&ed->b, end);
		first = i < margin && ed->top ? buffer_seen_next(&ed->b, first) : first;
	}
	if (ed->cursor.line < first)
		return wheel_to(ed, first);
	if (ed->cursor.line > end)
		return wheel_to(ed, end);
	return W_USED;
}

static unsigned on_mouse(struct editor *ed, const struct key *k)
{
	struct editor_pos p;

	switch (k->mouse.kind) {
	case MOUSE_WHEEL_UP: return wheel(ed, -1);
	case MOUSE_WHEEL_DOWN: return wheel(ed, 1);
	case MOUSE_RELEASE:
		ed->dragging = false;
		return W_USED;
	case MOUSE_PRESS:
	case MOUSE_DRAG:
		if (k->mouse.button != 1 || (k->mouse.kind == MOUSE_DRAG && !ed->dragging))
			return W_IGNORED;
		p = editor_at(ed, k->mouse.x, k->mouse.y);
		move_to(ed, p, k->mouse.kind == MOUSE_DRAG || k->mods & MOD_SHIFT);
		ed->dragging = true;
		return k->mouse.clicks == 2 ? select_word(ed) : W_USED | W_MOVED;
	}
	return W_IGNORED;
}

static unsigned paste(struct editor *ed, const char *text, size_t len)
{
	struct str plain = {0};
	unsigned did;

	for (size_t i = 0; i < len; i++) {
		if (text[i] != '\r')
			str_addc(&plain, text[i]);
	}
	did = editor_insert(ed, str_get(&plain), plain.len) ? W_USED | W_CHANGED : W_USED;
	str_done(&plain);
	return did;
}

unsigned editor_key(struct editor *ed, const struct key *k)
{
	bool select = k->mods & MOD_SHIFT;
	unsigned did;

	if (k->code == K_MOUSE)
		did = on_mouse(ed, k);
	else if (k->code == K_PASTE)
		did = paste(ed, k->paste, k->paste_len);
	else if (key_is_char(k))
		did = type_char(ed, k->code);
	else if (k->mods & MOD_ALT)
		did = W_IGNORED;
	else if (k->mods & MOD_CTRL)
		did = ctrl_key(ed, k->code, select);
	else
		did = special_key(ed, k->code, select);
	if (did)
		editor_layout(ed, ed->cols, ed->rows);
	return did;
}
