/*
 * From a value back to a JSON document. A part of the only document that went in is shared, everything else is built, under the evaluation's
 * limits: values share their parts, and written out a small one may be larger than any memory. The tree hangs on the run while it grows.
 */
#include "query/jsonata_run.h"

#include <stdlib.h>

struct building {
	struct jrun *x;
	size_t bytes;
	bool functions, deep;		/* there was a function (on AWS), or something below JSONATA_VALUE_DEPTH */
};

/* The document that the result is a whole part of, where that can be told without a search. */
static struct value *shared_part(const struct jrun *x, struct jv v)
{
	const struct jsonata_env *env = x->env;
	const cJSON *node = v.node ? v.u.node : v.tag == JV_ARR ? v.u.arr->node : NULL;

	if (!node)
		return NULL;
	if (env->input && !env->n_bindings && !x->parsed.n)
		return value_part(env->input, node);
	if (env->input && value_node(env->input) == node)
		return value_ref(env->input);
	for (size_t i = 0; i < env->n_bindings; i++) {
		if (env->bindings[i].value && value_node(env->bindings[i].value) == node)
			return value_ref(env->bindings[i].value);
		for (size_t k = 0; k < env->bindings[i].n_members; k++)
			if (env->bindings[i].members[k].value && value_node(env->bindings[i].members[k].value) == node)
				return value_ref(env->bindings[i].members[k].value);
	}
	return NULL;
}

static void charge(struct building *b, size_t bytes)
{
	b->bytes += bytes;
	if (b->bytes > b->x->bytes_max || b->x->arena.total + b->bytes > b->x->bytes_max)
		jtoo_much(b->x);
	jwork(b->x, 1 + bytes / 1024);
}

static char *text_of(struct building *b, const char *s, size_t len)
{
	charge(b, len);
	return xstrndup(s, len);
}

/* Behind the last child, which is NULL for the first. */
static cJSON *add_child(struct building *b, cJSON *parent, cJSON *last)
{
	cJSON *child;

	charge(b, sizeof *child);
	child = xcalloc(1, sizeof *child);
	child->type = cJSON_NULL;
	child->prev = last;
	if (last)
		last->next = child;
	else
		parent->child = child;
	parent->child->prev = child;
	return child;
}

static void fill(struct building *b, cJSON *to, struct jv v, int depth);

/* As deep as documents are. */
static void copy(struct building *b, cJSON *to, const cJSON *from)
{
	cJSON *last = NULL;

	to->type = from->type & 0xff;
	to->valuedouble = from->valuedouble;
	to->valueint = from->valueint;
	if (from->valuestring)
		to->valuestring = text_of(b, from->valuestring, strlen(from->valuestring));
	for (const cJSON *c = from->child; c; c = c->next) {
		last = add_child(b, to, last);
		if (c->string)
			last->string = text_of(b, c->string, strlen(c->string));
		copy(b, last, c);
	}
}

static void fill_number(struct building *b, cJSON *to, double d)
{
	if (isfinite(d)) {
		to->type = cJSON_Number;
		cJSON_SetNumberHelper(to, d == 0 ? 0 : d);
	} else if (b->x->env->aws) {
		to->type = cJSON_String;
		to->valuestring = xstrdup(isnan(d) ? "NaN" : d < 0 ? "-Infinity" : "Infinity");
	}
}

static void fill_array(struct building *b, cJSON *to, const struct jarr *a, int depth)
{
	cJSON *last = NULL;

	to->type = cJSON_Array;
	for (uint32_t i = 0; i < a->n; i++) {
		last = add_child(b, to, last);
		fill(b, last, a->v[i], depth + 1);
	}
}

/* Functions are left out, as JSON.stringify() has it; on AWS there is no result then. */
static void fill_object(struct building *b, cJSON *to, struct jv v, int depth)
{
	struct jwalk w = {0};
	cJSON *last = NULL;

	to->type = cJSON_Object;
	while (jobj_walk(b->x, v, &w)) {
		if (w.v.tag == JV_UNDEF || (w.v.tag == JV_FUN && !b->x->env->aws))
			continue;
		last = add_child(b, to, last);
		last->string = text_of(b, w.key, w.len);
		fill(b, last, w.v, depth + 1);
	}
}

/* to is a null, which is what stays of functions and of nothing. */
static void fill(struct building *b, cJSON *to, struct jv v, int depth)
{
	const cJSON *node = v.node ? v.u.node : v.tag == JV_ARR ? v.u.arr->node : NULL;

	if (node) {
		copy(b, to, node);
		return;
	}
	if (depth > JSONATA_VALUE_DEPTH) {
		b->deep = true;
		return;
	}
	switch (v.tag) {
	case JV_BOOL:
		to->type = v.u.b ? cJSON_True : cJSON_False;
		break;
	case JV_NUM:
		fill_number(b, to, v.u.num);
		break;
	case JV_STR:
		to->type = cJSON_String;
		to->valuestring = text_of(b, v.u.str, v.len);
		break;
	case JV_ARR:
		fill_array(b, to, v.u.arr, depth);
		break;
	case JV_OBJ:
		fill_object(b, to, v, depth);
		break;
	case JV_FUN:
		b->functions = b->x->env->aws;
		break;
	default:
		break;
	}
}

enum jsonata_outcome jresult(struct jrun *x, struct jv v, struct value **out)
{
	struct building b = { .x = x };
	struct value *result;

	if (v.tag == JV_UNDEF)
		return JSONATA_UNDEFINED;
	if (v.tag == JV_FUN)
		return JSONATA_UNSUPPORTED;
	result = shared_part(x, v);
	if (!result) {
		x->building = xcalloc(1, sizeof *x->building);
		x->building->type = cJSON_NULL;
		fill(&b, x->building, v, 0);
		if (b.functions || b.deep)
			return JSONATA_UNSUPPORTED;
		result = value_take(x->building);
		x->building = NULL;
	}
	if (result)
		*out = result;
	return result ? JSONATA_VALUE : JSONATA_UNSUPPORTED;
}
