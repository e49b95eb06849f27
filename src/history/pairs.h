/*
 * pairs - rows found by two numbers: branch 17 and state 3 are row 40. Rows count from 0 in the order in which their pairs came, and are
 * never taken away, so that what belongs to them stands in a vector of the caller's, at the same index.
 */
#ifndef ASLANT_PAIRS_H
#define ASLANT_PAIRS_H

#include "base/base.h"

struct pair {
	int32_t a, b;
};

struct pairs {
	VEC(struct pair) rows;
	int32_t *slots;			/* row + 1, 0: free */
	size_t cap;			/* of slots: 0 or a power of two */
};

int32_t pairs_find(const struct pairs *p, int32_t a, int32_t b);	/* -1: not there */
int32_t pairs_add(struct pairs *p, int32_t a, int32_t b);		/* the row that is there, or a new one */
void pairs_clear(struct pairs *p);					/* keeps the memory */
void pairs_done(struct pairs *p);

#endif
