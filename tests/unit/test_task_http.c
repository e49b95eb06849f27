/* http: the client, functions behind an endpoint, HTTP tasks, connections, against a server inside this program. No network. */
#include "task_support.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "task/http_encode.h"
#include "task/http_lambda.h"
#include "task/http_task.h"

/* --- the server: one answer for every path, what came in is kept ----------------------------------------------------------------------- */

static struct {
	struct loop *loop;
	int fd, port;
	struct loop_fd *watch;
	struct str requests;		/* all that came, one after the other, "\n---\n" between them */
	int n;
	const char *(*answer)(const char *request);	/* NULL: says nothing at all */
} server;

struct connection_in {
	int fd;
	struct loop_fd *watch;
	struct str text;
};

static void connection_end(struct connection_in *c)
{
	loop_fd_free(c->watch);
	close(c->fd);
	str_done(&c->text);
	free(c);
}

static bool is_whole(const struct str *s)
{
	const char *end = strstr(str_get(s), "\r\n\r\n"), *length = strcasestr(str_get(s), "\r\ncontent-length:");

	if (!end)
		return false;
	return !length || s->len >= (size_t)(end + 4 - s->p) + strtoul(length + 17, NULL, 10);
}

static void on_request(void *ctx, unsigned events)
{
	struct connection_in *c = ctx;
	char buf[4096];
	ssize_t n = read(c->fd, buf, sizeof buf);
	const char *answer;

	(void)events;
	if (n <= 0) {
		connection_end(c);
		return;
	}
	str_add(&c->text, buf, (size_t)n);
	if (!is_whole(&c->text))
		return;
	str_addf(&server.requests, "%s\n---\n", str_get(&c->text));
	server.n++;
	answer = server.answer(str_get(&c->text));
	if (!answer)
		return;			/* the client will be tired of waiting */
	assert_int_equal(write(c->fd, answer, strlen(answer)), (ssize_t)strlen(answer));
	connection_end(c);
}

static void on_connect(void *ctx, unsigned events)
{
	struct connection_in *c = xcalloc(1, sizeof *c);
	struct err e;

	(void)ctx, (void)events;
	c->fd = accept(server.fd, NULL, NULL);
	assert_true(c->fd >= 0);
	c->watch = loop_fd_new(server.loop, c->fd, LOOP_READ, on_request, c, &e);
}

static void server_start(struct loop *l, const char *(*answer)(const char *request))
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof a;
	struct err e;

	server.loop = l;
	server.answer = answer;
	server.n = 0;
	str_reset(&server.requests);
	server.fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(server.fd, (struct sockaddr *)&a, sizeof a), 0);
	assert_int_equal(listen(server.fd, 16), 0);
	getsockname(server.fd, (struct sockaddr *)&a, &len);
	server.port = ntohs(a.sin_port);
	server.watch = loop_fd_new(l, server.fd, LOOP_READ, on_connect, NULL, &e);
	assert_non_null(server.watch);
}

static void server_stop(void)
{
	loop_fd_free(server.watch);
	close(server.fd);
	str_done(&server.requests);
}

static void request_has(const char *text)
{
	if (!strstr(str_get(&server.requests), text))
		fail_msg("no \"%s\" in:\n%s", text, str_get(&server.requests));
}

/* --- a call ----------------------------------------------------------------------------------------------------------------------------- */

static struct {
	struct loop *loop;
	struct task_backend *b;
	struct asl_machine *machine;
	bool told;
	enum task_outcome_kind kind;
	struct value *result;
	char *error, *cause;
} t;

static void forget(void)
{
	value_unref(t.result);
	free(t.error);
	free(t.cause);
	t.result = NULL;
	t.error = t.cause = NULL;
	t.told = false;
}

static void on_answer(void *ctx, uint64_t id, const struct task_outcome *o)
{
	(void)ctx, (void)id;
	t.told = true;
	t.kind = o->kind;
	t.result = value_ref(o->kind == TASK_SUBMITTED ? o->submit : o->result);
	t.error = xstrdup(o->error);
	t.cause = xstrdup(o->cause);
}

static void turn_until_told(void)
{
	for (int i = 0; i < 500 && !t.told; i++)
		loop_turn(t.loop, 20);
	assert_true(t.told);
}

static enum task_take start(const char *resource, const char *parameters)
{
	char *text = xasprintf("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"%s\",\"End\":true}}}", resource);
	struct task_request r = {.id = 1, .seed = 1, .payload = value_parse(parameters, strlen(parameters), NULL)};
	enum task_take take;
	struct err e;

	asl_unref(t.machine);
	t.machine = asl_parse(text, strlen(text), "M", NULL);
	free(text);
	forget();
	assert_non_null(r.payload);
	r.state = t.machine->states[0];
	take = t.b->start(t.b, &r, &e);
	value_unref(r.payload);
	return take;
}

static void call(const char *resource, const char *parameters)
{
	assert_int_equal(start(resource, parameters), TASK_TAKEN);
	assert_false(t.told);
	turn_until_told();
}

static struct http_routes routes_to_server(const char *const *keys)
{
	struct http_routes r = {0};
	char *url = xasprintf("http://127.0.0.1:%d", server.port);
	struct err e;

	for (; *keys; keys++)
		if (!http_routes_add(&r, *keys, url, &e))
			fail_msg("%s", e.msg);
	free(url);
	return r;
}

static void begin(const char *(*answer)(const char *request))
{
	struct err e;

	t.loop = loop_new(&e);
	server_start(t.loop, answer);
}

static void begin_lambda(const char *(*answer)(const char *request))
{
	static const char *const keys[] = {"lambda", NULL};
	struct http_routes r;

	begin(answer);
	r = routes_to_server(keys);
	t.b = http_lambda_new(t.loop, &r);
	t.b->done = on_answer;
	http_routes_done(&r);
}

static void begin_http(const char *(*answer)(const char *request), const char *connections)
{
	static const char *const keys[] = {"http", "http:https://api.example.com/v1", "apigateway", NULL};
	struct http_routes r;
	struct connections *c = NULL;
	struct err e;

	begin(answer);
	r = routes_to_server(keys);
	if (connections) {
		test_dir_make(NULL);
		test_file_write("c.json", connections, 0600);
		c = connections_read(test_path("c.json"), &e);
		if (!c)
			fail_msg("%s", e.msg);
		test_dir_remove(NULL);
	}
	t.b = http_task_new_take(t.loop, &r, c);
	t.b->done = on_answer;
	http_routes_done(&r);
}

static void end(void)
{
	forget();
	t.b->free(t.b);
	server_stop();
	loop_free(t.loop);
	asl_unref(t.machine);
	t.machine = NULL;
}

/* --- functions -------------------------------------------------------------------------------------------------------------------------- */

#define HEAD(status, more) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\n" more "Connection: close\r\n"
#define BODY "\r\n"

static const char *lambda_answer(const char *request)
{
	if (strstr(request, "/functions/Echo/"))
		return HEAD("200 OK", "X-Amz-Log-Result: aGVsbG8=\r\n") BODY "{\"a\": [1]}";
	if (strstr(request, "/functions/Raises/"))
		return HEAD("200 OK", "X-Amz-Function-Error: Unhandled\r\n") BODY "{\"errorType\": \"Mine\", \"errorMessage\": \"broken\"}";
	if (strstr(request, "/functions/Quiet/"))
		return HEAD("200 OK", "") BODY "{\"errorType\": \"Mine\", \"errorMessage\": \"broken\"}";
	if (strstr(request, "/functions/Busy/"))
		return HEAD("429 Too Many Requests", "X-Amzn-ErrorType: TooManyRequestsException:x\r\n") BODY "{\"message\":\"Rate Exceeded\"}";
	if (strstr(request, "/functions/Later/"))
		return HEAD("202 Accepted", "") BODY;
	return HEAD("404 Not Found", "") BODY "{\"Message\": \"no such thing\"}";
}

#define ARN "arn:aws:lambda:us-east-1:111122223333:function:"
#define INVOKE "arn:aws:states:::lambda:invoke"

static void a_function_is_invoked(void **state)
{
	(void)state;
	begin_lambda(lambda_answer);
	call(ARN "Echo:prod", "{\"x\": \"\\u00e9\"}");
	assert_string_equal(value_text(t.result), "{\"a\":[1]}");
	request_has("POST /2015-03-31/functions/Echo/invocations?Qualifier=prod HTTP/1.1\r\n");
	request_has("X-Amz-Invocation-Type: RequestResponse\r\n");
	request_has("\r\n\r\n{\"x\":\"\xc3\xa9\"}");
	call(INVOKE, "{\"FunctionName\": \"Echo\", \"Payload\": {\"y\": 1}, \"LogType\": \"Tail\", \"ClientContext\": {\"c\": 1}}");
	assert_string_equal(json_get_string(value_node(t.result), "LogResult"), "aGVsbG8=");
	assert_int_equal(json_get(value_node(t.result), "StatusCode")->valuedouble, 200);
	request_has("X-Amz-Log-Type: Tail\r\n");
	request_has("X-Amz-Client-Context: eyJjIjoxfQ==\r\n");
	request_has("\r\n\r\n{\"y\":1}");
	call(INVOKE ".waitForTaskToken", "{\"FunctionName\": \"Echo\", \"Payload\": {}}");
	assert_int_equal(t.kind, TASK_SUBMITTED);
	call(INVOKE, "{\"FunctionName\": \"Later\", \"InvocationType\": \"Event\"}");
	assert_int_equal(json_get(value_node(t.result), "StatusCode")->valuedouble, 202);
	end();
}

static void a_function_fails(void **state)
{
	(void)state;
	begin_lambda(lambda_answer);
	call(ARN "Raises", "{}");
	assert_string_equal(t.error, "Mine");
	assert_string_equal(t.cause, "{\"errorType\": \"Mine\", \"errorMessage\": \"broken\"}");
	call(INVOKE, "{\"FunctionName\": \"Quiet\"}");
	assert_string_equal(t.error, "Mine");
	assert_string_equal(t.cause, "{\"errorType\":\"Mine\",\"errorMessage\":\"broken\"}");
	call(ARN "Busy", "{}");
	assert_string_equal(t.error, "Lambda.TooManyRequestsException");
	assert_non_null(strstr(t.cause, "Rate Exceeded (Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; Request ID: "));
	call(ARN "Nowhere", "{}");
	assert_string_equal(t.error, "Lambda.ResourceNotFoundException");
	end();
	begin_lambda(lambda_answer);
	loop_fd_free(server.watch);
	close(server.fd);
	call(ARN "Echo", "{}");
	assert_string_equal(t.error, "Lambda.SdkClientException");
	assert_non_null(strstr(t.cause, "Unable to execute HTTP request: "));
	forget();
	t.b->free(t.b);
	loop_free(t.loop);
}

static const char *no_answer(const char *request)
{
	(void)request;
	return NULL;
}

static void a_call_can_be_cancelled(void **state)
{
	(void)state;
	begin_lambda(no_answer);
	assert_int_equal(start(ARN "Echo", "{}"), TASK_TAKEN);
	for (int i = 0; i < 100 && !server.n; i++)
		loop_turn(t.loop, 20);
	assert_int_equal(server.n, 1);
	t.b->cancel(t.b, 1);
	for (int i = 0; i < 3; i++)
		loop_turn(t.loop, 10);
	assert_false(t.told);
	assert_int_equal(start(ARN "Echo", "{}"), TASK_TAKEN);
	end();			/* with a call under way */
}

static void other_tasks_are_not_ours(void **state)
{
	(void)state;
	begin_lambda(lambda_answer);
	assert_int_equal(start("arn:aws:states:::sqs:sendMessage", "{}"), TASK_NOT_MINE);
	assert_int_equal(start(INVOKE, "{}"), TASK_NOT_MINE);
	end();
	begin_http(lambda_answer, NULL);
	assert_int_equal(start(ARN "Echo", "{}"), TASK_NOT_MINE);
	assert_int_equal(start("arn:aws:states:::http:invoke", "{}"), TASK_NOT_MINE);
	end();
}

/* --- HTTP tasks ----------------------------------------------------------------------------------------------------------------------------- */

static const char *web_answer(const char *request)
{
	if (strstr(request, "GET /pic"))
		return "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 3\r\n\r\nabc";
	if (strstr(request, "GET /text"))
		return "HTTP/1.1 200 Fine\r\nContent-Type: text/plain\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 2\r\n\r\n42";
	if (strstr(request, "GET /gone"))
		return "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnope";
	if (strstr(request, "POST /token"))
		return HEAD("200 OK", "") BODY "{\"access_token\": \"secret\", \"expires_in\": 3600}";
	return HEAD("200 OK", "") BODY "{\"ok\": true}";
}

#define HTTP "arn:aws:states:::http:invoke"

static void a_request_is_sent(void **state)
{
	const cJSON *n;

	(void)state;
	begin_http(web_answer, NULL);
	call(HTTP, "{\"ApiEndpoint\": \"https://x.example.com/things?a=1\", \"Method\": \"POST\", \"Headers\": {\"X-My\": \"y\", \"Empty\": \"\"},"
		"\"QueryParameters\": {\"q\": \"a b\", \"n\": [1, true]}, \"RequestBody\": {\"k\": 1}, \"Authentication\": {\"ConnectionArn\": \"c\"}}");
	request_has("POST /things?a=1&q=a%20b&n=1&n=true HTTP/1.1\r\n");
	request_has("X-My: y\r\n");
	request_has("Empty:");
	request_has("Content-Type: application/json; charset=UTF-8\r\n");
	request_has("User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1\r\n");
	request_has("Range: bytes=0-262144\r\n");
	request_has("\r\n\r\n{\"k\":1}");
	assert_string_equal(value_text(t.result), "{\"Headers\":{\"Content-Type\":[\"application/json\"],\"Connection\":[\"close\"]},"
		"\"ResponseBody\":{\"ok\":true},\"StatusCode\":200,\"StatusText\":\"OK\"}");
	call(HTTP, "{\"ApiEndpoint\": \"https://api.example.com/v1/text\", \"Method\": \"GET\"}");
	request_has("GET /text HTTP/1.1\r\n");
	n = value_node(t.result);
	assert_string_equal(json_get_string(n, "ResponseBody"), "42");
	assert_string_equal(json_get_string(n, "StatusText"), "Fine");
	assert_int_equal(json_count(json_get(json_get(n, "Headers"), "X-A")), 2);
	end();
}

static void what_goes_wrong_has_its_name(void **state)
{
	(void)state;
	begin_http(web_answer, NULL);
	call(HTTP, "{\"ApiEndpoint\": \"https://x/gone\", \"Method\": \"GET\"}");
	assert_string_equal(t.error, "States.Http.StatusCode.404");
	assert_string_equal(t.cause, "Not Found");
	call(HTTP, "{\"ApiEndpoint\": \"https://x/pic\", \"Method\": \"GET\"}");
	assert_string_equal(t.error, "States.Runtime");
	call(HTTP, "{\"ApiEndpoint\": \"https://x/y\", \"Method\": \"BREW\"}");
	assert_string_equal(t.error, "States.Runtime");
	assert_non_null(strstr(t.cause, "could not be used to start the Task: [The value of the field 'Method' has an invalid format]"));
	call(HTTP, "{\"ApiEndpoint\": \"https://x/y\", \"Method\": \"GET\", \"Headers\": {\"Host\": \"z\"}}");
	assert_string_equal(t.error, "States.Runtime");
	call(HTTP, "{\"ApiEndpoint\": \"https://x/y\", \"Method\": \"GET\", \"Headers\": [1]}");
	assert_non_null(strstr(t.cause, "[The value of the field 'Headers' has an invalid format]"));
	call("arn:aws:states:::apigateway:invoke", "{\"ApiEndpoint\": \"x.execute-api\", \"Method\": \"GET\", \"Path\": \"gone\"}");
	assert_string_equal(t.error, "ApiGateway.404");
	assert_string_equal(t.cause, "nope");
	call("arn:aws:states:::apigateway:invoke", "{\"ApiEndpoint\": \"x.execute-api\", \"Method\": \"POST\", \"Stage\": \"s\", \"Path\": \"/p\","
		"\"Headers\": {\"H\": [\"1\", \"2\"]}, \"RequestBody\": \"text\"}");
	request_has("POST /s/p HTTP/1.1\r\n");
	request_has("H: 1\r\nH: 2\r\n");
	request_has("\r\n\r\n\"text\"");
	loop_fd_free(server.watch);
	close(server.fd);
	call(HTTP, "{\"ApiEndpoint\": \"https://x/y\", \"Method\": \"GET\"}");
	assert_string_equal(t.error, "States.Http.Socket");
	forget();
	t.b->free(t.b);
	str_done(&server.requests);
	loop_free(t.loop);
	asl_unref(t.machine);
	t.machine = NULL;
}

static void a_form_is_encoded(void **state)
{
	static const struct { const char *format, *body; } forms[] = {
		{NULL, "a=1&l%5B0%5D=x&l%5B1%5D=y%20z&o%5Bp%5D=true"}, {"INDICES", "a=1&l%5B0%5D=x&l%5B1%5D=y%20z&o%5Bp%5D=true"},
		{"REPEAT", "a=1&l=x&l=y%20z&o%5Bp%5D=true"}, {"COMMAS", "a=1&l=x%2Cy%20z&o%5Bp%5D=true"},
		{"BRACKETS", "a=1&l%5B%5D=x&l%5B%5D=y%20z&o%5Bp%5D=true"},
	};

	(void)state;
	begin_http(web_answer, NULL);
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		char *options = forms[i].format ? xasprintf(", \"RequestEncodingOptions\": {\"ArrayFormat\": \"%s\"}", forms[i].format) : xstrdup("");
		char *parameters = xasprintf("{\"ApiEndpoint\": \"https://x/y\", \"Method\": \"POST\", \"RequestBody\": {\"a\": 1, \"l\": [\"x\", \"y z\"], "
			"\"o\": {\"p\": true}}, \"Transform\": {\"RequestBodyEncoding\": \"URL_ENCODED\"%s}}", options);

		str_reset(&server.requests);
		call(HTTP, parameters);
		request_has("Content-Type: application/x-www-form-urlencoded\r\n");
		request_has(forms[i].body);
		free(options);
		free(parameters);
	}
	end();
}

static const char connections[] = "{\"basic\": {\"AuthorizationType\": \"BASIC\", \"AuthParameters\": {\"BasicAuthParameters\": {\"Username\": \"u\","
	"\"Password\": {\"env\": \"TEST_PASSWORD\"}}, \"InvocationHttpParameters\": {\"HeaderParameters\": [{\"Key\": \"X-Conn\", \"Value\": \"v\"}],"
	"\"QueryStringParameters\": [{\"Key\": \"cq\", \"Value\": \"1 2\"}], \"BodyParameters\": [{\"Key\": \"cb\", \"Value\": \"3\"}]}}},"
	"\"key\": {\"AuthorizationType\": \"API_KEY\", \"AuthParameters\": {\"ApiKeyAuthParameters\": {\"ApiKeyName\": \"X-Key\", \"ApiKeyValue\": \"k\"}}},"
	"\"oauth\": {\"AuthorizationType\": \"OAUTH_CLIENT_CREDENTIALS\", \"AuthParameters\": {\"OAuthParameters\": {\"AuthorizationEndpoint\":"
	"\"https://auth.example.com/token\", \"HttpMethod\": \"POST\", \"ClientParameters\": {\"ClientID\": \"id\", \"ClientSecret\": \"s\"}}}}}";

#define WITH(name) "\"Authentication\": {\"ConnectionArn\": \"arn:aws:events:us-east-1:111122223333:connection/" name "/1-2\"}}"

static void a_connection_adds_what_it_says(void **state)
{
	(void)state;
	begin_http(web_answer, connections);
	unsetenv("TEST_PASSWORD");
	call(HTTP, "{\"ApiEndpoint\": \"https://x/y\", \"Method\": \"POST\", \"RequestBody\": {\"a\": 1}, " WITH("basic"));
	assert_string_equal(t.error, "Events.ConnectionResource.InvalidConnectionState");
	assert_string_equal(t.cause, "the environment variable TEST_PASSWORD is not set");
	setenv("TEST_PASSWORD", "p", 1);
	call(HTTP, "{\"ApiEndpoint\": \"https://x/y\", \"Method\": \"POST\", \"RequestBody\": {\"a\": 1}, " WITH("basic"));
	request_has("POST /y?cq=1%202 HTTP/1.1\r\n");
	request_has("Authorization: Basic dTpw\r\n");
	request_has("X-Conn: v\r\n");
	request_has("{\"a\":1,\"cb\":\"3\"}");
	call(HTTP, "{\"ApiEndpoint\": \"https://x/y\", \"Method\": \"GET\", " WITH("key"));
	request_has("X-Key: k\r\n");
	assert_int_equal(start(HTTP, "{\"ApiEndpoint\": \"https://x/y\", \"Method\": \"GET\", " WITH("nowhere")), TASK_CANNOT);
	call(HTTP, "{\"ApiEndpoint\": \"https://x/y\", \"Method\": \"GET\"}");
	end();
}

static void an_oauth_token_is_fetched_once(void **state)
{
	int before;

	(void)state;
	begin_http(web_answer, connections);
	call(HTTP, "{\"ApiEndpoint\": \"https://x/y\", \"Method\": \"GET\", " WITH("oauth"));
	request_has("POST /token HTTP/1.1\r\n");
	request_has("grant_type=client_credentials&client_id=id&client_secret=s");
	request_has("Authorization: Bearer secret\r\n");
	before = server.n;
	call(HTTP, "{\"ApiEndpoint\": \"https://x/y\", \"Method\": \"GET\", " WITH("oauth"));
	assert_int_equal(server.n, before + 1);
	end();
}

static void mistakes_in_connections_have_a_place(void **state)
{
	struct err e;

	(void)state;
	test_dir_make(NULL);
	assert_null(connections_read(test_path("none.json"), &e));
	test_file_write("c.json", "{\n \"a\": {\"AuthorizationType\": \"MAGIC\"}}", 0600);
	assert_null(connections_read(test_path("c.json"), &e));
	assert_non_null(strstr(e.msg, "c.json:2:2: connection \"a\": AuthorizationType is API_KEY, BASIC or OAUTH_CLIENT_CREDENTIALS"));
	test_file_write("c.json", "{\"a\": {\"AuthorizationType\": \"BASIC\", \"AuthParameters\": {\"BasicAuthParameters\": {\"Username\": \"u\"}}}}", 0600);
	assert_null(connections_read(test_path("c.json"), &e));
	assert_non_null(strstr(e.msg, "AuthParameters.BasicAuthParameters.Password is missing"));
	test_dir_remove(NULL);
}

static void routes_are_found(void **state)
{
	static const struct { const char *kind, *what, *to; } cases[] = {
		{"http", "https://api.example.com/v1/a?b", "http://one/base/a?b"}, {"http", "https://api.example.com/v2", "http://two/v2"},
		{"http", "https://other.com", "http://two"}, {"apigateway", "abc.execute/s/p", "http://three/s/p"},
		{"apigateway", "xyz.execute/s/p", "xyz.execute/s/p"},
	};
	struct http_routes r = {0};
	struct err e;
	char *url;

	(void)state;
	assert_true(http_routes_add(&r, "http:https://api.example.com/v1", "http://one/base/", &e));
	assert_true(http_routes_add(&r, "http", "http://two", &e));
	assert_true(http_routes_add(&r, "apigateway:abc.execute", "http://three", &e));
	assert_true(http_routes_add(&r, "apigateway", "direct", &e));
	assert_true(http_routes_add(&r, "lambda", "http://four/", &e));
	assert_true(http_routes_add(&r, "lambda:F", "http://five:9000/2015-03-31/functions/function/invocations", &e));
	assert_false(http_routes_add(&r, "lambda", "direct", &e));
	assert_false(http_routes_add(&r, "s3", "http://x", &e));
	assert_false(http_routes_add(&r, "lambda:", "http://x", &e));
	assert_false(http_routes_add(&r, "http", "ftp://x", &e));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		url = http_route_url(&r, cases[i].kind, cases[i].what);
		assert_string_equal(url, cases[i].to);
		free(url);
	}
	url = http_route_function(&r, "G", "$LATEST");
	assert_string_equal(url, "http://four/2015-03-31/functions/G/invocations");
	free(url);
	url = http_route_function(&r, "F", NULL);
	assert_string_equal(url, "http://five:9000/2015-03-31/functions/function/invocations");
	free(url);
	http_routes_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_function_is_invoked),
		cmocka_unit_test(a_function_fails),
		cmocka_unit_test(a_call_can_be_cancelled),
		cmocka_unit_test(other_tasks_are_not_ours),
		cmocka_unit_test(a_request_is_sent),
		cmocka_unit_test(what_goes_wrong_has_its_name),
		cmocka_unit_test(a_form_is_encoded),
		cmocka_unit_test(a_connection_adds_what_it_says),
		cmocka_unit_test(an_oauth_token_is_fetched_once),
		cmocka_unit_test(mistakes_in_connections_have_a_place),
		cmocka_unit_test(routes_are_found),
	};

	/* No proxy of whoever runs this. */
	unsetenv("http_proxy");
	unsetenv("HTTP_PROXY");
	unsetenv("all_proxy");
	unsetenv("ALL_PROXY");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
