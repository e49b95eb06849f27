#include "history/view.h"

#include <stdlib.h>
#include <string.h>

const enum state_status status_by_weight[STATE_STATUSES] = {
	STATE_FAILED, STATE_RETRYING, STATE_RUNNING, STATE_CAUGHT, STATE_ABORTED, STATE_SUCCEEDED, STATE_IDLE,
};

static const struct asl_scope *scope_of(const struct view *v, int state)
{
	return v->p && v->p->machine && state >= 0 && (size_t)state < v->p->machine->n_states ? v->p->machine->states[state]->scope : NULL;
}

static const struct view_scope *seen(const struct view *v, int state)
{
	static const struct view_scope nothing = {.kind = VIEW_NONE, .id = -1, .family = -1};
	const struct asl_scope *scope = scope_of(v, state);

	return scope ? &v->scopes[scope->index] : &nothing;
}

/* --- what every scope stands for ------------------------------------------------------------------------------------------------ */

/* The branch of container's family among the place and what is around it; -1: none is. */
static int32_t chosen_of(const struct view *v, const struct asl_state *container)
{
	int32_t b = v->place;

	while (b >= 0 && projection_container(v->p, b) != container)
		b = projection_branch_up(v->p, b);
	return b;
}

static int32_t newest_family(const struct projection *p, int32_t branch, const struct asl_state *container)
{
	int step = projection_visit(p, branch, container->index);

	return step < 0 ? -1 : p->steps.v[step].family;
}

static struct view_scope inside_of(const struct view *v, const struct asl_scope *scope)
{
	const struct view_scope *outer = &v->scopes[scope->container->scope->index];
	struct view_scope in = {.kind = VIEW_NONE, .id = -1, .family = -1};
	int32_t chosen;

	if (outer->kind == VIEW_MANY)
		return *outer;
	if (outer->kind == VIEW_NONE)
		return in;
	chosen = chosen_of(v, scope->container);
	in.family = chosen >= 0 ? v->p->branches.v[chosen].family : newest_family(v->p, outer->id, scope->container);
	if (in.family < 0)
		return in;
	if (scope->container->type == ASL_PARALLEL)
		in.id = projection_branch_at(v->p, in.family, scope->branch);
	else
		in.id = chosen;
	in.kind = in.id >= 0 ? VIEW_ONE : VIEW_NONE;
	if (scope->container->type == ASL_MAP && chosen < 0) {
		in.kind = VIEW_MANY;
		in.id = in.family;
	}
	return in;
}

/* An execution of a Map Run is of a part of the definition: the processor. */
static const struct asl_scope *outermost(const struct projection *p)
{
	int first = p->steps.n ? p->steps.v[0].state : -1;

	return first >= 0 ? p->machine->states[first]->scope : p->machine->top;
}

static void set_scopes(struct view *v)
{
	const struct asl_machine *m = v->p->machine;

	if (v->n_scopes != m->n_scopes) {
		v->n_scopes = m->n_scopes;
		free(v->scopes);
		v->scopes = xcalloc(v->n_scopes, sizeof *v->scopes);
	}
	v->root = outermost(v->p);
	for (size_t i = 0; i < m->n_scopes; i++)	/* containers come before what is inside them */
		v->scopes[i] = m->scopes[i]->container && m->scopes[i] != v->root ? inside_of(v, m->scopes[i])
			: (struct view_scope){.kind = VIEW_ONE, .id = -1, .family = -1};
}

void view_set(struct view *v, const struct projection *p, int32_t place)
{
	v->p = p;
	v->place = -1;
	if (!p || !p->machine)
		return;
	while (place >= 0 && (size_t)place >= p->branches.n)
		place = (size_t)place < p->by_index.rows.n ? p->steps.v[p->families.v[p->by_index.rows.v[place].a].step].branch : -1;
	v->place = place;
	set_scopes(v);
}

void view_done(struct view *v)
{
	free(v->scopes);
	*v = (struct view){.place = -1};
}

/* --- questions ------------------------------------------------------------------------------------------------------------------ */

static void one(const struct view *v, int32_t branch, int state, struct view_mark *out)
{
	out->step = projection_visit(v->p, branch, state);
	if (out->step < 0)
		return;
	out->status = v->p->steps.v[out->step].status;
	out->visits = v->p->steps.v[out->step].visit;
}

static void many(const struct tally *t, struct view_mark *out)
{
	for (int i = STATE_STATUSES - 1; t && i >= 0; i--) {
		enum state_status s = status_by_weight[i];

		out->by_status[s] = t->n[s];
		out->visits += t->n[s];
		if (t->n[s])
			out->status = s;
	}
}

void view_state(const struct view *v, int state, struct view_mark *out)
{
	const struct view_scope *s = seen(v, state);

	*out = (struct view_mark){.kind = s->kind, .step = -1, .status = STATE_IDLE};
	if (s->kind == VIEW_ONE)
		one(v, s->id, state, out);
	else if (s->kind == VIEW_MANY)
		many(projection_tally(v->p, s->id, state), out);
}

const struct step *view_step(const struct view *v, int state)
{
	const struct view_scope *s = seen(v, state);
	int i = s->kind == VIEW_ONE ? projection_visit(v->p, s->id, state) : -1;

	return i < 0 ? NULL : &v->p->steps.v[i];
}

int view_taken(const struct view *v, size_t edge)
{
	const struct view_scope *s = seen(v, v->p->edges[edge].from);
	const struct tally *t;

	if (s->kind == VIEW_ONE)
		return projection_taken(v->p, s->id, edge);
	t = s->kind == VIEW_MANY ? projection_tally_edge(v->p, s->id, edge) : NULL;
	return t ? t->n[0] : 0;
}

/* Is what happens in that branch shown, alone or summed up? */
static bool in_sight(const struct view *v, int32_t branch, int state)
{
	const struct view_scope *s = seen(v, state);

	if (s->kind == VIEW_ONE)
		return s->id == branch;
	while (s->kind == VIEW_MANY && branch >= 0 && v->p->branches.v[branch].family != s->id)
		branch = projection_branch_up(v->p, branch);
	return s->kind == VIEW_MANY && branch >= 0;
}

int view_last_edge(const struct view *v)
{
	int last = v->p ? v->p->last_edge : -1;
	const struct step *by;

	if (last < 0)
		return -1;
	by = &v->p->steps.v[projection_step_of(v->p, v->p->edges[last].last_event)];
	if (in_sight(v, by->branch, by->state))
		return last;
	return v->place >= 0 && v->p->branches.v[v->place].last_step >= 0 ? v->p->steps.v[v->p->branches.v[v->place].last_step].via : -1;
}

int32_t view_family(const struct view *v, int container)
{
	const struct view_scope *s = seen(v, container);
	int32_t chosen;

	if (s->kind != VIEW_ONE)
		return -1;
	chosen = chosen_of(v, v->p->machine->states[container]);
	return chosen >= 0 ? v->p->branches.v[chosen].family : newest_family(v->p, s->id, v->p->machine->states[container]);
}

const int32_t *view_branches(const struct view *v, int container)
{
	const struct view_scope *s = seen(v, container);
	int32_t family = view_family(v, container);
	const struct tally *t = s->kind == VIEW_MANY ? projection_tally_branches(v->p, s->id, container) : NULL;

	if (t)
		return t->n;
	return family >= 0 ? v->p->families.v[family].by_status : NULL;
}

int32_t view_place_of(const struct view *v, int state)
{
	const struct asl_scope *scope = scope_of(v, state);

	while (scope && scope->container && scope != v->root && v->scopes[scope->index].kind != VIEW_ONE)
		scope = scope->container->scope;
	return scope ? v->scopes[scope->index].id : -1;
}
