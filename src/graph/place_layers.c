/*
 * place_layers - nodes in layers, and what an order costs: edges that cross, arcs that cross what leaves the nodes below them or another
 * arc, and edges of one node that cannot but cross because those of two ports of it stand mixed (each port's edges join at the port).
 */
#include <stdlib.h>
#include <string.h>

#include "graph/place_private.h"

#define FAR 1000000		/* where an arc goes, among places of neighbours */
#define COMERS 64		/* lines at one side of a node that are looked at */

static void list_arcs(struct layers *l)
{
	const struct place *p = l->p;
	int *fill = xcalloc((size_t)p->n + (size_t)l->n_ranks + 2, sizeof(*fill)), *fill_rank = fill + p->n + 1;

	l->arc_first = xcalloc((size_t)p->n + 2, sizeof(int));
	l->arc = xcalloc(2 * p->arcs.n + 1, sizeof(int));
	l->rank_arc_first = xcalloc((size_t)l->n_ranks + 2, sizeof(int));
	l->rank_arc = xcalloc(p->arcs.n + 1, sizeof(int));
	for (size_t i = 0; i < p->arcs.n; i++) {
		l->arc_first[p->arcs.v[i].a + 1]++;
		l->arc_first[p->arcs.v[i].b + 1]++;
		l->rank_arc_first[p->rank[p->arcs.v[i].a] + 1]++;
	}
	for (int v = 0; v < p->n; v++)
		l->arc_first[v + 1] += l->arc_first[v];
	for (int r = 0; r < l->n_ranks; r++)
		l->rank_arc_first[r + 1] += l->rank_arc_first[r];
	for (size_t i = 0; i < p->arcs.n; i++) {
		int a = p->arcs.v[i].a, b = p->arcs.v[i].b, r = p->rank[a];

		l->arc[l->arc_first[a] + fill[a]++] = (int)i;
		l->arc[l->arc_first[b] + fill[b]++] = (int)i;
		l->rank_arc[l->rank_arc_first[r] + fill_rank[r]++] = (int)i;
	}
	free(fill);
}

static void count_ports(struct layers *l, int v, bool below)
{
	const struct side *s = below ? &l->down : &l->up;
	unsigned edges = 0, arcs = 0;

	for (int e = s->first[v]; e < s->first[v + 1]; e++)
		edges |= 1u << s->port[e] % 32;
	for (int k = l->arc_first[v]; k < l->arc_first[v + 1]; k++) {
		const struct place_arc *a = &l->p->arcs.v[l->arc[k]];

		if (a->below == below && a->a == v)
			arcs |= 1u << a->port % 32;
	}
	for (unsigned bits = edges; bits; bits &= bits - 1)
		l->stubs[below][v]++;
	arcs |= edges;
	l->many[below][v] = (arcs & (arcs - 1)) != 0;
}

void layers_init(struct layers *l, struct place *p)
{
	memset(l, 0, sizeof(*l));
	l->p = p;
	side_init(&l->down, p, true);
	side_init(&l->up, p, false);
	for (int i = 0; i < p->n; i++)
		if (p->rank[i] >= l->n_ranks)
			l->n_ranks = p->rank[i] + 1;
	l->first = xcalloc((size_t)l->n_ranks + 2, sizeof(*l->first));
	l->at = xcalloc((size_t)p->n + 1, sizeof(*l->at));
	for (int i = 0; i < p->n; i++)
		l->first[p->rank[i] + 1]++;
	for (int r = 0; r < l->n_ranks; r++)
		l->first[r + 1] += l->first[r];
	l->sorted = xcalloc((size_t)p->n + 1, sizeof(*l->sorted));
	l->tree = xcalloc((size_t)p->n + 2, sizeof(*l->tree));
	list_arcs(l);
	for (int below = 0; below < 2; below++) {
		l->stubs[below] = xcalloc((size_t)p->n + 1, sizeof(int));
		l->many[below] = xcalloc((size_t)p->n + 1, sizeof(bool));
		for (int v = 0; v < p->n; v++)
			count_ports(l, v, below);
	}
}

void layers_done(struct layers *l)
{
	side_done(&l->down);
	side_done(&l->up);
	free(l->first);
	free(l->at);
	free(l->sorted);
	free(l->tree);
	free(l->arc_first);
	free(l->arc);
	free(l->rank_arc_first);
	free(l->rank_arc);
	for (int below = 0; below < 2; below++) {
		free(l->stubs[below]);
		free(l->many[below]);
	}
}

void layers_renumber(struct layers *l)
{
	for (int r = 0; r < l->n_ranks; r++)
		for (int k = l->first[r]; k < l->first[r + 1]; k++)
			l->p->order[l->at[k]] = k - l->first[r];
}

void layers_arrange(struct layers *l)
{
	for (int i = 0; i < l->p->n; i++)
		l->at[l->first[l->p->rank[i]] + l->p->order[i]] = i;
}

/* --- edges -------------------------------------------------------------------------------------------------------- */

/* Where v's edges end on the next rank, in order; how many. */
static int sort_ends(const struct layers *l, int v)
{
	int n = 0;

	for (int e = l->down.first[v]; e < l->down.first[v + 1]; e++) {
		int at = l->p->order[l->down.node[e]], k = n++;

		for (; k > 0 && l->sorted[k - 1] > at; k--)
			l->sorted[k] = l->sorted[k - 1];
		l->sorted[k] = at;
	}
	return n;
}

/* Two edges cross where the one that begins further left ends further right: inversions, counted with a Fenwick tree over the ends. */
long layers_crossings(const struct layers *l, int rank)
{
	int size = l->first[rank + 2] - l->first[rank + 1], before = 0;
	long total = 0;

	memset(l->tree, 0, ((size_t)size + 1) * sizeof(*l->tree));
	for (int k = l->first[rank]; k < l->first[rank + 1]; k++) {
		int n = sort_ends(l, l->at[k]);

		for (int i = 0; i < n; i++) {
			total += before;
			for (int at = l->sorted[i] + 1; at > 0; at -= at & -at)
				total -= l->tree[at];
		}
		for (int i = 0; i < n; i++)
			for (int at = l->sorted[i] + 1; at <= size; at += at & -at)
				l->tree[at]++;
		before += n;
	}
	return total;
}

/* --- costs -------------------------------------------------------------------------------------------------------- */

struct reach {
	int lo, hi;
};

static struct reach reach_of(const struct place *p, const struct place_arc *a)
{
	int x = p->order[a->a], y = p->order[a->b];

	return x < y ? (struct reach){ x, y } : (struct reach){ y, x };
}

static bool interleaved(struct reach a, struct reach b)
{
	return (a.lo < b.lo && b.lo < a.hi && a.hi < b.hi) || (b.lo < a.lo && a.lo < b.hi && b.hi < a.hi);
}

static long arcs_cost(const struct layers *l, int rank)
{
	const struct place *p = l->p;
	long cost = 0;

	for (int i = l->rank_arc_first[rank]; i < l->rank_arc_first[rank + 1]; i++) {
		const struct place_arc *a = &p->arcs.v[l->rank_arc[i]];
		struct reach s = reach_of(p, a);

		for (int k = s.lo + 1; k < s.hi; k++)
			cost += l->stubs[a->below][l->at[l->first[rank] + k]];
		for (int k = l->rank_arc_first[rank]; k < i; k++) {
			const struct place_arc *b = &p->arcs.v[l->rank_arc[k]];

			cost += a->below == b->below && interleaved(s, reach_of(p, b));
		}
	}
	return cost;
}

struct comer {			/* a line at one side of a node: its port, and where it comes from */
	int at, port;
};

static int list_comers(const struct layers *l, int v, bool below, struct comer *list, int max)
{
	const struct side *s = below ? &l->down : &l->up;
	int n = 0;

	for (int e = s->first[v]; e < s->first[v + 1] && n < max; e++)
		list[n++] = (struct comer){ l->p->order[s->node[e]], s->port[e] };
	for (int k = l->arc_first[v]; k < l->arc_first[v + 1] && n < max; k++) {
		const struct place_arc *a = &l->p->arcs.v[l->arc[k]];

		if (a->below == below && a->a == v)
			list[n++] = (struct comer){ l->p->order[a->b] < l->p->order[v] ? -FAR : FAR, a->port };
	}
	return n;
}

/* Lines of two ports that stand in the wrong order, whichever of the two ports is the left one. */
static long pair_cost(const struct comer *list, int n, int port, int other)
{
	long left = 0, right = 0;

	for (int i = 0; i < n; i++)
		for (int k = 0; list[i].port == port && k < n; k++)
			if (list[k].port == other) {
				left += list[i].at < list[k].at;
				right += list[i].at > list[k].at;
			}
	return left < right ? left : right;
}

static long ports_cost(const struct layers *l, int v, bool below)
{
	struct comer list[COMERS];
	int n = list_comers(l, v, below, list, COMERS), ports[COMERS], n_ports = 0;
	long cost = 0;

	for (int i = 0; i < n; i++) {
		int k = 0;

		while (k < n_ports && ports[k] != list[i].port)
			k++;
		if (k == n_ports)
			ports[n_ports++] = list[i].port;
	}
	for (int i = 0; i < n_ports; i++)
		for (int k = i + 1; k < n_ports; k++)
			cost += pair_cost(list, n, ports[i], ports[k]);
	return cost;
}

long layers_cost(const struct layers *l, int from, int to)
{
	long cost = 0;

	for (int r = from < 0 ? 0 : from; r <= to && r < l->n_ranks; r++) {
		if (r < to && r + 1 < l->n_ranks)
			cost += layers_crossings(l, r);
		cost += arcs_cost(l, r);
		for (int k = l->first[r]; k < l->first[r + 1]; k++)
			for (int below = 0; below < 2; below++)
				if (l->many[below][l->at[k]])
					cost += ports_cost(l, l->at[k], below);
	}
	return cost;
}

/* --- who crosses -------------------------------------------------------------------------------------------------- */

struct end {
	int a, b, at_a, at_b;
};

static void mark_edges(const struct layers *l, int rank, struct end *list, bool *crossed)
{
	int n = 0;

	for (int k = l->first[rank]; k < l->first[rank + 1]; k++)
		for (int e = l->down.first[l->at[k]]; e < l->down.first[l->at[k] + 1]; e++) {
			int b = l->down.node[e];

			list[n++] = (struct end){ l->at[k], b, k - l->first[rank], l->p->order[b] };
		}
	for (int i = 0; i < n; i++)
		for (int k = i + 1; k < n; k++)
			if (list[i].at_a < list[k].at_a && list[i].at_b > list[k].at_b)
				crossed[list[i].a] = crossed[list[i].b] = crossed[list[k].a] = crossed[list[k].b] = true;
}

static void mark_arcs(const struct layers *l, int rank, bool *crossed)
{
	for (int i = l->rank_arc_first[rank]; i < l->rank_arc_first[rank + 1]; i++) {
		const struct place_arc *a = &l->p->arcs.v[l->rank_arc[i]];
		struct reach s = reach_of(l->p, a);

		for (int k = s.lo + 1; k < s.hi; k++)
			if (l->stubs[a->below][l->at[l->first[rank] + k]])
				crossed[a->a] = crossed[a->b] = crossed[l->at[l->first[rank] + k]] = true;
		for (int k = l->rank_arc_first[rank]; k < i; k++) {
			const struct place_arc *b = &l->p->arcs.v[l->rank_arc[k]];

			if (a->below == b->below && interleaved(s, reach_of(l->p, b)))
				crossed[a->a] = crossed[a->b] = crossed[b->a] = crossed[b->b] = true;
		}
	}
}

static void mark_ports(const struct layers *l, int v, bool below, bool *crossed)
{
	const struct side *s = below ? &l->down : &l->up;

	if (!l->many[below][v] || !ports_cost(l, v, below))
		return;
	crossed[v] = true;
	for (int e = s->first[v]; e < s->first[v + 1]; e++)
		crossed[s->node[e]] = true;
	for (int k = l->arc_first[v]; k < l->arc_first[v + 1]; k++)
		crossed[arc_other(&l->p->arcs.v[l->arc[k]], v)] = true;
}

void layers_crossed(const struct layers *l, bool *crossed)
{
	struct end *list = xcalloc(l->p->edges.n + 1, sizeof(*list));

	memset(crossed, 0, (size_t)l->p->n * sizeof(*crossed));
	for (int r = 0; r < l->n_ranks; r++) {
		if (r + 1 < l->n_ranks && layers_crossings(l, r))
			mark_edges(l, r, list, crossed);
		mark_arcs(l, r, crossed);
	}
	for (int v = 0; v < l->p->n; v++)
		for (int below = 0; below < 2; below++)
			mark_ports(l, v, below, crossed);
	free(list);
}
