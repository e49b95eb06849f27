/*
 * fix - what is wrong, mended by a change to the text where that is mechanical (diag.h, struct diag_fix): a field renamed, a value replaced,
 * a member added or taken out. Everything else of the text stays as it is.
 */
#ifndef ASLANT_ASL_FIX_H
#define ASLANT_ASL_FIX_H

#include "asl/diag.h"
#include "base/splice.h"

/* "rename Iterator to ItemProcessor"; NULL: there is no fix. Caller frees. */
char *asl_fix_title(const struct diag *d);
/* d is of m->diags. The change goes into out, an empty list, with offsets of the file's text (source.h, asl_machine_range()). False with e:
 * it cannot be made here, and why. */
bool asl_fix_splices(const struct asl_machine *m, const struct diag *d, struct splices *out, struct err *e);

#endif
