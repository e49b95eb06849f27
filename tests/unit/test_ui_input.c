/* input: bytes of a terminal become keys. Whatever the pieces they come in, the keys are the same. */
#include "ui_test.h"

#include "base/rng.h"
#include "ui/input.h"

static void print_mouse(const struct key *k, struct str *out)
{
	static const char *const kinds[] = {"press", "release", "drag", "wheel-up", "wheel-down"};

	str_addf(out, "(%s%s%s%s %d at %d,%d", k->mods & MOD_SHIFT ? "S-" : "", k->mods & MOD_ALT ? "A-" : "", k->mods & MOD_CTRL ? "C-" : "",
		kinds[k->mouse.kind], k->mouse.button, k->mouse.x, k->mouse.y);
	str_adds(out, k->mouse.clicks == 2 ? " double)" : ")");
}

static void print_event(const struct key *k, struct str *out)
{
	if (k->code == K_MOUSE) {
		print_mouse(k, out);
	} else if (k->code == K_PASTE) {
		char *text = xstrndup(k->paste, k->paste_len);

		assert_int_equal(strlen(text), k->paste_len);
		str_addf(out, "{%s}", text);
		free(text);
	} else if (k->code == K_FOCUS_IN || k->code == K_FOCUS_OUT) {
		str_adds(out, k->code == K_FOCUS_IN ? "(in)" : "(out)");
	} else {
		key_print(k, out);
	}
}

/* All keys there are now. A lone Esc is followed by "…" when it is still waited for. */
static void drain(struct input *in, bool timed_out, struct str *out)
{
	enum input_got got;
	struct key k;

	while ((got = input_next(in, timed_out, &k)) == INPUT_KEY)
		print_event(&k, out);
	if (got == INPUT_ESC)
		str_adds(out, "…");
}

static const struct {
	const char *bytes, *keys;
} table[] = {
	{"abc", "abc"},
	{"\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80", "é日😀"},
	{"\x01\x1a\x1b", "<C-a><C-z><Esc>"},
	{"\r\n\t\x7f\x08 ", "<Enter><C-j><Tab><BS><C-h><Space>"},
	{"\x1c\x1d\x1e\x1f", "<C-\\><C-]><C-^><C-_>"},
	{"\033x\033X\033\r\033\x7f\033\xc3\xa9\033\x01", "<A-x><A-X><A-Enter><A-BS><A-é><A-C-a>"},
	{"\033\033[A", "<Esc><Up>"},
	{"\033[A\033[B\033[C\033[D\033[H\033[F", "<Up><Down><Right><Left><Home><End>"},
	{"\033OA\033OB\033OC\033OD\033OH\033OF", "<Up><Down><Right><Left><Home><End>"},
	{"\033[1;5A\033[1;2D\033[1;3C\033[1;6H\033[1;8F", "<C-Up><S-Left><A-Right><S-C-Home><S-A-C-End>"},
	{"\033[1~\033[2~\033[3~\033[4~\033[5~\033[6~\033[7~\033[8~", "<Home><Ins><Del><End><PageUp><PageDown><Home><End>"},
	{"\033[3;5~\033[5;2~", "<C-Del><S-PageUp>"},
	{"\033OP\033OQ\033OR\033OS\033[15~\033[24~\033[[A\033[[E\033[11~", "<F1><F2><F3><F4><F5><F12><F1><F5><F1>"},
	{"\033[1;2P\033[24;5~", "<S-F1><C-F12>"},
	{"\033[Z", "<S-Tab>"},
	{"\033[<0;10;5M\033[<0;10;5m", "(press 1 at 9,4)(release 1 at 9,4)"},
	{"\033[<32;3;4M\033[<2;1;1M\033[<64;1;1M\033[<65;200;150M", "(drag 1 at 2,3)(press 3 at 0,0)(wheel-up 0 at 0,0)(wheel-down 0 at 199,149)"},
	{"\033[<16;1;1M\033[<8;2;1M\033[<4;3;1M\033[<35;1;1M\033[<66;1;1M\033[<128;1;1M",
		"(C-press 1 at 0,0)(A-press 1 at 1,0)(S-press 1 at 2,0)"},
	{"\033[<0;2;2M\033[<0;2;2m\033[<0;2;2M\033[<0;2;2M",
		"(press 1 at 1,1)(release 1 at 1,1)(press 1 at 1,1 double)(press 1 at 1,1)"},
	{"\033[M !!\033[M#!!", "(press 1 at 0,0)(release 4 at 0,0)"},
	{"\033[I\033[O", "(in)(out)"},
	{"\033[200~one\rtwo\r\nthree\nfour\033[201~x", "{one\ntwo\nthree\nfour}x"},
	{"\033[200~\033[201~", "{}"},
	{"\033[200~a\033[20\033[A\033[201\033[201~", "{a\033[20\033[A\033[201}"},
	{"\033[200~nested \033[200~\033[201~", "{nested \033[200~}"},
	/* What is unknown or broken leaves no trace of itself. */
	{"\033[99~a\033[?1;2cb\033[1;1Rc\033[>0;1;2cd\033Ozz", "ab<F3>cdz"},
	{"\033[12\033[Aa", "<Up>a"},
	{"\033[1\x01z", "<C-a>z"},
	{"\xff\xfe\x80" "a\xc3(", "a("},
	{"\xc2\x9b" "31m", "31m"},
	{"\033[<1;2M\033[<1;2;3;4;5Mq", "q"},
};

static void bytes_become_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct input in;
		struct str out = {0};

		input_init(&in);
		input_feed(&in, table[i].bytes, strlen(table[i].bytes), 1000);
		drain(&in, true, &out);
		assert_string_equal(str_get(&out), table[i].keys);
		str_done(&out);
		input_done(&in);
	}
}

static void pieces_make_no_difference(void **state)
{
	struct rng r;

	(void)state;
	rng_seed(&r, 7);
	for (int round = 0; round < 50; round++) {
		for (size_t i = 0; i < ARRAY_LEN(table); i++) {
			size_t len = strlen(table[i].bytes);
			struct input in;
			struct str out = {0};
			char *dots;

			input_init(&in);
			for (size_t at = 0; at < len;) {
				size_t n = 1 + rng_next(&r) % 3;

				n = n < len - at ? n : len - at;
				input_feed(&in, table[i].bytes + at, n, 1000);
				at += n;
				drain(&in, at == len, &out);
			}
			/* Between the pieces an Esc may have been waited for. */
			while ((dots = strstr(out.p, "…")))
				memmove(dots, dots + strlen("…"), strlen(dots + strlen("…")) + 1);
			assert_string_equal(str_get(&out), table[i].keys);
			str_done(&out);
			input_done(&in);
		}
	}
}

static void a_lone_escape_waits_for_its_time(void **state)
{
	struct input in;
	struct str out = {0};

	(void)state;
	input_init(&in);
	input_feed(&in, "\033", 1, 0);
	drain(&in, false, &out);
	assert_string_equal(str_get(&out), "…");
	drain(&in, true, &out);
	assert_string_equal(str_get(&out), "…<Esc>");
	str_reset(&out);
	input_feed(&in, "\033[", 2, 0);
	drain(&in, false, &out);
	drain(&in, true, &out);
	assert_string_equal(str_get(&out), "…<A-[>");
	str_reset(&out);
	/* Further on it is surely a sequence, however slow. */
	input_feed(&in, "\033[1;", 4, 0);
	drain(&in, true, &out);
	input_feed(&in, "5A", 2, 60000);
	drain(&in, true, &out);
	assert_string_equal(str_get(&out), "<C-Up>");
	str_done(&out);
	input_done(&in);
}

static void escdelay_says_how_long(void **state)
{
	(void)state;
	assert_int_equal(input_esc_ms(NULL), INPUT_ESC_MS);
	assert_int_equal(input_esc_ms(""), INPUT_ESC_MS);
	assert_int_equal(input_esc_ms("200"), 200);
	assert_int_equal(input_esc_ms("0"), INPUT_ESC_MS);
	assert_int_equal(input_esc_ms("-5"), INPUT_ESC_MS);
	assert_int_equal(input_esc_ms("99999999999999999999"), INPUT_ESC_MS);
	assert_int_equal(input_esc_ms("20ms"), INPUT_ESC_MS);
}

static void terminfo_adds_its_own(void **state)
{
	struct input in;
	struct str out = {0};

	(void)state;
	input_init(&in);
	input_define(&in, "\033[25;3~", K_F1, 0);
	input_define(&in, "\033q", K_END, 0);
	input_define(&in, "\033qq", K_HOME, 0);
	input_define(&in, "", K_UP, 0);
	input_define(&in, "\033[this is far too long", K_UP, 0);
	in.erase = 8;
	input_feed(&in, "\033[25;3~\033q\033qqx\x08", 14, 0);
	drain(&in, true, &out);
	assert_string_equal(str_get(&out), "<F1><End><Home>x<BS>");
	str_done(&out);
	input_done(&in);
}

static void a_paste_without_an_end_does_not_last_for_ever(void **state)
{
	struct input in;
	struct str out = {0};

	(void)state;
	input_init(&in);
	input_feed(&in, "\033[200~lost", 10, 0);
	drain(&in, true, &out);
	input_feed(&in, " more", 5, 2000);
	drain(&in, true, &out);
	assert_string_equal(str_get(&out), "");
	input_feed(&in, "q", 1, 9000);
	drain(&in, true, &out);
	assert_string_equal(str_get(&out), "{lost more}q");
	str_done(&out);
	input_done(&in);
}

static void clicks_far_apart_are_not_double(void **state)
{
	struct input in;
	struct str out = {0};

	(void)state;
	input_init(&in);
	input_feed(&in, "\033[<0;1;1M", 9, 0);
	drain(&in, true, &out);
	input_feed(&in, "\033[<0;1;1M", 9, 401);
	drain(&in, true, &out);
	input_feed(&in, "\033[<0;2;1M", 9, 500);
	drain(&in, true, &out);
	assert_null(strstr(str_get(&out), "double"));
	input_feed(&in, "\033[<0;2;1M", 9, 800);
	drain(&in, true, &out);
	assert_non_null(strstr(str_get(&out), "double"));
	str_done(&out);
	input_done(&in);
}

static void a_big_paste_is_one_key_and_has_a_limit(void **state)
{
	size_t n = INPUT_PASTE_MAX + 1000;
	char *big = xmalloc(n);
	struct input in;
	struct key k;

	(void)state;
	memset(big, 'x', n);
	input_init(&in);
	input_feed(&in, "\033[200~", 6, 0);
	for (size_t at = 0; at < n; at += 65536) {
		input_feed(&in, big + at, n - at < 65536 ? n - at : 65536, 0);
		assert_int_equal(input_next(&in, false, &k), INPUT_NONE);
	}
	input_feed(&in, "\033[201~", 6, 0);
	assert_int_equal(input_next(&in, false, &k), INPUT_KEY);
	assert_int_equal(k.code, K_PASTE);
	assert_int_equal(k.paste_len, INPUT_PASTE_MAX);
	free(big);
	input_done(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_become_keys),
		cmocka_unit_test(pieces_make_no_difference),
		cmocka_unit_test(a_lone_escape_waits_for_its_time),
		cmocka_unit_test(escdelay_says_how_long),
		cmocka_unit_test(terminfo_adds_its_own),
		cmocka_unit_test(a_paste_without_an_end_does_not_last_for_ever),
		cmocka_unit_test(clicks_far_apart_are_not_double),
		cmocka_unit_test(a_big_paste_is_one_key_and_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
