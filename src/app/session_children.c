/* Child executions: how they begin, how their parent learns of them, and what becomes of those that outlive it. */
#include <stdlib.h>

#include "app/family.h"

#define NESTED_KEPT 10000

/* --- the list ------------------------------------------------------------------------------------------------------------ */

/* Ids only grow, so the list is in order. */
static size_t child_place(const struct session *s, uint64_t id)
{
	size_t lo = 0, hi = s->children.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2, at = mid;

		while (at < hi && !s->children.v[at])
			at++;
		if (at < hi && s->children.v[at]->child_id < id)
			lo = at + 1;
		else
			hi = mid;
	}
	while (lo < s->children.n && !s->children.v[lo])
		lo++;
	return lo;
}

struct session *session_child_find(struct session *s, uint64_t id)
{
	size_t i = child_place(s, id);

	return i < s->children.n && s->children.v[i]->child_id == id ? s->children.v[i] : NULL;
}

/* Nearly always at the end. */
static void child_add(struct session *s, struct session *child)
{
	size_t at = child_place(s, child->child_id);

	VEC_PUSH(&s->children, child);
	for (size_t i = s->children.n - 1; i > at; i--) {
		s->children.v[i] = s->children.v[i - 1];
		s->children.v[i - 1] = child;
	}
	s->n_children++;
}

static void child_remove(struct session *s, const struct session *child)
{
	size_t i = child_place(s, child->child_id), n = 0;

	if (i == s->children.n || s->children.v[i] != child)
		return;
	s->children.v[i] = NULL;
	s->n_children--;
	if (s->children.n < 16 || s->n_children > s->children.n / 2)
		return;
	for (i = 0; i < s->children.n; i++)
		if (s->children.v[i])
			s->children.v[n++] = s->children.v[i];
	s->children.n = n;
}

/* --- the children of a Map Run ---------------------------------------------------------------------------------------------- */

void session_child_start(struct session *s, const struct engine_effect *fx)
{
	struct family *f = s->family;
	struct engine_options o = {
		.name = fx->name, .account = f->account, .region = f->region, .role_arn = f->role_arn, .express = fx->express,
		.seed = fx->seed, .max_events = f->max_events, .max_payload = f->max_payload, .scope = fx->scope,
		.label = fx->label, .iteration = fx->iteration,
	};
	struct session *child = session_make(f, s, s->machine, fx->payload, &o, f->now_ms);

	child->kind = SESSION_MAP_ITEM;
	child->child_id = fx->id;
	child->run = fx->run;
	child->index = (size_t)fx->iteration;
	child->parent_event = fx->scheduled_event;
	child_add(s, child);
	if (f->watch.started)
		f->watch.started(f->watch.ctx, child);
}

void session_child_stop(struct session *s, uint64_t id)
{
	struct session *child = session_child_find(s, id);

	if (!child || child->over)
		return;
	session_abort(child, NULL, NULL);
}

struct session *session_nested_start(struct session *s, const struct running *by, struct asl_machine *m, struct value *input,
	const struct engine_options *o)
{
	struct family *f = s->family;
	struct engine_options own = *o;
	struct session *child;

	own.max_events = f->max_events;
	own.max_payload = f->max_payload;
	child = session_make(f, s, m, input, &own, f->now_ms);
	child->kind = SESSION_NESTED;
	child->child_id = by ? by->task_id : 0;
	child->parent_event = by ? by->event : 0;
	child_add(s, child);
	if (f->watch.started)
		f->watch.started(f->watch.ctx, child);
	return child;
}

static void tell_map_run(struct session *s)
{
	static const enum engine_input_kind kinds[] = {
		[EXEC_RUNNING] = IN_CHILD_RUNNING, [EXEC_SUCCEEDED] = IN_CHILD_SUCCEEDED, [EXEC_FAILED] = IN_CHILD_FAILED,
		[EXEC_TIMED_OUT] = IN_CHILD_TIMED_OUT, [EXEC_ABORTED] = IN_CHILD_ABORTED,
	};
	const struct engine *x = s->engine;
	struct due d = {.at_ms = s->family->now_ms, .kind = kinds[engine_status(x)], .id = s->child_id, .value = engine_output(x),
		.error = (char *)(uintptr_t)engine_error(x), .cause = (char *)(uintptr_t)engine_cause(x)};

	session_feed(s->parent, &d);
}

/* --- ends ---------------------------------------------------------------------------------------------------------------------- */

void session_settled(struct session *s)
{
	s->settled = true;
	if (s->kind == SESSION_MAP_ITEM && !s->parent->over)
		tell_map_run(s);
}

void session_retire(struct session *s)
{
	struct family *f = s->family;
	size_t n = 0;

	tasks_cancel(s);
	while (s->dues.n)
		session_undue(s->dues.v[s->dues.n - 1]);
	for (size_t i = 0; i < f->arrived.n; i++) {
		if (f->arrived.v[i].of == s)
			due_clear(&f->arrived.v[i]);
		else
			f->arrived.v[n++] = f->arrived.v[i];
	}
	f->arrived.n = n;
	map_works_close(s);
	if (s->queued)
		session_unready(s);
	if (f->goal_of == s)
		f->goal = 0;
}

/* A session stays while children of it run: they know it as their parent. */
void session_release(struct session *s)
{
	struct session *parent = s->parent;

	if (!parent || !s->over || s->owned || s->n_children)
		return;
	child_remove(parent, s);
	session_destroy(s);
	session_release(parent);
}

static void nested_record_add(struct session *s)
{
	const struct engine *x = s->engine;
	struct family *f = s->family;
	struct nested_record *r;

	if (f->nested.n == NESTED_KEPT)
		return;			/* who asks about one of the others learns that it is not known */
	r = VEC_ADD(&f->nested);
	*r = (struct nested_record){.arn = xstrdup(engine_execution_arn(x)), .machine_arn = xstrdup(engine_machine_arn(x)),
		.name = xstrdup(s->name), .error = xstrdup(engine_error(x)), .cause = xstrdup(engine_cause(x)),
		.status = engine_status(x), .start_ms = s->start_ms, .stop_ms = f->now_ms, .input = value_ref(s->input),
		.output = value_ref(engine_output(x))};
}

void session_over(struct session *s)
{
	struct family *f = s->family;

	s->over = s->settled = true;
	f->n_live--;
	session_retire(s);
	if (!s->parent)
		return;
	if (s->kind == SESSION_MAP_ITEM && !s->parent->over)
		tell_map_run(s);
	if (s->kind == SESSION_NESTED)
		nested_record_add(s);
	if (s->told_over)
		s->told_over(s->told_over_ctx, s);
	s->owned = f->watch.ended && f->watch.ended(f->watch.ctx, s);
	session_release(s);
}
