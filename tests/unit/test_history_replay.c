/*
 * Replay: the engine's own cases, written as AWS would and read again, replay without a difference, and give the inputs that lead there.
 * A record that somebody changed differs at the event that was changed.
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
#include "history/replay.h"

static void import_again(const struct history *h, struct asl_machine *m, struct imported *x)
{
	struct str events = {0}, text = {0};
	struct err e;

	history_events_print(&events, h);
	str_addf(&text, "{\"events\":[%s]}", str_get(&events));
	if (!history_import(text.p, text.len, x, &e))
		fail_msg("%s", e.msg);
	history_link(&x->history, m);
	history_decide(&x->history, m);
	str_done(&events);
	str_done(&text);
}

static struct replay *replay_all(const struct replay_source *src, int budget)
{
	struct replay *r = replay_new(src);

	while (replay_work(r, budget))
		;
	return r;
}

/* The same inputs, to a new engine of the same options. */
static void feed_again(const char *name, struct replay *r, struct asl_machine *m)
{
	struct engine *x = engine_new(m, &r->options);
	struct engine_effects fx = {0};
	struct err e = {0};

	for (size_t i = 0; i < r->fed.n; i++) {
		if (!engine_feed(x, &r->fed.v[i].in, &fx, &e))
			fail_msg("%s: %s", name, e.msg);
		while (engine_ready(x))
			engine_step(x, &fx, &e);
	}
	if (engine_history(x)->events.n != r->ours->events.n || engine_status(x) == EXEC_RUNNING)
		fail_msg("%s: fed again, the engine wrote %zu events, not %zu", name, engine_history(x)->events.n, r->ours->events.n);
	engine_effects_done(&fx);
	engine_free(x);
}

static void check_case(void *ctx, cJSON *c, const char *name)
{
	struct case_run r;
	struct err e;
	int *n = ctx;

	if (case_start(&r, c, &e)) {
		struct imported x;
		struct replay *p;

		host_run(&r.host);
		import_again(engine_history(r.host.engine), r.machine, &x);
		p = replay_all(&(struct replay_source){.machine = r.machine, .history = &x.history,
			.execution_arn = engine_execution_arn(r.host.engine)}, 3);
		if (json_get(json_get(c, "options"), "variables") || json_get(json_get(c, "options"), "context") ||
		    json_get(json_get(c, "options"), "max_events") || json_get(json_get(c, "options"), "max_payload") ||
		    json_get(json_get(c, "options"), "express") || json_get(json_get(c, "options"), "seed")) {
			replay_free(p);		/* what only the options say is not in a history */
			imported_done(&x);
			case_done(&r);
			return;
		}
		if (p->why)
			fail_msg("%s: %s", name, p->why);
		if (p->differences.n)
			fail_msg("%s: event %d: %s", name, p->differences.v[0].event, p->differences.v[0].text);
		if (engine_status(r.host.engine) != EXEC_RUNNING && !p->why)
			feed_again(name, p, r.machine);
		++*n;
		replay_free(p);
		imported_done(&x);
	}
	case_done(&r);
}

static void test_cases(void **state)
{
	struct err e;
	int n = 0;

	(void)state;
	if (!cases_each(check_case, &n, false, &e))
		fail_msg("%s", e.msg);
	assert_true(n > 100);
}

/* --- changed records --------------------------------------------------------------------------------------------------------------------- */

static const char machine_text[] = "{\"StartAt\":\"T\",\"States\":{"
	"\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:1:function:f\",\"Next\":\"C\",\"TimeoutSeconds\":30,"
	"\"Retry\":[{\"ErrorEquals\":[\"Busy\"],\"IntervalSeconds\":2,\"MaxAttempts\":1}],"
	"\"Catch\":[{\"ErrorEquals\":[\"Gone\"],\"Next\":\"F\"}]},"
	"\"C\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.n\",\"NumericGreaterThan\":5,\"Next\":\"W\"}],\"Default\":\"F\"},"
	"\"W\":{\"Type\":\"Wait\",\"Seconds\":60,\"Next\":\"S\"},\"S\":{\"Type\":\"Succeed\"},\"F\":{\"Type\":\"Fail\",\"Error\":\"Small\"}}}";

#define ENTERED(id, prev, type, name, in) "{\"id\":" #id ",\"previousEventId\":" #prev ",\"timestamp\":17672256" #id ",\"type\":\"" type "StateEntered\"," \
	"\"stateEnteredEventDetails\":{\"name\":\"" name "\",\"input\":\"" in "\"}},"
#define EXITED(id, prev, type, name, out) "{\"id\":" #id ",\"previousEventId\":" #prev ",\"timestamp\":17672256" #id ",\"type\":\"" type "StateExited\"," \
	"\"stateExitedEventDetails\":{\"name\":\"" name "\",\"output\":\"" out "\"}},"
#define STARTED "{\"events\":[{\"id\":1,\"timestamp\":1767225600,\"type\":\"ExecutionStarted\",\"executionStartedEventDetails\":{\"input\":\"{}\"}}," \
	ENTERED(2, 0, "Task", "T", "{}")
#define CALLED(id, prev) "{\"id\":" #id ",\"previousEventId\":" #prev ",\"timestamp\":1767225601,\"type\":\"LambdaFunctionScheduled\"," \
	"\"lambdaFunctionScheduledEventDetails\":{\"resource\":\"arn:aws:lambda:us-east-1:1:function:f\",\"input\":\"{}\",\"timeoutInSeconds\":30}},"
#define BEGUN(id, prev) "{\"id\":" #id ",\"previousEventId\":" #prev ",\"timestamp\":1767225602,\"type\":\"LambdaFunctionStarted\"},"
#define DONE(id, prev, out) "{\"id\":" #id ",\"previousEventId\":" #prev ",\"timestamp\":1767225603,\"type\":\"LambdaFunctionSucceeded\"," \
	"\"lambdaFunctionSucceededEventDetails\":{\"output\":\"" out "\"}},"
#define BROKEN(id, prev, error) "{\"id\":" #id ",\"previousEventId\":" #prev ",\"timestamp\":1767225604,\"type\":\"LambdaFunctionFailed\"," \
	"\"lambdaFunctionFailedEventDetails\":{\"error\":\"" error "\"}},"
#define OVER(id, prev, out) "{\"id\":" #id ",\"previousEventId\":" #prev ",\"timestamp\":1767225700,\"type\":\"ExecutionSucceeded\"," \
	"\"executionSucceededEventDetails\":{\"output\":\"" out "\"}}]}"
#define N7 "{\\\"n\\\":7}"
#define N3 "{\\\"n\\\":3}"
#define WAITED ENTERED(9, 8, "Wait", "W", N7) EXITED(10, 9, "Wait", "W", N7) ENTERED(11, 10, "Succeed", "S", N7) EXITED(12, 11, "Succeed", "S", N7) OVER(13, 12, N7)

static const struct {
	const char *name, *text;
	int32_t event;			/* of the first difference; 0: none */
	const char *want;		/* in its text, or in why */
} changed[] = {
	{"as it was", STARTED CALLED(3, 2) BEGUN(4, 3) DONE(5, 4, N7) EXITED(6, 5, "Task", "T", N7) ENTERED(7, 6, "Choice", "C", N7)
		EXITED(8, 7, "Choice", "C", N7) WAITED, 0, NULL},
	{"cut off in the wait", STARTED CALLED(3, 2) BEGUN(4, 3) DONE(5, 4, N7) EXITED(6, 5, "Task", "T", N7) ENTERED(7, 6, "Choice", "C", N7)
		EXITED(8, 7, "Choice", "C", N7) ENTERED(9, 8, "Wait", "W", N7) "{\"id\":10,\"previousEventId\":0,\"timestamp\":1767225700,"
		"\"type\":\"ExecutionAborted\",\"executionAbortedEventDetails\":{\"error\":\"E\"}}]}", 0, NULL},
	{"an unknown event is in nobody's way", STARTED CALLED(3, 2) BEGUN(4, 3) "{\"id\":5,\"previousEventId\":4,\"timestamp\":1767225602,\"type\":\"New\"},"
		DONE(6, 4, N7) EXITED(7, 6, "Task", "T", N7) ENTERED(8, 7, "Choice", "C", N7) EXITED(9, 8, "Choice", "C", N7)
		ENTERED(10, 9, "Wait", "W", N7) EXITED(11, 10, "Wait", "W", N7) ENTERED(12, 11, "Succeed", "S", N7) EXITED(13, 12, "Succeed", "S", N7)
		OVER(14, 13, N7), 0, NULL},
	{"an output was changed", STARTED CALLED(3, 2) BEGUN(4, 3) DONE(5, 4, N7) EXITED(6, 5, "Task", "T", N3) ENTERED(7, 6, "Choice", "C", N3)
		EXITED(8, 7, "Choice", "C", N3) WAITED, 6, "the output differs at $.n: recorded 3, replayed 7"},
	{"the other way of the choice", STARTED CALLED(3, 2) BEGUN(4, 3) DONE(5, 4, N7) EXITED(6, 5, "Task", "T", N7) ENTERED(7, 6, "Choice", "C", N7)
		EXITED(8, 7, "Choice", "C", N7) ENTERED(9, 8, "Fail", "F", N7) "{\"id\":10,\"previousEventId\":9,\"timestamp\":1767225700,"
		"\"type\":\"ExecutionFailed\",\"executionFailedEventDetails\":{\"error\":\"Small\"}}]}",
		9, "recorded is FailStateEntered of F, replayed comes WaitStateEntered of W"},
	{"a retry that the definition does not have", STARTED CALLED(3, 2) BEGUN(4, 3) BROKEN(5, 4, "Gone") CALLED(6, 5) BEGUN(7, 6) BROKEN(8, 7, "Gone")
		"{\"id\":9,\"previousEventId\":8,\"timestamp\":1767225700,\"type\":\"ExecutionFailed\"}]}",
		6, "recorded is LambdaFunctionScheduled of T, replayed comes TaskStateExited of T"},
	{"a retry that did not come", STARTED CALLED(3, 2) BEGUN(4, 3) BROKEN(5, 4, "Busy") "{\"id\":6,\"previousEventId\":5,\"timestamp\":1767225700,"
		"\"type\":\"ExecutionFailed\",\"executionFailedEventDetails\":{\"error\":\"Busy\"}}]}",
		6, "recorded is ExecutionFailed (Busy), replayed the execution waits"},
	{"cut off between two states", STARTED CALLED(3, 2) BEGUN(4, 3) DONE(5, 4, N7) "{\"id\":6,\"previousEventId\":5,\"timestamp\":1767225603,"
		"\"type\":\"TaskStateExited\",\"stateExitedEventDetails\":{\"name\":\"T\",\"output\":\"" N7 "\"}}]}", 0, NULL},
	{"an end too early", STARTED CALLED(3, 2) BEGUN(4, 3) DONE(5, 4, N7) EXITED(6, 5, "Task", "T", N7) OVER(7, 6, N7),
		7, "recorded is ExecutionSucceeded, replayed comes ChoiceStateEntered of C"},
	{"another timeout", STARTED "{\"id\":3,\"previousEventId\":2,\"timestamp\":1767225601,\"type\":\"LambdaFunctionScheduled\","
		"\"lambdaFunctionScheduledEventDetails\":{\"resource\":\"arn:aws:lambda:us-east-1:1:function:g\",\"input\":\"{}\",\"timeoutInSeconds\":60}},"
		BEGUN(4, 3) BROKEN(5, 4, "X") "{\"id\":6,\"previousEventId\":5,\"timestamp\":1767225700,\"type\":\"ExecutionFailed\","
		"\"executionFailedEventDetails\":{\"error\":\"X\"}}]}", 3, "the resource differs"},
	{"no input", "[{\"id\":1,\"timestamp\":1767225600,\"type\":\"ExecutionStarted\",\"executionStartedEventDetails\":{}}]", 0, "without execution data"},
	{"a redrive", STARTED CALLED(3, 2) BEGUN(4, 3) BROKEN(5, 4, "X") "{\"id\":6,\"previousEventId\":5,\"timestamp\":1767225700,"
		"\"type\":\"ExecutionFailed\",\"executionFailedEventDetails\":{\"error\":\"X\"}},{\"id\":7,\"previousEventId\":6,\"timestamp\":1767225800,"
		"\"type\":\"ExecutionRedriven\",\"executionRedrivenEventDetails\":{\"redriveCount\":1}}]}", 0, NULL},
};

static void test_changed(void **state)
{
	struct asl_machine *m = asl_parse(machine_text, sizeof machine_text - 1, "m", NULL);

	(void)state;
	assert_true(m->valid);
	for (size_t i = 0; i < ARRAY_LEN(changed); i++) {
		struct imported x;
		struct replay *r;
		struct err e;
		const char *said;

		if (!history_import(changed[i].text, strlen(changed[i].text), &x, &e))
			fail_msg("%s: %u:%u: %s", changed[i].name, e.span.line, e.span.col, e.msg);
		history_link(&x.history, m);
		history_decide(&x.history, m);
		r = replay_all(&(struct replay_source){.machine = m, .history = &x.history}, 1000);
		said = r->differences.n ? r->differences.v[0].text : r->why;
		if ((r->differences.n ? r->differences.v[0].event : 0) != changed[i].event || (changed[i].want && (!said || !strstr(said, changed[i].want))) ||
		    (!changed[i].want && r->differences.n))
			fail_msg("%s: event %d: %s", changed[i].name, r->differences.n ? r->differences.v[0].event : 0, said ? said : "nothing");
		replay_free(r);
		imported_done(&x);
	}
	asl_unref(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
