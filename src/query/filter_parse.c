/*
 * Compiling filters: or < and < not < ( … ) | operand [operator operand]. An operand is a path, a JSON literal (strings in either kind
 * of quotes), a regular expression between slashes, or a bare word, which published workflows use for a string.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "query/path_ast.h"

struct reader {
	const char *text;
	size_t at, len;
	int nesting;
	struct err *e;
};

static const struct {
	const char *text;
	enum filter_op op;
} operators[] = {
	{ "==", OP_EQ }, { "!=", OP_NE }, { "===", OP_SAME }, { "!==", OP_NOT_SAME }, { "<", OP_LT }, { "<=", OP_LE }, { ">", OP_GT },
	{ ">=", OP_GE }, { "=~", OP_MATCH }, { "in", OP_IN }, { "nin", OP_NIN }, { "subsetof", OP_SUBSET }, { "anyof", OP_ANY },
	{ "noneof", OP_NONE }, { "all", OP_ALL }, { "contains", OP_CONTAINS }, { "size", OP_SIZE }, { "empty", OP_EMPTY },
};

static int peek(const struct reader *r)
{
	return r->at < r->len ? (unsigned char)r->text[r->at] : -1;
}

static bool fail(struct reader *r, const char *expected)
{
	return path_fail(r->e, r->at, "expected %s in the filter", expected);
}

static void skip_blanks(struct reader *r)
{
	while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r')
		r->at++;
}

static bool take_twice(struct reader *r, char c)
{
	skip_blanks(r);
	if (r->at + 1 >= r->len || r->text[r->at] != c || r->text[r->at + 1] != c)
		return false;
	r->at += 2;
	return true;
}

/* --- literals ----------------------------------------------------------------------------------------------------- */

static cJSON *read_literal(struct reader *r, const char *stops, int depth);

static bool ends_word(const struct reader *r, size_t at, const char *stops)
{
	char c = at < r->len ? r->text[at] : ' ';

	if ((c == '&' || c == '|') && at + 1 < r->len && r->text[at + 1] == c)
		return true;
	return !c || strchr(" \t\r\n)]}", c) || strchr(stops, c);
}

static cJSON *read_word(struct reader *r, const char *stops)
{
	const char *word = r->text + r->at;
	size_t n = 0;
	cJSON *node;

	while (!ends_word(r, r->at + n, stops))
		n++;
	if (!n) {
		fail(r, "a path or a value");
		return NULL;
	}
	r->at += n;
	if (n == 4 && memcmp(word, "true", 4) == 0)
		return cJSON_CreateTrue();
	if (n == 5 && memcmp(word, "false", 5) == 0)
		return cJSON_CreateFalse();
	if (n == 4 && memcmp(word, "null", 4) == 0)
		return cJSON_CreateNull();
	node = json_new_number_text(word, n);
	if (!node) {
		char *s = xstrndup(word, n);

		node = cJSON_CreateString(s);
		free(s);
	}
	return node;
}

static char *read_quoted(struct reader *r)
{
	size_t used;
	char *s = quoted_read(r->text + r->at, r->len - r->at, &used, r->e);

	if (s)
		r->at += used;
	else if (r->e)
		r->e->span.offset += r->at;
	return s;
}

static cJSON *read_quoted_literal(struct reader *r)
{
	char *s = read_quoted(r);
	cJSON *node = s ? cJSON_CreateString(s) : NULL;

	free(s);
	return node;
}

static bool read_element(struct reader *r, cJSON *container, int depth)
{
	char *key = NULL;
	cJSON *item;

	if (cJSON_IsObject(container)) {
		if (peek(r) != '"' && peek(r) != '\'')
			return fail(r, "a name in quotes");
		key = read_quoted(r);
		if (!key)
			return false;
		skip_blanks(r);
		if (peek(r) != ':') {
			free(key);
			return fail(r, "\":\" after the name");
		}
		r->at++;
	}
	skip_blanks(r);
	item = read_literal(r, ",", depth + 1);
	if (item && key)
		json_set(container, key, item);
	else if (item)
		json_append(container, item);
	free(key);
	return item != NULL;
}

static cJSON *read_container(struct reader *r, int depth)
{
	bool object = peek(r) == '{';
	cJSON *node = object ? cJSON_CreateObject() : cJSON_CreateArray();
	int close = object ? '}' : ']';

	r->at++;
	skip_blanks(r);
	while (peek(r) != close) {
		if (!read_element(r, node, depth))
			goto failed;
		skip_blanks(r);
		if (peek(r) == close)
			break;
		if (peek(r) != ',') {
			fail(r, "\",\" in the literal");
			goto failed;
		}
		r->at++;
		skip_blanks(r);
	}
	r->at++;
	return node;
failed:
	cJSON_Delete(node);
	return NULL;
}

static cJSON *read_literal(struct reader *r, const char *stops, int depth)
{
	int c = peek(r);

	if (depth > PATH_NESTING_MAX) {
		path_fail(r->e, r->at, "the literal is nested deeper than %d levels", PATH_NESTING_MAX);
		return NULL;
	}
	if (c == '"' || c == '\'')
		return read_quoted_literal(r);
	if (c == '[' || c == '{')
		return read_container(r, depth);
	return read_word(r, stops);
}

/* --- operands ----------------------------------------------------------------------------------------------------- */

static bool read_regex(struct reader *r, struct operand *out)
{
	size_t start = r->at + 1, end = start, flags;

	while (end < r->len && r->text[end] != '/')
		end += r->text[end] == '\\' && end + 1 < r->len ? 2 : 1;
	if (end >= r->len)
		return path_fail(r->e, r->at, "the regular expression has no end");
	for (flags = end + 1; flags < r->len && strchr("idmsuxU", r->text[flags]) && r->text[flags]; flags++)
		;
	out->kind = OPERAND_REGEX;
	out->regex = regex_build(r->text + start, end - start, r->text + end + 1, flags - end - 1, r->e);
	if (!out->regex) {
		if (r->e)
			r->e->span.offset += start;
		return false;
	}
	r->at = flags;
	return true;
}

static bool read_operand(struct reader *r, const char *stops, struct operand *out)
{
	size_t n;

	*out = (struct operand){0};
	skip_blanks(r);
	if (peek(r) == '$' || peek(r) == '@') {
		n = path_extent(r->text + r->at, r->len - r->at, stops);
		out->kind = OPERAND_PATH;
		out->path = path_build(r->text + r->at, n, r->nesting, r->e);
		if (!out->path) {
			if (r->e)
				r->e->span.offset += r->at;
			return false;
		}
		r->at += n;
		return true;
	}
	if (peek(r) == '/')
		return read_regex(r, out);
	out->kind = OPERAND_JSON;
	out->json = read_literal(r, stops, 0);
	return out->json != NULL;
}

bool operand_build(const char *text, size_t len, int nesting, const char *stops, struct operand *out, size_t *used, struct err *e)
{
	struct reader r = { .text = text, .len = len, .nesting = nesting, .e = e };

	if (!read_operand(&r, stops, out)) {
		operand_done(out);
		return false;
	}
	*used = r.at;
	return true;
}

void operand_done(struct operand *o)
{
	path_free(o->path);
	cJSON_Delete(o->json);
	regex_free(o->regex);
	*o = (struct operand){0};
}

/* --- expressions -------------------------------------------------------------------------------------------------- */

static struct filter *read_or(struct reader *r);

static struct filter *new_filter(enum filter_kind kind, struct filter *a, struct filter *b)
{
	struct filter *f = xcalloc(1, sizeof *f);

	f->kind = kind;
	f->a = a;
	f->b = b;
	return f;
}

/* False where there is no operator: then the path alone is the test. */
static bool read_operator(struct reader *r, enum filter_op *op)
{
	const char *p = r->text + r->at;
	size_t left = r->len - r->at, n = 0;

	if (left && strchr("=<>!~", *p))
		while (n < left && p[n] && strchr("=<>!~", p[n]))
			n++;
	else
		while (n < left && ((p[n] | 0x20) >= 'a' && (p[n] | 0x20) <= 'z'))
			n++;
	for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
		if (strlen(operators[i].text) == n && strncasecmp(operators[i].text, p, n) == 0) {
			*op = operators[i].op;
			r->at += n;
			return true;
		}
	}
	return false;
}

static struct filter *read_comparison(struct reader *r)
{
	struct filter *f = new_filter(FILTER_EXISTS, NULL, NULL);

	if (!read_operand(r, "=<>!~", &f->left))
		goto failed;
	skip_blanks(r);
	if (read_operator(r, &f->op)) {
		f->kind = FILTER_COMPARE;
		if (!read_operand(r, "=<>!~", &f->right))
			goto failed;
	} else if (f->left.kind != OPERAND_PATH) {
		fail(r, "an operator after the value");
		goto failed;
	}
	return f;
failed:
	filter_free(f);
	return NULL;
}

static struct filter *read_primary(struct reader *r)
{
	struct filter *f;

	skip_blanks(r);
	if (r->nesting >= PATH_NESTING_MAX) {
		path_fail(r->e, r->at, "filters are nested deeper than %d levels", PATH_NESTING_MAX);
		return NULL;
	}
	if (peek(r) == '!') {
		r->at++;
		r->nesting++;
		f = read_primary(r);
		r->nesting--;
		return f ? new_filter(FILTER_NOT, f, NULL) : NULL;
	}
	if (peek(r) != '(')
		return read_comparison(r);
	r->at++;
	r->nesting++;
	f = read_or(r);
	r->nesting--;
	skip_blanks(r);
	if (f && peek(r) != ')') {
		fail(r, "\")\"");
		filter_free(f);
		return NULL;
	}
	r->at++;
	return f;
}

/* A chain of one operator, "&&" inside "||". It leans to the right, and is walked without recursion. */
static struct filter *read_chain(struct reader *r, enum filter_kind kind)
{
	struct filter *all = NULL, **end = &all;

	do {
		struct filter *f = kind == FILTER_OR ? read_chain(r, FILTER_AND) : read_primary(r);

		if (!f) {
			*end = NULL;
			filter_free(all);
			return NULL;
		}
		if (take_twice(r, kind == FILTER_OR ? '|' : '&')) {
			*end = new_filter(kind, f, NULL);
			end = &(*end)->b;
		} else {
			*end = f;
			return all;
		}
	} while (true);
}

static struct filter *read_or(struct reader *r)
{
	return read_chain(r, FILTER_OR);
}

struct filter *filter_build(const char *text, size_t len, int nesting, size_t *used, struct err *e)
{
	struct reader r = { .text = text, .len = len, .nesting = nesting, .e = e };
	struct filter *f = read_or(&r);

	*used = r.at;
	return f;
}

void filter_free(struct filter *f)
{
	while (f) {
		struct filter *next = f->b;

		filter_free(f->a);
		operand_done(&f->left);
		operand_done(&f->right);
		free(f);
		f = next;
	}
}
