/* layout - one scope from its boxes to its lines: the steps in their order. */
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
	l->sequence = xcalloc(s->edges.n + 1, sizeof(*l->sequence));
	for (size_t i = 0; i < s->edges.n; i++)
		l->edges[i].label_item = -1;
}

/* --- seeds -------------------------------------------------------------------------------------------------------- */

void seeds_add(struct seeds *s, uint64_t key, int64_t at)
{
	VEC_PUSH(&s->list, ((struct picture_seed){ key, at }));
}

static int by_key(const void *a, const void *b)
{
	const struct picture_seed *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

void seeds_sort(struct seeds *s)
{
	if (s->list.n)
		qsort(s->list.v, s->list.n, sizeof(*s->list.v), by_key);
}

const struct picture_seed *seeds_find(const struct seeds *s, uint64_t key)
{
	const struct picture_seed want = { key, 0 };

	return s->list.n ? bsearch(&want, s->list.v, s->list.n, sizeof(*s->list.v), by_key) : NULL;
}


/* --- all ---------------------------------------------------------------------------------------------------------- */

void layout_run(struct layout *l, const struct placer *placer)
{
	size_t n;

	if (!l->flow->nodes.n)
		return;
	for (size_t i = 0; i < l->flow->nodes.n; i++) {
		l->nodes[i].least_lo = l->nodes[i].lo;
		l->nodes[i].least_hi = l->nodes[i].hi;
	}
	layout_cycles(l);
	layout_fans(l);
	layout_ranks(l);
	layout_order(l, placer);
	n = (size_t)l->n_levels + 1;
	l->level_len = xcalloc(n, sizeof(int));
	l->level_v = xcalloc(n, sizeof(int));
	l->chan_tracks = xcalloc(n, sizeof(int));
	l->chan_extra = xcalloc(n, sizeof(int));
	l->chan_v = xcalloc(n, sizeof(int));
	l->chan_stub = xcalloc(n, sizeof(int));
	layout_ports(l);
	layout_sweep(l);
	layout_straighten(l);
	layout_route(l);
	layout_rows(l);
}

void layout_done(struct layout *l)
{
	for (size_t i = 0; l->nodes && i < l->flow->nodes.n; i++) {
		for (int k = 0; k < 8; k++)
			VEC_DONE(&l->nodes[i].trunk[k]);
		for (int k = 0; k < 2; k++)
			VEC_DONE(&l->nodes[i].fan[k]);
	}
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
	free(l->sequence);
	free(l->level);
	free(l->level_len);
	free(l->level_v);
	free(l->chan_tracks);
	free(l->chan_extra);
	free(l->chan_v);
	free(l->chan_stub);
	VEC_DONE(&l->items);
	VEC_DONE(&l->links);
	VEC_DONE(&l->turns);
	VEC_DONE(&l->nets);
	VEC_DONE(&l->marks);
	memset(l, 0, sizeof(*l));
}
