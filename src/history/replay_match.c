/*
 * Events held against events. Each event of the record belongs to a step; ours are matched to those of the step that corresponds, in
 * their order, but those of iterations by their index, for these may run in another order.
 */
#include <stdlib.h>

#include "history/replay_private.h"

void match_init(struct replay_state *s)
{
	size_t n = s->source.history->events.n;
	int32_t *last = xcalloc(s->record->steps.n, sizeof *last);

	s->next_in_step = xcalloc(n + 1, sizeof *s->next_in_step);
	s->partner = xcalloc(n + 1, sizeof *s->partner);
	s->unmatched = xcalloc(s->record->steps.n, sizeof *s->unmatched);
	VEC_PUSH(&s->partners, 0);
	s->open = n && !event_is_end((enum event_type)s->source.history->events.v[n - 1].type);
	for (int32_t id = 1; (size_t)id <= n; id++) {
		int step = projection_step_of(s->record, id);

		if (step < 0)
			continue;
		if (last[step])
			s->next_in_step[last[step]] = id;
		else
			s->unmatched[step] = id;
		last[step] = id;
	}
	free(last);
}

void match_done(struct replay_state *s)
{
	free(s->next_in_step);
	free(s->partner);
	free(s->unmatched);
	VEC_DONE(&s->partners);
}

static bool is_of_iteration(enum event_type t)
{
	return t == EV_MapIterationStarted || t == EV_MapIterationSucceeded || t == EV_MapIterationFailed || t == EV_MapIterationAborted;
}

static bool is_aborted(enum event_type t)
{
	return t == EV_TaskStateAborted || t == EV_WaitStateAborted || t == EV_ParallelStateAborted || t == EV_MapStateAborted;
}

/* Events that we know nothing about stand in nobody's way. */
static bool is_opaque(const struct event *ev)
{
	return ev->type == EV_OTHER || ev->type == EV_MISSING;
}

int32_t match_next(const struct replay_state *s, int step)
{
	int32_t id = s->unmatched[step];

	while (id && is_opaque(history_at(s->source.history, id)))
		id = s->next_in_step[id];
	return id;
}

static bool same_kind(const struct event *a, const struct event *b)
{
	if (a->type != b->type)
		return false;
	return !is_of_iteration((enum event_type)a->type) || (a->more && b->more && a->more->index == b->more->index);
}

static void take(struct replay_state *s, int step, int32_t before, int32_t id)
{
	if (before)
		s->next_in_step[before] = s->next_in_step[id];
	else
		s->unmatched[step] = s->next_in_step[id];
}

/* The event of the record's step that ours is; 0: none. Only what may come in another order is looked for beyond the first. */
static int32_t find_in_step(struct replay_state *s, int step, const struct event *ours)
{
	int32_t before = 0;

	for (int32_t id = s->unmatched[step]; id; before = id, id = s->next_in_step[id]) {
		const struct event *ev = history_at(s->source.history, id);

		if (same_kind(ev, ours)) {
			take(s, step, before, id);
			return id;
		}
		if (is_opaque(ev) || is_of_iteration((enum event_type)ev->type) || is_aborted((enum event_type)ev->type))
			continue;
		if (!is_of_iteration((enum event_type)ours->type))
			return 0;
	}
	return 0;
}

/* ExecutionStarted and what ends the execution outside of all states. */
static int32_t find_outside(const struct replay_state *s, const struct event *ours)
{
	const struct history *h = s->source.history;

	if (ours->type == EV_ExecutionStarted)
		return h->events.v[0].type == EV_ExecutionStarted ? 1 : 0;
	for (int32_t id = (int32_t)h->events.n; id > 0 && event_is_end((enum event_type)ours->type); id--)
		if (history_at(h, id)->type == ours->type && !s->partner[id])
			return id;
	return 0;
}

/* Of which state an …Aborted event tells, a record does not say: any of its kind that follows the same failure will do. */
static int32_t find_aborted(const struct replay_state *s, const struct event *ours)
{
	const struct history *h = s->source.history;
	int32_t prev = (size_t)ours->prev < s->partners.n ? s->partners.v[ours->prev] : 0;

	for (int32_t id = prev + 1; (size_t)id <= h->events.n; id++)
		if (history_at(h, id)->type == ours->type && history_at(h, id)->prev == prev && !s->partner[id])
			return id;
	return 0;
}

static int32_t find(struct replay_state *s, const struct event *ours)
{
	int step = projection_step_of(s->ours, ours->id);
	int32_t there;

	if (is_aborted((enum event_type)ours->type))
		return find_aborted(s, ours);
	if (step < 0)
		return find_outside(s, ours);
	there = s->align->steps.v[step];
	return there >= 0 ? find_in_step(s, there, ours) : 0;
}

/* --- what is said of a difference ------------------------------------------------------------------------------------------------------- */

static void describe(const struct replay_state *s, const struct event *ev, struct str *out)
{
	const char *state = ev->name ? ev->name : ev->state >= 0 ? s->source.machine->states[ev->state]->name : NULL;

	str_adds(out, event_text(ev));
	if (state)
		str_addf(out, " of %.80s", state);
	if (ev->more && ev->more->error)
		str_addf(out, " (%.80s)", ev->more->error);
}

/* What the record has instead: the first event without a partner that follows the same one. */
static int32_t recorded_instead(const struct replay_state *s, const struct event *ours)
{
	int32_t prev = (size_t)ours->prev < s->partners.n ? s->partners.v[ours->prev] : 0;
	const struct history *h = s->source.history;

	for (int32_t id = prev + 1; (size_t)id <= h->events.n; id++)
		if (history_at(h, id)->prev == prev && !s->partner[id] && !is_opaque(history_at(h, id)))
			return id;
	return 0;
}

/* A record without an end says nothing of what comes behind it: that is not another way. */
static bool is_beyond(struct replay_state *s, const struct event *ours)
{
	size_t n = s->source.history->events.n;

	if (!s->open || recorded_instead(s, ours))
		return false;
	s->parted = s->n_matched >= n || (size_t)ours->id > 2 * n + 1000;	/* then there is nothing more to look for */
	return true;
}

static void part(struct replay *r, const struct event *ours)
{
	struct replay_state *s = r->state;
	int32_t instead = recorded_instead(s, ours);
	struct str out = {0};

	s->parted = true;
	if (instead) {
		str_adds(&out, "recorded is ");
		describe(s, history_at(s->source.history, instead), &out);
	} else {
		str_adds(&out, "nothing more is recorded here");
	}
	str_adds(&out, ", replayed comes ");
	describe(s, ours, &out);
	if (!instead)			/* told where the record was then */
		instead = (size_t)ours->prev < s->partners.n && s->partners.v[ours->prev] ? s->partners.v[ours->prev] :
			(int32_t)s->source.history->events.n;
	replay_differs(r, instead, ours->id, false, str_take(&out));
}

void match_new_events(struct replay *r)
{
	struct replay_state *s = r->state;
	const struct history *h = engine_history(s->engine);

	projection_seek(s->ours, h, (int32_t)h->events.n);
	align_extend(s->align);
	for (; (size_t)s->seen < h->events.n && !s->parted; s->seen++) {
		const struct event *ours = &h->events.v[s->seen];
		int32_t id = find(s, ours);
		char *text;

		VEC_PUSH(&s->partners, id);
		if (!id && is_beyond(s, ours))
			continue;
		if (!id) {
			part(r, ours);
			return;
		}
		s->n_matched++;
		s->partner[id] = ours->id;
		text = event_difference(s, history_at(s->source.history, id), ours);
		if (text)
			replay_differs(r, id, ours->id, true, text);
	}
}

/* The first event of the record that nothing of ours is. What comes of a cut-off record, or was held back by one that is missing, is not ours
 * to judge. */
void match_rest(struct replay *r)
{
	struct replay_state *s = r->state;
	const struct history *h = s->source.history;

	if (s->parted || r->why)
		return;
	for (int32_t id = 1; (size_t)id <= h->events.n; id++) {
		const struct event *ev = history_at(h, id);
		struct str out = {0};

		if (ev->type == EV_ExecutionRedriven) {
			r->why = xasprintf("event #%d redrives the execution: what follows is not replayed", (int)id);
			return;
		}
		if (s->partner[id] || is_opaque(ev) || is_aborted((enum event_type)ev->type))
			continue;
		str_adds(&out, "recorded is ");
		describe(s, ev, &out);
		str_addf(&out, ", replayed the execution %s", engine_status(s->engine) == EXEC_RUNNING ? "waits" : "has ended");
		replay_differs(r, id, 0, false, str_take(&out));
		return;
	}
}
