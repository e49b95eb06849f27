/* Functions on strings. Lengths and positions count UTF-16 code units where the reference does. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE		/* memmem */
#endif
#include "query/jsonata_run.h"

#include <stdlib.h>

#include "base/utf8.h"

size_t jutf16_len(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((uint8_t)s[i] & 0xc0) != 0x80 ? ((uint8_t)s[i] >= 0xf0 ? 2 : 1) : 0;
	return n;
}

size_t jutf16_at(const char *s, size_t len, size_t units)
{
	size_t i = 0;

	while (i < len && units > 0) {
		size_t wide = (uint8_t)s[i] >= 0xf0 ? 2 : 1;

		units = units > wide ? units - wide : 0;
		for (i++; i < len && ((uint8_t)s[i] & 0xc0) == 0x80; i++)
			continue;
	}
	return i;
}

size_t jblank(const char *s, size_t len)
{
	size_t used;
	uint32_t cp;

	if (!len || (uint8_t)*s < 0x80)
		return len && (*s == ' ' || (*s >= '\t' && *s <= '\r'));
	cp = utf8_next(s, len, &used);
	if (cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f
		|| cp == 0x3000 || cp == 0xfeff)
		return used;
	return 0;
}

static size_t points(struct jv s)
{
	size_t n = 0;

	for (uint32_t i = 0; i < s.len; i++)
		n += ((uint8_t)s.u.str[i] & 0xc0) != 0x80;
	return n;
}

static size_t point_at(struct jv s, double n)
{
	size_t i = 0;

	while (i < s.len && n >= 1) {
		for (i++; i < s.len && ((uint8_t)s.u.str[i] & 0xc0) == 0x80; i++)
			continue;
		n--;
	}
	return i;
}

JFN(string)
{
	(void)n, (void)focus;
	if (args[0].tag == JV_ARR && args[0].u.arr->wrapper)
		args[0] = args[0].u.arr->v[0];
	return jto_string(x, args[0], jtruth(x, args[1], 0));
}

JFN(length)
{
	(void)x, (void)n, (void)focus;
	return args[0].tag == JV_UNDEF ? JUNDEF : jnum((double)points(args[0]));
}

JFN(substring)
{
	struct jv s = args[0];
	double count, from, to;
	size_t a, b;

	(void)x, (void)n, (void)focus;
	if (s.tag == JV_UNDEF)
		return s;
	count = (double)points(s);
	from = args[1].tag == JV_NUM ? trunc(jnum_of(args[1])) : 0;
	if (from < 0)
		from = count + from < 0 ? 0 : count + from;
	to = count;
	if (args[2].tag == JV_NUM) {
		if (args[1].tag == JV_UNDEF || jnum_of(args[2]) <= 0)
			return jstr("", 0);
		to = trunc(from + jnum_of(args[2]));
	}
	if (from >= count || to <= from)
		return jstr("", 0);
	a = point_at(s, from);
	b = point_at(s, to);
	return jstr(s.u.str + a, b - a);
}

static struct jv around(struct jv *args, bool before)
{
	const char *p;
	size_t at;

	if (args[0].tag == JV_UNDEF || args[1].tag == JV_UNDEF)
		return args[0];
	p = memmem(args[0].u.str, args[0].len, args[1].u.str, args[1].len);
	if (!p)
		return args[0];
	at = (size_t)(p - args[0].u.str);
	return before ? jstr(args[0].u.str, at) : jstr(p + args[1].len, args[0].len - at - args[1].len);
}

JFN(substring_before)
{
	(void)x, (void)n, (void)focus;
	return around(args, true);
}

JFN(substring_after)
{
	(void)x, (void)n, (void)focus;
	return around(args, false);
}

/* A sigma at the end of a word: behind a letter, and none before it. What only goes with letters does not count. */
static bool is_final(struct jv s, size_t at, size_t behind)
{
	size_t used, i = at;
	uint32_t cp = 0;

	for (; i > 0; ) {
		do
			i--;
		while (i > 0 && ((uint8_t)s.u.str[i] & 0xc0) == 0x80);
		cp = utf8_next(s.u.str + i, s.len - i, &used);
		if (utf8_is_cased(cp) || (utf8_cp_width(cp) && cp != '\'' && cp != '.' && cp != ':'))
			break;
	}
	if (at == 0 || !utf8_is_cased(cp))
		return false;
	for (i = behind; i < s.len; i += used) {
		cp = utf8_next(s.u.str + i, s.len - i, &used);
		if (utf8_is_cased(cp) || (utf8_cp_width(cp) && cp != '\'' && cp != '.' && cp != ':'))
			return !utf8_is_cased(cp);
	}
	return true;
}

struct jv jrecase(struct jrun *x, struct jv s, bool up)
{
	struct jbuf out = {0};
	size_t used;

	if (s.tag == JV_UNDEF)
		return s;
	for (size_t i = 0; i < s.len; i += used) {
		uint32_t cp = utf8_next(s.u.str + i, s.len - i, &used), to[3];
		size_t n = up ? utf8_upper(cp, to) : utf8_lower(cp, to);

		if (!up && cp == 0x3a3 && is_final(s, i, i + used))
			to[0] = 0x3c2;
		for (size_t k = 0; k < n; k++)
			jbuf_point(x, &out, to[k]);
	}
	return jbuf_val(x, &out);
}

JFN(lowercase)
{
	(void)n, (void)focus;
	return jrecase(x, args[0], false);
}

JFN(uppercase)
{
	(void)n, (void)focus;
	return jrecase(x, args[0], true);
}

JFN(trim)
{
	struct jv s = args[0];
	char *p;
	size_t out = 0;

	(void)n, (void)focus;
	if (s.tag == JV_UNDEF)
		return s;
	p = jalloc(x, (size_t)s.len + 1);
	for (uint32_t i = 0; i < s.len; i++) {
		bool blank = s.u.str[i] == ' ' || s.u.str[i] == '\t' || s.u.str[i] == '\n' || s.u.str[i] == '\r';

		if (!blank)
			p[out++] = s.u.str[i];
		else if (out && p[out - 1] != ' ')
			p[out++] = ' ';
	}
	while (out && p[out - 1] == ' ')
		out--;
	p[out] = '\0';
	return jstr(p, out);
}

JFN(pad)
{
	struct jv s = args[0], with = args[2].tag == JV_STR && args[2].len ? args[2] : jstr(" ", 1);
	double width, missing;
	struct jbuf out = {0};
	size_t at = 0;

	(void)n, (void)focus;
	if (s.tag == JV_UNDEF)
		return s;
	width = args[1].tag == JV_NUM ? jnum_of(args[1]) : 0;
	missing = trunc(fabs(width)) - (double)points(s);
	if (!(missing > 0))
		return s;
	if (missing * 4 > (double)x->bytes_max || missing > 1e8)
		jtoo_much(x);
	if (width > 0)
		jbuf_add(x, &out, s.u.str, s.len);
	for (double k = 0; k < missing; k++) {
		size_t used;

		utf8_next(with.u.str + at, with.len - at, &used);
		jbuf_add(x, &out, with.u.str + at, used);
		at += used;
		if (at >= with.len)
			at = 0;
	}
	if (width < 0)
		jbuf_add(x, &out, s.u.str, s.len);
	return jbuf_val(x, &out);
}

JFN(join)
{
	struct jv by = args[1].tag == JV_STR ? args[1] : jstr("", 0);
	const struct jarr *a;
	size_t total = 0;
	char *p;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	a = args[0].u.arr;
	for (uint32_t i = 0; i < a->n; i++)
		total += (size_t)a->v[i].len + by.len;
	if (total > UINT32_MAX / 2)
		jtoo_much(x);
	p = jalloc(x, total + 1);
	total = 0;
	for (uint32_t i = 0; i < a->n; i++) {
		if (i) {
			memcpy(p + total, by.u.str, by.len);
			total += by.len;
		}
		memcpy(p + total, a->v[i].u.str, a->v[i].len);
		total += a->v[i].len;
	}
	p[total] = '\0';
	return jstr(p, total);
}
