/* Texts that are not quite JSON or YAML, read as far as they go: json/mend.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json/mend.h"

typedef bool (*parse_fn)(const char *text, size_t len, struct json_places *places, struct json_mends *mends, cJSON **out, struct err *e);

/* Reads as json, with these mends: "KIND LINE:COL" each, K comment, C comma, P placeholder, E error. json NULL: not at all. */
static void mended(parse_fn parse, const char *text, const char *json, const char *marks)
{
	struct json_mends mends = {0};
	struct json_places *places = json_places_new();
	struct str told = {0};
	cJSON *n = NULL;
	struct err e = {0};
	bool ok = parse(text, strlen(text), places, &mends, &n, &e);
	char *printed = ok ? json_print(n) : NULL;

	if (!str_is(printed, json))
		fail_msg("%s\nreads as %s, not %s", text, printed ? printed : "nothing", json ? json : "nothing");
	for (size_t i = 0; i < mends.list.n; i++)
		str_addf(&told, "%s%c %u:%u", i ? ", " : "", "KCPE"[mends.list.v[i].kind], mends.list.v[i].span.line, mends.list.v[i].span.col);
	if (ok && strcmp(str_get(&told), marks) != 0)
		fail_msg("%s\nis mended at %s, not %s", text, str_get(&told), marks);
	if (!ok || mends.list.n)
		assert_true(e.code && *e.msg);
	free(printed);
	str_done(&told);
	cJSON_Delete(n);
	json_places_free(places);
	json_mends_done(&mends);
}

static void json(const char *text, const char *json, const char *marks)
{
	mended(json_parse_mended, text, json, marks);
}

static void yaml(const char *text, const char *json, const char *marks)
{
	mended(yaml_parse_mended, text, json, marks);
}

static void test_tolerance(void **state)
{
	(void)state;
	json("{\"a\": 1}", "{\"a\":1}", "");
	json("{\"a\": [1, 2,], }", "{\"a\":[1,2]}", "C 1:12, C 1:14");
	json("// é\n{\"a\": /* é */ 1} // end", "{\"a\":1}", "K 1:1, K 2:7, K 2:18");
	json("{\"a\": \"// no, /* no */\", // yes,\n}", "{\"a\":\"// no, /* no */\"}", "C 1:24, K 1:26");
}

static void test_errors(void **state)
{
	(void)state;
	json("{\"a\": {\"b\": , \"c\": 2}, \"d\": 3}", "{\"a\":{\"c\":2},\"d\":3}", "E 1:13");
	json("{\"a\": 1\n \"b\": 2}", "{\"a\":1,\"b\":2}", "E 2:2");
	json("{\"a\" 1, \"b\": 2}", "{\"a\":1,\"b\":2}", "E 1:6");
	json("{\"a\": x1, \"b\": 2}", "{\"b\":2}", "E 1:7");
	json("{\"a\": \"x\n \"b\": 2}", "{\"b\":2}", "E 1:9");
	json("{\"a\": 1, \"a\": 2, \"b\": 3}", "{\"a\":1,\"b\":3}", "E 1:10");
	json("{\"a\": {\"b\": 1", "{\"a\":{\"b\":1}}", "E 1:14");
	json("{\"a\": {\"b\": 1, \"c\":", "{\"a\":{\"b\":1}}", "E 1:20");
	json("{\"a\": {\"b\": 1, \"c", "{\"a\":{\"b\":1}}", "E 1:16, E 1:18");
	json("{\"x\": {\"a\": [1, 2 }, \"b\": 3}", "{\"x\":{\"a\":[1,2]},\"b\":3}", "E 1:19");
	json("{\"a\": 1}}", "{\"a\":1}", "E 1:9");
	json("{\"a\": 01, \"b\": {\"c\": tru}}", "{\"b\":{}}", "E 1:7, E 1:22");
	json("hello", NULL, "");
	json("", NULL, "");
	json("{", "{}", "E 1:2");
}

static void test_placeholders(void **state)
{
	(void)state;
	json("{\"a\": ${X}, \"b\": [${Y.Z}, \"${W}\"], \"x\": \"xx\"}", "{\"a\":\"${X}\",\"b\":[\"${Y.Z}\",\"${W}\"],\"x\":\"xx\"}", "P 1:7, P 1:19");
	json("{\"a\": ${X}, // ${no}\n \"b\": ${Y},}", "{\"a\":\"${X}\",\"b\":\"${Y}\"}", "P 1:7, K 1:13, P 2:7, C 2:11");
	json("{\"a\": ${X}, \"b\": , \"c\": $ {Y}}", "{\"a\":\"${X}\"}", "P 1:7, E 1:18, E 1:25");
	json("{${X}}", "{}", "P 1:2, E 1:6");
}

static void test_yaml(void **state)
{
	(void)state;
	yaml("a: 1\nb: 2\n", "{\"a\":1,\"b\":2}", "");
	yaml("a: 1\nb: {x\nc: 3\n", "{\"a\":1}", "E 3:2, E 4:1");
	yaml("a:\n  x: 1\n b: 2\n   c: 3\nd: 4\n", "{\"a\":{\"x\":1},\"d\":4}", "E 3:2");
	yaml("a: \"x\nb: 2\n", NULL, "");
}

/* Places are those of the text as it is, multibyte characters in what was left out or not. */
static void test_places(void **state)
{
	static const char text[] = "{/* éé */ \"a\": 1,}";
	struct json_places *places = json_places_new();
	struct json_mends mends = {0};
	struct json_place p;
	cJSON *n = NULL;

	(void)state;
	assert_true(json_parse_mended(text, strlen(text), places, &mends, &n, NULL));
	assert_true(json_places_find(places, n->child, &p));
	assert_int_equal(p.key.col, 11);
	assert_memory_equal(text + p.key.offset, "\"a\"", 3);
	cJSON_Delete(n);
	json_places_free(places);
	json_mends_done(&mends);
}

/* A place costs no walk from the beginning. */
static void test_many(void **state)
{
	struct json_mends mends = {0};
	struct str s = {0};
	cJSON *n = NULL;

	(void)state;
	str_addc(&s, '[');
	for (int i = 0; i < 300000; i++)
		str_adds(&s, "1,//\n");
	str_addc(&s, ']');
	assert_true(json_parse_mended(s.p, s.len, NULL, &mends, &n, NULL));
	assert_int_equal(mends.list.n, 300001);
	assert_int_equal(mends.list.v[300000].span.line, 300000);
	cJSON_Delete(n);
	json_mends_done(&mends);
	str_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tolerance),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_placeholders),
		cmocka_unit_test(test_yaml),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
