/*
 * coverage_marks - a coverage (history/coverage.h) as marks of a picture: how often every state was entered and every transition taken,
 * what retriers did, and what has never happened set apart, in words as well as by tone. For the graph pane, exports, the command line.
 */
#ifndef ASLANT_COVERAGE_MARKS_H
#define ASLANT_COVERAGE_MARKS_H

#include "graph/graph.h"
#include "history/coverage.h"

/* The picture is of the coverage's definition. In the picture's charset. Caller graph_marks_free()s. */
struct graph_marks *coverage_marks(const struct picture *p, const struct coverage *c);

/* "covered by 3 runs: states 80% edges 57% …" in as many words as have room in so many cells; kinds of which there is nothing are left
 * out. of: "3 runs". Appended. */
void coverage_summary(struct str *out, const struct coverage *c, const char *of, int cols);

#endif
