/*
 * The graph pane: the picture in a viewport, with the state of every box and transition at the cursor painted over the same cells. A new
 * layout is made in a child (graph_job) only when the definition, the size of things or what is open changes; until it is there, the old
 * picture stays.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "graph/graph.h"
#include "screens/workbench.h"
#include "ui/glyph.h"

#define MARGIN_X 6			/* the picture moves only when the state is this near to the edge */
#define MARGIN_Y 3
#define DEADLINE_MS 2000

struct graph_pane {
	struct pane *pane;
	struct picture *picture;	/* NULL: none yet */
	struct asl_machine *of;		/* whose picture it is; a reference */
	struct graph_job *job;		/* NULL: no layout is under way */
	struct asl_machine *job_of;
	struct loop_fd *job_fd;
	struct loop_timer *job_timer;
	enum graph_zoom zoom;
	enum graph_direction direction;
	VEC(char *) folded;		/* paths of containers that the person closed */
	bool close_all;			/* containers are closed unless listed in folded (then these are open) */
	int x, y;			/* the picture's cell in the pane's top left corner */
	bool centre;			/* bring the selection into the middle with the next layout */
	bool dragging;
	int drag_x, drag_y;
	uint8_t *lit;			/* cols * rows: arms of transitions that were taken */
	uint8_t *recent;		/* likewise, of the one taken last */
	char failure[200];		/* why there is no picture; "" */
};

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
	size_t cells = (size_t)pic->cols * (size_t)pic->rows;

	picture_free(d->picture);
	d->picture = pic;
	asl_unref(d->of);
	d->of = asl_ref(d->job_of);
	free(d->lit);
	free(d->recent);
	d->lit = xcalloc(cells, 1);
	d->recent = xcalloc(cells, 1);
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

static const struct picture_box *box_of(const struct graph_pane *d, int state)
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
	const struct picture_box *b = box_of(d, state);

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

/* --- live marks --------------------------------------------------------------------------------------------------- */

struct lighter {
	uint8_t *arms;
	int cols;
};

static void light_cell(void *ctx, int x, int y, unsigned arms)
{
	struct lighter *l = ctx;

	l->arms[(size_t)y * (size_t)l->cols + (size_t)x] |= (uint8_t)arms;
}

static void light_edge(struct graph_pane *d, uint8_t *arms, const struct edge_mark *e)
{
	static const enum graph_edge_kind kinds[] = {
		[ASL_EDGE_NEXT] = GE_NEXT, [ASL_EDGE_CHOICE] = GE_CHOICE, [ASL_EDGE_DEFAULT] = GE_DEFAULT, [ASL_EDGE_CATCH] = GE_CATCH,
	};
	struct lighter l = {.arms = arms, .cols = d->picture->cols};
	int at = picture_edge_find(d->picture, e->from, kinds[e->kind], (int)e->index);

	if (at >= 0)
		picture_edge_cells(d->picture, at, light_cell, &l);
}

/* Transitions of the execution, and the start marks of what was entered. */
static void light_all(struct graph_pane *d)
{
	const struct run *r = workbench_run(d->pane->wb);
	size_t cells;

	if (!d->picture)
		return;
	cells = (size_t)d->picture->cols * (size_t)d->picture->rows;
	memset(d->lit, 0, cells);
	memset(d->recent, 0, cells);
	if (!r || r->machine->hash != d->of->hash)
		return;
	for (size_t i = 0; i < r->at->n_edges; i++)
		if (r->at->edges[i].taken)
			light_edge(d, d->lit, &r->at->edges[i]);
	for (size_t i = 0; i < d->picture->n_edges; i++) {
		const struct picture_edge *e = &d->picture->edges[i];
		struct lighter l = {.arms = d->lit, .cols = d->picture->cols};

		if (e->kind == GE_START && e->to >= 0 && r->at->states[e->to].visits)
			picture_edge_cells(d->picture, (int)i, light_cell, &l);
	}
	if (r->at->last_edge >= 0)
		light_edge(d, d->recent, &r->at->edges[r->at->last_edge]);
}

static enum style cell_style(const struct picture_cell *c)
{
	switch ((enum graph_class)c->cls) {
	case GC_BORDER:
	case GC_FRAME:
	case GC_NAME:
	case GC_ICON:
		return ST_NODE;
	case GC_DETAIL:
	case GC_BADGE:
		return ST_NODE_TYPE;
	case GC_FLOW:
	case GC_START:
		return ST_EDGE;
	case GC_CATCH:
		return ST_EDGE_CATCH;
	case GC_RETRY:
		return ST_EDGE_RETRY;
	case GC_CHOICE_LABEL:
	case GC_CATCH_LABEL:
		return ST_EDGE_LABEL;
	case GC_GHOST:
		return ST_ERROR;
	case GC_BLANK:
		break;
	}
	return ST_TEXT;
}

static bool is_line(const struct picture_cell *c)
{
	return c->cls == GC_FLOW || c->cls == GC_CATCH || c->cls == GC_START;
}

static bool is_box_part(const struct picture_cell *c)
{
	return c->cls == GC_BORDER || c->cls == GC_FRAME || c->cls == GC_NAME || c->cls == GC_ICON || c->cls == GC_DETAIL;
}

static void draw_cell(const struct graph_pane *d, const struct run *r, struct surface *sf, int sx, int sy, int px, int py)
{
	const struct picture_cell *c = picture_cell(d->picture, px, py);
	size_t at = (size_t)py * (size_t)d->picture->cols + (size_t)px;
	char text[PICTURE_CELL_TEXT];
	enum style st = cell_style(c);
	struct picture_cell lit = *c;
	bool bold = false;

	if (!c->cp || c->cls == GC_BLANK)
		return;
	if (is_line(c) && d->lit[at]) {
		lit.cp = picture_lit_glyph(d->picture, c, d->lit[at]);
		st = d->recent[at] ? ST_EDGE_LIT : c->cls == GC_CATCH ? ST_CAUGHT : ST_EDGE_LIT;
		bold = d->recent[at] != 0;
	}
	if (r && c->state >= 0 && is_box_part(c) && r->at->states[c->state].visits && c->cls != GC_DETAIL)
		st = style_of_status(r->at->states[c->state].status);
	picture_cell_text(d->picture, &lit, text);
	surface_put(sf, sx, sy, st, text);
	if (bold)
		surface_attr(sf, sx, sy, 1, 1, ATTR_BOLD, 0);
}

static void put_in_area(struct surface *sf, const struct graph_pane *d, const struct picture_area *a, bool right, enum style st, const char *text)
{
	if (a->w <= 0)
		return;
	if (right)
		surface_text_right(sf, a->x - d->x, a->y - d->y, a->w, st, text);
	else
		surface_text(sf, a->x - d->x, a->y - d->y, a->w, st, text);
}

/* The mark beside a state's name: how its latest visit stands, how often it was entered; the retry counter in its loop. */
static void draw_mark(const struct graph_pane *d, const struct run *r, struct surface *sf, int state)
{
	const struct picture_box *b = box_of(d, state);
	const struct state_mark *m = &r->at->states[state];
	bool here = r->at->current >= 0 && r->at->steps.v[r->at->current].state == state;
	struct str text = {0};

	if (!b || !m->visits)
		return;
	if (m->status == STATE_RETRYING) {
		int64_t left = m->retry_due_ms - run_now_ms(r);

		str_addf(&text, "~%d/%d", m->retry_n, m->retry_max);
		if (left > 0 && b->mark.w >= 9)
			str_addf(&text, " %d.%ds", (int)(left / 1000), (int)(left % 1000 / 100));
	} else {
		if (here && r->follow && r->session && session_is_paused(r->session))
			str_adds(&text, GLYPH_PAUSED);
		str_adds(&text, state_status_glyph(m->status, false));
		if (m->visits > 1)
			str_addf(&text, "%d×", m->visits);
	}
	if (utf8_width(str_get(&text)) > b->mark.w && b->mark.w > 0) {
		str_reset(&text);
		str_adds(&text, state_status_glyph(m->status, false));
	}
	put_in_area(sf, d, &b->mark, true, style_of_status(m->status), str_get(&text));
	str_reset(&text);
	if (m->retry_max) {
		str_addf(&text, "%d/%d", m->retry_n, m->retry_max);
		put_in_area(sf, d, &b->count, false, ST_RETRYING, str_get(&text));
	}
	str_done(&text);
}

static void draw_selection(const struct graph_pane *d, struct surface *sf, int state, bool focused)
{
	const struct picture_box *b = box_of(d, state);

	if (!b)
		return;
	surface_attr(sf, b->x - d->x, b->y - d->y, b->w, 1, ATTR_BOLD, 0);
	if (b->open) {
		surface_attr(sf, b->x - d->x, b->y - d->y, b->w, 1, focused ? ATTR_REVERSE : ATTR_UNDERLINE, 0);
		return;
	}
	surface_attr(sf, b->x - d->x + 1, b->y - d->y + (b->h > 1), b->w - 2, 1, focused ? ATTR_REVERSE | ATTR_BOLD : ATTR_UNDERLINE | ATTR_BOLD, 0);
}

static void draw(const struct pane *p, struct surface *sf, bool focused)
{
	const struct graph_pane *d = p->data;
	const struct run *r = workbench_run(p->wb);

	if (!d->picture) {
		surface_text(sf, 1, 0, sf->cols - 1, d->failure[0] ? ST_ERROR : ST_DIM, d->failure[0] ? d->failure
			: d->job ? "drawing…" : p->wb->machine ? "no states to draw: P says what is wrong" : "O opens a state machine or creates one");
		return;
	}
	if (r && r->machine->hash != d->of->hash)
		r = NULL;	/* the picture is not of its definition (yet) */
	for (int y = 0; y < sf->rows; y++)
		for (int x = 0; x < sf->cols; x++)
			if (x + d->x >= 0 && y + d->y >= 0 && x + d->x < d->picture->cols && y + d->y < d->picture->rows)
				draw_cell(d, r, sf, x, y, x + d->x, y + d->y);
	for (size_t i = 0; r && i < d->of->n_states; i++)
		draw_mark(d, r, sf, (int)i);
	if (p->wb->machine == d->of)
		draw_selection(d, sf, p->wb->selected, focused);
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
	if (!box_of(d, p->wb->selected)) {
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
	int z = (int)d->zoom - direction;

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
		if (d->centre && box_of(d, p->wb->selected)) {
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
	if (changed & (CHANGED_PICTURE | CHANGED_EVENTS | CHANGED_RUN | CHANGED_MACHINE))
		light_all(d);
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
	.title = "Graph", .keymap = "graph", .open = open_pane, .update = update, .layout = layout, .draw = draw, .key = key,
	.move = move, .find = find, .title_more = title_more, .done = done,
};
