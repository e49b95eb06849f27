/*
 * sweep - the place of every item across the flow. Minimises the weighted length of lines across, in whole cells, with the order given:
 * a level alone is solved exactly (each item wishes to stand at the weighted median of its neighbours; items that push each other
 * are pooled and share one wish), sweeps go down and up over the levels, and at last groups of items that hang together by straight
 * lines move as one where that makes more lines straight.
 */
#include "graph/layout.h"

#include <stdlib.h>
#include <string.h>

#define PAIRS 8			/* of sweeps down and up */
#define BOTH 8			/* rounds that look at both sides */
#define GROUP_ROUNDS 6
#define BEND_COST 14		/* of a line that is not straight, beside its length */
#define TRIES 24		/* places to try for a group */

struct end {			/* a link seen from one of its items */
	int other;
	int shift;		/* where this item must stand, from the other's u, for a straight line */
	int weight;
};

struct ends {
	int *first;
	struct end *list;
};

struct wish {
	int at, weight;
};

struct sweep {
	struct layout *l;
	struct ends up, down;	/* by item: links to the level before, to the level behind */
	int *sep;		/* by item: least distance from the first item of its level */
	struct wish *wishes, *spare;
};

/* --- distances ---------------------------------------------------------------------------------------------------- */

static int gap(const struct metrics *mx, const struct item *a, const struct item *b)
{
	if (a->kind == ITEM_BOX && b->kind == ITEM_BOX)
		return mx->gap_box;
	if (a->kind == ITEM_BOX || b->kind == ITEM_BOX)
		return mx->gap_box_line;
	return a->kind == ITEM_LABEL ? mx->gap_text : mx->gap_line;
}

static void set_distances(struct sweep *s)
{
	struct layout *l = s->l;

	for (int lv = 0; lv < l->n_levels; lv++)
		for (size_t k = 1; k < l->level[lv].n; k++) {
			const struct item *a = &l->items.v[l->level[lv].v[k - 1]], *b = &l->items.v[l->level[lv].v[k]];

			s->sep[l->level[lv].v[k]] = s->sep[l->level[lv].v[k - 1]] + a->hi + b->lo + gap(l->mx, a, b);
		}
}

static int port_off(const struct layout *l, int item, enum port port)
{
	return pin_u(l, item, port) - l->items.v[item].u;
}

static void ends_init(struct ends *es, const struct layout *l, bool down)
{
	int n = (int)l->items.n, *fill = xcalloc((size_t)n + 1, sizeof(*fill));

	es->first = xcalloc((size_t)n + 2, sizeof(*es->first));
	es->list = xcalloc(l->links.n + 1, sizeof(*es->list));
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < l->links.n; i++) {
			const struct link *k = &l->links.v[i];
			int shift = port_off(l, k->a, k->pa) - port_off(l, k->b, k->pb), of = down ? k->a : k->b;

			if (l->items.v[k->a].kind == ITEM_TURN || l->items.v[k->b].kind == ITEM_TURN)
				continue;
			if (pass == 0)
				es->first[of + 1]++;
			else
				es->list[es->first[of] + fill[of]++] = (struct end){ down ? k->b : k->a, down ? -shift : shift, k->weight };
		}
		for (int i = 0; pass == 0 && i < n; i++)
			es->first[i + 1] += es->first[i];
	}
	free(fill);
}

static void ends_done(struct ends *es)
{
	free(es->first);
	free(es->list);
}

/* --- one level ---------------------------------------------------------------------------------------------------- */

struct pool {
	int first, n, wish, n_wishes, at;	/* items of the level, their wishes, the common place (without distances) */
};

static int by_place(const void *a, const void *b)
{
	const struct wish *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static int median(const struct wish *w, int n)
{
	long half = 0, sum = 0;

	for (int i = 0; i < n; i++)
		half += w[i].weight;
	for (int i = 0; i < n; i++) {
		sum += w[i].weight;
		if (2 * sum >= half)
			return w[i].at;
	}
	return n ? w[n - 1].at : 0;
}

/* Wishes of both are sorted and stand one behind the other. */
static void merge_pools(struct sweep *s, struct pool *a, const struct pool *b)
{
	struct wish *w = s->wishes + a->wish;
	int i = 0, j = a->n_wishes, n = a->n_wishes + b->n_wishes, k = 0;

	while (i < a->n_wishes || j < n)
		s->spare[k++] = j == n || (i < a->n_wishes && w[i].at <= w[j].at) ? w[i++] : w[j++];
	memcpy(w, s->spare, (size_t)n * sizeof(*w));
	a->n += b->n;
	a->n_wishes = n;
	a->at = median(w, n);
}

static int collect_wishes(struct sweep *s, int item, int at, bool use_up, bool use_down)
{
	int n = at;

	for (int side = 0; side < 2; side++) {
		const struct ends *es = side ? &s->down : &s->up;

		if (side ? !use_down : !use_up)
			continue;
		for (int e = es->first[item]; e < es->first[item + 1]; e++)
			s->wishes[n++] = (struct wish){ s->l->items.v[es->list[e].other].u + es->list[e].shift - s->sep[item],
				4 * es->list[e].weight };
	}
	if (n == at)
		s->wishes[n++] = (struct wish){ s->l->items.v[item].u - s->sep[item], 1 };
	qsort(s->wishes + at, (size_t)(n - at), sizeof(*s->wishes), by_place);
	return n;
}

static void place_level(struct sweep *s, int level, bool use_up, bool use_down)
{
	struct layout *l = s->l;
	int n = (int)l->level[level].n, n_pools = 0, n_wishes = 0;
	struct pool *pools = xcalloc((size_t)n + 1, sizeof(*pools));

	for (int k = 0; k < n; k++) {
		int end = collect_wishes(s, l->level[level].v[k], n_wishes, use_up, use_down);

		pools[n_pools++] = (struct pool){ k, 1, n_wishes, end - n_wishes, median(s->wishes + n_wishes, end - n_wishes) };
		n_wishes = end;
		while (n_pools > 1 && pools[n_pools - 2].at > pools[n_pools - 1].at) {
			merge_pools(s, &pools[n_pools - 2], &pools[n_pools - 1]);
			n_pools--;
		}
	}
	for (int p = 0; p < n_pools; p++)
		for (int k = pools[p].first; k < pools[p].first + pools[p].n; k++) {
			int i = l->level[level].v[k];

			l->items.v[i].u = pools[p].at + s->sep[i];
		}
	free(pools);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static long end_cost(const struct sweep *s, int item, const struct end *e, int delta)
{
	long d = labs((long)s->l->items.v[item].u + delta - s->l->items.v[e->other].u - e->shift);

	return d ? d * e->weight + BEND_COST : 0;
}

static long total_cost(const struct sweep *s)
{
	long cost = 0;

	for (int i = 0; i < (int)s->l->items.n; i++)
		for (int e = s->down.first[i]; e < s->down.first[i + 1]; e++)
			cost += end_cost(s, i, &s->down.list[e], 0);
	return cost;
}

static void keep_best(struct sweep *s, long *best, int *places)
{
	long cost = total_cost(s);

	if (*best >= 0 && cost >= *best)
		return;
	*best = cost;
	for (size_t i = 0; i < s->l->items.n; i++)
		places[i] = s->l->items.v[i].u;
}

static void restore(struct sweep *s, const int *places)
{
	for (size_t i = 0; i < s->l->items.n; i++)
		s->l->items.v[i].u = places[i];
}

static void sweep_levels(struct sweep *s)
{
	int *places = xcalloc(s->l->items.n + 1, sizeof(*places)), n = s->l->n_levels;
	long best = -1;

	for (size_t i = 0; i < s->l->items.n; i++)
		s->l->items.v[i].u = s->sep[i];
	for (int round = 0; round < PAIRS + BOTH; round++) {
		bool both = round >= PAIRS;

		for (int lv = 0; lv < n; lv++)
			place_level(s, lv, true, both);
		if (!both)
			keep_best(s, &best, places);
		for (int lv = n; lv-- > 0;)
			place_level(s, lv, both, true);
		keep_best(s, &best, places);
		if (round == PAIRS - 1)
			restore(s, places);
	}
	restore(s, places);
	free(places);
}

/* --- groups ------------------------------------------------------------------------------------------------------- */

struct groups {
	int *of, *members, *first;	/* group of each item; members[first[g] .. first[g + 1] - 1] */
	int n;
};

static int collect_group(const struct sweep *s, struct groups *g, int root, int n)
{
	int at = n;

	g->of[root] = g->n;
	g->members[n++] = root;
	for (; at < n; at++) {
		int i = g->members[at];

		for (int side = 0; side < 2; side++) {
			const struct ends *es = side ? &s->down : &s->up;

			for (int e = es->first[i]; e < es->first[i + 1]; e++) {
				int other = es->list[e].other;

				if (g->of[other] >= 0 || end_cost(s, i, &es->list[e], 0))
					continue;
				g->of[other] = g->n;
				g->members[n++] = other;
			}
		}
	}
	return n;
}

static void find_groups(const struct sweep *s, struct groups *g)
{
	int n = 0;

	g->n = 0;
	for (size_t i = 0; i < s->l->items.n; i++)
		g->of[i] = -1;
	for (size_t i = 0; i < s->l->items.n; i++) {
		if (g->of[i] >= 0 || s->l->items.v[i].kind == ITEM_TURN)
			continue;
		g->first[g->n] = n;
		n = collect_group(s, g, (int)i, n);
		g->n++;
	}
	g->first[g->n] = n;
}

/* How far the group may move to either side. */
static void group_room(const struct sweep *s, const struct groups *g, int group, int *lo, int *hi)
{
	const struct layout *l = s->l;

	*lo = -1000000;
	*hi = 1000000;
	for (int k = g->first[group]; k < g->first[group + 1]; k++) {
		int i = g->members[k], level = l->items.v[i].level, order = l->items.v[i].order;

		if (order > 0) {
			int left = l->level[level].v[order - 1], room = l->items.v[left].u + s->sep[i] - s->sep[left] - l->items.v[i].u;

			if (g->of[left] != group && room > *lo)
				*lo = room;
		}
		if (order + 1 < (int)l->level[level].n) {
			int right = l->level[level].v[order + 1];
			int room = l->items.v[right].u - (s->sep[right] - s->sep[i]) - l->items.v[i].u;

			if (g->of[right] != group && room < *hi)
				*hi = room;
		}
	}
}

static long group_cost(const struct sweep *s, const struct groups *g, int group, int delta)
{
	long cost = 0;

	for (int k = g->first[group]; k < g->first[group + 1]; k++) {
		int i = g->members[k];

		for (int side = 0; side < 2; side++) {
			const struct ends *es = side ? &s->down : &s->up;

			for (int e = es->first[i]; e < es->first[i + 1]; e++)
				if (g->of[es->list[e].other] != group)
					cost += end_cost(s, i, &es->list[e], delta);
		}
	}
	return cost;
}

/* Distances that would make a line of the group straight. */
static int group_tries(const struct sweep *s, const struct groups *g, int group, int lo, int hi, int *tries)
{
	int n = 0;

	for (int k = g->first[group]; k < g->first[group + 1] && n < TRIES; k++) {
		int i = g->members[k];

		for (int side = 0; side < 2; side++) {
			const struct ends *es = side ? &s->down : &s->up;

			for (int e = es->first[i]; e < es->first[i + 1] && n < TRIES; e++) {
				int d = s->l->items.v[es->list[e].other].u + es->list[e].shift - s->l->items.v[i].u;

				if (g->of[es->list[e].other] != group && d && d >= lo && d <= hi)
					tries[n++] = d;
			}
		}
	}
	return n;
}

static bool move_group(struct sweep *s, const struct groups *g, int group)
{
	int lo, hi, tries[TRIES], n, best = 0;
	long now, least;

	group_room(s, g, group, &lo, &hi);
	n = group_tries(s, g, group, lo, hi, tries);
	if (!n)
		return false;
	now = least = group_cost(s, g, group, 0);
	for (int k = 0; k < n; k++) {
		long cost = group_cost(s, g, group, tries[k]);

		if (cost < least) {
			least = cost;
			best = tries[k];
		}
	}
	for (int k = g->first[group]; best && k < g->first[group + 1]; k++)
		s->l->items.v[g->members[k]].u += best;
	return least < now;
}

static void straighten(struct sweep *s)
{
	size_t n = s->l->items.n;
	struct groups g = { .of = xcalloc(n + 1, sizeof(int)), .members = xcalloc(n + 1, sizeof(int)), .first = xcalloc(n + 2, sizeof(int)) };
	bool moved = true;

	for (int round = 0; round < GROUP_ROUNDS && moved; round++) {
		moved = false;
		find_groups(s, &g);
		for (int k = 0; k < g.n; k++)
			moved |= move_group(s, &g, k);
	}
	free(g.of);
	free(g.members);
	free(g.first);
}

void layout_sweep(struct layout *l)
{
	struct sweep s = { .l = l };
	size_t room = 2 * l->links.n + l->items.n + 1;

	s.sep = xcalloc(l->items.n + 1, sizeof(*s.sep));
	s.wishes = xcalloc(room, sizeof(*s.wishes));
	s.spare = xcalloc(room, sizeof(*s.spare));
	ends_init(&s.up, l, false);
	ends_init(&s.down, l, true);
	set_distances(&s);
	sweep_levels(&s);
	straighten(&s);
	free(s.sep);
	free(s.wishes);
	free(s.spare);
	ends_done(&s.up);
	ends_done(&s.down);
}
