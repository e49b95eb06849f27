/* What an expression refers to, for lint: collected once, and every variable learns which function it means. */
#include <stdlib.h>
#include <string.h>

#include "query/jsonata_run.h"

struct scope {
	const struct scope *up;
	const struct jnode *lambda, *block;
};

static void walk(struct jsonata *x, struct jnode *n, bool top, const struct scope *s);

enum list { VARIABLES, NAMES, BINDS, TOP_NAMES, STATES_FIELDS, LISTS };

/* A map for each list: an expression may have many names. */
#define ADD(which, list, what, where) do { \
	if (map_put(&x->seen[which], (what), (void *)(what))) \
		VEC_PUSH((list), ((struct jsonata_name){ (what), (where) })); \
} while (0)

static bool bound(const struct scope *s, const char *name)
{
	for (; s; s = s->up) {
		for (size_t i = 0; s->lambda && i < s->lambda->n; i++)
			if (!strcmp(s->lambda->list[i]->text, name))
				return true;
		for (size_t i = 0; s->block && i < s->block->n; i++)
			if (s->block->list[i]->kind == JN_BIND && !strcmp(s->block->list[i]->a->text, name))
				return true;
	}
	return false;
}

static void use_variable(struct jsonata *x, struct jnode *n, bool top, const struct scope *s)
{
	n->builtin = jfunction_find(n->text);
	if (n->len == 0) {
		if (top && !x->uses.context)
			x->uses.context_at = n->offset;
		x->uses.context = x->uses.context || top;
	} else if (!strcmp(n->text, "$")) {
		if (!x->uses.root)
			x->uses.root_at = n->offset;
		x->uses.root = true;
	} else {
		ADD(NAMES, &x->uses.names, n->text, n->offset);
		if (!n->builtin && !bound(s, n->text))
			ADD(VARIABLES, &x->uses.variables, n->text, n->offset);
		x->uses.states_whole = x->uses.states_whole || !strcmp(n->text, "states");
	}
}

static void bind_name(struct jsonata *x, const char *name, const struct jnode *n)
{
	if (name)
		ADD(BINDS, &x->uses.binds, name, n->offset);
}

static void walk_stages(struct jsonata *x, struct jnode *n, const struct scope *s)
{
	bind_name(x, n->focus, n);
	bind_name(x, n->index, n);
	for (struct jstage *stage = n->stages; stage; stage = stage->next) {
		bind_name(x, stage->index, n);
		if (stage->filter)
			walk(x, stage->filter, false, s);
	}
	if (n->group)
		walk(x, n->group, false, s);
}

/* $states.name, and nothing that could look at $states in another way. */
static bool is_states_field(const struct jnode *n)
{
	const struct jnode *first = n->list[0];

	return n->n > 1 && first->kind == JN_VAR && !strcmp(first->text, "states") && n->list[1]->kind == JN_NAME && !first->stages &&
	       !first->group && !first->focus && !first->index && !first->ancestor &&
	       !n->list[1]->ancestor;
}

static void walk_path(struct jsonata *x, struct jnode *n, bool top, const struct scope *s)
{
	const struct jnode *first = n->list[0];
	bool whole = x->uses.states_whole;

	for (size_t i = 0; i < n->n; i++) {
		walk(x, n->list[i], top && i == 0, s);
		if (i == 0 && is_states_field(n))
			x->uses.states_whole = whole;
	}
	if (n->n > 1 && first->kind == JN_VAR && !strcmp(first->text, "states") && n->list[1]->kind == JN_NAME)
		ADD(STATES_FIELDS, &x->uses.states_fields, n->list[1]->text, n->list[1]->offset);
}

static void walk(struct jsonata *x, struct jnode *n, bool top, const struct scope *s)
{
	struct scope inner = { s, n->kind == JN_LAMBDA ? n : NULL, n->kind == JN_BLOCK ? n : NULL };

	if (n->kind == JN_VAR)
		use_variable(x, n, top, s);
	else if (n->kind == JN_NAME && top)
		ADD(TOP_NAMES, &x->uses.top_names, n->text, n->offset);
	else if (n->kind == JN_PATH)
		walk_path(x, n, top, s);
	if (n->kind == JN_TRANSFORM) {
		walk(x, n->a, false, s);
		walk(x, n->b, false, s);
		if (n->c)
			walk(x, n->c, false, s);
	} else if (n->kind == JN_BIND) {
		bind_name(x, n->a->text, n);
		walk(x, n->b, top, s);
	} else if (n->kind != JN_PATH) {
		struct jnode *parts[] = { n->a, n->b, n->c };

		for (size_t i = 0; i < ARRAY_LEN(parts); i++)
			if (parts[i])
				walk(x, parts[i], top, inner.lambda || inner.block ? &inner : s);
		for (size_t i = 0; n->kind != JN_LAMBDA && i < n->n; i++)
			walk(x, n->list[i], top && n->kind != JN_SORT, inner.block ? &inner : s);
	}
	walk_stages(x, n, s);
}

void juses_collect(struct jsonata *x)
{
	struct map seen[LISTS] = {0};

	x->seen = seen;
	walk(x, x->root, true, NULL);
	x->seen = NULL;
	for (int i = 0; i < LISTS; i++)
		map_done(&seen[i]);
}
