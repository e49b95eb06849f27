/*
 * splice - changes to a text: at an offset some bytes are taken out and others come in their place. What an edit of a definition is made
 * of, and what undo turns round.
 *
 *     struct splices s = {0};
 *     splices_add(&s, 12, 4, "Ship", 4);	offsets are all of the text before any of them
 *     new = splices_apply(&s, text, len, &new_len);
 *     splices_invert(&s, text, &back);		what makes the old text of the new one
 *     splices_done(&s);
 *
 * A list may be added to in any order; splices_apply() and splices_invert() want it sorted and free of overlaps, which splices_sort()
 * does and says. Of two at the same offset the one that was added first stands first.
 */
#ifndef ASLANT_SPLICE_H
#define ASLANT_SPLICE_H

#include "base/base.h"

struct splice {
	size_t at, taken;		/* bytes of the old text */
	char *text;			/* what comes there; never NULL, may hold NUL */
	size_t len;
};

struct splices {
	VEC(struct splice) list;
};

void splices_add(struct splices *s, size_t at, size_t taken, const char *text, size_t len);	/* text is copied */
/* By offset. False where two take the same byte, or one reaches beyond len: they are no change of a text of that length. */
bool splices_sort(struct splices *s, size_t len);
/* The new text, NUL-terminated; the caller frees. */
char *splices_apply(const struct splices *s, const char *text, size_t len, size_t *new_len);
/* Into an empty list: what makes the old text of the new one. text is the old one. */
void splices_invert(const struct splices *s, const char *text, struct splices *back);
/* One splice for what lies between the common start and the common end of two texts; none where they are equal. */
void splices_between(const char *old, size_t old_len, const char *new, size_t new_len, struct splices *out);
size_t splices_size(const struct splices *s);	/* bytes of memory */
void splices_done(struct splices *s);

#endif
