/*
 * run_inputs - what the run screen offers to start with: inputs saved in the workspace (inputs/MACHINE/NAME.json), inputs kept by the store,
 * and those typed before, most recent first. And the text that was being typed when the screen was left, for the next time.
 */
#ifndef ASLANT_RUN_INPUTS_H
#define ASLANT_RUN_INPUTS_H

#include "app/app.h"

#define RUN_INPUT_MAX 262144		/* what AWS accepts, in bytes */

enum run_input_kind { RUN_INPUT_FILE, RUN_INPUT_KEPT, RUN_INPUT_USED };

struct run_input {
	enum run_input_kind kind;
	char *name;			/* NULL for RUN_INPUT_USED */
	char *path;			/* RUN_INPUT_FILE */
	char *text;			/* the others */
	int64_t id;			/* in the store */
};

struct run_inputs {
	VEC(struct run_input) list;
};

/* Replaces what is in out. False with e where the store cannot be read; the saved ones are listed all the same. */
bool run_inputs_collect(struct app *a, struct run_inputs *out, struct err *e);
void run_inputs_done(struct run_inputs *l);
bool run_inputs_read(const struct run_input *in, char **text, size_t *len, struct err *e);	/* caller frees */
/* Into the workspace; into the store where the folder cannot be written. *where gets a word for the person. */
bool run_inputs_save(struct app *a, const char *name, const char *text, const char **where, struct err *e);
bool run_inputs_delete(struct app *a, const struct run_input *in, struct err *e);
bool run_inputs_has_name(const struct run_inputs *l, const char *name);

/* What the editor starts with: the draft, else what was used last, else {}. */
const char *run_start_text(const char *draft, const struct run_inputs *l);
/* What is wrong with an execution's name, as a sentence without a full stop; NULL: nothing ("" means a new name). */
const char *execution_name_fault(const char *name);
/* The JSON text in one line, with blanks behind , and : only. About max bytes, whole characters, then an ellipsis. */
void run_input_digest(struct str *out, const char *text, size_t max);

/* One draft a machine (by its file); text NULL forgets it. Texts past RUN_DRAFT_MAX are not kept. */
#define RUN_DRAFT_MAX ((size_t)4 << 20)
const char *run_draft_get(const char *file);
void run_draft_set(const char *file, const char *text);

#endif
