/*
 * saving - an execution as something else: a test case, mocks, a walkthrough (walkthrough.h), its history in AWS's form, its picture. One
 * table of kinds for the dialog, the command `save` and the command line. A saving is work in pieces: a picture may have to be laid out, a
 * test case is tried out, thousands of events are told.
 *
 *     s = saving_new(loop, &options, &e);
 *     do st = saving_turn(s, time_mono_us(), &wait_us, &e); while (st == SAVING_MORE, or SAVING_WAITS: after wait_us at most);
 *     saving_text(s) when it is SAVING_DONE: to be written where it belongs;  saving_free(s);
 */
#ifndef ASLANT_SAVING_H
#define ASLANT_SAVING_H

#include "app/run.h"
#include "loop/loop.h"

enum save_kind {
	SAVE_TEST, SAVE_MOCKS, SAVE_MARKDOWN, SAVE_HTML, SAVE_CAST, SAVE_HISTORY, SAVE_TEXT, SAVE_SVG, SAVE_DOT, SAVE_MERMAID, SAVE_KINDS
};

struct save_row {
	const char *name;		/* "markdown" */
	uint32_t key;			/* in the dialog */
	const char *label, *hint;
	const char *folder, *end;	/* of the workspace, NULL: itself; ".md" */
};
extern const struct save_row save_rows[SAVE_KINDS];

bool save_kind_find(const char *name, enum save_kind *out);
/* "test, mocks, …": for messages and help. */
void save_kind_names(struct str *out);
/* Where it goes when nobody says otherwise: a file that does not exist yet. dir: the workspace. Caller frees. */
char *save_default_path(enum save_kind k, const char *dir, const struct asl_machine *m, const char *run_name);

struct saving_options {
	enum save_kind kind;
	struct run *run;		/* its cursor at the end, and the picture is of that moment; outlives the saving */
	const char *path;		/* where it will be, for a test case's way to its definition; NULL: nowhere yet */
	const char *into;		/* the text of a file of test cases that the case is added to; NULL: none. Borrowed */
	const char *machine_file;	/* of the definition; NULL: it has none. Borrowed for saving_new() */
};

struct saving;
enum saving_state { SAVING_MORE, SAVING_WAITS, SAVING_DONE, SAVING_FAILED };

struct saving *saving_new(struct loop *l, const struct saving_options *o, struct err *e);
void saving_free(struct saving *s);
/* A few milliseconds of work. SAVING_FAILED: e says why. */
enum saving_state saving_turn(struct saving *s, int64_t mono_us, int64_t *wait_us, struct err *e);
const struct str *saving_text(const struct saving *s);
/* What is to be said about it: what mocks cannot give again, what a test case does not expect; sentences apart by a newline. */
const char *saving_notes(const struct saving *s);
bool saving_holds(const struct saving *s);	/* a test case passes; true for all else */
int saving_percent(const struct saving *s);

#endif
