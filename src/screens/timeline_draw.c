/* The cells of the timeline pane: an axis, the cursor on it, a row for each state or iteration, and a line about the selected one. */
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "base/timefmt.h"
#include "base/utf8.h"
#include "screens/timeline_private.h"
#include "ui/glyph.h"

#define CURSOR_GLYPH "▼"
#define CURSOR_LINE "│"
#define CUT_GLYPH "≈"
#define TICK_GLYPH "▏"
#define PATH_GLYPH "◆"

/* --- where it is in cells --------------------------------------------------------------------------------------------------------- */

int timeline_bar_cols(const struct timeline_pane *d)
{
	int cols = d->pane->cols - d->label_cols - 1;

	return cols > 1 ? cols : 1;
}

int timeline_head_rows(const struct timeline_pane *d)
{
	return d->pane->rows >= 5 ? 2 : d->pane->rows >= 3 ? 1 : 0;
}

int timeline_list_rows(const struct timeline_pane *d)
{
	int rows = d->pane->rows - timeline_head_rows(d) - (d->pane->rows >= 7 ? 1 : 0);

	return rows > 1 ? rows : 1;
}

/* The column of a position among the bars; -1: out of sight. */
static int column_of(const struct timeline_pane *d, double position)
{
	double x = (position - d->window.left) / d->window.per_cell + 1e-9;

	return x < 0 || x >= timeline_bar_cols(d) ? -1 : (int)x;
}

/* --- words ------------------------------------------------------------------------------------------------------------------------ */

/* Both projections number branches in the order in which they began. */
static bool is_held(const struct timeline_pane *d, const struct timeline_row *row)
{
	const struct run *r = workbench_run(d->pane->wb);

	return row->kind == TIMELINE_BRANCH && row->branch >= 0 && (size_t)row->branch < r->at->branches.n && run_branch_is_held(r, row->branch);
}

void timeline_label(const struct timeline_pane *d, const struct timeline_row *row, struct str *out)
{
	struct str count = {0};

	str_adds(out, row->critical ? PATH_GLYPH : " ");
	str_addf(out, "%*s", row->depth, "");
	str_adds(out, is_held(d, row) ? GLYPH_PAUSED : state_status_glyph(timeline_row_status(d->tl, row), false));
	str_adds(out, !row->has_inside ? " " : row->open ? GLYPH_OPEN : GLYPH_CLOSED);
	timeline_row_name(d->tl, row, false, out);
	timeline_row_count(d->tl, row, false, &count);
	if (count.len)
		str_addf(out, " %s", str_get(&count));
	str_done(&count);
}

/* The newest visit of the row that has begun at the cursor: none, and the row is still to come. */
static const struct step *step_now(const struct timeline_pane *d, const struct timeline_row *row, int32_t cursor)
{
	const struct projection *p = timeline_projection(d->tl);
	int i = projection_step_of(p, cursor), newest = row->step;

	if (i >= 0 && p->steps.v[i].state == row->state && row->kind == TIMELINE_STATE && p->steps.v[i].entered <= cursor)
		return &p->steps.v[i];
	while (newest >= 0 && p->steps.v[newest].entered > cursor)
		newest = row->kind == TIMELINE_STATE ? p->steps.v[newest].earlier : p->steps.v[newest].from;
	return newest >= 0 ? &p->steps.v[newest] : NULL;
}

static void say_between(const struct projection *p, const char *word, int32_t from, int32_t to, struct str *out)
{
	const struct event *a = history_at(p->history, from), *b = history_at(p->history, to);

	if (!a || !b)
		return;
	str_addf(out, " · %s ", word);
	timeline_span(out, b->at_ms - a->at_ms);
}

static void say_attempt(const struct projection *p, const struct step *s, int32_t cursor, struct str *out)
{
	size_t k = s->attempts.n;
	const struct attempt *a;

	while (k > 0 && s->attempts.v[k - 1].scheduled > cursor)
		k--;
	if (!k)
		return;
	a = &s->attempts.v[k - 1];
	if (s->attempts.n > 1)
		str_addf(out, " · attempt %zu of %zu", k, s->attempts.n);
	if (a->delay_ms) {
		str_adds(out, " · after a wait of ");
		timeline_span(out, a->delay_ms);
	}
	say_between(p, "took", a->scheduled, a->ended, out);
	if (a->failed) {
		str_adds(out, " · ✗ ");
		describe_text(out, a->error ? a->error : "no error name", 40);
	}
}

void timeline_says(const struct timeline_pane *d, const struct timeline_row *row, int32_t cursor, struct str *out)
{
	const struct projection *p = timeline_projection(d->tl);
	const struct step *s = step_now(d, row, cursor);

	timeline_row_name(d->tl, row, false, out);
	if (!s) {
		str_adds(out, " · has not begun at the cursor");
		return;
	}
	if (row->kind == TIMELINE_BRANCH) {
		str_adds(out, " · ");
		describe_text(out, s->name, 30);
	}
	if (row->visits > 1)
		str_addf(out, " · visit %d of %zu", s->visit, row->visits);
	if (s->attempts.n)
		say_attempt(p, s, cursor, out);
	else
		say_between(p, "took", s->entered, s->exited, out);
	if (row->critical)
		str_adds(out, " · on the critical path");
}

/* --- cells ------------------------------------------------------------------------------------------------------------------------ */

static void draw_axis(const struct timeline_pane *d, struct surface *sf, int left)
{
	for (int x = 0; d->axis[x]; x++) {
		char one[2] = {d->axis[x], '\0'};
		const char *text = one[0] == '~' ? CUT_GLYPH : one[0] == '|' && !surface_is_ascii(sf) ? TICK_GLYPH : one;

		surface_put(sf, left + x, 0, ST_DIM, text);
	}
}

/* The cursor's mark, and its event and time on the side that has room. */
static void draw_cursor(const struct timeline_pane *d, struct surface *sf, int left, int x, int32_t cursor)
{
	const struct projection *p = timeline_projection(d->tl);
	const struct event *ev = history_at(p->history, cursor);
	struct str text = {0};
	int width;

	if (x < 0 || !ev)
		return;
	str_addf(&text, "#%d ", cursor);
	timeline_span(&text, ev->at_ms - p->start_ms);
	if (cursor == p->cursor && p->status == EXEC_RUNNING)
		str_adds(&text, " now");
	width = utf8_width(str_get(&text));
	surface_put(sf, left + x, 1, ST_SCRUBBER_HEAD, CURSOR_GLYPH);
	if (left + x + 2 + width <= sf->cols)
		surface_put(sf, left + x + 2, 1, ST_STRONG, str_get(&text));
	else if (x > width)
		surface_put(sf, left + x - width - 1, 1, ST_STRONG, str_get(&text));
	str_done(&text);
}

static enum style style_of(const struct timeline_cell *c)
{
	if (!c->ends && c->bar == BAR_BACKOFF)
		return ST_RETRYING;
	return style_of_status((enum state_status)c->status);
}

static void draw_line(const struct timeline_pane *d, const struct timeline_line *l, struct surface *sf, int cursor_x)
{
	struct str text = {0};

	timeline_label(d, &l->row, &text);
	surface_text(sf, 0, 0, d->label_cols, style_of_status(timeline_row_status(d->tl, &l->row)), str_get(&text));
	str_done(&text);
	for (int x = 0; x < timeline_bar_cols(d); x++) {
		const struct timeline_cell *c = &l->cells[x];

		if (c->bar)
			surface_put(sf, d->label_cols + 1 + x, 0, style_of(c), timeline_cell_glyph(c, surface_is_ascii(sf)));
		else if (x == cursor_x)
			surface_put(sf, d->label_cols + 1 + x, 0, ST_DIM, CURSOR_LINE);
		if (x == cursor_x && c->bar)
			surface_attr(sf, d->label_cols + 1 + x, 0, 1, 1, ATTR_REVERSE, 0);
	}
}

static void draw_foot(const struct timeline_pane *d, struct surface *sf, int32_t cursor)
{
	struct str text = {0};

	if (d->at < d->top || d->at >= d->top + d->lines.n)
		return;
	timeline_says(d, &d->lines.v[d->at - d->top].row, cursor, &text);
	surface_text(sf, 0, sf->rows - 1, sf->cols, ST_INFO, str_get(&text));
	str_done(&text);
}

void timeline_draw(const struct timeline_pane *d, struct surface *sf, bool focused)
{
	const struct run *r = workbench_run(d->pane->wb);
	int left = d->label_cols + 1, rows = timeline_list_rows(d);
	int x = column_of(d, timeline_at(d->tl, r->cursor));

	if (timeline_head_rows(d) > 0)
		draw_axis(d, sf, left);
	if (timeline_head_rows(d) > 1)
		draw_cursor(d, sf, left, x, r->cursor);
	for (size_t i = 0; i < d->lines.n && i < (size_t)rows; i++) {
		struct surface line = surface_sub(sf, 0, timeline_head_rows(d) + (int)i, sf->cols, 1);

		if (d->top + i == d->at) {
			struct surface name = surface_sub(sf, 0, timeline_head_rows(d) + (int)i, d->label_cols, 1);

			name.attrs |= ATTR_SELECTED | (focused ? ATTR_BOLD : 0);
			surface_fill(&name, 0, 0, d->label_cols, 1, ST_SELECTED, " ");
			draw_line(d, &d->lines.v[i], &line, x);
			surface_attr(&line, 0, 0, d->label_cols, 1, ATTR_SELECTED, 0);
			continue;
		}
		draw_line(d, &d->lines.v[i], &line, x);
	}
	if (timeline_head_rows(d) + rows < sf->rows)
		draw_foot(d, sf, r->cursor);
}
