/*
 * query: paths, intrinsics and templates.
 *
 * The cases stand in tests/query/NAME.test, one a line; "#" begins a comment line:
 *
 *	input JSON              what $ is, for the lines below
 *	context JSON            what $$ is
 *	variable NAME JSON      what $NAME is
 *	EXPRESSION => JSON      the result, compared as compact text
 *	EXPRESSION !! TEXT      evaluating fails with exactly this text
 *	EXPRESSION ?? COL TEXT  compiling fails in this column with exactly this text
 *
 * An EXPRESSION is a path; "set PATH := JSON" puts JSON at a path of the input; what begins with "States." is an intrinsic call;
 * "template JSON" is a payload template (a fault in it has no column: 0). "\n" in a TEXT stands for a line end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "query/intrinsic.h"
#include "query/path.h"
#include "query/template.h"

#define VARIABLES_MAX 16

struct world {
	struct value *input, *context;
	struct {
		char name[32];
		struct value *value;
	} variables[VARIABLES_MAX];
	size_t n;
	struct rng rng;
};

struct answer {
	struct value *value;
	struct str why;		/* of an evaluation */
	struct err e;		/* of compiling */
};

static struct value *find_variable(void *ctx, const char *name)
{
	struct world *w = ctx;

	for (size_t i = 0; i < w->n; i++)
		if (str_is(w->variables[i].name, name))
			return w->variables[i].value;
	return NULL;
}

static struct value *read_value(const char *text)
{
	struct err e;
	struct value *v = value_parse(text, strlen(text), &e);

	if (!v)
		fail_msg("%s: %s", text, e.msg);
	return v;
}

static void forget(struct world *w)
{
	value_unref(w->input);
	value_unref(w->context);
	while (w->n)
		value_unref(w->variables[--w->n].value);
	*w = (struct world){0};
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

static void ask_path(const char *text, const struct query_env *env, struct answer *a)
{
	struct path *p = path_compile(text, strlen(text), &a->e);

	if (p)
		a->value = path_eval(p, env, &a->why);
	path_free(p);
}

static void ask_set(const char *text, const struct query_env *env, struct answer *a)
{
	const char *item = strstr(text, " := ");
	struct path *p = path_compile(text, (size_t)(item - text), &a->e);
	struct value *v = read_value(item + 4);

	if (p)
		a->value = path_set(p, env->input, v, &a->why);
	path_free(p);
	value_unref(v);
}

static void ask_intrinsic(const char *text, const struct query_env *env, struct answer *a)
{
	struct intrinsic *x = intrinsic_compile(text, strlen(text), &a->e);

	if (x)
		a->value = intrinsic_eval(x, env, &a->why);
	intrinsic_free(x);
}

static void ask_template(const char *text, const struct query_env *env, struct answer *a)
{
	struct value *v = read_value(text);
	const cJSON *where;
	struct tmpl *t = tmpl_compile(value_node(v), &where, &a->e);

	assert_true(t ? !where : where != NULL);
	if (t)
		a->value = tmpl_eval(t, env, &a->why);
	tmpl_free(t);
	value_unref(v);
}

static void ask(const char *text, const struct query_env *env, struct answer *a)
{
	if (str_starts(text, "set "))
		ask_set(text + 4, env, a);
	else if (str_starts(text, "template "))
		ask_template(text + 9, env, a);
	else if (intrinsic_is(text))
		ask_intrinsic(text, env, a);
	else
		ask_path(text, env, a);
}

/* --- the files ---------------------------------------------------------------------------------------------------- */

static bool directive(struct world *w, const char *line)
{
	int used = 0;

	if (str_starts(line, "input ")) {
		value_unref(w->input);
		w->input = read_value(line + 6);
	} else if (str_starts(line, "context ")) {
		value_unref(w->context);
		w->context = read_value(line + 8);
	} else if (w->n < VARIABLES_MAX && sscanf(line, "variable %31s %n", w->variables[w->n].name, &used) == 1) {
		w->variables[w->n].value = read_value(line + used);
		w->n++;
	} else {
		return false;
	}
	return true;
}

static char *line_ends(const char *text)
{
	struct str s = {0};

	for (; *text; text++) {
		if (text[0] == '\\' && text[1] == 'n')
			str_addc(&s, *++text == 'n' ? '\n' : ' ');
		else
			str_addc(&s, *text);
	}
	return str_take(&s);
}

/* What the line says that comes out, and what came, in the same form. */
static bool as_expected(const char *kind, const char *expected, struct answer *a, char got[1024])
{
	char *text = line_ends(expected);
	char want[1024];
	struct value *v;

	if (str_is(kind, "=>")) {
		v = read_value(text);
		snprintf(want, sizeof want, "=> %s", value_text(v));
		value_unref(v);
	} else {
		snprintf(want, sizeof want, "%s %s", kind, text);
	}
	free(text);
	if (a->value)
		snprintf(got, sizeof want, "=> %s", value_text(a->value));
	else if (a->e.code)
		snprintf(got, sizeof want, "?? %u %s", a->e.span.col, a->e.msg);
	else
		snprintf(got, sizeof want, "!! %s", str_get(&a->why));
	return strcmp(want, got) == 0;
}

static bool check_line(struct world *w, char *line, const char *place)
{
	static const char *const kinds[] = { " => ", " !! ", " ?? " };
	const struct query_env env = { .input = w->input, .context = w->context, .variable = find_variable, .variable_ctx = w,
		.rng = &w->rng };
	struct answer a = {0};
	char kind[3] = "", *at = NULL, got[1024];
	bool ok;

	for (size_t i = 0; i < ARRAY_LEN(kinds) && !at; i++)
		at = strstr(line, kinds[i]);
	if (!at)
		fail_msg("%s: no \"=>\", \"!!\" or \"??\" in: %s", place, line);
	memcpy(kind, at + 1, 2);
	*at = '\0';
	ask(line, &env, &a);
	ok = as_expected(kind, at + 4, &a, got);
	if (!ok)
		print_error("%s: %s\n  expected %s %s\n  got      %s\n", place, line, kind, at + 4, got);
	value_unref(a.value);
	str_done(&a.why);
	return ok;
}

static void check_file(const char *name)
{
	char *dir = path_join(getenv("abs_top_srcdir") ? getenv("abs_top_srcdir") : ".", "tests/query"), *path = path_join(dir, name);
	char *text, *line, *rest, place[256];
	size_t len, number = 0, bad = 0;
	struct world w = {0};
	struct err e;

	rng_seed(&w.rng, 1);
	if (!file_read(path, 1 << 20, &text, &len, &e))
		fail_msg("%s", e.msg);
	for (rest = text; (line = strsep(&rest, "\n"));) {
		snprintf(place, sizeof place, "%s:%zu", name, ++number);
		if (*line && *line != '#' && !directive(&w, line))
			bad += !check_line(&w, line, place);
	}
	forget(&w);
	free(text);
	free(path);
	free(dir);
	assert_int_equal(bad, 0);
}

static void paths(void **state)
{
	(void)state;
	check_file("path.test");
}

static void filters(void **state)
{
	(void)state;
	check_file("filter.test");
}

static void result_paths(void **state)
{
	(void)state;
	check_file("set.test");
}

static void intrinsics(void **state)
{
	(void)state;
	check_file("intrinsic.test");
}

static void templates(void **state)
{
	(void)state;
	check_file("template.test");
}

/* --- what a file cannot say --------------------------------------------------------------------------------------- */

static struct path *compile(const char *text)
{
	struct err e;
	struct path *p = path_compile(text, strlen(text), &e);

	if (!p)
		fail_msg("%s: %s", text, e.msg);
	return p;
}

static void kinds_of_path(void **state)
{
	static const struct {
		const char *text, *root;
		bool definite, reference;
	} cases[] = {
		{ "$", "$", true, true }, { "$.a.b[0]['c d']", "$", true, true }, { "$.a[-1]", "$", true, false },
		{ "$$.Execution.Id", "$$", true, true }, { "$v.a", "$v", true, true }, { "$.a[*]", "$", false, false },
		{ "$.a[0,1]", "$", false, false }, { "$.a['b','c']", "$", true, false }, { "$['a','b'].c", "$", false, false },
		{ "$.a[1:2]", "$", false, false }, { "$..a", "$", false, false }, { "$.a[?(@.b)]", "$", false, false },
		{ "$.a.length()", "$", true, false }, { "$..a.sum()", "$", true, false }, { "$.a@b", "$", true, false },
		{ "$.a\\@b", "$", true, true }, { "$.store\\.book", "$", true, true }, { "$.\\stor\\e.boo\\k", "$", true, true },
		{ "$.foo.\\.bar", "$", true, true }, { "$.foo\\@bar.baz\\[\\[.\\?pretty", "$", true, true },
		{ "$.&Ж中.\xf0\x90\xbd\x86", "$", true, true }, { "$.ledgers[0][22][315].foo", "$", true, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct path *p = compile(cases[i].text);

		if (path_is_definite(p) != cases[i].definite || path_is_reference(p) != cases[i].reference)
			fail_msg("%s: definite %d, reference %d", cases[i].text, path_is_definite(p), path_is_reference(p));
		assert_true(path_has_root(p, cases[i].root));
		assert_false(path_has_root(p, "$other"));
		assert_int_equal(path_is_root(p), str_is(cases[i].text, "$"));
		assert_string_equal(path_text(p), cases[i].text);
		path_free(p);
	}
	path_free(NULL);
}

static void definite_results_share_the_document(void **state)
{
	struct value *doc = read_value("{\"a\":{\"items\":[1,2]}}"), *v;
	struct query_env env = { .input = doc };
	struct str why = {0};
	struct path *p = compile("$.a.items"), *all = compile("$.a.items[*]");

	(void)state;
	v = path_eval(p, &env, &why);
	assert_ptr_equal(value_node(v), value_node(doc)->child->child);
	value_unref(v);
	v = path_eval(all, &env, &why);
	assert_ptr_equal(value_node(v), value_node(doc)->child->child);
	value_unref(doc);
	assert_string_equal(value_text(v), "[1,2]");	/* a part keeps the document alive */
	value_unref(v);
	path_free(p);
	path_free(all);
}

static void existence(void **state)
{
	static const struct {
		const char *text;
		bool there;
	} cases[] = { { "$.n", true }, { "$.x", false }, { "$.a[0]", true }, { "$.a[1]", false }, { "$.a[*]", true }, { "$.a[1:]", false },
		{ "$$.x", false }, { "$v", false }, { "$", true } };
	struct value *doc = read_value("{\"n\":null,\"a\":[1]}");
	struct query_env env = { .input = doc };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct path *p = compile(cases[i].text);

		if (path_exists(p, &env) != cases[i].there)
			fail_msg("%s", cases[i].text);
		path_free(p);
	}
	value_unref(doc);
}

/* A thousand digits of a's, against a pattern that tries every way to split them. */
static void evil_expressions_end(void **state)
{
	struct str s = {0}, why = {0};
	struct value *doc;
	struct query_env env = {0};
	struct err e;
	struct path *p;

	(void)state;
	str_adds(&s, "[\"");
	for (int i = 0; i < 1000; i++)
		str_addc(&s, 'a');
	str_adds(&s, "!\"]");
	env.input = doc = read_value(str_get(&s));
	p = compile("$[?(@ =~ /(a*)*[xy]/)]");
	assert_null(path_eval(p, &env, &why));
	assert_string_equal(str_get(&why), "The regular expression of the filter takes more than 200000 steps");
	path_free(p);
	value_unref(doc);

	str_reset(&s);
	for (int i = 0; i < 500; i++)
		str_adds(&s, "[1,2,3,");
	str_adds(&s, "4");
	for (int i = 0; i < 500; i++)
		str_addc(&s, ']');
	env.input = doc = read_value(str_get(&s));
	p = compile("$..*..*..*..*");
	str_reset(&why);
	assert_null(path_eval(p, &env, &why));
	assert_string_equal(str_get(&why), "The path looks at more than 10000000 nodes");
	path_free(p);
	p = compile("$[?($..*..*..*..*)]");
	str_reset(&why);
	assert_null(path_eval(p, &env, &why));
	assert_string_equal(str_get(&why), "The path looks at more than 10000000 nodes");
	path_free(p);
	p = compile("$..*..*");
	str_reset(&why);
	assert_null(path_eval(p, &env, &why));
	assert_string_equal(str_get(&why), "The path selects more than 2000000 nodes");
	path_free(p);
	value_unref(doc);

	str_reset(&s);
	for (int i = 0; i < 100000; i++)
		str_adds(&s, i ? "[?(@" : "$");
	assert_null(path_compile(str_get(&s), s.len, &e));
	assert_null(path_compile(str_get(&s), 4000, &e));
	assert_string_equal(e.msg, "filters are nested deeper than 24 levels");
	str_reset(&s);
	str_adds(&s, "$[?(");
	for (int i = 0; i < 5000; i++)
		str_addc(&s, '!');
	assert_null(path_compile(str_get(&s), s.len, &e));
	assert_string_equal(e.msg, "filters are nested deeper than 24 levels");
	assert_null(path_compile("$.\0x", 4, &e));
	assert_string_equal(e.msg, "an expression cannot hold a NUL byte");
	assert_int_equal(e.span.col, 3);
	assert_null(path_compile("$.a\xc5", 4, &e));
	assert_string_equal(e.msg, "the byte 0xC5 is not UTF-8");
	assert_null(intrinsic_compile("States.Array('\xc5')", 17, &e));
	assert_int_equal(e.span.col, 15);
	str_done(&s);
	str_done(&why);
}

/* Set in a loop, as a state machine would: the document cannot grow deeper for ever. */
static void depth_ends(void **state)
{
	struct value *v = read_value("{}"), *next;
	struct path *p = compile("$.a");
	struct str why = {0};
	int n = 0;

	(void)state;
	while ((next = path_set(p, v, v, &why))) {
		value_unref(v);
		v = next;
		n++;
	}
	assert_int_equal(n, JSON_DEPTH_MAX - 1);
	assert_string_equal(str_get(&why), "The result is nested deeper than 512 levels");
	value_unref(v);
	path_free(p);
	str_done(&why);
}

static struct value *evaluate(const char *text, const struct query_env *env, struct str *why)
{
	struct err e;
	struct intrinsic *x = intrinsic_compile(text, strlen(text), &e);
	struct value *v;

	if (!x)
		fail_msg("%s: %s", text, e.msg);
	v = intrinsic_eval(x, env, why);
	intrinsic_free(x);
	return v;
}

static void random_numbers(void **state)
{
	struct rng rng;
	struct query_env env = { .rng = &rng };
	struct str why = {0};
	struct value *a, *b;
	bool seen[5] = {0};

	(void)state;
	rng_seed(&rng, 7);
	for (int i = 0; i < 200; i++) {
		a = evaluate("States.MathRandom(-2, 3)", &env, &why);
		assert_in_range(value_node(a)->valuedouble + 2, 0, 4);
		seen[(int)value_node(a)->valuedouble + 2] = true;
		value_unref(a);
	}
	for (int i = 0; i < 5; i++)
		assert_true(seen[i]);
	a = evaluate("States.MathRandom(0, 1000000, 42)", &env, &why);
	b = evaluate("States.MathRandom(0, 1000000, 42.9)", &env, &why);
	assert_true(value_equal(a, b));
	value_unref(a);
	value_unref(b);
	a = evaluate("States.UUID()", &env, &why);
	b = evaluate("States.UUID()", &env, &why);
	assert_int_equal(strlen(value_node(a)->valuestring), 36);
	assert_int_equal(value_node(a)->valuestring[14], '4');
	assert_false(value_equal(a, b));
	value_unref(a);
	value_unref(b);
	env.rng = NULL;
	assert_null(evaluate("States.UUID()", &env, &why));
	str_done(&why);
}

static char *repeated(const char *begin, const char *piece, int n, const char *end)
{
	struct str s = {0};

	str_adds(&s, begin);
	for (int i = 0; i < n; i++)
		str_adds(&s, piece);
	str_adds(&s, end);
	return str_take(&s);
}

/* Small expressions that would make large results. */
static void results_have_limits(void **state)
{
	char *text = repeated("[0", ",1", 100000, "]");
	struct value *doc = read_value(text);
	struct query_env env = { .input = doc };
	struct str why = {0};

	(void)state;
	free(text);
	text = repeated("States.Array($", ",$", 100, ")");
	assert_null(evaluate(text, &env, &why));
	assert_non_null(strstr(str_get(&why), "The result has more than 2000000 nodes"));
	free(text);
	str_reset(&why);
	assert_null(evaluate("States.Hash($, 'MD5')", &env, &why));
	assert_non_null(strstr(str_get(&why), "Invalid arguments in States.Hash"));
	str_reset(&why);
	assert_null(evaluate("States.ArrayPartition($, 1)", &env, &why));
	value_unref(doc);

	text = repeated("\"", "0123456789", 1000, "\"");
	env.input = doc = read_value(text);
	free(text);
	text = repeated("States.Format('", "{}", 2000, "', $");
	{
		char *all = repeated(text, ", $", 1999, ")");

		str_reset(&why);
		assert_null(evaluate(all, &env, &why));
		assert_non_null(strstr(str_get(&why), "The text is longer than 16777216 bytes"));
		free(all);
	}
	free(text);
	value_unref(doc);
	str_done(&why);
}

static void unique_is_not_quadratic(void **state)
{
	struct str s = {0}, why = {0};
	struct value *doc, *v;
	struct query_env env = {0};

	(void)state;
	for (int i = 0; i < 50000; i++)
		str_addf(&s, "%c{\"k\":%d,\"z\":[]}", i ? ',' : '[', i);
	str_addc(&s, ']');
	env.input = doc = read_value(str_get(&s));
	v = evaluate("States.ArrayUnique($)", &env, &why);
	assert_true(value_equal(v, doc));
	value_unref(v);
	value_unref(doc);
	str_done(&s);
	str_done(&why);
}

static void constant_templates_are_shared(void **state)
{
	struct value *v = read_value("{\"a\":[\"$.x\"]}"), *d = read_value("{\"a.$\":\"$\"}"), *one, *two;
	struct tmpl *t = tmpl_compile(value_node(v), NULL, NULL);
	struct query_env env = {0};
	struct str why = {0};

	(void)state;
	assert_true(tmpl_is_constant(t));
	one = tmpl_eval(t, &env, &why);
	two = tmpl_eval(t, &env, &why);
	assert_ptr_equal(one, two);
	assert_true(value_equal(one, v));
	value_unref(one);
	value_unref(two);
	tmpl_free(t);
	t = tmpl_compile(value_node(d), NULL, NULL);
	assert_false(tmpl_is_constant(t));
	tmpl_free(t);
	value_unref(v);
	value_unref(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths),
		cmocka_unit_test(filters),
		cmocka_unit_test(result_paths),
		cmocka_unit_test(intrinsics),
		cmocka_unit_test(templates),
		cmocka_unit_test(kinds_of_path),
		cmocka_unit_test(definite_results_share_the_document),
		cmocka_unit_test(existence),
		cmocka_unit_test(evil_expressions_end),
		cmocka_unit_test(depth_ends),
		cmocka_unit_test(random_numbers),
		cmocka_unit_test(results_have_limits),
		cmocka_unit_test(unique_is_not_quadratic),
		cmocka_unit_test(constant_templates_are_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
