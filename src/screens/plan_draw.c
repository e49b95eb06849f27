#include "screens/plan_draw.h"

#include <math.h>

#include "app/describe.h"
#include "history/timeline.h"
#include "ui/glyph.h"

#define BAND "░"
#define EXPECTED "◆"
#define DRAWN "●"
#define LIMIT "┃"

struct columns {
	int wait, drawn, begins, chart, chart_cols;	/* -1: not there */
};

static void seconds(struct str *out, double s)
{
	timeline_span(out, (int64_t)llround(s * 1000));
}

/* "2 s", "0 s – 4 s" */
static void between(struct str *out, double min, double max)
{
	seconds(out, min);
	if (max <= min)
		return;
	str_adds(out, " – ");
	seconds(out, max);
}

static void number(struct str *out, double x)
{
	str_addf(out, "%.6g", x);
}

void plan_headline(const struct asl_retrier *r, size_t index, struct str *out)
{
	str_addf(out, "retrier %zu [", index + 1);
	for (size_t i = 0; i < r->n_errors; i++) {
		str_adds(out, i ? ", " : "");
		describe_text(out, r->errors[i] ? r->errors[i] : "?", 40);
	}
	str_addf(out, "]: %lld %s", (long long)r->max_attempts, r->max_attempts == 1 ? "retry" : "retries");
	str_adds(out, ", ");
	seconds(out, r->interval_s);
	if (r->backoff > 1) {
		str_adds(out, " · ");
		number(out, r->backoff);
		str_adds(out, "ⁿ");
	}
	if (r->max_delay_s > 0) {
		str_adds(out, " up to ");
		seconds(out, r->max_delay_s);
	}
	str_adds(out, r->jitter == ASL_JITTER_FULL ? ", FULL jitter" : ", no jitter");
}

/* --- rows ---------------------------------------------------------------------------------------------------------------------------- */

static struct columns columns_of(const struct plan_look *l, int cols)
{
	struct columns c = {.wait = 7, .drawn = -1, .begins = -1};
	int x = c.wait + 20;

	if (l->drawn_ms && cols >= 60) {
		c.drawn = x;
		x += 10;
	}
	if (cols - x >= 40) {
		c.begins = x;
		x += 26;
	}
	c.chart = x;
	c.chart_cols = cols - x > 0 ? cols - x : 0;
	return c;
}

static double end_of(const struct plan_look *l)
{
	double end = l->plan->total.max;

	if (l->limit_s > 0 && l->limit_s < end * 2 && l->limit_s > end)
		end = l->limit_s;
	return end > 0 ? end : 1;
}

static int column_at(const struct plan_look *l, const struct columns *c, double s)
{
	int x = (int)(s / end_of(l) * (c->chart_cols - 1));

	return x < 0 ? 0 : x >= c->chart_cols ? c->chart_cols - 1 : x;
}

/* When row i began by what was drawn for it and those before, with calls as they are expected; -1: it has not. */
static double really(const struct plan_look *l, size_t i)
{
	double s = l->plan->rows[i].begins.expected;

	for (size_t k = 0; k <= i; k++) {
		if (k >= l->n_drawn || l->drawn_ms[k] < 0)
			return -1;
		s += (double)l->drawn_ms[k] / 1000 - l->plan->rows[k].wait.expected;
	}
	return s;
}

static void draw_chart(const struct plan_look *l, const struct columns *c, size_t i, struct surface *sf, int y)
{
	const struct retry_plan_row *row = &l->plan->rows[i];
	double drawn = l->drawn_ms ? really(l, i) : -1;

	if (c->chart_cols < 4)
		return;
	for (int x = column_at(l, c, row->begins.min); x <= column_at(l, c, row->begins.max); x++)
		surface_put(sf, c->chart + x, y, ST_RETRYING, BAND);
	if (l->limit_s > 0 && l->limit_s <= end_of(l))
		surface_put(sf, c->chart + column_at(l, c, l->limit_s), y, ST_FAILED, LIMIT);
	surface_put(sf, c->chart + column_at(l, c, row->begins.expected), y, ST_STRONG, EXPECTED);
	if (drawn >= 0)
		surface_put(sf, c->chart + column_at(l, c, drawn), y, ST_RUNNING, DRAWN);
}

static void draw_row(const struct plan_look *l, const struct columns *c, size_t i, struct surface *sf, int y)
{
	const struct retry_plan_row *row = &l->plan->rows[i];
	bool late = l->limit_s > 0 && row->begins.max > l->limit_s, sure = l->limit_s > 0 && row->begins.min > l->limit_s;
	struct str text = {0};

	surface_printf(sf, 0, y, sure ? ST_FAILED : late ? ST_WARNING : ST_TEXT, "%s%4lld", sure ? GLYPH_FAILED : late ? GLYPH_CAUGHT : " ",
		(long long)row->attempt);
	between(&text, row->wait.min, row->wait.max);
	if (row->capped)
		str_adds(&text, " cap");
	surface_text(sf, c->wait, y, 19, ST_TEXT, str_get(&text));
	str_reset(&text);
	if (c->drawn >= 0 && i < l->n_drawn && l->drawn_ms[i] >= 0) {
		seconds(&text, (double)l->drawn_ms[i] / 1000);
		surface_text(sf, c->drawn, y, 9, ST_RUNNING, str_get(&text));
	}
	str_reset(&text);
	if (c->begins >= 0) {
		between(&text, row->begins.min, row->begins.max);
		surface_text(sf, c->begins, y, 25, late ? ST_WARNING : ST_TEXT, str_get(&text));
	}
	draw_chart(l, c, i, sf, y);
	str_done(&text);
}

static void draw_heads(const struct plan_look *l, const struct columns *c, struct surface *sf)
{
	struct str end = {0};

	surface_put(sf, 0, 0, ST_DIM, "retry");
	surface_put(sf, c->wait, 0, ST_DIM, "waits");
	if (c->drawn >= 0)
		surface_put(sf, c->drawn, 0, ST_DIM, "drawn");
	if (c->begins >= 0)
		surface_put(sf, c->begins, 0, ST_DIM, "begins after");
	seconds(&end, end_of(l));
	if (c->chart_cols > 12) {
		surface_put(sf, c->chart, 0, ST_DIM, "0");
		surface_text_right(sf, c->chart + 2, 0, c->chart_cols - 2, ST_DIM, str_get(&end));
	}
	str_done(&end);
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------------- */

static void say_total(const struct plan_look *l, struct str *out)
{
	const struct retry_plan *p = l->plan;

	str_adds(out, (int64_t)p->n < p->max_attempts ? "after those shown, at the latest: " : "all together: ");
	between(out, p->total.min, p->total.max);
	if (p->total.expected > p->total.min && p->total.expected < p->total.max) {
		str_adds(out, ", about ");
		seconds(out, p->total.expected);
	}
	if (l->call_limit_s > 0) {
		str_adds(out, "; each call may take ");
		seconds(out, l->call_limit_s);
		str_adds(out, " (TimeoutSeconds)");
	}
}

/* False: there is nothing to say. */
static bool say_limit(const struct plan_look *l, struct str *out)
{
	size_t may = retry_plan_beyond(l->plan, l->limit_s, false), must = retry_plan_beyond(l->plan, l->limit_s, true);

	if (l->limit_s <= 0)
		return false;
	str_adds(out, "the machine's TimeoutSeconds, ");
	seconds(out, l->limit_s);
	if (may == l->plan->n)
		str_adds(out, ", leaves room for all of them");
	else if (must < l->plan->n)
		str_addf(out, ": retry %zu never comes", must + 1);
	if (may < l->plan->n && may != must)
		str_addf(out, "%s retry %zu may come too late", must < l->plan->n ? "," : ":", may + 1);
	return true;
}

static void say(struct surface *sf, int y, enum style st, struct str *text)
{
	surface_text(sf, 0, y, sf->cols, st, str_get(text));
	str_reset(text);
}

int plan_draw(const struct plan_look *l, struct surface *sf)
{
	const struct retry_plan *p = l->plan;
	struct columns c = columns_of(l, sf->cols);
	int y = 1, room = sf->rows - 1 - 1 - (l->limit_s > 0);
	struct str text = {0};
	size_t i = l->first;

	if (!p->n) {
		surface_text(sf, 0, 0, sf->cols, ST_DIM, "no retries: MaxAttempts is 0");
		return 1;
	}
	draw_heads(l, &c, sf);
	for (; i < p->n && y <= room; i++, y++)
		draw_row(l, &c, i, sf, y);
	if (i < p->n && y > 1)
		surface_printf(sf, 0, y - 1, ST_DIM, "… %lld more%*s", (long long)(p->max_attempts - (int64_t)i + 1), sf->cols, "");
	say_total(l, &text);
	say(sf, y++, ST_INFO, &text);
	if (say_limit(l, &text))
		say(sf, y++, retry_plan_beyond(p, l->limit_s, false) < p->n ? ST_WARNING : ST_INFO, &text);
	str_done(&text);
	return y;
}
