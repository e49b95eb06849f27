#include "asl/edit_text_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/pointer.h"

/* --- life --------------------------------------------------------------------------------------------------------------- */

bool edit_stop(struct edit_text *t, const char *fmt, ...)
{
	va_list ap;

	if (t->err.code)
		return false;
	va_start(ap, fmt);
	t->err.code = ERR_INVALID;
	vsnprintf(t->err.msg, sizeof t->err.msg, fmt, ap);
	va_end(ap);
	return false;
}

static bool read_text(struct edit_text *t)
{
	struct err e;
	cJSON *root;

	if (!asl_form_parse_loosely(t->form, t->text, t->len, t->places, &root, &e))
		return edit_stop(t, "the text does not parse: %.400s", e.msg);
	cJSON_Delete(t->root);
	t->root = root;
	return true;
}

void edit_text_init(struct edit_text *t, enum asl_form form, const char *text, size_t len)
{
	*t = (struct edit_text){.form = form, .text = xstrndup(text, len), .len = len, .places = json_places_new(), .prefix = xstrdup("")};
	edit_style_find(text, len, &t->eol, &t->unit);
	read_text(t);
}

void edit_text_done(struct edit_text *t)
{
	free(t->text);
	cJSON_Delete(t->root);
	cJSON_Delete(t->expect);
	json_places_free(t->places);
	splices_done(&t->pending);
	free(t->unit);
	free(t->prefix);
}

/* Does what is pending, and looks whether the text reads as it should. */
bool edit_flush(struct edit_text *t)
{
	cJSON *expect = t->expect;
	char *text;

	t->expect = NULL;
	if (t->err.code || !expect) {
		cJSON_Delete(expect);
		return !t->err.code;
	}
	if (!splices_sort(&t->pending, t->len)) {
		edit_stop(t, "the changes lie over each other");
	} else {
		text = splices_apply(&t->pending, t->text, t->len, &t->len);
		free(t->text);
		t->text = text;
		if (read_text(t) && !json_equal(t->root, expect))
			edit_stop(t, "the text is written in a way that this change cannot be made in safely (an alias, or something shared)");
	}
	splices_done(&t->pending);
	cJSON_Delete(expect);
	return !t->err.code;
}

bool edit_text_ok(struct edit_text *t, struct err *e)
{
	if (edit_flush(t))
		return true;
	if (e)
		*e = t->err;
	return false;
}

static const cJSON *node_at(const struct edit_text *t, const cJSON *root, const char *pointer)
{
	char *whole;
	const cJSON *node;

	if (!*t->prefix)
		return json_pointer_find(root, pointer);
	whole = xasprintf("%s%s", t->prefix, pointer);
	node = json_pointer_find(root, whole);
	free(whole);
	return node;
}

const cJSON *edit_get(struct edit_text *t, const char *pointer)
{
	return edit_flush(t) ? node_at(t, t->root, pointer) : NULL;
}

/* No deeper than JSON_DEPTH_MAX. */
static bool find_start(const struct edit_text *t, const cJSON *node, size_t start, struct str *pointer)
{
	size_t len = pointer->len, i = 0;
	struct json_place p;
	char index[24];

	if (json_places_find(t->places, node, &p) && p.start.offset == start && cJSON_IsObject(node) && json_get(node, "States"))
		return true;
	for (const cJSON *c = node->child; c; c = c->next, i++) {
		snprintf(index, sizeof index, "%zu", i);
		json_pointer_add(pointer, c->string ? c->string : index);
		if (find_start(t, c, start, pointer))
			return true;
		pointer->len = len;
		pointer->p[len] = '\0';
	}
	return false;
}

bool edit_text_at(struct edit_text *t, size_t start)
{
	struct str pointer = {0};
	bool found = t->root && find_start(t, t->root, start, &pointer);

	free(t->prefix);
	t->prefix = found ? str_take(&pointer) : xstrdup("");
	str_done(&pointer);
	return found;
}

/* --- places ------------------------------------------------------------------------------------------------------------- */

static cJSON *find_expected(struct edit_text *t, const char *pointer)
{
	if (!t->expect)
		t->expect = json_copy(t->root);
	return (cJSON *)node_at(t, t->expect, pointer);	/* of a tree that is ours to change */
}

bool spot_is_flow(const struct edit_text *t, const cJSON *container, const struct json_place *p)
{
	(void)container;
	return t->form == ASL_FORM_JSON || t->text[p->start.offset] == '{' || t->text[p->start.offset] == '[';
}

/* libyaml lets a block reach to the next token, over comments that belong to what follows. */
static size_t end_of(const struct edit_text *t, const cJSON *node)
{
	struct json_place p, c;
	size_t end = 0;

	json_places_find(t->places, node, &p);
	if (spot_is_flow(t, node, &p))
		return p.end;
	for (const cJSON *child = node->child; child; child = child->next)
		if (json_places_find(t->places, child, &c) && c.start.offset >= p.start.offset && c.end <= p.end) {
			size_t e = end_of(t, child);

			end = e > end ? e : end;
		}
	if (!end)
		end = p.end;
	while (end > p.start.offset && (t->text[end - 1] == '\n' || t->text[end - 1] == '\r' || t->text[end - 1] == ' '))
		end--;
	return end;
}

bool spot_of(const struct edit_text *t, const cJSON *node, struct spot *s)
{
	s->node = node;
	if (!json_places_find(t->places, node, &s->p) || s->p.end > t->len)
		return false;
	s->from = s->p.key.line ? s->p.key.offset : s->p.start.offset;
	s->end = end_of(t, node);
	return true;
}

/* Of the node at pointer in the text without what is pending; false where it stopped. */
bool spot_find(struct edit_text *t, const char *pointer, struct spot *s)
{
	const cJSON *node;

	if (t->err.code)
		return false;
	node = node_at(t, t->root, pointer);
	s->expected = find_expected(t, pointer);
	if (!node || !s->expected || !spot_of(t, node, s))
		return edit_stop(t, "%.200s: there is no such thing in the text", pointer);
	return true;
}

void edit_splice(struct edit_text *t, size_t at, size_t to, const char *text, size_t len)
{
	splices_add(&t->pending, at, to - at, text, len);
}

size_t edit_line_start(const struct edit_text *t, size_t at)
{
	while (at && t->text[at - 1] != '\n')
		at--;
	return at;
}

/* Behind the line's end. */
size_t edit_line_after(const struct edit_text *t, size_t at)
{
	const char *nl = memchr(t->text + at, '\n', t->len - at);

	return nl ? (size_t)(nl - t->text) + 1 : t->len;
}

bool edit_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool edit_begins_line(const struct edit_text *t, size_t at)
{
	for (size_t i = edit_line_start(t, at); i < at; i++)
		if (t->text[i] != ' ' && t->text[i] != '\t')
			return false;
	return true;
}

/* The white space that a line begins with; the caller frees. */
char *edit_indent_at(const struct edit_text *t, size_t at)
{
	size_t from = edit_line_start(t, at), n = 0;

	while (from + n < t->len && (t->text[from + n] == ' ' || t->text[from + n] == '\t'))
		n++;
	return xstrndup(t->text + from, n);
}

/* As many blanks as stand before `at` on its line, whatever stands there; the caller frees. */
char *edit_column_at(const struct edit_text *t, size_t at)
{
	size_t from = edit_line_start(t, at);
	struct str s = {0};

	for (size_t i = from; i < at; i++)
		str_addc(&s, t->text[i] == '\t' ? '\t' : ' ');
	return str_take(&s);
}

size_t edit_key_end(const struct edit_text *t, size_t at)
{
	const char *p = t->text + at, *end = t->text + t->len;
	char quote = *p;

	if (quote == '"' || quote == '\'') {
		for (p++; p < end; p++) {
			if (*p == '\\' && quote == '"')
				p++;
			else if (*p == quote && !(quote == '\'' && p + 1 < end && p[1] == '\''))
				return (size_t)(p + 1 - t->text);
			else if (*p == quote)
				p++;
		}
		return t->len;
	}
	while (p < end && !(*p == ':' && (p + 1 == end || edit_is_space(p[1]))))
		p++;
	while (p > t->text + at && edit_is_space(p[-1]))
		p--;
	return (size_t)(p - t->text);
}
