#include "task/http_lambda.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "query/digest.h"
#include "task/lambda.h"
#include "task/registry.h"

#define INVOKE_MS 910000		/* a function may run 900 s */

struct call {
	struct backend *b;
	struct call *next;
	uint64_t id;
	struct http_call *http;
	struct lambda_request q;
	char *function;			/* its ARN, or what was called */
	char request_id[37];
	int64_t at_ms;
};

struct backend {
	struct task_backend base;
	struct http_client *http;
	struct http_routes routes;
	struct call *calls;
};

static struct backend *backend_of(struct task_backend *b)
{
	return (struct backend *)b;
}

static void call_free(struct call *c)
{
	struct call **at = &c->b->calls;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	lambda_request_done(&c->q);
	free(c->function);
	free(c);
}

/* --- the answer --------------------------------------------------------------------------------------------------------------- */

static void tell(struct call *c, const struct task_outcome *o)
{
	if (c->b->base.done)
		c->b->base.done(c->b->base.ctx, c->id, o);
}

static void tell_error(struct call *c, const char *error, char *cause_take)
{
	tell(c, &(struct task_outcome){.kind = TASK_FAILED, .error = error, .cause = cause_take});
	free(cause_take);
}

/* Emulators of the runtime do not mark a function's error: then its form tells. */
static bool is_error_object(struct value *v)
{
	const cJSON *n = v ? value_node(v) : NULL;

	if (!json_get_string(n, "errorMessage") || !json_get_string(n, "errorType"))
		return false;
	for (const cJSON *m = n->child; m; m = m->next)
		if (strcmp(m->string, "errorMessage") != 0 && strcmp(m->string, "errorType") != 0 && strcmp(m->string, "stackTrace") != 0 &&
			strcmp(m->string, "requestId") != 0 && strcmp(m->string, "trace") != 0)
			return false;
	return true;
}

static void tell_result(struct call *c, const struct http_reply *r, struct value *payload)
{
	const char *log = http_headers_get(&r->headers, "X-Amz-Log-Result");
	struct task_outcome o = {.kind = TASK_DONE, .result = payload};
	struct value *response = NULL;
	struct str text = {0};

	if (c->q.invoke) {
		if (log)
			base64_decode(log, &text);
		response = lambda_response(c->q.type == LAMBDA_SYNC ? payload : NULL, r->status, c->request_id, c->at_ms, log ? str_get(&text) : NULL);
		o.result = response;
		if (c->q.waits_for_token)
			o = (struct task_outcome){.kind = TASK_SUBMITTED, .submit = response};
	}
	tell(c, &o);
	value_unref(response);
	str_done(&text);
}

/* What the function returned, or the error object that it ended with. */
static void tell_function(struct call *c, const struct http_reply *r)
{
	bool marked = http_headers_get(&r->headers, "X-Amz-Function-Error") != NULL;
	struct value *payload = r->len ? value_parse(r->body, r->len, NULL) : value_null();
	struct worker_reply reply = {.end = marked || is_error_object(payload) ? WORKER_ERROR : WORKER_RESULT, .text = r->body, .len = r->len};
	struct lambda_outcome o;

	value_unref(payload);
	lambda_outcome_make(&reply, NULL, c->request_id, c->q.invoke, &o);
	if (o.result)
		tell_result(c, r, o.result);
	else
		tell_error(c, o.error, xstrdup(o.cause));
	lambda_outcome_done(&o);
}

/* Lambda itself refused: its error type stands in a header, its message in the body. */
static void tell_refused(struct call *c, const struct http_reply *r)
{
	static const struct { int status; const char *type; } usual[] = {{400, "InvalidParameterValueException"}, {403, "AccessDeniedException"},
		{404, "ResourceNotFoundException"}, {413, "RequestTooLargeException"}, {429, "TooManyRequestsException"}};
	const char *header = http_headers_get(&r->headers, "X-Amzn-ErrorType"), *message = NULL;
	char *type = header ? xstrndup(header, strcspn(header, ":")) : NULL, *error;
	struct value *v = value_parse(r->body, r->len, NULL);

	for (size_t i = 0; !type && i < ARRAY_LEN(usual); i++)
		if (usual[i].status == r->status)
			type = xstrdup(usual[i].type);
	if (!type)
		type = xstrdup(r->status >= 500 ? "ServiceException" : "AWSLambdaException");
	if (v)
		message = json_get_string(value_node(v), "Message") ? json_get_string(value_node(v), "Message")
			: json_get_string(value_node(v), "message");
	error = xasprintf("Lambda.%s", type);
	tell_error(c, error, xasprintf("%s (Service: AWSLambda; Status Code: %d; Error Code: %s; Request ID: %s; Proxy: null)",
		message ? message : *r->body ? r->body : r->status_text, r->status, type, c->request_id));
	value_unref(v);
	free(error);
	free(type);
}

static void on_reply(void *ctx, const struct http_reply *r)
{
	struct call *c = ctx;

	c->http = NULL;
	if (r->error)
		tell_error(c, "Lambda.SdkClientException", xasprintf("Unable to execute HTTP request: %s", r->error));
	else if (r->status >= 200 && r->status < 300)
		tell_function(c, r);
	else
		tell_refused(c, r);
	call_free(c);
}

/* --- the backend --------------------------------------------------------------------------------------------------------------- */

/* What stands behind the name in an ARN or NAME:QUALIFIER, or the parameter of that name. */
static const char *qualifier_of(const struct task_request *r, const char *function, const char *name)
{
	const char *said = json_get_string(value_node(r->payload), "Qualifier");
	const char *at = strstr(function, ":function:");

	if (r->state->resource.kind == ASL_TASK_SERVICE && said)
		return said;
	at = (at ? at + strlen(":function:") : function) + strlen(name);
	return *at == ':' ? at + 1 : NULL;
}

static void send(struct call *c, const char *url)
{
	static const char *const types[] = {[LAMBDA_SYNC] = "RequestResponse", [LAMBDA_EVENT] = "Event", [LAMBDA_DRY_RUN] = "DryRun"};
	struct http_headers h = {0};
	const char *body = value_text(c->q.event);
	struct str context = {0};

	http_headers_add(&h, "Content-Type", "application/json");
	http_headers_add(&h, "X-Amz-Invocation-Type", types[c->q.type]);
	if (c->q.wants_log)
		http_headers_add(&h, "X-Amz-Log-Type", "Tail");
	if (c->q.client_context) {
		base64_encode(value_text(c->q.client_context), strlen(value_text(c->q.client_context)), &context);
		http_headers_add(&h, "X-Amz-Client-Context", str_get(&context));
	}
	c->http = http_send(c->b->http, &(struct http_request){.method = "POST", .url = url, .headers = &h, .body = body,
		.body_len = strlen(body), .timeout_ms = INVOKE_MS}, on_reply, c);
	str_done(&context);
	http_headers_done(&h);
}

static enum task_take start(struct task_backend *base, const struct task_request *r, struct err *e)
{
	struct backend *b = backend_of(base);
	struct lambda_request q;
	struct rng rng;
	struct call *c;
	char *name, *url;

	(void)e;
	if (!lambda_request_read(r->state, r->payload, &q))
		return TASK_NOT_MINE;
	name = function_name_of(q.function);
	url = name ? http_route_function(&b->routes, name, qualifier_of(r, q.function, name)) : NULL;
	free(name);
	if (!url) {
		lambda_request_done(&q);
		return TASK_NOT_MINE;
	}
	c = xcalloc(1, sizeof *c);
	*c = (struct call){.b = b, .next = b->calls, .id = r->id, .q = q, .function = xstrdup(q.function), .at_ms = r->at_ms};
	c->q.function = c->function;
	b->calls = c;
	rng_seed(&rng, r->seed);
	rng_uuid(&rng, c->request_id);
	send(c, url);
	free(url);
	return TASK_TAKEN;
}

static void cancel(struct task_backend *base, uint64_t id)
{
	struct call *c = backend_of(base)->calls;

	while (c && c->id != id)
		c = c->next;
	if (!c)
		return;
	http_cancel(c->http);
	call_free(c);
}

static void backend_free(struct task_backend *base)
{
	struct backend *b = backend_of(base);

	while (b->calls) {
		http_cancel(b->calls->http);
		call_free(b->calls);
	}
	http_client_free(b->http);
	http_routes_done(&b->routes);
	free(b);
}

struct task_backend *http_lambda_new(struct loop *l, const struct http_routes *routes)
{
	struct backend *b = xcalloc(1, sizeof *b);

	b->base.name = "http endpoint";
	b->base.start = start;
	b->base.cancel = cancel;
	b->base.free = backend_free;
	b->http = http_client_new(l);
	http_routes_copy(&b->routes, routes);
	return &b->base;
}
