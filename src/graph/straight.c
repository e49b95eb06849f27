/*
 * straight - places across the flow made better where single levels cannot. Items that hang together by straight lines are a group; a
 * group moves as one, and pushes others before it, if lines become shorter or straighter by that. Lines that fork or join are measured
 * as they are drawn: one way across, from the first to the last of them.
 */
#include "graph/layout.h"

#include <stdlib.h>
#include <string.h>

#define ROUNDS 12
#define BEND 14			/* a line that is not straight, in cells of the lightest line */
#define TURN 3			/* cells between a box and the lane that it turns to weigh no more than this */
#define TRIES 16		/* places to try for a group */
#define PUSHES 8		/* times that a group may be pushed further in one move, on the average */
#define FREE 1000000		/* nothing is in its way */
#define WORK 2000000		/* items looked at, in all */

struct pin_at {
	int item, off;
};

/* What is drawn as one way across: its stem (where lines fork or join) is the first pin. */
struct tie {
	int first, n;
	int weight, bend;
	bool loose;			/* columns of boxes end here: see find_groups() */
};

struct ties {
	VEC(struct tie) list;
	VEC(struct pin_at) pins;
	int *by_item_first, *by_item;	/* ties of each item */
};

struct straightener {
	struct layout *l;
	struct ties ties;
	int *group;			/* of each item */
	int *members, *first, n;	/* members[first[g] …] are the items of group g */
	int *shift;			/* of each group, in the move that is tried */
	int *moved, n_moved;		/* groups of that move */
	int *stamp, now;		/* ties counted in this move */
	bool loose;
	long work;
};

/* --- ties --------------------------------------------------------------------------------------------------------- */

static void pin_put(struct straightener *s, int item, enum port port)
{
	VEC_PUSH(&s->ties.pins, ((struct pin_at){ item, pin_u(s->l, item, port) - s->l->items.v[item].u }));
}

static void tie_put(struct straightener *s, int n, int weight, int bend, bool loose)
{
	VEC_PUSH(&s->ties.list, ((struct tie){ (int)s->ties.pins.n - n, n, weight, bend, loose }));
}

static void link_tie(struct straightener *s, const struct link *k, bool down, int weight, bool loose)
{
	pin_put(s, down ? k->a : k->b, down ? k->pa : k->pb);
	pin_put(s, down ? k->b : k->a, down ? k->pb : k->pa);
	tie_put(s, 2, weight, BEND, loose);
}

struct bundle {				/* links at one port of an item */
	int n, main;
	int base;			/* of the heaviest but one */
};

static int bundle_at(const struct link *k, bool down)
{
	return down ? k->a * PORT_COUNT + (int)k->pa : k->b * PORT_COUNT + (int)k->pb;
}

static struct bundle *find_bundles(const struct layout *l, bool down)
{
	struct bundle *bundles = xcalloc(l->items.n * PORT_COUNT + 1, sizeof(*bundles));

	for (size_t i = 0; i < l->links.n; i++) {
		const struct link *k = &l->links.v[i];
		struct bundle *b = &bundles[bundle_at(k, down)];

		if (b->n == 0 || k->weight > l->links.v[b->main].weight) {
			if (b->n > 0)
				b->base = l->links.v[b->main].base;
			b->main = (int)i;
		} else if (k->base > b->base) {
			b->base = k->base;
		}
		b->n++;
	}
	return bundles;
}

static bool is_box(const struct layout *l, int item)
{
	return l->items.v[item].kind == ITEM_BOX;
}

/* Below (above) a box one line should go straight on. A lane is straight in any case, but where boxes join it none needs to be in line. */
static int main_weight(const struct layout *l, const struct link *main, const struct bundle *b, int stem)
{
	if (!is_box(l, stem) && (is_box(l, main->a) || is_box(l, main->b)))
		return 1;
	return main->weight > b->base ? main->weight - b->base : 1;
}

/* A fork (join) is one tie; its heaviest line, which should be straight before all others, is one more. */
static void bundle_ties(struct straightener *s, const struct bundle *bundles, bool down)
{
	const struct layout *l = s->l;
	int *next = xcalloc(l->links.n + 1, sizeof(*next)), *head = xcalloc(l->items.n * PORT_COUNT + 1, sizeof(*head));

	for (size_t i = l->links.n; i-- > 0;) {
		int at = bundle_at(&l->links.v[i], down);

		next[i] = head[at] - 1;
		head[at] = (int)i + 1;
	}
	for (size_t at = 0; at < l->items.n * PORT_COUNT; at++) {
		const struct bundle *b = &bundles[at];
		const struct link *main;
		int n = 1;

		if (b->n < 2)
			continue;
		pin_put(s, (int)at / PORT_COUNT, (enum port)(at % PORT_COUNT));
		for (int i = head[at] - 1; i >= 0; i = next[i], n++)
			pin_put(s, down ? l->links.v[i].b : l->links.v[i].a, down ? l->links.v[i].pb : l->links.v[i].pa);
		main = &l->links.v[b->main];
		tie_put(s, n, b->base, BEND / 2, true);
		link_tie(s, main, down, main_weight(l, main, b, (int)at / PORT_COUNT), is_box(l, main->a) || is_box(l, main->b));
	}
	free(next);
	free(head);
}

static void index_ties(struct straightener *s)
{
	struct ties *t = &s->ties;
	int *fill = xcalloc(s->l->items.n + 1, sizeof(*fill));

	t->by_item_first = xcalloc(s->l->items.n + 2, sizeof(int));
	t->by_item = xcalloc(t->pins.n + 1, sizeof(int));
	for (size_t i = 0; i < t->pins.n; i++)
		t->by_item_first[t->pins.v[i].item + 1]++;
	for (size_t i = 0; i < s->l->items.n; i++)
		t->by_item_first[i + 1] += t->by_item_first[i];
	for (size_t i = 0; i < t->list.n; i++)
		for (int k = t->list.v[i].first; k < t->list.v[i].first + t->list.v[i].n; k++) {
			int item = t->pins.v[k].item;

			t->by_item[t->by_item_first[item] + fill[item]++] = (int)i;
		}
	free(fill);
}

static void make_ties(struct straightener *s)
{
	const struct layout *l = s->l;
	struct bundle *forks = find_bundles(l, true), *joins = find_bundles(l, false);

	for (size_t i = 0; i < l->links.n; i++) {
		const struct link *k = &l->links.v[i];

		if (forks[bundle_at(k, true)].n == 1 && joins[bundle_at(k, false)].n == 1)
			link_tie(s, k, true, k->weight, false);
	}
	bundle_ties(s, forks, true);
	bundle_ties(s, joins, false);
	for (size_t i = 0; i < l->turns.n; i++) {
		pin_put(s, l->turns.v[i].box, PORT_ANCHOR);
		pin_put(s, l->turns.v[i].lane, PORT_ANCHOR);
		tie_put(s, 2, l->turns.v[i].weight < TURN ? l->turns.v[i].weight : TURN, 0, true);
	}
	index_ties(s);
	free(forks);
	free(joins);
}

static int pin_place(const struct straightener *s, int pin, bool shifted)
{
	const struct pin_at *p = &s->ties.pins.v[pin];

	return s->l->items.v[p->item].u + p->off + (shifted ? s->shift[s->group[p->item]] : 0);
}

/* The way across, and what is not straight below (above) the stem. */
static long tie_cost(const struct straightener *s, const struct tie *t, bool shifted)
{
	int stem = pin_place(s, t->first, shifted), lo = stem, hi = stem, off = 0;

	for (int k = 1; k < t->n; k++) {
		int at = pin_place(s, t->first + k, shifted);

		lo = at < lo ? at : lo;
		hi = at > hi ? at : hi;
		off += at != stem;
	}
	return (long)t->weight * (hi - lo) + (long)t->bend * off;
}

/* --- groups ------------------------------------------------------------------------------------------------------- */

/* Items that a straight line joins to i. */
static int add_straight(struct straightener *s, int i, int n)
{
	const struct ties *t = &s->ties;

	for (int k = t->by_item_first[i]; k < t->by_item_first[i + 1]; k++) {
		const struct tie *tie = &t->list.v[t->by_item[k]];
		int stem = pin_place(s, tie->first, false), mine = INT_MIN;

		if (!tie->bend || (s->loose && tie->loose))
			continue;
		for (int p = tie->first; p < tie->first + tie->n; p++)
			if (t->pins.v[p].item == i)
				mine = pin_place(s, p, false);
		if (mine != stem)
			continue;
		for (int p = tie->first; p < tie->first + tie->n; p++) {
			int other = t->pins.v[p].item;

			if (s->group[other] >= 0 || pin_place(s, p, false) != stem)
				continue;
			s->group[other] = s->n;
			s->members[n++] = other;
		}
	}
	return n;
}

/* Loose groups end where lines fork or join: a column of boxes can leave the lane that it stands above. */
static void find_groups(struct straightener *s)
{
	int n = 0;

	s->n = 0;
	for (size_t i = 0; i < s->l->items.n; i++)
		s->group[i] = -1;
	for (int i = 0; i < (int)s->l->items.n; i++) {
		if (s->group[i] >= 0)
			continue;
		s->first[s->n] = n;
		s->group[i] = s->n;
		s->members[n++] = i;
		for (int at = s->first[s->n]; at < n; at++)
			n = add_straight(s, s->members[at], n);
		s->n++;
	}
	s->first[s->n] = n;
	memset(s->shift, 0, (size_t)s->n * sizeof(*s->shift));
}

/* --- moves -------------------------------------------------------------------------------------------------------- */

/* Cells between an item and its neighbour in the direction of d; FREE: it has none. */
static int room_at(const struct straightener *s, int item, int d, int *neighbour)
{
	const struct item *it = &s->l->items.v[item];
	int k = it->order + (d > 0 ? 1 : -1);
	const struct item *other;

	if (k < 0 || k >= (int)s->l->level[it->level].n)
		return FREE;
	*neighbour = s->l->level[it->level].v[k];
	other = &s->l->items.v[*neighbour];
	return d > 0 ? other->u - it->u - (other->sep - it->sep) : it->u - other->u - (it->sep - other->sep);
}

static void take_back(struct straightener *s)
{
	for (int k = 0; k < s->n_moved; k++)
		s->shift[s->moved[k]] = 0;
	s->n_moved = 0;
}

/* The group moves by d and pushes what is in its way, and that others. False where they push each other in a ring. */
static bool push(struct straightener *s, int group, int d)
{
	s->shift[group] = d;
	s->moved[s->n_moved++] = group;
	for (int k = 0; k < s->n_moved; k++) {
		int g = s->moved[k];

		for (int m = s->first[g]; m < s->first[g + 1]; m++) {
			int neighbour = -1, room = room_at(s, s->members[m], d, &neighbour), need = abs(s->shift[g]) - room;
			int other = neighbour < 0 ? g : s->group[neighbour];

			s->work--;
			if (neighbour < 0 || other == g || need <= abs(s->shift[other]))
				continue;
			if (other == group || s->n_moved >= PUSHES * s->n)
				return false;
			/* One that moved less already looks at its neighbours again. */
			s->shift[other] = d > 0 ? need : -need;
			s->moved[s->n_moved++] = other;
		}
	}
	return true;
}

/* What the move that is set up costs more than to stay. */
static long move_cost(struct straightener *s)
{
	long cost = 0;

	s->now++;
	for (int k = 0; k < s->n_moved; k++)
		for (int m = s->first[s->moved[k]]; m < s->first[s->moved[k] + 1]; m++) {
			int i = s->members[m];

			for (int e = s->ties.by_item_first[i]; e < s->ties.by_item_first[i + 1]; e++) {
				int tie = s->ties.by_item[e];

				if (s->stamp[tie] == s->now)
					continue;
				s->stamp[tie] = s->now;
				cost += tie_cost(s, &s->ties.list.v[tie], true) - tie_cost(s, &s->ties.list.v[tie], false);
				s->work -= s->ties.list.v[tie].n;
			}
		}
	return cost;
}

static bool try_add(int *tries, int *n, int d)
{
	for (int k = 0; k < *n; k++)
		if (tries[k] == d)
			return false;
	if (d && *n < TRIES)
		tries[(*n)++] = d;
	return true;
}

/* Moves that would make a line straight, or take the room that there is towards where a lane turns to. */
static int group_tries(const struct straightener *s, int group, int *tries)
{
	const struct ties *t = &s->ties;
	int n = 0, lo = FREE, hi = FREE, unused;
	bool turns = false;

	for (int m = s->first[group]; m < s->first[group + 1]; m++) {
		int i = s->members[m], left = room_at(s, i, -1, &unused), right = room_at(s, i, 1, &unused);

		lo = left < lo ? left : lo;
		hi = right < hi ? right : hi;
		for (int e = t->by_item_first[i]; e < t->by_item_first[i + 1]; e++) {
			const struct tie *tie = &t->list.v[t->by_item[e]];
			int mine = 0;

			turns |= !tie->bend;
			for (int p = tie->first; p < tie->first + tie->n; p++)
				if (t->pins.v[p].item == i)
					mine = pin_place(s, p, false);
			for (int p = tie->first; tie->bend && p < tie->first + tie->n; p++)
				if (s->group[t->pins.v[p].item] != group)
					try_add(tries, &n, pin_place(s, p, false) - mine);
		}
	}
	if (turns && lo < FREE)
		try_add(tries, &n, -lo);
	if (turns && hi < FREE)
		try_add(tries, &n, hi);
	return n;
}

static void apply(struct straightener *s)
{
	for (int k = 0; k < s->n_moved; k++) {
		int g = s->moved[k];

		for (int m = s->first[g]; m < s->first[g + 1]; m++)
			s->l->items.v[s->members[m]].u += s->shift[g];
		s->shift[g] = 0;
	}
	s->n_moved = 0;
}

static bool move_group(struct straightener *s, int group)
{
	int tries[TRIES], n = group_tries(s, group, tries), best = 0;
	long least = 0;

	for (int k = 0; k < n; k++) {
		if (push(s, group, tries[k])) {
			long cost = move_cost(s);

			if (cost < least) {
				least = cost;
				best = tries[k];
			}
		}
		take_back(s);
	}
	if (!best)
		return false;
	push(s, group, best);
	apply(s);
	return true;
}

void layout_straighten(struct layout *l)
{
	size_t n = l->items.n + 1;
	struct straightener s = {
		.l = l, .group = xcalloc(n, sizeof(int)), .members = xcalloc(n, sizeof(int)), .first = xcalloc(n + 1, sizeof(int)),
		.shift = xcalloc(n, sizeof(int)), .moved = xcalloc(PUSHES * n, sizeof(int)), .work = WORK,
	};
	bool moved = true;

	make_ties(&s);
	s.stamp = xcalloc(s.ties.list.n + 1, sizeof(int));
	for (int round = 0; round < ROUNDS && moved && s.work > 0; round++) {
		moved = false;
		for (int loose = 0; loose < 2; loose++) {
			s.loose = loose;
			find_groups(&s);
			for (int g = 0; g < s.n && s.work > 0; g++)
				moved |= move_group(&s, g);
		}
	}
	VEC_DONE(&s.ties.list);
	VEC_DONE(&s.ties.pins);
	free(s.ties.by_item_first);
	free(s.ties.by_item);
	free(s.group);
	free(s.members);
	free(s.first);
	free(s.shift);
	free(s.moved);
	free(s.stamp);
}
