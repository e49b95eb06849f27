/*
 * place_order - the order of nodes within their ranks. From several beginnings: barycentre sweeps with exchanges of neighbours, then whole
 * chains (place_improve.c). Where lines still cross, Graphviz is asked too, and its order is taken if it is better after the same
 * treatment. Where nodes stood before (seeds) is the first beginning: it stays unless another one has fewer crossings.
 */
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "graph/place_private.h"

#define SWEEPS 12
#define VARIANTS 24
#define SMALL 2000		/* nodes, up to which exchanges go on for longer */
#define SPREAD 64		/* ranks over which the places of what has one give a place to what has none */
#define LEAST_WORK 200000
#define NODE_WORK 600		/* what may be spent on an order, by its nodes */

struct orderer {
	struct layers l;
	long *key;			/* of each node, while sorting */
	int *slots;
	int *best;			/* the order with the fewest crossings so far, */
	long fewest;			/* which are so many; -1: none yet */
	long work;			/* what may still be spent */
};

/* Depth first from the top: children beside each other, in the order of the edges, the other way round, or by chance. */
static void first_order(struct orderer *o, int variant)
{
	int n = o->l.p->n, *stack = xcalloc((size_t)n + o->l.p->edges.n + 1, sizeof(*stack));
	int *fill = xcalloc((size_t)o->l.n_ranks + 1, sizeof(*fill));
	bool *seen = xcalloc((size_t)n + 1, sizeof(*seen));
	struct rng rng;

	rng_seed(&rng, (uint64_t)variant);
	for (int i = 0; i < n; i++) {
		int depth = 0;

		if (seen[i] || o->l.up.first[i] < o->l.up.first[i + 1])
			continue;
		stack[depth++] = i;
		while (depth) {
			int v = stack[--depth], r = o->l.p->rank[v];

			if (seen[v])
				continue;
			seen[v] = true;
			o->l.at[o->l.first[r] + fill[r]++] = v;
			for (int k = o->l.down.first[v + 1] - o->l.down.first[v]; k-- > 0;) {
				int e = variant == 1 ? o->l.down.first[v + 1] - 1 - k : o->l.down.first[v] + k;

				if (seen[o->l.down.node[e]])
					continue;
				stack[depth++] = o->l.down.node[e];
				if (variant > 1 && depth > 1 && rng_next(&rng) % 2) {
					int below = stack[depth - 2];

					stack[depth - 2] = stack[depth - 1];
					stack[depth - 1] = below;
				}
			}
		}
	}
	free(stack);
	free(fill);
	free(seen);
	layers_renumber(&o->l);
}

/* Mean position of the neighbours, in 1/4096; -1 for who has none. */
static void set_keys(struct orderer *o, int rank, const struct side *s)
{
	for (int k = o->l.first[rank]; k < o->l.first[rank + 1]; k++) {
		int v = o->l.at[k];
		long sum = 0, n = s->first[v + 1] - s->first[v];

		for (int e = s->first[v]; e < s->first[v + 1]; e++)
			sum += o->l.p->order[s->node[e]];
		o->key[v] = n ? sum * 4096 / n : -1;
	}
}

/* Who has no key stays where it is, the others are sorted over the places left; equal ones keep their order, or turn it round. */
static void sort_rank(struct orderer *o, int rank, bool turn)
{
	int *slots = o->slots, n = 0;

	for (int k = o->l.first[rank]; k < o->l.first[rank + 1]; k++)
		if (o->key[o->l.at[k]] >= 0)
			slots[n++] = k;
	for (int k = 1; k < n; k++) {
		int v = o->l.at[slots[k]], j = k;

		for (; j > 0 && (o->key[o->l.at[slots[j - 1]]] > o->key[v] || (turn && o->key[o->l.at[slots[j - 1]]] == o->key[v])); j--)
			o->l.at[slots[j]] = o->l.at[slots[j - 1]];
		o->l.at[slots[j]] = v;
	}
	for (int k = o->l.first[rank]; k < o->l.first[rank + 1]; k++)
		o->l.p->order[o->l.at[k]] = k - o->l.first[rank];
}

/* Crossings between the edges of u and of v on one side, u standing left of v. */
static long pair_crossings(const struct orderer *o, const struct side *s, int u, int v)
{
	long n = 0;

	for (int a = s->first[u]; a < s->first[u + 1]; a++)
		for (int b = s->first[v]; b < s->first[v + 1]; b++)
			n += o->l.p->order[s->node[a]] > o->l.p->order[s->node[b]];
	return n;
}

/* The same of arcs that end at u or v. */
static long pair_arcs(const struct orderer *o, int u, int v)
{
	const struct layers *l = &o->l;
	const int *order = l->p->order;
	int here = order[u] < order[v] ? order[u] : order[v];
	long n = 0;

	for (int i = l->arc_first[u]; i < l->arc_first[u + 1]; i++) {
		const struct place_arc *a = &l->p->arcs.v[l->arc[i]];
		int w = arc_other(a, u);

		n += w != v && order[w] > here ? l->stubs[a->below][v] : 0;
		for (int k = l->arc_first[v]; k < l->arc_first[v + 1]; k++) {
			const struct place_arc *b = &l->p->arcs.v[l->arc[k]];
			int x = arc_other(b, v);

			if (w == v || x == u || w == x || a->below != b->below)
				continue;
			if (order[w] > here ? order[x] < here || order[w] < order[x] : order[x] < here && order[w] < order[x])
				n++;
		}
	}
	for (int k = l->arc_first[v]; k < l->arc_first[v + 1]; k++) {
		const struct place_arc *b = &l->p->arcs.v[l->arc[k]];
		int x = arc_other(b, v);

		n += x != u && order[x] < here ? l->stubs[b->below][u] : 0;
	}
	return n;
}

static long pair_cost(const struct orderer *o, int u, int v)
{
	return pair_crossings(o, &o->l.up, u, v) + pair_crossings(o, &o->l.down, u, v) + pair_arcs(o, u, v);
}

static void transpose(struct orderer *o)
{
	bool better = true;

	for (int round = 0; round < (o->l.p->n < SMALL ? 10 : 4) && better; round++) {
		better = false;
		for (int r = 0; r < o->l.n_ranks; r++)
			for (int k = o->l.first[r]; k + 1 < o->l.first[r + 1]; k++) {
				int u = o->l.at[k], v = o->l.at[k + 1];
				long now = pair_cost(o, u, v);

				if (!now || now <= pair_cost(o, v, u))
					continue;
				o->l.at[k] = v;
				o->l.at[k + 1] = u;
				o->l.p->order[v]--;
				o->l.p->order[u]++;
				better = true;
			}
	}
}

static long work_for(const struct place *p)
{
	return LEAST_WORK > (long)p->n * NODE_WORK ? LEAST_WORK : (long)p->n * NODE_WORK;
}

static void keep(struct orderer *o, long crossings)
{
	if (o->fewest >= 0 && crossings >= o->fewest)
		return;
	o->fewest = crossings;
	memcpy(o->best, o->l.p->order, (size_t)o->l.p->n * sizeof(*o->best));
}

/* Sweeps from one beginning, then chains from the best that they found. */
static void sweeps(struct orderer *o, int variant)
{
	size_t size = (size_t)o->l.p->n * sizeof(int);
	int *good = xmalloc(size + 1);
	long fewest = -1, now;

	first_order(o, variant);
	for (int sweep = 0; sweep <= SWEEPS && fewest != 0; sweep++) {
		if (sweep > 0 && sweep % 2)
			for (int r = 1; r < o->l.n_ranks; r++) {
				set_keys(o, r, &o->l.up);
				sort_rank(o, r, sweep % 4 >= 2);
			}
		else if (sweep > 0)
			for (int r = o->l.n_ranks - 2; r >= 0; r--) {
				set_keys(o, r, &o->l.down);
				sort_rank(o, r, sweep % 4 >= 2);
			}
		transpose(o);
		now = layers_cost(&o->l, 0, o->l.n_ranks);
		if (fewest < 0 || now < fewest) {
			fewest = now;
			memcpy(good, o->l.p->order, size);
		}
	}
	memcpy(o->l.p->order, good, size);
	layers_arrange(&o->l);
	keep(o, place_improve(&o->l, &o->work));
	o->work -= 6L * SWEEPS * (o->l.p->n + (long)o->l.p->edges.n);
	free(good);
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

/* Orders without gaps, from 0: dot has nodes of its own between ours. */
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

static void ask_dot(struct orderer *o)
{
	long work = work_for(o->l.p);

	if (!place_order_dot(o->l.p))
		return;
	pack_orders(o->l.p);
	layers_arrange(&o->l);
	keep(o, place_improve(&o->l, &work));
}

/* --- from where they stood ---------------------------------------------------------------------------------------- */

struct seeded {
	long at;
	int node;
};

static int by_seed(const void *a, const void *b)
{
	const struct seeded *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->node < y->node ? -1 : x->node > y->node;
}

/* Who has no place yet takes the mean of its neighbours', as far as that spreads. */
static void spread_seeds(const struct layers *l, long *at)
{
	bool more = true;

	for (int round = 0; round < SPREAD && more; round++) {
		more = false;
		for (int v = 0; v < l->p->n; v++) {
			const struct side *sides[] = { &l->up, &l->down };
			long sum = 0, n = 0;

			for (int k = 0; at[v] == PLACE_ANYWHERE && k < 2; k++)
				for (int e = sides[k]->first[v]; e < sides[k]->first[v + 1]; e++)
					if (at[sides[k]->node[e]] != PLACE_ANYWHERE) {
						sum += at[sides[k]->node[e]];
						n++;
					}
			if (!n)
				continue;
			at[v] = sum / n;
			more = true;
		}
	}
}

static void from_seeds(struct orderer *o)
{
	struct layers *l = &o->l;
	struct seeded *list = xcalloc((size_t)l->p->n + 1, sizeof(*list));
	long *at = xcalloc((size_t)l->p->n + 1, sizeof(*at));
	int *fill = xcalloc((size_t)l->n_ranks + 1, sizeof(*fill));

	memcpy(at, l->p->seed, (size_t)l->p->n * sizeof(*at));
	spread_seeds(l, at);
	for (int v = 0; v < l->p->n; v++)
		list[l->first[l->p->rank[v]] + fill[l->p->rank[v]]++] = (struct seeded){ at[v], v };
	for (int r = 0; r < l->n_ranks; r++) {
		qsort(list + l->first[r], (size_t)(l->first[r + 1] - l->first[r]), sizeof(*list), by_seed);
		for (int k = l->first[r]; k < l->first[r + 1]; k++)
			l->at[k] = list[k].node;
	}
	layers_renumber(l);
	keep(o, place_improve(l, &o->work));
	free(list);
	free(at);
	free(fill);
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

static void orderer_init(struct orderer *o, struct place *p, long work)
{
	memset(o, 0, sizeof(*o));
	o->fewest = -1;
	o->work = work;
	layers_init(&o->l, p);
	o->best = xcalloc((size_t)p->n + 1, sizeof(*o->best));
	o->key = xcalloc((size_t)p->n + 1, sizeof(*o->key));
	o->slots = xcalloc((size_t)p->n + 1, sizeof(*o->slots));
}

static long orderer_done(struct orderer *o)
{
	memcpy(o->l.p->order, o->best, (size_t)o->l.p->n * sizeof(*o->best));
	layers_arrange(&o->l);
	layers_crossed(&o->l, o->l.p->crossed);
	layers_done(&o->l);
	free(o->best);
	free(o->key);
	free(o->slots);
	return o->fewest < 0 ? 0 : o->fewest;
}

long place_order(struct place *p, const struct placer *placer)
{
	struct orderer o;

	orderer_init(&o, p, work_for(p));
	if (p->seed && p->n > 0)
		from_seeds(&o);
	for (int variant = 0; p->n > 0 && o.fewest != 0 && variant < VARIANTS && (variant < 2 || o.work > 0); variant++)
		sweeps(&o, variant);
	if (placer->dot && o.fewest > 0 && p->n <= placer->max_items)
		ask_dot(&o);
	return orderer_done(&o);
}

long place_order_again(struct place *p, long *work)
{
	struct orderer o;

	orderer_init(&o, p, *work);
	if (p->seed && p->n > 0)
		from_seeds(&o);
	for (int variant = 0; p->n > 0 && o.fewest != 0 && variant < VARIANTS && o.work > 0; variant++)
		sweeps(&o, variant);
	*work = o.work;
	return orderer_done(&o);
}
