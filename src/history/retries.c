/*
 * Attempts of a task, and what was decided about each failure. Our own histories say it (event_plan); for others it is found from the
 * definition by the same rules that the engine goes by, except for the jitter, which nobody can know.
 */
#include "engine/retry.h"
#include "history/internal.h"

static struct attempt *attempt_last(struct step *s)
{
	return s->attempts.n ? &s->attempts.v[s->attempts.n - 1] : NULL;
}

/* How often retrier r has matched in this visit, before the last attempt. */
static int64_t matched_before(const struct asl_state *st, const struct step *s, int r)
{
	int64_t n = 0;

	for (size_t i = 0; i + 1 < s->attempts.n; i++)
		if (s->attempts.v[i].failed && retry_find(st, s->attempts.v[i].error, false) == r)
			n++;
	return n;
}

static void retry_waits(struct projection *p, int i, int n, int max, int64_t due_ms)
{
	struct step *s = step_change(p, i);

	s->retry_n = n;
	s->retry_max = max;
	s->retry_due_ms = due_ms;
	step_set_status(p, i, STATE_RETRYING);
}

/* A task's failure without a plan: will a retry follow? */
static void guess(struct projection *p, int i, const struct event *ev)
{
	struct step *s = &p->steps.v[i];
	const struct asl_state *st = s->state >= 0 ? p->machine->states[s->state] : NULL;
	int r = st ? retry_find(st, s->error, false) : -1;
	int64_t k;

	if (r < 0)
		return;
	k = matched_before(st, s, r);
	if (k < st->retriers[r].max_attempts && k < INT32_MAX)
		retry_waits(p, i, (int)k + 1, st->retriers[r].max_attempts > INT32_MAX ? INT32_MAX : (int)st->retriers[r].max_attempts,
			ev->at_ms + (int64_t)(retry_delay(&st->retriers[r], k) * 1000));
}

/* A container waits for its retry: what ran inside it has stopped. */
static void container_waits(struct projection *p, int i, int leaf, const struct event *ev)
{
	family_end(p, p->steps.v[i].family, leaf, STATE_ABORTED, ev->id);
	steps_close_inside(p, i, ev->id);
}

/* The plan may be that of a container around the event's step: a retry that it waits for. */
void plan_fold(struct projection *p, int i, const struct event *ev)
{
	const struct event_plan *plan = ev->more && ev->more->has_plan ? &ev->more->plan : NULL;
	bool tells_of_another = ev->prev && !event_is_entered(ev->type) && !event_is_failure(ev->type);
	int leaf = tells_of_another ? p->event_steps[ev->prev] : i;

	while (plan && i >= 0 && p->steps.v[i].state != plan->state)
		i = p->steps.v[i].parent;
	if (!plan || i < 0)
		return;
	if (plan->attempt && p->steps.v[i].family >= 0)
		container_waits(p, i, leaf, ev);
	if (plan->attempt)
		retry_waits(p, i, plan->attempt, plan->max_attempts, ev->at_ms + plan->delay_ms);
	else if (plan->retrier >= 0)
		step_change(p, i)->retry_max = plan->max_attempts;
}

static void attempt_begin(struct projection *p, int i, const struct event *ev)
{
	struct step *s = step_change(p, i);
	const struct attempt *before = attempt_last(s);
	const struct event *failed = before && before->ended ? history_at(p->history, before->ended) : NULL;
	struct attempt a = {.scheduled = ev->id};

	if (before && before->plan && before->plan->attempt)
		a.delay_ms = before->plan->delay_ms;
	else if (failed && ev->at_ms > failed->at_ms)
		a.delay_ms = ev->at_ms - failed->at_ms;
	VEC_PUSH(&s->attempts, a);
	step_set_status(p, i, STATE_RUNNING);
}

static void attempt_failed(struct projection *p, int i, const struct event *ev)
{
	struct step *s = step_change(p, i);
	struct attempt *a = attempt_change(p, i);
	const struct event_more *m = ev->more;

	s->error = m ? m->error : NULL;
	s->cause = m ? m->cause : NULL;
	if (a && !a->ended) {
		a->ended = ev->id;
		a->failed = true;
		a->timed_out = ev->type == EV_LambdaFunctionTimedOut || ev->type == EV_ActivityTimedOut || ev->type == EV_TaskTimedOut;
		a->error = s->error;
		a->cause = s->cause;
		a->plan = m && m->has_plan ? &m->plan : NULL;
	}
	step_set_status(p, i, STATE_FAILED);
	if (m && m->has_plan)
		plan_fold(p, i, ev);
	else
		guess(p, i, ev);
}

void attempt_fold(struct projection *p, int i, const struct event *ev)
{
	struct attempt *a;

	if (event_is_scheduled(ev->type)) {
		attempt_begin(p, i, ev);
		return;
	}
	if (event_is_failure(ev->type)) {
		attempt_failed(p, i, ev);
		return;
	}
	a = attempt_change(p, i);
	if (!a)
		return;
	switch ((enum event_type)ev->type) {
	case EV_LambdaFunctionStarted:
	case EV_ActivityStarted:
	case EV_TaskStarted:
		a->started = ev->id;
		break;
	case EV_TaskSubmitted:
		a->submitted = ev->id;
		break;
	case EV_LambdaFunctionSucceeded:
	case EV_ActivitySucceeded:
	case EV_TaskSucceeded:
		a->ended = ev->id;
		break;
	default:
		break;
	}
}

/* Which catcher took a failure over. A heartbeat that ran out is recorded as States.Timeout, but is matched by its own name too. */
int catcher_of(const struct projection *p, const struct step *s, const struct event *failed)
{
	const struct asl_state *st = s->state >= 0 ? p->machine->states[s->state] : NULL;
	int c;

	if (failed->more && failed->more->has_plan && failed->more->plan.state == s->state)
		return failed->more->plan.catcher;
	if (!st)
		return -1;
	c = catch_find(st, s->error, false);
	return c < 0 && str_is(s->error, "States.Timeout") ? catch_find(st, s->error, true) : c;
}
