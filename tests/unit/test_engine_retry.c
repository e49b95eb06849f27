/* Who matches an error, how long to wait; the list of events and what it keeps beside AWS's form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/event.h"
#include "engine/retry.h"

static const struct {
	const char *listed, *error;
	bool heartbeat, matches;
} matches[] = {
	{"E", "E", false, true},
	{"E", "F", false, false},
	{"e", "E", false, false},
	{"States.ALL", "E", false, true},
	{"States.ALL", NULL, false, true},
	{"States.ALL", "States.Timeout", false, true},
	{"States.ALL", "States.DataLimitExceeded", false, true},
	{"States.ALL", "States.Runtime", false, false},
	{"States.Runtime", "States.Runtime", false, false},
	{"States.TaskFailed", "E", false, true},
	{"States.TaskFailed", NULL, false, true},
	{"States.TaskFailed", "States.TaskFailed", false, true},
	{"States.TaskFailed", "States.Permissions", false, true},
	{"States.TaskFailed", "States.Timeout", false, false},
	{"States.TaskFailed", "States.DataLimitExceeded", false, false},
	{"States.TaskFailed", "States.Runtime", false, false},
	{"States.Timeout", "States.Timeout", true, true},
	{"States.HeartbeatTimeout", "States.Timeout", true, true},
	{"States.HeartbeatTimeout", "States.Timeout", false, false},
	{"States.TaskFailed", "States.Timeout", true, false},
	{"State.ALL", "E", false, false},
};

static void test_matches(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(matches); i++) {
		bool got = error_matches(&matches[i].listed, 1, matches[i].error, matches[i].heartbeat);

		if (got != matches[i].matches)
			fail_msg("%s listed, %s thrown: %d", matches[i].listed, matches[i].error ? matches[i].error : "nothing", got);
	}
	assert_false(error_matches(NULL, 0, "E", false));
}

/* Every predefined name: who matches it. */
static const struct {
	const char *error;
	bool named, all, task_failed;
} predefined[] = {
	{"States.TaskFailed", true, true, true},
	{"States.Timeout", true, true, false},
	{"States.HeartbeatTimeout", true, true, false},
	{"States.Permissions", true, true, true},
	{"States.Runtime", false, false, false},
	{"States.DataLimitExceeded", true, true, false},
	{"States.QueryEvaluationError", true, true, true},
	{"States.ExceedToleratedFailureThreshold", true, true, true},
	{"States.ItemReaderFailed", true, true, true},
	{"States.ResultWriterFailed", true, true, true},
	{"States.Http.Socket", true, true, true},
	{"States.Http.StatusCode.503", true, true, true},
	{"Lambda.TooManyRequestsException", true, true, true},
	{"DynamoDb.ConditionalCheckFailedException", true, true, true},
};

static void test_predefined_names(void **state)
{
	const char *all = "States.ALL", *failed = "States.TaskFailed", *other = "Other";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(predefined); i++) {
		const char *name = predefined[i].error;

		if (error_matches(&name, 1, name, false) != predefined[i].named || error_matches(&all, 1, name, false) != predefined[i].all ||
		    error_matches(&failed, 1, name, false) != predefined[i].task_failed || error_matches(&other, 1, name, false) ||
		    error_is_catchable(name) != predefined[i].all)
			fail_msg("%s", name);
	}
}

static void test_first_match_decides(void **state)
{
	const char *a[] = {"A", "B"}, *all[] = {"States.ALL"};
	struct asl_retrier retriers[] = {{.errors = a, .n_errors = 2}, {.errors = all, .n_errors = 1}};
	struct asl_catcher catchers[] = {{.errors = a, .n_errors = 2}};
	struct asl_state s = {.retriers = retriers, .n_retriers = 2, .catchers = catchers, .n_catchers = 1};

	(void)state;
	assert_int_equal(retry_find(&s, "B", false), 0);
	assert_int_equal(retry_find(&s, "C", false), 1);
	assert_int_equal(retry_find(&s, "States.Runtime", false), -1);
	assert_int_equal(catch_find(&s, "A", false), 0);
	assert_int_equal(catch_find(&s, "C", false), -1);
}

static void test_delay(void **state)
{
	struct asl_retrier r = {.interval_s = 1, .backoff = 2};

	(void)state;
	assert_true(retry_delay(&r, 0) == 1);
	assert_true(retry_delay(&r, 1) == 2);
	assert_true(retry_delay(&r, 5) == 32);
	r.max_delay_s = 3;
	assert_true(retry_delay(&r, 1) == 2);
	assert_true(retry_delay(&r, 2) == 3);
	assert_true(retry_delay(&r, 100000) == 3);
	r.max_delay_s = 0;
	assert_true(retry_delay(&r, 100000) == RETRY_DELAY_MAX_S);
	r = (struct asl_retrier){.interval_s = 7, .backoff = 1};
	assert_true(retry_delay(&r, INT64_MAX) == 7);
	r = (struct asl_retrier){.interval_s = 2, .backoff = 1.5};
	assert_true(retry_delay(&r, 2) == 4.5);
}

static void test_types(void **state)
{
	(void)state;
	for (int t = EV_NONE + 1; t < EV_COUNT; t++) {
		if (t == EV_OTHER)
			continue;		/* its name is the event's own */
		assert_int_equal(event_type_find(event_type_text((enum event_type)t)), t);
		assert_int_equal(event_is_entered((enum event_type)t), str_ends(event_type_text((enum event_type)t), "StateEntered"));
		assert_int_equal(event_is_exited((enum event_type)t), str_ends(event_type_text((enum event_type)t), "StateExited"));
	}
	assert_int_equal(event_type_find("Nothing"), EV_NONE);
	assert_int_equal(event_type_find(NULL), EV_NONE);
	assert_true(event_is_end(EV_ExecutionAborted));
	assert_false(event_is_failure(EV_ExecutionFailed));
	assert_true(event_is_failure(EV_ActivityTimedOut));
	assert_true(event_is_scheduled(EV_ActivityScheduled));
	assert_false(event_is_scheduled(EV_LambdaFunctionScheduleFailed));
}

static void test_interned(void **state)
{
	struct history h;
	const char *a;

	(void)state;
	history_init(&h);
	a = history_intern(&h, "A");
	assert_string_equal(a, "A");
	for (int i = 0; i < 1000; i++) {
		char name[16];

		snprintf(name, sizeof name, "n%d", i);
		history_intern(&h, name);
	}
	assert_ptr_equal(history_intern(&h, "A"), a);
	assert_null(history_intern(&h, NULL));
	assert_null(history_at(&h, 0));
	assert_null(history_at(&h, 1));
	history_done(&h);
}

static void test_plan_kept(void **state)
{
	struct event_plan plan = {
		.state = 3, .retrier = 1, .attempt = 2, .max_attempts = 5, .catcher = -1, .delay_ms = 1234, .base_delay_s = 2.5, .draw = 0.4936,
	};
	struct event from = {.id = 9, .edge = -1, .more = event_more_new()}, to = {.id = 9};
	struct str s = {0};
	struct err e;

	(void)state;
	assert_false(event_plan_print(&s, &to));
	assert_int_equal(s.len, 0);
	from.more->has_plan = true;
	from.more->plan = plan;
	assert_true(event_plan_print(&s, &from));
	assert_true(event_plan_read(&to, str_get(&s), &e));
	assert_int_equal(to.edge, -1);
	assert_true(to.more->has_plan);
	assert_int_equal(to.more->plan.state, plan.state);
	assert_int_equal(to.more->plan.retrier, plan.retrier);
	assert_int_equal(to.more->plan.attempt, plan.attempt);
	assert_int_equal(to.more->plan.max_attempts, plan.max_attempts);
	assert_int_equal(to.more->plan.catcher, plan.catcher);
	assert_int_equal(to.more->plan.delay_ms, plan.delay_ms);
	assert_true(to.more->plan.base_delay_s == plan.base_delay_s);
	assert_true(to.more->plan.draw == plan.draw);
	assert_false(event_plan_read(&to, "{", &e));
	assert_false(event_plan_read(&to, "{\"edge\":0,\"retrier\":\"x\"}", &e));
	assert_non_null(strstr(e.msg, "the plan of event 9 cannot be read"));
	event_more_free(from.more);
	event_more_free(to.more);
	str_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_predefined_names),
		cmocka_unit_test(test_first_match_decides),
		cmocka_unit_test(test_delay),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_interned),
		cmocka_unit_test(test_plan_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
