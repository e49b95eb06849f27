/* flow - the structure itself: adding scopes, boxes and transitions, and merging transitions that are one line. */
#include "graph/flow.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"

struct flow_scope *flow_scope_add(struct flow *f, int parent, int parent_node)
{
	struct flow_scope *s = VEC_ADD(&f->scopes);

	memset(s, 0, sizeof(*s));
	s->parent = parent;
	s->parent_node = parent_node;
	s->start = -1;
	return s;
}

int flow_node_add(struct flow_scope *s, enum flow_node_kind kind, int state, enum asl_type type, const char *name)
{
	struct flow_node *n = VEC_ADD(&s->nodes);

	memset(n, 0, sizeof(*n));
	n->kind = kind;
	n->id = hash_bytes(name, strlen(name), (uint64_t)kind + 1);
	n->state = state;
	n->type = type;
	n->name = flow_text_clean(name);
	n->detail = xstrdup("");
	n->terminal = type == ASL_SUCCEED || type == ASL_FAIL;
	if (kind == NODE_START)
		s->start = (int)s->nodes.n - 1;
	return (int)s->nodes.n - 1;
}

/* "a | b"; an empty part adds nothing, and the same words are not said twice. */
static void join_label(struct flow_edge *e, const char *label)
{
	char *joined;

	if (!*label)
		return;
	for (size_t i = 0; i + 1 < e->parts.n; i++)
		if (str_is(e->parts.v[i].label, label))
			return;
	joined = *e->label ? xasprintf("%s | %s", e->label, label) : xstrdup(label);
	free(e->label);
	e->label = joined;
}

int flow_edge_add(struct flow_scope *s, int from, int to, enum graph_edge_kind kind, int index, const char *label)
{
	bool is_catch = kind == GE_CATCH;
	struct flow_edge *e = NULL;

	/* Edges come source by source, so the twin is near the end. */
	for (size_t i = s->edges.n; i-- > 0 && s->edges.v[i].from == from;)
		if (s->edges.v[i].to == to && s->edges.v[i].is_catch == is_catch)
			e = &s->edges.v[i];
	if (!e) {
		e = VEC_ADD(&s->edges);
		memset(e, 0, sizeof(*e));
		e->from = from;
		e->to = to;
		e->is_catch = is_catch;
		e->label = xstrdup("");
	}
	VEC_PUSH(&e->parts, ((struct flow_part){ .kind = kind, .index = index, .label = flow_text_clean(label) }));
	join_label(e, e->parts.v[e->parts.n - 1].label);
	return (int)(e - s->edges.v);
}

static void scope_done(struct flow_scope *s)
{
	for (size_t i = 0; i < s->nodes.n; i++) {
		free(s->nodes.v[i].name);
		free(s->nodes.v[i].detail);
		free(s->nodes.v[i].retry);
		free(s->nodes.v[i].comment);
		free(s->nodes.v[i].scopes);
	}
	for (size_t i = 0; i < s->edges.n; i++) {
		for (size_t k = 0; k < s->edges.v[i].parts.n; k++)
			free(s->edges.v[i].parts.v[k].label);
		free(s->edges.v[i].parts.v);
		free(s->edges.v[i].label);
	}
	VEC_DONE(&s->nodes);
	VEC_DONE(&s->edges);
}

void flow_free(struct flow *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->scopes.n; i++)
		scope_done(&f->scopes.v[i]);
	VEC_DONE(&f->scopes);
	free(f);
}

/* --- a key -------------------------------------------------------------------------------------------------------- */

/* With its end, so that "ab","c" is not "a","bc". */
static uint64_t hash_text(const char *s, uint64_t h)
{
	return s ? hash_bytes(s, strlen(s) + 1, h) : hash_bytes("\1", 1, h);
}

static uint64_t hash_node(const struct flow_node *n, uint64_t h)
{
	int64_t numbers[] = { n->kind, (int64_t)n->id, n->state, n->type, n->retry_max, n->inner, n->container, n->open, n->terminal, n->broken };

	h = hash_bytes(numbers, sizeof(numbers), h);
	for (size_t i = 0; i < n->n_scopes; i++)
		h = hash_bytes(&n->scopes[i], sizeof(n->scopes[i]), h);
	return hash_text(n->comment, hash_text(n->retry, hash_text(n->detail, hash_text(n->name, h))));
}

static uint64_t hash_edge(const struct flow_edge *e, uint64_t h)
{
	int64_t numbers[] = { e->from, e->to, e->is_catch };

	h = hash_text(e->label, hash_bytes(numbers, sizeof(numbers), h));
	for (size_t i = 0; i < e->parts.n; i++) {
		int64_t part[] = { e->parts.v[i].kind, e->parts.v[i].index };

		h = hash_text(e->parts.v[i].label, hash_bytes(part, sizeof(part), h));
	}
	return h;
}

uint64_t flow_hash(const struct flow *f)
{
	uint64_t h = 0;

	for (size_t i = 0; i < f->scopes.n; i++) {
		const struct flow_scope *s = &f->scopes.v[i];
		int64_t numbers[] = { s->parent, s->parent_node, s->start, (int64_t)s->nodes.n, (int64_t)s->edges.n };

		h = hash_bytes(numbers, sizeof(numbers), h);
		for (size_t k = 0; k < s->nodes.n; k++)
			h = hash_node(&s->nodes.v[k], h);
		for (size_t k = 0; k < s->edges.n; k++)
			h = hash_edge(&s->edges.v[k], h);
	}
	return h;
}
