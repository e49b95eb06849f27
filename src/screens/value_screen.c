/* One JSON value to type over the whole screen: what a fork begins with, a result to answer with. */
#include "screens/value_screen.h"

#include <stdlib.h>
#include <string.h>

#include "screens/json_edit.h"
#include "screens/place.h"

struct value_screen {
	struct shell *sh;
	char *title;
	struct json_edit edit;
	value_done_fn done;
	void *ctx;
	void (*free_ctx)(void *ctx);
};

static struct value_screen *of(const struct screen *s)
{
	return s->data;
}

static unsigned key_done(struct screen *s)
{
	struct value_screen *v = of(s);
	struct shell *sh = v->sh;
	struct err e = {0};
	struct value *value = json_edit_value(&v->edit, &e);
	bool ok;

	if (!value) {
		app_note_err(sh->app, &e);
		return AFTER_REDRAW;
	}
	place_note_done(sh);
	ok = v->done(sh, v->ctx, value, &e);
	value_unref(value);
	if (!ok)
		app_note_err(sh->app, &e);
	else
		screens_close(&sh->screens, s);
	return AFTER_UPDATE;
}

static unsigned key_tidy(struct screen *s)
{
	struct err e = {0};

	if (!json_edit_format(&of(s)->edit, &e))
		app_note_err(of(s)->sh->app, &e);
	return AFTER_REDRAW;
}

static unsigned key_fault(struct screen *s)
{
	json_edit_go_fault(&of(s)->edit);
	return AFTER_REDRAW;
}

static const struct place_key value_keys[] = {
	{"<C-s>", "go on", "Take this value", key_done},
	{"<Esc>", "cancel", "Back, nothing happens", place_key_close},
	{"<C-t>", "tidy", "Indent the JSON", key_tidy},
	{"<C-g>", "error", "Go to the error", key_fault},
	{"<F1>", "help", "These keys", place_key_help},
};

const struct place value_place = {
	.keymap = "value", .title = "A value to type", .keys = value_keys, .n = ARRAY_LEN(value_keys), .typing = true,
};

static void value_layout(struct screen *s, int cols, int rows)
{
	json_edit_layout(&of(s)->edit, 0, PLACE_BODY_Y, cols, place_body_rows(rows));
}

static void value_draw(const struct screen *s, struct surface *sf)
{
	const struct value_screen *v = of(s);

	if (!place_fits(sf))
		return;
	json_edit_draw(&v->edit, sf, "JSON", true);
	place_draw(v->sh, &value_place, sf, v->title, NULL);
}

static unsigned value_key(struct screen *s, const struct key *k)
{
	unsigned after;

	if (place_key(&value_place, s, k, &after))
		return after;
	return json_edit_key(&of(s)->edit, k) ? AFTER_REDRAW : AFTER_NOTHING;
}

static void value_done(struct screen *s)
{
	struct value_screen *v = of(s);

	json_edit_done(&v->edit);
	if (v->free_ctx)
		v->free_ctx(v->ctx);
	free(v->title);
	free(v);
}

static const struct screen_ops ops = {
	.name = "value", .keymap = "value", .layout = value_layout, .draw = value_draw, .key = value_key, .done = value_done,
};

void value_screen_open(struct shell *sh, const char *title, struct value *initial, value_done_fn done, void *ctx, void (*free_ctx)(void *ctx))
{
	struct value_screen *v = xcalloc(1, sizeof *v);
	struct str text = {0};
	struct err e;

	v->sh = sh;
	v->title = xstrdup(title);
	v->done = done;
	v->ctx = ctx;
	v->free_ctx = free_ctx;
	json_edit_init(&v->edit, 0);
	if (initial)
		json_print_pretty(&text, value_node(initial), 0);
	else
		str_adds(&text, "{}");
	if (!json_edit_set(&v->edit, str_get(&text), text.len, &e) || !screens_push(&sh->screens, &ops, sh, v, &e))
		app_note_err(sh->app, &e);
	str_done(&text);
}
