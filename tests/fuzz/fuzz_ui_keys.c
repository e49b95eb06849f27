/*
 * What a terminal may send: bytes become keys, and keys go into everything that takes them. In whatever pieces the
 * bytes come, the keys are the same; whatever was edited, undo gives the first text back; whatever is drawn, no
 * cell holds what must not reach a terminal.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/dialog.h"
#include "ui/editor.h"
#include "ui/input.h"
#include "ui/pager.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define COLS 33
#define ROWS 9

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_cells(const struct surface *sf)
{
	size_t used;

	for (int y = 0; y < sf->rows; y++) {
		for (int x = 0; x < sf->cols; x++) {
			const struct cell *c = surface_cell(sf, x, y);

			must(c->len <= CELL_BYTES && c->width <= 2 && (c->width == 0) == (c->len == 0) && c->style < ST_COUNT);
			must(c->width != 2 || (x + 1 < sf->cols && surface_cell(sf, x + 1, y)->width == 0));
			must(c->width != 0 || (x > 0 && surface_cell(sf, x - 1, y)->width == 2));
			for (size_t i = 0; i < c->len; i += used)
				must(!utf8_is_unsafe(utf8_next(c->text + i, c->len - i, &used)));
		}
	}
}

struct all {
	struct editor *ed;
	struct prompt prompt;
	struct choice choice;
	struct confirm confirm;
	struct pager pager;
	struct surface sf;
};

static const char first_text[] = "{\n\t\"a\": [1, 2],\n  \"日本\": \"e\xcc\x81\"\n}\r\n\xff";

static void take_key(struct all *a, const struct key *k)
{
	editor_key(a->ed, k);
	prompt_key(&a->prompt, k);
	choice_key(&a->choice, k, COLS, ROWS);
	confirm_key(&a->confirm, k, COLS, ROWS);
	pager_key(&a->pager, k);
	if (k->code == K_PASTE)
		pager_add(&a->pager, ST_TEXT, k->paste, k->paste_len);
}

static void draw_all(struct all *a)
{
	surface_clear(&a->sf, ST_TEXT);
	editor_draw(a->ed, &a->sf, true);
	check_cells(&a->sf);
	pager_draw(&a->pager, &a->sf);
	prompt_draw(&a->prompt, &a->sf, true);
	choice_draw(&a->choice, &a->sf);
	confirm_draw(&a->confirm, &a->sf);
	check_cells(&a->sf);
}

static void init_all(struct all *a)
{
	struct span where = {3, 4, 0};

	memset(a, 0, sizeof *a);
	a->ed = editor_new();
	must(editor_set_text(a->ed, first_text, sizeof first_text - 1));
	editor_layout(a->ed, COLS, ROWS);
	editor_mark(a->ed, &where, ST_ERROR, "here");
	editor_set_needle(a->ed, "a");
	prompt_init(&a->prompt, ":");
	prompt_add_history(&a->prompt, "once");
	choice_init(&a->choice, "Choice", true);
	choice_add(&a->choice, "one", "1", '1', ST_TEXT);
	choice_add(&a->choice, "two", NULL, 0, ST_DIM);
	confirm_init(&a->confirm, "Really? \xc3\xa9\nYes or no.");
	confirm_add(&a->confirm, "No", 'n', false);
	confirm_add(&a->confirm, "Yes", 'y', true);
	pager_init(&a->pager);
	pager_layout(&a->pager, COLS, ROWS);
	surface_init(&a->sf, COLS, ROWS, false);
}

static void done_all(struct all *a)
{
	struct str s = {0};

	while (editor_undo(a->ed))
		;
	editor_get_text(a->ed, &s);
	must(s.len == sizeof first_text - 1 && memcmp(s.p, first_text, s.len) == 0);
	str_done(&s);
	editor_free(a->ed);
	prompt_done(&a->prompt);
	choice_done(&a->choice);
	confirm_done(&a->confirm);
	pager_done(&a->pager);
	surface_done(&a->sf);
}

/* A hash of every key that the bytes give, in pieces of that size. */
static uint32_t run(const uint8_t *data, size_t size, size_t piece, struct all *a)
{
	uint32_t hash = 0;
	struct input in;
	struct key k;

	input_init(&in);
	input_define(&in, "\033q", K_END, 0);
	for (size_t at = 0; at < size; at += piece) {
		size_t n = size - at < piece ? size - at : piece;

		input_feed(&in, (const char *)data + at, n, 0);
		while (input_next(&in, at + n == size, &k) == INPUT_KEY) {
			hash = hash * 31 + k.code * 8 + k.mods + (uint32_t)k.mouse.x + (uint32_t)k.paste_len;
			if (a)
				take_key(a, &k);
		}
	}
	input_done(&in);
	return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct all a;

	if (size > 4096)
		return 0;
	init_all(&a);
	must(run(data, size, size ? size : 1, NULL) == run(data, size, 3, &a));
	draw_all(&a);
	done_all(&a);
	return 0;
}
