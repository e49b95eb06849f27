/*
 * layer - items on levels. A box of rank r is on level 2r; the odd levels between are for labels.
 *
 * A forward transition that has a label, or shares its port with others, first gets an item of its own below its box; from there it
 * joins the trunk: one chain of line items for all transitions of one class to one target. One that is alone at its port and has no
 * label joins the trunk at once. Where a box has very many, they leave its own lane, which runs down from it, on several ranks (fan.c). A backward one turns beside its box into a lane that runs up: own item, label, trunk, and down into
 * the target from above. So transitions to one target share lines only behind what tells them apart.
 */
#include "graph/layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#define WEIGHT_CAP 512
#define STACKED 10		/* more than what leaves the row's boxes: rows begin below each other */

/* What an item is for; with its owner and its distance from there, its key. */
enum role { ROLE_BOX, ROLE_OWN, ROLE_TRUNK, ROLE_FAN };

static int item_add(struct layout *l, enum item_kind kind, int level, enum role role, uint64_t owner, int distance)
{
	uint64_t id[3] = { (uint64_t)role, owner, (uint64_t)(int64_t)distance };

	VEC_PUSH(&l->items, ((struct item){ .kind = kind, .level = level, .node = -1, .edge = -1, .links = -1,
		.key = hash_bytes(id, sizeof(id), 0) }));
	return (int)l->items.n - 1;
}

static uint64_t edge_id(const struct layout *l, int e)
{
	const struct flow_edge *fe = &l->flow->edges.v[e];
	uint64_t id[3] = { l->flow->nodes.v[fe->from].id, l->flow->nodes.v[fe->to].id, fe->is_catch };

	return hash_bytes(id, sizeof(id), 0);
}

/* Of a lane to (or from) the node; which: lanes of one node apart. */
static uint64_t lane_id(const struct layout *l, int node, int which)
{
	uint64_t id[2] = { l->flow->nodes.v[node].id, (uint64_t)which };

	return hash_bytes(id, sizeof(id), 0);
}

/* Lines long and straight first, then what ends at boxes. */
static int link_factor(const struct item *a, const struct item *b)
{
	if (a->kind == ITEM_LINE && b->kind == ITEM_LINE)
		return 8;
	if (a->kind != ITEM_BOX && b->kind != ITEM_BOX)
		return 4;
	return 2;
}

/* Links are a set: a trunk that several transitions use is one link of their common weight. */
static void link_add(struct layout *l, int a, enum port pa, int b, enum port pb, int base)
{
	int weight;

	if (l->items.v[a].level > l->items.v[b].level) {
		int i = a;
		enum port p = pa;

		a = b, pa = pb;
		b = i, pb = p;
	}
	weight = base * link_factor(&l->items.v[a], &l->items.v[b]);
	for (int i = l->items.v[a].links; i >= 0; i = l->links.v[i].next) {
		struct link *k = &l->links.v[i];

		if (k->b != b || k->pa != pa || k->pb != pb)
			continue;
		k->base += base;
		k->weight = k->weight + weight < WEIGHT_CAP ? k->weight + weight : WEIGHT_CAP;
		return;
	}
	VEC_PUSH(&l->links, ((struct link){ .a = a, .b = b, .pa = pa, .pb = pb, .base = base, .weight = weight,
		.next = l->items.v[a].links }));
	l->items.v[a].links = (int)l->links.n - 1;
}

/* The next stop of e; the net between it and the one before is known by key and owner. */
static void stop_add(struct layout *l, int e, int item, enum port port, enum net_key key, int owner)
{
	struct lay_edge *le = &l->edges[e];

	if (le->stops.n) {
		const struct stop *last = &le->stops.v[le->stops.n - 1];

		if (l->items.v[last->item].level != l->items.v[item].level)
			link_add(l, last->item, last->port, item, port, le->weight);
	}
	VEC_PUSH(&le->stops, ((struct stop){ item, port, key, owner, -1 }));
	if (port != PORT_ANCHOR || l->items.v[item].kind == ITEM_BOX)
		l->nodes[l->items.v[item].node].used[port] = true;
}

/* The transition's own piece of line; with its label where that is said. */
static int own_item(struct layout *l, int e, int level, bool up, bool label)
{
	struct lay_edge *le = &l->edges[e];
	int i = item_add(l, label ? ITEM_LABEL : ITEM_LINE, level, ROLE_OWN, edge_id(l, e), level - 2 * l->nodes[l->flow->edges.v[e].from].rank);
	struct item *it = &l->items.v[i];

	it->up = up;
	it->is_catch = l->flow->edges.v[e].is_catch;
	if (!label)
		return i;
	le->label_item = i;
	it->edge = e;
	if (l->mx->lr) {
		it->lo = le->n_lines;
		it->len = le->label_width + 3;
	} else {
		it->hi = le->label_width;
		it->len = le->n_lines;
	}
	return i;
}

/* Sharing: one item a level for all lines of this class, direction and lane to node. */
static int trunk_item(struct layout *l, int node, bool is_catch, bool up, int lane, int level)
{
	struct lay_node *n = &l->nodes[node];
	int k = up ? level - 2 * n->rank : 2 * n->rank - 1 - level, which = is_catch + 2 * up + 4 * lane;

	while ((int)n->trunk[which].n <= k)
		VEC_PUSH(&n->trunk[which], -1);
	if (n->trunk[which].v[k] < 0) {
		int i = item_add(l, ITEM_LINE, level, ROLE_TRUNK, lane_id(l, node, which), k);

		l->items.v[i].up = up;
		l->items.v[i].is_catch = is_catch;
		n->trunk[which].v[k] = i;
	}
	return n->trunk[which].v[k];
}

/* The same from node, for its transitions of this class that leave further down. */
static int fan_item(struct layout *l, int node, bool is_catch, int level)
{
	struct lay_node *n = &l->nodes[node];
	int k = level - 2 * n->rank - 1;

	while ((int)n->fan[is_catch].n <= k) {
		int i = item_add(l, ITEM_LINE, 2 * n->rank + 1 + (int)n->fan[is_catch].n, ROLE_FAN, lane_id(l, node, is_catch), k);

		l->items.v[i].is_catch = is_catch;
		VEC_PUSH(&n->fan[is_catch], i);
	}
	return n->fan[is_catch].v[k];
}

static void forward_chain(struct layout *l, int e, bool alone)
{
	const struct flow_edge *fe = &l->flow->edges.v[e];
	const struct lay_edge *le = &l->edges[e];
	int at = 2 * l->nodes[fe->from].rank + 1, leave = at + 2 * le->down, end = 2 * l->nodes[fe->to].rank;
	int lane = 2 * fe->to + le->lane;

	stop_add(l, e, l->nodes[fe->from].item, fe->is_catch ? PORT_OUT_CATCH : PORT_OUT, KEY_OUT, fe->from);
	for (; at < leave; at++)
		stop_add(l, e, fan_item(l, fe->from, fe->is_catch, at), PORT_ANCHOR, KEY_OUT, fe->from);
	if (!alone || le->n_lines)
		stop_add(l, e, own_item(l, e, at++, false, le->n_lines > 0), PORT_ANCHOR, KEY_OUT, fe->from);
	for (; at < end; at++)
		stop_add(l, e, trunk_item(l, fe->to, fe->is_catch, false, le->lane, at), PORT_ANCHOR, KEY_IN, lane);
	stop_add(l, e, l->nodes[fe->to].item, port_in(fe->is_catch, false, le->lane), KEY_IN, lane);
}

/* From the box to a lane on its level, or the other way: beside it, or turning on its far side. */
static void turn_add(struct layout *l, int box, enum port port, int lane, bool below, int weight)
{
	for (size_t i = 0; i < l->turns.n; i++) {
		struct turn *t = &l->turns.v[i];

		if (t->box == box && t->lane == lane && t->below == below) {
			t->weight += weight;
			return;
		}
	}
	VEC_PUSH(&l->turns, ((struct turn){ .box = box, .lane = lane, .port = port, .below = below, .weight = weight }));
}

static void backward_chain(struct layout *l, int e)
{
	const struct flow_edge *fe = &l->flow->edges.v[e];
	int from = l->nodes[fe->from].rank * 2, end = l->nodes[fe->to].rank * 2, at = from - 1, lane;
	int box = l->nodes[fe->from].item, target = l->nodes[fe->to].item, which = l->edges[e].lane;
	enum port out = fe->is_catch ? PORT_OUT_CATCH : PORT_OUT, in = port_in(fe->is_catch, true, which);
	bool labelled = l->edges[e].n_lines > 0, self = fe->from == fe->to;

	lane = own_item(l, e, from, true, labelled && self);
	stop_add(l, e, box, out, KEY_OUT, fe->from);
	stop_add(l, e, lane, PORT_ANCHOR, KEY_OUT, fe->from);
	turn_add(l, box, out, lane, true, l->edges[e].weight);
	if (self) {
		turn_add(l, box, in, lane, false, l->edges[e].weight);
	} else {
		turn_add(l, target, in, trunk_item(l, fe->to, fe->is_catch, true, which, end), false, l->edges[e].weight);
		if (labelled)
			stop_add(l, e, own_item(l, e, at--, true, true), PORT_ANCHOR, KEY_EDGE, e);
		for (; at >= end; at--)
			stop_add(l, e, trunk_item(l, fe->to, fe->is_catch, true, which, at), PORT_ANCHOR, KEY_IN_UP, 2 * fe->to + which);
	}
	stop_add(l, e, target, in, KEY_IN_UP, 2 * fe->to + which);
}

static int base_weight(const struct flow_edge *e)
{
	switch (e->parts.v[0].kind) {
	case GE_START:
	case GE_NEXT:
		return 8;
	case GE_CHOICE:
	case GE_DEFAULT:
		return 3;
	case GE_CATCH:
		break;
	}
	return 1;
}

static void add_boxes(struct layout *l)
{
	for (size_t i = 0; i < l->flow->nodes.n; i++) {
		struct lay_node *n = &l->nodes[i];
		struct item *it;

		n->item = item_add(l, ITEM_BOX, 2 * n->rank, ROLE_BOX, l->flow->nodes.v[i].id, 0);
		it = &l->items.v[n->item];
		it->node = (int)i;
		it->lo = n->lo;
		it->hi = n->hi + n->pad_hi;
		it->len = n->len;
		if (2 * n->rank + 2 > l->n_levels)
			l->n_levels = 2 * n->rank + 2;
	}
}

/* Nothing of earlier layers is left. */
static void clear(struct layout *l)
{
	for (size_t i = 0; i < l->flow->nodes.n; i++) {
		for (int k = 0; k < 8; k++)
			l->nodes[i].trunk[k].n = 0;
		for (int k = 0; k < 2; k++)
			l->nodes[i].fan[k].n = 0;
		memset(l->nodes[i].used, 0, sizeof(l->nodes[i].used));
	}
	for (size_t i = 0; i < l->flow->edges.n; i++) {
		l->edges[i].stops.n = 0;
		l->edges[i].label_item = -1;
	}
	for (int i = 0; l->level && i < l->n_levels; i++)
		VEC_DONE(&l->level[i]);
	free(l->level);
	l->level = NULL;
	l->n_levels = 0;
	l->items.n = l->links.n = l->turns.n = 0;
}

void layout_layers(struct layout *l)
{
	const struct flow_scope *s = l->flow;
	int *out = xcalloc(2 * s->nodes.n + 2, sizeof(*out));

	clear(l);
	layout_widen(l);
	add_boxes(l);
	for (size_t i = 0; i < s->edges.n; i++)
		out[2 * s->edges.v[i].from + s->edges.v[i].is_catch]++;
	for (size_t k = 0; k < s->edges.n; k++) {
		int i = l->sequence[k];
		const struct flow_edge *fe = &s->edges.v[i];
		struct lay_edge *le = &l->edges[i];

		le->first = fe->parts.v[0].kind == GE_CHOICE && fe->parts.v[0].index == 0;
		le->weight = le->stacked ? STACKED : base_weight(fe) + le->tree + le->first;
		if (le->back)
			backward_chain(l, i);
		else
			forward_chain(l, i, out[2 * fe->from + fe->is_catch] == 1);
	}
	free(out);
	l->level = xcalloc((size_t)l->n_levels + 1, sizeof(*l->level));
	for (size_t i = 0; i < l->items.n; i++)
		VEC_PUSH(&l->level[l->items.v[i].level], (int)i);
}
