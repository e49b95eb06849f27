/*
 * place - ranks of boxes and the order of items within their ranks. Two ways: Graphviz's dot (only in a child: it is not
 * re-entrant, leaks and may abort) and our own (longest path, barycentre sweeps). Both work on plain numbers; no floats,
 * no sizes, no names, so that the same graph gives the same answer.
 */
#ifndef ASLANT_GRAPH_PLACE_H
#define ASLANT_GRAPH_PLACE_H

#include "base/base.h"

struct place_edge {
	int a, b, weight;		/* rank[a] < rank[b] */
};

struct place {
	int n;
	int *rank;			/* the answer of place_rank_*, given to place_order_* */
	int *order;			/* the answer of place_order_*: position within the rank */
	VEC(struct place_edge) edges;
};

void place_init(struct place *p, int n);
void place_done(struct place *p);
void place_edge_add(struct place *p, int a, int b, int weight);

/* Edges lead from lower to higher ranks, the lowest rank is 0. The graph must be acyclic. */
void place_rank_own(struct place *p);
/* Every edge must join adjacent ranks. */
void place_order_own(struct place *p);
/* False when Graphviz refuses or its answer is not usable; rank and order are untouched then. Only in a child. */
bool place_rank_dot(struct place *p);
bool place_order_dot(struct place *p);

long place_crossings(const struct place *p);	/* pairs of edges that cross, each counted once */

struct placer {
	bool dot;			/* ask Graphviz, take the better order of both; else our own only */
	int max_items;			/* no more than these for Graphviz's order */
};

#endif
