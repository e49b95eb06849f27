/*
 * Intrinsic calls: States.Name(argument, …), an argument being a text in single quotes, a number, true, false, null, a path or another
 * call. Names and numbers of arguments are checked when compiling. AWS words a failure with the whole expression, however deep it
 * happened: "The function 'States.Format('{}', $.x)' had the following error: …".
 */
#include "query/intrinsic.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "json/places.h"
#include "query/intrinsic_ast.h"

struct intrinsic {
	char *text;
	struct call *root;
};

struct reader {
	const char *text;
	size_t at, len;
	struct err *e;
};

/* --- compiling ---------------------------------------------------------------------------------------------------- */

static int peek(const struct reader *r)
{
	return r->at < r->len ? (unsigned char)r->text[r->at] : -1;
}

static void skip_blanks(struct reader *r)
{
	while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r')
		r->at++;
}

static bool fail(struct reader *r, const char *expected)
{
	size_t used;

	if (r->at >= r->len)
		return path_fail(r->e, r->at, "expected %s at the end of the call", expected);
	utf8_next(r->text + r->at, r->len - r->at, &used);
	return path_fail(r->e, r->at, "expected %s, found \"%.*s\"", expected, (int)used, r->text + r->at);
}

static struct call *read_call(struct reader *r, int nesting);

static void call_free(struct call *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->args.n; i++) {
		value_unref(c->args.v[i].value);
		free(c->args.v[i].template_text);
		path_free(c->args.v[i].path);
		call_free(c->args.v[i].call);
	}
	VEC_DONE(&c->args);
	free(c);
}

/* 'text': \' \\ \{ and \} are the only escapes. */
static bool read_quoted(struct reader *r, struct argument *out)
{
	size_t start = ++r->at;
	struct str s = {0};

	for (; peek(r) != '\''; r->at++) {
		if (peek(r) == '\\') {
			r->at++;
			if (peek(r) < 0 || !peek(r) || !strchr("'\\{}", peek(r))) {
				str_done(&s);
				r->at--;
				return path_fail(r->e, r->at, "a backslash in a text must stand before ' \\ { or }");
			}
		}
		if (peek(r) < 0) {
			str_done(&s);
			return path_fail(r->e, start - 1, "the text has no closing '");
		}
		str_addc(&s, r->text[r->at]);
	}
	out->value = value_string(str_get(&s));
	out->template_text = xstrndup(r->text + start, r->at - start);
	str_done(&s);
	r->at++;
	return true;
}

static bool read_path(struct reader *r, struct argument *out)
{
	size_t n = path_extent(r->text + r->at, r->len - r->at, ",");

	out->path = path_build(r->text + r->at, n, 0, r->e);
	if (!out->path) {
		if (r->e)
			r->e->span.offset += r->at;
		return false;
	}
	r->at += n;
	return true;
}

static bool read_word(struct reader *r, struct argument *out)
{
	const char *word = r->text + r->at;
	size_t n = strcspn(word, " \t\r\n,)");
	cJSON *node;

	if (n > r->len - r->at)
		n = r->len - r->at;
	if (n == 4 && memcmp(word, "true", 4) == 0)
		node = cJSON_CreateTrue();
	else if (n == 5 && memcmp(word, "false", 5) == 0)
		node = cJSON_CreateFalse();
	else if (n == 4 && memcmp(word, "null", 4) == 0)
		node = cJSON_CreateNull();
	else
		node = json_new_number_text(word, n);
	if (!node)
		return fail(r, "a text in single quotes, a number, true, false, null, a path or a call");
	out->value = value_take(node);
	r->at += n;
	return true;
}

static bool read_argument(struct reader *r, int nesting, struct argument *out)
{
	*out = (struct argument){0};
	if (peek(r) == '\'')
		return read_quoted(r, out);
	if (peek(r) == '$')
		return read_path(r, out);
	if (r->len - r->at > 7 && memcmp(r->text + r->at, "States.", 7) == 0) {
		out->call = read_call(r, nesting + 1);
		return out->call != NULL;
	}
	return read_word(r, out);
}

static bool literal_fits(const cJSON *node, char letter)
{
	switch (letter) {
	case 's':
		return cJSON_IsString(node);
	case 'n':
		return cJSON_IsNumber(node);
	default:
		return letter == '*';
	}
}

/* The argument just read from byte `at` on: is it a literal that no input can make right? */
static bool check_literal(struct reader *r, size_t at, const struct call *c)
{
	const char *letters = c->function->literals;
	const struct value *literal = c->args.v[c->args.n - 1].value;
	char letter = '*';

	if (c->args.n <= strlen(letters))
		letter = letters[c->args.n - 1];
	if (!literal || literal_fits(value_node(literal), letter))
		return true;
	return path_fail(r->e, at, "argument %zu of States.%s must be %s", c->args.n, c->function->name,
		letter == 's' ? "a text" : letter == 'n' ? "a number" : "a path or a call");
}

static bool read_arguments(struct reader *r, int nesting, struct call *c)
{
	skip_blanks(r);
	if (peek(r) == ')') {
		r->at++;
		return true;
	}
	for (;;) {
		struct argument *a = VEC_ADD(&c->args);
		size_t at = r->at;

		if (!read_argument(r, nesting, a) || !check_literal(r, at, c))
			return false;
		skip_blanks(r);
		if (peek(r) == ')') {
			r->at++;
			return true;
		}
		if (peek(r) != ',')
			return fail(r, "\",\" or \")\" after the argument");
		r->at++;
		skip_blanks(r);
	}
}

static bool check_count(struct reader *r, size_t at, const struct call *c)
{
	const struct intrinsic_function *f = c->function;

	if (c->args.n >= f->min && c->args.n <= f->max)
		return true;
	if (f->min == f->max)
		return path_fail(r->e, at, "States.%s takes %zu argument%s, not %zu", f->name, f->min, f->min == 1 ? "" : "s", c->args.n);
	if (f->max == SIZE_MAX)
		return path_fail(r->e, at, "States.%s takes at least %zu argument%s", f->name, f->min, f->min == 1 ? "" : "s");
	return path_fail(r->e, at, "States.%s takes %zu to %zu arguments, not %zu", f->name, f->min, f->max, c->args.n);
}

static struct call *read_call(struct reader *r, int nesting)
{
	size_t start = r->at, name = start + strlen("States."), n = 0;
	struct call *c;

	if (nesting > INTRINSIC_NESTING_MAX) {
		path_fail(r->e, start, "calls are nested deeper than %d levels", INTRINSIC_NESTING_MAX);
		return NULL;
	}
	while (name + n < r->len && ((r->text[name + n] | 0x20) >= 'a' && (r->text[name + n] | 0x20) <= 'z'))
		n++;
	while (name + n < r->len && r->text[name + n] >= '0' && r->text[name + n] <= '9')
		n++;				/* Base64… */
	while (name + n < r->len && ((r->text[name + n] | 0x20) >= 'a' && (r->text[name + n] | 0x20) <= 'z'))
		n++;
	c = xcalloc(1, sizeof *c);
	c->function = intrinsic_function_find(r->text + name, n);
	r->at = name + n;
	if (!c->function) {
		path_fail(r->e, start, "there is no function \"States.%.*s\"", n > 60 ? 60 : (int)n, r->text + name);
		goto failed;
	}
	if (peek(r) != '(') {
		fail(r, "\"(\" after the function's name");
		goto failed;
	}
	r->at++;
	if (read_arguments(r, nesting, c) && check_count(r, start, c))
		return c;
failed:
	call_free(c);
	return NULL;
}

bool intrinsic_is(const char *text)
{
	return str_starts(text, "States.");
}

struct intrinsic *intrinsic_compile(const char *text, size_t len, struct err *e)
{
	struct err local = {0};
	struct reader r = { .text = text, .len = len, .e = e ? e : &local };
	struct intrinsic *x;
	struct call *root = NULL;

	if (!expression_check(text, len, r.e))
		root = NULL;
	else if (len < 7 || memcmp(text, "States.", 7) != 0)
		path_fail(r.e, 0, "an intrinsic call begins with \"States.\"");
	else
		root = read_call(&r, 1);
	skip_blanks(&r);
	if (root && r.at < r.len) {
		fail(&r, "nothing behind the call");
		call_free(root);
		root = NULL;
	}
	if (!root) {
		if (e)
			e->span = json_span_of(text, len, e->span.offset);
		return NULL;
	}
	x = xcalloc(1, sizeof *x);
	x->text = xstrndup(text, len);
	x->root = root;
	return x;
}

const struct call *intrinsic_root(const struct intrinsic *x)
{
	return x->root;
}

void intrinsic_free(struct intrinsic *x)
{
	if (!x)
		return;
	call_free(x->root);
	free(x->text);
	free(x);
}

/* --- evaluating --------------------------------------------------------------------------------------------------- */

static struct value *evaluate(const struct call *call, const struct query_env *env, struct str *why, size_t *nodes);

/* AWS names a context path as "$.…", and shows the state's input whatever was searched. */
static void say_missing(const struct path *p, const struct query_env *env, struct str *why)
{
	str_reset(why);
	str_addf(why, "The JsonPath argument for the field '%s' could not be found in the input '%s'",
		path_text(p) + (p->root == ROOT_CONTEXT), env->input ? value_text(env->input) : "");
}

static struct value *argument_value(const struct argument *a, const struct query_env *env, struct str *why, size_t *nodes)
{
	enum outcome outcome;
	struct value *v;

	if (a->value)
		return value_ref(a->value);
	if (a->call)
		return evaluate(a->call, env, why, nodes);
	v = path_eval_quiet(a->path, env, false, why, &outcome);
	if (outcome == OUT_MISSING)
		say_missing(a->path, env, why);
	return v;
}

static struct value *evaluate(const struct call *call, const struct query_env *env, struct str *why, size_t *nodes)
{
	struct value **args = xcalloc(call->args.n, sizeof(struct value *)), *result = NULL;
	struct invocation c = { .call = call, .env = env, .args = args, .n = call->args.n, .why = why, .nodes = nodes };
	size_t n = 0;

	while (n < c.n && (args[n] = argument_value(&call->args.v[n], env, why, nodes)))
		n++;
	if (n == c.n)
		result = call->function->fn(&c);
	if (n == c.n && !result && !why->len)
		str_addf(why, "Invalid arguments in States.%s", call->function->name);
	while (n)
		value_unref(args[--n]);
	free(args);
	return result;		/* cppcheck-suppress returnDanglingLifetime; a function keeps nothing of its invocation */
}

struct value *intrinsic_eval(const struct intrinsic *x, const struct query_env *env, struct str *why)
{
	struct str detail = {0};
	size_t nodes = 0;
	struct value *v = evaluate(x->root, env, &detail, &nodes);

	if (!v)
		str_addf(why, "The function '%s' had the following error: %s", x->text, str_get(&detail));
	str_done(&detail);
	return v;
}
