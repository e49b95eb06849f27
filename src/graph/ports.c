/*
 * ports - where on its box a line leaves or arrives, once the order is known. The main way uses the anchor; a catch and the heads
 * of backward transitions stand beside it, on the side where their lines are, so that lines need not cross to get there.
 * A lane that runs directly beside a box enters or leaves through the box's side instead of turning above or below it.
 */
#include "graph/layout.h"

#include <stdlib.h>

/* Where a port's lines are: mean position on the next level; lanes on the box's own level are far to their side. */
struct lean {
	long sum, n;
};

#define FAR 100000

static void lean_add(struct layout *l, struct lean *leans, int node, const struct stop *at, const struct stop *next)
{
	const struct item *box = &l->items.v[at->item], *other = &l->items.v[next->item];
	struct lean *lean = &leans[node * PORT_COUNT + (int)at->port];

	if (other->level == box->level)
		lean->sum += other->order < box->order ? -FAR : FAR;
	else
		lean->sum += other->order;
	lean->n++;
}

/* --- sides -------------------------------------------------------------------------------------------------------- */

/* -1 or 1 where the lane is the box's direct neighbour and that side is free, else 0. */
static int free_side(struct layout *l, int node, int lane)
{
	const struct item *box = &l->items.v[l->nodes[node].item], *it = &l->items.v[lane];
	int side = it->order < box->order ? -1 : 1;
	struct lay_node *n = &l->nodes[node];

	/* A label on the lane itself (of a transition to the same state) needs the lane whole. */
	if (l->mx->dots || it->kind == ITEM_LABEL || abs(it->order - box->order) != 1 || !n->side_ok[side > 0])
		return 0;
	if (n->side_used[side > 0] && n->side_used[side > 0] != lane + 1)
		return 0;
	n->side_used[side > 0] = lane + 1;
	return side;
}

static void choose_sides(struct layout *l)
{
	for (size_t i = 0; i < l->flow->edges.n; i++) {
		struct lay_edge *le = &l->edges[i];
		int lane;

		if (!le->back)
			continue;
		lane = le->stops.v[le->stops.n - 2].item;
		le->side_in = free_side(l, l->flow->edges.v[i].to, lane);
	}
	for (size_t i = 0; i < l->flow->edges.n; i++) {
		struct lay_edge *le = &l->edges[i];

		if (le->back && l->flow->edges.v[i].from != l->flow->edges.v[i].to)
			le->side_out = free_side(l, l->flow->edges.v[i].from, le->stops.v[1].item);
	}
}

/* --- offsets ------------------------------------------------------------------------------------------------------ */

struct side_ports {
	enum port port[PORT_COUNT];
	int n;
};

/* Room for ports on one side of the anchor: not on it, not on a corner. */
static int room(const struct lay_node *n, bool high, int step)
{
	int cells = (high ? n->hi : n->lo) - 1;

	return cells < 0 ? 0 : cells / step;
}

static void spread(const struct layout *l, struct lay_node *n, const struct side_ports *s, bool high)
{
	int step = l->mx->port_step, usable = (high ? n->hi : n->lo) - 1, quarter = (n->lo + n->hi + 1) / 4 + 1;

	for (int k = 0; k < s->n; k++) {
		int off = s->n == 1 ? (quarter < usable ? quarter : usable) : (k + 1) * (usable + 1) / (s->n + 1);

		if (l->mx->lr || off < (k + 1) * step)
			off = (k + 1) * step;
		n->off[s->port[k]] = high ? off : -off;
	}
}

/* Left to right the name's row is the first one: there is no room above it, so the port that belongs there takes the anchor itself. */
static void give_anchor(struct lay_node *n, enum port to, enum port from)
{
	n->off[to] = 0;
	n->off[from] = 1;
}

/* Ports of one border: the first one in use takes the anchor, the others their side, from the inside outwards. */
static void set_border(const struct layout *l, struct lay_node *n, const struct lean *leans, const enum port *ports, int count)
{
	struct side_ports sides[2] = { { .n = 0 }, { .n = 0 } };
	int first = 0;
	long middle;

	while (first < count && !n->used[ports[first]])
		first++;
	if (first == count)
		return;
	n->off[ports[first]] = 0;
	middle = leans[ports[first]].n ? leans[ports[first]].sum / leans[ports[first]].n : 0;
	for (int k = first + 1; k < count; k++) {
		const struct lean *lean = &leans[ports[k]];
		bool high;

		if (!n->used[ports[k]])
			continue;
		high = !lean->n || lean->sum / lean->n >= (labs(lean->sum / lean->n) >= FAR / 2 ? 0 : middle);
		if (l->mx->lr && !high && !room(n, false, 1) && !sides[0].n && !sides[1].n && room(n, true, 1)) {
			give_anchor(n, ports[k], ports[first]);
			return;
		}
		if (sides[high].n >= room(n, high, l->mx->port_step))
			high = !high;
		sides[high].port[sides[high].n++] = ports[k];
	}
	spread(l, n, &sides[0], false);
	spread(l, n, &sides[1], true);
}

void layout_ports(struct layout *l)
{
	static const enum port out[] = { PORT_OUT, PORT_OUT_CATCH };
	enum port in[PORT_COUNT - PORT_IN];
	size_t n = l->flow->nodes.n;
	struct lean *leans = xcalloc(n * PORT_COUNT + 1, sizeof(*leans));

	for (size_t k = 0; k < ARRAY_LEN(in); k++)
		in[k] = (enum port)(PORT_IN + k);
	choose_sides(l);
	for (size_t i = 0; i < n; i++)
		for (int p = 0; p < PORT_COUNT; p++)
			l->nodes[i].used[p] = false;
	for (size_t i = 0; i < l->flow->edges.n; i++) {
		struct lay_edge *le = &l->edges[i];
		const struct flow_edge *fe = &l->flow->edges.v[i];
		const struct stop *s = le->stops.v;
		size_t last = le->stops.n - 1;

		if (!le->side_out) {
			l->nodes[fe->from].used[s[0].port] = true;
			lean_add(l, leans, fe->from, &s[0], &s[1]);
		}
		if (!le->side_in) {
			l->nodes[fe->to].used[s[last].port] = true;
			lean_add(l, leans, fe->to, &s[last], &s[last - 1]);
		}
	}
	for (size_t i = 0; i < n; i++) {
		set_border(l, &l->nodes[i], &leans[i * PORT_COUNT], in, ARRAY_LEN(in));
		set_border(l, &l->nodes[i], &leans[i * PORT_COUNT], out, ARRAY_LEN(out));
	}
	free(leans);
}

/* Boxes must have room for as many ports as a border may need. */
void layout_widen(struct layout *l)
{
	size_t n = l->flow->nodes.n;
	unsigned *ports = xcalloc(n + 1, sizeof(*ports));

	for (size_t i = 0; i < l->flow->edges.n; i++) {
		const struct flow_edge *fe = &l->flow->edges.v[i];

		ports[fe->from] |= 1u << (fe->is_catch ? PORT_OUT_CATCH : PORT_OUT);
		ports[fe->to] |= 1u << port_in(fe->is_catch, l->edges[i].back, l->edges[i].lane);
	}
	for (size_t i = 0; i < n; i++) {
		struct lay_node *nd = &l->nodes[i];
		int in = 0, out = 0, more;

		nd->lo = nd->least_lo;
		nd->hi = nd->least_hi;
		for (int p = PORT_OUT; p < PORT_COUNT; p++)
			if (ports[i] & 1u << p)
				*(p == PORT_OUT || p == PORT_OUT_CATCH ? &out : &in) += 1;
		more = (in > out ? in : out) - 1;
		while (l->flow->nodes.v[i].kind != NODE_START && room(nd, false, l->mx->port_step) + room(nd, true, l->mx->port_step) < more) {
			nd->hi++;
			if (!l->mx->lr || nd->lo + 1 < nd->hi)
				nd->lo++;
		}
	}
	free(ports);
}
