/* The picture of the left execution's definition with what both did: states that ran in both, in one, and not the same; lines likewise. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/compare_screen.h"
#include "screens/graph_pane_private.h"
#include "ui/glyph.h"

static const enum style styles[MARK_COUNT] = {
	[MARK_NONE] = ST_IDLE, [MARK_SAME] = ST_SUCCEEDED, [MARK_DIFFERS] = ST_CHANGED, [MARK_LEFT] = ST_REMOVED, [MARK_RIGHT] = ST_ADDED,
};

static void job_end(struct compare_picture *pic)
{
	if (pic->timer)
		loop_timer_free(pic->timer);
	pic->timer = NULL;
	graph_job_cancel(pic->job);
	pic->job = NULL;
}

void compare_picture_done(struct compare_picture *pic)
{
	job_end(pic);
	picture_free(pic->own);
	picture_free(pic->marked);
	graph_marks_free(pic->marks);
	asl_unref(pic->both);
	free(pic->states);
	free(pic->of_left);
	free(pic->of_right);
	*pic = (struct compare_picture){0};
}

/* --- which state of the picture is which ------------------------------------------------------------------------------------------------------- */

static const struct asl_machine *drawn(const struct compare_screen *p)
{
	return p->picture.both ? p->picture.both : p->left->machine;
}

static int state_at(const struct asl_machine *m, const char *path)
{
	const struct asl_state *s = asl_state_at(m, path);

	return s && str_is(s->path, path) ? s->index : -1;
}

/* In both versions together the right one's states have their paths, and those that are gone theirs. */
static void map_states(struct compare_screen *p)
{
	const struct asl_machine *a = p->left->machine, *b = p->right->machine, *both = p->picture.both;
	const struct asl_compare *d = p->c->definitions;

	p->picture.of_left = xcalloc(a->n_states + 1, sizeof(int));
	p->picture.of_right = xcalloc(b->n_states + 1, sizeof(int));
	for (size_t i = 0; i < a->n_states; i++) {
		const struct asl_state *partner = both ? d->partner_in_b[i] : NULL;

		p->picture.of_left[i] = !both ? (int)i : state_at(both, partner ? partner->path : a->states[i]->path);
	}
	for (size_t i = 0; i < b->n_states; i++)
		p->picture.of_right[i] = both ? state_at(both, b->states[i]->path) : p->c->align->states[i];
}

/* --- states ------------------------------------------------------------------------------------------------------------------------------------- */

/* What is hidden in a closed container is its own. */
static void mark_hidden(struct compare_picture *pic, const struct picture *of, const struct asl_machine *m, size_t state)
{
	const struct asl_state *s = m->states[state];
	uint8_t mark = pic->states[state];

	while (s && !of->boxes[s->index].w)
		s = s->scope->container;
	if (!s || s->index == (int)state || mark == MARK_NONE || mark == MARK_SAME)
		return;
	pic->states[s->index] = MARK_DIFFERS;
}

static void state_text(struct compare_picture *pic, size_t state, const int *visits_left, const int *visits_right)
{
	enum compare_mark mark = (enum compare_mark)pic->states[state];
	struct graph_state_mark *out = &pic->marks->states[state];

	if (mark == MARK_DIFFERS && visits_left[state] != visits_right[state])
		snprintf(out->text, sizeof out->text, "%s%d/%d", compare_mark_glyph(mark), visits_left[state], visits_right[state]);
	else
		snprintf(out->text, sizeof out->text, "%s", compare_mark_glyph(mark));
}

/* By state of the picture: how often it was entered in one of the two. Caller frees. */
static int *visits_of(const struct projection *p, const int *of, size_t n)
{
	int *visits = xcalloc(n + 1, sizeof *visits);

	for (size_t i = 0; i < p->machine->n_states; i++)
		if (of[i] >= 0)
			visits[of[i]] = p->states[i].visits;
	return visits;
}

static void mark_states(struct compare_screen *p, const struct picture *of)
{
	struct compare_picture *pic = &p->picture;
	const struct compare *c = p->c;
	int *left = visits_of(c->a, pic->of_left, of->n_boxes), *right = visits_of(c->b, pic->of_right, of->n_boxes);

	pic->states = xcalloc(of->n_boxes + 1, 1);
	for (size_t i = 0; i < c->b->machine->n_states; i++)
		if (pic->of_right[i] >= 0)
			pic->states[pic->of_right[i]] = c->marks_b[i];
	for (size_t i = 0; i < c->a->machine->n_states; i++)
		if (pic->of_left[i] >= 0)
			pic->states[pic->of_left[i]] = c->marks_a[i];
	for (size_t i = 0; i < of->n_boxes; i++)
		mark_hidden(pic, of, drawn(p), i);
	for (size_t i = 0; i < of->n_boxes; i++)
		state_text(pic, i, left, right);
	free(left);
	free(right);
}

/* --- transitions -------------------------------------------------------------------------------------------------------------------------------- */

static bool joins(const struct picture_edge *e, int from, int to, bool is_catch)
{
	return e->kind != GE_START && e->from == from && e->to == to && (e->kind == GE_CATCH) == is_catch;
}

/* Rules of one state to the same target share their line: which of them it was does not count. */
static void count_taken(const struct projection *p, const int *of, const struct picture *pic, int *taken)
{
	for (size_t i = 0; i < p->n_edges; i++) {
		const struct edge_mark *e = &p->edges[i];

		for (size_t k = 0; e->taken && e->to >= 0 && k < pic->n_edges; k++)
			if (joins(&pic->edges[k], of[e->from], of[e->to], e->kind == ASL_EDGE_CATCH))
				taken[k] += e->taken;
	}
}

static void mark_edges(struct compare_screen *p, const struct picture *of)
{
	int *left = xcalloc(of->n_edges + 1, sizeof *left), *right = xcalloc(of->n_edges + 1, sizeof *right);

	count_taken(p->c->a, p->picture.of_left, of, left);
	count_taken(p->c->b, p->picture.of_right, of, right);
	for (size_t i = 0; i < of->n_edges; i++) {
		struct graph_edge_mark *m = &p->picture.marks->edges[i];

		m->lit = left[i] || right[i];
		snprintf(m->text, sizeof m->text, "%s", !m->lit || (left[i] && right[i]) ? "" : left[i] ? "<" : ">");
	}
	free(left);
	free(right);
}

/* --- the picture -------------------------------------------------------------------------------------------------------------------------------- */

static void mark(struct compare_screen *p, const struct picture *of)
{
	map_states(p);
	p->picture.marks = graph_marks_new(of);
	mark_states(p, of);
	mark_edges(p, of);
	p->picture.marked = graph_mark(of, p->picture.marks);
	p->sh->screens.dirty = true;
}

static void look(void *ctx)
{
	struct compare_screen *p = ctx;
	struct err e = {0};

	p->picture.own = graph_job_take(p->picture.job, &e);
	if (!p->picture.own && e.code == ERR_NONE) {
		loop_timer_start(p->picture.timer, 20, 0);
		return;
	}
	job_end(&p->picture);
	if (p->picture.own)
		mark(p, p->picture.own);
	else
		app_note_err(p->sh->app, &e);
}

/* Two versions: a picture of both, which nobody has yet. */
static void draw_both(struct compare_screen *p)
{
	struct graph_options o = {.charset = surface_is_ascii(&p->sh->surface) ? GRAPH_ASCII : GRAPH_UNICODE};
	enum asl_change *changes = NULL;
	struct err e;

	if (p->picture.both)
		return;
	p->picture.both = asl_compare_union(p->c->definitions, &changes);
	free(changes);
	if (!p->picture.both)
		return;
	p->picture.job = graph_job_start(p->picture.both, &o, &e);
	if (!p->picture.job) {
		app_note_err(p->sh->app, &e);
		return;
	}
	p->picture.timer = loop_timer_new(p->sh->loop, look, p);
	loop_timer_start(p->picture.timer, 5, 0);
}

void compare_picture_make(struct compare_screen *p)
{
	const struct graph_pane *d = p->sh->workbench->panes[PANE_GRAPH].data;
	const struct picture *of = d->picture && d->of->hash == p->left->machine->hash ? d->picture : NULL;

	if (!p->c->done)
		return;
	if (p->c->definitions) {
		draw_both(p);
		return;
	}
	if (of && d->key == p->picture.key && p->picture.marked)
		return;
	compare_picture_done(&p->picture);
	if (!of)
		return;
	p->picture.key = d->key;
	mark(p, of);
}

/* --- cells ------------------------------------------------------------------------------------------------------------------------------------- */

static bool is_of_state(const struct picture_cell *c)
{
	return c->cls == GC_BORDER || c->cls == GC_FRAME || c->cls == GC_NAME || c->cls == GC_ICON || c->cls == GC_MARK;
}

static enum style cell_style(const struct compare_picture *pic, const struct picture_cell *c)
{
	const struct graph_edge_mark *e = c->edge >= 0 ? &pic->marks->edges[c->edge] : NULL;

	if (c->state >= 0 && is_of_state(c) && c->edge < 0)
		return styles[pic->states[c->state]];
	if (e)
		return !e->lit ? ST_EDGE : *e->text == '<' ? ST_REMOVED : *e->text == '>' ? ST_ADDED : ST_EDGE_LIT;
	return c->cls == GC_GHOST ? ST_ERROR : c->cls == GC_DETAIL || c->cls == GC_BADGE ? ST_NODE_TYPE : ST_EDGE;
}

/* The state that the selected difference is about, of the machine that is drawn; -1. */
static int selected_state(const struct compare_screen *p)
{
	const struct compare_difference *d = compare_selected(p);
	int a = d && d->step_a >= 0 ? p->c->a->steps.v[d->step_a].state : -1, b = d && d->step_b >= 0 ? p->c->b->steps.v[d->step_b].state : -1;

	return a >= 0 ? p->picture.of_left[a] : b >= 0 ? p->picture.of_right[b] : -1;
}

static const struct picture_box *selected_box(const struct compare_screen *p)
{
	const struct asl_machine *m = drawn(p);
	int state = selected_state(p);
	const struct asl_state *s = state >= 0 && (size_t)state < m->n_states ? m->states[state] : NULL;

	while (s && !p->picture.marked->boxes[s->index].w)
		s = s->scope->container;
	return s ? &p->picture.marked->boxes[s->index] : NULL;
}

static int centred(int at, int size, int all, int room)
{
	int view = at + size / 2 - room / 2;

	if (all <= room)
		return -((room - all) / 2);
	return view < 0 ? 0 : view > all - room ? all - room : view;
}

static void draw_legend(struct surface *sf)
{
	int x = 0;

	for (int m = MARK_SAME; m < MARK_COUNT; m++) {
		if (x + 16 > sf->cols)
			break;
		x += surface_put(sf, x, sf->rows - 1, styles[m], compare_mark_glyph((enum compare_mark)m)) + 1;
		x += surface_put(sf, x, sf->rows - 1, ST_DIM, compare_mark_text((enum compare_mark)m)) + 2;
	}
}

void compare_picture_draw(const struct compare_screen *p, struct surface *sf)
{
	const struct picture *pic = p->picture.marked;
	struct surface inside = surface_sub(sf, 0, 0, sf->cols, sf->rows - 1);
	const struct picture_box *b;
	int vx, vy;

	if (!pic) {
		surface_text(sf, 0, 0, sf->cols, ST_DIM, p->picture.job ? "drawing…" : "no picture of this definition");
		return;
	}
	b = selected_box(p);
	vx = centred(b ? b->x : 0, b ? b->w : 0, pic->cols, inside.cols);
	vy = centred(b ? b->y : 0, b && !b->open ? b->h : 0, pic->rows, inside.rows);
	for (int y = 0; y < inside.rows; y++)
		for (int x = 0; x < inside.cols; x++) {
			const struct picture_cell *c = picture_cell(pic, x + vx, y + vy);
			char text[PICTURE_CELL_TEXT];

			if (!c->cp || c->cls == GC_BLANK)
				continue;
			picture_cell_text(pic, c, text);
			surface_put(&inside, x, y, cell_style(&p->picture, c), text);
		}
	if (b)
		surface_attr(&inside, b->x - vx + !b->open, b->y - vy + (b->h > 1 && !b->open), b->w - 2 * !b->open, 1, ATTR_REVERSE | ATTR_BOLD, 0);
	draw_legend(sf);
}
