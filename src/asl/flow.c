/*
 * Transitions: every name to its state in the same scope, which states can be reached, whether the machine can end (ASL.md 1.4).
 * Linear in the machine's size.
 */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

#include "asl/suggest.h"

#define MISSING "MISSING_TRANSITION_TARGET"

struct walk {
	struct loader *L;
	const struct asl_scope *scope;
	VEC(struct asl_state *) stack;
};

/* The name that may be meant, as a hint and as a fix. */
static void suggest(struct loader *L, const struct asl_scope *scope, const char *name, const cJSON *object, const char *field)
{
	struct suggestion s = { .wanted = name };
	char *hint;

	if (!load_may_suggest(L))
		return;
	for (size_t i = 0; i < scope->n_states; i++)
		suggest_offer(&s, scope->states[i]->name);
	if (!s.best)
		return;
	hint = xasprintf("did you mean %s?", s.best);
	load_hint(L, hint);
	load_fix_string(L, json_get(object, field), s.best);
	free(hint);
}

static void missing_target(struct loader *L, const struct asl_state *from, const struct asl_edge *edge)
{
	struct at state = at_state((struct asl_state *)from);
	struct at list = at_member(&state, edge->kind == ASL_EDGE_CHOICE ? "Choices" : "Catch");
	struct at element = at_element(&list, edge->index);
	bool nested = edge->kind == ASL_EDGE_CHOICE || edge->kind == ASL_EDGE_CATCH;
	struct at at = at_member(nested ? &element : &state, edge->kind == ASL_EDGE_DEFAULT ? "Default" : "Next");

	load_fault_code(L, MISSING, &at, edge->target->span, "Missing 'Next' target: %s", edge->target->name);
	suggest(L, from->scope, edge->target->name, edge->kind == ASL_EDGE_CHOICE ? from->choices[edge->index].node :
		edge->kind == ASL_EDGE_CATCH ? from->catchers[edge->index].node : from->node, edge->kind == ASL_EDGE_DEFAULT ? "Default" : "Next");
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
	if (scope->start_at && !scope->start)
		suggest(w->L, scope, scope->start_at, scope->node, "StartAt");
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
