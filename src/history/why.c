/*
 * Errors: who was asked, in which order, and what each said. What was decided stands in the plan of the failing event; this tells it, and
 * what the others would have said.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/retry.h"
#include "history/why_private.h"

void why_add(struct why *w, enum why_kind kind, enum why_verdict verdict, int depth, char *label, char *text)
{
	VEC_PUSH(&w->rows, ((struct why_row){kind, verdict, depth, label, text}));
}

void why_done(struct why *w)
{
	for (size_t i = 0; i < w->rows.n; i++) {
		free(w->rows.v[i].label);
		free(w->rows.v[i].text);
	}
	VEC_DONE(&w->rows);
}

/* --- words ---------------------------------------------------------------------------------------------------------------------------------- */

static void add_seconds(struct str *out, double s)
{
	if (s < 1000 && s * 1000 == (double)(int64_t)(s * 1000))
		str_addf(out, "%g s", s);
	else
		str_addf(out, "%.3g s", s);
}

static void add_names(struct str *out, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_addf(out, "%s%s", i ? ", " : "", names[i] ? names[i] : "?");
}

static char *names_label(const char *what, size_t i, const char *const *names, size_t n)
{
	struct str s = {0};

	str_addf(&s, "%s %zu [", what, i + 1);
	add_names(&s, names, n);
	str_addc(&s, ']');
	return str_take(&s);
}

void why_delay(const struct asl_retrier *r, int64_t k, const struct event_plan *plan, struct str *out)
{
	double capped = retry_delay(r, k), plain = r->interval_s;

	for (int64_t i = 0; i < k && plain < RETRY_DELAY_MAX_S; i++)
		plain *= r->backoff;
	add_seconds(out, r->interval_s);
	str_addf(out, " · %g^%lld = ", r->backoff, (long long)k);
	if (plain >= RETRY_DELAY_MAX_S)
		str_adds(out, "more than a year");
	else
		add_seconds(out, plain);
	if (capped < plain) {
		str_adds(out, ", at most ");
		add_seconds(out, capped);
	}
	if (plan && plan->draw >= 0) {
		str_addf(out, "; FULL jitter drew %.2f: ", plan->draw);
		add_seconds(out, (double)plan->delay_ms / 1000);
	} else if (r->jitter == ASL_JITTER_FULL) {
		str_adds(out, "; FULL jitter draws from 0 to that");
	}
}

/* --- one error ---------------------------------------------------------------------------------------------------------------------------------- */

struct failure {
	const struct asl_state *s;
	const char *error, *cause;
	const struct event_plan *plan;
	bool timed_out;
	const int64_t *used;		/* by retrier: retries made in this visit before */
};

/* A heartbeat that ran out is told as States.Timeout, but is matched by its own name too. */
static bool matches(const struct failure *f, const char *const *names, size_t n)
{
	return error_matches(names, n, f->error, false) || (f->timed_out && error_matches(names, n, f->error, true));
}

/* The name in the list that matched; an error is often caught by a wildcard. */
static void add_by(const struct failure *f, const char *const *names, size_t n, struct str *out)
{
	for (size_t i = 0; i < n; i++)
		if (names[i] && matches(f, &names[i], 1)) {
			if (!str_is(names[i], f->error))
				str_addf(out, " by %s", names[i]);
			return;
		}
}

static void used_of(struct str *out, const struct failure *f, size_t i)
{
	if (f->used[i])
		str_addf(out, ", %lld of %lld used", (long long)f->used[i], (long long)f->s->retriers[i].max_attempts);
}

static enum why_verdict retrier_matched(const struct failure *f, size_t i, struct str *out)
{
	const struct asl_retrier *r = &f->s->retriers[i];

	str_adds(out, "matched");
	add_by(f, r->errors, r->n_errors, out);
	if (f->plan->attempt > 0) {
		str_addf(out, ": retry %d of %lld after ", f->plan->attempt, (long long)r->max_attempts);
		why_delay(r, f->plan->attempt - 1, f->plan, out);
		return WHY_MATCHED;
	}
	if (!r->max_attempts)
		str_adds(out, ", and forbids retries (MaxAttempts 0)");
	else
		str_addf(out, ", exhausted: %lld of %lld used", (long long)r->max_attempts, (long long)r->max_attempts);
	return WHY_EXHAUSTED;
}

static void retrier_row(struct why *w, const struct failure *f, size_t i, bool *decided)
{
	const struct asl_retrier *r = &f->s->retriers[i];
	struct str text = {0};
	enum why_verdict verdict;

	if (!error_is_catchable(f->error)) {
		verdict = WHY_CANNOT;
		str_addf(&text, "%s cannot be retried", f->error);
	} else if (*decided) {
		verdict = WHY_NOT_REACHED;
		str_adds(&text, "not reached: first match wins");
		used_of(&text, f, i);
	} else if (matches(f, r->errors, r->n_errors)) {
		*decided = true;
		verdict = retrier_matched(f, i, &text);
	} else {
		verdict = WHY_NOT_MATCHED;
		str_adds(&text, "not matched");
		used_of(&text, f, i);
	}
	why_add(w, WHY_RETRIER, verdict, 0, names_label("retrier", i, r->errors, r->n_errors), str_take(&text));
}

static char *catcher_label(const struct failure *f, size_t i)
{
	const struct asl_catcher *c = &f->s->catchers[i];
	char *names = names_label("catcher", i, c->errors, c->n_errors), *label = xasprintf("%s → %s", names, c->next.name ? c->next.name : "?");

	free(names);
	return label;
}

static void catcher_row(struct why *w, const struct failure *f, size_t i, bool *decided)
{
	const struct asl_catcher *c = &f->s->catchers[i];
	struct str text = {0};
	enum why_verdict verdict = WHY_NOT_MATCHED;
	bool would = matches(f, c->errors, c->n_errors);

	if (!error_is_catchable(f->error)) {
		verdict = WHY_CANNOT;
		str_addf(&text, "%s cannot be caught", f->error);
	} else if (*decided) {
		verdict = WHY_NOT_REACHED;
		str_adds(&text, "not reached: first match wins");
	} else if (!would) {
		str_adds(&text, "not matched");
	} else if (f->plan->attempt > 0) {
		*decided = true;
		verdict = WHY_NOT_REACHED;
		str_adds(&text, "only after the retries");
	} else {
		*decided = true;
		verdict = WHY_MATCHED;
		str_adds(&text, "takes it");
		add_by(f, c->errors, c->n_errors, &text);
	}
	why_add(w, WHY_CATCHER, verdict, 0, catcher_label(f, i), str_take(&text));
}

static void outcome_row(struct why *w, const struct failure *f)
{
	if (!error_is_catchable(f->error))
		why_add(w, WHY_NOTE, WHY_CANNOT, 0, xstrdup("so"), xstrdup("the execution ends"));
	else if (f->plan->attempt <= 0 && f->plan->catcher < 0)
		why_add(w, WHY_NOTE, WHY_NOT_MATCHED, 0, xstrdup("so"), xstrdup(f->s->scope->container ? "nobody takes it: the state fails, and what is around it"
			: "nobody takes it: the execution fails"));
}

static void why_failure(struct why *w, const struct failure *f)
{
	bool decided = false;

	for (size_t i = 0; i < f->s->n_retriers; i++)
		retrier_row(w, f, i, &decided);
	decided = false;
	for (size_t i = 0; i < f->s->n_catchers; i++)
		catcher_row(w, f, i, &decided);
	outcome_row(w, f);
}

/* --- which error -------------------------------------------------------------------------------------------------------------------------------- */

/* Where the error of a container comes from: the step inside whose failure it was. */
static void origin_row(struct why *w, const struct projection *p, const struct step *s, const struct event *told)
{
	const struct family *f = s->family >= 0 ? &p->families.v[s->family] : NULL;

	for (int32_t b = f ? f->first : -1; b >= 0; b = p->branches.v[b].next) {
		int failed = p->branches.v[b].status == STATE_FAILED ? p->branches.v[b].failed_step : -1;
		struct str text = {0};

		if (failed < 0)
			continue;
		str_addf(&text, "%s", p->steps.v[failed].name ? p->steps.v[failed].name : "?");
		if (history_at(p->history, s->entered)->type == EV_MapStateEntered)
			str_addf(&text, " in item %d", p->branches.v[b].index);
		str_addf(&text, ", event #%d", told->prev);
		why_add(w, WHY_NOTE, WHY_PLAIN, 0, xstrdup("raised by"), str_take(&text));
		return;
	}
}

/* Retries that each retrier had made before this failure. Caller frees. */
static int64_t *used_before(const struct projection *p, const struct step *s, const struct event *failed)
{
	const struct asl_state *st = p->machine->states[s->state];
	int64_t *used = xcalloc(st->n_retriers + 1, sizeof *used);

	for (size_t i = 0; i < s->attempts.n; i++) {
		const struct attempt *a = &s->attempts.v[i];

		if (a->ended < failed->id && a->failed && a->plan && a->plan->attempt > 0 && a->plan->retrier >= 0)
			used[a->plan->retrier] = a->plan->attempt;
	}
	return used;
}

static bool is_container_failed(const struct event *ev)
{
	return ev->type == EV_ParallelStateFailed || ev->type == EV_MapStateFailed;
}

/* The event that tells of a failure of this step, at id or the last before it. */
static const struct event *failing_event(const struct projection *p, int step, int32_t id)
{
	const struct step *s = &p->steps.v[step];

	/* Behind a container are the events of all that ran in it: they are not gone through where nothing has failed. */
	if (s->family >= 0 && !s->error && !s->retry_n)
		return NULL;
	for (; id >= s->entered; id--) {
		const struct event *ev = history_at(p->history, id);

		if (ev->more && ev->more->has_plan && ev->more->plan.state == s->state)
			return ev;
		if (projection_step_of(p, id) != step)
			continue;
		if (event_is_failure((enum event_type)ev->type) || is_container_failed(ev))
			return ev;
		if (event_is_scheduled((enum event_type)ev->type) || event_is_entered((enum event_type)ev->type))
			return NULL;
	}
	return NULL;
}

static void why_error(struct why *w, const struct projection *p, int step, const struct event *failed)
{
	static const struct event_plan nobody = {.retrier = -1, .catcher = -1, .draw = -1};
	const struct step *s = &p->steps.v[step];
	const struct event_more *more = failed->more;
	struct failure f = {.s = p->machine->states[s->state], .error = more && more->error ? more->error : s->error, .cause = s->cause,
		.plan = more && more->has_plan && more->plan.state == s->state ? &more->plan : &nobody,
		.timed_out = failed->type == EV_TaskTimedOut || failed->type == EV_LambdaFunctionTimedOut || failed->type == EV_ActivityTimedOut};
	int64_t *used = used_before(p, s, failed);

	f.used = used;
	why_add(w, WHY_ERROR, WHY_PLAIN, 0, xstrdup("error"), xstrdup(f.error ? f.error : "without a name"));
	if (is_container_failed(failed) || (s->family >= 0 && !event_is_failure((enum event_type)failed->type)))
		origin_row(w, p, s, failed);
	why_failure(w, &f);
	free(used);
}

/* --- the step ------------------------------------------------------------------------------------------------------------------------------------- */

static void look_again(struct why *w, const struct projection *p, int step, int attempt, const struct moment_facts *facts)
{
	struct lens l;

	if (!lens_look(p, step, attempt, LENS_ANY_ITEM, facts, &l))
		return;
	if (l.moment.state->type == ASL_CHOICE)
		why_choice(w, l.moment.state, &l.probe);
	if (l.probe.failed)
		why_path(w, &l.probe.failure);
	lens_done(&l);
}

/* Did an expression or path of the state's own fail, as far as the history goes? Only then it is looked for again. */
static bool failed_itself(const struct projection *p, const struct step *s)
{
	const struct event *last = history_at(p->history, s->last);

	return s->error && (str_is(s->error, "States.Runtime") || str_is(s->error, "States.QueryEvaluationError")) &&
		(last->type == EV_ExecutionFailed || last->type == EV_EvaluationFailed || s->exited);
}

void why_look(const struct projection *p, int step, int32_t id, int attempt, const struct moment_facts *facts, struct why *out)
{
	const struct step *s = step >= 0 ? &p->steps.v[step] : NULL;
	const struct event *failed;

	*out = (struct why){{0}};
	if (!s || s->state < 0 || p->machine->draft)
		return;
	if (attempt >= 0 && (size_t)attempt < s->attempts.n)
		failed = s->attempts.v[attempt].failed ? history_at(p->history, s->attempts.v[attempt].ended) : NULL;
	else
		failed = failing_event(p, step, id);
	if (failed)
		why_error(out, p, step, failed);
	else if (s->error && history_at(p->history, s->last)->type == EV_ExecutionFailed && p->machine->states[s->state]->type != ASL_FAIL)
		why_error(out, p, step, history_at(p->history, s->last));
	if (p->machine->states[s->state]->type == ASL_CHOICE || failed_itself(p, s))
		look_again(out, p, step, attempt, facts);
}
