/*
 * rows - the place of levels and tracks along the flow, and the way of each transition as a list of corners. Then the lines are
 * drawn on a plain grid to find where runs backwards carry their marks; where a run is too short for one, or a line could not be
 * told from another (a catch that is only corners, in ascii one tee right above another), a row is added and all is done again.
 */
#include "graph/layout.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ROUNDS 64

/* --- levels and channels ------------------------------------------------------------------------------------------ */

static void set_lengths(struct layout *l)
{
	for (int lv = 0; lv < l->n_levels; lv++) {
		for (size_t k = 0; k < l->level[lv].n; k++)
			if (l->items.v[l->level[lv].v[k]].len > l->level_len[lv])
				l->level_len[lv] = l->items.v[l->level[lv].v[k]].len;
		l->chan_stub[lv] = l->chan_tracks[lv] && (lv % 2 == 0 || l->mx->lr);
	}
	/* Left-right, a port and a head side by side are too short to be seen. */
	for (size_t i = 0; i < l->nets.n && l->mx->lr; i++)
		if (l->nets.v[i].channel % 2 == 0)
			l->chan_stub[l->nets.v[i].channel] = 1;
}

/* Is there a head before a box of this level? */
static bool has_heads(const struct layout *l, int level)
{
	for (size_t k = 0; level < l->n_levels && k < l->level[level].n; k++) {
		int node = l->items.v[l->level[level].v[k]].node;

		if (node < 0 || l->items.v[l->level[level].v[k]].kind != ITEM_BOX)
			continue;
		for (int p = PORT_IN; p < PORT_COUNT; p++)
			if (l->nodes[node].used[p])
				return true;
	}
	return false;
}

static void set_rows(struct layout *l)
{
	int v = 0;

	for (int lv = 0; lv < l->n_levels; lv++) {
		int tracks = l->chan_tracks[lv];

		l->level_v[lv] = v;
		v += l->level_len[lv];
		l->chan_v[lv] = v;
		v += l->chan_stub[lv] + l->chan_extra[lv];
		if (tracks)
			v += (tracks - 1) * l->mx->pitch + 1;
		if (lv % 2 && has_heads(l, lv + 1))
			v++;
	}
	l->size_v = v;
	l->end_rows = l->n_levels > 1 ? v - l->chan_v[l->n_levels - 2] : 0;
}

static int track_v(const struct layout *l, const struct net *n, bool second)
{
	return l->chan_v[n->channel] + l->chan_stub[n->channel] + l->chan_extra[n->channel] + (second ? n->track2 : n->track) * l->mx->pitch;
}

/* --- ways --------------------------------------------------------------------------------------------------------- */

static void point_add(struct lay_edge *e, int u, int v)
{
	size_t n = e->points.n;
	struct lay_point *p = e->points.v;

	if (n && p[n - 1].u == u && p[n - 1].v == v)
		return;
	if (n > 1 && ((p[n - 1].u == u && p[n - 2].u == u) || (p[n - 1].v == v && p[n - 2].v == v)))
		e->points.n--;
	VEC_PUSH(&e->points, ((struct lay_point){ u, v }));
}

static int side_u(const struct layout *l, int node, int side)
{
	const struct lay_node *n = &l->nodes[node];

	return l->items.v[n->item].u + (side < 0 ? -n->lo : n->hi);
}

static void start_point(const struct layout *l, int e)
{
	const struct flow_edge *fe = &l->flow->edges.v[e];
	const struct lay_node *n = &l->nodes[fe->from];
	struct lay_edge *le = &l->edges[e];
	int v = l->level_v[2 * n->rank];

	if (le->side_out)
		point_add(le, side_u(l, fe->from, le->side_out), v + n->side_v);
	else
		point_add(le, pin_u(l, n->item, le->stops.v[0].port), v + n->len - 1);
}

static void end_point(const struct layout *l, int e)
{
	const struct flow_edge *fe = &l->flow->edges.v[e];
	const struct lay_node *n = &l->nodes[fe->to];
	struct lay_edge *le = &l->edges[e];
	int v = l->level_v[2 * n->rank];

	if (le->side_in)
		point_add(le, side_u(l, fe->to, le->side_in) + le->side_in, v + n->side_v);
	else
		point_add(le, pin_u(l, n->item, le->stops.v[le->stops.n - 1].port), v - 1);
}

static void hop_points(const struct layout *l, struct lay_edge *e, const struct stop *a, const struct stop *b)
{
	const struct net *n = &l->nets.v[b->net];
	bool a_top = l->items.v[a->item].level <= n->channel, b_top = l->items.v[b->item].level <= n->channel;
	int from = pin_u(l, a->item, a->port), to = pin_u(l, b->item, b->port);

	if (n->track < 0)
		return;
	point_add(e, from, track_v(l, n, n->dog != NO_DOG && !a_top));
	if (n->dog != NO_DOG && a_top != b_top) {
		point_add(e, n->dog, track_v(l, n, !a_top));
		point_add(e, n->dog, track_v(l, n, !b_top));
	}
	point_add(e, to, track_v(l, n, n->dog != NO_DOG && !b_top));
}

static void set_points(struct layout *l)
{
	for (size_t i = 0; i < l->flow->edges.n; i++) {
		struct lay_edge *e = &l->edges[i];

		e->points.n = 0;
		start_point(l, (int)i);
		for (size_t k = 1; k < e->stops.n; k++) {
			const struct stop *a = &e->stops.v[k - 1], *b = &e->stops.v[k];

			if (k == 1 && e->side_out)
				point_add(e, l->items.v[b->item].u, e->points.v[0].v);
			else if (k == e->stops.n - 1 && e->side_in)
				point_add(e, l->items.v[a->item].u,
					l->level_v[2 * l->nodes[l->flow->edges.v[i].to].rank] + l->nodes[l->flow->edges.v[i].to].side_v);
			else
				hop_points(l, e, a, b);
		}
		end_point(l, (int)i);
	}
}

/* --- the grid ----------------------------------------------------------------------------------------------------- */

/* Arms as in a top-down picture: N is towards lower v. */
enum { CELL_TURN = 16, CELL_UP = 32 };	/* a line bends here; the piece from here to N runs backwards */

struct grid {
	int u0, v0, w, h;
	uint8_t *cell;
};

static uint8_t *grid_at(const struct grid *g, int u, int v)
{
	return &g->cell[(size_t)(v - g->v0) * (size_t)g->w + (size_t)(u - g->u0)];
}

static void grid_line(struct grid *g, struct lay_point a, struct lay_point b)
{
	int du = (b.u > a.u) - (b.u < a.u), dv = (b.v > a.v) - (b.v < a.v);
	uint8_t ahead = du > 0 ? ARM_E : du < 0 ? ARM_W : dv > 0 ? ARM_S : ARM_N;
	uint8_t behind = du > 0 ? ARM_W : du < 0 ? ARM_E : dv > 0 ? ARM_N : ARM_S;

	while (a.u != b.u || a.v != b.v) {
		*grid_at(g, a.u, a.v) |= ahead | (dv < 0 ? CELL_UP : 0);
		a.u += du;
		a.v += dv;
		*grid_at(g, a.u, a.v) |= behind;
	}
}

static void grid_init(struct grid *g, const struct layout *l)
{
	int u1 = INT_MIN, v1 = INT_MIN;

	g->u0 = g->v0 = INT_MAX;
	for (size_t i = 0; i < l->flow->edges.n; i++)
		for (size_t k = 0; k < l->edges[i].points.n; k++) {
			struct lay_point p = l->edges[i].points.v[k];

			g->u0 = p.u < g->u0 ? p.u : g->u0;
			g->v0 = p.v < g->v0 ? p.v : g->v0;
			u1 = p.u > u1 ? p.u : u1;
			v1 = p.v > v1 ? p.v : v1;
		}
	g->w = u1 < g->u0 ? 0 : u1 - g->u0 + 1;
	g->h = v1 < g->v0 ? 0 : v1 - g->v0 + 1;
	g->cell = xcalloc((size_t)g->w * (size_t)g->h + 1, 1);
	for (size_t i = 0; i < l->flow->edges.n; i++) {
		const struct lay_edge *e = &l->edges[i];

		for (size_t k = 1; k < e->points.n; k++) {
			grid_line(g, e->points.v[k - 1], e->points.v[k]);
			if (k + 1 < e->points.n)
				*grid_at(g, e->points.v[k].u, e->points.v[k].v) |= CELL_TURN;
		}
	}
}

/* Where another line joins or leaves; a crossing does not count. */
static bool is_junction(uint8_t cell)
{
	return (cell & (ARM_E | ARM_W)) && ((cell & 15) != 15 || (cell & CELL_TURN));
}

/* --- marks -------------------------------------------------------------------------------------------------------- */

/* A row more between the two: on a level where no boxes are, for there no line runs across. */
static bool add_row(struct layout *l, int above, int below)
{
	for (int lv = 1; lv < l->n_levels; lv += 2)
		if (l->level_v[lv] > above && l->level_v[lv] <= below) {
			l->level_len[lv]++;
			return true;
		}
	return false;
}

/* A mark into the middle of the piece between two junctions of a run, both not included. */
static bool mark_piece(struct layout *l, const struct grid *g, int u, int above, int below)
{
	int middle = (above + below) / 2;

	for (int d = 0; d <= below - above; d++) {
		int v = middle + (d % 2 ? (d + 1) / 2 : -d / 2);

		if (v <= above || v >= below || (*grid_at(g, u, v) & 15) != (ARM_N | ARM_S))
			continue;
		VEC_PUSH(&l->marks, ((struct lay_point){ u, v }));
		return true;
	}
	return false;
}

/* The run upwards from (u, bottom): its first and its last piece need a mark. Returns its top; *added says that a row was added. */
static int mark_run(struct layout *l, const struct grid *g, int u, int bottom, bool *added)
{
	int top = bottom, low = -1, high = -1;

	while (*grid_at(g, u, top) & CELL_UP)
		top--;
	for (int v = bottom - 1; v > top; v--)
		if (is_junction(*grid_at(g, u, v))) {
			if (low < 0)
				low = v;
			high = v;
		}
	if (low < 0) {
		if (!mark_piece(l, g, u, top, bottom))
			*added |= add_row(l, top, bottom);
		return top;
	}
	if (!mark_piece(l, g, u, low, bottom))
		*added |= add_row(l, low, bottom);
	if (!mark_piece(l, g, u, top, high))
		*added |= add_row(l, top, high);
	return top;
}

static bool marks_need_rows(struct layout *l, const struct grid *g)
{
	bool added = false;

	l->marks.n = 0;
	for (int u = g->u0; u < g->u0 + g->w; u++)
		for (int v = g->v0 + g->h - 1; v > g->v0; v--)
			if (*grid_at(g, u, v) & CELL_UP)
				v = mark_run(l, g, u, v, &added) + 1;
	return added;
}

/* --- what else needs a row ---------------------------------------------------------------------------------------- */

static int count_arms(uint8_t arms)
{
	return !!(arms & ARM_N) + !!(arms & ARM_E) + !!(arms & ARM_S) + !!(arms & ARM_W);
}

/* Does the line show that it is a catch before it meets another? A straight cell among the first. */
static bool shows_class(const struct grid *g, const struct lay_edge *e)
{
	struct lay_point at = e->points.v[0], end = e->points.v[e->points.n - 1];

	for (size_t k = 1; k < e->points.n; k++) {
		struct lay_point to = e->points.v[k];

		while (at.u != to.u || at.v != to.v) {
			int arms;

			at.u += (to.u > at.u) - (to.u < at.u);
			at.v += (to.v > at.v) - (to.v < at.v);
			if (at.u == end.u && at.v == end.v)
				return false;
			arms = *grid_at(g, at.u, at.v) & 15;
			if (arms == (ARM_N | ARM_S) || arms == (ARM_E | ARM_W))
				return true;
			if (count_arms((uint8_t)arms) == 3)
				return false;
		}
	}
	return false;
}

static bool classes_need_rows(struct layout *l, const struct grid *g)
{
	bool added = false;

	for (size_t i = 0; i < l->flow->edges.n; i++) {
		int level = 2 * l->nodes[l->flow->edges.v[i].from].rank;

		if (!l->flow->edges.v[i].is_catch || shows_class(g, &l->edges[i]) || l->chan_extra[level])
			continue;
		l->chan_extra[level] = 1;
		added = true;
	}
	return added;
}

static bool is_tee(uint8_t cell)
{
	uint8_t arms = cell & 15;

	return arms == 7 || arms == 11 || arms == 13 || arms == 14;
}

/* Only the last track of a channel and the first of the next can be on top of each other like this. */
static bool tees_need_rows(struct layout *l, const struct grid *g)
{
	for (int lv = 1; lv < l->n_levels && !l->mx->lr; lv += 2) {
		int v = l->level_v[lv];

		if (l->level_len[lv] || v - 1 < g->v0 || v >= g->v0 + g->h)
			continue;
		for (int u = g->u0; u < g->u0 + g->w; u++) {
			uint8_t above = *grid_at(g, u, v - 1), below = *grid_at(g, u, v);

			if (is_tee(above) && is_tee(below) && !(above & ARM_S)) {
				l->level_len[lv]++;
				return true;
			}
		}
	}
	return false;
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

static void widen(int *lo, int *hi, int a, int b)
{
	*lo = a < *lo ? a : *lo;
	*hi = b > *hi ? b : *hi;
}

/* The least u becomes 0. */
static void normalise(struct layout *l)
{
	int lo = INT_MAX, hi = INT_MIN;

	for (size_t i = 0; i < l->items.n; i++)
		widen(&lo, &hi, l->items.v[i].u - l->items.v[i].lo, l->items.v[i].u + l->items.v[i].hi);
	for (size_t i = 0; i < l->flow->edges.n; i++)
		for (size_t k = 0; k < l->edges[i].points.n; k++)
			widen(&lo, &hi, l->edges[i].points.v[k].u, l->edges[i].points.v[k].u);
	if (lo > hi)
		return;
	for (size_t i = 0; i < l->items.n; i++)
		l->items.v[i].u -= lo;
	for (size_t i = 0; i < l->flow->edges.n; i++)
		for (size_t k = 0; k < l->edges[i].points.n; k++)
			l->edges[i].points.v[k].u -= lo;
	for (size_t i = 0; i < l->marks.n; i++)
		l->marks.v[i].u -= lo;
	l->size_u = hi - lo + 1;
}

void layout_rows(struct layout *l)
{
	set_lengths(l);
	for (int round = 0; round < MAX_ROUNDS; round++) {
		struct grid g;
		bool again;

		set_rows(l);
		set_points(l);
		grid_init(&g, l);
		again = marks_need_rows(l, &g);
		again |= classes_need_rows(l, &g);
		again = again || tees_need_rows(l, &g);
		free(g.cell);
		if (!again)
			break;
	}
	normalise(l);
}
