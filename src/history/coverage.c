/* Coverage: the list of what can be covered, made from the definition, and the fold that counts. */
#include "history/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "engine/retry.h"

/* --- what can be covered ------------------------------------------------------------------------------------------- */

struct making {
	struct coverage *c;
	size_t cap;
};

static void add(struct making *k, struct cover_item item)
{
	vec_reserve(&k->c->items, &k->cap, k->c->n + 1, sizeof *k->c->items);
	k->c->items[k->c->n++] = item;
}

static struct span place_of(const struct asl_machine *m, const cJSON *node)
{
	struct json_place p;

	json_places_find(m->places, node, &p);
	return p.key.line ? p.key : p.start;
}

static struct span edge_place(const struct asl_machine *m, const struct asl_state *from, const struct asl_edge *edge)
{
	if (edge->kind == ASL_EDGE_CHOICE)
		return place_of(m, from->choices[edge->index].node);
	if (edge->kind == ASL_EDGE_CATCH)
		return place_of(m, from->catchers[edge->index].node);
	return place_of(m, json_get(from->node, edge->kind == ASL_EDGE_NEXT ? "Next" : "Default"));
}

/* A rule and a catcher are items beside the transition that they lead to. */
static void add_edge(void *ctx, const struct asl_state *from, const struct asl_edge *edge)
{
	struct making *k = ctx;
	struct cover_item item = {
		.kind = COVER_EDGE, .state = from->index, .to = edge->target->state ? edge->target->state->index : -1,
		.part = (int)edge->kind, .index = edge->index, .span = edge_place(k->c->machine, from, edge),
	};

	add(k, item);
	if (edge->kind == ASL_EDGE_CATCH) {
		item.kind = COVER_CATCHER;
		item.part = 0;
		add(k, item);
	} else if (edge->kind != ASL_EDGE_NEXT) {
		item.kind = COVER_RULE;
		add(k, item);
	}
}

static void add_parts(struct making *k, enum cover_kind kind, int state, size_t index, struct span span, int n)
{
	for (int part = 0; part < n; part++)
		add(k, (struct cover_item){.kind = kind, .state = state, .to = -1, .part = part, .index = index, .span = span});
}

static void add_state(struct making *k, const struct asl_state *s)
{
	add_parts(k, COVER_STATE, s->index, 0, s->span, 1);
	if (s->type == ASL_MAP)
		add_parts(k, COVER_MAP, s->index, 0, s->span, 3);
	for (size_t i = 0; i < s->n_retriers; i++)
		add_parts(k, COVER_RETRIER, s->index, i, place_of(k->c->machine, s->retriers[i].node), 2);
	asl_state_edges(s, add_edge, k);
}

struct coverage *coverage_new(struct asl_machine *m)
{
	struct coverage *c = xcalloc(1, sizeof *c);
	struct making k = {.c = c};

	c->machine = asl_ref(m);
	c->of_state = xcalloc(m->n_states + 1, sizeof *c->of_state);
	for (size_t i = 0; i < m->n_states; i++) {
		c->of_state[i] = (int32_t)c->n;
		add_state(&k, m->states[i]);
	}
	c->of_state[m->n_states] = (int32_t)c->n;
	return c;
}

void coverage_free(struct coverage *c)
{
	if (!c)
		return;
	asl_unref(c->machine);
	free(c->items);
	free(c->of_state);
	free(c);
}

void coverage_clear(struct coverage *c)
{
	for (size_t i = 0; i < c->n; i++)
		c->items[i].hits = 0;
	c->executions = 0;
}

static struct cover_item *item_find(const struct coverage *c, int state, enum cover_kind kind, int part, size_t index)
{
	if (state < 0 || (size_t)state >= c->machine->n_states)
		return NULL;
	for (int32_t i = c->of_state[state]; i < c->of_state[state + 1]; i++)
		if (c->items[i].kind == kind && c->items[i].part == part && c->items[i].index == index)
			return &c->items[i];
	return NULL;
}

const struct cover_item *coverage_find(const struct coverage *c, int state, enum cover_kind kind, int part, size_t index)
{
	return item_find(c, state, kind, part, index);
}

static void hit(const struct coverage *c, int state, enum cover_kind kind, int part, size_t index, int64_t n)
{
	struct cover_item *i = item_find(c, state, kind, part, index);

	if (i)
		i->hits += n;
}

/* --- states and transitions: the projection has counted them -------------------------------------------------------- */

static void add_states(struct coverage *c, const struct projection *p)
{
	for (size_t i = 0; i < c->machine->n_states; i++)
		hit(c, (int)i, COVER_STATE, 0, 0, p->states[i].visits);
}

static void add_edges(struct coverage *c, const struct projection *p)
{
	for (size_t i = 0; i < p->n_edges; i++) {
		const struct edge_mark *e = &p->edges[i];

		if (!e->taken)
			continue;
		hit(c, e->from, COVER_EDGE, (int)e->kind, e->index, e->taken);
		if (e->kind == ASL_EDGE_CATCH)
			hit(c, e->from, COVER_CATCHER, 0, e->index, e->taken);
		else
			hit(c, e->from, COVER_RULE, (int)e->kind, e->index, e->taken);
	}
}

/* --- retriers: by the plans of our own histories, else by the rules -------------------------------------------------- */

struct guessing {
	struct coverage *c;
	const struct projection *p;
	int64_t **used;			/* by step: retries by retrier; NULL: none yet */
	bool *started;			/* by step: a container that has begun */
};

static void add_decision(struct coverage *c, int state, int retrier, bool retries)
{
	if (retrier < 0)
		return;
	hit(c, state, COVER_RETRIER, COVER_MATCHED, (size_t)retrier, 1);
	if (!retries)
		hit(c, state, COVER_RETRIER, COVER_EXHAUSTED, (size_t)retrier, 1);
}

/* A heartbeat that ran out is recorded as States.Timeout, but is matched by its own name too. */
static int retrier_of(const struct asl_state *s, const char *error)
{
	int r = retry_find(s, error, false);

	return r < 0 && str_is(error, "States.Timeout") ? retry_find(s, error, true) : r;
}

static void guess(struct guessing *g, int step, const char *error)
{
	const struct step *s = step >= 0 ? &g->p->steps.v[step] : NULL;
	const struct asl_state *st = s && s->state >= 0 ? g->c->machine->states[s->state] : NULL;
	int r = st ? retrier_of(st, error) : -1;

	if (r < 0)
		return;
	if (!g->used[step])
		g->used[step] = xcalloc(st->n_retriers, sizeof **g->used);
	add_decision(g->c, s->state, r, g->used[step][r]++ < st->retriers[r].max_attempts);
}

/* The error that an event tells of; of a Fail state it stands in the definition, of a container in what failed inside it. */
static const char *error_of(const struct guessing *g, const struct event *ev)
{
	const struct asl_state *st = ev && ev->type == EV_FailStateEntered && ev->state >= 0 ? g->c->machine->states[ev->state] : NULL;
	int step = ev ? projection_step_of(g->p, ev->id) : -1;

	if (st)
		return st->error;
	if (step >= 0 && (ev->type == EV_ParallelStateFailed || ev->type == EV_MapStateFailed))
		return g->p->steps.v[step].error;
	return ev && ev->more ? ev->more->error : NULL;
}

static void guess_event(struct guessing *g, const struct event *ev)
{
	int step = projection_step_of(g->p, ev->id);

	if (event_is_failure((enum event_type)ev->type)) {
		guess(g, step, ev->more ? ev->more->error : NULL);
		return;
	}
	switch ((enum event_type)ev->type) {
	case EV_ParallelStateFailed:
	case EV_MapStateFailed:
		guess(g, step, step >= 0 ? g->p->steps.v[step].error : NULL);
		break;
	case EV_ParallelStateStarted:		/* again: it is retried, and nothing else says so */
	case EV_MapStateStarted:
		if (step >= 0 && g->started[step])
			guess(g, step, error_of(g, history_at(g->p->history, ev->prev)));
		else if (step >= 0)
			g->started[step] = true;
		break;
	default:
		break;
	}
}

static void guess_all(struct coverage *c, const struct projection *p)
{
	size_t n = p->steps.n;
	struct guessing g = {.c = c, .p = p, .used = xcalloc(n, sizeof *g.used), .started = xcalloc(n, sizeof *g.started)};

	for (int32_t id = 1; id <= p->cursor; id++)
		guess_event(&g, history_at(p->history, id));
	for (size_t i = 0; i < n; i++)
		free(g.used[i]);
	free(g.used);
	free(g.started);
}

static void add_retriers(struct coverage *c, const struct projection *p)
{
	bool any = false;

	for (int32_t id = 1; id <= p->cursor; id++) {
		const struct event_more *more = history_at(p->history, id)->more;

		if (!more || !more->has_plan)
			continue;
		any = true;
		add_decision(c, more->plan.state, more->plan.retrier, more->plan.attempt > 0);
	}
	if (!any)
		guess_all(c, p);
}

/* --- sizes of Maps -------------------------------------------------------------------------------------------------- */

static void add_maps(struct coverage *c, const struct projection *p)
{
	for (int32_t id = 1; id <= p->cursor; id++) {
		const struct event *ev = history_at(p->history, id);
		int step = projection_step_of(p, id);
		int64_t n = ev->type == EV_MapStateStarted && ev->more ? ev->more->length : -1;

		if (n >= 0 && step >= 0)
			hit(c, p->steps.v[step].state, COVER_MAP, n > 1 ? COVER_MANY : (int)n, 0, 1);
	}
}

/* --- the public rest ------------------------------------------------------------------------------------------------ */

void coverage_add_projection(struct coverage *c, const struct projection *p)
{
	add_states(c, p);
	add_edges(c, p);
	add_retriers(c, p);
	add_maps(c, p);
	c->executions++;
}

void coverage_add(struct coverage *c, const struct history *h)
{
	struct projection *p = projection_new(c->machine);

	projection_seek(p, h, (int32_t)h->events.n);
	coverage_add_projection(c, p);
	projection_free(p);
}

void coverage_add_hits(struct coverage *c, const int64_t *hits, int64_t executions)
{
	for (size_t i = 0; i < c->n; i++)
		c->items[i].hits += hits[i];
	c->executions += executions;
}

struct cover_count coverage_count(const struct coverage *c, enum cover_kind kind)
{
	struct cover_count n = {0};

	for (size_t i = 0; i < c->n; i++) {
		if (kind == COVER_KINDS ? c->items[i].kind == COVER_MAP : c->items[i].kind != kind)
			continue;
		n.total++;
		n.covered += c->items[i].hits > 0;
	}
	return n;
}

double cover_percent(struct cover_count n)
{
	return n.total ? 100.0 * (double)n.covered / (double)n.total : 100.0;
}

static const char *const kind_texts[COVER_KINDS + 1] = {
	[COVER_STATE] = "states", [COVER_EDGE] = "edges", [COVER_RETRIER] = "retriers", [COVER_CATCHER] = "catchers",
	[COVER_RULE] = "rules", [COVER_MAP] = "maps", [COVER_KINDS] = "all",
};

const char *cover_kind_text(enum cover_kind k)
{
	return kind_texts[k];
}

bool cover_kind_find(const char *text, enum cover_kind *out)
{
	for (size_t i = 0; i < ARRAY_LEN(kind_texts); i++)
		if (str_is(kind_texts[i], text)) {
			*out = (enum cover_kind)i;
			return true;
		}
	return false;
}
