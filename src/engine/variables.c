/*
 * Variables (ASL.md 4). A thread has those of its scope, and reads those of the scopes around it; a thread that ends takes its own with
 * it. They are few, so that a list will do.
 */
#include <stdlib.h>

#include "engine/internal.h"

/* All variables of an execution together. */
#define VARIABLES_MAX (10 << 20)

struct value *variable_get(const struct thread *t, const char *name)
{
	for (; t; t = t->parent)
		for (size_t i = 0; i < t->variables.n; i++)
			if (str_is(t->variables.v[i].name, name))
				return t->variables.v[i].value;
	return NULL;
}

static struct variable *variable_here(struct engine *x, struct thread *t, const char *name)
{
	struct variable *v;

	for (size_t i = 0; i < t->variables.n; i++)
		if (str_is(t->variables.v[i].name, name))
			return &t->variables.v[i];
	v = VEC_ADD(&t->variables);
	v->name = history_intern(&x->history, name);
	v->value = NULL;
	return v;
}

static void variable_drop(struct engine *x, struct variable *v)
{
	if (v->value)
		x->variables_size -= value_size(v->value);
	value_unref(v->value);
	v->value = NULL;
}

bool variables_assign(struct engine *x, struct thread *t, struct value *object)
{
	const cJSON *root = value_node(object);

	for (const cJSON *m = root->child; m; m = m->next) {
		struct variable *v = variable_here(x, t, m->string);

		variable_drop(x, v);
		v->value = value_part(object, m);
		x->variables_size += value_size(v->value);
	}
	return x->max_payload == SIZE_MAX || x->variables_size <= VARIABLES_MAX;
}

void variables_forget(struct engine *x, struct thread *t)
{
	for (size_t i = 0; i < t->variables.n; i++)
		variable_drop(x, &t->variables.v[i]);
	t->variables.n = 0;
}
