/*
 * Regular expressions as JavaScript writes them (ECMAScript's, with the additions for the Web, without the flag u), in PCRE2's syntax: what
 * PCRE2 would read as something of its own is taken apart here, so that /\A/ is a letter and /(*LIMIT_MATCH=1)/ an error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "query/jsonata_run.h"

#define LINE_ENDS "\\n\\r\\x{2028}\\x{2029}"
#define BLANKS "\\t\\n\\x0b\\f\\r \\xa0\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}"

struct syntax {
	const char *p;
	size_t at, len;
	unsigned groups;
	bool named;			/* there are groups with names */
	bool in_class, multiline;
	bool set;			/* the last thing in a class was a set (\d): no range begins with it */
	struct str *out;
};

static char peek(const struct syntax *s, size_t ahead)
{
	return s->at + ahead < s->len ? s->p[s->at + ahead] : '\0';
}

static void put(struct syntax *s, const char *text, size_t took)
{
	str_adds(s->out, text);
	s->at += took;
}

/* Capturing groups, which decide what \1 and \k<name> mean. */
static void count_groups(struct syntax *s)
{
	bool in_class = false;

	for (size_t i = 0; i < s->len; i++) {
		if (s->p[i] == '\\') {
			i++;
		} else if (in_class) {
			in_class = s->p[i] != ']';
		} else if (s->p[i] == '[') {
			in_class = true;
		} else if (s->p[i] == '(') {
			bool named = i + 3 < s->len && s->p[i + 1] == '?' && s->p[i + 2] == '<' && s->p[i + 3] != '=' && s->p[i + 3] != '!';

			s->named = s->named || named;
			s->groups += named || i + 1 >= s->len || s->p[i + 1] != '?';
		}
	}
}

/* The number of n hexadecimal digits that stand ahead, or -1. */
static long hex(const struct syntax *s, size_t ahead, size_t n)
{
	long value = 0;

	for (size_t i = 0; i < n; i++) {
		int digit = jhex(peek(s, ahead + i));

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* A character as a number; U+0000 and lone surrogates as they are shown to PCRE2 (jsonata_regex.c). */
static void add_point(struct syntax *s, long cp)
{
	if (cp == 0)
		cp = 0x7c0;
	else if (cp >= 0xd800 && cp < 0xe000)
		cp += 0x1000;
	str_addf(s->out, "\\x{%lx}", (unsigned long)cp);
}

/* \u at s->at, whose digits are there; two halves of a pair are one character. */
static void take_unicode(struct syntax *s)
{
	long cp = hex(s, 2, 4), low;

	s->at += 6;
	if (cp >= 0xd800 && cp < 0xdc00 && peek(s, 0) == '\\' && peek(s, 1) == 'u') {
		low = hex(s, 2, 4);
		if (low >= 0xdc00 && low < 0xe000) {
			cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
			s->at += 6;
		}
	}
	add_point(s, cp);
}

/* \1 to \99 where there are so many groups; else up to three octal digits, or the digit itself. */
static void take_digits(struct syntax *s)
{
	unsigned n = 0, value = 0;
	size_t i = 1;

	for (; peek(s, i) >= '0' && peek(s, i) <= '9' && n < 1000; i++)
		n = n * 10 + (unsigned)(peek(s, i) - '0');
	if (!s->in_class && n && n <= s->groups) {
		str_addf(s->out, "(?:\\%u)", n);
		s->at += i;
		return;
	}
	for (i = 1; i < 4 && peek(s, i) >= '0' && peek(s, i) <= '7' && value * 8 + (unsigned)(peek(s, i) - '0') < 256; i++)
		value = value * 8 + (unsigned)(peek(s, i) - '0');
	if (i == 1) {
		str_addc(s->out, peek(s, 1));
		s->at += 2;
		return;
	}
	s->at += i;
	add_point(s, value);
}

/* What has no meaning in JavaScript stands for itself. */
static void take_escape(struct syntax *s)
{
	char c = peek(s, 1), text[3] = { '\\', c };

	s->set = c && strchr("dDwWsS", c);
	if (c >= '0' && c <= '9') {
		take_digits(s);
	} else if (c == 'u' && hex(s, 2, 4) >= 0) {
		take_unicode(s);
	} else if (c == 'x' && hex(s, 2, 2) >= 0) {
		add_point(s, hex(s, 2, 2));
		s->at += 4;
	} else if (c == 'c' && (peek(s, 2) | 0x20) >= 'a' && (peek(s, 2) | 0x20) <= 'z') {
		add_point(s, peek(s, 2) & 0x1f);
		s->at += 3;
	} else if (c == 'c') {
		put(s, "\\\\", 1);
	} else if (c == 's') {
		put(s, s->in_class ? BLANKS : "[" BLANKS "]", 2);
	} else if (c == 'S' && !s->in_class) {
		put(s, "[^" BLANKS "]", 2);
	} else if (c == 'v') {
		put(s, "\\x0b", 2);
	} else if ((c == 'k' && s->named && !s->in_class) || (c && strchr(s->in_class ? "dDwWSbfnrt" : "dDwWbBfnrt", c))) {
		put(s, text, 2);
	} else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (uint8_t)c >= 0x80) {
		s->at++;			/* the character follows as one that was not escaped */
	} else {
		put(s, text, c ? 2 : 1);
	}
}

/* "(?" and what may follow it in JavaScript; after anything else stands a "*" or "?" that repeats nothing, an error as it is there. */
static void take_group(struct syntax *s)
{
	static const char *const openings[] = { "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<" };

	for (size_t i = 0; i < ARRAY_LEN(openings); i++) {
		size_t n = strlen(openings[i]);

		if (s->len - s->at >= n && !memcmp(s->p + s->at, openings[i], n)) {
			put(s, openings[i], n);
			return;
		}
	}
	put(s, peek(s, 1) == '?' || peek(s, 1) == '*' ? "(?:" : "(", 1);
}

/* Bytes of the quantifier ahead, without its "?", or 0. */
static size_t quantifier(const struct syntax *s)
{
	size_t i = 1;

	if (peek(s, 0) == '*' || peek(s, 0) == '+' || peek(s, 0) == '?')
		return 1;
	if (peek(s, 0) != '{' || peek(s, 1) < '0' || peek(s, 1) > '9')
		return 0;
	while (peek(s, i) >= '0' && peek(s, i) <= '9')
		i++;
	if (peek(s, i) == ',')
		for (i++; peek(s, i) >= '0' && peek(s, i) <= '9';)
			i++;
	return peek(s, i) == '}' ? i + 1 : 0;
}

/* A second one, which PCRE2 has a meaning for, is an error. */
static void take_quantifier(struct syntax *s, size_t n)
{
	str_add(s->out, s->p + s->at, n);
	s->at += n;
	if (peek(s, 0) == '?')
		put(s, "?", 1);
	if (quantifier(s))
		str_adds(s->out, "(?:");
}

static void take_character(struct syntax *s)
{
	char bytes[4];
	size_t used;
	uint32_t cp = utf8_next(s->p + s->at, s->len - s->at, &used);

	s->at += used;
	if (cp == 0 || (cp >= 0xd800 && cp < 0xe000))
		add_point(s, (long)cp);
	else
		str_add(s->out, bytes, utf8_put(cp, bytes));
}

static void take_class(struct syntax *s)
{
	char c = peek(s, 0);

	if (c == ']') {
		s->in_class = false;
		put(s, "]", 1);
	} else if (c && strchr("[:.=", c)) {
		str_addc(s->out, '\\');		/* PCRE2 has names of classes */
		str_addc(s->out, c);
		s->at++;
	} else if (c == '-' && (s->set || (peek(s, 1) == '\\' && peek(s, 2) && strchr("dDwWsS", peek(s, 2))))) {
		put(s, "\\-", 1);
	} else {
		take_character(s);
	}
	s->set = false;
}

static void take_one(struct syntax *s)
{
	char c = peek(s, 0);

	if (c == '\\') {
		take_escape(s);
	} else if (s->in_class) {
		take_class(s);
	} else if (quantifier(s)) {
		take_quantifier(s, quantifier(s));
	} else if (c == '(') {
		take_group(s);
	} else if (c == '.') {
		put(s, "[^" LINE_ENDS "]", 1);
	} else if (c == '^' && s->multiline) {
		put(s, "(?<![^" LINE_ENDS "])", 1);
	} else if (c == '$' && s->multiline) {
		put(s, "(?![^" LINE_ENDS "])", 1);
	} else if (c == '[' && peek(s, 1) == ']') {
		put(s, "(?:(?!))", 2);		/* nothing matches */
	} else if (c == '[') {
		s->in_class = true;
		put(s, peek(s, 1) == '^' ? "[^" : "[", peek(s, 1) == '^' ? 2 : 1);
	} else if (c && strchr("{}]", c)) {
		str_addc(s->out, '\\');
		str_addc(s->out, c);
		s->at++;
	} else {
		take_character(s);
	}
}

void jregex_translate(struct str *out, const char *pattern, size_t len, bool multiline)
{
	struct syntax s = { .p = pattern, .len = len, .multiline = multiline, .out = out };

	count_groups(&s);
	while (s.at < len)
		take_one(&s);
}
