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

void compare_picture_done(struct compare_picture *pic)
{
	picture_free(pic->marked);
	graph_marks_free(pic->marks);
	free(pic->states);
	*pic = (struct compare_picture){0};
}

/* What is hidden in a closed container is its own. */
static void mark_hidden(struct compare_picture *pic, const struct picture *of, const struct compare *c, size_t state)
{
	const struct asl_state *s = c->left.machine->states[state];
	uint8_t mark = c->marks_a[state];

	while (s && !of->boxes[s->index].w)
		s = s->scope->container;
	if (!s || s->index == (int)state || mark == MARK_NONE || mark == MARK_SAME)
		return;
	pic->states[s->index] = MARK_DIFFERS;
}

static void state_text(const struct compare *c, int state, int other, uint8_t mark, char *out, size_t size)
{
	int n_a = c->a->states[state].visits, n_b = other >= 0 ? c->b->states[other].visits : 0;

	if (mark == MARK_DIFFERS && n_a != n_b)
		snprintf(out, size, "%s%d/%d", compare_mark_glyph((enum compare_mark)mark), n_a, n_b);
	else
		snprintf(out, size, "%s", compare_mark_glyph((enum compare_mark)mark));
}

static void mark_states(struct compare_picture *pic, const struct picture *of, const struct compare *c, const int *states)
{
	pic->states = xcalloc(of->n_boxes + 1, 1);
	memcpy(pic->states, c->marks_a, of->n_boxes);
	for (size_t i = 0; i < of->n_boxes; i++)
		mark_hidden(pic, of, c, i);
	for (size_t i = 0; i < of->n_boxes; i++)
		state_text(c, (int)i, states[i], pic->states[i], pic->marks->states[i].text, sizeof pic->marks->states[i].text);
}

/* How often the other took it: its states and its place among their rules are the same. */
static int taken_right(const struct compare *c, const struct edge_mark *e, const int *states)
{
	int from = states[e->from], to = e->to >= 0 ? states[e->to] : -1;

	for (int32_t i = from >= 0 ? c->b->edges_of[from] : 0; from >= 0 && i < c->b->edges_of[from + 1]; i++) {
		const struct edge_mark *o = &c->b->edges[i];

		if (o->kind == e->kind && o->index == e->index && o->to == to)
			return o->taken;
	}
	return 0;
}

static void mark_edges(struct compare_picture *pic, const struct picture *of, const struct compare *c, const int *states)
{
	static const enum graph_edge_kind kinds[] = {
		[ASL_EDGE_NEXT] = GE_NEXT, [ASL_EDGE_CHOICE] = GE_CHOICE, [ASL_EDGE_DEFAULT] = GE_DEFAULT, [ASL_EDGE_CATCH] = GE_CATCH,
	};

	for (size_t i = 0; i < c->a->n_edges; i++) {
		const struct edge_mark *e = &c->a->edges[i];
		int n_a = e->taken, n_b = taken_right(c, e, states);
		int at = picture_edge_find(of, e->from, kinds[e->kind], (int)e->index);

		if (at < 0 || (!n_a && !n_b))
			continue;
		pic->marks->edges[at].lit = true;
		snprintf(pic->marks->edges[at].text, sizeof pic->marks->edges[at].text, "%s", !n_b ? "<" : !n_a ? ">" : "");
	}
}

/* By state of the left machine: the right one's; -1. */
static int *right_states(const struct compare *c)
{
	size_t n = c->left.machine->n_states;
	int *states = xcalloc(n + 1, sizeof *states);

	for (size_t i = 0; i <= n; i++)
		states[i] = -1;
	for (size_t i = c->right.machine->n_states; i-- > 0;)
		if (c->align->states[i] >= 0)
			states[c->align->states[i]] = (int)i;
	return states;
}

void compare_picture_make(struct compare_screen *p)
{
	const struct graph_pane *d = p->sh->workbench->panes[PANE_GRAPH].data;
	const struct picture *of = d->picture && d->of->hash == p->left->machine->hash ? d->picture : NULL;
	int *states;

	if (!p->c->done || (of && d->key == p->picture.key && p->picture.marked))
		return;
	compare_picture_done(&p->picture);
	if (!of)
		return;
	states = right_states(p->c);
	p->picture.key = d->key;
	p->picture.marks = graph_marks_new(of);
	mark_states(&p->picture, of, p->c, states);
	mark_edges(&p->picture, of, p->c, states);
	p->picture.marked = graph_mark(of, p->picture.marks);
	free(states);
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

/* The state that the selected difference is about. */
static int selected_state(const struct compare_screen *p)
{
	const struct compare_difference *d = compare_selected(p);

	if (d && d->step_a >= 0)
		return p->c->a->steps.v[d->step_a].state;
	return d && d->step_b >= 0 && p->c->b->steps.v[d->step_b].state >= 0 ? p->c->align->states[p->c->b->steps.v[d->step_b].state] : -1;
}

static const struct picture_box *selected_box(const struct compare_screen *p)
{
	const struct asl_machine *m = p->left->machine;
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
		surface_text(sf, 0, 0, sf->cols, ST_DIM, "no picture of this definition");
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
