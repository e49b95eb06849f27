/* The face: sessions are made, paced, paused, stopped, and asked. */
#include "app/session.h"

#include <stdlib.h>

#include "app/family.h"

/* --- making and freeing ------------------------------------------------------------------------------------------------ */

static struct family *family_new(const struct session_options *o)
{
	struct family *f = xcalloc(1, sizeof *f);

	f->dispatch = o->dispatch;
	f->start_ms = f->now_ms = o->start_ms;
	f->speed = o->speed;
	f->paused = o->paused;
	f->ready_tail = &f->ready;
	f->s3 = xstrdup(o->s3);
	f->account = xstrdup(o->engine.account);
	f->region = xstrdup(o->engine.region);
	f->role_arn = xstrdup(o->engine.role_arn);
	f->max_events = o->engine.max_events;
	f->max_payload = o->engine.max_payload;
	return f;
}

static void nested_record_done(struct nested_record *r)
{
	free(r->arn);
	free(r->machine_arn);
	free(r->name);
	free(r->error);
	free(r->cause);
	value_unref(r->input);
	value_unref(r->output);
}

static void family_free(struct family *f)
{
	for (size_t i = 0; i < f->arrived.n; i++)
		due_clear(&f->arrived.v[i]);
	VEC_DONE(&f->arrived);
	agenda_done(&f->agenda);
	for (size_t i = 0; i < f->calls.n; i++) {
		asl_unref(f->calls.v[i].machine);
		free(f->calls.v[i].counts);
	}
	VEC_DONE(&f->calls);
	for (size_t i = 0; i < f->nested.n; i++)
		nested_record_done(&f->nested.v[i]);
	VEC_DONE(&f->nested);
	free(f->s3);
	free(f->account);
	free(f->region);
	free(f->role_arn);
	free(f);
}

void session_name_from(uint64_t seed, char out[37])
{
	struct rng r;

	rng_seed(&r, seed ^ UINT64_C(0x61736c616e74));
	rng_uuid(&r, out);
}

struct session *session_make(struct family *f, struct session *parent, struct asl_machine *m, struct value *input,
	const struct engine_options *o, int64_t start_ms)
{
	struct session *s = xcalloc(1, sizeof *s);

	s->family = f;
	s->parent = parent;
	s->machine = asl_ref(m);
	s->name = xstrdup(o->name);
	s->input = value_ref(input);
	s->engine = engine_new(m, o);
	s->seed = o->seed;
	s->scope = o->scope;
	s->label = xstrdup(o->label);
	s->express = o->express;
	s->start_ms = s->last_ms = start_ms;
	f->n_sessions++;
	f->n_live++;
	session_ready(s);
	return s;
}

struct session *session_new(const struct session_options *o, struct err *e)
{
	struct engine_options eo = o->engine;
	struct family *f;
	char uuid[37];

	if (!asl_machine_can_run(o->machine, e))
		return NULL;
	if (!eo.name) {
		session_name_from(eo.seed, uuid);
		eo.name = uuid;
	}
	f = family_new(o);
	f->root = session_make(f, NULL, o->machine, o->input, &eo, o->start_ms);
	return f->root;
}

static void count(struct session_totals *t, const struct session *s)
{
	t->executions++;
	t->transitions += engine_transitions(s->engine);
	t->events += engine_history(s->engine)->events.n;
}

void session_destroy(struct session *s)
{
	struct family *f = s->family;

	session_retire(s);		/* first: who waits for a child is told to let go */
	for (size_t i = 0; i < s->children.n; i++) {
		struct session *child = s->children.v[i];

		if (child && child->owned)
			child->parent = NULL;
		else if (child)
			session_destroy(child);
	}
	if (s->parent || f->root != s)
		count(&f->gone, s);
	if (f->root == s)
		f->root = NULL;
	f->n_live -= !s->over;
	VEC_DONE(&s->children);
	VEC_DONE(&s->works);
	VEC_DONE(&s->asked_runs);
	VEC_DONE(&s->dues);
	VEC_DONE(&s->running);
	engine_effects_done(&s->effects);
	engine_free(s->engine);
	asl_unref(s->machine);
	value_unref(s->input);
	free(s->name);
	free(s->label);
	free(s);
	if (--f->n_sessions == 0)
		family_free(f);
}

void session_free(struct session *s)
{
	if (!s)
		return;
	s->owned = false;
	if (s->parent)
		session_release(s);
	else
		session_destroy(s);
}

void session_on_wake(struct session *s, void (*fn)(void *ctx), void *ctx)
{
	s->family->wake = fn;
	s->family->wake_ctx = ctx;
}

void session_on_children(struct session *s, const struct session_watch *w)
{
	s->family->watch = *w;
}

void session_on_feed(struct session *s, void (*fn)(void *ctx, const struct engine_input *in), void *ctx)
{
	s->fed = fn;
	s->fed_ctx = ctx;
}

void session_on_event(struct session *s, bool (*stops)(void *ctx, int32_t id), void *ctx)
{
	s->stops = stops;
	s->stops_ctx = ctx;
}

/* --- pace ------------------------------------------------------------------------------------------------------------ */

static void clock_resume(struct family *f)
{
	f->anchor_us = 0;	/* the next turn starts counting anew */
	f->frozen_us = 0;
}

void session_pause(struct session *s)
{
	s->family->paused = true;
	s->family->goal = 0;
}

void session_continue(struct session *s)
{
	s->family->paused = false;
	s->family->goal = 0;
	clock_resume(s->family);
}

void session_step(struct session *s, enum session_goal goal)
{
	s->family->paused = false;
	s->family->goal = goal;
	s->family->goal_of = s;
	clock_resume(s->family);
}

void session_step_until(struct session *s, bool (*reached)(void *ctx, int32_t id), void *ctx)
{
	s->family->reached = reached;
	s->family->reached_ctx = ctx;
	session_step(s, GOAL_UNTIL);
}

void session_hold_clock(struct session *s, bool on)
{
	if (s->family->clock_held == on)
		return;
	s->family->clock_held = on;
	clock_resume(s->family);
}

bool session_is_paused(const struct session *s)
{
	return s->family->paused;
}

bool session_hold(struct session *s, enum session_hold what, int32_t entered, int32_t index, struct err *e)
{
	static const char *const words[] = {
		[HOLD_BRANCH] = "hold", [HOLD_RELEASE] = "release", [HOLD_ONLY] = "only", [HOLD_RELEASE_ALL] = "release all",
	};
	cJSON *o = cJSON_CreateObject();
	struct engine_input in = {.at_ms = s->family->now_ms > s->last_ms ? s->family->now_ms : s->last_ms, .kind = IN_HOLD,
		.id = engine_steps(s->engine)};
	bool ok;

	json_set(o, "do", cJSON_CreateString(words[what]));
	json_set(o, "entered", cJSON_CreateNumber(entered));
	json_set(o, "index", cJSON_CreateNumber(index));
	in.value = value_take(o);
	ok = in.value && engine_feed(s->engine, &in, &s->effects, e);
	if (ok) {
		s->last_ms = in.at_ms;
		s->family->holds = true;
		s->family->all_held = false;
		if (s->fed)
			s->fed(s->fed_ctx, &in);
		session_ready(s);
	}
	value_unref(in.value);
	return ok;
}

bool session_waits_for_release(const struct session *s)
{
	return s->family->all_held && s->family->paused;
}

bool session_skip(struct session *s)
{
	const struct agenda *a = &s->family->agenda;
	int64_t due = INT64_MAX;

	for (size_t i = 0; i < a->heap.n; i++) {
		const struct due *d = a->heap.v[i];

		if (d->is_timer && (d->timer == TIMER_WAIT || d->timer == TIMER_RETRY) && d->at_ms < due)
			due = d->at_ms;
	}
	if (due == INT64_MAX || due <= s->family->now_ms)
		return false;
	s->family->now_ms = due;
	clock_resume(s->family);
	return true;
}

void session_set_speed(struct session *s, double speed)
{
	s->family->speed = speed;
	clock_resume(s->family);
}

double session_speed(const struct session *s)
{
	return s->family->speed;
}

void session_abort(struct session *s, const char *error, const char *cause)
{
	struct due stop = {.at_ms = s->family->now_ms, .kind = IN_STOP, .error = xstrdup(error), .cause = xstrdup(cause)};

	if (!s->started && s->parent)
		session_start(s);
	if (s->started && !session_is_finished(s))
		session_feed(s, &stop);
	due_clear(&stop);
}

void session_stop(struct session *s, const char *error, const char *cause)
{
	session_abort(s, error, cause);
	session_continue(s);
}

/* --- children ------------------------------------------------------------------------------------------------------------ */

bool session_is_over(const struct session *s)
{
	return s->family->n_live == 0;
}

enum session_kind session_kind(const struct session *s)
{
	return s->kind;
}

struct session *session_parent(const struct session *s)
{
	return s->parent;
}

int32_t session_parent_event(const struct session *s)
{
	return s->parent_event;
}

size_t session_index(const struct session *s)
{
	return s->index;
}

const char *session_map_run_arn(const struct session *s)
{
	const struct map_run_info *info = s->kind == SESSION_MAP_ITEM && s->parent ? engine_map_run_find(s->parent->engine, s->run) : NULL;

	return info ? info->arn : NULL;
}

size_t session_n_children(const struct session *s)
{
	return s->n_children;
}

struct session *session_child(const struct session *s, size_t i)
{
	for (size_t k = 0; k < s->children.n; k++)
		if (s->children.v[k] && i-- == 0)
			return s->children.v[k];
	return NULL;
}

void session_engine_options(const struct session *s, struct engine_options *out)
{
	const struct family *f = s->family;

	*out = (struct engine_options){
		.name = s->name, .account = f->account, .region = f->region, .role_arn = f->role_arn, .express = s->express, .seed = s->seed,
		.max_events = f->max_events, .max_payload = f->max_payload, .scope = s->scope, .label = s->label, .iteration = (int)s->index,
	};
}

void session_set_tag(struct session *s, int64_t tag)
{
	s->tag = tag;
}

int64_t session_tag(const struct session *s)
{
	return s->tag;
}

static void count_below(struct session_totals *t, const struct session *s)
{
	count(t, s);
	for (size_t i = 0; i < s->children.n; i++)
		if (s->children.v[i])
			count_below(t, s->children.v[i]);
}

void session_totals(const struct session *s, struct session_totals *out)
{
	*out = s->family->gone;
	if (!s->family->root)
		return;
	count_below(out, s->family->root);
	out->executions--;
}

void session_summary(const struct session *s, struct execution_summary *out)
{
	const struct engine *x = s->engine;
	const struct history *h = engine_history(x);
	const struct event *last = history_at(h, (int32_t)h->events.n);

	*out = (struct execution_summary){
		.execution_arn = engine_execution_arn(x), .machine_arn = engine_machine_arn(x), .name = s->name, .status = engine_status(x),
		.start_ms = s->start_ms, .stop_ms = last && event_is_end((enum event_type)last->type) ? last->at_ms : 0,
		.input = s->input, .output = engine_output(x), .error = engine_error(x), .cause = engine_cause(x),
		.map_run_arn = session_map_run_arn(s), .parent_arn = s->parent ? engine_execution_arn(s->parent->engine) : NULL,
	};
}

/* --- asking ---------------------------------------------------------------------------------------------------------- */

struct session *session_root(const struct session *s)
{
	return s->family->root;
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
	return s->family->now_ms;
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
	return s->family->is_blocked ? &s->family->blocked : NULL;
}

static const struct asl_state *stuck_below(const struct session *s)
{
	const struct asl_state *st = s->running.n && !s->running.v[0].times_out ? s->running.v[0].state : NULL;

	for (size_t i = 0; !st && i < s->children.n; i++)
		if (s->children.v[i])
			st = stuck_below(s->children.v[i]);
	return st;
}

const struct asl_state *session_stuck(const struct session *s)
{
	const struct family *f = s->family;

	if (f->paused || f->is_blocked || f->ready || f->agenda.heap.n || f->arrived.n || f->working || f->asked || f->asked_later)
		return NULL;
	return stuck_below(s);
}

bool session_task_due(const struct session *s, uint64_t dispatch_id, enum engine_timer_kind timer, int64_t *due_ms)
{
	uint64_t task = 0;

	for (size_t i = 0; i < s->running.n; i++)
		if (s->running.v[i].dispatch_id == dispatch_id)
			task = s->running.v[i].task_id;
	for (size_t i = 0; task && i < s->dues.n; i++)
		if (s->dues.v[i]->is_timer && s->dues.v[i]->timer == timer && s->dues.v[i]->task == task) {
			*due_ms = s->dues.v[i]->at_ms;
			return true;
		}
	return false;
}

bool session_next_due(const struct session *s, int64_t *due_ms)
{
	const struct due *next = agenda_first(&s->family->agenda);

	if (!next)
		return false;
	*due_ms = next->at_ms;
	return true;
}
