/* matrix_private - what matrix_pane.c (rows, cursor, keys) and matrix_draw.c (cells) share. */
#ifndef ASLANT_MATRIX_PRIVATE_H
#define ASLANT_MATRIX_PRIVATE_H

#include "screens/matrix.h"
#include "screens/workbench.h"
#include "ui/list.h"

#define MATRIX_HEAD 3			/* lines above the rows: a summary, the columns' names, their counts */

struct matrix_pane {
	struct pane *pane;
	struct matrix m;
	struct list list;		/* over m.rows */
	int container;			/* index of the state whose branches are shown; -1: none */
	int column;			/* the chosen one: a state of the Map's processor, by its number there */
	int first_column;		/* the leftmost that is seen */
	int32_t place;			/* of the workbench, when the cursor followed it last */
	unsigned run;			/* what the rows were made of: the execution's serial number … */
	int32_t cursor;			/* … and its cursor */
};

/* Where what of a row stands, in cells of a line. */
struct matrix_columns {
	int index, index_cols, status, duration, cells, cell_cols, n_cells, first, text;
};

/* The states that have a column; *n 0: none (a Parallel's branches have states of their own). */
struct asl_state **matrix_states(const struct matrix_pane *d, size_t *n);
void matrix_columns(const struct matrix_pane *d, int cols, struct matrix_columns *c);
void matrix_draw_head(const struct matrix_pane *d, struct surface *sf);
void matrix_draw_row(void *pane, size_t row, struct surface *sf, const char *needle);

#endif
