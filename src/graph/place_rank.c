/*
 * place_rank - ranks with the least weighted length of all edges, by network simplex: ranks that are allowed, then a tree of edges of
 * least length that spans the graph; an edge of the tree over which more weight runs against it than along it is exchanged for another
 * until there is none. The beginning (longest paths, then each node towards its heavier side) is nearly always the best already, and
 * as it follows the order of the definition, the answer does too.
 */
#include <stdlib.h>
#include <string.h>

#include "graph/place_private.h"

#define BALANCES 8

/* --- the beginning ------------------------------------------------------------------------------------------------ */

/* Longest path from the nodes that nothing leads to, in topological order, which is returned. */
static int *longest_path(struct place *p, const struct side *down, const struct side *up)
{
	int *todo = xcalloc((size_t)p->n + 1, sizeof(*todo)), *missing = xcalloc((size_t)p->n + 1, sizeof(*missing));
	int n = 0;

	for (int i = 0; i < p->n; i++) {
		p->rank[i] = 0;
		missing[i] = up->first[i + 1] - up->first[i];
		if (!missing[i])
			todo[n++] = i;
	}
	for (int k = 0; k < n; k++)
		for (int e = down->first[todo[k]]; e < down->first[todo[k] + 1]; e++) {
			int to = down->node[e];

			if (p->rank[to] < p->rank[todo[k]] + down->len[e])
				p->rank[to] = p->rank[todo[k]] + down->len[e];
			if (--missing[to] == 0)
				todo[n++] = to;
		}
	free(missing);
	return todo;
}

/* Between its neighbours a node may move freely: to the side whose edges weigh more. */
static bool balance_node(struct place *p, int i, const struct side *down, const struct side *up, int top)
{
	int lo = 0, hi = top, slope = 0, to;

	for (int e = up->first[i]; e < up->first[i + 1]; e++) {
		slope += up->weight[e];
		if (p->rank[up->node[e]] + up->len[e] > lo)
			lo = p->rank[up->node[e]] + up->len[e];
	}
	for (int e = down->first[i]; e < down->first[i + 1]; e++) {
		slope -= down->weight[e];
		if (p->rank[down->node[e]] - down->len[e] < hi)
			hi = p->rank[down->node[e]] - down->len[e];
	}
	to = slope > 0 ? lo : slope < 0 ? hi : p->rank[i];
	if (to == p->rank[i] || lo > hi)
		return false;
	p->rank[i] = to;
	return true;
}

static void begin(struct place *p)
{
	struct side down, up;
	int *topo, top = 0;
	bool moved = true;

	side_init(&down, p, true);
	side_init(&up, p, false);
	topo = longest_path(p, &down, &up);
	for (int i = 0; i < p->n; i++)
		if (p->rank[i] > top)
			top = p->rank[i];
	for (int round = 0; round < BALANCES && moved; round++) {
		moved = false;
		for (int i = p->n; i-- > 0;)
			moved |= balance_node(p, topo[i], &down, &up, top);
	}
	free(topo);
	side_done(&down);
	side_done(&up);
}

/* --- the tree ----------------------------------------------------------------------------------------------------- */

struct tree {
	struct place *p;
	bool *in;			/* edges of the tree */
	int *parent_edge, *parent;	/* of each node; -1 at the root */
	int *low, *lim;			/* the nodes below v have lims from low[v] to lim[v] */
	long *excess;			/* weight that leaves the nodes below v, less what enters */
	int *first, *list;		/* edges of the tree by node */
	int *stack, *fill;
};

static int slack(const struct place *p, int e)
{
	return p->rank[p->edges.v[e].b] - p->rank[p->edges.v[e].a] - p->edges.v[e].len;
}

/* Takes in what edges without slack reach; how many nodes the tree has then. */
static int spread(struct tree *t, bool *seen, int n)
{
	bool more = true;

	while (more) {
		more = false;
		for (int e = 0; e < (int)t->p->edges.n; e++) {
			const struct place_edge *pe = &t->p->edges.v[e];

			if (seen[pe->a] == seen[pe->b] || slack(t->p, e))
				continue;
			seen[pe->a] = seen[pe->b] = true;
			t->in[e] = true;
			more = true;
			n++;
		}
	}
	return n;
}

/* A spanning tree of edges without slack: what is in it moves as one until another edge has none. */
static bool span(struct tree *t)
{
	struct place *p = t->p;
	bool *seen = xcalloc((size_t)p->n + 1, sizeof(*seen));
	int n = 1, least;

	seen[0] = true;
	for (n = spread(t, seen, n); n < p->n; n = spread(t, seen, n)) {
		least = -1;
		for (int e = 0; e < (int)p->edges.n; e++)
			if (seen[p->edges.v[e].a] != seen[p->edges.v[e].b] && (least < 0 || slack(p, e) < slack(p, least)))
				least = e;
		if (least < 0)
			break;
		for (int i = 0, by = seen[p->edges.v[least].a] ? slack(p, least) : -slack(p, least); i < p->n; i++)
			p->rank[i] += seen[i] ? by : 0;
	}
	free(seen);
	return n == p->n;
}

static void list_edges(struct tree *t)
{
	const struct place *p = t->p;

	memset(t->first, 0, ((size_t)p->n + 2) * sizeof(int));
	memset(t->fill, 0, ((size_t)p->n + 1) * sizeof(int));
	for (size_t e = 0; e < p->edges.n; e++)
		if (t->in[e]) {
			t->first[p->edges.v[e].a + 1]++;
			t->first[p->edges.v[e].b + 1]++;
		}
	for (int i = 0; i < p->n; i++)
		t->first[i + 1] += t->first[i];
	for (size_t e = 0; e < p->edges.n; e++)
		if (t->in[e]) {
			int a = p->edges.v[e].a, b = p->edges.v[e].b;

			t->list[t->first[a] + t->fill[a]++] = (int)e;
			t->list[t->first[b] + t->fill[b]++] = (int)e;
		}
}

/* Parents, lims and excess, from node 0 down and back. */
static void walk(struct tree *t)
{
	const struct place *p = t->p;
	int depth = 0, number = 0;

	list_edges(t);
	memset(t->excess, 0, ((size_t)p->n + 1) * sizeof(*t->excess));
	for (size_t e = 0; e < p->edges.n; e++) {
		t->excess[p->edges.v[e].a] += p->edges.v[e].weight;
		t->excess[p->edges.v[e].b] -= p->edges.v[e].weight;
	}
	memset(t->fill, 0, ((size_t)p->n + 1) * sizeof(int));
	t->parent[0] = t->parent_edge[0] = -1;
	t->low[0] = 0;
	t->stack[depth++] = 0;
	while (depth) {
		int v = t->stack[depth - 1], e, to;

		if (t->fill[v] == t->first[v + 1] - t->first[v]) {
			t->lim[v] = number++;
			if (t->parent[v] >= 0)
				t->excess[t->parent[v]] += t->excess[v];
			depth--;
			continue;
		}
		e = t->list[t->first[v] + t->fill[v]++];
		to = p->edges.v[e].a == v ? p->edges.v[e].b : p->edges.v[e].a;
		if (e == t->parent_edge[v])
			continue;
		t->parent[to] = v;
		t->parent_edge[to] = e;
		t->low[to] = number;
		t->stack[depth++] = to;
	}
}

/* --- exchanges ---------------------------------------------------------------------------------------------------- */

static bool is_below(const struct tree *t, int top, int v)
{
	return t->lim[v] >= t->low[top] && t->lim[v] <= t->lim[top];
}

/* The node whose edge to its parent has the most weight against it; -1: none. */
static int worst(const struct tree *t)
{
	long least = 0;
	int at = -1;

	for (int v = 1; v < t->p->n; v++) {
		bool tail = t->p->edges.v[t->parent_edge[v]].a == v;
		long cut = tail ? t->excess[v] : -t->excess[v];

		if (cut < least) {
			least = cut;
			at = v;
		}
	}
	return at;
}

/* v's edge leaves the tree; the shortest one that runs the other way between the same halves comes in. */
static bool exchange(struct tree *t, int v)
{
	struct place *p = t->p;
	bool tail = p->edges.v[t->parent_edge[v]].a == v;
	int in = -1, by;

	for (int e = 0; e < (int)p->edges.n; e++) {
		bool a = is_below(t, v, p->edges.v[e].a), b = is_below(t, v, p->edges.v[e].b);

		if (a != b && a != tail && (in < 0 || slack(p, e) < slack(p, in)))
			in = e;
	}
	if (in < 0)
		return false;
	by = tail ? -slack(p, in) : slack(p, in);
	for (int i = 0; i < p->n; i++)
		p->rank[i] += is_below(t, v, i) ? by : 0;
	t->in[t->parent_edge[v]] = false;
	t->in[in] = true;
	return true;
}

static void tree_done(struct tree *t)
{
	free(t->in);
	free(t->parent_edge);
	free(t->parent);
	free(t->low);
	free(t->lim);
	free(t->excess);
	free(t->first);
	free(t->list);
	free(t->stack);
	free(t->fill);
}

static void simplex(struct place *p)
{
	size_t n = (size_t)p->n + 2;
	struct tree t = {
		.p = p, .in = xcalloc(p->edges.n + 1, sizeof(bool)), .parent_edge = xcalloc(n, sizeof(int)), .parent = xcalloc(n, sizeof(int)),
		.low = xcalloc(n, sizeof(int)), .lim = xcalloc(n, sizeof(int)), .excess = xcalloc(n, sizeof(long)),
		.first = xcalloc(n, sizeof(int)), .list = xcalloc(2 * n, sizeof(int)), .stack = xcalloc(n, sizeof(int)),
		.fill = xcalloc(n, sizeof(int)),
	};

	/* Exchanges that gain nothing could go round in a ring; nobody has seen it, but there is an end to them. */
	if (span(&t))
		for (int round = 0, v; round < 4 * p->n + 100; round++) {
			walk(&t);
			v = worst(&t);
			if (v < 0 || !exchange(&t, v))
				break;
		}
	tree_done(&t);
}

static long cost(const struct place *p)
{
	long sum = 0;

	for (size_t e = 0; e < p->edges.n; e++)
		sum += (long)p->edges.v[e].weight * slack(p, (int)e);
	return sum;
}

/* Where the beginning was the best already it stays, for there may be others as good. */
static void improve(struct place *p)
{
	int *first = xcalloc((size_t)p->n + 1, sizeof(*first));
	long before = cost(p);

	memcpy(first, p->rank, (size_t)p->n * sizeof(*first));
	simplex(p);
	if (cost(p) >= before)
		memcpy(p->rank, first, (size_t)p->n * sizeof(*first));
	free(first);
}

void place_rank(struct place *p)
{
	int least = 0;

	begin(p);
	if (p->n > 1)
		improve(p);
	for (int i = 0; i < p->n; i++)
		if (p->rank[i] < least || i == 0)
			least = p->rank[i];
	for (int i = 0; i < p->n; i++)
		p->rank[i] -= least;
}
