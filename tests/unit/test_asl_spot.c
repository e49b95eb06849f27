/* asl/spot: what a place of a text is, in JSON and YAML, whole and broken. ^ is the place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "asl/spot.h"
#include "base/rng.h"

static const char *owner_name(uint32_t owner)
{
	static const struct {
		uint32_t owner;
		const char *name;
	} names[] = {
		{0, "-"}, {OWN_TASK, "Task"}, {OWN_CHOICE, "Choice"}, {OWN_MAP, "Map"}, {OWN_PARALLEL, "Parallel"}, {OWN_STATE, "state"},
		{OWN_TOP, "top"}, {OWN_BRANCH, "branch"}, {OWN_PROCESSOR, "processor"}, {OWN_PROCESSOR_CONFIG, "config"},
		{OWN_RETRIER, "retrier"}, {OWN_CATCHER, "catcher"}, {OWN_RULE, "rule"}, {OWN_NESTED_RULE, "nested"}, {OWN_PASS, "Pass"},
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (names[i].owner == owner)
			return names[i].name;
	return "?";
}

/* "value Task A Next [Pay]": kind, owner, state, field, word. */
static char *shown(const char *marked, enum asl_form form)
{
	const char *mark = strchr(marked, '^');
	struct str text = {0}, out = {0};
	struct asl_spot s = {0};
	char *path;

	str_add(&text, marked, (size_t)(mark - marked));
	str_adds(&text, mark + 1);
	asl_spot_find(&s, str_get(&text), text.len, form, (size_t)(mark - marked));
	path = asl_spot_state(&s);
	str_addf(&out, "%s %s %s %s [%.*s]%s", s.kind == SPOT_NAME ? "name" : s.kind == SPOT_VALUE ? "value" : "nothing",
		owner_name(asl_spot_owner(&s)), path ? path : "-", asl_spot_field(&s) ? asl_spot_field(&s) : "-", (int)(s.to - s.from),
		str_get(&text) + s.from, s.quoted ? "\"" : "");
	free(path);
	asl_spot_done(&s);
	str_done(&text);
	return str_take(&out);
}

static const struct {
	const char *text, *want;
} json[] = {
	{"^", "value - - - []"},
	{"{^}", "name top - - []"},
	{"{\"St^\"}", "name top - St [St]\""},
	{"{\"StartAt\": ^}", "value top - StartAt []"},
	{"{\"StartAt\": \"A^", "value top - StartAt [A]\""},
	{"{\"StartAt\": \"A\"^}", "nothing top - - []"},
	{"{\"StartAt\": \"A\", ^\"States\": {}}", "name top - - []"},
	{"{\"States\": {\"A^\": {\"Type\": \"Task\"}}}", "name - A A [A]\""},
	{"{\"States\": {\"A\":^ {\"Type\": \"Task\"}}}", "value - A A []"},
	{"{\"States\": {\"A\": {\"Type\": \"Task\", \"^\"}}}", "name Task A - []\""},
	{"{\"States\": {\"A\": {\"^\", \"Type\": \"Task\"}}}", "name Task A - []\""},		/* Type comes later */
	{"{\"States\": {\"A\": {^}}}", "name state A - []"},
	{"{\"States\": {\"A\": {\"Type\": \"Task\", \"Next\": \"P^ay\"}}}", "value Task A Next [Pay]\""},
	{"{\"States\": {\"A\": {\"Type\": \"Task\", \"Retry\": [{}, {^}]}}}", "name retrier A - []"},
	{"{\"States\": {\"A\": {\"Type\": \"Task\", \"Retry\": [{\"ErrorEquals\": [\"X\", \"^\"]}]}}}", "value retrier A ErrorEquals []\""},
	{"{\"States\": {\"A\": {\"Type\": \"Task\", \"Catch\": [{\"Next\": ^}]}}}", "value catcher A Next []"},
	{"{\"States\": {\"A\": {\"Type\": \"Choice\", \"Choices\": [{\"And\": [{\"Not\": {^}}]}]}}}", "name nested A - []"},
	{"{\"States\": {\"A\": {\"Type\": \"Choice\", \"Choices\": [{^}]}}}", "name rule A - []"},
	{"{\"States\": {\"A\": {\"Type\": \"Task\", \"Parameters\": {\"x\": {^}}}}}", "name - A - []"},
	{"{\"States\": {\"P\": {\"Type\": \"Parallel\", \"Branches\": [{}, {\"States\": {\"I\": {\"Type\": \"Pass\", ^}}}]}}}", "name Pass P/1/I - []"},
	{"{\"States\": {\"P\": {\"Type\": \"Parallel\", \"Branches\": [{}, {^}]}}}", "name branch P - []"},
	{"{\"States\": {\"M\": {\"Type\": \"Map\", \"ItemProcessor\": {\"States\": {\"I\": {^}}}}}}", "name state M/I - []"},
	{"{\"States\": {\"M\": {\"Type\": \"Map\", \"ItemProcessor\": {\"ProcessorConfig\": {^}}}}}", "name config M - []"},
	/* Broken: strings that do not end, commas and values that are missing, brackets too many. */
	{"{\"States\": {\"A\": {\"Type\": \"Task\", \"Ne^\n \"End\": true}}}", "name Task A Ne [Ne]\""},
	{"{\"States\": {\"A\": {\"Type\": \"Task\" \"Ne^xt\": \"B\"}}}", "name Task A Next [Next]\""},
	{"{\"States\": {\"A\": {\"Type\": \"Task\", \"Next\": \n \"End^\": true}}}", "value Task A Next [End]\""},
	{"{\"States\": {\"A\": {\"Next\": \n \"End\": tr^ue, \"Type\": \"Task\"}}}", "value Task A End [true]"},
	{"{\"States\": ]}{\"A\": {^", "name - - - []"},
	{"{\"a\": [1, 2^3]", "value top - a [23]"},
};

static const struct {
	const char *text, *want;
} yaml[] = {
	{"^", "name top - - []"},
	{"Star^", "name top - Star [Star]"},
	{"StartAt: ^", "value top - StartAt []"},
	{"StartAt: A^b\n", "value top - StartAt [Ab]"},
	{"StartAt: \"A^\"\n", "value top - StartAt [A]\""},
	{"States:\n  A^:\n    Type: Task\n", "name - A A [A]"},
	{"States:\n  A:\n    Type: Task\n    ^\n", "name Task A - []"},
	{"States:\n  A:\n    ^\n    Type: Task\n", "name Task A - []"},
	{"States:\n  A:\n    Type: Task\n    Ne^\n  B:\n    Type: Pass\n", "name Task A Ne [Ne]"},
	{"States:\n  A:\n    Type: Task\n    Next: ^\n", "value Task A Next []"},
	{"States:\n  A:\n    Type: Task\n    Retry:\n    - ErrorEquals:\n      - X^\n", "value retrier A ErrorEquals [X]"},
	{"States:\n  A:\n    Type: Task\n    Retry:\n      - MaxAttempts: 1\n        ^\n", "name retrier A - []"},
	{"States:\n  A:\n    Type: Task\n    Retry:\n    - MaxAttempts: 1\n    Ne^xt: B\n", "name Task A Next [Next]"},
	{"States:\n  A:\n    Comment: |\n      Type: Task\n    Ne^xt: B\n", "name state A Next [Next]"},
	{"States:\n  P:\n    Type: Parallel\n    Branches:\n      - StartAt: X\n      - States:\n          I:\n            Type: Pass\n            ^", "name Pass P/1/I - []"},
	{"# c^omment\nStartAt: A\n", "nothing - - - []"},
	{"States:\n  A: {Type: Ta^sk}\n", "value - A A [{Type: Task}]"},
};

static void check(const char *text, enum asl_form form, const char *want)
{
	char *is = shown(text, form);

	if (strcmp(is, want) != 0)
		fail_msg("%s\nis %s\nand should be %s", text, is, want);
	free(is);
}

static void places_in_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(json); i++)
		check(json[i].text, ASL_FORM_JSON, json[i].want);
}

static void places_in_yaml(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(yaml); i++)
		check(yaml[i].text, ASL_FORM_YAML, yaml[i].want);
}

static void scope_and_language(void **state)
{
	static const char text[] = "{\"QueryLanguage\": \"JSONata\", \"States\": {\"A\": {\"Next\": \"\"}, \"B\": {}, \"C\": {\"QueryLanguage\": \"JSONPath\", \"Next\": \"\"}}}";
	const struct asl_spot_level *scope;
	struct asl_spot s = {0};

	(void)state;
	asl_spot_find(&s, text, strlen(text), ASL_FORM_JSON, (size_t)(strstr(text, "\"\"") + 1 - text));
	scope = asl_spot_scope(&s);
	assert_non_null(scope);
	assert_int_equal(scope->members.n, 3);		/* before and behind */
	assert_string_equal(scope->members.v[2].name, "C");
	assert_int_equal(asl_spot_language(&s), ASL_JSONATA);
	asl_spot_done(&s);
	s = (struct asl_spot){0};
	asl_spot_find(&s, text, strlen(text), ASL_FORM_JSON, strlen(text) - 5);
	assert_int_equal(asl_spot_language(&s), ASL_JSONPATH);
	asl_spot_done(&s);
}

/* Whatever the text, whatever the place. */
static void nonsense_is_no_trouble(void **state)
{
	static const char *const parts[] = {"{", "}", "[", "]", "\"", ":", ",", "\n", "  ", "- ", "A: ", "\"States\"", "\"Type\": \"Task\"", "|", "é", "\\", "#"};
	struct rng r;

	(void)state;
	rng_seed(&r, 3);
	for (int round = 0; round < 20000; round++) {
		struct str text = {0};
		struct asl_spot s = {0};

		for (size_t i = rng_next(&r) % 24; i > 0; i--)
			str_adds(&text, parts[rng_next(&r) % ARRAY_LEN(parts)]);
		asl_spot_find(&s, str_get(&text), text.len, round % 2 ? ASL_FORM_YAML : ASL_FORM_JSON, rng_next(&r) % (text.len + 1));
		assert_true(s.from <= s.to && s.to <= text.len);
		asl_spot_owner(&s);
		free(asl_spot_state(&s));
		asl_spot_done(&s);
		str_done(&text);
	}
}

/* The best of three: another program may have had the processor. */
static double find_ms(const char *text, size_t len)
{
	double best = -1;

	for (int i = 0; i < 3; i++) {
		struct asl_spot s = {0};
		clock_t start = clock();
		double ms;

		asl_spot_find(&s, text, len, ASL_FORM_JSON, len - 10);
		ms = (double)(clock() - start) * 1000 / CLOCKS_PER_SEC;
		best = best < 0 || ms < best ? ms : best;
		asl_spot_done(&s);
	}
	return best;
}

static void a_megabyte_is_quick(void **state)
{
	struct str text = {0};
	struct asl_spot s = {0};
	double part, all;
	char *path;

	(void)state;
	str_adds(&text, "{\"States\": {");
	for (int i = 0; text.len < 1u << 20; i++)
		str_addf(&text, "\n\"State %d\": {\"Type\": \"Pass\", \"Next\": \"State %d\"},", i, i + 1);
	part = find_ms(str_get(&text), text.len / 8);
	all = find_ms(str_get(&text), text.len);
	if (all > 24 * part + 5)
		fail_msg("%.1f ms, an eighth %.1f ms", all, part);
	asl_spot_find(&s, str_get(&text), text.len, ASL_FORM_JSON, text.len - 10);
	path = asl_spot_state(&s);
	assert_true(str_starts(path, "State "));
	free(path);
	asl_spot_done(&s);
	str_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_in_json),
		cmocka_unit_test(places_in_yaml),
		cmocka_unit_test(scope_and_language),
		cmocka_unit_test(nonsense_is_no_trouble),
		cmocka_unit_test(a_megabyte_is_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
