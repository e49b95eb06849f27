/* AWS's form of events: what is printed can be read again, for every type; what is not of that form is refused with a reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "history/history.h"

static const char *const texts[] = {"", "E", "with \"quotes\" and \\", "line\nfeed\ttab", "ünï ✓ 😀", "\xc0\x80", "{\"json\":true}", "~"};
static const char *const jsons[] = {
	"{}", "[]", "null", "1.0", "9007199254740993", "\"text\"", "{\"a\":[1,{\"b\":\"\\u0000\"}],\"ü\":\"\\ud800\"}", "[true,false,null,-0.5e3]",
};

static char *random_text(struct rng *r)
{
	return rng_next(r) % 3 ? xstrdup(texts[rng_next(r) % ARRAY_LEN(texts)]) : NULL;
}

static struct value *random_value(struct rng *r)
{
	const char *t = jsons[rng_next(r) % ARRAY_LEN(jsons)];
	struct err e;

	return rng_next(r) % 4 ? value_parse(t, strlen(t), &e) : NULL;
}

static struct value *random_variables(struct rng *r)
{
	cJSON *o = cJSON_CreateObject();
	struct value *v = random_value(r);

	cJSON_AddItemToObject(o, "x", v ? json_copy(value_node(v)) : cJSON_CreateNull());
	cJSON_AddItemToObject(o, "y", cJSON_CreateString("s"));
	value_unref(v);
	return value_take(o);
}

static struct event_more *random_more(struct rng *r)
{
	struct event_more *m = event_more_new();

	m->error = random_text(r);
	m->cause = random_text(r);
	m->resource = random_text(r);
	m->resource_type = random_text(r);
	m->region = random_text(r);
	m->location = random_text(r);
	m->state = random_text(r);
	m->role_arn = random_text(r);
	m->worker_name = random_text(r);
	m->map_run_arn = random_text(r);
	m->timeout_s = (int64_t)(rng_next(r) % 3);
	m->heartbeat_s = (int64_t)(rng_next(r) % 3);
	m->length = (int64_t)(rng_next(r) % 3) - 1;
	m->index = (int64_t)(rng_next(r) % 3) - 1;
	m->redrive_count = (int64_t)(rng_next(r) % 3);
	m->assigned = rng_next(r) % 2 ? random_variables(r) : NULL;
	return m;
}

static void add_random(struct history *h, struct rng *r, enum event_type type)
{
	size_t n = h->events.n;

	history_add_take(h, (struct event){
		.at_ms = INT64_C(1767225600000) + (int64_t)(rng_next(r) % 100000000),
		.prev = n ? (int32_t)(rng_next(r) % (n + 1)) : 0,
		.state = -1,
		.type = (uint8_t)type,
		.name = rng_next(r) % 4 ? history_intern(h, texts[rng_next(r) % ARRAY_LEN(texts)]) : NULL,
		.value = random_value(r),
		.more = rng_next(r) % 4 || type == EV_OTHER ? random_more(r) : NULL,
	});
	if (type == EV_OTHER)
		h->events.v[n].more->type = xstrdup("TaskTeleported");
}

static void test_round_trip(void **state)
{
	struct history from, to;
	struct str first = {0}, second = {0};
	struct rng r;
	struct err e;

	(void)state;
	rng_seed(&r, 1);
	history_init(&from);
	history_init(&to);
	for (int round = 0; round < 200; round++)
		for (int t = EV_NONE + 1; t < EV_COUNT; t++)
			add_random(&from, &r, (enum event_type)t);
	for (size_t i = 0; i < from.events.n; i++) {
		str_reset(&first);
		str_reset(&second);
		history_event_print(&first, &from.events.v[i]);
		if (!history_event_read(&to, first.p, first.len, NULL, &e))
			fail_msg("%s: %s", str_get(&first), e.msg);
		history_event_print(&second, &to.events.v[i]);
		assert_string_equal(str_get(&first), str_get(&second));
	}
	str_done(&first);
	str_done(&second);
	history_done(&from);
	history_done(&to);
}

static const struct {
	enum event_type type;
	const char *want;
} samples[] = {
	{EV_ExecutionStarted, "{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"ExecutionStarted\",\"id\":1,\"previousEventId\":0,"
		"\"executionStartedEventDetails\":{\"input\":\"{\\\"a\\\":1}\",\"inputDetails\":{\"truncated\":false},\"roleArn\":\"role\"}}"},
	{EV_TaskScheduled, "{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"TaskScheduled\",\"id\":1,\"previousEventId\":0,"
		"\"taskScheduledEventDetails\":{\"parameters\":\"{\\\"a\\\":1}\",\"timeoutInSeconds\":5,\"resourceType\":\"lambda\",\"resource\":\"invoke\","
		"\"region\":\"r\",\"taskCredentials\":{\"roleArn\":\"role\"}}}"},
	{EV_LambdaFunctionScheduled, "{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"LambdaFunctionScheduled\",\"id\":1,"
		"\"previousEventId\":0,\"lambdaFunctionScheduledEventDetails\":{\"input\":\"{\\\"a\\\":1}\",\"inputDetails\":{\"truncated\":false},"
		"\"timeoutInSeconds\":5,\"resource\":\"invoke\",\"taskCredentials\":{\"roleArn\":\"role\"}}}"},
	{EV_LambdaFunctionStarted, "{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"LambdaFunctionStarted\",\"id\":1,\"previousEventId\":0}"},
	{EV_PassStateExited, "{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"PassStateExited\",\"id\":1,\"previousEventId\":0,"
		"\"stateExitedEventDetails\":{\"name\":\"N\",\"output\":\"{\\\"a\\\":1}\",\"outputDetails\":{\"truncated\":false}}}"},
	{EV_MapIterationStarted, "{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"MapIterationStarted\",\"id\":1,\"previousEventId\":0,"
		"\"mapIterationStartedEventDetails\":{\"name\":\"N\",\"index\":2}}"},
	{EV_ExecutionFailed, "{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"ExecutionFailed\",\"id\":1,\"previousEventId\":0,"
		"\"executionFailedEventDetails\":{}}"},
};

static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct event ev = {.at_ms = INT64_C(1767225600000), .id = 1, .type = (uint8_t)samples[i].type, .name = "N", .more = event_more_new()};
		struct str s = {0};
		cJSON *tree;
		struct err e;

		ev.value = value_parse("{\"a\":1}", 7, &e);
		ev.more->resource = xstrdup("invoke");
		ev.more->resource_type = xstrdup("lambda");
		ev.more->region = xstrdup("r");
		ev.more->role_arn = xstrdup("role");
		ev.more->timeout_s = 5;
		ev.more->index = 2;
		history_event_print(&s, &ev);
		assert_string_equal(str_get(&s), samples[i].want);
		tree = history_event_tree(&ev);
		assert_string_equal(json_get_string(tree, "type"), event_type_text(samples[i].type));
		cJSON_Delete(tree);
		value_unref(ev.value);
		event_more_free(ev.more);
		str_done(&s);
	}
}

static const struct {
	const char *json, *want;
	size_t at;			/* where it says it is: the offset */
} refused[] = {
	{"{\"id\":1,\"previousEventId\":0,\"timestamp\":0}", "\"type\" is not there: this is no event", 0},
	{"[]", "expected an object", 0},
	{"{\"type\":\"\",\"id\":1,\"timestamp\":0}", "\"type\" is not the name of a type of event", 8},
	{"{\"type\":\"PassStateEntered\",\"id\":2,\"previousEventId\":0,\"timestamp\":0}", "event 1 is missing: event 2 follows event 0", 0},
	{"{\"type\":\"PassStateEntered\",\"id\":\"one\",\"previousEventId\":0,\"timestamp\":0}", "\"id\" is not a positive whole number", 32},
	{"{\"type\":\"PassStateEntered\",\"id\":1.5,\"previousEventId\":0,\"timestamp\":0}", "\"id\" is not a positive whole number", 32},
	{"{\"type\":\"PassStateEntered\",\"id\":1,\"previousEventId\":1,\"timestamp\":0}", "\"previousEventId\" is not the id of an earlier event", 52},
	{"{\"type\":\"PassStateEntered\",\"id\":1,\"previousEventId\":0}", "\"timestamp\" is not a time", 0},
	{"{\"type\":\"PassStateEntered\",\"id\":1,\"previousEventId\":0,\"timestamp\":\"yesterday\"}", "\"timestamp\" is not a time", 66},
	{"{\"type\":\"PassStateEntered\",\"id\":1,\"timestamp\":0,\"stateEnteredEventDetails\":3}", "is not an object", 75},
	{"{\"type\":\"PassStateEntered\",\"id\":1,\"timestamp\":0,\"stateEnteredEventDetails\":{\"input\":\"\\q\"}}", "expected one of", 86},
	{"{\"type\":\"PassStateEntered\",\"id\":1,\"timestamp\":0,\"stateEnteredEventDetails\":{\"input\":tru}}", "expected a value", 84},
	{"{\"type\":\"ExecutionFailed\",\"id\":1,\"timestamp\":0,\"executionFailedEventDetails\":{\"error\":1}}", "\"error\" is not a string", 86},
	{"{\"type\":\"MapStateStarted\",\"id\":1,\"timestamp\":0,\"mapStateStartedEventDetails\":{\"length\":-2}}", "\"length\" is not a whole number", 87},
	{"{\"type\":\"PassStateExited\",\"id\":1,\"timestamp\":0,\"stateExitedEventDetails\":{\"assignedVariables\":{\"x\":\"{\"}}}",
		"\"x\" is not JSON text in a string", 94},
	{"{\"type\":\"Nope\",\"id\":1,\"timestamp\":0,\"nopeEventDetails\":{\"x\":[1,}}", "expected \",\" or \"}\" after a member", 65},
	{"{\"type\":\"Nope\",\"id\":1,\"timestamp\":0,\"nopeEventDetails\":{\"x\":[1,}}}", "expected", 0},
	{"{\"type\":\"PassStateEntered\" \"id\":1}", "expected \",\" or \"}\" after a member", 27},
	{"{\"type\":\"PassStateEntered\",\"id\":1,\"timestamp\":0", "expected \",\" or \"}\" after a member", 47},
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct history h;
		struct err e = {0};

		history_init(&h);
		assert_false(history_event_read(&h, refused[i].json, strlen(refused[i].json), NULL, &e));
		if (!strstr(e.msg, refused[i].want) || (refused[i].at && e.span.offset != refused[i].at))
			fail_msg("%s\n  said: %s at %zu\n  want: %s at %zu", refused[i].json, e.msg, e.span.offset, refused[i].want, refused[i].at);
		assert_int_equal(h.events.n, 0);
		history_done(&h);
	}
}

static void read_one(struct history *h, const char *text)
{
	struct err e = {0};

	if (!history_event_read(h, text, strlen(text), NULL, &e))
		fail_msg("%s: %s", text, e.msg);
}

/* The command line gives times as text with an offset, the API as seconds, a log record as milliseconds in a string. */
static void test_times(void **state)
{
	struct history h;

	(void)state;
	history_init(&h);
	read_one(&h, "{\"type\":\"PassStateEntered\",\"id\":1,\"previousEventId\":0,\"timestamp\":1767225600.25}");
	read_one(&h, "{\"type\":\"PassStateEntered\",\"id\":2,\"previousEventId\":0,\"timestamp\":\"2026-01-01T01:00:00.250000+01:00\"}");
	read_one(&h, "{\"id\":\"3\",\"type\":\"PassStateEntered\",\"details\":{\"name\":\"A\",\"input\":\"1\",\"inputDetails\":{\"truncated\":false}},"
		"\"previous_event_id\":\"2\",\"event_timestamp\":\"1767225600250\",\"execution_arn\":\"arn\",\"redrive_count\":\"0\"}");
	for (size_t i = 0; i < 3; i++)
		assert_true(h.events.v[i].at_ms == INT64_C(1767225600250));
	assert_string_equal(h.events.v[2].name, "A");
	assert_int_equal(h.events.v[2].prev, 2);
	assert_string_equal(value_text(h.events.v[2].value), "1");
	assert_null(h.events.v[2].more);
	history_done(&h);
}

/* What the program does not know comes out as it went in: types, details, payloads that were cut off. */
static const char *const kept[] = {
	"{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"TaskTeleported\",\"id\":1,\"previousEventId\":0,"
		"\"taskTeleportedEventDetails\":{\"to\":\"Mars\",\"n\":[1,2.50]}}",
	"{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"TaskFailed\",\"id\":2,\"previousEventId\":1,"
		"\"taskFailedEventDetails\":{\"resourceType\":\"s\",\"resource\":\"r\",\"error\":\"E\",\"retryable\":true},\"region\":\"x\"}",
	"{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"PassStateEntered\",\"id\":3,\"previousEventId\":0,"
		"\"stateEnteredEventDetails\":{\"name\":\"A\",\"input\":\"{\\\"cut\",\"inputDetails\":{\"truncated\":true}}}",
	"{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"PassStateEntered\",\"id\":4,\"previousEventId\":0,"
		"\"stateEnteredEventDetails\":{\"name\":\"A\",\"inputDetails\":{\"truncated\":true}}}",
	"{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"PassStateExited\",\"id\":5,\"previousEventId\":0,"
		"\"stateExitedEventDetails\":{\"name\":\"A\",\"output\":\"REDACTED\",\"outputDetails\":{\"truncated\":false}}}",
};

static void test_kept(void **state)
{
	struct history h;
	struct str s = {0};

	(void)state;
	history_init(&h);
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		read_one(&h, kept[i]);
		str_reset(&s);
		history_event_print(&s, &h.events.v[i]);
		assert_string_equal(str_get(&s), kept[i]);
	}
	assert_int_equal(h.events.v[0].type, EV_OTHER);
	assert_string_equal(event_text(&h.events.v[0]), "TaskTeleported");
	assert_true(h.events.v[2].more->cut && h.events.v[4].more->cut && !h.events.v[3].more->cut);
	history_done(&h);
	str_done(&s);
}

/* Members in any order, payloads as JSON instead of text, null for what is not there. */
static void test_spellings(void **state)
{
	struct history h;

	(void)state;
	history_init(&h);
	read_one(&h, "{\"stateEnteredEventDetails\": {\"input\": {\"a\": [1]}, \"name\": \"A\"}, \"id\": 1.0, \"previousEventId\": 0,"
		" \"timestamp\": 0, \"type\": \"PassStateEntered\"}");
	read_one(&h, "{\"executionFailedEventDetails\":{\"error\":null,\"cause\":\"c\"},\"id\":2,\"timestamp\":0,\"type\":\"ExecutionFailed\"}");
	assert_string_equal(value_text(h.events.v[0].value), "{\"a\":[1]}");
	assert_null(h.events.v[1].more->error);
	assert_string_equal(h.events.v[1].more->cause, "c");
	history_done(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_spellings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
