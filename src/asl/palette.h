/*
 * palette - what can be added to a machine: the types of states and the integrations that are used most, each with a definition to start
 * from, in both query languages. One table (palette.c); the picture's palette, completion and tests read it.
 */
#ifndef ASLANT_ASL_PALETTE_H
#define ASLANT_ASL_PALETTE_H

#include "asl/edit.h"

struct asl_palette_row {
	const char *id;			/* for commands: "lambda", "dynamodb-get" */
	const char *label;		/* "Lambda: invoke a function" */
	const char *name;		/* of the new state, where it is still free */
	const char *jsonpath;		/* the definition without Next and End; rules lead to "" where they are to lead on */
	const char *jsonata;		/* NULL: the same */
};

const struct asl_palette_row *asl_palette_rows(size_t *n);
const struct asl_palette_row *asl_palette_find(const char *id);	/* NULL: none */
/* The row in a query language, as asl_edit_add() takes it. asl_clip_done(). */
void asl_palette_clip(const struct asl_palette_row *row, enum asl_language language, struct asl_clip *out);

#endif
