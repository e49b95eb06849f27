/* The functions that Jayway knows at the end of a path: $.a.length(), $..price.sum(), $.a.concat($.b, 'x'). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "query/path_ast.h"

enum what { F_LENGTH, F_MIN, F_MAX, F_AVG, F_SUM, F_STDDEV, F_KEYS, F_CONCAT, F_APPEND, F_FIRST, F_LAST, F_INDEX };

struct path_function {
	const char *name;
	enum what what;
};

static const struct path_function functions[] = {
	{ "length", F_LENGTH }, { "size", F_LENGTH }, { "min", F_MIN }, { "max", F_MAX }, { "avg", F_AVG }, { "sum", F_SUM },
	{ "stddev", F_STDDEV }, { "keys", F_KEYS }, { "concat", F_CONCAT }, { "append", F_APPEND }, { "first", F_FIRST },
	{ "last", F_LAST }, { "index", F_INDEX },
};

/* The arguments, evaluated. */
struct call {
	struct eval *ev;
	const struct path_function *f;
	const cJSON *node;
	VEC(const cJSON *) args;
	VEC(cJSON *) made;
};

const struct path_function *path_function_find(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(functions); i++)
		if (strlen(functions[i].name) == len && memcmp(functions[i].name, name, len) == 0)
			return &functions[i];
	return NULL;
}

const char *path_function_name(const struct path_function *f)
{
	return f->name;
}

struct sums {
	size_t n;
	double sum, squares, min, max;
};

static void add_number(struct sums *s, const cJSON *node)
{
	double d = node->valuedouble;

	if (!cJSON_IsNumber(node))
		return;
	s->min = !s->n || d < s->min ? d : s->min;
	s->max = !s->n || d > s->max ? d : s->max;
	s->sum += d;
	s->squares += d * d;
	s->n++;
}

static void add_numbers(struct sums *s, const cJSON *node)
{
	if (!cJSON_IsArray(node)) {
		add_number(s, node);
		return;
	}
	for (const cJSON *c = node->child; c; c = c->next)
		add_number(s, c);
}

static enum outcome aggregate(struct call *c, cJSON **out)
{
	struct sums s = {0};
	double d;

	if (cJSON_IsArray(c->node))
		add_numbers(&s, c->node);
	for (size_t i = 0; i < c->args.n; i++)
		add_numbers(&s, c->args.v[i]);
	if (!s.n)
		return eval_fail(c->ev, "Aggregation function attempted to calculate value using empty array");
	switch (c->f->what) {
	case F_MIN:
		d = s.min;
		break;
	case F_MAX:
		d = s.max;
		break;
	case F_AVG:
		d = s.sum / (double)s.n;
		break;
	case F_STDDEV:
		d = sqrt(fmax(s.squares / (double)s.n - s.sum * s.sum / (double)s.n / (double)s.n, 0));
		break;
	default:
		d = s.sum;
	}
	if (!isfinite(d))
		return eval_fail(c->ev, "The result of %s() is not a number", c->f->name);
	*out = cJSON_CreateNumber(d);
	return OUT_FOUND;
}

static cJSON *keys_of(const cJSON *node)
{
	cJSON *keys;

	if (!cJSON_IsObject(node))
		return cJSON_CreateNull();
	keys = cJSON_CreateArray();
	for (const cJSON *m = node->child; m; m = m->next)
		json_append(keys, cJSON_CreateString(m->string));
	return keys;
}

static void add_text(struct str *s, const cJSON *node)
{
	if (cJSON_IsString(node))
		str_adds(s, node->valuestring);
	else if (cJSON_IsArray(node))
		for (const cJSON *c = node->child; c; c = c->next)
			str_adds(s, cJSON_IsString(c) ? c->valuestring : "");
	else
		json_print_to(s, node);
}

static cJSON *concatenated(struct call *c)
{
	struct str s = {0};
	cJSON *node;

	if (cJSON_IsArray(c->node))
		add_text(&s, c->node);
	for (size_t i = 0; i < c->args.n; i++)
		add_text(&s, c->args.v[i]);
	node = cJSON_CreateString(str_get(&s));
	str_done(&s);
	return node;
}

static cJSON *appended(struct call *c)
{
	cJSON *copy = json_copy(c->node);

	if (cJSON_IsArray(copy))
		for (size_t i = 0; i < c->args.n; i++)
			json_append(copy, json_copy(c->args.v[i]));
	return copy;
}

static enum outcome pick(struct call *c, cJSON **out)
{
	int64_t at = c->f->what == F_LAST ? -1 : 0, count;
	const cJSON *e;

	if (!cJSON_IsArray(c->node))
		return eval_fail(c->ev, "Aggregation function attempted to calculate value using empty array");
	if (c->f->what == F_INDEX && (!c->args.n || !json_int(c->args.v[0], INT32_MIN, INT32_MAX, &at)))
		return eval_fail(c->ev, "index() needs a whole number");
	count = (int64_t)json_count(c->node);
	if (at < 0)
		at += count;
	if (at < 0 || at >= count)
		return eval_fail(c->ev, "%s() looks for an element that the array of %lld does not have", c->f->name, (long long)count);
	for (e = c->node->child; at--; e = e->next)
		;
	*out = json_copy(e);
	return OUT_FOUND;
}

static cJSON *length_of(struct call *c)
{
	const cJSON *node = c->args.n ? c->args.v[0] : c->node;

	return cJSON_IsArray(node) || cJSON_IsObject(node) ? json_new_int((int64_t)json_count(node)) : cJSON_CreateNull();
}

static enum outcome invoke(struct call *c, cJSON **out)
{
	switch (c->f->what) {
	case F_LENGTH:
		*out = length_of(c);
		return OUT_FOUND;
	case F_KEYS:
		*out = keys_of(c->node);
		return OUT_FOUND;
	case F_CONCAT:
		*out = concatenated(c);
		return OUT_FOUND;
	case F_APPEND:
		*out = appended(c);
		return OUT_FOUND;
	case F_FIRST:
	case F_LAST:
	case F_INDEX:
		return pick(c, out);
	default:
		return aggregate(c, out);
	}
}

enum outcome path_function_call(struct eval *ev, const struct step *s, const cJSON *node, cJSON **out)
{
	struct call c = { .ev = ev, .f = s->function, .node = node };
	enum outcome result = OUT_FOUND;
	size_t cost = node_count(node);

	for (size_t i = 0; i < s->n && result == OUT_FOUND; i++) {
		const cJSON *arg;
		cJSON *made;

		result = operand_value(ev, &s->args[i], &arg, &made);
		if (result != OUT_FOUND || (!arg && s->args[i].kind == OPERAND_REGEX))
			break;
		VEC_PUSH(&c.args, arg);
		if (made)
			VEC_PUSH(&c.made, made);
		cost += node_count(arg);
	}
	if (result == OUT_FOUND)
		result = c.args.n < s->n ? eval_fail(ev, "A regular expression is no argument") :
			eval_work(ev, cost) ? invoke(&c, out) : OUT_FAILED;
	for (size_t i = 0; i < c.made.n; i++)
		cJSON_Delete(c.made.v[i]);
	VEC_DONE(&c.made);
	VEC_DONE(&c.args);
	return result;
}
