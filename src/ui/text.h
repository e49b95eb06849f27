/*
 * text - stepping through text of a known length, one grapheme at a time. base/utf8 works on NUL-terminated strings
 * and measures them at each step; lines of an editor and pastes are long and may hold NUL. Private to this room.
 */
#ifndef ASLANT_TEXT_H
#define ASLANT_TEXT_H

#include "base/base.h"

/* Bytes of the first grapheme of s (0 only for len 0) and its cells: what surface_put makes of it. */
size_t text_grapheme(const char *s, size_t len, int *width);
/* Start of the grapheme that ends at byte `at` (at > 0). */
size_t text_before(const char *s, size_t len, size_t at);
int text_width(const char *s, size_t len);
/* Bytes of the longest prefix that fits into cols cells; *width gets the cells used. */
size_t text_fit(const char *s, size_t len, int cols, int *width);
/* Letters, digits, underscore and all beyond ASCII make words; what word moves and double clicks go by. */
bool text_is_word(unsigned char c);

#endif
