/*
 * The graph pane: the picture in a viewport, with the state of every box and transition at the cursor painted over the same cells. Here:
 * what the person does in it, with keys, mouse and commands.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app_coverage.h"
#include "app/app_document.h"
#include "base/utf8.h"
#include "screens/coverage_marks.h"
#include "screens/graph_pane_private.h"
#include "screens/picture_marks.h"

bool graph_pane_is_ready(const struct pane *p)
{
	return ((const struct graph_pane *)p->data)->job == NULL;
}

void graph_pane_home(struct pane *p)
{
	const struct run *r = workbench_run(p->wb);
	int state = p->wb->selected;

	if (r && r->at->current >= 0)
		state = r->at->steps.v[r->at->current].state;
	graph_view_show(p->data, state, true);
}

void graph_pane_pan(struct pane *p, int dx, int dy)
{
	graph_view_pan(p->data, dx, dy);
}

/* --- moving ------------------------------------------------------------------------------------------------------- */

/* Pages move the picture; all else the selection, along transitions where there are any. */
static unsigned move(struct pane *p, enum move m)
{
	struct graph_pane *d = p->data;
	static const struct { enum move m; enum graph_move g; } steps[] = {
		{MOVE_UP, GRAPH_MOVE_UP}, {MOVE_DOWN, GRAPH_MOVE_DOWN}, {MOVE_LEFT, GRAPH_MOVE_LEFT}, {MOVE_RIGHT, GRAPH_MOVE_RIGHT},
	};
	int from, to = -1;

	if (!d->picture || d->of != p->wb->machine)
		return AFTER_NOTHING;
	if (m == MOVE_PAGE_UP || m == MOVE_HALF_UP)
		graph_view_pan(d, 0, m == MOVE_PAGE_UP ? -p->rows : -p->rows / 2);
	else if (m == MOVE_PAGE_DOWN || m == MOVE_HALF_DOWN)
		graph_view_pan(d, 0, m == MOVE_PAGE_DOWN ? p->rows : p->rows / 2);
	from = graph_pane_shown(d, p->wb->selected);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (steps[i].m != m)
			continue;
		if (from >= 0)
			to = picture_neighbour(d->picture, from, steps[i].g);
		else if (d->of->top && d->of->top->start)
			to = d->of->top->start->index;
	}
	if (to >= 0) {
		workbench_select(p->wb, to);
		graph_view_show(d, to, false);
	}
	return AFTER_REDRAW;
}

/* --- the mouse ---------------------------------------------------------------------------------------------------- */

static void wheel(struct graph_pane *d, const struct key *k, int by)
{
	bool across = k->mods & (MOD_SHIFT | MOD_CTRL);

	graph_view_pan(d, across ? 8 * by : 0, across ? 0 : 3 * by);
}

static bool look_there(struct graph_pane *d, const struct key *k)
{
	int x, y;

	if (!graph_map_at(d, k->mouse.x, k->mouse.y, &x, &y))
		return false;
	graph_view_pan(d, x - d->pane->cols / 2 - d->x, y - d->pane->rows / 2 - d->y);
	return true;
}

static void press(struct pane *p, const struct key *k)
{
	struct graph_pane *d = p->data;
	int state;

	d->map_dragging = look_there(d, k);
	if (d->map_dragging)
		return;
	d->dragging = true;
	d->drag_x = k->mouse.x;
	d->drag_y = k->mouse.y;
	state = d->picture && d->of == p->wb->machine ? picture_state_at(d->picture, k->mouse.x + d->x, k->mouse.y + d->y) : -1;
	if (state >= 0)
		workbench_select(p->wb, state);
	if (state >= 0 && k->mouse.clicks == 2 && graph_pane_fold(p, -1) == AFTER_NOTHING)
		workbench_focus(p->wb, PANE_STEP);
}

static void drag(struct graph_pane *d, const struct key *k)
{
	if (d->map_dragging)
		look_there(d, k);
	if (!d->dragging)
		return;
	graph_view_pan(d, d->drag_x - k->mouse.x, d->drag_y - k->mouse.y);
	d->drag_x = k->mouse.x;
	d->drag_y = k->mouse.y;
}

static unsigned mouse(struct pane *p, const struct key *k)
{
	struct graph_pane *d = p->data;

	switch (k->mouse.kind) {
	case MOUSE_WHEEL_UP:
		wheel(d, k, -1);
		return AFTER_REDRAW;
	case MOUSE_WHEEL_DOWN:
		wheel(d, k, 1);
		return AFTER_REDRAW;
	case MOUSE_PRESS:
		press(p, k);
		return AFTER_REDRAW;
	case MOUSE_DRAG:
		drag(d, k);
		return AFTER_REDRAW;
	case MOUSE_RELEASE:
		d->dragging = d->map_dragging = false;
		break;
	}
	return AFTER_NOTHING;
}

static unsigned key(struct pane *p, const struct key *k)
{
	return k->code == K_MOUSE ? mouse(p, k) : AFTER_NOTHING;
}

/* --- how it is drawn ---------------------------------------------------------------------------------------------- */

static void again(struct graph_pane *d, bool corner)
{
	graph_view_hold(d, corner);
	graph_layout_request(d);
}

/* 0: the next of them, round and round. */
void graph_pane_zoom(struct pane *p, int direction)
{
	struct graph_pane *d = p->data;
	int z = direction ? (int)d->zoom - direction : ((int)d->zoom + 1) % (GRAPH_DOTS + 1);

	d->fitting = false;
	if (z < GRAPH_FULL || z > GRAPH_DOTS)
		return;
	d->zoom = (enum graph_zoom)z;
	again(d, false);
}

void graph_pane_fit(struct pane *p)
{
	struct graph_pane *d = p->data;

	d->zoom = GRAPH_FULL;
	d->fitting = true;
	d->centre = true;
	graph_layout_request(d);
}

void graph_pane_turn(struct pane *p, enum graph_turn to)
{
	struct graph_pane *d = p->data;

	d->turned = to != GRAPH_TURN_AUTO;
	if (to == GRAPH_TURN_OTHER)
		d->direction = d->direction == GRAPH_TB ? GRAPH_LR : GRAPH_TB;
	else if (to != GRAPH_TURN_AUTO)
		d->direction = to == GRAPH_TURN_RIGHT ? GRAPH_LR : GRAPH_TB;
	again(d, false);
}

void graph_pane_style(struct pane *p, enum graph_style style)
{
	struct graph_pane *d = p->data;

	d->style = style;
	again(d, false);
}

bool graph_pane_comments(struct pane *p)
{
	struct graph_pane *d = p->data;

	d->comments = !d->comments;
	again(d, false);
	return d->comments;
}

bool graph_pane_map(struct pane *p)
{
	struct graph_pane *d = p->data;

	d->no_map = !d->no_map;
	return !d->no_map;
}

/* --- open and closed ---------------------------------------------------------------------------------------------- */

static void set_listed(struct graph_pane *d, const char *path, bool listed)
{
	for (size_t i = 0; i < d->folded.n; i++) {
		if (strcmp(d->folded.v[i], path) != 0)
			continue;
		if (!listed) {
			free(d->folded.v[i]);
			d->folded.v[i] = d->folded.v[--d->folded.n];
		}
		return;
	}
	if (listed)
		VEC_PUSH(&d->folded, xstrdup(path));
}

static void set_open(struct graph_pane *d, const struct asl_state *container, bool open)
{
	set_listed(d, container->path, open == d->close_all);
}

unsigned graph_pane_fold(struct pane *p, int open)
{
	struct graph_pane *d = p->data;
	const struct asl_state *st = workbench_state(p->wb);
	bool now;

	if (!st || !st->n_scopes)
		return AFTER_NOTHING;
	now = graph_layout_is_open(d, st);
	if (open >= 0 && now == (open > 0))
		return AFTER_NOTHING;
	set_open(d, st, !now);
	again(d, true);
	return AFTER_REDRAW;
}

bool graph_pane_fold_around(struct pane *p)
{
	struct graph_pane *d = p->data;
	const struct asl_state *st = workbench_state(p->wb);

	if (graph_pane_fold(p, -1) != AFTER_NOTHING)
		return true;
	st = st ? st->scope->container : NULL;
	if (!st)
		return false;
	workbench_select(p->wb, st->index);
	set_open(d, st, false);
	again(d, true);
	return true;
}

void graph_pane_fold_all(struct pane *p, bool close)
{
	struct graph_pane *d = p->data;

	d->close_all = close;
	while (d->folded.n)
		free(d->folded.v[--d->folded.n]);
	again(d, false);
}

void graph_pane_reveal(struct pane *p, int state)
{
	struct graph_pane *d = p->data;
	bool opened = false;

	if (!d->of || d->of != p->wb->machine || state < 0 || (size_t)state >= d->of->n_states)
		return;
	for (const struct asl_state *c = d->of->states[state]->scope->container; c; c = c->scope->container)
		if (!graph_layout_is_open(d, c)) {
			set_open(d, c, true);
			opened = true;
		}
	if (opened) {
		d->centre = true;
		graph_layout_request(d);
	} else {
		graph_view_show(d, state, false);
	}
}

/* --- search ------------------------------------------------------------------------------------------------------- */

/* The next state, from the selected one, whose name holds the text. */
static bool find_state(struct pane *p, const char *needle, int direction, bool from_here)
{
	struct workbench *wb = p->wb;
	size_t n = wb->machine ? wb->machine->n_states : 0, at = wb->selected >= 0 ? (size_t)wb->selected : 0;

	for (size_t i = from_here ? 0 : 1; i <= n && n; i++) {
		size_t k = direction > 0 ? (at + i) % n : (at + n - i % n) % n;
		const char *name = wb->machine->states[k]->name;

		if (!text_find(name, strlen(name), needle, NULL))
			continue;
		workbench_select(wb, (int)k);
		graph_pane_reveal(p, (int)k);
		return true;
	}
	return false;
}

bool graph_pane_find(struct pane *p, const char *text)
{
	return find_state(p, text, 1, true);
}

static void find(struct pane *p, const char *text, int direction, bool from_here)
{
	const char *needle = text ? text : p->wb->needle;

	if (needle && *needle && !find_state(p, needle, direction, from_here))
		app_note(p->wb->sh->app, NOTE_WARNING, "no state's name holds \"%.60s\"", needle);
}

/* --- exports ------------------------------------------------------------------------------------------------------ */

/* The marks of what is shown; NULL: the picture is not of its definition, or there is no execution. */
static struct graph_marks *marks_now(const struct graph_pane *d, const struct picture *pic)
{
	const struct run *r = workbench_run(d->pane->wb);
	const struct view *v = workbench_view(d->pane->wb);
	const struct coverage *c = app_coverage(d->pane->wb->sh->app);

	if (c && c->machine->hash == d->of->hash)
		return coverage_marks(pic, c);
	return r && v && r->machine->hash == d->of->hash ? picture_marks(pic, v, run_now_ms(r)) : NULL;
}

static bool print_picture(struct graph_pane *d, enum graph_format f, struct str *out, struct err *e)
{
	struct graph_options o;
	struct picture *own = NULL, *marked = NULL;
	const struct picture *pic = d->picture;
	struct graph_marks *marks;

	/* Vectors are made of the unicode picture. */
	if (f == GRAPH_AS_SVG && pic->charset == GRAPH_ASCII) {
		graph_layout_options(d, &o);
		o.charset = GRAPH_UNICODE;
		pic = own = graph_draw(d->of, &o, e);
	}
	if (!pic)
		return false;
	marks = marks_now(d, pic);
	if (marks && f != GRAPH_AS_JSON)
		pic = marked = graph_mark(pic, marks);
	if (f == GRAPH_AS_SVG)
		graph_svg(out, pic, marks);
	else if (f == GRAPH_AS_JSON)
		graph_json(out, pic, d->of, marks);
	else
		graph_text(out, pic);
	graph_marks_free(marks);
	picture_free(marked);
	picture_free(own);
	return true;
}

bool graph_pane_print(const struct pane *p, enum graph_format f, struct str *out, struct err *e)
{
	struct graph_pane *d = p->data;
	struct graph_options o;

	if (!d->picture)
		return err_set(e, ERR_NOT_FOUND, "there is no picture yet");
	graph_layout_options(d, &o);
	if (f == GRAPH_AS_DOT)
		graph_dot(out, d->of, &o);
	else if (f == GRAPH_AS_MERMAID)
		graph_mermaid(out, d->of, &o);
	else
		return print_picture(d, f, out, e);
	return true;
}

/* --- the pane ----------------------------------------------------------------------------------------------------- */

static void on_job_timer(void *ctx)
{
	graph_layout_look(ctx);
}

static void open_pane(struct pane *p)
{
	struct graph_pane *d = xcalloc(1, sizeof *d);

	d->pane = p;
	d->centre = true;
	p->data = d;
	d->job_timer = loop_timer_new(p->wb->sh->loop, on_job_timer, d);
}

static void done(struct pane *p)
{
	struct graph_pane *d = p->data;

	graph_layout_done(d);
	loop_timer_free(d->job_timer);
	for (size_t i = 0; i < d->folded.n; i++)
		free(d->folded.v[i]);
	VEC_DONE(&d->folded);
	free(d->anchor.path);
	graph_marks_free(d->cover);
	picture_free(d->covered);
	free(d->lit);
	free(d->recent);
	free(d);
}

static void update(struct pane *p, unsigned changed)
{
	struct graph_pane *d = p->data;
	struct asl_machine *drawn = d->job ? d->job_of : d->of;

	if (drawn != p->wb->machine) {
		if (!drawn || !p->wb->machine || !str_is(drawn->name, p->wb->machine->name))
			d->centre = true;
		again(d, false);
	}
	if (changed & (CHANGED_PICTURE | CHANGED_COVERAGE | CHANGED_MACHINE | CHANGED_RUN))
		graph_pane_cover(d);
	if (changed & (CHANGED_PICTURE | CHANGED_COVERAGE | CHANGED_EVENTS | CHANGED_RUN | CHANGED_MACHINE | CHANGED_SELECTION))
		graph_pane_light(d);
	/* The running state, while the cursor moves by itself or along the history; what the person selects elsewhere. */
	if ((changed & CHANGED_SELECTION) && d->of == p->wb->machine)
		graph_view_show(d, p->wb->selected, false);
}

static void layout(struct pane *p)
{
	struct graph_pane *d = p->data;

	graph_view_clamp(d);
	if (d->picture && p->cols && d->picture->direction != graph_layout_direction(d))
		again(d, false);
}

/* Where the picture goes on beyond the pane: in the title, where it hides nothing of it. */
static void more_beyond(const struct graph_pane *d, struct str *out)
{
	const struct picture *pic = d->picture;

	if (!pic || graph_view_fits(d))
		return;
	if (!d->cover)
		str_adds(out, "more ");
	if (d->x > 0)
		str_adds(out, "◄");
	if (d->y > 0)
		str_adds(out, "▲");
	if (d->y + d->pane->rows < pic->rows)
		str_adds(out, "▼");
	if (d->x + d->pane->cols < pic->cols)
		str_adds(out, "►");
	str_addc(out, ' ');
}

/* Whose coverage it is, and how much is covered. */
static void coverage_title(const struct graph_pane *d, struct str *out)
{
	const struct app *a = d->pane->wb->sh->app;
	const struct coverage *c = app_coverage(a);
	struct str of = {0};

	app_coverage_whose(a, &of);
	coverage_summary(out, c, str_get(&of), d->pane->cols - utf8_width(str_get(out)) - (int)strlen("1 Graph . "));
	str_done(&of);
}

static void title_more(const struct pane *p, struct str *out)
{
	const struct graph_pane *d = p->data;

	more_beyond(d, out);
	if (d->cover && app_coverage(p->wb->sh->app))
		coverage_title(d, out);
	else if (p->wb->shows_run)
		str_adds(out, "definition of this execution");
	else if (app_broken_line(p->wb->sh->app))
		str_addf(out, "before line %u broke", app_broken_line(p->wb->sh->app));
	else if (d->job)
		str_adds(out, "drawing…");
	else if (d->zoom != GRAPH_FULL)
		str_adds(out, d->zoom == GRAPH_COMPACT ? "compact" : "dots");
}

const struct pane_ops graph_pane_ops = {
	.title = "Graph", .keymap = "graph", .open = open_pane, .update = update, .layout = layout, .draw = graph_pane_draw, .key = key,
	.move = move, .find = find, .title_more = title_more, .done = done,
};
