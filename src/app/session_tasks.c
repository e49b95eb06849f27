/* Tasks under way: from the engine's effect to a backend, and from its answer onto the agenda. */
#include <stdlib.h>

#include "app/family.h"
#include "base/log.h"

static struct running *running_find(struct session *s, uint64_t task_id, uint64_t dispatch_id)
{
	for (size_t i = 0; i < s->running.n; i++)
		if (task_id ? s->running.v[i].task_id == task_id : s->running.v[i].dispatch_id == dispatch_id)
			return &s->running.v[i];
	return NULL;
}

static void running_add(struct session *s, const struct running *r)
{
	VEC_PUSH(&s->running, *r);
	s->family->working++;
	s->family->asked += r->by_person;
}

static void running_hangs(struct session *s, struct running *r)
{
	if (!r->hangs)
		s->family->working--;
	r->hangs = true;
}

static void running_remove(struct session *s, struct running *r)
{
	s->family->working -= !r->hangs;
	s->family->asked -= r->by_person;
	*r = s->running.v[--s->running.n];
}

static void answer(struct session *s, uint64_t task_id, enum engine_input_kind kind)
{
	session_due(s, &(struct due){.at_ms = s->family->now_ms, .kind = kind, .id = task_id});
}

/* An answer from outside comes between turns, when the clock is out of date: it gets its moment in the next turn. */
static void arrive(struct session *s, uint64_t task_id, enum engine_input_kind kind, int64_t after_ms, struct value *value,
	const char *error, const char *cause)
{
	struct due d = {.at_ms = after_ms, .of = s, .kind = kind, .id = task_id, .value = value_ref(value), .error = xstrdup(error),
		.cause = xstrdup(cause)};

	VEC_PUSH(&s->family->arrived, d);
}

void tasks_take_arrived(struct family *f)
{
	for (size_t i = 0; i < f->arrived.n; i++) {
		f->arrived.v[i].at_ms += f->now_ms;
		session_due(f->arrived.v[i].of, &f->arrived.v[i]);
	}
	f->arrived.n = 0;
}

static void task_done(void *ctx, uint64_t id, const struct task_outcome *o)
{
	static const enum engine_input_kind kinds[] = {
		[TASK_DONE] = IN_TASK_DONE, [TASK_FAILED] = IN_TASK_FAILED, [TASK_TIMED_OUT] = IN_TASK_TIMED_OUT,
	};
	struct session *s = ctx;
	struct family *f = s->family;
	struct running *r = running_find(s, 0, id);

	if (!r)
		return;
	if (r->by_person)
		f->anchor_us = 0;		/* the time that the person took is not the clock's */
	if (o->submit)
		arrive(s, r->task_id, IN_TASK_SUBMITTED, 0, o->submit, NULL, NULL);
	if (o->kind == TASK_HANGS || o->kind == TASK_TIMED_OUT) {
		running_hangs(s, r);
		r->times_out = o->kind == TASK_TIMED_OUT;
	} else {
		arrive(s, r->task_id, kinds[o->kind], o->after_ms, o->result, o->error, o->cause);
		running_remove(s, r);
	}
	if (f->wake)
		f->wake(f->wake_ctx);
}

void task_start(struct session *s, const struct engine_effect *fx)
{
	struct task_request req = {
		.state = fx->state, .payload = fx->payload, .token = fx->token, .attempt = fx->attempt,
		.invocation = fx->invocation, .iteration = fx->iteration, .timeout_ms = fx->timeout_ms,
		.execution_arn = engine_execution_arn(s->engine),
	};
	const struct task_backend *by = NULL;
	struct err e = {0};
	enum task_take take = dispatch_start(s->family->dispatch, &req, task_done, s, &by, &e);

	if (take == TASK_TAKEN) {
		running_add(s, &(struct running){.task_id = fx->id, .dispatch_id = req.id, .state = fx->state, .by_person = by->is_person});
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
