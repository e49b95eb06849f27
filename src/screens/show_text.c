/* A text over the whole screen: a cause, a log, an error in full. */
#include "screens/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/place.h"
#include "ui/pager.h"

struct text_data {
	struct pager pager;
	char *title;
	char *needle;
	bool not_found;
};

static struct text_data *text_of(struct screen *s)
{
	return s->data;
}

static unsigned searched(struct shell *sh, void *ctx, const char *text)
{
	struct text_data *d = ctx;

	(void)sh;
	free(d->needle);
	d->needle = *text ? xstrdup(text) : NULL;
	pager_set_needle(&d->pager, d->needle);
	d->not_found = d->needle && !pager_search(&d->pager, 1, true);
	return AFTER_REDRAW;
}

static unsigned key_search(struct screen *s)
{
	struct ask_text_opts o = {.label = "/", .placeholder = "text to find", .changed = searched};

	ask_text(s->ctx, &o, searched, s->data);
	return AFTER_REDRAW;
}

static unsigned search_again(struct screen *s, int direction)
{
	struct text_data *d = text_of(s);

	if (!d->needle)
		return key_search(s);
	d->not_found = !pager_search(&d->pager, direction, false);
	return AFTER_REDRAW;
}

static unsigned key_next(struct screen *s)
{
	return search_again(s, 1);
}

static unsigned key_previous(struct screen *s)
{
	return search_again(s, -1);
}

static unsigned key_wrap(struct screen *s)
{
	struct text_data *d = text_of(s);

	pager_set_wrap(&d->pager, !d->pager.wrap);
	return AFTER_RELAYOUT;
}

static unsigned key_copy(struct screen *s)
{
	struct text_data *d = text_of(s);

	shell_copy(s->ctx, str_get(&d->pager.text), "the text");
	return AFTER_REDRAW;
}

static unsigned key_close(struct screen *s)
{
	(void)s;
	return AFTER_CLOSE;
}

static const struct place_key text_keys[] = {
	{"<Down> <Up> <PageDown> <PageUp> <Space>", "scroll", "Scroll", NULL},
	{"<Esc> q <C-c>", "close", "Close", key_close},
	{"/", "search", "Search in the text", key_search},
	{"n", "next", "Next match", key_next},
	{"N", NULL, "Previous match", key_previous},
	{"w", "wrap", "Wrap long lines, or scroll sideways", key_wrap},
	{"y", "copy", "Copy the whole text", key_copy},
	{"?", "help", "These keys", place_key_help},
};

const struct place text_place = {.keymap = "text", .title = "A text to read", .keys = text_keys, .n = ARRAY_LEN(text_keys)};

static void text_layout(struct screen *s, int cols, int rows)
{
	pager_layout(&text_of(s)->pager, cols > 2 ? cols - 2 : cols, place_body_rows(rows));
}

static void text_draw(const struct screen *s, struct surface *sf)
{
	const struct text_data *d = s->data;
	int rows = place_body_rows(sf->rows);
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, rows);
	char right[80] = "";

	if (!place_fits(sf))
		return;
	if (d->not_found)
		snprintf(right, sizeof right, "\"%.40s\" is not there", d->needle);
	else if (d->pager.rows.n > (size_t)rows)
		snprintf(right, sizeof right, "%zu-%zu of %zu", d->pager.top + 1, d->pager.top + (size_t)rows < d->pager.rows.n ?
			d->pager.top + (size_t)rows : d->pager.rows.n, d->pager.rows.n);
	if (d->pager.text.len)
		pager_draw(&d->pager, &body);
	else
		place_draw_empty(&body, "(empty)", NULL);
	place_draw(s->ctx, &text_place, sf, d->title, right);
}

static unsigned text_key(struct screen *s, const struct key *k)
{
	unsigned after;
	struct key local;

	if (place_key(&text_place, s, k, &after))
		return after;
	if (k->code == K_MOUSE && !key_in(k, 1, PLACE_BODY_Y, s->cols - 2, place_body_rows(s->rows), &local))
		return AFTER_NOTHING;
	return pager_key(&text_of(s)->pager, k->code == K_MOUSE ? &local : k) ? AFTER_REDRAW : AFTER_NOTHING;
}

static void text_done(struct screen *s)
{
	struct text_data *d = text_of(s);

	pager_done(&d->pager);
	free(d->title);
	free(d->needle);
	free(d);
}

static const struct screen_ops text_ops = {
	.name = "text", .keymap = "text", .layout = text_layout, .draw = text_draw, .key = text_key, .done = text_done,
};

void show_text(struct shell *sh, const char *title, const char *text, size_t len)
{
	struct text_data *d = xcalloc(1, sizeof *d);
	struct err e;

	pager_init(&d->pager);
	pager_add(&d->pager, ST_TEXT, text, len);
	d->title = xstrdup(title);
	if (!screens_push(&sh->screens, &text_ops, sh, d, &e))
		app_note_err(sh->app, &e);
}
