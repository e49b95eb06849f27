/*
 * The grammar of paths: Jayway's, with three things that AWS adds: the roots $$ and $name, and backslashes in names behind a dot
 * ("$.a\.b" is the member "a.b").
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "query/path_ast.h"

struct reader {
	const char *text;
	size_t at, len;
	int nesting;
	struct err *e;
	struct path *path;
	size_t cap;
};

static bool fail(struct reader *r, const char *expected)
{
	const char *p = r->text + r->at;
	size_t used = 0;

	if (r->at >= r->len)
		return path_fail(r->e, r->at, "expected %s at the end of the path", expected);
	utf8_next(p, r->len - r->at, &used);
	return path_fail(r->e, r->at, "expected %s, found \"%.*s\"", expected, (int)used, p);
}

static int peek(const struct reader *r, size_t ahead)
{
	return r->at + ahead < r->len ? (unsigned char)r->text[r->at + ahead] : -1;
}

static bool take(struct reader *r, int c)
{
	if (peek(r, 0) != c)
		return false;
	r->at++;
	return true;
}

static void skip_blanks(struct reader *r)
{
	while (peek(r, 0) == ' ' || peek(r, 0) == '\t' || peek(r, 0) == '\n' || peek(r, 0) == '\r')
		r->at++;
}

static struct step *add_step(struct reader *r, enum step_kind kind)
{
	struct path *p = r->path;

	if (p->n == PATH_STEPS_MAX) {
		path_fail(r->e, r->at, "the path has more than %d steps", PATH_STEPS_MAX);
		return NULL;
	}
	vec_reserve(&p->steps, &r->cap, p->n + 1, sizeof *p->steps);
	p->steps[p->n] = (struct step){ .kind = kind };
	return &p->steps[p->n++];
}

/* --- brackets ----------------------------------------------------------------------------------------------------- */

static bool read_int(struct reader *r, int32_t *out)
{
	size_t start = r->at;
	bool minus = take(r, '-');
	int64_t n = 0;

	if (peek(r, 0) < '0' || peek(r, 0) > '9')
		return fail(r, "a number");
	while (peek(r, 0) >= '0' && peek(r, 0) <= '9') {
		n = n * 10 + (peek(r, 0) - '0');
		r->at++;
		if (n > (int64_t)INT32_MAX + minus)
			return path_fail(r->e, start, "the index is too large");
	}
	*out = (int32_t)(minus ? -n : n);
	return true;
}

static bool close_bracket(struct reader *r, const char *expected)
{
	skip_blanks(r);
	return take(r, ']') || fail(r, expected);
}

static bool read_names(struct reader *r)
{
	struct step *s = add_step(r, STEP_NAMES);
	size_t cap = 0, used;

	if (!s)
		return false;
	do {
		char *name;

		skip_blanks(r);
		if (peek(r, 0) != '\'' && peek(r, 0) != '"')
			return fail(r, "a name in quotes");
		name = quoted_read(r->text + r->at, r->len - r->at, &used, r->e);
		if (!name)
			return path_fail(r->e, r->at, "the quoted name has no end");
		r->at += used;
		vec_reserve(&s->names, &cap, s->n + 1, sizeof *s->names);
		s->names[s->n++] = name;
		skip_blanks(r);
	} while (take(r, ','));
	if (s->n == 1) {
		s->kind = STEP_NAME;
		s->name = s->names[0];
		free(s->names);
		s->names = NULL;
	}
	return close_bracket(r, "\",\" or \"]\" after the name");
}

static bool read_indexes(struct reader *r, int32_t first)
{
	struct step *s = add_step(r, STEP_INDEXES);
	size_t cap = 0;
	int32_t n = first;

	if (!s)
		return false;
	for (;;) {
		vec_reserve(&s->indexes, &cap, s->n + 1, sizeof *s->indexes);
		s->indexes[s->n++] = n;
		skip_blanks(r);
		if (!take(r, ','))
			break;
		skip_blanks(r);
		if (!read_int(r, &n))
			return false;
	}
	if (s->n == 1) {
		s->kind = STEP_INDEX;
		s->index = first;
		free(s->indexes);
		s->indexes = NULL;
		if (first < 0)
			r->path->reference = false;
	}
	return close_bracket(r, "\",\", \":\" or \"]\" after the index");
}

/* Behind the first number, at its ":". A step is read and, as in Jayway, means nothing. */
static bool read_slice(struct reader *r, bool has_from, int32_t from)
{
	struct step *s = add_step(r, STEP_SLICE);
	size_t start = r->at;
	int32_t unused;

	if (!s)
		return false;
	s->has_from = has_from;
	s->from = from;
	r->at++;
	if (peek(r, 0) == '-' || (peek(r, 0) >= '0' && peek(r, 0) <= '9')) {
		s->has_to = true;
		if (!read_int(r, &s->to))
			return false;
	}
	if (take(r, ':') && peek(r, 0) != ']' && !read_int(r, &unused))
		return false;
	if (!s->has_from && !s->has_to)
		return path_fail(r->e, start, "a slice needs a beginning or an end");
	return take(r, ']') || fail(r, "\"]\" after the slice");
}

static bool read_numbers(struct reader *r)
{
	int32_t n;

	if (peek(r, 0) == ':')
		return read_slice(r, false, 0);
	if (!read_int(r, &n))
		return false;
	return peek(r, 0) == ':' ? read_slice(r, true, n) : read_indexes(r, n);
}

static bool read_filter(struct reader *r)
{
	struct step *s;
	size_t used;

	r->at++;				/* the question mark */
	skip_blanks(r);
	if (!take(r, '('))
		return fail(r, "\"(\" after \"?\"");
	if (r->nesting >= PATH_NESTING_MAX)
		return path_fail(r->e, r->at, "filters are nested deeper than %d levels", PATH_NESTING_MAX);
	s = add_step(r, STEP_FILTER);
	if (!s)
		return false;
	s->filter = filter_build(r->text + r->at, r->len - r->at, r->nesting + 1, &used, r->e);
	if (!s->filter) {
		if (r->e)
			r->e->span.offset += r->at;
		return false;
	}
	r->at += used;
	skip_blanks(r);
	if (!take(r, ')'))
		return fail(r, "\")\" after the filter");
	return close_bracket(r, "\"]\" after the filter");
}

static bool read_bracket(struct reader *r)
{
	int c;

	r->at++;
	skip_blanks(r);
	c = peek(r, 0);
	if (c == '\'' || c == '"')
		return read_names(r);
	if (c == '?')
		return read_filter(r);
	if (c == '*') {
		r->at++;
		return add_step(r, STEP_ALL) && close_bracket(r, "\"]\" after \"*\"");
	}
	if (c == '-' || c == ':' || (c >= '0' && c <= '9'))
		return read_numbers(r);
	return fail(r, "a number, a name in quotes, \"*\" or \"?\" after \"[\"");
}

/* --- names behind a dot, functions -------------------------------------------------------------------------------- */

static bool read_arguments(struct reader *r, struct step *s)
{
	size_t cap = 0, used;

	skip_blanks(r);
	while (peek(r, 0) != ')') {
		vec_reserve(&s->args, &cap, s->n + 1, sizeof *s->args);
		if (!operand_build(r->text + r->at, r->len - r->at, r->nesting + 1, ",", &s->args[s->n], &used, r->e)) {
			if (r->e)
				r->e->span.offset += r->at;
			return false;
		}
		s->n++;
		r->at += used;
		skip_blanks(r);
		if (peek(r, 0) == ')')
			break;
		if (!take(r, ','))
			return fail(r, "\",\" or \")\" after the argument");
		skip_blanks(r);
	}
	r->at++;
	return true;
}

static bool read_function(struct reader *r, size_t start, const char *name)
{
	const struct path_function *f = path_function_find(name, strlen(name));
	struct step *s;

	if (!f)
		return path_fail(r->e, start, "there is no function \"%.100s\"", name);
	if (r->nesting >= PATH_NESTING_MAX)
		return path_fail(r->e, start, "functions are nested deeper than %d levels", PATH_NESTING_MAX);
	r->at++;				/* the parenthesis */
	s = add_step(r, STEP_FUNCTION);
	if (!s)
		return false;
	s->function = f;
	return read_arguments(r, s);
}

static bool read_name(struct reader *r)
{
	struct str name = {0};
	size_t start = r->at;
	struct step *s;
	bool ok;
	int c;

	for (; (c = peek(r, 0)) >= 0 && c != '.' && c != '[' && c != '(' && c != ' '; r->at++) {
		if (c == '\\' && peek(r, 1) >= 0)
			r->at++;
		else if (strchr("@,:?*", c))
			r->path->reference = false;
		str_addc(&name, r->text[r->at]);
	}
	if (!name.len || c == ' ') {
		str_done(&name);
		return fail(r, c == ' ' && r->at > start ? "\".\" or \"[\" (a name with a blank is written ['so and so'])" : "a name");
	}
	if (c == '(') {
		ok = read_function(r, start, str_get(&name));
		str_done(&name);
		return ok;
	}
	s = add_step(r, STEP_NAME);
	if (s)
		s->name = str_take(&name);
	str_done(&name);
	return s != NULL;
}

/* What stands behind a dot, or behind two. */
static bool read_member(struct reader *r)
{
	if (peek(r, 0) == '[')
		return read_bracket(r);
	if (take(r, '*'))
		return add_step(r, STEP_ALL) != NULL;
	if (peek(r, 0) == '.')
		return fail(r, "a name");
	return read_name(r);
}

static bool read_step(struct reader *r)
{
	if (peek(r, 0) == '[')
		return read_bracket(r);
	if (!take(r, '.'))
		return read_name(r);
	if (take(r, '.') && !add_step(r, STEP_SCAN))
		return false;
	return read_member(r);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static bool is_name_byte(int c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80 || (!first && c >= '0' && c <= '9');
}

static bool read_root(struct reader *r)
{
	size_t start;

	if (take(r, '@')) {
		r->path->root = ROOT_ITEM;
		if (r->nesting == 0)
			return path_fail(r->e, 0, "\"@\" has a meaning only inside a filter");
	} else if (!take(r, '$')) {
		return fail(r, "\"$\" at the beginning of the path");
	} else if (take(r, '$')) {
		r->path->root = ROOT_CONTEXT;
	} else if (is_name_byte(peek(r, 0), true)) {
		for (start = r->at; is_name_byte(peek(r, 0), false); r->at++)
			;
		r->path->root = ROOT_VARIABLE;
		r->path->variable = xstrndup(r->text + start, r->at - start);
	}
	if (r->at < r->len && peek(r, 0) != '.' && peek(r, 0) != '[')
		return fail(r, "\".\" or \"[\"");
	return true;
}

static bool step_is_definite(const struct step *s, bool last)
{
	return s->kind == STEP_NAME || s->kind == STEP_INDEX || s->kind == STEP_FUNCTION || (s->kind == STEP_NAMES && last);
}

/* Jayway computes "$..price.sum()" over all that the scan finds: such a path is definite, whatever stands between. */
static bool is_scan_function(const struct path *p)
{
	return p->n > 2 && p->steps[0].kind == STEP_SCAN && p->steps[p->n - 1].kind == STEP_FUNCTION && !p->steps[p->n - 1].n;
}

static void classify(struct path *p)
{
	p->definite = p->simple = true;
	for (size_t i = 0; i < p->n; i++) {
		struct step *s = &p->steps[i];

		s->after_definite = p->definite;
		p->simple = p->simple && (s->kind == STEP_NAME || s->kind == STEP_INDEX);
		p->definite = p->definite && step_is_definite(s, i + 1 == p->n);
	}
	p->reference = p->reference && p->simple;
	p->definite = p->definite || is_scan_function(p);
}

struct path *path_build(const char *text, size_t len, int nesting, struct err *e)
{
	struct path *p;
	struct reader r = { .text = text, .len = len, .nesting = nesting, .e = e };
	bool ok;

	p = r.path = xcalloc(1, sizeof *p);
	p->reference = true;
	ok = read_root(&r);
	while (ok && r.at < len)
		ok = read_step(&r);
	if (!ok) {
		path_free(p);
		return NULL;
	}
	p->text = xstrndup(text, len);
	classify(p);
	return p;
}
