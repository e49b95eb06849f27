#include "history/decide.h"

#include <stdlib.h>

#include "engine/retry.h"
#include "history/lens.h"
#include "history/projection.h"

struct decider {
	struct history *h;
	struct projection *p;
	int32_t *failed;		/* by step: the failure that nothing has followed yet; 0: none */
	int64_t **retries;		/* by step: retries of each retrier in this visit; NULL: none yet */
	bool *final;			/* by event: what follows it ends a scope */
	int probes;			/* choices that may still be evaluated again */
};

#define PROBES_MAX 500

static struct event *event_of(const struct decider *d, int32_t id)
{
	return id >= 1 && (size_t)id <= d->h->events.n ? &d->h->events.v[id - 1] : NULL;
}

static const struct asl_state *state_of(const struct decider *d, int step)
{
	int state = step >= 0 ? d->p->steps.v[step].state : -1;

	return state >= 0 ? d->p->machine->states[state] : NULL;
}

/* The error that an event tells of: a container's stands in the event that it points at, a Fail state's in the definition. */
static const char *error_of(const struct decider *d, const struct event *ev)
{
	while (ev && (ev->type == EV_ParallelStateFailed || ev->type == EV_MapStateFailed))
		ev = event_of(d, ev->prev);
	if (!ev)
		return NULL;
	if (ev->more && ev->more->error)
		return ev->more->error;
	return ev->type == EV_FailStateEntered && ev->state >= 0 ? d->p->machine->states[ev->state]->error : NULL;
}

/* A heartbeat that ran out is told as States.Timeout, but is matched by its own name too. */
static int retrier_of(const struct asl_state *st, const char *error)
{
	int r = retry_find(st, error, false);

	return r < 0 && str_is(error, "States.Timeout") ? retry_find(st, error, true) : r;
}

static struct event_plan *plan_on(struct event *ev, const struct asl_state *st)
{
	if (!ev->more)
		ev->more = event_more_new();
	ev->more->has_plan = true;
	ev->more->plan = (struct event_plan){.state = st->index, .retrier = -1, .catcher = -1, .draw = -1};
	return &ev->more->plan;
}

static bool has_plan_of(const struct event *ev, const struct asl_state *st)
{
	return ev->more && ev->more->has_plan && ev->more->plan.state == st->index;
}

static int small(int64_t n)
{
	return n > INT32_MAX ? INT32_MAX : (int)n;
}

static int64_t *retries_of(struct decider *d, int step, const struct asl_state *st)
{
	if (!d->retries[step])
		d->retries[step] = xcalloc(st->n_retriers + 1, sizeof **d->retries);
	return d->retries[step];
}

/* A retry follows `failed` at again_ms. Its plan goes to the event `told`. A retrier that the definition does not have counts for itself. */
static void decide_retry(struct decider *d, int step, const struct event *failed, struct event *told, int64_t again_ms)
{
	const struct asl_state *st = state_of(d, step);
	const char *error = error_of(d, failed);
	struct event_plan *plan;
	int64_t done;

	if (!st)
		return;
	plan = has_plan_of(told, st) ? NULL : plan_on(told, st);
	if (!plan)
		return;
	plan->retrier = retrier_of(st, error);
	done = retries_of(d, step, st)[plan->retrier >= 0 ? (size_t)plan->retrier : st->n_retriers]++;
	plan->attempt = small(done + 1);
	plan->max_attempts = plan->attempt;
	plan->delay_ms = again_ms > failed->at_ms ? again_ms - failed->at_ms : 0;
	plan->base_delay_s = (double)plan->delay_ms / 1000;
	if (plan->retrier >= 0) {
		const struct asl_retrier *r = &st->retriers[plan->retrier];

		plan->max_attempts = small(r->max_attempts);
		plan->base_delay_s = retry_delay(r, done);
		if (r->jitter == ASL_JITTER_FULL && plan->base_delay_s > 0)
			plan->draw = (double)plan->delay_ms / 1000 / plan->base_delay_s;
		if (plan->draw > 1)
			plan->draw = 1;		/* it took a while to be scheduled */
	}
}

/* The state entered behind the Exited event of a step, -1: none. */
static int next_state(const struct decider *d, int step)
{
	const struct step *s = &d->p->steps.v[step];

	for (int32_t id = s->exited + 1; s->exited && (size_t)id <= d->h->events.n; id++) {
		const struct event *ev = event_of(d, id);

		if (ev->prev == s->exited)
			return event_is_entered((enum event_type)ev->type) ? ev->state : -1;
		if (id - s->exited > 10000)
			break;			/* other branches; it does not matter so much */
	}
	return -1;
}

static bool goes_to(const struct asl_target *t, int state)
{
	return t->state && t->state->index == state;
}

/* The first that matches, unless it leads elsewhere than where the execution went. */
static int catcher_of(const struct asl_state *st, const char *error, int went_to)
{
	int found = -1;

	for (size_t i = 0; i < st->n_catchers; i++) {
		const struct asl_catcher *c = &st->catchers[i];
		bool matches = error_matches(c->errors, c->n_errors, error, str_is(error, "States.Timeout"));

		if (matches && goes_to(&c->next, went_to))
			return (int)i;
		if (matches && found < 0)
			found = (int)i;
	}
	for (size_t i = 0; found < 0 && i < st->n_catchers; i++)
		if (goes_to(&st->catchers[i].next, went_to))
			return (int)i;
	return found;
}

/* A retrier that is not used up: the retry would have come, but something else ended the state before. */
static void decide_cut_off(struct decider *d, int step, const struct asl_state *st, struct event_plan *plan)
{
	const struct asl_retrier *r = &st->retriers[plan->retrier];
	int64_t done = retries_of(d, step, st)[plan->retrier];

	if (done >= r->max_attempts)
		return;
	plan->attempt = small(done + 1);
	plan->base_delay_s = retry_delay(r, done);
	plan->delay_ms = (int64_t)(plan->base_delay_s * 1000);
}

static void decide_end(struct decider *d, int step, struct event *failed, int catcher)
{
	const struct asl_state *st = state_of(d, step);
	const char *error = error_of(d, failed);
	struct event_plan *plan;

	if (!st || (failed->more && failed->more->has_plan))
		return;			/* that of a container around it, where no other event tells of the failure */
	plan = plan_on(failed, st);
	plan->retrier = retrier_of(st, error);
	if (plan->retrier >= 0)
		plan->max_attempts = small(st->retriers[plan->retrier].max_attempts);
	plan->catcher = catcher;
	if (plan->retrier >= 0 && catcher < 0 && !d->final[failed->id])
		decide_cut_off(d, step, st, plan);
}

static void decide_caught(struct decider *d, int step, struct event *failed)
{
	const struct asl_state *st = state_of(d, step);

	if (st)
		decide_end(d, step, failed, catcher_of(st, error_of(d, failed), next_state(d, step)));
}

/* "Catch[1]/Output": an expression of the catcher that had taken the error over. -1: not there. */
static int catcher_at(const struct event *ev)
{
	const char *location = ev->more ? ev->more->location : NULL;

	return str_starts(location ? location : "", "Catch[") ? atoi(location + 6) : -1;
}

/* An expression failed where something had failed before: the catcher's own, or the state's, which was tried again and came no further. */
static void evaluation_again(struct decider *d, int step, struct event *failed, const struct event *ev)
{
	const struct asl_state *st = state_of(d, step);
	int catcher = catcher_at(ev);

	if (catcher < 0 || !st || (size_t)catcher >= st->n_catchers)
		decide_retry(d, step, failed, failed, ev->at_ms);
	else
		decide_end(d, step, failed, catcher);
}

/* A container begins anew after a failure inside: what tells of it is the last of the events that ended its branches. */
static void container_again(struct decider *d, int step, const struct event *started)
{
	struct event *failed = event_of(d, started->prev), *told = failed;

	if (!failed || event_is_entered((enum event_type)failed->type) != (failed->type == EV_FailStateEntered))
		return;
	for (int32_t id = started->id - 1; id > failed->id; id--)
		if (event_of(d, id)->prev == failed->id) {
			told = event_of(d, id);
			break;
		}
	decide_retry(d, step, failed, told, started->at_ms);
}

/* --- choices --------------------------------------------------------------------------------------------------------------------------- */

/* The rule that led there, where only one does. */
static int16_t edge_to(const struct asl_state *st, int went_to)
{
	int found = goes_to(&st->default_next, went_to) ? -1 : 0, n = found != 0;

	for (size_t i = 0; i < st->n_choices && i < INT16_MAX - 1; i++)
		if (goes_to(&st->choices[i].next, went_to)) {
			found = (int)i + 1;
			n++;
		}
	return n == 1 ? (int16_t)found : 0;
}

/* Several rules lead there: the one that holds when it is evaluated again. */
static int16_t edge_again(struct decider *d, int step, int went_to)
{
	const struct asl_state *st = state_of(d, step);
	struct lens l;
	int edge = 0;

	if (lens_look(d->p, step, -1, 0, NULL, &l)) {
		edge = l.probe.edge;
		if (edge < 0 ? !goes_to(&st->default_next, went_to) : edge > 0 && !goes_to(&st->choices[edge - 1].next, went_to))
			edge = 0;
		lens_done(&l);
	}
	return (int16_t)edge;
}

static void decide_choice(struct decider *d, int step, struct event *exited)
{
	const struct asl_state *st = state_of(d, step);
	int went_to = st && st->type == ASL_CHOICE && !exited->edge ? next_state(d, step) : -1;

	if (went_to < 0)
		return;
	exited->edge = edge_to(st, went_to);
	if (!exited->edge && d->probes-- > 0)
		exited->edge = edge_again(d, step, went_to);
}

/* --- the walk ----------------------------------------------------------------------------------------------------------------------------- */

static bool is_container_failed(const struct event *ev)
{
	return ev->type == EV_ParallelStateFailed || ev->type == EV_MapStateFailed;
}

/* A Map whose Items cannot be evaluated tells so by EvaluationFailed, and then by MapStateFailed. */
static bool tells_the_same(const struct event *ev, const struct event *failed)
{
	return failed && is_container_failed(ev) && ev->prev == failed->id;
}

static void failure(struct decider *d, int step, struct event *failed, const struct event *ev)
{
	const struct event *prev = event_of(d, ev->prev);

	if (tells_the_same(ev, failed) || (prev && prev->type == EV_MapIterationStarted && projection_step_of(d->p, prev->id) == step))
		return;		/* ItemSelector of one item: what the Map makes of it is told by later events */
	if (failed && ev->type == EV_EvaluationFailed)
		evaluation_again(d, step, failed, ev);
	d->failed[step] = catcher_at(ev) < 0 ? ev->id : 0;
}

static void exited(struct decider *d, int step, struct event *failed, struct event *ev)
{
	const struct event *prev = event_of(d, ev->prev);

	if (failed && prev && (prev == failed || tells_the_same(prev, failed)))
		decide_caught(d, step, failed);
	if (ev->type == EV_ChoiceStateExited)
		decide_choice(d, step, ev);
	d->failed[step] = 0;
}

/* The execution failed with another error than the one before: the catcher that took that over could not do its work. */
static void execution_failed(struct decider *d, const struct event *ev)
{
	struct event *failed = event_of(d, ev->prev);
	int step = failed ? projection_step_of(d->p, failed->id) : -1;

	if (step < 0 || d->failed[step] != failed->id || str_is(error_of(d, failed), ev->more ? ev->more->error : NULL))
		return;
	decide_caught(d, step, failed);
	d->failed[step] = 0;
}

static bool ends_a_scope(enum event_type t)
{
	switch (t) {
	case EV_ExecutionFailed:
	case EV_ParallelStateFailed:
	case EV_MapStateFailed:
	case EV_MapIterationFailed:
	case EV_TaskStateAborted:
	case EV_ParallelStateAborted:
	case EV_MapStateAborted:
	case EV_ParallelStateStarted:
	case EV_MapStateStarted:
		return true;
	default:
		return false;
	}
}

static void look(struct decider *d, struct event *ev)
{
	int step = projection_step_of(d->p, ev->id);
	enum event_type t = (enum event_type)ev->type;
	struct event *failed = step >= 0 ? event_of(d, d->failed[step]) : NULL;

	d->final[ev->prev] |= ends_a_scope(t);
	if (t == EV_ExecutionFailed)
		execution_failed(d, ev);
	if (step < 0)
		return;
	if (event_is_failure(t) || is_container_failed(ev)) {
		failure(d, step, failed, ev);
	} else if (event_is_exited(t)) {
		exited(d, step, failed, ev);
	} else if (event_is_scheduled(t) && failed) {
		decide_retry(d, step, failed, failed, ev->at_ms);
		d->failed[step] = 0;
	} else if (t == EV_ParallelStateStarted || t == EV_MapStateStarted) {
		container_again(d, step, ev);
		d->failed[step] = 0;
	}
}

/* A container that begins again: not right behind its Entered event. */
static bool is_again(const struct history *h, const struct event *ev)
{
	const struct event *prev = history_at(h, ev->prev);

	return (ev->type == EV_ParallelStateStarted || ev->type == EV_MapStateStarted) && !(prev && event_is_entered((enum event_type)prev->type));
}

/* Where nothing failed and nothing was chosen there is nothing to find out. */
static bool has_decisions(const struct history *h)
{
	for (size_t i = 0; i < h->events.n; i++) {
		const struct event *ev = &h->events.v[i];

		if (event_is_failure((enum event_type)ev->type) || is_container_failed(ev) || ev->type == EV_ChoiceStateExited || is_again(h, ev))
			return true;
	}
	return false;
}

void history_decide(struct history *h, struct asl_machine *m)
{
	struct decider d = {.h = h, .probes = PROBES_MAX};
	size_t n;

	if (!has_decisions(h))
		return;
	d.p = projection_new(m);
	projection_seek(d.p, h, (int32_t)h->events.n);
	n = d.p->steps.n;
	d.failed = xcalloc(n, sizeof *d.failed);
	d.retries = xcalloc(n, sizeof *d.retries);
	d.final = xcalloc(h->events.n + 1, sizeof *d.final);
	for (size_t i = 0; i < h->events.n; i++)
		look(&d, &h->events.v[i]);
	for (size_t i = 0; i < n; i++) {
		if (d.failed[i])
			decide_end(&d, (int)i, event_of(&d, d.failed[i]), -1);
		free(d.retries[i]);
	}
	free(d.failed);
	free(d.retries);
	free(d.final);
	projection_free(d.p);
}
