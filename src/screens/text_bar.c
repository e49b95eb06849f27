/* Find and replace, below the text: what to find, what comes in its place, and how many there are. */
#include <stdlib.h>
#include <string.h>

#include "screens/text_pane_private.h"
#include "ui/bars.h"

#define COUNT_MAX 1000

static void look(struct text_pane *t)
{
	struct text_bar *b = &t->bar;
	struct err e;

	free(b->wrong);
	b->wrong = NULL;
	if (!b->is_regex)
		editor_set_needle(t->ed, prompt_text(&b->find));
	else if (!editor_set_regex(t->ed, prompt_text(&b->find), &e))
		b->wrong = xstrdup(e.msg);
}

/* What is being typed is looked for from where the cursor is, not from one match to the next. */
static void look_from_here(struct text_pane *t)
{
	struct str selected = {0};
	struct editor_pos c = editor_cursor(t->ed);

	if (editor_selection(t->ed, &selected) && !memchr(str_get(&selected), '\n', selected.len))
		editor_go(t->ed, c.line, c.byte >= selected.len ? c.byte - selected.len : 0);
	str_done(&selected);
	look(t);
	editor_search(t->ed, 1);
}

void text_bar_open(struct text_pane *t, bool replace)
{
	struct str selected = {0};

	if (editor_selection(t->ed, &selected) && selected.len && !memchr(str_get(&selected), '\n', selected.len))
		prompt_set_text(&t->bar.find, str_get(&selected));
	str_done(&selected);
	t->bar.open = true;
	t->bar.replacing = false;
	(void)replace;
	look(t);
	editor_layout(t->ed, t->pane->cols, text_rows(t));
}

void text_bar_close(struct text_pane *t)
{
	if (!t->bar.open)
		return;
	t->bar.open = false;
	editor_set_needle(t->ed, NULL);
	editor_layout(t->ed, t->pane->cols, text_rows(t));
}

void text_bar_done(struct text_bar *b)
{
	prompt_done(&b->find);
	prompt_done(&b->with);
	free(b->wrong);
}

int text_bar_rows(const struct text_pane *t)
{
	return t->bar.open ? 3 : 0;
}

static void replace_one(struct text_pane *t)
{
	if (editor_replace(t->ed, prompt_text(&t->bar.with)))
		text_push(t, "replace", false);
	else if (!editor_search(t->ed, 1))
		app_note(text_app(t), NOTE_WARNING, "not found in the text");
}

static void replace_all(struct text_pane *t)
{
	size_t n = editor_replace_matches(t->ed, prompt_text(&t->bar.with));

	if (n)
		text_push(t, "replace all", false);
	app_note(text_app(t), n ? NOTE_INFO : NOTE_WARNING, n == 1 ? "1 replaced" : "%zu replaced", n);
}

unsigned text_bar_key(struct text_pane *t, const struct key *k)
{
	struct text_bar *b = &t->bar;
	struct prompt *p = b->replacing ? &b->with : &b->find;
	unsigned w;

	if (key_is(k, K_TAB, 0) || key_is(k, K_TAB, MOD_SHIFT)) {
		b->replacing = !b->replacing;
		return W_USED;
	}
	if (key_is(k, 'a', MOD_ALT)) {
		replace_all(t);
		return W_USED | W_CHANGED;
	}
	if (key_is(k, 'x', MOD_ALT)) {
		b->is_regex = !b->is_regex;
		look(t);
		return W_USED;
	}
	if (key_is(k, K_UP, 0) || key_is(k, K_DOWN, 0) || (key_is(k, K_ENTER, 0) && !b->replacing)) {
		editor_search(t->ed, k->code == K_UP ? -1 : 1);
		return W_USED | W_MOVED;
	}
	if (key_is(k, K_ENTER, 0)) {
		replace_one(t);
		return W_USED | W_CHANGED;
	}
	w = prompt_key(p, k);
	if ((w & W_CHANGED) && p == &b->find) {
		look_from_here(t);
		w |= W_MOVED;
	}
	return w | W_USED;
}

static void draw_count(const struct text_pane *t, struct surface *sf, int y)
{
	const struct text_bar *b = &t->bar;
	struct str text = {0};
	size_t which, n;

	if (b->wrong) {
		surface_text(sf, 0, y, sf->cols, ST_ERROR, b->wrong);
		return;
	}
	n = editor_count(t->ed, COUNT_MAX, &which);
	if (n && which)
		str_addf(&text, "%zu of ", which);
	str_addf(&text, "%zu%s%s", n, n == COUNT_MAX ? " or more" : "", b->is_regex ? " (expression)" : "");
	str_adds(&text, "  Enter next  Tab field  Alt-A all  Alt-X expression");
	surface_text(sf, 0, y, sf->cols, n ? ST_DIM : ST_WARNING, str_get(&text));
	str_done(&text);
}

void text_bar_draw(const struct text_pane *t, struct surface *sf, bool focused)
{
	struct surface find = surface_sub(sf, 0, 0, sf->cols, 1), with = surface_sub(sf, 0, 1, sf->cols, 1);

	prompt_draw(&t->bar.find, &find, focused && !t->bar.replacing);
	prompt_draw(&t->bar.with, &with, focused && t->bar.replacing);
	draw_count(t, sf, 2);
}
