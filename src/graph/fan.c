/*
 * fan - many transitions of one box: on which ranks they leave it. Side by side they would make the picture wider than a screen, so they
 * are stacked: the box's own lane runs down at the left, and on several ranks a row of transitions leaves it. A row has room for the
 * boxes that only it leads to; what comes behind those stands above the next row.
 */
#include "graph/layout.h"

#include <stdlib.h>
#include <string.h>

#define LEAST 4			/* fewer transitions are never stacked */

/* What only one box leads to, as a tree. */
struct trees {
	const struct layout *l;
	int *todo;			/* nodes in topological order */
	int *parent;			/* the one box that leads there; -1: none or several */
	int *cols, *depth;		/* across and along the flow, with all that hangs below */
	int n;
};

static void topological(struct trees *t)
{
	const struct flow_scope *s = t->l->flow;
	int *missing = xcalloc(s->nodes.n + 1, sizeof(*missing));
	size_t *first = xcalloc(s->nodes.n + 2, sizeof(*first));

	for (size_t i = 0; i < s->edges.n; i++) {
		first[s->edges.v[i].from + 1] = i + 1;
		missing[s->edges.v[i].to] += !t->l->edges[i].back;
	}
	for (size_t i = 0; i < s->nodes.n; i++)
		if (!missing[i])
			t->todo[t->n++] = (int)i;
	for (int k = 0; k < t->n; k++) {
		int v = t->todo[k];

		for (size_t i = first[v + 1]; i-- > 0 && s->edges.v[i].from == v;)
			if (!t->l->edges[i].back && --missing[s->edges.v[i].to] == 0)
				t->todo[t->n++] = s->edges.v[i].to;
	}
	free(missing);
	free(first);
}

static void find_trees(struct trees *t)
{
	const struct flow_scope *s = t->l->flow;
	int *below = xcalloc(s->nodes.n + 1, sizeof(*below));

	topological(t);
	for (size_t i = 0; i < s->nodes.n; i++)
		t->parent[i] = -1;
	for (size_t i = 0; i < s->edges.n; i++) {
		const struct flow_edge *fe = &s->edges.v[i];

		if (t->l->edges[i].back || fe->from == fe->to || t->parent[fe->to] == fe->from)
			continue;
		t->parent[fe->to] = t->parent[fe->to] == -1 ? fe->from : -2;
	}
	for (int k = t->n; k-- > 0;) {
		int v = t->todo[k], own = t->l->nodes[v].lo + t->l->nodes[v].hi + t->l->nodes[v].pad_hi + t->l->mx->gap_box;

		t->cols[v] = own > below[v] ? own : below[v];
		t->depth[v]++;
		if (t->parent[v] < 0)
			continue;
		below[t->parent[v]] += t->cols[v];
		if (t->depth[t->parent[v]] < t->depth[v])
			t->depth[t->parent[v]] = t->depth[v];
	}
	free(below);
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

struct branch {
	int edge, cols, depth, row;
};

static struct branch measure(const struct trees *t, int e)
{
	const struct flow_edge *fe = &t->l->flow->edges.v[e];
	int cols = t->l->edges[e].label_width + t->l->mx->gap_text, depth = 1;

	if (t->parent[fe->to] == fe->from) {
		cols = t->cols[fe->to] > cols ? t->cols[fe->to] : cols;
		depth = t->depth[fe->to];
	}
	return (struct branch){ e, cols, depth, 0 };
}

static int fill_rows(struct branch *list, int n, int cols)
{
	int rows = 1, used = 0;

	for (int i = 0; i < n; i++) {
		if (used > 0 && used + list[i].cols > cols) {
			rows++;
			used = 0;
		}
		list[i].row = rows - 1;
		used += list[i].cols;
	}
	return rows;
}

/* No more rows than needed, and all of about the same length. */
static int set_rows(struct branch *list, int n, int cols)
{
	int rows = fill_rows(list, n, cols), lo = 1, hi = cols;

	while (lo < hi) {
		int middle = (lo + hi) / 2;

		if (fill_rows(list, n, middle) > rows)
			lo = middle + 1;
		else
			hi = middle;
	}
	return fill_rows(list, n, hi);
}

static void stack(struct layout *l, struct branch *list, int n)
{
	int total = 0, down = 0, rows;

	for (int i = 0; i < n; i++)
		total += list[i].cols;
	if (n < LEAST || total <= l->mx->fan)
		return;
	rows = set_rows(list, n, l->mx->fan);
	for (int r = 0, deepest = 0; r < rows; r++, down += deepest) {
		deepest = 1;
		for (int i = 0; i < n; i++) {
			if (list[i].row != r)
				continue;
			l->edges[list[i].edge].down = down;
			l->edges[list[i].edge].stacked = true;
			deepest = list[i].depth > deepest ? list[i].depth : deepest;
		}
	}
}

static void sort_sequence(struct layout *l)
{
	const struct flow_scope *s = l->flow;

	/* The last row first: so the lane that leads there is the first of the lines below the box. */
	for (size_t i = 0; i < s->edges.n; i++) {
		size_t k = i;

		for (; k > 0 && s->edges.v[l->sequence[k - 1]].from == s->edges.v[i].from &&
			l->edges[l->sequence[k - 1]].down < l->edges[i].down; k--)
			l->sequence[k] = l->sequence[k - 1];
		l->sequence[k] = (int)i;
	}
}

void layout_fans(struct layout *l)
{
	const struct flow_scope *s = l->flow;
	size_t n = s->nodes.n + 1;
	struct trees t = {
		.l = l, .todo = xcalloc(n, sizeof(int)), .parent = xcalloc(n, sizeof(int)), .cols = xcalloc(n, sizeof(int)),
		.depth = xcalloc(n, sizeof(int)),
	};
	struct branch *list = xcalloc(s->edges.n + 1, sizeof(*list));

	find_trees(&t);
	for (size_t first = 0, i = 0; l->mx->fan > 0 && i < s->edges.n; first = i) {
		int count[2] = { 0, 0 };

		/* Transitions and catches are one after the other among the edges of a box. */
		for (int is_catch = 0; is_catch < 2; is_catch++) {
			for (i = first; i < s->edges.n && s->edges.v[i].from == s->edges.v[first].from; i++)
				if (s->edges.v[i].is_catch == is_catch && !l->edges[i].back)
					list[count[is_catch]++] = measure(&t, (int)i);
			stack(l, list, count[is_catch]);
		}
	}
	sort_sequence(l);
	free(t.todo);
	free(t.parent);
	free(t.cols);
	free(t.depth);
	free(list);
}
