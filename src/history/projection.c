/*
 * The fold. An event belongs to the step of the event that it points at, with a few exceptions that belong.c knows; what it says about
 * that step is below. Steps that have not ended stand in a list, so that a container that fails can end what runs inside it.
 */
#include <stdlib.h>
#include <string.h>

#include "history/internal.h"

struct step *projection_step(struct projection *p, int i)
{
	return i >= 0 ? &p->steps.v[i] : NULL;
}

/* --- making, freeing, starting over -------------------------------------------------------------------------------------- */

struct projection *projection_new(struct asl_machine *m)
{
	struct projection *p = xcalloc(1, sizeof *p);
	size_t n = m ? m->n_states : 0;

	p->machine = m ? asl_ref(m) : NULL;
	p->states = xcalloc(n, sizeof *p->states);
	edges_init(p);
	projection_seek(p, NULL, 0);
	return p;
}

void projection_free(struct projection *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->steps_made; i++)
		VEC_DONE(&p->steps.v[i].attempts);
	VEC_DONE(&p->steps);
	free(p->states);
	free(p->edges);
	free(p->edges_of);
	free(p->event_steps);
	asl_unref(p->machine);
	free(p);
}

static int first_max_attempts(const struct asl_state *s)
{
	if (!s->n_retriers)
		return 0;
	return s->retriers[0].max_attempts > INT32_MAX ? INT32_MAX : (int)s->retriers[0].max_attempts;
}

/* To before the first event. Steps keep their attempts' memory for the next fold. */
static void start_over(struct projection *p, const struct history *h)
{
	size_t n = p->machine ? p->machine->n_states : 0;

	p->history = h;
	p->cursor = 0;
	p->status = EXEC_RUNNING;
	p->now_ms = p->start_ms = h && h->events.n ? h->events.v[0].at_ms : 0;
	p->input = p->output = NULL;
	p->error = p->cause = NULL;
	p->steps.n = 0;
	p->current = p->last_edge = -1;
	p->open_first = p->open_last = -1;
	p->aborting = p->aborting_iteration = -1;
	for (size_t i = 0; i < n; i++)
		p->states[i] = (struct state_mark){.step = -1, .retry_max = first_max_attempts(p->machine->states[i])};
	for (size_t i = 0; i < p->n_edges; i++) {
		p->edges[i].taken = 0;
		p->edges[i].last_event = 0;
	}
}

/* --- steps ----------------------------------------------------------------------------------------------------------------- */

static void mark_update(struct projection *p, int i)
{
	const struct step *s = &p->steps.v[i];
	struct state_mark *m = s->state >= 0 ? &p->states[s->state] : NULL;

	if (!m || m->step != i)
		return;
	m->status = s->status;
	m->retry_n = s->retry_n;
	m->retry_max = s->retry_max;
	m->retry_due_ms = s->status == STATE_RETRYING ? s->retry_due_ms : 0;
}

void step_set_status(struct projection *p, int i, enum state_status status)
{
	p->steps.v[i].status = status;
	mark_update(p, i);
}

static void step_open(struct projection *p, int i)
{
	struct step *s = &p->steps.v[i];

	s->open_prev = p->open_last;
	s->open_next = -1;
	if (p->open_last >= 0)
		p->steps.v[p->open_last].open_next = i;
	else
		p->open_first = i;
	p->open_last = i;
}

static bool step_is_open(const struct projection *p, int i)
{
	return p->open_first == i || p->steps.v[i].open_prev >= 0;
}

void step_close(struct projection *p, int i)
{
	struct step *s = &p->steps.v[i];

	if (!step_is_open(p, i))
		return;
	if (s->open_prev >= 0)
		p->steps.v[s->open_prev].open_next = s->open_next;
	else
		p->open_first = s->open_next;
	if (s->open_next >= 0)
		p->steps.v[s->open_next].open_prev = s->open_prev;
	else
		p->open_last = s->open_prev;
	s->open_prev = s->open_next = -1;
}

static int step_add(struct projection *p, const struct event *ev)
{
	int i = (int)p->steps.n;
	struct step *s = VEC_ADD(&p->steps), fresh = {.iteration = -1, .parent = -1, .from = -1, .caught_by = -1};

	if ((size_t)i < p->steps_made) {
		memcpy(&fresh.attempts, &s->attempts, sizeof fresh.attempts);
		fresh.attempts.n = 0;
	} else {
		p->steps_made = (size_t)i + 1;
	}
	*s = fresh;
	s->state = p->machine && ev->state >= 0 && (size_t)ev->state < p->machine->n_states ? ev->state : -1;
	s->name = ev->name;
	s->entered = s->last = ev->id;
	s->input = ev->value;
	s->visit = 1;
	step_open(p, i);
	return i;
}

/* What runs inside of step `container` stops: as aborted, whatever an event says of it later. */
static void close_inside(struct projection *p, int container, enum state_status status)
{
	for (int i = p->open_first, next; i >= 0; i = next) {
		int up = p->steps.v[i].parent;

		next = p->steps.v[i].open_next;
		while (up >= 0 && up != container)
			up = p->steps.v[up].parent;
		if (up != container && container >= 0)
			continue;
		if (p->steps.v[i].status == STATE_RUNNING || p->steps.v[i].status == STATE_RETRYING)
			step_set_status(p, i, status);
		step_close(p, i);
	}
}

static void step_failed(struct projection *p, int i, const char *error, const char *cause)
{
	struct step *s = &p->steps.v[i];

	if (error || cause) {
		s->error = error;
		s->cause = cause;
	}
	step_set_status(p, i, STATE_FAILED);
}

/* --- events ---------------------------------------------------------------------------------------------------------------- */

static bool is_container(const struct projection *p, const struct step *s)
{
	enum event_type t = history_at(p->history, s->entered)->type;

	return t == EV_ParallelStateEntered || t == EV_MapStateEntered;
}

/* Error and cause of a Fail state stand in the definition only, unless they end the execution. */
static void leaf_fails(struct projection *p, int i)
{
	const struct step *s = &p->steps.v[i];
	const struct asl_state *st = s->state >= 0 ? p->machine->states[s->state] : NULL;

	step_failed(p, i, st ? st->error : NULL, st ? st->cause : NULL);
}

/* Where a step stands: behind the one that it came from, or first in a container. */
static void place(struct projection *p, struct step *s, const struct event *prev)
{
	int before = prev ? p->event_steps[prev->id] : -1;
	const struct step *b;

	if (before < 0)
		return;
	b = &p->steps.v[before];
	if (event_is_exited(prev->type)) {
		s->from = before;
		s->parent = b->parent;
		s->iteration = b->iteration;
		return;
	}
	if (is_container(p, b)) {
		s->parent = before;
		s->iteration = prev->type == EV_MapIterationStarted && prev->more ? (int)prev->more->index : -1;
	}
}

static int entered_fold(struct projection *p, const struct event *ev)
{
	int i = step_add(p, ev);
	struct step *s = &p->steps.v[i];

	place(p, s, history_at(p->history, ev->prev));
	if (s->state >= 0) {
		struct state_mark *m = &p->states[s->state];

		s->visit = ++m->visits;
		s->retry_max = first_max_attempts(p->machine->states[s->state]);
		m->step = i;
		mark_update(p, i);
	}
	step_set_status(p, i, STATE_RUNNING);
	if (ev->type == EV_FailStateEntered && ev->more && ev->more->has_plan)
		leaf_fails(p, i);		/* the container around it goes for a retry at once */
	if (s->from >= 0)
		edge_take(p, &p->steps.v[s->from], s);
	return i;
}

static void exited_fold(struct projection *p, int i, const struct event *ev)
{
	const struct event *prev = history_at(p->history, ev->prev);
	struct step *s = &p->steps.v[i];
	bool caught = prev && (event_is_failure(prev->type) || prev->type == EV_ParallelStateFailed || prev->type == EV_MapStateFailed);

	s->exited = ev->id;
	s->output = ev->value;
	if (caught)
		s->caught_by = catcher_of(p, s, prev);
	step_set_status(p, i, caught ? STATE_CAUGHT : STATE_SUCCEEDED);
	if (is_container(p, s))
		close_inside(p, i, STATE_ABORTED);
	step_close(p, i);
}

/* What a container's event points at has failed. */
static void leaf_failed(struct projection *p, const struct event *ev)
{
	const struct event *f = history_at(p->history, ev->prev);
	int i = f ? p->event_steps[f->id] : -1;
	struct step *s = projection_step(p, i);

	if (!s || s->exited || !step_is_open(p, i))
		return;
	if (f->type == EV_FailStateEntered)
		leaf_fails(p, i);
	else if (s->status == STATE_RUNNING && !is_container(p, s))
		step_set_status(p, i, STATE_FAILED);
}

/* Of a container that failed: the error is that of the event which it points at. */
static void container_failed(struct projection *p, int i, const struct event *ev)
{
	const struct event *f = history_at(p->history, ev->prev);
	const struct step *leaf = f ? projection_step(p, p->event_steps[f->id]) : NULL;
	const char *error = leaf ? leaf->error : NULL, *cause = leaf ? leaf->cause : NULL;

	leaf_failed(p, ev);
	if (leaf && !error)
		error = leaf->error, cause = leaf->cause;
	step_failed(p, i, error, cause);
	close_inside(p, i, STATE_ABORTED);
	plan_fold(p, i, ev);
}

/* Also what begins after a failure: the retry of a container. */
static void container_started(struct projection *p, int i, const struct event *ev)
{
	leaf_failed(p, ev);
	close_inside(p, i, STATE_ABORTED);
	step_set_status(p, i, STATE_RUNNING);
}

static void aborted_fold(struct projection *p, int i)
{
	if (p->steps.v[i].status != STATE_FAILED)
		step_set_status(p, i, STATE_ABORTED);
	if (!is_container(p, &p->steps.v[i]))
		step_close(p, i);
}

static void iteration_fold(struct projection *p, int i, const struct event *ev)
{
	p->aborting = i;
	p->aborting_iteration = ev->more ? (int)ev->more->index : -1;
	if (ev->type == EV_MapIterationFailed)
		leaf_failed(p, ev);
}

static void ended_fold(struct projection *p, const struct event *ev)
{
	static const struct {
		uint8_t type;
		enum exec_status status;
	} ends[] = {
		{EV_ExecutionSucceeded, EXEC_SUCCEEDED}, {EV_ExecutionFailed, EXEC_FAILED},
		{EV_ExecutionTimedOut, EXEC_TIMED_OUT}, {EV_ExecutionAborted, EXEC_ABORTED},
	};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (ends[i].type == ev->type)
			p->status = ends[i].status;
	p->output = ev->value;
	p->error = ev->more ? ev->more->error : NULL;
	p->cause = ev->more ? ev->more->cause : NULL;
}

/* An execution that ends without leaving a state: that state failed, and everything else that ran is cut off. */
static int execution_end_fold(struct projection *p, const struct event *ev)
{
	int i = ev->type == EV_ExecutionFailed && ev->prev ? p->event_steps[ev->prev] : -1;

	ended_fold(p, ev);
	if (i >= 0 && !p->steps.v[i].exited) {
		step_failed(p, i, p->error, p->cause);
		step_close(p, i);
	}
	close_inside(p, -1, STATE_ABORTED);
	return i;
}

static void started_fold(struct projection *p, const struct event *ev)
{
	p->status = EXEC_RUNNING;		/* also after a redrive */
	if (ev->type == EV_ExecutionStarted) {
		p->start_ms = ev->at_ms;
		p->input = ev->value;
	}
	p->output = NULL;
	p->error = p->cause = NULL;
}

static void step_fold(struct projection *p, int i, const struct event *ev)
{
	switch ((enum event_type)ev->type) {
	case EV_ParallelStateStarted:
	case EV_MapStateStarted:
		container_started(p, i, ev);
		break;
	case EV_ParallelStateFailed:
	case EV_MapStateFailed:
		container_failed(p, i, ev);
		break;
	case EV_MapIterationStarted:
	case EV_MapIterationSucceeded:
	case EV_MapIterationFailed:
	case EV_MapIterationAborted:
		iteration_fold(p, i, ev);
		plan_fold(p, i, ev);
		break;
	case EV_TaskStateAborted:
	case EV_WaitStateAborted:
	case EV_ParallelStateAborted:
	case EV_MapStateAborted:
		aborted_fold(p, i);
		plan_fold(p, i, ev);
		break;
	default:
		if (event_is_exited(ev->type))
			exited_fold(p, i, ev);
		else
			attempt_fold(p, i, ev);
		break;
	}
}

static void fold(struct projection *p, const struct event *ev)
{
	int i;

	if (event_is_entered(ev->type)) {
		i = entered_fold(p, ev);
		plan_fold(p, i, ev);
	} else if (event_is_end(ev->type)) {
		i = execution_end_fold(p, ev);
	} else if (ev->type == EV_ExecutionStarted || ev->type == EV_ExecutionRedriven) {
		i = -1;
		started_fold(p, ev);
	} else {
		i = step_of_event(p, ev);
		if (i >= 0)
			step_fold(p, i, ev);
	}
	if (i >= 0)
		p->steps.v[i].last = ev->id;
	p->event_steps[ev->id] = i;
	p->current = i;
	p->cursor = ev->id;
	p->now_ms = ev->at_ms;
}

void projection_seek(struct projection *p, const struct history *h, int32_t cursor)
{
	size_t n = h ? h->events.n : 0;

	if (cursor < 0)
		cursor = 0;
	if ((size_t)cursor > n)
		cursor = (int32_t)n;
	if (h != p->history || cursor < p->cursor || !h || !cursor)
		start_over(p, h);
	vec_reserve(&p->event_steps, &p->event_steps_cap, n + 1, sizeof *p->event_steps);
	p->event_steps[0] = -1;
	while (p->cursor < cursor)
		fold(p, &h->events.v[p->cursor]);
}

int projection_step_of(const struct projection *p, int32_t id)
{
	return id >= 1 && id <= p->cursor ? p->event_steps[id] : -1;
}
