/*
 * lines - from an offset of a text to its line and column, in logarithmic time: where lines begin, and how many characters stand before
 * every so many bytes (a definition may be one long line). Of a text that does not change; it is given again with each question.
 */
#ifndef ASLANT_LINES_H
#define ASLANT_LINES_H

#include "base/base.h"

struct lines {
	VEC(size_t) starts;		/* starts.v[0] is 0; none: not made */
	VEC(uint32_t) marks;
};

void lines_make(struct lines *l, const char *text, size_t len);
void lines_done(struct lines *l);
/* Of offset <= len; columns count characters, from 1. */
struct span lines_span(const struct lines *l, const char *text, size_t offset);
/* Characters between two offsets: every byte that does not continue one. */
uint32_t lines_characters(const char *text, size_t from, size_t to);

#endif
