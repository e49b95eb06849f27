/*
 * pager - long text to read: help, logs, a cause. Wraps at words or scrolls sideways, searches. Lines may carry a
 * style.
 */
#ifndef ASLANT_PAGER_H
#define ASLANT_PAGER_H

#include "ui/widget.h"

#define PAGER_MAX_BYTES (64u << 20)

struct pager_line {
	size_t start, len;		/* in text */
	uint8_t style;
};

struct pager_row {
	size_t line, start, len;	/* a piece of a line */
};

struct pager {
	struct str text;
	VEC(struct pager_line) lines;
	VEC(struct pager_row) rows;	/* lines as wrapped for cols */
	size_t top, left;		/* first row, first cell */
	size_t match;			/* line of the last match; SIZE_MAX none */
	int cols, height;
	bool wrap;			/* default on */
	bool follow;			/* stay at the end while text is added */
	char *needle;
};

void pager_init(struct pager *p);
void pager_done(struct pager *p);
void pager_clear(struct pager *p);
/*
 * Append text: each \n ends a line (a last line without one is continued by the next call if its style is the
 * same). Drops the oldest half past PAGER_MAX_BYTES.
 */
void pager_add(struct pager *p, enum style st, const char *text, size_t len);
void pager_set_wrap(struct pager *p, bool wrap);
void pager_layout(struct pager *p, int cols, int rows);
unsigned pager_move(struct pager *p, enum move m);
unsigned pager_key(struct pager *p, const struct key *k);	/* moves, Space, wheel */
void pager_set_needle(struct pager *p, const char *text);
bool pager_search(struct pager *p, int direction, bool from_here);
void pager_draw(const struct pager *p, struct surface *sf);

#endif
