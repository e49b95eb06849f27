/* The tokens of a text for a highlighter: the parser's own lexer, asked token by token, for texts that need not parse. */
#include <stdlib.h>
#include <string.h>

#include "query/jsonata_run.h"

struct tokens {
	VEC(struct jsonata_token) list;
	struct jreader r;
	struct jsonata_error e;
};

static void add(struct tokens *t, enum jsonata_token_kind kind, size_t from, size_t to)
{
	if (to > from)
		VEC_PUSH(&t->list, ((struct jsonata_token){ kind, from, to - from }));
}

/* Between two tokens are blanks and comments. */
static void add_comments(struct tokens *t, size_t from, size_t to)
{
	const char *p = t->r.p;

	while (from + 1 < to) {
		size_t end = from + 2;

		if (p[from] != '/' || p[from + 1] != '*') {
			from++;
			continue;
		}
		while (end + 1 < to && (p[end] != '*' || p[end + 1] != '/'))
			end++;
		add(t, JSONATA_COMMENT, from, end + 2 < to ? end + 2 : to);
		from = end + 2;
	}
}

/* A "/" behind an operand divides. */
static bool is_operand(const struct jtoken *t)
{
	return t->kind != JT_OP ? t->kind != JT_END : strchr(")]}", t->text[0]) != NULL;
}

static bool is_called(const struct jreader *r)
{
	size_t i = r->at;

	while (i < r->len && strchr(" \t\r\n", r->p[i]))
		i++;
	return i < r->len && r->p[i] == '(';
}

static enum jsonata_token_kind kind_of(const struct jreader *r)
{
	const struct jtoken *t = &r->t;

	switch (t->kind) {
	case JT_STRING:
		return JSONATA_STRING;
	case JT_NUMBER:
		return JSONATA_NUMBER;
	case JT_VALUE:
		return JSONATA_CONSTANT;
	case JT_REGEX:
		return JSONATA_REGEX;
	case JT_VAR:
		return t->len && (jfunction_find(t->text) || is_called(r)) ? JSONATA_FUNCTION : JSONATA_VARIABLE;
	case JT_NAME:
		return (str_is(t->text, "function") || str_is(t->text, "\xce\xbb")) && is_called(r) ? JSONATA_KEYWORD : JSONATA_NAME;
	default:
		return t->text[0] >= 'a' && t->text[0] <= 'z' ? JSONATA_KEYWORD : JSONATA_OPERATOR;
	}
}

static void read_all(struct tokens *t)
{
	struct jreader *r = &t->r;
	bool infix = false;
	size_t behind = 0;

	for (;;) {
		jlexer_next(r, infix);
		add_comments(t, behind, r->t.start);
		if (r->t.kind == JT_END)
			return;
		add(t, kind_of(r), r->t.start, r->t.end);
		behind = r->t.end;
		infix = is_operand(&r->t);
	}
}

struct jsonata_token *jsonata_tokens(const char *text, size_t len, size_t *n)
{
	struct tokens t = {0};
	struct jsonata *x = xcalloc(1, sizeof *x);
	const struct jsonata_token *last;
	size_t from;

	x->text = xstrndup(text, len);
	t.r = (struct jreader){ .x = x, .p = x->text, .len = len, .e = &t.e };
	if (!setjmp(t.r.fail)) {
		read_all(&t);
	} else {
		last = t.list.n ? &t.list.v[t.list.n - 1] : NULL;
		from = last ? last->offset + last->len : 0;
		while (from < len && strchr(" \t\r\n", text[from]))
			from++;
		add(&t, JSONATA_BROKEN, from, len);
	}
	jsonata_error_done(&t.e);
	jsonata_free(x);
	*n = t.list.n;
	return t.list.v;
}
