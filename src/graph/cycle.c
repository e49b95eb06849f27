/*
 * cycle - which transitions run backwards: depth first from START, in the order Next, Choices, Default, Catch; a transition to a box
 * that is still on the way is one. Ours and not dot's, for it is stable under edits and puts the loop where its author thinks it is.
 */
#include "graph/layout.h"

#include <stdlib.h>

struct frame {
	int node;
	size_t edge;		/* the next one to look at */
};

enum { WHITE, ON_WAY, DONE };

struct walk {
	struct layout *l;
	struct frame *stack;
	size_t *first, *list;	/* edges by source: list[first[n] .. first[n + 1] - 1] */
	int *colour;
};

static void visit(struct walk *w, int root)
{
	const struct flow_scope *s = w->l->flow;
	size_t depth = 0;

	w->stack[depth++] = (struct frame){ root, w->first[root] };
	w->colour[root] = ON_WAY;
	while (depth) {
		struct frame *f = &w->stack[depth - 1];
		struct lay_edge *e;
		int to;

		if (f->edge == w->first[f->node + 1]) {
			w->colour[f->node] = DONE;
			depth--;
			continue;
		}
		e = &w->l->edges[w->list[f->edge]];
		to = s->edges.v[w->list[f->edge]].to;
		f->edge++;
		if (w->colour[to] == ON_WAY)
			e->back = true;
		if (w->colour[to] != WHITE)
			continue;
		e->tree = true;
		w->colour[to] = ON_WAY;
		w->stack[depth++] = (struct frame){ to, w->first[to] };
	}
}

void layout_cycles(struct layout *l)
{
	const struct flow_scope *s = l->flow;
	size_t n = s->nodes.n;
	struct walk w = { .l = l };
	size_t *fill = xcalloc(n + 1, sizeof(*fill));
	bool *entered = xcalloc(n + 1, sizeof(*entered));

	w.stack = xcalloc(n + 1, sizeof(*w.stack));
	w.first = xcalloc(n + 2, sizeof(*w.first));
	w.list = xcalloc(s->edges.n + 1, sizeof(*w.list));
	w.colour = xcalloc(n + 1, sizeof(*w.colour));
	for (size_t i = 0; i < s->edges.n; i++)
		w.first[s->edges.v[i].from + 1]++;
	for (size_t i = 0; i < n; i++)
		w.first[i + 1] += w.first[i];
	for (size_t i = 0; i < s->edges.n; i++) {
		int from = s->edges.v[i].from;

		w.list[w.first[from] + fill[from]++] = i;
		entered[s->edges.v[i].to] |= s->edges.v[i].to != from;
	}
	if (s->start >= 0)
		visit(&w, s->start);
	/* What START does not reach: from where nothing leads to it, else anywhere. */
	for (size_t i = 0; i < n; i++)
		if (w.colour[i] == WHITE && !entered[i])
			visit(&w, (int)i);
	for (size_t i = 0; i < n; i++)
		if (w.colour[i] == WHITE)
			visit(&w, (int)i);
	free(fill);
	free(entered);
	free(w.stack);
	free(w.first);
	free(w.list);
	free(w.colour);
}
