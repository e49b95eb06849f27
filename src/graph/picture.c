/* picture - questions to a picture: what is at a cell, where does an edge run, which box is next. No layout here. */
#include "graph/graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "graph/draw.h"

void picture_free(struct picture *p)
{
	if (!p)
		return;
	free(p->cells);
	free(p->runs);
	free(p->row_runs);
	free(p->boxes);
	free(p->edges);
	free(p->points);
	free(p->pool);
	free(p->seeds);
	free(p);
}

long picture_cell_number(const struct picture *p, int x, int y)
{
	uint32_t lo, hi;

	if (x < 0 || y < 0 || x >= p->cols || y >= p->rows)
		return -1;
	lo = p->row_runs[y];
	hi = p->row_runs[y + 1];
	while (lo < hi) {
		uint32_t middle = lo + (hi - lo) / 2;
		const struct picture_run *r = &p->runs[middle];

		if (x < r->x)
			hi = middle;
		else if (x >= r->x + r->n)
			lo = middle + 1;
		else
			return (long)r->at + x - r->x;
	}
	return -1;
}

const struct picture_cell *picture_cell(const struct picture *p, int x, int y)
{
	static const struct picture_cell blank = { .cp = ' ', .state = -1, .edge = -1 };
	long at = picture_cell_number(p, x, y);

	return at < 0 ? &blank : &p->cells[at];
}

const char *picture_text(const struct picture *p, size_t offset)
{
	return offset < p->pool_len ? p->pool + offset : "";
}

void picture_cell_text(const struct picture *p, const struct picture_cell *c, char out[PICTURE_CELL_TEXT])
{
	size_t n = 0, marks = 0;

	if (c->cp)
		n = utf8_put(c->cp, out);
	if (c->cp && c->marks) {
		const char *text = picture_text(p, c->marks);

		marks = strlen(text);
		if (n + marks >= PICTURE_CELL_TEXT)
			marks = 0;
		memcpy(out + n, text, marks);
	}
	out[n + marks] = '\0';
}

/* --- at a cell ---------------------------------------------------------------------------------------------------- */

int picture_state_at(const struct picture *p, int x, int y)
{
	return picture_cell(p, x, y)->state;
}

int picture_edge_at(const struct picture *p, int x, int y)
{
	return picture_cell(p, x, y)->edge;
}

static bool runs_through(const struct picture *p, const struct picture_edge *e, int x, int y)
{
	const struct picture_point *q = p->points + e->points;

	if (e->text_rows && y >= e->text.y && y < e->text.y + e->text_rows && x >= e->text.x && x < e->text.x + e->text.w)
		return true;
	for (size_t k = 1; k < e->n_points; k++) {
		int x0 = q[k - 1].x < q[k].x ? q[k - 1].x : q[k].x, x1 = q[k - 1].x + q[k].x - x0;
		int y0 = q[k - 1].y < q[k].y ? q[k - 1].y : q[k].y, y1 = q[k - 1].y + q[k].y - y0;

		if (x >= x0 && x <= x1 && y >= y0 && y <= y1)
			return true;
	}
	return false;
}

size_t picture_edges_at(const struct picture *p, int x, int y, int *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n_edges; i++) {
		if (!runs_through(p, &p->edges[i], x, y))
			continue;
		if (n < max)
			out[n] = (int)i;
		n++;
	}
	return n;
}

int picture_edge_find(const struct picture *p, int from, enum graph_edge_kind kind, int index)
{
	for (size_t i = 0; i < p->n_edges; i++)
		if (p->edges[i].from == from && p->edges[i].kind == kind && p->edges[i].index == index)
			return (int)i;
	return -1;
}

/* --- along an edge ------------------------------------------------------------------------------------------------ */

void picture_edge_cells(const struct picture *p, int edge, picture_cell_fn fn, void *ctx)
{
	const struct picture_edge *e;
	const struct picture_point *q;
	unsigned behind = 0;

	if (edge < 0 || (size_t)edge >= p->n_edges)
		return;
	e = &p->edges[edge];
	q = p->points + e->points;
	for (size_t k = 1; k < e->n_points; k++) {
		struct picture_point at = q[k - 1];
		int dx = (q[k].x > at.x) - (q[k].x < at.x), dy = (q[k].y > at.y) - (q[k].y < at.y);
		unsigned ahead = dx > 0 ? ARM_E : dx < 0 ? ARM_W : dy > 0 ? ARM_S : ARM_N;

		while (at.x != q[k].x || at.y != q[k].y) {
			fn(ctx, at.x, at.y, behind | ahead);
			behind = dx > 0 ? ARM_W : dx < 0 ? ARM_E : dy > 0 ? ARM_N : ARM_S;
			at.x += dx;
			at.y += dy;
		}
	}
	if (e->n_points)
		fn(ctx, q[e->n_points - 1].x, q[e->n_points - 1].y, behind);
}

uint32_t picture_lit_glyph(const struct picture *p, const struct picture_cell *c, unsigned lit)
{
	uint32_t cp;

	if (p->charset == GRAPH_ASCII || p->style == GRAPH_HEAVY || (c->cls != GC_FLOW && c->cls != GC_CATCH) || c->cp == glyph_head(ARM_N, false) ||
		c->cp == glyph_head(ARM_E, false) || c->cp == glyph_head(ARM_S, false) || c->cp == glyph_head(ARM_W, false))
		return c->cp;
	cp = glyph_lit(c->arms, lit & c->arms, c->cls == GC_CATCH);
	return cp ? cp : c->cp;
}

/* --- the next box ------------------------------------------------------------------------------------------------- */

static bool connected(const struct picture *p, int a, int b)
{
	for (size_t i = 0; i < p->n_edges; i++) {
		const struct picture_edge *e = &p->edges[i];

		if ((e->from == a && e->to == b) || (e->from == b && e->to == a))
			return true;
	}
	return false;
}

/* How far b is from a in that direction, with what it is off to the side counted double; -1: it is not there. */
static long distance(const struct picture_box *a, const struct picture_box *b, enum graph_move where)
{
	long ahead, aside, ax = 2L * a->x + a->w, ay = 2L * a->y + a->h, bx = 2L * b->x + b->w, by = 2L * b->y + b->h;

	switch (where) {
	case GRAPH_MOVE_UP:
		ahead = a->y - (b->y + b->h);
		break;
	case GRAPH_MOVE_DOWN:
		ahead = b->y - (a->y + a->h);
		break;
	case GRAPH_MOVE_LEFT:
		ahead = a->x - (b->x + b->w);
		break;
	default:
		ahead = b->x - (a->x + a->w);
		break;
	}
	if (ahead < 0)
		return -1;
	/* A row is about as high as two columns are wide. */
	aside = where == GRAPH_MOVE_UP || where == GRAPH_MOVE_DOWN ? labs(ax - bx) : 4 * labs(ay - by);
	return (where == GRAPH_MOVE_UP || where == GRAPH_MOVE_DOWN ? 4 : 2) * ahead + 2 * aside;
}

int picture_neighbour(const struct picture *p, int state, enum graph_move where)
{
	int best = -1;
	long least = 0;

	if (state < 0 || (size_t)state >= p->n_boxes || !p->boxes[state].w)
		return -1;
	for (size_t i = 0; i < p->n_boxes; i++) {
		const struct picture_box *b = &p->boxes[i];
		long d;

		if (!b->w || (int)i == state || b->parent != p->boxes[state].parent)
			continue;
		d = distance(&p->boxes[state], b, where);
		if (d < 0)
			continue;
		/* Along the flow, boxes at the other end of a line come first. */
		if (((where == GRAPH_MOVE_UP || where == GRAPH_MOVE_DOWN) == (p->direction == GRAPH_TB)) && !connected(p, state, (int)i))
			d += 1000000;
		if (best < 0 || d < least) {
			best = (int)i;
			least = d;
		}
	}
	return best;
}
