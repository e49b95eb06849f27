/*
 * A session that begins in the middle of an execution: the inputs that another one was fed are fed again to a fresh engine, up to an
 * event, without performing anything; what is under way there (timers, tasks without an answer) is taken up, and it goes on live.
 */
#include <stdlib.h>
#include <string.h>

#include "app/family.h"

/* Effects of the replay, in order; those that are over are dropped. */
struct replay {
	struct session *s;
	const struct engine_input *const *fed;
	size_t n, next;
	struct engine_effects open;
};

static void drop_effect(struct replay *r, size_t i)
{
	struct engine_effect *fx = &r->open.list.v[i];

	engine_effect_release(fx);
	memmove(fx, fx + 1, (r->open.list.n - i - 1) * sizeof *fx);
	r->open.list.n--;
}

static void over(struct replay *r, enum engine_effect_kind kind, uint64_t id)
{
	for (size_t i = 0; i < r->open.list.n; i++)
		if (r->open.list.v[i].kind == kind && r->open.list.v[i].id == id) {
			drop_effect(r, i);
			return;
		}
}

/* The engine's effects become what is open; theirs is what they held. */
static void collect(struct replay *r)
{
	struct engine_effects *fx = &r->s->effects;

	for (size_t i = 0; i < fx->list.n; i++) {
		struct engine_effect *one = &fx->list.v[i];

		if (one->kind == FX_TASK_CANCEL)
			over(r, FX_TASK_START, one->id);
		else if (one->kind == FX_TIMER_CANCEL)
			over(r, FX_TIMER_SET, one->id);
		else if (one->kind == FX_TASK_START || one->kind == FX_TIMER_SET)
			VEC_PUSH(&r->open.list, *one);
		else
			engine_effect_release(one);	/* of a Map Run: has been done, or is refused below */
	}
	fx->list.n = 0;		/* what they held is in r->open now; a cancel holds nothing */
}

/* The children of a Map Run, and where its reader stands, are not in what its parent was fed. */
static bool no_map_run(const struct session *s, struct err *e)
{
	const struct history *h = engine_history(s->engine);
	int open = 0;

	for (size_t i = 0; i < h->events.n; i++) {
		enum event_type t = (enum event_type)h->events.v[i].type;

		open += (t == EV_MapRunStarted) - (t == EV_MapRunSucceeded || t == EV_MapRunFailed || t == EV_MapRunAborted);
	}
	return open <= 0 || err_set(e, ERR_USAGE, "a Map Run is under way at that event: fork before it or behind it");
}

static void note_answer(struct replay *r, const struct engine_input *in)
{
	if (in->kind == IN_TIMER)
		over(r, FX_TIMER_SET, in->id);
	else if (in->kind == IN_TASK_DONE || in->kind == IN_TASK_FAILED || in->kind == IN_TASK_TIMED_OUT)
		over(r, FX_TASK_START, in->id);
}

static bool feed_next(struct replay *r, struct err *e)
{
	struct session *s = r->s;
	const struct engine_input *in = r->fed[r->next++];

	note_answer(r, in);
	s->last_ms = in->at_ms > s->last_ms ? in->at_ms : s->last_ms;
	if (s->family->now_ms < s->last_ms)
		s->family->now_ms = s->last_ms;
	return engine_feed(s->engine, in, &s->effects, e);
}

/* Is an edit or a hold due before the engine's next step? */
static bool edit_is_next(const struct replay *r, size_t events)
{
	const struct engine_input *in = r->next < r->n ? r->fed[r->next] : NULL;

	if (in && in->kind == IN_HOLD)
		return in->id <= engine_steps(r->s->engine);
	return in && in->kind == IN_EDIT && in->id <= events;
}

static bool run(struct replay *r, int32_t until, struct err *e)
{
	const struct history *h = engine_history(r->s->engine);

	err_clear(e);
	while (h->events.n < (size_t)until) {
		if (edit_is_next(r, h->events.n) || !engine_ready(r->s->engine)) {
			if (r->next == r->n)
				return true;	/* nothing more is known: it goes on from here */
			if (!feed_next(r, e))
				return false;
		} else {
			engine_step(r->s->engine, &r->s->effects, e);
			if (e->code)
				return false;
		}
		collect(r);
	}
	return true;
}

/* Timers go back onto the agenda, tasks are started once more. */
static void take_up(struct replay *r)
{
	struct session *s = r->s;

	for (size_t i = 0; i < r->open.list.n; i++) {
		struct engine_effect *fx = &r->open.list.v[i];

		if (fx->kind == FX_TIMER_SET)
			session_due(s, &(struct due){.at_ms = fx->due_ms, .is_timer = true, .timer = fx->timer, .task = fx->task,
				.kind = IN_TIMER, .id = fx->id, .state = fx->state, .iteration = fx->iteration, .entered_event = fx->entered_event});
		else
			VEC_PUSH(&s->effects.list, *fx);
	}
	r->open.list.n = 0;
	VEC_DONE(&r->open.list);
	s->family->holds = engine_holds(s->engine);
	session_ready(s);
}

bool session_replay(struct session *s, const struct engine_input *const *fed, size_t n, int32_t until, size_t *used, struct err *e)
{
	struct replay r = {.s = s, .fed = fed, .n = n};
	bool ok;

	*used = 0;
	if (until < 1)
		return true;		/* before the first event: it starts by itself */
	s->started = true;
	ok = run(&r, until, e) && no_map_run(s, e);
	if (ok)
		take_up(&r);
	else
		engine_effects_done(&r.open);
	*used = r.next;
	return ok;
}

bool session_edit(struct session *s, struct value *what, struct err *e)
{
	struct engine_input in = {.at_ms = s->last_ms, .kind = IN_EDIT, .id = engine_history(s->engine)->events.n, .value = what};

	return engine_feed(s->engine, &in, &s->effects, e);
}

/* The task of that state that has been scheduled, and not answered. */
static struct engine_effect *open_task(struct session *s, int state, int iteration)
{
	for (size_t i = s->effects_done; i < s->effects.list.n; i++) {
		struct engine_effect *fx = &s->effects.list.v[i];

		if (fx->kind == FX_TASK_START && fx->state->index == state && (iteration < 0 || fx->iteration == iteration))
			return fx;
	}
	return NULL;
}

bool session_answer(struct session *s, int state, int iteration, const struct engine_input *answer, struct err *e)
{
	struct engine_effect *fx = open_task(s, state, iteration);
	struct due d = {.at_ms = s->last_ms, .kind = answer->kind, .iteration = -1};

	if (!fx)
		return err_set(e, ERR_USAGE, "%.80s is not waiting for an answer there", s->machine->states[state]->name);
	d.id = fx->id;
	d.state = fx->state;
	d.iteration = fx->iteration;
	d.value = value_ref(answer->value);
	d.error = xstrdup(answer->error);
	d.cause = xstrdup(answer->cause);
	session_due(s, &d);
	engine_effect_release(fx);
	memmove(fx, fx + 1, (size_t)(s->effects.list.v + s->effects.list.n - fx - 1) * sizeof *fx);
	s->effects.list.n--;
	return true;
}
