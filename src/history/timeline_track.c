/* What is on a row: the visits of a state in its place, or the steps of one iteration, in order, and the marks of what went wrong. */
#include <stdlib.h>

#include "history/timeline_private.h"

void tl_track_done(struct tl_track *t)
{
	VEC_DONE(&t->steps);
	VEC_DONE(&t->marks);
	t->settled = 0;
}

/* What was cut off ended with its branch, or with the execution. */
int32_t tl_step_end(const struct projection *p, const struct step *s)
{
	int32_t end = s->last;

	if (s->exited)
		return s->exited;
	if (s->status == STATE_RUNNING || s->status == STATE_RETRYING)
		return 0;
	if (s->branch >= 0 && p->branches.v[s->branch].ended > end)
		end = p->branches.v[s->branch].ended;
	if (s->branch < 0 && p->status != EXEC_RUNNING)
		end = p->cursor;
	return end;
}

/* --- branches of a node ----------------------------------------------------------------------------------------------------------- */

struct tl_walk tl_walk_of(const struct tl_node *container, int32_t index)
{
	return (struct tl_walk){.container = container, .index = index, .step = container ? container->track.steps.n : 0, .family = -1, .branch = -1};
}

/* The next older family of the container; false: there is none. */
static bool older_family(const struct projection *p, struct tl_walk *w)
{
	const struct tl_track *t = &w->container->track;
	int32_t f = w->family >= 0 ? p->families.v[w->family].earlier : -1;

	if (f >= 0 && p->families.v[f].step == p->families.v[w->family].step) {
		w->family = f;		/* an attempt before, in the same visit */
		return true;
	}
	while (w->step > 0) {
		w->family = p->steps.v[t->steps.v[--w->step]].family;
		if (w->family >= 0)
			return true;
	}
	return false;
}

bool tl_walk_next(const struct timeline *tl, struct tl_walk *w)
{
	if (!w->container) {
		bool first = !w->begun;

		w->begun = true;
		return first;
	}
	while (older_family(tl->p, w)) {
		w->branch = projection_branch_at(tl->p, w->family, w->index);
		if (w->branch >= 0)
			return true;
	}
	return false;
}

/* --- marks ------------------------------------------------------------------------------------------------------------------------ */

static void mark(struct tl_track *t, int32_t event, enum state_status status)
{
	if (event)
		VEC_PUSH(&t->marks, ((struct tl_mark){.event = event, .status = (uint8_t)status}));
}

/* What became of the whole step: the last failure was caught, or ended it. */
static enum state_status last_failure(const struct step *s)
{
	return s->status == STATE_CAUGHT || s->status == STATE_ABORTED ? s->status : STATE_FAILED;
}

static void marks_of_attempts(const struct step *s, struct tl_track *t)
{
	for (size_t i = 0; i < s->attempts.n; i++)
		if (s->attempts.v[i].failed)
			mark(t, s->attempts.v[i].ended, i + 1 == s->attempts.n && s->status == STATE_CAUGHT ? STATE_CAUGHT : STATE_FAILED);
}

/* The attempts of a container that a retry followed, in order. */
static void marks_of_families(const struct projection *p, int step, struct tl_track *t)
{
	VEC(int32_t) ends = {0};

	for (int32_t f = p->families.v[p->steps.v[step].family].earlier; f >= 0 && p->families.v[f].step == step; f = p->families.v[f].earlier)
		VEC_PUSH(&ends, p->families.v[f].ended);
	while (ends.n)
		mark(t, ends.v[--ends.n], STATE_FAILED);
	VEC_DONE(&ends);
}

void tl_marks_of(const struct projection *p, int step, struct tl_track *t)
{
	const struct step *s = &p->steps.v[step];
	bool went_wrong = s->status == STATE_FAILED || s->status == STATE_CAUGHT || s->status == STATE_ABORTED;

	if (s->family >= 0)
		marks_of_families(p, step, t);
	marks_of_attempts(s, t);
	if (went_wrong && !(s->attempts.n && s->attempts.v[s->attempts.n - 1].failed && s->status != STATE_ABORTED))
		mark(t, tl_step_end(p, s), last_failure(s));
}

/* Steps behind the last may not change any more. */
static void settle(const struct projection *p, struct tl_track *t)
{
	while (t->settled + 1 < t->steps.n)
		tl_marks_of(p, t->steps.v[t->settled++], t);
}

/* --- steps ------------------------------------------------------------------------------------------------------------------------ */

/* Was the family there before the newest step that is known? Then older ones have nothing new. */
static bool is_known(const struct projection *p, int32_t family, int32_t newest)
{
	return family < 0 || (newest >= 0 && p->families.v[family].started < p->steps.v[newest].entered);
}

/* They came newest first. */
static void append_reversed(struct tl_track *t, const int32_t *steps, size_t n)
{
	while (n)
		VEC_PUSH(&t->steps, steps[--n]);
}

static int32_t newest_of(const struct tl_track *t)
{
	return t->steps.n ? t->steps.v[t->steps.n - 1] : -1;
}

static int newest_visit(const struct projection *p, int32_t branch, int state)
{
	int i = projection_visit(p, branch, state);

	return i >= 0 && p->steps.v[i].branch == branch ? i : -1;
}

/* The newest step in branch w->branch that is on the row: a visit of the state, or (state -1) any. And the one before it. */
static int step_first(const struct projection *p, const struct tl_walk *w, int state)
{
	return state >= 0 ? newest_visit(p, w->branch, state) : p->branches.v[w->branch].last_step;
}

static int step_before(const struct projection *p, int i, int state)
{
	int before = state >= 0 ? p->steps.v[i].earlier : p->steps.v[i].from;

	return before >= 0 && p->steps.v[before].branch == p->steps.v[i].branch ? before : -1;
}

static void grow(const struct timeline *tl, struct tl_track *t, struct tl_walk w, int state)
{
	const struct projection *p = tl->p;
	int32_t newest = newest_of(t);
	VEC(int32_t) fresh = {0};

	while (tl_walk_next(tl, &w)) {
		for (int i = step_first(p, &w, state); i > newest; i = step_before(p, i, state))
			VEC_PUSH(&fresh, i);
		if (is_known(p, w.family, newest))
			break;
	}
	append_reversed(t, fresh.v, fresh.n);
	VEC_DONE(&fresh);
	settle(p, t);
}

void tl_track_of_state(struct timeline *tl, struct tl_node *n)
{
	struct tl_node *container = n->up->up;

	if (container)
		tl_track_of_state(tl, container);
	grow(tl, &n->track, tl_walk_of(container, n->up->index), n->state);
}

/* The place of a branch among those that are kept: its own, or the one that was not used for the longest time. */
static struct tl_folded *folded_of(struct timeline *tl, const struct tl_node *container, int32_t index)
{
	struct tl_folded *oldest = &tl->folded[0];

	for (size_t i = 0; i < TL_FOLDED; i++) {
		struct tl_folded *f = &tl->folded[i];

		if (f->container == container && f->index == index)
			return f;
		if (f->used < oldest->used)
			oldest = f;
	}
	tl_track_done(&oldest->track);
	oldest->container = container;
	oldest->index = index;
	return oldest;
}

const struct tl_track *tl_track_of_branch(struct timeline *tl, struct tl_node *container, int32_t index)
{
	struct tl_folded *f = folded_of(tl, container, index);

	tl_track_of_state(tl, container);
	f->used = ++tl->used;
	grow(tl, &f->track, tl_walk_of(container, index), -1);
	return &f->track;
}
