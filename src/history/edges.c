/* Transitions of the definition, and which of them were taken. */
#include <stdlib.h>

#include "history/internal.h"

struct collector {
	struct edge_mark *list;
	size_t n, cap;
};

static void collect(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	struct collector *c = ctx;

	vec_reserve(&c->list, &c->cap, c->n + 1, sizeof *c->list);
	c->list[c->n++] = (struct edge_mark){
		.from = from->index,
		.to = edge->target->state ? edge->target->state->index : -1,
		.kind = edge->kind,
		.index = edge->index,
	};
}

void edges_init(struct projection *p)
{
	size_t n = p->machine ? p->machine->n_states : 0;
	struct collector c = {0};

	p->edges_of = xcalloc(n + 1, sizeof *p->edges_of);
	for (size_t i = 0; i < n; i++) {
		p->edges_of[i] = (int32_t)c.n;
		asl_state_edges(p->machine->states[i], collect, &c);
	}
	p->edges_of[n] = (int32_t)c.n;
	p->edges = c.list;
	p->n_edges = c.n;
}

/* What is known about the kind of transition that left a step; anything goes where nothing is. */
static bool edge_fits(const struct edge_mark *m, const struct step *from, const struct event *exited)
{
	if (from->status == STATE_CAUGHT)
		return m->kind == ASL_EDGE_CATCH && (from->caught_by < 0 || m->index == (size_t)from->caught_by);
	if (m->kind == ASL_EDGE_CATCH)
		return false;
	if (exited->edge > 0)
		return m->kind == ASL_EDGE_CHOICE && m->index == (size_t)exited->edge - 1;
	return exited->edge == 0 || m->kind == ASL_EDGE_DEFAULT;
}

void edge_take(struct projection *p, int from_step, int to_step)
{
	const struct step *from = &p->steps.v[from_step], *to = &p->steps.v[to_step];
	const struct event *exited = history_at(p->history, from->exited);

	if (from->state < 0 || to->state < 0 || !exited)
		return;
	for (int32_t i = p->edges_of[from->state]; i < p->edges_of[from->state + 1]; i++) {
		struct edge_mark *m = &p->edges[i];

		if (m->to != to->state || !edge_fits(m, from, exited))
			continue;
		m = edge_change(p, i);
		m->taken++;
		m->last_event = to->entered;
		p->last_edge = i;
		step_change(p, to_step)->via = i;
		branch_take(p, to_step);
		return;
	}
}
