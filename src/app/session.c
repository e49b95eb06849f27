#include "app/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

/* What will be fed to the engine when the clock reaches it: a timer of the engine's, or a task's answer. */
struct due {
	int64_t at_ms;
	uint64_t seq;			/* first come, first served, at the same moment */
	bool is_timer;
	enum engine_timer_kind timer;
	enum engine_input_kind kind;
	uint64_t id;			/* the engine's, of timer or task */
	struct value *value;
	char *error, *cause;
};

struct running {
	uint64_t task_id, dispatch_id;
	const struct asl_state *state;
	bool by_person;
	bool hangs;			/* the backend will not answer */
	bool times_out;			/* … and means it as a timeout */
};

struct session {
	struct asl_machine *machine;
	char *name;
	struct value *input;
	struct dispatch *dispatch;
	struct engine *engine;
	struct engine_effects effects;
	size_t effects_done;

	VEC(struct due) agenda;		/* a binary heap by (at_ms, seq) */
	VEC(struct due) arrived;	/* answers that came since the last turn; at_ms counts from the next one's time */
	uint64_t seq;
	VEC(struct running) running;

	int64_t start_ms, now_ms, last_ms;	/* last_ms: of the last input; time never runs backwards */
	double speed;
	int64_t mono_us, anchor_us;	/* when now_ms was true */
	int64_t frozen_us;		/* since when real work holds a jumping clock; 0: it does not */
	bool started, paused;
	int goal;			/* enum session_goal: what to write before pausing again; 0: not stepping */
	bool is_blocked;
	struct session_blocked blocked;
	void (*wake)(void *ctx);
	void *wake_ctx;
	void (*fed)(void *ctx, const struct engine_input *in);
	void *fed_ctx;
};

/* --- agenda ------------------------------------------------------------------------------------------------------- */

static bool due_before(const struct due *a, const struct due *b)
{
	return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->seq < b->seq;
}

static void heap_up(struct due *v, size_t i)
{
	while (i && due_before(&v[i], &v[(i - 1) / 2])) {
		struct due t = v[i];

		v[i] = v[(i - 1) / 2];
		v[(i - 1) / 2] = t;
		i = (i - 1) / 2;
	}
}

static void heap_down(struct due *v, size_t n, size_t i)
{
	for (;;) {
		size_t child = 2 * i + 1;
		struct due t;

		if (child >= n)
			return;
		if (child + 1 < n && due_before(&v[child + 1], &v[child]))
			child++;
		if (!due_before(&v[child], &v[i]))
			return;
		t = v[i];
		v[i] = v[child];
		v[child] = t;
		i = child;
	}
}

static void agenda_add(struct session *s, struct due d)
{
	d.seq = ++s->seq;
	VEC_PUSH(&s->agenda, d);
	heap_up(s->agenda.v, s->agenda.n - 1);
}

static struct due agenda_remove(struct session *s, size_t i)
{
	struct due d = s->agenda.v[i];

	s->agenda.v[i] = s->agenda.v[--s->agenda.n];
	if (i < s->agenda.n) {
		heap_up(s->agenda.v, i);
		heap_down(s->agenda.v, s->agenda.n, i);
	}
	return d;
}

static void due_done(struct due *d)
{
	value_unref(d->value);
	free(d->error);
	free(d->cause);
}

static void timer_cancel(struct session *s, uint64_t id)
{
	for (size_t i = 0; i < s->agenda.n; i++)
		if (s->agenda.v[i].is_timer && s->agenda.v[i].id == id) {
			agenda_remove(s, i);	/* a timer owns nothing */
			return;
		}
}

/* --- clock -------------------------------------------------------------------------------------------------------- */

static bool person_must_answer(const struct session *s)
{
	for (size_t i = 0; i < s->running.n; i++)
		if (s->running.v[i].by_person)
			return true;
	return false;
}

static bool clock_paced(const struct session *s)
{
	return s->speed > 0 && !s->goal;
}

/* Let the clock follow real time up to mono_us, where it does. */
static void clock_follow(struct session *s, int64_t mono_us)
{
	if (s->anchor_us && clock_paced(s) && !s->paused && !person_must_answer(s) && !session_is_finished(s)) {
		double ms = (double)(mono_us - s->anchor_us) / 1000.0 * s->speed;

		if (ms < 1)
			return;		/* keep the anchor: fractions add up */
		s->now_ms += (int64_t)ms;
		s->anchor_us += (int64_t)((double)(int64_t)ms * 1000.0 / s->speed);
		return;
	}
	s->anchor_us = mono_us;
}

static bool works_for_real(const struct session *s)
{
	for (size_t i = 0; i < s->running.n; i++)
		if (!s->running.v[i].hangs)
			return true;
	return false;
}

/* --- tasks -------------------------------------------------------------------------------------------------------- */

static int running_find(const struct session *s, uint64_t task_id, uint64_t dispatch_id)
{
	for (size_t i = 0; i < s->running.n; i++)
		if (task_id ? s->running.v[i].task_id == task_id : s->running.v[i].dispatch_id == dispatch_id)
			return (int)i;
	return -1;
}

static void running_remove(struct session *s, int i)
{
	s->running.v[i] = s->running.v[--s->running.n];
}

static void answer(struct session *s, uint64_t task_id, enum engine_input_kind kind, int64_t at_ms, struct value *value,
	const char *error, const char *cause)
{
	agenda_add(s, (struct due){.at_ms = at_ms, .kind = kind, .id = task_id, .value = value_ref(value),
		.error = xstrdup(error), .cause = xstrdup(cause)});
}

/* An answer from outside comes between turns, when now_ms is out of date: it gets its moment in the next turn. */
static void arrive(struct session *s, uint64_t task_id, enum engine_input_kind kind, int64_t after_ms, struct value *value,
	const char *error, const char *cause)
{
	struct due d = {.at_ms = after_ms, .kind = kind, .id = task_id, .value = value_ref(value), .error = xstrdup(error),
		.cause = xstrdup(cause)};

	VEC_PUSH(&s->arrived, d);
}

static void take_arrived(struct session *s)
{
	for (size_t i = 0; i < s->arrived.n; i++) {
		s->arrived.v[i].at_ms += s->now_ms;
		agenda_add(s, s->arrived.v[i]);
	}
	s->arrived.n = 0;
}

static void task_done(void *ctx, uint64_t id, const struct task_outcome *o)
{
	static const enum engine_input_kind kinds[] = {
		[TASK_DONE] = IN_TASK_DONE, [TASK_FAILED] = IN_TASK_FAILED, [TASK_TIMED_OUT] = IN_TASK_TIMED_OUT,
	};
	struct session *s = ctx;
	int i = running_find(s, 0, id);
	struct running *r;

	if (i < 0)
		return;
	r = &s->running.v[i];
	if (r->by_person)
		s->anchor_us = 0;		/* the time that the person took is not the clock's */
	if (o->submit)
		arrive(s, r->task_id, IN_TASK_SUBMITTED, 0, o->submit, NULL, NULL);
	if (o->kind == TASK_HANGS || o->kind == TASK_TIMED_OUT) {
		r->hangs = true;
		r->times_out = o->kind == TASK_TIMED_OUT;
	} else {
		arrive(s, r->task_id, kinds[o->kind], o->after_ms, o->result, o->error, o->cause);
		running_remove(s, i);
	}
	if (s->wake)
		s->wake(s->wake_ctx);
}

static void task_start(struct session *s, const struct engine_effect *fx)
{
	struct task_request req = {
		.state = fx->state, .payload = fx->payload, .token = fx->token, .attempt = fx->attempt,
		.invocation = fx->invocation, .iteration = fx->iteration, .timeout_ms = fx->timeout_ms,
		.execution_arn = engine_execution_arn(s->engine),
	};
	const struct task_backend *by = NULL;
	struct err e = {0};
	enum task_take take = dispatch_start(s->dispatch, &req, task_done, s, &by, &e);

	if (take == TASK_TAKEN) {
		struct running r = {.task_id = fx->id, .dispatch_id = req.id, .state = fx->state, .by_person = by->is_person};

		VEC_PUSH(&s->running, r);
		answer(s, fx->id, IN_TASK_STARTED, s->now_ms, NULL, NULL, NULL);
		return;
	}
	s->is_blocked = true;
	s->blocked.state = fx->state;
	snprintf(s->blocked.reason, sizeof s->blocked.reason, "%s", take == TASK_CANNOT ? e.msg : "");
	log_debug("session", "state %s: nobody answers: %s", fx->state->name, s->blocked.reason);
}

static void task_cancel(struct session *s, uint64_t task_id)
{
	int i = running_find(s, task_id, 0);

	if (i >= 0) {
		dispatch_cancel(s->dispatch, s->running.v[i].dispatch_id);
		running_remove(s, i);
	}
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
		agenda_add(s, (struct due){.at_ms = fx->due_ms, .is_timer = true, .timer = fx->timer,
			.kind = IN_TIMER, .id = fx->id});
		break;
	case FX_TIMER_CANCEL:
		timer_cancel(s, fx->id);
		break;
	}
}

/* --- feeding ------------------------------------------------------------------------------------------------------ */

static void feed(struct session *s, const struct due *d)
{
	struct engine_input in = {.at_ms = d->at_ms > s->last_ms ? d->at_ms : s->last_ms, .kind = d->kind, .id = d->id,
		.value = d->value, .error = d->error, .cause = d->cause};
	struct err e;

	s->last_ms = in.at_ms;
	if (s->now_ms < in.at_ms)
		s->now_ms = in.at_ms;
	if (s->fed)
		s->fed(s->fed_ctx, &in);
	if (!engine_feed(s->engine, &in, &s->effects, &e)) {
		log_debug("session", "engine refuses an input: %s", e.msg);
		s->is_blocked = true;
		snprintf(s->blocked.reason, sizeof s->blocked.reason, "%s", e.msg);
	}
}

static void feed_due(struct session *s)
{
	struct due d = agenda_remove(s, 0);

	feed(s, &d);
	due_done(&d);
}

/* Nothing is on the agenda: a task that was said to time out, and whose state sets no timeout, does so now. */
static bool feed_timed_out(struct session *s)
{
	for (size_t i = 0; i < s->running.n; i++) {
		if (!s->running.v[i].times_out)
			continue;
		answer(s, s->running.v[i].task_id, IN_TASK_TIMED_OUT, s->now_ms, NULL, NULL, NULL);
		running_remove(s, (int)i);
		return true;
	}
	return false;
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

static bool goal_reached(const struct session *s, size_t before)
{
	const struct history *h = engine_history(s->engine);

	for (size_t i = before; s->goal && i < h->events.n; i++) {
		enum event_type t = (enum event_type)h->events.v[i].type;

		if (s->goal == GOAL_EVENT || event_is_entered(t) || event_is_end(t))
			return true;
	}
	return false;
}

static void step_engine(struct session *s)
{
	size_t before = engine_history(s->engine)->events.n;
	struct err e = {0};

	engine_step(s->engine, &s->effects, &e);
	if (e.code) {
		s->is_blocked = true;
		snprintf(s->blocked.reason, sizeof s->blocked.reason, "%s", e.msg);
		s->paused = true;
	}
	if (goal_reached(s, before)) {
		s->goal = 0;
		s->paused = true;
	}
}

/*
 * Nothing is due now. Where time may jump, jump to the next thing; return true if so. Else *wait_us says how long to wait.
 */
static bool wait_or_jump(struct session *s, int64_t *wait_us)
{
	const struct due *next = s->agenda.n ? &s->agenda.v[0] : NULL;

	*wait_us = -1;
	if (!next)
		return !works_for_real(s) && feed_timed_out(s);
	if (person_must_answer(s))
		return false;
	if (clock_paced(s)) {
		*wait_us = (int64_t)((double)(next->at_ms - s->now_ms) * 1000.0 / s->speed) + 1;
		return false;
	}
	if (works_for_real(s)) {
		int64_t real_us;

		if (!s->frozen_us)
			s->frozen_us = s->mono_us;
		real_us = s->frozen_us + (next->at_ms - s->now_ms) * 1000;
		if (s->mono_us < real_us) {
			*wait_us = real_us - s->mono_us;
			return false;
		}
	}
	s->frozen_us = 0;
	s->now_ms = next->at_ms;
	return true;
}

int64_t session_turn(struct session *s, int64_t mono_us, int budget)
{
	int64_t wait_us = -1;

	s->mono_us = mono_us;
	clock_follow(s, mono_us);
	take_arrived(s);
	if (!works_for_real(s))
		s->frozen_us = 0;
	while (!s->paused && budget > 0) {
		if (!s->started) {
			struct due start = {.at_ms = s->start_ms, .kind = IN_START, .value = s->input};

			s->started = true;
			feed(s, &start);
		} else if (engine_ready(s->engine)) {
			step_engine(s);
			budget--;
		} else if (perform_next(s)) {
			continue;
		} else if (session_is_finished(s)) {
			return -1;
		} else if (s->agenda.n && s->agenda.v[0].at_ms <= s->now_ms) {
			feed_due(s);
		} else if (!wait_or_jump(s, &wait_us)) {
			return wait_us;
		}
	}
	return s->paused ? -1 : 0;
}

/* --- the public rest ---------------------------------------------------------------------------------------------- */

struct session *session_new(const struct session_options *o, struct err *e)
{
	struct session *s;
	struct engine_options eo = o->engine;
	char uuid[37];

	if (!o->machine->valid) {
		err_set(e, ERR_INVALID, "%s has errors and cannot be executed", o->machine->name);
		return NULL;
	}
	if (!eo.name) {
		struct rng r;

		rng_seed(&r, eo.seed ^ UINT64_C(0x61736c616e74));
		rng_uuid(&r, uuid);
		eo.name = uuid;
	}
	s = xcalloc(1, sizeof *s);
	s->machine = asl_ref(o->machine);
	s->name = xstrdup(eo.name);
	s->input = value_ref(o->input);
	s->dispatch = o->dispatch;
	s->engine = engine_new(s->machine, &eo);
	s->start_ms = s->now_ms = s->last_ms = o->start_ms;
	s->speed = o->speed;
	s->paused = o->paused;
	return s;
}

void session_free(struct session *s)
{
	if (!s)
		return;
	while (s->running.n) {
		dispatch_cancel(s->dispatch, s->running.v[0].dispatch_id);
		running_remove(s, 0);
	}
	for (size_t i = 0; i < s->agenda.n; i++)
		due_done(&s->agenda.v[i]);
	for (size_t i = 0; i < s->arrived.n; i++)
		due_done(&s->arrived.v[i]);
	VEC_DONE(&s->agenda);
	VEC_DONE(&s->arrived);
	VEC_DONE(&s->running);
	engine_effects_done(&s->effects);
	engine_free(s->engine);
	asl_unref(s->machine);
	value_unref(s->input);
	free(s->name);
	free(s);
}

void session_on_wake(struct session *s, void (*fn)(void *ctx), void *ctx)
{
	s->wake = fn;
	s->wake_ctx = ctx;
}

void session_on_feed(struct session *s, void (*fn)(void *ctx, const struct engine_input *in), void *ctx)
{
	s->fed = fn;
	s->fed_ctx = ctx;
}

static void clock_resume(struct session *s)
{
	s->anchor_us = 0;	/* the next turn starts counting anew */
	s->frozen_us = 0;
}

void session_pause(struct session *s)
{
	s->paused = true;
	s->goal = 0;
}

void session_continue(struct session *s)
{
	s->paused = false;
	s->goal = 0;
	clock_resume(s);
}

void session_step(struct session *s, enum session_goal goal)
{
	s->paused = false;
	s->goal = goal;
	clock_resume(s);
}

bool session_is_paused(const struct session *s)
{
	return s->paused;
}

bool session_skip(struct session *s)
{
	int64_t due = INT64_MAX;

	for (size_t i = 0; i < s->agenda.n; i++) {
		const struct due *d = &s->agenda.v[i];

		if (d->is_timer && (d->timer == TIMER_WAIT || d->timer == TIMER_RETRY) && d->at_ms < due)
			due = d->at_ms;
	}
	if (due == INT64_MAX || due <= s->now_ms)
		return false;
	s->now_ms = due;
	clock_resume(s);
	return true;
}

void session_set_speed(struct session *s, double speed)
{
	s->speed = speed;
	clock_resume(s);
}

double session_speed(const struct session *s)
{
	return s->speed;
}

void session_stop(struct session *s, const char *error, const char *cause)
{
	struct due stop = {.at_ms = s->now_ms, .kind = IN_STOP, .error = xstrdup(error), .cause = xstrdup(cause)};

	if (s->started && !session_is_finished(s))
		feed(s, &stop);
	due_done(&stop);
	session_continue(s);
}

const struct engine *session_engine(const struct session *s)
{
	return s->engine;
}

const struct history *session_history(const struct session *s)
{
	return engine_history(s->engine);
}

struct asl_machine *session_machine(const struct session *s)
{
	return s->machine;
}

const char *session_name(const struct session *s)
{
	return s->name;
}

struct value *session_input(const struct session *s)
{
	return s->input;
}

bool session_is_finished(const struct session *s)
{
	return s->started && engine_status(s->engine) != EXEC_RUNNING && !engine_ready(s->engine);
}

int64_t session_now_ms(const struct session *s)
{
	return s->now_ms;
}

int64_t session_start_ms(const struct session *s)
{
	return s->start_ms;
}

int session_running_tasks(const struct session *s)
{
	return (int)s->running.n;
}

const struct session_blocked *session_blocked(const struct session *s)
{
	return s->is_blocked ? &s->blocked : NULL;
}

bool session_next_due(const struct session *s, int64_t *due_ms)
{
	if (!s->agenda.n)
		return false;
	*due_ms = s->agenda.v[0].at_ms;
	return true;
}
