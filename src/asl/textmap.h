/*
 * textmap - a text that was put together from parts of another one, and where each byte of it is from. Parts are added in order:
 * verbatim, or as something that stands for a range of the other text (a placeholder's value for the placeholder, an escape for
 * a character). What is added without a range belongs to the part before it.
 */
#ifndef ASLANT_ASL_TEXTMAP_H
#define ASLANT_ASL_TEXTMAP_H

#include "base/base.h"

struct textmap_run {
	size_t at, len;			/* in the made text */
	size_t from, from_len;		/* in the other; equal lengths: byte for byte */
};

#define TEXTMAP_MAX ((size_t)16 << 20)	/* bytes; what would go beyond is left out, and `full` says so */

struct textmap {
	struct str text;
	bool full;
	VEC(struct textmap_run) runs;	/* by `at` */
};

void textmap_add_same(struct textmap *m, const char *text, size_t len, size_t from);
void textmap_add_for(struct textmap *m, const char *text, size_t len, size_t from, size_t from_len);
void textmap_add_only(struct textmap *m, const char *text, size_t len);
/* The part a … b of a text that is mapped itself: in m it is from where that is from. */
void textmap_add_part(struct textmap *m, const struct textmap *of, size_t a, size_t b);
void textmap_done(struct textmap *m);

/* Where byte `at` of the made text is from; inside a part that stands for a range: the range's beginning. */
size_t textmap_start(const struct textmap *m, size_t at);
/* The same of the offset behind a byte: inside a part that stands for a range: the range's end. */
size_t textmap_end(const struct textmap *m, size_t at);
/* Is `at` strictly inside a part that stands for a range, so that nothing in the other text is its place? */
bool textmap_is_inside(const struct textmap *m, size_t at);

#endif
