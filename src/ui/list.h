/*
 * list - rows, a cursor, scrolling, filter and search. The rows stay the caller's: the list asks for those it
 * draws, so 100,000 rows cost what a screenful does (a filter reads each row's text once; rows that are appended
 * later are filtered as they come).
 */
#ifndef ASLANT_LIST_H
#define ASLANT_LIST_H

#include "ui/widget.h"

struct list_ops {
	/*
	 * Draw row on a surface of one line. A selected row's surface adds ATTR_SELECTED by itself. needle: what is
	 * searched for, or NULL.
	 */
	void (*draw)(void *ctx, size_t row, struct surface *sf, const char *needle);
	/* What filter and search look at; appended to out. */
	void (*text)(void *ctx, size_t row, struct str *out);
};

#define LIST_NONE ((size_t)-1)

struct list {
	const struct list_ops *ops;
	void *ctx;
	size_t total;			/* rows of the model */
	VEC(size_t) shown;		/* rows that pass the filter, when there is one */
	size_t filtered_to;		/* rows of the model that the filter has seen */
	size_t cursor, top;		/* positions among the shown rows */
	int height;			/* lines at the last layout */
	char *filter, *needle;		/* NULL: none */
	bool follow;			/* stay on the last row while rows are appended */
};

void list_init(struct list *l, const struct list_ops *ops, void *ctx);
void list_done(struct list *l);
void list_layout(struct list *l, int height);		/* when the size changes */
/* the model has that many rows now; cursor stays on its row where it can */
void list_set_rows(struct list *l, size_t total);
void list_refresh(struct list *l);			/* rows changed in place: filter again */

size_t list_count(const struct list *l);		/* shown rows */
/* the model's row under the cursor, LIST_NONE when nothing is shown */
size_t list_row(const struct list *l);
bool list_go(struct list *l, size_t row);		/* put the cursor on that row of the model; false: filtered out */
unsigned list_move(struct list *l, enum move m);	/* W_* */
/* moves, mouse (click, wheel, double click: W_DONE), Enter: W_DONE */
unsigned list_key(struct list *l, const struct key *k);

void list_set_filter(struct list *l, const char *text);	/* NULL or "": all rows. Words are ANDed, smart case */
void list_set_needle(struct list *l, const char *text);
/* next (1) or previous (-1) row with the needle, wrapping; false: none */
bool list_search(struct list *l, int direction, bool from_here);

void list_draw(const struct list *l, struct surface *sf, bool focused);

#endif
