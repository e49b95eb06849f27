#include "screens/ask.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/bars.h"

/*
 * A dialog takes itself off the stack before it answers, so that the answer may push the next screen. What the answer returns is for the
 * screen that the dialog was asked from.
 */
static unsigned answered(struct shell *sh, struct screen *below, unsigned after)
{
	if (below)
		screens_after(&sh->screens, below, after & ~(unsigned)AFTER_QUIT);
	return (after & AFTER_QUIT) | AFTER_REDRAW;
}

static struct screen *close_dialog(struct screen *s)
{
	struct shell *sh = s->ctx;

	screens_close(&sh->screens, s);
	return screens_top(&sh->screens);
}

/* The screen that an open dialog lies over. */
static struct screen *screen_below(struct shell *sh, const struct screen *s)
{
	for (size_t i = 1; i < sh->screens.v.n; i++)
		if (sh->screens.v.v[i] == s)
			return sh->screens.v.v[i - 1];
	return NULL;
}

static void push(struct shell *sh, const struct screen_ops *ops, void *data)
{
	struct err e;

	/* No dialog has an open() that could refuse. */
	if (!screens_push(&sh->screens, ops, sh, data, &e))
		app_note_err(sh->app, &e);
}

/* The last line, for a dialog: blank, with its keys. */
static void draw_keys(struct surface *sf, const struct hint *hints, size_t n)
{
	surface_fill(sf, 0, sf->rows - 1, sf->cols, 1, ST_TEXT, " ");
	hints_draw(sf, 1, sf->rows - 1, sf->cols - 2, hints, n);
}

/* --- one line of text --------------------------------------------------------------------------------------------- */

#define TEXT_HINT_COLS 40
#define TEXT_MIN_COLS 60		/* of the screen, for the hints to fit beside the line */

struct ask_text_data {
	struct prompt prompt;
	struct ask_text_opts o;
	ask_text_fn done;
	void *ctx;
};

static void text_draw(const struct screen *s, struct surface *sf)
{
	const struct ask_text_data *d = s->data;
	static const struct hint hints[] = {{"Enter", "ok"}, {"Esc", "cancel"}, {"Tab", "complete"}};
	/* What completion found needs the whole width. */
	int cols = sf->cols >= TEXT_MIN_COLS && !d->prompt.found.n ? sf->cols - TEXT_HINT_COLS : sf->cols;
	struct surface line = surface_sub(sf, 0, 0, cols, sf->rows);

	surface_fill(sf, 0, sf->rows - 1, sf->cols, 1, ST_TEXT, " ");
	prompt_draw(&d->prompt, &line, true);
	if (cols < sf->cols)
		hints_draw(sf, cols + 2, sf->rows - 1, TEXT_HINT_COLS - 3, hints, d->o.complete ? 3 : 2);
}

static void remember(struct ask_text_data *d, const char *text)
{
	VEC(char *) *history = d->o.history;

	if (!history || !*text)
		return;
	if (history->n && strcmp(history->v[history->n - 1], text) == 0)
		return;
	VEC_PUSH(history, xstrdup(text));
}

static unsigned text_key(struct screen *s, const struct key *k)
{
	struct shell *sh = s->ctx;
	struct ask_text_data *d = s->data;
	unsigned w = prompt_key(&d->prompt, k);
	struct screen *below;

	if (w & W_DONE) {
		const char *text = prompt_text(&d->prompt);

		remember(d, text);
		below = close_dialog(s);
		return answered(sh, below, d->done(sh, d->ctx, text));
	}
	if (w & W_CANCEL) {
		below = close_dialog(s);
		return answered(sh, below, d->o.cancelled ? d->o.cancelled(sh, d->ctx) : 0);
	}
	if ((w & W_CHANGED) && d->o.changed) {
		below = screen_below(sh, s);
		return answered(sh, below, d->o.changed(sh, d->ctx, prompt_text(&d->prompt)));
	}
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void text_done(struct screen *s)
{
	struct ask_text_data *d = s->data;

	prompt_done(&d->prompt);
	free(d);
}

static const struct screen_ops text_ops = {
	.name = "ask-text", .keymap = "prompt", .dialog = true,
	.draw = text_draw, .key = text_key, .done = text_done,
};

void ask_text(struct shell *sh, const struct ask_text_opts *o, ask_text_fn done, void *ctx)
{
	struct ask_text_data *d = xcalloc(1, sizeof *d);
	const VEC(char *) *history = o->history;

	d->o = *o;
	d->done = done;
	d->ctx = ctx;
	prompt_init(&d->prompt, o->label);
	if (o->initial)
		prompt_set_text(&d->prompt, o->initial);
	if (o->placeholder)
		prompt_set_placeholder(&d->prompt, o->placeholder);
	if (o->complete)
		prompt_set_completion(&d->prompt, o->complete, o->complete_ctx);
	if (o->offer)
		prompt_key(&d->prompt, &(struct key){.code = K_TAB});
	for (size_t i = 0; history && i < history->n; i++)
		prompt_add_history(&d->prompt, history->v[i]);
	push(sh, &text_ops, d);
}

/* --- a question --------------------------------------------------------------------------------------------------- */

struct ask_confirm_data {
	struct confirm confirm;
	ask_fn yes;
	void *ctx;
};

static void confirm_screen_draw(const struct screen *s, struct surface *sf)
{
	const struct ask_confirm_data *d = s->data;
	const struct confirm *c = &d->confirm;
	struct hint hints[CONFIRM_MAX + 1];
	char keys[CONFIRM_MAX][5] = {{0}};
	size_t n = 0;

	confirm_draw(c, sf);
	for (size_t i = 0; i < c->n; i++) {
		utf8_put(c->answers[i].key, keys[i]);
		hints[n++] = (struct hint){keys[i], c->answers[i].label};
	}
	hints[n++] = (struct hint){"Esc", "cancel"};
	draw_keys(sf, hints, n);
}

static unsigned confirm_screen_key(struct screen *s, const struct key *k)
{
	struct shell *sh = s->ctx;
	struct ask_confirm_data *d = s->data;
	unsigned w = confirm_key(&d->confirm, k, s->cols, s->rows);
	struct screen *below;

	if (w & (W_DONE | W_CANCEL)) {
		bool yes = (w & W_DONE) && d->confirm.answers[d->confirm.at].danger;

		below = close_dialog(s);
		return answered(sh, below, yes ? d->yes(sh, d->ctx) : 0);
	}
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void confirm_screen_done(struct screen *s)
{
	struct ask_confirm_data *d = s->data;

	confirm_done(&d->confirm);
	free(d);
}

static const struct screen_ops confirm_ops = {
	.name = "ask-confirm", .keymap = "dialog", .dialog = true,
	.draw = confirm_screen_draw, .key = confirm_screen_key, .done = confirm_screen_done,
};

void ask_confirm(struct shell *sh, const char *question, const char *danger_label, uint32_t danger_key, ask_fn yes, void *ctx)
{
	struct ask_confirm_data *d = xcalloc(1, sizeof *d);

	d->yes = yes;
	d->ctx = ctx;
	confirm_init(&d->confirm, question);
	confirm_add(&d->confirm, "Cancel", danger_key == 'c' ? 'n' : 'c', false);
	confirm_add(&d->confirm, danger_label, danger_key, true);
	push(sh, &confirm_ops, d);
}

/* --- one of a list ------------------------------------------------------------------------------------------------ */

struct ask_choice_data {
	struct choice choice;
	ask_index_fn done;
	void *ctx;
};

static void choice_screen_draw(const struct screen *s, struct surface *sf)
{
	static const struct hint hints[] = {{"Enter", "choose"}, {"Up Down", "move"}, {"type", "filter"}, {"Esc", "cancel"}};
	static const struct hint plain[] = {{"Enter", "choose"}, {"Up Down", "move"}, {"Esc", "cancel"}};
	const struct ask_choice_data *d = s->data;

	choice_draw(&d->choice, sf);
	draw_keys(sf, d->choice.filter ? hints : plain, d->choice.filter ? ARRAY_LEN(hints) : ARRAY_LEN(plain));
}

static unsigned choice_screen_key(struct screen *s, const struct key *k)
{
	struct shell *sh = s->ctx;
	struct ask_choice_data *d = s->data;
	unsigned w = choice_key(&d->choice, k, s->cols, s->rows);
	size_t at = choice_get(&d->choice);
	struct screen *below;

	if ((w & W_DONE) && at != LIST_NONE) {
		below = close_dialog(s);
		return answered(sh, below, d->done(sh, d->ctx, at));
	}
	if (w & W_CANCEL) {
		below = close_dialog(s);
		return answered(sh, below, 0);
	}
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void choice_screen_done(struct screen *s)
{
	struct ask_choice_data *d = s->data;

	choice_done(&d->choice);
	free(d);
}

/* Typing filters, so the choice has a prompt's keys and no others. */
static const struct screen_ops choice_filter_ops = {
	.name = "ask-choice", .keymap = "prompt", .dialog = true,
	.draw = choice_screen_draw, .key = choice_screen_key, .done = choice_screen_done,
};

static const struct screen_ops choice_ops = {
	.name = "ask-choice", .keymap = "dialog", .dialog = true,
	.draw = choice_screen_draw, .key = choice_screen_key, .done = choice_screen_done,
};

/* The list inside points at the choice that it draws. */
static void rehome(struct choice *to, struct choice *from)
{
	*to = *from;
	if (to->list.ctx == from)
		to->list.ctx = to;
	*from = (struct choice){0};
}

void ask_choice_take(struct shell *sh, struct choice *c, ask_index_fn done, void *ctx)
{
	struct ask_choice_data *d = xcalloc(1, sizeof *d);

	rehome(&d->choice, c);
	d->done = done;
	d->ctx = ctx;
	push(sh, d->choice.filter ? &choice_filter_ops : &choice_ops, d);
}
