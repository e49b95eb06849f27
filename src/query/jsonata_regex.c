/* Regular expressions: PCRE2 in place of JavaScript's, and $match, $replace, $split, $contains that use them. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE		/* memmem */
#endif
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "query/jsonata_run.h"

#include <stdlib.h>

#include "base/utf8.h"

#define MATCH_LIMIT 1000000
#define HEAP_KIB 16384

struct jregex {
	struct jregex *next;
	pcre2_code *code;
};

struct jregex *jregex_build(struct jreader *r, const char *pattern, size_t len, const char *flags, size_t flags_len, size_t at)
{
	uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_ALT_BSUX | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF
		| PCRE2_MATCH_INVALID_UTF;
	struct jregex *re;
	PCRE2_UCHAR text[160];
	PCRE2_SIZE where;
	int code;
	pcre2_code *compiled;

	for (size_t i = 0; i < flags_len; i++)
		options |= flags[i] == 'i' ? PCRE2_CASELESS : PCRE2_MULTILINE;
	compiled = pcre2_compile((PCRE2_SPTR)pattern, len, options, &code, &where, NULL);
	if (!compiled) {
		pcre2_get_error_message(code, text, sizeof text);
		jread_fail(r, "S0303", at + where, "The regular expression cannot be read: %s", (const char *)text);
	}
	re = jarena_alloc(&r->x->arena, sizeof *re);
	*re = (struct jregex){ r->x->regexes, compiled };
	r->x->regexes = re;
	return re;
}

void jregex_free_all(struct jregex *first)
{
	for (; first; first = first->next)
		pcre2_code_free(first->code);
}

bool jregex_find(struct jrun *x, const struct jregex *re, struct jv s, size_t from, size_t *start, size_t *end, struct jarr *groups)
{
	pcre2_match_data *m = pcre2_match_data_create_from_pattern(re->code, NULL);
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	uint32_t count = 0;
	size_t *at;
	int rc = PCRE2_ERROR_NOMEMORY;

	if (m && limits) {
		pcre2_set_match_limit(limits, MATCH_LIMIT);
		pcre2_set_heap_limit(limits, HEAP_KIB);
		rc = pcre2_match(re->code, (PCRE2_SPTR)s.u.str, s.len, from, 0, m, limits);
	}
	pcre2_pattern_info(re->code, PCRE2_INFO_CAPTURECOUNT, &count);
	count = rc >= 0 ? count + 1 : 0;
	at = memcpy(jarena_alloc(&x->arena, (count * 2 + 1) * sizeof *at), count ? (const void *)pcre2_get_ovector_pointer(m) : "",
		count * 2 * sizeof *at);
	pcre2_match_data_free(m);
	pcre2_match_context_free(limits);
	if (rc < 0 && rc != PCRE2_ERROR_NOMATCH)
		jfail(x, "U1001", "The regular expression takes too many steps");
	if (rc < 0)
		return false;
	*start = at[0];
	*end = at[1] < at[0] ? at[0] : at[1];
	for (uint32_t i = 1; groups && i < count; i++)
		jarr_push(x, groups, at[2 * i] == PCRE2_UNSET ? JUNDEF : jstr(s.u.str + at[2 * i], at[2 * i + 1] - at[2 * i]));
	if (*end == *start)
		jfail(x, "D1004", "Regular expression matches zero length string");
	return true;
}

static struct jv group_text(struct jv v)
{
	return v.tag == JV_UNDEF ? jstr("", 0) : v;
}

/* What a regular expression gives that is called as a function: its first match, with `next` for the others. */
struct jv jregex_call(struct jrun *x, struct jv fn, struct jv s, size_t from)
{
	const struct jnode *node = fn.u.fun->node;
	struct jarr *groups = jarr_new(x, 0);
	struct jobj *o;
	struct jfun *next;
	size_t start, end;

	if (from > s.len || !jregex_find(x, node->regex, s, from, &start, &end, groups))
		return JUNDEF;
	o = jobj_new(x, 5);
	next = jalloc(x, sizeof *next);
	*next = *fn.u.fun;
	next->kind = JF_NEXT;
	next->subject = s;
	next->from = end;
	jobj_setz(x, o, "match", jstr(s.u.str + start, end - start));
	jobj_setz(x, o, "start", jnum((double)jutf16_len(s.u.str, start)));
	jobj_setz(x, o, "end", jnum((double)jutf16_len(s.u.str, end)));
	jobj_setz(x, o, "groups", jarr_val(groups));
	jobj_setz(x, o, "next", (struct jv){ .tag = JV_FUN, .u.fun = next });
	return jobj_val(o);
}

/* --- one match after another, by a regular expression or by a function that behaves like one ------------------------------------------ */

struct matcher {
	struct jv fn, subject, last;
	struct jarr *groups;
	size_t start, end;
	bool begun, custom;
};

static struct jv part(struct jrun *x, struct jv o, const char *key)
{
	return o.tag == JV_OBJ ? jobj_get(x, o, key, (uint32_t)strlen(key), jhash(key, strlen(key))) : JUNDEF;
}

static bool next_match(struct jrun *x, struct matcher *m, const char *name)
{
	struct jv start, end, groups;

	if (m->fn.u.fun->kind == JF_REGEX) {
		m->groups = jarr_new(x, 0);
		return jregex_find(x, m->fn.u.fun->node->regex, m->subject, m->end, &m->start, &m->end, m->groups);
	}
	if (m->begun)
		m->last = japply(x, part(x, m->last, "next"), NULL, 0, JUNDEF, NULL);
	else
		m->last = japply(x, m->fn, &m->subject, 1, JUNDEF, NULL);
	m->begun = true;
	if (m->last.tag == JV_UNDEF)
		return false;
	start = part(x, m->last, "start");
	end = part(x, m->last, "end");
	groups = part(x, m->last, "groups");
	if (start.tag != JV_NUM && end.tag != JV_NUM && groups.tag != JV_ARR && part(x, m->last, "next").tag != JV_FUN)
		jfail(x, "T1010", "The matcher function argument passed to function \"%s\" does not return the correct object structure", name);
	m->start = start.tag == JV_NUM && jnum_of(start) > 0 ? jutf16_at(m->subject.u.str, m->subject.len, (size_t)fmin(jnum_of(start), 4e9)) : 0;
	m->end = end.tag == JV_NUM && jnum_of(end) > 0 ? jutf16_at(m->subject.u.str, m->subject.len, (size_t)fmin(jnum_of(end), 4e9)) : 0;
	if (m->end < m->start)
		m->end = m->start;
	m->groups = groups.tag == JV_ARR ? groups.u.arr : jarr_new(x, 0);
	if (++x->steps >= x->check_at)
		jcheck(x);
	return true;
}

static size_t find_text(struct jv s, size_t from, struct jv what)
{
	const char *p;

	if (!what.len)
		return from;
	p = from <= s.len ? memmem(s.u.str + from, s.len - from, what.u.str, what.len) : NULL;
	return p ? (size_t)(p - s.u.str) : SIZE_MAX;
}

JFN(contains)
{
	struct matcher m = { .fn = args[1], .subject = args[0] };

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF || args[1].tag == JV_UNDEF)
		return JUNDEF;
	if (args[1].tag == JV_STR)
		return jbool(find_text(args[0], 0, args[1]) != SIZE_MAX);
	return jbool(next_match(x, &m, "contains"));
}

static double limit_of(struct jrun *x, struct jv v, const char *code, const char *text)
{
	if (v.tag == JV_UNDEF)
		return HUGE_VAL;
	if (jnum_of(v) < 0)
		jfail(x, code, "%s", text);
	return jnum_of(v);
}

JFN(match)
{
	double limit = limit_of(x, args[2], "D3040", "Third argument of match function must evaluate to a positive number");
	struct matcher m = { .fn = args[1], .subject = args[0] };
	struct jarr *out = jseq_new(x);

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF || args[1].tag != JV_FUN)
		return JUNDEF;
	while (out->n < limit && next_match(x, &m, "match")) {
		struct jobj *o = jobj_new(x, 3);
		struct jarr *groups = jarr_new(x, m.groups->n);

		for (uint32_t i = 0; i < m.groups->n; i++)
			jarr_push(x, groups, group_text(m.groups->v[i]));
		jobj_setz(x, o, "match", jstr(m.subject.u.str + m.start, m.end - m.start));
		jobj_setz(x, o, "index", jnum((double)jutf16_len(m.subject.u.str, m.start)));
		jobj_setz(x, o, "groups", jarr_val(groups));
		jarr_push(x, out, jobj_val(o));
	}
	return jarr_val(out);
}

static void split_text(struct jrun *x, struct jarr *out, struct jv s, struct jv by, double limit)
{
	size_t at = 0, found, used;

	while (!by.len && at < s.len && out->n < limit) {
		utf8_next(s.u.str + at, s.len - at, &used);
		jarr_push(x, out, jstr(s.u.str + at, used));
		at += used;
	}
	if (!by.len)
		return;
	while ((found = find_text(s, at, by)) != SIZE_MAX && out->n < limit) {
		jarr_push(x, out, jstr(s.u.str + at, found - at));
		at = found + by.len;
	}
	if (out->n < limit)
		jarr_push(x, out, jstr(s.u.str + at, s.len - at));
}

JFN(split)
{
	double limit = limit_of(x, args[2], "D3020", "Third argument of split function must evaluate to a positive number");
	struct matcher m = { .fn = args[1], .subject = args[0] };
	struct jarr *out = jarr_new(x, 0);
	size_t at = 0;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF || args[1].tag == JV_UNDEF)
		return JUNDEF;
	limit = floor(limit);
	if (args[1].tag == JV_STR) {
		split_text(x, out, args[0], args[1], limit);
		return jarr_val(out);
	}
	while (out->n < limit && next_match(x, &m, "split")) {
		jarr_push(x, out, jstr(args[0].u.str + at, m.start > at ? m.start - at : 0));
		at = m.end;
	}
	if (out->n < limit)
		jarr_push(x, out, jstr(args[0].u.str + at, args[0].len - at));
	return jarr_val(out);
}

/* $1, $$ in a replacement: as many digits as there are groups for. */
static void expand(struct jrun *x, struct str *out, struct jv with, const struct matcher *m)
{
	(void)x;
	for (uint32_t i = 0; i < with.len; i++) {
		uint32_t k = i + 1, group = 0, digits = 0;
		uint32_t most = m->groups->n >= 10 ? 2 : 1;

		if (with.u.str[i] != '$' || k >= with.len) {
			str_addc(out, with.u.str[i]);
			continue;
		}
		if (with.u.str[k] == '$') {
			str_addc(out, '$');
			i = k;
			continue;
		}
		while (k < with.len && digits < most && with.u.str[k] >= '0' && with.u.str[k] <= '9') {
			uint32_t longer = group * 10 + (uint32_t)(with.u.str[k] - '0');

			if (digits && longer > m->groups->n)
				break;
			group = longer;
			digits++;
			k++;
		}
		if (!digits) {
			str_addc(out, '$');
			continue;
		}
		if (group == 0)
			str_add(out, m->subject.u.str + m->start, m->end - m->start);
		else if (group <= m->groups->n && m->groups->v[group - 1].tag == JV_STR)
			str_add(out, m->groups->v[group - 1].u.str, m->groups->v[group - 1].len);
		i = k - 1;
	}
}

static struct jv replaced(struct jrun *x, const struct matcher *m, struct jv with)
{
	struct str out = {0};
	struct jobj *o;
	struct jv v;

	if (with.tag == JV_STR) {
		expand(x, &out, with, m);
		v = jstr_copy(x, str_get(&out), out.len);
		str_done(&out);
		return v;
	}
	o = jobj_new(x, 4);
	jobj_setz(x, o, "match", jstr(m->subject.u.str + m->start, m->end - m->start));
	jobj_setz(x, o, "start", jnum((double)jutf16_len(m->subject.u.str, m->start)));
	jobj_setz(x, o, "end", jnum((double)jutf16_len(m->subject.u.str, m->end)));
	jobj_setz(x, o, "groups", jarr_val(m->groups));
	v = jobj_val(o);
	v = japply(x, with, &v, 1, JUNDEF, NULL);
	if (v.tag != JV_STR)
		jfail(x, "D3012", "Attempted to replace a matched string with a non-string value");
	return v;
}

JFN(replace)
{
	double limit = limit_of(x, args[3], "D3011", "Fourth argument of replace function must evaluate to a positive number");
	struct matcher m = { .fn = args[1], .subject = args[0] };
	struct jarr *parts = jarr_new(x, 0);
	struct jv s = args[0];
	size_t at = 0, total = 0;
	char *p;

	(void)n, (void)focus;
	if (s.tag == JV_UNDEF || args[1].tag == JV_UNDEF)
		return JUNDEF;
	if (args[1].tag == JV_STR && !args[1].len)
		jfail(x, "D3010", "Second argument of replace function cannot be an empty string");
	for (double count = 0; count < limit; count++) {
		struct jv with = args[2];

		if (args[1].tag == JV_STR) {
			m.start = find_text(s, at, args[1]);
			if (m.start == SIZE_MAX)
				break;
			m.end = m.start + args[1].len;
			if (with.tag != JV_STR) {
				m.groups = jarr_new(x, 0);
				with = replaced(x, &m, with);
			}
		} else {
			if (!next_match(x, &m, "replace"))
				break;
			with = replaced(x, &m, with);
		}
		jarr_push(x, parts, jstr(s.u.str + at, m.start > at ? m.start - at : 0));
		jarr_push(x, parts, with);
		at = m.end;
	}
	jarr_push(x, parts, jstr(s.u.str + at, s.len - at));
	for (uint32_t i = 0; i < parts->n; i++)
		total += parts->v[i].len;
	if (total > UINT32_MAX / 2)
		jfail(x, "U1001", "Expression evaluation memory limit exceeded");
	p = jalloc(x, total + 1);
	total = 0;
	for (uint32_t i = 0; i < parts->n; i++) {
		memcpy(p + total, parts->v[i].u.str, parts->v[i].len);
		total += parts->v[i].len;
	}
	p[total] = '\0';
	return jstr(p, total);
}
