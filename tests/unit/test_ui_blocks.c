/* editor: blocks that are folded away, brackets that belong together, search by expressions, replacing, texts that change elsewhere. */
#include "ui_test.h"

#include <time.h>

#include "base/rng.h"
#include "ui/editor.h"

static const char machine[] =
	"{\n"
	"  \"StartAt\": \"A\",\n"
	"  \"States\": {\n"
	"    \"A\": {\n"
	"      \"Type\": \"Pass\",\n"
	"      \"Next\": \"B\"\n"
	"    },\n"
	"    \"B\": {\n"
	"      \"Type\": \"Succeed\"\n"
	"    }\n"
	"  }\n"
	"}\n";

static const char yaml[] =
	"StartAt: A\n"
	"States:\n"
	"  A:\n"
	"    Type: Task\n"
	"    Retry:\n"
	"    - ErrorEquals: [x]\n"
	"      MaxAttempts: 1\n"
	"\n"
	"    Next: B\n"
	"  B:\n"
	"    Type: Succeed\n";

static struct editor *editor_with(const char *text)
{
	struct editor *ed = editor_new();

	assert_true(editor_set_text(ed, text, strlen(text)));
	editor_set_pairs(ed, false);
	editor_layout(ed, 34, 12);
	return ed;
}

static void feed(struct editor *ed, const char *keys)
{
	FEED(keys, editor_key(ed, &k));
}

static void expect_text(const struct editor *ed, const char *want)
{
	struct str s = {0};

	editor_get_text(ed, &s);
	assert_string_equal(str_get(&s), want);
	str_done(&s);
}

static void expect_at(const struct editor *ed, size_t line, size_t byte)
{
	struct editor_pos c = editor_cursor(ed);

	assert_int_equal(c.line, line);
	assert_int_equal(c.byte, byte);
}

static void blocks_end_with_their_bracket_or_indent(void **state)
{
	struct editor *ed = editor_with(machine);

	(void)state;
	assert_int_equal(editor_block_end(ed, 0), 11);
	assert_int_equal(editor_block_end(ed, 1), 1);
	assert_int_equal(editor_block_end(ed, 2), 10);
	assert_int_equal(editor_block_end(ed, 3), 6);
	assert_int_equal(editor_block_end(ed, 6), 6);
	editor_set_text(ed, "[[1,\n2], {\n\"a{\": 1\n}]\n{", 24);
	assert_int_equal(editor_block_end(ed, 0), 3);
	assert_int_equal(editor_block_end(ed, 1), 3);
	assert_int_equal(editor_block_end(ed, 4), 4);	/* never closed */
	editor_set_text(ed, yaml, strlen(yaml));
	editor_set_blocks(ed, EDITOR_INDENT);
	assert_int_equal(editor_block_end(ed, 0), 0);
	assert_int_equal(editor_block_end(ed, 1), 10);
	assert_int_equal(editor_block_end(ed, 2), 8);
	assert_int_equal(editor_block_end(ed, 4), 6);	/* its list is as far in as its name */
	assert_int_equal(editor_block_end(ed, 5), 6);
	editor_free(ed);
}

static void a_fold_is_one_line(void **state)
{
	struct editor *ed = editor_with(machine);
	struct span where = {6, 7, 0};
	struct surface sf;

	(void)state;
	surface_init(&sf, 34, 9, false);
	editor_layout(ed, 34, 9);
	editor_go(ed, 4, 8);			/* inside A */
	assert_true(editor_fold(ed));
	expect_at(ed, 3, 0);
	assert_true(editor_is_folded(ed, 3));
	editor_mark(ed, &where, ST_WARNING, "far away");
	editor_draw(ed, &sf, true);
	EXPECT_TEXT(&sf,
		"|  1 {                             |\n"
		"|  2   \"StartAt\": \"A\",             |\n"
		"|  3   \"States\": {                 |\n"
		"|! 4▸    \"A\": { … 3 lines },       |\n"
		"|  8     \"B\": {                    |\n"
		"|  9       \"Type\": \"Succeed\"       |\n"
		"| 10     }                         |\n"
		"| 11   }                           |\n"
		"| 12 }                             |\n");
	feed(ed, "<Down>");
	expect_at(ed, 7, 0);
	feed(ed, "<Up><Up>");
	expect_at(ed, 2, 0);
	feed(ed, "<Down>");
	assert_true(editor_unfold(ed));
	assert_false(editor_unfold(ed));
	feed(ed, "<Down>");
	expect_at(ed, 4, 0);
	surface_done(&sf);
	editor_free(ed);
}

static void folding_goes_outwards(void **state)
{
	struct editor *ed = editor_with(machine);

	(void)state;
	editor_go(ed, 4, 0);
	assert_true(editor_fold_around(ed));
	expect_at(ed, 3, 0);
	assert_true(editor_fold_around(ed));
	expect_at(ed, 2, 0);
	assert_true(editor_fold_around(ed));
	expect_at(ed, 0, 0);
	assert_false(editor_fold_around(ed));
	/* What was closed inside stays closed. */
	assert_true(editor_unfold(ed));
	assert_true(editor_is_folded(ed, 2));
	editor_unfold_all(ed);
	assert_false(editor_is_folded(ed, 3));
	editor_go(ed, 5, 0);
	editor_fold_level(ed, 2);
	assert_true(editor_is_folded(ed, 3));
	assert_true(editor_is_folded(ed, 7));
	assert_false(editor_is_folded(ed, 2));
	expect_at(ed, 3, 0);
	editor_free(ed);
}

static void folding_goes_by_indent_in_yaml(void **state)
{
	struct editor *ed = editor_with(yaml);

	(void)state;
	editor_set_blocks(ed, EDITOR_INDENT);
	editor_go(ed, 6, 2);
	assert_true(editor_fold_around(ed));
	expect_at(ed, 5, 0);
	assert_true(editor_fold_around(ed));
	expect_at(ed, 4, 0);
	assert_true(editor_fold_around(ed));
	expect_at(ed, 2, 0);
	feed(ed, "<Down>");
	expect_at(ed, 9, 0);
	editor_fold_level(ed, 1);
	assert_true(editor_is_folded(ed, 2));
	assert_true(editor_is_folded(ed, 9));
	editor_free(ed);
}

/* A fold opens for what goes into it: a place, a match, a change, undo. */
static void folds_open_when_they_must(void **state)
{
	struct editor *ed = editor_with(machine);

	(void)state;
	editor_go(ed, 5, 6);
	feed(ed, "x");
	editor_go(ed, 3, 0);
	assert_true(editor_fold(ed));
	assert_true(editor_undo(ed));
	assert_false(editor_is_folded(ed, 3));
	expect_text(ed, machine);
	editor_go(ed, 3, 0);
	assert_true(editor_fold(ed));
	editor_set_needle(ed, "Pass");
	assert_true(editor_search(ed, 1));
	assert_false(editor_is_folded(ed, 3));
	editor_go(ed, 3, 0);
	assert_true(editor_fold(ed));
	editor_go(ed, 4, 0);
	assert_false(editor_is_folded(ed, 3));
	editor_go(ed, 7, 0);
	assert_true(editor_fold(ed));
	editor_go(ed, 0, 0);
	feed(ed, "<Enter>");			/* above: it moves along */
	assert_true(editor_is_folded(ed, 8));
	editor_go(ed, 8, 0);
	feed(ed, "<End>,");			/* in its first line: it stays */
	assert_true(editor_is_folded(ed, 8));
	feed(ed, "<Enter>");
	assert_false(editor_is_folded(ed, 8));
	editor_free(ed);
}

static void brackets_find_their_partner(void **state)
{
	static const struct {
		const char *text;
		size_t line, byte, to_line, to_byte;
		bool found;
	} t[] = {
		{"{\n [1]\n}", 0, 0, 2, 0, true},
		{"{\n [1]\n}", 2, 0, 0, 0, true},
		{"{\n [1]\n}", 2, 1, 0, 0, true},		/* right behind it */
		{"{\n [1]\n}", 1, 0, 1, 3, true},		/* the next one in the line */
		{"{\"}\": 1}", 0, 0, 0, 7, true},		/* not the one in the string */
		{"{\"{% (1) %}\": 1}", 0, 5, 0, 7, true},
		{"{\"{% (1) %}\": 1}", 0, 2, 0, 10, true},
		{"{\"a{b\": 1}", 0, 3, 0, 0, true},		/* open within its string: the next one */
		{"[1}", 0, 0, 0, 0, false},
		{"abc", 0, 0, 0, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct editor *ed = editor_with(t[i].text);

		editor_go(ed, t[i].line, t[i].byte);
		if (editor_jump_bracket(ed) != t[i].found)
			fail_msg("row %zu", i);
		if (t[i].found)
			expect_at(ed, t[i].to_line, t[i].to_byte);
		editor_free(ed);
	}
}

static void both_brackets_are_shown(void **state)
{
	struct editor *ed = editor_with("[1, {\"a\": 2}]");
	struct surface sf;

	(void)state;
	surface_init(&sf, 20, 1, false);
	editor_go(ed, 0, 4);
	editor_draw(ed, &sf, true);
	EXPECT_STYLES(&sf, "| d     m      m     |\n");
	editor_draw(ed, &sf, false);
	surface_clear(&sf, ST_TEXT);
	editor_draw(ed, &sf, false);
	EXPECT_STYLES(&sf, "| d                  |\n");
	surface_done(&sf);
	editor_free(ed);
}

static void expressions_are_searched_for(void **state)
{
	struct editor *ed = editor_with("one 12\ntwo 345\nOne 6");
	struct err e;
	size_t which;

	(void)state;
	assert_true(editor_set_regex(ed, "[0-9]+$", &e));
	assert_int_equal(editor_count(ed, 1000, &which), 3);
	assert_int_equal(which, 0);
	assert_true(editor_search(ed, 1));
	expect_at(ed, 0, 6);
	assert_true(editor_search(ed, 1));
	expect_at(ed, 1, 7);
	assert_int_equal(editor_count(ed, 1000, &which), 3);
	assert_int_equal(which, 2);
	assert_int_equal(editor_count(ed, 2, &which), 2);
	assert_true(editor_search(ed, -1));
	expect_at(ed, 0, 6);
	assert_true(editor_set_regex(ed, "^one", &e));
	assert_int_equal(editor_count(ed, 1000, &which), 2);
	assert_true(editor_set_regex(ed, "^One", &e));		/* a capital letter: exactly */
	assert_int_equal(editor_count(ed, 1000, &which), 1);
	assert_true(editor_set_regex(ed, "x*", &e));		/* matches nothing that could be shown */
	assert_int_equal(editor_count(ed, 1000, &which), 0);
	assert_false(editor_search(ed, 1));
	assert_false(editor_set_regex(ed, "(a", &e));
	assert_true(strlen(e.msg) > 0);
	assert_false(editor_search(ed, 1));
	editor_free(ed);
}

static void one_by_one_and_all_are_replaced(void **state)
{
	struct editor *ed = editor_with("cat dog cat\nCat");
	struct err e;

	(void)state;
	editor_set_needle(ed, "cat");
	assert_false(editor_replace(ed, "x"));		/* nothing is selected */
	assert_true(editor_search(ed, 1));
	assert_true(editor_replace(ed, "bird"));
	expect_text(ed, "bird dog cat\nCat");
	expect_at(ed, 0, 12);				/* the next one is selected */
	assert_true(editor_replace(ed, "\\1"));		/* plain: as it stands */
	expect_text(ed, "bird dog \\1\nCat");
	assert_true(editor_undo(ed));
	assert_true(editor_undo(ed));
	expect_text(ed, "cat dog cat\nCat");
	assert_int_equal(editor_replace_matches(ed, "cats"), 3);
	expect_text(ed, "cats dog cats\ncats");
	assert_true(editor_undo(ed));
	expect_text(ed, "cat dog cat\nCat");
	assert_true(editor_set_regex(ed, "(c)(a)t", &e));
	assert_int_equal(editor_replace_matches(ed, "\\2\\1\\\\\\0"), 3);
	expect_text(ed, "ac\\cat dog ac\\cat\naC\\Cat");
	assert_true(editor_set_regex(ed, " dog ", &e));
	assert_int_equal(editor_replace_matches(ed, "\\n"), 1);
	expect_text(ed, "ac\\cat\nac\\cat\naC\\Cat");
	editor_set_readonly(ed, true);
	assert_int_equal(editor_replace_matches(ed, "x"), 0);
	editor_free(ed);
}

static void a_text_changes_elsewhere(void **state)
{
	static const char other[] =
		"{\n"
		"  \"Comment\": \"new\",\n"
		"  \"StartAt\": \"A\",\n"
		"  \"States\": {\n"
		"    \"A\": {\n"
		"      \"Type\": \"Pass\",\n"
		"      \"Next\": \"B\"\n"
		"    },\n"
		"    \"B\": {\n"
		"      \"Type\": \"Succeed\"\n"
		"    }\n"
		"  }\n"
		"}\n";
	struct editor *ed = editor_with(machine);
	uint64_t version;

	(void)state;
	editor_go(ed, 3, 0);
	assert_true(editor_fold(ed));
	editor_go(ed, 8, 10);
	assert_true(editor_update(ed, other, strlen(other)));
	expect_text(ed, other);
	assert_true(editor_is_folded(ed, 4));
	expect_at(ed, 9, 10);
	version = editor_version(ed);
	assert_true(editor_update(ed, other, strlen(other)));
	assert_int_equal(editor_version(ed), version);	/* the same: nothing happens */
	assert_true(editor_undo(ed));
	expect_text(ed, machine);
	assert_true(editor_update(ed, "a\r\nb", 4));
	expect_text(ed, "a\r\nb");
	assert_true(editor_update(ed, "", 0));
	expect_text(ed, "");
	editor_free(ed);
}

/* Any text becomes any other, and undo gives the first one back. */
static void updates_are_exact(void **state)
{
	static const char *const parts[] = {"a", "b", "\n", "\n\n", "{", "é", "a\n"};
	struct rng r;

	(void)state;
	rng_seed(&r, 7);
	for (int round = 0; round < 3000; round++) {
		struct editor *ed = editor_new();
		struct str was = {0}, now = {0}, is = {0};

		for (size_t i = rng_next(&r) % 8; i > 0; i--)
			str_adds(&was, parts[rng_next(&r) % ARRAY_LEN(parts)]);
		for (size_t i = rng_next(&r) % 8; i > 0; i--)
			str_adds(&now, parts[rng_next(&r) % ARRAY_LEN(parts)]);
		assert_true(editor_set_text(ed, str_get(&was), was.len));
		editor_go(ed, rng_next(&r) % 5, rng_next(&r) % 3);
		assert_true(editor_update(ed, str_get(&now), now.len));
		editor_get_text(ed, &is);
		assert_string_equal(str_get(&is), str_get(&now));
		assert_int_equal(editor_bytes(ed), now.len);
		str_reset(&is);
		editor_undo(ed);
		editor_get_text(ed, &is);
		assert_string_equal(str_get(&is), str_get(&was));
		str_done(&was);
		str_done(&now);
		str_done(&is);
		editor_free(ed);
	}
}

/* Processor time of n keys, moves and pictures, in milliseconds each. */
static double per_key(struct editor *ed, const char *keys, struct surface *sf)
{
	clock_t start = clock();
	int n = 20;

	for (int i = 0; i < n; i++) {
		feed(ed, keys);
		editor_draw(ed, sf, true);
	}
	return (double)(clock() - start) * 1000 / CLOCKS_PER_SEC / n;
}

static void a_megabyte_stays_quick(void **state)
{
	struct editor *ed = editor_new();
	struct str s = {0};
	struct surface sf;
	struct editor_pos end;
	clock_t start;
	double ms;

	(void)state;
	str_adds(&s, "{\n  \"States\": {\n");
	for (int i = 0; s.len < 1u << 20; i++)
		str_addf(&s, "    \"State %d\": {\n      \"Type\": \"Pass\",\n      \"Next\": \"State %d\"\n    },\n", i, i + 1);
	str_adds(&s, "    \"End\": {\"Type\": \"Succeed\"}\n  }\n}\n");
	assert_true(editor_set_text(ed, str_get(&s), s.len));
	surface_init(&sf, 120, 50, false);
	editor_layout(ed, 120, 50);
	start = clock();
	editor_fold_level(ed, 2);
	ms = (double)(clock() - start) * 1000 / CLOCKS_PER_SEC;
	if (ms > 160)
		fail_msg("closing all blocks takes %.1f ms", ms);
	editor_go(ed, editor_lines(ed) / 2, 0);
	ms = per_key(ed, "x", &sf);
	if (ms > 16)
		fail_msg("a key takes %.1f ms", ms);
	ms = per_key(ed, "<PageUp>", &sf);
	if (ms > 16)
		fail_msg("a page takes %.1f ms", ms);
	editor_go(ed, 0, 0);
	assert_true(editor_jump_bracket(ed));
	end = editor_cursor(ed);
	assert_int_equal(end.line, editor_lines(ed) - 2);
	ms = per_key(ed, "<Left><Right>", &sf);
	if (ms > 16)
		fail_msg("a key at a far bracket takes %.1f ms", ms);
	str_done(&s);
	surface_done(&sf);
	editor_free(ed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_end_with_their_bracket_or_indent),
		cmocka_unit_test(a_fold_is_one_line),
		cmocka_unit_test(folding_goes_outwards),
		cmocka_unit_test(folding_goes_by_indent_in_yaml),
		cmocka_unit_test(folds_open_when_they_must),
		cmocka_unit_test(brackets_find_their_partner),
		cmocka_unit_test(both_brackets_are_shown),
		cmocka_unit_test(expressions_are_searched_for),
		cmocka_unit_test(one_by_one_and_all_are_replaced),
		cmocka_unit_test(a_text_changes_elsewhere),
		cmocka_unit_test(updates_are_exact),
		cmocka_unit_test(a_megabyte_stays_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
