/*
 * Executions that a task starts, asks about or stops: states:startExecution in its four patterns, and what aws-sdk:sfn has of them. What
 * comes back is AWS's for each: texts or JSON, numbers or ISO dates (ASL.md 8.6). Who runs them is behind struct service_executions.
 */
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "base/utf8.h"
#include "task/service_private.h"

#define NAME_MAX_CHARS 80

static const struct service_executions *executions(const struct service_call *c)
{
	return c->o->executions;
}

/* --- what is here -------------------------------------------------------------------------------------------------------- */

bool sfn_can_start(const struct service_options *o, const struct task_request *r, struct err *e)
{
	const char *arn = json_get_string(value_node(r->payload), "StateMachineArn");

	if (!o->executions || !r->origin)
		return err_set(e, ERR_NOT_FOUND, "no executions are started here");
	if (!arn)
		return err_set(e, ERR_INVALID, "StateMachineArn is not a string");
	return o->executions->can_start(o->executions->ctx, r, arn, e);
}

bool sfn_can_find(const struct service_options *o, const struct task_request *r, struct err *e)
{
	const char *arn = json_get_string(value_node(r->payload), "ExecutionArn");
	struct execution_summary x;

	if (!o->executions || !r->origin || !arn || !o->executions->find(o->executions->ctx, r, arn, &x))
		return err_set(e, ERR_NOT_FOUND, "no execution %.200s is known here", arn ? arn : "(without an ARN)");
	return true;
}

/* --- describing ------------------------------------------------------------------------------------------------------------ */

/* Optimized integrations count milliseconds, the SDK's have texts. */
static void add_date(const struct service_call *c, cJSON *o, const char *key, int64_t ms)
{
	char text[TIME_TEXT_SIZE];

	time_format(ms, text);
	json_add(o, key, c->form == FORM_OPTIMIZED ? json_new_int(ms) : cJSON_CreateString(text));
}

static void add_text(cJSON *o, const char *key, const char *text)
{
	if (text)
		json_add(o, key, cJSON_CreateString(text));
}

static void add_document(cJSON *o, const char *key, const char *details, struct value *v, bool parsed)
{
	cJSON *included = cJSON_CreateObject();

	json_add(o, key, parsed ? json_copy(value_node(v)) : cJSON_CreateString(value_text(v)));
	json_add(included, "Included", cJSON_CreateTrue());
	json_add(o, details, included);
}

static void add_redrive(cJSON *o, enum exec_status status)
{
	char *why = xasprintf("Execution is %s and cannot be redriven", exec_status_text(status));
	bool can = status != EXEC_SUCCEEDED && status != EXEC_RUNNING;

	json_add(o, "RedriveCount", json_new_int(0));
	add_text(o, "RedriveStatus", can ? "REDRIVABLE" : "NOT_REDRIVABLE");
	if (!can)
		add_text(o, "RedriveStatusReason", why);
	free(why);
}

/* DescribeExecution, in the order of names. parsed: input and output as JSON (.sync:2). */
static cJSON *describe(const struct service_call *c, const struct execution_summary *x, bool parsed, bool redrive)
{
	cJSON *o = cJSON_CreateObject();

	add_text(o, "Cause", x->cause);
	/* A timeout has an error for whoever waits, though DescribeExecution has none. */
	add_text(o, "Error", x->error || x->status != EXEC_TIMED_OUT || c->form == FORM_SDK ? x->error : "States.Timeout");
	add_text(o, "ExecutionArn", x->execution_arn);
	add_document(o, "Input", "InputDetails", x->input, parsed);
	add_text(o, "Name", x->name);
	if (x->output)
		add_document(o, "Output", "OutputDetails", x->output, parsed);
	if (redrive)
		add_redrive(o, x->status);
	add_date(c, o, "StartDate", x->start_ms);
	add_text(o, "StateMachineArn", x->machine_arn);
	add_text(o, "Status", exec_status_text(x->status));
	if (x->stop_ms)
		add_date(c, o, "StopDate", x->stop_ms);
	return o;
}

/* --- starting -------------------------------------------------------------------------------------------------------------- */

static bool name_is_allowed(const char *name)
{
	size_t used, n = 0;

	for (const char *p = name; *p; p += used, n++) {
		uint32_t cp = utf8_next(p, strlen(p), &used);

		if (cp <= ' ' || (cp >= 0x7f && cp < 0xa0) || (cp < 0x80 && strchr("<>{}[]?*\"#%\\^|~`$&,;:/", (int)cp)))
			return false;
	}
	return n > 0 && n <= NAME_MAX_CHARS;
}

/* Input: any JSON, or JSON as text; nothing and null mean {}. NULL: the call has failed. */
static struct value *input_of(struct service_call *c)
{
	const cJSON *node = json_get(c->in, "Input");
	struct value *v;
	struct err e;

	if (!node || cJSON_IsNull(node))
		return value_empty_object();
	if (!cJSON_IsString(node))
		return value_take(json_copy(node));
	v = value_parse(node->valuestring, strlen(node->valuestring), &e);
	if (!v)
		service_fail(c, "InvalidExecutionInputException", "InvalidExecutionInput", 400, "Invalid State Machine Execution Input: '%s'", e.msg);
	return v;
}

/* As long as the service's own: seconds with their fraction in Java's notation. */
static size_t response_len(const struct execution_summary *x)
{
	char *text = xasprintf("{\"executionArn\":\"%s\",\"startDate\":%.12fE9}", x->execution_arn, (double)x->start_ms / 1e12);
	size_t len = strlen(text);

	free(text);
	return len;
}

static bool exists(struct service_call *c, const struct service_start *q, const struct execution_summary *x)
{
	/* The same once more is the same execution. */
	if (!q->wait && x->status == EXEC_RUNNING && value_equal(x->input, q->input))
		return true;
	return service_fail(c, "ExecutionAlreadyExistsException", "ExecutionAlreadyExists", 400, "Execution Already Exists: '%s'",
		x->execution_arn);
}

static bool start_now(struct service_call *c, const struct service_start *q, struct execution_summary *x)
{
	const struct service_executions *who = executions(c);

	switch (who->start(who->ctx, c->r, q, x, &c->execution)) {
	case SERVICE_STARTED:
		return true;
	case SERVICE_EXISTS:
		return exists(c, q, x);
	default:
		return service_fail(c, "StateMachineDoesNotExistException", "StateMachineDoesNotExist", 400,
			"State Machine Does Not Exist: '%s'", q->machine_arn);
	}
}

static bool start(struct service_call *c, struct service_start *q)
{
	struct execution_summary x;
	bool ok = false;

	q->machine_arn = service_need(c, "StateMachineArn");
	q->name = json_get_string(c->in, "Name");
	q->input = q->machine_arn ? input_of(c) : NULL;
	if (!q->input)
		return false;
	if (q->name && !name_is_allowed(q->name))
		service_fail(c, "InvalidNameException", "InvalidName", 400, "Invalid Name: '%s'", q->name);
	else
		ok = start_now(c, q, &x);
	if (ok) {
		add_text(c->out, "ExecutionArn", x.execution_arn);
		add_date(c, c->out, "StartDate", x.start_ms);
		c->body_len = response_len(&x);
	}
	value_unref(q->input);
	return ok;
}

bool sfn_start_execution(struct service_call *c)
{
	struct service_start q = {.wait = c->r->state->resource.pattern != ASL_REQUEST};

	return start(c, &q);
}

bool sfn_start_sync_execution(struct service_call *c)
{
	struct service_start q = {.express = true, .wait = true};

	return start(c, &q);
}

/* --- what came of it --------------------------------------------------------------------------------------------------------- */

/* StartSyncExecution succeeds whatever becomes of the execution. */
static void sync_express_result(struct service_call *c, const struct execution_summary *x)
{
	cJSON *billing = cJSON_CreateObject();

	cJSON_Delete(c->out);
	c->out = describe(c, x, false, false);
	json_add(billing, "BilledDurationInMilliseconds", json_new_int((x->stop_ms - x->start_ms + 99) / 100 * 100));
	json_add(billing, "BilledMemoryUsedInMB", json_new_int(64));
	json_set(c->out, "BillingDetails", billing);
}

bool sfn_execution_result(struct service_call *c, const struct execution_summary *x)
{
	const struct asl_resource *res = &c->r->state->resource;
	cJSON *o;

	if (res->pattern != ASL_SYNC) {
		sync_express_result(c, x);
		return true;
	}
	o = describe(c, x, x->status == EXEC_SUCCEEDED && str_ends(res->action, ".sync:2"), true);
	if (x->status == EXEC_SUCCEEDED) {
		cJSON_Delete(c->out);
		c->out = o;
		return true;
	}
	free(c->error);
	free(c->cause);
	c->error = xstrdup("States.TaskFailed");
	c->cause = json_print(o);
	cJSON_Delete(o);
	return false;
}

/* --- asking and stopping ------------------------------------------------------------------------------------------------------- */

bool sfn_describe_execution(struct service_call *c)
{
	const struct service_executions *who = executions(c);
	const char *arn = service_need(c, "ExecutionArn");
	struct execution_summary x;

	if (!arn)
		return false;
	if (!who->find(who->ctx, c->r, arn, &x))
		return service_fail(c, "ExecutionDoesNotExistException", NULL, 400, "Execution Does Not Exist: '%s'", arn);
	cJSON_Delete(c->out);
	c->out = describe(c, &x, false, true);
	return true;
}

bool sfn_stop_execution(struct service_call *c)
{
	const struct service_executions *who = executions(c);
	const char *arn = service_need(c, "ExecutionArn");
	struct execution_summary x;

	if (!arn)
		return false;
	if (!who->stop(who->ctx, c->r, arn, json_get_string(c->in, "Error"), json_get_string(c->in, "Cause"), &x))
		return service_fail(c, "ExecutionDoesNotExistException", NULL, 400, "Execution Does Not Exist: '%s'", arn);
	add_date(c, c->out, "StopDate", x.stop_ms ? x.stop_ms : c->r->at_ms);
	return true;
}
