#include "ui/text.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"

#define GRAPHEME_MAX 96		/* longer ones (stacked marks without end) are cut into several */
#define LOOK_BACK 128

size_t text_grapheme(const char *s, size_t len, int *width)
{
	char buf[GRAPHEME_MAX + 1];
	size_t n = len < GRAPHEME_MAX ? len : GRAPHEME_MAX;

	*width = len ? 1 : 0;
	if (len <= 1 || ((unsigned char)s[0] < 0x80 && (unsigned char)s[1] < 0x80))
		return len ? 1 : 0;
	memcpy(buf, s, n);
	buf[n] = '\0';
	n = utf8_grapheme(buf, width);
	if (n)
		return n;
	*width = 1;		/* a NUL byte */
	return 1;
}

/*
 * Graphemes cannot be found backwards: step forward from a safe place, which an ASCII character followed by another
 * is.
 */
size_t text_before(const char *s, size_t len, size_t at)
{
	size_t from = at > LOOK_BACK ? at - LOOK_BACK : 0, n;
	int w;

	if ((unsigned char)s[at - 1] < 0x80 && (at < 2 || (unsigned char)s[at - 2] < 0x80))
		return at - 1;
	for (size_t i = at - 1; i > from; i--) {
		if ((unsigned char)s[i] < 0x80 && (unsigned char)s[i - 1] < 0x80) {
			from = i;
			break;
		}
	}
	for (int i = 0; i < 3 && from > 0 && ((unsigned char)s[from] & 0xc0) == 0x80; i++)
		from--;
	while ((n = text_grapheme(s + from, len - from, &w)) > 0 && from + n < at)
		from += n;
	return from;
}

int text_width(const char *s, size_t len)
{
	int total = 0, w;

	for (size_t i = 0; i < len; i += text_grapheme(s + i, len - i, &w), total += w)
		;
	return total;
}

size_t text_fit(const char *s, size_t len, int cols, int *width)
{
	size_t at = 0, n;
	int used = 0, w;

	while ((n = text_grapheme(s + at, len - at, &w)) > 0 && used + w <= cols) {
		at += n;
		used += w;
	}
	*width = used;
	return at;
}

bool text_is_word(unsigned char c)
{
	return c >= 0x80 || isalnum(c) || c == '_';
}
