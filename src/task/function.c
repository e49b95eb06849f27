/*
 * Calls and the workers that do them. A call waits in the queue until a slot is free; a slot is one process,
 * with its log. What is told to the session is told last of all: it may start other tasks, cancel them or
 * free the backend from there.
 */
#include "task/function.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/rng.h"
#include "base/timefmt.h"
#include "task/lambda.h"
#include "task/service.h"
#include "task/worker.h"

#define MAX_WORKERS 16
#define LOG_TAIL_BYTES 4096
#define SWEEP_MS 100			/* after a worker's end, for what it has left behind */

struct backend;

/* One call of a function, from start() or function_test() until its answer. */
struct call {
	struct backend *b;
	struct call *next;
	uint64_t id;			/* of the task, or of the test */
	function_test_fn test_done;	/* NULL: a task */
	void *test_ctx;
	struct function_entry *f;
	struct lambda_request q;
	const struct asl_resource *for_service;	/* what it does instead of a Lambda function: of the request's state; NULL: it is one */
	char *arn;
	char request_id[37];
	int64_t at_ms;			/* for dates in the answer */
	struct slot *slot;		/* NULL: waits for one */
	bool answered;			/* InvocationType Event: the answer does not wait for the end */
	char *unstarted;		/* why its worker could not be started, told from the loop */
};

struct slot {
	struct backend *b;
	struct slot *next;
	struct worker *w;
	struct log_writer *log;
	struct call *call;		/* NULL: idle */
};

struct backend {
	struct task_backend base;	/* first: the session's pointer is ours */
	struct loop *loop;
	struct registry *registry;
	struct function_log *log;
	struct call *calls;		/* oldest first; those without a slot are the queue */
	struct slot *slots;
	int n_slots, max_slots;
	struct loop_timer *sweep;
	uint64_t next_test;
	struct rng rng;
};

static struct backend *backend_of(struct task_backend *b)
{
	return (struct backend *)b;
}

/* --- slots ---------------------------------------------------------------------------------------------------------- */

static void on_log(void *ctx, const char *data, size_t len);
static void on_done(void *ctx, const struct worker_reply *r);

static struct slot *slot_new(struct backend *b, struct function_entry *f)
{
	static const struct worker_ops ops = {on_log, on_done};
	struct slot *s = xcalloc(1, sizeof *s);

	s->b = b;
	s->w = worker_new(b->loop, f, &ops, s);
	s->log = log_writer_new(b->log, f->name);
	s->next = b->slots;
	b->slots = s;
	b->n_slots++;
	return s;
}

static void slot_free(struct slot *s)
{
	struct backend *b = s->b;

	for (struct slot **p = &b->slots; *p; p = &(*p)->next) {
		if (*p == s) {
			*p = s->next;
			break;
		}
	}
	b->n_slots--;
	if (!loop_timer_is_running(b->sweep))
		loop_timer_start(b->sweep, SWEEP_MS, 0);
	worker_free(s->w);
	log_writer_free(s->log);
	free(s);
}

static void on_sweep(void *ctx)
{
	(void)ctx;
	worker_sweep();
}

/* Workers that have ended, or that are for this function and out of date, make room. */
static void slots_clean(struct backend *b, const struct function_entry *f)
{
	for (struct slot *s = b->slots, *next; s; s = next) {
		bool same = strcmp(worker_function(s->w)->name, f->name) == 0;

		next = s->next;
		if (!s->call && (worker_is_ended(s->w) || (same && !worker_is_current(s->w, f))))
			slot_free(s);
	}
}

/* An idle worker of this function, or a new one; NULL while all are busy. */
static struct slot *slot_for(struct backend *b, struct function_entry *f)
{
	struct slot *idle = NULL;

	slots_clean(b, f);
	for (struct slot *s = b->slots; s; s = s->next) {
		if (s->call)
			continue;
		if (strcmp(worker_function(s->w)->name, f->name) == 0)
			return s;
		idle = s;
	}
	if (b->n_slots >= b->max_slots && idle)
		slot_free(idle);
	return b->n_slots < b->max_slots ? slot_new(b, f) : NULL;
}

static void on_log(void *ctx, const char *data, size_t len)
{
	log_writer_output(((struct slot *)ctx)->log, data, len);
}

/* --- calls ---------------------------------------------------------------------------------------------------------- */

static struct call *call_new(
	struct backend *b, const struct function_entry *f, const struct lambda_request *q, uint64_t id, uint64_t seed)
{
	struct call *c = xcalloc(1, sizeof *c), **p = &b->calls;
	struct rng rng;

	c->b = b;
	c->id = id;
	c->f = function_entry_ref(f);
	c->q = *q;
	c->arn = str_starts(q->function, "arn:") ? xstrdup(q->function) : function_arn(f->name);
	rng_seed(&rng, seed);
	rng_uuid(&rng, c->request_id);
	while (*p)
		p = &(*p)->next;
	*p = c;
	return c;
}

static void answer_early(void *ctx);
static void tell_started(void *ctx);
static void on_unstarted(void *ctx);

/* Out of the list; its slot, if it has one, is free again. */
static void call_take_out(struct call *c)
{
	for (struct call **p = &c->b->calls; *p; p = &(*p)->next) {
		if (*p == c) {
			*p = c->next;
			break;
		}
	}
	if (c->slot)
		c->slot->call = NULL;
	c->slot = NULL;
	loop_defer_cancel(c->b->loop, answer_early, c);
	loop_defer_cancel(c->b->loop, tell_started, c);
	loop_defer_cancel(c->b->loop, on_unstarted, c);
}

static void call_free(struct call *c)
{
	lambda_request_done(&c->q);
	function_entry_unref(c->f);
	free(c->arn);
	free(c->unstarted);
	free(c);
}

/* False with e when the runtime cannot be started; the call stays, without a slot. */
static bool call_send(struct call *c, struct slot *s, struct err *e)
{
	struct worker_call wc = {.request_id = c->request_id,
		.arn = c->arn,
		.event = c->q.event,
		.client_context = c->q.client_context};

	c->slot = s;
	s->call = c;
	log_writer_call(s->log, c->request_id, c->test_done ? 0 : c->id);
	log_writer_platform(s->log, "START RequestId: %s Version: $LATEST", c->request_id);
	if (worker_call(s->w, &wc, e))
		return true;
	log_writer_platform(s->log, "%s", e->msg);
	s->call = NULL;
	c->slot = NULL;
	slot_free(s);
	return false;
}

/* --- the end of a call ---------------------------------------------------------------------------------------------- */

static char *log_tail(struct backend *b, const char *request_id)
{
	struct str s = {0};
	const struct log_line *line;
	char *tail;

	for (uint64_t seq = 0; (line = function_log_next(b->log, &seq, NULL, request_id)); seq++) {
		str_add(&s, line->text, line->len);
		str_addc(&s, '\n');
	}
	tail = xstrdup(str_get(&s) + (s.len > LOG_TAIL_BYTES ? s.len - LOG_TAIL_BYTES : 0));
	str_done(&s);
	return tail;
}

static void log_end(struct slot *s, const struct call *c, const struct worker_reply *r, struct str *report)
{
	struct str epitaph = {0};

	log_writer_flush(s->log);
	lambda_epitaph(&epitaph, r, c->f, c->request_id);
	if (epitaph.len)
		log_writer_platform(s->log, "%s", epitaph.p);
	str_done(&epitaph);
	log_writer_platform(s->log, "END RequestId: %s", c->request_id);
	lambda_report(report, r, c->f, c->request_id);
	log_writer_platform(s->log, "%s", report->p);
	log_writer_call(s->log, NULL, 0);
}

static void tell_outcome(struct call *c, const struct task_outcome *out)
{
	if (c->b->base.done)
		c->b->base.done(c->b->base.ctx, c->id, out);
}

/* The message of the error object, which is what a service says. */
static char *message_of(const char *cause)
{
	struct value *v = cause ? value_parse(cause, strlen(cause), NULL) : NULL;
	const char *message = v ? json_get_string(value_node(v), "errorMessage") : NULL;
	char *text = xstrdup(message ? message : cause);

	value_unref(v);
	return text;
}

/* An error whose name has no service in front gets the one of what was called, as AWS's errors have it. */
static char *error_of(const struct asl_resource *r, const char *name)
{
	char *prefix = r->kind == ASL_TASK_SERVICE && !strchr(name, '.') ? service_error_prefix(r->service) : NULL;
	char *error = prefix ? xasprintf("%s.%s", prefix, name) : xstrdup(name);

	free(prefix);
	return error;
}

/* A function that stands for a service, or for an activity's worker. */
static void tell_service(struct call *c, const struct lambda_outcome *o)
{
	const struct asl_resource *r = c->for_service;
	struct task_outcome out = {.kind = TASK_DONE, .result = o->result};
	char *error = o->result ? NULL : error_of(r, o->error), *cause = o->result ? NULL : message_of(o->cause);

	if (!o->result)
		out = (struct task_outcome){.kind = TASK_FAILED, .error = error, .cause = cause};
	else if (r->kind == ASL_TASK_SERVICE && r->pattern == ASL_WAIT_TOKEN)
		out = (struct task_outcome){.kind = TASK_SUBMITTED, .submit = o->result};
	else if (r->kind == ASL_TASK_SERVICE && r->pattern == ASL_SYNC)
		out.submit = o->result;
	tell_outcome(c, &out);
	free(error);
	free(cause);
}

static void tell_task(struct call *c, struct lambda_outcome *o)
{
	struct task_outcome out = {.kind = TASK_FAILED, .error = o->error, .cause = o->cause};
	struct value *response = NULL;

	if (o->result && c->q.invoke) {
		char *tail = c->q.wants_log ? log_tail(c->b, c->request_id) : NULL;

		response = lambda_response(o->result, 200, c->request_id, c->at_ms, tail);
		free(tail);
	}
	if (o->result) {
		out = (struct task_outcome){.kind = TASK_DONE, .result = response ? response : o->result};
		if (c->q.waits_for_token)
			out = (struct task_outcome){.kind = TASK_SUBMITTED, .submit = response};
	}
	tell_outcome(c, &out);
	value_unref(response);
}

static void tell_test(
	struct call *c, const struct lambda_outcome *o, const struct worker_reply *r, const char *report)
{
	struct function_result result = {
		.test = c->id, .request_id = c->request_id, .result = o->result, .error = o->error, .cause = o->cause,
		.duration_ms = r->end == WORKER_TIMED_OUT ? c->f->timeout_s * 1000 : (double)r->duration_us / 1000,
		.init_ms = r->init_us < 0 ? -1 : (double)r->init_us / 1000,
		.memory_mb = c->f->memory_mb, .max_memory_mb = (r->max_memory_kb + 1023) / 1024, .report = report,
	};

	c->test_done(c->test_ctx, &result);
}

static void tell(struct call *c, struct lambda_outcome *o, const struct worker_reply *r, const char *report)
{
	if (c->test_done)
		tell_test(c, o, r, report);
	else if (c->for_service)
		tell_service(c, o);
	else if (!c->answered)
		tell_task(c, o);
}

static void queue_run(struct backend *b);

static void on_done(void *ctx, const struct worker_reply *r)
{
	struct slot *s = ctx;
	struct call *c = s->call;
	struct backend *b = s->b;
	struct worker_reply reply = *r;
	struct lambda_outcome o;
	struct str report = {0};

	lambda_outcome_make(r, c->f, c->request_id, c->q.invoke, &o);
	log_end(s, c, r, &report);
	call_take_out(c);
	if (worker_is_ended(s->w))
		slot_free(s);
	queue_run(b);
	tell(c, &o, &reply, str_get(&report));
	call_free(c);
	lambda_outcome_done(&o);
	str_done(&report);
}

/* A call that waited cannot be refused any more when its runtime is missing: it fails. */
static void on_unstarted(void *ctx)
{
	struct call *c = ctx;
	struct worker_reply r = {
		.end = WORKER_NOT_STARTED, .text = c->unstarted, .len = strlen(c->unstarted), .init_us = -1};
	struct lambda_outcome o;

	lambda_outcome_make(&r, c->f, c->request_id, c->q.invoke, &o);
	call_take_out(c);
	tell(c, &o, &r, "");
	call_free(c);
	lambda_outcome_done(&o);
}

static void queue_run(struct backend *b)
{
	for (struct call *c = b->calls, *next; c; c = next) {
		struct slot *s;
		struct err e;

		next = c->next;
		if (c->slot || c->unstarted || c->q.type == LAMBDA_DRY_RUN)
			continue;
		s = slot_for(b, c->f);
		if (!s)
			return;
		if (!call_send(c, s, &e)) {
			c->unstarted = xstrdup(e.msg);
			loop_defer(b->loop, on_unstarted, c);
		}
	}
}

/* --- the backend ---------------------------------------------------------------------------------------------------- */

/* InvocationType Event and DryRun: Lambda accepts, and the task ends. */
static void answer_early(void *ctx)
{
	struct call *c = ctx;
	struct backend *b = c->b;
	uint64_t id = c->id;
	bool dry = c->q.type == LAMBDA_DRY_RUN;
	struct value *response = lambda_response(NULL, dry ? 204 : 202, c->request_id, c->at_ms, NULL);
	struct task_outcome out = {.kind = TASK_DONE, .result = response};

	c->answered = true;
	if (dry) {
		call_take_out(c);
		call_free(c);
	}
	if (b->base.done)
		b->base.done(b->base.ctx, id, &out);
	value_unref(response);
}

/* Sends a new call, or leaves it in the queue. False with e where it is impossible; the call is gone then. */
static bool call_begin(struct call *c, struct err *e)
{
	struct slot *s = slot_for(c->b, c->f);

	if (!s || call_send(c, s, e))
		return true;
	call_take_out(c);
	call_free(c);
	return false;
}

/* An activity's worker has taken it. */
static void tell_started(void *ctx)
{
	struct call *c = ctx;

	tell_outcome(c, &(struct task_outcome){.kind = TASK_STARTED, .worker_name = c->f->name});
}

/* What a function that stands for a service is told beside the parameters: the custom part of the client context. */
static struct value *service_context(const struct task_request *r)
{
	const struct asl_resource *res = &r->state->resource;
	cJSON *context = cJSON_CreateObject(), *custom = cJSON_CreateObject();

	json_set(custom, "resource", cJSON_CreateString(res->arn));
	if (res->kind == ASL_TASK_SERVICE) {
		json_set(custom, "service", cJSON_CreateString(res->service));
		json_set(custom, "action", cJSON_CreateString(res->action));
	}
	json_set(custom, "state", cJSON_CreateString(r->state->name));
	json_set(custom, "execution", cJSON_CreateString(r->execution_arn ? r->execution_arn : ""));
	json_set(custom, "attempt", json_new_int(r->attempt));
	if (r->token)
		json_set(custom, "taskToken", cJSON_CreateString(r->token));
	json_set(context, "custom", custom);
	return value_take(context);
}

static enum task_take start_service(struct backend *b, const struct task_request *r, struct err *e)
{
	bool activity = r->state->resource.kind == ASL_TASK_ACTIVITY;
	const struct function_entry *f;
	struct lambda_request q;
	struct call *c;

	if (!registry_refresh(b->registry, e))
		return TASK_CANNOT;
	f = registry_find_service(b->registry, &r->state->resource);
	if (!f)
		return TASK_NOT_MINE;
	q = (struct lambda_request){.function = f->name, .event = value_ref(r->payload), .client_context = service_context(r)};
	c = call_new(b, f, &q, r->id, r->seed);
	c->at_ms = r->at_ms;
	c->for_service = &r->state->resource;
	if (activity)
		loop_defer(b->loop, tell_started, c);
	if (!call_begin(c, e))
		return TASK_CANNOT;
	return activity ? TASK_STARTS : TASK_TAKEN;
}

static enum task_take start_lambda(struct backend *b, const struct task_request *r, struct lambda_request *q, struct err *e)
{
	const struct function_entry *f;
	struct call *c;

	if (!registry_refresh(b->registry, e)) {
		lambda_request_done(q);
		return TASK_CANNOT;
	}
	f = registry_find(b->registry, q->function);
	if (!f) {
		lambda_request_done(q);
		return TASK_NOT_MINE;
	}
	c = call_new(b, f, q, r->id, r->seed);
	c->at_ms = r->at_ms;
	if (q->type != LAMBDA_SYNC)
		loop_defer(b->loop, answer_early, c);
	if (q->type == LAMBDA_DRY_RUN)
		return TASK_TAKEN;
	return call_begin(c, e) ? TASK_TAKEN : TASK_CANNOT;
}

static enum task_take start(struct task_backend *base, const struct task_request *r, struct err *e)
{
	struct backend *b = backend_of(base);
	enum task_take take = TASK_NOT_MINE;
	struct lambda_request q;

	if (lambda_request_read(r->state, r->payload, &q))
		take = start_lambda(b, r, &q, e);
	return take == TASK_NOT_MINE ? start_service(b, r, e) : take;
}

static void call_cancel(struct call *c)
{
	struct backend *b = c->b;
	struct slot *s = c->slot;

	if (s) {
		log_writer_flush(s->log);
		log_writer_platform(s->log, "RequestId: %s cancelled", c->request_id);
	}
	call_take_out(c);
	if (s)
		slot_free(s);
	call_free(c);
	queue_run(b);
}

static struct call *call_find(struct backend *b, uint64_t id, bool test)
{
	struct call *c = b->calls;

	while (c && (c->id != id || !!c->test_done != test || c->answered))
		c = c->next;
	return c;
}

static void cancel(struct task_backend *base, uint64_t id)
{
	struct call *c = call_find(backend_of(base), id, false);

	if (c)
		call_cancel(c);
}

static void backend_free(struct task_backend *base)
{
	struct backend *b = backend_of(base);

	while (b->calls) {
		struct call *c = b->calls;

		call_take_out(c);
		call_free(c);
	}
	while (b->slots)
		slot_free(b->slots);
	if (loop_timer_is_running(b->sweep))
		worker_sweep();
	loop_timer_free(b->sweep);
	registry_free(b->registry);
	function_log_free(b->log);
	free(b);
}

struct task_backend *function_backend_new(struct loop *l, const struct function_options *o)
{
	struct backend *b = xcalloc(1, sizeof *b);

	b->base.name = "function";
	b->base.start = start;
	b->base.cancel = cancel;
	b->base.free = backend_free;
	b->loop = l;
	b->registry = registry_new(o->registry_path);
	b->log = function_log_new();
	b->sweep = loop_timer_new(l, on_sweep, b);
	b->max_slots = o->max_workers > 0 ? o->max_workers : MAX_WORKERS;
	rng_seed(&b->rng,
		o->seed ? o->seed
			: (uint64_t)time_wall_ms() * 1000003u + (uint64_t)time_mono_us() + (uint64_t)getpid());
	return &b->base;
}

struct registry *function_backend_registry(struct task_backend *b)
{
	return backend_of(b)->registry;
}

struct function_log *function_backend_log(struct task_backend *b)
{
	return backend_of(b)->log;
}

size_t function_backend_running(struct task_backend *base, struct function_running *out, size_t max)
{
	size_t n = 0;

	for (struct call *c = backend_of(base)->calls; c; c = c->next, n++) {
		if (n >= max)
			continue;
		out[n] = (struct function_running){.task = c->test_done ? 0 : c->id,
			.function = c->f->name,
			.request_id = c->request_id,
			.pid = c->slot ? worker_pid(c->slot->w) : 0};
	}
	return n;
}

uint64_t function_test(struct task_backend *base, const char *name, struct value *event,
	function_test_fn done, void *ctx, struct err *e)
{
	struct backend *b = backend_of(base);
	struct lambda_request q = {.function = name, .event = event};
	const struct function_entry *f;
	struct call *c;

	if (!registry_refresh(b->registry, e))
		return 0;
	f = registry_find(b->registry, name);
	if (!f) {
		err_set(e, ERR_NOT_FOUND, "%s: there is no function \"%.80s\"", registry_path(b->registry), name);
		return 0;
	}
	value_ref(event);
	c = call_new(b, f, &q, ++b->next_test, rng_next(&b->rng));
	c->test_done = done;
	c->test_ctx = ctx;
	return call_begin(c, e) ? b->next_test : 0;
}

void function_test_cancel(struct task_backend *b, uint64_t test)
{
	struct call *c = call_find(backend_of(b), test, true);

	if (c)
		call_cancel(c);
}
