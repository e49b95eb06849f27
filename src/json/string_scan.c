#include "json/string_scan.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

void string_found(const char *p, const char *end, char out[64])
{
	size_t n = 0, left = (size_t)(end - p), used;
	uint32_t cp;

	if (!left) {
		strcpy(out, "the end of the text");
		return;
	}
	while (n < left && n < 24 && ((p[n] >= 'a' && p[n] <= 'z') || (p[n] >= 'A' && p[n] <= 'Z') || (n && p[n] >= '0' && p[n] <= '9')))
		n++;
	cp = utf8_next(p, left, &used);
	if (n)
		snprintf(out, 64, "\"%.*s\"", (int)n, p);
	else if (cp == 0xfffd)
		snprintf(out, 64, "the byte 0x%02X", (unsigned char)*p);
	else if (utf8_is_unsafe(cp))
		snprintf(out, 64, "the character U+%04X", (unsigned)cp);
	else
		snprintf(out, 64, "\"%.*s\"", (int)used, p);
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* Any byte of w that is not plain? (The usual tests for zero, small and large bytes in a word.) */
static bool has_special(uint64_t w)
{
	const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
	uint64_t quote = w ^ (ones * '"'), back = w ^ (ones * '\\');

	return ((((quote - ones) & ~quote) | ((back - ones) & ~back) | (w - ones * 0x20) | w) & highs) != 0;
}

const char *string_skip_plain(const char *p, const char *end)
{
	uint64_t w;

	while (end - p >= 8) {
		memcpy(&w, p, 8);
		if (has_special(w))
			break;
		p += 8;
	}
	while (p < end && is_plain((unsigned char)*p))
		p++;
	return p;
}

static int hex4(const char *p, const char *end)
{
	int v = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int c = (unsigned char)p[i];

		if (c >= '0' && c <= '9')
			v = v * 16 + (c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			v = v * 16 + ((c | 0x20) - 'a' + 10);
		else
			return -1;
	}
	return v;
}

static bool fail_at(struct string_fault *f, const char *at, const char *msg)
{
	f->at = at;
	snprintf(f->msg, sizeof f->msg, "%s", msg);
	return false;
}

static bool check_escape(const char **at, const char *end, struct string_fault *f)
{
	const char *p = *at + 1;
	char found[64];

	if (p < end && *p == 'u') {
		if (hex4(p + 1, end) < 0)
			return fail_at(f, *at, "expected four hexadecimal digits after \"\\u\"");
		*at = p + 5;
		return true;
	}
	if (p < end && *p && strchr("\"\\/bfnrt", *p)) {
		*at = p + 1;
		return true;
	}
	string_found(p, end, found);
	fail_at(f, p, "");
	snprintf(f->msg, sizeof f->msg, "expected one of \" \\ / b f n r t u after \"\\\", found %s", found);
	return false;
}

/* Bytes of the well-formed sequence at p (RFC 3629: nothing overlong, no surrogates), 0 if there is none. */
static size_t utf8_sequence(const char *p, size_t left)
{
	uint32_t cp;
	size_t used;

	cp = utf8_next(p, left, &used);
	if (used == 1 || cp == 0 || (cp >= 0xd800 && cp < 0xe000))
		return 0;
	return used;
}

/* What stands inside of a string that must not: a control character, or a byte that is not UTF-8. */
static const char *bad_byte(const char *p, struct string_fault *f)
{
	unsigned char c = (unsigned char)*p;

	f->at = p;
	if (c == '\n')
		snprintf(f->msg, sizeof f->msg, "this string is not closed at the end of the line");
	else if (c < 0x20)
		snprintf(f->msg, sizeof f->msg, "a string cannot hold the character U+%04X as it is; write it as an escape", (unsigned)c);
	else
		snprintf(f->msg, sizeof f->msg, "the byte 0x%02X is not UTF-8", (unsigned)c);
	return NULL;
}

const char *string_scan(const char *open, const char *end, bool *escapes, struct string_fault *f)
{
	const char *p = open + 1;
	size_t used;

	for (;;) {
		p = string_skip_plain(p, end);
		if (p == end) {
			fail_at(f, open, "this string is not closed");
			return NULL;
		}
		if (*p == '"')
			return p;
		if (*p == '\\') {
			*escapes = true;
			if (!check_escape(&p, end, f))
				return NULL;
		} else {
			used = (unsigned char)*p < 0x20 ? 0 : utf8_sequence(p, (size_t)(end - p));
			if (!used)
				return bad_byte(p, f);
			p += used;
		}
	}
}

static size_t decode_unicode(const char **at, const char *end, char *out)
{
	uint32_t cp = (uint32_t)hex4(*at, end);

	*at += 4;
	if (cp >= 0xd800 && cp < 0xdc00 && end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u') {
		uint32_t low = (uint32_t)hex4(*at + 2, end);

		if (low >= 0xdc00 && low < 0xe000) {
			*at += 6;
			cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
		}
	}
	return utf8_put(cp, out);
}

size_t string_decode(const char *p, const char *end, char *out)
{
	static const char codes[] = "bfnrt", bytes[] = "\b\f\n\r\t";
	char *o = out;

	while (p < end) {
		const char *back = memchr(p, '\\', (size_t)(end - p));
		size_t n = (size_t)((back ? back : end) - p);
		const char *code;

		memcpy(o, p, n);
		o += n;
		if (!back)
			break;
		p = back + 2;
		if (back[1] == 'u') {
			o += decode_unicode(&p, end, o);
			continue;
		}
		code = strchr(codes, back[1]);
		*o++ = code ? bytes[code - codes] : back[1];
	}
	return (size_t)(o - out);
}
