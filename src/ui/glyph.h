/*
 * glyph - the signs that go with meanings, and what stands for them where there is only ASCII. A surface made for
 * ASCII translates by itself, code point by code point: draw with these and with box characters, never test the
 * charset.
 */
#ifndef ASLANT_GLYPH_H
#define ASLANT_GLYPH_H

#include <stdint.h>

#define GLYPH_IDLE "·"			/* . */
#define GLYPH_RUNNING "▶"		/* > */
#define GLYPH_SUCCEEDED "✓"		/* + */
#define GLYPH_FAILED "✗"		/* X */
#define GLYPH_RETRYING "~"		/* ~ */
#define GLYPH_CAUGHT "!"		/* ! */
#define GLYPH_PAUSED "⏸"		/* P */
#define GLYPH_ABORTED "–"		/* - */
#define GLYPH_BREAKPOINT "●"		/* * */
#define GLYPH_DIFFERS "≠"		/* # */
#define GLYPH_OPEN "▾"			/* v */
#define GLYPH_CLOSED "▸"		/* > */
#define GLYPH_ELLIPSIS "…"		/* . */

/*
 * One ASCII character of the same width for a code point of width 1 (two of it for width 2): box lines + - |,
 * arrows, blocks; '?' unknown.
 */
char glyph_ascii(uint32_t cp);

#endif
