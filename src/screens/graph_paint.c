/* The graph pane's cells: the picture, with the state of every box and transition at the cursor painted over it. Nothing here changes. */
#include <stdlib.h>
#include <string.h>

#include "app/app_coverage.h"
#include "app/waiting.h"
#include "base/utf8.h"
#include "screens/branches.h"
#include "screens/counts.h"
#include "screens/coverage_marks.h"
#include "screens/graph_pane_private.h"
#include "screens/picture_paint.h"
#include "ui/glyph.h"

struct lighter {
	const struct picture *p;
	uint8_t *arms;			/* by the cell's number */
};

static void light_cell(void *ctx, int x, int y, unsigned arms)
{
	struct lighter *l = ctx;
	long at = picture_cell_number(l->p, x, y);

	if (at >= 0)
		l->arms[at] |= (uint8_t)arms;
}

static void light_edge(struct graph_pane *d, uint8_t *arms, const struct edge_mark *e)
{
	static const enum graph_edge_kind kinds[] = {
		[ASL_EDGE_NEXT] = GE_NEXT, [ASL_EDGE_CHOICE] = GE_CHOICE, [ASL_EDGE_DEFAULT] = GE_DEFAULT, [ASL_EDGE_CATCH] = GE_CATCH,
	};
	struct lighter l = {.p = d->picture, .arms = arms};
	int at = picture_edge_find(d->picture, e->from, kinds[e->kind], (int)e->index);

	if (at >= 0)
		picture_edge_cells(d->picture, at, light_cell, &l);
}

/* Every line that any execution took. */
static void light_covered(struct graph_pane *d)
{
	struct lighter l = {.p = d->picture, .arms = d->lit};

	for (size_t i = 0; i < d->picture->n_edges; i++)
		if (d->cover->edges[i].lit)
			picture_edge_cells(d->picture, (int)i, light_cell, &l);
}

void graph_pane_cover(struct graph_pane *d)
{
	const struct coverage *c = app_coverage(d->pane->wb->sh->app);

	graph_marks_free(d->cover);
	picture_free(d->covered);
	d->cover = NULL;
	d->covered = NULL;
	if (!c || !d->picture || !d->of || c->machine->hash != d->of->hash)
		return;
	d->cover = coverage_marks(d->picture, c);
	d->covered = graph_mark(d->picture, d->cover);
}

/* Transitions of the execution, and the start marks of what was entered. */
void graph_pane_light(struct graph_pane *d)
{
	const struct run *r = workbench_run(d->pane->wb);
	const struct view *v = workbench_view(d->pane->wb);

	if (!d->picture)
		return;
	memset(d->lit, 0, d->picture->n_cells);
	memset(d->recent, 0, d->picture->n_cells);
	if (d->cover) {
		light_covered(d);
		return;
	}
	if (!v || r->machine->hash != d->of->hash)
		return;
	for (size_t i = 0; i < r->at->n_edges; i++)
		if (view_taken(v, i))
			light_edge(d, d->lit, &r->at->edges[i]);
	for (size_t i = 0; i < d->picture->n_edges; i++) {
		const struct picture_edge *e = &d->picture->edges[i];
		struct lighter l = {.p = d->picture, .arms = d->lit};
		struct view_mark m;

		if (e->kind != GE_START || e->to < 0)
			continue;
		view_state(v, e->to, &m);
		if (m.visits)
			picture_edge_cells(d->picture, (int)i, light_cell, &l);
	}
	if (view_last_edge(v) >= 0)
		light_edge(d, d->recent, &r->at->edges[view_last_edge(v)]);
}

static bool is_line(const struct picture_cell *c)
{
	return c->cls == GC_FLOW || c->cls == GC_CATCH || c->cls == GC_START;
}

static bool is_box_part(const struct picture_cell *c)
{
	return c->cls == GC_BORDER || c->cls == GC_FRAME || c->cls == GC_NAME || c->cls == GC_ICON || c->cls == GC_DETAIL;
}

static void draw_cell(const struct graph_pane *d, const struct view_mark *marks, struct surface *sf, int sx, int sy, int px, int py)
{
	long at = picture_cell_number(d->picture, px, py);
	const struct picture_cell *c = at < 0 ? NULL : &d->picture->cells[at];
	char text[PICTURE_CELL_TEXT];
	struct picture_cell lit;
	enum style st;
	bool bold = false;

	if (!c || !c->cp || c->cls == GC_BLANK)
		return;
	lit = *c;
	st = picture_class_style((enum graph_class)c->cls);	/* the pane writes its own marks over the picture */
	if (is_line(c) && d->lit[at]) {
		lit.cp = picture_lit_glyph(d->picture, c, d->lit[at]);
		st = d->recent[at] ? ST_EDGE_LIT : c->cls == GC_CATCH ? ST_CAUGHT : ST_EDGE_LIT;
		bold = d->recent[at] != 0;
	}
	if (marks && c->state >= 0 && is_box_part(c) && marks[c->state].visits && c->cls != GC_DETAIL)
		st = style_of_status(marks[c->state].status);
	picture_cell_text(d->picture, &lit, text);
	surface_put(sf, sx, sy, st, text);
	if (bold)
		surface_attr(sf, sx, sy, 1, 1, ATTR_BOLD, 0);
}

static enum style tone_style(enum graph_tone t)
{
	return t == GT_MISSED ? ST_MISSED : ST_COVERED;
}

/* What a cell of the marked picture is about, and whether that was ever touched; catches and labels keep their own look where it was. */
static enum style covered_style(const struct graph_pane *d, const struct picture_cell *c, int px, int py)
{
	long at = picture_cell_number(d->picture, px, py);

	if (is_line(c) && at >= 0)
		return d->lit[at] ? ST_COVERED : ST_MISSED;
	if (c->cls == GC_MARK && c->state >= 0 && d->picture->boxes[c->state].count.w && py == d->picture->boxes[c->state].count.y &&
		px >= d->picture->boxes[c->state].count.x)
		return d->cover->states[c->state].count[0] == '0' ? ST_MISSED : ST_COVERED;
	if (c->cls == GC_MARK && c->edge >= 0)
		return tone_style(d->cover->edges[c->edge].tone);
	if (c->state >= 0 && (is_box_part(c) || c->cls == GC_MARK) && c->cls != GC_DETAIL)
		return tone_style(d->cover->states[c->state].tone);
	return picture_class_style((enum graph_class)c->cls);
}

static void draw_covered_cell(const struct graph_pane *d, struct surface *sf, int sx, int sy, int px, int py)
{
	const struct picture_cell *c = picture_cell(d->covered, px, py);
	char text[PICTURE_CELL_TEXT];

	if (!c->cp || c->cls == GC_BLANK)
		return;
	picture_cell_text(d->covered, c, text);
	surface_put(sf, sx, sy, covered_style(d, c, px, py), text);
}

static void put_in_area(struct surface *sf, const struct graph_pane *d, const struct picture_area *a, bool right, enum style st, const char *text)
{
	if (a->w <= 0)
		return;
	if (right)
		surface_text_right(sf, a->x - d->x, a->y - d->y, a->w, st, text);
	else
		surface_text(sf, a->x - d->x, a->y - d->y, a->w, st, text);
}

/* A retry's number and the time until then; a visit's status and number. */
static void visit_text(const struct run *r, const struct step *s, const struct picture_area *room, struct str *text)
{
	int64_t left = s->retry_due_ms - run_now_ms(r);
	bool here = r->at->current >= 0 && &r->at->steps.v[r->at->current] == s;

	if (s->status == STATE_RETRYING) {
		str_addf(text, "~%d/%d", s->retry_n, s->retry_max);
		if (left > 0 && room->w >= 9)
			str_addf(text, " %d.%ds", (int)(left / 1000), (int)(left % 1000 / 100));
	} else {
		if ((here && r->follow && r->session && session_is_paused(r->session)) || (!s->exited && run_branch_is_held(r, s->branch)))
			str_adds(text, GLYPH_PAUSED);
		str_adds(text, state_status_glyph(s->status, false));
		if (s->visit > 1)
			str_addf(text, "%d×", s->visit);
	}
	if (utf8_width(str_get(text)) > room->w && room->w > 0) {
		str_reset(text);
		str_adds(text, state_status_glyph(s->status, false));
	}
}

/* On a frame below, in a closed box beside its own mark: how many branches or iterations stand how. */
static void draw_branches(const struct graph_pane *d, const struct run *r, const struct view *v, struct surface *sf, int state, int taken)
{
	const struct picture_box *b = graph_pane_box(d, state);
	int32_t n[STATE_STATUSES];
	struct picture_area room = b->open ? b->foot : b->mark;
	struct str text = {0};

	if (!b->open)
		room.w -= taken ? taken + 1 : 0;
	if (room.w > 1 && branches_count(r, v, d->of->states[state], n)) {
		size_t held = run_held_branches(r, view_family(v, state));

		if (held)
			str_addf(&text, GLYPH_PAUSED "%zu ", held);
		counts_progress(n, room.w - utf8_width(str_get(&text)), &text);
		put_in_area(sf, d, &room, true, style_of_status(counts_status(n)), str_get(&text));
	}
	str_done(&text);
}

/* It waits for the person's answer, perhaps in several iterations. */
static void asks_text(size_t n, const struct picture_area *room, struct str *text)
{
	str_adds(text, "?");
	if (n > 1 && room->w >= 4)
		str_addf(text, "%zu", n);
}

/* The mark beside a state's name: how its latest visit stands, or its visits in several iterations; the retry counter in its loop. */
static void draw_mark(const struct graph_pane *d, const struct run *r, const struct view *v, const struct view_mark *m, struct surface *sf, int state)
{
	const struct picture_box *b = graph_pane_box(d, state);
	const struct step *s = m->step >= 0 ? &r->at->steps.v[m->step] : NULL;
	size_t asks = b && m->visits ? waiting_of_state(d->pane->wb->sh->app, r, state) : 0;
	struct str text = {0};

	if (!b || !m->visits)
		return;
	if (asks)
		asks_text(asks, &b->mark, &text);
	else if (s)
		visit_text(r, s, &b->mark, &text);
	else
		counts_text(m->by_status, b->mark.w, &text);
	put_in_area(sf, d, &b->mark, true, asks ? ST_WARNING : style_of_status(m->status), str_get(&text));
	draw_branches(d, r, v, sf, state, utf8_width(str_get(&text)));
	str_reset(&text);
	if (s && s->retry_max) {
		str_addf(&text, "%d/%d", s->retry_n, s->retry_max);
		put_in_area(sf, d, &b->count, false, ST_RETRYING, str_get(&text));
	}
	str_done(&text);
}

/* On the left edge of the box, beside its name: filled where the execution stops, a ring where that is switched off. */
static void draw_breakpoint(const struct graph_pane *d, struct surface *sf, const struct breakpoint *p)
{
	const struct asl_state *s = p->state ? asl_state_at(d->of, p->state) : NULL;
	const struct picture_box *b = s ? graph_pane_box(d, s->index) : NULL;

	if (b)
		surface_put(sf, b->x - d->x, b->y - d->y + (b->h > 1 && !b->open), p->enabled ? ST_BREAKPOINT : ST_DIM,
			p->enabled ? GLYPH_BREAKPOINT : GLYPH_IDLE);
}

static void draw_selection(const struct graph_pane *d, struct surface *sf, int state, bool focused)
{
	const struct picture_box *b = graph_pane_box(d, state);

	if (!b)
		return;
	surface_attr(sf, b->x - d->x, b->y - d->y, b->w, 1, ATTR_BOLD, 0);
	if (b->open) {
		surface_attr(sf, b->x - d->x, b->y - d->y, b->w, 1, focused ? ATTR_REVERSE : ATTR_UNDERLINE, 0);
		return;
	}
	surface_attr(sf, b->x - d->x + 1, b->y - d->y + (b->h > 1), b->w - 2, 1, focused ? ATTR_REVERSE | ATTR_BOLD : ATTR_UNDERLINE | ATTR_BOLD, 0);
}

/* Of all states, by index: each cell asks for one. Caller frees. */
static struct view_mark *marks_of(const struct view *v)
{
	struct view_mark *marks = xcalloc(v->p->machine->n_states + 1, sizeof *marks);

	for (size_t i = 0; i < v->p->machine->n_states; i++)
		view_state(v, (int)i, &marks[i]);
	return marks;
}

void graph_pane_draw(const struct pane *p, struct surface *sf, bool focused)
{
	const struct graph_pane *d = p->data;
	const struct run *r = workbench_run(p->wb);
	const struct view *v = workbench_view(p->wb);
	struct view_mark *marks;

	if (!d->picture) {
		surface_text(sf, 1, 0, sf->cols - 1, d->failure[0] ? ST_ERROR : ST_DIM, d->failure[0] ? d->failure
			: d->job ? "drawing…" : p->wb->machine ? "no states to draw: P says what is wrong" : "O opens a state machine or creates one");
		return;
	}
	marks = v && !d->cover && r->machine->hash == d->of->hash ? marks_of(v) : NULL;	/* else the picture is not of its definition (yet) */
	for (int y = 0; y < sf->rows; y++)
		for (int x = 0; x < sf->cols; x++) {
			int px = x + d->x, py = y + d->y;

			if (px < 0 || py < 0 || px >= d->picture->cols || py >= d->picture->rows)
				continue;
			if (d->cover)
				draw_covered_cell(d, sf, x, y, px, py);
			else
				draw_cell(d, marks, sf, x, y, px, py);
		}
	for (size_t i = 0; marks && i < d->of->n_states; i++)
		draw_mark(d, r, v, &marks[i], sf, (int)i);
	free(marks);
	for (size_t i = 0; i < p->wb->sh->app->debugger.breakpoints.n; i++)
		draw_breakpoint(d, sf, &p->wb->sh->app->debugger.breakpoints.v[i]);
	if (p->wb->machine == d->of)
		draw_selection(d, sf, graph_pane_shown(d, p->wb->selected), focused);
	graph_map_draw(d, sf);
}
