/* place - what both ways share: the structure, and the count of crossings by which an order is judged. */
#include "graph/place.h"

#include <stdlib.h>
#include <string.h>

void place_init(struct place *p, int n)
{
	memset(p, 0, sizeof(*p));
	p->n = n;
	p->rank = xcalloc((size_t)n + 1, sizeof(*p->rank));
	p->order = xcalloc((size_t)n + 1, sizeof(*p->order));
}

void place_done(struct place *p)
{
	free(p->rank);
	free(p->order);
	VEC_DONE(&p->edges);
	p->rank = p->order = NULL;
}

void place_edge_add(struct place *p, int a, int b, int weight)
{
	VEC_PUSH(&p->edges, ((struct place_edge){ .a = a, .b = b, .weight = weight }));
}

struct span_edge {
	int rank, a, b;			/* rank of the upper end, order of both */
};

static int by_rank_then_ends(const void *x, const void *y)
{
	const struct span_edge *a = x, *b = y;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return a->b < b->b ? -1 : a->b > b->b;
}

/* Two edges of one pair of ranks cross where the one that begins further left ends further right: count inversions. */
long place_crossings(const struct place *p)
{
	struct span_edge *es = xcalloc(p->edges.n + 1, sizeof(*es));
	int *tree = xcalloc((size_t)p->n + 2, sizeof(*tree));
	long total = 0;

	for (size_t i = 0; i < p->edges.n; i++) {
		const struct place_edge *e = &p->edges.v[i];

		es[i] = (struct span_edge){ p->rank[e->a], p->order[e->a], p->order[e->b] };
	}
	qsort(es, p->edges.n, sizeof(*es), by_rank_then_ends);
	for (size_t i = 0, first = 0; i < p->edges.n; i++) {
		if (es[i].rank != es[first].rank) {
			for (size_t k = first; k < i; k++)
				for (int at = es[k].b + 1; at <= p->n; at += at & -at)
					tree[at] = 0;
			first = i;
		}
		total += (long)(i - first);
		for (int at = es[i].b + 1; at > 0; at -= at & -at)
			total -= tree[at];
		for (int at = es[i].b + 1; at <= p->n; at += at & -at)
			tree[at]++;
	}
	free(es);
	free(tree);
	return total;
}
