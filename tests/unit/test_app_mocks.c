/* Answers written into mock files, faults as answers, and the way from a folder to a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/app_mocks.h"
#include "app/save_case.h"
#include "task/fault.h"
#include "task/mock.h"

static char dir[] = "/tmp/aslant-mocks-XXXXXX";

static int setup(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
	char *command = xasprintf("rm -rf %s", dir);
	int status = system(command);

	(void)state;
	free(command);
	return status;
}

static char *in_dir(const char *name)
{
	return path_join(dir, name);
}

static void append(const char *path, const char *state, const char *json, bool good)
{
	struct err e = {0};
	cJSON *answer = json_read(json, &e);
	bool ok = answer && mocks_append(path, state, answer, &e);

	cJSON_Delete(answer);
	if (ok != good)
		fail_msg("%s: %s", json, e.msg);
}

static void assert_text(const char *path, const char *wanted)
{
	char *text = NULL;
	size_t len;
	struct err e;

	assert_true(file_read(path, 1 << 20, &text, &len, &e));
	assert_string_equal(text, wanted);
	free(text);
}

/* The list that grows keeps its style and its numbers, all else stays byte for byte. */
static void test_append(void **state)
{
	static const char before[] = "{\n\t\"Comment\": \"mine\",  \"States\": {\n\t\t\"A\": [ {\"Return\": 1.50} ],\n\t\t\"B\": [{\"Hang\": true}]\n\t}\n}\n";
	static const char after[] = "{\n\t\"Comment\": \"mine\",  \"States\": {\n\t\t\"A\": [{\"Return\": 1.50}, {\"Return\": 2}],\n\t\t\"B\": [{\"Hang\": true}]\n\t}\n}\n";
	char *path = in_dir("own.json"), *new = in_dir("deep/er/new.json");
	struct err e;

	(void)state;
	assert_true(file_write_atomic(path, before, strlen(before), &e));
	append(path, "A", "{\"Return\":2}", true);
	assert_text(path, after);
	append(new, "A", "{\"Throw\":{\"Error\":\"E\"},\"After\":1.5}", true);
	append(new, "A", "{\"Return\":{\"a\":[]}}", true);
	append(new, "C \"\\u00e4\"", "{\"TimeOut\":true}", true);
	assert_text(new, "{\n  \"States\": {\n    \"A\": [\n      {\"Throw\": {\"Error\": \"E\"}, \"After\": 1.5},\n      {\"Return\": {\"a\": []}}\n    ],\n"
		"    \"C \\\"\\\\u00e4\\\"\": [{\"TimeOut\": true}]\n  }\n}\n");
	free(path);
	free(new);
}

static void test_append_to_others(void **state)
{
	static const char *const texts[] = {"{\"States\": []}", "{\"States\": {\"A\": {}}}", "[]", "{\"States\": {\"A\": [", ""};
	char *path = in_dir("other.json");
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		assert_true(file_write_atomic(path, texts[i], strlen(texts[i]), &e));
		append(path, "A", "{\"Return\":2}", false);
		assert_text(path, texts[i]);
	}
	assert_true(file_write_atomic(path, "{\"StateMachines\": {}}", strlen("{\"StateMachines\": {}}"), &e));
	append(path, "A", "{\"Return\":2}", true);
	free(path);
}

static char *answer_text(const char *text)
{
	static const char machine[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:1:function:F\",\"End\":true}}}";
	struct asl_machine *m = asl_parse(machine, strlen(machine), "m", NULL);
	struct fault f = {0};
	struct err e = {0};
	cJSON *answer;
	char *out;

	if (!fault_parse(text, m, &f, &e))
		fail_msg("%s: %s", text, e.msg);
	answer = fault_answer(&f, &m->states[0]->resource);
	out = answer ? json_print(answer) : NULL;
	cJSON_Delete(answer);
	fault_done(&f);
	asl_unref(m);
	return out;
}

static void test_faults(void **state)
{
	static const struct {
		const char *text, *answer;	/* NULL: has no such form */
	} rows[] = {
		{"A every throw E no money", "{\"Throw\":{\"Error\":\"E\",\"Cause\":\"no money\"},\"Times\":\"*\"}"},
		{"A throw E", "{\"Throw\":{\"Error\":\"E\"}}"},
		{"A next 3 timeout", "{\"TimeOut\":true,\"Times\":3}"},
		{"A every hang", "{\"Hang\":true,\"Times\":\"*\"}"},
		{"A nth 2 throw E", NULL}, {"A chance 0.5 throw E", NULL}, {"A every slow 3", NULL}, {"A every shape", NULL}, {"A from 1 to 2 throw E", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *answer = answer_text(rows[i].text);

		if (!str_is(answer, rows[i].answer))
			fail_msg("%s: %s", rows[i].text, answer ? answer : "nothing");
		free(answer);
	}
	char *throttled = answer_text("A every throttle");

	assert_non_null(strstr(throttled, "Lambda.TooManyRequestsException"));
	free(throttled);
}

static void test_path_between(void **state)
{
	static const struct {
		const char *dir, *file, *way;
	} rows[] = {
		{"/a/b", "/a/b/c.json", "c.json"}, {"/a/b/tests", "/a/b/c.json", "../c.json"}, {"/a/bc", "/a/b/c.json", "../b/c.json"},
		{"/a/b", "/a/bc/d.json", "../bc/d.json"}, {"/x/y", "/a/c.json", "../../a/c.json"}, {"/", "/a/c.json", "a/c.json"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *way = path_between(rows[i].dir, rows[i].file);

		if (strcmp(way, rows[i].way) != 0)
			fail_msg("from %s to %s: %s, not %s", rows[i].dir, rows[i].file, way, rows[i].way);
		free(way);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_append), cmocka_unit_test(test_append_to_others), cmocka_unit_test(test_faults), cmocka_unit_test(test_path_between),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
