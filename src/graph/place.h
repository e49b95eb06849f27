/*
 * place - ranks of boxes and the order of items within their ranks. Plain numbers: no floats, no sizes, no names, so that the same graph
 * gives the same answer everywhere. Ranks are exact (place_rank.c). Of the order there is no exact way: our own (place_order.c,
 * place_improve.c) and Graphviz's dot (place_graphviz.c; only in a child: it is not re-entrant, leaks and may abort), of which the one
 * with fewer crossings wins.
 */
#ifndef ASLANT_GRAPH_PLACE_H
#define ASLANT_GRAPH_PLACE_H

#include <limits.h>

#include "base/base.h"

struct place_edge {
	int a, b, weight;
	int len;			/* ranks from a to b at least */
	int pa, pb;			/* ports: edges at different ones of a node's lower (upper) side run apart from each other there */
};

/* A line between two nodes of one rank that turns above or below it: crosses what leaves the nodes between on that side. */
struct place_arc {
	int a, b;
	bool below;
	int port;			/* of a, among those of its edges on that side */
};

#define PLACE_ANYWHERE LONG_MIN

struct place {
	int n;
	int *rank;			/* the answer of place_rank(), given to place_order() */
	int *order;			/* the answer of place_order(): position within the rank */
	bool *crossed;			/* the answer of place_order(): whose own lines take part in a crossing */
	long *seed;			/* NULL, or where nodes should stand if that costs no crossing: in the order of these, PLACE_ANYWHERE for any */
	VEC(struct place_edge) edges;
	VEC(struct place_arc) arcs;
};

void place_init(struct place *p, int n);
void place_done(struct place *p);
void place_edge_add(struct place *p, int a, int b, int weight);	/* len 1 */

/* Edges lead from lower to higher ranks, the lowest rank is 0; the sum of their weighted lengths is as small as can be. The graph must be
 * acyclic. */
void place_rank(struct place *p);

long place_crossings(const struct place *p);	/* pairs of edges that cross, each counted once; arcs and ports are not looked at */

struct placer {
	bool dot;			/* ask Graphviz too; only in a child */
	int max_items;			/* no more than these for Graphviz */
};

/* Every edge must join adjacent ranks. Returns the crossings, those of arcs and at ports among them. */
long place_order(struct place *p, const struct placer *placer);
/* The same, our own way only and for no more than that work, for who tries many things. */
long place_order_again(struct place *p, long *work);
/* False when Graphviz refuses or its answer is not usable; order is untouched then, else it may have gaps. */
bool place_order_dot(struct place *p);

#endif
