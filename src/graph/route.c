/*
 * route - the channels between levels. All hops with one key and owner in a channel are one net: pins on top, pins below, one track
 * from the first to the last of them. Two nets that have pins at the same u, one on top and one below, would run over each other
 * unless the one with the top pin has the earlier track: that is a hard order. Among the orders that respect it, the one with few
 * crossings is taken, then tracks are packed. Where hard orders make a ring, a net is cut in two at a free place (a dog-leg).
 */
#include "graph/layout.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* A net, or one half of it. */
struct unit {
	int net;
	int half;			/* 0: all of it; 1: its top pins and the dog-leg; 2: its bottom pins and the dog-leg */
	VEC(int) top, bot;		/* places of pins, sorted */
	int lo, hi, track;
	bool placed;
};

struct channel {
	struct layout *l;
	int number;
	VEC(int) nets;			/* every net of the channel */
	VEC(struct unit) units;		/* of nets that are not straight */
	int base, width;		/* pin_at[u - base] */
	bool *pin_at;			/* is there a pin or a dog-leg at this place */
	VEC(int) order;			/* units, first track first */
};

/* --- nets from stops ---------------------------------------------------------------------------------------------- */

static void pin_add(struct layout *l, struct net *n, const struct stop *s)
{
	bool top = l->items.v[s->item].level <= n->channel;
	size_t count = top ? n->top.n : n->bot.n;
	const struct pin *have = top ? n->top.v : n->bot.v;

	for (size_t i = 0; i < count; i++)
		if (have[i].item == s->item && have[i].port == s->port)
			return;
	if (top)
		VEC_PUSH(&n->top, ((struct pin){ s->item, s->port }));
	else
		VEC_PUSH(&n->bot, ((struct pin){ s->item, s->port }));
}

static int net_find(struct layout *l, struct channel *c, const struct stop *s, bool is_catch)
{
	for (size_t i = c->nets.n; i-- > 0;) {
		const struct net *n = &l->nets.v[c->nets.v[i]];

		if (n->key == s->key && n->owner == s->owner && n->is_catch == is_catch)
			return c->nets.v[i];
	}
	VEC_PUSH(&l->nets, ((struct net){ .channel = c->number, .key = s->key, .owner = s->owner, .is_catch = is_catch,
		.track = -1, .dog = NO_DOG, .track2 = -1 }));
	VEC_PUSH(&c->nets, (int)l->nets.n - 1);
	return (int)l->nets.n - 1;
}

/* The channel of a hop: between its levels; a turn beside a box is behind the source, before the target. */
static int hop_channel(const struct layout *l, const struct stop *a, const struct stop *b)
{
	int la = l->items.v[a->item].level, lb = l->items.v[b->item].level;

	if (la != lb)
		return la < lb ? la : lb;
	return b->key == KEY_OUT ? la : la - 1;
}

static void collect_nets(struct layout *l, struct channel *chans)
{
	for (size_t i = 0; i < l->flow->edges.n; i++) {
		struct lay_edge *le = &l->edges[i];

		for (size_t k = 1; k < le->stops.n; k++) {
			struct stop *a = &le->stops.v[k - 1], *b = &le->stops.v[k];

			b->net = -1;
			if ((k == 1 && le->side_out) || (k == le->stops.n - 1 && le->side_in))
				continue;
			b->net = net_find(l, &chans[hop_channel(l, a, b)], b, l->flow->edges.v[i].is_catch);
			pin_add(l, &l->nets.v[b->net], a);
			pin_add(l, &l->nets.v[b->net], b);
		}
	}
	for (size_t i = 0; i < l->nets.n; i++) {
		struct net *n = &l->nets.v[i];

		n->lo = INT_MAX;
		n->hi = INT_MIN;
		for (size_t k = 0; k < n->top.n + n->bot.n; k++) {
			const struct pin *p = k < n->top.n ? &n->top.v[k] : &n->bot.v[k - n->top.n];
			int u = pin_u(l, p->item, p->port);

			n->lo = u < n->lo ? u : n->lo;
			n->hi = u > n->hi ? u : n->hi;
		}
	}
}

/* --- units -------------------------------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? -1 : x > y;
}

static void sort_places(struct unit *u)
{
	if (u->top.n)
		qsort(u->top.v, u->top.n, sizeof(int), by_value);
	if (u->bot.n)
		qsort(u->bot.v, u->bot.n, sizeof(int), by_value);
}

static void unit_add(struct channel *c, int net)
{
	const struct net *n = &c->l->nets.v[net];
	struct unit *u = VEC_ADD(&c->units);

	memset(u, 0, sizeof(*u));
	u->net = net;
	for (size_t k = 0; k < n->top.n; k++)
		VEC_PUSH(&u->top, pin_u(c->l, n->top.v[k].item, n->top.v[k].port));
	for (size_t k = 0; k < n->bot.n; k++)
		VEC_PUSH(&u->bot, pin_u(c->l, n->bot.v[k].item, n->bot.v[k].port));
	sort_places(u);
	u->lo = n->lo;
	u->hi = n->hi;
}

static void set_span(struct unit *u)
{
	u->lo = INT_MAX;
	u->hi = INT_MIN;
	for (size_t k = 0; k < u->top.n + u->bot.n; k++) {
		int at = k < u->top.n ? u->top.v[k] : u->bot.v[k - u->top.n];

		u->lo = at < u->lo ? at : u->lo;
		u->hi = at > u->hi ? at : u->hi;
	}
}

/* Two halves: top pins with the dog-leg, the dog-leg with bottom pins. */
static void cut_unit(struct channel *c, size_t i, int dog)
{
	struct unit *low = VEC_ADD(&c->units), *u = &c->units.v[i];

	c->l->nets.v[u->net].dog = dog;
	memset(low, 0, sizeof(*low));
	low->net = u->net;
	low->half = 2;
	low->bot.v = u->bot.v;
	low->bot.n = u->bot.n;
	low->bot.cap = u->bot.cap;
	VEC_PUSH(&low->top, dog);
	u->half = 1;
	memset(&u->bot, 0, sizeof(u->bot));
	VEC_PUSH(&u->bot, dog);
	set_span(u);
	set_span(low);
}

/* A source's fan with a lane up and a way down at the same place would look like one line through: who comes up the way down could
 * go on up the lane. Lanes then get a track of their own, before that of the ways down. */
static void part_lanes(struct channel *c)
{
	size_t i = c->units.n - 1;
	const struct unit *u = &c->units.v[i];
	const struct net *n = &c->l->nets.v[u->net];
	int source;

	if (n->key != KEY_OUT)
		return;
	source = pin_u(c->l, n->top.v[0].item, n->top.v[0].port);
	for (size_t k = 0; k < u->top.n; k++)
		for (size_t j = 0; j < u->bot.n; j++)
			if (u->top.v[k] != source && u->top.v[k] == u->bot.v[j]) {
				cut_unit(c, i, source);
				return;
			}
}

static void mark_pin(struct channel *c, int u)
{
	if (u >= c->base && u < c->base + c->width)
		c->pin_at[u - c->base] = true;
}

static bool is_pin(const struct channel *c, int u)
{
	return u >= c->base && u < c->base + c->width && c->pin_at[u - c->base];
}

static void channel_units(struct channel *c)
{
	int lo = INT_MAX, hi = INT_MIN;

	for (size_t i = 0; i < c->nets.n; i++) {
		const struct net *n = &c->l->nets.v[c->nets.v[i]];

		lo = n->lo < lo ? n->lo : lo;
		hi = n->hi > hi ? n->hi : hi;
	}
	if (!c->nets.n)
		return;
	c->base = lo - 8;
	c->width = hi - lo + 17;
	c->pin_at = xcalloc((size_t)c->width, sizeof(*c->pin_at));
	for (size_t i = 0; i < c->nets.n; i++) {
		const struct net *n = &c->l->nets.v[c->nets.v[i]];

		for (size_t k = 0; k < n->top.n + n->bot.n; k++) {
			const struct pin *p = k < n->top.n ? &n->top.v[k] : &n->bot.v[k - n->top.n];

			mark_pin(c, pin_u(c->l, p->item, p->port));
		}
		if (n->lo == n->hi)
			continue;
		unit_add(c, c->nets.v[i]);
		part_lanes(c);
	}
}

/* --- who is above whom -------------------------------------------------------------------------------------------- */

/* Must a be above b: a has a top pin where b has a bottom pin. Returns that place, or INT_MIN. */
static int hard_place(const struct unit *a, const struct unit *b)
{
	size_t i = 0, k = 0;

	if (a->net == b->net)
		return a->half == 1 ? a->bot.v[0] : INT_MIN;
	while (i < a->top.n && k < b->bot.n) {
		if (a->top.v[i] == b->bot.v[k])
			return a->top.v[i];
		if (a->top.v[i] < b->bot.v[k])
			i++;
		else
			k++;
	}
	return INT_MIN;
}

static bool is_hard(const struct unit *a, const struct unit *b)
{
	return hard_place(a, b) != INT_MIN;
}

/* A tee right above a tee? */
static bool tees_meet(const struct unit *a, const struct unit *b)
{
	for (size_t i = 0, k = 0; i < a->top.n && k < b->bot.n;) {
		int at = a->top.v[i];

		if (at == b->bot.v[k] && at > a->lo && at < a->hi && at > b->lo && at < b->hi)
			return true;
		if (at <= b->bot.v[k])
			i++;
		else
			k++;
	}
	return false;
}

static int within(const int *v, size_t n, int lo, int hi)
{
	int count = 0;

	for (size_t i = 0; i < n; i++)
		count += v[i] > lo && v[i] < hi;
	return count;
}

/* Crossings where a is above b: a's lines down run through b's track, b's lines up through a's. */
static int crossings(const struct unit *a, const struct unit *b)
{
	if (a->hi <= b->lo || b->hi <= a->lo)
		return 0;
	return within(a->bot.v, a->bot.n, b->lo, b->hi) + within(b->top.v, b->top.n, a->lo, a->hi);
}

/* The best unit to be next from the top; -1 where every one left must stand below another one left. */
static int next_unit(const struct channel *c)
{
	int best = -1;
	long least = 0;

	for (size_t i = 0; i < c->units.n; i++) {
		long cost = 0;
		bool free_now = !c->units.v[i].placed;

		for (size_t k = 0; k < c->units.n && free_now; k++) {
			if (k == i || c->units.v[k].placed)
				continue;
			if (is_hard(&c->units.v[k], &c->units.v[i]))
				free_now = false;
			cost += crossings(&c->units.v[i], &c->units.v[k]) - crossings(&c->units.v[k], &c->units.v[i]);
		}
		if (free_now && (best < 0 || cost < least)) {
			best = (int)i;
			least = cost;
		}
	}
	return best;
}

static int free_place(const struct channel *c, const struct unit *u)
{
	for (int at = u->lo + 1; at < u->hi; at++)
		if (!is_pin(c, at) && !is_pin(c, at - 1) && !is_pin(c, at + 1))
			return at;
	for (int at = u->lo + 1; at < u->hi; at++)
		if (!is_pin(c, at))
			return at;
	for (int at = u->hi + 2;; at++)
		if (!is_pin(c, at))
			return at;
}

static int unplaced_above(const struct channel *c, int unit)
{
	for (size_t k = 0; k < c->units.n; k++)
		if ((int)k != unit && !c->units.v[k].placed && is_hard(&c->units.v[k], &c->units.v[unit]))
			return (int)k;
	return -1;
}

static void mark_dog(struct channel *c, int dog)
{
	if (dog >= c->base + c->width) {
		size_t more = (size_t)(dog - c->base - c->width) + 9;

		c->pin_at = xrealloc(c->pin_at, (size_t)c->width + more);
		memset(c->pin_at + c->width, 0, more);
		c->width += (int)more;
	}
	mark_pin(c, dog);
}

/* A half that is in a ring hangs on its dog-leg, which stands at the source's own port: it moves to a free place. */
static void move_dog(struct channel *c, int net)
{
	int dog = INT_MIN;

	for (size_t k = 0; k < c->units.n; k++) {
		struct unit *u = &c->units.v[k];

		if (u->net != net)
			continue;
		if (dog == INT_MIN) {
			dog = free_place(c, u);
			mark_dog(c, dog);
			c->l->nets.v[net].dog = dog;
		}
		(u->half == 1 ? u->bot.v : u->top.v)[0] = dog;
		set_span(u);
	}
}

/* Every unit left has one above it: go up until inside a ring, and open it there. */
static void cut_ring(struct channel *c)
{
	int i = 0, dog;

	while (c->units.v[i].placed)
		i++;
	for (size_t step = 0; step < c->units.n; step++)
		i = unplaced_above(c, i);
	if (c->units.v[i].half) {
		move_dog(c, c->units.v[i].net);
		return;
	}
	dog = free_place(c, &c->units.v[i]);
	mark_dog(c, dog);
	cut_unit(c, (size_t)i, dog);
}

static void order_units(struct channel *c)
{
	while (c->order.n < c->units.n) {
		int i = next_unit(c);

		if (i < 0) {
			cut_ring(c);
			continue;
		}
		c->units.v[i].placed = true;
		VEC_PUSH(&c->order, i);
	}
}

/* --- tracks ------------------------------------------------------------------------------------------------------- */

/* May both stand on one track? Between their ends must be a cell that no line runs through: in ascii a line passes under others. */
static bool apart(const struct channel *c, const struct unit *a, const struct unit *b)
{
	if (a->lo > b->lo) {
		const struct unit *t = a;

		a = b;
		b = t;
	}
	if (b->lo <= a->hi + 1)
		return false;
	for (int at = a->hi + 1; at < b->lo; at++)
		if (!is_pin(c, at))
			return true;
	return false;
}

/* Least distance in tracks of a later unit b from an earlier unit a; 0: none needed. */
static int distance(const struct channel *c, const struct unit *a, const struct unit *b)
{
	const struct net *na = &c->l->nets.v[a->net];

	/* A dog-leg that runs backwards needs a free row behind its first track for its mark. */
	if (a->half == 1 && (na->key == KEY_IN_UP || na->key == KEY_EDGE) && (a->net == b->net || (b->lo <= na->dog && b->hi >= na->dog)))
		return 2;
	if (a->net == b->net && na->key == KEY_OUT)
		return 2;
	/* In ascii they would look like one. */
	if (a->net != b->net && !c->l->mx->lr && tees_meet(a, b))
		return 2;
	return is_hard(a, b) || !apart(c, a, b) ? 1 : 0;
}

static int pack(struct channel *c)
{
	int tracks = 0;

	for (size_t i = 0; i < c->order.n; i++) {
		struct unit *u = &c->units.v[c->order.v[i]];
		struct net *n = &c->l->nets.v[u->net];

		u->track = 0;
		for (size_t k = 0; k < i; k++) {
			const struct unit *o = &c->units.v[c->order.v[k]];
			int d = distance(c, o, u);

			if (d && o->track + d > u->track)
				u->track = o->track + d;
		}
		if (u->half == 2)
			n->track2 = u->track;
		else
			n->track = u->track;
		if (u->track >= tracks)
			tracks = u->track + 1;
	}
	return tracks;
}

static void channel_done(struct channel *c)
{
	for (size_t i = 0; i < c->units.n; i++) {
		VEC_DONE(&c->units.v[i].top);
		VEC_DONE(&c->units.v[i].bot);
	}
	VEC_DONE(&c->units);
	VEC_DONE(&c->nets);
	VEC_DONE(&c->order);
	free(c->pin_at);
}

void layout_route(struct layout *l)
{
	struct channel *chans = xcalloc((size_t)l->n_levels + 1, sizeof(*chans));

	for (int i = 0; i < l->n_levels; i++) {
		chans[i].l = l;
		chans[i].number = i;
	}
	collect_nets(l, chans);
	for (int i = 0; i < l->n_levels; i++) {
		channel_units(&chans[i]);
		order_units(&chans[i]);
		l->chan_tracks[i] = pack(&chans[i]);
		channel_done(&chans[i]);
	}
	free(chans);
}
