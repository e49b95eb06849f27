#include "config.h"

#include "ui/buffer.h"

#include <stdlib.h>
#include <string.h>

#include "ui/text.h"

#define UNDO_MAX_BYTES (64u << 20)

/* --- lines ------------------------------------------------------------------------------------------------------ */

static void line_insert(struct buffer_line *l, size_t at, const char *text, size_t len)
{
	vec_reserve(&l->p, &l->cap, l->len + len + 1, 1);
	memmove(l->p + at + len, l->p + at, l->len - at);
	if (len)
		memcpy(l->p + at, text, len);
	l->len += len;
	l->p[l->len] = '\0';
}

static void line_cut(struct buffer_line *l, size_t from, size_t to)
{
	memmove(l->p + from, l->p + to, l->len - to + 1);
	l->len -= to - from;
}

static size_t count_newlines(const char *text, size_t len)
{
	size_t n = 0;

	for (const char *p = text; len && (p = memchr(p, '\n', len - (size_t)(p - text))); p++) {
		n++;
		if ((size_t)(p - text) + 1 == len)
			break;
	}
	return n;
}

/* The place behind text that begins at `at`. */
static struct editor_pos pos_after(struct editor_pos at, const char *text, size_t len)
{
	const char *last = len ? memrchr(text, '\n', len) : NULL;

	if (!last)
		return (struct editor_pos){at.line, at.byte + len};
	return (struct editor_pos){at.line + count_newlines(text, len), len - (size_t)(last - text) - 1};
}

/* Room for n empty lines behind line. */
static void open_lines(struct buffer *b, size_t line, size_t n)
{
	vec_reserve(&b->lines.v, &b->lines.cap, b->lines.n + n, sizeof b->lines.v[0]);
	memmove(&b->lines.v[line + 1 + n], &b->lines.v[line + 1], (b->lines.n - line - 1) * sizeof b->lines.v[0]);
	memset(&b->lines.v[line + 1], 0, n * sizeof b->lines.v[0]);
	b->lines.n += n;
}

static void insert(struct buffer *b, struct editor_pos at, const char *text, size_t len)
{
	size_t n = count_newlines(text, len), line = at.line;
	struct buffer_line *first = &b->lines.v[line];
	struct str tail = {0};

	if (n)
		buffer_before_change(b, line, line);
	else
		buffer_reveal(b, line);
	b->bytes += len;
	if (!n) {
		line_insert(first, at.byte, text, len);
		return;
	}
	str_add(&tail, first->p + at.byte, first->len - at.byte);
	line_cut(first, at.byte, first->len);
	open_lines(b, line, n);
	for (size_t i = 0; i <= n; i++) {
		const char *nl = i < n ? memchr(text, '\n', len) : text + len;
		size_t k = (size_t)(nl - text);

		line_insert(&b->lines.v[line + i], b->lines.v[line + i].len, text, k);
		if (i < n) {
			text += k + 1;
			len -= k + 1;
		}
	}
	line_insert(&b->lines.v[line + n], b->lines.v[line + n].len, str_get(&tail), tail.len);
	str_done(&tail);
}

static void delete(struct buffer *b, struct editor_pos from, struct editor_pos to)
{
	struct buffer_line *first = &b->lines.v[from.line], *last = &b->lines.v[to.line];
	size_t n = to.line - from.line;

	if (n)
		buffer_before_change(b, from.line, to.line);
	else
		buffer_reveal(b, from.line);
	if (!n) {
		b->bytes -= to.byte - from.byte;
		line_cut(first, from.byte, to.byte);
		return;
	}
	b->bytes -= first->len - from.byte + 1 + to.byte;
	line_cut(first, from.byte, first->len);
	line_insert(first, first->len, last->p + to.byte, last->len - to.byte);
	for (size_t i = from.line + 1; i <= to.line; i++) {
		if (i < to.line)
			b->bytes -= b->lines.v[i].len + 1;
		free(b->lines.v[i].p);
	}
	memmove(&b->lines.v[from.line + 1], &b->lines.v[to.line + 1], (b->lines.n - to.line - 1) * sizeof b->lines.v[0]);
	b->lines.n -= n;
}

static void one_empty_line(struct buffer *b)
{
	struct buffer_line *l = VEC_ADD(&b->lines);

	memset(l, 0, sizeof *l);
	line_insert(l, 0, "", 0);
	b->bytes = 0;
}

/* --- undo records ----------------------------------------------------------------------------------------------- */

static void change_done(struct buffer *b, struct change *c)
{
	b->undo_bytes -= c->removed.len + c->inserted.len;
	str_done(&c->removed);
	str_done(&c->inserted);
}

static void forget_redo(struct buffer *b)
{
	while (b->changes.n > b->done)
		change_done(b, &b->changes.v[--b->changes.n]);
	if (b->saved != SIZE_MAX && b->saved > b->done)
		b->saved = SIZE_MAX;
}

static void forget_oldest(struct buffer *b)
{
	uint64_t group = 0;
	size_t n = 0;

	/* Whole groups: half a step undone would be a text that never was. */
	while (n + 1 < b->changes.n && (b->undo_bytes > UNDO_MAX_BYTES || b->changes.v[n].group == group)) {
		group = b->changes.v[n].group;
		change_done(b, &b->changes.v[n++]);
	}
	if (!n)
		return;
	memmove(b->changes.v, b->changes.v + n, (b->changes.n - n) * sizeof b->changes.v[0]);
	b->changes.n -= n;
	b->done -= n;
	b->saved = b->saved == SIZE_MAX || b->saved < n ? SIZE_MAX : b->saved - n;
}

/* Does this change go on where the last one ended? Then it becomes part of it. */
static bool join(struct buffer *b, struct editor_pos from, const struct str *removed, const char *text, size_t len,
	enum change_kind kind)
{
	struct change *c = b->done ? &b->changes.v[b->done - 1] : NULL;
	struct editor_pos end;

	if (!c || b->sealed || b->grouping || c->kind != kind || kind == CHANGE_ALONE)
		return false;
	if (kind == CHANGE_TYPE) {
		end = pos_after(c->at, str_get(&c->inserted), c->inserted.len);
		if (removed->len || pos_cmp(end, from) != 0)
			return false;
		str_add(&c->inserted, text, len);
	} else if (kind == CHANGE_BACK) {
		struct str all = {0};

		end = pos_after(from, str_get(removed), removed->len);
		if (len || pos_cmp(end, c->at) != 0)
			return false;
		str_add(&all, str_get(removed), removed->len);
		str_add(&all, str_get(&c->removed), c->removed.len);
		str_done(&c->removed);
		c->removed = all;
		c->at = from;
	} else {
		if (len || pos_cmp(from, c->at) != 0)
			return false;
		str_add(&c->removed, str_get(removed), removed->len);
	}
	b->undo_bytes += removed->len + len;
	return true;
}

static void record(struct buffer *b, struct editor_pos from, struct str *take_removed, const char *text, size_t len,
	enum change_kind kind, struct editor_pos cursor)
{
	struct change *c;

	forget_redo(b);
	if (join(b, from, take_removed, text, len, kind)) {
		str_done(take_removed);
		return;
	}
	c = VEC_ADD(&b->changes);
	*c = (struct change){.at = from, .cursor = cursor, .removed = *take_removed, .kind = kind};
	str_add(&c->inserted, text, len);
	c->group = b->grouping ? b->group : ++b->group;
	b->undo_bytes += c->removed.len + len;
	b->done = b->changes.n;
	b->sealed = false;
	forget_oldest(b);
}

/* --- the whole -------------------------------------------------------------------------------------------------- */

void buffer_init(struct buffer *b)
{
	memset(b, 0, sizeof *b);
	one_empty_line(b);
}

static void clear(struct buffer *b)
{
	for (size_t i = 0; i < b->lines.n; i++)
		free(b->lines.v[i].p);
	VEC_DONE(&b->lines);
	b->done = 0;
	forget_redo(b);
	VEC_DONE(&b->changes);
	b->saved = 0;
	b->sealed = false;
	b->grouping = 0;
}

void buffer_done(struct buffer *b)
{
	clear(b);
}

/* Every \n has its \r, so that taking them away and putting them back gives the same bytes. */
static bool all_crlf(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\r' && (i + 1 == len || text[i + 1] != '\n'))
			return false;
		if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
			return false;
		n += text[i] == '\n';
	}
	return n;
}

bool buffer_set(struct buffer *b, const char *text, size_t len)
{
	struct str plain = {0};

	if (len > EDITOR_MAX_BYTES)
		return false;
	clear(b);
	one_empty_line(b);
	b->crlf = all_crlf(text, len);
	if (b->crlf) {
		for (size_t i = 0; i < len; i++) {
			if (text[i] != '\r')
				str_addc(&plain, text[i]);
		}
		text = str_get(&plain);
		len = plain.len;
	}
	insert(b, (struct editor_pos){0, 0}, text, len);
	b->version++;
	str_done(&plain);
	return true;
}

void buffer_get(const struct buffer *b, struct str *out)
{
	for (size_t i = 0; i < b->lines.n; i++) {
		if (i)
			str_adds(out, b->crlf ? "\r\n" : "\n");
		str_add(out, b->lines.v[i].p, b->lines.v[i].len);
	}
}

int pos_cmp(struct editor_pos a, struct editor_pos b)
{
	if (a.line != b.line)
		return a.line < b.line ? -1 : 1;
	return a.byte < b.byte ? -1 : a.byte > b.byte;
}

struct editor_pos buffer_end(const struct buffer *b)
{
	return (struct editor_pos){b->lines.n - 1, b->lines.v[b->lines.n - 1].len};
}

struct editor_pos buffer_clamp(const struct buffer *b, struct editor_pos p)
{
	const struct buffer_line *l;

	if (p.line >= b->lines.n)
		return buffer_end(b);
	l = &b->lines.v[p.line];
	if (p.byte >= l->len)
		p.byte = l->len;
	else if (p.byte)
		p.byte = text_before(l->p, l->len, p.byte + 1);	/* the start of what holds that byte */
	return p;
}

void buffer_range(const struct buffer *b, struct editor_pos from, struct editor_pos to, struct str *out)
{
	for (size_t i = from.line; i <= to.line; i++) {
		size_t start = i == from.line ? from.byte : 0, end = i == to.line ? to.byte : b->lines.v[i].len;

		if (i > from.line)
			str_addc(out, '\n');
		str_add(out, b->lines.v[i].p + start, end - start);
	}
}

bool buffer_replace(struct buffer *b, struct editor_pos from, struct editor_pos to, const char *text, size_t len,
	enum change_kind kind, struct editor_pos cursor, struct editor_pos *end)
{
	struct str removed = {0};

	buffer_range(b, from, to, &removed);
	if (b->bytes - removed.len + len > EDITOR_MAX_BYTES) {
		str_done(&removed);
		return false;
	}
	if (pos_cmp(from, to) != 0)
		delete(b, from, to);
	if (len)
		insert(b, from, text, len);
	*end = pos_after(from, text, len);
	record(b, from, &removed, text, len, kind, cursor);
	b->version++;
	return true;
}

void buffer_seal(struct buffer *b)
{
	b->sealed = true;
}

void buffer_group(struct buffer *b, bool begin)
{
	if (begin && b->grouping++ == 0)
		b->group++;
	else if (!begin && --b->grouping == 0)
		b->sealed = true;
}

static void swap_text(struct buffer *b, struct editor_pos at, const struct str *out, const struct str *in)
{
	struct editor_pos end = pos_after(at, str_get(out), out->len);

	if (out->len)
		delete(b, at, end);
	if (in->len)
		insert(b, at, str_get(in), in->len);
}

bool buffer_undo(struct buffer *b, struct editor_pos *cursor)
{
	uint64_t group;

	if (!b->done)
		return false;
	group = b->changes.v[b->done - 1].group;
	while (b->done && b->changes.v[b->done - 1].group == group) {
		const struct change *c = &b->changes.v[--b->done];

		swap_text(b, c->at, &c->inserted, &c->removed);
		*cursor = c->cursor;
	}
	b->version++;
	b->sealed = true;
	return true;
}

bool buffer_redo(struct buffer *b, struct editor_pos *cursor)
{
	uint64_t group;

	if (b->done == b->changes.n)
		return false;
	group = b->changes.v[b->done].group;
	while (b->done < b->changes.n && b->changes.v[b->done].group == group) {
		const struct change *c = &b->changes.v[b->done++];

		swap_text(b, c->at, &c->removed, &c->inserted);
		*cursor = pos_after(c->at, str_get(&c->inserted), c->inserted.len);
	}
	b->version++;
	b->sealed = true;
	return true;
}
