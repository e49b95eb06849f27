/*
 * service: cases in tests/services/NAME.json, and what a table of cases cannot say (cancelling, tokens, changes that are told).
 *
 * A case: {"name": …, "declare": {"dynamodb": {TABLE: KEY}, "sqs": [NAME], "sns": [NAME]}, "files": {"BUCKET/KEY": "text"}, "steps": [STEP …]}
 * A step: {"call": "dynamodb:putItem", "with": PARAMETERS, "at": SECONDS, "gives": RESPONSE} or {…, "error": …, "cause": …}.
 * In expected strings * stands for anything. A response of an optimized integration is compared without its metadata, unless it names them.
 */
#include "task_support.h"

#include "task/dynamo_number.h"
#include "task/dynamo_table.h"
#include "task/service.h"

static struct {
	struct loop *loop;
	struct service_data *data;
	struct task_backend *b;
	struct asl_machine *machine;
	uint64_t last_id;
	bool told;
	enum task_outcome_kind kind;
	struct value *result;
	char *error, *cause;
} t;

static void on_answer(void *ctx, uint64_t id, const struct task_outcome *o)
{
	(void)ctx;
	assert_int_equal(id, t.last_id);
	t.told = true;
	t.kind = o->kind;
	t.result = value_ref(o->kind == TASK_SUBMITTED ? o->submit : o->result);
	t.error = xstrdup(o->error);
	t.cause = xstrdup(o->cause);
}

static void forget(void)
{
	value_unref(t.result);
	free(t.error);
	free(t.cause);
	t.result = NULL;
	t.error = t.cause = NULL;
	t.told = false;
}

static void begin(void)
{
	struct err e;

	test_dir_make(NULL);
	t.loop = loop_new(&e);
	t.data = service_data_new();
	t.b = service_backend_new(t.loop, &(struct service_options){.data = t.data, .s3_dir = test_dir});
	t.b->done = on_answer;
}

static void end(void)
{
	forget();
	t.b->free(t.b);
	service_data_free(t.data);
	loop_free(t.loop);
	asl_unref(t.machine);
	t.machine = NULL;
	test_dir_remove(NULL);
}

/* Start a call; the answer comes with the next turn of the loop. */
static enum task_take start(const char *resource, struct value *payload, int64_t at_ms)
{
	char *text = xasprintf("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::%s\",\"End\":true}}}", resource);
	struct task_request r = {.payload = payload, .execution_arn = "arn:aws:states:us-east-1:111122223333:execution:M:x", .at_ms = at_ms};
	struct err e;

	asl_unref(t.machine);
	t.machine = asl_parse(text, strlen(text), "M", NULL);
	free(text);
	forget();
	r.id = ++t.last_id;
	r.seed = r.id;
	r.state = t.machine->states[0];
	return t.b->start(t.b, &r, &e);
}

/* --- expected values with * ------------------------------------------------------------------------------------------------------------ */

static bool glob(const char *pattern, const char *s)
{
	for (; *pattern; pattern++, s++) {
		if (*pattern == '*') {
			for (; *s; s++)
				if (glob(pattern + 1, s))
					return true;
			return glob(pattern + 1, s);
		}
		if (*pattern != *s)
			return false;
	}
	return *s == '\0';
}

static bool matches(const cJSON *want, const cJSON *got)
{
	if (cJSON_IsString(want) && cJSON_IsString(got))
		return glob(want->valuestring, got->valuestring);
	if (cJSON_IsArray(want) && cJSON_IsArray(got)) {
		const cJSON *w = want->child, *g = got->child;

		for (; w && g && matches(w, g); w = w->next, g = g->next)
			;
		return !w && !g;
	}
	if (cJSON_IsObject(want) && cJSON_IsObject(got)) {
		for (const cJSON *w = want->child; w; w = w->next)
			if (!json_get(got, w->string) || !matches(w, json_get(got, w->string)))
				return false;
		return json_count(want) == json_count(got);
	}
	return json_equal(want, got);
}

static cJSON *without_metadata(const cJSON *want, const cJSON *got)
{
	cJSON *out = json_copy(got);

	if (!json_get(want, "SdkHttpMetadata")) {
		cJSON_DeleteItemFromObject(out, "SdkHttpMetadata");
		cJSON_DeleteItemFromObject(out, "SdkResponseMetadata");
	}
	return out;
}

/* --- cases ------------------------------------------------------------------------------------------------------------------------------ */

static void declare(const cJSON *declared)
{
	struct err e;

	for (const cJSON *s = declared ? declared->child : NULL; s; s = s->next) {
		enum service_kind kind;

		assert_true(service_kind_find(s->string, &kind));
		for (const cJSON *c = s->child; c; c = c->next)
			if (kind == SERVICE_DYNAMODB)
				assert_true(dynamo_table_declare(t.data, c->string, c, &e));
			else
				service_data_declare(t.data, kind, c->valuestring);
	}
}

static void write_files(const cJSON *files)
{
	struct err e;

	for (const cJSON *f = files ? files->child : NULL; f; f = f->next) {
		char *path = path_join(test_dir, f->string), *dir = path_dir(path);

		assert_true(dir_make(str_ends(f->string, "/") ? path : dir, &e));
		if (!str_ends(f->string, "/"))
			assert_true(file_write_atomic(path, f->valuestring, strlen(f->valuestring), &e));
		free(dir);
		free(path);
	}
}

static void check(const char *file, const char *name, size_t n, const cJSON *step)
{
	const cJSON *gives = json_get(step, "gives"), *error = json_get(step, "error"), *cause = json_get(step, "cause");
	cJSON *got;

	if (!t.told)
		fail_msg("%s: %s, step %zu: no answer", file, name, n);
	if (!error) {
		if (!t.result)
			fail_msg("%s: %s, step %zu: %s: %s", file, name, n, t.error, t.cause);
		got = without_metadata(gives, value_node(t.result));
		if (!gives || !matches(gives, got)) {
			char *text = json_print(got);

			fail_msg("%s: %s, step %zu gives %s", file, name, n, text);
		}
		cJSON_Delete(got);
		return;
	}
	if (t.result)
		fail_msg("%s: %s, step %zu: no error, but %s", file, name, n, value_text(t.result));
	if (!glob(error->valuestring, t.error) || (cause && !glob(cause->valuestring, t.cause)))
		fail_msg("%s: %s, step %zu: %s: %s", file, name, n, t.error, t.cause);
}

static void run_case(const char *file, const cJSON *c)
{
	const char *name = json_get_string(c, "name");
	size_t n = 1;

	begin();
	declare(json_get(c, "declare"));
	write_files(json_get(c, "files"));
	for (const cJSON *step = json_get(c, "steps")->child; step; step = step->next, n++) {
		const cJSON *with = json_get(step, "with");
		struct value *payload = value_take(json_copy(with));
		int64_t at_s = 0;

		json_int(json_get(step, "at"), 0, INT64_MAX, &at_s);
		if (start(json_get_string(step, "call"), payload, at_s * 1000) != TASK_TAKEN)
			fail_msg("%s: %s, step %zu: it is nobody's", file, name, n);
		loop_turn(t.loop, 0);
		check(file, name, n, step);
		value_unref(payload);
	}
	end();
}

static void run_file(const char *name)
{
	char *path = xasprintf("%s/tests/services/%s.json", getenv("abs_top_srcdir"), name), *text;
	struct value *v;
	struct err e;
	size_t len;

	if (!file_read(path, 1 << 20, &text, &len, &e))
		fail_msg("%s", e.msg);
	v = value_parse(text, len, &e);
	if (!v)
		fail_msg("%s:%u:%u: %s", path, e.span.line, e.span.col, e.msg);
	for (const cJSON *c = value_node(v)->child; c; c = c->next)
		run_case(name, c);
	value_unref(v);
	free(text);
	free(path);
}

static void dynamodb_keeps_items(void **state)
{
	(void)state;
	run_file("dynamodb");
}

static void dynamodb_expressions(void **state)
{
	(void)state;
	run_file("dynamodb_expressions");
}

static void dynamodb_queries(void **state)
{
	(void)state;
	run_file("dynamodb_query");
}

static void messages_are_kept(void **state)
{
	(void)state;
	run_file("messages");
}

static void s3_is_a_folder(void **state)
{
	(void)state;
	run_file("s3");
}

/* --- the rest ----------------------------------------------------------------------------------------------------------------------------- */

static void other_actions_are_not_ours(void **state)
{
	struct value *empty = value_empty_object();

	(void)state;
	begin();
	assert_int_equal(start("sqs:sendMessage", empty, 0), TASK_TAKEN);
	t.b->cancel(t.b, t.last_id);
	loop_turn(t.loop, 0);
	assert_false(t.told);
	assert_int_equal(start("aws-sdk:sqs:purgeQueue", empty, 0), TASK_NOT_MINE);
	assert_int_equal(start("aws-sdk:ec2:runInstances", empty, 0), TASK_NOT_MINE);
	assert_int_equal(start("lambda:invoke", empty, 0), TASK_NOT_MINE);
	assert_true(service_does("dynamodb", "getItem"));
	assert_true(service_does("sqs", "sendMessage.waitForTaskToken"));
	assert_false(service_does("dynamodb", "query"));
	assert_true(service_does("aws-sdk:dynamodb", "query"));
	value_unref(empty);
	end();
}

static void a_call_is_not_done_half(void **state)
{
	struct value *v = value_parse("{\"TableName\":\"T\",\"Expected\":{}}", 31, NULL);

	(void)state;
	begin();
	assert_int_equal(start("dynamodb:putItem", v, 0), TASK_CANNOT);
	value_unref(v);
	end();
}

static void without_a_folder_there_is_no_s3(void **state)
{
	struct value *empty = value_empty_object();

	(void)state;
	begin();
	t.b->free(t.b);
	t.b = service_backend_new(t.loop, &(struct service_options){.data = t.data});
	assert_int_equal(start("aws-sdk:s3:listBuckets", empty, 0), TASK_NOT_MINE);
	value_unref(empty);
	end();
}

static void with_a_token_the_answer_is_submitted(void **state)
{
	struct value *v = value_parse("{\"QueueUrl\":\"q\",\"MessageBody\":\"x\"}", 34, NULL);

	(void)state;
	begin();
	assert_int_equal(start("sqs:sendMessage.waitForTaskToken", v, 0), TASK_TAKEN);
	loop_turn(t.loop, 0);
	assert_int_equal(t.kind, TASK_SUBMITTED);
	assert_non_null(json_get(value_node(t.result), "MessageId"));
	value_unref(v);
	end();
}

static struct {
	char token[80];
	enum task_outcome_kind kind;
	char text[200];
} sent;

static bool answer_token(void *ctx, const char *token, const struct task_outcome *o)
{
	(void)ctx;
	if (strcmp(token, "good") != 0)
		return false;
	sent.kind = o->kind;
	snprintf(sent.text, sizeof sent.text, "%s|%s|%s", o->result ? value_text(o->result) : "", o->error ? o->error : "", o->cause ? o->cause : "");
	return true;
}

static void send_token(const char *action, const char *parameters)
{
	struct value *v = value_parse(parameters, strlen(parameters), NULL);

	assert_int_equal(start(action, v, 0), TASK_TAKEN);
	loop_turn(t.loop, 0);
	assert_true(t.told);
	value_unref(v);
}

static void tokens_are_sent_back(void **state)
{
	(void)state;
	begin();
	t.b->free(t.b);
	t.b = service_backend_new(t.loop, &(struct service_options){.data = t.data, .answer_token = answer_token});
	t.b->done = on_answer;
	send_token("aws-sdk:sfn:sendTaskSuccess", "{\"TaskToken\":\"good\",\"Output\":{\"a\":1}}");
	assert_int_equal(sent.kind, TASK_DONE);
	assert_string_equal(sent.text, "{\"a\":1}||");
	assert_string_equal(value_text(t.result), "{}");
	send_token("aws-sdk:sfn:sendTaskSuccess", "{\"TaskToken\":\"good\",\"Output\":\"{\\\"b\\\":2}\"}");
	assert_string_equal(sent.text, "{\"b\":2}||");
	send_token("aws-sdk:sfn:sendTaskFailure", "{\"TaskToken\":\"good\",\"Error\":\"E\",\"Cause\":\"c\"}");
	assert_int_equal(sent.kind, TASK_FAILED);
	assert_string_equal(sent.text, "|E|c");
	send_token("aws-sdk:sfn:sendTaskHeartbeat", "{\"TaskToken\":\"good\"}");
	assert_int_equal(sent.kind, TASK_BEATS);
	send_token("aws-sdk:sfn:sendTaskSuccess", "{\"TaskToken\":\"bad\",\"Output\":\"{}\"}");
	assert_string_equal(t.error, "Sfn.InvalidTokenException");
	assert_true(glob("Invalid Token: 'Invalid token' (Service: Sfn, Status Code: 400, Request ID: *) (SDK Attempt Count: 1)", t.cause));
	send_token("aws-sdk:sfn:sendTaskFailure",
		"{\"TaskToken\":\"00000000-0000-4000-8000-000000000000-00000000-0000-4000-8000-000000000000\"}");
	assert_string_equal(t.error, "Sfn.TaskTimedOutException");
	send_token("aws-sdk:sfn:sendTaskSuccess", "{\"TaskToken\":\"good\",\"Output\":\"no json\"}");
	assert_string_equal(t.error, "Sfn.InvalidOutputException");
	end();
}

static struct str changes;

static void on_change(void *ctx, const struct service_container *c, const char *key, struct value *v, int64_t at_ms)
{
	(void)ctx, (void)at_ms;
	str_addf(&changes, "%s %s %s %s\n", service_kind_text(c->kind), c->name, key ? key : "-", v ? value_text(v) : "gone");
}

static void changes_are_told(void **state)
{
	struct service_data *d = service_data_new();
	struct service_container *c;
	struct value *v = value_string("x");

	(void)state;
	service_data_on_change(d, on_change, NULL);
	c = service_data_use(d, SERVICE_SQS, "q");
	service_data_put(d, c, "2", v, 0);
	service_data_put(d, c, "1", v, 0);
	assert_string_equal(c->items.v[0].key, "1");
	service_data_remove(d, c, "2");
	assert_false(service_data_remove(d, c, "2"));
	service_data_clear(d, c);
	assert_null(service_data_find(d, SERVICE_SQS, "q"));
	assert_string_equal(str_get(&changes), "sqs q 2 \"x\"\nsqs q 1 \"x\"\nsqs q 2 gone\nsqs q - gone\n");
	service_data_declare(d, SERVICE_SQS, "r");
	assert_null(service_data_use(d, SERVICE_SQS, "q"));
	assert_non_null(service_data_use(d, SERVICE_SNS, "q"));
	str_done(&changes);
	service_data_free(d);
	value_unref(v);
}

static void numbers_are_exact(void **state)
{
	static const struct { const char *a, *b, *sum; } sums[] = {
		{"1", "2", "3"}, {"0.1", "0.2", "0.3"}, {"-5", "5", "0"}, {"99999999999999999999999999999999999999", "-1", "99999999999999999999999999999999999998"},
		{"1e3", "1e-3", "1000.001"}, {"-0.5", "-0.5", "-1"}, {"10", "-0.1", "9.9"}, {"1E+125", "0", "1" "00000000000000000000000000000000000000000000000000"
		"000000000000000000000000000000000000000000000000000000000000000000000000000"},
	};
	static const struct { const char *text; enum dynamo_number_fault fault; } faults[] = {
		{"", NUMBER_NO_NUMBER}, {"-", NUMBER_NO_NUMBER}, {"1e", NUMBER_NO_NUMBER}, {"abc", NUMBER_NO_NUMBER}, {"1 ", NUMBER_NO_NUMBER},
		{"1.2.3", NUMBER_NO_NUMBER}, {"123456789012345678901234567890123456789", NUMBER_TOO_LONG}, {"1e126", NUMBER_TOO_LARGE},
		{"1e-131", NUMBER_TOO_SMALL}, {"1e999999999", NUMBER_TOO_LARGE}, {"9.9999999999999999999999999999999999999e125", NUMBER_OK},
		{"1e-130", NUMBER_OK}, {"000.000", NUMBER_OK}, {"+7", NUMBER_OK},
	};
	struct dynamo_number a, b, sum;
	char text[DYNAMO_NUMBER_TEXT];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sums); i++) {
		assert_int_equal(dynamo_number_parse(sums[i].a, &a), NUMBER_OK);
		assert_int_equal(dynamo_number_parse(sums[i].b, &b), NUMBER_OK);
		assert_int_equal(dynamo_number_add(&a, &b, &sum), NUMBER_OK);
		dynamo_number_print(&sum, text);
		assert_string_equal(text, sums[i].sum);
		assert_int_equal(dynamo_number_compare(&a, &a), 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		assert_int_equal(dynamo_number_parse(faults[i].text, &a), faults[i].fault);
	dynamo_number_parse("9e125", &a);
	assert_int_equal(dynamo_number_add(&a, &a, &sum), NUMBER_TOO_LARGE);
	dynamo_number_parse("1e30", &a);
	dynamo_number_parse("1e-10", &b);
	assert_int_equal(dynamo_number_add(&a, &b, &sum), NUMBER_TOO_LONG);
	assert_true(dynamo_number_compare(&a, &b) > 0);
	dynamo_number_parse("-2", &a);
	dynamo_number_parse("-10", &b);
	assert_true(dynamo_number_compare(&a, &b) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dynamodb_keeps_items),
		cmocka_unit_test(dynamodb_expressions),
		cmocka_unit_test(dynamodb_queries),
		cmocka_unit_test(messages_are_kept),
		cmocka_unit_test(s3_is_a_folder),
		cmocka_unit_test(other_actions_are_not_ours),
		cmocka_unit_test(a_call_is_not_done_half),
		cmocka_unit_test(without_a_folder_there_is_no_s3),
		cmocka_unit_test(with_a_token_the_answer_is_submitted),
		cmocka_unit_test(tokens_are_sent_back),
		cmocka_unit_test(changes_are_told),
		cmocka_unit_test(numbers_are_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
