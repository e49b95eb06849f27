/* JSONPath as JSONata: paths and calls by tables, states by what becomes of them, and what is refused with its reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "asl/diag.h"
#include "asl/to_jsonata.h"
#include "query/to_jsonata.h"

static char *translate(const char *text, struct err *e)
{
	struct to_jsonata to = { .input = "$states.input" };
	struct str out = {0};
	bool ok;

	if (intrinsic_is(text)) {
		struct intrinsic *x = intrinsic_compile(text, strlen(text), e);

		assert_non_null(x);
		ok = intrinsic_to_jsonata(x, &to, &out, e);
		intrinsic_free(x);
	} else {
		struct path *p = path_compile(text, strlen(text), e);

		assert_non_null(p);
		ok = path_to_jsonata(p, &to, &out, e);
		path_free(p);
	}
	if (ok)
		return str_take(&out);
	assert_int_equal(out.len, 0);
	return NULL;
}

static size_t check(const char *const (*rows)[2], size_t n)
{
	size_t failed = 0;

	for (size_t i = 0; i < n; i++) {
		struct err e = {0};
		char *got = translate(rows[i][0], &e);
		const char *is = got ? got : e.msg;

		if (strcmp(is, rows[i][1]) != 0) {
			print_error("%s\nexpected: %s\ngot:      %s\n", rows[i][0], rows[i][1], is);
			failed++;
		}
		free(got);
	}
	return failed;
}

static void paths(void **state)
{
	static const char *const rows[][2] = {
		{ "$", "$states.input" }, { "$.a.b", "$states.input.a.b" }, { "$['a b']['and'].in", "$states.input.`a b`.`and`.`in`" },
		{ "$.a[0][-1].b", "$states.input.a[0][-1].b" }, { "$[2]", "$states.input[2]" }, { "$$", "$states.context" },
		{ "$$.Execution.Input.x", "$states.context.Execution.Input.x" }, { "$v.a", "$v.a" }, { "$.2x", "$states.input.`2x`" },
		{ "$.a[*]", "[$states.input.a]" }, { "$.a[*].b", "[$states.input.a.b]" }, { "$.a[1:3]", "[$states.input.a[[1..2]]]" },
		{ "$.a[:2]", "[$states.input.a[[0..1]]]" }, { "$.a[1:]", "[$states.input.a[[1..$count($states.input.a)-1]]]" },
		{ "$.a[-2:]", "[$states.input.a[[-2..-1]]]" }, { "$.a[0,2]", "[$states.input.a[[0,2]]]" }, { "$..b", "[$states.input.**.b]" },
		{ "$.a[?(@.n > 3)]", "[$states.input.a[n > 3]]" }, { "$.a[?(@.n == 'x' && !(@.m))].k", "[$states.input.a[(n = \"x\" and $not($exists(m)))].k]" },
		{ "$.a[?(@ == 1)]", "[$states.input.a[$ = 1]]" },
		{ "$.a[:-1]", "$.a[:-1]: a slice that counts from the end" }, { "$['a','b']", "$['a','b']: several names in brackets" },
		{ "$.a.length()", "$.a.length(): a function at the end of a path" }, { "$['a`b']", "JSONata has no spelling for the name 'a`b' in a path" },
		{ "$.a[?(@.n =~ /x/)]", "$.a[?(@.n =~ /x/)]: a filter with an operator that JSONata lacks" },
	};

	(void)state;
	assert_int_equal(check(rows, ARRAY_LEN(rows)), 0);
}

static void calls(void **state)
{
	static const char *const rows[][2] = {
		{ "States.Format('Hi {}, {}!', $.name, 3)", "\"Hi \" & $states.input.name & \", \" & 3 & \"!\"" },
		{ "States.Format('{}', $.n)", "\"\" & $states.input.n" }, { "States.Format('it\\'s \\{\\}')", "\"it's {}\"" },
		{ "States.Format('{}{}', 1, States.Format('x{}', 2))", "\"\" & 1 & (\"x\" & 2)" },
		{ "States.StringToJson($.s)", "$parse($states.input.s)" }, { "States.JsonToString($.o)", "$string($states.input.o)" },
		{ "States.Array(1, 'x', true)", "[1, \"x\", true]" }, { "States.ArrayPartition($.a, 2)", "[$partition($states.input.a, 2)]" },
		{ "States.ArrayContains($.a, 5)", "($count($states.input.a[$ = 5]) > 0)" }, { "States.ArrayRange(1, 9, 2)", "[$range(1, 9, 2)]" },
		{ "States.ArrayGetItem($.a, 1)", "$states.input.a[1]" }, { "States.ArrayLength($.a)", "$count($states.input.a)" },
		{ "States.ArrayUnique($.a)", "[$distinct($states.input.a)]" }, { "States.Base64Encode($.s)", "$base64encode($states.input.s)" },
		{ "States.Hash($.s, 'SHA-1')", "$hash($states.input.s, \"SHA-1\")" }, { "States.JsonMerge($.a, $.b, false)", "$merge([$states.input.a, $states.input.b])" },
		{ "States.MathAdd($.n, -1)", "($floor($states.input.n + 0.5) + -1)" }, { "States.UUID()", "$uuid()" },
		{ "States.StringSplit($.s, ', -]')", "[$split($states.input.s, /[, \\-\\]]/)[$ != \"\"]]" },
		{ "States.MathRandom(1, 9)", "(1 + $floor($random() * (9 - 1)))" },
		{ "States.MathRandom(1, 9, 3)", "States.MathRandom with a seed: JSONata draws other numbers from it" },
		{ "States.StringSplit($.s, $.d)", "States.StringSplit at what is no literal" },
		{ "States.Format($.t, 1)", "States.Format with a template that is no literal" },
		{ "States.Format('{} {}', 1)", "States.Format has more {} than arguments" },
	};

	(void)state;
	assert_int_equal(check(rows, ARRAY_LEN(rows)), 0);
}

/* A state S, which goes on to the state E. */
static void becomes(const char *before, const char *after)
{
	char *text = xasprintf("{\"StartAt\":\"S\",\"States\":{\"S\":{%s},\"E\":{\"Type\":\"Succeed\"}}}", before);
	char *expected = xasprintf("{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"S\",\"States\":{\"S\":{%s},\"E\":{\"Type\":\"Succeed\"}}}", after), *got;
	struct asl_machine *m = asl_parse(text, strlen(text), "test", NULL), *again;
	struct asl_conversion c;

	assert_true(m->valid);
	asl_to_jsonata(m, NULL, &c);
	assert_int_equal(c.refused, 0);
	got = json_print(c.root);
	assert_string_equal(got, expected);
	again = asl_parse(got, strlen(got), "test", NULL);
	assert_true(again->valid);
	asl_unref(again);
	asl_conversion_done(&c);
	asl_unref(m);
	free(got);
	free(expected);
	free(text);
}

#define LAMBDA "\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:f\""

static void data_flow(void **state)
{
	(void)state;
	becomes("\"Type\":\"Pass\",\"Next\":\"E\"", "\"Type\":\"Pass\",\"Next\":\"E\"");
	becomes("\"Type\":\"Pass\",\"Parameters\":{\"a.$\":\"$.x\",\"b\":[1,{\"c.$\":\"States.UUID()\"}],\"d\":\"{% no %}\"},\"Next\":\"E\"",
		"\"Type\":\"Pass\",\"Output\":{\"a\":\"{% $states.input.x %}\",\"b\":[1,{\"c\":\"{% $uuid() %}\"}],\"d\":\"{% \\\"{% no %}\\\" %}\"},\"Next\":\"E\"");
	becomes("\"Type\":\"Pass\",\"InputPath\":\"$.from\",\"Parameters\":{\"a.$\":\"$.x\"},\"ResultPath\":\"$.p.q\",\"Next\":\"E\"",
		"\"Type\":\"Pass\",\"Output\":\"{% $merge([$states.input, {\\\"p\\\": $merge([$states.input.p, {\\\"q\\\": {\\\"a\\\": $states.input.from.x}}])}]) %}\",\"Next\":\"E\"");
	becomes("\"Type\":\"Pass\",\"Result\":{\"k\":1},\"ResultPath\":\"$.r\",\"OutputPath\":\"$.r\",\"Next\":\"E\"", "\"Type\":\"Pass\",\"Output\":{\"k\":1},\"Next\":\"E\"");
	becomes("\"Type\":\"Pass\",\"Result\":1,\"ResultPath\":null,\"Next\":\"E\"", "\"Type\":\"Pass\",\"Next\":\"E\"");
	becomes("\"Type\":\"Pass\",\"InputPath\":null,\"OutputPath\":null,\"Next\":\"E\"", "\"Type\":\"Pass\",\"Output\":{},\"Next\":\"E\"");
	becomes(LAMBDA ",\"Next\":\"E\"", LAMBDA ",\"Next\":\"E\"");
	becomes(LAMBDA ",\"InputPath\":\"$.from\",\"ResultPath\":null,\"Next\":\"E\"",
		LAMBDA ",\"Arguments\":\"{% $states.input.from %}\",\"Output\":\"{% $states.input %}\",\"Next\":\"E\"");
	becomes(LAMBDA ",\"Parameters\":{\"t.$\":\"$$.Task.Token\"},\"ResultSelector\":{\"v.$\":\"$.Payload.v\"},\"ResultPath\":\"$.r\",\"OutputPath\":\"$.other\","
		"\"TimeoutSecondsPath\":\"$.t\",\"Assign\":{\"w.$\":\"$.Payload\"},\"Next\":\"E\"",
		LAMBDA ",\"Arguments\":{\"t\":\"{% $states.context.Task.Token %}\"},\"TimeoutSeconds\":\"{% $states.input.t %}\",\"Assign\":{\"w\":\"{% $states.result.Payload %}\"},"
		"\"Output\":\"{% $states.input.other %}\",\"Next\":\"E\"");
	becomes(LAMBDA ",\"Catch\":[{\"ErrorEquals\":[\"A\"],\"ResultPath\":\"$.e\",\"Next\":\"E\"},{\"ErrorEquals\":[\"B\"],\"ResultPath\":null,\"Next\":\"E\"},{\"ErrorEquals\":[\"C\"],"
		"\"Assign\":{\"c.$\":\"$.Cause\"},\"Next\":\"E\"}],\"Next\":\"E\"",
		LAMBDA ",\"Catch\":[{\"ErrorEquals\":[\"A\"],\"Next\":\"E\",\"Output\":\"{% $merge([$states.input, {\\\"e\\\": $states.errorOutput}]) %}\"},{\"ErrorEquals\":[\"B\"],\"Next\":\"E\","
		"\"Output\":\"{% $states.input %}\"},{\"ErrorEquals\":[\"C\"],\"Assign\":{\"c\":\"{% $states.errorOutput.Cause %}\"},\"Next\":\"E\"}],\"Next\":\"E\"");
	becomes("\"Type\":\"Wait\",\"SecondsPath\":\"$.s\",\"OutputPath\":\"$.o\",\"Next\":\"E\"",
		"\"Type\":\"Wait\",\"Seconds\":\"{% $states.input.s %}\",\"Output\":\"{% $states.input.o %}\",\"Next\":\"E\"");
}

static void containers(void **state)
{
	(void)state;
	becomes("\"Type\":\"Map\",\"InputPath\":\"$.from\",\"ItemsPath\":\"$.list\",\"Parameters\":{\"v.$\":\"$$.Map.Item.Value\",\"k.$\":\"$.k\"},\"MaxConcurrencyPath\":\"$.n\","
		"\"Iterator\":{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"OutputPath\":\"$.v\",\"End\":true}}},\"ResultPath\":\"$.r\",\"Next\":\"E\"",
		"\"Type\":\"Map\",\"Items\":\"{% $states.input.from.list %}\",\"ItemSelector\":{\"v\":\"{% $states.context.Map.Item.Value %}\",\"k\":\"{% $states.input.from.k %}\"},"
		"\"MaxConcurrency\":\"{% $number($states.input.from.n) %}\",\"ItemProcessor\":{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"Output\":\"{% $states.input.v %}\",\"End\":true}}},"
		"\"Output\":\"{% $merge([$states.input, {\\\"r\\\": $states.result}]) %}\",\"Next\":\"E\"");
	becomes("\"Type\":\"Parallel\",\"Parameters\":{\"a.$\":\"$.x\"},\"Branches\":[{\"StartAt\":\"B\",\"States\":{\"B\":{\"Type\":\"Fail\",\"ErrorPath\":\"$.a\",\"Cause\":\"c\"}}}],\"Next\":\"E\"",
		"\"Type\":\"Parallel\",\"Arguments\":{\"a\":\"{% $states.input.x %}\"},\"Branches\":[{\"StartAt\":\"B\",\"States\":{\"B\":{\"Type\":\"Fail\",\"Error\":\"{% $states.input.a %}\","
		"\"Cause\":\"c\"}}}],\"Next\":\"E\"");
}

static void rules(void **state)
{
	static const char *const rows[][2] = {
		{ "\"Variable\":\"$.a\",\"StringEquals\":\"x\"", "$states.input.a = \\\"x\\\"" },
		{ "\"Variable\":\"$.a\",\"NumericLessThan\":5", "($type($states.input.a) = \\\"number\\\" and $states.input.a < 5)" },
		{ "\"Variable\":\"$.a\",\"BooleanEqualsPath\":\"$.b\"",
			"($type($states.input.a) = \\\"boolean\\\" and $type($states.input.b) = \\\"boolean\\\" and $states.input.a = $states.input.b)" },
		{ "\"Variable\":\"$.a\",\"StringMatches\":\"a.*\\\\*/\"",
			"($type($states.input.a) = \\\"string\\\" and $contains($states.input.a, /^a\\\\.[\\\\s\\\\S]*\\\\*\\\\/$/))" },
		{ "\"Variable\":\"$.a\",\"IsPresent\":false", "$not($exists($states.input.a))" },
		{ "\"Variable\":\"$.a\",\"IsNull\":true", "$type($states.input.a) = \\\"null\\\"" },
		{ "\"And\":[{\"Variable\":\"$.a\",\"IsString\":true},{\"Not\":{\"Or\":[{\"Variable\":\"$.b\",\"IsBoolean\":false},{\"Variable\":\"$$.c\",\"NumericEquals\":1}]}}]",
			"($type($states.input.a) = \\\"string\\\" and $not(($type($states.input.b) != \\\"boolean\\\" or $states.context.c = 1)))" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *before = xasprintf("\"Type\":\"Choice\",\"Choices\":[{%s,\"Comment\":\"c\",\"Next\":\"E\"}],\"Default\":\"E\"", rows[i][0]);
		char *after = xasprintf("\"Type\":\"Choice\",\"Choices\":[{\"Condition\":\"{%% %s %%}\",\"Comment\":\"c\",\"Next\":\"E\"}],\"Default\":\"E\"", rows[i][1]);

		becomes(before, after);
		free(before);
		free(after);
	}
}

/* What cannot be said stays as it was, and the others say their language themselves. */
static void what_cannot_be_said_stays(void **state)
{
	static const char text[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Parameters\":{\"r.$\":\"States.MathRandom(1, 9, 3)\"},\"Next\":\"B\"},"
		"\"B\":{\"OutputPath\":\"$.x\",\"Type\":\"Pass\",\"Next\":\"C\"},\"C\":{\"Type\":\"Pass\",\"QueryLanguage\":\"JSONata\",\"End\":true}}}";
	struct asl_machine *m = asl_parse(text, strlen(text), "test", NULL);
	struct asl_conversion c;
	char *got;

	(void)state;
	asl_to_jsonata(m, NULL, &c);
	assert_int_equal(c.converted, 1);
	assert_int_equal(c.refused, 1);
	assert_int_equal(c.already, 1);
	assert_int_equal(c.notes.n, 1);
	assert_true(c.notes.v[0].refused);
	assert_ptr_equal(c.notes.v[0].state, m->states[0]);
	got = json_print(c.root);
	assert_string_equal(got, "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Parameters\":{\"r.$\":\"States.MathRandom(1, 9, 3)\"},\"Next\":\"B\"},"
		"\"B\":{\"Type\":\"Pass\",\"QueryLanguage\":\"JSONata\",\"Output\":\"{% $states.input.x %}\",\"Next\":\"C\"},\"C\":{\"Type\":\"Pass\",\"QueryLanguage\":\"JSONata\",\"End\":true}}}");
	free(got);
	asl_conversion_done(&c);
	asl_to_jsonata(m, m->states[1], &c);
	assert_int_equal(c.converted, 1);
	assert_int_equal(c.refused, 0);
	assert_null(json_get(c.root, "QueryLanguage"));
	assert_string_equal(json_get_string(json_get(json_get(c.root, "States"), "B"), "QueryLanguage"), "JSONata");
	asl_conversion_done(&c);
	asl_unref(m);
}

/* A state of no type may have branches and processors; it is left, and what is in it is found. */
static void broken_containers_are_walked(void **state)
{
	static const char text[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":0,\"Branches\":[1,{\"StartAt\":\"B\",\"States\":{\"B\":{\"Type\":\"Pass\",\"OutputPath\":\"$.x\",\"End\":true}}}],"
		"\"Iterator\":{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Pass\",\"OutputPath\":\"$.y\",\"End\":true}}},\"End\":true}}}";
	struct asl_machine *m = asl_parse(text, strlen(text), "test", NULL);
	struct asl_conversion c;
	char *got;

	(void)state;
	asl_to_jsonata(m, NULL, &c);
	got = json_print(c.root);
	assert_int_equal(c.converted, 2);
	assert_int_equal(c.refused, 1);
	assert_non_null(strstr(got, "{% $states.input.x %}"));
	assert_non_null(strstr(got, "{% $states.input.y %}"));
	free(got);
	asl_conversion_done(&c);
	asl_unref(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths), cmocka_unit_test(calls), cmocka_unit_test(data_flow), cmocka_unit_test(containers), cmocka_unit_test(rules),
		cmocka_unit_test(what_cannot_be_said_stays), cmocka_unit_test(broken_containers_are_walked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
