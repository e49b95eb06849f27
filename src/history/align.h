/*
 * align - which steps of two histories correspond: the same visit of a state of that name, in the same branch or iteration, of the same
 * attempt of a container that corresponds. Order does not matter where branches run at the same time, and the definitions may differ.
 * History a is whole; b may grow: align_extend() takes in what it has more.
 */
#ifndef ASLANT_ALIGN_H
#define ASLANT_ALIGN_H

#include "history/projection.h"

struct align {
	const struct projection *a, *b;
	int *states;			/* by state of b's machine: the one of a's with its path, or its name; -1 */
	int32_t *later;			/* by step of a: the next visit of its state in its branch; -1 */
	int32_t *backs;			/* by step of a: its step in b; -1 */
	VEC(int32_t) steps;		/* by step of b: its step in a; -1 */
	VEC(int32_t) branches;		/* by branch of b likewise; -1 also for the top */
};

/* Both have been folded to their ends, and stay. */
struct align *align_new(const struct projection *a, const struct projection *b);
/* The same where it is known which states belong together: by state of b's machine the one of a's; -1. */
struct align *align_new_by(const struct projection *a, const struct projection *b, const int *states);
void align_extend(struct align *al);
void align_free(struct align *al);

#endif
