/*
 * layout - where the boxes and lines of one scope are, in cells. Axes have no direction here: v runs with the flow, u across it
 * (top-down: u is x, v is y; left-right: u is y, v is x), so that both directions are one algorithm.
 *
 *   cycle.c    which transitions run backwards
 *   fan.c      many transitions of one box: on which ranks they leave it
 *   place.h    ranks, and the order of items within a level
 *   layer.c    boxes get a level (2 * rank), transitions become chains of items over the levels; odd levels are for labels
 *   order.c    what is asked of place.h, and where a second lane to a box saves crossings
 *   ports.c    where on its box a line leaves or arrives
 *   sweep.c    u of every item: short lines
 *   straight.c the same, moving what hangs together by straight lines
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
	int fan;			/* transitions of one box that take more than these cells side by side are stacked; 0: never */
};

enum item_kind { ITEM_BOX, ITEM_LABEL, ITEM_LINE };

/* Where a line meets a box. What arrives: PORT_IN + 1 for a catch + 2 for a way backwards + 4 for the second lane. */
enum port { PORT_ANCHOR, PORT_OUT, PORT_OUT_CATCH, PORT_IN, PORT_COUNT = PORT_IN + 8 };

/* Something on a level. Boxes of states, START (a box without border), labels, pieces of line. */
struct item {
	enum item_kind kind;
	int level, order;
	int u;				/* of the anchor, where the line is */
	int sep;			/* least distance from the first item of its level */
	int lo, hi;			/* cells before and behind the anchor */
	int len;			/* cells along v */
	int node, edge;			/* a box's node, a label's edge; else -1 */
	int links;			/* first link downwards, -1 for none */
	bool up, is_catch;
	bool crossed;			/* a line of it crosses another */
	uint64_t key;			/* the same item in another layout of the same definition, or of an edited one */
};

struct link {				/* two items on adjacent levels, a above b */
	int a, b;
	enum port pa, pb;
	int base, weight;		/* of its transitions; times what straightness is worth here */
	int next;			/* of the same a; -1: the last */
};

/* Where a line changes between a box and a lane on its level: through the box's side, or below (above) both of them. */
struct turn {
	int box, lane;			/* items */
	enum port port;
	bool below;
	int weight;
};

/* Who shares a line: all transitions with the same key and owner in the same channel. */
enum net_key { KEY_OUT, KEY_IN, KEY_IN_UP, KEY_EDGE };

struct stop {				/* of a transition's way: an item, and the net that leads to it from the stop before */
	int item;
	enum port port;
	enum net_key key;		/* of the hop that ends here */
	int owner;			/* KEY_OUT: the source; KEY_IN…: 2 * target + lane; KEY_EDGE: the transition */
	int net;			/* -1: the first stop, or a side hop */
};

struct lay_point {
	int u, v;
};

struct lay_edge {
	bool back, tree, first;
	int lane;			/* 0, or 1: shares the target's second lane, where one alone would cross others */
	bool stacked;			/* one of so many that they leave their box on several ranks (fan.c): */
	int down;			/* ranks that the source's own lane runs down before this transition leaves it */
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
	int least_lo, least_hi;		/* before it was widened for its ports */
	int pad_hi;			/* the retry loop and its text */
	int off[PORT_COUNT];		/* ports, from the anchor */
	bool used[PORT_COUNT];
	int side_used[2];		/* edge + 1 whose lane uses the low, the high side; 0: free */
	int side_v;			/* row of side lines, from the box's first */
	bool side_ok[2];
	VEC(int) trunk[8];		/* items of shared lanes to this target: [is_catch + 2 * up + 4 * lane], counted from the target */
	VEC(int) fan[2];		/* items of its own lane, from which its transitions leave on several ranks: [is_catch] */
};

/* Where items stood, by key: the beginning of another layout. Sorted by key. */
struct seeds {
	VEC(struct picture_seed) list;
};

void seeds_add(struct seeds *s, uint64_t key, int64_t at);
void seeds_sort(struct seeds *s);
const struct picture_seed *seeds_find(const struct seeds *s, uint64_t key);	/* NULL: not there */

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
	const struct seeds *before;	/* an earlier layout, which this one should be like; NULL: none */
	struct lay_node *nodes;		/* by flow node */
	struct lay_edge *edges;		/* by flow edge */
	int *sequence;			/* edges in the order in which layers are made of them */
	VEC(struct item) items;
	VEC(struct link) links;
	VEC(struct turn) turns;
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

/* Nodes' extents and labels must be filled in; then in this order. */
void layout_init(struct layout *l, const struct flow_scope *s, const struct metrics *mx);
void layout_cycles(struct layout *l);				/* cycle.c */
void layout_fans(struct layout *l);				/* fan.c */
void layout_ranks(struct layout *l);				/* order.c */
void layout_layers(struct layout *l);				/* layer.c; may be called again when lanes have changed */
void layout_order(struct layout *l, const struct placer *placer);	/* order.c; makes the layers too */
void layout_ports(struct layout *l);				/* ports.c; needs the order */
void layout_sweep(struct layout *l);				/* sweep.c */
void layout_straighten(struct layout *l);			/* straight.c; from where layout_sweep() put things */
void layout_route(struct layout *l);				/* route.c */
void layout_rows(struct layout *l);				/* rows.c */
void layout_done(struct layout *l);

void layout_widen(struct layout *l);				/* ports.c; boxes as wide as their ports need, for layer.c */

/* All of it. The placer says who gives the order. */
void layout_run(struct layout *l, const struct placer *placer);

static inline enum port port_in(bool is_catch, bool back, int lane)
{
	return (enum port)(PORT_IN + is_catch + 2 * back + 4 * lane);
}

static inline int pin_u(const struct layout *l, int item, enum port port)
{
	const struct item *it = &l->items.v[item];

	return it->u + (it->node >= 0 && it->kind == ITEM_BOX ? l->nodes[it->node].off[port] : 0);
}

#endif
