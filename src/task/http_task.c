#include "task/http_task.h"

#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "task/http_encode.h"

#define REQUEST_MS 60000
#define TOKEN_MARGIN_S 30		/* a token is not used in its last seconds */
#define TOKEN_DEFAULT_S 300

struct call {
	struct backend *b;
	struct call *next;
	uint64_t id;
	struct http_call *http;
	bool gateway;			/* apigateway:invoke */
	char *method, *url, *body;
	struct http_headers headers;
	const cJSON *connection;	/* NULL: none */
	char *error, *cause;		/* known before anything was sent */
	struct value *payload;
};

/* What an OAuth connection was given. */
struct token {
	const cJSON *connection;
	char *text;
	int64_t until_us;
};

struct backend {
	struct task_backend base;
	struct loop *loop;
	struct http_client *http;
	struct http_routes routes;
	struct connections *connections;
	VEC(struct token) tokens;
	struct call *calls;
};

static struct backend *backend_of(struct task_backend *b)
{
	return (struct backend *)b;
}

static void tell_known(void *ctx);

static void call_free(struct call *c)
{
	struct call **at = &c->b->calls;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	loop_defer_cancel(c->b->loop, tell_known, c);
	http_headers_done(&c->headers);
	value_unref(c->payload);
	free(c->method);
	free(c->url);
	free(c->body);
	free(c->error);
	free(c->cause);
	free(c);
}

/* --- the answer -------------------------------------------------------------------------------------------------------------------- */

static void tell_error(struct call *c, const char *error, const char *cause)
{
	if (c->b->base.done)
		c->b->base.done(c->b->base.ctx, c->id, &(struct task_outcome){.kind = TASK_FAILED, .error = error, .cause = cause});
}

static void tell_known(void *ctx)
{
	struct call *c = ctx;

	tell_error(c, c->error, c->cause);
	call_free(c);
}

static void tell_status(struct call *c, const struct http_reply *r)
{
	char *error = c->gateway ? xasprintf("ApiGateway.%d", r->status) : xasprintf("States.Http.StatusCode.%d", r->status);

	tell_error(c, error, c->gateway ? r->body : http_status_text(r));
	free(error);
}

static void tell_response(struct call *c, const struct http_reply *r)
{
	struct value *response = http_response(r);

	if (!response)
		tell_error(c, "States.Runtime", "The response is nested too deeply.");
	else if (c->b->base.done)
		c->b->base.done(c->b->base.ctx, c->id, &(struct task_outcome){.kind = TASK_DONE, .result = response});
	value_unref(response);
}

static void on_reply(void *ctx, const struct http_reply *r)
{
	struct call *c = ctx;

	c->http = NULL;
	if (r->error)
		tell_error(c, c->gateway ? "ApiGateway.SdkClientException" : "States.Http.Socket", r->error);
	else if (r->status < 200 || r->status > 299)
		tell_status(c, r);
	else if (!http_body_is_text(r))
		tell_error(c, "States.Runtime", "The response has a content type that is not supported: its body is no text.");
	else
		tell_response(c, r);
	call_free(c);
}

/* --- sending ------------------------------------------------------------------------------------------------------------------------ */

static bool add_connection(struct call *c, const char *token)
{
	cJSON *body = c->body ? json_read(c->body, NULL) : NULL;
	struct str query = {0};
	struct err e;
	bool ok = connection_apply(c->connection, token, &c->headers, &query, body, &e);

	if (ok && query.len) {
		char *url = xasprintf("%s%c%s", c->url, strchr(c->url, '?') ? '&' : '?', str_get(&query));

		free(c->url);
		c->url = url;
	}
	if (ok && cJSON_IsObject(body)) {
		free(c->body);
		c->body = json_print(body);
	}
	if (!ok) {
		free(c->error);
		free(c->cause);
		c->error = xstrdup("Events.ConnectionResource.InvalidConnectionState");
		c->cause = xstrdup(e.msg);
	}
	cJSON_Delete(body);
	str_done(&query);
	return ok;
}

/* token: of an OAuth connection; NULL else. False: the call has failed, and c->error says why. */
static bool send(struct call *c, const char *token)
{
	if (c->connection && !add_connection(c, token))
		return false;
	c->http = http_send(c->b->http, &(struct http_request){.method = c->method, .url = c->url, .headers = &c->headers, .body = c->body,
		.body_len = c->body ? strlen(c->body) : 0, .timeout_ms = REQUEST_MS}, on_reply, c);
	return true;
}

static struct token *token_find(struct backend *b, const cJSON *connection)
{
	for (size_t i = 0; i < b->tokens.n; i++)
		if (b->tokens.v[i].connection == connection)
			return &b->tokens.v[i];
	return NULL;
}

static const char *token_keep(struct backend *b, const cJSON *connection, const cJSON *answer)
{
	struct token *t = token_find(b, connection);
	int64_t seconds = TOKEN_DEFAULT_S;

	json_int(json_get(answer, "expires_in"), 1, 1000000000, &seconds);
	if (!t) {
		t = VEC_ADD(&b->tokens);
		*t = (struct token){.connection = connection};
	}
	free(t->text);
	t->text = xstrdup(json_get_string(answer, "access_token"));
	t->until_us = time_mono_us() + (seconds - TOKEN_MARGIN_S) * 1000000;
	return t->text;
}

static void on_token(void *ctx, const struct http_reply *r)
{
	struct call *c = ctx;
	struct value *v = r->error ? NULL : value_parse(r->body, r->len, NULL);
	char *cause = NULL;

	c->http = NULL;
	if (v && r->status / 100 == 2 && json_get_string(value_node(v), "access_token")) {
		if (!send(c, token_keep(c->b, c->connection, value_node(v))))
			tell_known(c);
	} else {
		cause = r->error ? xasprintf("The authorization endpoint: %s", r->error)
			: xasprintf("The authorization endpoint answered %d %s without an access token", r->status, http_status_text(r));
		tell_error(c, "Events.ConnectionResource.AuthorizationFailed", cause);
		call_free(c);
	}
	free(cause);
	value_unref(v);
}

/* The token first, where the connection wants one and there is none that is still good. */
static bool send_authorized(struct call *c)
{
	struct token *t = c->connection ? token_find(c->b, c->connection) : NULL;
	struct connection_token_request q;
	struct err e = {0};
	char *url;

	if (!c->connection || (t && t->until_us > time_mono_us()))
		return send(c, t ? t->text : NULL);
	if (!connection_token_request(c->connection, &q, &e)) {
		connection_token_request_done(&q);
		if (!e.code)
			return send(c, NULL);
		c->error = xstrdup("Events.ConnectionResource.InvalidConnectionState");
		c->cause = xstrdup(e.msg);
		return false;
	}
	url = http_route_url(&c->b->routes, "http", q.url);
	c->http = http_send(c->b->http, &(struct http_request){.method = q.method, .url = url ? url : q.url, .headers = &q.headers,
		.body = str_get(&q.body), .body_len = q.body.len, .timeout_ms = REQUEST_MS}, on_token, c);
	free(url);
	connection_token_request_done(&q);
	return true;
}

/* --- building ---------------------------------------------------------------------------------------------------------------------- */

/* The parameters make no request: the call fails as it would before it was sent. Returns false. */
static bool refuse(struct call *c, const char *what, const char *name)
{
	char *parameters = json_print(value_node(c->payload));

	c->error = xstrdup("States.Runtime");
	c->cause = xasprintf("The Parameters '%s' could not be used to start the Task: [The value of the field '%s' %s]", parameters, name, what);
	free(parameters);
	return false;
}

static const cJSON *parameter(const struct call *c, const char *name)
{
	const cJSON *n = json_get(value_node(c->payload), name);

	return cJSON_IsNull(n) ? NULL : n;
}

static bool build_method(struct call *c)
{
	static const char *const methods[] = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"};
	const cJSON *n = parameter(c, "Method");

	for (size_t i = 0; cJSON_IsString(n) && i < ARRAY_LEN(methods); i++)
		if (strcmp(methods[i], n->valuestring) == 0) {
			c->method = xstrdup(methods[i]);
			return true;
		}
	return refuse(c, "has an invalid format", "Method");
}

static bool add_header(struct call *c, const cJSON *m)
{
	if (http_header_is_forbidden(m->string))
		return refuse(c, "names a header that is not allowed", m->string);
	if (cJSON_IsString(m)) {
		http_headers_add(&c->headers, m->string, m->valuestring);
		return true;
	}
	if (!cJSON_IsArray(m))
		return refuse(c, "has an invalid format", "Headers");
	for (const cJSON *e = m->child; e; e = e->next) {
		if (!cJSON_IsString(e))
			return refuse(c, "has an invalid format", "Headers");
		http_headers_add(&c->headers, m->string, e->valuestring);
	}
	return true;
}

static void add_default(struct call *c, const char *name, const char *value)
{
	if (!http_headers_get(&c->headers, name))
		http_headers_add(&c->headers, name, value);
}

static bool build_headers(struct call *c, bool form)
{
	const cJSON *headers = parameter(c, "Headers");

	if (headers && !cJSON_IsObject(headers))
		return refuse(c, "has an invalid format", "Headers");
	for (const cJSON *m = headers ? headers->child : NULL; m; m = m->next)
		if (!add_header(c, m))
			return false;
	add_default(c, "Content-Type", form ? "application/x-www-form-urlencoded" : "application/json; charset=UTF-8");
	if (!c->gateway) {
		add_default(c, "User-Agent", "Amazon|StepFunctions|HttpInvoke|us-east-1");
		add_default(c, "Range", "bytes=0-262144");
	}
	return true;
}

static bool build_query(struct call *c)
{
	const cJSON *query = parameter(c, "QueryParameters");
	struct str text = {0};
	char *url;

	if (query && !cJSON_IsObject(query))
		return refuse(c, "has an invalid format", "QueryParameters");
	http_encode_query(&text, query);
	if (text.len) {
		url = xasprintf("%s%c%s", c->url, strchr(c->url, '?') ? '&' : '?', str_get(&text));
		free(c->url);
		c->url = url;
	}
	str_done(&text);
	return true;
}

static bool is_form(const struct call *c)
{
	return str_is(json_get_string(parameter(c, "Transform"), "RequestBodyEncoding"), "URL_ENCODED");
}

static bool build_body(struct call *c)
{
	const cJSON *body = parameter(c, "RequestBody"), *options = json_get(parameter(c, "Transform"), "RequestEncodingOptions");
	const char *format = json_get_string(options, "ArrayFormat");
	enum http_arrays arrays = ARRAYS_INDICES;
	struct str form = {0};

	if (!body)
		return true;
	if (format && !http_arrays_find(format, &arrays))
		return refuse(c, "has an invalid format", "ArrayFormat");
	if (is_form(c) && cJSON_IsObject(body)) {
		http_encode_form(&form, body, arrays);
		c->body = str_take(&form);
	} else {
		/* API Gateway gets JSON always, an HTTP task's text is sent as it is. */
		c->body = cJSON_IsString(body) && !c->gateway ? xstrdup(body->valuestring) : json_print(body);
	}
	return true;
}

/* --- the backend --------------------------------------------------------------------------------------------------------------------- */

/* Where the task's request goes in AWS; for API Gateway without the scheme. NULL: the parameters do not say. Caller frees. */
static char *target(const cJSON *in, bool gateway)
{
	const char *endpoint = json_get_string(in, "ApiEndpoint"), *stage = json_get_string(in, "Stage"), *path = json_get_string(in, "Path");
	struct str s = {0};

	if (!endpoint || !*endpoint)
		return NULL;
	if (!gateway)
		return xstrdup(endpoint);
	str_adds(&s, endpoint);
	if (stage)
		str_addf(&s, "/%s", stage);
	if (path)
		str_addf(&s, "%s%s", path[0] == '/' ? "" : "/", path);
	return str_take(&s);
}

static char *routed(const struct http_routes *routes, const cJSON *in, bool gateway)
{
	char *to = target(in, gateway), *url = to ? http_route_url(routes, gateway ? "apigateway" : "http", to) : NULL, *whole;

	free(to);
	if (!url || strstr(url, "://"))
		return url;
	whole = xasprintf("https://%s", url);
	free(url);
	return whole;
}

/* False: the task names a connection that is not in the file. */
static bool find_connection(const struct backend *b, const cJSON *in, const cJSON **out, struct err *e)
{
	const char *arn = json_get_string(json_get(in, "Authentication"), "ConnectionArn");
	char *name;

	*out = NULL;
	if (!arn)
		arn = json_get_string(json_get(in, "InvocationConfig"), "ConnectionArn");
	if (!b->connections || !arn)
		return true;
	*out = connection_find(b->connections, arn);
	if (*out)
		return true;
	name = connection_name(arn);
	err_set(e, ERR_NOT_FOUND, "the connection \"%.100s\" is not in the file of connections", name);
	free(name);
	return false;
}

static enum task_take start(struct task_backend *base, const struct task_request *r, struct err *e)
{
	struct backend *b = backend_of(base);
	const struct asl_resource *res = &r->state->resource;
	bool gateway = str_is(res->service, "apigateway");
	const cJSON *connection;
	struct call *c;
	char *url;

	if (res->kind != ASL_TASK_SERVICE || !(gateway || str_is(res->service, "http")) || !str_is(res->action, "invoke"))
		return TASK_NOT_MINE;
	url = routed(&b->routes, value_node(r->payload), gateway);
	if (!url)
		return TASK_NOT_MINE;
	if (!find_connection(b, value_node(r->payload), &connection, e)) {
		free(url);
		return TASK_CANNOT;
	}
	c = xcalloc(1, sizeof *c);
	*c = (struct call){.b = b, .next = b->calls, .id = r->id, .gateway = gateway, .url = url, .connection = connection,
		.payload = value_ref(r->payload)};
	b->calls = c;
	if (!build_method(c) || !build_headers(c, is_form(c)) || !build_query(c) || !build_body(c) || !send_authorized(c))
		loop_defer(b->loop, tell_known, c);
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
	for (size_t i = 0; i < b->tokens.n; i++)
		free(b->tokens.v[i].text);
	VEC_DONE(&b->tokens);
	http_client_free(b->http);
	http_routes_done(&b->routes);
	connections_free(b->connections);
	free(b);
}

struct task_backend *http_task_new_take(struct loop *l, const struct http_routes *routes, struct connections *connections)
{
	struct backend *b = xcalloc(1, sizeof *b);

	b->base.name = "http endpoint";
	b->base.start = start;
	b->base.cancel = cancel;
	b->base.free = backend_free;
	b->loop = l;
	b->http = http_client_new(l);
	b->connections = connections;
	http_routes_copy(&b->routes, routes);
	return &b->base;
}
