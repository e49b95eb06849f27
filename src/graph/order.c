/*
 * order - the ranks of boxes and the order of items on their levels: what is asked of place.h, part by part. Then, where lines still cross,
 * whether a second lane to some box would save crossings.
 */
#include <stdlib.h>
#include <string.h>

#include "graph/layout.h"
#include "graph/place.h"

#define LANE_WORK 30000		/* for the order with one other lane, … */
#define LANES_WORK 400000	/* … and for all that are tried */

/* --- ranks -------------------------------------------------------------------------------------------------------- */

/* START is rank 0, alone; without it a root of our own stands there, so that boxes begin at rank 1 in any case. */
void layout_ranks(struct layout *l)
{
	const struct flow_scope *s = l->flow;
	int n = (int)s->nodes.n, root = s->start >= 0 ? s->start : n;
	bool *entered = xcalloc((size_t)n + 1, sizeof(*entered));
	struct place p;

	place_init(&p, root == n ? n + 1 : n);
	for (size_t i = 0; i < s->edges.n; i++) {
		const struct flow_edge *e = &s->edges.v[i];
		enum graph_edge_kind kind = e->parts.v[0].kind;

		if (l->edges[i].back)
			continue;
		/* The boxes of a stacked row stay in it. */
		place_edge_add(&p, e->from, e->to, l->edges[i].stacked ? 64 : kind == GE_CATCH ? 1 : kind == GE_NEXT || kind == GE_START ? 8 : 3);
		p.edges.v[p.edges.n - 1].len = 1 + l->edges[i].down;
		entered[e->to] = true;
	}
	for (int i = 0; i < n; i++)
		if (!entered[i] && i != root)
			place_edge_add(&p, root, i, 0);
	place_rank(&p);
	for (int i = 0; i < n; i++)
		l->nodes[i].rank = p.rank[i];
	place_done(&p);
	free(entered);
}

/* --- order -------------------------------------------------------------------------------------------------------- */

/* Parts that no line connects are ordered alone and stand beside each other, the one with START first. */
static int *find_parts(const struct layout *l, int *n_parts)
{
	int n = (int)l->items.n, *part = xcalloc((size_t)n + 1, sizeof(*part)), *parent = xcalloc((size_t)n + 1, sizeof(*parent));

	for (int i = 0; i < n; i++)
		parent[i] = i;
	for (size_t k = 0; k < l->links.n + l->turns.n; k++) {
		bool is_link = k < l->links.n;
		int a = is_link ? l->links.v[k].a : l->turns.v[k - l->links.n].box;
		int b = is_link ? l->links.v[k].b : l->turns.v[k - l->links.n].lane;

		while (parent[a] != a)
			a = parent[a] = parent[parent[a]];
		while (parent[b] != b)
			b = parent[b] = parent[parent[b]];
		if (a < b)
			parent[b] = a;
		else
			parent[a] = b;
	}
	*n_parts = 0;
	for (int i = 0; i < n; i++) {
		int root = i;

		while (parent[root] != root)
			root = parent[root];
		part[i] = root == i ? (*n_parts)++ : part[root];
	}
	free(parent);
	return part;
}

/* Items and links sorted by part, so that many parts cost no more than one. */
struct parts {
	int *of, n;			/* part of each item */
	int *items, *first;		/* items of part k: items[first[k] .. first[k + 1] - 1] */
	int *links, *first_link;
	int *local;			/* number of each item within its part */
};

static void sort_parts(const struct layout *l, struct parts *ps)
{
	int n = (int)l->items.n, m = (int)l->links.n, *fill;

	ps->of = find_parts(l, &ps->n);
	ps->items = xcalloc((size_t)n + 1, sizeof(int));
	ps->local = xcalloc((size_t)n + 1, sizeof(int));
	ps->links = xcalloc((size_t)m + 1, sizeof(int));
	ps->first = xcalloc((size_t)ps->n + 2, sizeof(int));
	ps->first_link = xcalloc((size_t)ps->n + 2, sizeof(int));
	fill = xcalloc((size_t)ps->n + 1, sizeof(int));
	for (int i = 0; i < n; i++)
		ps->first[ps->of[i] + 1]++;
	for (int i = 0; i < m; i++)
		ps->first_link[ps->of[l->links.v[i].a] + 1]++;
	for (int k = 0; k < ps->n; k++) {
		ps->first[k + 1] += ps->first[k];
		ps->first_link[k + 1] += ps->first_link[k];
	}
	for (int i = 0; i < n; i++) {
		ps->local[i] = fill[ps->of[i]]++;
		ps->items[ps->first[ps->of[i]] + ps->local[i]] = i;
	}
	memset(fill, 0, (size_t)ps->n * sizeof(int));
	for (int i = 0; i < m; i++) {
		int k = ps->of[l->links.v[i].a];

		ps->links[ps->first_link[k] + fill[k]++] = i;
	}
	free(fill);
}

static void parts_done(struct parts *ps)
{
	free(ps->of);
	free(ps->items);
	free(ps->first);
	free(ps->links);
	free(ps->first_link);
	free(ps->local);
}

/* Where the items of a part stood before, if that is known of any. */
static void seed_part(const struct layout *l, const int *items, int n, const struct seeds *before, struct place *p)
{
	for (int i = 0; before && i < n; i++) {
		const struct picture_seed *s = seeds_find(before, l->items.v[items[i]].key);

		if (s && !p->seed) {
			p->seed = xcalloc((size_t)n + 1, sizeof(*p->seed));
			for (int k = 0; k < n; k++)
				p->seed[k] = PLACE_ANYWHERE;
		}
		if (s)
			p->seed[i] = (long)s->at;
	}
}

/* Returns the crossings. work: only what can be done for that much, which is taken away; NULL: everything. */
static long order_part(struct layout *l, const struct parts *ps, int part, int *order, const struct placer *placer,
	const struct seeds *before, long *work)
{
	const int *items = ps->items + ps->first[part];
	int n = ps->first[part + 1] - ps->first[part], least = l->n_levels;
	struct place p;
	long crossings;

	for (int i = 0; i < n; i++)
		if (l->items.v[items[i]].level < least)
			least = l->items.v[items[i]].level;
	place_init(&p, n);
	for (int i = 0; i < n; i++)
		p.rank[i] = l->items.v[items[i]].level - least;
	for (int k = ps->first_link[part]; k < ps->first_link[part + 1]; k++) {
		const struct link *link = &l->links.v[ps->links[k]];

		place_edge_add(&p, ps->local[link->a], ps->local[link->b], link->weight);
		p.edges.v[p.edges.n - 1].pa = (int)link->pa;
		p.edges.v[p.edges.n - 1].pb = (int)link->pb;
	}
	for (size_t k = 0; k < l->turns.n; k++) {
		const struct turn *t = &l->turns.v[k];

		if (ps->of[t->box] == part)
			VEC_PUSH(&p.arcs, ((struct place_arc){ ps->local[t->box], ps->local[t->lane], t->below, (int)t->port }));
	}
	seed_part(l, items, n, before, &p);
	crossings = work ? place_order_again(&p, work) : place_order(&p, placer);
	for (int i = 0; i < n; i++) {
		order[items[i]] = p.order[i];
		l->items.v[items[i]].crossed = p.crossed[i];
	}
	place_done(&p);
	return crossings;
}

struct ranked {
	int part, order, item;
};

static int by_part_and_order(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->part != y->part)
		return x->part < y->part ? -1 : 1;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return x->item < y->item ? -1 : x->item > y->item;
}

/* Items into their order on each level. */
static void arrange(struct layout *l, const struct parts *ps, const int *order)
{
	struct ranked *list = xcalloc(l->items.n + 1, sizeof(*list));

	for (int lv = 0; lv < l->n_levels; lv++) {
		size_t n = l->level[lv].n;

		for (size_t k = 0; k < n; k++)
			list[k] = (struct ranked){ ps->of[l->level[lv].v[k]], order[l->level[lv].v[k]], l->level[lv].v[k] };
		qsort(list, n, sizeof(*list), by_part_and_order);
		for (size_t k = 0; k < n; k++) {
			l->items.v[list[k].item].order = (int)k;
			l->level[lv].v[k] = list[k].item;
		}
	}
	free(list);
}

static long order_all(struct layout *l, const struct placer *placer, const struct seeds *before, long *work)
{
	int *order = xcalloc(l->items.n + 1, sizeof(*order));
	struct parts ps;
	long crossings = 0;

	sort_parts(l, &ps);
	for (int k = 0; k < ps.n; k++)
		crossings += order_part(l, &ps, k, order, placer, before, work);
	arrange(l, &ps, order);
	parts_done(&ps);
	free(order);
	return crossings;
}

/* --- second lanes ------------------------------------------------------------------------------------------------- */

static void remember(const struct layout *l, struct seeds *s)
{
	s->list.n = 0;
	for (size_t i = 0; i < l->items.n; i++)
		seeds_add(s, l->items.v[i].key, l->items.v[i].order);
	seeds_sort(s);
}

static bool is_crossed(const struct layout *l, size_t e)
{
	for (size_t k = 0; k < l->edges[e].stops.n; k++)
		if (l->items.v[l->edges[e].stops.v[k].item].crossed)
			return true;
	return false;
}

/* Transitions that may change to the second lane: another one shares the first with them, and it crosses something. */
static bool *find_sharers(const struct layout *l)
{
	size_t n = l->flow->edges.n;
	int *count = xcalloc(4 * l->flow->nodes.n + 1, sizeof(*count));
	bool *sharer = xcalloc(n + 1, sizeof(*sharer));

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < n; i++) {
			const struct flow_edge *fe = &l->flow->edges.v[i];
			int at = 4 * fe->to + fe->is_catch + 2 * l->edges[i].back;

			if (pass == 0)
				count[at]++;
			else
				sharer[i] = count[at] > 1 && fe->from != fe->to && is_crossed(l, i);
		}
	free(count);
	return sharer;
}

/* The crossings that are left when e is on the other lane; where they are not fewer it is put back. */
static long try_lane(struct layout *l, int e, long crossings, struct seeds *now, long *left)
{
	long work = *left < LANE_WORK ? *left : LANE_WORK, got;

	*left -= work + 10 * (long)l->items.n;
	l->edges[e].lane = !l->edges[e].lane;
	layout_layers(l);
	got = order_all(l, NULL, now, &work);
	*left += work > 0 ? work : 0;
	if (got < crossings) {
		remember(l, now);
		return got;
	}
	l->edges[e].lane = !l->edges[e].lane;
	return crossings;
}

/* Lines to one box share one lane for each class and direction. Where that makes them cross others, some may do better on a second one. The
 * last order starts from the one that is known, which Graphviz cannot: it is not asked again. */
static void part_lanes(struct layout *l, long crossings)
{
	bool *sharer = find_sharers(l);
	const struct placer own = { .dot = false };
	struct seeds now = {0};
	long before = crossings, left = LANES_WORK;

	remember(l, &now);
	for (size_t i = 0; i < l->flow->edges.n && crossings > 0 && left > 0; i++)
		if (sharer[i])
			crossings = try_lane(l, (int)i, crossings, &now, &left);
	layout_layers(l);
	left = LANE_WORK;
	if (crossings < before)
		order_all(l, &own, &now, NULL);
	else
		order_all(l, NULL, &now, &left);
	VEC_DONE(&now.list);
	free(sharer);
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

void layout_order(struct layout *l, const struct placer *placer)
{
	long crossings;

	layout_layers(l);
	crossings = order_all(l, placer, l->before, NULL);
	if (crossings > 0)
		part_lanes(l, crossings);
}
