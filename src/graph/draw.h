/*
 * draw - from the layouts of all scopes to one picture. box.c: how large a box is and what stands in it; compose.c: layouts inside
 * layouts, one origin for each scope; paint.c: cells; glyph.c: which character.
 */
#ifndef ASLANT_GRAPH_DRAW_H
#define ASLANT_GRAPH_DRAW_H

#include "graph/layout.h"
#include "graph/place.h"

/* What stands in a box. */
struct box_text {
	const char *icon;
	char *name, *detail, *comment;	/* cut to fit; detail, comment NULL: no row for it */
	char *badge;			/* "⊞2 ↻0/2"; NULL: none */
	char *errors, *counter;		/* of the retry loop beside the box; NULL: no loop */
};

struct scope_draw {
	struct layout l;
	struct box_text *texts;		/* by node */
	int x, y, w, h;			/* cells in the picture */
};

struct drawing {
	const struct flow *f;
	const struct graph_options *o;
	struct metrics mx;
	struct scope_draw *scopes;
	struct picture *p;
	struct picture_cell *cells;	/* the whole grid, while painting */
	uint8_t *flags;			/* by cell, see paint.c */
};

/* Extents, ports and texts of one scope's boxes; the scopes inside are laid out already. */
void box_measure(struct drawing *d, int scope);
void box_done(struct box_text *t);
/* x from the left border, y from the top border of an open box to the origin of its i-th scope. */
/* Where the node's box is in the picture. */
struct picture_box box_place(const struct drawing *d, int scope, int node);
/* Of an open box: the first blank before the title in the top border, from the box's corner. */
int box_title_at(const struct drawing *d, int scope, int node);
void box_inner_at(const struct drawing *d, int scope, int node, size_t i, int *x, int *y);

/* The picture of f, laid out here and now. NULL where it would be too large (then *e says so). */
struct picture *compose(const struct flow *f, size_t n_states, const struct graph_options *o, const struct placer *placer, struct err *e);
void paint(struct drawing *d);

uint32_t glyph_line(unsigned arms, bool is_catch, bool ascii);		/* two or three arms, or all four for a junction */
uint32_t glyph_crossing(bool vertical_catch, bool ascii);
uint32_t glyph_head(unsigned arm, bool ascii);				/* pointing towards arm */
enum glyph_border { BORDER_LIGHT, BORDER_DOUBLE, BORDER_HEAVY };
/* A piece of border with arms along it, and a port towards `port` (0: none). */
uint32_t glyph_border(enum glyph_border kind, unsigned arms, unsigned port, bool ascii);
uint32_t glyph_styled(uint32_t cp, enum graph_class cls, enum graph_style style);	/* cp is of the light style */
uint32_t glyph_lit(unsigned light, unsigned heavy, bool is_catch);
const char *glyph_icon(enum asl_type type, enum flow_node_kind kind, bool ascii);

#endif
