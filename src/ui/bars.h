/*
 * bars - one-line things: tabs, the hint bar, a gauge, a spinner-free progress line, the scroll mark of a pane.
 * Pure drawing.
 */
#ifndef ASLANT_BARS_H
#define ASLANT_BARS_H

#include "ui/surface.h"

struct hint {
	const char *key;		/* as people read it: keymap_find_label */
	const char *label;
};

/* "1 Graph │ 2 Step │ …" with the active one marked [ ] and by style. Scrolls so that the active one shows. */
void tabs_draw(struct surface *sf, int x, int y, int cols, const char *const *names, size_t n, size_t active);
/* The tab at that column, n when none. */
size_t tabs_at(int col, int cols, const char *const *names, size_t n, size_t active);

/*
 * As many as fit, whole: "s step  c cont  ? help". Returns how many were drawn. The last one is kept if anything is
 * left out (put help last).
 */
size_t hints_draw(struct surface *sf, int x, int y, int cols, const struct hint *hints, size_t n);

/* "├────●────┤": at of n positions (1-based; 0: before the first). */
void scrubber_draw(struct surface *sf, int x, int y, int cols, size_t at, size_t n);
/* The position that a click on that column means. */
size_t scrubber_at(int col, int cols, size_t n);

void gauge_draw(struct surface *sf, int x, int y, int cols, double part);	/* 0..1 (more: full, ST_GAUGE_FULL) */
/* A mark on a vertical line at column x, rows y..y+rows-1, that shows which part [top, top+height) of total is seen. */
void scrollmark_draw(struct surface *sf, int x, int y, int rows, size_t top, size_t height, size_t total, enum style st);

#endif
