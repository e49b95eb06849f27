/* A step and the one that it corresponds to: its data, its attempts, its time, and what followed. */
#include <stdlib.h>
#include <string.h>

#include "history/compare_private.h"

const struct event *event_a(const struct compare *c, int32_t id)
{
	return history_at(c->left.history, id);
}

const struct event *event_b(const struct compare *c, int32_t id)
{
	return history_at(c->right.history, id);
}

static struct compare_difference difference(const struct compare *c, enum compare_kind kind, int32_t a, int32_t b)
{
	const char *name = a >= 0 ? c->a->steps.v[a].name : b >= 0 ? c->b->steps.v[b].name : NULL;

	return (struct compare_difference){.kind = kind, .step_a = a, .step_b = b, .name = name, .attempt = -1, .n_a = -1, .n_b = -1};
}

/* --- data ---------------------------------------------------------------------------------------------------------------------------------- */

static struct value *value_a(const struct compare *c, int32_t id)
{
	const struct event *ev = event_a(c, id);

	return ev ? ev->value : NULL;
}

static struct value *value_b(const struct compare *c, int32_t id)
{
	const struct event *ev = event_b(c, id);

	return ev ? ev->value : NULL;
}

static bool same_values(const struct compare *c, int32_t a, int32_t b)
{
	return data_same(c, value_a(c, a), value_b(c, b));
}

static struct value *assigned(const struct event *ev)
{
	return ev && ev->more ? ev->more->assigned : NULL;
}

static void part_differs(struct compare_difference *d, enum compare_part_kind part, int32_t a, int32_t b)
{
	if (!d->parts) {
		d->a = a;
		d->b = b;
	}
	d->parts |= 1u << part;
}

/* Only where both have got so far: that one did not is another difference. */
static void data_of_attempts(const struct compare *c, const struct step *x, const struct step *y, struct compare_difference *d)
{
	for (size_t i = 0; i < x->attempts.n && i < y->attempts.n; i++) {
		const struct attempt *p = &x->attempts.v[i], *q = &y->attempts.v[i];

		if (!same_values(c, p->scheduled, q->scheduled))
			part_differs(d, PART_PARAMETERS, p->scheduled, q->scheduled);
		if (p->submitted && q->submitted && !same_values(c, p->submitted, q->submitted))
			part_differs(d, PART_SUBMITTED, p->submitted, q->submitted);
		if (!p->ended || !q->ended || p->failed != q->failed)
			continue;
		if (!p->failed && !same_values(c, p->ended, q->ended))
			part_differs(d, PART_RESULT, p->ended, q->ended);
		if (p->failed && str_is(p->error, q->error) && !text_same(c, p->cause, q->cause))
			part_differs(d, PART_CAUSE, p->ended, q->ended);
	}
}

static void data_of(struct compare *c, int32_t a, int32_t b)
{
	const struct step *x = &c->a->steps.v[a], *y = &c->b->steps.v[b];
	struct compare_difference d = difference(c, COMPARE_DATA, a, b);

	if (!same_values(c, x->entered, y->entered))
		part_differs(&d, PART_INPUT, x->entered, y->entered);
	data_of_attempts(c, x, y, &d);
	if (!x->attempts.n && !y->attempts.n && x->error && str_is(x->error, y->error) && !text_same(c, x->cause, y->cause))
		part_differs(&d, PART_CAUSE, x->last, y->last);
	if (x->exited && y->exited && !data_same(c, assigned(event_a(c, x->exited)), assigned(event_b(c, y->exited))))
		part_differs(&d, PART_VARIABLES, x->exited, y->exited);
	if (x->exited && y->exited && !same_values(c, x->exited, y->exited))
		part_differs(&d, PART_OUTPUT, x->exited, y->exited);
	if (d.parts)
		compare_tell(c, d);
}

/* --- errors and attempts ------------------------------------------------------------------------------------------------------------------- */

static bool attempt_errors(struct compare *c, int32_t a, int32_t b)
{
	const struct step *x = &c->a->steps.v[a], *y = &c->b->steps.v[b];

	for (size_t i = 0; i < x->attempts.n && i < y->attempts.n; i++) {
		const struct attempt *p = &x->attempts.v[i], *q = &y->attempts.v[i];
		struct compare_difference d = difference(c, COMPARE_ERROR, a, b);

		if (!p->ended || !q->ended || (p->failed == q->failed && str_is(p->error, q->error)))
			continue;
		d.a = p->ended;
		d.b = q->ended;
		d.attempt = (int)i;
		compare_tell(c, d);
		return true;
	}
	return false;
}

/* Where attempt i begins, or, where there is none, the one before it ended. */
static int32_t attempt_or_end(const struct step *s, size_t i)
{
	const struct attempt *before = i ? &s->attempts.v[i - 1] : NULL;

	if (s->attempts.n > i)
		return s->attempts.v[i].scheduled;
	return !before ? s->entered : before->ended ? before->ended : before->scheduled;
}

static void attempts_of(struct compare *c, int32_t a, int32_t b)
{
	const struct step *x = &c->a->steps.v[a], *y = &c->b->steps.v[b];
	struct compare_difference d = difference(c, COMPARE_ATTEMPTS, a, b);
	size_t common = x->attempts.n < y->attempts.n ? x->attempts.n : y->attempts.n;

	if (!attempt_errors(c, a, b) && !x->attempts.n && !y->attempts.n && !str_is(x->error, y->error)) {
		struct compare_difference other = difference(c, COMPARE_ERROR, a, b);

		other.a = x->last;
		other.b = y->last;
		compare_tell(c, other);
	}
	if (x->attempts.n == y->attempts.n)
		return;
	d.a = attempt_or_end(x, common);
	d.b = attempt_or_end(y, common);
	d.n_a = (int64_t)x->attempts.n;
	d.n_b = (int64_t)y->attempts.n;
	compare_tell(c, d);
}

/* --- times --------------------------------------------------------------------------------------------------------------------------------- */

static void time_differs(struct compare *c, struct compare_difference d, int64_t ms_a, int64_t ms_b)
{
	d.n_a = ms_a;
	d.n_b = ms_b;
	if (c->options.threshold_ms >= 0 && llabs(ms_a - ms_b) > c->options.threshold_ms)
		compare_tell(c, d);
}

static void time_of(struct compare *c, int32_t a, int32_t b)
{
	const struct step *x = &c->a->steps.v[a], *y = &c->b->steps.v[b];
	struct compare_difference d = difference(c, COMPARE_TIME, a, b);

	if (!x->exited || !y->exited)
		return;
	d.a = x->exited;
	d.b = y->exited;
	time_differs(c, d, event_a(c, x->exited)->at_ms - event_a(c, x->entered)->at_ms,
		event_b(c, y->exited)->at_ms - event_b(c, y->entered)->at_ms);
}

/* --- the way ------------------------------------------------------------------------------------------------------------------------------- */

static void way_differs(struct compare *c, int32_t a, int32_t b, int32_t next_a, int32_t next_b)
{
	struct compare_difference d = difference(c, COMPARE_WAY, a, b);
	int32_t end_a = a >= 0 ? c->a->steps.v[a].last : c->last_a, end_b = b >= 0 ? c->b->steps.v[b].last : c->last_b;

	if (next_a < 0 && next_b < 0)
		return;
	if (next_a >= 0 && next_b >= 0 && c->align->steps.v[next_b] == next_a)
		return;
	d.a = next_a >= 0 ? c->a->steps.v[next_a].entered : end_a;
	d.b = next_b >= 0 ? c->b->steps.v[next_b].entered : end_b;
	compare_tell(c, d);
}

static void branches_of(struct compare *c, int32_t a, int32_t b)
{
	int32_t fa = c->a->steps.v[a].family, fb = c->b->steps.v[b].family;
	struct compare_difference d = difference(c, COMPARE_WAY, a, b);

	if (fa < 0 || fb < 0 || c->a->families.v[fa].n == c->b->families.v[fb].n)
		return;
	d.n_a = c->a->families.v[fa].n;
	d.n_b = c->b->families.v[fb].n;
	d.a = c->a->families.v[fa].started;
	d.b = c->b->families.v[fb].started;
	compare_tell(c, d);
}

void compare_pair(struct compare *c, int32_t a, int32_t b)
{
	data_of(c, a, b);
	attempts_of(c, a, b);
	time_of(c, a, b);
	branches_of(c, a, b);
	way_differs(c, a, b, c->state->next_a[a], c->state->next_b[b]);
}

/* --- the execution itself ------------------------------------------------------------------------------------------------------------------ */

static int32_t first_step(const struct projection *p)
{
	return p->steps.n ? 0 : -1;
}

void compare_start(struct compare *c)
{
	struct compare_difference d = difference(c, COMPARE_DATA, -1, -1);

	if (c->last_a && c->last_b && !same_values(c, 1, 1)) {
		part_differs(&d, PART_INPUT, 1, 1);
		compare_tell(c, d);
	}
	way_differs(c, -1, -1, first_step(c->a), first_step(c->b));
}

/* What it came to. */
static bool same_end(const struct compare *c)
{
	return c->a->status == c->b->status && str_is(c->a->error, c->b->error);
}

/* The step whose output is that of the execution; -1. */
static int32_t last_step(const struct projection *p, const struct event *last)
{
	int32_t step = last && last->type == EV_ExecutionSucceeded ? projection_step_of(p, last->prev) : -1;

	return step >= 0 && p->steps.v[step].exited ? step : -1;
}

/* Has it been told with the last state? */
static bool output_is_told(const struct compare *c)
{
	int32_t a = last_step(c->a, event_a(c, c->last_a)), b = last_step(c->b, event_b(c, c->last_b));

	return a >= 0 && b >= 0 && c->align->steps.v[b] == a;
}

void compare_ends(struct compare *c)
{
	struct compare_difference d = difference(c, COMPARE_DATA, -1, -1), time = difference(c, COMPARE_TIME, -1, -1);
	bool over = c->a->status != EXEC_RUNNING && c->b->status != EXEC_RUNNING;

	if (!same_end(c)) {
		struct compare_difference end = difference(c, COMPARE_ERROR, -1, -1);

		end.a = c->last_a;
		end.b = c->last_b;
		compare_tell(c, end);
	} else if (!text_same(c, c->a->cause, c->b->cause)) {
		part_differs(&d, PART_CAUSE, c->last_a, c->last_b);
	}
	if (over && same_end(c) && !output_is_told(c) && !data_same(c, c->a->output, c->b->output))
		part_differs(&d, PART_OUTPUT, c->last_a, c->last_b);
	if (d.parts)
		compare_tell(c, d);
	time.a = c->last_a;
	time.b = c->last_b;
	if (over && c->last_a && c->last_b)
		time_differs(c, time, event_a(c, c->last_a)->at_ms - event_a(c, 1)->at_ms, event_b(c, c->last_b)->at_ms - event_b(c, 1)->at_ms);
}
