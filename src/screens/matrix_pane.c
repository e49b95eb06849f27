/*
 * The matrix: the iterations of a Map by the states of its processor, failures first; the branches of a Parallel likewise. It shows the
 * container that the person is in or has selected. Moving in it chooses: the row is the iteration that everything else shows, the column the
 * selected state.
 */
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "screens/branches.h"
#include "screens/matrix_private.h"
#include "screens/where.h"

/* --- which container ------------------------------------------------------------------------------------------------------------ */

static const struct asl_state *first_container(const struct asl_machine *m)
{
	for (size_t i = 0; m && i < m->n_states; i++)
		if (m->states[i]->n_scopes)
			return m->states[i];
	return NULL;
}

static bool is_inside(const struct asl_state *st, const struct asl_state *container)
{
	while (st && st != container)
		st = st->scope->container;
	return st != NULL;
}

/* The last shown, as long as what is selected is inside of it: a container inside it is entered with Enter, and not by the events of what runs
 * there. Else the selected one, or that around what is selected, or the first of the machine. */
static const struct asl_state *container_now(const struct matrix_pane *d, const struct view *v)
{
	const struct workbench *wb = d->pane->wb;
	const struct asl_machine *m = wb->machine;
	const struct asl_state *st = workbench_state(wb), *last = NULL, *c;

	if (d->container >= 0 && m && (size_t)d->container < m->n_states && m->states[d->container]->n_scopes)
		last = m->states[d->container];
	if (last && (!st || is_inside(st, last)))
		c = last;
	else
		c = st && st->n_scopes ? st : st && st->scope->container ? st->scope->container : last ? last : first_container(m);
	while (c && v && c->scope->container && v->scopes[c->scope->index].kind == VIEW_MANY)
		c = c->scope->container;	/* which iteration of the outer one? That comes first */
	return c;
}

void matrix_pane_show(struct pane *p)
{
	((struct matrix_pane *)p->data)->container = -1;
}

/* --- rows ------------------------------------------------------------------------------------------------------------------------ */

/* What filter and search look at. */
static void row_text(void *pane, size_t at, struct str *out)
{
	const struct matrix_pane *d = pane;
	int32_t row = d->m.rows.v[at];
	const struct step *s = matrix_step(&d->m, row);
	enum state_status status = matrix_status(&d->m, row);

	str_addf(out, "[%d] ", matrix_index(&d->m, row));
	str_adds(out, status == STATE_IDLE ? "waiting" : state_status_text(status));
	if (!s)
		return;
	str_addc(out, ' ');
	str_adds(out, s->name ? s->name : "");
	if (s->error) {
		str_addc(out, ' ');
		str_adds(out, s->error);
	}
	if (s->cause) {
		str_addc(out, ' ');
		str_adds(out, s->cause);
	}
}

static const struct list_ops ops = {.draw = matrix_draw_row, .text = row_text};

static int32_t row_under_cursor(const struct matrix_pane *d)
{
	size_t at = list_row(&d->list);

	return at == LIST_NONE || at >= d->m.rows.n ? INT32_MIN : d->m.rows.v[at];
}

/* The row of a branch, or of what is around it; -1: it is not in one of the rows. */
static int32_t row_around(const struct matrix_pane *d, const struct projection *p, int32_t b)
{
	while (b >= 0 && p->branches.v[b].family != d->m.family)
		b = projection_branch_up(p, b);
	return b;
}

static void set_column(struct matrix_pane *d)
{
	size_t n;
	struct asl_state **states = matrix_states(d, &n);
	struct matrix_columns c;

	for (size_t i = 0; i < n; i++)
		if (states[i]->index == d->pane->wb->selected)
			d->column = (int)i;
	if (d->column >= (int)n)
		d->column = n ? (int)n - 1 : 0;
	matrix_columns(d, d->pane->cols, &c);
	d->first_column = c.first;
}

/* Puts the cursor on a row; what is before it is seen, too, where a page can hold both. */
static void go_to(struct matrix_pane *d, int32_t row)
{
	size_t at = matrix_find(&d->m, row);

	if (at == SIZE_MAX || !list_go(&d->list, at))
		return;
	if (d->list.cursor < (size_t)d->list.height)
		d->list.top = 0;
}

static bool is_made(const struct matrix_pane *d, const struct asl_state *c, int32_t family)
{
	const struct run *r = workbench_run(d->pane->wb);

	return r && d->m.p == r->at && d->run == r->serial && d->cursor == r->cursor && d->m.container == c && d->m.family == family;
}

/* Rows for what is shown now; the cursor stays on its own. */
static void make_rows(struct matrix_pane *d, const struct view *v, const struct asl_state *c, int32_t family)
{
	const struct run *r = workbench_run(d->pane->wb);
	int32_t was = d->m.p && d->m.family == family && r && d->run == r->serial ? row_under_cursor(d) : INT32_MIN;

	matrix_set(&d->m, v ? v->p : NULL, c, family, v ? run_now_ms(r) : 0);
	d->run = r ? r->serial : 0;
	d->cursor = r ? r->cursor : 0;
	list_set_rows(&d->list, d->m.rows.n);
	list_refresh(&d->list);
	go_to(d, was);
}

/* What is shown, and where the cursor is in it: on an iteration that has been chosen elsewhere, it goes there. */
static void refresh(struct matrix_pane *d, bool anew)
{
	const struct view *v = workbench_view(d->pane->wb);
	const struct asl_state *c = container_now(d, v);
	int32_t before = d->m.family, family = v && c ? view_family(v, c->index) : -1, row = -1;
	bool same_run = v && d->run == workbench_run(d->pane->wb)->serial;

	d->container = c ? c->index : -1;
	if (anew || !is_made(d, c, family))
		make_rows(d, v, c, family);
	else
		d->m.now_ms = run_now_ms(workbench_run(d->pane->wb));
	if (v && (v->place != d->place || before != family))
		row = row_around(d, v->p, v->place);
	if (same_run && row < 0 && before != family && (size_t)d->place < v->p->branches.n)
		row = row_around(d, v->p, d->place);	/* out of an inner container: where one came from */
	d->place = v ? v->place : -1;
	if (row >= 0 && row != row_under_cursor(d))
		go_to(d, row);
	set_column(d);
}

/* --- the pane -------------------------------------------------------------------------------------------------------------------- */

static void open_pane(struct pane *p)
{
	struct matrix_pane *d = xcalloc(1, sizeof *d);

	d->pane = p;
	d->container = d->place = -1;
	d->m.family = -1;
	p->data = d;
	list_init(&d->list, &ops, d);
}

static void done(struct pane *p)
{
	struct matrix_pane *d = p->data;

	list_done(&d->list);
	matrix_done(&d->m);
	free(d);
}

static void update(struct pane *p, unsigned changed)
{
	if (p->cols && (changed & (CHANGED_MACHINE | CHANGED_RUN | CHANGED_EVENTS | CHANGED_SELECTION)))
		refresh(p->data, false);
}

static void layout(struct pane *p)
{
	struct matrix_pane *d = p->data;

	list_layout(&d->list, p->rows > MATRIX_HEAD ? p->rows - MATRIX_HEAD : 1);
	if (p->cols)
		refresh(d, false);	/* it was not kept up while it was hidden */
}

static void draw_empty(const struct matrix_pane *d, struct surface *sf)
{
	struct str text = {0};

	if (!d->m.container)
		str_adds(&text, "this machine has no Map and no Parallel");
	else if (!d->m.p)
		str_adds(&text, "no execution is shown: r runs with the last input, R asks for one");
	else
		str_addf(&text, "%s has not started at this moment", d->m.container->name);
	surface_text(sf, 1, 0, sf->cols - 1, ST_DIM, str_get(&text));
	str_done(&text);
}

static void draw(const struct pane *p, struct surface *sf, bool focused)
{
	const struct matrix_pane *d = p->data;
	struct surface below = surface_sub(sf, 0, MATRIX_HEAD, sf->cols, sf->rows - MATRIX_HEAD);

	if (d->m.family < 0) {
		draw_empty(d, sf);
		return;
	}
	matrix_draw_head(d, sf);
	if (list_count(&d->list))
		list_draw(&d->list, &below, focused);
	else
		surface_text(&below, 1, 0, sf->cols - 1, ST_DIM, d->list.filter ? "none passes the filter" : "there are no items");
}

/* The row under the cursor becomes the place, the chosen column the selected state; of an item that has not begun only the row moves. */
static void choose(struct matrix_pane *d)
{
	int32_t row = row_under_cursor(d);
	const struct step *s = row >= 0 ? matrix_step(&d->m, row) : NULL;
	size_t n;
	struct asl_state **states = matrix_states(d, &n);
	int state = n ? states[d->column]->index : s ? s->state : d->container;

	while (!n && s && s->branch != row)
		s = s->parent >= 0 ? &d->m.p->steps.v[s->parent] : NULL;
	if (!n && s)
		state = s->state;
	if (row >= 0)
		workbench_go(d->pane->wb, row, state);
}

static unsigned after_widget(struct pane *p, unsigned w)
{
	if (w & (W_MOVED | W_DONE))
		choose(p->data);
	if (w & W_DONE)
		matrix_pane_enter(p);
	return w ? AFTER_REDRAW : AFTER_NOTHING;
}

/* Into a container of the iteration: its own rows. Else into the iteration: the picture shows it. */
void matrix_pane_enter(struct pane *p)
{
	struct matrix_pane *d = p->data;
	const struct asl_state *st;

	if (row_under_cursor(d) < 0)
		return;
	choose(d);
	st = workbench_state(p->wb);
	if (st && st->n_scopes && st->scope->container == d->m.container) {
		d->container = st->index;
		workbench_enter(p->wb);
	} else {
		workbench_focus(p->wb, PANE_GRAPH);
	}
}

static unsigned sideways(struct matrix_pane *d, int by)
{
	size_t n;
	struct asl_state **states = matrix_states(d, &n);
	int to = d->column + by;
	int32_t row = row_under_cursor(d);

	if (to < 0 || (size_t)to >= n)
		return AFTER_NOTHING;
	d->column = to;
	workbench_go(d->pane->wb, row >= 0 ? row : d->pane->wb->view.place, states[to]->index);
	return AFTER_REDRAW;
}

static unsigned move(struct pane *p, enum move m)
{
	struct matrix_pane *d = p->data;

	if (m == MOVE_LEFT || m == MOVE_RIGHT)
		return sideways(d, m == MOVE_LEFT ? -1 : 1);
	return after_widget(p, list_move(&d->list, m));
}

/* A click chooses the column, too. */
static void click_column(struct matrix_pane *d, const struct key *k)
{
	struct matrix_columns c;
	int at;

	matrix_columns(d, d->pane->cols, &c);
	at = c.cell_cols ? (k->mouse.x - c.cells) / c.cell_cols : 0;
	if (k->mouse.kind == MOUSE_PRESS && k->mouse.x >= c.cells && at < c.n_cells)
		d->column = c.first + at;
}

static unsigned key(struct pane *p, const struct key *k)
{
	struct matrix_pane *d = p->data;
	struct key local = *k;

	if (k->code == K_MOUSE) {
		click_column(d, k);
		local.mouse.y = (int16_t)(k->mouse.y - MATRIX_HEAD);
		if (local.mouse.y < 0 && k->mouse.kind == MOUSE_PRESS)
			return AFTER_REDRAW;
	} else if (move_from_key(k) == MOVE_LEFT || move_from_key(k) == MOVE_RIGHT) {
		return sideways(d, move_from_key(k) == MOVE_LEFT ? -1 : 1);
	}
	return after_widget(p, list_key(&d->list, &local));
}

static void find(struct pane *p, const char *text, int direction, bool from_here)
{
	struct matrix_pane *d = p->data;

	if (text)
		list_set_needle(&d->list, text);
	if (list_search(&d->list, direction, from_here))
		choose(d);
	else
		app_note(p->wb->sh->app, NOTE_WARNING, "not found in the matrix");
}

static void filter(struct pane *p, const char *text)
{
	list_set_filter(&((struct matrix_pane *)p->data)->list, text);
}

bool matrix_pane_sort(struct pane *p, const char *by)
{
	struct matrix_pane *d = p->data;
	int to = *by ? MATRIX_SORTS : ((int)d->m.sort + 1) % MATRIX_SORTS;

	for (int i = 0; i < MATRIX_SORTS && *by; i++)
		if (str_starts(matrix_sort_text((enum matrix_sort)i), by))
			to = i;
	if (to == MATRIX_SORTS)
		return false;
	d->m.sort = (enum matrix_sort)to;
	refresh(d, true);
	return true;
}

/* The family that came after this one of the same container in the same place; -1: none. */
static int32_t later_family(const struct projection *p, int32_t family)
{
	for (size_t i = (size_t)family + 1; i < p->families.n; i++)
		if (p->families.v[i].earlier == family)
			return (int32_t)i;
	return -1;
}

bool matrix_pane_attempt(struct pane *p, int dir)
{
	struct matrix_pane *d = p->data;
	int32_t to = -1;

	if (d->m.family >= 0)
		to = dir < 0 ? d->m.p->families.v[d->m.family].earlier : later_family(d->m.p, d->m.family);
	if (to < 0 || d->m.p->families.v[to].first < 0)
		return false;
	workbench_go(p->wb, where_telling_branch(d->m.p, to), p->wb->selected);
	return true;
}

static void title_more(const struct pane *p, struct str *out)
{
	const struct matrix_pane *d = p->data;
	const struct family *f = d->m.family >= 0 ? &d->m.p->families.v[d->m.family] : NULL;

	if (!d->m.container)
		return;
	describe_text(out, d->m.container->name, 30);
	if (!f)
		return;
	str_addf(out, " · %d %s", f->n, branches_word(d->m.container, f->n));
	if (f->attempt > 1 || later_family(d->m.p, d->m.family) >= 0)
		str_addf(out, " · attempt %d", f->attempt);
	if (d->list.filter) {
		str_addf(out, " · %zu ", list_count(&d->list));
		describe_text(out, d->list.filter, 20);
	}
}

const struct pane_ops matrix_pane_ops = {
	.title = "Matrix", .keymap = "matrix", .open = open_pane, .update = update, .layout = layout, .draw = draw, .key = key,
	.move = move, .find = find, .filter = filter, .title_more = title_more, .done = done,
};
