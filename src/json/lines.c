#include "json/lines.h"

#include <stdlib.h>
#include <string.h>

#define MARK_BYTES 256

uint32_t lines_characters(const char *text, size_t from, size_t to)
{
	uint32_t n = 0;

	for (; from < to; from++)
		n += ((unsigned char)text[from] & 0xc0) != 0x80;
	return n;
}

void lines_make(struct lines *l, const char *text, size_t len)
{
	const char *at = text, *end = text + len;
	uint32_t n = 0;

	VEC_PUSH(&l->starts, 0);
	while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		at++;
		VEC_PUSH(&l->starts, (size_t)(at - text));
	}
	for (size_t i = 0; i < len || !i; i += MARK_BYTES) {	/* at least one */
		VEC_PUSH(&l->marks, n);
		n += lines_characters(text, i, i + MARK_BYTES < len ? i + MARK_BYTES : len);
	}
}

void lines_done(struct lines *l)
{
	VEC_DONE(&l->starts);
	VEC_DONE(&l->marks);
}

static uint32_t characters_before(const struct lines *l, const char *text, size_t offset)
{
	size_t mark = offset / MARK_BYTES;

	if (mark >= l->marks.n)
		mark = l->marks.n - 1;
	return l->marks.v[mark] + lines_characters(text, mark * MARK_BYTES, offset);
}

struct span lines_span(const struct lines *l, const char *text, size_t offset)
{
	size_t lo = 0, hi = l->starts.n;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (l->starts.v[mid] <= offset)
			lo = mid;
		else
			hi = mid;
	}
	return (struct span){ (uint32_t)lo + 1, characters_before(l, text, offset) - characters_before(l, text, l->starts.v[lo]) + 1, offset };
}
