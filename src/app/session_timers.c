/* What the clock of a family will bring: waits, backoffs, timeouts, heartbeats, answers that take their time. Looked at, and brought forward. */
#include <stdlib.h>

#include "app/family.h"

static bool is_answer(const struct due *d)
{
	return d->kind == IN_TASK_DONE || d->kind == IN_TASK_FAILED || d->kind == IN_TASK_TIMED_OUT;
}

static bool is_told(const struct due *d)
{
	return d->is_timer || is_answer(d);
}

static bool is_skipped(const struct due *d)
{
	return d->is_timer && (d->timer == TIMER_WAIT || d->timer == TIMER_RETRY);
}

static int soonest_first(const void *a, const void *b)
{
	const struct session_timer *x = a, *y = b;

	if (x->due_ms != y->due_ms)
		return x->due_ms < y->due_ms ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

size_t session_timers(const struct session *s, struct session_timer **out)
{
	const struct agenda *a = &s->family->agenda;
	struct session_timer *list = xcalloc(a->heap.n, sizeof *list);
	size_t n = 0;

	for (size_t i = 0; i < a->heap.n; i++) {
		const struct due *d = a->heap.v[i];

		if (!is_told(d))
			continue;
		list[n++] = (struct session_timer){.id = d->seq, .of = d->of, .due_ms = d->at_ms, .state = d->state, .iteration = d->iteration,
			.is_answer = !d->is_timer, .timer = d->timer, .answer = d->kind, .error = d->error, .entered_event = d->entered_event};
	}
	if (n)
		qsort(list, n, sizeof *list, soonest_first);
	*out = list;
	return n;
}

bool session_timer_now(struct session *s, uint64_t id)
{
	struct family *f = s->family;

	for (size_t i = 0; i < f->agenda.heap.n; i++) {
		struct due *d = f->agenda.heap.v[i], again;

		if (d->seq != id || !is_told(d))
			continue;
		again = *d;
		again.at_ms = f->now_ms;
		d->value = NULL;		/* they go on in the new one */
		d->error = d->cause = d->worker_name = d->source = NULL;
		session_undue(d);
		session_due(again.of, &again);
		f->anchor_us = f->frozen_us = 0;
		return true;
	}
	return false;
}

bool session_skip_all(struct session *s)
{
	struct family *f = s->family;
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < f->agenda.heap.n; i++)
		if (is_skipped(f->agenda.heap.v[i]) && f->agenda.heap.v[i]->at_ms > last)
			last = f->agenda.heap.v[i]->at_ms;
	if (last <= f->now_ms)
		return false;
	f->now_ms = last;
	f->anchor_us = f->frozen_us = 0;
	return true;
}
