/*
 * dialog - small things that ask: choice (a menu that can be filtered by typing) and confirm (a question with
 * answers). Both draw themselves as a box in the middle of the surface and size themselves; the screen that holds
 * them is a dialog on the stack (screen.h).
 */
#ifndef ASLANT_DIALOG_H
#define ASLANT_DIALOG_H

#include "ui/list.h"
#include "ui/prompt.h"

struct choice_item {
	char *label;			/* shown, filtered */
	char *hint;			/* dim, at the right; NULL: none */
	uint32_t key;			/* 0, or the character that chooses it at once while nothing is typed */
	enum style style;		/* of the label */
};

struct choice {
	char *title;
	VEC(struct choice_item) items;
	struct list list;
	struct prompt prompt;
	bool filter;			/* typing filters (then keys of items do not count) */
};

void choice_init(struct choice *c, const char *title, bool filter);
void choice_add(struct choice *c, const char *label, const char *hint, uint32_t key, enum style st);
void choice_done(struct choice *c);
size_t choice_get(const struct choice *c);		/* index of the item under the cursor; LIST_NONE */
void choice_go(struct choice *c, size_t item);
/* cols, rows: the surface it is drawn on, for the mouse */
unsigned choice_key(struct choice *c, const struct key *k, int cols, int rows);
void choice_draw(const struct choice *c, struct surface *sf);

#define CONFIRM_MAX 6

struct confirm {
	char *question;			/* may have several lines */
	struct {
		char *label;		/* "Delete" */
		uint32_t key;		/* 'd' */
		bool danger;
	} answers[CONFIRM_MAX];
	size_t n, at;
};

/* The first answer added is the one that Enter takes, so make it the harmless one. */
void confirm_init(struct confirm *c, const char *question);
void confirm_add(struct confirm *c, const char *label, uint32_t key, bool danger);
void confirm_done(struct confirm *c);
unsigned confirm_key(struct confirm *c, const struct key *k, int cols, int rows);	/* W_DONE: c->at is the answer */
void confirm_draw(const struct confirm *c, struct surface *sf);

/* The rectangle of a dialog of that size in the middle of cols x rows, never larger than it. */
void dialog_place(int cols, int rows, int want_cols, int want_rows, int *x, int *y, int *w, int *h);

#endif
