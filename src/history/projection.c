/*
 * The fold. An event belongs to the step of the event that it points at, with a few exceptions that belong.c knows; what it says about
 * that step is below. steps.c knows steps, families.c the branches and iterations of containers, journal.c the way back.
 */
#include <stdlib.h>
#include <string.h>

#include "history/internal.h"

#define NOTED_EVENTS 100000	/* of a longer way forward only so many can be stepped back by the notes: more than the journal holds */

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
	VEC_DONE(&p->families);
	VEC_DONE(&p->branches);
	VEC_DONE(&p->cell_steps);
	VEC_DONE(&p->taken_n);
	VEC_DONE(&p->tallies);
	VEC_DONE(&p->first_tally);
	pairs_done(&p->by_index);
	pairs_done(&p->cells);
	pairs_done(&p->taken);
	pairs_done(&p->by_family);
	journal_done(p);
	free(p->states);
	free(p->edges);
	free(p->edges_of);
	free(p->event_steps);
	free(p->event_branches);
	asl_unref(p->machine);
	free(p);
}

/* Another history: nothing that was learnt holds. */
static void forget(struct projection *p, const struct history *h)
{
	p->history = h;
	p->known = 0;
	p->cell_steps.n = p->taken_n.n = p->tallies.n = p->first_tally.n = 0;
	pairs_clear(&p->by_index);
	pairs_clear(&p->cells);
	pairs_clear(&p->taken);
	pairs_clear(&p->by_family);
}

/* To before the first event. Steps keep their attempts' memory for the next fold, and what is found by pairs its rows. */
static void start_over(struct projection *p)
{
	const struct history *h = p->history;
	size_t n = p->machine ? p->machine->n_states : 0;

	p->cursor = 0;
	p->status = EXEC_RUNNING;
	p->now_ms = p->start_ms = h && h->events.n ? h->events.v[0].at_ms : 0;
	p->input = p->output = NULL;
	p->error = p->cause = NULL;
	p->steps.n = p->families.n = p->branches.n = 0;
	p->current = p->branch = p->last_edge = -1;
	p->open_first = p->open_last = -1;
	p->aborting = p->aborting_iteration = -1;
	for (size_t i = 0; i < n; i++)
		p->states[i] = (struct state_mark){.step = -1, .retry_max = first_max_attempts(p->machine->states[i])};
	for (size_t i = 0; i < p->n_edges; i++) {
		p->edges[i].taken = 0;
		p->edges[i].last_event = 0;
	}
	for (size_t i = 0; i < p->cell_steps.n; i++)
		p->cell_steps.v[i] = -1;
	for (size_t i = 0; i < p->taken_n.n; i++)
		p->taken_n.v[i] = 0;
	for (size_t i = 0; i < p->tallies.n; i++)
		memset(p->tallies.v[i].n, 0, sizeof p->tallies.v[i].n);
	journal_clear(p);
}

/* --- events of containers ------------------------------------------------------------------------------------------------- */

/* What a container's event points at has failed. Its step, -1: none. */
static int leaf_failed(struct projection *p, const struct event *ev)
{
	const struct event *f = history_at(p->history, ev->prev);
	int i = f ? p->event_steps[f->id] : -1;
	const struct step *s = projection_step(p, i);

	if (!s || s->exited || !step_is_open(p, i))
		return i;
	if (f->type == EV_FailStateEntered)
		step_fail_state(p, i);
	else if (s->status == STATE_RUNNING && !step_is_container(p, s))
		step_set_status(p, i, STATE_FAILED);
	return i;
}

/* Of a container that failed: the error is that of the event which it points at. */
static void container_failed(struct projection *p, int i, const struct event *ev)
{
	int leaf = leaf_failed(p, ev);

	step_failed(p, i, leaf >= 0 ? p->steps.v[leaf].error : NULL, leaf >= 0 ? p->steps.v[leaf].cause : NULL);
	if (p->steps.v[i].family >= 0)
		family_end(p, p->steps.v[i].family, leaf, STATE_ABORTED, ev->id);
	steps_close_inside(p, i, ev->id);
	plan_fold(p, i, ev);
}

/* Also what begins after a failure: the retry of a container. */
static void container_started(struct projection *p, int i, const struct event *ev)
{
	int leaf = leaf_failed(p, ev);

	if (p->steps.v[i].family >= 0)
		family_end(p, p->steps.v[i].family, leaf, STATE_ABORTED, ev->id);
	steps_close_inside(p, i, ev->id);
	family_begin(p, i, ev);
	step_set_status(p, i, STATE_RUNNING);
}

static void container_succeeded(struct projection *p, int i, const struct event *ev)
{
	if (p->steps.v[i].family >= 0)
		family_end(p, p->steps.v[i].family, -1, STATE_SUCCEEDED, ev->id);
}

/* A Map Run's iterations are executions of their own: how many there were of which kind is told at its end. */
static void map_run_ended(struct projection *p, int i, const struct event *ev)
{
	if (ev->more && ev->more->totals && p->steps.v[i].family >= 0)
		family_totals(p, p->steps.v[i].family, &ev->more->totals->items);
}

static void aborted_fold(struct projection *p, int i)
{
	if (p->steps.v[i].status != STATE_FAILED)
		step_set_status(p, i, STATE_ABORTED);
	if (!step_is_container(p, &p->steps.v[i]))
		step_close(p, i);
}

/* MapIteration…: what the branch of that item is, -1: not known. */
static int32_t iteration_fold(struct projection *p, int i, const struct event *ev)
{
	int64_t index = ev->more ? ev->more->index : -1;
	int32_t b = index < 0 || index > INT32_MAX ? -1 : projection_branch_at(p, p->steps.v[i].family, (int32_t)index);
	int leaf = -1;

	p->aborting = i;
	p->aborting_iteration = ev->more ? (int)ev->more->index : -1;
	if (ev->type == EV_MapIterationFailed)
		leaf = leaf_failed(p, ev);
	if (ev->type == EV_MapIterationStarted && index >= 0 && index <= INT32_MAX)
		return branch_begin(p, i, (int32_t)index, ev->id);
	if (b >= 0)
		branch_end(p, b, ev->type == EV_MapIterationSucceeded ? STATE_SUCCEEDED
			: ev->type == EV_MapIterationFailed ? STATE_FAILED : STATE_ABORTED, leaf, ev->id);
	return b;
}

/* --- events of the execution ------------------------------------------------------------------------------------------------ */

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

/* The branches that the last event was in, from the inside out: step i brought them down. */
static void branches_fail(struct projection *p, int i, const struct event *ev)
{
	for (int32_t b = p->event_branches[ev->prev]; b >= 0; b = projection_branch_up(p, b))
		branch_end(p, b, STATE_FAILED, i, ev->id);
}

/* An execution that ends without leaving a state: that state failed, and everything else that ran is cut off. */
static int execution_end_fold(struct projection *p, const struct event *ev)
{
	int i = ev->type == EV_ExecutionFailed && ev->prev ? p->event_steps[ev->prev] : -1;

	ended_fold(p, ev);
	if (i >= 0 && !p->steps.v[i].exited) {
		step_failed(p, i, p->error, p->cause);
		branches_fail(p, i, ev);
		if (p->steps.v[i].family >= 0)
			family_end(p, p->steps.v[i].family, -1, STATE_ABORTED, ev->id);
		step_close(p, i);
	}
	steps_close_inside(p, -1, ev->id);
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

/* --- the fold --------------------------------------------------------------------------------------------------------------- */

/* Returns the branch that the event belongs to. */
static int32_t step_fold(struct projection *p, int i, const struct event *ev)
{
	int32_t branch = p->steps.v[i].branch;

	switch ((enum event_type)ev->type) {
	case EV_ParallelStateStarted:
	case EV_MapStateStarted:
		container_started(p, i, ev);
		break;
	case EV_ParallelStateFailed:
	case EV_MapStateFailed:
		container_failed(p, i, ev);
		break;
	case EV_ParallelStateSucceeded:
	case EV_MapStateSucceeded:
		container_succeeded(p, i, ev);
		break;
	case EV_MapIterationStarted:
	case EV_MapIterationSucceeded:
	case EV_MapIterationFailed:
	case EV_MapIterationAborted:
		branch = iteration_fold(p, i, ev);
		plan_fold(p, i, ev);
		break;
	case EV_MapRunSucceeded:
	case EV_MapRunFailed:
	case EV_MapRunAborted:
		map_run_ended(p, i, ev);
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
			step_exit(p, i, ev);
		else
			attempt_fold(p, i, ev);
		break;
	}
	return branch;
}

static void fold(struct projection *p, const struct event *ev)
{
	int32_t branch = -1;
	int i = -1;

	journal_begin(p);
	if (event_is_entered(ev->type)) {
		i = step_enter(p, ev);
		plan_fold(p, i, ev);
		branch = p->steps.v[i].branch;
	} else if (event_is_end(ev->type)) {
		i = execution_end_fold(p, ev);
	} else if (ev->type == EV_ExecutionStarted || ev->type == EV_ExecutionRedriven) {
		started_fold(p, ev);
	} else {
		i = step_of_event(p, ev);
		if (i >= 0)
			branch = step_fold(p, i, ev);
	}
	if (i >= 0)
		step_change(p, i)->last = ev->id;
	p->event_steps[ev->id] = i;
	p->event_branches[ev->id] = branch;
	p->current = i;
	p->branch = branch;
	p->cursor = ev->id;
	p->now_ms = ev->at_ms;
	if (p->known < ev->id)
		p->known = ev->id;
}

/* Back by what was noted, unless the way from the start is shorter. */
static void go_back(struct projection *p, int32_t cursor)
{
	if (!journal_reaches(p, cursor) || cursor < p->cursor - cursor)
		start_over(p);
	while (p->cursor > cursor)
		journal_undo(p);
}

static int32_t within(const struct history *h, int32_t cursor)
{
	size_t n = h ? h->events.n : 0;

	if (cursor < 0)
		return 0;
	return (size_t)cursor > n ? (int32_t)n : cursor;
}

static void make_room(struct projection *p, const struct history *h)
{
	size_t n = h ? h->events.n : 0;

	vec_reserve(&p->event_steps, &p->event_steps_cap, n + 1, sizeof *p->event_steps);
	vec_reserve(&p->event_branches, &p->event_branches_cap, n + 1, sizeof *p->event_branches);
	p->event_steps[0] = p->event_branches[0] = -1;
}

void projection_seek(struct projection *p, const struct history *h, int32_t cursor)
{
	cursor = within(h, cursor);
	if (h != p->history || !h) {
		forget(p, h);
		start_over(p);
	}
	if (cursor < p->cursor)
		go_back(p, cursor);
	make_room(p, h);
	while (p->cursor < cursor) {
		if (p->journal.off != (cursor - p->cursor > NOTED_EVENTS))
			journal_rest(p, !p->journal.off);
		fold(p, &h->events.v[p->cursor]);
	}
}

void projection_extend(struct projection *p, const struct history *h, int32_t cursor)
{
	cursor = within(h, cursor);
	if (h != p->history)
		projection_seek(p, h, 0);
	make_room(p, h);
	if (!p->journal.off)
		journal_rest(p, true);
	while (p->cursor < cursor)
		fold(p, &h->events.v[p->cursor]);
}

int projection_step_of(const struct projection *p, int32_t id)
{
	return id >= 1 && id <= p->known ? p->event_steps[id] : -1;
}

int32_t projection_branch_of(const struct projection *p, int32_t id)
{
	return id >= 1 && id <= p->known ? p->event_branches[id] : -1;
}
