/* $contains, $match, $split, $replace: one match after another, of a text, a regular expression or a function that behaves like one. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE		/* memmem */
#endif
#include "query/jsonata_run.h"

#include <stdlib.h>

#include "base/utf8.h"

struct matcher {
	struct jv fn, subject;
	const char *function;		/* that matches, for messages */
	struct jv object;		/* what fn gave */
	struct jarr *groups;
	size_t start, end;		/* in bytes */
	size_t counted, units;		/* so many UTF-16 units up to there */
	bool begun;
};

static struct jv part(struct jrun *x, struct jv o, const char *key)
{
	return o.tag == JV_OBJ ? jobj_get(x, o, key, (uint32_t)strlen(key), jhash(key, strlen(key))) : JUNDEF;
}

static size_t byte_of(const struct matcher *m, struct jv units)
{
	if (units.tag != JV_NUM || !(jnum_of(units) > 0))
		return 0;
	return jutf16_at(m->subject.u.str, m->subject.len, (size_t)fmin(jnum_of(units), 4e9));
}

/* A function gives what a regular expression called as one would: {match, start, end, groups, next}. */
static bool next_by_function(struct jrun *x, struct matcher *m)
{
	struct jv text;

	if (m->begun)
		m->object = japply(x, part(x, m->object, "next"), NULL, 0, JNULL, NULL);
	else
		m->object = japply(x, m->fn, &m->subject, 1, JNULL, NULL);
	if (m->object.tag == JV_UNDEF)
		return false;
	if (part(x, m->object, "start").tag != JV_NUM && part(x, m->object, "groups").tag != JV_ARR && part(x, m->object, "next").tag != JV_FUN)
		jfail(x, "T1010", "The matcher function argument passed to function \"%s\" does not return the correct object structure",
			m->function);
	text = part(x, m->object, "match");
	m->start = byte_of(m, part(x, m->object, "start"));
	m->end = text.tag == JV_STR ? m->start + text.len : byte_of(m, part(x, m->object, "end"));
	if (m->end > m->subject.len)
		m->end = m->subject.len;
	if (m->end < m->start)
		m->end = m->start;
	m->groups = part(x, m->object, "groups").tag == JV_ARR ? part(x, m->object, "groups").u.arr : jarr_new(x, 0);
	if (++x->steps >= x->check_at)
		jcheck(x);
	return true;
}

static bool next_match(struct jrun *x, struct matcher *m)
{
	bool found;

	if (m->fn.u.fun->kind == JF_REGEX) {
		m->groups = jarr_new(x, 0);
		found = jregex_next(x, m->fn.u.fun->node->regex, m->subject, m->begun, &m->start, &m->end, m->groups);
	} else {
		found = next_by_function(x, m);
	}
	m->begun = true;
	return found;
}

/* Units up to the start of the match, counted on from the last one. */
static size_t position(struct matcher *m)
{
	if (m->start < m->counted)
		m->counted = m->units = 0;
	m->units += jutf16_len(m->subject.u.str + m->counted, m->start - m->counted);
	m->counted = m->start;
	return m->units;
}

static size_t find_text(struct jv s, size_t from, struct jv what)
{
	const char *p;

	if (!what.len)
		return from;
	p = from <= s.len ? memmem(s.u.str + from, s.len - from, what.u.str, what.len) : NULL;
	return p ? (size_t)(p - s.u.str) : SIZE_MAX;
}

static double limit_of(struct jrun *x, struct jv v, const char *code, const char *text)
{
	if (v.tag == JV_UNDEF)
		return HUGE_VAL;
	if (jnum_of(v) < 0)
		jfail(x, code, "%s", text);
	return jnum_of(v);
}

JFN(contains)
{
	struct matcher m = { .fn = args[1], .subject = args[0], .function = "contains" };

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF || args[1].tag == JV_UNDEF)
		return JUNDEF;
	if (args[1].tag == JV_STR)
		return jbool(find_text(args[0], 0, args[1]) != SIZE_MAX);
	return jbool(next_match(x, &m));
}

JFN(match)
{
	struct matcher m = { .fn = args[1], .subject = args[0], .function = "match" };
	struct jarr *out = jseq_new(x);
	double limit;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF || args[1].tag != JV_FUN)
		return JUNDEF;
	limit = limit_of(x, args[2], "D3040", "Third argument of match function must evaluate to a positive number");
	for (bool found = limit > 0 && next_match(x, &m); found && out->n < limit; found = next_match(x, &m)) {
		struct jobj *o = jobj_new(x, 3);

		jobj_setz(x, o, "match", jstr(m.subject.u.str + m.start, m.end - m.start));
		jobj_setz(x, o, "index", jnum((double)position(&m)));
		jobj_setz(x, o, "groups", jarr_val(m.groups));
		jarr_push(x, out, jobj_val(o));
	}
	return jarr_val(out);
}

/* --- $split ---------------------------------------------------------------------------------------------------------------------------- */

/* Into UTF-16 units: a pair gives two halves. */
void jsplit_units(struct jrun *x, struct jarr *out, struct jv s, double limit)
{
	size_t used;

	for (size_t at = 0; at < s.len && out->n < limit; at += used) {
		uint32_t cp = utf8_next(s.u.str + at, s.len - at, &used);
		char half[4];

		if (cp < 0x10000) {
			jarr_push(x, out, jstr(s.u.str + at, used));
			continue;
		}
		jarr_push(x, out, jstr_copy(x, half, utf8_put(0xd800 + ((cp - 0x10000) >> 10), half)));
		if (out->n < limit)
			jarr_push(x, out, jstr_copy(x, half, utf8_put(0xdc00 + (cp & 0x3ff), half)));
	}
}

static void split_text(struct jrun *x, struct jarr *out, struct jv s, struct jv by, double limit)
{
	size_t at = 0, found;

	if (!by.len) {
		jsplit_units(x, out, s, limit);
		return;
	}
	while ((found = find_text(s, at, by)) != SIZE_MAX && out->n < limit) {
		jarr_push(x, out, jstr(s.u.str + at, found - at));
		at = found + by.len;
	}
	if (out->n < limit)
		jarr_push(x, out, jstr(s.u.str + at, s.len - at));
}

JFN(split)
{
	struct matcher m = { .fn = args[1], .subject = args[0], .function = "split" };
	struct jarr *out = jarr_new(x, 0);
	double limit;
	size_t at = 0;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return JUNDEF;
	limit = limit_of(x, args[2], "D3020", "Third argument of split function must evaluate to a positive number");
	if (!(limit > 0))
		return jarr_val(out);
	if (args[1].tag == JV_UNDEF)
		return JUNDEF;
	if (args[1].tag == JV_STR) {
		split_text(x, out, args[0], args[1], args[2].tag == JV_UNDEF ? limit : isinf(limit) ? 0 : fmod(floor(limit), 4294967296.0));
		return jarr_val(out);
	}
	for (bool found = next_match(x, &m); found && out->n < limit; found = next_match(x, &m)) {
		jarr_push(x, out, jstr(args[0].u.str + at, m.start > at ? m.start - at : 0));
		at = m.end;
	}
	if (out->n < limit)
		jarr_push(x, out, jstr(args[0].u.str + at, args[0].len - at));
	return jarr_val(out);
}

/* --- $replace -------------------------------------------------------------------------------------------------------------------------- */

/* The number of a group behind "$", of at most so many digits; *digits gets how many it has. */
static uint32_t group_number(struct jv with, uint32_t at, uint32_t most, uint32_t *digits)
{
	uint32_t n = 0, k = 0;

	for (; k < most && at + k < with.len && with.u.str[at + k] >= '0' && with.u.str[at + k] <= '9'; k++)
		n = n * 10 + (uint32_t)(with.u.str[at + k] - '0');
	*digits = k;
	return n;
}

/* What "$" stands for that is behind at; how far it goes. */
static uint32_t expand_one(struct jrun *x, struct jbuf *out, struct jv with, uint32_t at, const struct matcher *m)
{
	char c = at < with.len ? with.u.str[at] : '\0';
	uint32_t n = m->groups->n, most = n >= 100 ? 3 : n >= 10 ? 2 : 1, digits, group;

	if (c == '$') {
		jbuf_addc(x, out, '$');
		return at + 1;
	}
	if (c == '0') {
		jbuf_add(x, out, m->subject.u.str + m->start, m->end - m->start);
		return at + 1;
	}
	group = group_number(with, at, most, &digits);
	if (most > 1 && group > n)
		group = group_number(with, at, most - 1, &digits);
	if (!digits)
		jbuf_addc(x, out, '$');
	else if (group <= n && m->groups->v[group - 1].tag == JV_STR)
		jbuf_add(x, out, m->groups->v[group - 1].u.str, m->groups->v[group - 1].len);
	return at + digits;
}

static struct jv expand(struct jrun *x, struct jv with, const struct matcher *m)
{
	struct jbuf out = {0};
	const char *dollar;
	uint32_t at = 0;

	while (at < with.len && (dollar = memchr(with.u.str + at, '$', with.len - at))) {
		uint32_t to = (uint32_t)(dollar - with.u.str);

		jbuf_add(x, &out, with.u.str + at, to - at);
		at = expand_one(x, &out, with, to + 1, m);
	}
	jbuf_add(x, &out, with.u.str + at, with.len - at);
	return jbuf_val(x, &out);
}

static struct jv replacement(struct jrun *x, const struct matcher *m, struct jv with)
{
	struct jv v;

	if (with.tag == JV_STR)
		return memchr(with.u.str, '$', with.len) ? expand(x, with, m) : with;
	v = m->object.tag == JV_OBJ ? m->object : jregex_match_object(x, m->fn, m->subject, m->start, m->end, m->groups);
	v = japply(x, with, &v, 1, JNULL, NULL);
	if (v.tag != JV_STR)
		jfail(x, "D3012", "Attempted to replace a matched string with a non-string value");
	return v;
}

/* A text is looked for from m->end on. */
static bool next_text(struct matcher *m)
{
	m->start = find_text(m->subject, m->end, m->fn);
	m->end = m->start + m->fn.len;
	return m->start != SIZE_MAX;
}

/* One match is looked for beyond the last that the limit allows, as in the reference: it may be an error. */
static struct jv replace_all(struct jrun *x, struct matcher *m, struct jv with, double limit)
{
	bool text = m->fn.tag == JV_STR, found = text ? next_text(m) : next_match(x, m);
	struct jv s = m->subject;
	struct jbuf out = {0};
	size_t at = 0;

	if (!found)
		return s;
	for (double count = 0; found && count < limit; count++) {
		struct jv now = with.tag == JV_STR && text ? with : replacement(x, m, with);

		jbuf_add(x, &out, s.u.str + at, m->start > at ? m->start - at : 0);
		jbuf_add(x, &out, now.u.str, now.len);
		at = m->end;
		found = text ? next_text(m) : next_match(x, m);
	}
	jbuf_add(x, &out, s.u.str + at, s.len - at);
	return jbuf_val(x, &out);
}

JFN(replace)
{
	struct matcher m = { .fn = args[1], .subject = args[0], .function = "replace" };
	double limit;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return JUNDEF;
	if (args[1].tag == JV_STR && !args[1].len)
		jfail(x, "D3010", "Second argument of replace function cannot be an empty string");
	limit = limit_of(x, args[3], "D3011", "Fourth argument of replace function must evaluate to a positive number");
	if (args[1].tag == JV_UNDEF || !(limit > 0))
		return limit > 0 ? JUNDEF : args[0];
	if (args[1].tag == JV_STR)
		m.groups = jarr_new(x, 0);
	if (args[2].tag == JV_UNDEF && args[1].tag == JV_STR)
		args[2] = jstrz("undefined");		/* so it is there */
	return replace_all(x, &m, args[2], limit);
}
