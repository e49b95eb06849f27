/* Executions that the shown one started: items of Map Runs and nested executions, those that run first, then failures. Enter shows one. */
#include <stdio.h>
#include <stdlib.h>

#include "app/app_children.h"
#include "app/describe.h"
#include "screens/command_impl.h"
#include "screens/place.h"
#include "screens/where.h"
#include "ui/glyph.h"
#include "ui/list.h"

struct children_screen {
	struct shell *sh;
	struct app_children children;
	struct list list;
	unsigned serial;		/* of the run whose children they are; 0: not listed yet */
	int32_t events;			/* of that run when they were listed */
};

static struct children_screen *of(const struct screen *s)
{
	return s->data;
}

static const struct app_child *selected(const struct children_screen *p)
{
	size_t row = list_row(&p->list);

	return row == LIST_NONE ? NULL : &p->children.list.v[row];
}

static const struct {
	const char *glyph;
	enum style style;
} looks[] = {
	[EXEC_RUNNING] = {GLYPH_RUNNING, ST_RUNNING}, [EXEC_SUCCEEDED] = {GLYPH_SUCCEEDED, ST_SUCCEEDED},
	[EXEC_FAILED] = {GLYPH_FAILED, ST_FAILED}, [EXEC_TIMED_OUT] = {GLYPH_FAILED, ST_FAILED}, [EXEC_ABORTED] = {GLYPH_ABORTED, ST_ABORTED},
};

static const char *status_word(const struct app_child *c)
{
	return c->interrupted ? "INTERRUPTED" : exec_status_text(c->status);
}

static void add_place(struct str *out, const struct app_child *c)
{
	if (c->in_map_run)
		str_addf(out, "%zu", c->item);
	else
		describe_text(out, c->machine, 18);
}

static void row_text(void *ctx, size_t row, struct str *out)
{
	const struct app_child *c = &((struct children_screen *)ctx)->children.list.v[row];

	str_addf(out, "%s %s %s ", status_word(c), c->name, c->error ? c->error : "");
	add_place(out, c);
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	const struct app_child *c = &((struct children_screen *)ctx)->children.list.v[row];
	enum style style = looks[c->interrupted ? EXEC_ABORTED : c->status].style;
	struct str text = {0};

	surface_put(sf, 0, 0, style, looks[c->interrupted ? EXEC_ABORTED : c->status].glyph);
	surface_text_match(sf, 2, 0, 11, style, status_word(c), needle);
	add_place(&text, c);
	surface_text_match(sf, 14, 0, 18, ST_TEXT, str_get(&text), needle);
	str_reset(&text);
	if (c->stop_ms)
		describe_duration(&text, c->stop_ms - c->start_ms);
	surface_text_right(sf, 32, 0, 12, ST_TEXT, str_get(&text));
	surface_printf(sf, 45, 0, ST_DIM, "%5d events", c->n_events);
	str_reset(&text);
	describe_text(&text, c->error ? c->error : c->name, 200);
	if (sf->cols > 59)
		surface_text_match(sf, 58, 0, sf->cols - 58, c->error ? ST_FAILED : ST_GUTTER, str_get(&text), needle);
	str_done(&text);
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

/* Again whenever the execution has written something: a child that runs is only good until the next turn. */
static void children_update(struct screen *s)
{
	struct children_screen *p = of(s);
	struct app *a = p->sh->app;
	struct err e;

	if (!a->run) {
		app_children_done(&p->children);
	} else if (p->serial != a->run->serial || a->live.n || p->events != run_last(a->run)) {
		p->serial = a->run->serial;
		p->events = run_last(a->run);
		if (!app_children_list(a, a->run, &p->children, &e))
			app_note_err(a, &e);
	}
	list_set_rows(&p->list, p->children.list.n);
	list_refresh(&p->list);
}

/* The way to it, for the header: "order › ProcessItems[3]". */
static void way_to(const struct children_screen *p, const struct app_child *c, struct str *out)
{
	const struct run *r = p->sh->app->run;
	int step = r ? projection_step_of(r->at, c->parent_event) : -1;

	where_from(p->sh->workbench, out);
	str_adds(out, out->len ? " › " : "");
	describe_text(out, r ? r->machine->name : "?", 40);
	str_adds(out, " › ");
	describe_text(out, step >= 0 && r->at->steps.v[step].name ? r->at->steps.v[step].name : "?", 40);
	if (c->in_map_run)
		str_addf(out, "[%zu]", c->item);
}

static unsigned key_show(struct screen *s)
{
	struct children_screen *p = of(s);
	const struct app_child *c = selected(p);
	struct str way = {0};
	struct err e;

	if (!c)
		return AFTER_NOTHING;
	way_to(p, c, &way);
	if (!app_child_open(p->sh->app, c, &e)) {
		app_note_err(p->sh->app, &e);
		str_done(&way);
		return AFTER_REDRAW;
	}
	where_set_from(p->sh->workbench, str_get(&way));
	str_done(&way);
	app_note(p->sh->app, NOTE_INFO, "a child execution: :parent leads back");
	return place_key_close(s);
}

static unsigned key_filter(struct screen *s)
{
	return place_ask_filter(s->ctx, &of(s)->list);
}

static const struct place_key children_keys[] = {
	{"<Enter>", "show", "Show this execution", key_show},
	{"/ f", "filter", "Show only what has these words", key_filter},
	{"<Esc> q <C-c>", "close", "Back", place_key_close},
	{"?", "help", "These keys", place_key_help},
};

const struct place children_place = {
	.keymap = "children", .title = "Child executions", .keys = children_keys, .n = ARRAY_LEN(children_keys),
};

static void children_layout(struct screen *s, int cols, int rows)
{
	(void)cols;
	list_layout(&of(s)->list, place_body_rows(rows));
}

static void children_draw(const struct screen *s, struct surface *sf)
{
	const struct children_screen *p = of(s);
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, sf->cols - 2, place_body_rows(sf->rows));
	size_t n = p->children.list.n;
	const struct run *r = p->sh->app->run;
	struct str title = {0};
	char count[48];

	if (!place_fits(sf))
		return;
	snprintf(count, sizeof count, "%zu execution%s", n, n == 1 ? "" : "s");
	if (list_count(&p->list))
		list_draw(&p->list, &body, true);
	else if (n)
		place_draw_empty(&body, "nothing matches the filter", "Press / to change it");
	else
		place_draw_empty(&body, "this execution has started no other", NULL);
	str_adds(&title, "Child executions › ");
	describe_text(&title, r ? r->name : "", 40);
	place_draw(p->sh, &children_place, sf, str_get(&title), count);
	str_done(&title);
}

static unsigned children_key(struct screen *s, const struct key *k)
{
	unsigned after, w;

	if (place_key(&children_place, s, k, &after))
		return after;
	w = place_list_key(&of(s)->list, k, 1, PLACE_BODY_Y, s->cols - 2, place_body_rows(s->rows));
	if (w & W_DONE)
		return key_show(s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void children_done(struct screen *s)
{
	struct children_screen *p = of(s);

	list_done(&p->list);
	app_children_done(&p->children);
	free(p);
}

static const struct screen_ops children_ops = {
	.name = "children", .keymap = "children", .update = children_update, .layout = children_layout, .draw = children_draw,
	.key = children_key, .done = children_done,
};

unsigned cmd_children(struct shell *sh, const char *args, struct err *e)
{
	struct children_screen *p = xcalloc(1, sizeof *p);

	(void)args;
	p->sh = sh;
	list_init(&p->list, &list_ops, p);
	screens_push(&sh->screens, &children_ops, sh, p, e);
	return AFTER_UPDATE;
}

unsigned cmd_parent(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	if (app_parent_open(sh->app, e))
		where_back(sh->workbench);
	return AFTER_UPDATE;
}
