#include "screens/expression.h"

#include <stdlib.h>
#include <string.h>

#include "app/app_debug.h"
#include "base/utf8.h"
#include "screens/expression_complete.h"
#include "ui/bars.h"

#define PREVIEW_MAX 400

struct expression {
	struct shell *sh;
	struct prompt prompt;
	char *label;
	int step;
	ask_text_fn done;
	void *ctx;
	bool ok;
	struct str said;		/* the value, or what is wrong */
	size_t at;			/* byte of the text that it is about; 0: none in particular */
};

/* --- looking while it is typed ----------------------------------------------------------------------------------------- */

static void look(struct expression *x)
{
	const char *text = prompt_text(&x->prompt);
	struct value *v = NULL;
	struct moment m;
	struct err e = {0};

	str_reset(&x->said);
	x->at = 0;
	x->ok = true;
	if (!text[strspn(text, " ")] || !app_debug_moment(x->sh->app, x->step, &m))
		return;
	x->ok = evaluate(text, &m, &v, &e);
	if (!x->ok) {
		str_adds(&x->said, e.msg);
		x->at = e.span.line ? e.span.offset : 0;
	} else if (v) {
		str_addf(&x->said, "%.*s", PREVIEW_MAX, value_text(v));
	} else {
		str_adds(&x->said, "no value here");
	}
	value_unref(v);
	moment_done(&m);
}

static void complete(void *ctx, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx)
{
	struct expression *x = ctx;

	expression_complete(x->sh->app, x->step, text, cursor, word_start, add, add_ctx);
}

/* --- the dialog -------------------------------------------------------------------------------------------------------- */

static void draw_said(const struct expression *x, struct surface *sf)
{
	int y = sf->rows - 2, from = utf8_width(x->label), col;
	char *before;

	if (!x->said.len || y < 1)
		return;
	surface_fill(sf, 0, y, sf->cols, 1, ST_TEXT, " ");
	if (x->ok) {
		surface_text(sf, from > 2 ? from - 2 : 0, y, 2, ST_DIM, "= ");
		surface_text(sf, from, y, sf->cols - from, ST_INFO, str_get(&x->said));
		return;
	}
	before = xstrndup(prompt_text(&x->prompt), x->at);
	col = from + utf8_width(before);
	free(before);
	if (col > sf->cols / 2)		/* the sentence needs room, and a long line is scrolled */
		col = from;
	surface_put(sf, col, y, ST_ERROR, "▾");
	surface_text(sf, col + 2, y, sf->cols - col - 2, ST_ERROR, str_get(&x->said));
}

static void expression_draw(const struct screen *s, struct surface *sf)
{
	const struct expression *x = s->data;

	surface_fill(sf, 0, sf->rows - 1, sf->cols, 1, ST_TEXT, " ");
	if (!x->prompt.found.n)
		draw_said(x, sf);
	prompt_draw(&x->prompt, sf, true);
}

static void remember(struct shell *sh, const char *text)
{
	if (*text && (!sh->expressions.n || strcmp(sh->expressions.v[sh->expressions.n - 1], text) != 0))
		VEC_PUSH(&sh->expressions, xstrdup(text));
}

static unsigned expression_key(struct screen *s, const struct key *k)
{
	struct expression *x = s->data;
	struct shell *sh = x->sh;
	unsigned w = prompt_key(&x->prompt, k), after;
	ask_text_fn done = x->done;
	void *ctx = x->ctx;
	char *text;

	if (w & W_CANCEL) {
		screens_close(&sh->screens, s);
		return AFTER_REDRAW;
	}
	if (w & W_DONE) {
		if (!x->ok)
			return AFTER_REDRAW;	/* what is wrong stands above it */
		text = xstrdup(prompt_text(&x->prompt));
		remember(sh, text);
		screens_close(&sh->screens, s);
		after = text[strspn(text, " ")] ? done(sh, ctx, text) : AFTER_NOTHING;
		free(text);
		return (after & ~(unsigned)AFTER_CLOSE) | AFTER_REDRAW;
	}
	if (w & W_CHANGED)
		look(x);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void expression_done(struct screen *s)
{
	struct expression *x = s->data;

	prompt_done(&x->prompt);
	str_done(&x->said);
	free(x->label);
	free(x);
}

static const struct screen_ops ops = {
	.name = "expression", .keymap = "prompt", .dialog = true, .draw = expression_draw, .key = expression_key, .done = expression_done,
};

void expression_ask(struct shell *sh, const char *label, int step, ask_text_fn done, void *ctx)
{
	struct expression *x = xcalloc(1, sizeof *x);
	struct err e;

	x->sh = sh;
	x->label = xstrdup(label);
	x->step = step;
	x->done = done;
	x->ctx = ctx;
	x->ok = true;
	prompt_init(&x->prompt, label);
	prompt_set_placeholder(&x->prompt, "$.order.id   $$.State.Name   $sum(items.price)   {\"Variable\": …}   Tab completes");
	prompt_set_completion(&x->prompt, complete, x);
	for (size_t i = 0; i < sh->expressions.n; i++)
		prompt_add_history(&x->prompt, sh->expressions.v[i]);
	if (!screens_push(&sh->screens, &ops, sh, x, &e))
		app_note_err(sh->app, &e);
}
