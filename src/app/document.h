/*
 * document - the text of the open definition while it is edited: what it says now, what is on disk, and every change both ways, for undo
 * and redo. Only the text: document_open.h joins it to the open machine, the file and its watch.
 *
 * Edits do not write the file. The text is unsaved until document_saved(); undo back to what is on disk makes it saved again. A step is
 * what one undo takes back: a label for people and one or more changes (typing joins into the step before).
 */
#ifndef ASLANT_DOCUMENT_H
#define ASLANT_DOCUMENT_H

#include "base/splice.h"

struct document_change {
	struct splices forward, back;
};

struct document_step {
	char *label;				/* "rename Pay to Charge" */
	unsigned join;				/* 0: a step of its own */
	char *from, *to;			/* what the person looked at before, and after: paths of states; NULL: not known */
	uint64_t before, after;			/* which text it made of which */
	VEC(struct document_change) changes;
	size_t bytes;
};

struct document {
	char *text;				/* NUL-terminated; may hold NUL */
	size_t len;
	uint64_t version;			/* another one after every change, undo and redo too */
	uint64_t id, saved_id;			/* which text this is, and which one is on disk; 0: neither of those that undo knows */
	uint64_t last_id;
	VEC(struct document_step) steps;
	size_t at;				/* steps below it are done, those from it on can be done again */
	size_t bytes;				/* of all steps */
};

/* One step. label: what undo says; splices need not be sorted. join: 0, or a number that a run of small changes shares (typing), which
 * then are one step. from, to: may be NULL. */
struct document_edit {
	const struct splices *splices;
	const char *label;
	unsigned join;
	const char *from, *to;
};

void document_init(struct document *d, const char *text, size_t len);	/* as it is on disk */
void document_done(struct document *d);

/* False, nothing changed, for splices that do not fit the text. Steps that were undone are forgotten. An edit that changes nothing is none. */
bool document_edit(struct document *d, const struct document_edit *edit, struct err *e);
/* The step that was undone or done again; NULL: there is none. at: where the text has changed (NULL: not asked). */
const struct document_step *document_undo(struct document *d, size_t *at);
const struct document_step *document_redo(struct document *d, size_t *at);
const struct document_step *document_can_undo(const struct document *d);	/* NULL: nothing */
const struct document_step *document_can_redo(const struct document *d);
bool document_is_saved(const struct document *d);
void document_saved(struct document *d);		/* the text now is what is on disk */
void document_strayed(struct document *d);		/* what is on disk is none of the texts that undo leads to */
void document_no_join(struct document *d);		/* the next edit is a step of its own */

#endif
