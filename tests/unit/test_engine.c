/*
 * The cases of tests/engine: the history that must come out, a line an event (host.h), and what the execution ends with.
 * With UPDATE=1 in the environment the expected lines are written anew; read the difference like code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "../engine/cases.h"
#include "asl/diag.h"

struct tally {
	bool update;
	int failures, cases;
};

static void print_lines(const cJSON *list, const char *sign, const cJSON *other)
{
	const cJSON *o = other ? other->child : NULL;

	for (const cJSON *l = list ? list->child : NULL; l; l = l->next) {
		bool same = o && str_is(o->valuestring, l->valuestring);

		printf("  %s %s\n", same ? " " : sign, l->valuestring);
		o = o ? o->next : NULL;
	}
}

static void add_line(cJSON *lines, const char *text)
{
	cJSON_AddItemToArray(lines, cJSON_CreateString(text));
}

static void add_end(cJSON *lines, const struct host *h)
{
	struct str s = {0};

	str_addf(&s, "= %s", exec_status_text(engine_status(h->engine)));
	if (engine_output(h->engine))
		str_addf(&s, " %s", value_text(engine_output(h->engine)));
	if (engine_error(h->engine))
		str_addf(&s, " error=%s", engine_error(h->engine));
	if (engine_cause(h->engine))
		str_addf(&s, " cause=%s", engine_cause(h->engine));
	if (h->missing[0])
		str_addf(&s, " (\"%s\" had no answer left)", h->missing);
	add_line(lines, str_get(&s));
	str_done(&s);
}

static cJSON *lines_of(const struct host *h)
{
	const struct history *hist = engine_history(h->engine);
	cJSON *lines = cJSON_CreateArray();
	struct str s = {0};

	for (size_t i = 0; i < hist->events.n; i++) {
		str_reset(&s);
		host_line(&s, h->engine, &hist->events.v[i]);
		add_line(lines, str_get(&s));
	}
	str_done(&s);
	add_end(lines, h);
	for (const cJSON *n = h->notes->child; n; n = n->next)
		add_line(lines, n->valuestring);
	return lines;
}

static cJSON *refusal(const struct asl_machine *m, const char *msg)
{
	cJSON *lines = cJSON_CreateArray();
	char *why = m->diags ? diag_rejection(m->diags) : NULL;

	add_line(lines, msg);
	if (why)
		add_line(lines, why);
	free(why);
	return lines;
}

static cJSON *run_case(const cJSON *c)
{
	struct case_run r;
	cJSON *lines;
	struct err e;

	if (case_start(&r, c, &e)) {
		host_run(&r.host);
		lines = lines_of(&r.host);
	} else {
		lines = refusal(r.machine, e.msg);
	}
	case_done(&r);
	return lines;
}

static void check_case(void *ctx, cJSON *c, const char *name)
{
	struct tally *t = ctx;
	const cJSON *want = json_get(c, "history");
	cJSON *got = run_case(c);

	t->cases++;
	if (t->update) {
		json_set(c, "history", got);
		return;
	}
	if (!json_equal(want, got)) {
		printf("%s:\n", name);
		print_lines(want, "-", got);
		printf("  ----\n");
		print_lines(got, "+", want);
		t->failures++;
	}
	cJSON_Delete(got);
}

static void test_cases(void **state)
{
	struct tally t = {.update = getenv("UPDATE") != NULL};
	struct err e;

	(void)state;
	if (!cases_each(check_case, &t, t.update, &e))
		fail_msg("%s", e.msg);
	assert_true(t.cases > 100);
	assert_int_equal(t.failures, 0);
}

/* The same inputs give the same history, however it is stepped: that is what stepping back and recovery stand on. */
static void check_again(void *ctx, cJSON *c, const char *name)
{
	cJSON *first = run_case(c), *second = run_case(c);

	(void)ctx;
	if (!json_equal(first, second))
		fail_msg("%s: two runs differ", name);
	cJSON_Delete(first);
	cJSON_Delete(second);
}

static void test_same_again(void **state)
{
	struct err e;

	(void)state;
	assert_true(cases_each(check_again, NULL, false, &e));
}

/* Each step appends at least one event while it says that more is ready; events never change their order of times. */
static void check_steps(void *ctx, cJSON *c, const char *name)
{
	struct case_run r;
	struct err e;
	const struct history *h;
	bool ok = case_start(&r, c, &e);

	(void)ctx;
	h = engine_history(r.host.engine);
	while (ok) {
		size_t before = h->events.n;
		bool was_ready = engine_ready(r.host.engine);

		ok = host_step(&r.host);
		if (was_ready && h->events.n == before && engine_ready(r.host.engine))
			fail_msg("%s: a step after event %zu did nothing", name, before);
	}
	for (size_t i = 1; i < h->events.n; i++) {
		assert_true(h->events.v[i].at_ms >= h->events.v[i - 1].at_ms);
		assert_true(h->events.v[i].prev < h->events.v[i].id);
	}
	case_done(&r);
}

static void test_steps(void **state)
{
	struct err e;

	(void)state;
	assert_true(cases_each(check_steps, NULL, false, &e));
}

/* Every case is cut off after each number of steps: nothing leaks, nothing is used that is gone. */
static void check_cut(void *ctx, cJSON *c, const char *name)
{
	bool more = true;

	(void)ctx;
	(void)name;
	for (int n = 0; more && n < 60; n++) {
		struct case_run r;
		struct err e;

		more = case_start(&r, c, &e);
		for (int i = 0; more && i < n; i++)
			more = host_step(&r.host);
		case_done(&r);
	}
}

static void test_cut(void **state)
{
	struct err e;

	(void)state;
	assert_true(cases_each(check_cut, NULL, false, &e));
}

static const char machine_text[] = "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"End\":true,"
	"\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:f\"}}}";

static void test_inputs(void **state)
{
	struct asl_machine *m = asl_parse(machine_text, sizeof machine_text - 1, "m", NULL);
	struct engine *x = engine_new(m, &(struct engine_options){.name = "n"});
	struct engine_effects fx = {0};
	struct engine_input start = {.at_ms = 1000, .kind = IN_START};
	struct err e;
	uint64_t task;

	(void)state;
	assert_false(engine_feed(x, &(struct engine_input){.kind = IN_STOP}, &fx, &e));
	assert_string_equal(e.msg, "the execution \"n\" has not been started");
	assert_true(engine_feed(x, &start, &fx, &e));
	assert_false(engine_feed(x, &start, &fx, &e));
	assert_string_equal(e.msg, "the execution \"n\" has been started already");
	while (engine_step(x, &fx, &e))
		;
	assert_int_equal(engine_history(x)->events.n, 3);
	assert_int_equal(fx.list.n, 1);
	assert_int_equal(fx.list.v[0].kind, FX_TASK_START);
	assert_string_equal(value_text(fx.list.v[0].payload), "{}");
	assert_int_equal(fx.list.v[0].scheduled_event, 3);
	task = fx.list.v[0].id;
	/* answers for nobody are ignored */
	assert_true(engine_feed(x, &(struct engine_input){.at_ms = 1500, .kind = IN_TASK_DONE, .id = task + 7}, &fx, &e));
	assert_true(engine_feed(x, &(struct engine_input){.at_ms = 1500, .kind = IN_TIMER, .id = task}, &fx, &e));
	assert_false(engine_step(x, &fx, &e));
	assert_int_equal(engine_history(x)->events.n, 3);
	/* a clock that goes back does not take the history with it; a result without a value is null */
	assert_true(engine_feed(x, &(struct engine_input){.at_ms = 900, .kind = IN_TASK_DONE, .id = task}, &fx, &e));
	assert_true(engine_feed(x, &(struct engine_input){.at_ms = 2500, .kind = IN_TASK_DONE, .id = task}, &fx, &e));
	while (engine_step(x, &fx, &e))
		;
	assert_int_equal(engine_status(x), EXEC_SUCCEEDED);
	assert_string_equal(value_text(engine_output(x)), "null");
	assert_int_equal(engine_history(x)->events.n, 7);
	assert_true(engine_history(x)->events.v[6].at_ms == 1500);
	assert_true(engine_feed(x, &(struct engine_input){.at_ms = 3000, .kind = IN_STOP}, &fx, &e));
	assert_false(engine_ready(x));
	assert_string_equal(engine_execution_arn(x), "arn:aws:states:us-east-1:111122223333:execution:m:n");
	assert_string_equal(engine_machine_arn(x), "arn:aws:states:us-east-1:111122223333:stateMachine:m");
	assert_int_equal(engine_transitions(x), 1);
	engine_effects_done(&fx);
	engine_free(x);
	asl_unref(m);
}

/* A stop comes before anything that is ready, so that an endless loop can be stopped. */
static void test_stop_in_a_loop(void **state)
{
	static const char text[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\"},\"B\":{\"Type\":\"Choice\","
		"\"Choices\":[{\"Variable\":\"$.stop\",\"IsPresent\":true,\"Next\":\"C\"}],\"Default\":\"A\"},\"C\":{\"Type\":\"Succeed\"}}}";
	struct asl_machine *m = asl_parse(text, sizeof text - 1, "m", NULL);
	struct engine *x = engine_new(m, &(struct engine_options){.name = "n", .max_events = -1});
	struct engine_effects fx = {0};
	struct err e;

	(void)state;
	assert_true(engine_feed(x, &(struct engine_input){.at_ms = 1, .kind = IN_START}, &fx, &e));
	for (int i = 0; i < 30000; i++)
		assert_true(engine_step(x, &fx, &e));
	assert_true(engine_feed(x, &(struct engine_input){.at_ms = 2, .kind = IN_STOP}, &fx, &e));
	assert_false(engine_step(x, &fx, &e));
	assert_int_equal(engine_status(x), EXEC_ABORTED);
	assert_int_equal(engine_history(x)->events.n, 30001);
	engine_effects_done(&fx);
	engine_free(x);
	asl_unref(m);
}

/* Many iterations that share one large value: refused before the array of them is made. */
static void test_gathered(void **state)
{
	struct str s = {0}, input = {0};
	struct asl_machine *m;
	struct engine *x;
	struct engine_effects fx = {0};
	struct value *v;
	struct err e;

	(void)state;
	str_adds(&s, "{\"StartAt\":\"M\",\"States\":{\"M\":{\"Type\":\"Map\",\"End\":true,\"ResultPath\":null,\"ItemProcessor\":{\"StartAt\":\"A\","
		"\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true,\"Result\":\"");
	for (int i = 0; i < 200000; i++)
		str_addc(&s, 'x');
	str_adds(&s, "\"}}}}}}");
	for (int i = 0; i < 400; i++)
		str_adds(&input, i ? ",1" : "[1");
	str_addc(&input, ']');
	m = asl_parse(str_get(&s), s.len, "m", NULL);
	v = value_parse(str_get(&input), input.len, &e);
	x = engine_new(m, &(struct engine_options){.name = "n"});
	assert_true(engine_feed(x, &(struct engine_input){.at_ms = 1, .kind = IN_START, .value = v}, &fx, &e));
	while (engine_step(x, &fx, &e))
		;
	assert_int_equal(engine_status(x), EXEC_FAILED);
	assert_string_equal(engine_error(x), "States.DataLimitExceeded");
	engine_effects_done(&fx);
	engine_free(x);
	value_unref(v);
	asl_unref(m);
	str_done(&s);
	str_done(&input);
}

static void test_status_texts(void **state)
{
	enum exec_status s;

	(void)state;
	for (int i = EXEC_RUNNING; i <= EXEC_ABORTED; i++) {
		assert_true(exec_status_find(exec_status_text((enum exec_status)i), &s));
		assert_int_equal(s, i);
	}
	assert_false(exec_status_find("running", &s));
	assert_false(exec_status_find(NULL, &s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_same_again),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_inputs),
		cmocka_unit_test(test_stop_in_a_loop),
		cmocka_unit_test(test_gathered),
		cmocka_unit_test(test_status_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
