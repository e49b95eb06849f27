#include "screens/compare_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "base/timefmt.h"
#include "screens/ask.h"
#include "screens/place.h"

#define WIDE 100
#define CURSOR_ROWS 3			/* a line, the left event, the right one */
#define TURN_US 6000			/* of comparing in one turn of the loop */
#define PIECE 500

static struct compare_screen *of(const struct screen *s)
{
	return s->data;
}

/* --- the comparison ---------------------------------------------------------------------------------------------------------------------------- */

static struct compare_side side_of(const struct run *r)
{
	struct execution_summary sum;

	run_summary(r, &sum);
	return (struct compare_side){.machine = r->machine, .history = r->history, .arn = sum.execution_arn, .name = r->name};
}

void compare_text(struct shell *sh, const struct run *right, struct str *out)
{
	struct compare_screen p = {.sh = sh, .left = sh->app->run};
	struct compare_side a = side_of(p.left), b = side_of(right);

	p.c = compare_new(&a, &b, &(struct compare_options){.threshold_ms = COMPARE_THRESHOLD_MS});
	while (compare_work(p.c, 100000))
		;
	list_init(&p.list, &compare_list_ops, &p);
	compare_rows_make(&p);
	compare_report(&p, false, out);
	if (!p.rows.n)
		str_adds(out, "no difference\n");
	compare_rows_done(&p);
	list_done(&p.list);
	compare_free(p.c);
}

static void work(void *ctx);

static void begin(struct compare_screen *p)
{
	struct compare_side a = side_of(p->left), b = side_of(p->right);

	loop_defer_cancel(p->sh->loop, work, p);
	compare_picture_done(&p->picture);
	compare_free(p->c);
	p->c = compare_new(&a, &b, &(struct compare_options){.threshold_ms = p->threshold_ms});
	compare_rows_make(p);
	loop_defer(p->sh->loop, work, p);
}

static void go_to(struct compare_screen *p, int32_t a, int32_t b)
{
	p->cursor_a = a;
	p->cursor_b = b;
	if (p->sh->app->run == p->left && a)
		app_seek(p->sh->app, a);
	if (b)
		run_seek(p->right, b);
}

/* Both to what differs; where one has no event of it, to where that one stood. */
static void go_to_difference(struct compare_screen *p, const struct compare_difference *d)
{
	go_to(p, d->a ? d->a : p->c->to_a[d->b], d->b ? d->b : p->c->to_b[d->a]);
}

static void finished(struct compare_screen *p)
{
	compare_rows_make(p);
	compare_picture_make(p);
	if (p->c->first >= 0) {
		list_go(&p->list, 1);
		go_to_difference(p, &p->c->list.v[p->c->first]);
	} else {
		go_to(p, p->left->cursor, p->c->last_a ? p->c->to_b[p->left->cursor] : 0);
	}
	app_changed(p->sh->app, CHANGED_EVENTS);
}

/* A piece in every turn: keys are answered meanwhile. */
static void work(void *ctx)
{
	struct compare_screen *p = ctx;
	int64_t until_us = time_mono_us() + TURN_US;
	bool more = true;

	while (more && time_mono_us() < until_us)
		more = compare_work(p->c, PIECE);
	if (more)
		loop_defer(p->sh->loop, work, p);
	else
		finished(p);
}

static void compare_update(struct screen *s)
{
	struct compare_screen *p = of(s);

	if (p->sh->app->run != p->left) {	/* another one is shown: this is over */
		screens_close(s->stack, s);
		return;
	}
	if (p->c->done && p->c->last_a < run_last(p->left))
		begin(p);
	compare_picture_make(p);
}

/* --- keys --------------------------------------------------------------------------------------------------------------------------------------- */

static unsigned key_goto(struct screen *s)
{
	const struct compare_difference *d = compare_selected(of(s));

	if (d)
		go_to_difference(of(s), d);
	return AFTER_UPDATE;
}

/* The left one moves, the right one goes along. */
static unsigned step_to(struct screen *s, int32_t id)
{
	struct compare_screen *p = of(s);

	if (!p->c->done || id < 1 || id > p->c->last_a)
		return AFTER_NOTHING;
	go_to(p, id, p->c->to_b[id]);
	return AFTER_UPDATE;
}

static unsigned key_on(struct screen *s)
{
	return step_to(s, of(s)->cursor_a + 1);
}

static unsigned key_back(struct screen *s)
{
	return step_to(s, of(s)->cursor_a - 1);
}

static unsigned step_state(struct screen *s, int dir)
{
	const struct compare_screen *p = of(s);
	int32_t id = p->cursor_a + dir;

	while (id > 1 && id < p->c->last_a && !event_is_entered((enum event_type)history_at(p->left->history, id)->type))
		id += dir;
	return step_to(s, id);
}

static unsigned key_state_on(struct screen *s)
{
	return step_state(s, 1);
}

static unsigned key_state_back(struct screen *s)
{
	return step_state(s, -1);
}

static unsigned key_first(struct screen *s)
{
	struct compare_screen *p = of(s);

	if (!p->c->done || p->c->first < 0)
		return AFTER_NOTHING;
	list_go(&p->list, 1);
	return key_goto(s);
}

static unsigned key_full(struct screen *s)
{
	const struct compare_screen *p = of(s);
	struct str text = {0};

	compare_report(p, true, &text);
	if (text.len)
		show_text(p->sh, "what differs", text.p, text.len);
	str_done(&text);
	return AFTER_REDRAW;
}

static unsigned key_copy(struct screen *s)
{
	const struct compare_screen *p = of(s);
	struct str text = {0};

	compare_report(p, false, &text);
	if (text.len)
		shell_copy(p->sh, str_get(&text), "what differs");
	str_done(&text);
	return AFTER_REDRAW;
}

static const int64_t thresholds[] = {COMPARE_THRESHOLD_MS, 10000, 60000, -1, 0, 100};

static unsigned key_threshold(struct screen *s)
{
	struct compare_screen *p = of(s);
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(thresholds) && thresholds[i] != p->threshold_ms)
		i++;
	p->threshold_ms = thresholds[(i + 1) % ARRAY_LEN(thresholds)];
	if (p->threshold_ms < 0)
		app_note(p->sh->app, NOTE_INFO, "times are not compared");
	else
		app_note(p->sh->app, NOTE_INFO, "times differ from %g s on", (double)p->threshold_ms / 1000);
	begin(p);
	return AFTER_UPDATE;
}

/* The other one is shown, and this one is the other. */
static unsigned key_swap(struct screen *s)
{
	struct compare_screen *p = of(s);
	struct shell *sh = p->sh;
	struct run *left;
	struct err e;

	if (!p->right->store_id) {
		app_note(sh->app, NOTE_WARNING, "the right one is not kept: it cannot be shown");
		return AFTER_UPDATE;
	}
	left = run_ref(p->left);
	if (!app_run_open(sh->app, p->right->store_id, &e)) {
		app_note_err(sh->app, &e);
		run_free(left);
		return AFTER_UPDATE;
	}
	screens_close(s->stack, s);
	compare_screen_open_take(sh, left);
	return AFTER_REDRAW;
}

static unsigned key_tab(struct screen *s)
{
	of(s)->on_picture = !of(s)->on_picture;
	return AFTER_RELAYOUT;
}

static unsigned key_filter(struct screen *s)
{
	return place_ask_filter(s->ctx, &of(s)->list);
}

static const struct place_key compare_keys[] = {
	{"<Enter>", "go there", "Both executions to what differs", key_goto},
	{".", "step", "On by one event; the other goes along", key_on},
	{",", "back", "Back by one event", key_back},
	{"s", NULL, "On to the next state that is entered", key_state_on},
	{"S", NULL, "Back to the state before", key_state_back},
	{"0", "first", "To the first divergence", key_first},
	{"<Space>", "in full", "The selected difference with its whole values", key_full},
	{"x", "swap", "Left and right change places", key_swap},
	{"t", "times", "From which difference on times count", key_threshold},
	{"<Tab>", "picture", "The picture in place of the list, and back, where both have no room", key_tab},
	{"y", "copy", "Copy everything that differs", key_copy},
	{"/ f", "filter", "Show only what has these words", key_filter},
	{"<Esc> q <C-c>", "close", "Back, at the left one's event", place_key_close},
	{"?", "help", "These keys", place_key_help},
};

const struct place compare_place = {
	.keymap = "compare", .title = "Two executions compared", .keys = compare_keys, .n = ARRAY_LEN(compare_keys),
};

/* --- the screen --------------------------------------------------------------------------------------------------------------------------------- */

struct parts {
	int list_x, list_cols, list_rows, detail_rows;
	int picture_cols, picture_rows;	/* 0: no room */
	int cursor_y;
};

static struct parts parts_of(const struct compare_screen *p, int cols, int rows)
{
	int body = place_body_rows(rows), rest = body > CURSOR_ROWS + 4 ? body - CURSOR_ROWS : body;
	struct parts t = {.list_x = 1, .list_cols = cols - 2, .list_rows = rest};

	if (rest < body)
		t.cursor_y = PLACE_BODY_Y + rest;
	if (cols >= WIDE) {
		t.picture_cols = cols / 2 - 2;
		t.picture_rows = rest;
		t.list_x = cols / 2 + 1;
		t.list_cols = cols - t.list_x - 1;
	} else if (p->on_picture) {
		t.picture_cols = cols - 2;
		t.picture_rows = rest;
		t.list_cols = t.list_rows = 0;
	}
	if (t.list_rows > 10) {
		t.detail_rows = t.list_rows / 3;
		t.list_rows -= t.detail_rows + 1;
	}
	return t;
}

static void compare_layout(struct screen *s, int cols, int rows)
{
	struct parts t = parts_of(of(s), cols, rows);

	list_layout(&of(s)->list, t.list_rows ? t.list_rows : 1);
}

/* "< #25 TaskFailed  Charge  Busy …" */
static void draw_cursor(const struct compare_screen *p, struct surface *sf, int y, bool left)
{
	const struct run *r = left ? p->left : p->right;
	int32_t id = left ? p->cursor_a : p->cursor_b, other = left ? p->cursor_b : p->cursor_a;
	const struct event *ev = history_at(r->history, id);
	const int32_t *to = left ? p->c->to_b : p->c->to_a, *from = left ? p->c->to_a : p->c->to_b;
	struct str text = {0};
	int x = 1;

	x += surface_put(sf, x, y, left ? ST_REMOVED : ST_ADDED, left ? "<" : ">") + 1;
	if (!ev) {
		surface_text(sf, x, y, sf->cols - x, ST_DIM, "before its first event");
		return;
	}
	x += surface_printf(sf, x, y, ST_GUTTER, "#%d ", (int)id);
	x += surface_text(sf, x, y, 28, ST_TEXT, event_text(ev)) + 2;
	describe_text(&text, describe_event_state(ev, r->machine), 30);
	if (text.len)
		x += surface_put(sf, x, y, ST_STRONG, str_get(&text)) + 2;
	str_reset(&text);
	if (to && from && other && from[other] == id && to[id] != other)
		str_adds(&text, "(no such event: it stood here)  ");
	describe_event(&text, ev, r->machine);
	surface_text(sf, x, y, sf->cols - x - 1, ST_DIM, str_get(&text));
	str_done(&text);
}

static void draw_list(const struct compare_screen *p, struct surface *sf)
{
	if (list_count(&p->list))
		list_draw(&p->list, sf, true);
	else if (!p->c->done)
		place_draw_empty(sf, "comparing…", NULL);
	else if (p->rows.n)
		place_draw_empty(sf, "nothing matches the filter", "Press / to change it");
	else
		place_draw_empty(sf, "no difference", "States, data, errors, attempts and times are the same");
}

static void draw_parts(const struct compare_screen *p, struct surface *sf)
{
	struct parts t = parts_of(p, sf->cols, sf->rows);
	struct surface list = surface_sub(sf, t.list_x, PLACE_BODY_Y, t.list_cols, t.list_rows);
	struct surface detail = surface_sub(sf, t.list_x, PLACE_BODY_Y + t.list_rows + 1, t.list_cols, t.detail_rows);
	struct surface picture = surface_sub(sf, 1, PLACE_BODY_Y, t.picture_cols, t.picture_rows);

	if (t.picture_cols && p->c->done)
		compare_picture_draw(p, &picture);
	for (int y = 0; t.list_x > 1 && y < t.picture_rows; y++)
		surface_put(sf, t.list_x - 2, PLACE_BODY_Y + y, ST_BORDER, "│");
	if (t.list_rows)
		draw_list(p, &list);
	if (t.detail_rows) {
		surface_hline(sf, t.list_x, PLACE_BODY_Y + t.list_rows, t.list_cols, ST_BORDER);
		compare_draw_detail(p, &detail);
	}
	if (t.cursor_y) {
		surface_hline(sf, 0, t.cursor_y, sf->cols, ST_BORDER);
		draw_cursor(p, sf, t.cursor_y + 1, true);
		draw_cursor(p, sf, t.cursor_y + 2, false);
	}
}

static void add_name(struct str *out, const struct run *r)
{
	describe_text(out, r->name, sizeof "12345678" - 1);
	str_addf(out, " %s", exec_status_text(run_status(r)));
}

static void compare_draw(const struct screen *s, struct surface *sf)
{
	const struct compare_screen *p = of(s);
	struct str title = {0};
	char count[48];

	if (!place_fits(sf))
		return;
	draw_parts(p, sf);
	str_adds(&title, "Compare › < ");
	add_name(&title, p->left);
	str_adds(&title, "  > ");
	add_name(&title, p->right);
	snprintf(count, sizeof count, "%zu difference%s", p->c->list.n, p->c->list.n == 1 ? "" : "s");
	place_draw(p->sh, &compare_place, sf, str_get(&title), p->c->done ? count : "comparing…");
	str_done(&title);
}

static unsigned compare_key(struct screen *s, const struct key *k)
{
	struct parts t = parts_of(of(s), s->cols, s->rows);
	unsigned after, w;

	if (place_key(&compare_place, s, k, &after))
		return after;
	w = place_list_key(&of(s)->list, k, t.list_x, PLACE_BODY_Y, t.list_cols, t.list_rows);
	if (w & W_DONE)
		return key_goto(s);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

static void compare_done(struct screen *s)
{
	struct compare_screen *p = of(s);

	loop_defer_cancel(p->sh->loop, work, p);
	list_done(&p->list);
	compare_rows_done(p);
	compare_picture_done(&p->picture);
	compare_free(p->c);
	run_free(p->left);
	run_free(p->right);
	free(p);
}

static const struct screen_ops compare_ops = {
	.name = "compare", .keymap = "compare", .update = compare_update, .layout = compare_layout, .draw = compare_draw, .key = compare_key,
	.done = compare_done,
};

void compare_screen_open_take(struct shell *sh, struct run *right)
{
	struct compare_screen *p = xcalloc(1, sizeof *p);
	struct err e;

	place_note_done(sh);
	p->sh = sh;
	p->left = run_ref(sh->app->run);
	p->right = right;
	p->threshold_ms = COMPARE_THRESHOLD_MS;
	p->cursor_a = p->left->cursor;
	list_init(&p->list, &compare_list_ops, p);
	begin(p);
	if (!screens_push(&sh->screens, &compare_ops, sh, p, &e))
		app_note_err(sh->app, &e);
}
