/*
 * Import: every shape in which a recorded history is kept gives the same execution; what is missing or there twice is told; nonsense is
 * refused with its place. What the engine's own cases decided about failures is found again from their events alone, and a definition
 * made from the events has the states that were seen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cases.h"
#include "history/decide.h"
#include "history/draft.h"
#include "history/import.h"
#include "history/projection.h"

#define E1 "{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"type\":\"ExecutionStarted\",\"id\":1,\"previousEventId\":0," \
	"\"executionStartedEventDetails\":{\"input\":\"{\\\"a\\\":1}\",\"inputDetails\":{\"truncated\":false},\"roleArn\":\"r\"}}"
#define E2 "{\"timestamp\":\"2026-01-01T00:00:01.000Z\",\"type\":\"PassStateEntered\",\"id\":2,\"previousEventId\":0," \
	"\"stateEnteredEventDetails\":{\"name\":\"A\",\"input\":\"{\\\"a\\\":1}\",\"inputDetails\":{\"truncated\":false}}}"
#define E3 "{\"timestamp\":\"2026-01-01T00:00:01.000Z\",\"type\":\"PassStateExited\",\"id\":3,\"previousEventId\":2," \
	"\"stateExitedEventDetails\":{\"name\":\"A\",\"output\":\"{\\\"a\\\":1}\",\"outputDetails\":{\"truncated\":false}}}"
#define E4 "{\"timestamp\":\"2026-01-01T00:00:02.000Z\",\"type\":\"ExecutionSucceeded\",\"id\":4,\"previousEventId\":3," \
	"\"executionSucceededEventDetails\":{\"output\":\"{\\\"a\\\":1}\",\"outputDetails\":{\"truncated\":false}}}"
#define ALL E1 "," E2 "," E3 "," E4
#define ARN "arn:aws:states:eu-west-1:111122223333:execution:Orders:run-7"
#define DESCRIBED "\"executionArn\":\"" ARN "\",\"status\":\"SUCCEEDED\",\"startDate\":1767225600.5,\"stopDate\":\"2026-01-01T00:00:02.25Z\"," \
	"\"input\":\"{\\\"a\\\":1}\",\"output\":\"{\\\"a\\\":1}\""

/* --- shapes ------------------------------------------------------------------------------------------------------------------------ */

static const struct {
	const char *text, *note;	/* note NULL: nothing to tell */
	bool described;
} shapes[] = {
	{"{\"events\":[" ALL "]}", NULL, false},
	{"\xef\xbb\xbf {\"nextToken\":null,\"events\":[" ALL "]} \n", NULL, false},
	{"[" ALL "]", NULL, false},
	{E1 "\n" E2 "\n" E3 "\n" E4 "\n{" DESCRIBED "}\n", NULL, true},
	{"{\"events\":[" E1 "," E2 "],\"nextToken\":\"x\"}\n{\"events\":[" E3 "," E4 "]}", NULL, false},
	{"[{\"events\":[" E1 "," E2 "],\"NextToken\":\"x\"},{\"events\":[" E3 "," E4 "]}]", NULL, false},
	{"{" DESCRIBED ",\"events\":[" ALL "]}", NULL, true},
	{"{\"events\":[" ALL "]," DESCRIBED "}", NULL, true},
	{"{" DESCRIBED "}{\"events\":[" ALL "]}", NULL, true},
	{"{\"describe\":{" DESCRIBED "},\"more\":{\"history\":{\"events\":[" ALL "]}}}", NULL, true},
	{"{\"events\":[" E4 "," E3 "," E2 "," E1 "]}", NULL, false},
	{"{\"events\":[" E1 "," E2 "," E3 "]}{\"events\":[" E3 "," E4 "]}", "1 event is there twice", false},
	{"{\"events\":[" E1 "," E4 "]}", "events #2 to #3 are missing", false},
	{"{\"events\":[" E1 "," E3 "," E4 "]}", "event #2 is missing", false},
	{"{\"events\":[" ALL "],\"nextToken\":\"abc\"}", "the last page names another one", false},
};

static const char *first_note(const struct imported *x)
{
	return x->notes.n ? x->notes.v[0] : NULL;
}

static void test_shapes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		struct imported x;
		struct err e;

		if (!history_import(shapes[i].text, strlen(shapes[i].text), &x, &e))
			fail_msg("%s\n  %s", shapes[i].text, e.msg);
		if (shapes[i].note ? !first_note(&x) || !strstr(first_note(&x), shapes[i].note) : x.notes.n != 0)
			fail_msg("%s\n  said: %s", shapes[i].text, first_note(&x) ? first_note(&x) : "nothing");
		assert_int_equal(x.history.events.n, 4);
		for (size_t k = 0; k < 4; k++)
			assert_int_equal(x.history.events.v[k].id, k + 1);
		assert_int_equal(x.status, EXEC_SUCCEEDED);
		assert_string_equal(value_text(x.input), "{\"a\":1}");
		assert_string_equal(value_text(x.output), "{\"a\":1}");
		assert_true(x.start_ms == INT64_C(1767225600000) + (shapes[i].described ? 500 : 0));
		assert_true(x.stop_ms == INT64_C(1767225602000) + (shapes[i].described ? 250 : 0));
		if (shapes[i].described) {
			assert_string_equal(x.name, "run-7");
			assert_string_equal(x.machine_name, "Orders");
		}
		imported_done(&x);
	}
}

static const struct {
	const char *text, *want;
	unsigned line, col;
} refused[] = {
	{"", "the file is empty", 1, 1},
	{"  \n ", "the file is empty", 2, 2},
	{"hello", "expected events of an execution", 1, 1},
	{"{\"events\":[]}", "there are no events in it", 1, 1},
	{"{}", "neither an event", 1, 1},
	{"{\"a\":[1,2,{\"b\":\"c\"}]}", "neither an event", 1, 1},
	{"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}", "neither an event", 1, 1},
	{"{\"events\":[" E1 ",\n 7]}", "expected an object", 2, 2},
	{"{\"events\":[" E1 ",\n{\"type\":\"PassStateEntered\",\"id\":2,\"timestamp\":\"noon\"}]}", "event 2 (PassStateEntered): \"timestamp\" is not a time", 2, 47},
	{"{\"events\":[" E1 "\n" E2 "]}", "expected \",\" or \"]\" after an element", 2, 1},
	{"{\"events\":[" E1 "," E2, "expected \",\" or \"]\" after an element", 1, 0},
	{"{\"events\":[" E1 "," E2 "]\n", "expected \",\" or \"}\" after a member", 2, 1},
	{"{\"events\":{}}", "expected an array", 1, 11},
	{"{\"events\":[{}]}", "\"type\" is not there: this is no event", 1, 12},
	{"{\"events\":[" E1 "," E2 ",\n{\"type\":\"PassStateExited\",\"id\":2,\"timestamp\":0}]}", "event 2 is there already, as another event", 2, 1},
	{"{\"events\":[" E1 ",\n{\"type\":\"PassStateExited\",\"id\":2000000000,\"timestamp\":0}]}", "too many are missing in between", 2, 1},
	{"{\"executionArn\":7,\"events\":[" E1 "]}", "expected a string", 1, 17},
	{"{\"status\":\"ASLEEP\",\"events\":[" E1 "]}", "this is no status of an execution", 1, 11},
	{"{\"startDate\":\"x\",\"events\":[" E1 "]}", "this is no time", 1, 14},
	{"{" DESCRIBED "}", "there are no events in it", 1, 1},
	{"[[[[[[[[" ALL "]]]]]]]]", "neither an event", 1, 1},
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct imported x;
		struct err e = {0};

		assert_false(history_import(refused[i].text, strlen(refused[i].text), &x, &e));
		if (!strstr(e.msg, refused[i].want) || e.span.line != refused[i].line || (refused[i].col && e.span.col != refused[i].col))
			fail_msg("%s\n  said: %u:%u: %s\n  want: %u:%u: %s", refused[i].text, e.span.line, e.span.col, e.msg, refused[i].line,
				refused[i].col, refused[i].want);
	}
}

static void import_text(const char *text, struct imported *x)
{
	struct err e;

	if (!history_import(text, strlen(text), x, &e))
		fail_msg("%s\n  %u:%u: %s", text, e.span.line, e.span.col, e.msg);
}

/* What stands in ARNs, what the last event says, a definition that is there, a redrive after the end. */
static void test_facts(void **state)
{
	struct imported x;

	(void)state;
	import_text("{\"executionArn\":\"arn:aws:states:eu-west-1:1:express:Orders:run:uuid\",\"events\":[" E1 "]}", &x);
	assert_true(x.express);
	assert_string_equal(x.machine_name, "Orders");
	assert_string_equal(x.name, "run");
	assert_int_equal(x.status, EXEC_RUNNING);
	assert_true(x.stop_ms == 0);
	imported_done(&x);

	import_text("{\"stateMachineArn\":\"arn:aws:states:eu-west-1:1:stateMachine:Orders:3\",\"name\":\"Orders\",\"definition\":\"{\\\"StartAt\\\":1}\"}"
		"{\"events\":[" E1 "]}", &x);
	assert_string_equal(x.machine_name, "Orders");
	assert_null(x.name);
	assert_string_equal(x.definition, "{\"StartAt\":1}");
	imported_done(&x);

	import_text("[" E1 ",{\"type\":\"ExecutionFailed\",\"id\":2,\"previousEventId\":1,\"timestamp\":1767225601,\"executionFailedEventDetails\":"
		"{\"error\":\"E\",\"cause\":\"c\"}}]", &x);
	assert_int_equal(x.status, EXEC_FAILED);
	assert_string_equal(x.error, "E");
	assert_string_equal(x.cause, "c");
	imported_done(&x);

	import_text("[" E1 ",{\"type\":\"ExecutionFailed\",\"id\":2,\"previousEventId\":1,\"timestamp\":1767225601,\"executionFailedEventDetails\":{}},"
		"{\"type\":\"ExecutionRedriven\",\"id\":3,\"previousEventId\":2,\"timestamp\":1767225602,\"executionRedrivenEventDetails\":{\"redriveCount\":1}}]", &x);
	assert_int_equal(x.status, EXEC_RUNNING);
	imported_done(&x);
}

/* --- decisions, found again ---------------------------------------------------------------------------------------------------------- */

static void print_history(const struct history *h, struct str *out)
{
	struct str events = {0};

	history_events_print(&events, h);
	str_addf(out, "{\"events\":[%s]}", str_get(&events));
	str_done(&events);
}

static void print_plan(struct str *out, const struct event *ev)
{
	const struct event_plan *p = ev->more && ev->more->has_plan ? &ev->more->plan : NULL;

	if (p)
		str_addf(out, "#%d state %d retrier %d attempt %d of %d catcher %d after %lld ms\n", ev->id, p->state, p->retrier, p->attempt,
			p->max_attempts, p->catcher, (long long)p->delay_ms);
}

/* The engine writes a plan for every failure. One that the events cannot tell of is that of a Fail state with a path. */
static void compare_plans(const char *name, const struct history *own, const struct history *found)
{
	struct str a = {0}, b = {0};

	for (size_t i = 0; i < own->events.n; i++) {
		const struct event *ev = &own->events.v[i];

		print_plan(&a, ev);
		print_plan(&b, &found->events.v[i]);
		if (found->events.v[i].edge && found->events.v[i].edge != ev->edge)
			fail_msg("%s: event %d took edge %d, found %d", name, ev->id, ev->edge, found->events.v[i].edge);
	}
	if (strcmp(str_get(&a), str_get(&b)) != 0)
		fail_msg("%s: decided\n%sfound\n%s", name, str_get(&a), str_get(&b));
	str_done(&a);
	str_done(&b);
}

/* Every state that was entered is in the draft, in the same place, as the same type. */
static void compare_draft(const char *name, const struct asl_machine *m, const struct history *h)
{
	char *text = history_draft(h, "a draft");
	struct asl_machine *d = asl_parse_with(text, strlen(text), "draft", NULL, &(struct asl_options){.draft = true});
	struct history again = *h;
	struct projection *p;

	assert_non_null(d->top);
	for (size_t i = 0; i < h->events.n; i++) {
		const struct event *ev = &h->events.v[i];
		const struct asl_state *own = ev->state >= 0 ? m->states[ev->state] : NULL, *seen;

		if (!event_is_entered((enum event_type)ev->type))
			continue;
		seen = asl_state_at(d, ev->name);
		if (!seen || seen->type != own->type || !str_is(seen->scope->container ? seen->scope->container->name : NULL,
			own->scope->container ? own->scope->container->name : NULL))
			fail_msg("%s: %s is not in the draft as it is in the definition:\n%s", name, own->path, text);
	}
	again.events.v = xcalloc(h->events.n, sizeof *again.events.v);
	for (size_t i = 0; i < h->events.n; i++)
		again.events.v[i] = h->events.v[i];
	history_link(&again, d);
	p = projection_new(d);
	projection_seek(p, &again, (int32_t)again.events.n);
	for (size_t i = 0; i < p->steps.n; i++) {
		const struct step *s = &p->steps.v[i];

		if (s->state < 0)
			fail_msg("%s: step %zu (%s) is in no state of the draft", name, i, s->name);
	}
	projection_free(p);
	free(again.events.v);
	asl_unref(d);
	free(text);
}

static void check_case(void *ctx, cJSON *c, const char *name)
{
	struct case_run r;
	struct err e;

	(void)ctx;
	if (case_start(&r, c, &e)) {
		const struct history *h = engine_history(r.host.engine);
		struct str text = {0};
		struct imported x;

		host_run(&r.host);
		print_history(h, &text);
		import_text(str_get(&text), &x);
		history_link(&x.history, r.machine);
		history_decide(&x.history, r.machine);
		compare_plans(name, h, &x.history);
		compare_draft(name, r.machine, &x.history);
		imported_done(&x);
		str_done(&text);
	}
	case_done(&r);
}

static void test_cases(void **state)
{
	struct err e;

	(void)state;
	if (!cases_each(check_case, NULL, false, &e))
		fail_msg("%s", e.msg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
