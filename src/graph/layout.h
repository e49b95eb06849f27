/*
 * layout - where the boxes and lines of one scope are, in cells. Axes have no direction here: v runs with the flow, u across it
 * (top-down: u is x, v is y; left-right: u is y, v is x), so that both directions are one algorithm.
 *
 *   layer.c    boxes get a level (2 * rank), transitions become chains of items over the levels; odd levels are for labels
 *   place.h    ranks, and the order of items within a level
 *   ports.c    where on its box a line leaves or arrives
 *   sweep.c    u of every item: short and straight lines
 *   route.c    channels between levels: lines that share a port or a target are one net with a track of its own
 *   rows.c     v of levels, tracks and heads; the polyline of each transition; marks on runs backwards
 *
 * The rule that makes pictures readable: a net is a fan of one source or a fan of one target, never both, so a shared piece of
 * line is never ambiguous. Nets meet only in crossings.
 */
#ifndef ASLANT_GRAPH_LAYOUT_H
#define ASLANT_GRAPH_LAYOUT_H

#include <limits.h>

#include "graph/flow.h"

/* Distances, by direction and zoom. */
struct metrics {
	bool lr, full, dots;
	int gap_box, gap_box_line, gap_line, gap_text;	/* between anchors' extents, see sweep.c: 1 means adjacent */
	int pitch;			/* from one track to the next */
	int port_step;			/* least distance of two ports on one side */
};

enum item_kind { ITEM_BOX, ITEM_LABEL, ITEM_LINE, ITEM_TURN };

enum port { PORT_ANCHOR, PORT_OUT, PORT_OUT_CATCH, PORT_IN, PORT_IN_CATCH, PORT_BACK, PORT_BACK_CATCH, PORT_COUNT };

/* Something on a level. Boxes of states, START (a box without border), labels, pieces of line. TURNs only help to find the order. */
struct item {
	enum item_kind kind;
	int level, order;
	int u;				/* of the anchor, where the line is */
	int lo, hi;			/* cells before and behind the anchor */
	int len;			/* cells along v */
	int node, edge;			/* a box's node, a label's edge; else -1 */
	int links;			/* first link downwards, -1 for none */
	bool up, is_catch;
};

struct link {				/* two items on adjacent levels, a above b */
	int a, b;
	enum port pa, pb;
	int weight;
	int next;			/* of the same a; -1: the last */
};

/* Who shares a line: all transitions with the same key in the same channel. */
enum net_key { KEY_OUT, KEY_IN, KEY_IN_UP, KEY_EDGE };

struct stop {				/* of a transition's way: an item, and the net that leads to it from the stop before */
	int item;
	enum port port;
	enum net_key key;		/* of the hop that ends here */
	int owner;			/* node, or edge for KEY_EDGE */
	int net;			/* -1: the first stop, or a side hop */
};

struct lay_point {
	int u, v;
};

struct lay_edge {
	bool back, tree, first;
	int weight;
	int side_out, side_in;		/* -1, 1: leaves or enters through the side of its box; 0: not */
	char *line[2];			/* label */
	int n_lines, label_width, label_item;
	VEC(struct stop) stops;
	VEC(struct lay_point) points;
};

struct lay_node {
	int rank, item;
	int lo, hi, len;		/* extents of the box, without the retry text */
	int pad_hi;			/* the retry loop and its text */
	int off[PORT_COUNT];		/* ports, from the anchor */
	bool used[PORT_COUNT];
	int side_used[2];		/* edge + 1 whose lane uses the low, the high side; 0: free */
	int side_v;			/* row of side lines, from the box's first */
	bool side_ok[2];
	VEC(int) trunk[4];		/* items of shared lanes to this target: [is_catch + 2 * up], counted from the target */
};

struct pin {
	int item;
	enum port port;
};

#define NO_DOG INT_MIN

struct net {
	int channel;
	enum net_key key;
	int owner;
	bool is_catch;
	VEC(struct pin) top, bot;
	int lo, hi;			/* ends along u */
	int track;			/* -1: straight */
	int dog, track2;		/* dog: in two pieces, top pins on track, bottom pins on track2, joined at this u */
};

struct layout {
	const struct flow_scope *flow;
	const struct metrics *mx;
	struct lay_node *nodes;		/* by flow node */
	struct lay_edge *edges;		/* by flow edge */
	VEC(struct item) items;
	VEC(struct link) links;
	VEC(struct net) nets;
	int n_levels;
	VEC(int) *level;		/* items of each level in order */
	int *level_len, *level_v;	/* rows of levels … */
	int *chan_tracks, *chan_extra, *chan_v, *chan_stub;	/* … and of the channel behind each */
	int size_u, size_v;
	VEC(struct lay_point) marks;	/* of runs backwards */
	int end_rows;			/* rows of lines behind the last box */
};

struct placer;				/* place.h */

/* Nodes' extents must be filled in; then in this order. */
void layout_init(struct layout *l, const struct flow_scope *s, const struct metrics *mx);
void layout_cycles(struct layout *l);				/* cycle.c */
void layout_widen(struct layout *l);				/* ports.c; needs the cycles */
void layout_layers(struct layout *l);				/* layer.c; needs ranks */
void layout_ports(struct layout *l);				/* ports.c; needs the order */
void layout_sweep(struct layout *l);				/* sweep.c */
void layout_route(struct layout *l);				/* route.c */
void layout_rows(struct layout *l);				/* rows.c */
void layout_done(struct layout *l);

/* All of it. The placer says who gives ranks and order. */
void layout_run(struct layout *l, const struct placer *placer);

static inline int pin_u(const struct layout *l, int item, enum port port)
{
	const struct item *it = &l->items.v[item];

	return it->u + (it->node >= 0 && it->kind == ITEM_BOX ? l->nodes[it->node].off[port] : 0);
}

#endif
