/*
 * Local functions: Lambda's contract, Lambda's failures, and that nothing is left behind, whatever a handler
 * does.
 */
#include "task_support.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/timefmt.h"
#include "task/function.h"
#include "task/lambda.h"

#define DEADLINE_MS 30000

/* What the session would be: collects the answers. */
struct answer {
	uint64_t id;
	enum task_outcome_kind kind;
	struct value *result, *submit;
	char *error, *cause;
};

static struct {
	struct loop *loop;
	struct task_backend *b;
	VEC(struct answer) answers;
	uint64_t next_id;
	size_t fds;
} t;

static size_t count_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	size_t n = 0;

	while (d && readdir(d))
		n++;
	closedir(d);
	return n;
}

/* Processes that run and were started by this program's workers, wherever they have gone. */
static size_t count_left_behind(void)
{
	static char buf[256 * 1024];
	char tag[64], path[300];
	size_t found = 0, tag_len;
	DIR *d = opendir("/proc");
	struct dirent *entry;

	tag_len = (size_t)snprintf(tag, sizeof tag, "ASLANT_WORKER=%d.", (int)getpid());
	while ((entry = readdir(d))) {
		FILE *f;
		size_t n;

		if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
			continue;
		snprintf(path, sizeof path, "/proc/%s/environ", entry->d_name);
		if (!(f = fopen(path, "r")))
			continue;
		n = fread(buf, 1, sizeof buf - 1, f);
		fclose(f);
		buf[n] = '\0';
		for (const char *p = buf; p < buf + n; p += strlen(p) + 1)
			if (strncmp(p, tag, tag_len) == 0)
				found++;
	}
	closedir(d);
	return found;
}

/* What was killed may take a moment to be gone. */
static size_t left_behind_at_last(void)
{
	int64_t until = time_mono_us() + 2000000;
	size_t left;

	while ((left = count_left_behind()) && time_mono_us() < until) {
		if (t.loop)
			loop_turn(t.loop, 1);
		usleep(1000);
	}
	return left;
}

static void on_answer(void *ctx, uint64_t id, const struct task_outcome *o)
{
	struct answer *a = VEC_ADD(&t.answers);

	(void)ctx;
	*a = (struct answer){.id = id, .kind = o->kind, .result = value_ref(o->result), .submit = value_ref(o->submit),
		.error = xstrdup(o->error), .cause = xstrdup(o->cause)};
}

static void backend_open(int max_workers)
{
	t.b = function_backend_new(t.loop, &(struct function_options){.registry_path = test_path("functions.json"), .seed = 7,
		.max_workers = max_workers});
	t.b->done = on_answer;
}

static int set_up(void **state)
{
	struct err e;

	if (test_dir_make(state) != 0)
		return -1;
	memset(&t, 0, sizeof t);
	t.fds = count_fds();
	t.loop = loop_new(&e);
	backend_open(0);
	return 0;
}

static void answers_forget(void)
{
	for (size_t i = 0; i < t.answers.n; i++) {
		value_unref(t.answers.v[i].result);
		value_unref(t.answers.v[i].submit);
		free(t.answers.v[i].error);
		free(t.answers.v[i].cause);
	}
	t.answers.n = 0;
}

static int tear_down(void **state)
{
	size_t left;

	answers_forget();
	VEC_DONE(&t.answers);
	if (t.b)
		t.b->free(t.b);
	loop_turn(t.loop, 0);
	loop_free(t.loop);
	t.loop = NULL;
	left = left_behind_at_last();
	if (left)
		print_error("%zu processes are left behind\n", left);
	if (count_fds() != t.fds)
		print_error("%zu descriptors before, %zu after\n", t.fds, count_fds());
	return test_dir_remove(state) != 0 || left || count_fds() != t.fds;
}

/* functions.json with one function F: members is what follows "handler" and "runtime". */
static void function_is(const char *runtime, const char *handler, const char *members)
{
	char *text = xasprintf("{\"functions\": {\"F\": {\"runtime\": \"%s\", \"handler\": \"%s\"%s%s}}}", runtime, handler,
		*members ? ", " : "", members);

	test_file_write("functions.json", text, 0644);
	free(text);
}

static struct asl_state state_of(const char *resource)
{
	struct asl_state s = {.name = "Call", .resource = {.arn = resource, .kind = ASL_TASK_LAMBDA}};

	if (strstr(resource, ":activity:")) {
		s.resource.kind = ASL_TASK_ACTIVITY;
		s.resource.function = (char *)(strstr(resource, ":activity:") + strlen(":activity:"));
	} else if (strstr(resource, ":glue:")) {
		s.resource.kind = ASL_TASK_SERVICE;
		s.resource.service = (char *)"glue";
		s.resource.action = (char *)(strstr(resource, ":glue:") + strlen(":glue:"));
		s.resource.pattern = str_ends(resource, ".sync") ? ASL_SYNC : ASL_REQUEST;
	} else if (strstr(resource, ":states:")) {
		s.resource.kind = ASL_TASK_SERVICE;
		s.resource.service = (char *)"lambda";
		s.resource.action = (char *)(strstr(resource, "waitForTaskToken") ? "invoke.waitForTaskToken" : "invoke");
		s.resource.pattern = strstr(resource, "waitForTaskToken") ? ASL_WAIT_TOKEN : ASL_REQUEST;
	}
	return s;
}

static const char direct[] = "arn:aws:lambda:us-east-1:111122223333:function:F";
static const char invoke[] = "arn:aws:states:::lambda:invoke";

static enum task_take begin(const char *resource, const char *payload, struct err *e)
{
	static struct asl_state s;	/* a session keeps it until the answer */
	struct err parse;
	struct value *v = value_parse(payload, strlen(payload), &parse);
	struct task_request r = {.id = ++t.next_id, .state = &s, .payload = v, .execution_arn = "x"};
	enum task_take take;

	s = state_of(resource);

	if (!v)
		fail_msg("%s: %s", payload, parse.msg);
	take = t.b->start(t.b, &r, e);
	value_unref(v);
	return take;
}

static void wait_answers(size_t n)
{
	int64_t until = time_mono_us() + DEADLINE_MS * 1000;

	while (t.answers.n < n) {
		loop_turn(t.loop, 20);
		if (time_mono_us() > until)
			fail_msg("%zu of %zu answers after %d ms", t.answers.n, n, DEADLINE_MS);
	}
}

static struct answer *call(const char *resource, const char *payload)
{
	struct err e;

	answers_forget();
	if (begin(resource, payload, &e) != TASK_TAKEN)
		fail_msg("not taken: %s", e.msg);
	wait_answers(1);
	return &t.answers.v[0];
}

static void expect_result(struct answer *a, const char *json)
{
	if (a->kind != TASK_DONE)
		fail_msg("failed: %s: %s", a->error, a->cause);
	assert_string_equal(value_text(a->result), json);
}

static void expect_failure(struct answer *a, const char *error)
{
	if (a->kind != TASK_FAILED)
		fail_msg("succeeded: %s", value_text(a->result));
	if (!str_is(a->error, error))
		fail_msg("expected %s, got %s: %s", error, a->error, a->cause);
}

/* The lines of the log, each with a newline, of the call made last (or all with NULL). */
static char *log_text(const char *request_id)
{
	struct function_log *log = function_backend_log(t.b);
	struct str s = {0};
	const struct log_line *line;

	for (uint64_t seq = 0; (line = function_log_next(log, &seq, "F", request_id)); seq++)
		str_addf(&s, "%s\n", line->text);
	return str_take(&s);
}

static void expect_log(const char *part)
{
	char *text = log_text(NULL);

	if (!strstr(text, part))
		fail_msg("the log lacks \"%s\":\n%.4000s", part, text);
	free(text);
}

/* The mark that ends a call's output in the pipe is ours alone: nobody may see it. */
static void expect_no_mark(void)
{
	char *text = log_text(NULL);

	if (strstr(text, "aslant end"))
		fail_msg("the log shows the mark:\n%.4000s", text);
	free(text);
}

/* --- Python --------------------------------------------------------------------------------------------------------- */

static void python_answers(void **state)
{
	static const struct {
		const char *body, *event, *result;
	} cases[] = {
		{"return event", "{\"a\":[1,2.5,\"é\",null,true]}", "{\"a\":[1,2.5,\"é\",null,true]}"},
		{"return event", "9007199254740993", "9007199254740993"},
		{"return event", "\"\\ud83d\\ude00 \\u0000\"", "\"😀 \\u0000\""},
		{"return '\\ud83d'", "{}", "\"\\ud83d\""},
		{"return None", "{}", "null"},
		{"return b'{\"raw\": 1}'", "{}", "{\"raw\":1}"},
		{"return b'no json'", "{}", "\"no json\""},
		{"import decimal; return [decimal.Decimal('7'), decimal.Decimal('0.5')]", "{}", "[7,0.5]"},
		{"return [context.function_name, context.function_version, context.memory_limit_in_mb, context.invoked_function_arn]", "{}",
			"[\"F\",\"$LATEST\",\"128\",\"arn:aws:lambda:us-east-1:111122223333:function:F\"]"},
		{"return [context.log_group_name, context.log_stream_name.count('/'), '[$LATEST]' in context.log_stream_name]", "{}",
			"[\"/aws/lambda/F\",3,true]"},
		{"return 2000 < context.get_remaining_time_in_millis() <= 3000", "{}", "true"},
		{"return [len(context.aws_request_id), context.client_context, context.identity.cognito_identity_id]", "{}", "[36,null,null]"},
		{"import os; return [os.environ[n] for n in ('AWS_LAMBDA_FUNCTION_NAME', 'AWS_REGION', 'TZ', '_HANDLER', 'MODE')]", "{}",
			"[\"F\",\"us-east-1\",\":UTC\",\"h.f\",\"dry\"]"},
		{"import os; return os.getcwd() == os.environ['LAMBDA_TASK_ROOT'] and os.path.exists('h.py')", "{}", "true"},
		{"import sys; return sys.stdin.read()", "{}", "\"\""},
	};

	(void)state;
	unsetenv("AWS_REGION");
	function_is("python3", "h.f", "\"env\": {\"MODE\": \"dry\"}");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *code = xasprintf("def f(event, context):\n    %s\n", cases[i].body);

		test_file_write("h.py", code, 0644);
		expect_result(call(direct, cases[i].event), cases[i].result);
		free(code);
	}
}

static void python_failures_are_lambdas(void **state)
{
	static const struct {
		const char *code, *error, *cause;
	} cases[] = {
		{"class Slow(Exception): pass\n\ndef f(event, context):\n    raise Slow('no é')\n", "Slow",
			"{\"errorMessage\": \"no é\", \"errorType\": \"Slow\", \"requestId\": \"ID\", \"stackTrace\": "
			"[\"  File \\\"DIR/h.py\\\", line 4, in f\\n    raise Slow('no é')\\n\"]}"},
		{"def g():\n    return {}['x']\n\ndef f(event, context):\n    return g()\n", "KeyError",
			"{\"errorMessage\": \"'x'\", \"errorType\": \"KeyError\", \"requestId\": \"ID\", \"stackTrace\": "
			"[\"  File \\\"DIR/h.py\\\", line 5, in f\\n    return g()\\n\", \"  File \\\"DIR/h.py\\\", line 2, in g\\n    return {}['x']\\n\"]}"},
		{"import nowhere_to_be_found\n", "Runtime.ImportModuleError",
			"{\"errorMessage\": \"Unable to import module 'h': No module named 'nowhere_to_be_found'\", "
			"\"errorType\": \"Runtime.ImportModuleError\", \"requestId\": \"\", \"stackTrace\": []}"},
		{"def other(event, context): pass\n", "Runtime.HandlerNotFound",
			"{\"errorMessage\": \"Handler 'f' missing on module 'h'\", \"errorType\": \"Runtime.HandlerNotFound\", "
			"\"requestId\": \"\", \"stackTrace\": []}"},
		{"def f(event context):\n    pass\n", "Runtime.UserCodeSyntaxError",
			"{\"errorMessage\": \"Syntax error in module 'h': "},
		{"1 / 0\n", "ZeroDivisionError", "{\"errorMessage\": \"division by zero\", \"errorType\": \"ZeroDivisionError\", \"requestId\": \"\", "},
		{"def f(event, context):\n    return {1, 2}\n", "Runtime.MarshalError",
			"{\"errorMessage\": \"Unable to marshal response: Object of type set is not JSON serializable\", "
			"\"errorType\": \"Runtime.MarshalError\", \"requestId\": \"ID\", \"stackTrace\": []}"},
		{"def f(event, context):\n    return float('nan')\n", "Runtime.MarshalError",
			"{\"errorMessage\": \"Unable to marshal response: Out of range float values are not JSON compliant"},
		{"def f(event, context):\n    return [float('-inf')]\n", "Runtime.MarshalError", "{\"errorMessage\": \"Unable to marshal response: "},
		{"def f(event, context):\n    return 'x' * 7000000\n", "Function.ResponseSizeTooLarge",
			"{\"errorMessage\": \"Response payload size exceeded maximum allowed payload size (6291556 bytes).\", "
			"\"errorType\": \"Function.ResponseSizeTooLarge\"}"},
		{"class Bad(Exception):\n    def __str__(self): raise ValueError\n\ndef f(event, context):\n    raise Bad\n", "Bad",
			"{\"errorMessage\": \"<unprintable Bad object>\", "},
		{"import sys\n\ndef f(event, context):\n    sys.exit(3)\n", "Runtime.ExitError",
			"{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: ID Error: Runtime exited with error: exit status 3\"}"},
		{"import os\n\ndef f(event, context):\n    os._exit(0)\n", "Runtime.ExitError",
			"{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: ID Error: Runtime exited without providing a reason\"}"},
		{"import os\n\ndef f(event, context):\n    os.kill(os.getpid(), 9)\n", "Runtime.ExitError",
			"{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: ID Error: Runtime exited with error: signal: killed\"}"},
		{"import os\n\ndef f(event, context):\n    os.kill(os.getpid(), 11)\n", "Runtime.ExitError",
			"{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: ID Error: Runtime exited with error: signal: segmentation fault\"}"},
		{"import os\n\nos._exit(5)\n", "Runtime.ExitError",
			"{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: ID Error: Runtime exited with error: exit status 5\"}"},
		{"import os\n\ndef f(event, context):\n    os.closerange(0, 1000)\n    return 1\n", "Runtime.ExitError", "{\"errorType\":"},
	};

	(void)state;
	function_is("python3", "h.f", "");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct log_line *line;
		struct answer *a;
		struct str expected = {0};
		uint64_t seq;

		test_file_write("h.py", cases[i].code, 0644);
		seq = function_log_end(function_backend_log(t.b));
		a = call(direct, "{}");
		expect_failure(a, cases[i].error);
		line = function_log_next(function_backend_log(t.b), &seq, "F", NULL);
		for (const char *p = cases[i].cause; *p; p++) {
			if (str_starts(p, "\"ID\"") || str_starts(p, " ID "))
				str_addf(&expected, "%c%s%c", *p, line->request_id, p[3]), p += 3;
			else if (str_starts(p, "DIR/"))
				str_adds(&expected, test_dir), p += 2;
			else
				str_addc(&expected, *p);
		}
		if (!str_starts(a->cause, expected.p) || (str_ends(expected.p, "}") && strcmp(a->cause, expected.p) != 0))
			fail_msg("%s\n  cause    %s\n  expected %s", cases[i].code, a->cause, expected.p);
		str_done(&expected);
	}
}

static void the_cause_is_compact_through_lambda_invoke(void **state)
{
	struct answer *a;

	(void)state;
	function_is("python3", "h.f", "");
	test_file_write("h.py", "def f(event, context):\n    raise ValueError('a: b, c')\n", 0644);
	a = call(invoke, "{\"FunctionName\": \"F\"}");
	expect_failure(a, "ValueError");
	assert_true(str_starts(a->cause, "{\"errorMessage\":\"a: b, c\",\"errorType\":\"ValueError\",\"requestId\":\""));
	assert_true(str_ends(a->cause, "line 2, in f\\n    raise ValueError('a: b, c')\\n\"]}"));
}

static void lambda_invoke_has_its_envelope(void **state)
{
	static const char *const names[] = {"F", "F:prod", "arn:aws:lambda:us-east-1:111122223333:function:F", "111122223333:function:F:1"};
	struct answer *a;
	const cJSON *node;

	(void)state;
	function_is("python3", "h.f", "");
	test_file_write("h.py", "def f(event, context):\n    print('hello')\n    return event\n", 0644);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *payload = xasprintf("{\"FunctionName\": \"%s\", \"Payload\": {\"n\": %zu}, \"LogType\": \"Tail\"}", names[i], i);

		a = call(invoke, payload);
		free(payload);
		assert_int_equal(a->kind, TASK_DONE);
		node = value_node(a->result);
		assert_string_equal(json_get_string(node, "ExecutedVersion"), "$LATEST");
		assert_true(json_get(json_get(node, "Payload"), "n")->valuedouble == (double)i);
		assert_true(json_get(node, "StatusCode")->valuedouble == 200);
		assert_true(json_get(json_get(node, "SdkHttpMetadata"), "HttpStatusCode")->valuedouble == 200);
		assert_int_equal(strlen(json_get_string(json_get(node, "SdkResponseMetadata"), "RequestId")), 36);
		assert_string_equal(json_get_string(json_get(json_get(node, "SdkHttpMetadata"), "HttpHeaders"), "Content-Length"), "7");
		assert_true(str_starts(json_get_string(node, "LogResult"), "U1RBUlQgUmVxdWVzdElkOi"));
	}
	a = call(invoke, "{\"FunctionName\": \"F\", \"InvocationType\": \"DryRun\"}");
	assert_int_equal(a->kind, TASK_DONE);
	assert_null(json_get(value_node(a->result), "ExecutedVersion"));
	assert_true(json_get(value_node(a->result), "StatusCode")->valuedouble == 204);
	a = call("arn:aws:states:::lambda:invoke.waitForTaskToken", "{\"FunctionName\": \"F\", \"Payload\": 7}");
	assert_int_equal(a->kind, TASK_SUBMITTED);
	assert_true(json_get(value_node(a->submit), "Payload")->valuedouble == 7);
}

/* "services" of functions.json: a function in the place of a service, or of an activity's worker. */
static void a_function_stands_for_a_service(void **state)
{
	struct answer *a;
	struct err e;

	(void)state;
	test_file_write("functions.json", "{\"functions\": {\"Glue\": {\"runtime\": \"python3\", \"handler\": \"h.f\"}, \"Worker\": {\"runtime\": "
		"\"exec\", \"handler\": \"w.sh\"}}, \"services\": {\"glue:*\": \"Glue\", \"activity:Approve\": \"Worker\"}}", 0644);
	test_file_write("h.py", "class EntityNotFoundException(Exception):\n    pass\n\ndef f(event, context):\n    if 'fail' in event:\n"
		"        raise EntityNotFoundException('no such job')\n    return [event, context.client_context.custom['action']]\n", 0644);
	test_file_write("w.sh", "#!/bin/sh\ncat >/dev/null\nprintf '%s' \"$LAMBDA_RUNTIME_CLIENT_CONTEXT\"\n", 0755);
	expect_result(call("arn:aws:states:::glue:startJobRun", "{\"JobName\": \"j\"}"), "[{\"JobName\":\"j\"},\"startJobRun\"]");
	a = call("arn:aws:states:::glue:startJobRun.sync", "{}");
	assert_string_equal(value_text(a->submit), "[{},\"startJobRun.sync\"]");
	expect_result(a, "[{},\"startJobRun.sync\"]");
	a = call("arn:aws:states:::glue:startJobRun", "{\"fail\": 1}");
	expect_failure(a, "Glue.EntityNotFoundException");
	assert_string_equal(a->cause, "no such job");
	answers_forget();
	assert_int_equal(begin("arn:aws:states:us-east-1:111122223333:activity:Other", "{}", &e), TASK_NOT_MINE);
	assert_int_equal(begin("arn:aws:states:us-east-1:999999999999:activity:Approve", "{}", &e), TASK_STARTS);
	wait_answers(2);
	assert_int_equal(t.answers.v[0].kind, TASK_STARTED);
	expect_result(&t.answers.v[1], "{\"custom\":{\"resource\":\"arn:aws:states:us-east-1:999999999999:activity:Approve\",\"state\":\"Call\","
		"\"execution\":\"x\",\"attempt\":0}}");
}

static void an_event_invocation_does_not_wait(void **state)
{
	struct answer *a;
	int64_t until;

	(void)state;
	function_is("python3", "h.f", "");
	test_file_write("h.py", "import time\n\ndef f(event, context):\n    time.sleep(0.2)\n    print('was here')\n", 0644);
	a = call(invoke, "{\"FunctionName\": \"F\", \"InvocationType\": \"Event\"}");
	assert_true(json_get(value_node(a->result), "StatusCode")->valuedouble == 202);
	assert_int_equal(function_backend_running(t.b, NULL, 0), 1);
	until = time_mono_us() + DEADLINE_MS * 1000;
	while (function_backend_running(t.b, NULL, 0) && time_mono_us() < until)
		loop_turn(t.loop, 20);
	expect_log("was here\n");
	assert_int_equal(t.answers.n, 1);
}

static void what_is_not_ours_is_left_to_others(void **state)
{
	struct err e;

	(void)state;
	function_is("python3", "h.f", "");
	assert_int_equal(begin("arn:aws:lambda:us-east-1:111122223333:function:Other", "{}", &e), TASK_NOT_MINE);
	assert_int_equal(begin(invoke, "{\"FunctionName\": \"Other\"}", &e), TASK_NOT_MINE);
	assert_int_equal(begin(invoke, "{}", &e), TASK_NOT_MINE);
	test_file_write("functions.json", "{\"functions\": ", 0644);
	assert_int_equal(begin(direct, "{}", &e), TASK_CANNOT);
	assert_true(str_starts(e.msg, test_path("functions.json:1:")));
	unlink(test_path("functions.json"));
	assert_int_equal(begin(direct, "{}", &e), TASK_NOT_MINE);
}

static void a_missing_runtime_stops_the_person_not_the_workflow(void **state)
{
	struct err e;

	(void)state;
	function_is("python3", "h.f", "");
	setenv("ASLANT_PYTHON", "/nowhere/python3", 1);
	assert_int_equal(begin(direct, "{}", &e), TASK_CANNOT);
	unsetenv("ASLANT_PYTHON");
	assert_non_null(strstr(e.msg, "/nowhere/python3"));
	assert_int_equal(function_backend_running(t.b, NULL, 0), 0);
}

static void a_timeout_kills_the_whole_group(void **state)
{
	struct answer *a;
	char *cause, *text;
	uint64_t seq = 0;

	(void)state;
	function_is("python3", "h.f", "\"timeout\": 1.5");
	test_file_write("h.py", "import os, subprocess, time\n\ndef f(event, context):\n"
		"    subprocess.Popen(['sleep', '300'])\n"
		"    subprocess.Popen(['sleep', '301'], start_new_session=True)\n"
		"    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n            time.sleep(302)\n        os._exit(0)\n"
		"    print('waiting')\n    time.sleep(300)\n", 0644);
	a = call(direct, "{}");
	expect_failure(a, "Sandbox.Timedout");
	cause = xasprintf("{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: %s Error: Task timed out after 1.50 seconds\"}",
		function_log_next(function_backend_log(t.b), &seq, NULL, NULL)->request_id);
	assert_string_equal(a->cause, cause);
	free(cause);
	assert_int_equal(left_behind_at_last(), 0);
	text = log_text(NULL);
	assert_non_null(strstr(text, "waiting\n"));
	assert_non_null(strstr(text, " Task timed out after 1.50 seconds\nEND RequestId: "));
	assert_non_null(strstr(text, "\tDuration: 1500.00 ms\tBilled Duration: 1500 ms\tMemory Size: 128 MB\tMax Memory Used: "));
	assert_true(str_ends(text, "\tStatus: timeout\n"));
	free(text);
	test_file_write("h.py", "def f(event, context):\n    return 'again'\n", 0644);
	expect_result(call(direct, "{}"), "\"again\"");
}

static void memory_is_limited(void **state)
{
	static const struct {
		const char *body, *error;
	} cases[] = {
		{"x = [b'x' * 1000000 for i in range(400)]\n    time.sleep(1)", "Runtime.ExitError"},
		{"x = bytearray(2000000000)", "MemoryError"},
		{"x = b'x' * 200000000\n    del x", "Runtime.ExitError"},
		{"subprocess.run(['python3', '-c', 'import time; x = b\"x\" * 300000000; time.sleep(2)'])", "Runtime.ExitError"},
	};

	(void)state;
	function_is("python3", "h.f", "\"timeout\": 20");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *code = xasprintf("import subprocess, time\n\ndef f(event, context):\n    %s\n", cases[i].body), *text;

		test_file_write("h.py", code, 0644);
		free(code);
		expect_failure(call(direct, "{}"), cases[i].error);
		text = log_text(NULL);
		if (!strstr(strrchr(text, 'M'), "MB") || !strstr(text, "\tMemory Size: 128 MB\tMax Memory Used: 128 MB"))
			fail_msg("%s: %s", cases[i].body, text);
		free(text);
		t.b->free(t.b);
		backend_open(0);
	}
}

static void what_is_printed_is_log(void **state)
{
	char *text, *p;

	(void)state;
	function_is("python3", "h.f", "");
	test_file_write("h.py", "import logging, os, sys\n\nprint('loading')\n\ndef f(event, context):\n"
		"    print('R 1 4')\n    sys.stderr.write('to stderr\\n')\n    os.write(1, b'raw\\r\\n')\n"
		"    print('a\\0b')\n    subprocess_says()\n    logging.getLogger().warning('careful')\n"
		"    logging.getLogger().info('not shown')\n    print('no newline', end='')\n    return 5\n\n"
		"def subprocess_says():\n    import subprocess\n    sys.stdout.flush()\n    subprocess.run(['echo', 'from a child'])\n", 0644);
	expect_result(call(direct, "{}"), "5");
	text = log_text(NULL);
	p = strchr(text, '\n') + 1;
	assert_true(str_starts(text, "START RequestId: "));
	assert_true(str_ends(strtok(text, "\n"), " Version: $LATEST"));
	assert_true(str_starts(p, "loading\nR 1 4\nto stderr\nraw\na b\nfrom a child\n[WARNING]\t"));
	p = strstr(p, "\tcareful\n");
	assert_non_null(p);
	assert_true(str_starts(p, "\tcareful\nno newline\nEND RequestId: "));
	p = strstr(p, "\nREPORT RequestId: ");
	assert_non_null(p);
	assert_non_null(strstr(p, " MB\tInit Duration: "));
	free(text);
	expect_result(call(direct, "{}"), "5");
	text = log_text(NULL);
	assert_null(strstr(strrchr(text, 'R') - 3, "Init Duration"));
	free(text);
}

/* 100 MB in one call: what is over its share is dropped, counted and said, and the loop still turns. */
static void a_flood_is_cut(void **state)
{
	int64_t longest = 0;
	struct err e;
	char *text;

	(void)state;
	function_is("python3", "h.f", "\"timeout\": 60");
	test_file_write("h.py", "import os\n\ndef f(event, context):\n    line = b'x' * 999 + b'\\n'\n    block = line * 1000\n"
		"    for i in range(100):\n        n = 0\n        while n < len(block):\n            n += os.write(1, block[n:])\n"
		"    print('y' * 3000000)\n    return 'done'\n", 0644);
	assert_int_equal(begin(direct, "{}", &e), TASK_TAKEN);
	while (!t.answers.n) {
		int64_t from = time_mono_us();

		loop_turn(t.loop, 0);
		if (time_mono_us() - from > longest)
			longest = time_mono_us() - from;
	}
	expect_result(&t.answers.v[0], "\"done\"");
	assert_true(longest < 2000000);
	text = log_text(NULL);
	assert_true(strlen(text) < 2000000);
	assert_non_null(strstr(text, " bytes of output are not kept)\nEND RequestId: "));
	free(text);
}

static void workers_are_kept_and_restarted_when_a_file_changes(void **state)
{
	char *first, *second;

	(void)state;
	function_is("python3", "h.f", "");
	test_file_write("part.py", "VALUE = 1\n", 0644);
	test_file_write("h.py", "import os\nimport part\n\ndef f(event, context):\n    return [os.getpid(), part.VALUE]\n", 0644);
	first = xstrdup(value_text(call(direct, "{}")->result));
	second = xstrdup(value_text(call(direct, "{}")->result));
	assert_string_equal(first, second);
	free(second);
	test_file_write("part.py", "VALUE = 2\n", 0644);
	second = xstrdup(value_text(call(direct, "{}")->result));
	assert_string_not_equal(first, second);
	assert_true(str_ends(second, ",2]"));
	free(first);
	function_is("python3", "h.f", "\"timeout\": 5");
	first = xstrdup(value_text(call(direct, "{}")->result));
	assert_string_not_equal(first, second);
	free(first);
	free(second);
}

static void wait_zombie(int pid)
{
	int64_t until = time_mono_us() + DEADLINE_MS * 1000;
	char path[64], line[512] = "";

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	while (!strstr(line, ") Z ") && time_mono_us() < until) {
		FILE *f = fopen(path, "r");

		if (!f || !fgets(line, sizeof line, f))
			fail_msg("%s cannot be read", path);
		fclose(f);
		usleep(1000);
	}
}

/* It may end between two calls, and nobody has noticed yet: that is no failure of the next call. */
static void a_worker_that_died_idle_is_replaced(void **state)
{
	struct value *first;

	(void)state;
	function_is("python3", "h.f", "");
	test_file_write("h.py", "import os, threading\n\ndef f(event, context):\n    threading.Timer(0.05, lambda: os._exit(1)).start()\n"
		"    return os.getpid()\n", 0644);
	first = value_ref(call(direct, "{}")->result);
	wait_zombie((int)value_node(first)->valuedouble);
	assert_int_equal(call(direct, "{}")->kind, TASK_DONE);
	assert_false(value_equal(first, t.answers.v[0].result));
	value_unref(first);
}

static void calls_run_side_by_side_up_to_the_limit(void **state)
{
	struct function_running running[8];
	struct err e;

	(void)state;
	t.b->free(t.b);
	backend_open(3);
	function_is("python3", "h.f", "\"timeout\": 20");
	test_file_write("h.py", "import os, time\n\ndef f(event, context):\n    time.sleep(0.3)\n    return event\n", 0644);
	for (int i = 0; i < 5; i++)
		assert_int_equal(begin(direct, "{}", &e), TASK_TAKEN);
	assert_int_equal(function_backend_running(t.b, running, 8), 5);
	assert_true(running[2].pid > 0 && running[3].pid == 0);
	assert_string_equal(running[4].function, "F");
	wait_answers(5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(t.answers.v[i].kind, TASK_DONE);
}

static void a_cancelled_call_is_killed_and_never_answers(void **state)
{
	struct err e;

	(void)state;
	t.b->free(t.b);
	backend_open(1);
	function_is("python3", "h.f", "\"timeout\": 20");
	test_file_write("h.py", "import subprocess, time\n\ndef f(event, context):\n"
		"    subprocess.Popen(['sleep', '300'], start_new_session=True)\n    time.sleep(event)\n    return event\n", 0644);
	assert_int_equal(begin(direct, "30", &e), TASK_TAKEN);
	assert_int_equal(begin(direct, "31", &e), TASK_TAKEN);
	assert_int_equal(begin(direct, "0", &e), TASK_TAKEN);
	for (int i = 0; i < 20; i++)
		loop_turn(t.loop, 20);
	t.b->cancel(t.b, 2);
	t.b->cancel(t.b, 1);
	t.b->cancel(t.b, 99);
	wait_answers(1);
	assert_int_equal(t.answers.v[0].id, 3);
	expect_result(&t.answers.v[0], "0");
	expect_log(" cancelled\n");
	assert_int_equal(function_backend_running(t.b, NULL, 0), 0);
}

static void the_backend_may_end_under_a_call(void **state)
{
	struct err e;

	(void)state;
	function_is("python3", "h.f", "");
	test_file_write("h.py", "import time\n\ndef f(event, context):\n    time.sleep(300)\n", 0644);
	for (int i = 0; i < 3; i++)
		assert_int_equal(begin(direct, "{}", &e), TASK_TAKEN);
	for (int i = 0; i < 5; i++)
		loop_turn(t.loop, 20);
	t.b->free(t.b);
	t.b = NULL;
	loop_turn(t.loop, 10);
	assert_int_equal(t.answers.n, 0);
}

static void a_handler_that_forks_answers_once(void **state)
{
	(void)state;
	function_is("python3", "h.f", "");
	test_file_write("h.py", "import os, time\n\ndef f(event, context):\n    pid = os.fork()\n    if event == 'raise' and pid == 0:\n"
		"        raise ValueError\n    return 'parent' if pid else 'child'\n", 0644);
	expect_result(call(direct, "{}"), "\"parent\"");
	expect_result(call(direct, "\"raise\""), "\"parent\"");
	expect_result(call(direct, "{}"), "\"parent\"");
	for (int i = 0; i < 5; i++)
		loop_turn(t.loop, 10);
	assert_int_equal(t.answers.n, 1);
}

static void closed_descriptors_do_not_stop_an_answer(void **state)
{
	(void)state;
	function_is("python3", "h.f", "");
	test_file_write("h.py", "import os\n\ndef f(event, context):\n    for fd in event:\n        os.close(fd)\n    return 'still here'\n", 0644);
	expect_result(call(direct, "[0, 1, 2]"), "\"still here\"");
	test_file_write("h.py", "import os\n\ndef f(event, context):\n    os.write(3, b'R 1 99999999\\n')\n    return 1\n", 0644);
	expect_failure(call(direct, "{}"), "OSError");
}

/* A worker that writes nonsense where its replies go is not believed. */
static void nonsense_in_the_protocol_ends_the_worker(void **state)
{
	(void)state;
	function_is("python3", "h.f", "");
	test_file_write("h.py", "import os, time\n\ndef f(event, context):\n    for fd in range(100, 110):\n        try:\n"
		"            if os.readlink('/proc/self/fd/%d' % fd).startswith('socket:'):\n                os.write(fd, b'what is this\\n')\n"
		"        except OSError:\n            pass\n    time.sleep(10)\n", 0644);
	expect_failure(call(direct, "{}"), "Runtime.ExitError");
}

/* --- executables ---------------------------------------------------------------------------------------------------- */

static void executables_have_the_event_on_their_input(void **state)
{
	static const struct {
		const char *script, *event, *result, *error, *cause;	/* cause: a part */
	} cases[] = {
		{"cat", "{\"a\":1}", "{\"a\":1}", NULL, NULL},
		{"echo log >&2; printf '\"%s\"' \"$AWS_LAMBDA_FUNCTION_NAME\"", "{}", "\"F\"", NULL, NULL},
		{"printf %s \"${#LAMBDA_RUNTIME_AWS_REQUEST_ID}\"", "{}", "36", NULL, NULL},
		{":", "{}", "null", NULL, NULL},
		{"echo no json", "{}", NULL, "Runtime.MarshalError", "Unable to marshal response: "},
		{"echo NaN", "{}", NULL, "Runtime.MarshalError", "Unable to marshal response: "},
		{"exit 3", "{}", NULL, "Runtime.ExitError", "Runtime exited with error: exit status 3"},
		{"kill -9 $$", "{}", NULL, "Runtime.ExitError", "Runtime exited with error: signal: killed"},
		{"echo '{\"errorType\":\"Broke\",\"errorMessage\":\"no money\"}'; exit 1", "{}", NULL, "Broke",
			"{\"errorType\":\"Broke\",\"errorMessage\":\"no money\"}"},
		{"echo '{\"errorType\":7}'; exit 1", "{}", NULL, "Runtime.ExitError", "exit status 1"},
		{"sleep 300 & sleep 301", "{}", NULL, "Sandbox.Timedout", "Task timed out after 0.40 seconds"},
		{"setsid sleep 300 & exit 0", "{}", "null", NULL, NULL},
		{"exec 0<&- 1>&- 2>&-; exit 0", "{}", "null", NULL, NULL},
		{"head -c 100000000 /dev/zero | tr '\\\\0' x", "{}", NULL, "Function.ResponseSizeTooLarge", "exceeded maximum allowed"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *script = xasprintf("#!/bin/sh\n%s\n", cases[i].script);
		struct answer *a;

		function_is("exec", "h.sh", cases[i].error && strstr(cases[i].error, "Timedout") ? "\"timeout\": 0.4" : "\"timeout\": 20");
		test_file_write("h.sh", script, 0755);
		free(script);
		a = call(direct, cases[i].event);
		if (cases[i].result) {
			expect_result(a, cases[i].result);
			continue;
		}
		expect_failure(a, cases[i].error);
		if (!strstr(a->cause, cases[i].cause))
			fail_msg("%s: %s", cases[i].script, a->cause);
	}
}

static void a_handler_that_cannot_be_executed_is_said(void **state)
{
	struct answer *a;

	(void)state;
	function_is("exec", "h.sh", "");
	a = call(direct, "{}");
	expect_failure(a, "Runtime.InvalidEntrypoint");
	assert_non_null(strstr(a->cause, "/h.sh: no such file or directory"));
	test_file_write("h.sh", "#!/bin/sh\n", 0644);
	a = call(direct, "{}");
	expect_failure(a, "Runtime.InvalidEntrypoint");
	assert_non_null(strstr(a->cause, "/h.sh: permission denied"));
	if (!getenv("LD_PRELOAD") || !strstr(getenv("LD_PRELOAD"), "vgpreload")) {	/* valgrind dies where execve fails */
		test_file_write("h.sh", "#!/nowhere/sh\n", 0755);
		a = call(direct, "{}");
		expect_failure(a, "Runtime.InvalidEntrypoint");
		assert_non_null(strstr(a->cause, "/h.sh: no such file or directory\""));
	}
	function_is("python3", "gone.f", "");
	expect_failure(call(direct, "{}"), "Runtime.ImportModuleError");
	expect_no_mark();
	function_is("python3", "nodot", "");
	expect_failure(call(direct, "{}"), "Runtime.MalformedHandlerName");
}

/* --- Node ----------------------------------------------------------------------------------------------------------- */

static void node_answers_and_fails_as_lambda_does(void **state)
{
	static const struct {
		const char *code, *result, *error, *cause;	/* cause: its beginning */
	} cases[] = {
		{"exports.f = async (event, context) => [event.a, context.functionName, context.awsRequestId.length];", "[1,\"F\",36]", NULL, NULL},
		{"exports.f = (event, context, callback) => { setTimeout(() => callback(null, 'called'), 10); };", "\"called\"", NULL, NULL},
		{"exports.f = (event, context) => { context.succeed('old'); };", "\"old\"", NULL, NULL},
		{"exports.f = () => { setTimeout(() => {}, 10); };", "null", NULL, NULL},
		{"exports.f = async () => undefined;", "null", NULL, NULL},
		{"exports.f = async () => NaN;", "null", NULL, NULL},
		{"exports.f = async (e, c) => { const t = c.getRemainingTimeInMillis(); return t > 1000 && t <= 3000; };", "true", NULL, NULL},
		{"exports.f = (e, context, callback) => { setInterval(() => {}, 1000); context.callbackWaitsForEmptyEventLoop = false; callback(null, 1); };",
			"1", NULL, NULL},
		{"process.stdout.write('x'.repeat(300000) + '\\n'); exports.f = async () => { console.log('said'); return 2; };", "2", NULL, NULL},
		{"class Slow extends Error { constructor(m) { super(m); this.name = 'Slow'; } }\nexports.f = async () => { throw new Slow('late'); };",
			NULL, "Slow", "{\"errorType\":\"Slow\",\"errorMessage\":\"late\",\"trace\":[\"Slow: late\",\"    at exports.f (DIR/h.js:2:"},
		{"exports.f = (e, c, callback) => callback(new TypeError('odd'));", NULL, "TypeError", "{\"errorType\":\"TypeError\",\"errorMessage\":\"odd\",\"trace\":["},
		{"exports.f = () => { throw 'a string'; };", NULL, "string", "{\"errorType\":\"string\",\"errorMessage\":\"a string\",\"trace\":[]}"},
		{"exports.f = async () => { const a = {}; a.a = a; return a; };", NULL, "Runtime.MarshalError", "{\"errorType\":\"Runtime.MarshalError\","},
		{"exports.f = async () => { setTimeout(() => { throw new RangeError('later'); }, 1); await new Promise(() => {}); };", NULL, "RangeError",
			"{\"errorType\":\"RangeError\",\"errorMessage\":\"later\","},
		{"exports.f = async () => { Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 1000)); };", NULL,
			"Runtime.UnhandledPromiseRejection", "{\"errorType\":\"Runtime.UnhandledPromiseRejection\",\"errorMessage\":\"Error: lost\","},
		{"exports.f = () => process.exit(4);", NULL, "Runtime.ExitError", "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: "},
		{"exports.g = 1;", NULL, "Runtime.HandlerNotFound", "{\"errorType\":\"Runtime.HandlerNotFound\",\"errorMessage\":\"h.f is undefined or not exported\","},
		{"exports.f = 1;", NULL, "Runtime.HandlerNotFound", "{\"errorType\":\"Runtime.HandlerNotFound\",\"errorMessage\":\"h.f is not a function\","},
		{"exports.f = async ( => 1;", NULL, "Runtime.UserCodeSyntaxError", "{\"errorType\":\"Runtime.UserCodeSyntaxError\",\"errorMessage\":\"SyntaxError: "},
		{"require('./nowhere');", NULL, "Runtime.ImportModuleError", "{\"errorType\":\"Runtime.ImportModuleError\",\"errorMessage\":\"Error: Cannot find module './nowhere'"},
		{"exports.f = () => { while (true); };", NULL, "Sandbox.Timedout", "{\"errorType\":\"Sandbox.Timedout\","},
	};

	(void)state;
	if (system("node --version >/dev/null 2>&1") != 0)
		skip();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str cause = {0};
		struct answer *a;

		function_is("nodejs", "h.f", cases[i].error && strstr(cases[i].error, "Timedout") ? "\"timeout\": 0.5" : "");
		test_file_write("h.js", cases[i].code, 0644);
		a = call(direct, "{\"a\":1}");
		if (cases[i].result) {
			expect_result(a, cases[i].result);
			continue;
		}
		expect_failure(a, cases[i].error);
		for (const char *p = cases[i].cause; *p; p++) {
			if (str_starts(p, "DIR/"))
				str_adds(&cause, test_dir), p += 2;
			else
				str_addc(&cause, *p);
		}
		if (!str_starts(a->cause, cause.p))
			fail_msg("%s\n  %s", cases[i].code, a->cause);
		str_done(&cause);
	}
	expect_log("\tINFO\tsaid\n");
	test_file_write("m.mjs", "export const f = async () => 'module';\n", 0644);
	function_is("nodejs20.x", "m.f", "");
	expect_result(call(direct, "{}"), "\"module\"");
	test_file_write("h.js", "exports.f = async () => { const a = []; for (;;) a.push({ a: new Array(1000).fill(Math.random()) }); };", 0644);
	function_is("nodejs", "h.f", "\"timeout\": 60");
	expect_failure(call(direct, "{}"), "Runtime.ExitError");
	expect_log("\tMemory Size: 128 MB\tMax Memory Used: 128 MB");
}

/* --- trying out ------------------------------------------------------------------------------------------------------ */

static int tests_done;

static void on_test(void *ctx, const struct function_result *r)
{
	tests_done++;
	assert_ptr_equal(ctx, &tests_done);
	assert_string_equal(value_text(r->result), "{\"x\":1}");
	assert_true(r->init_ms > 0 && r->duration_ms > 0 && r->max_memory_mb > 0);
	assert_int_equal(r->memory_mb, 128);
	assert_true(str_starts(r->report, "REPORT RequestId: "));
	assert_int_equal(strlen(r->request_id), 36);
}

static void a_function_can_be_tried_out_alone(void **state)
{
	struct value *event = value_parse("{\"x\":1}", 7, NULL);
	int64_t until = time_mono_us() + DEADLINE_MS * 1000;
	uint64_t cancelled;
	struct err e;

	(void)state;
	tests_done = 0;
	function_is("python3", "h.f", "");
	test_file_write("h.py", "def f(event, context):\n    return event\n", 0644);
	assert_true(function_test(t.b, "F", event, on_test, &tests_done, &e) > 0);
	cancelled = function_test(t.b, "F", event, on_test, &tests_done, &e);
	function_test_cancel(t.b, cancelled);
	while (!tests_done && time_mono_us() < until)
		loop_turn(t.loop, 20);
	assert_int_equal(tests_done, 1);
	assert_int_equal(t.answers.n, 0);
	assert_true(function_test(t.b, "Unknown", event, on_test, &tests_done, &e) == 0);
	assert_true(str_ends(e.msg, "there is no function \"Unknown\""));
	value_unref(event);
}

static void log_lines_come_with_a_change(void **state)
{
	struct function_log *log = function_log_new();
	struct log_writer *a = log_writer_new(log, "A"), *b = log_writer_new(log, "B");
	const struct log_line *line;
	uint64_t seq = 0;

	(void)state;
	log_writer_call(a, "id-1", 5);
	log_writer_output(a, "half", 4);
	log_writer_output(b, "other\n", 6);
	log_writer_output(a, " and half\nrest", 14);
	log_writer_call(a, NULL, 0);
	assert_int_equal(function_log_end(log), 3);
	line = function_log_next(log, &seq, "A", "id-1");
	assert_string_equal(line->text, "half and half");
	assert_int_equal(line->task, 5);
	seq++;
	assert_string_equal(function_log_next(log, &seq, "A", NULL)->text, "rest");
	seq++;
	assert_null(function_log_next(log, &seq, "A", NULL));
	for (int i = 0; i < 100000; i++) {
		log_writer_call(b, "id-2", 0);
		log_writer_output(b, "line\n", 5);
	}
	assert_true(function_log_first(log) > 3);
	assert_true(function_log_end(log) - function_log_first(log) <= 32768);
	seq = 0;
	line = function_log_next(log, &seq, NULL, NULL);
	assert_int_equal(line->seq, function_log_first(log));
	log_writer_free(a);
	log_writer_free(b);
	function_log_free(log);
}

/* The first loop of a program opens descriptors that stay for the next ones. */
static int first_loop(void **state)
{
	struct err e;
	struct loop *l = loop_new(&e);

	(void)state;
	loop_free(l);
	return l ? 0 : -1;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(python_answers),
		TEST(python_failures_are_lambdas),
		TEST(the_cause_is_compact_through_lambda_invoke),
		TEST(lambda_invoke_has_its_envelope),
		TEST(a_function_stands_for_a_service),
		TEST(an_event_invocation_does_not_wait),
		TEST(what_is_not_ours_is_left_to_others),
		TEST(a_missing_runtime_stops_the_person_not_the_workflow),
		TEST(a_timeout_kills_the_whole_group),
		TEST(memory_is_limited),
		TEST(what_is_printed_is_log),
		TEST(a_flood_is_cut),
		TEST(workers_are_kept_and_restarted_when_a_file_changes),
		TEST(a_worker_that_died_idle_is_replaced),
		TEST(calls_run_side_by_side_up_to_the_limit),
		TEST(a_cancelled_call_is_killed_and_never_answers),
		TEST(the_backend_may_end_under_a_call),
		TEST(a_handler_that_forks_answers_once),
		TEST(closed_descriptors_do_not_stop_an_answer),
		TEST(nonsense_in_the_protocol_ends_the_worker),
		TEST(executables_have_the_event_on_their_input),
		TEST(a_handler_that_cannot_be_executed_is_said),
		TEST(node_answers_and_fails_as_lambda_does),
		TEST(a_function_can_be_tried_out_alone),
		TEST(log_lines_come_with_a_change),
	};

	return cmocka_run_group_tests(tests, first_loop, NULL);
}
