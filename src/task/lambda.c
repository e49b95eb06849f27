/* What Lambda makes of a call: failures, reports, the envelope of lambda:invoke. */
#include "task/lambda.h"

#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "query/digest.h"

/* --- the request ---------------------------------------------------------------------------------------------------- */

static bool is_invoke(const struct asl_resource *r)
{
	return r->kind == ASL_TASK_SERVICE && str_is(r->service, "lambda") && r->action &&
		(strcmp(r->action, "invoke") == 0 || str_starts(r->action, "invoke."));
}

static struct value *part_or_null(struct value *whole, const char *name)
{
	const cJSON *node = json_get(value_node(whole), name);

	return node ? value_part(whole, node) : NULL;
}

/* ${Charge.Arn}: what a template's function that is not deployed leaves in a definition. */
static bool is_function_placeholder(const struct asl_resource *r)
{
	char *name = r->kind == ASL_TASK_UNKNOWN && r->placeholder ? function_name_of(r->arn) : NULL;
	bool is = name != NULL;

	free(name);
	return is;
}

bool lambda_request_read(const struct asl_state *s, struct value *payload, struct lambda_request *out)
{
	const struct asl_resource *r = &s->resource;
	struct lambda_request q = {.type = LAMBDA_SYNC};
	const cJSON *node = value_node(payload);
	const char *type;

	if ((r->kind == ASL_TASK_LAMBDA && r->arn) || is_function_placeholder(r)) {
		q.function = r->arn;
		q.event = value_ref(payload);
		*out = q;
		return true;
	}
	if (!is_invoke(r) || !(q.function = json_get_string(node, "FunctionName")))
		return false;
	type = json_get_string(node, "InvocationType");
	if (type && strcmp(type, "Event") == 0)
		q.type = LAMBDA_EVENT;
	else if (type && strcmp(type, "DryRun") == 0)
		q.type = LAMBDA_DRY_RUN;
	q.invoke = true;
	q.waits_for_token = r->pattern == ASL_WAIT_TOKEN;
	q.wants_log = str_is(json_get_string(node, "LogType"), "Tail");
	q.client_context = part_or_null(payload, "ClientContext");
	q.event = part_or_null(payload, "Payload");
	if (!q.event)
		q.event = value_empty_object();
	*out = q;
	return true;
}

void lambda_request_done(struct lambda_request *q)
{
	value_unref(q->event);
	value_unref(q->client_context);
	q->event = q->client_context = NULL;
}

/* --- failures ------------------------------------------------------------------------------------------------------- */

static const struct {
	int signum;
	const char *text;
} signals[] = {
	{SIGHUP, "hangup"},
	{SIGINT, "interrupt"},
	{SIGQUIT, "quit"},
	{SIGILL, "illegal instruction"},
	{SIGTRAP, "trace/breakpoint trap"},
	{SIGABRT, "aborted"},
	{SIGBUS, "bus error"},
	{SIGFPE, "floating point exception"},
	{SIGKILL, "killed"},
	{SIGUSR1, "user defined signal 1"},
	{SIGSEGV, "segmentation fault"},
	{SIGUSR2, "user defined signal 2"},
	{SIGPIPE, "broken pipe"},
	{SIGALRM, "alarm clock"},
	{SIGTERM, "terminated"},
	{SIGXCPU, "CPU time limit exceeded"},
	{SIGXFSZ, "file size limit exceeded"},
	{SIGSYS, "bad system call"},
};

static void exit_text(struct str *s, const struct worker_reply *r)
{
	int signum = r->end == WORKER_NO_MEMORY ? SIGKILL : r->exit.signum;

	if (signum == 0 && r->exit.code == 0) {
		str_adds(s, "Runtime exited without providing a reason");
		return;
	}
	str_adds(s, "Runtime exited with error: ");
	if (signum == 0) {
		str_addf(s, "exit status %d", r->exit.code);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		if (signals[i].signum == signum) {
			str_addf(s, "signal: %s", signals[i].text);
			return;
		}
	}
	str_addf(s, "signal: signal %d", signum);
}

/* How Lambda names the end of a process, and says it; false for the ends that the function answered itself. */
static bool platform_error(
	const struct worker_reply *r, const struct function_entry *f, const char **type, struct str *message)
{
	switch (r->end) {
	case WORKER_TIMED_OUT:
		*type = "Sandbox.Timedout";
		str_addf(message, "Task timed out after %.2f seconds", f->timeout_s);
		return true;
	case WORKER_NO_MEMORY:
	case WORKER_EXITED:
		*type = "Runtime.ExitError";
		exit_text(message, r);
		return true;
	case WORKER_NOT_STARTED:
		*type = "Runtime.InvalidEntrypoint";
		str_add(message, r->text, r->len);
		return true;
	case WORKER_RESULT:
	case WORKER_ERROR:
		break;
	}
	return false;
}

static void fail(struct lambda_outcome *out, const char *error, char *cause_take)
{
	out->error = xstrdup(error);
	out->cause = cause_take;
}

static void fail_platform(struct lambda_outcome *out, const char *type, const char *message, const char *request_id)
{
	struct str cause = {0}, text = {0};

	str_addf(&text, "RequestId: %s Error: %s", request_id, message);
	str_adds(&cause, "{\"errorType\":");
	json_print_string(&cause, type);
	str_adds(&cause, ",\"errorMessage\":");
	json_print_string(&cause, str_get(&text));
	str_addc(&cause, '}');
	str_done(&text);
	fail(out, type, str_take(&cause));
}

static void fail_response(struct lambda_outcome *out, const char *type, const char *message, const char *request_id)
{
	struct str cause = {0};

	str_adds(&cause, "{\"errorMessage\":");
	json_print_string(&cause, message);
	str_addf(&cause, ",\"errorType\":\"%s\",\"requestId\":\"%s\",\"stackTrace\":[]}", type, request_id);
	fail(out, type, str_take(&cause));
}

static void fail_function(struct lambda_outcome *out, const struct worker_reply *r, bool compact)
{
	struct value *v = value_parse(r->text, r->len, NULL);
	const char *type = v ? json_get_string(value_node(v), "errorType") : NULL;

	if (type && *type)
		fail(out, type, compact ? json_print(value_node(v)) : xstrndup(r->text, r->len));
	else
		fail(out, "Lambda.Unknown",
			xasprintf(
			"The cause could not be determined because Lambda did not return an error type. "
			"Returned payload: %s",
			r->text));
	value_unref(v);
}

/* A handler that prints nothing at all has answered null. */
static void succeed(struct lambda_outcome *out, const struct worker_reply *r, const char *request_id)
{
	struct err e;
	char message[ARRAY_LEN(e.msg) + 40];

	if (r->len > WORKER_RESULT_MAX) {
		snprintf(message, sizeof message,
			"Response payload size exceeded maximum allowed payload size (%d bytes).",
			WORKER_RESULT_MAX);
		fail_response(out, "Function.ResponseSizeTooLarge", message, request_id);
		return;
	}
	out->result = r->len ? value_parse(r->text, r->len, &e) : value_null();
	if (out->result)
		return;
	snprintf(message, sizeof message, "Unable to marshal response: %s", e.msg);
	fail_response(out, "Runtime.MarshalError", message, request_id);
}

void lambda_outcome_make(const struct worker_reply *r, const struct function_entry *f, const char *request_id,
	bool compact, struct lambda_outcome *out)
{
	struct str message = {0};
	const char *type;

	*out = (struct lambda_outcome){0};
	if (platform_error(r, f, &type, &message))
		fail_platform(out, type, str_get(&message), request_id);
	else if (r->end == WORKER_ERROR)
		fail_function(out, r, compact);
	else
		succeed(out, r, request_id);
	str_done(&message);
}

void lambda_outcome_done(struct lambda_outcome *o)
{
	value_unref(o->result);
	free(o->error);
	free(o->cause);
	*o = (struct lambda_outcome){0};
}

/* --- the log -------------------------------------------------------------------------------------------------------- */

void lambda_epitaph(
	struct str *out, const struct worker_reply *r, const struct function_entry *f, const char *request_id)
{
	struct str message = {0};
	const char *type;

	if (platform_error(r, f, &type, &message)) {
		if (r->end == WORKER_TIMED_OUT)
			str_addf(out, "%s %s", request_id, message.p);
		else
			str_addf(out, "RequestId: %s Error: %s (%s)", request_id, message.p, type);
	}
	str_done(&message);
}

void lambda_report(
	struct str *out, const struct worker_reply *r, const struct function_entry *f, const char *request_id)
{
	double ms = r->end == WORKER_TIMED_OUT ? f->timeout_s * 1000 : (double)r->duration_us / 1000;
	int64_t used_mb = (r->max_memory_kb + 1023) / 1024;
	struct str message = {0};
	const char *type;

	str_addf(out, "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %.0f ms", request_id, ms,
		ms < 1 ? 1 : ceil(ms));
	str_addf(out, "\tMemory Size: %" PRId64 " MB\tMax Memory Used: %" PRId64 " MB", f->memory_mb, used_mb);
	if (r->init_us >= 0)
		str_addf(out, "\tInit Duration: %.2f ms", (double)r->init_us / 1000);
	if (r->end == WORKER_TIMED_OUT)
		str_adds(out, "\tStatus: timeout");
	else if (platform_error(r, f, &type, &message))
		str_addf(out, "\tStatus: error\tError Type: %s", type);
	str_done(&message);
}

/* --- the response of lambda:invoke ---------------------------------------------------------------------------------- */

/* The trace's id begins with the time, in hexadecimal; the rest we take from the request's. */
static char *trace_id(const char *request_id, int64_t at_ms)
{
	char hex[33];
	size_t n = 0;

	for (const char *p = request_id; *p && n < 32; p++)
		if (*p != '-')
			hex[n++] = *p;
	hex[n] = '\0';
	return xasprintf("Root=1-%08" PRIx64 "-%.24s;Sampled=0", at_ms / 1000, hex);
}

struct headers {
	cJSON *all, *plain;		/* AllHttpHeaders has lists */
};

static void header_take(struct headers *h, const char *name, char *value)
{
	cJSON *list = cJSON_CreateArray();

	cJSON_AddItemToArray(list, cJSON_CreateString(value));
	json_set(h->all, name, list);
	json_set(h->plain, name, cJSON_CreateString(value));
	free(value);
}

static cJSON *http_metadata(size_t content_length, int status, const char *request_id, int64_t at_ms, const char *log_result)
{
	struct headers h = {cJSON_CreateObject(), cJSON_CreateObject()};
	cJSON *metadata = cJSON_CreateObject();
	char date[TIME_TEXT_SIZE];

	time_format_http(at_ms, date);
	if (log_result)
		header_take(&h, "X-Amz-Log-Result", xstrdup(log_result));
	header_take(&h, "X-Amz-Executed-Version", xstrdup("$LATEST"));
	header_take(&h, "x-amzn-Remapped-Content-Length", xstrdup("0"));
	header_take(&h, "Connection", xstrdup("keep-alive"));
	header_take(&h, "x-amzn-RequestId", xstrdup(request_id));
	header_take(&h, "Content-Length", xasprintf("%zu", content_length));
	header_take(&h, "Date", xstrdup(date));
	header_take(&h, "X-Amzn-Trace-Id", trace_id(request_id, at_ms));
	header_take(&h, "Content-Type", xstrdup("application/json"));
	json_set(metadata, "AllHttpHeaders", h.all);
	json_set(metadata, "HttpHeaders", h.plain);
	json_set(metadata, "HttpStatusCode", cJSON_CreateNumber(status));
	return metadata;
}

struct value *lambda_response(
	struct value *payload, int status, const char *request_id, int64_t at_ms, const char *log_tail)
{
	cJSON *response = cJSON_CreateObject(), *metadata = cJSON_CreateObject();
	struct str log = {0};

	if (status == 200)
		json_set(response, "ExecutedVersion", cJSON_CreateString("$LATEST"));
	if (log_tail) {
		base64_encode(log_tail, strlen(log_tail), &log);
		json_set(response, "LogResult", cJSON_CreateString(str_get(&log)));
	}
	json_set(response, "Payload", payload ? json_copy(value_node(payload)) : cJSON_CreateString(""));
	json_set(response, "SdkHttpMetadata", http_metadata(payload ? value_size(payload) : 0, status, request_id, at_ms,
		log_tail ? str_get(&log) : NULL));
	json_set(metadata, "RequestId", cJSON_CreateString(request_id));
	json_set(response, "SdkResponseMetadata", metadata);
	json_set(response, "StatusCode", cJSON_CreateNumber(status));
	str_done(&log);
	return value_take(response);
}
