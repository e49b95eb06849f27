/* store: the definitions that executions ran, and how often. */
#include "store_test.h"

static struct asl_machine *version(const char *comment)
{
	char *text = xasprintf("{\"Comment\":\"%s\",\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true}}}", comment);
	struct asl_machine *m = asl_parse(text, strlen(text), "Calls", "calls.asl.json");

	free(text);
	return m;
}

static void ran(struct fixture *f, const struct asl_machine *m, const char *name, int64_t start_ms, enum exec_status status)
{
	struct value *input = value_of("{}");
	struct execution_summary sum = {.execution_arn = "arn:e", .machine_arn = "arn:m", .name = name, .start_ms = start_ms, .input = input,
		.status = EXEC_RUNNING};
	struct engine_options o = {0};
	int64_t id = store_execution_begin(f->s, &(struct store_begin){.machine = m, .summary = &sum, .options = &o, .clock = "virtual"});

	sum.status = status;
	sum.stop_ms = start_ms + 5;
	store_execution_end(f->s, id, &sum);
	value_unref(input);
}

static void versions_are_counted(void **state)
{
	struct fixture *f = *state;
	struct asl_machine *one = version("one"), *two = version("two"), *other = asl_parse("{}", 2, "Others", NULL);
	struct store_versions l = {0};
	struct err e = {0};
	char *text;

	assert_true(store_version_list(f->s, "Calls", &l, &e));
	assert_int_equal(l.list.n, 0);
	ran(f, one, "a", NOW_MS, EXEC_SUCCEEDED);
	ran(f, two, "b", NOW_MS + 1000, EXEC_FAILED);
	ran(f, one, "c", NOW_MS + 2000, EXEC_FAILED);
	ran(f, other, "d", NOW_MS + 3000, EXEC_SUCCEEDED);
	assert_true(store_version_list(f->s, "Calls", &l, &e));
	assert_int_equal(l.list.n, 2);
	assert_true(l.list.v[0].hash == one->hash);		/* ran last */
	assert_int_equal(l.list.v[0].runs, 2);
	assert_int_equal(l.list.v[0].failed, 1);
	assert_int_equal(l.list.v[0].first_ms, NOW_MS);
	assert_int_equal(l.list.v[0].last_ms, NOW_MS + 2000);
	assert_int_equal(l.list.v[0].bytes, one->text_len);
	assert_string_equal(l.list.v[0].file, "calls.asl.json");
	assert_int_equal(l.list.v[1].runs, 1);
	text = store_version_text(f->s, l.list.v[1].id, &e);
	assert_string_equal(text, two->text);
	free(text);
	fixture_reopen(f);
	assert_true(store_version_list(f->s, "Calls", &l, &e));
	assert_int_equal(l.list.n, 2);
	assert_null(store_version_text(f->s, 4711, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	store_versions_done(&l);
	asl_unref(one);
	asl_unref(two);
	asl_unref(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(versions_are_counted, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
