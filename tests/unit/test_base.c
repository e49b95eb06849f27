/* base: strings, errors, maps, text width, times, random numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/base.h"
#include "base/map.h"
#include "base/rng.h"
#include "base/timefmt.h"
#include "base/utf8.h"

static void strings_grow_and_are_taken(void **state)
{
	struct str s = {0};
	char *p;

	(void)state;
	assert_string_equal(str_get(&s), "");
	for (int i = 0; i < 1000; i++)
		str_addf(&s, "%d,", i % 10);
	assert_int_equal(s.len, 2000);
	p = str_take(&s);
	assert_int_equal(strlen(p), 2000);
	assert_null(s.p);
	free(p);
}

static void errors_name_their_place(void **state)
{
	struct err e;

	(void)state;
	assert_false(err_at(&e, ERR_SYNTAX, (struct span){12, 9, 300}, "expected \"%s\"", ","));
	err_prefix(&e, "order.asl.json");
	assert_string_equal(e.msg, "order.asl.json:12:9: expected \",\"");
	assert_int_equal(e.code, ERR_SYNTAX);
}

static void maps_find_what_was_put(void **state)
{
	struct map m = {0};
	int values[500];
	char key[16];

	(void)state;
	assert_null(map_get(&m, "none"));
	for (int i = 0; i < 500; i++) {
		snprintf(key, sizeof key, "k%d", i);
		assert_true(map_put(&m, key, &values[i]));
		assert_false(map_put(&m, key, &values[0]));
	}
	for (int i = 0; i < 500; i++) {
		snprintf(key, sizeof key, "k%d", i);
		assert_ptr_equal(map_get(&m, key), &values[i]);
	}
	assert_ptr_equal(map_replace(&m, "k7", &values[8]), &values[7]);
	assert_ptr_equal(map_get(&m, "k7"), &values[8]);
	map_done(&m);
}

static void widths_of_text(void **state)
{
	int w;

	(void)state;
	assert_int_equal(utf8_width("abc"), 3);
	assert_int_equal(utf8_width("注文"), 4);
	assert_int_equal(utf8_width("e\xcc\x81"), 1);			/* e and a combining acute */
	assert_int_equal(utf8_width("👩‍👩‍👧"), 2);			/* a joined family is one grapheme */
	assert_int_equal(utf8_width("┌─▶"), 3);
	assert_int_equal(utf8_fit("注文x", 3, &w), 3);
	assert_int_equal(w, 2);
	assert_int_equal(utf8_utf16_len("a😀"), 3);
	assert_int_equal(utf8_count("a😀"), 2);
}

static void unsafe_text_is_made_visible(void **state)
{
	char *p = utf8_safe("a\x1b[31m\n\xc2\x9b\xe2\x80\xae" "b", false);
	char *q = utf8_safe("\x1b]0;x\x07", true);

	(void)state;
	assert_string_equal(p, "a␛[31m␊\xef\xbf\xbd\xef\xbf\xbd" "b");
	assert_string_equal(q, "?]0;x?");
	free(p);
	free(q);
}

static void letters_have_another_case(void **state)
{
	static const struct { uint32_t from; size_t n; uint32_t upper[3], lower; } cases[] = {
		{ 'a', 1, { 'A' }, 'a' }, { 'Z', 1, { 'Z' }, 'z' }, { 0xdf, 2, { 'S', 'S' }, 0xdf }, { 0x101, 1, { 0x100 }, 0x101 },
		{ 0x100, 1, { 0x100 }, 0x101 }, { 0x3c2, 1, { 0x3a3 }, 0x3c2 }, { 0x416, 1, { 0x416 }, 0x436 }, { 0x1c6, 1, { 0x1c4 }, 0x1c6 },
		{ 0x10428, 1, { 0x10400 }, 0x10428 }, { 0xfb03, 3, { 'F', 'F', 'I' }, 0xfb03 }, { 0x4e2d, 1, { 0x4e2d }, 0x4e2d },
	};
	uint32_t to[3];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(utf8_upper(cases[i].from, to), cases[i].n);
		assert_memory_equal(to, cases[i].upper, cases[i].n * sizeof *to);
		assert_int_equal(utf8_lower(cases[i].from, to), 1);
		assert_int_equal(to[0], cases[i].lower);
	}
	assert_int_equal(utf8_lower(0x130, to), 2);
	assert_true(utf8_is_cased(0x24d0));
	assert_false(utf8_is_cased('1'));
}

static void utf8_is_checked_strictly(void **state)
{
	(void)state;
	assert_true(utf8_valid("aß注😀", strlen("aß注😀")));
	assert_false(utf8_valid("\xc0\x80", 2));
	assert_false(utf8_valid("\xed\xa0\x80", 3));
	assert_false(utf8_valid("\xe2\x82", 2));
	assert_false(utf8_valid("\xff", 1));
	assert_false(utf8_valid("\xf4\x90\x80\x80", 4));
	assert_true(utf8_cmp_utf16("\xef\xbf\xbd", "😀") > 0);		/* U+FFFD sorts after a surrogate pair */
}

static void times_are_read_and_written(void **state)
{
	char text[TIME_TEXT_SIZE];
	int64_t ms;
	int32_t ns;

	(void)state;
	assert_true(time_parse("2026-01-02T03:04:05.678901+01:00", &ms, &ns));
	assert_int_equal(ns, 901000);
	time_format(ms, text);
	assert_string_equal(text, "2026-01-02T02:04:05.678Z");
	time_format(-1, text);
	assert_string_equal(text, "1969-12-31T23:59:59.999Z");
	assert_false(time_parse("2026-02-29T00:00:00Z", &ms, NULL));
	assert_true(time_parse("2024-02-29T00:00:00Z", &ms, NULL));
	assert_false(time_parse("2026-01-02 03:04:05Z", &ms, NULL));
	assert_false(time_parse("2026-01-02T03:04:05", &ms, NULL));
	assert_false(time_parse("2026-01-02T25:04:05Z", &ms, NULL));
	assert_false(time_parse("", &ms, NULL));
	time_format_http(1762432307000, text);
	assert_string_equal(text, "Thu, 06 Nov 2025 12:31:47 GMT");
	time_format_http(-1, text);
	assert_string_equal(text, "Wed, 31 Dec 1969 23:59:59 GMT");
	time_format_span(7000, text);
	assert_string_equal(text, "+7.000s");
	time_format_span(123456, text);
	assert_string_equal(text, "+2m03.456s");
}

static void paths_become_absolute(void **state)
{
	char *here = path_absolute("."), *there = path_absolute("./nowhere/./x");

	(void)state;
	assert_int_equal(here[0], '/');
	assert_true(str_starts(there, here));
	assert_true(str_ends(there, "/x"));
	free(here);
	here = path_absolute("/");
	assert_string_equal(here, "/");
	free(here);
	free(there);
	here = path_absolute("/nowhere/at/all");
	assert_string_equal(here, "/nowhere/at/all");
	free(here);
}

static void random_numbers_repeat(void **state)
{
	struct rng a, b;
	char u[37], v[37];

	(void)state;
	rng_seed(&a, 42);
	rng_seed(&b, 42);
	rng_uuid(&a, u);
	rng_uuid(&b, v);
	assert_string_equal(u, v);
	assert_int_equal(u[14], '4');
	for (int i = 0; i < 1000; i++) {
		double x = rng_unit(&a);

		assert_true(x >= 0 && x < 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_grow_and_are_taken),
		cmocka_unit_test(errors_name_their_place),
		cmocka_unit_test(maps_find_what_was_put),
		cmocka_unit_test(widths_of_text),
		cmocka_unit_test(unsafe_text_is_made_visible),
		cmocka_unit_test(utf8_is_checked_strictly),
		cmocka_unit_test(letters_have_another_case),
		cmocka_unit_test(times_are_read_and_written),
		cmocka_unit_test(paths_become_absolute),
		cmocka_unit_test(random_numbers_repeat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
