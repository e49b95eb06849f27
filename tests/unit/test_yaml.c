/* YAML as JSON: scalars, anchors, merges, CloudFormation's tags, places, and what is refused with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json/places.h"
#include "json/yaml.h"
#include "json/format.h"
#include "json/yaml_print.h"
#include "base/rng.h"

static void same(const char *yaml, const char *json)
{
	struct err e = {0};
	cJSON *n = NULL;
	char *text;

	if (!yaml_parse(yaml, strlen(yaml), NULL, &n, &e))
		fail_msg("%s\nis refused: %u:%u: %s", yaml, e.span.line, e.span.col, e.msg);
	text = json_print(n);
	if (strcmp(text, json) != 0)
		fail_msg("%s\ngives %s, not %s", yaml, text, json);
	free(text);
	cJSON_Delete(n);
}

static void refused(const char *yaml, unsigned line, unsigned col, const char *message)
{
	struct err e = {0};
	cJSON *n = NULL;

	if (yaml_parse(yaml, strlen(yaml), NULL, &n, &e))
		fail_msg("%s\nis taken", yaml);
	if (e.span.line != line || e.span.col != col || !strstr(e.msg, message))
		fail_msg("%u:%u: %s, is what is said of\n%.400s", e.span.line, e.span.col, e.msg, yaml);
	assert_null(n);
}

static void scalars_are_the_core_schema(void **state)
{
	(void)state;
	same("[null, ~, Null, '', \"null\", nil]", "[null,null,null,\"\",\"null\",\"nil\"]");
	same("a:\nb: null", "{\"a\":null,\"b\":null}");
	same("[true, True, FALSE, yes, No, on, OFF, y, tRUE]", "[true,true,false,\"yes\",\"No\",\"on\",\"OFF\",\"y\",\"tRUE\"]");
	same("[1, -2, +3, 1.0, .5, 5., 1e3, -0, 0x1F, 0o17]", "[1,-2,3,1.0,0.5,5,1e3,-0,31,15]");
	same("[9007199254740993, 012, 012345678901, 1_000, 1:30, 0x, 0b1, '7', 7a, +, -, ., ..]",
		"[9007199254740993,\"012\",\"012345678901\",\"1_000\",\"1:30\",\"0x\",\"0b1\",\"7\",\"7a\",\"+\",\"-\",\".\",\"..\"]");
	same("[2016-03-14, 2016-03-14T01:59:00Z]", "[\"2016-03-14\",\"2016-03-14T01:59:00Z\"]");
	same("[!!str 5, !!str true, !!int '5', !!float 5, ! 5]", "[\"5\",\"true\",5,5,\"5\"]");
	refused("[.inf]", 1, 2, "cannot be kept as JSON");
	refused("a: !!int five", 1, 4, "cannot be kept as JSON");
	same("", "null");
	same("# only a comment\n", "null");
	same("\xef\xbb\xbf" "a: 1\r\nb: [2,\r\n 3]\r\n", "{\"a\":1,\"b\":[2,3]}");
}

static void blocks_keep_their_lines(void **state)
{
	(void)state;
	same("a: |\n  one\n  two\nb: >-\n  one\n  two\n\n  three\n", "{\"a\":\"one\\ntwo\\n\",\"b\":\"one two\\nthree\"}");
	same("a: \"x\\ty\\u0000z\\\n  w\"", "{\"a\":\"x\\ty\\u0000zw\"}");
	refused("a: {% $states.input.x %}", 1, 5, "cannot start any token");
	same("a: \"{% $states.input.x %}\"", "{\"a\":\"{% $states.input.x %}\"}");
}

static void aliases_are_copies(void **state)
{
	(void)state;
	same("a: &x {n: 1, m: [2]}\nb: *x\nc: [*x, 5]", "{\"a\":{\"n\":1,\"m\":[2]},\"b\":{\"n\":1,\"m\":[2]},\"c\":[{\"n\":1,\"m\":[2]},5]}");
	same("a: &x 1\nb: &x 2\nc: *x", "{\"a\":1,\"b\":2,\"c\":2}");
	same("d: &d {a: 1, b: 2}\nx: {<<: *d, b: 3, c: 4}", "{\"d\":{\"a\":1,\"b\":2},\"x\":{\"b\":3,\"c\":4,\"a\":1}}");
	same("x: {<<: [{a: 1}, {a: 2, b: 3}], c: 4}", "{\"x\":{\"c\":4,\"a\":1,\"b\":3}}");
	same("b: &b {p: {q: 1}}\nd: &d {<<: *b, r: 2}\nx: {<<: *d}", "{\"b\":{\"p\":{\"q\":1}},\"d\":{\"r\":2,\"p\":{\"q\":1}},\"x\":{\"r\":2,\"p\":{\"q\":1}}}");
	refused("a: *x", 1, 4, "no anchor \"x\"");
	refused("a: &x [1, *x]", 1, 11, "inside its own anchor");
	refused("a: {<<: 5}", 1, 11, "takes a mapping");
}

static void short_tags_become_functions(void **state)
{
	(void)state;
	same("a: !Sub '${X}-y'", "{\"a\":{\"Fn::Sub\":\"${X}-y\"}}");
	same("a: !Ref 5", "{\"a\":{\"Ref\":\"5\"}}");
	same("a: !GetAtt Fn.Arn", "{\"a\":{\"Fn::GetAtt\":\"Fn.Arn\"}}");
	same("a: !Join ['', [a, !Ref b]]\nc: 1", "{\"a\":{\"Fn::Join\":[\"\",[\"a\",{\"Ref\":\"b\"}]]},\"c\":1}");
	same("- !If [x, !Sub {a: 1}, 2]\n- &s !Sub q\n- *s", "[{\"Fn::If\":[\"x\",{\"Fn::Sub\":{\"a\":1}},2]},{\"Fn::Sub\":\"q\"},{\"Fn::Sub\":\"q\"}]");
}

static void what_is_wrong_has_a_place(void **state)
{
	(void)state;
	refused("a: 1\nb: [1, 2\nc: 3", 3, 2, "");
	refused("a: 1\n b: 2", 2, 3, "mapping values are not allowed");
	refused("a: 1\na: 2", 2, 1, "\"a\" is there twice");
	refused("a: 1\n---\nb: 2", 2, 1, "second YAML document");
	refused("[a]: 1", 1, 1, "must be a text");
	refused("a: \"\xff\"", 1, 5, "UTF-8");
	refused("a: \"b", 1, 6, "unexpected end of stream");
}

static void bombs_are_refused(void **state)
{
	struct str s = {0};

	(void)state;
	str_adds(&s, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 12; i++)
		str_addf(&s, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	refused(str_get(&s), 8, 20, "too much data");
	str_reset(&s);
	for (int i = 0; i < 600; i++)
		str_addc(&s, '[');
	refused(str_get(&s), 1, 511, "nested too deeply");
	str_reset(&s);
	str_adds(&s, "- &a0 [x]\n");
	for (int i = 1; i < 600; i++)
		str_addf(&s, "- &a%d [*a%d]\n", i, i - 1);
	refused(str_get(&s), 510, 10, "nested too deeply");
	str_done(&s);
}

static void wide_objects_have_unique_names(void **state)
{
	struct str s = {0};
	struct err e;
	cJSON *n = NULL;

	(void)state;
	for (int i = 0; i < 20000; i++)
		str_addf(&s, "k%d: %d\n", i, i);
	assert_true(yaml_parse(str_get(&s), s.len, NULL, &n, &e));
	assert_int_equal(json_count(n), 20000);
	cJSON_Delete(n);
	str_adds(&s, "k777: 1\n");
	refused(str_get(&s), 20001, 1, "\"k777\" is there twice");
	str_done(&s);
}

static void place(const struct json_places *p, const cJSON *n, unsigned line, unsigned col, unsigned key_line, unsigned key_col)
{
	struct json_place at;

	assert_non_null(n);
	assert_true(json_places_find(p, n, &at));
	assert_int_equal(at.start.line, line);
	assert_int_equal(at.start.col, col);
	assert_int_equal(at.key.line, key_line);
	assert_int_equal(at.key.col, key_col);
}

static void places_are_those_of_the_text(void **state)
{
	static const char text[] = "日本: &x\n  a: [1, é, b]\nother: *x\nmerged:\n  <<: *x\n  t: !Sub hi\n";
	struct json_places *p = json_places_new();
	struct err e;
	cJSON *n = NULL;

	(void)state;
	assert_true(yaml_parse(text, strlen(text), p, &n, &e));
	place(p, n, 1, 1, 0, 0);
	place(p, json_get(n, "日本"), 1, 5, 1, 1);
	place(p, json_get(json_get(n, "日本"), "a"), 2, 6, 2, 3);
	place(p, json_get(json_get(n, "日本"), "a")->child->next->next, 2, 13, 0, 0);
	place(p, json_get(n, "other"), 3, 8, 3, 1);
	place(p, json_get(json_get(n, "other"), "a"), 2, 6, 2, 3);	/* where it is written */
	place(p, json_get(json_get(n, "merged"), "a")->child, 2, 7, 0, 0);
	place(p, json_get(json_get(n, "merged"), "t"), 6, 6, 6, 3);
	cJSON_Delete(n);
	json_places_free(p);
}

static void nothing_has_a_place_too(void **state)
{
	struct json_places *p = json_places_new();
	struct err e;
	cJSON *n = NULL;

	(void)state;
	assert_true(yaml_parse("", 0, p, &n, &e));
	place(p, n, 1, 1, 0, 0);
	cJSON_Delete(n);
	json_places_free(p);
}

static void inside(const char *text, size_t offset, unsigned line, unsigned col)
{
	struct json_places *p = json_places_new();
	struct span at;
	struct err e;
	cJSON *n = NULL;

	assert_true(yaml_parse(text, strlen(text), p, &n, &e));
	at = json_places_inside(p, n->child, offset);
	if (at.line != line || at.col != col)
		fail_msg("%s: byte %zu is at %u:%u, not %u:%u", text, offset, at.line, at.col, line, col);
	cJSON_Delete(n);
	json_places_free(p);
}

static void places_inside_strings(void **state)
{
	(void)state;
	inside("a: plain text", 6, 1, 10);
	inside("a: 'it''s x'", 5, 1, 11);
	inside("a: \"q\\\"x\"", 2, 1, 8);
	inside("a: |\n  one\n  two", 4, 3, 3);
	inside("a: >-\n  one\n  two three", 8, 3, 7);
	inside("a: '{% $x + @ %}'", 8, 1, 13);
}

/* --- printing ----------------------------------------------------------------------------------------------------- */

static void prints(const char *json, const char *yaml)
{
	struct str out = {0};
	struct err e = {0};
	cJSON *n = json_read(json, &e);

	assert_non_null(n);
	assert_true(yaml_print(&out, n, &e));
	assert_string_equal(str_get(&out), yaml);
	same(yaml, json);
	str_done(&out);
	cJSON_Delete(n);
}

static void trees_are_printed_in_block_style(void **state)
{
	(void)state;
	prints("{\"a\":1,\"b\":{\"c\":[1,{\"d\":null,\"e\":[[],{}]},[true]]},\"f\":{}}",
		"a: 1\nb:\n  c:\n    - 1\n    - d: null\n      e:\n        - []\n        - {}\n    -\n      - true\nf: {}\n");
	prints("[]", "[]\n");
	prints("9007199254740993", "9007199254740993\n");
	prints("[1.0,1e5,-0]", "- 1.0\n- 1e5\n- -0\n");
}

static void text_that_looks_like_something_else_is_quoted(void **state)
{
	(void)state;
	prints("[\"yes\",\"No\",\"null\",\"~\",\"12\",\"1_000\",\"2026-01-01\",\"12:30\",\".5\",\"-1\",\"\",\" a\",\"a \",\"a: b\",\"a #b\",\"a:\"]",
		"- \"yes\"\n- \"No\"\n- \"null\"\n- \"~\"\n- \"12\"\n- \"1_000\"\n- \"2026-01-01\"\n- \"12:30\"\n- \".5\"\n- \"-1\"\n- \"\"\n- \" a\"\n- \"a \"\n"
		"- \"a: b\"\n- \"a #b\"\n- \"a:\"\n");
	prints("{\"a.$\":\"$.x\",\"arn\":\"arn:aws:states:::lambda:invoke\",\"q\":\"{% $states.input.a & \\\"x\\\" %}\",\"yes\":\"it's\"}",
		"a.$: $.x\narn: arn:aws:states:::lambda:invoke\nq: '{% $states.input.a & \"x\" %}'\n\"yes\": it's\n");
	prints("{\"<<\":1}", "\"<<\": 1\n");
	prints("[\"a\\tb\",\"\\u001b\",\"\\u0000\"]", "- \"a\\tb\"\n- \"\\u001b\"\n- \"\\u0000\"\n");
}

static void text_of_several_lines_is_a_block(void **state)
{
	(void)state;
	prints("{\"a\":\"one\\n  two\\n\\nthree\",\"b\":\"x\\ny\\n\",\"c\":[\"x\\ny\\n\\n\"],\"d\":\"x \\ny\",\"e\":\"\\nx\\ny\",\"f\":\"x\\n\"}",
		"a: |-\n  one\n    two\n\n  three\nb: |\n  x\n  y\nc:\n  - |+\n    x\n    y\n\nd: \"x \\ny\"\ne: \"\\nx\\ny\"\nf: \"x\\n\"\n");
}

static void what_yaml_cannot_hold_is_refused(void **state)
{
	struct str out = {0};
	struct err e = {0};
	cJSON *n = json_read("{\"a\":[\"x\\ud800y\"]}", &e), *name = json_read("{\"a\\u0000\":1}", &e);

	(void)state;
	assert_false(yaml_print(&out, n, &e));
	assert_string_equal(e.msg, "half a surrogate pair (\\ud800) cannot be written in YAML");
	assert_false(yaml_print(&out, name, &e));
	assert_int_equal(out.len, 0);
	cJSON_Delete(name);
	cJSON_Delete(n);
}

static char *random_text(struct rng *r)
{
	static const char *const pieces[] = { "a", " ", "\n", "#", ":", "- ", "? ", "\"", "'", "\\", "{%", "%}", "\t", "\xc3\xa9", "\xe2\x80\xa8", "\xc2\x85",
		"\xef\xbb\xbf", "\x1b", "\xf0\x9f\x98\x80", "null", "yes", "1", "0x1", "1e5", ".5", "2020-01-01", "~", "*", "&", "!", "|", ">", "%", "@", "`", ",", "[", "]",
		"{", "}", "=", "<<", "\r", "\xed\x80\x80", "\x7f", "---", "..." };
	struct str s = {0};

	for (uint64_t n = rng_next(r) % 5; n > 0; n--)
		str_adds(&s, pieces[rng_next(r) % ARRAY_LEN(pieces)]);
	return str_take(&s);
}

static cJSON *random_tree(struct rng *r, int depth)
{
	uint64_t kind = rng_next(r) % 8;
	cJSON *n;
	char *text;

	if (depth > 4 || kind < 4) {
		text = random_text(r);
		n = cJSON_CreateString(text);
		free(text);
		return n;
	}
	if (kind < 5)
		return rng_next(r) % 2 ? cJSON_CreateNull() : json_new_int((int64_t)rng_next(r));
	n = kind < 6 ? cJSON_CreateArray() : cJSON_CreateObject();
	for (uint64_t i = rng_next(r) % 4; i > 0; i--) {
		text = random_text(r);
		if (kind < 6)
			json_append(n, random_tree(r, depth + 1));
		else
			json_set(n, text, random_tree(r, depth + 1));
		free(text);
	}
	return n;
}

static void what_is_printed_reads_back(void **state)
{
	struct rng r;

	(void)state;
	rng_seed(&r, 7);
	for (int i = 0; i < 4000; i++) {
		cJSON *n = random_tree(&r, 0);
		struct str out = {0};
		struct err e = {0};
		char *json = json_print(n);

		assert_true(yaml_print(&out, n, &e));
		same(str_get(&out), json);
		free(json);
		str_done(&out);
		cJSON_Delete(n);
	}
}

static void names_of_any_length_are_printed(void **state)
{
	char *json, name[3001];
	struct str out = {0};
	struct err e = {0};
	cJSON *n;

	(void)state;
	memset(name, 'k', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	json = xasprintf("{\"a\":[{\"%s\":{\"%s\":1},\"b\":2}]}", name, name);
	n = json_read(json, &e);
	assert_true(yaml_print(&out, n, &e));
	same(str_get(&out), json);
	str_done(&out);
	cJSON_Delete(n);
	free(json);
}

/* --- formatting --------------------------------------------------------------------------------------------------- */

static void formats(const char *yaml, const char *expected)
{
	struct str out = {0};
	struct err e = {0};

	assert_true(yaml_format(&out, yaml, strlen(yaml), &e));
	assert_string_equal(str_get(&out), expected);
	str_done(&out);
}

static void only_blanks_at_ends_of_lines_go(void **state)
{
	struct str out = {0};
	struct err e = {0};

	(void)state;
	formats("a: &x 1  # why \r\n\r\nb:   [*x,  'two']\t\n\n\n", "a: &x 1  # why\n\nb:   [*x,  'two']\n");
	formats("a: |\n  x \n  y\nb: 1 \n", "a: |\n  x \n  y\nb: 1 \n");	/* the blank in the block means something */
	formats("a: 1", "a: 1\n");
	assert_false(yaml_format(&out, "a: [", 4, &e));
}

/* --- where the bytes of a value stand ----------------------------------------------------------------------------- */

struct told {
	const char *text;
	struct str out;
};

static void tell(void *ctx, size_t at, size_t len, size_t from, size_t from_len)
{
	struct told *t = ctx;

	str_addf(&t->out, "%zu+%zu=%.*s|", at, len, (int)from_len, t->text + from);
}

static void runs(const char *yaml, const char *expected)
{
	struct told t = { .text = yaml };
	struct json_places *p = json_places_new();
	const cJSON *node;
	cJSON *n = NULL;

	assert_true(yaml_parse(yaml, strlen(yaml), p, &n, NULL));
	node = json_get(n, "a");
	assert_true(json_places_runs(p, node->child ? node->child : node, tell, &t));		/* below the tag's object */
	assert_string_equal(str_get(&t.out), expected);
	str_done(&t.out);
	cJSON_Delete(n);
	json_places_free(p);
}

static void every_way_of_writing_has_its_runs(void **state)
{
	struct json_places *p = json_places_new();
	cJSON *n = NULL;

	(void)state;
	runs("a: plain text\n", "0+10=plain text|");
	runs("a: two\n  lines\n\n  three", "0+3=two|3+1=\n  |4+5=lines|9+1=\n\n  |10+5=three|");
	runs("a: 'it''s'", "0+2=it|2+1=''|3+1=s|");
	runs("a: \"x\\n\\u00e9y\\\n   z\"", "0+1=x|1+1=\\n|2+2=\\u00e9|4+1=y|5+1=z|");
	runs("a: |\n  {\n    \"k\": 1\n  }\n", "0+1={|1+1=\n|2+8=  \"k\": 1|10+1=\n|11+1=}|12+1=\n|");
	runs("a: !Sub &x |-\r\n  one\r\n  two\r\n", "0+3=one|3+1=\r\n|4+3=two|");
	runs("a: >\n  one\n  two\n\n  three\n", "0+3=one|3+1=\n|4+4=two\n|8+6=three\n|");
	runs("a: ''", "");
	assert_true(yaml_parse("x: &x text\na: *x", strlen("x: &x text\na: *x"), p, &n, NULL));
	assert_false(json_places_runs(p, json_get(n, "a"), tell, NULL));
	assert_int_equal(json_places_inside(p, json_get(n, "a"), 2).line, 2);
	cJSON_Delete(n);
	json_places_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_are_the_core_schema),
		cmocka_unit_test(blocks_keep_their_lines),
		cmocka_unit_test(aliases_are_copies),
		cmocka_unit_test(short_tags_become_functions),
		cmocka_unit_test(what_is_wrong_has_a_place),
		cmocka_unit_test(bombs_are_refused),
		cmocka_unit_test(wide_objects_have_unique_names),
		cmocka_unit_test(places_are_those_of_the_text),
		cmocka_unit_test(nothing_has_a_place_too),
		cmocka_unit_test(places_inside_strings),
		cmocka_unit_test(trees_are_printed_in_block_style),
		cmocka_unit_test(text_that_looks_like_something_else_is_quoted),
		cmocka_unit_test(text_of_several_lines_is_a_block),
		cmocka_unit_test(what_yaml_cannot_hold_is_refused),
		cmocka_unit_test(what_is_printed_reads_back),
		cmocka_unit_test(names_of_any_length_are_printed),
		cmocka_unit_test(only_blanks_at_ends_of_lines_go),
		cmocka_unit_test(every_way_of_writing_has_its_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
