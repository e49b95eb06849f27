#include "history/draft.h"

#include <stdlib.h>

#include "history/draft_private.h"

/* Scopes in each other: what lies deeper than this is not drawn. */
#define DEPTH_MAX 50

/* --- which states there are -------------------------------------------------------------------------------------------------------- */

static int scope_add(struct draft *d, int container, const char *start)
{
	int i = (int)d->scopes.n;
	struct seen_state *s;

	VEC_PUSH(&d->scopes, ((struct seen_scope){.container = container, .start = start, .next = -1}));
	if (container < 0)
		return i;
	s = &d->states.v[container];
	d->scopes.v[i].depth = d->scopes.v[s->scope].depth + 1;
	if (s->inner[1] >= 0)
		d->scopes.v[s->inner[1]].next = i;
	else
		s->inner[0] = i;
	s->inner[1] = i;
	return i;
}

/* Branches of a Parallel are told apart by the state that they begin with; a Map has one scope. */
static int scope_in(struct draft *d, int container, const char *start)
{
	for (int i = d->states.v[container].inner[0]; i >= 0; i = d->scopes.v[i].next)
		if (d->states.v[container].entered == EV_MapStateEntered || str_is(d->scopes.v[i].start, start))
			return i;
	if (d->scopes.v[d->states.v[container].scope].depth >= DEPTH_MAX)
		return -1;
	return scope_add(d, container, start);
}

/* -1: it is not drawn. */
static int scope_of_step(struct draft *d, const struct step *s)
{
	if (s->from >= 0)
		return d->scope_of[s->from];
	if (s->parent >= 0)
		return scope_in(d, d->state_of[s->parent], s->name);
	return d->scopes.n ? 0 : scope_add(d, -1, s->name);
}

static int state_in(struct draft *d, int scope, const struct step *s)
{
	intptr_t known = (intptr_t)map_get(&d->scopes.v[scope].by_name, s->name);

	if (known)
		return (int)(known - 1);
	VEC_PUSH(&d->states, ((struct seen_state){.name = s->name, .entered = (enum event_type)history_at(d->h, s->entered)->type,
		.scope = scope, .inner = {-1, -1}, .waited_ms = -1}));
	map_put(&d->scopes.v[scope].by_name, s->name, (void *)(intptr_t)d->states.n);
	return (int)d->states.n - 1;
}

/* A state without a name is none: nothing that it could be called. What follows such a one, or is inside, is not drawn either. */
static bool may_be_drawn(const struct draft *d, const struct step *s)
{
	return s->name && (s->from < 0 || d->state_of[s->from] >= 0) && (s->parent < 0 || d->state_of[s->parent] >= 0);
}

static void collect_states(struct draft *d)
{
	size_t n = d->p->steps.n;

	d->state_of = xcalloc(n, sizeof *d->state_of);
	d->scope_of = xcalloc(n, sizeof *d->scope_of);
	for (size_t i = 0; i < n; i++) {
		const struct step *s = &d->p->steps.v[i];

		d->scope_of[i] = may_be_drawn(d, s) ? scope_of_step(d, s) : -1;
		d->state_of[i] = d->scope_of[i] >= 0 ? state_in(d, d->scope_of[i], s) : -1;
	}
}

/* --- what happened in them ------------------------------------------------------------------------------------------------------------ */

static void edge_seen(struct seen_state *from, int to, bool caught, const char *error)
{
	for (size_t i = 0; i < from->edges.n; i++) {
		struct seen_edge *e = &from->edges.v[i];

		if (e->to == to && e->caught == caught && str_is(e->error, error))
			return;
	}
	VEC_PUSH(&from->edges, ((struct seen_edge){to, error, caught}));
}

static struct seen_retry *retry_seen(struct seen_state *s, const char *error)
{
	for (size_t i = 0; i < s->retries.n; i++)
		if (str_is(s->retries.v[i].error, error))
			return &s->retries.v[i];
	VEC_PUSH(&s->retries, ((struct seen_retry){.error = error}));
	return &s->retries.v[s->retries.n - 1];
}

static int64_t at_ms(const struct draft *d, int32_t id)
{
	return history_at(d->h, id)->at_ms;
}

static int64_t retries_of_error(const struct step *s, size_t attempt)
{
	int64_t n = 0;

	for (size_t i = 0; i <= attempt; i++)
		n += str_is(s->attempts.v[i].error, s->attempts.v[attempt].error);
	return n;
}

static void retries_of(const struct draft *d, struct seen_state *st, const struct step *s)
{
	for (size_t i = 0; i + 1 < s->attempts.n; i++) {
		const struct attempt *a = &s->attempts.v[i];
		int64_t n, delay;
		struct seen_retry *r;

		if (!a->failed)
			continue;
		n = retries_of_error(s, i);
		delay = at_ms(d, s->attempts.v[i + 1].scheduled) - at_ms(d, a->ended);
		r = retry_seen(st, a->error);
		if (n > r->max)
			r->max = n;
		if (n == 1 && !r->first_ms)
			r->first_ms = delay;
		if (n == 2 && !r->second_ms)
			r->second_ms = delay;
	}
}

static void look_at_step(struct draft *d, size_t i)
{
	const struct step *s = &d->p->steps.v[i], *from = s->from >= 0 ? &d->p->steps.v[s->from] : NULL;
	struct seen_state *st = &d->states.v[d->state_of[i]];
	bool caught = from && from->status == STATE_CAUGHT;

	if (s->attempts.n && !st->scheduled)
		st->scheduled = history_at(d->h, s->attempts.v[0].scheduled);
	retries_of(d, st, s);
	if (st->entered == EV_WaitStateEntered && s->exited && st->waited_ms < 0)
		st->waited_ms = at_ms(d, s->exited) - at_ms(d, s->entered);
	if (from && d->state_of[s->from] >= 0)
		edge_seen(&d->states.v[d->state_of[s->from]], d->state_of[i], caught, caught ? from->error : NULL);
}

/* Ends of Fail states, Map Runs, and retries of containers, which have no attempts of their own. */
static void look_at_event(struct draft *d, const struct event *ev)
{
	const struct event *prev = history_at(d->h, ev->prev);
	int step = projection_step_of(d->p, ev->id);
	struct seen_state *st = step >= 0 && d->state_of[step] >= 0 ? &d->states.v[d->state_of[step]] : NULL;

	if (!st)
		return;
	if (ev->type == EV_MapRunStarted)
		st->distributed = true;
	else if (ev->type == EV_ExecutionFailed && st->entered == EV_FailStateEntered)
		st->failed = ev;
	else if ((ev->type == EV_MapStateStarted || ev->type == EV_ParallelStateStarted) && prev && !event_is_entered((enum event_type)prev->type))
		retry_seen(st, prev->more ? prev->more->error : NULL)->max++;
}

static void draft_done(struct draft *d)
{
	for (size_t i = 0; i < d->states.n; i++) {
		VEC_DONE(&d->states.v[i].edges);
		VEC_DONE(&d->states.v[i].retries);
	}
	for (size_t i = 0; i < d->scopes.n; i++)
		map_done(&d->scopes.v[i].by_name);
	VEC_DONE(&d->states);
	VEC_DONE(&d->scopes);
	free(d->state_of);
	free(d->scope_of);
	projection_free(d->p);
}

char *history_draft(const struct history *h, const char *comment)
{
	struct draft d = {.h = h, .p = projection_new(NULL)};
	struct str out = {0};
	cJSON *root;

	projection_seek(d.p, h, (int32_t)h->events.n);
	collect_states(&d);
	for (size_t i = 0; i < d.p->steps.n; i++)
		if (d.state_of[i] >= 0)
			look_at_step(&d, i);
	for (size_t i = 0; i < h->events.n; i++)
		look_at_event(&d, &h->events.v[i]);
	root = draft_node(&d, comment);
	draft_done(&d);
	json_print_pretty(&out, root, 0);
	cJSON_Delete(root);
	return str_take(&out);
}
