/* textdiff: what differs between two texts, in lines and within them; against the longest common subsequence of random texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/rng.h"
#include "base/textdiff.h"

/* As diff -u0 shows it, what differs within a line between ‹ and ›. */
static char *shown(const char *a, const char *b, size_t context)
{
	struct text_diff d = {0};
	struct diff_hunk h;
	struct str s = {0};
	size_t at = 0;

	text_diff_make(&d, a, strlen(a), b, strlen(b));
	while (text_diff_hunk(&d, context, &at, &h)) {
		diff_hunk_head(&h, &s);
		str_addc(&s, '\n');
		for (size_t i = h.first; i < h.first + h.n; i++) {
			const struct diff_line *l = &d.lines.v[i];

			str_addc(&s, " -+"[l->change]);
			str_add(&s, l->text, l->from);
			if (l->from != l->to || l->from)
				str_adds(&s, "‹");
			str_add(&s, l->text + l->from, l->to - l->from);
			if (l->from != l->to || l->from)
				str_adds(&s, "›");
			str_add(&s, l->text + l->to, l->len - l->to);
			str_addc(&s, '\n');
		}
	}
	text_diff_done(&d);
	return str_take(&s);
}

static void differences_are_shown(void **state)
{
	static const struct {
		const char *a, *b;
		size_t context;
		const char *want;
	} t[] = {
		{"", "", 3, ""},
		{"a\nb\n", "a\nb\n", 3, ""},
		{"a\nb", "a\nb\n", 3, ""},
		{"a\r\nb\r\n", "a\nb\n", 3, ""},
		{"", "a\n", 3, "@@ -0,0 +1,1 @@\n+a\n"},
		{"a\nb\nc\n", "a\nc\n", 1, "@@ -1,3 +1,2 @@\n a\n-b\n c\n"},
		{"a\nb\nc\n", "a\nc\n", 0, "@@ -2,1 +1,0 @@\n-b\n"},
		{"1\n2\n3\n4\n5\n6\n7\n", "1\nx\n3\n4\n5\ny\n7\n", 1,
			"@@ -1,3 +1,3 @@\n 1\n-2\n+x\n 3\n@@ -5,3 +5,3 @@\n 5\n-6\n+y\n 7\n"},
		{"1\n2\n3\n4\n5\n6\n7\n", "1\nx\n3\n4\n5\ny\n7\n", 2, "@@ -1,7 +1,7 @@\n 1\n-2\n+x\n 3\n 4\n 5\n-6\n+y\n 7\n"},
		{"  \"Next\": \"Pay\",\n", "  \"Next\": \"Payment\",\n", 0,
			"@@ -1,1 +1,1 @@\n-  \"Next\": \"‹Pay›\",\n+  \"Next\": \"‹Payment›\",\n"},
		{"{\"A\": 10}\n", "{\"A\": 100}\n", 0, "@@ -1,1 +1,1 @@\n-{\"A\": ‹10›}\n+{\"A\": ‹100›}\n"},
		{"é1\n", "é2\n", 0, "@@ -1,1 +1,1 @@\n-é1\n+é2\n"},
		{"  abc,\n", "  xyz\n", 0, "@@ -1,1 +1,1 @@\n-  abc,\n+  xyz\n"},
		{"    \"Next\": \"A\",\n    \"End\": true\n", "    \"Result\": 1,\n    \"Next\": \"B\",\n", 0,
			"@@ -1,2 +1,2 @@\n-    \"Next\": \"‹A›\",\n-    \"End\": true\n+    \"Result\": 1,\n+    \"Next\": \"‹B›\",\n"},
		{"a, b\n", "a, c, b\n", 0, "@@ -1,1 +1,1 @@\n-a, ‹›b\n+a, ‹c, ›b\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		char *is = shown(t[i].a, t[i].b, t[i].context);

		if (strcmp(is, t[i].want) != 0)
			fail_msg("row %zu is\n%sand should be\n%s", i, is, t[i].want);
		free(is);
	}
}

static size_t longest_common(const char *a, size_t n, const char *b, size_t m)
{
	static size_t best[64][64];

	for (size_t i = 0; i <= n; i++)
		for (size_t k = 0; k <= m; k++) {
			size_t x = i ? best[i - 1][k] : 0, y = k ? best[i][k - 1] : 0;

			best[i][k] = !i || !k ? 0 : a[i - 1] == b[k - 1] ? best[i - 1][k - 1] + 1 : x > y ? x : y;
		}
	return best[n][m];
}

/* The difference leads from one text to the other, and is as short as can be. */
static void any_two_texts(void **state)
{
	struct rng r;

	(void)state;
	rng_seed(&r, 11);
	for (int round = 0; round < 20000; round++) {
		size_t n = rng_next(&r) % 20, m = rng_next(&r) % 20, letters = 1 + rng_next(&r) % 5;
		char x[64], y[64];
		struct str a = {0}, b = {0}, a2 = {0}, b2 = {0};
		struct text_diff d = {0};

		for (size_t i = 0; i < n; i++)
			str_addf(&a, "%c\n", x[i] = (char)('a' + rng_next(&r) % letters));
		for (size_t i = 0; i < m; i++)
			str_addf(&b, "%c\n", y[i] = (char)('a' + rng_next(&r) % letters));
		text_diff_make(&d, str_get(&a), a.len, str_get(&b), b.len);
		for (size_t i = 0; i < d.lines.n; i++) {
			const struct diff_line *l = &d.lines.v[i];

			if (l->change != LINE_ADDED)
				str_addf(&a2, "%.*s\n", (int)l->len, l->text);
			if (l->change != LINE_REMOVED)
				str_addf(&b2, "%.*s\n", (int)l->len, l->text);
		}
		assert_string_equal(str_get(&a2), str_get(&a));
		assert_string_equal(str_get(&b2), str_get(&b));
		assert_int_equal(d.lines.n - d.removed - d.added, longest_common(x, n, y, m));
		assert_false(d.coarse);
		text_diff_done(&d);
		str_done(&a);
		str_done(&b);
		str_done(&a2);
		str_done(&b2);
	}
}

static void large_texts_take_no_time(void **state)
{
	struct str a = {0}, b = {0};
	struct text_diff d = {0};
	clock_t start;
	double ms;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		str_addf(&a, "line %d\n", i);
		str_addf(&b, i % 1000 == 7 ? "other %d\n" : "line %d\n", i);
	}
	start = clock();
	text_diff_make(&d, str_get(&a), a.len, str_get(&b), b.len);
	assert_int_equal(d.removed, 100);
	assert_int_equal(d.added, 100);
	text_diff_done(&d);
	/* Nothing in common: found out soon, too. */
	str_reset(&b);
	for (int i = 0; i < 100000; i++)
		str_addf(&b, "%d\n", i);
	d = (struct text_diff){0};
	text_diff_make(&d, str_get(&a), a.len, str_get(&b), b.len);
	assert_int_equal(d.removed, 100000);
	assert_true(d.coarse);
	text_diff_done(&d);
	ms = (double)(clock() - start) * 1000 / CLOCKS_PER_SEC;
	if (ms > 3000)
		fail_msg("%.0f ms", ms);
	str_done(&a);
	str_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences_are_shown),
		cmocka_unit_test(any_two_texts),
		cmocka_unit_test(large_texts_take_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
