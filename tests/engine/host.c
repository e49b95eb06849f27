#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void host_init(struct host *h, struct asl_machine *m, const struct engine_options *o, const cJSON *mocks)
{
	*h = (struct host){.engine = engine_new(m, o), .machine = m, .mocks = mocks, .used = cJSON_CreateObject(), .now_ms = HOST_START_MS};
}

const char *host_keep(struct host *h, const char *text)
{
	char *own = xstrdup(text);

	if (own)
		VEC_PUSH(&h->kept, own);
	return own;
}

void host_done(struct host *h)
{
	for (size_t i = 0; i < h->kept.n; i++)
		free(h->kept.v[i]);
	VEC_DONE(&h->kept);
	for (size_t i = 0; i < h->events.n; i++)
		value_unref(h->events.v[i].value);
	VEC_DONE(&h->events);
	engine_effects_done(&h->fx);
	engine_free(h->engine);
	if (!h->is_child) {
		cJSON_Delete(h->used);
		cJSON_Delete(h->notes);
	}
}

void host_at(struct host *h, int64_t at_ms, const struct engine_input *in)
{
	struct host_event ev = {.at_ms = at_ms, .order = ++h->order, .in = *in, .value = value_ref(in->value)};

	ev.in.at_ms = at_ms;
	ev.in.value = ev.value;
	VEC_PUSH(&h->events, ev);
}

bool host_start(struct host *h, struct value *input, struct err *e)
{
	return engine_feed(h->engine, &(struct engine_input){.at_ms = h->now_ms, .kind = IN_START, .value = input}, &h->fx, e);
}

/* --- answers ------------------------------------------------------------------------------------------------------------ */

static const cJSON *next_answer(struct host *h, const struct engine_effect *f)
{
	const cJSON *list = json_get(h->mocks, f->state->name);
	cJSON *used = cJSON_GetObjectItemCaseSensitive(h->used, f->state->name), *u;

	if (!used) {
		used = cJSON_AddArrayToObject(h->used, f->state->name);
		for (const cJSON *a = list ? list->child : NULL; a; a = a->next)
			cJSON_AddItemToArray(used, cJSON_CreateFalse());
	}
	u = used->child;
	for (const cJSON *a = list ? list->child : NULL; a; a = a->next, u = u->next) {
		int64_t iteration;

		if (cJSON_IsTrue(u) || (json_int(json_get(a, "Iteration"), 0, INT32_MAX, &iteration) && iteration != f->iteration))
			continue;
		u->type = cJSON_True;
		return a;
	}
	return NULL;
}

static int64_t seconds(const cJSON *n)
{
	return cJSON_IsNumber(n) ? (int64_t)(n->valuedouble * 1000) : 0;
}

static struct value *copy_of(const cJSON *n)
{
	return value_take(json_copy(n));
}

static void tell(struct host *h, int64_t at_ms, enum engine_input_kind kind, uint64_t id, const cJSON *value)
{
	struct value *v = value ? copy_of(value) : NULL;

	host_at(h, at_ms, &(struct engine_input){.kind = kind, .id = id, .value = v});
	value_unref(v);
}

static void answer_task(struct host *h, const struct engine_effect *f)
{
	const cJSON *a = next_answer(h, f), *t;
	int64_t at = h->now_ms + seconds(json_get(a, "After"));

	if (!a) {
		snprintf(h->missing, sizeof h->missing, "%s", f->state->name);
		return;
	}
	if (json_get(a, "Lost"))			/* nobody even takes it */
		return;
	host_at(h, h->now_ms, &(struct engine_input){
		.kind = IN_TASK_STARTED,
		.id = f->id,
		.worker_name = json_get_string(a, "Worker"),
	});
	if (json_get(a, "Submit"))
		tell(h, h->now_ms, IN_TASK_SUBMITTED, f->id, json_get(a, "Submit"));
	t = json_get(a, "Beats");
	for (const cJSON *b = t ? t->child : NULL; b; b = b->next)
		tell(h, h->now_ms + seconds(b), IN_HEARTBEAT, f->id, NULL);
	if (json_get(a, "Return"))
		tell(h, at, IN_TASK_DONE, f->id, json_get(a, "Return"));
	else if ((t = json_get(a, "Throw")))
		host_at(h, at, &(struct engine_input){
			.kind = IN_TASK_FAILED,
			.id = f->id,
			.error = json_get_string(t, "Error"),
			.cause = json_get_string(t, "Cause"),
		});
	else if (json_get(a, "GiveUp"))
		tell(h, at, IN_TASK_TIMED_OUT, f->id, NULL);
}

static void forget(struct host *h, uint64_t id)
{
	size_t n = 0;

	for (size_t i = 0; i < h->events.n; i++) {
		if (h->events.v[i].in.id == id && h->events.v[i].in.kind != IN_STOP)
			value_unref(h->events.v[i].value);
		else
			h->events.v[n++] = h->events.v[i];
	}
	h->events.n = n;
}

static void perform(struct host *h)
{
	for (size_t i = 0; i < h->fx.list.n; i++) {
		const struct engine_effect *f = &h->fx.list.v[i];

		switch (f->kind) {
		case FX_TASK_START:
			answer_task(h, f);
			break;
		case FX_TIMER_SET:
			host_at(h, f->due_ms, &(struct engine_input){.kind = IN_TIMER, .id = f->id});
			break;
		case FX_TASK_CANCEL:
		case FX_TIMER_CANCEL:
			forget(h, f->id);
			break;
		case FX_CHILD_STOP:
			forget(h, f->id);
			host_map_run(h, f);
			break;
		default:
			host_map_run(h, f);
			break;
		}
	}
	engine_effects_clear(&h->fx);
}

/* --- running ------------------------------------------------------------------------------------------------------------ */

static bool feed_next(struct host *h)
{
	struct host_event ev;
	size_t best = 0;
	struct err e;

	if (!h->events.n)
		return false;
	for (size_t i = 1; i < h->events.n; i++) {
		const struct host_event *a = &h->events.v[i], *b = &h->events.v[best];

		if (a->at_ms < b->at_ms || (a->at_ms == b->at_ms && a->order < b->order))
			best = i;
	}
	ev = h->events.v[best];
	h->events.v[best] = h->events.v[--h->events.n];
	if (ev.at_ms > h->now_ms)
		h->now_ms = ev.at_ms;
	if (!engine_feed(h->engine, &ev.in, &h->fx, &e)) {
		fprintf(stderr, "host: %s\n", e.msg);
		abort();
	}
	value_unref(ev.value);
	return true;
}

bool host_step(struct host *h)
{
	struct err e;

	if (engine_status(h->engine) != EXEC_RUNNING)
		return false;
	if (!engine_ready(h->engine))
		return feed_next(h);
	engine_step(h->engine, &h->fx, &e);
	perform(h);
	return true;
}

void host_run(struct host *h)
{
	while (host_step(h))
		;
}

/* --- a line an event ------------------------------------------------------------------------------------------------------ */

static void add_string(struct str *out, const char *key, const char *text)
{
	if (!text)
		return;
	str_addf(out, " %s=", key);
	json_print_string(out, text);
}

static void add_number(struct str *out, const char *key, int64_t n)
{
	str_addf(out, " %s=%lld", key, (long long)n);
}

static void add_plan(struct str *out, const struct engine *x, const struct event *ev, const struct event_plan *p, const char *state)
{
	(void)x;
	(void)ev;
	str_addf(out, " [%s:", state);
	if (p->attempt)
		str_addf(out, " retry %d/%d by %d in %lld ms", p->attempt, p->max_attempts, p->retrier, (long long)p->delay_ms);
	else if (p->retrier >= 0)
		str_addf(out, " %d used up", p->retrier);
	if (p->draw >= 0)
		str_addf(out, " of %g s", p->base_delay_s);
	if (p->catcher >= 0)
		str_addf(out, " caught by %d", p->catcher);
	else if (!p->attempt)
		str_adds(out, " nobody");
	str_addc(out, ']');
}

static void add_counts(struct str *out, const char *what, const struct map_run_counts *c)
{
	str_addf(out, " %s: %lld = %lld+ %lld- %lld... %lldT %lldA %lldp", what, (long long)c->total, (long long)c->succeeded,
		(long long)c->failed, (long long)c->running, (long long)c->timed_out, (long long)c->aborted, (long long)c->pending);
}

static void add_totals(struct str *out, const struct map_run_totals *t)
{
	str_adds(out, " (");
	add_counts(out, "items", &t->items);
	add_counts(out, " children", &t->executions);
	str_adds(out, ")");
}

static void add_more(struct str *out, const struct event_more *m)
{
	if (m->index >= 0)
		add_number(out, "index", m->index);
	if (m->length >= 0)
		add_number(out, "length", m->length);
	add_string(out, "resource", m->resource);
	add_string(out, "resourceType", m->resource_type);
	add_string(out, "role", m->role_arn);
	add_string(out, "worker", m->worker_name);
	if (m->timeout_s)
		add_number(out, "timeout", m->timeout_s);
	if (m->heartbeat_s)
		add_number(out, "heartbeat", m->heartbeat_s);
	add_string(out, "error", m->error);
	add_string(out, "cause", m->cause);
	add_string(out, "location", m->location);
	add_string(out, "state", m->state);
	add_string(out, "mapRun", m->map_run_arn);
	if (m->totals)
		add_totals(out, m->totals);
	if (m->assigned)
		str_addf(out, " assigned=%s", value_text(m->assigned));
}

void host_line(struct str *out, const struct engine *x, const struct event *ev)
{
	const struct history *h = engine_history(x);
	const struct event *first = history_at(h, 1);

	str_addf(out, "%d<-%d %s", (int)ev->id, (int)ev->prev, event_type_text(ev->type));
	if (ev->name)
		str_addf(out, " %s", ev->name);
	if (ev->edge)
		str_addf(out, " rule=%d", ev->edge);
	if (ev->value && (ev->id == 1 || !event_is_entered(ev->type)))
		str_addf(out, " %s", value_text(ev->value));
	if (ev->more && ev->type != EV_ExecutionStarted)
		add_more(out, ev->more);
	if (ev->more && ev->more->has_plan)
		add_plan(out, x, ev, &ev->more->plan, ev->more->plan.state == ev->state ? "own" : "outer");
	if (ev->at_ms != first->at_ms)
		str_addf(out, " +%.10g", (double)(ev->at_ms - first->at_ms) / 1000);
}
