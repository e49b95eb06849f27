/* place_private - what the files of placing share: who is connected to whom, and nodes in layers. */
#ifndef ASLANT_GRAPH_PLACE_PRIVATE_H
#define ASLANT_GRAPH_PLACE_PRIVATE_H

#include "graph/place.h"

/* Neighbours of each node on one side, as one array cut by first[]. */
struct side {
	int *first, *node, *weight, *len;
	int *port, *far_port;		/* the node's own, the neighbour's */
};

void side_init(struct side *s, const struct place *p, bool down);
void side_done(struct side *s);

/* Nodes by rank: at[first[r] + k] is the k-th of rank r; place->order says the same from the node's end. */
struct layers {
	struct place *p;
	struct side up, down;
	int n_ranks, *first, *at;
	int *arc_first, *arc;		/* arcs of each node: arc[arc_first[v] …] is a number in place->arcs */
	int *rank_arc_first, *rank_arc;	/* likewise of each rank */
	int *sorted, *tree;		/* for counting */
	int *stubs[2];			/* ports with edges above, below each node */
	bool *many[2];			/* has several ports above, below, arcs counted */
};

void layers_init(struct layers *l, struct place *p);
void layers_done(struct layers *l);
void layers_renumber(struct layers *l);		/* order from at */
void layers_arrange(struct layers *l);		/* at from order */
long layers_crossings(const struct layers *l, int rank);	/* of edges from this rank to the next */
/* All crossings that have to do with edges between these ranks, or arcs on them. */
long layers_cost(const struct layers *l, int from, int to);

/* Nodes whose own lines take part in a crossing: only they can make it go away by standing elsewhere. */
void layers_crossed(const struct layers *l, bool *crossed);

/* The other end of an arc, seen from v. */
static inline int arc_other(const struct place_arc *a, int v)
{
	return a->a == v ? a->b : a->a;
}

/* Chains of nodes are taken out and put back where they cross the least, until no chain can do better or the work (cells looked at) is
 * spent. Never leaves more crossings than there were; returns how many there are. */
long place_improve(struct layers *l, long *work);

#endif
