/*
 * app_document - the open machine's text while it is edited (document.h), joined to the machine, the file and the person.
 *
 * Edits change the text in memory and the machine with it; the file is written by app_save(). After every change the text is read anew:
 * what parses becomes app->machine (CHANGED_MACHINE); what does not leaves the last good machine there, for the picture, and
 * app_text_machine() has the errors. CHANGED_TEXT comes with every change of the text, of what is saved, and of what is to be asked.
 *
 * A file that changes outside is taken in as an undo step where nothing is unsaved; else it is a conflict, which the person decides. Unsaved
 * text is kept beside the store (unsaved/ in .aslant or the XDG state folder) a second after it changed, until it is saved or given up; when
 * a machine is opened of which there is some, the person is asked.
 */
#ifndef ASLANT_APP_DOCUMENT_H
#define ASLANT_APP_DOCUMENT_H

#include "app/app.h"
#include "app/document.h"

/* NULL: no machine is open, or it is in no file. Borrowed until another machine is opened; the text until its version changes. */
const struct document *app_document(const struct app *a);
/* False with e: there is no text that could be edited, and why (a machine made from a history; a definition inside another file). */
bool app_can_edit(const struct app *a, struct err *e);
/* The same for edits of states (asl/edit.h), which a definition that is an object inside a template takes as well: app_document() is the
 * template's text then. */
bool app_can_edit_states(const struct app *a, struct err *e);
/* The machine of the text as it is at this moment, with all its errors; NULL: none open. Places in it are those of the text. Borrowed. */
struct asl_machine *app_text_machine(struct app *a);
/* The same without reading a large text that has just changed: what its last reading said. For what is drawn. */
const struct asl_machine *app_read_machine(const struct app *a);
/* The one whose diagnostics count: app_text_machine() with values for its placeholders; places in its diagnostics are those of the file. */
struct asl_machine *app_checked_machine(struct app *a);
unsigned app_broken_line(const struct app *a);	/* where it is broken; 0: it is not */
bool app_is_broken(const struct app *a);		/* the last reading found nothing to draw: app->machine is an earlier one */

/* One undo step (document.h). False with e, and nothing has changed. */
bool app_edit(struct app *a, const struct document_edit *edit, struct err *e);
/* The whole text replaced, as one step of what differs. */
bool app_edit_text(struct app *a, const char *text, size_t len, const char *label, struct err *e);
/* Tells in a note what was undone, done again. at: where the text changed (may be NULL). */
bool app_undo(struct app *a, size_t *at, struct err *e);
bool app_redo(struct app *a, size_t *at, struct err *e);

bool app_is_unsaved(const struct app *a);
/* Writes the file, whole or not at all, with the mode that it has; through links. Refuses while the file has changed outside (app_asks). */
bool app_save(struct app *a, struct err *e);
void app_give_up(struct app *a);			/* what is unsaved is not kept for the next start either: the person said so */

/* What the person is to be asked. */
enum app_question { APP_ASKS_NOTHING, APP_ASKS_CONFLICT, APP_ASKS_RECOVERED };
enum app_question app_asks(const struct app *a);
const char *app_recovered_when(const struct app *a);	/* when the text that is offered was kept: "2026-01-31 12:00:00Z"; "" */
/* A conflict: mine: what is here stays, and saving overwrites the file; else the file's text comes in, as one undo step. */
void app_answer_conflict(struct app *a, bool mine);
/* Text of an earlier start: taken as one undo step, or dropped for good. */
void app_answer_recovered(struct app *a, bool take);

#endif
