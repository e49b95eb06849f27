/* Tasks under way: from the engine's effect to a backend, and from its answer onto the agenda. */
#include <stdlib.h>
#include <string.h>

#include "app/family.h"
#include "base/log.h"
#include "base/map.h"

static struct running *running_find(struct session *s, uint64_t task_id, uint64_t dispatch_id)
{
	for (size_t i = 0; i < s->running.n; i++)
		if (task_id ? s->running.v[i].task_id == task_id : s->running.v[i].dispatch_id == dispatch_id)
			return &s->running.v[i];
	return NULL;
}

static bool is_at_work(const struct running *r)
{
	return !r->by_person && !r->waits && !r->hangs;
}

static bool is_answered_later(const struct asl_state *st)
{
	return st->resource.kind == ASL_TASK_ACTIVITY || st->resource.pattern == ASL_WAIT_TOKEN;
}

static void count(struct family *f, const struct running *r, int by)
{
	if (is_at_work(r))
		f->working += by;
	else if (r->by_person && is_answered_later(r->state))
		f->asked_later += by;
	else if (r->by_person)
		f->asked += by;
}

static void running_add(struct session *s, const struct running *r)
{
	VEC_PUSH(&s->running, *r);
	count(s->family, r, 1);
}

static void running_change(struct session *s, struct running *r, const struct running *to)
{
	count(s->family, r, -1);
	*r = *to;
	count(s->family, r, 1);
}

static void running_remove(struct session *s, struct running *r)
{
	count(s->family, r, -1);
	*r = s->running.v[--s->running.n];
}

/* --- answers ---------------------------------------------------------------------------------------------------------- */

static void answer(struct session *s, uint64_t task_id, enum engine_input_kind kind)
{
	session_due(s, &(struct due){.at_ms = s->family->now_ms, .kind = kind, .id = task_id});
}

/* An answer from outside comes between turns, when the clock is out of date: it gets its moment in the next turn. */
static void arrive(struct session *s, const struct running *r, enum engine_input_kind kind, const struct task_outcome *o)
{
	bool news = kind == IN_HEARTBEAT || kind == IN_TASK_STARTED;
	struct due d = {.of = s, .kind = kind, .id = r->task_id, .seq = ++s->family->n_arrived, .begun = r->dispatch_id,
		.state = r->state, .iteration = r->iteration,
		.at_once = news || !is_at_work(r)};

	if (kind == IN_TASK_SUBMITTED) {
		d.value = value_ref(o->submit);
	} else if (kind == IN_TASK_STARTED) {
		d.worker_name = xstrdup(o->worker_name);
	} else if (kind != IN_HEARTBEAT) {
		d.at_ms = o->after_ms > r->head_start_ms ? o->after_ms - r->head_start_ms : 0;
		d.value = value_ref(o->result);
		d.error = xstrdup(o->error);
		d.cause = xstrdup(o->cause);
	}
	VEC_PUSH(&s->family->arrived, d);
}

static int by_task(const void *a, const void *b)
{
	const struct due *x = a, *y = b;

	if (x->begun != y->begun)
		return x->begun < y->begun ? -1 : 1;
	return x->seq < y->seq ? -1 : 1;
}

/*
 * On a clock that jumps, real work takes no time: what is under way at one moment ends together, and is told in the order in which it
 * began, however fast each of it happens to be. So the history is the same every time. Answers are held until then.
 */
bool tasks_take_arrived(struct family *f, bool held_too)
{
	bool ordered = f->speed == SPEED_JUMP, holds = ordered && !held_too && f->working;
	size_t n = f->arrived.n, held = 0;

	if (ordered && n > 1)
		qsort(f->arrived.v, n, sizeof f->arrived.v[0], by_task);
	for (size_t i = 0; i < n; i++) {
		struct due d = f->arrived.v[i];

		if (holds && !d.at_once) {
			f->arrived.v[held++] = d;
			continue;
		}
		d.at_ms += f->now_ms;
		session_due(d.of, &d);
	}
	f->arrived.n = held;
	return held < n;
}

static int64_t first_end(const struct session *s, uint64_t task_id)
{
	int64_t due = INT64_MAX;

	for (size_t i = 0; i < s->dues.n; i++)
		if (s->dues.v[i]->is_timer && s->dues.v[i]->task == task_id && s->dues.v[i]->at_ms < due)
			due = s->dues.v[i]->at_ms;
	return due;
}

/* Would others that wait for an answer lose theirs too, if the clock went on to that moment? */
static bool others_end_by(const struct session *s, int64_t ms)
{
	for (size_t i = 0; i < s->running.n; i++)
		if (!is_at_work(&s->running.v[i]) && first_end(s, s->running.v[i].task_id) <= ms)
			return true;
	return false;
}

/* The person says that it runs out of time: when its first clock says so, if that hurts nobody else, or else now. */
static void let_time_out(struct session *s, struct running *asked)
{
	const struct running r = *asked;
	int64_t due = first_end(s, r.task_id);

	running_remove(s, asked);
	if (due == INT64_MAX || others_end_by(s, due))
		arrive(s, &r, IN_TASK_TIMED_OUT, &(struct task_outcome){0});
	else if (due > s->family->now_ms)
		s->family->now_ms = due;
}

static void task_over(struct session *s, struct running *r, const struct task_outcome *o)
{
	struct running to = *r;

	if (r->by_person)
		s->family->anchor_us = 0;	/* the time that the person took is not the clock's */
	if (o->kind == TASK_TIMED_OUT && r->by_person) {
		let_time_out(s, r);
		return;
	}
	if (o->kind == TASK_DONE || o->kind == TASK_FAILED) {
		arrive(s, r, o->kind == TASK_DONE ? IN_TASK_DONE : IN_TASK_FAILED, o);
		running_remove(s, r);
		return;
	}
	to.hangs = true;
	to.times_out = o->kind == TASK_TIMED_OUT;
	running_change(s, r, &to);
}

static void task_told(void *ctx, uint64_t id, const struct task_outcome *o)
{
	struct session *s = ctx;
	struct running *r = running_find(s, 0, id), to;

	if (!r)
		return;
	to = *r;
	if (o->submit)
		arrive(s, r, IN_TASK_SUBMITTED, o);
	switch (o->kind) {
	case TASK_BEATS:
		arrive(s, r, IN_HEARTBEAT, o);
		break;
	case TASK_STARTED:
		arrive(s, r, IN_TASK_STARTED, o);
		to.waits = false;
		running_change(s, r, &to);
		break;
	case TASK_CHILD:
		to.waits = true;
		running_change(s, r, &to);
		break;
	case TASK_SUBMITTED:
		to.waits = true;
		to.by_person = o->by_person;
		running_change(s, r, &to);
		break;
	default:
		task_over(s, r, o);
	}
	if (s->family->wake)
		s->family->wake(s->family->wake_ctx);
}

/* --- starting --------------------------------------------------------------------------------------------------------- */

/* What a backend makes up for a call comes from this: the same in every repetition of the execution, another for each of its calls. */
static uint64_t call_seed(const struct session *s, const struct engine_effect *fx)
{
	const char *arn = engine_execution_arn(s->engine);
	uint64_t h = hash_bytes(arn, strlen(arn), s->seed);

	h = hash_bytes(fx->state->path, strlen(fx->state->path), h);
	return hash_bytes(&fx->invocation, sizeof fx->invocation, h);
}

/*
 * The calls of a state are counted in the whole family: children of a Map Run are calls of the same states, and answers from a file are
 * taken in their order. The root's own are the engine's, so that a fork goes on counting where it begins.
 */
static int invocation_of(struct session *s, const struct engine_effect *fx)
{
	struct family *f = s->family;
	struct call_counts *c;

	if (!s->parent)
		return fx->invocation;
	for (size_t i = 0; i < f->calls.n; i++)
		if (f->calls.v[i].machine == s->machine)
			return f->calls.v[i].counts[fx->state->index]++;
	c = VEC_ADD(&f->calls);
	c->machine = asl_ref(s->machine);
	c->counts = xcalloc(s->machine->n_states, sizeof *c->counts);
	return c->counts[fx->state->index]++;
}

/* Which task of s a backend was asked for. */
const struct running *task_find(const struct session *s, uint64_t dispatch_id)
{
	return running_find((struct session *)(uintptr_t)s, 0, dispatch_id);
}

static int64_t head_start(const struct session *s, const struct engine_effect *fx)
{
	const struct event *scheduled = history_at(engine_history(s->engine), fx->scheduled_event);

	return scheduled && scheduled->at_ms < s->family->now_ms ? s->family->now_ms - scheduled->at_ms : 0;
}

void task_start(struct session *s, const struct engine_effect *fx)
{
	struct task_request req = {
		.state = fx->state, .payload = fx->payload, .token = fx->token, .attempt = fx->attempt,
		.visit = fx->visit, .invocation = invocation_of(s, fx), .iteration = fx->iteration, .timeout_ms = fx->timeout_ms,
		.execution_arn = engine_execution_arn(s->engine), .root_arn = engine_execution_arn(s->family->root->engine),
		.at_ms = s->family->now_ms, .start_ms = s->family->start_ms, .seed = call_seed(s, fx), .origin = s,
	};
	const struct task_backend *by = NULL;
	struct err e = {0};
	enum task_take take = dispatch_start(s->family->dispatch, &req, task_told, s, &by, &e);

	if (take == TASK_TAKEN || take == TASK_STARTS || take == TASK_WAITS) {
		running_add(s, &(struct running){.task_id = fx->id, .dispatch_id = req.id, .state = fx->state, .by_person = by->is_person,
			.head_start_ms = head_start(s, fx),
			.waits = take == TASK_WAITS, .event = fx->scheduled_event, .iteration = fx->iteration});
		if (take == TASK_TAKEN)
			answer(s, fx->id, IN_TASK_STARTED);
		return;
	}
	session_block(s, fx->state, take == TASK_CANNOT ? e.msg : "");
	log_debug("session", "state %s: nobody answers: %s", fx->state->name, take == TASK_CANNOT ? e.msg : "");
}

static void running_cancel(struct session *s, struct running *r)
{
	dispatch_cancel(s->family->dispatch, r->dispatch_id);
	running_remove(s, r);
}

void task_cancel(struct session *s, uint64_t task_id)
{
	struct running *r = running_find(s, task_id, 0);

	if (r)
		running_cancel(s, r);
}

void tasks_cancel(struct session *s)
{
	while (s->running.n)
		running_cancel(s, &s->running.v[0]);
}

bool task_time_out(struct session *s)
{
	for (size_t i = 0; i < s->running.n; i++) {
		if (!s->running.v[i].times_out)
			continue;
		answer(s, s->running.v[i].task_id, IN_TASK_TIMED_OUT);
		running_remove(s, &s->running.v[i]);
		return true;
	}
	return false;
}
