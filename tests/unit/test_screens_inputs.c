/* What the screens know without a screen: names and start texts of executions, digests, drafts, colours of JSON, how calls went. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/function_calls.h"
#include "screens/json_paint.h"
#include "screens/path_complete.h"
#include "screens/run_inputs.h"

/* --- names of executions ------------------------------------------------------------------------------------------ */

static void test_names(void **state)
{
	static const struct {
		const char *name, *fault;	/* fault: how it begins; NULL: the name is fine */
	} cases[] = {
		{"", NULL},
		{"run-1", NULL},
		{"a.b_c-d=e@f!g'h(i)+", NULL},
		{"größe-日本", NULL},
		{"with blank", "a name has no blanks"},
		{"tab\there", "a name has no blanks"},
		{"wide\xe3\x80\x80" "blank", "a name has no blanks"},
		{"a/b", "a name has none of"},
		{"a:b", "a name has none of"},
		{"a\\b", "a name has none of"},
		{"{x}", "a name has none of"},
		{"a\x7f", "a name has none of"},
		{"a\xc2\x85", "a name has none of"},
		{"a\xef\xbf\xbf", "a name has none of"},
		{"a\xff", "the name is not UTF-8"},
		{"12345678901234567890123456789012345678901234567890123456789012345678901234567890", NULL},
		{"123456789012345678901234567890123456789012345678901234567890123456789012345678901", "a name has at most 80"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *fault = execution_name_fault(cases[i].name);

		if (!cases[i].fault) {
			assert_null(fault);
			continue;
		}
		assert_non_null(fault);
		assert_true(str_starts(fault, cases[i].fault));
	}
}

/* --- what the editor starts with ---------------------------------------------------------------------------------- */

static void test_start_text(void **state)
{
	char name[] = "200", path[] = "/nowhere/200.json", newest[] = "{\"newest\":1}", older[] = "{\"older\":1}";
	struct run_input list[] = {
		{.kind = RUN_INPUT_FILE, .name = name, .path = path},
		{.kind = RUN_INPUT_USED, .text = newest},
		{.kind = RUN_INPUT_USED, .text = older},
	};
	struct run_inputs all = {.list = {list, 3, 3}}, saved = {.list = {list, 1, 1}};

	(void)state;
	assert_string_equal(run_start_text(NULL, &all), "{\"newest\":1}");
	assert_string_equal(run_start_text("draft", &all), "draft");
	assert_string_equal(run_start_text("", &all), "");
	assert_string_equal(run_start_text(NULL, &saved), "{}");
	assert_true(run_inputs_has_name(&all, "200"));
	assert_false(run_inputs_has_name(&all, "404"));
}

static void test_drafts(void **state)
{
	char name[32];

	(void)state;
	assert_null(run_draft_get("a"));
	run_draft_set("a", "one");
	run_draft_set("b", "two");
	run_draft_set("a", "three");
	assert_string_equal(run_draft_get("a"), "three");
	assert_string_equal(run_draft_get("b"), "two");
	run_draft_set("a", NULL);
	assert_null(run_draft_get("a"));
	assert_string_equal(run_draft_get("b"), "two");
	for (int i = 0; i < 100; i++) {		/* the oldest ones go */
		snprintf(name, sizeof name, "m%d", i);
		run_draft_set(name, name);
	}
	assert_null(run_draft_get("b"));
	assert_null(run_draft_get("m0"));
	assert_string_equal(run_draft_get("m99"), "m99");
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof name, "m%d", i);
		run_draft_set(name, NULL);
	}
}

static void test_digest(void **state)
{
	static const struct {
		const char *text;
		size_t max;
		const char *digest;
	} cases[] = {
		{"{}", 100, "{}"},
		{"{\n  \"a\": 1,\n  \"b\": [ 1, 2 ]\n}\n", 100, "{\"a\": 1, \"b\": [1, 2]}"},
		{"  \n 1 \n", 100, "1"},
		{"\"two  blanks \\\"  kept\"", 100, "\"two  blanks \\\"  kept\""},
		{"[1,2,3,4]", 5, "[1, 2…"},
		{"\"äöü\"", 4, "\"äö…"},
		{"", 10, ""},
		{"\"ends in a backslash \\", 100, "\"ends in a backslash \\"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str s = {0};

		run_input_digest(&s, cases[i].text, cases[i].max);
		assert_string_equal(str_get(&s), cases[i].digest);
		str_done(&s);
	}
}

/* --- colours ------------------------------------------------------------------------------------------------------ */

static void test_paint(void **state)
{
	static const struct {
		const char *line, *styles;	/* letters of ui/style.h */
	} cases[] = {
		{"{\"a\": \"b\"}", "jKKKj qqqj"},
		{"\"a\\\"b\" : 1.5e+3,", "KKKKKK j NNNNNNj"},
		{"true, false,null", "iiiij iiiiijiiii"},
		{"-1 truely [nope]", "NN        j    j"},
		{"\"open \\", "qqqqqqq"},
		{"\"", "q"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint8_t styles[64];
		size_t len = strlen(cases[i].line);

		memset(styles, ST_ERROR, sizeof styles);
		json_paint(NULL, cases[i].line, len, styles);
		for (size_t j = 0; j < len; j++)
			assert_int_equal(style_letter(styles[j]), cases[i].styles[j]);
		assert_int_equal(styles[len], ST_ERROR);	/* nothing beyond the line */
	}
}

/* --- how calls went ----------------------------------------------------------------------------------------------- */

static void call(struct log_writer *w, const char *id, const char *output, const char *report)
{
	log_writer_call(w, id, 1);
	log_writer_platform(w, "START RequestId: %s Version: $LATEST", id);
	log_writer_output(w, output, strlen(output));
	log_writer_flush(w);
	log_writer_platform(w, "END RequestId: %s", id);
	if (report)
		log_writer_platform(w, "REPORT RequestId: %s\t%s", id, report);
	log_writer_call(w, NULL, 0);
}

static void check_line(struct function_log *log, const char *function, const char *text)
{
	struct str s = {0};
	uint64_t seq = 0;

	function_line_text(function_log_next(log, &seq, function, NULL), &s);
	assert_string_equal(str_get(&s), text);
	str_done(&s);
}

static void test_line(void **state)
{
	struct function_log *log = function_log_new();
	struct log_writer *w = log_writer_new(log, "A"), *o = log_writer_new(log, "B");

	(void)state;
	log_writer_platform(w, "REPORT RequestId: 910a2dec-8902-4cc1-beeb-8da1658eec67\tDuration: 4 ms\tBilled Duration: 5 ms\tMemory Size: 128 MB");
	check_line(log, "A", "REPORT 910a2dec  Duration: 4 ms  Memory Size: 128 MB");
	log_writer_output(o, "RequestId: 910a2dec-8902 of\tmine\n", 33);
	check_line(log, "B", "RequestId: 910a2dec-8902 of  mine");
	log_writer_free(w);
	log_writer_free(o);
	function_log_free(log);
}

static void test_calls(void **state)
{
	struct function_log *log = function_log_new();
	struct log_writer *a = log_writer_new(log, "A"), *b = log_writer_new(log, "B");
	struct function_calls calls = {0};
	const struct function_call *c;

	(void)state;
	assert_null(function_calls_find(&calls, "A"));
	call(a, "1", "hello\n", "Duration: 1.50 ms\tMemory Size: 128 MB\tMax Memory Used: 12 MB");
	function_calls_read(&calls, log);
	c = function_calls_find(&calls, "A");
	assert_non_null(c);
	assert_int_equal(c->state, CALL_GOOD);
	assert_string_equal(c->text, "1.50 ms, 12 MB");
	assert_null(function_calls_find(&calls, "B"));

	call(a, "2", "[ERROR] Oops: it broke\nTraceback\n", "Duration: 2.00 ms\tMemory Size: 128 MB\tMax Memory Used: 12 MB");
	call(b, "3", "", "Duration: 3000.00 ms\tMemory Size: 128 MB\tMax Memory Used: 9 MB\tStatus: timeout");
	function_calls_read(&calls, log);
	c = function_calls_find(&calls, "A");
	assert_int_equal(c->state, CALL_FAILED);
	assert_string_equal(c->text, "Oops: it broke");
	assert_int_equal(c->calls, 2);
	c = function_calls_find(&calls, "B");
	assert_int_equal(c->state, CALL_FAILED);
	assert_string_equal(c->text, "timeout after 3000.00 ms");

	check_line(log, "A", "START RequestId: 1 Version: $LATEST");
	call(b, "4", "still at it\n", NULL);
	function_calls_read(&calls, log);
	assert_int_equal(function_calls_find(&calls, "B")->state, CALL_RUNNING);

	function_calls_done(&calls);
	log_writer_free(a);
	log_writer_free(b);
	function_log_free(log);
}

/* --- paths -------------------------------------------------------------------------------------------------------- */

struct found {
	VEC(char *) words;
};

static void add_word(void *ctx, const char *word, const char *hint)
{
	struct found *f = ctx;

	(void)hint;
	VEC_PUSH(&f->words, xstrdup(word));
}

static void test_paths(void **state)
{
	char *src = path_join(getenv("abs_top_srcdir"), "src/scr"), *want = path_join(getenv("abs_top_srcdir"), "src/screens/");
	struct found f = {0};
	size_t start = 99;

	(void)state;
	path_complete(NULL, src, strlen(src), &start, add_word, &f);
	assert_int_equal(start, 0);
	assert_int_equal(f.words.n, 1);
	assert_string_equal(f.words.v[0], want);
	free(f.words.v[0]);
	f.words.n = 0;
	path_complete(NULL, "/no/such/folder/x", 17, &start, add_word, &f);
	assert_int_equal(f.words.n, 0);
	VEC_DONE(&f.words);
	free(src);
	free(want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names), cmocka_unit_test(test_start_text), cmocka_unit_test(test_drafts), cmocka_unit_test(test_digest),
		cmocka_unit_test(test_paint), cmocka_unit_test(test_calls), cmocka_unit_test(test_line), cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
