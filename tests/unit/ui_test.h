/*
 * ui_test - what tests of the ui room share: a surface compared with the text one expects, keys fed from their
 * names.
 */
#ifndef ASLANT_UI_TEST_H
#define ASLANT_UI_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "ui/key.h"
#include "ui/surface.h"

typedef void (*dump_fn)(const struct surface *sf, int y, struct str *out);

/* Each row in bars: |text|, as the screen tests write them. */
static inline char *ui_dump(const struct surface *sf, dump_fn dump)
{
	struct str s = {0};

	for (int y = 0; y < sf->rows; y++) {
		str_addc(&s, '|');
		dump(sf, y, &s);
		str_adds(&s, "|\n");
	}
	return str_take(&s);
}

static inline void ui_expect(const struct surface *sf, dump_fn dump, const char *want, const char *file, int line)
{
	char *is = ui_dump(sf, dump);

	if (strcmp(is, want) != 0) {
		print_error("the surface is\n%sand should be\n%s", is, want);
		free(is);
		_fail(file, line);
	}
	free(is);
}

#define EXPECT_TEXT(sf, want) ui_expect(sf, surface_dump_text, want, __FILE__, __LINE__)
#define EXPECT_STYLES(sf, want) ui_expect(sf, surface_dump_styles, want, __FILE__, __LINE__)
#define EXPECT_ATTRS(sf, want) ui_expect(sf, surface_dump_attrs, want, __FILE__, __LINE__)

/* Calls do_key for each key named in text. */
#define FEED(text, do_key)						\
	do {								\
		const char *feed_at = text;				\
		while (*feed_at) {					\
			struct key k;					\
			size_t used;					\
			assert_true(key_parse(feed_at, &k, &used, NULL)); \
			do_key;						\
			feed_at += used;				\
		}							\
	} while (0)

#endif
