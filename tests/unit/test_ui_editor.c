/* editor: typing, moving, selection, undo, what is shown; and random edits, which undo must take back byte for byte. */
#include "ui_test.h"

#include <time.h>

#include "base/rng.h"
#include "base/utf8.h"
#include "ui/editor_private.h"

static struct editor *editor_with(const char *text)
{
	struct editor *ed = editor_new();

	assert_true(editor_set_text(ed, text, strlen(text)));
	editor_layout(ed, 40, 10);
	return ed;
}

static unsigned feed(struct editor *ed, const char *keys)
{
	unsigned did = 0;

	FEED(keys, did = editor_key(ed, &k));
	return did;
}

static void paste(struct editor *ed, const char *text)
{
	struct key k = {.code = K_PASTE, .paste = text, .paste_len = strlen(text)};

	editor_key(ed, &k);
}

/* The text with the cursor as ^ and the other end of the selection as ~. */
static char *shown(const struct editor *ed)
{
	struct editor_pos c = editor_cursor(ed);
	struct str s = {0};

	for (size_t i = 0; i < editor_lines(ed); i++) {
		size_t len;
		const char *p = editor_line(ed, i, &len);

		if (i)
			str_addc(&s, '\n');
		if (i == c.line) {
			str_add(&s, p, c.byte);
			str_addc(&s, '^');
			str_add(&s, p + c.byte, len - c.byte);
		} else {
			str_add(&s, p, len);
		}
	}
	return str_take(&s);
}

static void expect(const struct editor *ed, const char *want, const char *file, int line)
{
	char *is = shown(ed);

	_assert_string_equal(is, want, file, line);
	free(is);
}

#define EXPECT(ed, want) expect(ed, want, __FILE__, __LINE__)

static const struct {
	const char *text, *keys, *result;
} table[] = {
	{"", "abc", "abc^"},
	{"abc", "<End>d", "abcd^"},
	{"one\ntwo", "<Down>x", "one\nx^two"},
	{"one\ntwo", "<End><Right>x", "one\nx^two"},
	{"one\ntwo", "<Down><Left>x", "onex^\ntwo"},
	{"one\ntwo", "<Down><BS>", "one^two"},
	{"one\ntwo", "<End><Del>", "one^two"},
	{"日本\né", "<Right><BS>", "^本\né"},
	{"e\xcc\x81x", "<Right><BS>", "^x"},
	{"👨‍👩‍👧‍👦!", "<Right>x", "👨‍👩‍👧‍👦x^!"},
	/* Words. */
	{"one two", "<C-Right>,", "one,^ two"},
	{"one two", "<End><C-w>", "one ^"},
	{"one.two", "<End><C-Left>x", "one.x^two"},
	{"one two", "<C-Del>", "^ two"},
	{"a b", "<End><C-BS><C-BS>", "^"},
	{"one\ntwo", "<C-Right><C-Right>x", "one\nx^two"},
	/* Lines and the document. */
	{"  abc", "<End><Home>x", "  x^abc"},
	{"  abc", "<End><Home><Home>x", "x^  abc"},
	{"ab\ncd", "<C-End>x", "ab\ncdx^"},
	{"ab\ncd", "<C-End><C-Home>x", "x^ab\ncd"},
	{"abc", "<Right><C-k>", "a^"},
	{"abc\nd", "<End><C-k>", "abc^d"},
	{"abc", "<End><Left><C-u>", "^c"},
	/* Up and down aim for the same column. */
	{"long line\na\nlong line", "<End><Down><Down>x", "long line\na\nlong linex^"},
	{"日本語\nabcdef", "<Right><Right><Down>x", "日本語\nabcdx^ef"},
	{"\tx\nabcdefghijk", "<Right><Down>x", "\tx\nabcdefghx^ijk"},
	{"a\nb\nc", "<PageDown>x", "a\nb\nx^c"},
	/* Indent and pairs. */
	{"  a", "<End><Enter>b", "  a\n  b^"},
	{"", "{<Enter>\"a\":1", "{\n  \"a\":1^\n}"},
	{"", "[{<Enter>x<Down><End>,", "[{\n  x\n}],^"},
	{"", "[1]", "[1]^"},
	{"", "\"a\"", "\"a\"^"},
	{"", "\"a\\\"b\"", "\"a\\\"b\"^"},
	{"", "{<BS>", "^"},
	{"x", "{", "{^x"},
	{"", "(a", "(a^)"},
	{"{", "<End><Enter>a<Enter>}", "{\n  a\n}^"},
	{"don", "<End>\"", "don\"^"},
	{"", "<Tab>x", "  x^"},
	{"a", "<End><Tab>x", "a x^"},
	{"    x", "<S-Tab>", "^  x"},
	/* Selection. */
	{"one two", "<S-End>x", "x^"},
	{"one two", "<S-C-Right><BS>", "^ two"},
	{"a\nb\nc", "<S-Down><S-Down><Del>", "^c"},
	{"abc", "<S-Right><S-Right><Right>x", "abx^c"},
	{"abc", "<S-Right><S-Right><Left>x", "x^abc"},
	{"a\n\nb", "<S-Down><S-Down><S-End><Tab>", "  a\n\n  b^"},
	{"  a\n    b\nc", "<S-Down><S-End><S-Tab>", "a\n  b^\nc"},
	/* Undo by groups. */
	{"", "abc<C-z>", "^"},
	{"", "abc<C-z><C-y>", "abc^"},
	{"", "abc<Left>X<C-z>", "ab^c"},
	{"", "abc<Left>X<C-z><C-z>", "^"},
	{"abcd", "<End><BS><BS><C-z>", "abcd^"},
	{"abcd", "<Del><Del><C-z>", "^abcd"},
	{"abcd", "<Del><End><BS><C-z>", "bcd^"},
	{"", "ab<Enter>cd<C-z>", "ab\n^"},
	{"", "ab<C-z>x<C-y>", "x^"},
	{"a\nb", "<S-Down><S-End><Tab><C-z>", "a\nb^"},
	{"", "<C-z><C-y>", "^"},
};

static void keys_do_what_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct editor *ed = editor_with(table[i].text);
		char *is;

		feed(ed, table[i].keys);
		is = shown(ed);
		if (strcmp(is, table[i].result) != 0)
			print_error("row %zu: keys %s on \"%s\"\n", i, table[i].keys, table[i].text);
		EXPECT(ed, table[i].result);
		free(is);
		editor_free(ed);
	}
}

static void keys_tell_what_they_did(void **state)
{
	struct editor *ed = editor_with("abc");
	uint64_t version = editor_version(ed);

	(void)state;
	assert_int_equal(feed(ed, "<Right>"), W_USED | W_MOVED);
	assert_int_equal(editor_version(ed), version);
	assert_int_equal(feed(ed, "x"), W_USED | W_CHANGED);
	assert_true(editor_version(ed) != version);
	assert_int_equal(feed(ed, "<Esc>"), W_IGNORED);
	assert_int_equal(feed(ed, "<C-s>"), W_IGNORED);
	assert_int_equal(feed(ed, "<C-c>"), W_IGNORED);
	assert_int_equal(feed(ed, "<A-x>"), W_IGNORED);
	editor_set_readonly(ed, true);
	assert_int_equal(feed(ed, "y<BS><Enter><C-z>"), W_USED);
	EXPECT(ed, "ax^bc");
	editor_free(ed);
}

static void a_paste_is_one_step_without_helpers(void **state)
{
	struct editor *ed = editor_with("x");

	(void)state;
	feed(ed, "<End>y");
	paste(ed, "{\n  [\n    \"a\"");
	EXPECT(ed, "xy{\n  [\n    \"a\"^");
	feed(ed, "z<C-z>");
	EXPECT(ed, "xy{\n  [\n    \"a\"^");
	feed(ed, "<C-z>");
	EXPECT(ed, "xy^");
	feed(ed, "<C-z>");
	EXPECT(ed, "x^");
	feed(ed, "<C-y><C-y><C-y><C-y>");
	EXPECT(ed, "xy{\n  [\n    \"a\"z^");
	editor_free(ed);
}

static void text_is_kept_byte_for_byte(void **state)
{
	static const struct {
		const char *text;
		size_t len;
	} t[] = {
		{"", 0}, {"a", 1}, {"a\n", 2}, {"\n\n", 2}, {"a\r\nb\r\n", 6}, {"a\r\nb\n", 5}, {"a\rb", 3}, {"\xff\xfe\n\x80", 4}, {"a\0b\n\0", 5},
		{"\r\n", 2},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct editor *ed = editor_new();
		struct str s = {0};

		assert_true(editor_set_text(ed, t[i].text, t[i].len));
		editor_get_text(ed, &s);
		assert_int_equal(s.len, t[i].len);
		assert_memory_equal(str_get(&s), t[i].text, t[i].len);
		assert_int_equal(editor_bytes(ed), t[i].len);
		assert_false(editor_is_modified(ed));
		str_done(&s);
		editor_free(ed);
	}
}

static void windows_line_ends_come_back(void **state)
{
	struct editor *ed = editor_with("a\r\nb\r\n");
	struct str s = {0};

	(void)state;
	feed(ed, "<End><Enter>x");
	editor_get_text(ed, &s);
	assert_string_equal(str_get(&s), "a\r\nx\r\nb\r\n");
	str_done(&s);
	editor_free(ed);
}

static void modified_knows_the_saved_text(void **state)
{
	struct editor *ed = editor_with("x");

	(void)state;
	feed(ed, "a");
	assert_true(editor_is_modified(ed));
	editor_set_saved(ed);
	assert_false(editor_is_modified(ed));
	feed(ed, "b");
	assert_true(editor_is_modified(ed));
	feed(ed, "<C-z>");
	assert_false(editor_is_modified(ed));
	feed(ed, "<C-z>");
	assert_true(editor_is_modified(ed));
	feed(ed, "new");
	feed(ed, "<C-z><C-y>");
	assert_true(editor_is_modified(ed));
	assert_true(editor_replace_all(ed, "all\nnew", 7));
	assert_true(editor_undo(ed));
	EXPECT(ed, "new^x");
	editor_free(ed);
}

static void places_of_errors_are_found(void **state)
{
	struct editor *ed = editor_with("{\n  \"é\": x\n}");
	struct span s = {2, 8, 0};

	(void)state;
	editor_go_span(ed, &s);
	EXPECT(ed, "{\n  \"é\": ^x\n}");
	s = (struct span){99, 99, 0};
	editor_go_span(ed, &s);
	EXPECT(ed, "{\n  \"é\": x\n}^");
	editor_go(ed, 1, 4);
	EXPECT(ed, "{\n  \"^é\": x\n}");
	editor_free(ed);
}

static void selections_have_their_text(void **state)
{
	struct editor *ed = editor_with("one\ntwo\nthree");
	struct str s = {0};

	(void)state;
	assert_false(editor_selection(ed, &s));
	feed(ed, "<Right><S-Down><S-Right>");
	assert_true(editor_selection(ed, &s));
	assert_string_equal(str_get(&s), "ne\ntw");
	str_reset(&s);
	editor_select_all(ed);
	assert_true(editor_selection(ed, &s));
	assert_string_equal(str_get(&s), "one\ntwo\nthree");
	assert_true(editor_insert(ed, "gone", 4));
	EXPECT(ed, "gone^");
	str_done(&s);
	editor_free(ed);
}

static void the_mouse_places_and_selects(void **state)
{
	struct editor *ed = editor_with("one two\nthree");
	struct key k = {.code = K_MOUSE, .mouse = {.kind = MOUSE_PRESS, .button = 1, .clicks = 1, .x = 8, .y = 1}};
	struct str s = {0};

	(void)state;
	editor_key(ed, &k);
	EXPECT(ed, "one two\nthree^");
	k.mouse.x = 5;
	k.mouse.y = 0;
	editor_key(ed, &k);
	EXPECT(ed, "on^e two\nthree");
	k.mouse.kind = MOUSE_DRAG;
	k.mouse.x = 100;
	k.mouse.y = 100;
	editor_key(ed, &k);
	assert_true(editor_selection(ed, &s));
	assert_string_equal(str_get(&s), "e two\nthree");
	k.mouse.kind = MOUSE_RELEASE;
	editor_key(ed, &k);
	str_reset(&s);
	k = (struct key){.code = K_MOUSE, .mouse = {.kind = MOUSE_PRESS, .button = 1, .clicks = 2, .x = 8, .y = 0}};
	editor_key(ed, &k);
	assert_true(editor_selection(ed, &s));
	assert_string_equal(str_get(&s), "two");
	str_done(&s);
	editor_free(ed);
}

static void search_goes_round(void **state)
{
	struct editor *ed = editor_with("cat dog\nCat\ndog cat");
	static const struct {
		int direction;
		size_t line, byte;
	} t[] = {{1, 0, 3}, {1, 1, 3}, {1, 2, 7}, {1, 0, 3}, {-1, 2, 7}, {-1, 1, 3}, {-1, 0, 3}, {-1, 2, 7}};

	(void)state;
	assert_false(editor_search(ed, 1));
	editor_set_needle(ed, "bird");
	assert_false(editor_search(ed, 1));
	editor_set_needle(ed, "cat");
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		assert_true(editor_search(ed, t[i].direction));
		assert_int_equal(editor_cursor(ed).line, t[i].line);
		assert_int_equal(editor_cursor(ed).byte, t[i].byte);
	}
	editor_free(ed);
}

static void paint_digits(void *ctx, const char *line, size_t len, uint8_t *styles)
{
	(void)ctx;
	for (size_t i = 0; i < len; i++)
		styles[i] = line[i] >= '0' && line[i] <= '9' ? ST_JSON_NUMBER : ST_JSON_PUNCT;
}

static void a_screen_shows_numbers_marks_and_selection(void **state)
{
	struct editor *ed = editor_with("{\n\t\"a\": 12,\n  \"b\": x\n}\n");
	struct span where = {3, 8, 0};
	struct surface sf;
	int x, y;

	(void)state;
	surface_init(&sf, 24, 7, false);
	editor_layout(ed, 24, 7);
	editor_set_paint(ed, paint_digits, NULL);
	editor_mark(ed, &where, ST_ERROR, "a value is missing");
	feed(ed, "<Down><Right><S-Right><S-Right>");
	editor_draw(ed, &sf, true);
	EXPECT_TEXT(&sf,
		"| 1 {                    |\n"
		"| 2         \"a\": 12,     |\n"
		"|✗3   \"b\": x             |\n"
		"|   ↑ a value is missing |\n"
		"| 4 }                    |\n"
		"| 5                      |\n"
		"|                        |\n");
	EXPECT_STYLES(&sf,
		"| u j                    |\n"
		"| d         jjjjjNNj     |\n"
		"|Eu jjjjjjjE             |\n"
		"|   EEEEEEEEEEEEEEEEEEEE |\n"
		"| u j                    |\n"
		"| u                      |\n"
		"|                        |\n");
	EXPECT_ATTRS(&sf,
		"|                        |\n"
		"|           ss           |\n"
		"|          u             |\n"
		"|                        |\n"
		"|                        |\n"
		"|                        |\n"
		"|                        |\n");
	assert_true(surface_get_cursor(&sf, &x, &y));
	assert_int_equal(x, 13);
	assert_int_equal(y, 1);
	surface_done(&sf);
	editor_free(ed);
}

static void the_view_follows_the_cursor(void **state)
{
	struct editor *ed = editor_new();
	struct str s = {0};
	struct surface sf;
	struct key wheel = {.code = K_MOUSE, .mouse = {.kind = MOUSE_WHEEL_DOWN}};

	(void)state;
	for (int i = 1; i <= 100; i++)
		str_addf(&s, "line %d%s", i, i < 100 ? "\n" : " abcdefghijklmnopqrstuvwxyz");
	editor_set_text(ed, str_get(&s), s.len);
	str_done(&s);
	surface_init(&sf, 16, 4, false);
	editor_layout(ed, 16, 4);
	feed(ed, "<C-End>");
	editor_draw(ed, &sf, true);
	EXPECT_TEXT(&sf,
		"|  97            |\n"
		"|  98            |\n"
		"|  99            |\n"
		"| 100 qrstuvwxyz |\n");
	feed(ed, "<Home>");
	surface_clear(&sf, ST_TEXT);
	editor_draw(ed, &sf, true);
	EXPECT_TEXT(&sf,
		"|  97 line 97    |\n"
		"|  98 line 98    |\n"
		"|  99 line 99    |\n"
		"| 100 line 100 ab|\n");
	feed(ed, "<C-Home>");
	for (int i = 0; i < 3; i++)
		editor_key(ed, &wheel);
	surface_clear(&sf, ST_TEXT);
	editor_draw(ed, &sf, true);
	EXPECT_TEXT(&sf,
		"|  10 line 10    |\n"
		"|  11 line 11    |\n"
		"|  12 line 12    |\n"
		"|  13 line 13    |\n");
	editor_set_numbers(ed, false);
	surface_resize(&sf, 8, 1);
	editor_draw(ed, &sf, true);
	EXPECT_TEXT(&sf, "|line 10 |\n");
	surface_done(&sf);
	editor_free(ed);
}

/* --- properties ------------------------------------------------------------------------------------------------- */

static void random_text(struct rng *r, struct str *out)
{
	static const char *const pieces[] = {"a", "b c", "\n", "é", "日本", "\t", "{", "}", "\"", "e\xcc\x81", "👨‍👩‍👧", "\xff", "\n\n  x", "    "};
	size_t n = rng_next(r) % 8;

	for (size_t i = 0; i <= n; i++)
		str_adds(out, pieces[rng_next(r) % ARRAY_LEN(pieces)]);
}

static void random_step(struct editor *ed, struct rng *r)
{
	static const char *const keys[] = {
		"<Left>", "<Right>", "<Up>", "<Down>", "<Home>", "<End>", "<C-Home>", "<C-End>", "<C-Left>", "<C-Right>", "<S-Left>", "<S-Down>",
		"<S-C-Right>", "<BS>", "<Del>", "<C-w>", "<C-k>", "<C-u>", "<C-Del>", "<Enter>", "<Tab>", "<S-Tab>", "x", "{", "}", "[", "]", "\"",
		"日", "<BS>", "<Del>", "<Enter>", "<C-z>", "<C-y>", "<PageUp>", "<PageDown>",
	};
	struct str s = {0};

	switch (rng_next(r) % 14) {
	case 0:
		random_text(r, &s);
		paste(ed, str_get(&s));
		break;
	case 1:
		random_text(r, &s);
		editor_insert(ed, str_get(&s), s.len);
		break;
	case 2:
		editor_go(ed, rng_next(r) % 20, rng_next(r) % 20);
		break;
	case 3:
		editor_set_blocks(ed, rng_next(r) % 2 ? EDITOR_INDENT : EDITOR_BRACKETS);
		if (rng_next(r) % 2)
			editor_fold(ed);
		else
			editor_fold_level(ed, (int)(rng_next(r) % 3));
		break;
	case 4:
		editor_set_needle(ed, "a");
		editor_replace_matches(ed, "b");
		break;
	default:
		feed(ed, keys[rng_next(r) % ARRAY_LEN(keys)]);
	}
	str_done(&s);
}

static void check_invariants(const struct editor *ed)
{
	struct editor_pos c = editor_cursor(ed);
	struct str s = {0};
	size_t len, lines = 1;

	editor_get_text(ed, &s);
	assert_int_equal(s.len, editor_bytes(ed));
	for (size_t i = 0; i < s.len; i++)
		lines += s.p[i] == '\n';
	assert_int_equal(lines, editor_lines(ed));
	assert_true(c.line < lines);
	assert_int_equal(ed->b.lines.v[c.line].hidden, 0);
	for (size_t i = 0; i < lines; i++)
		assert_true(i + ed->b.lines.v[i].folded < lines);
	editor_line(ed, c.line, &len);
	assert_true(c.byte <= len);
	str_done(&s);
}

static void undo_takes_everything_back(void **state)
{
	struct rng r;
	struct surface sf;

	(void)state;
	rng_seed(&r, 42);
	surface_init(&sf, 20, 5, false);
	for (int round = 0; round < 300; round++) {
		struct editor *ed = editor_new();
		struct str before = {0}, after = {0}, now = {0};

		random_text(&r, &before);
		editor_set_text(ed, str_get(&before), before.len);
		editor_layout(ed, 20, 5);
		for (int i = 0; i < 60; i++) {
			random_step(ed, &r);
			check_invariants(ed);
			surface_clear(&sf, ST_TEXT);
			editor_draw(ed, &sf, true);
		}
		while (editor_redo(ed))
			;
		editor_get_text(ed, &after);
		while (editor_undo(ed))
			check_invariants(ed);
		editor_get_text(ed, &now);
		assert_int_equal(now.len, before.len);
		assert_memory_equal(str_get(&now), str_get(&before), before.len);
		assert_false(editor_is_modified(ed));
		while (editor_redo(ed))
			check_invariants(ed);
		str_reset(&now);
		editor_get_text(ed, &now);
		assert_int_equal(now.len, after.len);
		assert_memory_equal(str_get(&now), str_get(&after), after.len);
		str_done(&before);
		str_done(&after);
		str_done(&now);
		editor_free(ed);
	}
	surface_done(&sf);
}

/* Pasting, typing at both ends of lines, drawing and undoing in about `len` bytes of that shape. */
static clock_t work_on(const char *shape, size_t len, struct surface *sf)
{
	struct editor *ed = editor_new();
	struct str s = {0};
	clock_t start = clock();

	while (s.len < len)
		str_adds(&s, shape);
	paste(ed, str_get(&s));
	editor_layout(ed, 100, 30);
	for (int k = 0; k < 20; k++) {
		feed(ed, k % 2 ? "x<BS>" : "<Up><Home>y<End>");
		editor_draw(ed, sf, true);
	}
	feed(ed, "<C-z><C-z><C-z>");
	str_done(&s);
	editor_free(ed);
	return clock() - start;
}

/* Not a benchmark: four times the text may take about four times as long, where a step that looked at all of it for each of its characters
 * would take sixteen times. Measured against itself, so that slow machines and valgrind do not matter. */
static void time_grows_with_the_text(void **state)
{
	static const char *const shapes[] = {"{\"name\": \"value\", \"n\": 12345},\n", "abcdefghijklmnopqrstuvwxyz ", "日本語"};
	struct surface sf;

	(void)state;
	surface_init(&sf, 100, 30, false);
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		bool linear = false;

		for (int tries = 0; tries < 3 && !linear; tries++) {
			clock_t small = work_on(shapes[i], 1 << 18, &sf), large = work_on(shapes[i], 1 << 20, &sf);

			linear = large < 10 * small + CLOCKS_PER_SEC / 20;
		}
		assert_true(linear);
	}
	surface_done(&sf);
}

static void the_size_has_a_limit(void **state)
{
	struct editor *ed = editor_with("x");
	char *big = xcalloc(1, EDITOR_MAX_BYTES + 1);

	(void)state;
	memset(big, 'a', EDITOR_MAX_BYTES);
	assert_false(editor_set_text(ed, big, EDITOR_MAX_BYTES + 1));
	assert_false(editor_insert(ed, big, EDITOR_MAX_BYTES));
	EXPECT(ed, "^x");
	assert_true(editor_set_text(ed, big, EDITOR_MAX_BYTES));
	free(big);
	editor_free(ed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_do_what_they_say),
		cmocka_unit_test(keys_tell_what_they_did),
		cmocka_unit_test(a_paste_is_one_step_without_helpers),
		cmocka_unit_test(text_is_kept_byte_for_byte),
		cmocka_unit_test(windows_line_ends_come_back),
		cmocka_unit_test(modified_knows_the_saved_text),
		cmocka_unit_test(places_of_errors_are_found),
		cmocka_unit_test(selections_have_their_text),
		cmocka_unit_test(the_mouse_places_and_selects),
		cmocka_unit_test(search_goes_round),
		cmocka_unit_test(a_screen_shows_numbers_marks_and_selection),
		cmocka_unit_test(the_view_follows_the_cursor),
		cmocka_unit_test(undo_takes_everything_back),
		cmocka_unit_test(time_grows_with_the_text),
		cmocka_unit_test(the_size_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
