/*
 * place_graphviz - the order from dot, which stops after phase 2 when the graph has the attribute `phase` and leaves `rank` and `order`
 * as attributes of nodes. The only file that knows <gvc.h>. Runs in a child only (job.c): the library leaks and may abort.
 */
#include "graph/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gvc.h>

#include "config.h"

#ifdef HAVE_GVPLUGIN_DOT
extern gvplugin_library_t gvplugin_dot_layout_LTX_library;

static lt_symlist_t builtins[] = {
	{ "gvplugin_dot_layout_LTX_library", &gvplugin_dot_layout_LTX_library },
	{ NULL, NULL },
};
#endif

static GVC_t *context(void)
{
	static GVC_t *gvc;

	if (gvc)
		return gvc;
#ifdef HAVE_GVPLUGIN_DOT
	gvc = gvContextPlugins(builtins, 0);
#else
	gvc = gvContext();
#endif
	agseterr(AGMAX);		/* its messages would go to the screen */
	return gvc;
}

static int no_message(char *text)
{
	(void)text;
	return 0;
}

static void set(Agraph_t *g, int kind, const char *name, const char *value)
{
	char n[32], v[32];		/* the library takes char * and does not write to it, but says so nowhere */

	snprintf(n, sizeof(n), "%s", name);
	snprintf(v, sizeof(v), "%s", value);
	agattr(g, kind, n, v);
}

static Agraph_t *make_graph(const struct place *p, const char *phase, Agnode_t **nodes)
{
	char name[32] = "g";
	Agraph_t *g = agopen(name, Agdirected, NULL);

	if (!g)
		return NULL;
	set(g, AGRAPH, "phase", phase);
	set(g, AGNODE, "label", "");
	set(g, AGNODE, "shape", "box");
	set(g, AGEDGE, "weight", "1");
	for (int i = 0; i < p->n; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		nodes[i] = agnode(g, name, 1);
	}
	/* An arc, as far as dot can know it: both ends lead to one more node on the rank below (above). */
	for (size_t i = 0; i < p->arcs.n; i++) {
		const struct place_arc *a = &p->arcs.v[i];
		Agnode_t *turn;

		snprintf(name, sizeof(name), "t%zu", i);
		turn = agnode(g, name, 1);
		agedge(g, a->below ? nodes[a->a] : turn, a->below ? turn : nodes[a->a], NULL, 1);
		agedge(g, a->below ? nodes[a->b] : turn, a->below ? turn : nodes[a->b], NULL, 1);
	}
	for (size_t i = 0; i < p->edges.n; i++) {
		Agedge_t *e = agedge(g, nodes[p->edges.v[i].a], nodes[p->edges.v[i].b], NULL, 1);
		char key[] = "weight", value[32];

		snprintf(value, sizeof(value), "%d", p->edges.v[i].weight);
		agset(e, key, value);
	}
	return g;
}

static bool read_int(Agnode_t *n, const char *attribute, int *out)
{
	char name[32], *end;
	const char *text;
	long v;

	snprintf(name, sizeof(name), "%s", attribute);
	text = agget(n, name);
	if (!text || !*text)
		return false;
	v = strtol(text, &end, 10);
	if (*end || v < 0 || v > 10000000)
		return false;
	*out = (int)v;
	return true;
}

/* Lays the graph out up to the phase and reads one attribute of each node. */
static bool ask(const struct place *p, const char *phase, int *rank, int *order)
{
	Agnode_t **nodes = xcalloc((size_t)p->n + 1, sizeof(*nodes));
	GVC_t *gvc = context();
	Agraph_t *g = gvc ? make_graph(p, phase, nodes) : NULL;
	bool ok = false;

	agseterrf(no_message);
	if (g && gvLayout(gvc, g, "dot") == 0) {
		ok = true;
		for (int i = 0; i < p->n && ok; i++)
			ok = read_int(nodes[i], "rank", &rank[i]) && (!order || read_int(nodes[i], "order", &order[i]));
		gvFreeLayout(gvc, g);
	}
	if (g)
		agclose(g);
	free(nodes);
	return ok;
}

/* dot may give positions with gaps, for it has nodes of its own: the caller sorts by them. */
bool place_order_dot(struct place *p)
{
	int *rank = xcalloc((size_t)p->n + 1, sizeof(*rank)), *order = xcalloc((size_t)p->n + 1, sizeof(*order));
	bool ok = p->n > 0 && ask(p, "2", rank, order);

	for (int i = 1; ok && i < p->n; i++)
		ok = rank[i] - rank[0] == p->rank[i] - p->rank[0];
	if (ok)
		memcpy(p->order, order, (size_t)p->n * sizeof(*order));
	free(rank);
	free(order);
	return ok;
}
