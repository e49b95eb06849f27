/* The cells of the matrix pane: a summary, a line of column names and one of their counts, and a line for each iteration or branch. */
#include <stdlib.h>

#include "app/describe.h"
#include "base/utf8.h"
#include "screens/branches.h"
#include "screens/counts.h"
#include "screens/matrix_private.h"
#include "ui/glyph.h"

#define CELL_MIN 4			/* "✗12 ": a cell and its gap */
#define CELL_GOOD 9			/* "✗12 ✓340": room for the counts of a column */
#define CELL_MAX 13
#define TEXT_GOOD 24			/* for the error, or the input … */
#define TEXT_MIN 10			/* … where the columns want more room than there is */
#define DURATION_COLS 9
#define GLYPH_RETRIED "↻"

/* --- columns ------------------------------------------------------------------------------------------------------------------ */

struct asl_state **matrix_states(const struct matrix_pane *d, size_t *n)
{
	const struct asl_state *c = d->m.container;

	*n = c && c->type == ASL_MAP && c->n_scopes ? c->scopes[0]->n_states : 0;
	return *n ? c->scopes[0]->states : NULL;
}

static int digits(int32_t n)
{
	return n < 10 ? 1 : 1 + digits(n / 10);
}

/* As wide as names are where there is room; narrower, and then fewer, where there is not. */
static void fit_cells(const struct matrix_pane *d, int cols, struct matrix_columns *c)
{
	size_t n;
	struct asl_state **states = matrix_states(d, &n);
	int widest = CELL_GOOD, room = cols - c->cells - TEXT_GOOD;

	c->n_cells = 0;
	if (!n || room + TEXT_GOOD - TEXT_MIN < CELL_MIN)
		return;
	for (size_t i = 0; i < n; i++) {
		int w = utf8_width(states[i]->name) + 1;

		widest = w > widest ? w : widest;
	}
	c->cell_cols = widest < CELL_MAX ? widest : CELL_MAX;
	if ((int64_t)c->cell_cols * (int64_t)n > room) {
		room += TEXT_GOOD - TEXT_MIN;
		c->cell_cols = room / (int)(n > 1000 ? 1000 : n);
	}
	if (c->cell_cols > CELL_MAX)
		c->cell_cols = CELL_MAX;
	if (c->cell_cols < CELL_MIN)
		c->cell_cols = CELL_MIN;
	c->n_cells = room / c->cell_cols;
	if ((size_t)c->n_cells > n)
		c->n_cells = (int)n;
}

/* The chosen column is among those that are seen. */
static int first_seen(const struct matrix_pane *d, int seen)
{
	int first = d->first_column;

	if (!seen)
		return 0;
	if (d->column < first)
		first = d->column;
	if (d->column >= first + seen)
		first = d->column - seen + 1;
	return first < 0 ? 0 : first;
}

void matrix_columns(const struct matrix_pane *d, int cols, struct matrix_columns *c)
{
	const struct family *f = d->m.family >= 0 ? &d->m.p->families.v[d->m.family] : NULL;

	*c = (struct matrix_columns){.index = 1, .index_cols = f && f->n > 1 ? digits(f->n - 1) : 1};
	c->status = c->index + c->index_cols + 1;
	c->duration = c->status + 2;
	c->cells = c->duration + DURATION_COLS;
	fit_cells(d, cols, c);
	c->first = first_seen(d, c->n_cells);
	c->text = c->cells + c->n_cells * c->cell_cols;
}

/* --- the head ------------------------------------------------------------------------------------------------------------------ */

static void draw_summary(const struct matrix_pane *d, struct surface *sf)
{
	const struct family *f = &d->m.p->families.v[d->m.family];
	struct str text = {0};
	int x = 1, right;

	str_addf(&text, "by %s", matrix_sort_text(d->m.sort));
	right = utf8_width(str_get(&text)) + 1;
	surface_text_right(sf, sf->cols - right, 0, right - 1, ST_DIM, str_get(&text));
	for (int i = 0; i < STATE_STATUSES; i++) {
		enum state_status s = status_by_weight[i];

		if (!f->by_status[s] || x >= sf->cols - right)
			continue;
		str_reset(&text);
		str_addf(&text, "%s %d %s", state_status_glyph(s, false), f->by_status[s], s == STATE_IDLE ? "waiting" : state_status_text(s));
		x += surface_text(sf, x, 0, sf->cols - right - x, style_of_status(s), str_get(&text)) + 2;
	}
	str_done(&text);
}

/* Of few cells none is spent on an ellipsis: the first letters tell most. */
static void column_name(const char *name, int cols, struct str *out)
{
	char *safe = utf8_safe(name, false);
	int width;

	if (cols < 6)
		str_add(out, safe, utf8_fit(safe, cols, &width));
	else
		describe_text(out, name, cols);
	free(safe);
}

/* One column: its name, and how the iterations stand in that state. */
static void draw_column(const struct matrix_pane *d, const struct asl_state *st, struct surface *sf, int x, int cols, bool chosen)
{
	const struct tally *t = projection_tally(d->m.p, d->m.family, st->index);
	struct str text = {0};

	column_name(st->name, cols - 1, &text);
	surface_text(sf, x, 1, cols - 1, chosen ? ST_STRONG : ST_NODE, str_get(&text));
	if (chosen)
		surface_attr(sf, x, 1, cols - 1, 1, ATTR_UNDERLINE, 0);
	str_reset(&text);
	if (t) {
		counts_text(t->n, cols - 1, &text);
		surface_text(sf, x, 2, cols - 1, style_of_status(counts_status(t->n)), str_get(&text));
	}
	str_done(&text);
}

void matrix_draw_head(const struct matrix_pane *d, struct surface *sf)
{
	struct matrix_columns c;
	size_t n;
	struct asl_state **states = matrix_states(d, &n);

	matrix_columns(d, sf->cols, &c);
	draw_summary(d, sf);
	surface_text_right(sf, c.index, 1, c.index_cols, ST_DIM, "#");
	surface_text(sf, c.duration, 1, DURATION_COLS, ST_DIM, "took");
	for (int i = 0; i < c.n_cells; i++)
		draw_column(d, states[c.first + i], sf, c.cells + i * c.cell_cols, c.cell_cols, c.first + i == d->column);
	if (n && (size_t)(c.first + c.n_cells) < n)
		surface_text(sf, c.text - 1, 1, 1, ST_DIM, "►");
	if (c.first > 0)
		surface_text(sf, c.cells - 1, 1, 1, ST_DIM, "◄");
	surface_text(sf, c.text + 1, 1, sf->cols - c.text - 1, ST_DIM, n ? "error, input" : "states");
}

/* --- a row ----------------------------------------------------------------------------------------------------------------------- */

/* "✗↻2": how the latest visit stands, after two retries; "✓ 2×": it is the second visit; of a container how many of its own have ended. */
static void cell_text(const struct matrix_pane *d, const struct step *s, int cols, struct str *out)
{
	const struct projection *p = d->m.p;

	str_adds(out, state_status_glyph(s->status, false));
	if (s->family >= 0 && cols >= 4)
		counts_ratio(p->families.v[s->family].by_status, cols - 1, out);
	if (s->attempts.n > 1)
		str_addf(out, GLYPH_RETRIED "%zu", s->attempts.n - 1);
	if (s->visit > 1 && utf8_width(str_get(out)) + 2 < cols)
		str_addf(out, " %d×", s->visit);
}

static void draw_cells(const struct matrix_pane *d, int32_t row, const struct matrix_columns *c, struct surface *sf)
{
	size_t n;
	struct asl_state **states = matrix_states(d, &n);
	struct str text = {0};

	for (int i = 0; i < c->n_cells; i++) {
		const struct step *s = matrix_cell(&d->m, row, states[c->first + i]->index);
		int x = c->cells + i * c->cell_cols;

		str_reset(&text);
		if (s)
			cell_text(d, s, c->cell_cols - 1, &text);
		surface_text(sf, x, 0, c->cell_cols - 1, s ? style_of_status(s->status) : ST_IDLE, s ? str_get(&text) : "·");
		if ((sf->attrs & ATTR_SELECTED) && c->first + i == d->column)
			surface_attr(sf, x, 0, c->cell_cols - 1, 1, ATTR_UNDERLINE, 0);
	}
	str_done(&text);
}

/* The states of a Parallel's branch, one after the other. */
static int draw_path(const struct matrix_pane *d, int32_t row, struct surface *sf, int x)
{
	const struct asl_state *c = d->m.container;
	int32_t index = matrix_index(&d->m, row);
	const struct asl_scope *scope = index >= 0 && (size_t)index < c->n_scopes ? c->scopes[index] : NULL;
	struct str text = {0};

	for (size_t i = 0; scope && i < scope->n_states && x < sf->cols; i++) {
		const struct step *s = matrix_cell(&d->m, row, scope->states[i]->index);
		enum state_status status = s ? s->status : STATE_IDLE;

		str_reset(&text);
		if (s)
			cell_text(d, s, 20, &text);
		else
			str_adds(&text, state_status_glyph(STATE_IDLE, false));
		str_addc(&text, ' ');
		describe_text(&text, scope->states[i]->name, 24);
		x += surface_text(sf, x, 0, sf->cols - x, style_of_status(status), str_get(&text)) + 2;
	}
	str_done(&text);
	return x;
}

/* What there is to say: an error; what a retry waits for; where it is. */
static void row_news(const struct matrix_pane *d, int32_t row, struct str *out)
{
	const struct step *s = matrix_step(&d->m, row);
	enum state_status status = matrix_status(&d->m, row);

	if (status == STATE_RETRYING && s) {
		str_addf(out, "retry %d/%d in ", s->retry_n, s->retry_max);
		describe_duration(out, s->retry_due_ms > d->m.now_ms ? s->retry_due_ms - d->m.now_ms : 0);
	} else if (status == STATE_RUNNING && s && s->name) {
		describe_text(out, s->name, 24);
	}
	if (s && s->error && (status == STATE_FAILED || status == STATE_RETRYING)) {
		str_adds(out, out->len ? "  " : "");
		describe_text(out, s->error, 40);
		if (s->cause && *s->cause) {
			str_adds(out, ": ");
			describe_cause(out, s->cause, 80);
		}
	}
}

void matrix_draw_row(void *pane, size_t at, struct surface *sf, const char *needle)
{
	const struct matrix_pane *d = pane;
	int32_t row = d->m.rows.v[at];
	enum style st = style_of_status(matrix_status(&d->m, row));
	int64_t took = matrix_duration(&d->m, row);
	struct matrix_columns c;
	struct str text = {0};
	bool held;
	int x;

	matrix_columns(d, sf->cols, &c);
	if (row >= 0 && row == d->pane->wb->view.place)
		surface_text(sf, 0, 0, 1, ST_SCRUBBER_HEAD, GLYPH_RUNNING);
	str_addf(&text, "%d", matrix_index(&d->m, row));
	surface_text_right(sf, c.index, 0, c.index_cols, ST_GUTTER, str_get(&text));
	held = workbench_run(d->pane->wb) && row >= 0 && run_branch_is_held(workbench_run(d->pane->wb), row);
	surface_text(sf, c.status, 0, 1, held ? ST_PAUSED : st, held ? GLYPH_PAUSED : state_status_glyph(matrix_status(&d->m, row), false));
	str_reset(&text);
	if (took >= 0)
		describe_duration(&text, took);
	surface_text(sf, c.duration, 0, DURATION_COLS - 1, ST_TEXT, str_get(&text));
	draw_cells(d, row, &c, sf);
	x = c.text + (c.n_cells ? 1 : 0);
	if (!c.n_cells)
		x = draw_path(d, row, sf, x);
	str_reset(&text);
	row_news(d, row, &text);
	if (text.len && x < sf->cols)
		x += surface_text_match(sf, x, 0, sf->cols - x, st, str_get(&text), needle) + 2;
	str_reset(&text);
	if (x < sf->cols && matrix_input(&d->m, row)) {
		describe_value(&text, matrix_input(&d->m, row), sf->cols - x);
		surface_text_match(sf, x, 0, sf->cols - x, ST_DIM, str_get(&text), needle);
	}
	str_done(&text);
}
