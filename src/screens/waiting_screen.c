/*
 * Everything that waits for the person: tasks that nobody does, task tokens that are out, activities. A list with the time that is left,
 * and the payload of the selected one, beside it from WIDE columns on, below it else.
 */
#include "screens/waiting_screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "app/waiting.h"
#include "base/utf8.h"
#include "screens/ask.h"
#include "screens/command_mocks.h"
#include "screens/json_view.h"
#include "screens/place.h"
#include "screens/timers_screen.h"
#include "screens/workbench.h"
#include "ui/glyph.h"

#define WIDE 100
#define LIST_COLS 62
#define KIND_COLS 8
#define AGE_COLS 9
#define END_COLS 21			/* "heartbeat 9 min 50 s" */

struct waiting_screen {
	struct shell *sh;
	struct list list;
	struct json_view payload;
	uint64_t shown;			/* whose payload it is; 0: none */
	bool on_payload;
	size_t n;
};

static struct waiting_screen *of(const struct screen *s)
{
	return s->data;
}

static bool at_row(const struct waiting_screen *p, size_t row, struct waiting *w)
{
	return row != LIST_NONE && waiting_at(p->sh->app, row, w);
}

static bool selected(const struct waiting_screen *p, struct waiting *w)
{
	return at_row(p, list_row(&p->list), w);
}

void waiting_name(const struct waiting *w, struct str *out)
{
	describe_text(out, w->request->state->name, 60);
	if (w->request->iteration >= 0)
		str_addf(out, "[%d]", w->request->iteration);
	if (w->request->attempt > 0)
		str_addf(out, " attempt %d", w->request->attempt + 1);
}

const char *waiting_payload_word(const struct waiting *w)
{
	return w->request->state->resource.kind == ASL_TASK_SERVICE ? "parameters" : "input";
}

enum style waiting_end_text(const struct waiting *w, struct str *out)
{
	if (!w->ends) {
		str_adds(out, "no timeout");
		return ST_DIM;
	}
	str_adds(out, w->by == TIMER_HEARTBEAT ? "heartbeat " : "timeout ");
	describe_duration(out, w->left_ms > 0 ? w->left_ms : 0);
	return w->left_ms < 10000 ? ST_WARNING : ST_TEXT;
}

/* --- the list ------------------------------------------------------------------------------------------------------------------ */

static void row_text(void *ctx, size_t row, struct str *out)
{
	struct waiting w;

	if (!at_row(ctx, row, &w))
		return;
	waiting_name(&w, out);
	str_addf(out, " %s ", waiting_kind_text(w.kind));
	describe_value(out, w.request->payload, 2000);
}

static void row_draw(void *ctx, size_t row, struct surface *sf, const char *needle)
{
	int end = sf->cols - END_COLS, age = end - 2 - AGE_COLS, kind = age - 1 - KIND_COLS;
	struct str text = {0};
	struct waiting w;
	enum style st;

	if (!at_row(ctx, row, &w))
		return;
	surface_put(sf, 0, 0, ST_WARNING, "?");
	waiting_name(&w, &text);
	surface_text_match(sf, 2, 0, kind - 3, ST_STRONG, str_get(&text), needle);
	surface_text(sf, kind, 0, KIND_COLS, ST_TEXT, waiting_kind_text(w.kind));
	str_reset(&text);
	describe_duration(&text, w.age_ms);
	surface_text_right(sf, age, 0, AGE_COLS, ST_DIM, str_get(&text));
	str_reset(&text);
	st = waiting_end_text(&w, &text);
	surface_text(sf, end, 0, END_COLS, st, str_get(&text));
	str_done(&text);
}

static const struct list_ops list_ops = {.draw = row_draw, .text = row_text};

static void show_payload(struct waiting_screen *p)
{
	struct waiting w;
	bool any = selected(p, &w);

	if (any && w.request->id == p->shown)
		return;
	p->shown = any ? w.request->id : 0;
	json_view_begin(&p->payload);
	if (any) {
		json_view_add(&p->payload, waiting_payload_word(&w), w.request->payload);
		json_view_add_text(&p->payload, "token", w.request->token);
	}
	json_view_end(&p->payload);
	tree_open_all(&p->payload.tree, 0, 200);
}

static void waiting_update(struct screen *s)
{
	struct waiting_screen *p = of(s);
	size_t n = waiting_count(p->sh->app);

	if (n != p->n)
		list_refresh(&p->list);
	p->n = n;
	list_set_rows(&p->list, n);
	show_payload(p);
}

/* --- keys ------------------------------------------------------------------------------------------------------------------------ */

static unsigned key_return(struct screen *s)
{
	struct waiting_screen *p = of(s);
	struct waiting w;

	if (selected(p, &w))
		answer_screen_open(p->sh, w.request->id, false);
	return AFTER_REDRAW;
}

static unsigned key_all(struct screen *s)
{
	struct waiting_screen *p = of(s);
	struct waiting w;

	if (selected(p, &w))
		answer_screen_open(p->sh, w.request->id, true);
	return AFTER_REDRAW;
}

static unsigned key_throw(struct screen *s)
{
	struct waiting_screen *p = of(s);
	struct waiting w;

	if (selected(p, &w))
		ask_throw(p->sh, w.request->id);
	return AFTER_REDRAW;
}

static unsigned done_or_note(struct waiting_screen *p, bool ok, const struct err *e)
{
	if (!ok)
		app_note_err(p->sh->app, e);
	return AFTER_UPDATE;
}

static unsigned key_beat(struct screen *s)
{
	struct waiting_screen *p = of(s);
	struct waiting w;
	struct err e;

	return selected(p, &w) ? done_or_note(p, waiting_beat(p->sh->app, w.request->id, &e), &e) : AFTER_NOTHING;
}

static unsigned key_time_out(struct screen *s)
{
	struct waiting_screen *p = of(s);
	struct waiting w;
	struct err e;

	return selected(p, &w) ? done_or_note(p, waiting_time_out(p->sh->app, w.request->id, &e), &e) : AFTER_NOTHING;
}

static unsigned key_copy(struct screen *s)
{
	struct waiting_screen *p = of(s);
	struct waiting w;

	if (!selected(p, &w))
		return AFTER_NOTHING;
	if (p->on_payload || !w.request->token) {
		const cJSON *n = p->on_payload ? json_view_node(&p->payload) : value_node(w.request->payload);
		struct str text = {0};

		if (n)
			json_view_text(n, &text);
		shell_copy(p->sh, str_get(&text), "the payload");
		str_done(&text);
	} else {
		shell_copy(p->sh, w.request->token, "the task token");
	}
	return AFTER_REDRAW;
}

/* To the state in the picture, of the execution that waits. */
static unsigned key_go(struct screen *s)
{
	struct waiting_screen *p = of(s);
	struct waiting w;
	struct err e;

	if (!selected(p, &w))
		return AFTER_NOTHING;
	if (w.run && w.run != p->sh->app->run && !app_run_open(p->sh->app, w.run->store_id, &e))
		return done_or_note(p, false, &e);
	if (w.run && w.session == w.run->session)
		workbench_select(p->sh->workbench, w.request->state->index);
	return AFTER_CLOSE | AFTER_UPDATE;
}

static unsigned key_timers(struct screen *s)
{
	timers_screen_open(s->ctx);
	return AFTER_REDRAW;
}

static unsigned key_tab(struct screen *s)
{
	of(s)->on_payload = !of(s)->on_payload;
	return AFTER_REDRAW;
}

static unsigned key_filter(struct screen *s)
{
	return place_ask_filter(s->ctx, &of(s)->list);
}

static unsigned key_keep(struct screen *s)
{
	mocks_keep(s->ctx, NULL);
	return AFTER_REDRAW;
}

static const struct place_key waiting_keys[] = {
	{"<Enter> m", "return", "Answer with a result", key_return},
	{"x", "throw", "Answer with an error", key_throw},
	{"h", "heartbeat", "Send a heartbeat: its clock begins anew", key_beat},
	{"t", "time out", "Let it run out of time", key_time_out},
	{"A", "all alike", "One result for all that wait at this state", key_all},
	{"K", "keep", "Keep the answers given so far in mocks/MACHINE.json", key_keep},
	{"g", "go there", "Show its execution and its state", key_go},
	{"y", "copy", "Copy the task token, or the selected part of the payload", key_copy},
	{"T", "timers", "What the clock will bring", key_timers},
	{"<Tab>", "payload", "To the payload, and back", key_tab},
	{"/ f", "filter", "Show only what has these words", key_filter},
	{"<Esc> q <C-c>", "close", "Back", place_key_close},
	{"?", "help", "These keys", place_key_help},
};

const struct place waiting_place = {
	.keymap = "waiting", .title = "What waits for your answer", .keys = waiting_keys, .n = ARRAY_LEN(waiting_keys),
};

/* --- the screen ------------------------------------------------------------------------------------------------------------------ */

struct parts {
	int x, y, cols, rows;		/* of the payload */
	int list_cols, list_rows;
};

static struct parts parts_of(int cols, int rows)
{
	int body = place_body_rows(rows);
	struct parts t = {.y = PLACE_BODY_Y, .list_cols = cols - 2, .list_rows = body};

	if (cols >= WIDE) {
		t.list_cols = LIST_COLS;
		t.x = LIST_COLS + 2;
		t.cols = cols - t.x - 1;
		t.rows = body;
	} else if (body >= 10) {
		t.list_rows = body / 2 - 1;
		t.x = 1;
		t.y = PLACE_BODY_Y + t.list_rows + 1;
		t.cols = cols - 2;
		t.rows = body - t.list_rows - 1;
	}
	return t;
}

static void waiting_layout(struct screen *s, int cols, int rows)
{
	struct parts t = parts_of(cols, rows);

	list_layout(&of(s)->list, t.list_rows);
	tree_layout(&of(s)->payload.tree, t.rows);
	if (!t.rows)
		of(s)->on_payload = false;
}

static void draw_payload(const struct waiting_screen *p, struct surface *sf, const struct parts *t)
{
	struct surface inside = surface_sub(sf, t->x, t->y, t->cols, t->rows);

	if (!t->rows)
		return;
	if (t->y > PLACE_BODY_Y)
		surface_hline(sf, 0, t->y - 1, sf->cols, ST_BORDER);
	else
		for (int y = 0; y < t->rows; y++)
			surface_put(sf, t->x - 2, t->y + y, ST_BORDER, "│");
	tree_draw(&p->payload.tree, &inside, p->on_payload);
}

static void waiting_draw(const struct screen *s, struct surface *sf)
{
	const struct waiting_screen *p = of(s);
	struct parts t = parts_of(sf->cols, sf->rows);
	struct surface body = surface_sub(sf, 1, PLACE_BODY_Y, t.list_cols, t.list_rows);
	char count[40];

	if (!place_fits(sf))
		return;
	snprintf(count, sizeof count, "%zu waiting", p->n);
	if (list_count(&p->list))
		list_draw(&p->list, &body, !p->on_payload);
	else if (p->n)
		place_draw_empty(&body, "nothing matches the filter", "Press / to change it");
	else
		place_draw_empty(&body, "nothing waits for an answer", "Tokens, activities, and tasks that nobody does come here");
	if (p->n)
		draw_payload(p, sf, &t);
	place_draw(p->sh, &waiting_place, sf, "Waiting for an answer", count);
}

static unsigned waiting_key(struct screen *s, const struct key *k)
{
	struct waiting_screen *p = of(s);
	struct parts t = parts_of(s->cols, s->rows);
	struct key local = *k;
	unsigned after, w;

	if (place_key(&waiting_place, s, k, &after))
		return after;
	if (k->code == K_MOUSE && key_in(k, t.x, t.y, t.cols, t.rows, &local))
		p->on_payload = true;
	else if (k->code == K_MOUSE)
		p->on_payload = false;
	if (p->on_payload)
		return tree_key(&p->payload.tree, &local) ? AFTER_REDRAW : AFTER_NOTHING;
	w = place_list_key(&p->list, k, 1, PLACE_BODY_Y, t.list_cols, t.list_rows);
	show_payload(p);
	if (w & W_DONE)
		return key_return(s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void waiting_done(struct screen *s)
{
	struct waiting_screen *p = of(s);

	list_done(&p->list);
	json_view_done(&p->payload);
	free(p);
}

static const struct screen_ops waiting_ops = {
	.name = "waiting", .keymap = "waiting", .update = waiting_update, .layout = waiting_layout, .draw = waiting_draw, .key = waiting_key,
	.done = waiting_done,
};

void waiting_screen_open(struct shell *sh, uint64_t id)
{
	struct waiting_screen *p = xcalloc(1, sizeof *p);
	struct waiting w;
	struct err e;

	p->sh = sh;
	place_note_done(sh);
	list_init(&p->list, &list_ops, p);
	json_view_init(&p->payload);
	p->n = waiting_count(sh->app);
	list_set_rows(&p->list, p->n);
	for (size_t i = 0; id && i < p->n; i++)
		if (waiting_at(sh->app, i, &w) && w.request->id == id)
			list_go(&p->list, i);
	if (!screens_push(&sh->screens, &waiting_ops, sh, p, &e))
		app_note_err(sh->app, &e);
}
