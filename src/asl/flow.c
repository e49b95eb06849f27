/*
 * Transitions: every name to its state in the same scope, which states can be reached, whether the machine can end; and variables,
 * whose names an inner scope should not assign anew (AWS takes it at least where the outer one is a catcher's). ASL.md 1.4, 4.1.
 * Linear in the machine's size.
 */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

#define MISSING "MISSING_TRANSITION_TARGET"

struct walk {
	struct loader *L;
	const struct asl_scope *scope;
	VEC(struct asl_state *) stack;
};

static void missing_target(struct loader *L, const struct asl_state *from, const struct asl_edge *edge)
{
	struct at state = at_state((struct asl_state *)from);
	struct at list = at_member(&state, edge->kind == ASL_EDGE_CHOICE ? "Choices" : "Catch");
	struct at element = at_element(&list, edge->index);
	bool nested = edge->kind == ASL_EDGE_CHOICE || edge->kind == ASL_EDGE_CATCH;
	struct at at = at_member(nested ? &element : &state, edge->kind == ASL_EDGE_DEFAULT ? "Default" : "Next");

	load_fault_code(L, MISSING, &at, edge->target->span, "Missing 'Next' target: %s", edge->target->name);
}

static void resolve_edge(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	struct walk *w = ctx;
	struct asl_target *t = (struct asl_target *)edge->target;	/* ours until the machine is handed out */

	t->state = asl_scope_find(w->scope, t->name);
	if (!t->state)
		missing_target(w->L, from, edge);
}

static void resolve_scope(struct walk *w, struct asl_scope *scope)
{
	struct at at = { .base = scope->pointer, .state = scope->container }, start_at = at_member(&at, "StartAt");

	scope->start = asl_scope_find(scope, scope->start_at);
	if (scope->start_at && !scope->start)
		load_fault_code(w->L, MISSING, &start_at, load_span(w->L, json_get(scope->node, "StartAt")),
			"Missing 'Next' target: %s", scope->start_at);
	for (size_t i = 0; i < scope->n_states; i++)
		asl_state_edges(scope->states[i], resolve_edge, w);
}

static void reach(struct walk *w, struct asl_state *s)
{
	if (!s || s->reachable)
		return;
	s->reachable = true;
	VEC_PUSH(&w->stack, s);
}

static void reach_edge(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	(void)from;
	reach(ctx, edge->target->state);
}

static void walk_scope(struct walk *w, struct asl_scope *scope)
{
	reach(w, scope->start);
	while (w->stack.n)
		asl_state_edges(w->stack.v[--w->stack.n], reach_edge, w);
}

/* A state whose way out is wrong or missing has an error already; it is not the machine's lack of an end. */
static bool leads_nowhere(const struct asl_state *s)
{
	return s->broken && !s->next.name && !s->n_choices && !s->default_next.name;
}

static bool has_end(const struct asl_scope *scope)
{
	for (size_t i = 0; i < scope->n_states; i++)
		if (scope->states[i]->end || leads_nowhere(scope->states[i]))
			return true;
	return false;
}

static void check_reachable(struct loader *L, const struct asl_scope *scope)
{
	for (size_t i = 0; i < scope->n_states; i++) {
		struct asl_state *s = scope->states[i];
		struct at at = at_state(s);

		if (!s->reachable)
			load_fault_code(L, MISSING, &at, s->span, "State \"%s\" is not reachable.", s->name);
	}
}

void load_flow(struct loader *L)
{
	struct walk w = { .L = L };

	for (size_t i = 0; i < L->scopes.n; i++) {
		struct asl_scope *scope = L->scopes.v[i];

		if (!scope->n_states)		/* has its own error; where it starts is not asked then */
			continue;
		w.scope = scope;
		resolve_scope(&w, scope);
		walk_scope(&w, scope);
		if (!scope->start_at)
			continue;
		if (scope->container || has_end(scope))
			check_reachable(L, scope);
		else
			load_fault_code(L, "MISSING_END_STATE", NULL, load_key_span(L, json_get(scope->node, "States")),
				"Workflow has no terminal state");
	}
	VEC_DONE(&w.stack);
}

/* --- variables ---------------------------------------------------------------------------------------------------- */

typedef void (*assign_fn)(void *ctx, const struct asl_state *s, const struct at *at, const cJSON *assign);

/* Every Assign object of a state: its own, its catchers', its rules'. */
static void state_assigns(struct asl_state *s, assign_fn fn, void *ctx)
{
	struct at at = at_state(s), own = at_member(&at, "Assign");

	fn(ctx, s, &own, json_get(s->node, "Assign"));
	for (size_t i = 0; i < s->n_catchers; i++) {
		struct at list = at_member(&at, "Catch"), element = at_element(&list, i), assign = at_member(&element, "Assign");

		fn(ctx, s, &assign, json_get(s->catchers[i].node, "Assign"));
	}
	for (size_t i = 0; i < s->n_choices; i++) {
		struct at list = at_member(&at, "Choices"), element = at_element(&list, i), assign = at_member(&element, "Assign");

		fn(ctx, s, &assign, json_get(s->choices[i].node, "Assign"));
	}
}

static char *variable_name(const struct asl_state *s, const char *key)
{
	size_t len = strlen(key);

	return xstrndup(key, s->language == ASL_JSONPATH && str_ends(key, ".$") ? len - 2 : len);
}

struct shadow {
	struct loader *L;
	struct map *assigned;		/* by the scope's number: name -> itself */
	size_t scope;
	const size_t *outer;		/* the scope around each, SIZE_MAX at the top */
};

static void note_names(void *ctx, const struct asl_state *s, const struct at *at, const cJSON *assign)
{
	struct shadow *sh = ctx;

	(void)at;
	for (const cJSON *c = cJSON_IsObject(assign) ? assign->child : NULL; c; c = c->next) {
		char *name = variable_name(s, c->string);

		map_put(&sh->assigned[sh->scope], name, (void *)c);
		free(name);
	}
}

static void check_names(void *ctx, const struct asl_state *s, const struct at *at, const cJSON *assign)
{
	struct shadow *sh = ctx;

	for (const cJSON *c = cJSON_IsObject(assign) ? assign->child : NULL; c; c = c->next) {
		char *name = variable_name(s, c->string);
		struct at where = at_member(at, c->string);

		for (size_t i = sh->outer[sh->scope]; i != SIZE_MAX; i = sh->outer[i])
			if (map_get(&sh->assigned[i], name)) {
				load_advice(sh->L, DIAG_WARNING, "variable.shadow", &where, load_key_span(sh->L, c),
					"The variable '%s' is assigned in an outer scope too", name);
				break;
			}
		free(name);
	}
}

static void each_assign(struct shadow *sh, assign_fn fn)
{
	for (sh->scope = 0; sh->scope < sh->L->scopes.n; sh->scope++) {
		const struct asl_scope *scope = sh->L->scopes.v[sh->scope];

		for (size_t i = 0; i < scope->n_states; i++)
			state_assigns(scope->states[i], fn, sh);
	}
}

void load_variables(struct loader *L)
{
	size_t *outer = xcalloc(L->scopes.n, sizeof *outer);
	struct shadow sh = { .L = L, .assigned = xcalloc(L->scopes.n, sizeof *sh.assigned), .outer = outer };
	size_t *number = xcalloc(L->states.n + 1, sizeof *number);	/* of the scope that each state is in */

	for (size_t i = 0; i < L->scopes.n; i++) {
		const struct asl_scope *scope = L->scopes.v[i];

		outer[i] = scope->container ? number[scope->container->index] : SIZE_MAX;
		for (size_t k = 0; k < scope->n_states; k++)
			number[scope->states[k]->index] = i;
	}
	each_assign(&sh, note_names);
	each_assign(&sh, check_names);
	for (size_t i = 0; i < L->scopes.n; i++)
		map_done(&sh.assigned[i]);
	free(sh.assigned);
	free(outer);
	free(number);
}
