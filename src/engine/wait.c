/* Waiting: for tasks, for timers; the Wait state with its four forms (ASL.md 1.9). */
#include "base/timefmt.h"
#include "engine/internal.h"

#include <math.h>
#include <stdio.h>

#define DELAY_MAX_S INT64_C(2147483647)		/* AWS: "Wait state delay is too long." */

/* --- who waits for what -------------------------------------------------------------------------------------------- */

uint64_t wait_add(struct engine *x, struct thread *t, enum wait_kind kind)
{
	struct waiter w = {.id = ++x->last_id, .kind = kind, .thread = t};

	VEC_PUSH(&x->waiters, w);
	return w.id;
}

/* Ids only grow, so the list is in order. */
struct waiter *wait_find(struct engine *x, uint64_t id)
{
	size_t lo = 0, hi = x->waiters.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (x->waiters.v[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == x->waiters.n || x->waiters.v[lo].id != id || x->waiters.v[lo].kind == WAIT_NONE)
		return NULL;
	return &x->waiters.v[lo];
}

static void waiters_compact(struct engine *x)
{
	size_t n = 0;

	for (size_t i = 0; i < x->waiters.n; i++)
		if (x->waiters.v[i].kind != WAIT_NONE)
			x->waiters.v[n++] = x->waiters.v[i];
	x->waiters.n = n;
	x->waiters_over = 0;
}

void wait_over(struct engine *x, uint64_t *id)
{
	struct waiter *w = *id ? wait_find(x, *id) : NULL;

	*id = 0;
	if (!w)
		return;
	w->kind = WAIT_NONE;
	if (++x->waiters_over > 16 && x->waiters_over > x->waiters.n / 2)
		waiters_compact(x);
}

static enum engine_timer_kind timer_kind(enum wait_kind kind)
{
	switch (kind) {
	case WAIT_RETRY:
		return TIMER_RETRY;
	case WAIT_TIMEOUT:
		return TIMER_TIMEOUT;
	case WAIT_HEARTBEAT:
		return TIMER_HEARTBEAT;
	case WAIT_EXECUTION:
		return TIMER_EXECUTION;
	default:
		return TIMER_WAIT;
	}
}

uint64_t timer_set(struct engine *x, struct thread *t, enum wait_kind kind, int64_t due_ms)
{
	uint64_t id = wait_add(x, t, kind);
	struct engine_effect *f = effect(x, FX_TIMER_SET, id);

	f->timer = timer_kind(kind);
	f->task = t ? t->task : 0;
	f->entered_event = t ? t->entered : 0;
	f->due_ms = due_ms;
	f->state = t ? t->state : NULL;
	f->iteration = t ? t->iteration : -1;
	return id;
}

void timer_cancel(struct engine *x, uint64_t *id)
{
	if (!*id)
		return;
	effect(x, FX_TIMER_CANCEL, *id);
	wait_over(x, id);
}

/* --- the Wait state -------------------------------------------------------------------------------------------------- */

/* A value as AWS quotes it in its messages: text without quotes, anything else as JSON. */
static const char *quoted(struct value *v)
{
	const cJSON *n = value_node(v);

	return cJSON_IsString(n) ? n->valuestring : value_text(v);
}

static bool wait_failed(struct engine *x, struct thread *t, const char *field, const char *what, const struct path *p, struct value *v)
{
	struct str why = {0};

	str_addf(&why, "The %s parameter %s: %s", field, what, path_text(p));
	if (v)
		str_addf(&why, " == %s", quoted(v));
	fail_runtime(x, t, str_get(&why));
	str_done(&why);
	return false;
}

static bool seconds_from_path(struct engine *x, struct thread *t, const struct path *p, int64_t *out)
{
	struct str why = {0};
	struct value *v = flow_path(x, t, p, t->effective, &why);
	const cJSON *n = v ? value_node(v) : NULL;
	bool ok = true;

	str_done(&why);
	if (!v || cJSON_IsNull(n))
		ok = wait_failed(x, t, "SecondsPath", "does not reference an input value", p, NULL);
	else if (!flow_whole(n, INT64_MIN, INT64_MAX, out))
		ok = wait_failed(x, t, "SecondsPath", "cannot be parsed as a long value", p, v);
	else if (*out < 0)
		ok = wait_failed(x, t, "SecondsPath", "references a negative value", p, v);
	value_unref(v);
	return ok;
}

static bool due_from_path(struct engine *x, struct thread *t, const struct path *p, int64_t *due_ms)
{
	static const char what[] = "does not reference a valid ISO-8601 extended offset date-time format string";
	struct str why = {0};
	struct value *v = flow_path(x, t, p, t->effective, &why);
	const cJSON *n = v ? value_node(v) : NULL;
	bool ok = true;

	str_done(&why);
	if (!v)
		ok = wait_failed(x, t, "TimestampPath", "does not reference an input value", p, NULL);
	else if (!cJSON_IsString(n) || !time_parse(n->valuestring, due_ms, NULL))
		ok = wait_failed(x, t, "TimestampPath", what, p, v);
	value_unref(v);
	return ok;
}

static bool due_from_expression(struct engine *x, struct thread *t, const struct jtmpl *tm, int64_t *due_ms)
{
	static const char what[] = "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string";
	struct value *v = flow_evaluate_typed(x, t, tm, &(struct flow_field){.name = "Timestamp"}, "string");
	struct str why = {0};
	bool ok;

	if (!v)
		return false;
	ok = time_parse(value_node(v)->valuestring, due_ms, NULL);
	if (!ok) {
		str_addf(&why, "%s: %s", what, value_node(v)->valuestring);
		fail_evaluation(x, t, NULL, "Timestamp", str_get(&why));
		str_done(&why);
	}
	value_unref(v);
	return ok;
}

/* When the wait is over. */
static bool wait_due(struct engine *x, struct thread *t, int64_t *due_ms)
{
	const struct asl_state *s = t->state;
	int64_t seconds = 0;

	if (s->jsonata.timestamp)
		return due_from_expression(x, t, s->jsonata.timestamp, due_ms);
	if (s->timestamp) {
		if (time_parse(s->timestamp, due_ms, NULL))
			return true;
		fail_runtime(x, t, "The Timestamp is not a valid ISO-8601 extended offset date-time format string.");
		return false;
	}
	if (s->timestamp_path)
		return due_from_path(x, t, s->timestamp_path, due_ms);
	if (s->seconds.path ? !seconds_from_path(x, t, s->seconds.path, &seconds) :
			      !flow_integer(x, t, &s->seconds, "Seconds", 0, &seconds))
		return false;
	*due_ms = seconds > DELAY_MAX_S ? INT64_MAX : x->now_ms + seconds * 1000;
	return true;
}

/* False where it has failed, or must wait. */
bool work_wait(struct engine *x, struct thread *t)
{
	int64_t due_ms = 0;

	if (!flow_input(x, t))
		return false;
	x->stage = PROBE_FIELD;
	if (!wait_due(x, t, &due_ms))
		return false;
	if (due_ms > x->now_ms && due_ms - x->now_ms > DELAY_MAX_S * 1000) {
		fail_runtime(x, t, "Wait state delay is too long.");
		return false;
	}
	if (due_ms <= x->now_ms)
		return true;
	t->timer = timer_set(x, t, WAIT_TIMER, due_ms);
	thread_go(x, t, PHASE_SLEEP);
	return false;
}
