/*
 * Evaluating paths: the root a path begins at, and what is made of the hits that path_walk.c finds. A result that stands in the document
 * as it is shares the document; only lists of hits are copied.
 */
#include <stdlib.h>
#include <string.h>

#include "json/diff.h"
#include "query/path_ast.h"

/* --- roots -------------------------------------------------------------------------------------------------------- */

/* Borrowed. NULL, with a text, where there is none. */
static struct value *root_value(const struct path *p, const struct query_env *env, struct str *why)
{
	struct value *v = NULL;

	switch (p->root) {
	case ROOT_INPUT:
		v = env->input;
		break;
	case ROOT_CONTEXT:
		v = env->context ? env->context : env->context_fn ? env->context_fn(env->context_ctx) : NULL;
		if (!v && why)
			str_adds(why, "There is no context object here");
		break;
	case ROOT_VARIABLE:
		v = env->variable ? env->variable(env->variable_ctx, p->variable) : NULL;
		if (!v && why)
			str_addf(why, "The variable '$%s' has no value", p->variable);
		break;
	case ROOT_ITEM:
		break;
	}
	if (!v && why && !why->len)
		str_adds(why, "There is no input here");
	return v;
}

/* What the nested evaluation found, as something that outlives it. */
static enum outcome keep_hits(struct eval *inner, const struct path *p, cJSON **made)
{
	*made = p->definite ? json_copy(inner->hits.v[inner->hits.n - 1]) : eval_copy_hits(inner);
	if (*made && eval_work(inner, node_count(*made)))
		return OUT_FOUND;
	cJSON_Delete(*made);
	*made = NULL;
	return OUT_FAILED;
}

enum outcome eval_nested(struct eval *ev, const struct path *p, const cJSON **node, cJSON **made)
{
	struct eval inner = { .env = ev->env, .root = ev->root, .item = ev->item, .work = ev->work, .nesting = ev->nesting + 1 };
	enum outcome out;
	const cJSON *root = ev->item;

	*node = NULL;
	if (made)
		*made = NULL;
	if (p->root == ROOT_INPUT)
		root = ev->root;
	else if (p->root != ROOT_ITEM)
		root = inner.root = value_node(root_value(p, ev->env, NULL));
	if (!root)
		return OUT_MISSING;
	if (p->simple) {
		out = path_descend(&inner, p, p->n, &root);
		*node = out == OUT_FOUND ? root : NULL;
		return out;
	}
	out = eval_work(ev, NESTED_WORK) ? path_collect(&inner, p, root) : OUT_FAILED;
	if (out == OUT_FOUND && made) {
		out = keep_hits(&inner, p, made);
		*node = *made;
	}
	if (out == OUT_FAILED && eval_work(ev, 0))		/* which has its own words for too much work */
		eval_fail(ev, "A filter of the path cannot be applied");
	eval_done(&inner);
	return out;
}

static struct value *take_tree(cJSON *tree, struct str *why)
{
	struct value *v = tree ? value_take(tree) : NULL;

	if (!v && !why->len)
		str_addf(why, "The result is nested deeper than %d levels", JSON_DEPTH_MAX);
	return v;
}

/* The one hit of a definite path: a part of the document, or what the evaluation made. */
static struct value *take_hit(struct eval *ev, struct value *whole, struct str *why)
{
	const cJSON *node = ev->hits.v[ev->hits.n - 1];

	for (size_t i = 0; i < ev->made.n; i++)
		if (ev->made.v[i] == node)
			return take_tree(json_copy(node), why);
	return ev->made.n ? take_tree(json_copy(node), why) : value_part(whole, node);
}

/* "$.items[*]" of an array is that array. */
static struct value *whole_array(const struct path *p, struct eval *ev, struct value *whole)
{
	const cJSON *node = value_node(whole);

	if (!p->n || p->steps[p->n - 1].kind != STEP_ALL || !p->steps[p->n - 1].after_definite)
		return NULL;
	for (size_t i = 0; i + 1 < p->n; i++)
		if (p->steps[i].kind != STEP_NAME && p->steps[i].kind != STEP_INDEX)
			return NULL;
	ev->why = NULL;
	if (path_descend(ev, p, p->n - 1, &node) != OUT_FOUND || !cJSON_IsArray(node))
		return NULL;
	return value_part(whole, node);
}

static struct value *eval_any(const struct path *p, struct eval *ev, struct value *whole, enum outcome *out)
{
	struct str *why = ev->why;
	struct value *v = whole_array(p, ev, whole);

	if (v) {
		*out = OUT_FOUND;
		return v;
	}
	ev->why = why;
	*out = path_collect(ev, p, value_node(whole));
	if (*out == OUT_MISSING && !p->definite) {
		str_reset(why);
		ev->hits.n = 0;
		*out = OUT_FOUND;
	}
	if (*out == OUT_FOUND)
		v = p->definite ? take_hit(ev, whole, why) : take_tree(eval_copy_hits(ev), why);
	else if (!why->len)
		str_adds(why, "The path cannot be applied");
	if (!v && *out == OUT_FOUND)
		*out = OUT_FAILED;
	eval_done(ev);
	return v;
}

/* An array that ends before the last step's index? */
static bool is_past_end(const struct path *p, struct eval *ev, struct value *whole)
{
	const cJSON *node = value_node(whole);
	const struct step *last = p->n ? &p->steps[p->n - 1] : NULL;

	ev->why = NULL;
	return last && last->kind == STEP_INDEX && path_descend(ev, p, p->n - 1, &node) == OUT_FOUND && cJSON_IsArray(node) &&
		!path_element(node, last->index, ev->work);
}

static struct value *eval_quiet(const struct path *p, const struct query_env *env, bool past_end_is_null, struct str *why,
	enum outcome *outcome)
{
	size_t work = 0;
	struct eval ev = { .env = env, .work = &work, .why = why };
	struct value *whole = root_value(p, env, why);
	const cJSON *node = value_node(whole);

	*outcome = OUT_MISSING;
	if (!whole)
		return NULL;
	ev.root = node;
	if (!p->simple)
		return eval_any(p, &ev, whole, outcome);
	*outcome = path_descend(&ev, p, p->n, &node);
	if (*outcome == OUT_FOUND)
		return value_part(whole, node);
	if (*outcome == OUT_FAILED || !past_end_is_null || !is_past_end(p, &ev, whole))
		return NULL;
	str_reset(why);
	*outcome = OUT_FOUND;
	return value_null();
}

struct value *path_eval_quiet(const struct path *p, const struct query_env *env, bool past_end_is_null, struct str *why,
	enum outcome *outcome)
{
	struct value *v = eval_quiet(p, env, past_end_is_null, why, outcome);

	if (!v && env->missing)
		env->missing(env->missing_ctx, p);
	return v;
}

/* --- where it stops ----------------------------------------------------------------------------------------------------- */

static void add_root(const struct path *p, struct str *out)
{
	if (p->root == ROOT_VARIABLE)
		str_addf(out, "$%s", p->variable);
	else
		str_adds(out, p->root == ROOT_CONTEXT ? "$$" : "$");
}

static void add_step(const struct step *s, struct str *out)
{
	if (s->kind == STEP_NAME)
		json_path_add_name(out, s->name);
	else
		str_addf(out, "[%d]", s->index);
}

void path_reach(const struct path *p, const struct query_env *env, struct path_reach *out)
{
	size_t work = 0, n = 0;
	struct eval ev = { .env = env, .work = &work };
	struct value *whole = root_value(p, env, NULL);
	const cJSON *node = value_node(whole);

	memset(out, 0, sizeof *out);
	add_root(p, &out->there);
	if (!whole)
		return;
	for (ev.root = node; n < p->n && (p->steps[n].kind == STEP_NAME || p->steps[n].kind == STEP_INDEX); n++) {
		const cJSON *next = value_node(whole);

		if (path_descend(&ev, p, n + 1, &next) != OUT_FOUND) {
			add_step(&p->steps[n], &out->missing);
			break;
		}
		node = next;
		add_step(&p->steps[n], &out->there);
	}
	out->value = value_part(whole, node);
}

void path_reach_done(struct path_reach *r)
{
	str_done(&r->there);
	str_done(&r->missing);
	value_unref(r->value);
	r->value = NULL;
}

struct value *path_eval(const struct path *p, const struct query_env *env, struct str *why)
{
	enum outcome unused;

	return path_eval_quiet(p, env, false, why, &unused);
}

bool path_exists(const struct path *p, const struct query_env *env)
{
	struct str why = {0};
	struct value *v;
	bool there;

	if (p->simple) {
		size_t work = 0;
		struct eval ev = { .env = env, .work = &work };
		const cJSON *node = value_node(root_value(p, env, NULL));

		return node && path_descend(&ev, p, p->n, &node) == OUT_FOUND;
	}
	v = path_eval(p, env, &why);
	there = v && (p->definite || value_node(v)->child);
	value_unref(v);
	str_done(&why);
	return there;
}
