/*
 * What is not JSON is made blank in a copy of the same length, and the strict reader tries again: so every place stays what it is. Only
 * brackets that are missing at the end are added, behind everything.
 */
#include "json/mend.h"

#include <stdlib.h>
#include <string.h>

#include "json/places_fill.h"
#include "json/yaml.h"

struct mender {
	const char *text;		/* as it is */
	size_t len;
	char *copy;			/* with room for `room` closing brackets behind it */
	size_t copy_len, room;
	struct json_mends *mends;
	struct span last;		/* the place that was asked for last: the next one is mostly behind it */
};

/* As json_span_of(), from the last place on: a text may be full of comments. */
static struct span span_of(struct mender *m, size_t at)
{
	struct span s = m->last;

	if (!s.line || at < s.offset)
		s = (struct span){ 1, 1, 0 };
	for (; s.offset < at; s.offset++) {
		if (m->text[s.offset] == '\n') {
			s.line++;
			s.col = 1;
		} else {
			s.col += ((unsigned char)m->text[s.offset] & 0xc0) != 0x80;
		}
	}
	m->last = s;
	return s;
}

static void note(struct mender *m, enum json_mend_kind kind, size_t at, const char *msg)
{
	struct json_mend x = { kind, span_of(m, at), xstrdup(msg) };

	VEC_PUSH(&m->mends->list, x);
	m->mends->errors += kind == MEND_ERROR;
	m->mends->placeholders += kind == MEND_PLACEHOLDER;
}

void json_mends_done(struct json_mends *mends)
{
	for (size_t i = 0; i < mends->list.n; i++)
		free(mends->list.v[i].msg);
	VEC_DONE(&mends->list);
	free(mends->filled);
	*mends = (struct json_mends){0};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void make_blank(struct mender *m, size_t a, size_t b)
{
	for (; a < b; a++)
		if (m->copy[a] != '\n' && m->copy[a] != '\r')
			m->copy[a] = ' ';
}

/* Behind the string that begins at `at`; one that its line does not end is over there. */
static size_t behind_string(const struct mender *m, size_t at)
{
	for (at++; at < m->copy_len; at++) {
		if (m->copy[at] == '"')
			return at + 1;
		if (m->copy[at] == '\n')
			return at;
		if (m->copy[at] == '\\')
			at++;
	}
	return m->copy_len;
}

/* --- comments and commas ------------------------------------------------------------------------------------------ */

static size_t behind_comment(const struct mender *m, size_t at)
{
	const char *p = m->copy + at, *end;

	if (p[1] == '/') {
		end = memchr(p, '\n', m->copy_len - at);
		return end ? (size_t)(end - m->copy) : m->copy_len;
	}
	for (at += 2; at + 1 < m->copy_len; at++)
		if (m->copy[at] == '*' && m->copy[at + 1] == '/')
			return at + 2;
	return m->copy_len;
}

size_t json_placeholder_len(const char *p, size_t len)
{
	size_t n = 2;

	if (len < 4 || p[0] != '$' || p[1] != '{')
		return 0;
	while (n < len && !strchr("}{\"\\", p[n]) && (unsigned char)p[n] >= ' ')
		n++;
	return n < len && n > 2 && p[n] == '}' ? n + 1 : 0;
}

/* A string of the same length for each placeholder where a value goes; what it says is put right in the tree. */
static void fill_placeholders(struct mender *m)
{
	for (size_t at = 0, end; at < m->copy_len; at = end) {
		char c = m->copy[at], next = at + 1 < m->copy_len ? m->copy[at + 1] : '\0';

		end = at + 1;
		if (c == '"')
			end = behind_string(m, at);
		else if (c == '/' && (next == '/' || next == '*'))
			end = behind_comment(m, at);
		else if (c == '$' && json_placeholder_len(m->copy + at, m->copy_len - at)) {
			end = at + json_placeholder_len(m->copy + at, m->copy_len - at);
			note(m, MEND_PLACEHOLDER, at, NULL);
			memset(m->copy + at, 'x', end - at);
			m->copy[at] = m->copy[end - 1] = '"';
		}
	}
}

static void blank_comments(struct mender *m)
{
	for (size_t at = 0, end; at < m->copy_len; at = end) {
		char c = m->copy[at], next = at + 1 < m->copy_len ? m->copy[at + 1] : '\0';

		end = at + 1;
		if (c == '"') {
			end = behind_string(m, at);
		} else if (c == '/' && (next == '/' || next == '*')) {
			end = behind_comment(m, at);
			note(m, MEND_COMMENT, at, NULL);
			make_blank(m, at, end);
		}
	}
}

/* tell: the person wrote them; otherwise something behind them was left out. */
static void blank_commas(struct mender *m, bool tell)
{
	size_t comma = SIZE_MAX;

	for (size_t at = 0, end; at < m->copy_len; at = end) {
		char c = m->copy[at];

		end = c == '"' ? behind_string(m, at) : at + 1;
		if (is_blank(c))
			continue;
		if ((c == '}' || c == ']') && comma != SIZE_MAX) {
			if (tell)
				note(m, MEND_COMMA, comma, NULL);
			m->copy[comma] = ' ';
		}
		comma = c == ',' ? at : SIZE_MAX;
	}
}

/* --- what does not parse ------------------------------------------------------------------------------------------ */

struct place {
	char open;			/* { or [; 0: outside of everything */
	size_t at;			/* of that bracket */
	size_t member;			/* where the member begins that is being read */
	bool key;			/* of an object: it has its name already */
	bool colon;			/* and its colon */
	bool value;			/* it has its value already */
};

struct where {
	VEC(struct place) stack;
};

static struct place *top(struct where *w)
{
	return &w->stack.v[w->stack.n - 1];
}

static void pass(struct where *w, char c, size_t at, size_t end)
{
	struct place *p = top(w);

	if (c == ',') {
		p->member = end;
		p->key = p->colon = p->value = false;
	} else if (c == ':') {
		p->colon = true;
	} else if ((c == '}' || c == ']') && w->stack.n > 1) {
		w->stack.n--;
		top(w)->value = true;
	} else if (c == '{' || c == '[') {
		VEC_PUSH(&w->stack, ((struct place){ .open = c, .at = at, .member = end }));
	} else if (p->open != '{' || p->colon) {
		p->value = true;
	} else {
		p->key |= c == '"';
	}
}

/* What is open before `stop`, and how far the member is there. */
static void find_where(const struct mender *m, size_t stop, struct where *w)
{
	VEC_PUSH(&w->stack, ((struct place){0}));
	for (size_t at = 0, end; at < stop; at = end) {
		char c = m->copy[at];

		end = c == '"' ? behind_string(m, at) : at + 1;
		if (c == '"' && end > stop)
			return;			/* it is inside of that string */
		if (!is_blank(c))
			pass(w, c, at, end);
	}
}

/* Where the member that goes wrong at `at` ends: at a comma, before the bracket that closes what it is in, or before a line that begins
 * another one. */
static size_t member_end(const struct mender *m, size_t at)
{
	size_t depth = 0;
	bool new_line = false;

	for (size_t end; at < m->copy_len; at = end) {
		char c = m->copy[at];

		end = c == '"' ? behind_string(m, at) : at + 1;
		if (c == '"' && new_line && !depth)
			return at;
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && depth-- == 0)
			return at;
		else if (c == ',' && !depth)
			return at;
		new_line = c == '\n' || (new_line && is_blank(c));
	}
	return m->copy_len;
}

static bool leave_out(struct mender *m, size_t from, size_t at)
{
	size_t end = member_end(m, at);
	bool any = false;

	if (end < m->copy_len && m->copy[end] == ',')
		end++;
	for (size_t i = from; i < end; i++)
		any |= !is_blank(m->copy[i]);
	make_blank(m, from, end);
	return any;
}

/* A character where there is a blank before `at`. */
static bool put_before(struct mender *m, size_t at, char c)
{
	if (at == 0 || !is_blank(m->copy[at - 1]))
		return false;
	m->copy[at - 1] = c;
	return true;
}

static bool close_all(struct mender *m, const struct where *w)
{
	for (size_t i = w->stack.n; i-- > 1;) {
		if (!m->room)
			return false;
		m->copy[m->copy_len++] = w->stack.v[i].open == '{' ? '}' : ']';
		m->room--;
	}
	m->copy[m->copy_len] = '\0';
	return w->stack.n > 1;
}

/* The text is over before everything is closed. A member that is not complete is left out. */
static bool mend_end(struct mender *m, struct where *w)
{
	const struct place *p = top(w);

	if (!p->value)
		make_blank(m, p->member, m->copy_len);
	return close_all(m, w);
}

static bool mend_at(struct mender *m, size_t at, struct where *w)
{
	const struct place *p = top(w);
	char c = m->copy[at], closes = p->open == '{' ? '}' : ']';

	if (!p->open)				/* more than one value */
		return p->value && at > 0 && (make_blank(m, at, m->copy_len), true);
	if (p->value && (c == '"' || c == '{' || c == '['))
		return put_before(m, at, ',') || leave_out(m, p->member, at);
	if (p->key && !p->colon && strchr("\"{[-0123456789tfn", c) && put_before(m, at, ':'))
		return true;
	if ((c == '}' || c == ']') && c != closes)
		return put_before(m, at, closes) || leave_out(m, w->stack.n > 2 ? w->stack.v[w->stack.n - 2].member : p->at + 1, at);
	return leave_out(m, p->member, at);
}

static bool mend_error(struct mender *m, const struct err *e)
{
	struct where w = {0};
	size_t at = e->span.offset;
	bool ok;

	if (e->code != ERR_SYNTAX || m->mends->errors >= MEND_ERRORS_MAX)
		return false;
	note(m, MEND_ERROR, at < m->len ? at : m->len, e->msg);
	find_where(m, at, &w);
	ok = at >= m->copy_len ? mend_end(m, &w) : mend_at(m, at, &w);
	VEC_DONE(&w.stack);
	blank_commas(m, false);
	return ok;
}

static bool read_copy(struct mender *m, struct json_places *places, cJSON **out)
{
	struct err e;

	while (!json_parse(m->copy, m->copy_len, places, out, &e))
		if (!mend_error(m, &e))
			return false;
	return true;
}

static bool is_filled(const struct json_mends *mends, size_t at)
{
	size_t lo = 0, hi = mends->list.n;

	while (lo < hi) {			/* by place, but for errors, which come last */
		size_t mid = lo + (hi - lo) / 2;

		if (mends->list.v[mid].kind != MEND_ERROR && mends->list.v[mid].span.offset < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < mends->list.n && mends->list.v[lo].kind == MEND_PLACEHOLDER && mends->list.v[lo].span.offset == at;
}

/* As deep as the tree. */
static void name_placeholders(struct mender *m, const struct json_places *places, cJSON *node)
{
	struct json_place p;

	if (cJSON_IsString(node) && node->valuestring[0] == 'x' && json_places_find(places, node, &p) && is_filled(m->mends, p.start.offset)) {
		cJSON_free(node->valuestring);
		node->valuestring = xstrndup(m->text + p.start.offset, p.end - p.start.offset);
	}
	for (cJSON *c = cJSON_IsObject(node) || cJSON_IsArray(node) ? node->child : NULL; c; c = c->next)
		name_placeholders(m, places, c);
}

/* Columns are those of the text as it is. */
static void show_text(struct mender *m, struct json_places *places)
{
	memcpy(m->copy, m->text, m->len);
	if (places)				/* there may be none for YAML */
		places_are_of(places, m->copy, m->copy_len);
}

static int by_place(const void *a, const void *b)
{
	size_t x = ((const struct json_mend *)a)->span.offset, y = ((const struct json_mend *)b)->span.offset;

	return x < y ? -1 : x > y;
}

/* Placeholders first: a text that has only those is as good as any other. Then e is what is wrong with the rest. */
static bool read_filled(struct mender *m, struct json_places *places, cJSON **out, struct err *e)
{
	fill_placeholders(m);
	if (!m->mends->placeholders)
		return false;
	m->mends->filled = xstrndup(m->copy, m->copy_len);
	return json_parse(m->copy, m->copy_len, places, out, e);
}

static bool read_mended(struct mender *m, struct json_places *places, cJSON **out)
{
	blank_comments(m);
	blank_commas(m, true);
	if (m->mends->list.n)
		qsort(m->mends->list.v, m->mends->list.n, sizeof m->mends->list.v[0], by_place);
	return read_copy(m, places, out);
}

bool json_parse_mended(const char *text, size_t len, struct json_places *places, struct json_mends *mends, cJSON **out, struct err *e)
{
	struct mender m = { .text = text, .len = len, .copy_len = len, .room = JSON_DEPTH_MAX, .mends = mends };
	struct json_places *own_places = places ? NULL : json_places_new();
	struct err own;
	bool ok = false;

	if (!e)
		e = &own;
	if (!places)
		places = own_places;
	if (json_parse(text, len, places, out, e)) {
		ok = true;
	} else if (e->code == ERR_SYNTAX) {
		m.copy = xmalloc(len + m.room + 1);
		memcpy(m.copy, text, len);
		m.copy[len] = '\0';
		ok = read_filled(&m, places, out, e) || (e->code == ERR_SYNTAX && read_mended(&m, places, out));
		if (ok && mends->placeholders)
			name_placeholders(&m, places, *out);
		if (ok)
			show_text(&m, places);
		free(m.copy);
	}
	json_places_free(own_places);
	return ok;
}

/* --- YAML --------------------------------------------------------------------------------------------------------- */

static size_t line_end(const struct mender *m, size_t at)
{
	const char *p = memchr(m->copy + at, '\n', m->copy_len - at);

	return p ? (size_t)(p - m->copy) + 1 : m->copy_len;
}

static size_t indent_of(const struct mender *m, size_t at, size_t end, bool *empty)
{
	size_t n = 0;

	while (at + n < end && m->copy[at + n] == ' ')
		n++;
	*empty = at + n >= end || is_blank(m->copy[at + n]) || m->copy[at + n] == '#';
	return n;
}

/* The line with offset `at`, or the last one before it that says something, and what is further in below it. */
static bool leave_out_lines(struct mender *m, size_t at)
{
	size_t start, end, indent, deeper;
	bool empty;

	for (start = at < m->copy_len ? at : m->copy_len;; start--) {
		while (start > 0 && m->copy[start - 1] != '\n')
			start--;
		end = line_end(m, start);
		indent = indent_of(m, start, end, &empty);
		if (!empty)
			break;
		if (start == 0)
			return false;
	}
	make_blank(m, start, end);
	for (start = end; start < m->copy_len; start = end) {
		end = line_end(m, start);
		deeper = indent_of(m, start, end, &empty);
		if (!empty && deeper <= indent)
			break;
		make_blank(m, start, end);
	}
	return true;
}

bool yaml_parse_mended(const char *text, size_t len, struct json_places *places, struct json_mends *mends, cJSON **out, struct err *e)
{
	struct mender m = { .text = text, .len = len, .copy_len = len, .mends = mends };
	struct err again, own;
	bool ok;

	if (!e)
		e = &own;
	if (yaml_parse(text, len, places, out, e))
		return true;
	if (e->code == ERR_LIMIT)
		return false;
	m.copy = xstrndup(text, len);
	again = *e;
	do {
		note(&m, MEND_ERROR, again.span.offset < len ? again.span.offset : len, again.msg);
		ok = again.code != ERR_LIMIT && mends->errors < MEND_ERRORS_MAX && leave_out_lines(&m, again.span.offset);
	} while (ok && !yaml_parse(m.copy, m.copy_len, places, out, &again));
	if (ok && !cJSON_IsObject(*out) && !cJSON_IsArray(*out)) {	/* nothing is left of it */
		cJSON_Delete(*out);
		*out = NULL;
		ok = false;
	}
	if (ok)
		show_text(&m, places);
	free(m.copy);
	return ok;
}
