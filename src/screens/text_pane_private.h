/*
 * text_pane_private - what the files of the text pane share: text_pane.c (the pane: which text, its marks, the selected state),
 * text_edit.c (typing: changes go to the document, keys and commands), text_bar.c (find and replace), text_complete.c (what may be
 * written at the cursor). Not for others.
 */
#ifndef ASLANT_TEXT_PANE_PRIVATE_H
#define ASLANT_TEXT_PANE_PRIVATE_H

#include "app/app_document.h"
#include "screens/workbench.h"
#include "ui/editor.h"
#include "ui/prompt.h"

/* Find and replace, two lines below the text. */
struct text_bar {
	bool open, replacing;		/* replacing: the second line has the keys */
	bool is_regex;
	struct prompt find, with;
	char *wrong;			/* with the expression; NULL: nothing */
};

struct text_candidate {
	char *text, *hint;
	int what;			/* enum asl_completion */
};

/* What may be written at the cursor, in a list beside it. */
struct text_offers {
	bool open, asked;		/* asked: by key, not by typing */
	VEC(struct text_candidate) all;
	VEC(size_t) shown;		/* of all: what matches the word */
	size_t at, top;
	size_t from, to;		/* offsets of the word in the text */
	bool quoted, in_expression;	/* in_expression: only a part of a string is replaced, and nothing is quoted */
};

struct text_pane {
	struct pane *pane;
	struct editor *ed;
	enum asl_form form;
	uint64_t source;		/* which text it is: changes with the file and the run */
	uint64_t version;		/* of the document that the editor has */
	bool own;			/* the text is the open file's, as it is now */
	bool editing;
	bool choosing;			/* the pane itself is selecting a state */
	char *followed;			/* path of the selected state that the cursor went to last, or that was chosen here; NULL: none */
	unsigned join;			/* of the run of typing */
	uint64_t marked;		/* hash of the machine whose problems are marked */
	struct loop_timer *settle;	/* large texts: the state at the cursor is looked for when keys pause */
	struct text_bar bar;
	struct text_offers offers;
};

static inline struct app *text_app(const struct text_pane *t)
{
	return t->pane->wb->sh->app;
}

/* The machine whose text is shown; NULL: none. */
const struct asl_machine *text_machine(const struct text_pane *t);
void text_refresh(struct text_pane *t);			/* the text is what it should be, marks too */
void text_moved(struct text_pane *t);			/* the cursor: the state there becomes the selected one */
/* The problem of the machine that is shown: on the cursor's line, or the next one in a direction. NULL: none. */
const struct diag *text_problem_here(const struct text_pane *t);
const struct diag *text_problem_next(const struct text_pane *t, int dir);
int text_rows(const struct text_pane *t);		/* of the editor: without bar and status */

/* text_edit.c */
unsigned text_edit_key(struct text_pane *t, const struct key *k);	/* while editing; W_* */
bool text_push(struct text_pane *t, const char *label, bool joins);	/* what is in the editor becomes the document's text */
bool text_may_edit(struct text_pane *t, struct err *e);
char *text_fix_title(const struct text_pane *t);	/* what cmd_fix would do in the cursor's line; NULL: nothing. Caller frees */

/* text_bar.c */
void text_bar_open(struct text_pane *t, bool replace);
void text_bar_close(struct text_pane *t);
void text_bar_done(struct text_bar *b);
unsigned text_bar_key(struct text_pane *t, const struct key *k);
int text_bar_rows(const struct text_pane *t);
void text_bar_draw(const struct text_pane *t, struct surface *sf, bool focused);	/* sf: those rows */

/* text_complete.c */
void text_offers_open(struct text_pane *t, bool asked);	/* nothing opens where nothing fits */
void text_offers_close(struct text_pane *t);
/* Keys while the list is open. False: not one of its keys. */
bool text_offers_key(struct text_pane *t, const struct key *k);
void text_offers_typed(struct text_pane *t, const struct key *k);	/* a character was typed, or deleted: the list follows, or opens */
void text_offers_draw(const struct text_pane *t, struct surface *sf);

#endif
