/* The graph pane's cells: the picture, with the state of every box and transition at the cursor painted over it. Nothing here changes. */
#include <string.h>

#include "base/utf8.h"
#include "screens/graph_pane_private.h"
#include "ui/glyph.h"

struct lighter {
	uint8_t *arms;
	int cols;
};

static void light_cell(void *ctx, int x, int y, unsigned arms)
{
	struct lighter *l = ctx;

	l->arms[(size_t)y * (size_t)l->cols + (size_t)x] |= (uint8_t)arms;
}

static void light_edge(struct graph_pane *d, uint8_t *arms, const struct edge_mark *e)
{
	static const enum graph_edge_kind kinds[] = {
		[ASL_EDGE_NEXT] = GE_NEXT, [ASL_EDGE_CHOICE] = GE_CHOICE, [ASL_EDGE_DEFAULT] = GE_DEFAULT, [ASL_EDGE_CATCH] = GE_CATCH,
	};
	struct lighter l = {.arms = arms, .cols = d->picture->cols};
	int at = picture_edge_find(d->picture, e->from, kinds[e->kind], (int)e->index);

	if (at >= 0)
		picture_edge_cells(d->picture, at, light_cell, &l);
}

/* Transitions of the execution, and the start marks of what was entered. */
void graph_pane_light(struct graph_pane *d)
{
	const struct run *r = workbench_run(d->pane->wb);
	size_t cells;

	if (!d->picture)
		return;
	cells = (size_t)d->picture->cols * (size_t)d->picture->rows;
	memset(d->lit, 0, cells);
	memset(d->recent, 0, cells);
	if (!r || r->machine->hash != d->of->hash)
		return;
	for (size_t i = 0; i < r->at->n_edges; i++)
		if (r->at->edges[i].taken)
			light_edge(d, d->lit, &r->at->edges[i]);
	for (size_t i = 0; i < d->picture->n_edges; i++) {
		const struct picture_edge *e = &d->picture->edges[i];
		struct lighter l = {.arms = d->lit, .cols = d->picture->cols};

		if (e->kind == GE_START && e->to >= 0 && r->at->states[e->to].visits)
			picture_edge_cells(d->picture, (int)i, light_cell, &l);
	}
	if (r->at->last_edge >= 0)
		light_edge(d, d->recent, &r->at->edges[r->at->last_edge]);
}

static enum style cell_style(const struct picture_cell *c)
{
	switch ((enum graph_class)c->cls) {
	case GC_BORDER:
	case GC_FRAME:
	case GC_NAME:
	case GC_ICON:
		return ST_NODE;
	case GC_DETAIL:
	case GC_BADGE:
		return ST_NODE_TYPE;
	case GC_FLOW:
	case GC_START:
		return ST_EDGE;
	case GC_CATCH:
		return ST_EDGE_CATCH;
	case GC_RETRY:
		return ST_EDGE_RETRY;
	case GC_CHOICE_LABEL:
	case GC_CATCH_LABEL:
		return ST_EDGE_LABEL;
	case GC_GHOST:
		return ST_ERROR;
	case GC_BLANK:
		break;
	}
	return ST_TEXT;
}

static bool is_line(const struct picture_cell *c)
{
	return c->cls == GC_FLOW || c->cls == GC_CATCH || c->cls == GC_START;
}

static bool is_box_part(const struct picture_cell *c)
{
	return c->cls == GC_BORDER || c->cls == GC_FRAME || c->cls == GC_NAME || c->cls == GC_ICON || c->cls == GC_DETAIL;
}

static void draw_cell(const struct graph_pane *d, const struct run *r, struct surface *sf, int sx, int sy, int px, int py)
{
	const struct picture_cell *c = picture_cell(d->picture, px, py);
	size_t at = (size_t)py * (size_t)d->picture->cols + (size_t)px;
	char text[PICTURE_CELL_TEXT];
	enum style st = cell_style(c);
	struct picture_cell lit = *c;
	bool bold = false;

	if (!c->cp || c->cls == GC_BLANK)
		return;
	if (is_line(c) && d->lit[at]) {
		lit.cp = picture_lit_glyph(d->picture, c, d->lit[at]);
		st = d->recent[at] ? ST_EDGE_LIT : c->cls == GC_CATCH ? ST_CAUGHT : ST_EDGE_LIT;
		bold = d->recent[at] != 0;
	}
	if (r && c->state >= 0 && is_box_part(c) && r->at->states[c->state].visits && c->cls != GC_DETAIL)
		st = style_of_status(r->at->states[c->state].status);
	picture_cell_text(d->picture, &lit, text);
	surface_put(sf, sx, sy, st, text);
	if (bold)
		surface_attr(sf, sx, sy, 1, 1, ATTR_BOLD, 0);
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

/* The mark beside a state's name: how its latest visit stands, how often it was entered; the retry counter in its loop. */
static void draw_mark(const struct graph_pane *d, const struct run *r, struct surface *sf, int state)
{
	const struct picture_box *b = graph_pane_box(d, state);
	const struct state_mark *m = &r->at->states[state];
	bool here = r->at->current >= 0 && r->at->steps.v[r->at->current].state == state;
	struct str text = {0};

	if (!b || !m->visits)
		return;
	if (m->status == STATE_RETRYING) {
		int64_t left = m->retry_due_ms - run_now_ms(r);

		str_addf(&text, "~%d/%d", m->retry_n, m->retry_max);
		if (left > 0 && b->mark.w >= 9)
			str_addf(&text, " %d.%ds", (int)(left / 1000), (int)(left % 1000 / 100));
	} else {
		if (here && r->follow && r->session && session_is_paused(r->session))
			str_adds(&text, GLYPH_PAUSED);
		str_adds(&text, state_status_glyph(m->status, false));
		if (m->visits > 1)
			str_addf(&text, "%d×", m->visits);
	}
	if (utf8_width(str_get(&text)) > b->mark.w && b->mark.w > 0) {
		str_reset(&text);
		str_adds(&text, state_status_glyph(m->status, false));
	}
	put_in_area(sf, d, &b->mark, true, style_of_status(m->status), str_get(&text));
	str_reset(&text);
	if (m->retry_max) {
		str_addf(&text, "%d/%d", m->retry_n, m->retry_max);
		put_in_area(sf, d, &b->count, false, ST_RETRYING, str_get(&text));
	}
	str_done(&text);
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

void graph_pane_draw(const struct pane *p, struct surface *sf, bool focused)
{
	const struct graph_pane *d = p->data;
	const struct run *r = workbench_run(p->wb);

	if (!d->picture) {
		surface_text(sf, 1, 0, sf->cols - 1, d->failure[0] ? ST_ERROR : ST_DIM, d->failure[0] ? d->failure
			: d->job ? "drawing…" : p->wb->machine ? "no states to draw: P says what is wrong" : "O opens a state machine or creates one");
		return;
	}
	if (r && r->machine->hash != d->of->hash)
		r = NULL;	/* the picture is not of its definition (yet) */
	for (int y = 0; y < sf->rows; y++)
		for (int x = 0; x < sf->cols; x++)
			if (x + d->x >= 0 && y + d->y >= 0 && x + d->x < d->picture->cols && y + d->y < d->picture->rows)
				draw_cell(d, r, sf, x, y, x + d->x, y + d->y);
	for (size_t i = 0; r && i < d->of->n_states; i++)
		draw_mark(d, r, sf, (int)i);
	if (p->wb->machine == d->of)
		draw_selection(d, sf, p->wb->selected, focused);
}
