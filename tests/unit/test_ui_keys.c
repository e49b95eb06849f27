/* key and keymap: names, sequences, what works where, what hides what. */
#include "ui_test.h"

#include "ui/keymap.h"

static void names_become_keys_and_names_again(void **state)
{
	static const struct {
		const char *text;
		uint32_t code;
		unsigned mods;
		const char *printed, *label;
	} t[] = {
		{"a", 'a', 0, "a", "a"},
		{"A", 'A', 0, "A", "A"},
		{"é", 0xe9, 0, "é", "é"},
		{"<Enter>", K_ENTER, 0, "<Enter>", "Enter"},
		{"<CR>", K_ENTER, 0, "<Enter>", "Enter"},
		{"<esc>", K_ESC, 0, "<Esc>", "Esc"},
		{"<S-Tab>", K_TAB, MOD_SHIFT, "<S-Tab>", "Shift-Tab"},
		{"<BS>", K_BACKSPACE, 0, "<BS>", "Backspace"},
		{"<Space>", ' ', 0, "<Space>", "Space"},
		{" ", ' ', 0, "<Space>", "Space"},
		{"<lt>", '<', 0, "<lt>", "<"},
		{"<", '<', 0, "<lt>", "<"},
		{">", '>', 0, ">", ">"},
		{"-", '-', 0, "-", "-"},
		{"<C-w>", 'w', MOD_CTRL, "<C-w>", "Ctrl-W"},
		{"<C-W>", 'w', MOD_CTRL, "<C-w>", "Ctrl-W"},
		{"<c-a-Left>", K_LEFT, MOD_CTRL | MOD_ALT, "<A-C-Left>", "Ctrl-Alt-←"},
		{"<A-x>", 'x', MOD_ALT, "<A-x>", "Alt-x"},
		{"<A-X>", 'X', MOD_ALT, "<A-X>", "Alt-X"},
		{"<S-x>", 'X', 0, "X", "X"},
		{"<C-Space>", ' ', MOD_CTRL, "<C-Space>", "Ctrl-Space"},
		{"<C-->", '-', MOD_CTRL, "<C-->", "Ctrl--"},
		{"<C->>", '>', MOD_CTRL, "<C->>", "Ctrl->"},
		{"<C-lt>", '<', MOD_CTRL, "<C-lt>", "Ctrl-<"},
		{"<F1>", K_F1, 0, "<F1>", "F1"},
		{"<S-F12>", K_F12, MOD_SHIFT, "<S-F12>", "Shift-F12"},
		{"<PageDown>", K_PAGE_DOWN, 0, "<PageDown>", "PgDn"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct str s = {0};
		struct key k, again;
		size_t used;

		assert_true(key_parse(t[i].text, &k, &used, NULL));
		assert_int_equal(used, strlen(t[i].text));
		assert_int_equal(k.code, t[i].code);
		assert_int_equal(k.mods, t[i].mods);
		key_print(&k, &s);
		assert_string_equal(str_get(&s), t[i].printed);
		assert_true(key_parse(str_get(&s), &again, &used, NULL));
		assert_true(key_eq(&k, &again));
		str_reset(&s);
		key_label(&k, false, &s);
		assert_string_equal(str_get(&s), t[i].label);
		str_done(&s);
	}
}

static void wrong_names_are_told(void **state)
{
	static const struct {
		const char *text, *message;
		uint32_t col;
	} t[] = {
		{"", "no such key: (nothing)", 1},
		{"a<Entre>", "no such key: <Entre>", 2},
		{"<C-w", "no such key: <C-w", 1},
		{"ab<F13>", "no such key: <F13>", 3},
		{"<X-a>", "no such key: <X-a>", 1},
		{"<C-S-a>", "no such key: <C-S-a>", 1},
		{"<S-1>", "no such key: <S-1>", 1},
		{"a\tb", "no such key: a control character", 2},
		{"abcdefg", "more than 6 keys in a row", 7},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct key keys[6];
		struct err e;
		size_t n;

		assert_false(key_parse_seq(t[i].text, keys, 6, &n, &e));
		assert_string_equal(e.msg, t[i].message);
		assert_int_equal(e.span.col, t[i].col);
	}
}

static const char text[] =
	"# a comment\n"
	"parent run main\n"
	"parent prompt -\n"
	"map *    q        close\n"
	"map *    <C-w>h   focus left   \n"
	"map main g        graph\n"
	"map main gg       top\n"
	"map main n        find-next\n"
	"map run  n        next\n"
	"map run  s        step 1\n"
	"map run  S        step\n"
	"map run  <Space>  continue\n"
	"map run  q        nop\n"
	"map prompt <C-w>  word-back\n";

static struct keymap *parsed(const char *s)
{
	struct keymap *km = keymap_new();
	struct err e;

	if (!keymap_parse(km, s, strlen(s), NULL, NULL, &e))
		fail_msg("%u:%u: %s", e.span.line, e.span.col, e.msg);
	return km;
}

static void lookup_goes_up_to_everywhere(void **state)
{
	static const struct {
		const char *screen, *keys;
		enum keymap_found found;
		const char *command;
	} t[] = {
		{"run", "n", KEYMAP_COMMAND, "next"},
		{"main", "n", KEYMAP_COMMAND, "find-next"},
		{"other", "n", KEYMAP_NONE, NULL},
		{"other", "q", KEYMAP_COMMAND, "close"},
		{"run", "q", KEYMAP_COMMAND, "nop"},
		{"run", "gg", KEYMAP_COMMAND, "top"},
		{"run", "g", KEYMAP_BOTH, "graph"},
		{"run", "<C-w>", KEYMAP_PREFIX, NULL},
		{"run", "<C-w>h", KEYMAP_COMMAND, "focus left"},
		{"prompt", "<C-w>", KEYMAP_COMMAND, "word-back"},
		{"prompt", "q", KEYMAP_NONE, NULL},
		{"run", "<C-w>x", KEYMAP_NONE, NULL},
	};
	struct keymap *km = parsed(text);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct key keys[KEYMAP_SEQ_MAX];
		const char *command = NULL;
		size_t n;

		assert_true(key_parse_seq(t[i].keys, keys, KEYMAP_SEQ_MAX, &n, NULL));
		assert_int_equal(keymap_lookup(km, t[i].screen, keys, n, &command), t[i].found);
		assert_true(str_is(command, t[i].command));
	}
	keymap_free(km);
}

static void keys_of_a_command_are_found(void **state)
{
	static const struct {
		const char *screen, *command, *keys, *label;
	} t[] = {
		{"run", "next", "n", "n"},
		{"run", "find-next", NULL, NULL},		/* hidden by next */
		{"main", "find-next", "n", "n"},
		{"run", "focus left", "<C-w>h", "Ctrl-W h"},
		{"run", "focus", "<C-w>h", "Ctrl-W h"},		/* with any argument */
		{"run", "step", "S", "S"},			/* the exact one first */
		{"run", "step 1", "s", "s"},
		{"run", "top", "gg", "gg"},
		{"run", "continue", "<Space>", "Space"},
		{"run", "close", NULL, NULL},
		{"main", "close", "q", "q"},
		{"prompt", "close", NULL, NULL},
		{"run", "ste", NULL, NULL},
	};
	struct keymap *km = parsed(text);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct str keys = {0}, label = {0};

		assert_int_equal(keymap_find(km, t[i].screen, t[i].command, &keys), t[i].keys != NULL);
		assert_string_equal(str_get(&keys), t[i].keys ? t[i].keys : "");
		assert_int_equal(keymap_find_label(km, t[i].screen, t[i].command, false, &label), t[i].keys != NULL);
		assert_string_equal(str_get(&label), t[i].label ? t[i].label : "");
		str_done(&keys);
		str_done(&label);
	}
	keymap_free(km);
}

static void add_line(void *ctx, const char *from, const char *keys, const char *command)
{
	str_addf(ctx, "%s %s: %s\n", from, keys, command);
}

static void help_lists_what_works_nearest_first(void **state)
{
	struct keymap *km = parsed(text);
	struct str s = {0};

	(void)state;
	keymap_each(km, "run", add_line, &s);
	assert_string_equal(str_get(&s),
		"run n: next\nrun s: step 1\nrun S: step\nrun <Space>: continue\n"
		"main g: graph\nmain gg: top\n"
		"* <C-w>h: focus left\n");
	str_done(&s);
	keymap_free(km);
}

static void a_later_text_changes_an_earlier_one(void **state)
{
	static const char mine[] = "map run n over\nunmap run s\nunmap run S\nmap * s stop\nmap main g nop\nmap * q quit\nparent run *\n";
	struct keymap *km = parsed(text);
	struct str s = {0};
	struct err e;

	(void)state;
	assert_true(keymap_parse(km, mine, sizeof mine - 1, NULL, NULL, &e));
	keymap_each(km, "run", add_line, &s);
	assert_string_equal(str_get(&s), "run <Space>: continue\nrun n: over\n* <C-w>h: focus left\n* s: stop\n");
	str_done(&s);
	keymap_free(km);
}

static bool only_known(void *ctx, const char *command, struct err *e)
{
	return !strstr(command, ctx) || err_set(e, ERR_USAGE, "no such command: %s", command);
}

static void errors_have_their_place_and_change_nothing(void **state)
{
	static const struct {
		const char *text, *message;
		uint32_t line, col;
	} t[] = {
		{"map", "the screen is missing", 1, 4},
		{"map run", "keys are missing", 1, 8},
		{"map run x", "the command is missing", 1, 10},
		{"\n\n  map run <Nope> x", "no such key: <Nope>", 3, 11},
		{"map run ab<Nope> x", "no such key: <Nope>", 1, 11},
		{"remap run x y", "expected map, unmap or parent, not: remap", 1, 1},
		{"unmap run x y", "nothing more is expected here", 1, 13},
		{"parent * x", "`*` has no parent", 1, 8},
		{"parent run", "its parent is missing", 1, 11},
		{"map run x bad 1", "no such command: bad 1", 1, 11},
	};
	struct keymap *km = parsed("map run x fine\n");
	struct err e;
	char bad[] = "bad";
	struct str s = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		char *all = xasprintf("map run x other\n%s", t[i].text);

		assert_false(keymap_parse(km, all, strlen(all), only_known, bad, &e));
		assert_string_equal(e.msg, t[i].message);
		assert_int_equal(e.span.line, t[i].line + 1);
		assert_int_equal(e.span.col, t[i].col);
		free(all);
	}
	keymap_each(km, "run", add_line, &s);
	assert_string_equal(str_get(&s), "run x: fine\n");
	str_done(&s);
	keymap_free(km);
}

static void parents_in_a_circle_end(void **state)
{
	struct keymap *km = parsed("parent a b\nparent b a\nmap * q close\nmap b x y\n");
	struct key k = {.code = 'x'};
	const char *command;

	(void)state;
	assert_int_equal(keymap_lookup(km, "a", &k, 1, &command), KEYMAP_COMMAND);
	k.code = 'z';
	assert_int_equal(keymap_lookup(km, "a", &k, 1, &command), KEYMAP_NONE);
	keymap_free(km);
}

static void the_default_keys_are_readable(void **state)
{
	struct keymap *km = parsed(keymap_default_text());
	struct str s = {0};

	(void)state;
	assert_true(keymap_find(km, "main", "help", &s));
	assert_string_equal(str_get(&s), "?");
	str_done(&s);
	keymap_free(km);
}

/*
 * Feeds keys; a "|" in the text is the time-out. What comes of them: commands in [], keys for the screen plain, …
 * while waiting.
 */
static char *run_keys(const struct keymap *km, const char *screen, const char *keys)
{
	struct keyseq q = {.n = 0};
	struct str out = {0};
	enum keyseq_step step;
	const char *command;
	struct key key;

	FEED(keys, {
		bool timeout = k.code == '|';

		if (!timeout)
			keyseq_push(&q, &k);
		while ((step = keyseq_next(&q, km, screen, timeout, &command, &key)) > KEYSEQ_WAIT) {
			if (step == KEYSEQ_COMMAND)
				str_addf(&out, "[%s]", command);
			else
				key_print(&key, &out);
		}
		if (step == KEYSEQ_WAIT)
			str_adds(&out, "…");
	});
	return str_take(&out);
}

static void sequences_wait_for_their_end(void **state)
{
	static const struct {
		const char *screen, *keys, *result;
	} t[] = {
		{"run", "n", "[next]"},
		{"run", "zn", "z[next]"},
		{"run", "gg", "…[top]"},
		{"run", "g|", "…[graph]"},
		{"run", "gn", "…[graph][next]"},
		{"run", "ggg|", "…[top]…[graph]"},
		{"run", "<C-w>h", "…[focus left]"},
		{"run", "<C-w>|", "…<C-w>"},
		{"run", "<C-w>n", "…<C-w>[next]"},
		{"run", "q", ""},
		{"prompt", "qn<C-w>", "qn[word-back]"},
		{"deep", "aaab", "………[first]b"},
		{"deep", "aaaac", "…………[first]a[second]"},
		{"deep", "aaaad", "…………[third]"},
	};
	struct keymap *km = parsed(text);
	static const char deep[] = "map deep aaa first\nmap deep c second\nmap deep aaaad third\n";

	(void)state;
	assert_true(keymap_parse(km, deep, sizeof deep - 1, NULL, NULL, NULL));
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		char *is = run_keys(km, t[i].screen, t[i].keys);

		assert_string_equal(is, t[i].result);
		free(is);
	}
	keymap_free(km);
}

static void events_end_the_waiting_and_overflow_is_harmless(void **state)
{
	struct keymap *km = parsed(text);
	struct keyseq q = {.n = 0};
	struct key g = {.code = 'g'}, mouse = {.code = K_MOUSE}, key;
	const char *command;
	struct str s = {0};

	(void)state;
	keyseq_push(&q, &g);
	assert_int_equal(keyseq_next(&q, km, "run", false, &command, &key), KEYSEQ_WAIT);
	keyseq_print(&q, false, &s);
	assert_string_equal(str_get(&s), "g");
	keyseq_push(&q, &mouse);
	assert_int_equal(keyseq_next(&q, km, "run", false, &command, &key), KEYSEQ_COMMAND);
	assert_string_equal(command, "graph");
	assert_int_equal(keyseq_next(&q, km, "run", false, &command, &key), KEYSEQ_KEY);
	assert_int_equal(key.code, K_MOUSE);
	assert_int_equal(keyseq_next(&q, km, "run", false, &command, &key), KEYSEQ_EMPTY);
	for (int i = 0; i < 100; i++)
		keyseq_push(&q, &mouse);
	for (int i = 0; i < KEYMAP_SEQ_MAX + 1; i++)
		assert_int_equal(keyseq_next(&q, km, "run", false, &command, &key), KEYSEQ_KEY);
	assert_int_equal(keyseq_next(&q, km, "run", false, &command, &key), KEYSEQ_EMPTY);
	str_done(&s);
	keymap_free(km);
}

static void mouse_events_become_local(void **state)
{
	struct key k = {.code = K_MOUSE, .mouse = {.x = 12, .y = 5}}, local;

	(void)state;
	assert_true(key_in(&k, 10, 5, 3, 1, &local));
	assert_int_equal(local.mouse.x, 2);
	assert_int_equal(local.mouse.y, 0);
	assert_false(key_in(&k, 13, 5, 3, 1, &local));
	assert_false(key_in(&k, 10, 4, 3, 1, &local));
	k.code = 'x';
	assert_false(key_in(&k, 10, 5, 3, 1, &local));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_become_keys_and_names_again),
		cmocka_unit_test(wrong_names_are_told),
		cmocka_unit_test(lookup_goes_up_to_everywhere),
		cmocka_unit_test(keys_of_a_command_are_found),
		cmocka_unit_test(help_lists_what_works_nearest_first),
		cmocka_unit_test(a_later_text_changes_an_earlier_one),
		cmocka_unit_test(errors_have_their_place_and_change_nothing),
		cmocka_unit_test(parents_in_a_circle_end),
		cmocka_unit_test(the_default_keys_are_readable),
		cmocka_unit_test(sequences_wait_for_their_end),
		cmocka_unit_test(events_end_the_waiting_and_overflow_is_harmless),
		cmocka_unit_test(mouse_events_become_local),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
