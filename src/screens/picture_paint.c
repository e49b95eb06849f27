#include "screens/picture_paint.h"

#include <stdlib.h>

enum style picture_class_style(enum graph_class c)
{
	switch (c) {
	case GC_BORDER:
	case GC_FRAME:
	case GC_NAME:
	case GC_ICON:
		return ST_NODE;
	case GC_DETAIL:
	case GC_BADGE:
	case GC_MARK:
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

enum style picture_tone_style(enum graph_tone t)
{
	static const enum style styles[GT_TONES] = {
		[GT_PLAIN] = ST_NODE, [GT_RUNNING] = ST_RUNNING, [GT_SUCCEEDED] = ST_SUCCEEDED, [GT_FAILED] = ST_FAILED,
		[GT_RETRYING] = ST_RETRYING, [GT_CAUGHT] = ST_CAUGHT, [GT_ABORTED] = ST_ABORTED, [GT_PAUSED] = ST_PAUSED,
		[GT_COVERED] = ST_COVERED, [GT_MISSED] = ST_MISSED, [GT_ADDED] = ST_ADDED, [GT_REMOVED] = ST_REMOVED, [GT_CHANGED] = ST_CHANGED,
	};

	return styles[t];
}

/* By the plain picture's cells: which lines are lit, and which of them newest. */
struct lit {
	const struct picture *p;
	uint8_t *of;
	uint8_t bit;
};

static void light_cell(void *ctx, int x, int y, unsigned arms)
{
	struct lit *l = ctx;
	long at = picture_cell_number(l->p, x, y);

	(void)arms;
	if (at >= 0)
		l->of[at] |= l->bit;
}

static uint8_t *lights(const struct picture *p, const struct graph_marks *m)
{
	struct lit l = {.p = p, .of = xcalloc(p->n_cells + 1, 1)};

	for (size_t i = 0; i < p->n_edges; i++) {
		l.bit = m->edges[i].newest ? 2 : 1;
		if (m->edges[i].lit)
			picture_edge_cells(p, (int)i, light_cell, &l);
	}
	return l.of;
}

static enum style style_of(const struct picture_cell *c, const struct graph_marks *m, uint8_t lit)
{
	bool line = c->cls == GC_FLOW || c->cls == GC_CATCH || c->cls == GC_START;

	if (line && lit)
		return (lit & 2) || c->cls != GC_CATCH ? ST_EDGE_LIT : ST_CAUGHT;
	if (c->state >= 0 && m->states[c->state].tone != GT_PLAIN && c->cls != GC_DETAIL &&
		(c->cls == GC_BORDER || c->cls == GC_FRAME || c->cls == GC_NAME || c->cls == GC_ICON || c->cls == GC_MARK))
		return picture_tone_style(m->states[c->state].tone);
	return picture_class_style((enum graph_class)c->cls);
}

void picture_paint(struct surface *sf, const struct picture *plain, const struct picture *marked, const struct graph_marks *marks, int x, int y)
{
	uint8_t *lit = lights(plain, marks);
	char text[PICTURE_CELL_TEXT];

	for (int row = 0; row < sf->rows && row + y < marked->rows; row++)
		for (int col = 0; col < sf->cols && col + x < marked->cols; col++) {
			const struct picture_cell *c = picture_cell(marked, col + x, row + y);
			long at = picture_cell_number(plain, col + x, row + y);

			if (!c->cp || c->cls == GC_BLANK)
				continue;
			picture_cell_text(marked, c, text);
			surface_put(sf, col, row, style_of(c, marks, at >= 0 ? lit[at] : 0), text);
		}
	free(lit);
}
