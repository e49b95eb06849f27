/*
 * unsaved - text that was edited and not saved, kept beside the store so that a crash does not take it: one file a definition,
 * DIR/unsaved/NAME-HASH, with a line that says what it is, the definition's path, a blank line and the text as it is.
 */
#ifndef ASLANT_UNSAVED_H
#define ASLANT_UNSAVED_H

#include "base/base.h"

struct unsaved {
	char *text;
	size_t len;
	char when[40];			/* it was kept */
};

bool unsaved_keep(const char *dir, const char *file, const char *text, size_t len, struct err *e);
void unsaved_forget(const char *dir, const char *file);
/* NULL: there is none, or it says what the file says (disk, len) and is taken away. */
struct unsaved *unsaved_find(const char *dir, const char *file, const char *disk, size_t len);
void unsaved_free(struct unsaved *u);

#endif
