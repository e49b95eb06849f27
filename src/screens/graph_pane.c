/*
 * The graph pane: the picture in a viewport, with the state of every box and transition at the cursor painted over the same cells. A new
 * layout is made in a child (graph_job) only when the definition, the size of things or what is open changes; until it is there, the old
 * picture stays.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/graph_pane_private.h"

#define MARGIN_X 6			/* the picture moves only when the state is this near to the edge */
#define MARGIN_Y 3
#define DEADLINE_MS 2000

/* --- layouts ------------------------------------------------------------------------------------------------------ */

static void job_end(struct graph_pane *d)
{
	loop_fd_free(d->job_fd);
	d->job_fd = NULL;
	loop_timer_stop(d->job_timer);
	graph_job_cancel(d->job);
	d->job = NULL;
	asl_unref(d->job_of);
	d->job_of = NULL;
}

static bool is_folded(const struct graph_pane *d, const char *path)
{
	for (size_t i = 0; i < d->folded.n; i++)
		if (strcmp(d->folded.v[i], path) == 0)
			return true;
	return false;
}

static bool is_open(void *ctx, const struct asl_state *container)
{
	const struct graph_pane *d = ctx;

	return is_folded(d, container->path) == d->close_all;
}

static void take_picture(struct graph_pane *d, struct picture *pic)
{
	picture_free(d->picture);
	d->picture = pic;
	asl_unref(d->of);
	d->of = asl_ref(d->job_of);
	free(d->lit);
	free(d->recent);
	d->lit = xcalloc(pic->n_cells + 1, 1);
	d->recent = xcalloc(pic->n_cells + 1, 1);
	d->failure[0] = '\0';
	if (pic->fallback)
		app_note(d->pane->wb->sh->app, NOTE_WARNING, "Graphviz did not answer in time: the plain layout is shown");
	workbench_changed(d->pane->wb, CHANGED_PICTURE);
	d->pane->wb->sh->screens.dirty = true;
}

static void job_watch(struct graph_pane *d);

static void job_look(struct graph_pane *d)
{
	struct err e = {0};
	struct picture *pic;

	if (!d->job)
		return;
	pic = graph_job_take(d->job, &e);
	if (!pic && e.code == ERR_NONE) {
		job_watch(d);
		return;
	}
	if (pic) {
		take_picture(d, pic);
	} else {
		picture_free(d->picture);
		d->picture = NULL;
		snprintf(d->failure, sizeof d->failure, "%.190s", e.msg);
		d->pane->wb->sh->screens.dirty = true;
	}
	job_end(d);
}

static void on_job_fd(void *ctx, unsigned events)
{
	(void)events;
	job_look(ctx);
}

static void on_job_timer(void *ctx)
{
	job_look(ctx);
}

/* The descriptor changes when a second child takes over: watch what there is now. */
static void job_watch(struct graph_pane *d)
{
	struct loop *l = d->pane->wb->sh->loop;
	struct err e;
	int ms = graph_job_next_ms(d->job);

	loop_fd_free(d->job_fd);
	d->job_fd = loop_fd_new(l, graph_job_fd(d->job), LOOP_READ, on_job_fd, d, &e);
	if (!d->job_fd)
		ms = ms < 0 || ms > 10 ? 10 : ms;	/* cannot be watched: look often */
	if (ms >= 0)
		loop_timer_start(d->job_timer, ms, 0);
}

static void job_begin(struct graph_pane *d)
{
	struct workbench *wb = d->pane->wb;
	struct graph_options o = {
		.charset = surface_is_ascii(&wb->sh->surface) ? GRAPH_ASCII : GRAPH_UNICODE,
		.direction = d->direction, .zoom = d->zoom, .is_open = is_open, .ctx = d, .deadline_ms = DEADLINE_MS,
	};
	struct err e = {0};

	job_end(d);
	if (!wb->machine || !wb->machine->n_states) {
		picture_free(d->picture);
		d->picture = NULL;
		d->failure[0] = '\0';
		return;
	}
	d->job = graph_job_start(wb->machine, &o, &e);
	if (!d->job) {
		snprintf(d->failure, sizeof d->failure, "%.190s", e.msg);
		return;
	}
	d->job_of = asl_ref(wb->machine);
	job_watch(d);
}

bool graph_pane_is_ready(const struct pane *p)
{
	return ((const struct graph_pane *)p->data)->job == NULL;
}

/* --- the viewport ------------------------------------------------------------------------------------------------- */

const struct picture_box *graph_pane_box(const struct graph_pane *d, int state)
{
	if (!d->picture || state < 0 || (size_t)state >= d->picture->n_boxes || !d->picture->boxes[state].w)
		return NULL;
	return &d->picture->boxes[state];
}

/* One axis: keep [at, at + size) at least margin inside a window of `room`, moving as little as may be. */
static int scroll_into(int at, int size, int view, int room, int margin)
{
	if (size + 2 * margin > room)
		margin = size >= room ? 0 : (room - size) / 2;
	if (at - margin < view || size > room)
		return at - margin;
	if (at + size + margin > view + room)
		return at + size + margin - room;
	return view;
}

/* Smaller than the pane: in its middle. Larger: never further out than its edge. */
static int clamp_axis(int view, int size, int room)
{
	if (size <= room)
		return -((room - size) / 2);
	if (view > size - room)
		view = size - room;
	return view < 0 ? 0 : view;
}

static void clamp_view(struct graph_pane *d)
{
	if (!d->picture)
		return;
	d->x = clamp_axis(d->x, d->picture->cols, d->pane->cols);
	d->y = clamp_axis(d->y, d->picture->rows, d->pane->rows);
}

static void show_state(struct graph_pane *d, int state, bool middle)
{
	const struct picture_box *b = graph_pane_box(d, state);

	if (!b)
		return;
	if (middle) {
		d->x = b->x + b->w / 2 - d->pane->cols / 2;
		d->y = b->y + b->h / 2 - d->pane->rows / 2;
	}
	d->x = scroll_into(b->x, b->w, d->x, d->pane->cols, MARGIN_X);
	d->y = scroll_into(b->y, b->h, d->y, d->pane->rows, MARGIN_Y);
	clamp_view(d);
}

void graph_pane_home(struct pane *p)
{
	struct graph_pane *d = p->data;
	const struct run *r = workbench_run(p->wb);
	int state = p->wb->selected;

	if (r && r->at->current >= 0)
		state = r->at->steps.v[r->at->current].state;
	show_state(d, state, true);
}

void graph_pane_pan(struct pane *p, int dx, int dy)
{
	struct graph_pane *d = p->data;

	d->x += dx;
	d->y += dy;
	clamp_view(d);
}

/* --- what the person does ----------------------------------------------------------------------------------------- */

static unsigned move(struct pane *p, enum move m)
{
	struct graph_pane *d = p->data;
	static const struct { enum move m; enum graph_move g; } steps[] = {
		{MOVE_UP, GRAPH_MOVE_UP}, {MOVE_DOWN, GRAPH_MOVE_DOWN}, {MOVE_LEFT, GRAPH_MOVE_LEFT}, {MOVE_RIGHT, GRAPH_MOVE_RIGHT},
	};
	int to = -1;

	if (!d->picture || d->of != p->wb->machine)
		return AFTER_NOTHING;
	if (m == MOVE_PAGE_UP || m == MOVE_HALF_UP)
		graph_pane_pan(p, 0, m == MOVE_PAGE_UP ? -p->rows : -p->rows / 2);
	else if (m == MOVE_PAGE_DOWN || m == MOVE_HALF_DOWN)
		graph_pane_pan(p, 0, m == MOVE_PAGE_DOWN ? p->rows : p->rows / 2);
	if (!graph_pane_box(d, p->wb->selected)) {
		if (d->of->top && d->of->top->start)
			to = d->of->top->start->index;
	} else {
		for (size_t i = 0; i < ARRAY_LEN(steps); i++)
			if (steps[i].m == m)
				to = picture_neighbour(d->picture, p->wb->selected, steps[i].g);
	}
	if (to >= 0) {
		workbench_select(p->wb, to);
		show_state(d, to, false);
	}
	return AFTER_REDRAW;
}

static unsigned mouse(struct pane *p, const struct key *k)
{
	struct graph_pane *d = p->data;
	int state;

	switch (k->mouse.kind) {
	case MOUSE_WHEEL_UP:
		graph_pane_pan(p, k->mods & (MOD_SHIFT | MOD_CTRL) ? -8 : 0, k->mods & (MOD_SHIFT | MOD_CTRL) ? 0 : -3);
		return AFTER_REDRAW;
	case MOUSE_WHEEL_DOWN:
		graph_pane_pan(p, k->mods & (MOD_SHIFT | MOD_CTRL) ? 8 : 0, k->mods & (MOD_SHIFT | MOD_CTRL) ? 0 : 3);
		return AFTER_REDRAW;
	case MOUSE_PRESS:
		d->dragging = true;
		d->drag_x = k->mouse.x;
		d->drag_y = k->mouse.y;
		state = d->picture ? picture_state_at(d->picture, k->mouse.x + d->x, k->mouse.y + d->y) : -1;
		if (state >= 0)
			workbench_select(p->wb, state);
		if (state >= 0 && k->mouse.clicks == 2 && graph_pane_fold(p, -1) == AFTER_NOTHING)
			workbench_focus(p->wb, PANE_STEP);
		return AFTER_REDRAW;
	case MOUSE_DRAG:
		if (d->dragging) {
			graph_pane_pan(p, d->drag_x - k->mouse.x, d->drag_y - k->mouse.y);
			d->drag_x = k->mouse.x;
			d->drag_y = k->mouse.y;
		}
		return AFTER_REDRAW;
	case MOUSE_RELEASE:
		d->dragging = false;
		break;
	}
	return AFTER_NOTHING;
}

static unsigned key(struct pane *p, const struct key *k)
{
	return k->code == K_MOUSE ? mouse(p, k) : AFTER_NOTHING;
}

void graph_pane_zoom(struct pane *p, int direction)
{
	struct graph_pane *d = p->data;
	int z = direction ? (int)d->zoom - direction : ((int)d->zoom + 1) % (GRAPH_DOTS + 1);

	if (z < GRAPH_FULL || z > GRAPH_DOTS)
		return;
	d->zoom = (enum graph_zoom)z;
	d->centre = true;
	job_begin(d);
}

void graph_pane_turn(struct pane *p)
{
	struct graph_pane *d = p->data;

	d->direction = d->direction == GRAPH_TB ? GRAPH_LR : GRAPH_TB;
	d->centre = true;
	job_begin(d);
}

static void set_folded(struct graph_pane *d, const char *path, bool listed)
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

unsigned graph_pane_fold(struct pane *p, int open)
{
	struct graph_pane *d = p->data;
	const struct asl_state *st = workbench_state(p->wb);
	bool now;

	if (!st || !st->n_scopes)
		return AFTER_NOTHING;
	now = is_open(d, st);
	if (open >= 0 && now == (open > 0))
		return AFTER_NOTHING;
	set_folded(d, st->path, !now == d->close_all);
	d->centre = true;
	job_begin(d);
	return AFTER_REDRAW;
}

void graph_pane_fold_all(struct pane *p, bool close)
{
	struct graph_pane *d = p->data;

	d->close_all = close;
	while (d->folded.n)
		free(d->folded.v[--d->folded.n]);
	d->centre = true;
	job_begin(d);
}

static void find(struct pane *p, const char *text, int direction, bool from_here)
{
	struct workbench *wb = p->wb;
	const char *needle = text ? text : wb->needle;
	size_t n = wb->machine ? wb->machine->n_states : 0;
	size_t at = wb->selected >= 0 ? (size_t)wb->selected : 0;

	if (!needle || !*needle || !n)
		return;
	for (size_t i = from_here ? 0 : 1; i <= n; i++) {
		size_t k = direction > 0 ? (at + i) % n : (at + n - i % n) % n;
		const char *name = wb->machine->states[k]->name;

		if (text_find(name, strlen(name), needle, NULL)) {
			workbench_select(wb, (int)k);
			show_state(p->data, (int)k, false);
			return;
		}
	}
	app_note(wb->sh->app, NOTE_WARNING, "no state's name holds \"%.60s\"", needle);
}

struct str graph_pane_text(const struct pane *p)
{
	const struct graph_pane *d = p->data;
	struct str out = {0};

	if (d->picture)
		graph_text(&out, d->picture);
	return out;
}

/* --- the pane ----------------------------------------------------------------------------------------------------- */

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

	job_end(d);
	loop_timer_free(d->job_timer);
	picture_free(d->picture);
	asl_unref(d->of);
	for (size_t i = 0; i < d->folded.n; i++)
		free(d->folded.v[i]);
	VEC_DONE(&d->folded);
	free(d->lit);
	free(d->recent);
	free(d);
}

/* Follow the running state, but only while the cursor moves by itself or along the history. */
static void follow_selection(struct graph_pane *d)
{
	if (d->of == d->pane->wb->machine)
		show_state(d, d->pane->wb->selected, false);
}

static void update(struct pane *p, unsigned changed)
{
	struct graph_pane *d = p->data;
	struct asl_machine *drawn = d->job ? d->job_of : d->of;

	if (drawn != p->wb->machine) {
		if (!drawn || !p->wb->machine || !str_is(drawn->name, p->wb->machine->name))
			d->centre = true;
		job_begin(d);
	}
	if (changed & CHANGED_PICTURE) {
		if (d->centre && graph_pane_box(d, p->wb->selected)) {
			show_state(d, p->wb->selected, true);
		} else if (d->centre) {
			d->x = d->picture ? (d->picture->cols - p->cols) / 2 : 0;
			d->y = 0;
			if (d->of->top && d->of->top->start)
				show_state(d, d->of->top->start->index, false);
		}
		d->centre = false;
		clamp_view(d);
	}
	if (changed & (CHANGED_PICTURE | CHANGED_EVENTS | CHANGED_RUN | CHANGED_MACHINE | CHANGED_SELECTION))
		graph_pane_light(d);
	if (changed & CHANGED_SELECTION)
		follow_selection(d);
}

static void layout(struct pane *p)
{
	clamp_view(p->data);
}

/* Where the picture goes on beyond the pane: in the title, where it hides nothing of it. */
static void more_beyond(const struct graph_pane *d, struct str *out)
{
	const struct picture *pic = d->picture;

	if (!pic || (pic->cols <= d->pane->cols && pic->rows <= d->pane->rows))
		return;
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

static void title_more(const struct pane *p, struct str *out)
{
	const struct graph_pane *d = p->data;

	more_beyond(d, out);
	if (p->wb->shows_run)
		str_adds(out, "definition of this execution");
	else if (d->job)
		str_adds(out, "drawing…");
	else if (d->zoom != GRAPH_FULL)
		str_adds(out, d->zoom == GRAPH_COMPACT ? "compact" : "dots");
}

const struct pane_ops graph_pane_ops = {
	.title = "Graph", .keymap = "graph", .open = open_pane, .update = update, .layout = layout, .draw = graph_pane_draw, .key = key,
	.move = move, .find = find, .title_more = title_more, .done = done,
};
