/*
 * picture_marks - what the moment that a view shows says about a picture, as plain marks: for exports and for the command line. (The graph
 * pane paints the same onto its surface by itself, graph_paint.c: there it changes with every event, and colours come from the theme.)
 */
#ifndef ASLANT_PICTURE_MARKS_H
#define ASLANT_PICTURE_MARKS_H

#include "graph/graph.h"
#include "history/view.h"

/* The picture is of the definition that the view's projection goes by. In the picture's charset. Caller graph_marks_free()s. */
struct graph_marks *picture_marks(const struct picture *p, const struct view *v, int64_t now_ms);

#endif
