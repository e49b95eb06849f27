/* surface: clipping, wide characters, unsafe text, boxes, differences; glyphs, styles and themes. */
#include "ui_test.h"

#include "base/rng.h"
#include "base/utf8.h"
#include "ui/glyph.h"
#include "ui/theme.h"

static void text_is_put_and_clipped(void **state)
{
	struct surface sf, sub;

	(void)state;
	surface_init(&sf, 12, 3, false);
	assert_int_equal(surface_put(&sf, 1, 0, ST_TITLE, "title"), 5);
	assert_int_equal(surface_put(&sf, 9, 1, ST_ERROR, "too long"), 8);
	surface_put(&sf, -2, 2, ST_TEXT, "abcd");
	surface_put(&sf, 0, 3, ST_TEXT, "below");
	surface_put(&sf, 0, -1, ST_TEXT, "above");
	sub = surface_sub(&sf, 4, 1, 4, 2);
	assert_int_equal(surface_put(&sub, 1, 1, ST_DIM, "clipped"), 7);
	surface_put(&sub, -3, 0, ST_DIM, "xxxx");
	EXPECT_TEXT(&sf,
		"| title      |\n"
		"|    x    too|\n"
		"|cd   cli    |\n");
	EXPECT_STYLES(&sf,
		"| ttttt      |\n"
		"|    d    EEE|\n"
		"|     ddd    |\n");
	sub = surface_sub(&sub, 2, 0, 100, 100);
	surface_fill(&sub, 0, 0, 100, 100, ST_TEXT, "#");
	EXPECT_TEXT(&sf,
		"| title      |\n"
		"|    x ## too|\n"
		"|cd   c##    |\n");
	surface_done(&sf);
}

static void wide_characters_stay_whole(void **state)
{
	struct surface sf, sub;

	(void)state;
	surface_init(&sf, 8, 1, false);
	surface_put(&sf, 0, 0, ST_TEXT, "日本語x");
	EXPECT_TEXT(&sf, "|日本語x |\n");
	surface_put(&sf, 1, 0, ST_TEXT, "-");
	EXPECT_TEXT(&sf, "| -本語x |\n");
	surface_put(&sf, 2, 0, ST_TEXT, "-");
	EXPECT_TEXT(&sf, "| -- 語x |\n");
	surface_put(&sf, 3, 0, ST_TEXT, "日");
	EXPECT_TEXT(&sf, "| --日 x |\n");
	/* Cut by the edge of the view on either side. */
	sub = surface_sub(&sf, 1, 0, 3, 1);
	surface_put(&sub, 2, 0, ST_TEXT, "語");
	surface_put(&sub, -1, 0, ST_TEXT, "語");
	EXPECT_TEXT(&sf, "|  -   x |\n");
	surface_put(&sf, 7, 0, ST_TEXT, "語");
	surface_fill(&sf, 0, 0, 8, 1, ST_TEXT, "語");
	EXPECT_TEXT(&sf, "|        |\n");
	surface_done(&sf);
}

static void marks_stay_with_their_base(void **state)
{
	struct surface sf;
	char zalgo[200] = "z";

	(void)state;
	surface_init(&sf, 6, 2, false);
	surface_put(&sf, 0, 0, ST_TEXT, "e\xcc\x81x");	/* e with a combining acute */
	assert_int_equal(surface_cell(&sf, 0, 0)->len, 3);
	/* A family of four joined: the first of them, no joiner, so that every terminal agrees on two cells. */
	assert_int_equal(surface_put(&sf, 0, 1, ST_TEXT, "👨‍👩‍👧‍👦!"), 3);
	EXPECT_TEXT(&sf, "|e\xcc\x81x    |\n|👨!   |\n");
	for (int i = 0; i < 60; i++)
		strcat(zalgo, "\xcc\x81");
	surface_put(&sf, 0, 0, ST_TEXT, zalgo);
	assert_true(surface_cell(&sf, 0, 0)->len <= CELL_BYTES);
	/* A mark without a base is nothing. */
	assert_int_equal(surface_put(&sf, 0, 0, ST_TEXT, "\xcc\x81"), 0);
	surface_done(&sf);
}

static void nothing_unsafe_reaches_a_cell(void **state)
{
	struct surface sf;
	struct rng r;
	char buf[64];

	(void)state;
	surface_init(&sf, 20, 2, false);
	surface_put(&sf, 0, 0, ST_TEXT, "a\033[2Jb\tc\nd\x7f\xc2\x9b");
	surface_putn(&sf, 0, 1, ST_TEXT, "x\0y\xff\xe2\x80\xaez", 8);
	EXPECT_TEXT(&sf,
		"|a␛[2Jb␉c␊d␡�        |\n"
		"|x␀y��z              |\n");
	surface_resize(&sf, 70, 1);
	rng_seed(&r, 1);
	for (int round = 0; round < 20000; round++) {
		for (size_t i = 0; i < sizeof buf; i++)
			buf[i] = (char)rng_next(&r);
		surface_putn(&sf, (int)(rng_next(&r) % 80) - 10, 0, ST_TEXT, buf, sizeof buf);
		for (int x = 0; x < 70; x++) {
			const struct cell *c = surface_cell(&sf, x, 0);
			size_t used;

			assert_true(c->len <= CELL_BYTES && utf8_valid(c->text, c->len));
			assert_int_equal(c->width == 0, c->len == 0);
			if (c->width == 2)
				assert_int_equal(surface_cell(&sf, x + 1, 0)->width, 0);
			if (c->width == 0)
				assert_int_equal(surface_cell(&sf, x - 1, 0)->width, 2);
			for (size_t i = 0; i < c->len; i += used)
				assert_false(utf8_is_unsafe(utf8_next(c->text + i, c->len - i, &used)));
		}
	}
	surface_done(&sf);
}

static void ascii_surfaces_hold_only_ascii(void **state)
{
	struct surface sf;

	(void)state;
	surface_init(&sf, 24, 4, true);
	surface_box(&sf, 0, 0, 24, 4, ST_BORDER, "naïve", ST_TITLE);
	surface_put(&sf, 2, 1, ST_TEXT, "· ▶ ✓ ✗ ~ ! ⏸ – ● ▾ …");
	surface_put(&sf, 2, 2, ST_TEXT, "日e\xcc\x81\033→█");
	EXPECT_TEXT(&sf,
		"|+ na?ve ---------------+|\n"
		"|| . > + X ~ ! P - * v .||\n"
		"|| ??e?>#               ||\n"
		"|+----------------------+|\n");
	surface_done(&sf);
}

static void long_text_ends_in_an_ellipsis(void **state)
{
	struct surface sf;

	(void)state;
	surface_init(&sf, 10, 5, false);
	assert_int_equal(surface_text(&sf, 0, 0, 6, ST_TEXT, "exact!"), 6);
	assert_int_equal(surface_text(&sf, 0, 1, 6, ST_TEXT, "too long"), 6);
	assert_int_equal(surface_text(&sf, 0, 2, 4, ST_TEXT, "日本語"), 3);
	assert_int_equal(surface_text_right(&sf, 0, 3, 10, ST_TEXT, "right"), 5);
	assert_int_equal(surface_text_right(&sf, 2, 4, 5, ST_TEXT, "much too long"), 5);
	assert_int_equal(surface_text(&sf, 0, 0, 0, ST_TEXT, "none"), 0);
	EXPECT_TEXT(&sf,
		"|exact!    |\n"
		"|too l…    |\n"
		"|日…       |\n"
		"|     right|\n"
		"|  much…   |\n");
	surface_done(&sf);
}

static void attributes_and_the_cursor_are_kept_apart(void **state)
{
	struct surface sf, sub;
	int x, y;

	(void)state;
	surface_init(&sf, 8, 2, false);
	sub = surface_sub(&sf, 2, 0, 4, 2);
	sub.attrs = ATTR_SELECTED;
	surface_put(&sub, 0, 0, ST_TEXT, "row");
	surface_attr(&sf, 0, 1, 3, 1, ATTR_BOLD, 0);
	surface_attr(&sf, 2, 0, 1, 2, ATTR_UNDERLINE, ATTR_SELECTED | ATTR_BOLD);
	surface_restyle(&sf, 0, 1, 8, 1, ST_GOOD);
	EXPECT_ATTRS(&sf, "|  uss   |\n|bbu     |\n");
	EXPECT_STYLES(&sf, "|        |\n|GGGGGGGG|\n");
	assert_false(surface_get_cursor(&sf, &x, &y));
	surface_cursor(&sub, 3, 1);
	assert_true(surface_get_cursor(&sf, &x, &y));
	assert_int_equal(x, 5);
	assert_int_equal(y, 1);
	surface_cursor(&sub, 4, 1);
	assert_false(surface_get_cursor(&sf, &x, &y));
	surface_done(&sf);
}

static void differences_are_whole_characters(void **state)
{
	struct surface a, b;
	int x = 0, end;

	(void)state;
	surface_init(&a, 12, 1, false);
	surface_init(&b, 12, 1, false);
	surface_put(&a, 0, 0, ST_TEXT, "same 日 x   y");
	surface_copy(&b, &a);
	assert_false(surface_next_change(&a, &b, 0, &x, &end));
	surface_put(&b, 6, 0, ST_TEXT, "-");
	surface_put(&b, 11, 0, ST_TITLE, "y");
	x = 0;
	assert_true(surface_next_change(&a, &b, 0, &x, &end));
	assert_int_equal(x, 5);
	assert_int_equal(end, 7);
	x = end;
	assert_true(surface_next_change(&a, &b, 0, &x, &end));
	assert_int_equal(x, 11);
	assert_int_equal(end, 12);
	x = end;
	assert_false(surface_next_change(&a, &b, 0, &x, &end));
	surface_done(&a);
	surface_done(&b);
}

static void sizes_have_bounds(void **state)
{
	struct surface sf, sub;

	(void)state;
	surface_init(&sf, -5, 0, false);
	surface_put(&sf, 0, 0, ST_TEXT, "nowhere");
	surface_box(&sf, 0, 0, 10, 10, ST_BORDER, "t", ST_TITLE);
	assert_null(surface_cell(&sf, 0, 0));
	surface_resize(&sf, 1000000, 2);
	assert_int_equal(sf.cols, SURFACE_MAX);
	sub = surface_sub(&sf, 10, 0, -4, -4);
	surface_fill(&sub, 0, 0, 10, 10, ST_TEXT, "x");
	assert_memory_equal(surface_cell(&sf, 10, 0)->text, " ", 1);
	surface_done(&sf);
}

static void styles_have_distinct_names_and_letters(void **state)
{
	(void)state;
	for (int i = 0; i < ST_COUNT; i++) {
		assert_int_equal(style_find(style_name((enum style)i)), i);
		for (int j = 0; j < i; j++)
			assert_int_not_equal(style_letter((enum style)i), style_letter((enum style)j));
	}
	assert_int_equal(style_find("colour"), -1);
}

static void glyphs_have_their_ascii(void **state)
{
	static const struct {
		const char *glyph;
		char ascii;
	} t[] = {
		{GLYPH_IDLE, '.'}, {GLYPH_RUNNING, '>'}, {GLYPH_SUCCEEDED, '+'}, {GLYPH_FAILED, 'X'}, {GLYPH_RETRYING, '~'},
		{GLYPH_CAUGHT, '!'}, {GLYPH_PAUSED, 'P'}, {GLYPH_ABORTED, '-'}, {GLYPH_BREAKPOINT, '*'}, {"╌", '-'}, {"┼", '+'},
		{"╎", ':'}, {"▏", '#'}, {"░", ':'}, {"▲", '^'}, {"◀", '<'}, {"A", 'A'}, {"é", '?'},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		size_t used;

		assert_int_equal(glyph_ascii(utf8_next(t[i].glyph, strlen(t[i].glyph), &used)), t[i].ascii);
	}
}

static void every_built_in_theme_names_every_style(void **state)
{
	struct theme t;
	struct err e;
	const char *name;
	size_t n = 0;

	(void)state;
	for (; (name = theme_builtin(n)); n++) {
		int plain = 0;

		if (!theme_load(&t, name, &e))
			fail_msg("%s: %s", name, e.msg);
		for (int i = 0; i < ST_COUNT; i++) {
			plain += t.styles[i].fg.palette == -1 && t.styles[i].bg.palette == -1 && !t.styles[i].attrs;
			if (!theme_is_readable(t.styles[i].fg.palette, t.styles[i].bg.palette))
				fail_msg("%s: %s cannot be read", name, style_name((enum style)i));
		}
		if (strcmp(name, "mono") != 0)
			assert_true(plain <= 1);
	}
	assert_int_equal(n, 4);
	assert_true(theme_load(&t, NULL, &e));
	assert_false(theme_load(&t, "beige", &e));
	assert_string_equal(e.msg, "no theme or file \"beige\" (built in: dark, light, high-contrast, mono)");
}

static void themes_are_read_with_their_errors(void **state)
{
	static const struct {
		const char *text, *message;
		uint32_t line, col;
	} bad[] = {
		{"error red", "the background is missing", 1, 10},
		{"\n  erorr red -\n", "no such style: erorr", 2, 3},
		{"error redd -", "no such colour (-, a name, 0-255, #rrggbb): redd", 1, 7},
		{"error 256 -", "no such colour (-, a name, 0-255, #rrggbb): 256", 1, 7},
		{"error 200/17 -", "no such colour (-, a name, 0-255, #rrggbb): 200/17", 1, 7},
		{"error #12345 -", "no such colour (-, a name, 0-255, #rrggbb): #12345", 1, 7},
		{"error - - blinking", "no such attribute (bold, dim, underline, reverse): blinking", 1, 11},
		{"error - -\nbase dark", "base must be the first line", 2, 1},
		{"base pink", "no such built-in theme: pink", 1, 6},
		{"base", "the base's name is missing", 1, 5},
	};
	struct theme t, before;
	struct err e;
	static const char good[] = "# mine\nbase light\n\nerror #ff8000/yellow - bold underline\r\ntext 7 0";

	(void)state;
	memset(&t, 7, sizeof t);
	before = t;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(theme_parse(&t, bad[i].text, strlen(bad[i].text), &e));
		assert_string_equal(e.msg, bad[i].message);
		assert_int_equal(e.span.line, bad[i].line);
		assert_int_equal(e.span.col, bad[i].col);
		assert_memory_equal(&t, &before, sizeof t);
	}
	assert_true(theme_parse(&t, good, sizeof good - 1, &e));
	assert_int_equal(t.styles[ST_ERROR].attrs, ATTR_BOLD | ATTR_UNDERLINE);
	assert_int_equal(theme_colour_for(&t.styles[ST_ERROR].fg, 256), 208);
	assert_int_equal(theme_colour_for(&t.styles[ST_ERROR].fg, 1 << 24), 0xff8000);
	assert_int_equal(theme_colour_for(&t.styles[ST_ERROR].fg, 16), 3);
	assert_int_equal(theme_colour_for(&t.styles[ST_ERROR].fg, 0), -1);
	assert_int_equal(theme_colour_for(&t.styles[ST_ERROR].bg, 256), -1);
	assert_int_equal(theme_colour_for(&t.styles[ST_HEADER].bg, 256), 25);
	assert_int_equal(theme_colour_for(&t.styles[ST_HEADER].bg, 8), 4);
	assert_true(theme_parse(&t, "error 196 bright-red", 20, &e));
	assert_int_equal(theme_colour_for(&t.styles[ST_ERROR].fg, 16), 9);
	assert_int_equal(theme_colour_for(&t.styles[ST_ERROR].bg, 8), 1);
	assert_int_equal(t.styles[ST_GOOD].fg.palette, -1);
}

static void contrast_is_judged(void **state)
{
	(void)state;
	assert_true(theme_is_readable(252, 238) && theme_is_readable(16, 231) && theme_is_readable(-1, 238) && theme_is_readable(0, -1));
	assert_false(theme_is_readable(240, 238) || theme_is_readable(245, 238) || theme_is_readable(4, 0) || theme_is_readable(7, 7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_put_and_clipped),
		cmocka_unit_test(wide_characters_stay_whole),
		cmocka_unit_test(marks_stay_with_their_base),
		cmocka_unit_test(nothing_unsafe_reaches_a_cell),
		cmocka_unit_test(ascii_surfaces_hold_only_ascii),
		cmocka_unit_test(long_text_ends_in_an_ellipsis),
		cmocka_unit_test(attributes_and_the_cursor_are_kept_apart),
		cmocka_unit_test(differences_are_whole_characters),
		cmocka_unit_test(sizes_have_bounds),
		cmocka_unit_test(styles_have_distinct_names_and_letters),
		cmocka_unit_test(glyphs_have_their_ascii),
		cmocka_unit_test(every_built_in_theme_names_every_style),
		cmocka_unit_test(themes_are_read_with_their_errors),
		cmocka_unit_test(contrast_is_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
