/* The bars of a row, in cells: what lies in sight, and of what falls into one cell the heaviest. */
#include <math.h>

#include "history/timeline_private.h"

struct canvas {
	struct timeline *tl;
	const struct timeline_window *w;
	struct timeline_cell *cells;
	int cols;
};

/* Clamped to what an int can hold, far outside of the window. */
static int cell_of(const struct canvas *c, double position)
{
	double x = floor((position - c->w->left) / c->w->per_cell + 1e-9);

	return x < -1 ? -1 : x > c->cols ? c->cols : (int)x;
}

static int cell_of_event(const struct canvas *c, int32_t event)
{
	return cell_of(c, tl_at_or_now(c->tl, event));
}

/* From one event to another (0: now). */
static void bar(struct canvas *c, int32_t from, int32_t to, enum timeline_bar kind, enum state_status status, bool critical)
{
	int x0 = cell_of_event(c, from), x1 = cell_of_event(c, to);

	for (int x = x0 < 0 ? 0 : x0; x <= x1 && x < c->cols; x++) {
		struct timeline_cell *cell = &c->cells[x];

		if (cell->bar >= kind)
			continue;
		*cell = (struct timeline_cell){.bar = (uint8_t)kind, .status = (uint8_t)status, .critical = critical};
	}
}

/* --- one step ------------------------------------------------------------------------------------------------------------------- */

static void attempt_bars(struct canvas *c, const struct step *s, const struct attempt *a, int32_t end, bool critical)
{
	enum event_type type = (enum event_type)history_at(c->tl->p->history, a->scheduled)->type;
	enum state_status status = a->failed ? STATE_FAILED : s->status;
	int32_t until = a->ended ? a->ended : end, from = a->scheduled;

	if (type == EV_ActivityScheduled && (a->started || !a->ended)) {	/* until a worker takes it */
		bar(c, from, a->started ? a->started : until, BAR_WAIT, status, critical);
		from = a->started;
	}
	if (!from)
		return;
	if (a->submitted)		/* what was asked for is done elsewhere; its token comes back */
		bar(c, a->submitted, until, BAR_WAIT, status, critical);
	bar(c, from, a->submitted ? a->submitted : until, BAR_WORK, status, critical);
}

/* The first attempt that begins in a later cell than x. */
static size_t attempt_behind(const struct canvas *c, const struct step *s, size_t lo, int x)
{
	size_t hi = s->attempts.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (cell_of_event(c, s->attempts.v[mid].scheduled) <= x)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Of those behind attempt i that begin in its cell only the last can reach further. */
static size_t last_in_cell(const struct canvas *c, const struct step *s, size_t i, int x)
{
	size_t behind = x >= 0 ? attempt_behind(c, s, i + 1, x) : i + 1;

	return behind > i + 2 ? behind - 1 : i + 1;
}

/* What follows the wait behind an attempt, where there is one: the next attempt, an end, now (0); else the attempt's own end. */
static int32_t next_of(const struct step *s, size_t i, int32_t end)
{
	const struct attempt *a = &s->attempts.v[i];

	if (i + 1 < s->attempts.n)
		return s->attempts.v[i + 1].scheduled;
	return s->exited || (!a->failed && s->status != STATE_RETRYING) ? a->ended : end;
}

static void attempts_bars(struct canvas *c, const struct step *s, int32_t end, bool critical)
{
	size_t first = attempt_behind(c, s, 0, -1);

	for (size_t i = first ? first - 1 : 0; i < s->attempts.n;) {
		const struct attempt *a = &s->attempts.v[i];
		int32_t next = next_of(s, i, end);
		int x = cell_of_event(c, a->scheduled);

		attempt_bars(c, s, a, end, critical);
		if (a->ended && next != a->ended)
			bar(c, a->ended, next, BAR_BACKOFF, STATE_RETRYING, critical);
		if (x >= c->cols)
			return;
		i = last_in_cell(c, s, i, x);
	}
}

/* Before the first attempt and behind the last no time goes by, but by events there is room. */
static void task_bars(struct canvas *c, const struct step *s, int32_t end, bool critical)
{
	const struct attempt *last = &s->attempts.v[s->attempts.n - 1];

	bar(c, s->entered, s->attempts.v[0].scheduled, BAR_WORK, s->attempts.v[0].failed ? STATE_FAILED : s->status, critical);
	attempts_bars(c, s, end, critical);
	if (last->ended && end && (s->exited || !last->failed))
		bar(c, last->ended, end, last->submitted ? BAR_WAIT : BAR_WORK, s->status, critical);
}

/* The attempts of a container, newest first. */
static void families_bars(struct canvas *c, const struct step *s, int32_t end, bool critical)
{
	const struct projection *p = c->tl->p;
	int32_t later = 0;

	for (int32_t f = s->family; f >= 0 && &p->steps.v[p->families.v[f].step] == s; f = p->families.v[f].earlier) {
		const struct family *fam = &p->families.v[f];
		int32_t until = fam->ended ? fam->ended : end;

		bar(c, fam->started, until, BAR_INSIDE, later ? STATE_FAILED : s->status, critical);
		if (later)
			bar(c, until, later, BAR_BACKOFF, STATE_RETRYING, critical);
		else if (s->status == STATE_RETRYING)
			bar(c, until, 0, BAR_BACKOFF, STATE_RETRYING, critical);
		else
			bar(c, until, end, BAR_INSIDE, s->status, critical);
		later = fam->started;
	}
	bar(c, s->entered, later, BAR_INSIDE, s->status, critical);
}

static void step_bars(struct canvas *c, int step)
{
	const struct projection *p = c->tl->p;
	const struct step *s = &p->steps.v[step];
	int32_t end = tl_step_end(p, s);
	bool critical = timeline_is_critical(c->tl, step);
	enum event_type type = (enum event_type)history_at(p->history, s->entered)->type;

	if (s->family >= 0)
		families_bars(c, s, end, critical);
	else if (s->attempts.n)
		task_bars(c, s, end, critical);
	else
		bar(c, s->entered, end, type == EV_WaitStateEntered ? BAR_WAIT : BAR_WORK, s->status, critical);
}

/* --- all steps of a row --------------------------------------------------------------------------------------------------------- */

/* The first step of the track that has not ended before cell x. */
static size_t step_from(const struct canvas *c, const struct tl_track *t, size_t lo, int x)
{
	const struct projection *p = c->tl->p;
	size_t hi = t->steps.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct step *s = &p->steps.v[t->steps.v[mid]];

		if (cell_of_event(c, tl_step_end(p, s)) < x)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void steps_bars(struct canvas *c, const struct tl_track *t)
{
	const struct projection *p = c->tl->p;

	for (size_t i = step_from(c, t, 0, 0); i < t->steps.n;) {
		const struct step *s = &p->steps.v[t->steps.v[i]];
		int x = cell_of_event(c, tl_step_end(p, s));

		if (cell_of_event(c, s->entered) >= c->cols)
			return;
		step_bars(c, t->steps.v[i]);
		i = i + 1 < t->steps.n && cell_of_event(c, s->entered) == x ? step_from(c, t, i + 1, x + 1) : i + 1;
	}
}

static void put_mark(struct canvas *c, int x, enum state_status status)
{
	c->cells[x].ends = true;
	c->cells[x].status = (uint8_t)status;
	if (!c->cells[x].bar)
		c->cells[x].bar = BAR_WORK;
}

/* One in each cell. */
static void marks(struct canvas *c, const struct tl_track *t)
{
	size_t i = 0;

	for (int x = 0; x < c->cols; x++) {
		size_t hi = t->marks.n;

		while (i < hi) {
			size_t mid = i + (hi - i) / 2;

			if (cell_of_event(c, t->marks.v[mid].event) < x)
				i = mid + 1;
			else
				hi = mid;
		}
		if (i == t->marks.n)
			return;
		if (cell_of_event(c, t->marks.v[i].event) == x)
			put_mark(c, x, (enum state_status)t->marks.v[i].status);
	}
}

static void last_marks(struct canvas *c, int step)
{
	struct tl_track last = {0};

	tl_marks_of(c->tl->p, step, &last);
	marks(c, &last);
	tl_track_done(&last);
}

void timeline_cells(struct timeline *tl, const struct timeline_row *row, const struct timeline_window *w, struct timeline_cell *cells, int cols)
{
	struct canvas c = {.tl = tl, .w = w, .cells = cells, .cols = cols};
	struct tl_node *n = row->node;
	const struct tl_track *t;

	for (int x = 0; x < cols; x++)
		cells[x] = (struct timeline_cell){0};
	t = row->kind == TIMELINE_BRANCH ? tl_track_of_branch(tl, n, row->index) : &n->track;
	steps_bars(&c, t);
	marks(&c, t);
	if (t->steps.n)
		last_marks(&c, t->steps.v[t->steps.n - 1]);
}
