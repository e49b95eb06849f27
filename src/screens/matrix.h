/*
 * matrix - the rows and columns behind the matrix pane: the iterations of a Map by the states of its processor, or the branches of a
 * Parallel; in which order they stand, and what each says. No cells of the screen here (matrix_draw.c has these).
 *
 * A row is a branch of the projection, or an item that has not begun, which has only its index.
 */
#ifndef ASLANT_MATRIX_H
#define ASLANT_MATRIX_H

#include "history/view.h"

enum matrix_sort { MATRIX_BY_STATUS, MATRIX_BY_INDEX, MATRIX_BY_DURATION, MATRIX_SORTS };

struct matrix {
	const struct projection *p;	/* NULL: nothing is shown */
	const struct asl_state *container;
	int32_t family;			/* -1: it has not started */
	int64_t now_ms;			/* what runs has run until now */
	enum matrix_sort sort;
	VEC(int32_t) rows;		/* a branch, or ~index of one that has not begun */
};

/* More than this many rows that have not begun are not listed: a history may claim any number. */
#define MATRIX_WAITING_MAX 1000000

void matrix_done(struct matrix *m);
/* Make the rows anew. */
void matrix_set(struct matrix *m, const struct projection *p, const struct asl_state *container, int32_t family, int64_t now_ms);
/* The row of a branch; SIZE_MAX: it has none. */
size_t matrix_find(const struct matrix *m, int32_t row);

int32_t matrix_index(const struct matrix *m, int32_t row);
enum state_status matrix_status(const struct matrix *m, int32_t row);
int64_t matrix_duration(const struct matrix *m, int32_t row);		/* ms; -1: has not begun */
const struct branch *matrix_branch(const struct matrix *m, int32_t row);	/* NULL: has not begun */
/* The step that failed it, or that it is at; NULL: none. */
const struct step *matrix_step(const struct matrix *m, int32_t row);
/* The latest visit of a state in it; NULL: none. */
const struct step *matrix_cell(const struct matrix *m, int32_t row, int state);
struct value *matrix_input(const struct matrix *m, int32_t row);		/* borrowed; NULL: none */
const char *matrix_sort_text(enum matrix_sort s);			/* "status" */

#endif
