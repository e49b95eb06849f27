/*
 * What a person may write for the ui: key maps and themes. What is refused is refused with a place inside the text
 * and changes nothing; what is taken can be listed, looked up and printed, and printed keys are the same keys.
 */
#include <stdlib.h>
#include <string.h>

#include "ui/keymap.h"
#include "ui/theme.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_error(const struct err *e, size_t size)
{
	must(e->code != ERR_NONE && e->msg[0] && e->span.line >= 1 && e->span.col >= 1 && e->span.offset <= size);
}

struct listing {
	const struct keymap *km;
	const char *screen;
};

static void check_binding(void *ctx, const char *from, const char *keys, const char *command)
{
	const struct listing *l = ctx;
	struct key seq[KEYMAP_SEQ_MAX];
	enum keymap_found found;
	const char *is = NULL;
	struct str again = {0};
	size_t n;

	(void)from;
	must(key_parse_seq(keys, seq, KEYMAP_SEQ_MAX, &n, NULL));
	for (size_t i = 0; i < n; i++)
		key_print(&seq[i], &again);
	must(strcmp(str_get(&again), keys) == 0);
	found = keymap_lookup(l->km, l->screen, seq, n, &is);
	must((found == KEYMAP_COMMAND || found == KEYMAP_BOTH) && strcmp(is, command) == 0);
	must(keymap_find(l->km, l->screen, command, &again));
	keymap_label(keys, false, &again);
	str_done(&again);
}

static void check_keymap(const char *text, size_t size)
{
	struct keymap *km = keymap_new();
	struct listing all = {km, "*"}, run = {km, "a"};
	struct err e = {0};

	must(keymap_parse(km, "map * q close\nmap a b c d\n", 26, NULL, NULL, &e));
	if (!keymap_parse(km, text, size, NULL, NULL, &e))
		check_error(&e, size);
	keymap_each(km, all.screen, check_binding, &all);
	keymap_each(km, run.screen, check_binding, &run);
	keymap_free(km);
}

static void check_theme(const char *text, size_t size)
{
	static const int depths[] = {0, 8, 16, 256, 1 << 24};
	struct theme t;
	struct err e = {0};

	if (!theme_parse(&t, text, size, &e)) {
		check_error(&e, size);
		return;
	}
	for (int i = 0; i < ST_COUNT; i++) {
		for (size_t d = 0; d < ARRAY_LEN(depths); d++) {
			must(theme_colour_for(&t.styles[i].fg, depths[d]) >= -1);
			must(theme_colour_for(&t.styles[i].fg, depths[d]) < (depths[d] ? depths[d] : 1));
		}
		must(t.styles[i].attrs < ATTR_SELECTED);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);

	check_keymap(text, size);
	check_theme(text, size);
	free(text);
	return 0;
}
