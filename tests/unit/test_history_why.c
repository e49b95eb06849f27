/* The why lens: retriers and catchers with their verdicts and delays, rules with the values that were compared, paths that led nowhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cases.h"
#include "history/why.h"

struct seen {
	struct case_run r;
	struct projection *p;
	cJSON *c;
};

static void run(struct seen *s, const char *text)
{
	struct err e = {0};

	s->c = json_read(text, &e);
	if (!s->c)
		fail_msg("%s: %s", e.msg, text);
	if (!case_start(&s->r, s->c, &e))
		fail_msg("%s", e.msg);
	host_run(&s->r.host);
	s->p = projection_new(s->r.machine);
	projection_seek(s->p, engine_history(s->r.host.engine), (int32_t)engine_history(s->r.host.engine)->events.n);
}

static void seen_done(struct seen *s)
{
	projection_free(s->p);
	case_done(&s->r);
	cJSON_Delete(s->c);
}

static char *rows(const struct why *w)
{
	static const char marks[] = {[WHY_PLAIN] = ' ', [WHY_MATCHED] = '+', [WHY_EXHAUSTED] = 'x', [WHY_NOT_MATCHED] = '-', [WHY_NOT_REACHED] = '.',
		[WHY_CANNOT] = '!', [WHY_FAILED] = '?'};
	struct str s = {0};

	for (size_t i = 0; i < w->rows.n; i++)
		str_addf(&s, "%c %*s%s: %s\n", marks[w->rows.v[i].verdict], w->rows.v[i].depth * 2, "", w->rows.v[i].label, w->rows.v[i].text);
	return str_take(&s);
}

static void expect_at(struct seen *s, const char *state, int attempt, const char *want)
{
	struct why w;
	char *got;
	int step = -1;

	for (size_t i = 0; i < s->p->steps.n; i++)
		if (str_is(s->p->steps.v[i].name, state))
			step = (int)i;
	assert_true(step >= 0);
	why_look(s->p, step, s->p->cursor, attempt, NULL, &w);
	got = rows(&w);
	if (strcmp(got, want) != 0)
		fail_msg("%s, attempt %d: got\n%s\nwant\n%s", state, attempt, got, want);
	free(got);
	why_done(&w);
}

#define RETRIES(seed, mocks) "{\"name\":\"\",\"options\":{\"seed\":" seed "},\"definition\":{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\"," \
	"\"Resource\":\"arn:aws:lambda:us-east-1:1:function:f\",\"TimeoutSeconds\":9,\"Retry\":[{\"ErrorEquals\":[\"Declined\"],\"MaxAttempts\":0}," \
	"{\"ErrorEquals\":[\"Busy\",\"States.Timeout\"],\"IntervalSeconds\":2,\"MaxAttempts\":2,\"BackoffRate\":3,\"MaxDelaySeconds\":5}," \
	"{\"ErrorEquals\":[\"States.ALL\"],\"MaxAttempts\":1,\"JitterStrategy\":\"FULL\"}],\"Catch\":[{\"ErrorEquals\":[\"Declined\"],\"Next\":\"F\"}," \
	"{\"ErrorEquals\":[\"States.TaskFailed\"],\"Next\":\"G\"}],\"End\":true},\"F\":{\"Type\":\"Fail\"},\"G\":{\"Type\":\"Succeed\"}}}," \
	"\"mocks\":{\"T\":[" mocks "]}}"
#define THROW(e) "{\"Throw\":{\"Error\":\"" e "\"}}"

static void test_retriers(void **state)
{
	struct seen s;

	(void)state;
	run(&s, RETRIES("1", THROW("Busy") "," THROW("Busy") "," THROW("Busy")));
	expect_at(&s, "T", 0, "  error: Busy\n- retrier 1 [Declined]: not matched\n"
		"+ retrier 2 [Busy, States.Timeout]: matched: retry 1 of 2 after 2 s · 3^0 = 2 s\n"
		". retrier 3 [States.ALL]: not reached: first match wins\n"
		"- catcher 1 [Declined] → F: not matched\n. catcher 2 [States.TaskFailed] → G: only after the retries\n");
	expect_at(&s, "T", 1, "  error: Busy\n- retrier 1 [Declined]: not matched\n"
		"+ retrier 2 [Busy, States.Timeout]: matched: retry 2 of 2 after 2 s · 3^1 = 6 s, at most 5 s\n"
		". retrier 3 [States.ALL]: not reached: first match wins\n"
		"- catcher 1 [Declined] → F: not matched\n. catcher 2 [States.TaskFailed] → G: only after the retries\n");
	expect_at(&s, "T", 2, "  error: Busy\n- retrier 1 [Declined]: not matched\n"
		"x retrier 2 [Busy, States.Timeout]: matched, exhausted: 2 of 2 used\n. retrier 3 [States.ALL]: not reached: first match wins\n"
		"- catcher 1 [Declined] → F: not matched\n+ catcher 2 [States.TaskFailed] → G: takes it by States.TaskFailed\n");
	seen_done(&s);

	run(&s, RETRIES("1", THROW("Busy") "," THROW("Other") "," THROW("Declined")));
	expect_at(&s, "T", 2, "  error: Declined\nx retrier 1 [Declined]: matched, and forbids retries (MaxAttempts 0)\n"
		". retrier 2 [Busy, States.Timeout]: not reached: first match wins, 1 of 2 used\n"
		". retrier 3 [States.ALL]: not reached: first match wins, 1 of 1 used\n"
		"+ catcher 1 [Declined] → F: takes it\n. catcher 2 [States.TaskFailed] → G: not reached: first match wins\n");
	seen_done(&s);

	run(&s, RETRIES("1", "{\"Throw\":{\"Error\":\"Busy\"}},{\"TimeOut\":true},{\"TimeOut\":true}"));
	expect_at(&s, "T", 2, "  error: States.Timeout\n- retrier 1 [Declined]: not matched\n"
		"x retrier 2 [Busy, States.Timeout]: matched, exhausted: 2 of 2 used\n. retrier 3 [States.ALL]: not reached: first match wins\n"
		"- catcher 1 [Declined] → F: not matched\n- catcher 2 [States.TaskFailed] → G: not matched\n"
		"- so: nobody takes it: the execution fails\n");
	seen_done(&s);
}

static void test_jitter(void **state)
{
	struct asl_retrier r = {.interval_s = 1, .backoff = 2, .max_attempts = 5, .jitter = ASL_JITTER_FULL};
	struct event_plan plan = {.draw = 0.675, .delay_ms = 2700};
	struct str s = {0};

	(void)state;
	why_delay(&r, 2, &plan, &s);
	assert_string_equal(str_get(&s), "1 s · 2^2 = 4 s; FULL jitter drew 0.68: 2.7 s");
	str_reset(&s);
	why_delay(&r, 2, NULL, &s);
	assert_string_equal(str_get(&s), "1 s · 2^2 = 4 s; FULL jitter draws from 0 to that");
	str_reset(&s);
	r.backoff = 10;
	r.max_delay_s = 60;
	r.jitter = ASL_JITTER_NONE;
	why_delay(&r, 400, NULL, &s);
	assert_string_equal(str_get(&s), "1 s · 10^400 = more than a year, at most 60 s");
	str_done(&s);
}

/* In a Map: the error is that of an item, which is named. */
static void test_container(void **state)
{
	struct seen s;

	(void)state;
	run(&s, "{\"name\":\"\",\"input\":[1,2],\"definition\":{\"StartAt\":\"M\",\"States\":{\"M\":{\"Type\":\"Map\",\"MaxConcurrency\":1,\"End\":true,"
		"\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"G\"}],\"ItemProcessor\":{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\","
		"\"Resource\":\"arn:aws:lambda:us-east-1:1:function:f\",\"End\":true}}}},\"G\":{\"Type\":\"Succeed\"}}},"
		"\"mocks\":{\"T\":[{\"Return\":1}," THROW("E") "]}}");
	expect_at(&s, "M", -1, "  error: E\n  raised by: T in item 1, event #15\n+ catcher 1 [States.ALL] → G: takes it by States.ALL\n");
	expect_at(&s, "T", -1, "  error: E\n- so: nobody takes it: the state fails, and what is around it\n");
	seen_done(&s);
}

#define CHOICE(input) "{\"name\":\"\",\"input\":" input ",\"mocks\":{},\"definition\":{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":[" \
	"{\"And\":[{\"Variable\":\"$.a\",\"IsPresent\":true},{\"Or\":[{\"Variable\":\"$.a\",\"NumericGreaterThan\":5},{\"Not\":{\"Variable\":\"$.b\",\"BooleanEquals\":true}}]}]," \
	"\"Next\":\"P\"},{\"Variable\":\"$.a\",\"NumericEqualsPath\":\"$.limit\",\"Next\":\"P\"}],\"Default\":\"P\"},\"P\":{\"Type\":\"Pass\",\"End\":true}}}}"

static void test_choices(void **state)
{
	struct seen s;

	(void)state;
	run(&s, CHOICE("{\"a\":2,\"b\":true,\"limit\":3}"));
	expect_at(&s, "C", -1, "- rule 1 → P: does not hold\n-   and: false\n+     IsPresent(a): true: 2\n-     or: false\n-       a > 5: false: 2\n"
		"-       not: false\n+         b: true: true\n- rule 2 → P: does not hold\n-   a == limit: false: 2 against 3\n+ default → P: taken: no rule holds\n");
	seen_done(&s);

	run(&s, CHOICE("{\"a\":7}"));
	expect_at(&s, "C", -1, "+ rule 1 → P: holds: it is taken\n+   and: true\n+     IsPresent(a): true: 7\n+     or: true\n+       a > 5: true: 7\n"
		".       not: not asked\n.         b: not asked\n. rule 2 → P: not reached: first match wins\n.   a == limit: not asked\n. default → P: not needed\n");
	seen_done(&s);

	run(&s, CHOICE("{\"a\":5,\"b\":true}"));		/* the second rule's path leads nowhere */
	expect_at(&s, "C", -1, "  error: States.Runtime\n! so: the execution ends\n- rule 1 → P: does not hold\n-   and: false\n+     IsPresent(a): true: 5\n-     or: false\n"
		"-       a > 5: false: 5\n-       not: false\n+         b: true: true\n? rule 2 → P: cannot be decided\n"
		"?   a == limit: cannot be compared: 5 against $.limit, which is not there\n. default → P: not needed\n"
		"? stage: Choices\n  $ is: an object with a, b\n? $.limit: is not there\n");
	seen_done(&s);
}

static void test_jsonata_choice(void **state)
{
	struct seen s;

	(void)state;
	run(&s, "{\"name\":\"\",\"input\":{\"n\":3},\"mocks\":{},\"definition\":{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":["
		"{\"Condition\":\"{% $states.input.n > 5 %}\",\"Next\":\"P\"},{\"Condition\":\"{% $states.input.n = 3 %}\",\"Next\":\"P\"},"
		"{\"Condition\":true,\"Next\":\"P\"}]},\"P\":{\"Type\":\"Pass\",\"End\":true}}}}");
	expect_at(&s, "C", -1, "- rule 1 → P: does not hold\n-   $states.input.n > 5: false\n+ rule 2 → P: holds: it is taken\n+   $states.input.n = 3: true\n"
		". rule 3 → P: not reached: first match wins\n.   true: not asked\n");
	seen_done(&s);
}

static void test_paths(void **state)
{
	struct seen s;

	(void)state;
	run(&s, "{\"name\":\"\",\"input\":{\"order\":{\"id\":1,\"lines\":[]}},\"mocks\":{},\"definition\":{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\","
		"\"Parameters\":{\"x.$\":\"$.order.customer.name\"},\"End\":true}}}}");
	expect_at(&s, "P", -1, "  error: States.Runtime\n! so: the execution ends\n? stage: Parameters\n  $.order is: an object with id, lines\n"
		"? $.order.customer: is not there\n");
	seen_done(&s);

	run(&s, "{\"name\":\"\",\"input\":{\"order\":{\"id\":1}},\"mocks\":{},\"definition\":{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\","
		"\"Output\":{\"x\":\"{% $states.input.order.lines %}\"},\"End\":true}}}}");
	expect_at(&s, "P", -1, "  error: States.QueryEvaluationError\n- so: nobody takes it: the execution fails\n? field: Output/x\n"
		"  $states.input.order is: an object with id\n? $states.input.order.lines: is not there\n");
	seen_done(&s);

	run(&s, "{\"name\":\"\",\"input\":{},\"mocks\":{},\"definition\":{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"Next\":\"Q\"},\"Q\":{\"Type\":\"Succeed\"}}}}");
	expect_at(&s, "P", -1, "");		/* nothing was decided */
	seen_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_retriers),
		cmocka_unit_test(test_jitter),
		cmocka_unit_test(test_container),
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_jsonata_choice),
		cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
