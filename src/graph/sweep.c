/*
 * sweep - the place of every item across the flow. Minimises the weighted length of lines across, in whole cells, with the order given:
 * a level alone is solved exactly (each item wishes to stand at the weighted median of its neighbours; items that push each other
 * are pooled and share one wish), sweeps go down and up over the levels. What that leaves crooked is straight.c's.
 */
#include "graph/layout.h"

#include <stdlib.h>
#include <string.h>

#define PAIRS 8			/* of sweeps down and up */
#define BOTH 8			/* rounds that look at both sides */
#define BEND_COST 14		/* of a line that is not straight, beside its length */

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
			const struct item *a = &l->items.v[l->level[lv].v[k - 1]];
			struct item *b = &l->items.v[l->level[lv].v[k]];

			b->sep = a->sep + a->hi + b->lo + gap(l->mx, a, b);
		}
}

static int port_off(const struct layout *l, int item, enum port port)
{
	return pin_u(l, item, port) - l->items.v[item].u;
}

/* The links at one port of an item: how many, and the heaviest of them. */
struct fork {
	int n, main;
};

static struct fork *find_forks(const struct layout *l, bool down)
{
	struct fork *forks = xcalloc(l->items.n * PORT_COUNT + 1, sizeof(*forks));

	for (size_t i = 0; i < l->links.n; i++) {
		const struct link *k = &l->links.v[i];
		struct fork *f = &forks[down ? k->a * PORT_COUNT + (int)k->pa : k->b * PORT_COUNT + (int)k->pb];

		if (f->n++ == 0 || k->weight > l->links.v[f->main].weight)
			f->main = (int)i;
	}
	return forks;
}

/* Where lines fork or join, their ways across are one: only the heaviest counts in full. */
static struct end make_end(const struct layout *l, int link, int other, int shift, const struct fork *fork, const struct fork *join)
{
	int weight = l->links.v[link].weight;

	if (fork->n > 1 && fork->main != link)
		weight = weight / fork->n;
	if (join->n > 1 && join->main != link)
		weight = weight / join->n;
	return (struct end){ other, shift, weight > 0 ? weight : 1 };
}

static void links_init(struct ends *es, const struct layout *l, bool down, const struct fork *forks, const struct fork *joins)
{
	int n = (int)l->items.n, *fill = xcalloc((size_t)n + 1, sizeof(*fill));

	es->first = xcalloc(l->items.n + 2, sizeof(*es->first));
	es->list = xcalloc(l->links.n + 1, sizeof(*es->list));
	for (size_t i = 0; i < l->links.n; i++)
		es->first[(down ? l->links.v[i].a : l->links.v[i].b) + 1]++;
	for (int i = 0; i < n; i++)
		es->first[i + 1] += es->first[i];
	for (size_t i = 0; i < l->links.n; i++) {
		const struct link *k = &l->links.v[i];
		int shift = port_off(l, k->a, k->pa) - port_off(l, k->b, k->pb), of = down ? k->a : k->b;

		es->list[es->first[of] + fill[of]++] = make_end(l, (int)i, down ? k->b : k->a, down ? -shift : shift,
			&forks[k->a * PORT_COUNT + (int)k->pa], &joins[k->b * PORT_COUNT + (int)k->pb]);
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
			s->wishes[n++] = (struct wish){ s->l->items.v[es->list[e].other].u + es->list[e].shift - s->l->items.v[item].sep,
				4 * es->list[e].weight };
	}
	if (n == at)
		s->wishes[n++] = (struct wish){ s->l->items.v[item].u - s->l->items.v[item].sep, 1 };
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

			l->items.v[i].u = pools[p].at + s->l->items.v[i].sep;
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
		s->l->items.v[i].u = s->l->items.v[i].sep;
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

void layout_sweep(struct layout *l)
{
	struct sweep s = { .l = l };
	size_t room = 2 * l->links.n + l->items.n + 1;
	struct fork *forks = find_forks(l, true), *joins = find_forks(l, false);

	s.wishes = xcalloc(room, sizeof(*s.wishes));
	s.spare = xcalloc(room, sizeof(*s.spare));
	links_init(&s.up, l, false, forks, joins);
	links_init(&s.down, l, true, forks, joins);
	set_distances(&s);
	sweep_levels(&s);
	free(s.wishes);
	free(s.spare);
	ends_done(&s.up);
	ends_done(&s.down);
	free(forks);
	free(joins);
}
