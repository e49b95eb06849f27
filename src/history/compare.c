#include "history/compare.h"

#include <stdlib.h>
#include <string.h>

#include "history/compare_private.h"

enum phase { FOLD_LEFT, FOLD_RIGHT, ALIGN, PAIRS, FINISH, OVER };

struct compare *compare_new(const struct compare_side *left, const struct compare_side *right, const struct compare_options *o)
{
	struct compare *c = xcalloc(1, sizeof *c);

	c->left = *left;
	c->right = *right;
	c->options = *o;
	c->first = -1;
	c->last_a = (int32_t)left->history->events.n;
	c->last_b = (int32_t)right->history->events.n;
	c->a = projection_new(left->machine);
	c->b = projection_new(right->machine);
	c->state = xcalloc(1, sizeof *c->state);
	c->state->start_a = c->last_a ? history_at(left->history, 1)->at_ms : 0;
	c->state->start_b = c->last_b ? history_at(right->history, 1)->at_ms : 0;
	return c;
}

void compare_free(struct compare *c)
{
	if (!c)
		return;
	free(c->state->next_a);
	free(c->state->next_b);
	free(c->state->states);
	free(c->state->visits_a);
	free(c->state->visits_b);
	value_unref(c->state->shown_a);
	value_unref(c->state->shown_b);
	free(c->state);
	align_free(c->align);
	if (c->definitions)
		asl_compare_done(c->definitions);
	free(c->definitions);
	projection_free(c->a);
	projection_free(c->b);
	VEC_DONE(&c->list);
	free(c->marks_a);
	free(c->marks_b);
	free(c->to_a);
	free(c->to_b);
	free(c);
}

void compare_tell(struct compare *c, struct compare_difference d)
{
	VEC_PUSH(&c->list, d);
}

/* --- steps that correspond ------------------------------------------------------------------------------------------------------------------- */

static int32_t *followers(const struct projection *p)
{
	int32_t *next = xcalloc(p->steps.n + 1, sizeof *next);

	for (size_t i = 0; i < p->steps.n; i++)
		next[i] = -1;
	for (size_t i = 0; i < p->steps.n; i++)
		if (p->steps.v[i].from >= 0)
			next[p->steps.v[i].from] = (int32_t)i;
	return next;
}

static int32_t *count_visits(const struct projection *p)
{
	int32_t *n = xcalloc(p->machine->n_states + 1, sizeof *n);

	for (size_t i = 0; i < p->steps.n; i++)
		if (p->steps.v[i].state >= 0)
			n[p->steps.v[i].state]++;
	return n;
}

/* By state of a's machine: the one of b's that it is. */
static int *states_of(const struct compare *c)
{
	int *states = xcalloc(c->a->machine->n_states + 1, sizeof *states);

	for (size_t i = 0; i < c->a->machine->n_states; i++)
		states[i] = -1;
	for (size_t i = c->b->machine->n_states; i-- > 0;)
		if (c->align->states[i] >= 0)
			states[c->align->states[i]] = (int)i;
	return states;
}

/* Two versions: a state that was renamed is the same one still. Caller frees; NULL: by their names. */
static int *states_by_versions(struct compare *c)
{
	const struct asl_machine *m = c->right.machine;
	int *states;

	if (c->left.machine->hash == m->hash || c->left.machine->draft || m->draft)
		return NULL;
	c->definitions = xcalloc(1, sizeof *c->definitions);
	asl_compare(c->definitions, c->left.machine, m);
	states = xcalloc(m->n_states + 1, sizeof *states);
	for (size_t i = 0; i < m->n_states; i++)
		states[i] = c->definitions->partner[i] ? c->definitions->partner[i]->index : -1;
	return states;
}

static void align(struct compare *c)
{
	int *states = states_by_versions(c);

	c->align = align_new_by(c->a, c->b, states);
	free(states);
	c->state->states = states_of(c);
	c->state->next_a = followers(c->a);
	c->state->next_b = followers(c->b);
	c->state->visits_a = count_visits(c->a);
	c->state->visits_b = count_visits(c->b);
	compare_start(c);
}

/* --- states ---------------------------------------------------------------------------------------------------------------------------------- */

int compare_state_in_b(const struct compare *c, int state)
{
	return c->state->states[state];
}

static int32_t first_visit(const struct projection *p, int state)
{
	for (size_t i = 0; i < p->steps.n; i++)
		if (p->steps.v[i].state == state)
			return (int32_t)i;
	return -1;
}

static void ran_left(struct compare *c, int state)
{
	int32_t step = first_visit(c->a, state);

	compare_tell(c, (struct compare_difference){.kind = COMPARE_ONLY_LEFT, .step_a = step, .step_b = -1, .attempt = -1,
		.a = c->a->steps.v[step].entered, .name = c->a->machine->states[state]->name, .n_a = c->state->visits_a[state], .n_b = 0});
}

static void ran_right(struct compare *c, int state)
{
	int32_t step = first_visit(c->b, state);

	compare_tell(c, (struct compare_difference){.kind = COMPARE_ONLY_RIGHT, .step_a = -1, .step_b = step, .attempt = -1,
		.b = c->b->steps.v[step].entered, .name = c->b->machine->states[state]->name, .n_a = 0, .n_b = c->state->visits_b[state]});
}

static enum compare_mark mark_of(int32_t n_a, int32_t n_b)
{
	if (!n_a && !n_b)
		return MARK_NONE;
	if (!n_b)
		return MARK_LEFT;
	return !n_a ? MARK_RIGHT : n_a == n_b ? MARK_SAME : MARK_DIFFERS;
}

static void mark_states(struct compare *c)
{
	const struct asl_machine *m = c->a->machine, *n = c->b->machine;

	c->marks_a = xcalloc(m->n_states + 1, 1);
	c->marks_b = xcalloc(n->n_states + 1, 1);
	for (size_t i = 0; i < m->n_states; i++) {
		int other = compare_state_in_b(c, (int)i);

		c->marks_a[i] = (uint8_t)mark_of(c->state->visits_a[i], other >= 0 ? c->state->visits_b[other] : 0);
		if (c->marks_a[i] == MARK_LEFT)
			ran_left(c, (int)i);
	}
	for (size_t i = 0; i < n->n_states; i++) {
		int other = c->align->states[i];

		c->marks_b[i] = (uint8_t)mark_of(other >= 0 ? c->state->visits_a[other] : 0, c->state->visits_b[i]);
		if (c->marks_b[i] == MARK_RIGHT)
			ran_right(c, (int)i);
	}
}

static void mark_differs(struct compare *c, const struct compare_difference *d)
{
	int a = d->step_a >= 0 ? c->a->steps.v[d->step_a].state : -1, b = d->step_b >= 0 ? c->b->steps.v[d->step_b].state : -1;

	if (d->kind == COMPARE_TIME)
		return;
	if (a >= 0 && c->marks_a[a] == MARK_SAME)
		c->marks_a[a] = MARK_DIFFERS;
	if (b >= 0 && c->marks_b[b] == MARK_SAME)
		c->marks_b[b] = MARK_DIFFERS;
}

/* --- events ---------------------------------------------------------------------------------------------------------------------------------- */

static void link_events(struct compare *c, int32_t a, int32_t b)
{
	if (a <= 0 || b <= 0)
		return;
	c->to_b[a] = b;
	c->to_a[b] = a;
}

static void link_steps(struct compare *c, int32_t a, int32_t b)
{
	const struct step *x = &c->a->steps.v[a], *y = &c->b->steps.v[b];

	link_events(c, x->entered, y->entered);
	link_events(c, x->exited, y->exited);
	for (size_t i = 0; i < x->attempts.n && i < y->attempts.n; i++) {
		const struct attempt *p = &x->attempts.v[i], *q = &y->attempts.v[i];

		link_events(c, p->scheduled, q->scheduled);
		link_events(c, p->started, q->started);
		link_events(c, p->submitted, q->submitted);
		link_events(c, p->ended, q->ended);
	}
	if (x->family >= 0 && y->family >= 0) {
		link_events(c, c->a->families.v[x->family].started, c->b->families.v[y->family].started);
		link_events(c, c->a->families.v[x->family].ended, c->b->families.v[y->family].ended);
	}
}

/* What corresponds to nothing stands where its step, or else the execution, stood in the other. */
static void fill(const struct projection *p, int32_t *to, int32_t last)
{
	int32_t *of_step = xcalloc(p->steps.n + 1, sizeof *of_step), before = 0;

	for (int32_t id = 1; id <= last; id++) {
		int step = projection_step_of(p, id);

		if (!to[id])
			to[id] = step >= 0 && of_step[step] ? of_step[step] : before;
		before = to[id];
		if (step >= 0)
			of_step[step] = to[id];
	}
	free(of_step);
}

static void link_all(struct compare *c)
{
	c->to_b = xcalloc((size_t)c->last_a + 1, sizeof *c->to_b);
	c->to_a = xcalloc((size_t)c->last_b + 1, sizeof *c->to_a);
	if (!c->last_a || !c->last_b)
		return;
	link_events(c, 1, 1);
	if (c->a->status != EXEC_RUNNING && c->b->status != EXEC_RUNNING)
		link_events(c, c->last_a, c->last_b);
	for (size_t i = 0; i < c->align->branches.n; i++)
		if (c->align->branches.v[i] >= 0) {
			const struct branch *x = &c->a->branches.v[c->align->branches.v[i]], *y = &c->b->branches.v[i];

			link_events(c, x->began, y->began);
			link_events(c, x->ended, y->ended);
		}
	for (size_t i = 0; i < c->align->steps.n; i++)
		if (c->align->steps.v[i] >= 0)
			link_steps(c, c->align->steps.v[i], (int32_t)i);
	fill(c->a, c->to_b, c->last_a);
	fill(c->b, c->to_a, c->last_b);
}

/* --- the list -------------------------------------------------------------------------------------------------------------------------------- */

static int by_kind(const void *p, const void *q)
{
	const struct compare_difference *x = p, *y = q;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

/* What stands in only one, or took longer, follows from something or is not what went wrong. */
static bool is_divergence(const struct compare_difference *d)
{
	return d->kind == COMPARE_WAY || d->kind == COMPARE_ERROR || d->kind == COMPARE_DATA || d->kind == COMPARE_ATTEMPTS;
}

static int32_t find_first(const struct compare *c)
{
	int32_t first = -1;

	for (size_t i = 0; i < c->list.n; i++)
		if (is_divergence(&c->list.v[i]) && (first < 0 || c->list.v[i].a < c->list.v[first].a))
			first = (int32_t)i;
	return first < 0 && c->list.n ? 0 : first;
}

static void finish(struct compare *c)
{
	compare_ends(c);
	mark_states(c);
	for (size_t i = 0; i < c->list.n; i++)
		mark_differs(c, &c->list.v[i]);
	if (c->list.n)
		qsort(c->list.v, c->list.n, sizeof *c->list.v, by_kind);
	for (size_t i = 0; i < c->list.n; i++)
		c->n[c->list.v[i].kind]++;
	c->first = find_first(c);
	link_all(c);
	c->done = true;
}

/* --- in pieces ------------------------------------------------------------------------------------------------------------------------------- */

/* The next events; true: all are folded. */
static bool fold(struct projection *p, const struct history *h, int32_t last, int32_t *at, int *budget)
{
	int32_t to = last - *at > *budget ? *at + *budget : last;

	*budget -= to - *at;
	*at = to;
	projection_seek(p, h, to);
	return to == last;
}

static bool pairs(struct compare *c, int *budget)
{
	const struct align *al = c->align;

	for (; (size_t)c->state->at < al->steps.n && *budget > 0; c->state->at++, --*budget)
		if (al->steps.v[c->state->at] >= 0)
			compare_pair(c, al->steps.v[c->state->at], c->state->at);
	return (size_t)c->state->at >= al->steps.n;
}

static bool work(struct compare *c, int *budget)
{
	switch ((enum phase)c->state->phase) {
	case FOLD_LEFT:
		return fold(c->a, c->left.history, c->last_a, &c->state->at, budget);
	case FOLD_RIGHT:
		return fold(c->b, c->right.history, c->last_b, &c->state->at, budget);
	case ALIGN:
		align(c);
		return true;
	case PAIRS:
		return pairs(c, budget);
	case FINISH:
		finish(c);
		return true;
	case OVER:
		break;
	}
	return false;
}

bool compare_work(struct compare *c, int budget)
{
	while (c->state->phase != OVER && budget > 0) {
		if (!work(c, &budget))
			continue;
		c->state->phase++;
		c->state->at = 0;
		budget--;
	}
	return c->state->phase != OVER;
}
