/* json: reading, printing, numbers, equality, places, pointers, values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <locale.h>
#include <math.h>

#include "json/diff.h"
#include "json/places.h"
#include "json/pointer.h"
#include "json/rewrite.h"
#include "json/value.h"

static cJSON *must_read(const char *text)
{
	struct err e = {0};
	cJSON *n = json_read(text, &e);

	if (!n)
		fail_msg("%s: %s", text, e.msg);
	return n;
}

static void check_print(const char *text, const char *expected)
{
	cJSON *n = must_read(text);
	char *printed = json_print(n);

	assert_string_equal(printed, expected);
	assert_int_equal(json_print_size(n), strlen(expected));
	free(printed);
	cJSON_Delete(n);
}

static void texts_come_back_compact(void **state)
{
	static const char *const cases[][2] = {
		{ " { \"a\" : [ 1 , true , null ] , \"\" : { } } ", "{\"a\":[1,true,null],\"\":{}}" },
		{ "[[],{},\"\"]", "[[],{},\"\"]" },
		{ "\xef\xbb\xbf\"bom\"", "\"bom\"" },
		{ "\"\\u0041\\/\\b\\f\\n\\r\\t\\\"\\\\\\u001f\"", "\"A/\\b\\f\\n\\r\\t\\\"\\\\\\u001f\"" },
		{ "\"\\u00e9 é \\ud83d\\ude00 \\u2028\"", "\"é é 😀 \xe2\x80\xa8\"" },
		{ "\"a\\u0000b\"", "\"a\\u0000b\"" },
		{ "{\"\\u0000\":1,\"\\u0000x\":2}", "{\"\\u0000\":1,\"\\u0000x\":2}" },
		{ "\"\\ud83d \\ude00 \\ud83d\\u0041\"", "\"\\ud83d \\ude00 \\ud83dA\"" },
		{ "\"\x7f\"", "\"\x7f\"" },
		{ "false", "false" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_print(cases[i][0], cases[i][1]);
}

static void numbers_keep_their_text(void **state)
{
	static const char *const texts[] = { "0", "-0", "-1", "1.0", "0.0", "-0.0", "1e5", "1E+5", "0.1", "0.10", "123456789012345",
		"9007199254740993", "12345678901234567890123", "0.30000000000000004", "1e400", "-1e-400", "5e-324", "1.5e300", "0.000001",
		"1e-7", "100000000000000000000", "1e21", "4.35", "2.2250738585072011e-308", "179769313486231580793e289" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		check_print(texts[i], texts[i]);
}

static void numbers_are_read_exactly(void **state)
{
	static const struct {
		const char *text;
		double d;
	} cases[] = { { "4.35", 4.35 }, { "1e23", 1e23 }, { "0.1e1", 1 }, { "123e-2", 1.23 }, { "9007199254740993", 9007199254740992.0 },
		{ "-12.5", -12.5 }, { "1e22", 1e22 }, { "0e999999999999", 0 }, { "1e-999999999999", 0 },
		{ "123456789012345678901234567890", 123456789012345678901234567890.0 }, { "0.000000000000000000001", 1e-21 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		cJSON *n = must_read(cases[i].text);

		assert_true(n->valuedouble == cases[i].d);
		cJSON_Delete(n);
	}
}

static void doubles_print_shortest(void **state)
{
	static const struct {
		double d;
		const char *text;
	} cases[] = { { 0.1, "0.1" }, { 0.1 + 0.2, "0.30000000000000004" }, { 1e21, "1e+21" }, { 123456789e12, "123456789000000000000" },
		{ 1e-7, "1e-7" }, { 1.5e-7, "1.5e-7" }, { 0.000001, "0.000001" }, { 5e-324, "5e-324" }, { -2.5, "-2.5" },
		{ 1.7976931348623157e308, "1.7976931348623157e+308" }, { 4.35, "4.35" }, { 100, "100" }, { 1e15, "1000000000000000" },
		{ 9007199254740994.0, "9007199254740994" }, { 123456.789, "123456.789" } };
	struct str s = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		str_reset(&s);
		json_print_number(&s, cases[i].d);
		assert_string_equal(str_get(&s), cases[i].text);
	}
	str_done(&s);
}

/* A decimal comma must not get in, nor be expected. Where the host has no such locale, there is nothing to see. */
static void numbers_ignore_the_locale(void **state)
{
	(void)state;
	if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8"))
		skip();
	doubles_print_shortest(state);
	numbers_are_read_exactly(state);
	setlocale(LC_NUMERIC, "C");
}

static void faults_have_a_place_and_a_sentence(void **state)
{
	static const struct {
		const char *text;
		unsigned line, col;
		const char *msg;
	} cases[] = {
		{ "", 1, 1, "expected a value, found the end of the text" },
		{ "{\"a\":1 x", 1, 8, "expected \",\" or \"}\" after a member, found \"x\"" },
		{ "[1\n 2]", 2, 2, "expected \",\" or \"]\" after an element, found \"2\"" },
		{ "[1,]", 1, 4, "expected a value, found \"]\"" },
		{ "{\"é\":1,}", 1, 8, "expected a member's name in double quotes after \",\", found \"}\"" },
		{ "{a:1}", 1, 2, "expected a member's name in double quotes or \"}\", found \"a\"" },
		{ "{\"a\" 1}", 1, 6, "expected \":\" after the member's name, found \"1\"" },
		{ "{\"a\":1,\n\"b\":2,\n  \"a\":3}", 3, 3, "the object has a member \"a\" already" },
		{ "{\"a\":1,\"\\u0061\":2}", 1, 8, "the object has a member \"a\" already" },
		{ "True", 1, 1, "expected a value, found \"True\"" },
		{ "nul", 1, 1, "expected a value, found \"nul\"" },
		{ "1 2", 1, 3, "expected the end of the text after the value, found \"2\"" },
		{ "01", 1, 1, "a number cannot begin with 0" },
		{ "-", 1, 2, "expected a digit after \"-\"" },
		{ "1.", 1, 3, "expected a digit after the decimal point" },
		{ "[1e]", 1, 4, "expected a digit in the number's exponent" },
		{ "+1", 1, 1, "expected a value, found \"+\"" },
		{ "\"abc", 1, 1, "this string is not closed" },
		{ "\"a\nb\"", 1, 3, "this string is not closed at the end of the line" },
		{ "\"a\tb\"", 1, 3, "a string cannot hold the character U+0009 as it is; write it as an escape" },
		{ "\"\\x\"", 1, 3, "expected one of \" \\ / b f n r t u after \"\\\", found \"x\"" },
		{ "\"\\u12g4\"", 1, 2, "expected four hexadecimal digits after \"\\u\"" },
		{ "\"\xc3(\"", 1, 2, "the byte 0xC3 is not UTF-8" },
		{ "\"\xc0\x80\"", 1, 2, "the byte 0xC0 is not UTF-8" },
		{ "\"\xed\xa0\xbd\"", 1, 2, "the byte 0xED is not UTF-8" },
		{ "\"\xf5\"", 1, 2, "the byte 0xF5 is not UTF-8" },
		{ "// c\n1", 1, 1, "expected a value, found \"/\"" },
		{ "[\x01]", 1, 2, "expected a value, found the character U+0001" },
		{ "{\"a\":", 1, 6, "expected a value, found the end of the text" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err e = {0};

		assert_null(json_read(cases[i].text, &e));
		assert_string_equal(e.msg, cases[i].msg);
		assert_int_equal(e.code, ERR_SYNTAX);
		assert_int_equal(e.span.line, cases[i].line);
		assert_int_equal(e.span.col, cases[i].col);
	}
	assert_null(json_read("[", NULL));
}

static void nul_bytes_are_no_end(void **state)
{
	struct err e;
	cJSON *n;

	(void)state;
	assert_false(json_parse("1\0", 2, NULL, &n, &e));
	assert_string_equal(e.msg, "expected the end of the text after the value, found the character U+0000");
	assert_false(json_parse("\"\\\0\"", 4, NULL, &n, &e));
}

static char *nested(int depth)
{
	char *s = xmalloc((size_t)depth * 2 + 1);

	memset(s, '[', (size_t)depth);
	memset(s + depth, ']', (size_t)depth);
	s[depth * 2] = '\0';
	return s;
}

static void depth_has_a_limit(void **state)
{
	char *text = nested(JSON_DEPTH_MAX);
	struct err e;
	cJSON *n = must_read(text), *deeper;

	(void)state;
	assert_true(json_depth_within(n, JSON_DEPTH_MAX));
	assert_false(json_depth_within(n, JSON_DEPTH_MAX - 1));
	deeper = cJSON_CreateArray();
	json_append(deeper, n);
	assert_null(value_take(deeper));
	free(text);
	text = nested(100000);
	assert_null(json_read(text, &e));
	assert_int_equal(e.code, ERR_LIMIT);
	assert_int_equal(e.span.col, JSON_DEPTH_MAX + 1);
	free(text);
}

static void many_members_are_read_and_compared(void **state)
{
	struct str s = {0}, t = {0};
	cJSON *a, *b;
	struct err e;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		str_addf(&s, "%c\"k%d\":%d", i ? ',' : '{', i, i);
		str_addf(&t, "%c\"k%d\":%d", i ? ',' : '{', 19999 - i, 19999 - i);
	}
	str_addc(&t, '}');
	b = must_read(str_get(&t));
	str_adds(&s, ",\"k77\":0}");
	assert_null(json_read(str_get(&s), &e));
	assert_string_equal(e.msg, "the object has a member \"k77\" already");
	s.p[s.len - strlen(",\"k77\":0}")] = '}';
	s.p[s.len - strlen(",\"k77\":0}") + 1] = '\0';
	a = must_read(str_get(&s));
	assert_int_equal(json_count(a), 20000);
	assert_true(json_equal(a, b));
	a->child->valuedouble = 0.5;
	assert_false(json_equal(a, b));
	cJSON_Delete(a);
	cJSON_Delete(b);
	str_done(&s);
	str_done(&t);
}

static void equality(void **state)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} cases[] = {
		{ "{\"a\":1,\"b\":[2]}", "{\"b\":[2.0],\"a\":1e0}", true }, { "{\"a\":1}", "{\"a\":1,\"b\":2}", false },
		{ "{\"a\":1,\"b\":2}", "{\"b\":2,\"c\":1}", false }, { "{\"a\":1,\"b\":2,\"c\":3}", "{\"a\":1,\"c\":3}", false },
		{ "[1,2]", "[2,1]", false }, { "[1]", "[1,1]", false }, { "1", "\"1\"", false }, { "null", "false", false },
		{ "true", "false", false }, { "9007199254740993", "9007199254740992", false }, { "1e400", "1e401", false },
		{ "1e400", "1e400", true }, { "0", "-0", true }, { "\"a\\u0000\"", "\"a\"", false }, { "{}", "[]", false },
		{ "{\"x\":{\"a\":1,\"b\":2}}", "{\"x\":{\"b\":2,\"a\":1}}", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		cJSON *a = must_read(cases[i].a), *b = must_read(cases[i].b);

		assert_int_equal(json_equal(a, b), cases[i].equal);
		assert_int_equal(json_equal(b, a), cases[i].equal);
		cJSON_Delete(a);
		cJSON_Delete(b);
	}
	assert_true(json_equal(NULL, NULL));
}

static void copies_live_alone(void **state)
{
	cJSON *a = must_read("{\"a\":[1.0,{\"b\":\"x\"}],\"n\":12345678901234567890}"), *b = json_copy(a), *c = cJSON_Duplicate(a, 1);
	char *pa = json_print(a), *pb, *pc;

	(void)state;
	cJSON_Delete(a);
	pb = json_print(b);
	pc = json_print(c);
	assert_string_equal(pa, pb);
	assert_string_equal(pa, pc);
	assert_ptr_equal(b->child->prev, b->child->next);
	cJSON_Delete(b);
	cJSON_Delete(c);
	free(pa);
	free(pb);
	free(pc);
}

static void integers(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t n;
	} cases[] = { { "3", true, 3 }, { "3.0", true, 3 }, { "3e2", true, 300 }, { "3.5", false, 0 }, { "\"3\"", false, 0 },
		{ "9223372036854775807", true, INT64_MAX }, { "-9223372036854775808", true, INT64_MIN }, { "9223372036854775808", false, 0 },
		{ "9007199254740993", true, 9007199254740993 }, { "1e300", false, 0 }, { "-0", true, 0 },
		{ "9007199254740993.0", false, 0 } };
	cJSON *n;
	int64_t v;
	char *text;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		n = must_read(cases[i].text);
		v = 0;
		assert_int_equal(json_is_int64(n, &v), cases[i].ok);
		assert_true(v == cases[i].n);
		cJSON_Delete(n);
	}
	n = json_new_int(INT64_MIN);
	text = json_print(n);
	assert_string_equal(text, "-9223372036854775808");
	assert_false(json_int(n, 0, 5, &v));
	free(text);
	cJSON_Delete(n);
	assert_null(json_new_number_text("1x", 2));
	n = json_new_number_text("1.50", 4);
	assert_string_equal(n->valuestring, "1.50");
	cJSON_Delete(n);
}

static void members_are_set_in_place(void **state)
{
	cJSON *o = must_read("{\"a\":1,\"b\":2}");
	char *text;

	(void)state;
	json_set(o, "a", cJSON_CreateString("x"));
	json_set(o, "c", cJSON_CreateTrue());
	json_set(o, "c", cJSON_CreateNull());
	json_add(o, "d", json_new_int(4));
	text = json_print(o);
	assert_string_equal(text, "{\"a\":\"x\",\"b\":2,\"c\":null,\"d\":4}");
	assert_string_equal(json_get_string(o, "a"), "x");
	assert_null(json_get_string(o, "b"));
	assert_null(json_get(o, "A"));
	assert_string_equal(json_type_name(json_get(o, "c")), "null");
	free(text);
	cJSON_Delete(o);
}

static void pretty_print(void **state)
{
	cJSON *n = must_read("{\"a\":[1,{}],\"b\":{\"c\":[]}}");
	struct str s = {0};

	(void)state;
	json_print_pretty(&s, n, 0);
	assert_string_equal(s.p, "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": []\n  }\n}");
	str_done(&s);
	cJSON_Delete(n);
}

static void every_node_has_a_place(void **state)
{
	static const char text[] = "{\n  \"é\": [10,\n\t{\"x\": null}]\n}\n";
	struct json_places *p = json_places_new();
	struct json_place at;
	struct err e;
	cJSON *n, *x;

	(void)state;
	assert_true(json_parse(text, strlen(text), p, &n, &e));
	assert_true(json_places_find(p, n, &at));
	assert_int_equal(at.start.line, 1);
	assert_int_equal(at.key.line, 0);
	assert_int_equal(at.end, strlen(text) - 1);
	assert_true(json_places_find(p, n->child, &at));
	assert_int_equal(at.key.line, 2);
	assert_int_equal(at.key.col, 3);
	assert_int_equal(at.start.col, 8);
	assert_int_equal(text[at.start.offset], '[');
	assert_true(json_places_find(p, n->child->child, &at));
	assert_int_equal(at.start.col, 9);
	assert_int_equal(at.end - at.start.offset, 2);
	x = n->child->child->next->child;
	assert_true(json_places_find(p, x, &at));
	assert_int_equal(at.key.line, 3);
	assert_int_equal(at.key.col, 3);
	assert_int_equal(at.end - at.start.offset, 4);
	x = cJSON_CreateNull();
	assert_false(json_places_find(p, x, &at));
	cJSON_Delete(x);
	cJSON_Delete(n);
	json_places_free(p);
}

static void pointers_lead_to_nodes(void **state)
{
	cJSON *n = must_read("{\"a/b\":{\"~\":[1,2,{\"\":3}]},\"\":4}");
	struct str s = {0};

	(void)state;
	assert_ptr_equal(json_pointer_find(n, ""), n);
	assert_int_equal(json_pointer_find(n, "/")->valuedouble, 4);
	assert_int_equal(json_pointer_find(n, "/a~1b/~0/1")->valuedouble, 2);
	assert_int_equal(json_pointer_find(n, "/a~1b/~0/2/")->valuedouble, 3);
	assert_null(json_pointer_find(n, "/a~1b/~0/3"));
	assert_null(json_pointer_find(n, "/a~1b/~0/01"));
	assert_null(json_pointer_find(n, "/a~1b/~0/-"));
	assert_null(json_pointer_find(n, "a"));
	assert_null(json_pointer_find(n, "/x/y"));
	json_pointer_add(&s, "a/b");
	json_pointer_add(&s, "~");
	assert_string_equal(s.p, "/a~1b/~0");
	assert_true(cJSON_IsArray(json_pointer_find(n, s.p)));
	str_done(&s);
	cJSON_Delete(n);
}

static void values_are_shared(void **state)
{
	struct err e;
	struct value *v = value_parse("{\"a\":{\"b\":[1]}}", 15, &e), *part, *inner, *again;

	(void)state;
	assert_non_null(v);
	part = value_part(v, json_get(value_node(v), "a"));
	again = value_part(v, value_node(v));
	assert_ptr_equal(again, v);
	value_unref(again);
	value_unref(v);
	inner = value_part(part, json_get(value_node(part), "b"));
	value_unref(part);
	assert_int_equal(value_size(inner), 3);
	assert_string_equal(value_text(inner), "[1]");
	assert_ptr_equal(value_text(inner), value_text(inner));
	value_unref(inner);
	assert_null(value_ref(NULL));
	assert_null(value_node(NULL));
	value_unref(NULL);
	assert_null(value_parse("[1", 2, &e));
}

static void a_tree_leaves_its_value(void **state)
{
	struct value *v = value_parse("{\"a\":[1]}", 9, NULL), *held = value_ref(v), *part = value_part(v, json_get(value_node(v), "a"));
	const cJSON *node = value_node(v);
	cJSON *copy = value_release(v), *of_part = value_release(part), *tree;

	(void)state;
	assert_ptr_not_equal(copy, node);		/* somebody else holds it */
	assert_true(json_equal(copy, node));
	assert_true(json_equal(of_part, json_get(copy, "a")));
	value_text(held);
	tree = value_release(held);
	assert_ptr_equal(tree, node);			/* nobody does */
	cJSON_Delete(copy);
	cJSON_Delete(of_part);
	cJSON_Delete(tree);
}

static void ready_made_values(void **state)
{
	struct value *a = value_empty_object(), *b = value_empty_object(), *n = value_null(), *s = value_string("x\"");

	(void)state;
	assert_ptr_equal(a, b);
	assert_string_equal(value_text(a), "{}");
	assert_string_equal(value_text(n), "null");
	assert_string_equal(value_text(s), "\"x\\\"\"");
	assert_true(value_equal(a, b));
	assert_false(value_equal(a, n));
	value_unref(a);
	value_unref(b);
	value_unref(n);
	value_unref(s);
}

static void check_diff(const char *a, const char *b, enum json_diff_mode mode, size_t max, const char *expected)
{
	static const char marks[] = { [JSON_CHANGED] = '~', [JSON_ADDED] = '+', [JSON_REMOVED] = '-' };
	cJSON *ta = must_read(a), *tb = must_read(b);
	struct json_diff d = {0};
	struct str s = {0};

	json_diff_make(&d, ta, tb, mode, max);
	for (size_t i = 0; i < d.list.n; i++) {
		const struct json_difference *x = &d.list.v[i];
		char *pa = x->a ? json_print(x->a) : xstrdup(""), *pb = x->b ? json_print(x->b) : xstrdup("");

		str_addf(&s, "%s%c%s %s>%s", i ? " " : "", marks[x->change], x->path, pa, pb);
		free(pa);
		free(pb);
	}
	if (d.is_cut)
		str_adds(&s, " …");
	if (strcmp(str_get(&s), expected) != 0)
		fail_msg("%s against %s: %s, not %s", a, b, str_get(&s), expected);
	if (mode == JSON_DIFF_WHOLE && !max)
		assert_int_equal(json_equal(ta, tb), !d.list.n);
	if (mode == JSON_DIFF_PART && !max)
		assert_int_equal(json_contains(tb, ta), !d.list.n);
	json_diff_done(&d);
	str_done(&s);
	cJSON_Delete(ta);
	cJSON_Delete(tb);
}

static void differences_have_their_paths(void **state)
{
	static const struct {
		const char *a, *b, *expected;
	} whole[] = {
		{ "{\"a\":1,\"b\":[1.0,2]}", "{\"b\":[1,2],\"a\":1}", "" },
		{ "1", "\"1\"", "~$ 1>\"1\"" },
		{ "{\"a\":{\"b\":1,\"c\":2}}", "{\"a\":{\"c\":3,\"d\":4}}", "-$.a.b 1> ~$.a.c 2>3 +$.a.d >4" },
		{ "{\"a b\":1,\"\":2,\"it's\":3,\"0\":4}", "{}", "-$['a b'] 1> -$[''] 2> -$['it\\'s'] 3> -$['0'] 4>" },
		{ "[1,2,3]", "[1,9,2,3]", "+$[1] >9" },
		{ "[1,2,3,4]", "[1,4]", "-$[1] 2> -$[2] 3>" },
		{ "[1,2,3]", "[1,5,3]", "~$[1] 2>5" },
		{ "[[1,2],[3]]", "[[1,7],[3]]", "~$[0][1] 2>7" },
		{ "[]", "[1]", "+$[0] >1" },
		{ "[1]", "[]", "-$[0] 1>" },
		{ "[1,1,1]", "[1,1]", "-$[2] 1>" },
		{ "{\"a\":[]}", "{\"a\":{}}", "~$.a []>{}" },
		{ "{\"a\":null}", "{}", "-$.a null>" },
	}, part[] = {
		{ "{\"a\":1}", "{\"b\":2,\"a\":1}", "" },
		{ "{\"a\":{\"b\":1}}", "{\"a\":{\"b\":2,\"c\":3},\"d\":4}", "~$.a.b 1>2" },
		{ "{\"a\":{}}", "{\"a\":[]}", "~$.a {}>[]" },
		{ "[{\"a\":1},{\"a\":2}]", "[{\"a\":1,\"b\":1},{\"a\":2,\"b\":1}]", "" },
		{ "[{\"a\":1}]", "[{\"a\":0},{\"a\":1,\"b\":2}]", "+$[0] >{\"a\":0}" },
		{ "{\"a\":1,\"b\":2}", "{\"b\":2}", "-$.a 1>" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(whole); i++)
		check_diff(whole[i].a, whole[i].b, JSON_DIFF_WHOLE, 0, whole[i].expected);
	for (size_t i = 0; i < ARRAY_LEN(part); i++)
		check_diff(part[i].a, part[i].b, JSON_DIFF_PART, 0, part[i].expected);
	check_diff("[1,2,3]", "[4,5,6]", JSON_DIFF_WHOLE, 2, "~$[0] 1>4 ~$[1] 2>5 …");
	check_diff("[1,2,3]", "[4,5,3]", JSON_DIFF_WHOLE, 2, "~$[0] 1>4 ~$[1] 2>5");
}

/* Rewrites the whole of `text` to be `new`. */
static void check_rewrite(const char *text, const char *new, const char *expected)
{
	struct json_places *places = json_places_new();
	struct rewrite w = { .text = text, .len = strlen(text), .places = places };
	cJSON *old = NULL, *tree = must_read(new), *again;
	struct err e = {0};
	char *out;
	size_t len;

	assert_true(json_parse(text, strlen(text), places, &old, &e));
	assert_true(rewrite_add(&w, old, tree));
	out = rewrite_apply(&w, &len);
	assert_int_equal(len, strlen(out));
	if (strcmp(out, expected) != 0)
		fail_msg("%s to %s: %s, not %s", text, new, out, expected);
	again = must_read(out);
	assert_true(json_equal(again, tree));
	cJSON_Delete(again);
	free(out);
	rewrite_done(&w);
	cJSON_Delete(old);
	cJSON_Delete(tree);
	json_places_free(places);
}

#define LONG "\"0123456789012345678901234567890123456789\""

static void texts_are_rewritten_where_they_differ(void **state)
{
	static const struct {
		const char *text, *new, *expected;
	} cases[] = {
		{ " { \"a\" : 1.0 ,\t\"b\":[ 1,2 ] }\n", "{\"a\":1,\"b\":[1,2]}", " { \"a\" : 1.0 ,\t\"b\":[ 1,2 ] }\n" },
		{ "{ \"a\" : 1 ,\t\"b\":[ 1,2 ] }", "{\"a\":2,\"b\":[1,3]}", "{ \"a\" : 2 ,\t\"b\":[ 1,3 ] }" },
		{ "{\"a\": 1, \"b\": 2, \"c\": 3}", "{\"a\":1,\"c\":3}", "{\"a\": 1, \"c\": 3}" },
		{ "{\"a\": 1, \"b\": 2, \"c\": 3}", "{\"a\":1}", "{\"a\": 1}" },
		{ "{\"a\": 1, \"b\": 2, \"c\": 3}", "{\"c\":4}", "{\"c\": 4}" },
		{ "{\"a\": 1}", "{\"a\":1,\"b\":{\"c\":[1,2]}}", "{\"a\": 1, \"b\": {\"c\": [1, 2]}}" },
		{ "{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":3}", "{\"a\":1,\"c\":3}" },
		{ "{\"a\":1,\"b\":2}", "{\"d\":1}", "{\"d\": 1}" },
		{ "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "{\"a\":1,\"b\":2,\"c\":[1]}", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": [1]\n}\n" },
		{ "{\n\t\"a\": [\n\t\t1\n\t]\n}", "{\"a\":[1,2]}", "{\n\t\"a\": [\n\t\t1,\n\t\t2\n\t]\n}" },
		{ "{\"a\": [1, 2]}", "{\"a\":[]}", "{\"a\": []}" },
		{ "{\"a\": []}", "{\"a\":[1,{\"b\":2}]}", "{\"a\": [1, {\"b\": 2}]}" },
		{ "{\r\n \"a\": {\r\n  \"b\": 1\r\n }\r\n}", "{\"a\":{\"c\":2}}", "{\r\n \"a\": {\r\n  \"c\": 2\r\n }\r\n}" },
		{ "[{\"a\": 1}, {\"a\": 2}]", "[{\"a\":1},{\"a\":3}]", "[{\"a\": 1}, {\"a\": 3}]" },
		{ "\"x\"", "{\"a\":[1]}", "{\"a\": [1]}" },
		{ "{\n  \"e\": {}\n}", "{\"e\":{\"a\":" LONG ",\"b\":" LONG ",\"c\":[1,2]}}",
			"{\n  \"e\": {\n    \"a\": " LONG ",\n    \"b\": " LONG ",\n    \"c\": [1, 2]\n  }\n}" },
		{ "{\"\\u00e9\": 1, \"z\": \"\\u0041\"}", "{\"é\":2,\"z\":\"A\"}", "{\"\\u00e9\": 2, \"z\": \"\\u0041\"}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_rewrite(cases[i].text, cases[i].new, cases[i].expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences_have_their_paths),
		cmocka_unit_test(texts_are_rewritten_where_they_differ),
		cmocka_unit_test(texts_come_back_compact),
		cmocka_unit_test(numbers_keep_their_text),
		cmocka_unit_test(numbers_are_read_exactly),
		cmocka_unit_test(doubles_print_shortest),
		cmocka_unit_test(numbers_ignore_the_locale),
		cmocka_unit_test(faults_have_a_place_and_a_sentence),
		cmocka_unit_test(nul_bytes_are_no_end),
		cmocka_unit_test(depth_has_a_limit),
		cmocka_unit_test(many_members_are_read_and_compared),
		cmocka_unit_test(equality),
		cmocka_unit_test(copies_live_alone),
		cmocka_unit_test(integers),
		cmocka_unit_test(members_are_set_in_place),
		cmocka_unit_test(pretty_print),
		cmocka_unit_test(every_node_has_a_place),
		cmocka_unit_test(pointers_lead_to_nodes),
		cmocka_unit_test(values_are_shared),
		cmocka_unit_test(a_tree_leaves_its_value),
		cmocka_unit_test(ready_made_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
