/* layout - one scope from its boxes to its lines: the steps in their order, and what is asked of the placer. */
#include "graph/layout.h"

#include <stdlib.h>
#include <string.h>

#include "graph/place.h"

void layout_init(struct layout *l, const struct flow_scope *s, const struct metrics *mx)
{
	memset(l, 0, sizeof(*l));
	l->flow = s;
	l->mx = mx;
	l->nodes = xcalloc(s->nodes.n + 1, sizeof(*l->nodes));
	l->edges = xcalloc(s->edges.n + 1, sizeof(*l->edges));
	for (size_t i = 0; i < s->edges.n; i++)
		l->edges[i].label_item = -1;
}

/* --- ranks -------------------------------------------------------------------------------------------------------- */

/* START is rank 0, alone; without it a root of our own stands there, so that boxes begin at rank 1 in any case. */
static void set_ranks(struct layout *l, const struct placer *placer)
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
		place_edge_add(&p, e->from, e->to, kind == GE_CATCH ? 1 : kind == GE_NEXT || kind == GE_START ? 8 : 3);
		entered[e->to] = true;
	}
	for (int i = 0; i < n; i++)
		if (!entered[i] && i != root)
			place_edge_add(&p, root, i, 0);
	if (!placer->dot || !place_rank_dot(&p))
		place_rank_own(&p);
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
	for (size_t k = 0; k < l->links.n; k++) {
		int a = l->links.v[k].a, b = l->links.v[k].b;

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

struct ranked {
	int rank, order, node;
};

static int by_rank_and_order(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return x->node < y->node ? -1 : x->node > y->node;
}

/* Orders without gaps, from 0. */
static void pack_orders(struct place *p)
{
	struct ranked *list = xcalloc((size_t)p->n + 1, sizeof(*list));

	for (int i = 0; i < p->n; i++)
		list[i] = (struct ranked){ p->rank[i], p->order[i], i };
	qsort(list, (size_t)p->n, sizeof(*list), by_rank_and_order);
	for (int i = 0, k = 0; i < p->n; i++) {
		k = i && list[i].rank == list[i - 1].rank ? k + 1 : 0;
		p->order[list[i].node] = k;
	}
	free(list);
}

/* Our own order, or Graphviz's where that has fewer crossings. */
static void find_order(struct place *p, const struct placer *placer)
{
	long own;
	int *keep;

	place_order_own(p);
	own = place_crossings(p);
	if (!placer->dot || !own || p->n > placer->max_items)
		return;
	keep = xcalloc((size_t)p->n + 1, sizeof(*keep));
	memcpy(keep, p->order, (size_t)p->n * sizeof(*keep));
	if (place_order_dot(p)) {
		pack_orders(p);
		if (place_crossings(p) >= own)
			memcpy(p->order, keep, (size_t)p->n * sizeof(*keep));
	}
	free(keep);
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

static void order_part(const struct layout *l, const struct parts *ps, int part, int *order, const struct placer *placer)
{
	const int *items = ps->items + ps->first[part];
	int n = ps->first[part + 1] - ps->first[part], least = l->n_levels;
	struct place p;

	for (int i = 0; i < n; i++)
		if (l->items.v[items[i]].level < least)
			least = l->items.v[items[i]].level;
	place_init(&p, n);
	for (int i = 0; i < n; i++)
		p.rank[i] = l->items.v[items[i]].level - least;
	for (int k = ps->first_link[part]; k < ps->first_link[part + 1]; k++) {
		const struct link *link = &l->links.v[ps->links[k]];

		place_edge_add(&p, ps->local[link->a], ps->local[link->b], 1);
	}
	find_order(&p, placer);
	for (int i = 0; i < n; i++)
		order[items[i]] = p.order[i];
	place_done(&p);
}

static void set_order(struct layout *l, const struct placer *placer)
{
	int *order = xcalloc(l->items.n + 1, sizeof(*order));
	struct ranked *list = xcalloc(l->items.n + 1, sizeof(*list));
	struct parts ps;

	sort_parts(l, &ps);
	for (int k = 0; k < ps.n; k++)
		order_part(l, &ps, k, order, placer);
	for (int lv = 0; lv < l->n_levels; lv++) {
		size_t n = l->level[lv].n, kept = 0;

		for (size_t k = 0; k < n; k++)
			list[k] = (struct ranked){ ps.of[l->level[lv].v[k]], order[l->level[lv].v[k]], l->level[lv].v[k] };
		qsort(list, n, sizeof(*list), by_rank_and_order);
		for (size_t k = 0; k < n; k++) {
			if (l->items.v[list[k].node].kind == ITEM_TURN)
				continue;
			l->items.v[list[k].node].order = (int)kept;
			l->level[lv].v[kept++] = list[k].node;
		}
		l->level[lv].n = kept;
	}
	parts_done(&ps);
	free(order);
	free(list);
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

void layout_run(struct layout *l, const struct placer *placer)
{
	size_t n;

	if (!l->flow->nodes.n)
		return;
	layout_cycles(l);
	layout_widen(l);
	set_ranks(l, placer);
	layout_layers(l);
	n = (size_t)l->n_levels + 1;
	l->level_len = xcalloc(n, sizeof(int));
	l->level_v = xcalloc(n, sizeof(int));
	l->chan_tracks = xcalloc(n, sizeof(int));
	l->chan_extra = xcalloc(n, sizeof(int));
	l->chan_v = xcalloc(n, sizeof(int));
	l->chan_stub = xcalloc(n, sizeof(int));
	set_order(l, placer);
	layout_ports(l);
	layout_sweep(l);
	layout_route(l);
	layout_rows(l);
}

void layout_done(struct layout *l)
{
	for (size_t i = 0; l->nodes && i < l->flow->nodes.n; i++)
		for (int k = 0; k < 4; k++)
			VEC_DONE(&l->nodes[i].trunk[k]);
	for (size_t i = 0; l->edges && i < l->flow->edges.n; i++) {
		free(l->edges[i].line[0]);
		free(l->edges[i].line[1]);
		VEC_DONE(&l->edges[i].stops);
		VEC_DONE(&l->edges[i].points);
	}
	for (size_t i = 0; i < l->nets.n; i++) {
		VEC_DONE(&l->nets.v[i].top);
		VEC_DONE(&l->nets.v[i].bot);
	}
	for (int i = 0; l->level && i < l->n_levels; i++)
		VEC_DONE(&l->level[i]);
	free(l->nodes);
	free(l->edges);
	free(l->level);
	free(l->level_len);
	free(l->level_v);
	free(l->chan_tracks);
	free(l->chan_extra);
	free(l->chan_v);
	free(l->chan_stub);
	VEC_DONE(&l->items);
	VEC_DONE(&l->links);
	VEC_DONE(&l->nets);
	VEC_DONE(&l->marks);
	memset(l, 0, sizeof(*l));
}
