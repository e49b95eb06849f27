/* export_dot, export_mermaid - the same boxes and transitions for programs that lay out by themselves. Names of nodes are numbers of
 * ours, what people wrote stands in labels only. */
#include "graph/flow.h"

#include <stdlib.h>
#include <string.h>

/* --- DOT ---------------------------------------------------------------------------------------------------------- */

static void add_dot_text(struct str *out, const char *s)
{
	str_addc(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			str_addc(out, '\\');
		str_addc(out, *s);
	}
	str_addc(out, '"');
}

static void indent(struct str *out, int depth)
{
	for (int i = 0; i <= depth; i++)
		str_addc(out, '\t');
}

static int depth_of(const struct flow *f, int scope)
{
	int depth = 0;

	while (f->scopes.v[scope].parent >= 0) {
		scope = f->scopes.v[scope].parent;
		depth += 2;
	}
	return depth;
}

static const char *dot_shape(const struct flow_node *n)
{
	switch (n->type) {
	case ASL_CHOICE:
		return ",shape=diamond";
	case ASL_SUCCEED:
	case ASL_FAIL:
		return ",shape=box,peripheries=2";
	default:
		return n->kind == NODE_GHOST ? ",shape=box,style=dotted" : ",shape=box,style=rounded";
	}
}

static void dot_node(struct str *out, const struct flow_node *n, int scope, int node, int depth)
{
	indent(out, depth);
	if (n->kind == NODE_START) {
		str_addf(out, "n%d_%d [shape=point,width=0.12]\n", scope, node);
		return;
	}
	str_addf(out, "n%d_%d [label=", scope, node);
	add_dot_text(out, n->name);
	str_addf(out, "%s]\n", dot_shape(n));
}

/* An open container is a cluster; lines to it end at an invisible point inside, cut at the cluster's border. */
static void dot_open(struct str *out, const struct flow_node *n, int scope, int node, int depth)
{
	indent(out, depth);
	str_addf(out, "subgraph cluster_%d_%d { label=", scope, node);
	add_dot_text(out, n->name);
	str_adds(out, "\n");
	indent(out, depth + 1);
	str_addf(out, "n%d_%d [shape=point,style=invis]\n", scope, node);
}

static void dot_end(struct str *out, const struct flow_scope *s, int scope, int node, const char *which)
{
	if (s->nodes.v[node].open)
		str_addf(out, ",%s=cluster_%d_%d", which, scope, node);
}

static void dot_edges(struct str *out, const struct flow_scope *s, int scope, int depth)
{
	for (size_t i = 0; i < s->edges.n; i++) {
		const struct flow_edge *e = &s->edges.v[i];

		indent(out, depth);
		str_addf(out, "n%d_%d -> n%d_%d [label=", scope, e->from, scope, e->to);
		add_dot_text(out, e->label);
		str_adds(out, e->is_catch ? ",style=dashed" : "");
		dot_end(out, s, scope, e->from, "ltail");
		dot_end(out, s, scope, e->to, "lhead");
		str_adds(out, "]\n");
	}
}

/* --- Mermaid ------------------------------------------------------------------------------------------------------ */

static void add_mermaid_text(struct str *out, const char *s)
{
	str_addc(out, '"');
	for (; *s; s++) {
		if (strchr("\"#<>&;|[]{}()`", *s))
			str_addf(out, "#%d;", *s);
		else
			str_addc(out, *s);
	}
	str_addc(out, '"');
}

static void mermaid_node(struct str *out, const struct flow_node *n, int scope, int node, int depth)
{
	const char *open = n->type == ASL_CHOICE ? "{" : n->terminal ? "([" : "[", *close = n->type == ASL_CHOICE ? "}" : n->terminal ? "])" : "]";

	indent(out, depth);
	if (n->kind == NODE_START) {
		str_addf(out, "n%d_%d((\" \"))\n", scope, node);
		return;
	}
	str_addf(out, "n%d_%d%s", scope, node, open);
	add_mermaid_text(out, n->name);
	str_addf(out, "%s\n", close);
}

static void mermaid_open(struct str *out, const struct flow_node *n, int scope, int node, int depth)
{
	indent(out, depth);
	str_addf(out, "subgraph n%d_%d [", scope, node);
	add_mermaid_text(out, n->name);
	str_adds(out, "]\n");
}

static void mermaid_edges(struct str *out, const struct flow_scope *s, int scope, int depth)
{
	for (size_t i = 0; i < s->edges.n; i++) {
		const struct flow_edge *e = &s->edges.v[i];

		indent(out, depth);
		str_addf(out, "n%d_%d %s", scope, e->from, e->is_catch ? "-.->" : "-->");
		if (*e->label) {
			str_addc(out, '|');
			add_mermaid_text(out, e->label);
			str_addc(out, '|');
		}
		str_addf(out, " n%d_%d\n", scope, e->to);
	}
}

/* --- both --------------------------------------------------------------------------------------------------------- */

struct dialect {
	void (*node)(struct str *out, const struct flow_node *n, int scope, int node, int depth);
	void (*open)(struct str *out, const struct flow_node *n, int scope, int node, int depth);
	void (*edges)(struct str *out, const struct flow_scope *s, int scope, int depth);
	const char *close;
};

/* Where a scope's walk stands: scopes nest as deep as a definition does, so the stack is ours. */
struct level {
	int scope;
	size_t node, inner;		/* the next node; the next scope inside the one before it */
};

static void walk(struct str *out, const struct flow *f, const struct dialect *d)
{
	VEC(struct level) stack = {0};

	if (f->scopes.n)
		VEC_PUSH(&stack, ((struct level){ 0, 0, 0 }));
	while (stack.n) {
		struct level *l = &stack.v[stack.n - 1];
		const struct flow_scope *s = &f->scopes.v[l->scope];
		const struct flow_node *in = l->node ? &s->nodes.v[l->node - 1] : NULL;
		int depth = depth_of(f, l->scope);

		if (in && in->open && l->inner < in->n_scopes) {
			VEC_PUSH(&stack, ((struct level){ in->scopes[l->inner++], 0, 0 }));
			continue;
		}
		if (in && in->open) {
			indent(out, depth);
			str_addf(out, "%s\n", d->close);
		}
		if (l->node == s->nodes.n) {
			d->edges(out, s, l->scope, depth);
			stack.n--;
			continue;
		}
		in = &s->nodes.v[l->node];
		if (in->open)
			d->open(out, in, l->scope, (int)l->node, depth);
		else
			d->node(out, in, l->scope, (int)l->node, depth);
		l->node++;
		l->inner = 0;
	}
	VEC_DONE(&stack);
}

void graph_dot(struct str *out, const struct asl_machine *m, const struct graph_options *o)
{
	static const struct dialect dot = { dot_node, dot_open, dot_edges, "}" };
	struct flow *f = flow_build(m, o);

	str_addf(out, "digraph {\n\trankdir=%s; compound=true; node [fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\"]\n",
		o->direction == GRAPH_LR ? "LR" : "TB");
	walk(out, f, &dot);
	str_adds(out, "}\n");
	flow_free(f);
}

void graph_mermaid(struct str *out, const struct asl_machine *m, const struct graph_options *o)
{
	static const struct dialect mermaid = { mermaid_node, mermaid_open, mermaid_edges, "end" };
	struct flow *f = flow_build(m, o);

	str_addf(out, "flowchart %s\n", o->direction == GRAPH_LR ? "LR" : "TB");
	walk(out, f, &mermaid);
	flow_free(f);
}
