/*
 * What the services that are done here keep: tables, queues, topics, buses, and what is in the selected one. Items can be taken out, and
 * a container emptied, so that a workflow can begin again; running executions see it at once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "screens/ask.h"
#include "screens/command_impl.h"
#include "screens/json_view.h"
#include "screens/place.h"
#include "ui/glyph.h"

#define WIDE 100
#define LIST_COLS 40
#define COUNT_COLS 8

struct services_screen {
	struct shell *sh;
	struct list list;
	struct json_view items;
	char *shown;			/* "kind name" of what items shows */
	uint64_t version;		/* of the data when it was last looked at */
	bool on_items;
};

static struct services_screen *of(const struct screen *s)
{
	return s->data;
}

static struct service_data *data_of(const struct services_screen *p)
{
	return p->sh->app->backends.data;
}

static const struct service_container *at_row(const struct services_screen *p, size_t row)
{
	struct service_data *d = data_of(p);

	return d && row != LIST_NONE && row < service_data_count(d) ? service_data_at(d, row) : NULL;
}

static const struct service_container *selected(const struct services_screen *p)
{
	return at_row(p, list_row(&p->list));
}

/* --- the containers ------------------------------------------------------------------------------------------------------------- */

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct service_container *c = at_row(ctx, row);

	if (!c)
		return;
	str_addf(out, "%s ", service_kind_text(c->kind));
	describe_text(out, c->name, 80);
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct service_container *c = at_row(ctx, row);
	int kind = 10, name = sf->cols - kind - COUNT_COLS - 1;
	struct str text = {0};

	if (!c)
		return;
	surface_text(sf, 0, 0, kind - 1, ST_DIM, service_kind_text(c->kind));
	describe_text(&text, c->name, 80);
	surface_text_match(sf, kind, 0, name, ST_STRONG, str_get(&text), needle);
	str_reset(&text);
	str_addf(&text, "%zu", c->items.n);
	surface_text_right(sf, sf->cols - COUNT_COLS, 0, COUNT_COLS, c->items.n ? ST_TEXT : ST_DIM, str_get(&text));
	str_done(&text);
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

/* Messages with the newest at the top; a table's items in the order of their keys. */
static void show_items(struct services_screen *p, bool again)
{
	const struct service_container *c = selected(p);
	char *shown = c ? xasprintf("%s %s", service_kind_text(c->kind), c->name) : NULL;
	bool newest_first = c && (c->kind == SERVICE_SQS || c->kind == SERVICE_SNS || c->kind == SERVICE_EVENTS);

	if (!again && (shown == p->shown || (shown && p->shown && strcmp(shown, p->shown) == 0))) {
		free(shown);
		return;
	}
	free(p->shown);
	p->shown = shown;
	json_view_begin(&p->items);
	for (size_t i = 0; c && i < c->items.n; i++) {
		const struct service_item *it = &c->items.v[newest_first ? c->items.n - 1 - i : i];

		json_view_add(&p->items, it->key, it->value);
	}
	json_view_end(&p->items);
}

static void services_update(struct screen *s)
{
	struct services_screen *p = of(s);
	struct service_data *d = data_of(p);
	uint64_t version = d ? service_data_version(d) : 0;
	bool again = version != p->version;

	p->version = version;
	if (again)
		list_refresh(&p->list);
	list_set_rows(&p->list, d ? service_data_count(d) : 0);
	show_items(p, again);
}

/* --- keys ------------------------------------------------------------------------------------------------------------------------ */

/* What is shown, to change it; it may be gone since the question was asked. */
static struct service_container *shown_container(const struct services_screen *p)
{
	const struct service_container *c = selected(p);

	return c ? service_data_find(data_of(p), c->kind, c->name) : NULL;
}

static unsigned clear_now(struct shell *sh, void *ctx)
{
	struct services_screen *p = ctx;
	struct service_container *c = shown_container(p);

	(void)sh;
	if (c)
		service_data_clear(data_of(p), c);
	return AFTER_UPDATE;
}

static unsigned key_clear(struct screen *s)
{
	struct services_screen *p = of(s);
	const struct service_container *c = selected(p);
	struct str question = {0};

	if (!c)
		return AFTER_NOTHING;
	str_addf(&question, "Take everything out of %s ", service_kind_text(c->kind));
	describe_text(&question, c->name, 60);
	str_addf(&question, " (%zu)?", c->items.n);
	ask_confirm(p->sh, str_get(&question), "Empty it", 'D', clear_now, p);
	str_done(&question);
	return AFTER_REDRAW;
}

static bool contains(const cJSON *node, const cJSON *n)
{
	if (node == n)
		return true;
	for (const cJSON *c = node->child; c; c = c->next)
		if (contains(c, n))
			return true;
	return false;
}

/* The item that the row under the cursor belongs to; NULL: none, or a row inside a text. */
static const char *item_key(const struct services_screen *p)
{
	const cJSON *n = json_view_node(&p->items);
	const struct service_container *c = selected(p);

	for (const cJSON *top = n && c ? p->items.root->child : NULL; top; top = top->next)
		if (contains(top, n))
			return top->string;
	return NULL;
}

static unsigned key_delete(struct screen *s)
{
	struct services_screen *p = of(s);
	struct service_container *c = shown_container(p);
	const char *key = p->on_items ? item_key(p) : NULL;

	if (!c)
		return AFTER_NOTHING;
	if (!key) {
		app_note(p->sh->app, NOTE_INFO, "choose an item (Tab) to take it out; D empties %s", c->name);
		return AFTER_UPDATE;
	}
	service_data_remove(data_of(p), c, key);
	return AFTER_UPDATE;
}

static unsigned key_copy(struct screen *s)
{
	struct services_screen *p = of(s);
	const cJSON *n = json_view_node(&p->items);
	struct str text = {0};

	if (!n)
		return AFTER_NOTHING;
	json_view_text(n, &text);
	shell_copy(p->sh, str_get(&text), "the selected part");
	str_done(&text);
	return AFTER_REDRAW;
}

static unsigned key_tab(struct screen *s)
{
	of(s)->on_items = !of(s)->on_items;
	return AFTER_REDRAW;
}

static unsigned key_filter(struct screen *s)
{
	return place_ask_filter(s->ctx, &of(s)->list);
}

static const struct place_key services_keys[] = {
	{"<Tab>", "items", "To the items, and back", key_tab},
	{"d <Del>", "delete", "Take the selected item out", key_delete},
	{"D", "empty", "Take everything out of the selected table, queue, topic or bus", key_clear},
	{"y", "copy", "Copy the selected part", key_copy},
	{"/ f", "filter", "Show only what has these words", key_filter},
	{"<Esc> q <C-c>", "close", "Back", place_key_close},
	{"?", "help", "These keys", place_key_help},
};

const struct place services_place = {
	.keymap = "services", .title = "What services keep", .keys = services_keys, .n = ARRAY_LEN(services_keys),
};

/* --- the screen ------------------------------------------------------------------------------------------------------------------ */

struct parts {
	int x, y, cols, rows;		/* of the items */
	int list_cols, list_rows;
};

static struct parts parts_of(int cols, int rows)
{
	int body = place_body_rows(rows);
	struct parts t = {.y = PLACE_BODY_Y, .list_cols = cols - 2, .list_rows = body};

	if (cols >= WIDE) {
		t.list_cols = LIST_COLS;
		t.x = LIST_COLS + 3;
		t.cols = cols - t.x - 1;
		t.rows = body;
	} else if (body >= 10) {
		t.list_rows = body / 3;
		t.x = 1;
		t.y = PLACE_BODY_Y + t.list_rows + 1;
		t.cols = cols - 2;
		t.rows = body - t.list_rows - 1;
	}
	return t;
}

static void services_layout(struct screen *s, int cols, int rows)
{
	struct parts t = parts_of(cols, rows);

	list_layout(&of(s)->list, t.list_rows);
	tree_layout(&of(s)->items.tree, t.rows);
	if (!t.rows)
		of(s)->on_items = false;
}

static void draw_items(const struct services_screen *p, struct surface *sf, const struct parts *t)
{
	const struct service_container *c = selected(p);
	struct surface inside = surface_sub(sf, t->x, t->y, t->cols, t->rows);

	if (!t->rows || !c)
		return;
	if (t->y > PLACE_BODY_Y)
		surface_hline(sf, 0, t->y - 1, sf->cols, ST_BORDER);
	else
		for (int y = 0; y < t->rows; y++)
			surface_put(sf, t->x - 2, t->y + y, ST_BORDER, "│");
	if (c->items.n)
		tree_draw(&p->items.tree, &inside, p->on_items);
	else
		surface_text(&inside, 0, 0, t->cols, ST_DIM, "nothing in it");
}

static void services_draw(const struct screen *s, struct surface *sf)
{
	const struct services_screen *p = of(s);
	struct parts t = parts_of(sf->cols, sf->rows);
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, t.list_cols, t.list_rows);
	size_t n = data_of(p) ? service_data_count(data_of(p)) : 0;

	if (!place_fits(sf))
		return;
	if (list_count(&p->list))
		list_draw(&p->list, &body, !p->on_items);
	else if (n)
		place_draw_empty(&body, "nothing matches the filter", "Press / to change it");
	else
		place_draw_empty(&body, "services keep nothing yet", "Items of DynamoDB and messages come here; S3 is a folder");
	if (n)
		draw_items(p, sf, &t);
	place_draw(p->sh, &services_place, sf, "What services keep", NULL);
}

static unsigned services_key(struct screen *s, const struct key *k)
{
	struct services_screen *p = of(s);
	struct parts t = parts_of(s->cols, s->rows);
	struct key local = *k;
	unsigned after, w;

	if (place_key(&services_place, s, k, &after))
		return after;
	if (k->code == K_MOUSE)
		p->on_items = key_in(k, t.x, t.y, t.cols, t.rows, &local);
	if (p->on_items)
		return tree_key(&p->items.tree, &local) ? AFTER_REDRAW : AFTER_NOTHING;
	w = place_list_key(&p->list, k, 1, PLACE_BODY_Y, t.list_cols, t.list_rows);
	show_items(p, false);
	if (w & W_DONE)
		return key_tab(s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void services_done(struct screen *s)
{
	struct services_screen *p = of(s);

	list_done(&p->list);
	json_view_done(&p->items);
	free(p->shown);
	free(p);
}

static const struct screen_ops services_ops = {
	.name = "services", .keymap = "services", .update = services_update, .layout = services_layout, .draw = services_draw,
	.key = services_key, .done = services_done,
};

unsigned cmd_services(struct shell *sh, const char *args, struct err *e)
{
	struct services_screen *p = xcalloc(1, sizeof *p);

	(void)args;
	p->sh = sh;
	place_note_done(sh);
	list_init(&p->list, &list_ops, p);
	json_view_init(&p->items);
	list_set_rows(&p->list, data_of(p) ? service_data_count(data_of(p)) : 0);
	show_items(p, true);
	if (!screens_push(&sh->screens, &services_ops, sh, p, e))
		return AFTER_UPDATE;
	return AFTER_REDRAW;
}
