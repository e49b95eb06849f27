/*
 * utf8 - text as it comes from JSON and as it stands on a screen.
 * Strings inside the program are NUL-terminated. A NUL that a JSON text holds (\u0000) is kept as the two bytes C0 80, a lone
 * surrogate (\ud83d) as its three bytes ED xx xx: both are invalid in UTF-8, so neither can come from anywhere else, and
 * json_print gives the escapes back. Widths are our own table (no locale): 0 for combining and format characters, 2 for wide ones.
 */
#ifndef ASLANT_UTF8_H
#define ASLANT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Next code point of s (len bytes left); *used gets the bytes taken (at least 1 where len > 0). Invalid bytes give U+FFFD, one
 * byte at a time; C0 80 gives 0 and encoded surrogates give themselves. */
uint32_t utf8_next(const char *s, size_t len, size_t *used);
size_t utf8_put(uint32_t cp, char out[4]);		/* bytes written; 0 is written as C0 80 */
bool utf8_valid(const char *s, size_t len);		/* strict UTF-8 (RFC 3629) */
size_t utf8_count(const char *s);			/* code points */
size_t utf8_utf16_len(const char *s);			/* UTF-16 code units, as JavaScript and Java count */

/* The other case of a code point, by Unicode's full mappings without a language: up to three, itself where it has none. How many. */
size_t utf8_upper(uint32_t cp, uint32_t out[3]);
size_t utf8_lower(uint32_t cp, uint32_t out[3]);
bool utf8_is_cased(uint32_t cp);			/* has another case */

int utf8_cp_width(uint32_t cp);				/* 0, 1 or 2 cells; control characters count 1 (they are shown as a symbol) */
int utf8_width(const char *s);				/* cells of the whole string, grapheme by grapheme */

/* Bytes of the first grapheme of s (a base with its combining marks and joiners), 0 at the end; *width gets its cells. */
size_t utf8_grapheme(const char *s, int *width);
/* Bytes of the longest prefix of s that fits into cols cells; *width gets the cells used. Never splits a grapheme. */
size_t utf8_fit(const char *s, int cols, int *width);

/* True for what must never reach a terminal: C0, DEL, C1, U+2028/9, bidirectional controls (GRAPH.md 14), surrogates. */
bool utf8_is_unsafe(uint32_t cp);
/* A copy that is safe to show: newline, tab and other controls as symbols (␊ ␉ ␛ …, '?' where ascii), caller frees. */
char *utf8_safe(const char *s, bool ascii);

/* Byte order that equals UTF-16 code unit order, as Java compares: <0, 0, >0. */
int utf8_cmp_utf16(const char *a, const char *b);

#endif
