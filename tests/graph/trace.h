/*
 * trace - could a reader follow this picture? Follows the drawn characters cell by cell from every box to the heads, and compares
 * what it reaches with the transitions of the definition. Knows the rules of the drawing (doc/ARCHITECTURE.md, graph), not how it is made:
 *
 * - a line leaves a box at a tee in its border and arrives with a head before a border; a catch begins on a dashed line;
 * - three arms are a tee, four a dot, a crossing only goes straight; every arm meets another, a port or a head;
 * - a line may turn against the direction only into a run with a mark, and never along with it into such a run;
 * - in ascii a horizontal line passes under vertical ones, and `.` and `'` have one arm to the side.
 */
#ifndef ASLANT_TESTS_TRACE_H
#define ASLANT_TESTS_TRACE_H

#include "graph/graph.h"

/* Appends a line for each thing that is wrong to faults; true where there is none. */
bool trace_check(const struct picture *p, const struct asl_machine *m, struct str *faults);

#endif
