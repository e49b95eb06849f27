/*
 * The Task state: Parameters, Scheduled, what its backend reports, until there is a result or a failure (ASL.md 7.5).
 * Lambda functions, activities and service integrations each have their own family of events, and never mix.
 */
#include <stdlib.h>

#include "engine/internal.h"

/* The events of one family; 0: it has none. */
static const struct task_events {
	uint8_t scheduled, started, submitted, succeeded, failed, timed_out;
	bool resource;			/* every event of it names the resource */
} task_events[] = {
	[ASL_TASK_LAMBDA] = {
		.scheduled = EV_LambdaFunctionScheduled, .started = EV_LambdaFunctionStarted,
		.succeeded = EV_LambdaFunctionSucceeded, .failed = EV_LambdaFunctionFailed,
		.timed_out = EV_LambdaFunctionTimedOut,
	},
	[ASL_TASK_ACTIVITY] = {
		.scheduled = EV_ActivityScheduled, .started = EV_ActivityStarted,
		.succeeded = EV_ActivitySucceeded, .failed = EV_ActivityFailed, .timed_out = EV_ActivityTimedOut,
	},
	[ASL_TASK_SERVICE] = {
		.scheduled = EV_TaskScheduled, .started = EV_TaskStarted, .submitted = EV_TaskSubmitted,
		.succeeded = EV_TaskSucceeded, .failed = EV_TaskFailed, .timed_out = EV_TaskTimedOut, .resource = true,
	},
};

static const struct task_events *events_of(const struct thread *t)
{
	enum asl_task_kind kind = t->state->resource.kind;

	return &task_events[kind == ASL_TASK_UNKNOWN ? ASL_TASK_SERVICE : kind];
}

/* Somebody outside reports back, and may send heartbeats meanwhile. */
static bool is_outside(const struct asl_resource *r)
{
	return r->kind == ASL_TASK_ACTIVITY || r->pattern == ASL_WAIT_TOKEN;
}

/* $$.Task.Token exists for .sync too: a child execution may be given it. */
static bool has_token(const struct asl_resource *r)
{
	return is_outside(r) || r->pattern == ASL_SYNC;
}

/* Details that every event of a service integration has; NULL for the other families. */
static struct event_more *resource_details(const struct thread *t)
{
	const struct asl_resource *r = &t->state->resource;
	struct event_more *m;

	if (!events_of(t)->resource)
		return NULL;
	m = event_more_new();
	m->resource = xstrdup(r->action ? r->action : r->arn);
	m->resource_type = xstrdup(r->service ? r->service : "");
	return m;
}

/* --- scheduling ------------------------------------------------------------------------------------------------------- */

/* The expression that RoleArn is; NULL where it is none. */
static const struct jtmpl_expression *role_expression(const struct jtmpl *credentials)
{
	const struct jtmpl_expression *e;

	for (size_t i = 0; credentials && (e = jtmpl_expression(credentials, i)); i++)
		if (str_is(e->node->string, "RoleArn"))
			return e;
	return NULL;
}

static bool role_of(struct engine *x, struct thread *t, char **role)
{
	static const struct flow_field field = {.name = "Credentials"};
	const struct asl_state *s = t->state;
	const cJSON *arn;
	struct value *v;
	bool ok = true;

	*role = NULL;
	if (!s->credentials && !s->jsonata.credentials)
		return true;
	v = s->credentials ? flow_template(x, t, s->credentials, t->effective) : flow_evaluate(x, t, s->jsonata.credentials, &field, NULL);
	if (!v)
		return false;
	arn = json_get(value_node(v), "RoleArn");
	if (cJSON_IsString(arn)) {
		*role = xstrdup(arn->valuestring);
	} else if (arn && role_expression(s->jsonata.credentials)) {
		struct value *part = value_part(v, arn);

		flow_wrong_type(x, t, role_expression(s->jsonata.credentials), &field, "/RoleArn", "string", part);
		value_unref(part);
		ok = false;
	}
	value_unref(v);
	return ok;
}

static void new_token(struct engine *x, struct thread *t)
{
	char a[37], b[37];

	free(t->token);
	t->token = NULL;
	if (!has_token(&t->state->resource))
		return;
	rng_uuid(&x->rng, a);
	rng_uuid(&x->rng, b);
	t->token = xasprintf("%s-%s", a, b);
}

static struct event_more *scheduled_details(const struct engine *x, const struct thread *t, char *role_take)
{
	const struct asl_resource *r = &t->state->resource;
	struct event_more *m = resource_details(t);

	if (m) {
		m->region = xstrdup(r->region ? r->region : x->region);
	} else {
		m = event_more_new();
		m->resource = xstrdup(r->arn);
	}
	m->timeout_s = t->timeout_s;
	m->heartbeat_s = t->heartbeat_s;
	m->role_arn = role_take;
	return m;
}

static void schedule(struct engine *x, struct thread *t, struct value *payload, char *role_take)
{
	struct state_info *info = &x->info[t->state->index];
	struct engine_effect *f;

	t->last = emit_in(x, t, events_of(t)->scheduled, t->last, value_ref(payload), scheduled_details(x, t, role_take));
	t->started = false;
	t->task = wait_add(x, t, WAIT_TASK);
	thread_go(x, t, PHASE_TASK);
	if (t->visit < 0)
		t->visit = info->visits++;
	f = effect(x, FX_TASK_START, t->task);
	f->state = t->state;
	f->payload = value_ref(payload);
	f->token = xstrdup(t->token);
	f->attempt = (int)t->retries;
	f->invocation = info->invocations++;
	f->visit = t->visit;
	f->iteration = t->iteration;
	f->timeout_ms = t->timeout_s * 1000;
	f->scheduled_event = t->last;
}

void work_task(struct engine *x, struct thread *t)
{
	const struct asl_state *s = t->state;
	struct value *payload = NULL;
	char *role = NULL;

	value_unref(t->context);		/* RetryCount and Token change with every attempt */
	t->context = NULL;
	new_token(x, t);
	t->timeout_s = t->heartbeat_s = 0;
	if (!flow_input(x, t) || !flow_integer(x, t, &s->timeout, "TimeoutSeconds", 1, &t->timeout_s) ||
		!flow_integer(x, t, &s->heartbeat, "HeartbeatSeconds", 1, &t->heartbeat_s))
		return;
	payload = flow_arguments(x, t);
	if (!payload)
		return;
	if (!flow_fits(x, payload))
		fail_too_large(x, t);
	else if (task_parameters_fit(x, t, payload) && role_of(x, t, &role))
		schedule(x, t, payload, role);
	value_unref(payload);
}

/* --- what comes back --------------------------------------------------------------------------------------------------- */

static void task_over(struct engine *x, struct thread *t)
{
	wait_over(x, &t->task);
	timer_cancel(x, &t->timeout);
	timer_cancel(x, &t->heartbeat);
}

static void arm_heartbeat(struct engine *x, struct thread *t)
{
	if (!t->heartbeat_s || !is_outside(&t->state->resource))
		return;
	timer_cancel(x, &t->heartbeat);
	t->heartbeat = timer_set(x, t, WAIT_HEARTBEAT, x->now_ms + t->heartbeat_s * 1000);
}

/* The clocks of TimeoutSeconds and, for activities, HeartbeatSeconds start here. */
static void task_started(struct engine *x, struct thread *t, const char *worker_name)
{
	struct event_more *m = resource_details(t);

	if (t->started) {
		event_more_free(m);
		return;
	}
	t->started = true;
	if (worker_name && t->state->resource.kind == ASL_TASK_ACTIVITY) {
		m = event_more_new();
		m->worker_name = xstrdup(worker_name);
	}
	t->last = emit_in(x, t, events_of(t)->started, t->last, NULL, m);
	if (t->timeout_s)
		t->timeout = timer_set(x, t, WAIT_TIMEOUT, x->now_ms + t->timeout_s * 1000);
	if (t->state->resource.kind == ASL_TASK_ACTIVITY)
		arm_heartbeat(x, t);
}

static void task_submitted(struct engine *x, struct thread *t, struct value *answer)
{
	uint8_t type = events_of(t)->submitted;

	task_started(x, t, NULL);
	if (!type || t->state->resource.pattern == ASL_REQUEST)
		return;
	t->last = emit_in(x, t, type, t->last, value_ref(answer), resource_details(t));
	arm_heartbeat(x, t);
}

/* The task has failed or run out of time: the event, with what was decided about it. */
static void task_failure(struct engine *x, struct thread *t, enum event_type type, const char *error, const char *cause,
	bool heartbeat)
{
	struct event_more *m = resource_details(t);

	task_over(x, t);
	if (!m)
		m = event_more_new();
	m->error = xstrdup(error);
	m->cause = xstrdup(cause);
	wf_error_set(&t->failure, error, cause, (int32_t)(x->history.events.n + 1));
	t->failure.timed_out = type == events_of(t)->timed_out;
	t->failure.heartbeat = heartbeat;
	m->has_plan = true;
	fail_decide(x, t, &m->plan);
	t->last = emit_in(x, t, type, t->last, NULL, m);
}

static void task_failed(struct engine *x, struct thread *t, const char *error, const char *cause)
{
	task_failure(x, t, events_of(t)->failed, error, cause, false);
}

static const char *resource_in_messages(const struct asl_resource *r)
{
	return r->kind == ASL_TASK_SERVICE && r->service ? r->service : r->arn;
}

static void task_done(struct engine *x, struct thread *t, struct value *result)
{
	const struct asl_resource *r = &t->state->resource;

	if (!flow_fits(x, result)) {
		char *cause = too_large_text(resource_in_messages(r));

		task_failed(x, t, "States.DataLimitExceeded", cause);
		free(cause);
		return;
	}
	task_over(x, t);
	value_unref(t->result);
	t->result = value_ref(result);
	t->last = emit_in(x, t, events_of(t)->succeeded, t->last, value_ref(result), resource_details(t));
	thread_go(x, t, PHASE_RESULT);
}

/* The timeout or the heartbeat has run out. AWS reports both as States.Timeout; only who matches differs. */
void task_expired(struct engine *x, struct thread *t, bool heartbeat)
{
	task_started(x, t, NULL);
	task_failure(x, t, events_of(t)->timed_out, "States.Timeout", NULL, heartbeat);
}

/* Which of the two clocks a backend means that will not answer in time. */
static bool heartbeat_is_first(const struct thread *t)
{
	return t->heartbeat && (!t->timeout_s || t->heartbeat_s < t->timeout_s);
}

void task_input(struct engine *x, struct thread *t, const struct pending *in)
{
	switch (in->kind) {
	case IN_TASK_STARTED:
		task_started(x, t, in->worker_name);
		break;
	case IN_TASK_SUBMITTED:
		task_submitted(x, t, in->value);
		break;
	case IN_HEARTBEAT:
		if (t->started)
			arm_heartbeat(x, t);
		break;
	case IN_TASK_DONE:
		task_started(x, t, NULL);
		task_done(x, t, in->value);
		break;
	case IN_TASK_FAILED:
		task_started(x, t, NULL);
		task_failed(x, t, in->error, in->cause);
		break;
	case IN_TASK_TIMED_OUT:
		task_started(x, t, NULL);
		task_expired(x, t, heartbeat_is_first(t));
		break;
	default:
		break;
	}
}
