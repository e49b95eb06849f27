/*
 * place_own - ranks by longest path and then each box towards its heavier side; order by barycentre sweeps with transpositions.
 * Used beside Graphviz (the better order wins), and alone where Graphviz is not asked, fails or is late, or the scope is large.
 */
#include "graph/place.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

#define SWEEPS 12
#define BALANCES 8
#define WORK 12000		/* nodes and edges, over all beginnings */
#define VARIANTS 24
#define SMALL 2000		/* nodes, up to which exchanges go on for longer */

/* Neighbours of each node on one side, as one array cut by first[]. */
struct side {
	int *first, *node, *weight;
};

static void side_init(struct side *s, const struct place *p, bool down)
{
	int *fill = xcalloc((size_t)p->n + 1, sizeof(*fill));

	s->first = xcalloc((size_t)p->n + 2, sizeof(*s->first));
	s->node = xcalloc(p->edges.n + 1, sizeof(*s->node));
	s->weight = xcalloc(p->edges.n + 1, sizeof(*s->weight));
	for (size_t i = 0; i < p->edges.n; i++)
		s->first[(down ? p->edges.v[i].a : p->edges.v[i].b) + 1]++;
	for (int i = 0; i < p->n; i++)
		s->first[i + 1] += s->first[i];
	for (size_t i = 0; i < p->edges.n; i++) {
		const struct place_edge *e = &p->edges.v[i];
		int of = down ? e->a : e->b, at = s->first[of] + fill[of]++;

		s->node[at] = down ? e->b : e->a;
		s->weight[at] = e->weight;
	}
	free(fill);
}

static void side_done(struct side *s)
{
	free(s->first);
	free(s->node);
	free(s->weight);
}

/* --- ranks -------------------------------------------------------------------------------------------------------- */

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

			if (p->rank[to] < p->rank[todo[k]] + 1)
				p->rank[to] = p->rank[todo[k]] + 1;
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
		if (p->rank[up->node[e]] + 1 > lo)
			lo = p->rank[up->node[e]] + 1;
	}
	for (int e = down->first[i]; e < down->first[i + 1]; e++) {
		slope -= down->weight[e];
		if (p->rank[down->node[e]] - 1 < hi)
			hi = p->rank[down->node[e]] - 1;
	}
	to = slope > 0 ? lo : slope < 0 ? hi : p->rank[i];
	if (to == p->rank[i] || lo > hi)
		return false;
	p->rank[i] = to;
	return true;
}

void place_rank_own(struct place *p)
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

/* --- order -------------------------------------------------------------------------------------------------------- */

struct orderer {
	struct place *p;
	struct side down, up;
	int n_ranks, *first, *at;	/* at[first[r] + k] is the k-th node of rank r */
	long *key;			/* of each node, while sorting */
	int *slots;
};

static void renumber(struct orderer *o)
{
	for (int r = 0; r < o->n_ranks; r++)
		for (int k = o->first[r]; k < o->first[r + 1]; k++)
			o->p->order[o->at[k]] = k - o->first[r];
}

/* Depth first from the top: children beside each other, in the order of the edges, the other way round, or by chance. */
static void first_order(struct orderer *o, int variant)
{
	int n = o->p->n, *stack = xcalloc((size_t)n + o->p->edges.n + 1, sizeof(*stack));
	int *fill = xcalloc((size_t)o->n_ranks + 1, sizeof(*fill));
	bool *seen = xcalloc((size_t)n + 1, sizeof(*seen));
	struct rng rng;

	rng_seed(&rng, (uint64_t)variant);
	for (int i = 0; i < n; i++) {
		int depth = 0;

		if (seen[i] || o->up.first[i] < o->up.first[i + 1])
			continue;
		stack[depth++] = i;
		while (depth) {
			int v = stack[--depth], r = o->p->rank[v];

			if (seen[v])
				continue;
			seen[v] = true;
			o->at[o->first[r] + fill[r]++] = v;
			for (int k = o->down.first[v + 1] - o->down.first[v]; k-- > 0;) {
				int e = variant == 1 ? o->down.first[v + 1] - 1 - k : o->down.first[v] + k;

				if (seen[o->down.node[e]])
					continue;
				stack[depth++] = o->down.node[e];
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
	renumber(o);
}

/* Mean position of the neighbours, in 1/4096; -1 for who has none. */
static void set_keys(struct orderer *o, int rank, const struct side *s)
{
	for (int k = o->first[rank]; k < o->first[rank + 1]; k++) {
		int v = o->at[k];
		long sum = 0, n = s->first[v + 1] - s->first[v];

		for (int e = s->first[v]; e < s->first[v + 1]; e++)
			sum += o->p->order[s->node[e]];
		o->key[v] = n ? sum * 4096 / n : -1;
	}
}

/* Who has no key stays where it is, the others are sorted over the places left; equal ones keep their order, or turn it round. */
static void sort_rank(struct orderer *o, int rank, bool turn)
{
	int *slots = o->slots, n = 0;

	for (int k = o->first[rank]; k < o->first[rank + 1]; k++)
		if (o->key[o->at[k]] >= 0)
			slots[n++] = k;
	for (int k = 1; k < n; k++) {
		int v = o->at[slots[k]], j = k;

		for (; j > 0 && (o->key[o->at[slots[j - 1]]] > o->key[v] || (turn && o->key[o->at[slots[j - 1]]] == o->key[v])); j--)
			o->at[slots[j]] = o->at[slots[j - 1]];
		o->at[slots[j]] = v;
	}
	for (int k = o->first[rank]; k < o->first[rank + 1]; k++)
		o->p->order[o->at[k]] = k - o->first[rank];
}

/* Crossings between the edges of u and of v on one side, u standing left of v. */
static long pair_crossings(const struct orderer *o, const struct side *s, int u, int v)
{
	long n = 0;

	for (int a = s->first[u]; a < s->first[u + 1]; a++)
		for (int b = s->first[v]; b < s->first[v + 1]; b++)
			n += o->p->order[s->node[a]] > o->p->order[s->node[b]];
	return n;
}

static void transpose(struct orderer *o)
{
	bool better = true;

	for (int round = 0; round < (o->p->n < SMALL ? 10 : 4) && better; round++) {
		better = false;
		for (int r = 0; r < o->n_ranks; r++)
			for (int k = o->first[r]; k + 1 < o->first[r + 1]; k++) {
				int u = o->at[k], v = o->at[k + 1];
				long now = pair_crossings(o, &o->up, u, v) + pair_crossings(o, &o->down, u, v);

				if (!now || now <= pair_crossings(o, &o->up, v, u) + pair_crossings(o, &o->down, v, u))
					continue;
				o->at[k] = v;
				o->at[k + 1] = u;
				o->p->order[v]--;
				o->p->order[u]++;
				better = true;
			}
	}
}

/* Sweeps from one first order; keeps the best in best[]. */
static void sweeps(struct orderer *o, int variant, long *fewest, int *best)
{
	first_order(o, variant);
	for (int sweep = 0; sweep <= SWEEPS && *fewest != 0; sweep++) {
		long now;

		if (sweep > 0 && sweep % 2)
			for (int r = 1; r < o->n_ranks; r++) {
				set_keys(o, r, &o->up);
				sort_rank(o, r, sweep % 4 >= 2);
			}
		else if (sweep > 0)
			for (int r = o->n_ranks - 2; r >= 0; r--) {
				set_keys(o, r, &o->down);
				sort_rank(o, r, sweep % 4 >= 2);
			}
		transpose(o);
		now = place_crossings(o->p);
		if (*fewest < 0 || now < *fewest) {
			*fewest = now;
			memcpy(best, o->p->order, (size_t)o->p->n * sizeof(*best));
		}
	}
}

/* As many beginnings as a few milliseconds allow. */
static int variants(const struct place *p)
{
	int n = WORK / (p->n + (int)p->edges.n + 1);

	return n < 2 ? 2 : n > VARIANTS ? VARIANTS : n;
}

void place_order_own(struct place *p)
{
	struct orderer o = { .p = p };
	int *best = xcalloc((size_t)p->n + 1, sizeof(*best));
	long fewest = -1;

	for (int i = 0; i < p->n; i++)
		if (p->rank[i] >= o.n_ranks)
			o.n_ranks = p->rank[i] + 1;
	side_init(&o.down, p, true);
	side_init(&o.up, p, false);
	o.first = xcalloc((size_t)o.n_ranks + 2, sizeof(*o.first));
	o.at = xcalloc((size_t)p->n + 1, sizeof(*o.at));
	o.key = xcalloc((size_t)p->n + 1, sizeof(*o.key));
	o.slots = xcalloc((size_t)p->n + 1, sizeof(*o.slots));
	for (int i = 0; i < p->n; i++)
		o.first[p->rank[i] + 1]++;
	for (int r = 0; r < o.n_ranks; r++)
		o.first[r + 1] += o.first[r];
	for (int variant = 0; variant < (p->n > 0 ? variants(p) : 0); variant++)
		sweeps(&o, variant, &fewest, best);
	memcpy(p->order, best, (size_t)p->n * sizeof(*best));
	side_done(&o.down);
	side_done(&o.up);
	free(o.first);
	free(o.at);
	free(o.key);
	free(o.slots);
	free(best);
}
