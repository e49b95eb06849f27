/*
 * marks - what a moment adds to a picture: texts in the places that the layout kept free, lines that are lit, and a text beside a line
 * where there happens to be room. Cells that were not there before are merged in at the end, all of them in one pass.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "graph/draw.h"

struct graph_marks *graph_marks_new(const struct picture *p)
{
	struct graph_marks *m = xcalloc(1, sizeof(*m));

	m->states = xcalloc(p->n_boxes + 1, sizeof(*m->states));
	m->edges = xcalloc(p->n_edges + 1, sizeof(*m->edges));
	return m;
}

void graph_marks_free(struct graph_marks *m)
{
	if (!m)
		return;
	free(m->states);
	free(m->edges);
	free(m);
}

const char *graph_tone_text(enum graph_tone t)
{
	static const char *const words[GT_TONES] = {
		[GT_PLAIN] = "", [GT_RUNNING] = "running", [GT_SUCCEEDED] = "succeeded", [GT_FAILED] = "failed", [GT_RETRYING] = "retrying",
		[GT_CAUGHT] = "caught", [GT_ABORTED] = "aborted", [GT_PAUSED] = "paused", [GT_COVERED] = "covered", [GT_MISSED] = "missed",
		[GT_ADDED] = "added", [GT_REMOVED] = "removed", [GT_CHANGED] = "changed",
	};

	return words[t];
}

void graph_marks_light(struct graph_marks *m, const struct picture *p, int from, enum graph_edge_kind kind, int index, bool newest)
{
	int at = picture_edge_find(p, from, kind, index);

	if (at < 0)
		return;
	m->edges[at].lit = true;
	m->edges[at].newest |= newest;
}

struct graph_marks *graph_marks_changes(const struct picture *p, const enum asl_change *changes)
{
	static const enum graph_tone tones[] = {
		[ASL_SAME] = GT_PLAIN, [ASL_ADDED] = GT_ADDED, [ASL_REMOVED] = GT_REMOVED, [ASL_CHANGED] = GT_CHANGED,
	};
	struct graph_marks *m = graph_marks_new(p);

	for (size_t i = 0; i < p->n_boxes; i++) {
		struct graph_state_mark *mark = &m->states[i];

		if (changes[i] == ASL_SAME)
			continue;
		mark->tone = tones[changes[i]];
		mark->flag[0] = asl_change_sign(changes[i]);
		snprintf(mark->text, sizeof mark->text, "%c %s", mark->flag[0], asl_change_text(changes[i]));
	}
	return m;
}

/* --- cells -------------------------------------------------------------------------------------------------------- */

struct put {
	int x, y, turn;			/* of two at one place the later turn counts */
	struct picture_cell cell;
};

struct marker {
	const struct picture *p;
	struct picture *out;
	VEC(struct put) puts;
};

static void put_cell(struct marker *mk, int x, int y, uint32_t cp, int state, int edge)
{
	struct picture_cell c = *picture_cell(mk->p, x, y);

	c.cp = cp;
	c.cls = GC_MARK;
	c.marks = 0;
	c.state = state >= 0 ? state : c.state;
	c.edge = edge >= 0 ? edge : c.edge;
	VEC_PUSH(&mk->puts, ((struct put){ x, y, (int)mk->puts.n, c }));
}

/* As much of text as fits into the area; right: flush right. Characters without width are left out. */
static void put_text(struct marker *mk, struct picture_area a, const char *text, bool right, int state, int edge)
{
	int width, x;
	size_t len = a.w > 0 ? utf8_fit(text, a.w, &width) : 0, used;

	if (!len)
		return;
	x = right ? a.x + a.w - width : a.x;
	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_next(text + i, len - i, &used);
		int w = utf8_cp_width(cp);

		if (w > 0)
			put_cell(mk, x, a.y, cp, state, edge);
		if (w > 1)
			put_cell(mk, x + 1, a.y, 0, state, edge);
		x += w;
	}
}

static void mark_state(struct marker *mk, int state, const struct graph_state_mark *m)
{
	const struct picture_box *b = &mk->p->boxes[state];

	if (!b->w)
		return;
	put_text(mk, b->flag, m->flag, false, state, -1);
	put_text(mk, b->mark, m->text, true, state, -1);
	put_text(mk, b->count, m->count, false, state, -1);
	put_text(mk, b->foot, m->foot, true, state, -1);
}

/* --- beside lines ------------------------------------------------------------------------------------------------- */

struct beside {
	struct marker *mk;
	const struct picture_edge *edge;
	int number, w;
	bool found, below;		/* below: the label has been passed */
	struct picture_area at;
};

static bool is_free(const struct picture *p, int x, int y, int w)
{
	for (int k = 0; k < w; k++)
		if (x + k >= p->cols || y < 0 || picture_cell_number(p, x + k, y) >= 0)
			return false;
	return x >= 0;
}

/* The first place along the line's own cells: to the right of an upright piece, above a level one (left-right). */
static void look_beside(void *ctx, int x, int y, unsigned arms)
{
	struct beside *b = ctx;
	const struct picture *p = b->mk->p;
	const struct picture_cell *c = picture_cell(p, x, y);
	bool lr = p->direction == GRAPH_LR, along = arms == (unsigned)(lr ? ARM_E | ARM_W : ARM_N | ARM_S);

	if (b->edge->text_rows && (lr ? x >= b->edge->text.x : y >= b->edge->text.y))
		b->below = true;
	if (b->found || !along || c->arms != arms || c->edge < 0 || p->edges[c->edge].line != b->edge->line ||
		(b->edge->text_rows && !b->below && !b->edge->back))
		return;
	/* A blank behind it, and in ascii another, for a line there must not touch the text. */
	if (lr ? !is_free(p, x, y - 1, b->w + 1) : !is_free(p, x + 1, y, b->w + 2))
		return;
	b->found = true;
	b->at = lr ? (struct picture_area){ x, y - 1, b->w } : (struct picture_area){ x + 1, y, b->w };
}

static void mark_beside(struct marker *mk, int edge, const char *text)
{
	struct beside b = { .mk = mk, .edge = &mk->p->edges[edge], .number = edge, .w = utf8_width(text) };

	if (!*text)
		return;
	picture_edge_cells(mk->p, edge, look_beside, &b);
	if (b.found)
		put_text(mk, b.at, text, false, -1, edge);
}

/* --- lit lines ---------------------------------------------------------------------------------------------------- */

static void light_cell(void *ctx, int x, int y, unsigned arms)
{
	uint8_t *lit = ((void **)ctx)[1];
	long at = picture_cell_number(((void **)ctx)[0], x, y);

	if (at >= 0)
		lit[at] |= (uint8_t)arms;
}

static void light(struct marker *mk, const struct graph_marks *m)
{
	uint8_t *lit = xcalloc(mk->p->n_cells + 1, 1);
	void *ctx[2] = { mk->out, lit };

	for (size_t i = 0; i < mk->p->n_edges; i++)
		if (m->edges[i].lit)
			picture_edge_cells(mk->p, (int)i, light_cell, ctx);
	for (size_t i = 0; i < mk->p->n_cells; i++)
		if (lit[i])
			mk->out->cells[i].cp = picture_lit_glyph(mk->p, &mk->p->cells[i], lit[i]);
	free(lit);
}

/* --- merging ------------------------------------------------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
	const struct put *x = a, *y = b;

	if (x->y != y->y)
		return x->y < y->y ? -1 : 1;
	if (x->x != y->x)
		return x->x < y->x ? -1 : 1;
	return x->turn < y->turn ? -1 : x->turn > y->turn;
}

struct rows {				/* the new cells and runs */
	VEC(struct picture_cell) cells;
	VEC(struct picture_run) runs;
	bool open;			/* the last run goes on */
};

static void add_cell(struct rows *r, int x, const struct picture_cell *c)
{
	struct picture_run *last = r->open ? &r->runs.v[r->runs.n - 1] : NULL;

	if (last && last->x + last->n == x)
		last->n++;
	else
		VEC_PUSH(&r->runs, ((struct picture_run){ x, 1, (uint32_t)r->cells.n }));
	r->open = true;
	VEC_PUSH(&r->cells, *c);
}

/* One row of the old cells, with what was put there. */
static void merge_row(struct marker *mk, struct rows *r, int y, size_t *next)
{
	const struct picture *p = mk->out;
	uint32_t run = p->row_runs[y], end = p->row_runs[y + 1];
	int k = 0;

	r->open = false;
	while (run < end || (*next < mk->puts.n && mk->puts.v[*next].y == y)) {
		const struct put *put = *next < mk->puts.n && mk->puts.v[*next].y == y ? &mk->puts.v[*next] : NULL;
		int x = run < end ? p->runs[run].x + k : p->cols;

		if (put && put->x <= x) {
			(*next)++;
			if (*next < mk->puts.n && mk->puts.v[*next].y == y && mk->puts.v[*next].x == put->x)
				continue;
			add_cell(r, put->x, &put->cell);
		} else {
			add_cell(r, x, &p->cells[p->runs[run].at + (uint32_t)k]);
		}
		if (run < end && (!put || put->x >= x) && ++k == p->runs[run].n) {
			run++;
			k = 0;
		}
	}
}

static void merge(struct marker *mk)
{
	struct picture *p = mk->out;
	uint32_t *row_runs = xcalloc((size_t)p->rows + 1, sizeof(*row_runs));
	struct rows r = {0};
	size_t next = 0;

	if (mk->puts.n)
		qsort(mk->puts.v, mk->puts.n, sizeof(*mk->puts.v), by_place);
	for (int y = 0; y < p->rows; y++) {
		row_runs[y] = (uint32_t)r.runs.n;
		merge_row(mk, &r, y, &next);
	}
	row_runs[p->rows] = (uint32_t)r.runs.n;
	free(p->cells);
	free(p->runs);
	free(p->row_runs);
	p->cells = r.cells.v;
	p->n_cells = r.cells.n;
	p->runs = r.runs.v;
	p->n_runs = r.runs.n;
	p->row_runs = row_runs;
}

static void *copy(const void *from, size_t n, size_t size)
{
	void *to = xcalloc(n + 1, size);

	if (n)
		memcpy(to, from, n * size);
	return to;
}

struct picture *graph_mark(const struct picture *p, const struct graph_marks *m)
{
	struct marker mk = { .p = p, .out = xcalloc(1, sizeof(*p)) };

	*mk.out = *p;
	mk.out->cells = copy(p->cells, p->n_cells, sizeof(*p->cells));
	mk.out->runs = copy(p->runs, p->n_runs, sizeof(*p->runs));
	mk.out->row_runs = copy(p->row_runs, (size_t)p->rows + 1, sizeof(*p->row_runs));
	mk.out->boxes = copy(p->boxes, p->n_boxes, sizeof(*p->boxes));
	mk.out->edges = copy(p->edges, p->n_edges, sizeof(*p->edges));
	mk.out->points = copy(p->points, p->n_points, sizeof(*p->points));
	mk.out->pool = copy(p->pool, p->pool_len, 1);
	mk.out->seeds = copy(p->seeds, p->n_seeds, sizeof(*p->seeds));
	light(&mk, m);
	for (size_t i = 0; i < p->n_edges; i++)
		mark_beside(&mk, (int)i, m->edges[i].text);
	for (size_t i = 0; i < p->n_boxes; i++)
		mark_state(&mk, (int)i, &m->states[i]);
	merge(&mk);
	VEC_DONE(&mk.puts);
	return mk.out;
}
