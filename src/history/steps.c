/*
 * Steps: one for every entering of a state. Those that have not ended stand in a list, so that a container that fails can end what runs
 * inside it.
 */
#include <string.h>

#include "history/internal.h"

const struct step *projection_step(const struct projection *p, int i)
{
	return i >= 0 ? &p->steps.v[i] : NULL;
}

bool step_is_container(const struct projection *p, const struct step *s)
{
	enum event_type t = history_at(p->history, s->entered)->type;

	return t == EV_ParallelStateEntered || t == EV_MapStateEntered;
}

/* --- marks of states --------------------------------------------------------------------------------------------------------- */

static void mark_update(struct projection *p, int i)
{
	const struct step *s = &p->steps.v[i];
	struct state_mark *m;

	if (s->state < 0 || p->states[s->state].step != i)
		return;
	m = mark_change(p, s->state);
	m->status = s->status;
	m->retry_n = s->retry_n;
	m->retry_max = s->retry_max;
	m->retry_due_ms = s->status == STATE_RETRYING ? s->retry_due_ms : 0;
}

void step_set_status(struct projection *p, int i, enum state_status status)
{
	struct step *s = step_change(p, i);
	enum state_status was = s->status;

	s->status = status;
	mark_update(p, i);
	branch_follow(p, i, was);
}

/* --- those that have not ended ------------------------------------------------------------------------------------------------ */

static void step_open(struct projection *p, int i)
{
	struct step *s = &p->steps.v[i];

	s->open_prev = p->open_last;
	s->open_next = -1;
	if (p->open_last >= 0)
		step_change(p, p->open_last)->open_next = i;
	else
		p->open_first = i;
	p->open_last = i;
}

bool step_is_open(const struct projection *p, int i)
{
	return p->open_first == i || p->steps.v[i].open_prev >= 0;
}

void step_close(struct projection *p, int i)
{
	struct step *s;

	if (!step_is_open(p, i))
		return;
	s = step_change(p, i);
	if (s->open_prev >= 0)
		step_change(p, s->open_prev)->open_next = s->open_next;
	else
		p->open_first = s->open_next;
	if (s->open_next >= 0)
		step_change(p, s->open_next)->open_prev = s->open_prev;
	else
		p->open_last = s->open_prev;
	s->open_prev = s->open_next = -1;
}

/* As aborted, whatever an event says of it later. */
void steps_close_inside(struct projection *p, int container, int32_t id)
{
	for (int i = p->open_first, next; i >= 0; i = next) {
		int up = p->steps.v[i].parent;

		next = p->steps.v[i].open_next;
		while (up >= 0 && up != container)
			up = p->steps.v[up].parent;
		if (up != container && container >= 0)
			continue;
		if (p->steps.v[i].status == STATE_RUNNING || p->steps.v[i].status == STATE_RETRYING)
			step_set_status(p, i, STATE_ABORTED);
		if (p->steps.v[i].family >= 0)
			family_end(p, p->steps.v[i].family, -1, STATE_ABORTED, id);
		step_close(p, i);
	}
}

/* --- entering ------------------------------------------------------------------------------------------------------------------ */

static int step_add(struct projection *p, const struct event *ev)
{
	int i = (int)p->steps.n;
	struct step *s = VEC_ADD(&p->steps);
	struct step fresh = {.iteration = -1, .parent = -1, .branch = -1, .earlier = -1, .family = -1, .from = -1, .via = -1, .caught_by = -1};

	if ((size_t)i < p->steps_made) {	/* its attempts keep their memory */
		memcpy(&fresh.attempts, &s->attempts, sizeof fresh.attempts);
		fresh.attempts.n = 0;
	} else {
		p->steps_made = (size_t)i + 1;
	}
	*s = fresh;
	s->state = p->machine && ev->state >= 0 && (size_t)ev->state < p->machine->n_states ? ev->state : -1;
	s->name = ev->name;
	s->entered = s->last = s->kept = ev->id;
	s->input = ev->value;
	s->visit = 1;
	step_open(p, i);
	return i;
}

/* The branch of a Parallel that begins with this state. */
static int32_t parallel_branch(struct projection *p, int container, const struct step *s, int32_t id)
{
	const struct family *f = &p->families.v[p->steps.v[container].family];
	const struct asl_scope *scope = s->state >= 0 ? p->machine->states[s->state]->scope : NULL;
	int index = f->begun;

	if (scope && scope->container && scope->container->index == p->steps.v[container].state)
		index = scope->branch;
	return branch_begin(p, container, index, id);
}

/* First in a container. */
static void place_inside(struct projection *p, struct step *s, int container, const struct event *prev)
{
	s->parent = container;
	if (prev->type == EV_MapIterationStarted) {
		s->iteration = prev->more ? (int)prev->more->index : -1;
		s->branch = p->event_branches[prev->id];
	} else if (p->steps.v[container].family >= 0 && history_at(p->history, p->steps.v[container].entered)->type == EV_ParallelStateEntered) {
		s->branch = parallel_branch(p, container, s, s->entered);
	}
}

/* Where a step stands: behind the one that it came from, or first in a container. */
static void place(struct projection *p, int i, const struct event *prev)
{
	int before = prev ? p->event_steps[prev->id] : -1;
	struct step *s = &p->steps.v[i];
	const struct step *b;

	if (before < 0)
		return;
	b = &p->steps.v[before];
	if (event_is_exited(prev->type)) {
		s->from = before;
		s->parent = b->parent;
		s->iteration = b->iteration;
		s->branch = b->branch;
	} else if (step_is_container(p, b)) {
		place_inside(p, s, before, prev);
	}
}

int first_max_attempts(const struct asl_state *s)
{
	if (!s->n_retriers)
		return 0;
	return s->retriers[0].max_attempts > INT32_MAX ? INT32_MAX : (int)s->retriers[0].max_attempts;
}

void step_fail_state(struct projection *p, int i)
{
	const struct step *s = &p->steps.v[i];
	const struct asl_state *st = s->state >= 0 ? p->machine->states[s->state] : NULL;

	step_failed(p, i, st ? st->error : NULL, st ? st->cause : NULL);
}

static void count_visit(struct projection *p, int i)
{
	struct step *s = &p->steps.v[i];
	struct state_mark *m;

	branch_enter(p, i);
	if (s->state < 0)
		return;
	s->retry_max = first_max_attempts(p->machine->states[s->state]);
	m = mark_change(p, s->state);
	m->visits++;
	if (s->branch < 0) {
		s->visit = m->visits;
		s->earlier = m->step;
	}
	m->step = i;
	mark_update(p, i);
}

int step_enter(struct projection *p, const struct event *ev)
{
	int i = step_add(p, ev);

	place(p, i, history_at(p->history, ev->prev));
	count_visit(p, i);
	step_set_status(p, i, STATE_RUNNING);
	if (ev->type == EV_FailStateEntered && ev->more && ev->more->has_plan)
		step_fail_state(p, i);		/* the container around it goes for a retry at once */
	if (p->steps.v[i].from >= 0)
		edge_take(p, p->steps.v[i].from, i);
	return i;
}

/* --- leaving, failing ------------------------------------------------------------------------------------------------------------ */

/* The last state of a Parallel's branch has been left: no event of its own tells of the branch's end. */
static void branch_may_end(struct projection *p, int i, const struct event *ev)
{
	const struct step *s = &p->steps.v[i];
	bool ends = s->state >= 0 ? p->machine->states[s->state]->end : ev->type == EV_SucceedStateExited;

	if (s->branch >= 0 && ends && s->parent >= 0 && history_at(p->history, p->steps.v[s->parent].entered)->type == EV_ParallelStateEntered)
		branch_end(p, s->branch, STATE_SUCCEEDED, -1, ev->id);
}

void step_exit(struct projection *p, int i, const struct event *ev)
{
	const struct event *prev = history_at(p->history, ev->prev);
	struct step *s = step_change(p, i);
	bool caught = prev && (event_is_failure(prev->type) || prev->type == EV_ParallelStateFailed || prev->type == EV_MapStateFailed);

	s->exited = ev->id;
	s->output = ev->value;
	if (caught)
		s->caught_by = catcher_of(p, s, prev);
	step_set_status(p, i, caught ? STATE_CAUGHT : STATE_SUCCEEDED);
	if (step_is_container(p, s)) {
		if (s->family >= 0)
			family_end(p, s->family, -1, caught ? STATE_ABORTED : STATE_SUCCEEDED, ev->id);
		steps_close_inside(p, i, ev->id);
	}
	step_close(p, i);
	if (!caught)
		branch_may_end(p, i, ev);
}

void step_failed(struct projection *p, int i, const char *error, const char *cause)
{
	struct step *s = step_change(p, i);

	if (error || cause) {
		s->error = error;
		s->cause = cause;
	}
	step_set_status(p, i, STATE_FAILED);
}
