/*
 * picture_paint - a picture with its marks (graph_mark()) on a surface, where nothing else is painted over it: for casts. The graph pane
 * has its own way (graph_paint.c), for there marks change with every event and the selection lies over them.
 */
#ifndef ASLANT_PICTURE_PAINT_H
#define ASLANT_PICTURE_PAINT_H

#include "graph/graph.h"
#include "ui/surface.h"

enum style picture_class_style(enum graph_class c);
enum style picture_tone_style(enum graph_tone t);
/* The cells from (x, y) of `marked`, which graph_mark() made of `plain` and marks. */
void picture_paint(struct surface *sf, const struct picture *plain, const struct picture *marked, const struct graph_marks *marks, int x, int y);

#endif
