#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/width_table.h"

static bool is_cont(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/* Length that the first byte announces; 0 for a byte that begins nothing. */
static size_t lead_len(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c <= 0xdf)
		return 2;
	if (c >= 0xe0 && c <= 0xef)
		return 3;
	return c >= 0xf0 && c <= 0xf4 ? 4 : 0;
}

uint32_t utf8_next(const char *s, size_t len, size_t *used)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t n;
	uint32_t cp;

	*used = len ? 1 : 0;
	if (!len)
		return 0;
	if (p[0] < 0x80)
		return p[0];
	if (p[0] == 0xc0 && len > 1 && p[1] == 0x80) {
		*used = 2;
		return 0;
	}
	n = lead_len(p[0]);
	if (!n || n > len)
		return 0xfffd;
	cp = p[0] & (0x7f >> n);
	for (size_t i = 1; i < n; i++) {
		if (!is_cont(p[i]))
			return 0xfffd;
		cp = cp << 6 | (p[i] & 0x3f);
	}
	if ((n == 3 && cp < 0x800) || (n == 4 && (cp < 0x10000 || cp > 0x10ffff)))
		return 0xfffd;
	*used = n;
	return cp;
}

size_t utf8_put(uint32_t cp, char out[4])
{
	if (cp == 0) {
		out[0] = (char)0xc0;
		out[1] = (char)0x80;
		return 2;
	}
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

bool utf8_valid(const char *s, size_t len)
{
	size_t used;

	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_next(s + i, len - i, &used);

		if ((unsigned char)s[i] < 0x80)
			continue;
		if (cp == 0 || (cp >= 0xd800 && cp <= 0xdfff) || (cp == 0xfffd && used == 1))
			return false;
	}
	return true;
}

size_t utf8_count(const char *s)
{
	size_t n = 0, used, len = strlen(s);

	for (size_t i = 0; i < len; i += used, n++)
		utf8_next(s + i, len - i, &used);
	return n;
}

size_t utf8_utf16_len(const char *s)
{
	size_t n = 0, used, len = strlen(s);

	for (size_t i = 0; i < len; i += used)
		n += utf8_next(s + i, len - i, &used) > 0xffff ? 2 : 1;
	return n;
}

static bool in_table(const struct width_range *t, size_t n, uint32_t cp)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (cp > t[mid].last)
			lo = mid + 1;
		else if (cp < t[mid].first)
			hi = mid;
		else
			return true;
	}
	return false;
}

int utf8_cp_width(uint32_t cp)
{
	if (cp < 0x300)
		return 1;
	if (in_table(width_zero, ARRAY_LEN(width_zero), cp))
		return 0;
	return in_table(width_two, ARRAY_LEN(width_two), cp) ? 2 : 1;
}

/*
 * A base character and what attaches to it: combining marks, variation selectors, joined emoji (U+200D), skin tones,
 * a second regional indicator. The width is the base's: terminals differ on the rest, and one cell too few garbles less.
 */
size_t utf8_grapheme(const char *s, int *width)
{
	size_t len = strlen(s), i, used;
	uint32_t cp, prev;

	*width = 0;
	if (!len)
		return 0;
	prev = cp = utf8_next(s, len, &i);
	*width = utf8_cp_width(cp);
	while (i < len && cp >= 0x20) {
		uint32_t next = utf8_next(s + i, len - i, &used);
		bool zero = next >= 0x300 && utf8_cp_width(next) == 0;

		if (!zero && prev != 0x200d && !(next >= 0x1f3fb && next <= 0x1f3ff && cp > 0x2600))
			break;
		if (prev == 0x200d && !zero && utf8_cp_width(next) != 2)
			break;
		if (utf8_is_unsafe(next))
			break;
		prev = next;
		i += used;
	}
	return i;
}

int utf8_width(const char *s)
{
	int total = 0, w;
	size_t n;

	while ((n = utf8_grapheme(s, &w)) > 0) {
		total += w;
		s += n;
	}
	return total;
}

size_t utf8_fit(const char *s, int cols, int *width)
{
	size_t at = 0, n;
	int used = 0, w;

	while ((n = utf8_grapheme(s + at, &w)) > 0 && used + w <= cols) {
		at += n;
		used += w;
	}
	*width = used;
	return at;
}

bool utf8_is_unsafe(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 || cp == 0x2029 || cp == 0x200e || cp == 0x200f ||
		cp == 0x61c || (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) ||
		(cp >= 0xd800 && cp <= 0xdfff) || (cp & 0xfffe) == 0xfffe || cp == 0xfeff;
}

char *utf8_safe(const char *s, bool ascii)
{
	struct str out = {0};
	size_t len = strlen(s), used;
	char buf[4];

	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_next(s + i, len - i, &used);

		if (!utf8_is_unsafe(cp) && cp != 0xfffd)
			str_add(&out, s + i, used);
		else if (ascii)
			str_addc(&out, '?');
		else if (cp < 0x20)
			str_add(&out, buf, utf8_put(0x2400 + cp, buf));	/* the control pictures block */
		else
			str_add(&out, buf, utf8_put(cp == 0x7f ? 0x2421 : 0xfffd, buf));
	}
	return str_take(&out);
}

int utf8_cmp_utf16(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), ua, ub;

	while (la && lb) {
		uint32_t ca = utf8_next(a, la, &ua), cb = utf8_next(b, lb, &ub);

		if (ca != cb) {
			/* Astral characters begin with a surrogate, which sorts below U+E000…U+FFFF. */
			uint32_t ka = ca > 0xffff ? 0xd800 + ((ca - 0x10000) >> 10) : ca;
			uint32_t kb = cb > 0xffff ? 0xd800 + ((cb - 0x10000) >> 10) : cb;

			if (ka == kb)
				return ca < cb ? -1 : 1;
			return ka < kb ? -1 : 1;
		}
		a += ua;
		la -= ua;
		b += ub;
		lb -= ub;
	}
	return la ? 1 : lb ? -1 : 0;
}
