/*
 * What happens to an error: a retrier, a catcher, or the end of the scope. The order of events is ASL.md 7.5 to 7.7; what AWS does
 * with a branch or iteration that fails is in fail_scope().
 */
#include "engine/internal.h"

#include <math.h>
#include <stdlib.h>

#include "engine/retry.h"

void wf_error_done(struct wf_error *w)
{
	free(w->error);
	free(w->cause);
	*w = (struct wf_error){0};
}

void wf_error_set(struct wf_error *w, const char *error, const char *cause, int32_t event)
{
	char *e = xstrdup(error), *c = xstrdup(cause);

	wf_error_done(w);
	*w = (struct wf_error){.error = e, .cause = c, .event = event, .set = true};
}

void fail_cause(struct str *out, const struct thread *t, const char *why)
{
	str_addf(out, "An error occurred while executing the state '%s' (entered at the event id #%d). %s", t->state->name,
		(int)t->entered, why);
}

/* Ends the execution from wherever t is: no event of a container tells of it. */
void fail_runtime(struct engine *x, struct thread *t, const char *why)
{
	struct str cause = {0};

	fail_cause(&cause, t, why);
	execution_end(x, EXEC_FAILED, EV_ExecutionFailed, t->last, "States.Runtime", str_get(&cause));
	str_done(&cause);
}

char *too_large_text(const char *what)
{
	return xasprintf("The state/task '%s' returned a result with a size exceeding the maximum number of bytes service limit.", what);
}

void fail_too_large(struct engine *x, struct thread *t)
{
	char *cause = too_large_text(t->state->name);

	execution_end(x, EXEC_FAILED, EV_ExecutionFailed, t->last, "States.DataLimitExceeded", cause);
	free(cause);
}

/* --- retriers and catchers ------------------------------------------------------------------------------------------- */

static void plan_retry(struct engine *x, struct thread *t, struct event_plan *plan)
{
	const struct asl_retrier *r = &t->state->retriers[plan->retrier];
	int64_t done;

	plan->max_attempts = r->max_attempts > INT32_MAX ? INT32_MAX : (int)r->max_attempts;
	if (!t->attempts)
		t->attempts = xcalloc(t->state->n_retriers, sizeof *t->attempts);
	done = t->attempts[plan->retrier];
	if (done >= r->max_attempts)
		return;
	plan->attempt = (int)(t->attempts[plan->retrier] = done + 1);
	plan->base_delay_s = retry_delay(r, done);
	if (r->jitter == ASL_JITTER_FULL)
		plan->draw = rng_unit(&x->rng);
	plan->delay_ms = (int64_t)llround(plan->base_delay_s * (plan->draw < 0 ? 1 : plan->draw) * 1000);
}

void fail_decide(struct engine *x, struct thread *t, struct event_plan *plan)
{
	const struct wf_error *w = &t->failure;

	*plan = (struct event_plan){.state = t->state->index, .retrier = -1, .catcher = -1, .draw = -1};
	plan->retrier = retry_find(t->state, w->error, w->heartbeat);
	if (plan->retrier >= 0)
		plan_retry(x, t, plan);
	if (plan->attempt) {
		t->retries++;
		t->timer = timer_set(x, t, WAIT_RETRY, x->now_ms + plan->delay_ms);
		thread_go(x, t, PHASE_BACKOFF);
		return;
	}
	plan->catcher = t->catcher = catch_find(t->state, w->error, w->heartbeat);
	thread_go(x, t, plan->catcher >= 0 ? PHASE_CAUGHT : PHASE_FAILED);
}

/* --- expressions ------------------------------------------------------------------------------------------------------- */

static bool is_container(const struct asl_state *s)
{
	return s->type == ASL_PARALLEL || s->type == ASL_MAP;
}

static enum event_type failed_type(const struct thread *t)
{
	return t->state->type == ASL_MAP ? EV_MapStateFailed : EV_ParallelStateFailed;
}

/*
 * What EvaluationFailed points at: an expression that fails when the state is entered, at what came before the state (AWS enters and
 * evaluates in one go); but a Wait state has been entered by then.
 */
static int32_t before_evaluation(const struct engine *x, const struct thread *t)
{
	const struct event *entered = t->last == t->entered ? history_at(&x->history, t->entered) : NULL;

	return entered && t->state->type != ASL_WAIT ? entered->prev : t->last;
}

static struct event_more *evaluation_details(const struct thread *t, const char *location, const char *why)
{
	struct event_more *m = event_more_new();
	struct str cause = {0};

	fail_cause(&cause, t, why);
	m->error = xstrdup("States.QueryEvaluationError");
	m->cause = str_take(&cause);
	m->location = xstrdup(location);
	m->state = xstrdup(t->state->name);
	return m;
}

static void evaluation_error_set(struct engine *x, struct thread *t, const struct event_more *m)
{
	wf_error_set(&t->failure, m->error, m->cause, (int32_t)(x->history.events.n + 1));
	t->failure.evaluation = true;
}

/* A catcher's own Output or Assign is not caught again. */
static void state_evaluation(struct engine *x, struct thread *t, struct event_more *m)
{
	bool catching = t->phase == PHASE_CAUGHT;
	int32_t prev = before_evaluation(x, t);

	evaluation_error_set(x, t, m);
	m->has_plan = !catching;
	if (catching)
		thread_go(x, t, PHASE_FAILED);
	else
		fail_decide(x, t, &m->plan);
	t->last = t->failure.event = emit_in(x, t, EV_EvaluationFailed, prev, NULL, m);
	if (!catching && is_container(t->state) && t->phase != PHASE_BACKOFF)
		t->last = t->failure.event = emit_in(x, t, failed_type(t), t->last, NULL, NULL);
}

static void family_failed(struct engine *x, struct thread *t, struct thread *child);

void fail_evaluation(struct engine *x, struct thread *t, struct thread *child, const char *location, const char *why)
{
	struct event_more *m = evaluation_details(t, location, why);

	if (!child) {
		state_evaluation(x, t, m);
		return;
	}
	if (t->run) {
		map_run_evaluation_failed(x, t, m->error, m->cause);
		event_more_free(m);
		return;
	}
	evaluation_error_set(x, child, m);
	emit_in(x, t, EV_EvaluationFailed, child->last, NULL, m);
	family_failed(x, t, child);
}

void fail_keep_plan(struct engine *x, int32_t id, const struct event_plan *plan)
{
	struct event *ev = id ? &x->history.events.v[id - 1] : NULL;

	if (!ev)
		return;
	if (!ev->more)
		ev->more = event_more_new();
	ev->more->has_plan = true;
	ev->more->plan = *plan;
}

/* --- a branch or an iteration fails ---------------------------------------------------------------------------------- */

static enum event_type aborted_type(const struct thread *t)
{
	if (!t->state || t->phase == PHASE_ENTER || t->phase == PHASE_END || t->phase == PHASE_ITERATION)
		return EV_NONE;			/* between two states */
	if (t->phase == PHASE_FAILED && t->failure.evaluation)
		return EV_NONE;			/* EvaluationFailed tells it */
	switch (t->state->type) {
	case ASL_TASK:
		return EV_TaskStateAborted;
	case ASL_WAIT:
		return EV_WaitStateAborted;
	case ASL_PARALLEL:
		return EV_ParallelStateAborted;
	case ASL_MAP:
		return EV_MapStateAborted;
	default:
		return EV_NONE;			/* AWS has no such event */
	}
}

static int32_t emit_iteration(struct engine *x, struct thread *map, enum event_type type, int32_t prev, size_t item)
{
	struct event_more *more = event_more_new();

	more->index = (int64_t)item;
	return emit(x, (struct event){
		.prev = prev,
		.state = map->state->index,
		.type = (uint8_t)type,
		.name = x->info[map->state->index].name,
		.more = more,
	});
}

static int by_item(const void *a, const void *b)
{
	const struct thread *const *p = a, *const *q = b;

	return (*p)->item < (*q)->item ? -1 : (*p)->item > (*q)->item;
}

/* The living children, in order of branch or item. Caller frees. */
static struct thread **children_in_order(const struct family *f, size_t *n)
{
	struct thread **list = xcalloc(f->n_children, sizeof *list);

	*n = 0;
	for (size_t i = 0; i < f->n_children; i++)
		if (f->children[i])
			list[(*n)++] = f->children[i];
	qsort(list, *n, sizeof *list, by_item);
	return list;
}

/* Events that tell of the end of everything that t's family was doing: its iterations, the states they were in. The last event's id. */
static int32_t emit_aborted(struct engine *x, struct thread *t, const struct thread *failed, int32_t prev)
{
	struct thread **list;
	int32_t last = 0;
	size_t n;

	list = children_in_order(t->family, &n);
	for (size_t i = 0; i < n; i++) {
		struct thread *c = list[i];
		enum event_type type = aborted_type(c);

		if (t->state->type == ASL_MAP)
			last = emit_iteration(x, t, c == failed ? EV_MapIterationFailed : EV_MapIterationAborted, prev, c->item);
		map_run_abort(x, c);
		if (type != EV_NONE)
			last = emit_in(x, c, type, prev, NULL, NULL);
		if (c->family)
			last = emit_aborted(x, c, NULL, prev);
	}
	free(list);
	return last;
}

/*
 * A child of t has failed with `w`: everything else in the family stops, and t's own retriers and catchers are asked.
 * The plan stands on the last event that tells of the failure; for a retry after a Fail state in a Parallel that is the failing event.
 */
static void family_failed(struct engine *x, struct thread *t, struct thread *child)
{
	enum event_type type = failed_type(t);
	struct event_plan plan;
	int32_t last;

	wf_error_set(&t->failure, child->failure.error, child->failure.cause, child->failure.event);
	t->failure.timed_out = child->failure.timed_out;
	t->failure.heartbeat = child->failure.heartbeat;
	last = emit_aborted(x, t, child, t->failure.event);
	t->last = t->failure.event;
	family_free(x, t);
	fail_decide(x, t, &plan);
	if (!plan.attempt)
		t->last = t->failure.event = last = emit_in(x, t, type, t->last, NULL, NULL);
	fail_keep_plan(x, last ? last : t->failure.event, &plan);
}

void fail_scope(struct engine *x, struct thread *t)
{
	if (t->parent)
		family_failed(x, t->parent, t);
	else
		execution_end(x, EXEC_FAILED, EV_ExecutionFailed, t->failure.event, t->failure.error, t->failure.cause);
}
