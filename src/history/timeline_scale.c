/*
 * The scale of a timeline: from an event to a position, and back. By time a position is a millisecond since the start; long stretches in
 * which nothing happens can be cut: each that is longer than twice all the rest is shown as an eighth of the rest. By events the position
 * is the number of the event.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "history/timeline_private.h"

#define LABEL_COLS 11			/* between two labels at least */

/* --- long stretches --------------------------------------------------------------------------------------------------------------- */

static void remember(struct timeline *tl, int64_t from_ms, int64_t to_ms)
{
	struct tl_gap g = {.from_ms = from_ms, .to_ms = to_ms}, *least;

	if (tl->longest.n < TL_GAPS) {
		VEC_PUSH(&tl->longest, g);
		return;
	}
	least = &tl->longest.v[0];
	for (size_t i = 1; i < tl->longest.n; i++)
		if (tl->longest.v[i].to_ms - tl->longest.v[i].from_ms < least->to_ms - least->from_ms)
			least = &tl->longest.v[i];
	if (to_ms - from_ms > least->to_ms - least->from_ms)
		*least = g;
}

static int64_t start_ms(const struct timeline *tl)
{
	return tl->p->start_ms;
}

static int64_t end_ms(const struct timeline *tl)
{
	const struct event *last = history_at(tl->p->history, tl->p->cursor);
	int64_t end = last ? last->at_ms : start_ms(tl);

	if (tl->p->status == EXEC_RUNNING && tl->now_ms > end)
		end = tl->now_ms;
	return end - start_ms(tl);
}

void tl_scale_see(struct timeline *tl, const struct history *h, int32_t from, int32_t to)
{
	for (int32_t id = from > 0 ? from + 1 : 2; id <= to; id++) {
		int64_t was = history_at(h, id - 1)->at_ms, is = history_at(h, id)->at_ms;

		if (is > was)
			remember(tl, was - start_ms(tl), is - start_ms(tl));
	}
	tl->gaps_to_ms = -1;
}

static int longest_first(const void *a, const void *b)
{
	const struct tl_gap *p = a, *q = b;
	int64_t n = p->to_ms - p->from_ms, m = q->to_ms - q->from_ms;

	return n != m ? (n > m ? -1 : 1) : p->from_ms < q->from_ms ? -1 : 1;
}

static int by_time(const void *a, const void *b)
{
	const struct tl_gap *p = a, *q = b;

	return p->from_ms < q->from_ms ? -1 : p->from_ms > q->from_ms;
}

/* Which of the longest are cut, and how much of them is shown. */
static void choose(struct timeline *tl)
{
	double length = (double)end_ms(tl), cut = 0;

	tl->gaps.n = 0;
	tl->gaps_to_ms = end_ms(tl);
	if (tl->longest.n)
		qsort(tl->longest.v, tl->longest.n, sizeof *tl->longest.v, longest_first);
	for (size_t i = 0; i < tl->longest.n; i++) {
		struct tl_gap g = tl->longest.v[i];
		double own = (double)(g.to_ms - g.from_ms), rest = length - own;

		if (rest <= 0 || own <= 2 * rest)
			break;
		g.shown_ms = rest / 8 < 1 ? 1 : rest / 8;
		length = rest + g.shown_ms;
		VEC_PUSH(&tl->gaps, g);
	}
	if (tl->gaps.n)
		qsort(tl->gaps.v, tl->gaps.n, sizeof *tl->gaps.v, by_time);
	for (size_t i = 0; i < tl->gaps.n; i++) {
		tl->gaps.v[i].cut_before = cut;
		cut += (double)(tl->gaps.v[i].to_ms - tl->gaps.v[i].from_ms) - tl->gaps.v[i].shown_ms;
	}
}

/* --- there ------------------------------------------------------------------------------------------------------------------------ */

void timeline_set_now(struct timeline *tl, int64_t now_ms)
{
	tl->now_ms = now_ms;
	if (tl->gaps_to_ms != end_ms(tl))
		choose(tl);
}

void timeline_set_scale(struct timeline *tl, enum timeline_scale scale)
{
	tl->scale = scale;
}

enum timeline_scale timeline_scale(const struct timeline *tl)
{
	return end_ms(tl) <= 0 ? TIMELINE_EVENTS : tl->scale;
}

static double scaled(const struct timeline *tl, int64_t ms)
{
	double cut = 0;

	for (size_t i = 0; timeline_scale(tl) == TIMELINE_GAPS && i < tl->gaps.n; i++) {
		const struct tl_gap *g = &tl->gaps.v[i];
		double own = (double)(g->to_ms - g->from_ms);

		if (ms <= g->from_ms)
			break;
		if (ms < g->to_ms)
			return (double)g->from_ms - g->cut_before + (double)(ms - g->from_ms) / own * g->shown_ms;
		cut = g->cut_before + own - g->shown_ms;
	}
	return (double)ms - cut;
}

double timeline_at(const struct timeline *tl, int32_t event)
{
	const struct event *ev = history_at(tl->p->history, event);

	if (timeline_scale(tl) == TIMELINE_EVENTS)
		return event > 0 ? (double)event - 1 : 0;
	return ev ? scaled(tl, ev->at_ms - start_ms(tl)) : 0;
}

double timeline_now(const struct timeline *tl)
{
	if (timeline_scale(tl) == TIMELINE_EVENTS)
		return tl->p->cursor > 0 ? tl->p->cursor - 1 : 0;
	return scaled(tl, end_ms(tl));
}

double tl_at_or_now(const struct timeline *tl, int32_t event)
{
	return event ? timeline_at(tl, event) : timeline_now(tl);
}

double timeline_length(const struct timeline *tl)
{
	return timeline_now(tl);
}

void timeline_fit(const struct timeline *tl, int cols, struct timeline_window *w)
{
	double length = timeline_length(tl);

	w->left = 0;
	w->per_cell = cols > 1 && length > 0 ? length / (cols - 1) : 1;
}

int32_t timeline_event_at(const struct timeline *tl, double position)
{
	int32_t lo = 0, hi = tl->p->cursor;

	while (lo < hi) {
		int32_t mid = lo + (hi - lo + 1) / 2;

		if (timeline_at(tl, mid) <= position)
			lo = mid;
		else
			hi = mid - 1;
	}
	return lo;
}

/* --- and back: the time at a position ------------------------------------------------------------------------------------------- */

static double unscaled(const struct timeline *tl, double position)
{
	double cut = 0;

	for (size_t i = 0; timeline_scale(tl) == TIMELINE_GAPS && i < tl->gaps.n; i++) {
		const struct tl_gap *g = &tl->gaps.v[i];
		double own = (double)(g->to_ms - g->from_ms), from = (double)g->from_ms - g->cut_before;

		if (position <= from)
			break;
		if (position < from + g->shown_ms)
			return (double)g->from_ms + (position - from) / g->shown_ms * own;
		cut = g->cut_before + own - g->shown_ms;
	}
	return position + cut;
}

/* --- the axis ------------------------------------------------------------------------------------------------------------------- */

void timeline_span(struct str *out, int64_t ms)
{
	static const struct { int64_t ms; const char *unit; } units[] = {{86400000, "d"}, {3600000, "h"}, {60000, "min"}};

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		int64_t lesser = i + 1 < ARRAY_LEN(units) ? units[i + 1].ms : 1000;

		if (ms < units[i].ms)
			continue;
		str_addf(out, "%lld %s", (long long)(ms / units[i].ms), units[i].unit);
		if (ms % units[i].ms >= lesser)
			str_addf(out, " %lld %s", (long long)(ms % units[i].ms / lesser), i + 1 < ARRAY_LEN(units) ? units[i + 1].unit : "s");
		return;
	}
	if (ms < 1000 && ms)
		str_addf(out, "%lld ms", (long long)ms);
	else
		str_addf(out, "%.*f s", ms % 1000 == 0 ? 0 : ms % 100 == 0 ? 1 : ms % 10 == 0 ? 2 : 3, (double)ms / 1000);
}

static const int64_t steps_ms[] = {
	1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 15000, 30000, 60000, 120000, 300000, 600000, 900000, 1800000, 3600000,
	7200000, 10800000, 21600000, 43200000, 86400000, 172800000, 604800000, 1209600000, 2592000000, 5184000000, 7776000000, 15552000000,
};

/* Between two ticks: room for a label. */
static int64_t tick_ms(double per_cell)
{
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(steps_ms) && (double)steps_ms[i] < per_cell * LABEL_COLS)
		i++;
	return steps_ms[i];
}

/* 1, 2, 5, 10, 20 … */
static int64_t tick_events(double per_cell)
{
	int64_t n = 1;

	for (int k = 0; (double)n < per_cell * LABEL_COLS; k++)
		n = k % 3 == 1 ? n * 5 / 2 : n * 2;
	return n;
}

static void label(char *out, int cols, int x, const char *text)
{
	size_t len = strlen(text);

	out[x] = '|';
	if ((size_t)x + 1 + len <= (size_t)cols)
		memcpy(out + x + 1, text, len);
}

/* Is any part of the stretch between two positions one that has been cut? */
static bool is_cut(const struct timeline *tl, double from, double to)
{
	for (size_t i = 0; timeline_scale(tl) == TIMELINE_GAPS && i < tl->gaps.n; i++) {
		double begin = (double)tl->gaps.v[i].from_ms - tl->gaps.v[i].cut_before;

		if (to > begin && from < begin + tl->gaps.v[i].shown_ms)
			return true;
	}
	return false;
}

/* Ticks count from the start, or from the end of the last stretch before that was cut. */
static double base_of(const struct timeline *tl, double from)
{
	double base = 0;

	for (size_t i = 0; timeline_scale(tl) == TIMELINE_GAPS && i < tl->gaps.n; i++)
		if (from >= (double)tl->gaps.v[i].from_ms - tl->gaps.v[i].cut_before + tl->gaps.v[i].shown_ms - 1e-6)
			base = (double)tl->gaps.v[i].to_ms;
	return base;
}

/* The tick between two moments since the base; -1: none. */
static int64_t tick_in(double from, double to, int64_t tick)
{
	int64_t n = (int64_t)ceil(from / (double)tick - 1e-9);

	return n >= 0 && (double)(n * tick) < to - 1e-9 ? n * tick : -1;
}

static void axis_label(const struct timeline *tl, char *out, int cols, int x, double base, int64_t at)
{
	struct str text = {0};

	if (timeline_scale(tl) == TIMELINE_EVENTS)
		str_addf(&text, "#%lld", (long long)at + 1);
	else if (base > 0 && at)
		str_addc(&text, '+');
	if (timeline_scale(tl) != TIMELINE_EVENTS)
		timeline_span(&text, at ? at : (int64_t)base);
	label(out, cols, x, str_get(&text));
	str_done(&text);
}

void timeline_axis(const struct timeline *tl, const struct timeline_window *w, int cols, char *out)
{
	bool events = timeline_scale(tl) == TIMELINE_EVENTS;
	int64_t tick = events ? tick_events(w->per_cell) : tick_ms(w->per_cell);
	int free_from = 0;
	bool behind_cut = false;

	memset(out, ' ', (size_t)cols);
	out[cols] = '\0';
	for (int x = 0; x < cols; x++) {
		double from = w->left + x * w->per_cell, to = from + w->per_cell, base = base_of(tl, from);
		int64_t at = behind_cut ? 0 : tick_in(unscaled(tl, from) - base, unscaled(tl, to) - base, tick);

		if (is_cut(tl, from, to)) {
			out[x] = out[x] == ' ' ? '~' : out[x];
			behind_cut = true;
		} else if (at >= 0 && (x >= free_from || behind_cut)) {
			axis_label(tl, out, cols, x, base_of(tl, to), at);
			free_from = x + LABEL_COLS;
			behind_cut = false;
		}
	}
}
