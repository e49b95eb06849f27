/*
 * flow - what is to be drawn: for each States object (scope) its boxes and the transitions between them, with the texts that stand
 * on them. Plain structures: flow_build() fills them from a model, tests fill them by hand. Nothing here knows about places.
 *
 * Scope 0 is the top. A container's scopes have higher numbers than the scope that it stands in, so going through the scopes
 * backwards meets inner ones first and nothing needs to recurse.
 */
#ifndef ASLANT_GRAPH_FLOW_H
#define ASLANT_GRAPH_FLOW_H

#include "graph/graph.h"

enum flow_node_kind { NODE_STATE, NODE_START, NODE_GHOST };

struct flow_node {
	enum flow_node_kind kind;
	uint64_t id;			/* the same box in another flow of the same definition, or of an edited one */
	int state;			/* index in the machine; -1 for START and ghosts */
	enum asl_type type;
	char *name;			/* safe to show, not yet cut */
	char *detail;			/* "Task lambda mock_api"; "" for none */
	char *comment;			/* NULL: none, or not asked for */
	char *retry;			/* the retriers' errors; NULL: no Retry */
	long retry_max;
	int inner;			/* a container's states, at any depth */
	bool container, open, terminal;
	bool broken;			/* the state has an error of its own */
	int *scopes;			/* an open container's scopes */
	size_t n_scopes;
};

/* One transition; several of one state with the same class and target are one edge. */
struct flow_part {
	enum graph_edge_kind kind;
	int index;
	char *label;			/* "" for none */
};

struct flow_edge {
	int from, to;			/* nodes */
	bool is_catch;
	char *label;			/* the parts' labels, joined; "" for none */
	VEC(struct flow_part) parts;	/* at least one */
};

struct flow_scope {
	int parent, parent_node;	/* the scope and the node that it is inside of; -1 at the top */
	int start;			/* the START node; -1 where StartAt names no state */
	VEC(struct flow_node) nodes;
	VEC(struct flow_edge) edges;	/* by source in the order of nodes; of one source: Next, Choices, Default, Catch */
};

struct flow {
	VEC(struct flow_scope) scopes;
};

struct flow *flow_build(const struct asl_machine *m, const struct graph_options *o);
void flow_free(struct flow *f);
uint64_t flow_hash(const struct flow *f);		/* of everything in it */

/* For flow_build and for tests. name and label are copied; the new node's number, the new or widened edge's number. */
struct flow_scope *flow_scope_add(struct flow *f, int parent, int parent_node);
int flow_node_add(struct flow_scope *s, enum flow_node_kind kind, int state, enum asl_type type, const char *name);
int flow_edge_add(struct flow_scope *s, int from, int to, enum graph_edge_kind kind, int index, const char *label);

/* --- texts (flow_text.c) ------------------------------------------------------------------------------------------- */

/* A copy that can stand in a picture: white space is one blank, controls are '?', format characters are left out. */
char *flow_text_clean(const char *s);
int flow_text_width(const char *clean);				/* cells, by code point */
/* The first cols cells, cut with … (ascii ~) where it does not fit; caller frees. */
char *flow_text_cut(const char *clean, int cols, bool ascii);
/* Breaks at blanks into at most max lines of cols cells, the last one cut; returns how many. Caller frees each. */
int flow_text_wrap(const char *clean, int cols, int max, bool ascii, char **lines);

/* The second row of a state's box (flow_label.c); caller frees. */
char *flow_label_detail(const struct asl_state *s);

#endif
