/* JSONata: the cases of tests/query/jsonata*.test, AWS's functions, the limits, what lint is told, and fields of states. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "query/jsonata_template.h"

#define NOW_MS 1700000000123	/* 2023-11-14T22:13:20.123Z */

static struct rng rng;

static enum jsonata_outcome eval(const char *text, struct value *input, bool aws, const struct jsonata_limits *limits,
	struct value **out, struct jsonata_error *e)
{
	struct jsonata_env env = {.input = input, .aws = aws, .rng = &rng, .now_ms = NOW_MS};
	struct jsonata *x = jsonata_compile(text, strlen(text), e);
	enum jsonata_outcome outcome = JSONATA_FAILED;

	if (limits)
		env.limits = *limits;
	if (x)
		outcome = jsonata_eval(x, &env, out, e);
	jsonata_free(x);
	return outcome;
}

static bool as_expected(const char *expected, enum jsonata_outcome got, struct value *out, const struct jsonata_error *e)
{
	struct value *want;
	size_t code = strcspn(expected + 2, ":");
	bool same;

	if (expected[0] == '!')
		return got == JSONATA_FAILED && strlen(e->code) == code && strncmp(e->code, expected + 2, code) == 0
			&& (!expected[2 + code] || strcmp(str_get(&e->message), expected + 4 + code) == 0);
	if (strcmp(expected, "= undefined") == 0)
		return got == JSONATA_UNDEFINED;
	want = value_parse(expected + 2, strlen(expected + 2), NULL);
	assert_non_null(want);
	same = got == JSONATA_VALUE && value_equal(want, out);
	value_unref(want);
	return same;
}

/* One "> EXPRESSION" with its expectation; true if it holds. */
static bool check(const char *path, unsigned line, const char *expression, const char *expected, struct value *input)
{
	struct jsonata_error e = {.code = ""};
	struct value *out = NULL;
	enum jsonata_outcome got = eval(expression, input, false, NULL, &out, &e);
	bool ok = as_expected(expected, got, out, &e);

	if (!ok)
		printf("%s:%u: %s: expected %s, got %s %s %s\n", path, line, expression, expected,
			got == JSONATA_UNDEFINED ? "undefined" : out ? value_text(out) : "", e.code, str_get(&e.message));
	jsonata_error_done(&e);
	value_unref(out);
	return ok;
}

static size_t run_file(const char *name, size_t *failed)
{
	char *path = path_join(getenv("abs_top_srcdir") ? getenv("abs_top_srcdir") : ".", name);
	char *text, *expression = NULL;
	struct value *input = NULL;
	size_t len, cases = 0;
	unsigned n = 0;

	assert_true(file_read(path, 1 << 20, &text, &len, NULL));
	for (char *end, *line = text; line && *line; line = end ? end + 1 : NULL) {
		end = strchr(line, '\n');
		if (end)
			*end = '\0';
		n++;
		if (str_starts(line, "in: ")) {
			value_unref(input);
			input = value_parse(line + 4, strlen(line + 4), NULL);
			assert_non_null(input);
		} else if (line[0] == '>') {
			expression = line + 2;
		} else if (line[0] == '=' || line[0] == '!') {
			assert_non_null(expression);
			*failed += !check(path, n, expression, line, input);
			cases++;
		}
	}
	value_unref(input);
	free(text);
	free(path);
	return cases;
}

static void the_files_of_cases(void **state)
{
	static const char *const files[] = {"tests/query/jsonata.test", "tests/query/jsonata_number.test", "tests/query/jsonata_date.test",
		"tests/query/jsonata_semantics.test"};
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		assert_true(run_file(files[i], &failed) > 60);
	assert_int_equal(failed, 0);
}

static void expect(const char *expression, bool aws, const char *expected)
{
	struct jsonata_error e = {.code = ""};
	struct value *out = NULL;
	enum jsonata_outcome got = eval(expression, NULL, aws, NULL, &out, &e);

	if (!as_expected(expected, got, out, &e))
		fail_msg("%s: expected %s, got %s %s", expression, expected, out ? value_text(out) : "", e.code);
	jsonata_error_done(&e);
	value_unref(out);
}

static void aws_has_functions_of_its_own(void **state)
{
	(void)state;
	expect("$partition([1, 2, 3], 2)", true, "= [[1, 2], [3]]");
	expect("$range(1, 9, 9)", true, "= 1");
	expect("$range(1, 5, 2)", true, "= [1, 3, 5]");
	expect("$hash(\"input data\", \"MD5\")", true, "= \"812f45842bc6d66ee14572ce20db8e86\"");
	expect("$parse(\"{\\\"a\\\": 1}\").a", true, "= 1");
	expect("$eval(\"1 + 1\")", true, "! T1006");
	expect("$eval(\"1 + 1\")", false, "= 2");
	expect("$partition([1], 1)", false, "! T1006");
	expect("$string($parse('9007199254740993'))", true, "= \"9007199254740993\"");
	expect("$base64encode('é')", true, "= \"w6k=\"");
	expect("$base64decode('w6k=') & $base64decode('/w==')", true, "= \"é\xef\xbf\xbd\"");
	expect("[1/0, -1/0, 0/0]", true, "= [\"Infinity\", \"-Infinity\", \"NaN\"]");
	expect("[1/0, 0/0]", false, "= [null, null]");
	expect("$partition([1, 2], 0)", true, "= undefined");
	expect("$partition([], 2)", true, "= undefined");
	expect("$partition([1, 2, 3], 1.9)", true, "= [[1], [2], [3]]");
	expect("$range(-1.7, 2, 1)", true, "= [-1, 0, 1, 2]");
	expect("$range(1, 5, -1)", true, "= undefined");
	expect("$range(1, 5)", true, "= undefined");
	expect("$range(5, 1, -2)", true, "= [5, 3, 1]");
	expect("$range(1, 360146, 1)", true, "! U1001");
	expect("$hash('x')", true, "= undefined");
	expect("$hash('x', 'md5')", true, "! D3137");
	expect("$random(7) = $random(7) and $random() < 1", true, "= true");
	expect("$uuid() ~> $length()", true, "= 36");
	expect("$parse('{')", true, "! D3137");
	expect("$exists(null) and $type(null) = 'null' and $count(null) = 1", true, "= true");
}

/* Here the reference fails in JavaScript. */
static void a_position_on_an_array_constructor(void **state)
{
	(void)state;
	expect("([1, 2].$)#$i", false, "= [1, 2]");
	expect("([1, 2].$)#$i.$", false, "= [1, 2]");
}

static void limits_end_what_does_not_end(void **state)
{
	static const char *const endless[] = {"($f := function($n) { $f($n + 1) }; $f(0))", "($f := function($n) { 1 + $f($n) }; $f(0))"};
	struct jsonata_limits limits = {.depth = 100, .steps = 100000, .bytes = 1 << 24, .time_ms = 2000};
	struct jsonata_error e = {.code = ""};
	struct value *out = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(endless); i++) {
		assert_int_equal(eval(endless[i], NULL, false, &limits, &out, &e), JSONATA_FAILED);
		assert_int_equal(e.code[0], 'U');
		jsonata_error_done(&e);
	}
	assert_int_equal(eval("[1..10000000]", NULL, false, &limits, &out, &e), JSONATA_FAILED);
	jsonata_error_done(&e);
	assert_null(out);
}

/* What takes long inside of a function or an operator counts as if it were evaluated. */
static void work_counts_as_steps(void **state)
{
	static const char *const hard[] = {
		"($b := [1..4000]; $map($b, function($x){ -1 in $b }))", "($b := [1..4000]; $map($b, function($x){ $sum($b) }))",
		"($b := [1..4000]; $map($b, function($x){ $max($b) }))", "($b := [1..4000]; $map($b, function($x){ $b = $b }))",
		"($b := [1..4000]; $map($b, function($x){ $lookup($b, 'a') }))", "($b := [1..4000]; $map($b, function($x){ $b.a.c }))",
		"($b := $map([1..10000], function($x){ 0 }); $map([1..4000], function($x){ $not($b) }))",
		"($b := $pad('', 32000, 'a'); $map([1..1000], function($x){ $hash($b, 'MD5') }))",
		"($b := $pad('', 32000, 'a'); $map([1..1000], function($x){ $length($b) }))",
		"($b := $pad('', 32000, 'a'); $c := $b & ''; $map([1..4000], function($x){ $b = $c }))",
		"($b := $pad('', 32000, 'a'); $c := $b & 'b'; $map([1..1000], function($x){ $b < $c }))",
		"($b := $parse($string($merge([1..4000].{$string($): 1}))); $map([1..4000], function($x){ $b.none }))",
		"($b := $pad('', 32000, 'a'); $map([1..4000], function($x){ $contains($b, /a.*b/) }))",
	};
	struct jsonata_limits limits = {.steps = 300000};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hard); i++) {
		struct jsonata_error e = {.code = ""};
		struct value *out = NULL;

		if (eval(hard[i], NULL, true, &limits, &out, &e) != JSONATA_FAILED || strcmp(e.code, "U1001") != 0)
			fail_msg("%s: not ended, %s", hard[i], e.code);
		jsonata_error_done(&e);
	}
}

static void one_value_has_a_limit(void **state)
{
	struct jsonata_limits limits = {.value_bytes = 800};
	struct jsonata_error e = {.code = ""};
	struct value *out = NULL;

	(void)state;
	assert_int_equal(eval("[1..100]", NULL, true, &limits, &out, &e), JSONATA_VALUE);
	value_unref(out);
	assert_int_equal(eval("[1..101]", NULL, true, &limits, &out, &e), JSONATA_FAILED);
	assert_string_equal(str_get(&e.message), "Expression evaluation memory limit exceeded: Check for excessive memory usage");
	jsonata_error_done(&e);
	assert_int_equal(eval("$length($pad('', 400, 'a') & $pad('', 400, 'a'))", NULL, true, &limits, &out, &e), JSONATA_VALUE);
	value_unref(out);
	assert_int_equal(eval("$length($pad('', 400, 'a') & $pad('', 401, 'a'))", NULL, true, &limits, &out, &e), JSONATA_FAILED);
	jsonata_error_done(&e);
}

/* Groups are found by a table: with a search each this would take minutes. */
static void many_groups(void **state)
{
	struct jsonata_limits limits = {.time_ms = 20000};
	struct jsonata_error e = {.code = ""};
	struct value *out = NULL;

	(void)state;
	assert_int_equal(eval("$count($keys([1..300000]{$string($): 1}))", NULL, false, &limits, &out, &e), JSONATA_VALUE);
	assert_string_equal(value_text(out), "300000");
	value_unref(out);
}

/* Errors leave by longjmp: with the leak checker this shows that nothing is held by then. */
static void no_memory_is_lost_at_the_limit(void **state)
{
	static const char *const greedy[] = {
		"$pad('x', 100000)", "$pad('x', -100000, 'ab')", "$replace($pad('', 3000, 'ab'), /a/, '$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0')",
		"$replace($pad('', 5000, 'a'), /(a)/, function($m) { $pad($m.match, 1000) })", "$formatNumber(1, $pad('', 20000, '0'))",
		"$formatInteger(1, $pad('', 20000, '0'))", "$fromMillis(0, $pad('', 30000, '[Y]'))", "$string([1..20000])", "$join([1..20000].$string())",
		"$split($pad('', 9000, 'a,'), /,/)", "$match($pad('', 9000, 'a,'), /(,)/)", "$toMillis($pad('', 9000, '1'), $pad('', 9000, '[Y]'))",
		"[1..1000] ~> $map(function($i) { ['some text', {'member': 'some text'}] })", "$base64encode($pad('', 60000, 'a'))", "$encodeUrl($pad('', 60000, ' '))", "$sort($reverse([1..20000]))", "$eval($pad('1', 60000))",
	};
	struct jsonata_limits limits = {.bytes = 50000};
	struct jsonata_error e = {.code = ""};
	struct value *out = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(greedy); i++) {
		enum jsonata_outcome got = eval(greedy[i], NULL, false, &limits, &out, &e);

		if (got != JSONATA_FAILED || strcmp(e.code, "U1001") != 0)
			fail_msg("%s: %s %s", greedy[i], e.code, out ? value_text(out) : "");
		jsonata_error_done(&e);
	}
}

/* Each level holds the one below it twice: small in memory, without end in time. */
static void values_that_share_their_parts_are_not_unfolded(void **state)
{
	static const char *const uses[] = {"", "$string($f(60))", "$f(60) = $f(60)", "$count($distinct([$f(60), $f(60)]))", "$keys($f(60))",
		"$spread($f(60))", "$boolean($f(60))", "{'a': $f(60)}.*", "$f(60).x", "$f(60).**", "$clone($f(60))", "$f(60) ~> |$|{}|"};
	struct jsonata_limits limits = {.steps = 300000, .bytes = 1 << 24};
	struct jsonata_error e = {.code = ""};
	struct value *out = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(uses); i++) {
		char *text = xasprintf("($f := function($n) { $n = 0 ? [] : ($x := $f($n - 1); [[$x], [$x]]) }; %s)", i ? uses[i] : "$f(60)");

		if (eval(text, NULL, false, &limits, &out, &e) != JSONATA_FAILED || strcmp(e.code, "U1001") != 0)
			fail_msg("%s: %s", text, e.code);
		jsonata_error_done(&e);
		free(text);
	}
}

static void a_result_outlives_what_was_parsed_for_it(void **state)
{
	struct value *input = value_parse("{\"a\": 1}", 8, NULL), *out = NULL;
	struct jsonata_error e;

	(void)state;
	assert_int_equal(eval("$parse('{\"b\": [1, {\"c\": 2}]}').b", input, true, NULL, &out, &e), JSONATA_VALUE);
	assert_string_equal(value_text(out), "[1,{\"c\":2}]");
	value_unref(out);
	value_unref(input);
}

static void bytes_that_are_no_text_are_refused(void **state)
{
	static const char *const texts[] = {"'a\xff'", "$match('\xff\xff-', /./)", "\xc3", "/\xe2\x82/", "`\xf8`"};
	struct jsonata_error e;
	struct value *out = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		assert_int_equal(eval(texts[i], NULL, false, NULL, &out, &e), JSONATA_FAILED);
		assert_string_equal(e.code, "S0205");
		jsonata_error_done(&e);
	}
}

static void a_regular_expression_cannot_run_for_ever(void **state)
{
	struct jsonata_error e = {.code = ""};
	struct value *out = NULL;

	(void)state;
	assert_int_equal(eval("$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', /^(a+)+$/)", NULL, false, NULL, &out, &e), JSONATA_FAILED);
	assert_string_equal(e.code, "U1001");
	jsonata_error_done(&e);
}

/* Kinds by letter: n(ame) v(ariable) f(unction) s(tring) 1 (number) c(onstant) k(eyword) o(perator) r(egex) #(comment) !(broken). */
static void a_highlighter_gets_tokens(void **state)
{
	static const struct { const char *text, *kinds; } cases[] = {
		{"a.b + $x * 2", "nonovo1"}, {"$sum(a)", "fono"}, {"$f (1)", "fo1o"}, {"$map(a, $sum)", "fonofo"}, {"'a' & \"b\"", "sos"},
		{"true or null in a", "ckckn"}, {"function($x) { $x / 2 }", "kovoovo1o"}, {"$match(s, /a\\/b/i) / 2", "fonoroo1"},
		{"a /* why */ / b /**/", "n#on#"}, {"", ""}, {"  ", ""}, {"/* no end", "!"}, {"a = 'open", "no!"}, {"a + /x", "no!"}, {"[1..2]", "o1o1o"},
		{"a := 1 ~> $f", "no1ov"}, {"`a b`.c", "non"}, {"a ! b", "n!"}, {"\xce\xbb($x){1}", "kovoo1o"},
	};
	static const char letters[] = "nvfs1ckor#!";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t n, end = 0;
		struct jsonata_token *t = jsonata_tokens(cases[i].text, strlen(cases[i].text), &n);
		struct str kinds = {0};

		for (size_t k = 0; k < n; k++) {
			str_addc(&kinds, letters[t[k].kind]);
			assert_true(t[k].offset >= end && t[k].len > 0);
			end = t[k].offset + t[k].len;
		}
		assert_true(end <= strlen(cases[i].text));
		assert_string_equal(str_get(&kinds), cases[i].kinds);
		str_done(&kinds);
		free(t);
	}
}

static void functions_can_be_completed(void **state)
{
	struct jsonata_function f;
	size_t n = 0, on_aws = 0, in_reference = 0;

	(void)state;
	for (; jsonata_function(n, &f); n++) {
		assert_string_equal(f.name, jsonata_function_name(n));
		assert_true(f.signature[0] == '<' && f.help[0]);
		assert_true(f.on_aws || f.in_reference);
		on_aws += f.on_aws;
		in_reference += f.in_reference;
		if (strcmp(f.name, "substring") == 0)
			assert_string_equal(f.params, "str, start[, length]");
	}
	assert_null(jsonata_function_name(n));
	assert_int_equal(in_reference, 65);
	assert_int_equal(on_aws, 69);
}

static void every_function_is_documented(void **state)
{
	char *path = path_join(getenv("abs_top_srcdir") ? getenv("abs_top_srcdir") : ".", "doc/jsonata-language.md");
	struct jsonata_function f;
	char *text;
	size_t len;

	(void)state;
	assert_true(file_read(path, 1 << 20, &text, &len, NULL));
	for (size_t i = 0; jsonata_function(i, &f); i++) {
		char *call = xasprintf("`$%s(%s)` | %s |", f.name, f.params, f.help);

		if (!strstr(text, call) && strcmp(f.name, "random") != 0)
			fail_msg("doc/jsonata-language.md lacks %s", call);
		free(call);
	}
	free(text);
	free(path);
}

static void lint_is_told_what_is_used(void **state)
{
	static const char text[] = "$states.result.a + $x + phone.$y[$ > 1] + $map($z, function($w) { $w })";
	struct jsonata *x = jsonata_compile(text, strlen(text), NULL);
	const struct jsonata_uses *u;

	(void)state;
	assert_non_null(x);
	u = jsonata_uses(x);
	assert_int_equal(u->top_names.n, 1);
	assert_string_equal(u->top_names.v[0].name, "phone");
	assert_int_equal(u->states_fields.n, 1);
	assert_string_equal(u->states_fields.v[0].name, "result");
	assert_false(u->context);
	assert_false(u->root);
	for (size_t i = 0; i < u->variables.n; i++)
		assert_string_not_equal(u->variables.v[i].name, "w");
	jsonata_free(x);
}

/* --- fields of states (jsonata_template.h) ------------------------------------------------------------------------ */

struct asked {
	struct str names;		/* in the order of asking */
	struct value *answer;
};

static struct value *ask_variable(void *ctx, const char *name)
{
	struct asked *a = ctx;

	str_addf(&a->names, "$%s ", name);
	return strcmp(name, "v") == 0 ? a->answer : NULL;
}

static struct value *ask_states(void *ctx, const char *member)
{
	struct asked *a = ctx;

	str_addf(&a->names, "%s ", member);
	return strcmp(member, "result") == 0 ? NULL : a->answer;
}

/* What is made of a field; where it fails, "PLACE outcome CODE". */
static char *field(const char *json, struct asked *a)
{
	struct jtmpl_env env = {.variable = ask_variable, .states = ask_states, .ctx = a, .rng = &rng};
	cJSON *node = json_read(json, NULL);
	struct jtmpl *t = jtmpl_compile(node);
	struct jtmpl_error e;
	struct value *v;
	char *text;

	str_reset(&a->names);
	v = jtmpl_eval(t, &env, &e);
	if (v) {
		text = xstrdup(value_text(v));
	} else {
		text = xasprintf("%s %d %s", str_get(&e.place), e.outcome, e.error.code);
		jtmpl_error_done(&e);
	}
	value_unref(v);
	jtmpl_free(t);
	cJSON_Delete(node);
	return text;
}

static void a_field_asks_for_what_it_uses(void **state)
{
	static const struct {
		const char *json, *result, *asked;
	} cases[] = {
		{"{\"a\": 1, \"b\": \" {% 1 %} \"}", "{\"a\":1,\"b\":\" {% 1 %} \"}", ""},
		{"\"{% $states.input.n %}\"", "7", "input "},
		{"\"{% $states.input.n + $v.n %}\"", "14", "$v input "},
		{"\"{% $states.input.n & $states.context.n & $states.input.n %}\"", "\"777\"", "input context "},
		{"\"{% $count($keys($states)) %}\"", "3", "$count $keys input result errorOutput context "},
		{"\"{% ($s := $states; $s.input.n) %}\"", "7", "$s input result errorOutput context "},
		{"\"{% $states.input.n.%.n %}\"", "7", "input "},
		{"\"{% $states.input.%.context.n %}\"", "7", "input result errorOutput context "},
		{"[\"{% $none %}\"]", "[0] 1 ", "$none "},
		{"{\"a\": [1, {\"b\": \"{% $none %}\"}]}", "/a[1]/b 1 ", "$none "},
		{"\"{% function($x){ $x } %}\"", " 2 ", "$x "},
		{"{\"x\": \"{% 1 + 'a' %}\"}", "/x 3 T2002", ""},
		{"{\"x\": \"{% 1 + %}\"}", "/x 3 S0207", ""},
		{"\"{%%}\"", " 3 S0207", ""},
		{"\"{%}\"", "\"{%}\"", ""},
	};
	struct asked a = {.answer = value_parse("{\"n\":7}", 7, NULL)};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *got = field(cases[i].json, &a);

		if (strcmp(got, cases[i].result) != 0 || strcmp(str_get(&a.names), cases[i].asked) != 0)
			fail_msg("%s: got %s, asked for %s", cases[i].json, got, str_get(&a.names));
		free(got);
	}
	str_done(&a.names);
	value_unref(a.answer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_files_of_cases),
		cmocka_unit_test(aws_has_functions_of_its_own),
		cmocka_unit_test(a_position_on_an_array_constructor),
		cmocka_unit_test(limits_end_what_does_not_end),
		cmocka_unit_test(work_counts_as_steps),
		cmocka_unit_test(one_value_has_a_limit),
		cmocka_unit_test(many_groups),
		cmocka_unit_test(no_memory_is_lost_at_the_limit),
		cmocka_unit_test(values_that_share_their_parts_are_not_unfolded),
		cmocka_unit_test(a_result_outlives_what_was_parsed_for_it),
		cmocka_unit_test(bytes_that_are_no_text_are_refused),
		cmocka_unit_test(a_regular_expression_cannot_run_for_ever),
		cmocka_unit_test(lint_is_told_what_is_used),
		cmocka_unit_test(a_highlighter_gets_tokens),
		cmocka_unit_test(functions_can_be_completed),
		cmocka_unit_test(every_function_is_documented),
		cmocka_unit_test(a_field_asks_for_what_it_uses),
	};

	rng_seed(&rng, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
