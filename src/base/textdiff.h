/*
 * textdiff - two texts held against each other, line by line: what was removed, what was added, what both have (Myers' shortest edit), and
 * in lines that became other lines which part of them is another one. Lines end in \n or \r\n; that a last line has no end does not count.
 */
#ifndef ASLANT_TEXTDIFF_H
#define ASLANT_TEXTDIFF_H

#include "base/base.h"

enum line_change { LINE_SAME, LINE_REMOVED, LINE_ADDED };

struct diff_line {
	enum line_change change;
	size_t a, b;			/* its number in the first and in the second text, from 0; of the line that comes next where it has none */
	const char *text;		/* without its end; borrowed from the texts that were compared */
	size_t len;
	size_t from, to;		/* the bytes that differ from the line in whose place it came; from == to: nothing to say */
};

struct text_diff {
	VEC(struct diff_line) lines;	/* of what changed first what was removed, then what was added */
	size_t removed, added;
	bool coarse;			/* the texts have so little in common that a longer edit than needed was taken */
};

void text_diff_make(struct text_diff *d, const char *a, size_t a_len, const char *b, size_t b_len);	/* d is zeroed before */
void text_diff_done(struct text_diff *d);
static inline bool text_diff_is_same(const struct text_diff *d)
{
	return !d->removed && !d->added;
}

/* A piece of the difference with so many lines around it that are the same. */
struct diff_hunk {
	size_t first, n;		/* of d->lines */
	size_t a, a_lines, b, b_lines;	/* where in the texts, from 0 */
};

/* The next piece from lines[*at] on, which is moved behind it; false: there is none. Begin with 0. */
bool text_diff_hunk(const struct text_diff *d, size_t context, size_t *at, struct diff_hunk *h);
/* "@@ -3,7 +3,8 @@", as diff -u has it. */
void diff_hunk_head(const struct diff_hunk *h, struct str *out);

#endif
