/*
 * place_improve - fewer crossings: a chain of nodes, one on each of some ranks, is taken out of its ranks and put back at the places that
 * make the fewest crossings. These are found exactly, rank by rank from the top: for each place on a rank, what the chain costs at
 * least up to there. So a long line, a trunk that many lines share, or a whole column of boxes moves past others in one step, where
 * exchanging neighbours would first have to make things worse.
 */
#include <stdlib.h>
#include <string.h>

#include "graph/place_private.h"

#define ROUNDS 8
#define REACH 40		/* places to either side, where a rank is long */
#define ONE 65536		/* a crossing, in units of the cost; less than it says which of equals is taken */

struct chain_rank {
	int n;			/* nodes that stay on this rank */
	int now;		/* where the chain's node stands: behind so many of them */
	int lo, hi;		/* places looked at */
	long *cost;		/* of the way from the top to each place, at least */
	int *from;		/* the place on the rank before */
};

struct improver {
	struct layers *l;
	bool *out;		/* nodes of the chain */
	bool *crossed;		/* see layers_crossed() */
	int *pos;		/* of those that stay: place among them */
	long *row;		/* crossings of one piece of the chain, by its lower place */
	struct chain_rank *ranks;
	size_t room;
	int *chain, n, *places;
	long cost;		/* of the whole order */
	long *work;
};

/* --- costs -------------------------------------------------------------------------------------------------------- */

static int rest_at(const struct improver *im, int rank, int *list)
{
	int n = 0;

	for (int k = im->l->first[rank]; k < im->l->first[rank + 1]; k++)
		if (!im->out[im->l->at[k]])
			list[n++] = im->l->at[k];
	return n;
}

static void number_rest(struct improver *im, int rank)
{
	int n = 0;

	for (int k = im->l->first[rank]; k < im->l->first[rank + 1]; k++)
		if (!im->out[im->l->at[k]])
			im->pos[im->l->at[k]] = n++;
}

/* The chain's node at each place of its rank, with one edge to a node that stays on the next rank (side: which). */
static void add_edge_cost(struct improver *im, struct chain_rank *cr, int rank, const struct side *side, int fixed)
{
	int before = im->pos[fixed], place = 0;
	long cost = 0;

	/* At place 0 everything that ends left of the fixed node is crossed. */
	for (int k = im->l->first[rank]; k < im->l->first[rank + 1]; k++) {
		int v = im->l->at[k];

		for (int e = side->first[v]; !im->out[v] && e < side->first[v + 1]; e++)
			cost += !im->out[side->node[e]] && im->pos[side->node[e]] < before;
	}
	for (int k = im->l->first[rank]; k < im->l->first[rank + 1]; k++) {
		int v = im->l->at[k];

		if (im->out[v])
			continue;
		if (place >= cr->lo && place <= cr->hi)
			cr->cost[place - cr->lo] += cost * ONE;
		place++;
		for (int e = side->first[v]; e < side->first[v + 1]; e++)
			if (!im->out[side->node[e]])
				cost += (im->pos[side->node[e]] > before) - (im->pos[side->node[e]] < before);
	}
	if (place >= cr->lo && place <= cr->hi)
		cr->cost[place - cr->lo] += cost * ONE;
	*im->work -= cr->n + 8;
}

/* Edges of the chain's node that do not belong to the chain. */
static void add_edges_cost(struct improver *im, struct chain_rank *cr, int v)
{
	const struct side *sides[] = { &im->l->up, &im->l->down };

	for (int k = 0; k < 2; k++)
		for (int e = sides[k]->first[v]; e < sides[k]->first[v + 1]; e++)
			if (!im->out[sides[k]->node[e]])
				add_edge_cost(im, cr, im->l->p->rank[v], sides[k], sides[k]->node[e]);
}

/* The node's lines under arcs that stay. */
static void add_arcs_over(struct improver *im, struct chain_rank *cr, int v)
{
	const struct layers *l = im->l;
	int rank = l->p->rank[v];

	for (int k = l->rank_arc_first[rank]; k < l->rank_arc_first[rank + 1]; k++) {
		const struct place_arc *a = &l->p->arcs.v[l->rank_arc[k]];
		int x = im->pos[a->a], y = im->pos[a->b], lo = x < y ? x : y, hi = x < y ? y : x;

		if (a->a == v || a->b == v)
			continue;
		for (int g = cr->lo > lo ? cr->lo : lo + 1; g <= cr->hi && g <= hi; g++)
			cr->cost[g - cr->lo] += (long)l->stubs[a->below][v] * ONE;
	}
}

/* An arc from the node at place g to the one that is the w-th of those that stay: does that one cross it? */
static bool crosses_arc(const struct improver *im, const struct place_arc *other, int g, int w)
{
	int x = im->pos[other->a], y = im->pos[other->b], lo = x < y ? x : y, hi = x < y ? y : x;

	/* From g to w, without w: places from .. to - 1, or behind w up to g - 1. */
	if (x == w || y == w)
		return false;
	if (g <= w)
		return (lo >= g && lo < w) != (hi >= g && hi < w);
	return (lo > w && lo < g) != (hi > w && hi < g);
}

/* Arcs of the node: over the lines of those between, and across other arcs. */
static void add_arcs_cost(struct improver *im, struct chain_rank *cr, int v, int *rest)
{
	const struct layers *l = im->l;
	int rank = l->p->rank[v], n = rest_at(im, rank, rest);

	for (int k = l->arc_first[v]; k < l->arc_first[v + 1]; k++) {
		const struct place_arc *a = &l->p->arcs.v[l->arc[k]];
		int w = im->pos[arc_other(a, v)];
		long sum = 0;

		for (int g = w; g >= 0; g--) {
			sum += g < w ? l->stubs[a->below][rest[g]] : 0;
			if (g >= cr->lo && g <= cr->hi)
				cr->cost[g - cr->lo] += sum * ONE;
		}
		sum = 0;
		for (int g = w + 1; g <= n; g++) {
			sum += g > w + 1 ? l->stubs[a->below][rest[g - 1]] : 0;
			if (g >= cr->lo && g <= cr->hi)
				cr->cost[g - cr->lo] += sum * ONE;
		}
		for (int i = l->rank_arc_first[rank]; i < l->rank_arc_first[rank + 1]; i++) {
			const struct place_arc *other = &l->p->arcs.v[l->rank_arc[i]];

			for (int g = cr->lo; other->below == a->below && other->a != v && other->b != v && g <= cr->hi; g++)
				cr->cost[g - cr->lo] += crosses_arc(im, other, g, w) ? ONE : 0;
		}
	}
	*im->work -= n;
}

#define FAR 1000000
#define PORTS 16

/* What stands on one side of a node with several ports: a neighbour's place, and the port that its line comes to. */
struct comer {
	int at, port;
};

static int list_comers(const struct improver *im, int box, bool below, int without, struct comer *list, int max)
{
	const struct layers *l = im->l;
	const struct side *s = below ? &l->down : &l->up;
	int n = 0;

	for (int e = s->first[box]; e < s->first[box + 1] && n < max; e++)
		if (s->node[e] != without)
			list[n++] = (struct comer){ im->pos[s->node[e]], s->port[e] % PORTS };
	for (int k = l->arc_first[box]; k < l->arc_first[box + 1] && n < max; k++) {
		const struct place_arc *a = &l->p->arcs.v[l->arc[k]];

		if (a->below == below && a->a == box)
			list[n++] = (struct comer){ l->p->order[a->b] < l->p->order[box] ? -FAR : FAR, a->port % PORTS };
	}
	return n;
}

/* The line from the chain's node comes to a port of box, beside lines to other ports: each port's must stand together. */
static void add_port_cost(struct improver *im, struct chain_rank *cr, int v, int box, bool below, int port)
{
	struct comer list[64];
	int n = list_comers(im, box, below, v, list, 64);

	for (int q = 0; q < PORTS; q++) {
		long left = 0, right = 0;
		bool any = false;

		for (int i = 0; i < n; i++)
			for (int k = 0; q != port && list[i].port == q && k < n; k++)
				if (list[k].port == port) {
					left += list[k].at < list[i].at;
					right += list[k].at > list[i].at;
				}
		for (int i = 0; i < n; i++)
			any |= q != port && list[i].port == q;
		for (int g = cr->lo; any && g <= cr->hi; g++) {
			long l = left, r = right;

			for (int i = 0; i < n; i++)
				if (list[i].port == q) {
					l += g <= list[i].at;
					r += g > list[i].at;
				}
			cr->cost[g - cr->lo] += (l < r ? l : r) * ONE;
		}
	}
	*im->work -= n * (cr->hi - cr->lo + 1);
}

static void add_ports_cost(struct improver *im, struct chain_rank *cr, int v)
{
	const struct side *sides[] = { &im->l->up, &im->l->down };

	for (int below = 0; below < 2; below++)
		for (int e = sides[below]->first[v]; e < sides[below]->first[v + 1]; e++) {
			int box = sides[below]->node[e];

			if (im->l->many[!below][box])
				add_port_cost(im, cr, v, box, !below, sides[below]->far_port[e] % PORTS);
		}
}

/* What does not depend on where the chain's other nodes are. */
static void add_node_cost(struct improver *im, int k, int *rest)
{
	struct chain_rank *cr = &im->ranks[k];
	int v = im->chain[k];

	for (int g = cr->lo; g <= cr->hi; g++)
		cr->cost[g - cr->lo] += labs((long)g - cr->now);
	add_edges_cost(im, cr, v);
	add_arcs_over(im, cr, v);
	add_arcs_cost(im, cr, v, rest);
	add_ports_cost(im, cr, v);
}

/* Side edges of the chain's nodes a (down) and b (up) in the same gap between ranks, where they stand at places i and j. */
static long side_pairs(const struct improver *im, int a, int i, int b, int j)
{
	const struct side *down = &im->l->down, *up = &im->l->up;
	long n = 0;

	for (int e = down->first[a]; e < down->first[a + 1]; e++)
		for (int f = up->first[b]; f < up->first[b + 1]; f++) {
			int y = down->node[e], x = up->node[f];

			if (!im->out[y] && !im->out[x])
				n += im->pos[x] < i ? j > im->pos[y] : j <= im->pos[y];
		}
	return n;
}

static bool has_side_pairs(const struct improver *im, int a, int b)
{
	const struct side *down = &im->l->down, *up = &im->l->up;

	return down->first[a + 1] - down->first[a] > 1 && up->first[b + 1] - up->first[b] > 1;
}

/* row[j]: edges that stay and cross the piece from place 0 above to place j below. */
static void first_row(struct improver *im, const struct chain_rank *below, int rank)
{
	const struct side *up = &im->l->up;
	long n = 0;
	int place = 0;

	for (int k = im->l->first[rank + 1]; k < im->l->first[rank + 2]; k++) {
		int v = im->l->at[k];

		if (im->out[v])
			continue;
		if (place >= below->lo && place <= below->hi)
			im->row[place - below->lo] = n;
		place++;
		for (int e = up->first[v]; e < up->first[v + 1]; e++)
			n += !im->out[up->node[e]];
	}
	if (place <= below->hi)
		im->row[place - below->lo] = n;
}

/* The upper end moves behind v. */
static void next_row(struct improver *im, const struct chain_rank *below, int v)
{
	const struct side *down = &im->l->down;

	for (int e = down->first[v]; e < down->first[v + 1]; e++) {
		int y = down->node[e];

		if (im->out[y])
			continue;
		for (int j = below->lo; j <= below->hi; j++)
			im->row[j - below->lo] += j <= im->pos[y] ? 1 : -1;
		*im->work -= below->hi - below->lo + 1;
	}
}

/* From the k-th rank of the chain to the next: the best way to each place there. Adds to *now what the chain costs where it stands. */
static void add_piece(struct improver *im, int k, int *rest, long *now)
{
	struct chain_rank *above = &im->ranks[k], *below = &im->ranks[k + 1];
	int rank = im->l->p->rank[im->chain[k]], n = rest_at(im, rank, rest);
	bool pairs = has_side_pairs(im, im->chain[k], im->chain[k + 1]);

	for (int j = 0; j <= below->hi - below->lo; j++)
		below->cost[j] = -1;
	first_row(im, below, rank);
	for (int i = 0; i <= above->hi; i++) {
		for (int j = below->lo; i >= above->lo && j <= below->hi; j++) {
			long piece = im->row[j - below->lo], cost;

			if (pairs)
				piece += side_pairs(im, im->chain[k], i, im->chain[k + 1], j);
			if (i == above->now && j == below->now)
				*now += piece * ONE;
			cost = above->cost[i - above->lo] + piece * ONE;
			if (below->cost[j - below->lo] < 0 || cost < below->cost[j - below->lo]) {
				below->cost[j - below->lo] = cost;
				below->from[j - below->lo] = i;
			}
		}
		if (i < n)
			next_row(im, below, rest[i]);
	}
	*im->work -= (above->hi - above->lo + 1) * (below->hi - below->lo + 1);
}

/* --- one chain ---------------------------------------------------------------------------------------------------- */

static void set_rank(struct improver *im, int k)
{
	struct chain_rank *cr = &im->ranks[k];
	int v = im->chain[k], rank = im->l->p->rank[v];

	cr->n = im->l->first[rank + 1] - im->l->first[rank] - 1;
	cr->now = im->l->p->order[v];
	cr->lo = cr->now > REACH ? cr->now - REACH : 0;
	cr->hi = cr->now + REACH < cr->n ? cr->now + REACH : cr->n;
	memset(cr->cost, 0, (size_t)(cr->hi - cr->lo + 1) * sizeof(*cr->cost));
}

static void put_back(struct improver *im, int k, int place)
{
	int v = im->chain[k], rank = im->l->p->rank[v], *at = im->l->at + im->l->first[rank];
	int now = im->l->p->order[v], n = im->l->first[rank + 1] - im->l->first[rank];

	if (place > now)
		memmove(at + now, at + now + 1, (size_t)(place - now) * sizeof(*at));
	else
		memmove(at + place + 1, at + place, (size_t)(now - place) * sizeof(*at));
	at[place] = v;
	for (int i = 0; i < n; i++)
		im->l->p->order[at[i]] = i;
}

/* The best place on the last rank; *now is what the chain costs where it stands. */
static int find_places(struct improver *im, long *now)
{
	int last = im->n - 1, top = im->l->p->rank[im->chain[0]], *rest = im->pos + im->l->p->n, place;
	const struct chain_rank *end = &im->ranks[last];

	*now = 0;
	for (int k = 0; k < im->n; k++)
		im->out[im->chain[k]] = true;
	for (int r = top ? top - 1 : 0; r <= top + im->n && r < im->l->n_ranks; r++)
		number_rest(im, r);
	for (int k = 0; k < im->n; k++) {
		struct chain_rank *cr = &im->ranks[k];
		long before;

		set_rank(im, k);
		if (k)
			add_piece(im, k - 1, rest, now);
		before = cr->cost[cr->now - cr->lo];
		add_node_cost(im, k, rest);
		*now += cr->cost[cr->now - cr->lo] - before;
	}
	for (int k = 0; k < im->n; k++)
		im->out[im->chain[k]] = false;
	place = end->now;
	for (int g = end->lo; g <= end->hi; g++)
		if (end->cost[g - end->lo] < end->cost[place - end->lo])
			place = g;
	return place;
}

/* The chain to its new places, rank by rank from the last; they are left where it stood before. */
static void exchange_places(struct improver *im, int *places)
{
	for (int k = im->n - 1; k >= 0; k--) {
		int was = im->l->p->order[im->chain[k]];

		put_back(im, k, places[k]);
		places[k] = was;
	}
}

/* How many crossings fewer. What the places promised is checked, for where ports are mixed they only guess. */
static long move_chain(struct improver *im)
{
	int top = im->l->p->rank[im->chain[0]], place;
	long now, promised, gain;
	bool any = false;

	for (int k = 0; k < im->n; k++)
		any |= im->crossed[im->chain[k]];
	if (!any)
		return 0;
	place = find_places(im, &now);

	promised = (now - im->ranks[im->n - 1].cost[place - im->ranks[im->n - 1].lo]) / ONE;
	if (promised <= 0)
		return 0;
	for (int k = im->n - 1; k >= 0; k--) {
		im->places[k] = place;
		place = k ? im->ranks[k].from[place - im->ranks[k].lo] : 0;
	}
	gain = layers_cost(im->l, top - 1, top + im->n);
	exchange_places(im, im->places);
	gain -= layers_cost(im->l, top - 1, top + im->n);
	*im->work -= 20L * im->n;
	if (gain <= 0) {
		exchange_places(im, im->places);
		return 0;
	}
	im->cost -= gain;
	layers_crossed(im->l, im->crossed);
	*im->work -= im->l->p->n;
	return gain;
}

/* --- which chains ------------------------------------------------------------------------------------------------- */

/* The neighbour on that side by the heaviest edge; -1: none. */
static int heaviest(const struct side *s, int v)
{
	int best = -1, weight = -1;

	for (int e = s->first[v]; e < s->first[v + 1]; e++)
		if (s->weight[e] > weight) {
			weight = s->weight[e];
			best = s->node[e];
		}
	return best;
}

/* The node below v in its chain; thin chains end where lines meet or part. */
static int below_in_chain(const struct layers *l, int v, bool thin)
{
	int next = heaviest(&l->down, v);

	if (next < 0 || heaviest(&l->up, next) != v)
		return -1;
	if (thin && (l->down.first[v + 1] - l->down.first[v] > 1 || l->up.first[next + 1] - l->up.first[next] > 1))
		return -1;
	return next;
}

static int above_in_chain(const struct layers *l, int v, bool thin)
{
	int above = heaviest(&l->up, v);

	return above >= 0 && below_in_chain(l, above, thin) == v ? above : -1;
}

static long move_chains(struct improver *im, bool thin)
{
	long gain = 0;

	for (int v = 0; v < im->l->p->n && *im->work > 0; v++) {
		if (above_in_chain(im->l, v, thin) >= 0)
			continue;
		im->n = 0;
		for (int at = v; at >= 0; at = below_in_chain(im->l, at, thin))
			im->chain[im->n++] = at;
		gain += move_chain(im);
	}
	return gain;
}

static long move_nodes(struct improver *im)
{
	long gain = 0;

	for (int v = 0; v < im->l->p->n && *im->work > 0; v++) {
		im->chain[0] = v;
		im->n = 1;
		gain += move_chain(im);
	}
	return gain;
}

static void improver_init(struct improver *im, struct layers *l, long *work)
{
	size_t n = (size_t)l->p->n + 1, ranks = (size_t)l->n_ranks + 1;

	memset(im, 0, sizeof(*im));
	im->l = l;
	im->work = work;
	im->room = 2 * REACH + 2;
	im->out = xcalloc(n, sizeof(*im->out));
	im->crossed = xcalloc(n, sizeof(*im->crossed));
	im->pos = xcalloc(2 * n, sizeof(*im->pos));
	im->chain = xcalloc(n, sizeof(*im->chain));
	im->places = xcalloc(ranks, sizeof(*im->places));
	im->row = xcalloc(im->room, sizeof(*im->row));
	im->ranks = xcalloc(ranks, sizeof(*im->ranks));
	for (size_t r = 0; r < ranks; r++) {
		im->ranks[r].cost = xcalloc(im->room, sizeof(long));
		im->ranks[r].from = xcalloc(im->room, sizeof(int));
	}
}

static void improver_done(struct improver *im)
{
	for (int r = 0; r < im->l->n_ranks + 1; r++) {
		free(im->ranks[r].cost);
		free(im->ranks[r].from);
	}
	free(im->ranks);
	free(im->out);
	free(im->crossed);
	free(im->pos);
	free(im->chain);
	free(im->places);
	free(im->row);
}

long place_improve(struct layers *l, long *work)
{
	struct improver im;
	long gain = 1, cost = layers_cost(l, 0, l->n_ranks);

	if (!cost)
		return 0;
	improver_init(&im, l, work);
	im.cost = cost;
	layers_crossed(l, im.crossed);
	for (int round = 0; round < ROUNDS && gain > 0 && im.cost > 0 && *work > 0; round++) {
		gain = move_chains(&im, true);
		gain += move_chains(&im, false);
		gain += move_nodes(&im);
	}
	cost = im.cost;
	improver_done(&im);
	return cost;
}
