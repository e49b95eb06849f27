#include "history/replay.h"

#include <stdlib.h>
#include <string.h>

#include "history/answers.h"
#include "history/replay_private.h"

#define LOOK_EVENTS 20000		/* of the record, at once */

void replay_differs(struct replay *r, int32_t event, int32_t ours, bool is_value, char *text)
{
	struct replay_difference d = {.event = event, .ours = ours, .is_value = is_value, .text = text};
	size_t i = r->differences.n;

	if (r->differences.n >= REPLAY_DIFFERENCES_MAX) {
		free(text);
		return;
	}
	VEC_PUSH(&r->differences, d);
	for (; i && event && (!r->differences.v[i - 1].event || r->differences.v[i - 1].event > event); i--)
		r->differences.v[i] = r->differences.v[i - 1];
	r->differences.v[i] = d;
}

/* --- making ---------------------------------------------------------------------------------------------------------------------------- */

/* The n-th part of an ARN. Caller frees; NULL: it has none. */
static char *arn_part(const char *arn, int n)
{
	const char *end;

	for (; arn && n; n--) {
		arn = strchr(arn, ':');
		arn = arn ? arn + 1 : NULL;
	}
	if (!arn || !*arn)
		return NULL;
	end = strchr(arn, ':');
	return end ? xstrndup(arn, (size_t)(end - arn)) : xstrdup(arn);
}

static const char *role_of(const struct history *h)
{
	const struct event *first = history_at(h, 1);

	return first && first->type == EV_ExecutionStarted && first->more ? first->more->role_arn : NULL;
}

static void options_take_over(struct engine_options *o, const struct engine_options *known)
{
	o->seed = known->seed;
	o->max_events = known->max_events;
	o->max_payload = known->max_payload;
	o->scope = known->scope;
	o->iteration = known->iteration;
	o->label = xstrdup(known->label);
	o->context = value_ref(known->context);
	o->variables = value_ref(known->variables);
}

static void options_make(struct replay *r, const struct replay_source *src)
{
	r->options.region = arn_part(src->execution_arn, 3);
	r->options.account = arn_part(src->execution_arn, 4);
	r->options.name = arn_part(src->execution_arn, 7);
	if (!r->options.name)
		r->options.name = xstrdup(src->name ? src->name : "replay");
	r->options.role_arn = xstrdup(role_of(src->history));
	r->options.express = src->express;
	r->options.max_events = src->history->events.n > 25000 ? -1 : 0;
	if (src->options)
		options_take_over(&r->options, src->options);
}

static void options_done(struct engine_options *o)
{
	free((char *)(uintptr_t)o->region);
	free((char *)(uintptr_t)o->account);
	free((char *)(uintptr_t)o->name);
	free((char *)(uintptr_t)o->role_arn);
	free((char *)(uintptr_t)o->label);
	value_unref(o->context);
	value_unref(o->variables);
}

/* The same definition under the name that the recorded machine had: $$.StateMachine shows it. */
static struct asl_machine *machine_named(const struct replay_source *src)
{
	char *name = arn_part(src->execution_arn, 6);
	struct asl_machine *m = src->machine;

	if (!name || src->options || str_is(name, m->name)) {	/* a scope is of this one */
		free(name);
		return asl_ref(m);
	}
	m = asl_parse_with(m->text, m->text_len, name, m->file, &(struct asl_options){.express = m->express, .draft = m->draft});
	free(name);
	return m;
}

static int32_t find_stop(const struct history *h)
{
	for (int32_t id = 1; (size_t)id <= h->events.n; id++) {
		enum event_type t = (enum event_type)history_at(h, id)->type;

		if (t == EV_ExecutionRedriven)
			return 0;
		if (t == EV_ExecutionAborted || t == EV_ExecutionTimedOut)
			return id;
	}
	return 0;
}

static bool asks_for(const struct asl_machine *m, const char *const *words)
{
	for (; *words; words++)
		if (strstr(m->text, *words))
			return true;
	return false;
}

static void look_for_chance(struct replay_state *s)
{
	static const char *const uuids[] = {"States.UUID", "$uuid", NULL}, *const random[] = {"States.MathRandom", "$random", "$shuffle", NULL},
		*const times[] = {"EnteredTime", "StartTime", "$now", "$millis", "$$", "states.context", NULL};
	const struct asl_machine *m = s->source.machine;

	s->has_uuids = asks_for(m, uuids);
	s->has_random = asks_for(m, random);
	s->has_times = asks_for(m, times);
}

static const char *cannot(const struct replay_source *src)
{
	const struct event *first = history_at(src->history, 1);

	if (src->machine->draft)
		return "the definition is not at hand";
	if (!src->machine->runnable)
		return "the definition has errors";
	if (!first || first->type != EV_ExecutionStarted)
		return "its first event is missing";
	if (!first->value || (first->more && (first->more->cut || first->more->truncated)))
		return "the record has no input (it was made without execution data)";
	return NULL;
}

struct replay *replay_new(const struct replay_source *src)
{
	struct replay *r = xcalloc(1, sizeof *r);
	struct replay_state *s = r->state = xcalloc(1, sizeof *s);
	struct asl_machine *m;

	s->source = *src;
	r->why = xstrdup(cannot(src));
	if (r->why)
		return r;
	options_make(r, src);
	m = machine_named(src);
	s->engine = engine_new(m, &r->options);
	s->record = projection_new(src->machine);
	s->ours = projection_new(m);
	s->stop = find_stop(src->history);
	asl_unref(m);
	look_for_chance(s);
	r->ours = engine_history(s->engine);
	return r;
}

void replay_free(struct replay *r)
{
	struct replay_state *s;

	if (!r)
		return;
	s = r->state;
	for (size_t i = 0; i < r->differences.n; i++)
		free(r->differences.v[i].text);
	for (size_t i = 0; i < r->fed.n; i++)
		value_unref(r->fed.v[i].in.value);
	VEC_DONE(&r->differences);
	VEC_DONE(&r->fed);
	match_done(s);
	align_free(s->align);
	projection_free(s->record);
	projection_free(s->ours);
	engine_effects_done(&s->effects);
	engine_free(s->engine);
	map_done(&s->tokens);
	VEC_DONE(&s->waiting);
	options_done(&r->options);
	free(r->why);
	free(s);
	free(r);
}

/* --- what the engine waits for ------------------------------------------------------------------------------------------------------------- */

static const struct step *recorded_step(const struct replay_state *s, int ours)
{
	int there = ours >= 0 ? s->align->steps.v[ours] : -1;

	return there >= 0 ? &s->record->steps.v[there] : NULL;
}

static const struct attempt *recorded_attempt(const struct replay_state *s, const struct waiting *w)
{
	const struct step *step = recorded_step(s, w->step);

	return step && (size_t)w->attempt < step->attempts.n ? &step->attempts.v[w->attempt] : NULL;
}

/* Started, Submitted, the end: the first of them that is behind `after`. */
static int32_t next_of_task(const struct replay_state *s, const struct waiting *w, int32_t after)
{
	const struct attempt *a = recorded_attempt(s, w);
	int32_t next = 0;

	for (int i = 0; a && i < 3; i++) {
		int32_t id = i == 0 ? a->started : i == 1 ? a->submitted : a->ended;

		if (id > after && (!next || id < next))
			next = id;
	}
	return next;
}

/* What begins when a backoff is over: the task's next attempt, or the container's. */
static int32_t next_attempt(const struct replay_state *s, int ours, int32_t after)
{
	const struct step *step = recorded_step(s, ours);

	for (size_t i = 0; step && i < step->attempts.n; i++)
		if (step->attempts.v[i].scheduled > after)
			return step->attempts.v[i].scheduled;
	for (int32_t id = step ? s->unmatched[step - s->record->steps.v] : 0; id; id = s->next_in_step[id]) {
		enum event_type t = (enum event_type)history_at(s->source.history, id)->type;

		if (t == EV_ParallelStateStarted || t == EV_MapStateStarted || t == EV_EvaluationFailed)
			return id;
	}
	return 0;
}

/* The last event of the record that one of ours in this step is. */
static int32_t reached(const struct replay_state *s, int ours)
{
	int32_t last = s->ours->steps.v[ours].last;

	return (size_t)last < s->partners.n ? s->partners.v[last] : 0;
}

/* What a Wait's timer led to: mostly Exited. An …Aborted event came of something else. */
static int32_t next_of_wait(const struct replay_state *s, int ours)
{
	const struct step *step = recorded_step(s, ours);
	int32_t id = step ? match_next(s, (int)(step - s->record->steps.v)) : 0;
	const struct event *ev = history_at(s->source.history, id);

	return ev && ev->type != EV_WaitStateAborted ? id : 0;
}

/* Of a Map Run only its end is recorded, in order of its step. */
static int32_t next_of_run(const struct replay_state *s, const struct waiting *w)
{
	const struct step *step = recorded_step(s, w->step);
	int32_t id = step ? match_next(s, (int)(step - s->record->steps.v)) : 0;
	const struct event *ev = history_at(s->source.history, id);

	return ev && (ev->type == EV_MapRunSucceeded || ev->type == EV_MapRunFailed) ? id : 0;
}

static void find_next(const struct replay_state *s, struct waiting *w)
{
	if (w->is_run)
		w->next = next_of_run(s, w);
	else if (w->is_task)
		w->next = next_of_task(s, w, reached(s, w->step));
	else if (w->timer == TIMER_WAIT)
		w->next = next_of_wait(s, w->step);
	else if (w->timer == TIMER_RETRY)
		w->next = next_attempt(s, w->step, reached(s, w->step));
}

static void task_starts(struct replay_state *s, const struct engine_effect *fx)
{
	int step = projection_step_of(s->ours, fx->scheduled_event);
	struct waiting w = {.id = fx->id, .is_task = true, .step = step};

	if (step < 0)
		return;
	w.attempt = (int)s->ours->steps.v[step].attempts.n - 1;
	VEC_PUSH(&s->waiting, w);
}

/* The first that is heard of it. */
static void run_starts(struct replay_state *s, const struct engine_effect *fx)
{
	uint64_t id = fx->kind == FX_CHILD_START ? fx->run : fx->id;
	const struct map_run_info *info = engine_map_run_find(s->engine, id);

	for (size_t i = 0; i < s->waiting.n; i++)
		if (s->waiting.v[i].id == id)
			return;
	if (info && info->status == EXEC_RUNNING)
		VEC_PUSH(&s->waiting, ((struct waiting){.id = id, .is_run = true, .step = projection_step_of(s->ours, info->started_event)}));
}

/* Timeouts and heartbeats never fire by themselves here: the record says when a task timed out. */
static void timer_starts(struct replay_state *s, const struct engine_effect *fx)
{
	struct waiting w = {.id = fx->id, .timer = fx->timer, .step = projection_step_of(s->ours, fx->entered_event)};

	if (fx->timer == TIMER_EXECUTION)
		s->execution_timer = fx->id;
	if ((fx->timer == TIMER_WAIT || fx->timer == TIMER_RETRY) && w.step >= 0)
		VEC_PUSH(&s->waiting, w);
}

static void ends(struct replay_state *s, uint64_t id, bool is_task)
{
	for (size_t i = 0; i < s->waiting.n; i++)
		if (s->waiting.v[i].id == id && s->waiting.v[i].is_task == is_task) {
			s->waiting.v[i] = s->waiting.v[--s->waiting.n];
			return;
		}
}

/* Before the events of the step are looked at: they may show the token. */
static void take_tokens(struct replay_state *s)
{
	for (size_t i = 0; i < s->effects.list.n; i++)
		if (s->effects.list.v[i].token)
			map_put(&s->tokens, s->effects.list.v[i].token, s);
}

static void take_effects(struct replay *r)
{
	struct replay_state *s = r->state;

	for (size_t i = 0; i < s->effects.list.n; i++) {
		const struct engine_effect *fx = &s->effects.list.v[i];

		switch (fx->kind) {
		case FX_TASK_START:
			task_starts(s, fx);
			break;
		case FX_TASK_CANCEL:
			ends(s, fx->id, true);
			break;
		case FX_TIMER_SET:
			timer_starts(s, fx);
			break;
		case FX_TIMER_CANCEL:
			ends(s, fx->id, false);
			break;
		case FX_ITEMS_OPEN:
		case FX_CHILD_START:
		case FX_RESULTS_OPEN:
			run_starts(s, fx);
			break;
		case FX_ITEMS_NEXT:
		case FX_ITEMS_CLOSE:
		case FX_CHILD_STOP:
		case FX_RESULT:
		case FX_RESULTS_CLOSE:
			break;		/* of a Map Run only its end is recorded, which is fed in its time */
		}
	}
	engine_effects_clear(&s->effects);
}

/* --- feeding ---------------------------------------------------------------------------------------------------------------------------------- */

static bool feed(struct replay *r, struct engine_input in)
{
	struct replay_state *s = r->state;
	struct replay_fed f;
	struct err e = {0};

	if (in.at_ms < s->last_ms)
		in.at_ms = s->last_ms;
	s->last_ms = in.at_ms;
	f.in = in;
	f.in.value = value_ref(in.value);
	VEC_PUSH(&r->fed, f);
	if (!engine_feed(s->engine, &in, &s->effects, &e)) {
		r->why = xstrdup(e.msg);
		return false;
	}
	take_effects(r);
	return true;
}

static bool is_timed_out(enum event_type t)
{
	return t == EV_TaskTimedOut || t == EV_LambdaFunctionTimedOut || t == EV_ActivityTimedOut;
}

/* The input that must have led to this event of a task. */
static struct engine_input task_input(const struct event *ev, uint64_t id)
{
	struct engine_input in = {.at_ms = ev->at_ms, .id = id};

	if (event_is_failure((enum event_type)ev->type)) {
		in.kind = is_timed_out((enum event_type)ev->type) ? IN_TASK_TIMED_OUT : IN_TASK_FAILED;
		in.error = ev->more ? ev->more->error : NULL;
		in.cause = ev->more ? ev->more->cause : NULL;
	} else if (ev->type == EV_TaskSubmitted) {
		in.kind = IN_TASK_SUBMITTED;
		in.value = ev->value;
	} else if (ev->type == EV_TaskSucceeded || ev->type == EV_LambdaFunctionSucceeded || ev->type == EV_ActivitySucceeded) {
		in.kind = IN_TASK_DONE;
		in.value = ev->value;
	} else {
		in.kind = IN_TASK_STARTED;
		in.worker_name = ev->more ? ev->more->worker_name : NULL;
	}
	return in;
}

/* What the state left with, and assigned: its Exited event follows the end in its step. */
static struct value *recorded_leave(const struct replay_state *s, int32_t ended)
{
	const struct event *ev = NULL;

	for (int32_t id = s->next_in_step[ended]; id && !(ev && ev->type == EV_MapStateExited); id = s->next_in_step[id])
		ev = history_at(s->source.history, id);
	return history_left_with(ev && ev->type == EV_MapStateExited ? ev : NULL);
}

static bool feed_run_end(struct replay *r, uint64_t id, const struct event *ev)
{
	struct engine_input in = {.at_ms = ev->at_ms, .kind = IN_RUN_ENDED, .id = id};
	bool ok;

	if (ev->type == EV_MapRunFailed && ev->more) {
		in.error = ev->more->error;
		in.cause = ev->more->cause;
	} else if (ev->type == EV_MapRunSucceeded) {
		in.value = recorded_leave(r->state, ev->id);
	}
	ok = feed(r, in);
	value_unref(in.value);
	return ok;
}

static bool feed_waiting(struct replay *r, size_t i)
{
	struct replay_state *s = r->state;
	struct waiting w = s->waiting.v[i];
	const struct event *ev = history_at(s->source.history, w.next);

	if (w.is_run) {
		ends(s, w.id, false);
		return feed_run_end(r, w.id, ev);
	}
	if (!w.is_task) {
		s->waiting.v[i] = s->waiting.v[--s->waiting.n];
		return feed(r, (struct engine_input){.at_ms = ev->at_ms, .kind = IN_TIMER, .id = w.id});
	}
	if (ev->more && ev->more->cut && ev->value) {
		r->why = xasprintf("the answer of event #%d is not whole", (int)ev->id);
		return false;
	}
	return feed(r, task_input(ev, w.id));
}

/* StopExecution, the execution's own timeout. */
static bool feed_stop(struct replay *r)
{
	struct replay_state *s = r->state;
	const struct event *ev = history_at(s->source.history, s->stop);

	s->stop = 0;
	if (ev->type == EV_ExecutionTimedOut && s->execution_timer)
		return feed(r, (struct engine_input){.at_ms = ev->at_ms, .kind = IN_TIMER, .id = s->execution_timer});
	if (ev->type == EV_ExecutionTimedOut) {
		s->parted = true;
		replay_differs(r, ev->id, 0, false, xstrdup("recorded is the execution's timeout, but the definition has no TimeoutSeconds"));
		return false;
	}
	return feed(r, (struct engine_input){.at_ms = ev->at_ms, .kind = IN_STOP, .error = ev->more ? ev->more->error : NULL,
		.cause = ev->more ? ev->more->cause : NULL});
}

/* The next input in the order of the record; false: there is none. */
static bool feed_next(struct replay *r)
{
	struct replay_state *s = r->state;
	size_t best = s->waiting.n;

	for (size_t i = 0; i < s->waiting.n; i++) {
		find_next(s, &s->waiting.v[i]);
		if (s->waiting.v[i].next && (best == s->waiting.n || s->waiting.v[i].next < s->waiting.v[best].next))
			best = i;
	}
	if (s->stop && (best == s->waiting.n || s->stop < s->waiting.v[best].next))
		return feed_stop(r);
	return best < s->waiting.n && feed_waiting(r, best);
}

static bool start(struct replay *r)
{
	const struct event *first = history_at(r->state->source.history, 1);

	return feed(r, (struct engine_input){.at_ms = first->at_ms, .kind = IN_START, .value = first->value});
}

static bool step_engine(struct replay *r)
{
	struct replay_state *s = r->state;
	struct err e = {0};

	engine_step(s->engine, &s->effects, &e);
	if (e.code) {
		r->why = xstrdup(e.msg);
		return false;
	}
	take_tokens(s);
	match_new_events(r);
	take_effects(r);
	return !s->parted;
}

/* The record is looked at, in pieces, before anything is replayed. True while there is more of it. */
static bool look_at_record(struct replay_state *s)
{
	const struct history *h = s->source.history;
	int32_t n = (int32_t)h->events.n, to = n - s->record->cursor > LOOK_EVENTS ? s->record->cursor + LOOK_EVENTS : n;

	if (s->align)
		return false;
	projection_extend(s->record, h, to);
	if (to < n)
		return true;
	s->align = align_new(s->record, s->ours);
	match_init(s);
	return false;
}

bool replay_work(struct replay *r, int budget)
{
	struct replay_state *s = r->state;
	bool more = !r->why && !s->over;

	if (more && look_at_record(s))
		return true;
	for (; more && budget > 0; budget--) {
		if (!r->fed.n)
			more = start(r);
		else if (engine_ready(s->engine))
			more = step_engine(r);
		else
			more = engine_status(s->engine) == EXEC_RUNNING && feed_next(r);
	}
	if (!more && s->engine && !s->over)
		match_rest(r);
	s->over = !more;
	return more;
}

/* Nothing that our engine would have to do stands between the two. */
static bool only_opaque(const struct replay_state *s, int32_t after, int32_t to)
{
	for (int32_t id = after + 1; id <= to; id++) {
		enum event_type t = (enum event_type)history_at(s->source.history, id)->type;

		if (t != EV_OTHER && t != EV_MISSING && t != EV_TaskStateAborted && t != EV_WaitStateAborted && t != EV_ParallelStateAborted &&
			t != EV_MapStateAborted)
			return false;
	}
	return true;
}

int32_t replay_recorded(const struct replay *r, int32_t ours)
{
	const struct replay_state *s = r->state;

	return ours > 0 && (size_t)ours < s->partners.n ? s->partners.v[ours] : 0;
}

int32_t replay_at(const struct replay *r, int32_t event, bool before_next, int32_t *reached)
{
	const struct replay_state *s = r->state;
	int32_t last = s->source.history ? (int32_t)s->source.history->events.n : 0, id = event < last ? event : last;

	*reached = 0;
	if (!s->partner)
		return 0;
	if (before_next && id < last && s->partner[id + 1] > 1) {
		*reached = id;
		return s->partner[id + 1] - 1;
	}
	while (id > 0 && !s->partner[id])
		id--;
	*reached = only_opaque(s, id, event) ? event : id;
	return id ? s->partner[id] : 0;
}
