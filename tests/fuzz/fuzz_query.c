/*
 * Paths, intrinsic calls and templates, compiled and evaluated on a small document. The first byte chooses what the rest is. A result
 * is a document that can be read again; a failure has a text; what path_set() puts somewhere is found there.
 */
#include <stdlib.h>
#include <string.h>

#include "query/intrinsic.h"
#include "query/path.h"
#include "query/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char document[] = "{\"a\":{\"b\":[1,2,{\"c\":\"x\"},[3,[4]]],\"d\":null},\"s\":\"text, more\",\"n\":-1.5,\"t\":true,"
	"\"items\":[{\"k\":1,\"s\":\"one\"},{\"k\":2,\"s\":\"two\"},{\"k\":\"2\"}],\"j\":\"{\\\"z\\\":[1]}\",\"e\":{},\"x y\":\"\\u0000\\ud800\"}";

static struct value *input;
static struct rng rng;

static void must(bool ok)
{
	if (!ok)
		abort();
}

static struct value *variable(void *ctx, const char *name)
{
	(void)ctx;
	return name[0] == 'v' ? input : NULL;
}

/* A value of its own, or a text: never both, never neither. */
static void check_result(struct value *v, struct str *why)
{
	struct value *again;
	struct err e;

	must(v || why->len);
	if (v) {
		again = value_parse(value_text(v), value_size(v), &e);
		must(again && json_depth_within(value_node(v), JSON_DEPTH_MAX));
		value_unref(again);
	}
	value_unref(v);
	str_done(why);
}

static void check_set(const struct path *p, const struct query_env *env)
{
	struct value *item = value_string("new"), *found, *whole;
	struct str why = {0};
	struct query_env after = *env;

	whole = path_set(p, input, item, &why);
	must(whole || why.len);
	if (whole) {
		after.input = whole;
		found = path_eval(p, &after, &why);
		must(found && value_equal(found, item) && path_exists(p, &after));
		value_unref(found);
	}
	value_unref(whole);
	value_unref(item);
	str_done(&why);
}

static void try_path(const char *text, size_t size, const struct query_env *env)
{
	struct err e = {0};
	struct str why = {0};
	struct path *p = path_compile(text, size, &e);

	if (!p) {
		must(e.msg[0] && e.span.line && e.span.offset <= size);
		return;
	}
	check_result(path_eval(p, env, &why), &why);
	path_exists(p, env);
	must(!path_is_reference(p) || path_is_definite(p));
	check_set(p, env);
	path_free(p);
}

static void try_intrinsic(const char *text, size_t size, const struct query_env *env)
{
	struct err e = {0};
	struct str why = {0};
	struct intrinsic *x = intrinsic_compile(text, size, &e);

	if (x)
		check_result(intrinsic_eval(x, env, &why), &why);
	else
		must(e.msg[0] && e.span.line && e.span.offset <= size);
	intrinsic_free(x);
}

static void try_template(const char *text, size_t size, const struct query_env *env)
{
	struct err e = {0};
	struct str why = {0};
	struct value *v = value_parse(text, size, &e);
	const cJSON *where;
	struct tmpl *t;

	if (!v)
		return;
	t = tmpl_compile(value_node(v), &where, &e);
	if (t)
		check_result(tmpl_eval(t, env, &why), &why);
	else
		must(where && e.msg[0]);
	tmpl_free(t);
	value_unref(v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct query_env env = { .variable = variable, .rng = &rng };
	char *text;

	if (!input)
		input = value_parse(document, sizeof document - 1, NULL);
	if (!size)
		return 0;
	env.input = env.context = input;
	text = xstrndup((const char *)data + 1, size - 1);
	if (data[0] == 'i')
		try_intrinsic(text, size - 1, &env);
	else if (data[0] == 't')
		try_template(text, size - 1, &env);
	else
		try_path(text, size - 1, &env);
	free(text);
	return 0;
}
