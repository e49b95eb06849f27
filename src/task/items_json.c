/*
 * JSON and JSON Lines. An array of any length is read element by element: the text of each is cut out by its brackets and quotes, and
 * then read as strictly as any other JSON. What a pointer passes over is only looked through for its end.
 */
#include <stdlib.h>
#include <string.h>

#include "task/items_private.h"

struct json_reader {
	struct items_reader base;
	struct str text;		/* of one item, or one line */
	char *pointer;			/* rest of ItemsPointer that is still to go */
	bool found, object, first;	/* at the items; they are members; none has been read */
	bool pointed;			/* there was a pointer */
};

/* --- scanning ----------------------------------------------------------------------------------------------------------------- */

static bool malformed(struct json_reader *r, struct s3_fault *f, const char *what)
{
	if (f->text.len)
		return false;			/* reading went wrong, which has been told */
	return s3_refuse(f, "The object is not valid JSON: line %u: %s", s3_line(r->base.object), what);
}

static int peek_token(struct json_reader *r, struct s3_fault *f)
{
	int c;

	while ((c = s3_peek(r->base.object, f)) == ' ' || c == '\t' || c == '\n' || c == '\r')
		s3_skip(r->base.object);
	return c;
}

static bool expect(struct json_reader *r, int c, const char *what, struct s3_fault *f)
{
	if (peek_token(r, f) != c)
		return malformed(r, f, what);
	s3_skip(r->base.object);
	return true;
}

/* The byte that was peeked; text NULL: it is passed over. */
static bool keep(struct json_reader *r, int c, struct str *text, struct s3_fault *f)
{
	s3_skip(r->base.object);
	if (!text)
		return true;
	if (text->len >= ITEM_BYTES_MAX)
		return s3_refuse(f, "An item is larger than %zu bytes.", ITEM_BYTES_MAX);
	str_addc(text, (char)c);
	return true;
}

static bool scan_string(struct json_reader *r, struct str *text, struct s3_fault *f)
{
	bool escaped = false;
	int c;

	if (!keep(r, '"', text, f))
		return false;
	while ((c = s3_peek(r->base.object, f)) >= 0) {
		if (!keep(r, c, text, f))
			return false;
		if (c == '"' && !escaped)
			return true;
		escaped = c == '\\' && !escaped;
	}
	return malformed(r, f, "a string has no end");
}

static bool ends_scalar(int c)
{
	return c < 0 || c == ',' || c == ']' || c == '}' || c == ':' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool scan_scalar(struct json_reader *r, struct str *text, struct s3_fault *f)
{
	bool any = false;
	int c;

	while (!ends_scalar(c = s3_peek(r->base.object, f))) {
		if (!keep(r, c, text, f))
			return false;
		any = true;
	}
	return (any && !f->text.len) || malformed(r, f, "expected a value");
}

static bool scan_container(struct json_reader *r, struct str *text, struct s3_fault *f)
{
	int depth = 0, c;

	while ((c = s3_peek(r->base.object, f)) >= 0) {
		if (c == '"') {
			if (!scan_string(r, text, f))
				return false;
			continue;
		}
		if (!keep(r, c, text, f))
			return false;
		if (c == '[' || c == '{')
			depth++;
		else if ((c == ']' || c == '}') && --depth == 0)
			return true;
	}
	return malformed(r, f, "the text ends inside a value");
}

static bool scan_value(struct json_reader *r, struct str *text, struct s3_fault *f)
{
	int c = peek_token(r, f);

	if (c == '"')
		return scan_string(r, text, f);
	if (c == '[' || c == '{')
		return scan_container(r, text, f);
	return scan_scalar(r, text, f);
}

/* r->text as a node. */
static cJSON *parse(struct json_reader *r, uint32_t line, struct s3_fault *f)
{
	cJSON *node = NULL;
	struct err e;

	if (!json_parse(str_get(&r->text), r->text.len, NULL, &node, &e))
		s3_refuse(f, "The object is not valid JSON: line %u: %s", line + (e.span.line ? e.span.line - 1 : 0), e.msg);
	return node;
}

static cJSON *parse_value(struct json_reader *r, struct s3_fault *f)
{
	uint32_t line;

	str_reset(&r->text);
	peek_token(r, f);
	line = s3_line(r->base.object);
	return scan_value(r, &r->text, f) ? parse(r, line, f) : NULL;
}

/* A member's name and its colon. NULL: f says why. Caller frees. */
static char *parse_key(struct json_reader *r, struct s3_fault *f)
{
	cJSON *node;
	char *key;

	if (peek_token(r, f) != '"') {
		malformed(r, f, "expected a member's name");
		return NULL;
	}
	node = parse_value(r, f);
	if (!node)
		return NULL;
	key = xstrdup(node->valuestring);
	cJSON_Delete(node);
	if (expect(r, ':', "expected ':'", f))
		return key;
	free(key);
	return NULL;
}

/* --- to the items --------------------------------------------------------------------------------------------------------------- */

static bool not_iterable(struct s3_fault *f)
{
	return s3_refuse(f, "Attempting to map over non-iterable node.");
}

/* Cuts the first part off the pointer, and makes its escapes what they stand for. NULL at its end. */
static char *pointer_part(struct json_reader *r)
{
	char *part = r->pointer && *r->pointer == '/' ? r->pointer + 1 : NULL, *rest, *to;

	if (!part)
		return NULL;
	rest = part + strcspn(part, "/");
	r->pointer = *rest ? xstrdup(rest) : NULL;
	*rest = '\0';
	part = xstrdup(part);
	to = part;
	for (const char *p = part; *p; p++) {
		if (p[0] == '~' && (p[1] == '0' || p[1] == '1'))
			*to++ = *++p == '0' ? '~' : '/';
		else
			*to++ = *p;
	}
	*to = '\0';
	return part;
}

/* Inside an object, to the member of that name. False: it is not there, or f says why. */
static bool enter_member(struct json_reader *r, const char *name, struct s3_fault *f)
{
	for (bool first = true;; first = false) {
		char *key;
		bool here;

		if (peek_token(r, f) == '}')
			return not_iterable(f);
		if (!first && !expect(r, ',', "expected ',' or '}'", f))
			return false;
		key = parse_key(r, f);
		if (!key)
			return false;
		here = strcmp(key, name) == 0;
		free(key);
		if (here)
			return true;
		if (!scan_value(r, NULL, f))
			return false;
	}
}

static bool enter_element(struct json_reader *r, const char *name, struct s3_fault *f)
{
	char *end;
	unsigned long index = strtoul(name, &end, 10);

	if (!*name || *end)
		return not_iterable(f);
	for (;; index--) {
		if (peek_token(r, f) == ']')
			return not_iterable(f);
		if (!index)
			return true;
		if (!scan_value(r, NULL, f))
			return false;
		if (peek_token(r, f) != ']' && !expect(r, ',', "expected ',' or ']'", f))
			return false;
	}
}

/* The items are an array. An object at the end of a pointer has them as its members; one that is the whole has none (AWS says so). */
static bool enter_items(struct json_reader *r, struct s3_fault *f)
{
	int c = peek_token(r, f);

	if (c < 0)
		return malformed(r, f, "expected a value");
	r->object = c == '{' && r->pointed;
	if (c != '[' && !r->object)
		return not_iterable(f);
	s3_skip(r->base.object);
	r->found = r->first = true;
	return true;
}

static bool find_items(struct json_reader *r, struct s3_fault *f)
{
	for (;;) {
		char *old = r->pointer, *part = pointer_part(r);
		int c = part ? peek_token(r, f) : 0;
		bool ok = false;

		if (!part)
			return enter_items(r, f);
		free(old);
		if (c == '{' || c == '[') {
			s3_skip(r->base.object);
			ok = c == '{' ? enter_member(r, part, f) : enter_element(r, part, f);
		} else if (c >= 0) {
			not_iterable(f);
		} else {
			malformed(r, f, "expected a value");
		}
		free(part);
		if (!ok)
			return false;
	}
}

/* --- items ------------------------------------------------------------------------------------------------------------------------ */

static bool add_element(struct json_reader *r, struct items_page *p, struct s3_fault *f)
{
	cJSON *item = parse_value(r, f);

	if (item)
		items_page_add_take(p, item, r->text.len);
	return item != NULL;
}

static bool add_member(struct json_reader *r, struct items_page *p, struct s3_fault *f)
{
	char *key = parse_key(r, f);
	cJSON *item = key ? parse_value(r, f) : NULL;

	if (item) {
		if (!p->list)
			p->list = cJSON_CreateObject();
		json_add(p->list, key, item);
		p->n++;
		p->bytes += r->text.len;
	}
	free(key);
	return item != NULL;
}

/* Behind the items of a whole document nothing may stand. */
static bool finish(struct json_reader *r, struct s3_fault *f)
{
	s3_skip(r->base.object);
	return r->pointed || (peek_token(r, f) < 0 && !f->text.len) || malformed(r, f, "there is something behind the array");
}

static bool json_next(struct items_reader *base, struct items_page *p, bool *end, struct s3_fault *f)
{
	struct json_reader *r = (struct json_reader *)base;
	int close;

	if (!r->found && !find_items(r, f))
		return false;
	close = r->object ? '}' : ']';
	while (!items_page_full(p)) {
		if (peek_token(r, f) == close) {
			*end = true;
			return finish(r, f);
		}
		if (!r->first && !expect(r, ',', r->object ? "expected ',' or '}'" : "expected ',' or ']'", f))
			return false;
		r->first = false;
		if (!(r->object ? add_member(r, p, f) : add_element(r, p, f)))
			return false;
	}
	return true;
}

static void json_free(struct items_reader *base)
{
	struct json_reader *r = (struct json_reader *)base;

	s3_close(base->object);
	str_done(&r->text);
	free(r->pointer);
	free(r);
}

/* A byte order mark in front is passed over. */
static void skip_mark(struct s3_object *o, struct s3_fault *f)
{
	static const unsigned char mark[] = {0xef, 0xbb, 0xbf};

	for (size_t i = 0; i < sizeof mark && s3_peek(o, f) == mark[i]; i++)
		s3_skip(o);
}

struct items_reader *items_json_new(struct s3_object *o, const cJSON *config, struct s3_fault *f)
{
	static const struct items_reader_ops ops = {json_next, json_free};
	const char *pointer = json_get_string(config, "ItemsPointer");
	struct json_reader *r = xcalloc(1, sizeof *r);

	r->base.ops = &ops;
	r->base.object = o;
	r->pointed = pointer && *pointer;
	if (r->pointed)
		r->pointer = xasprintf("%s%s", *pointer == '/' ? "" : "/", pointer);
	skip_mark(o, f);
	return &r->base;
}

/* --- JSON Lines ------------------------------------------------------------------------------------------------------------------- */

/* The next line, without its end. False: there is none, or f says why. */
static bool read_line(struct json_reader *r, struct s3_fault *f)
{
	struct s3_object *o = r->base.object;
	const char *bytes;
	size_t n;

	str_reset(&r->text);
	if (s3_peek(o, f) < 0)
		return false;
	while ((n = s3_span(o, '\n', &bytes, f)) > 0) {
		if (n > ITEM_BYTES_MAX - r->text.len)
			return s3_refuse(f, "An item is larger than %zu bytes.", ITEM_BYTES_MAX);
		str_add(&r->text, bytes, n);
		s3_take(o, n);
	}
	if (s3_peek(o, f) == '\n')
		s3_skip(o);
	return !f->text.len;
}

static bool is_blank(const struct str *line)
{
	return strspn(str_get(line), " \t\r") == line->len;
}

static bool lines_next(struct items_reader *base, struct items_page *p, bool *end, struct s3_fault *f)
{
	struct json_reader *r = (struct json_reader *)base;

	while (!items_page_full(p)) {
		uint32_t line = s3_line(base->object);
		cJSON *item;

		if (!read_line(r, f)) {
			*end = true;
			return !f->text.len;
		}
		if (is_blank(&r->text))
			continue;
		item = parse(r, line, f);
		if (!item)
			return false;
		items_page_add_take(p, item, r->text.len);
	}
	return true;
}

struct items_reader *items_json_lines_new(struct s3_object *o, const cJSON *config, struct s3_fault *f)
{
	static const struct items_reader_ops ops = {lines_next, json_free};
	struct json_reader *r = xcalloc(1, sizeof *r);

	(void)config;
	r->base.ops = &ops;
	r->base.object = o;
	skip_mark(o, f);
	return &r->base;
}
