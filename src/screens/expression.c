#include "screens/expression.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "app/app_debug.h"
#include "base/utf8.h"
#include "query/jsonata.h"
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

/* --- completion -------------------------------------------------------------------------------------------------------- */

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

struct offer {
	const char *prefix;
	size_t len;
	prompt_add_fn add;
	void *add_ctx;
};

static void offer(const struct offer *o, const char *word, const char *hint)
{
	if (strncmp(word, o->prefix, o->len) == 0)
		o->add(o->add_ctx, word, hint);
}

static void offer_members(const struct offer *o, const cJSON *n)
{
	for (const cJSON *c = cJSON_IsObject(n) ? n->child : NULL; c; c = c->next)
		offer(o, c->string, json_type_name(c));
}

/* $name: variables, the state's own values, functions. */
static void offer_variables(const struct offer *o, const struct moment *m)
{
	static const char *const own[] = {"$input", "$result", "$output", "$errorOutput", "$states"};
	struct str name = {0};
	const char *f;

	for (size_t i = 0; i < m->variables.n; i++) {
		str_reset(&name);
		str_addf(&name, "$%s", m->variables.v[i].name);
		offer(o, str_get(&name), "variable");
	}
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		offer(o, own[i], "of this state");
	for (size_t i = 0; (f = jsonata_function_name(i)); i++) {
		str_reset(&name);
		str_addf(&name, "$%s(", f);
		offer(o, str_get(&name), "function");
	}
	str_done(&name);
}

/* What stands before a dot: back to where the path begins. */
static size_t path_start(const char *text, size_t dot)
{
	size_t at = dot;

	while (at > 0 && (in_word(text[at - 1]) || strchr("$.[]'", text[at - 1])))
		at--;
	return at;
}

static void offer_below(const struct offer *o, const struct moment *m, const char *text, size_t dot)
{
	size_t from = path_start(text, dot);
	char *path = xstrndup(text + from, dot - from);
	struct value *v = NULL;
	struct err e;

	if (strcmp(path, "$states") == 0) {
		for (const char *const *name = (const char *const[]){"input", "result", "errorOutput", "context", NULL}; *name; name++)
			offer(o, *name, "of this state");
	} else if (*path && evaluate(path, m, &v, &e) && v) {
		offer_members(o, cJSON_IsArray(value_node(v)) ? value_node(v)->child : value_node(v));
	}
	value_unref(v);
	free(path);
}

static void complete(void *ctx, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx)
{
	struct expression *x = ctx;
	size_t at = cursor;
	struct moment m;
	struct offer o = {.add = add, .add_ctx = add_ctx};

	while (at > 0 && in_word(text[at - 1]))
		at--;
	if (at > 0 && text[at - 1] == '$')
		at--;
	*word_start = at;
	if (!app_debug_moment(x->sh->app, x->step, &m))
		return;
	o.prefix = text + at;
	o.len = cursor - at;
	if (at > 0 && text[at - 1] == '.')
		offer_below(&o, &m, text, at - 1);
	else if (text[at] == '$' || at == cursor)
		offer_variables(&o, &m);
	if ((at == 0 || text[at - 1] != '.') && text[at] != '$' && m.input)
		offer_members(&o, value_node(m.input));
	moment_done(&m);
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
