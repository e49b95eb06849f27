/* place - what all ways share: the structure, neighbours, and the count of crossing edges. */
#include <stdlib.h>
#include <string.h>

#include "graph/place_private.h"

void place_init(struct place *p, int n)
{
	memset(p, 0, sizeof(*p));
	p->n = n;
	p->rank = xcalloc((size_t)n + 1, sizeof(*p->rank));
	p->order = xcalloc((size_t)n + 1, sizeof(*p->order));
	p->crossed = xcalloc((size_t)n + 1, sizeof(*p->crossed));
}

void place_done(struct place *p)
{
	free(p->rank);
	free(p->order);
	free(p->crossed);
	free(p->seed);
	VEC_DONE(&p->edges);
	VEC_DONE(&p->arcs);
	p->rank = p->order = NULL;
	p->crossed = NULL;
	p->seed = NULL;
}

void place_edge_add(struct place *p, int a, int b, int weight)
{
	VEC_PUSH(&p->edges, ((struct place_edge){ .a = a, .b = b, .weight = weight, .len = 1 }));
}

void side_init(struct side *s, const struct place *p, bool down)
{
	int *fill = xcalloc((size_t)p->n + 1, sizeof(*fill));

	s->first = xcalloc((size_t)p->n + 2, sizeof(*s->first));
	s->node = xcalloc(p->edges.n + 1, sizeof(*s->node));
	s->weight = xcalloc(p->edges.n + 1, sizeof(*s->weight));
	s->len = xcalloc(p->edges.n + 1, sizeof(*s->len));
	s->port = xcalloc(p->edges.n + 1, sizeof(*s->port));
	s->far_port = xcalloc(p->edges.n + 1, sizeof(*s->far_port));
	for (size_t i = 0; i < p->edges.n; i++)
		s->first[(down ? p->edges.v[i].a : p->edges.v[i].b) + 1]++;
	for (int i = 0; i < p->n; i++)
		s->first[i + 1] += s->first[i];
	for (size_t i = 0; i < p->edges.n; i++) {
		const struct place_edge *e = &p->edges.v[i];
		int of = down ? e->a : e->b, at = s->first[of] + fill[of]++;

		s->node[at] = down ? e->b : e->a;
		s->weight[at] = e->weight;
		s->len[at] = e->len;
		s->port[at] = down ? e->pa : e->pb;
		s->far_port[at] = down ? e->pb : e->pa;
	}
	free(fill);
}

void side_done(struct side *s)
{
	free(s->first);
	free(s->node);
	free(s->weight);
	free(s->len);
	free(s->port);
	free(s->far_port);
}

long place_crossings(const struct place *p)
{
	struct place copy = *p;
	struct layers l;
	long total = 0;

	layers_init(&l, &copy);
	layers_arrange(&l);
	for (int r = 0; r + 1 < l.n_ranks; r++)
		total += layers_crossings(&l, r);
	layers_done(&l);
	return total;
}
