/*
 * Reading JSONata: operator precedence (Pratt). What a token means in front of an operand is read by prefix(), what it means behind one by
 * infix(); powers[] says how strongly it binds.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/places.h"
#include "query/jsonata_ast.h"

static struct jnode *expression(struct jreader *r, int power);

static const struct power {
	const char *op;
	int power;
	enum jn_op binary;
} powers[] = {
	{ ".", 75, 0 }, { "[", 80, 0 }, { "{", 70, 0 }, { "(", 80, 0 }, { "@", 80, 0 }, { "#", 80, 0 }, { "?", 20, 0 },
	{ "+", 50, JO_ADD }, { "-", 50, JO_SUB }, { "*", 60, JO_MUL }, { "/", 60, JO_DIV }, { "%", 60, JO_MOD }, { "&", 50, JO_CONCAT },
	{ "=", 40, JO_EQ }, { "!=", 40, JO_NE }, { "<", 40, JO_LT }, { ">", 40, JO_GT }, { "<=", 40, JO_LE }, { ">=", 40, JO_GE },
	{ "in", 40, JO_IN }, { "and", 30, JO_AND }, { "or", 25, JO_OR }, { "^", 40, 0 }, { "~>", 40, 0 }, { "?:", 40, 0 }, { "??", 40, 0 },
	{ ":=", 10, 0 },
};

_Noreturn void jread_fail(struct jreader *r, const char *code, size_t at, const char *fmt, ...)
{
	if (r->e) {
		va_list ap;

		snprintf(r->e->code, sizeof r->e->code, "%s", code);
		r->e->at = json_span_of(r->p, r->len, at < r->len ? at : r->len);
		str_reset(&r->e->message);
		va_start(ap, fmt);
		str_vaddf(&r->e->message, fmt, ap);
		va_end(ap);
	}
	longjmp(r->fail, 1);
}

static bool is_op(const struct jreader *r, const char *op)
{
	return r->t.kind == JT_OP && str_is(r->t.text, op);
}

const char *jread_quoted(struct jreader *r, const char *text)
{
	struct str out = {0};
	const char *quoted;

	json_print_string(&out, text);
	quoted = jtext_copy(&r->x->arena, out.p, out.len < 200 ? out.len : 200);
	str_done(&out);
	return quoted;
}

const char *jread_number(struct jreader *r, double d)
{
	struct str out = {0};
	const char *text;

	json_print_number(&out, d);
	text = jtext_copy(&r->x->arena, out.p, out.len);
	str_done(&out);
	return text;
}

/* A token in a message, as JSON.stringify() has it. */
static const char *shown(struct jreader *r, const struct jtoken *t)
{
	if (t->kind == JT_NUMBER)
		return jread_number(r, t->number);
	return t->kind == JT_REGEX ? "{}" : t->kind == JT_VALUE ? t->text : jread_quoted(r, t->text);
}

static struct jnode *node_new(struct jreader *r, enum jn_kind kind, size_t at)
{
	struct jnode *n = jarena_alloc(&r->x->arena, sizeof *n);

	memset(n, 0, sizeof *n);
	n->kind = kind;
	n->offset = at;
	n->depth = 1;
	return n;
}

static struct jnode *holds(struct jreader *r, struct jnode *n, const struct jnode *child)
{
	if (child && child->depth >= n->depth)
		n->depth = child->depth + 1;
	if (n->depth > JSONATA_TREE_MAX)
		jread_fail(r, "U1001", n->offset, "The expression is nested too deeply");
	return n;
}

static struct jnode *node_of(struct jreader *r, enum jn_kind kind, size_t at, struct jnode *a, struct jnode *b, struct jnode *c)
{
	struct jnode *n = node_new(r, kind, at);

	n->a = a;
	n->b = b;
	n->c = c;
	holds(r, n, a);
	holds(r, n, b);
	return holds(r, n, c);
}

static struct jnode *with_text(struct jnode *n, const struct jtoken *t)
{
	n->text = t->text;
	n->len = t->len;
	n->hash = jhash(t->text, t->len);
	return n;
}

static void list_add(struct jreader *r, struct jnode *n, size_t *cap, struct jnode *item)
{
	if (n->n == *cap) {
		size_t grown = *cap ? *cap * 2 : 4;
		struct jnode **list = jarena_alloc(&r->x->arena, grown * sizeof *list);

		if (n->n)
			memcpy(list, n->list, n->n * sizeof *list);
		n->list = list;
		*cap = grown;
	}
	n->list[n->n++] = item;
	holds(r, n, item);
}

static void expect(struct jreader *r, const char *op, bool infix)
{
	if (is_op(r, op)) {
		jlexer_next(r, infix);
		return;
	}
	if (r->t.kind == JT_END)
		jread_fail(r, "S0203", r->t.start, "Expected \"%s\" before end of expression", op);
	jread_fail(r, "S0202", r->t.start, "Expected \"%s\", got %s", op, shown(r, &r->t));
}

/* Key and value by turns, from behind "{" to behind "}". */
static struct jnode *object(struct jreader *r, size_t at)
{
	struct jnode *n = node_new(r, JN_OBJECT, at);
	size_t cap = 0;

	if (!is_op(r, "}")) {
		for (;;) {
			list_add(r, n, &cap, expression(r, 0));
			expect(r, ":", false);
			list_add(r, n, &cap, expression(r, 0));
			if (!is_op(r, ","))
				break;
			jlexer_next(r, false);
		}
	}
	expect(r, "}", true);
	return n;
}

static struct jnode *array(struct jreader *r, size_t at)
{
	struct jnode *n = node_new(r, JN_ARRAY, at);
	size_t cap = 0;

	if (!is_op(r, "]")) {
		for (;;) {
			struct jnode *item = expression(r, 0);

			if (is_op(r, "..")) {
				size_t where = r->t.start;

				jlexer_next(r, false);
				item = node_of(r, JN_BINARY, where, item, expression(r, 0), NULL);
				item->op = JO_RANGE;
				item->text = "..";
			}
			list_add(r, n, &cap, item);
			if (!is_op(r, ","))
				break;
			jlexer_next(r, false);
		}
	}
	expect(r, "]", true);
	return n;
}

static struct jnode *block(struct jreader *r, size_t at)
{
	struct jnode *n = node_new(r, JN_BLOCK, at);
	size_t cap = 0;

	while (!is_op(r, ")")) {
		list_add(r, n, &cap, expression(r, 0));
		if (!is_op(r, ";"))
			break;
		jlexer_next(r, false);
	}
	expect(r, ")", true);
	return n;
}

static struct jnode *transform(struct jreader *r, size_t at)
{
	struct jnode *pattern = expression(r, 0), *update, *deletion = NULL;

	expect(r, "|", false);
	update = expression(r, 0);
	if (is_op(r, ",")) {
		jlexer_next(r, false);
		deletion = expression(r, 0);
	}
	expect(r, "|", false);
	return node_of(r, JN_TRANSFORM, at, pattern, update, deletion);
}

static struct jnode *prefix_operator(struct jreader *r, const struct jtoken *t)
{
	if (str_is(t->text, "*"))
		return node_new(r, JN_WILDCARD, t->start);
	if (str_is(t->text, "**"))
		return node_new(r, JN_DESCENDANT, t->start);
	if (str_is(t->text, "%"))
		return node_new(r, JN_PARENT, t->start);
	if (str_is(t->text, "and") || str_is(t->text, "or") || str_is(t->text, "in"))
		return with_text(node_new(r, JN_NAME, t->start), t);
	if (str_is(t->text, "-"))
		return node_of(r, JN_NEGATE, t->start, expression(r, 70), NULL, NULL);
	if (str_is(t->text, "("))
		return block(r, t->start);
	if (str_is(t->text, "["))
		return array(r, t->start);
	if (str_is(t->text, "{"))
		return object(r, t->start);
	if (str_is(t->text, "|"))
		return transform(r, t->start);
	jread_fail(r, "S0211", t->start, "The symbol %s cannot be used as a unary operator", shown(r, t));
}

static struct jnode *prefix(struct jreader *r, const struct jtoken *t)
{
	struct jnode *n;

	switch (t->kind) {
	case JT_STRING:
		return with_text(node_new(r, JN_STRING, t->start), t);
	case JT_NAME:
		return with_text(node_new(r, JN_NAME, t->start), t);
	case JT_VAR:
		return with_text(node_new(r, JN_VAR, t->start), t);
	case JT_NUMBER:
		n = node_new(r, JN_NUMBER, t->start);
		n->number = t->number;
		return n;
	case JT_VALUE:
		return node_new(r, t->text[0] == 't' ? JN_TRUE : t->text[0] == 'f' ? JN_FALSE : JN_NULL, t->start);
	case JT_REGEX:
		n = node_new(r, JN_REGEX, t->start);
		n->regex = t->regex;
		return n;
	case JT_OP:
		return prefix_operator(r, t);
	default:
		return node_new(r, JN_END, t->start);		/* an error, unless something else is missing */
	}
}

/* "<...>" between the parameters and the body, token by token: blanks do not count. */
static void signature(struct jreader *r, struct jnode *lambda)
{
	size_t start = r->t.start, n = 0;
	char *text = jarena_alloc(&r->x->arena, r->len - start + 1);	/* no token is longer than what it is read from */
	int depth = 1;

	text[n++] = '<';
	while (depth > 0 && !is_op(r, "{") && r->t.kind != JT_END) {
		jlexer_next(r, false);
		depth += is_op(r, "<") - is_op(r, ">");
		if (r->t.kind != JT_END)
			memcpy(text + n, r->t.text, r->t.len);
		n += r->t.len;
	}
	expect(r, ">", false);
	lambda->signature = jsignature_read(r, &r->x->arena, text, n, start);
}

static struct jnode *lambda(struct jreader *r, struct jnode *call)
{
	for (size_t i = 0; i < call->n; i++)
		if (call->list[i]->kind != JN_VAR)
			jread_fail(r, "S0208", call->list[i]->offset,
				"Parameter %zu of function definition must be a variable name (start with $)", i + 1);
	call->kind = JN_LAMBDA;
	call->a = NULL;
	if (is_op(r, "<"))
		signature(r, call);
	expect(r, "{", false);
	call->a = expression(r, 0);
	holds(r, call, call->a);
	expect(r, "}", false);
	return call;
}

static struct jnode *call(struct jreader *r, struct jnode *left, size_t at)
{
	struct jnode *n = node_of(r, JN_CALL, at, left, NULL, NULL);
	size_t cap = 0;
	bool defines = left->kind == JN_NAME && (str_is(left->text, "function") || str_is(left->text, "\xce\xbb"));

	if (!is_op(r, ")")) {
		for (;;) {
			if (is_op(r, "?")) {
				n->kind = JN_PARTIAL;
				list_add(r, n, &cap, node_new(r, JN_PLACEHOLDER, r->t.start));
				jlexer_next(r, false);
			} else {
				list_add(r, n, &cap, expression(r, 0));
			}
			if (!is_op(r, ","))
				break;
			jlexer_next(r, false);
		}
	}
	expect(r, ")", true);
	return defines ? lambda(r, n) : n;
}

static struct jnode *subscript(struct jreader *r, struct jnode *left, size_t at)
{
	struct jnode *n;

	if (is_op(r, "]")) {
		struct jnode *step = left;

		while (step->kind == JN_SUBSCRIPT)
			step = step->a;
		step->keep_array = true;
		jlexer_next(r, false);
		return left;
	}
	n = node_of(r, JN_SUBSCRIPT, at, left, expression(r, 0), NULL);
	expect(r, "]", true);
	return n;
}

static struct jnode *order(struct jreader *r, struct jnode *left, size_t at)
{
	struct jnode *n = node_of(r, JN_ORDER, at, left, NULL, NULL);
	size_t cap = 0;
	bool flags[256];

	expect(r, "(", false);
	for (;;) {
		bool down = is_op(r, ">");

		if (n->n == ARRAY_LEN(flags))
			jread_fail(r, "U1001", at, "More than 256 terms of an order");
		if (down || is_op(r, "<"))
			jlexer_next(r, false);
		flags[n->n] = down;
		list_add(r, n, &cap, expression(r, 0));
		if (!is_op(r, ","))
			break;
		jlexer_next(r, false);
	}
	expect(r, ")", false);
	n->descending = jarena_alloc(&r->x->arena, n->n);
	memcpy(n->descending, flags, n->n);
	return n;
}

static struct jnode *bound_name(struct jreader *r, enum jn_kind kind, struct jnode *left, const struct jtoken *t)
{
	struct jnode *var = expression(r, 80);

	if (var->kind != JN_VAR)
		jread_fail(r, "S0214", t->start, "The right side of \"%s\" must be a variable name (start with $)", t->text);
	return node_of(r, kind, t->start, left, var, NULL);
}

static struct jnode *choice(struct jreader *r, struct jnode *left, size_t at)
{
	struct jnode *then = expression(r, 0), *other = NULL;

	if (is_op(r, ":")) {
		jlexer_next(r, false);
		other = expression(r, 0);
	}
	return node_of(r, JN_CONDITION, at, left, then, other);
}

static struct jnode *infix(struct jreader *r, const struct jtoken *t, const struct power *p, struct jnode *left)
{
	struct jnode *n;

	if (p->binary) {
		n = node_of(r, JN_BINARY, t->start, left, expression(r, p->power), NULL);
		n->op = p->binary;
		n->text = p->op;
		return n;
	}
	switch (t->text[0]) {
	case '.':
		return node_of(r, JN_DOT, t->start, left, expression(r, p->power), NULL);
	case '[':
		return subscript(r, left, t->start);
	case '{':
		return node_of(r, JN_GROUP, t->start, left, object(r, t->start), NULL);
	case '(':
		return call(r, left, t->start);
	case '@':
		return bound_name(r, JN_FOCUS, left, t);
	case '#':
		return bound_name(r, JN_INDEX, left, t);
	case '^':
		return order(r, left, t->start);
	case '~':
		return node_of(r, JN_APPLY, t->start, left, expression(r, p->power), NULL);
	case ':':
		if (left->kind != JN_VAR)
			jread_fail(r, "S0212", left->offset, "The left side of := must be a variable name (start with $)");
		return node_of(r, JN_BIND, t->start, left, expression(r, p->power - 1), NULL);
	default:
		if (t->len == 1)
			return choice(r, left, t->start);
		return node_of(r, t->text[1] == ':' ? JN_ELVIS : JN_COALESCE, t->start, left, expression(r, 0), NULL);
	}
}

static const struct power *power_of(const struct jreader *r)
{
	if (r->t.kind == JT_OP)
		for (size_t i = 0; i < ARRAY_LEN(powers); i++)
			if (str_is(powers[i].op, r->t.text))
				return &powers[i];
	return NULL;
}

static struct jnode *expression(struct jreader *r, int power)
{
	struct jtoken t = r->t;
	const struct power *p;
	struct jnode *left;

	if (++r->nesting > JSONATA_TREE_MAX)
		jread_fail(r, "U1001", t.start, "The expression is nested too deeply");
	if (t.kind != JT_END)
		jlexer_next(r, true);
	left = prefix(r, &t);
	while ((p = power_of(r)) && p->power > power) {
		t = r->t;
		jlexer_next(r, false);
		left = infix(r, &t, p, left);
	}
	r->nesting--;
	return left;
}

struct jnode *jparser_read(struct jreader *r)
{
	struct jnode *n;

	jlexer_next(r, false);
	n = expression(r, 0);
	if (r->t.kind != JT_END)
		jread_fail(r, "S0201", r->t.start, "Syntax error: %s", shown(r, &r->t));
	return n;
}
