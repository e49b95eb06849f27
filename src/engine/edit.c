/*
 * Edits, for forks: what is about to enter a state gets another input, or the scope around it another variable. They are inputs like any
 * other, and are kept with them, so that a fork replays too; only they take effect at once, between two events.
 */
#include "engine/internal.h"

#include <string.h>

/* The thread that enters that state with its next step; iteration -1: the first of them. */
static struct thread *about_to_enter(struct engine *x, int state, int iteration)
{
	for (struct thread *t = x->ready; t; t = t->next_ready)
		if (t->phase == PHASE_ENTER && t->state->index == state && (iteration < 0 || t->iteration == iteration))
			return t;
	return NULL;
}

/* Where the name has been assigned, else the thread's own scope. */
static struct thread *scope_of(struct thread *t, const char *name)
{
	for (struct thread *s = t; s; s = s->parent)
		for (size_t i = 0; i < s->variables.n; i++)
			if (strcmp(s->variables.v[i].name, name) == 0)
				return s;
	return t;
}

static bool set_variable(struct engine *x, struct thread *t, const char *name, const cJSON *node, struct err *e)
{
	cJSON *object = cJSON_CreateObject();
	struct value *v;
	bool ok;

	json_set(object, name, json_copy(node));
	v = value_take(object);
	ok = v && variables_assign(x, scope_of(t, name), v);
	value_unref(v);
	return ok || err_set(e, ERR_LIMIT, "the variables would be larger than an execution may have");
}

bool engine_edit(struct engine *x, struct value *what, struct err *e)
{
	const cJSON *o = what ? value_node(what) : NULL, *input = json_get(o, "input"), *value = json_get(o, "value");
	const char *variable = json_get_string(o, "variable");
	int64_t state = -1, iteration = -1;
	struct thread *t;

	if (!json_int(json_get(o, "state"), 0, (int64_t)x->machine->n_states - 1, &state) || (!input && !(variable && value)))
		return err_set(e, ERR_USAGE, "an edit names a state, and an input or a variable with its value");
	json_int(json_get(o, "iteration"), -1, INT32_MAX, &iteration);
	t = about_to_enter(x, (int)state, (int)iteration);
	if (!t)
		return err_set(e, ERR_USAGE, "%.80s is not about to be entered", x->machine->states[state]->name);
	if (variable)
		return set_variable(x, t, variable, value, e);
	value_unref(t->input);
	t->input = value_part(what, input);
	return true;
}
