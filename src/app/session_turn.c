/* A turn of a family: its clock, what is due, engines that can go on. */
#include <stdio.h>

#include "app/family.h"
#include "base/log.h"

/* --- who can go on ------------------------------------------------------------------------------------------------- */

void session_ready(struct session *s)
{
	struct family *f = s->family;

	if (s->queued)
		return;
	s->queued = true;
	s->next_ready = NULL;
	*f->ready_tail = s;
	f->ready_tail = &s->next_ready;
}

static void unready_first(struct family *f)
{
	struct session *s = f->ready;

	f->ready = s->next_ready;
	if (!f->ready)
		f->ready_tail = &f->ready;
	s->queued = false;
}

void session_unready(struct session *s)
{
	struct family *f = s->family;
	struct session **at = &f->ready;

	while (*at && *at != s)
		at = &(*at)->next_ready;
	if (!*at)
		return;
	*at = s->next_ready;
	s->queued = false;
	for (f->ready_tail = &f->ready; *f->ready_tail;)
		f->ready_tail = &(*f->ready_tail)->next_ready;
}

void session_block(struct session *s, const struct asl_state *state, const char *reason)
{
	struct family *f = s->family;

	f->is_blocked = true;
	f->blocked.state = state;
	f->blocked.machine = s->machine;
	snprintf(f->blocked.reason, sizeof f->blocked.reason, "%s", reason);
}

/* --- agenda -------------------------------------------------------------------------------------------------------- */

void session_due(struct session *s, const struct due *d)
{
	struct due own = *d, *added;

	own.of = s;
	own.slot = s->dues.n;
	added = agenda_add(&s->family->agenda, &own);
	VEC_PUSH(&s->dues, added);
}

static void due_remove(struct due *d)
{
	struct session *s = d->of;
	struct due *last = s->dues.v[--s->dues.n];

	s->dues.v[d->slot] = last;
	last->slot = d->slot;
	agenda_take(&s->family->agenda, d);
}

void session_undue(struct due *d)
{
	due_remove(d);
	due_free(d);
}

static void timer_cancel(struct session *s, uint64_t id)
{
	for (size_t i = 0; i < s->dues.n; i++)
		if (s->dues.v[i]->is_timer && s->dues.v[i]->id == id) {
			session_undue(s->dues.v[i]);
			return;
		}
}

/* --- clock ---------------------------------------------------------------------------------------------------------- */

static bool clock_paced(const struct family *f)
{
	return f->speed > 0 && !f->goal;
}

/* Tokens and activities are answered at some later time by nature: a clock that keeps pace goes on meanwhile. */
static bool person_holds_clock(const struct family *f)
{
	return f->clock_held || f->asked || (f->asked_later && !clock_paced(f));
}

/* Let the clock follow real time up to mono_us, where it does. */
static void clock_follow(struct family *f, int64_t mono_us)
{
	if (f->anchor_us && clock_paced(f) && !f->paused && !person_holds_clock(f) && f->n_live) {
		double ms = (double)(mono_us - f->anchor_us) / 1000.0 * f->speed;

		if (ms < 1)
			return;		/* keep the anchor: fractions add up */
		f->now_ms += (int64_t)ms;
		f->anchor_us += (int64_t)((double)(int64_t)ms * 1000.0 / f->speed);
		return;
	}
	f->anchor_us = mono_us;
}

/* Nothing is on the agenda: a task that was said to time out, and whose state sets no timeout, does so now. */
static bool feed_timed_out(struct session *s)
{
	if (task_time_out(s))
		return true;
	for (size_t i = 0; i < s->children.n; i++)
		if (s->children.v[i] && feed_timed_out(s->children.v[i]))
			return true;
	return false;
}

/* The next thing that is not of a branch which is held: time does not jump for that. */
static const struct due *next_free(const struct family *f)
{
	const struct due *next = agenda_first(&f->agenda);

	if (!f->holds || !next || !engine_waits_held(next->of->engine, next->id))
		return next;
	next = NULL;
	for (size_t i = 0; i < f->agenda.heap.n; i++) {
		const struct due *d = f->agenda.heap.v[i];

		if (!engine_waits_held(d->of->engine, d->id) && (!next || d->at_ms < next->at_ms || (d->at_ms == next->at_ms && d->seq < next->seq)))
			next = d;
	}
	return next;
}

/* Nobody and nothing but the release of a branch can bring it on: it pauses. */
static bool pauses_for_holds(struct family *f)
{
	if (!f->holds || !engine_holds(f->root->engine) || f->working || f->asked || f->asked_later)
		return false;
	f->paused = f->all_held = true;
	f->goal = 0;
	return true;
}

/*
 * Nothing is due now. Where time may jump, jump to the next thing; return true if so. Else *wait_us says how long to wait.
 */
static bool wait_or_jump(struct family *f, int64_t *wait_us)
{
	const struct due *next = next_free(f);

	*wait_us = -1;
	if (tasks_take_arrived(f, false))	/* what held it back has been cancelled */
		return true;
	if (!next)
		return (!f->working && feed_timed_out(f->root)) || pauses_for_holds(f);
	if (person_holds_clock(f))
		return false;
	if (clock_paced(f)) {
		*wait_us = (int64_t)((double)(next->at_ms - f->now_ms) * 1000.0 / f->speed) + 1;
		return false;
	}
	if (f->working) {
		int64_t real_us;

		if (!f->frozen_us)
			f->frozen_us = f->mono_us;
		real_us = f->frozen_us + (next->at_ms - f->now_ms) * 1000;
		if (f->mono_us < real_us) {
			*wait_us = real_us - f->mono_us;
			return false;
		}
		if (tasks_take_arrived(f, true))
			return true;		/* they were there before this timer */
	}
	f->frozen_us = 0;
	f->now_ms = next->at_ms;
	return true;
}

/* --- feeding ---------------------------------------------------------------------------------------------------------- */

void session_feed(struct session *s, const struct due *d)
{
	struct engine_input in = {.at_ms = d->at_ms > s->last_ms ? d->at_ms : s->last_ms, .kind = d->kind, .id = d->id,
		.value = d->value, .error = d->error, .cause = d->cause, .worker_name = d->worker_name,
		.source = d->source};
	struct err e;

	s->last_ms = in.at_ms;
	if (s->family->now_ms < in.at_ms)
		s->family->now_ms = in.at_ms;
	if (s->fed)
		s->fed(s->fed_ctx, &in);
	if (!engine_feed(s->engine, &in, &s->effects, &e)) {
		log_debug("session", "engine refuses an input: %s", e.msg);
		session_block(s, s->family->blocked.state, e.msg);
	}
	session_ready(s);
}

static void feed_first(struct family *f)
{
	struct due *d = agenda_first(&f->agenda);

	due_remove(d);
	session_feed(d->of, d);
	due_free(d);
}

static void perform(struct session *s, const struct engine_effect *fx)
{
	switch (fx->kind) {
	case FX_TASK_START:
		task_start(s, fx);
		break;
	case FX_TASK_CANCEL:
		task_cancel(s, fx->id);
		break;
	case FX_TIMER_SET:
		session_due(s, &(struct due){.at_ms = fx->due_ms, .is_timer = true, .timer = fx->timer, .task = fx->task,
			.kind = IN_TIMER, .id = fx->id, .state = fx->state, .iteration = fx->iteration, .entered_event = fx->entered_event});
		break;
	case FX_TIMER_CANCEL:
		timer_cancel(s, fx->id);
		break;
	case FX_CHILD_START:
		if (!map_run_recorded(s, fx))
			session_child_start(s, fx);
		break;
	case FX_CHILD_STOP:
		session_child_stop(s, fx->id);
		break;
	case FX_ITEMS_OPEN:
	case FX_ITEMS_NEXT:
	case FX_ITEMS_CLOSE:
	case FX_RESULTS_OPEN:
	case FX_RESULT:
	case FX_RESULTS_CLOSE:
		if (!map_run_recorded(s, fx))
			map_work_perform(s, fx);
		break;
	}
}

/* Perform the effects in their order, once the engine has nothing ready: several branches are scheduled before the first starts. */
static bool perform_next(struct session *s)
{
	if (s->effects_done == s->effects.list.n) {
		if (s->effects_done) {
			engine_effects_clear(&s->effects);
			s->effects_done = 0;
		}
		return false;
	}
	perform(s, &s->effects.list.v[s->effects_done++]);
	return true;
}

/* --- stepping --------------------------------------------------------------------------------------------------------- */

static bool goal_reached(const struct session *s, size_t before)
{
	const struct family *f = s->family;
	const struct history *h = engine_history(s->engine);

	for (size_t i = before; f->goal && f->goal_of == s && i < h->events.n; i++) {
		enum event_type t = (enum event_type)h->events.v[i].type;

		if (f->goal == GOAL_EVENT || event_is_end(t))
			return true;
		if (f->goal == GOAL_UNTIL ? f->reached(f->reached_ctx, h->events.v[i].id) : event_is_entered(t))
			return true;
	}
	return false;
}

/* One is enough to pause; all are asked, for they count. */
static bool is_stopped(struct session *s, size_t before)
{
	const struct history *h = engine_history(s->engine);
	bool stopped = false;

	for (size_t i = before; s->stops && i < h->events.n; i++)
		stopped |= s->stops(s->stops_ctx, h->events.v[i].id);
	return stopped;
}

static void step_engine(struct session *s)
{
	size_t before = engine_history(s->engine)->events.n;
	struct err e = {0};
	bool stopped;

	engine_step(s->engine, &s->effects, &e);
	if (e.code) {
		session_block(s, s->family->blocked.state, e.msg);
		s->family->paused = true;
	}
	stopped = is_stopped(s, before);
	if (stopped || goal_reached(s, before)) {
		s->family->goal = 0;
		s->family->paused = true;
	}
}

void session_start(struct session *s)
{
	struct due begin = {.at_ms = s->start_ms, .kind = IN_START, .value = s->input};

	s->started = true;
	session_feed(s, &begin);
}

/* One piece of work of the first that is ready. True if that was a step of its engine. */
static bool work_first(struct family *f)
{
	struct session *s = f->ready;

	if (!s->started)
		session_start(s);
	else if (engine_ready(s->engine)) {
		step_engine(s);
		return true;
	} else if (!perform_next(s)) {
		unready_first(f);
		if (!s->over && session_is_finished(s))
			session_over(s);
		else if (!s->settled)
			session_settled(s);
	}
	return false;
}

int64_t session_turn(struct session *s, int64_t mono_us, int budget)
{
	struct family *f = s->family;
	int64_t wait_us = -1;

	f->mono_us = mono_us;
	f->all_held = f->all_held && f->paused;
	clock_follow(f, mono_us);
	tasks_take_arrived(f, false);
	if (!f->working)
		f->frozen_us = 0;
	while (!f->paused && budget > 0) {
		const struct due *next = agenda_first(&f->agenda);

		if (f->ready)
			budget -= work_first(f);
		else if (!f->n_live)
			return -1;
		else if (next && next->at_ms <= f->now_ms)
			feed_first(f);
		else if (!wait_or_jump(f, &wait_us))
			return wait_us;
	}
	return f->paused ? -1 : 0;
}
