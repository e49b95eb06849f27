/* The list of events, and the table of their types. What the types mean is in event.h and the history room. */
#include "engine/event.h"

#include <stdlib.h>
#include <string.h>

enum event_class { CLASS_OTHER = 0, CLASS_ENTERED = 1, CLASS_EXITED = 2, CLASS_SCHEDULED = 4, CLASS_FAILURE = 8, CLASS_END = 16 };

static const struct type_row {
	const char *name, *details;
} type_rows[EV_COUNT] = {
	[EV_NONE] = {"?", NULL},
#define X(name, details) [EV_##name] = {#name, details},
	EVENT_TYPES(X)
#undef X
	[EV_OTHER] = {"?", NULL},
	[EV_MISSING] = {"(missing)", NULL},
};

static const uint8_t type_class[EV_COUNT] = {
	[EV_ExecutionSucceeded] = CLASS_END,
	[EV_ExecutionFailed] = CLASS_END,
	[EV_ExecutionAborted] = CLASS_END,
	[EV_ExecutionTimedOut] = CLASS_END,
	[EV_PassStateEntered] = CLASS_ENTERED,
	[EV_TaskStateEntered] = CLASS_ENTERED,
	[EV_ChoiceStateEntered] = CLASS_ENTERED,
	[EV_WaitStateEntered] = CLASS_ENTERED,
	[EV_SucceedStateEntered] = CLASS_ENTERED,
	[EV_FailStateEntered] = CLASS_ENTERED,
	[EV_ParallelStateEntered] = CLASS_ENTERED,
	[EV_MapStateEntered] = CLASS_ENTERED,
	[EV_PassStateExited] = CLASS_EXITED,
	[EV_TaskStateExited] = CLASS_EXITED,
	[EV_ChoiceStateExited] = CLASS_EXITED,
	[EV_WaitStateExited] = CLASS_EXITED,
	[EV_SucceedStateExited] = CLASS_EXITED,
	[EV_ParallelStateExited] = CLASS_EXITED,
	[EV_MapStateExited] = CLASS_EXITED,
	[EV_LambdaFunctionScheduled] = CLASS_SCHEDULED,
	[EV_ActivityScheduled] = CLASS_SCHEDULED,
	[EV_TaskScheduled] = CLASS_SCHEDULED,
	[EV_LambdaFunctionScheduleFailed] = CLASS_FAILURE,
	[EV_LambdaFunctionStartFailed] = CLASS_FAILURE,
	[EV_LambdaFunctionFailed] = CLASS_FAILURE,
	[EV_LambdaFunctionTimedOut] = CLASS_FAILURE,
	[EV_ActivityScheduleFailed] = CLASS_FAILURE,
	[EV_ActivityFailed] = CLASS_FAILURE,
	[EV_ActivityTimedOut] = CLASS_FAILURE,
	[EV_TaskStartFailed] = CLASS_FAILURE,
	[EV_TaskSubmitFailed] = CLASS_FAILURE,
	[EV_TaskFailed] = CLASS_FAILURE,
	[EV_TaskTimedOut] = CLASS_FAILURE,
	[EV_EvaluationFailed] = CLASS_FAILURE,
};

static bool has_class(enum event_type t, enum event_class c)
{
	return (unsigned)t < EV_COUNT && (type_class[t] & c);
}

bool event_is_entered(enum event_type t)
{
	return has_class(t, CLASS_ENTERED);
}

bool event_is_exited(enum event_type t)
{
	return has_class(t, CLASS_EXITED);
}

bool event_is_scheduled(enum event_type t)
{
	return has_class(t, CLASS_SCHEDULED);
}

bool event_is_failure(enum event_type t)
{
	return has_class(t, CLASS_FAILURE);
}

bool event_is_end(enum event_type t)
{
	return has_class(t, CLASS_END);
}

const char *event_type_text(enum event_type t)
{
	return (unsigned)t < EV_COUNT ? type_rows[t].name : "?";
}

const char *event_type_details(enum event_type t)
{
	return (unsigned)t < EV_COUNT ? type_rows[t].details : NULL;
}

const char *event_text(const struct event *ev)
{
	return ev->type == EV_OTHER && ev->more && ev->more->type ? ev->more->type : event_type_text((enum event_type)ev->type);
}

/* Histories of a million events are read by name: an index, made once. */
enum event_type event_type_find(const char *name)
{
	static struct map index;
	const struct type_row *row;

	if (!name)
		return EV_NONE;
	if (!index.n)
		for (int i = EV_NONE + 1; i < EV_COUNT; i++)
			if (i != EV_OTHER)
				map_put(&index, type_rows[i].name, (void *)(uintptr_t)&type_rows[i]);
	row = map_get(&index, name);
	return row ? (enum event_type)(row - type_rows) : EV_NONE;
}

/* --- the list ----------------------------------------------------------------------------------------------------- */

void history_init(struct history *h)
{
	*h = (struct history){0};
}

void history_done(struct history *h)
{
	for (size_t i = 0; i < h->events.n; i++) {
		value_unref(h->events.v[i].value);
		event_more_free(h->events.v[i].more);
	}
	for (size_t i = 0; i < h->texts.n; i++)
		free(h->texts.v[i]);
	VEC_DONE(&h->events);
	VEC_DONE(&h->texts);
	map_done(&h->names);
}

const char *history_intern(struct history *h, const char *name)
{
	char *own;

	if (!name)
		return NULL;
	own = map_get(&h->names, name);
	if (own)
		return own;
	own = xstrdup(name);
	VEC_PUSH(&h->texts, own);
	map_put(&h->names, name, own);
	return own;
}

struct event *history_add_take(struct history *h, struct event e)
{
	e.id = (int32_t)(h->events.n + 1);
	VEC_PUSH(&h->events, e);
	return &h->events.v[h->events.n - 1];
}

struct event_more *event_more_new(void)
{
	struct event_more *m = xcalloc(1, sizeof *m);

	m->index = m->length = -1;
	return m;
}

void event_more_free(struct event_more *m)
{
	if (!m)
		return;
	free(m->error);
	free(m->cause);
	free(m->resource);
	free(m->resource_type);
	free(m->region);
	free(m->location);
	free(m->state);
	free(m->role_arn);
	free(m->worker_name);
	free(m->map_run_arn);
	free(m->type);
	free(m->totals);
	value_unref(m->assigned);
	value_unref(m->beside);
	value_unref(m->extra);
	free(m);
}

/* --- what AWS's form has no place for -------------------------------------------------------------------------------- */

static void print_member(struct str *out, const char *key, double n)
{
	str_addf(out, ",\"%s\":", key);
	json_print_number(out, n);
}

/* The members of struct map_run_counts, in their order. */
#define N_COUNTS (sizeof(struct map_run_counts) / sizeof(int64_t))

static void print_counts(struct str *out, const char *key, const struct map_run_counts *c)
{
	const int64_t *n = &c->total;

	str_addf(out, ",\"%s\":[", key);
	for (size_t i = 0; i < N_COUNTS; i++)
		str_addf(out, "%s%lld", i ? "," : "", (long long)n[i]);
	str_addc(out, ']');
}

bool event_plan_print(struct str *out, const struct event *ev)
{
	const struct event_plan *p = ev->more && ev->more->has_plan ? &ev->more->plan : NULL;
	const struct map_run_totals *totals = ev->more ? ev->more->totals : NULL;

	if (!p && !ev->edge && !totals && !(ev->more && ev->more->cut))
		return false;
	str_addf(out, "{\"edge\":%d%s", ev->edge, ev->more && ev->more->cut ? ",\"cut\":true" : "");
	if (p) {
		str_addf(out, ",\"state\":%d,\"retrier\":%d,\"attempt\":%d,\"max\":%d,\"catcher\":%d,\"delayMs\":%lld", p->state,
			p->retrier, p->attempt, p->max_attempts, p->catcher, (long long)p->delay_ms);
		print_member(out, "base", p->base_delay_s);
		print_member(out, "draw", p->draw);
	}
	if (totals) {
		print_counts(out, "items", &totals->items);
		print_counts(out, "executions", &totals->executions);
	}
	str_addc(out, '}');
	return true;
}

static bool read_int(const cJSON *o, const char *key, int64_t lo, int64_t hi, int64_t *out)
{
	return json_int(json_get(o, key), lo, hi, out);
}

static bool read_double(const cJSON *o, const char *key, double *out)
{
	const cJSON *n = json_get(o, key);

	if (!cJSON_IsNumber(n))
		return false;
	*out = n->valuedouble;
	return true;
}

static bool read_plan(const cJSON *o, struct event_plan *p)
{
	int64_t state, retrier, attempt, max, catcher;

	if (!read_int(o, "state", -1, INT32_MAX, &state) || !read_int(o, "retrier", -1, INT32_MAX, &retrier) || !read_int(o, "attempt", 0, INT32_MAX, &attempt) ||
		!read_int(o, "max", 0, INT32_MAX, &max) || !read_int(o, "catcher", -1, INT32_MAX, &catcher) ||
		!read_int(o, "delayMs", 0, INT64_MAX / 2, &p->delay_ms) || !read_double(o, "base", &p->base_delay_s) ||
		!read_double(o, "draw", &p->draw))
		return false;
	p->state = (int32_t)state;
	p->retrier = (int)retrier;
	p->attempt = (int)attempt;
	p->max_attempts = (int)max;
	p->catcher = (int)catcher;
	return true;
}

static bool read_counts(const cJSON *o, const char *key, struct map_run_counts *c)
{
	const cJSON *list = json_get(o, key), *n = cJSON_IsArray(list) ? list->child : NULL;
	int64_t *to = &c->total;

	for (size_t i = 0; i < N_COUNTS; i++, n = n->next)
		if (!n || !json_int(n, 0, INT64_MAX, &to[i]))
			return false;
	return true;
}

static bool read_totals(const cJSON *o, struct event *ev)
{
	struct map_run_totals totals = {0};

	if (!json_get(o, "items"))
		return true;
	if (!read_counts(o, "items", &totals.items) || !read_counts(o, "executions", &totals.executions))
		return false;
	if (!ev->more)
		ev->more = event_more_new();
	free(ev->more->totals);
	ev->more->totals = xmalloc(sizeof totals);
	*ev->more->totals = totals;
	return true;
}

bool event_plan_read(struct event *ev, const char *text, struct err *e)
{
	struct event_plan plan = {0};
	cJSON *o = json_read(text, e);
	int64_t edge = 0;
	bool ok = false;

	if (!o)
		return false;
	if (!read_int(o, "edge", -1, INT16_MAX, &edge) || (json_get(o, "retrier") && !read_plan(o, &plan)) || !read_totals(o, ev)) {
		err_set(e, ERR_INVALID, "the plan of event %d cannot be read: %.200s", (int)ev->id, text);
		goto out;
	}
	ev->edge = (int16_t)edge;
	if (!ev->more && (json_get(o, "retrier") || json_get(o, "cut")))
		ev->more = event_more_new();
	if (json_get(o, "cut"))
		ev->more->cut = true;
	if (json_get(o, "retrier")) {
		ev->more->has_plan = true;
		ev->more->plan = plan;
	}
	ok = true;
out:
	cJSON_Delete(o);
	return ok;
}
