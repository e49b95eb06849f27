/*
 * The timeline: a row for each state and, opened, for each iteration; a bar for each attempt (history/timeline.h). The cursor is the common
 * one; moving along a row moves it from event to event of that row, moving up and down chooses the state or the iteration. What is
 * long is read in pieces between the keys.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "screens/timeline_private.h"
#include "screens/where.h"

#define READ_EVENTS 25000		/* at once: a few milliseconds */
#define LEAST_PER_CELL 0.05
#define OPEN_MOST 200			/* iterations that `unfold` opens of one Map */

/* --- reading ---------------------------------------------------------------------------------------------------------------------- */

static void refresh(struct timeline_pane *d);

static void read_on(void *pane)
{
	struct timeline_pane *d = pane;

	if (!d->pane->cols || !d->tl)
		return;
	refresh(d);
	d->pane->wb->sh->screens.dirty = true;
}

static void read_events(struct timeline_pane *d)
{
	const struct run *r = workbench_run(d->pane->wb);

	if (d->tl && (!r || r->serial != d->run)) {
		timeline_free(d->tl);
		d->tl = NULL;
	}
	if (!r || !r->machine)
		return;
	if (!d->tl) {
		enum timeline_scale scale = d->scale;

		d->tl = timeline_new(r->machine);
		timeline_set_scale(d->tl, scale);
		d->run = r->serial;
		d->top = d->at = 0;
		d->fitted = true;
		d->label_cols = 0;
		d->seen_cursor = -1;
	}
	d->busy = timeline_extend(d->tl, r->history, READ_EVENTS);
	timeline_set_now(d->tl, run_is_live(r) ? session_now_ms(r->session) : 0);
	if (d->busy) {
		loop_defer_cancel(d->pane->wb->sh->loop, read_on, d);
		loop_defer(d->pane->wb->sh->loop, read_on, d);
	}
}

/* --- what is seen ----------------------------------------------------------------------------------------------------------------- */

/* Names get what they need, up to two fifths; they do not shrink again, so that the bars stand still while one scrolls. */
static void measure_labels(struct timeline_pane *d)
{
	int most = d->pane->cols * 2 / 5, widest = d->label_cols < most ? d->label_cols : most;

	for (size_t i = 0; i < d->lines.n; i++) {
		struct str text = {0};

		timeline_label(d, &d->lines.v[i].row, &text);
		if (utf8_width(str_get(&text)) > widest)
			widest = utf8_width(str_get(&text));
		str_done(&text);
	}
	d->label_cols = widest > most ? most : widest;
}

static void keep_in_sight(struct timeline_pane *d)
{
	d->n = timeline_rows(d->tl);
	if (d->at >= d->n)
		d->at = d->n ? d->n - 1 : 0;
	d->top = view_top(d->top, d->at, (size_t)timeline_list_rows(d), d->n);
}

/* The window moves with the cursor where that has left it. */
static void follow_cursor(struct timeline_pane *d, int32_t cursor)
{
	double cols = timeline_bar_cols(d), at = timeline_at(d->tl, cursor), most;

	if (d->fitted) {
		timeline_fit(d->tl, (int)cols, &d->window);
		return;
	}
	if (cursor != d->seen_cursor && (at < d->window.left || at >= d->window.left + cols * d->window.per_cell))
		d->window.left = at - cols / 2 * d->window.per_cell;
	most = timeline_length(d->tl) - (cols - 1) * d->window.per_cell;
	if (d->window.left > most)
		d->window.left = most;
	if (d->window.left < 0)
		d->window.left = 0;
}

static void fill_lines(struct timeline_pane *d)
{
	int cols = timeline_bar_cols(d);

	vec_reserve(&d->cells, &d->cells_cap, (d->lines.n + 1) * (size_t)cols, sizeof *d->cells);
	for (size_t i = 0; i < d->lines.n; i++) {
		d->lines.v[i].cells = d->cells + i * (size_t)cols;
		timeline_cells(d->tl, &d->lines.v[i].row, &d->window, d->lines.v[i].cells, cols);
	}
	vec_reserve(&d->axis, &d->axis_cap, (size_t)cols + 1, 1);
	timeline_axis(d->tl, &d->window, cols, d->axis);
}

static void find_lines(struct timeline_pane *d)
{
	d->lines.n = 0;
	for (size_t i = d->top; i < d->n && i < d->top + (size_t)timeline_list_rows(d); i++) {
		struct timeline_line l = {0};

		if (timeline_row(d->tl, i, &l.row))
			VEC_PUSH(&d->lines, l);
	}
}

/* The state or the iteration that has been chosen elsewhere; what has no row is left where it is. */
static void follow_choice(struct timeline_pane *d)
{
	const struct workbench *wb = d->pane->wb;
	const struct run *r = workbench_run(wb);
	const struct view *v = workbench_view(wb);
	size_t row;

	if (v && (wb->view.place != d->seen_place || wb->selected != d->seen_state || r->cursor != d->seen_cursor)) {
		row = timeline_find(d->tl, wb->selected >= 0 ? view_place_of(v, wb->selected) : v->place, wb->selected);
		if (row != SIZE_MAX)
			d->at = row;
	}
	d->seen_place = wb->view.place;
	d->seen_state = wb->selected;
}

static void refresh(struct timeline_pane *d)
{
	const struct run *r = workbench_run(d->pane->wb);

	if (!d->pane->cols)
		return;
	read_events(d);
	if (!d->tl)
		return;
	follow_choice(d);
	keep_in_sight(d);
	find_lines(d);
	measure_labels(d);
	follow_cursor(d, r->cursor);
	d->seen_cursor = r->cursor;
	fill_lines(d);
}

/* --- the pane --------------------------------------------------------------------------------------------------------------------- */

static void open_pane(struct pane *p)
{
	struct timeline_pane *d = xcalloc(1, sizeof *d);

	d->pane = p;
	d->fitted = true;
	p->data = d;
}

static void done(struct pane *p)
{
	struct timeline_pane *d = p->data;

	loop_defer_cancel(p->wb->sh->loop, read_on, d);
	timeline_free(d->tl);
	VEC_DONE(&d->lines);
	free(d->cells);
	free(d->axis);
	free(d);
}

static void update(struct pane *p, unsigned changed)
{
	if (changed & (CHANGED_MACHINE | CHANGED_RUN | CHANGED_EVENTS | CHANGED_SELECTION))
		refresh(p->data);
}

static void layout(struct pane *p)
{
	refresh(p->data);
}

static void draw(const struct pane *p, struct surface *sf, bool focused)
{
	const struct timeline_pane *d = p->data;

	if (!d->tl || !workbench_run(p->wb) || workbench_run(p->wb)->serial != d->run)
		surface_text(sf, 1, 0, sf->cols - 1, ST_DIM, "no execution is shown: r runs with the last input, R asks for one");
	else if (!d->n)
		surface_text(sf, 1, 0, sf->cols - 1, ST_DIM, "no state has been entered yet");
	else
		timeline_draw(d, sf, focused);
}

static void title_more(const struct pane *p, struct str *out)
{
	static const char *const words[TIMELINE_SCALES] = {
		[TIMELINE_TIME] = "by time", [TIMELINE_GAPS] = "long waits cut", [TIMELINE_EVENTS] = "by event",
	};
	const struct timeline_pane *d = p->data;
	struct timeline_window all;

	if (!d->tl)
		return;
	if (d->scale != TIMELINE_EVENTS && timeline_scale(d->tl) == TIMELINE_EVENTS)
		str_adds(out, "by event: no time has passed");
	else
		str_adds(out, words[timeline_scale(d->tl)]);
	timeline_fit(d->tl, timeline_bar_cols(d), &all);
	if (!d->fitted)
		str_addf(out, " · zoom %.3g", all.per_cell / d->window.per_cell);
	if (d->busy)
		str_adds(out, " · reading…");
}

/* --- moving ----------------------------------------------------------------------------------------------------------------------- */

static bool selected_row(struct timeline_pane *d, struct timeline_row *row)
{
	return d->tl && d->at < d->n && timeline_row(d->tl, d->at, row);
}

/* The row under the cursor becomes the selected state, its branch the place that is looked at. */
static void choose(struct timeline_pane *d)
{
	struct workbench *wb = d->pane->wb;
	const struct projection *p;
	struct timeline_row row;
	size_t at = d->at;

	if (!selected_row(d, &row))
		return;
	p = timeline_projection(d->tl);
	workbench_go(wb, row.branch, row.kind == TIMELINE_STATE || row.step < 0 ? row.state : p->steps.v[row.step].state);
	d->at = at;			/* also where that has not begun at the cursor: the row is what was moved to */
	refresh(d);
}

static unsigned along(struct timeline_pane *d, int dir)
{
	const struct run *r = workbench_run(d->pane->wb);
	struct timeline_row row;
	int32_t id = selected_row(d, &row) && r ? timeline_event(d->tl, &row, r->cursor, dir) : 0;

	if (!id)
		return AFTER_NOTHING;
	app_seek(d->pane->wb->sh->app, id);
	return AFTER_REDRAW;
}

static unsigned move(struct pane *p, enum move m)
{
	struct timeline_pane *d = p->data;
	size_t to;

	if (m == MOVE_LEFT || m == MOVE_RIGHT)
		return along(d, m == MOVE_LEFT ? -1 : 1);
	to = view_move(m, d->at, (size_t)timeline_list_rows(d), d->n);
	if (to == SIZE_MAX || !d->n)
		return AFTER_NOTHING;
	d->at = to;
	choose(d);
	return AFTER_REDRAW;
}

bool timeline_pane_enter(struct pane *p)
{
	struct timeline_pane *d = p->data;
	struct timeline_row row;
	size_t at = d->at;

	if (!selected_row(d, &row) || !timeline_open(d->tl, &row, !row.open))
		return false;
	d->at = at;
	refresh(d);
	return true;
}

void timeline_pane_fold(struct pane *p, bool open)
{
	struct timeline_pane *d = p->data;

	if (!d->tl)
		return;
	if (open)
		timeline_open_all(d->tl, OPEN_MOST);
	else
		timeline_close_all(d->tl);
	d->seen_state = -2;		/* the selection may have another row now */
	refresh(d);
}

/* --- scale, zoom, pan --------------------------------------------------------------------------------------------------------------- */

bool timeline_pane_scale(struct pane *p, const char *to)
{
	static const char *const words[TIMELINE_SCALES] = {[TIMELINE_TIME] = "time", [TIMELINE_GAPS] = "gaps", [TIMELINE_EVENTS] = "events"};
	struct timeline_pane *d = p->data;
	int scale = *to ? TIMELINE_SCALES : (d->scale + 1) % TIMELINE_SCALES;

	for (int i = 0; *to && i < TIMELINE_SCALES; i++)
		if (str_starts(words[i], to))
			scale = i;
	if (scale == TIMELINE_SCALES)
		return false;
	d->scale = (enum timeline_scale)scale;
	d->fitted = true;
	if (d->tl)
		timeline_set_scale(d->tl, d->scale);
	refresh(d);
	return true;
}

/* Around column x, which stays where it is. */
static void zoom_at(struct timeline_pane *d, int direction, int x)
{
	struct timeline_window all;
	double at = d->window.left + x * d->window.per_cell;

	timeline_fit(d->tl, timeline_bar_cols(d), &all);
	d->window.per_cell *= direction > 0 ? 0.5 : 2;
	if (d->window.per_cell < LEAST_PER_CELL)
		d->window.per_cell = LEAST_PER_CELL;
	d->fitted = d->window.per_cell >= all.per_cell;
	d->window.left = at - x * d->window.per_cell;
	refresh(d);
}

void timeline_pane_zoom(struct pane *p, int direction)
{
	struct timeline_pane *d = p->data;
	const struct run *r = workbench_run(p->wb);
	int cols = timeline_bar_cols(d), x;

	if (!d->tl || !r)
		return;
	if (!direction) {
		d->fitted = true;
		refresh(d);
		return;
	}
	x = (int)((timeline_at(d->tl, r->cursor) - d->window.left) / d->window.per_cell);
	zoom_at(d, direction, x >= 0 && x < cols ? x : cols / 2);
}

void timeline_pane_pan(struct pane *p, int dx)
{
	struct timeline_pane *d = p->data;

	if (!d->tl || d->fitted)
		return;
	d->window.left += dx * d->window.per_cell;
	refresh(d);
}

/* --- the mouse ---------------------------------------------------------------------------------------------------------------------- */

static unsigned wheel(struct timeline_pane *d, const struct key *k)
{
	int direction = k->mouse.kind == MOUSE_WHEEL_UP ? 1 : -1, x = k->mouse.x - d->label_cols - 1;

	if (k->mods & MOD_SHIFT)
		timeline_pane_pan(d->pane, -direction * timeline_bar_cols(d) / 8);
	else if (x < 0)
		return move(d->pane, direction > 0 ? MOVE_UP : MOVE_DOWN);
	else
		zoom_at(d, direction, x);
	return AFTER_REDRAW;
}

/* On a bar: to the last event of its row up to there. */
static unsigned click_bar(struct timeline_pane *d, int x)
{
	struct timeline_row row;
	double at = d->window.left + (x + 1) * d->window.per_cell;
	int32_t id;

	if (!selected_row(d, &row))
		return AFTER_REDRAW;
	id = timeline_event(d->tl, &row, timeline_event_at(d->tl, at - d->window.per_cell * 1e-6) + 1, -1);
	if (id)
		app_seek(d->pane->wb->sh->app, id);
	return AFTER_REDRAW;
}

static unsigned mouse(struct timeline_pane *d, const struct key *k)
{
	size_t at = d->top + (size_t)(k->mouse.y - timeline_head_rows(d));
	int x = k->mouse.x - d->label_cols - 1;

	if (!d->tl)
		return AFTER_NOTHING;
	if (k->mouse.kind == MOUSE_WHEEL_UP || k->mouse.kind == MOUSE_WHEEL_DOWN)
		return wheel(d, k);
	if (k->mouse.kind != MOUSE_PRESS && k->mouse.kind != MOUSE_DRAG)
		return AFTER_NOTHING;
	if (k->mouse.y < timeline_head_rows(d)) {
		int32_t id = x >= 0 ? timeline_event_at(d->tl, d->window.left + (x + 0.999) * d->window.per_cell) : 0;

		if (id)
			app_seek(d->pane->wb->sh->app, id);
		return AFTER_REDRAW;
	}
	if (k->mouse.kind == MOUSE_DRAG || at >= d->n || at >= d->top + d->lines.n)
		return AFTER_NOTHING;
	d->at = at;
	choose(d);
	if (k->mouse.clicks == 2)
		timeline_pane_enter(d->pane);
	return x >= 0 ? click_bar(d, x) : AFTER_REDRAW;
}

static unsigned key(struct pane *p, const struct key *k)
{
	struct timeline_pane *d = p->data;

	if (k->code == K_MOUSE)
		return mouse(d, k);
	return move(p, move_from_key(k));
}

/* --- search ------------------------------------------------------------------------------------------------------------------------- */

static bool row_has(struct timeline_pane *d, size_t i, const char *text)
{
	struct timeline_row row;
	struct str name = {0};
	bool found;

	timeline_row(d->tl, i, &row);
	timeline_row_name(d->tl, &row, false, &name);
	found = text_find(str_get(&name), name.len, text, NULL);
	str_done(&name);
	return found;
}

static void find(struct pane *p, const char *text, int direction, bool from_here)
{
	struct timeline_pane *d = p->data;

	for (size_t i = from_here ? 0 : 1; text && d->tl && i < d->n + (from_here ? 0 : 1); i++) {
		size_t at = (d->at + (direction > 0 ? i : d->n - i % d->n)) % d->n;

		if (!row_has(d, at, text))
			continue;
		d->at = at;
		choose(d);
		return;
	}
	app_note(p->wb->sh->app, NOTE_WARNING, "not found in the timeline");
}

const struct pane_ops timeline_pane_ops = {
	.title = "Timeline", .keymap = "timeline", .open = open_pane, .update = update, .layout = layout, .draw = draw, .key = key,
	.move = move, .find = find, .title_more = title_more, .done = done,
};
