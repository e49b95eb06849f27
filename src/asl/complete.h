/*
 * complete - what may be written at a place of a definition (spot.h), from the language alone: names of fields that the object may have and
 * does not have yet, required ones first; types, words, states of the scope, names of errors. What needs a run, a workspace or services is
 * added by who has them.
 */
#ifndef ASLANT_ASL_COMPLETE_H
#define ASLANT_ASL_COMPLETE_H

#include "asl/spot.h"

/* What the completion is written as. */
enum asl_completion { COMPLETE_NAME, COMPLETE_STRING, COMPLETE_BARE };	/* a member's name, a string, true or 60 */

typedef void (*asl_complete_fn)(void *ctx, enum asl_completion what, const char *text, const char *hint);

void asl_complete(const struct asl_spot *s, asl_complete_fn fn, void *ctx);
/* The row of the field whose value the place is in; NULL: none of the language's. */
const struct asl_field *asl_complete_field(const struct asl_spot *s);
/* What the value of a field is, in a word or two: "state", "seconds", "INLINE or DISTRIBUTED". Into out. */
void asl_complete_hint(const struct asl_field *f, struct str *out);

#endif
