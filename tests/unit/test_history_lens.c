/*
 * The lens evaluates steps again with the engine's own code: in all of the engine's cases what left a state is found again, and so is the
 * cause of a failure. Then some machines are looked at closely: stages, comparisons, and where paths led nowhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cases.h"
#include "history/lens.h"

static bool has_chance(const struct asl_machine *m)
{
	static const char *const words[] = {"UUID", "Random", "$uuid", "$random", "$shuffle", "$now", "$millis", "Token"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strstr(m->text, words[i]))
			return true;
	return false;
}

/* How the execution ended where it did not leave this step: with the state's own error, which the lens must find too. */
static void check_failure(const char *name, const struct projection *p, const struct step *s, const struct lens *l)
{
	const struct event *last = history_at(p->history, s->last);
	char own[120];

	if ((last->type != EV_ExecutionFailed && last->type != EV_EvaluationFailed) || !last->more || !last->more->cause)
		return;
	snprintf(own, sizeof own, "occurred while executing the state '%s' ", s->name);
	if (!strstr(last->more->cause, own))
		return;			/* of a state inside, or of the task itself */
	if (!l->probe.failed || !str_is(l->probe.failure.cause, last->more->cause))
		fail_msg("%s: %s failed with\n  %s\nlooked at again it %s\n  %s", name, s->name, last->more->cause,
			l->probe.failed ? "fails with" : "does not fail", l->probe.failed ? l->probe.failure.cause : "");
}

static void check_case(void *ctx, cJSON *c, const char *name)
{
	struct case_run r;
	struct err e;
	int *n = ctx;

	if (case_start(&r, c, &e)) {
		const struct history *h = engine_history(r.host.engine);
		struct projection *p = projection_new(r.machine);
		struct moment_facts facts = {.execution_arn = engine_execution_arn(r.host.engine), .execution_name = "run-1",
			.machine_arn = engine_machine_arn(r.host.engine)};
		bool odd = json_get(json_get(c, "options"), "variables") || json_get(json_get(c, "options"), "context") ||
			json_get(json_get(c, "options"), "max_payload") || json_get(json_get(c, "options"), "max_events") ||
			json_get(json_get(c, "options"), "express");

		host_run(&r.host);
		projection_seek(p, h, (int32_t)h->events.n);
		for (size_t i = 0; i < p->steps.n && !odd; i++) {
			const struct step *s = &p->steps.v[i];
			struct lens l;

			if (!lens_look(p, (int)i, -1, LENS_ANY_ITEM, &facts, &l))
				fail_msg("%s: step %zu (%s) cannot be looked at", name, i, s->name);
			if (l.moment.state && l.moment.state->distributed) {	/* what its children made is not in its history */
				lens_done(&l);
				continue;
			}
			if (s->exited && !has_chance(r.machine)) {
				if (!l.probe.has_exited || l.differs)
					fail_msg("%s: step %zu (%s) left with %s, looked at again it %s (%s)", name, i, s->name, value_text(s->output),
						l.probe.has_exited ? "gives something else" : "does not leave", l.probe.failed ? l.probe.failure.cause : "");
				if (l.probe.edge != history_at(h, s->exited)->edge)
					fail_msg("%s: step %zu (%s) took edge %d, not %d", name, i, s->name, history_at(h, s->exited)->edge, l.probe.edge);
				++*n;
			}
			if (!s->exited)
				check_failure(name, p, s, &l);
			lens_done(&l);
		}
		projection_free(p);
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
	assert_true(n > 200);
}

/* --- one machine each ------------------------------------------------------------------------------------------------------------------ */

struct seen {
	struct case_run r;
	struct projection *p;
	struct lens l;
	cJSON *c;
};

static int step_named(const struct projection *p, const char *name)
{
	for (size_t i = p->steps.n; i-- > 0;)
		if (str_is(p->steps.v[i].name, name))
			return (int)i;
	fail_msg("no step %s", name);
	return -1;
}

static void look(struct seen *s, const char *text, const char *name, int attempt, size_t item)
{
	struct err e = {0};

	s->c = json_read(text, &e);
	if (!s->c)
		fail_msg("%s", e.msg);
	if (!case_start(&s->r, s->c, &e))
		fail_msg("%s", e.msg);
	host_run(&s->r.host);
	s->p = projection_new(s->r.machine);
	projection_seek(s->p, engine_history(s->r.host.engine), (int32_t)engine_history(s->r.host.engine)->events.n);
	assert_true(lens_look(s->p, step_named(s->p, name), attempt, item, NULL, &s->l));
}

static void seen_done(struct seen *s)
{
	lens_done(&s->l);
	projection_free(s->p);
	case_done(&s->r);
	cJSON_Delete(s->c);
}

/* "InputPath {…}", those that the definition has not in brackets. */
static char *stages(const struct lens *l)
{
	struct str s = {0};

	for (size_t i = 0; i < l->probe.stages.n; i++) {
		const struct probe_stage *g = &l->probe.stages.v[i];

		str_addf(&s, "%s%s%s %s\n", g->given ? "" : "(", probe_stage_name(g->kind), g->given ? "" : ")", value_text(g->value));
	}
	return str_take(&s);
}

static void expect(const char *got, const char *want)
{
	if (strcmp(got, want) != 0)
		fail_msg("got\n%s\nwant\n%s", got, want);
}

#define TASK_CASE "{\"name\":\"\",\"input\":{\"o\":{\"id\":7},\"x\":1},\"definition\":{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\"," \
	"\"Resource\":\"arn:aws:states:::lambda:invoke\",\"InputPath\":\"$.o\",\"Parameters\":{\"FunctionName\":\"f\",\"n.$\":\"$$.State.RetryCount\"," \
	"\"id.$\":\"$.id\"},\"ResultSelector\":{\"r.$\":\"$.Payload\"},\"ResultPath\":\"$.got\",\"OutputPath\":\"$.got\",\"Assign\":{\"v.$\":\"$.Payload\"}," \
	"\"Retry\":[{\"ErrorEquals\":[\"E\"],\"MaxAttempts\":1}],\"Catch\":[{\"ErrorEquals\":[\"E\"],\"ResultPath\":\"$.err\",\"Next\":\"F\"}],\"End\":true}," \
	"\"F\":{\"Type\":\"Pass\",\"End\":true}}},\"mocks\":{\"T\":"

static void test_stages(void **state)
{
	struct seen s;
	char *text;

	(void)state;
	look(&s, TASK_CASE "[{\"Throw\":{\"Error\":\"E\"}},{\"Return\":{\"Payload\":[5]}}]}}", "T", -1, 0);
	text = stages(&s.l);
	expect(text, "input {\"o\":{\"id\":7},\"x\":1}\nInputPath {\"id\":7}\nParameters {\"FunctionName\":\"f\",\"n\":1,\"id\":7}\n"
		"result {\"Payload\":[5]}\nResultSelector {\"r\":[5]}\nResultPath {\"o\":{\"id\":7},\"x\":1,\"got\":{\"r\":[5]}}\n"
		"OutputPath {\"r\":[5]}\nAssign {\"v\":[5]}\n");
	assert_string_equal(value_text(lens_before(&s.l, 5)), "{\"o\":{\"id\":7},\"x\":1}");
	assert_null(lens_before(&s.l, 3));
	free(text);
	seen_done(&s);

	look(&s, TASK_CASE "[{\"Throw\":{\"Error\":\"E\"}},{\"Return\":{\"Payload\":[5]}}]}}", "T", 0, 0);	/* the first attempt: nothing came of it */
	text = stages(&s.l);
	expect(text, "input {\"o\":{\"id\":7},\"x\":1}\nInputPath {\"id\":7}\nParameters {\"FunctionName\":\"f\",\"n\":0,\"id\":7}\n");
	free(text);
	seen_done(&s);

	look(&s, TASK_CASE "[{\"Throw\":{\"Error\":\"E\",\"Cause\":\"a\"}},{\"Throw\":{\"Error\":\"E\",\"Cause\":\"b\"}}]}}", "T", -1, 0);
	text = stages(&s.l);
	expect(text, "input {\"o\":{\"id\":7},\"x\":1}\nInputPath {\"id\":7}\nParameters {\"FunctionName\":\"f\",\"n\":1,\"id\":7}\n"
		"error {\"Error\":\"E\",\"Cause\":\"b\"}\nResultPath {\"o\":{\"id\":7},\"x\":1,\"err\":{\"Error\":\"E\",\"Cause\":\"b\"}}\n");
	free(text);
	seen_done(&s);
}

static const char map_case[] = "{\"name\":\"\",\"input\":{\"l\":[{\"n\":1},{\"n\":2}],\"k\":9},\"definition\":{\"StartAt\":\"M\",\"States\":{\"M\":{\"Type\":\"Map\","
	"\"ItemsPath\":\"$.l\",\"ItemSelector\":{\"m.$\":\"$$.Map.Item.Value.n\",\"k.$\":\"$.k\"},\"ResultPath\":\"$.out\",\"End\":true,"
	"\"ItemProcessor\":{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"Parameters\":{\"again.$\":\"$$.Map.Item.Value\",\"m.$\":\"$.m\"},\"End\":true}}}}}},"
	"\"mocks\":{}}";

static void test_map(void **state)
{
	struct seen s;
	char *text;

	(void)state;
	look(&s, map_case, "M", -1, 1);
	text = stages(&s.l);
	expect(text, "input {\"l\":[{\"n\":1},{\"n\":2}],\"k\":9}\n(InputPath) {\"l\":[{\"n\":1},{\"n\":2}],\"k\":9}\nItems [{\"n\":1},{\"n\":2}]\n"
		"ItemSelector {\"m\":2,\"k\":9}\nresult [{\"again\":{\"n\":1},\"m\":1},{\"again\":{\"n\":2},\"m\":2}]\n"
		"(ResultSelector) [{\"again\":{\"n\":1},\"m\":1},{\"again\":{\"n\":2},\"m\":2}]\n"
		"ResultPath {\"l\":[{\"n\":1},{\"n\":2}],\"k\":9,\"out\":[{\"again\":{\"n\":1},\"m\":1},{\"again\":{\"n\":2},\"m\":2}]}\n"
		"(OutputPath) {\"l\":[{\"n\":1},{\"n\":2}],\"k\":9,\"out\":[{\"again\":{\"n\":1},\"m\":1},{\"again\":{\"n\":2},\"m\":2}]}\n");
	free(text);
	seen_done(&s);

	look(&s, map_case, "P", -1, 0);		/* inside the second iteration, where the item's own value is no event's */
	text = stages(&s.l);
	expect(text, "input {\"m\":2,\"k\":9}\n(InputPath) {\"m\":2,\"k\":9}\nParameters {\"again\":{\"n\":2},\"m\":2}\n"
		"(ResultPath) {\"again\":{\"n\":2},\"m\":2}\n(OutputPath) {\"again\":{\"n\":2},\"m\":2}\n");
	free(text);
	seen_done(&s);
}

static void test_jsonata(void **state)
{
	struct seen s;
	char *text;

	(void)state;
	look(&s, "{\"name\":\"\",\"input\":{\"n\":4},\"definition\":{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\","
		"\"Resource\":\"arn:aws:lambda:us-east-1:1:function:f\",\"Arguments\":{\"twice\":\"{% $states.input.n * 2 %}\"},"
		"\"Output\":\"{% $states.result.v %}\",\"Assign\":{\"w\":\"{% $states.result.v + 1 %}\"},\"End\":true}}},"
		"\"mocks\":{\"T\":[{\"Return\":{\"v\":3}}]}}", "T", -1, 0);
	text = stages(&s.l);
	expect(text, "input {\"n\":4}\nArguments {\"twice\":8}\nresult {\"v\":3}\nOutput 3\nAssign {\"w\":4}\n");
	free(text);
	seen_done(&s);
}

/* --- choices ------------------------------------------------------------------------------------------------------------------------------ */

#define CHOICE(input, rest) "{\"name\":\"\",\"input\":" input ",\"mocks\":{},\"definition\":{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":[" \
	"{\"And\":[{\"Variable\":\"$.a\",\"IsPresent\":true},{\"Or\":[{\"Variable\":\"$.a\",\"NumericGreaterThan\":5},{\"Not\":{\"Variable\":\"$.b\",\"BooleanEquals\":true}}]}]," \
	"\"Next\":\"P\"},{\"Variable\":\"$.a\",\"NumericEqualsPath\":\"$.limit\",\"Next\":\"P\"}]" rest "},\"P\":{\"Type\":\"Pass\",\"End\":true}}}}"

static char *tests(const struct lens *l)
{
	static const char *const words[] = {"false", "true", "failed"};
	struct str s = {0};

	for (size_t i = 0; i < l->probe.tests.n; i++) {
		const struct probe_test *t = &l->probe.tests.v[i];

		str_addf(&s, "%zu %s %s %s\n", t->rule, t->left ? value_text(t->left) : "-", t->right ? value_text(t->right) : "-", words[t->verdict]);
	}
	return str_take(&s);
}

static void test_choices(void **state)
{
	static const struct {
		const char *text, *tests;
		int edge;
	} cases[] = {
		{CHOICE("{\"a\":7,\"limit\":7}", ",\"Default\":\"P\""), "0 7 - true\n0 7 - true\n", 1},
		{CHOICE("{\"a\":2,\"b\":true,\"limit\":2}", ",\"Default\":\"P\""), "0 2 - true\n0 2 - false\n0 true - true\n1 2 2 true\n", 2},
		{CHOICE("{\"a\":2,\"b\":true,\"limit\":3}", ",\"Default\":\"P\""), "0 2 - true\n0 2 - false\n0 true - true\n1 2 3 false\n", -1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct seen s;
		char *text;

		look(&s, cases[i].text, "C", -1, 0);
		text = tests(&s.l);
		expect(text, cases[i].tests);
		assert_int_equal(s.l.probe.edge, cases[i].edge);
		free(text);
		seen_done(&s);
	}
}

/* --- where a path stopped -------------------------------------------------------------------------------------------------------------- */

#define PASS(input, field) "{\"name\":\"\",\"input\":" input ",\"mocks\":{},\"definition\":{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\"," field ",\"End\":true}}}}"
#define JPASS(input, field) "{\"name\":\"\",\"input\":" input ",\"mocks\":{},\"definition\":{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\"," \
	field ",\"End\":true}}}}"

static void test_paths(void **state)
{
	static const struct {
		const char *text;
		enum probe_stage_kind stage;
		const char *there, *missing, *value;
	} cases[] = {
		{PASS("{\"a\":{\"b\":[1]}}", "\"InputPath\":\"$.a.c.d\""), PROBE_INPUT_PATH, "$.a", ".c", "{\"b\":[1]}"},
		{PASS("{\"a\":{\"b\":[1]}}", "\"Parameters\":{\"x\":[{\"y.$\":\"$.a.b[3].z\"}]}"), PROBE_PARAMETERS, "$.a.b", "[3]", "[1]"},
		{PASS("{\"a\":5}", "\"Parameters\":{\"x.$\":\"States.Format('{}', $.a.b)\"}"), PROBE_PARAMETERS, "$.a", ".b", "5"},
		{PASS("{\"a b\":{}}", "\"OutputPath\":\"$['a b']['c d']\""), PROBE_OUTPUT_PATH, "$['a b']", "['c d']", "{}"},
		{PASS("{\"a\":5}", "\"Assign\":{\"v.$\":\"$.z\"}"), PROBE_ASSIGN, "$", ".z", "{\"a\":5}"},
		{PASS("{\"a\":5}", "\"Parameters\":{\"x.$\":\"$$.Execution.Nothing\"}"), PROBE_PARAMETERS, "$$.Execution", ".Nothing", NULL},
		{JPASS("{\"a\":{\"b\":1}}", "\"Output\":{\"x\":\"{% $states.input.a.c.d %}\"}"), PROBE_OUTPUT, "$states.input.a", ".c", "{\"b\":1}"},
		{JPASS("{\"a\":{\"b\":1}}", "\"Output\":\"{% $states.input.a.c %}\""), PROBE_OUTPUT, "$states.input.a", ".c", "{\"b\":1}"},
		{JPASS("{}", "\"Output\":\"{% $sum($states.input.a) %}\""), PROBE_OUTPUT, NULL, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct seen s;
		const struct probe_failure *f;

		look(&s, cases[i].text, "P", -1, 0);
		f = &s.l.probe.failure;
		if (!s.l.probe.failed || f->stage != cases[i].stage || !str_is(f->there, cases[i].there) || !str_is(f->missing, cases[i].missing) ||
		    (cases[i].value && !str_is(f->value ? value_text(f->value) : NULL, cases[i].value)))
			fail_msg("%s\n  %s at %s: %s … %s of %s", cases[i].text, s.l.probe.failed ? "failed" : "did not fail", probe_stage_name(f->stage),
				f->there ? f->there : "-", f->missing ? f->missing : "-", f->value ? value_text(f->value) : "-");
		seen_done(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests_all[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_stages),
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_jsonata),
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests_all, NULL, NULL);
}
