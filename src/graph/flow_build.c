/* flow_build - from a model to what is drawn. A definition with errors is drawn as far as it goes: a target that does not exist gets
 * a ghost box, a state of no known type a plain one. */
#include "graph/flow.h"

#include <stdlib.h>
#include <string.h>

#include "asl/label.h"
#include "base/map.h"

struct builder {
	const struct asl_machine *m;
	const struct graph_options *o;
	struct flow *f;
	VEC(const struct asl_scope *) source;	/* of each flow scope */
	int *inner;				/* by state: how many states are inside */
};

/* A state adds one to each container around it. */
static void count_inner(struct builder *b)
{
	b->inner = xcalloc(b->m->n_states + 1, sizeof(*b->inner));
	for (size_t i = 0; i < b->m->n_states; i++)
		for (const struct asl_state *c = b->m->states[i]->scope->container; c; c = c->scope->container)
			b->inner[c->index]++;
}

static void fill_retry(struct flow_node *n, const struct asl_state *st)
{
	struct str errors = {0};

	for (size_t i = 0; i < st->n_retriers; i++) {
		char *one = asl_retry_label(st, i);

		str_addf(&errors, "%s%s", i ? ", " : "", one);
		free(one);
		if (st->retriers[i].max_attempts > n->retry_max)
			n->retry_max = (long)st->retriers[i].max_attempts;
	}
	if (st->n_retriers)
		n->retry = flow_text_clean(str_get(&errors));
	str_done(&errors);
}

static int add_state(struct builder *b, int scope, const struct asl_state *st)
{
	int at = flow_node_add(&b->f->scopes.v[scope], NODE_STATE, st->index, st->type, st->name);
	struct flow_node *n = &b->f->scopes.v[scope].nodes.v[at];
	char *detail = flow_label_detail(st);

	n->id = hash_bytes(st->path, strlen(st->path), 0);
	free(n->detail);
	n->detail = flow_text_clean(detail);
	free(detail);
	if (b->o->comments && st->comment && *st->comment)
		n->comment = flow_text_clean(st->comment);
	n->terminal = st->end || n->terminal;
	n->broken = st->broken;
	n->inner = b->inner[st->index];
	n->container = st->n_scopes > 0;
	n->open = n->container && n->inner > 0 && (!b->o->is_open || b->o->is_open(b->o->ctx, st));
	fill_retry(n, st);
	return at;
}

/* What has no path of its own: START, and targets that do not exist. */
static uint64_t scope_id(const struct asl_scope *s)
{
	const char *path = s->container ? s->container->path : "";

	return hash_bytes(path, strlen(path), (uint64_t)s->branch + 1);
}

/* The node of a target; names of targets that do not exist get one ghost each. */
static int target_node(struct builder *b, int scope, const int *node_of, struct map *ghosts, const struct asl_target *t)
{
	int at;
	void *known;

	if (t->state)
		return node_of[t->state->index];
	known = map_get(ghosts, t->name);
	if (known)
		return (int)((intptr_t)known - 1);
	at = flow_node_add(&b->f->scopes.v[scope], NODE_GHOST, -1, ASL_UNKNOWN, t->name);
	b->f->scopes.v[scope].nodes.v[at].id ^= scope_id(b->source.v[scope]);
	map_put(ghosts, t->name, (void *)((intptr_t)at + 1));
	return at;
}

struct edge_source {
	struct builder *b;
	int scope, from;
	const int *node_of;
	struct map *ghosts;
};

static void add_edge(struct edge_source *src, const struct asl_target *t, enum graph_edge_kind kind, size_t index, const char *label)
{
	int to;

	if (!t->name)
		return;
	to = target_node(src->b, src->scope, src->node_of, src->ghosts, t);
	flow_edge_add(&src->b->f->scopes.v[src->scope], src->from, to, kind, (int)index, label);
}

static void add_edges(struct edge_source *src, const struct asl_state *st)
{
	/* Dash and colour say enough where the only catcher takes everything. */
	bool plain = st->n_catchers == 1 && st->catchers[0].n_errors == 1 && str_is(st->catchers[0].errors[0], "States.ALL");

	add_edge(src, &st->next, GE_NEXT, 0, "");
	for (size_t i = 0; i < st->n_choices; i++) {
		char *label = asl_choice_label(st, i);

		add_edge(src, &st->choices[i].next, GE_CHOICE, i, label);
		free(label);
	}
	add_edge(src, &st->default_next, GE_DEFAULT, 0, "else");
	for (size_t i = 0; i < st->n_catchers; i++) {
		char *label = asl_catch_label(st, i);

		add_edge(src, &st->catchers[i].next, GE_CATCH, i, plain ? "" : label);
		free(label);
	}
}

static void build_scope(struct builder *b, int scope, int *node_of)
{
	const struct asl_scope *src = b->source.v[scope];
	struct map ghosts = {0};

	if (src->start) {
		flow_node_add(&b->f->scopes.v[scope], NODE_START, -1, ASL_UNKNOWN, "");
		b->f->scopes.v[scope].nodes.v[0].id = scope_id(src);
	}
	for (size_t i = 0; i < src->n_states; i++)
		node_of[src->states[i]->index] = add_state(b, scope, src->states[i]);
	if (src->start)
		flow_edge_add(&b->f->scopes.v[scope], 0, node_of[src->start->index], GE_START, 0, "");
	for (size_t i = 0; i < src->n_states; i++) {
		struct edge_source es = { b, scope, node_of[src->states[i]->index], node_of, &ghosts };

		add_edges(&es, src->states[i]);
	}
	map_done(&ghosts);
}

/* The scopes inside, numbered behind all that are there. */
static void queue_inner(struct builder *b, int scope)
{
	for (size_t i = 0; i < b->f->scopes.v[scope].nodes.n; i++) {
		const struct asl_state *st;
		struct flow_node *n = &b->f->scopes.v[scope].nodes.v[i];

		if (!n->open)
			continue;
		st = b->m->states[n->state];
		n->scopes = xcalloc(st->n_scopes, sizeof(*n->scopes));
		for (size_t k = 0; k < st->n_scopes; k++) {
			if (!st->scopes[k] || !st->scopes[k]->n_states)
				continue;
			n = &b->f->scopes.v[scope].nodes.v[i];
			n->scopes[n->n_scopes++] = (int)b->f->scopes.n;
			flow_scope_add(b->f, scope, (int)i);
			VEC_PUSH(&b->source, st->scopes[k]);
		}
	}
}

struct flow *flow_build(const struct asl_machine *m, const struct graph_options *o)
{
	struct builder b = { .m = m, .o = o, .f = xcalloc(1, sizeof(struct flow)) };
	int *node_of = xcalloc(m->n_states + 1, sizeof(*node_of));

	count_inner(&b);
	if (m->top && m->top->n_states) {
		flow_scope_add(b.f, -1, -1);
		VEC_PUSH(&b.source, m->top);
	}
	for (size_t i = 0; i < b.f->scopes.n; i++) {
		build_scope(&b, (int)i, node_of);
		queue_inner(&b, (int)i);
	}
	free(node_of);
	free(b.inner);
	VEC_DONE(&b.source);
	return b.f;
}
