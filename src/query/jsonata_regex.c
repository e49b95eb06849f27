/*
 * Regular expressions: PCRE2 in place of JavaScript's. A character is a code point here, where JavaScript takes the halves of a pair apart.
 * Texts are UTF-8, checked once for all the matches in them.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "query/jsonata_run.h"

#include <stdlib.h>

#include "base/utf8.h"

#define MATCH_LIMIT 1000000
#define MATCH_LIMIT_FIRST 1000
#define MATCH_LIMIT_MORE 31
#define HEAP_KIB 16384

struct jregex {
	struct jregex *next;
	pcre2_code *code;
	struct jv source;
};

struct jregex *jregex_build(struct jreader *r, const char *pattern, size_t len, const char *flags, size_t flags_len, size_t at)
{
	uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF
		| PCRE2_ALLOW_EMPTY_CLASS;
	struct jregex *re;
	PCRE2_UCHAR text[160];
	PCRE2_SIZE where;
	struct str ours = {0};
	int code;

	if (memchr(flags, 'i', flags_len))
		options |= PCRE2_CASELESS;
	jregex_translate(&ours, pattern, len, memchr(flags, 'm', flags_len));
	re = jarena_alloc(&r->x->arena, sizeof *re);
	*re = (struct jregex){ r->x->regexes, NULL, jstr(jtext_copy(&r->x->arena, pattern, len), len) };
	re->code = pcre2_compile((PCRE2_SPTR)str_get(&ours), ours.len, options, &code, &where, NULL);
	str_done(&ours);
	if (!re->code) {
		pcre2_get_error_message(code, text, sizeof text);
		jread_fail(r, "S0303", at, "Invalid regular expression: /%.200s/: %s", re->source.u.str, (const char *)text);
	}
	r->x->regexes = re;
	return re;
}

void jregex_free_all(struct jregex *first)
{
	for (; first; first = first->next)
		pcre2_code_free(first->code);
}

/*
 * What a regular expression can read: U+0000 and lone surrogates become other characters of the same length. Remembered for the next
 * match in the same text, for a text is looked at many times.
 */
static const char *readable(struct jrun *x, struct jv s)
{
	char *p;

	if (x->matched.u.str == s.u.str && x->matched.len == s.len && x->matched.tag == JV_STR)
		return x->readable;
	x->matched = s;
	x->readable = s.u.str;
	if (utf8_valid(s.u.str, s.len))
		return x->readable;
	p = (char *)jstr_copy(x, s.u.str, s.len).u.str;
	x->readable = p;
	for (size_t i = 0, used; i < s.len; i += used) {
		uint32_t cp = utf8_next(p + i, s.len - i, &used);

		if (cp == 0 && used == 2)
			p[i] = (char)0xdf;			/* U+07C0 */
		else if (cp >= 0xd800 && cp < 0xe000)
			p[i] = (char)0xee;			/* D800 to DFFF become E800 to EFFF */
		else if (cp == 0xfffd && used == 1)
			p[i] = '?';				/* PCRE2 is not asked to check */
	}
	return x->readable;
}

/*
 * How many steps a match takes cannot be known beforehand, and an expression may make a million of matches. So it is tried with few steps,
 * then with more, and more are counted as work.
 */
static int match_with_care(struct jrun *x, const pcre2_code *code, const char *text, size_t len, size_t from)
{
	uint32_t limit = MATCH_LIMIT_FIRST;
	int rc;

	for (;;) {
		pcre2_set_match_limit(x->match_limits, limit < MATCH_LIMIT ? limit : MATCH_LIMIT);
		rc = pcre2_match(code, (PCRE2_SPTR)text, len, from, PCRE2_NO_UTF_CHECK, x->match, x->match_limits);
		if (rc != PCRE2_ERROR_MATCHLIMIT || limit >= MATCH_LIMIT)
			return rc;
		limit *= MATCH_LIMIT_MORE;
		jwork(x, limit / 100);
	}
}

/* Pairs of offsets in *at: of the match, then of its groups; until the next match. The number of pairs, or 0. */
static uint32_t run_match(struct jrun *x, const pcre2_code *code, struct jv s, size_t from, const size_t **at)
{
	const char *text = readable(x, s);
	uint32_t count = 0;
	int rc;

	pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &count);
	if (!x->match || pcre2_get_ovector_count(x->match) < count + 1) {
		pcre2_match_data_free(x->match);
		x->match = pcre2_match_data_create(count + 1 < 16 ? 16 : count + 1, NULL);
	}
	if (!x->match_limits) {
		x->match_limits = pcre2_match_context_create(NULL);
		pcre2_set_heap_limit(x->match_limits, HEAP_KIB);
	}
	rc = match_with_care(x, code, text, s.len, from);
	*at = pcre2_get_ovector_pointer(x->match);
	if (rc >= 0)
		return count + 1;
	if (rc == PCRE2_ERROR_NOMATCH)
		return 0;
	return UINT32_MAX;
}

static bool found(struct jrun *x, uint32_t count)
{
	if (count == UINT32_MAX)
		jfail(x, "U1001", "Expression evaluation timeout: a regular expression takes too many steps");
	if (++x->steps >= x->check_at)
		jcheck(x);
	return count > 0;
}

void jregex_done(struct jrun *x)
{
	pcre2_match_data_free(x->match);
	pcre2_match_context_free(x->match_limits);
}

bool jregex_find(struct jrun *x, const struct jregex *re, struct jv s, size_t from, size_t *start, size_t *end, struct jarr *groups)
{
	const size_t *at;
	uint32_t count = run_match(x, re->code, s, from, &at);

	if (!found(x, count))
		return false;
	*start = at[0];
	*end = at[1] < at[0] ? at[0] : at[1];
	for (uint32_t i = 1; groups && i < count; i++)
		jarr_push(x, groups, at[2 * i] == PCRE2_UNSET ? JUNDEF : jstr(s.u.str + at[2 * i], at[2 * i + 1] - at[2 * i]));
	return true;
}

bool jregex_once(struct jrun *x, struct jv pattern, struct jv s, struct jv *groups, size_t n)
{
	int error;
	PCRE2_SIZE where;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.u.str, pattern.len, PCRE2_UTF | PCRE2_CASELESS | PCRE2_DOLLAR_ENDONLY, &error,
		&where, NULL);
	const size_t *at = NULL;
	uint32_t count = code ? run_match(x, code, s, 0, &at) : 0;

	pcre2_code_free(code);
	if (!found(x, count))
		return false;
	for (size_t i = 1; i <= n && i < count; i++)
		groups[i - 1] = at[2 * i] == PCRE2_UNSET ? jstr("", 0) : jstr(s.u.str + at[2 * i], at[2 * i + 1] - at[2 * i]);
	return true;
}

/* What a regular expression called as a function gives: its match, with `next` for the one after it. */
struct jv jregex_match_object(struct jrun *x, struct jv fn, struct jv s, size_t start, size_t end, struct jarr *groups)
{
	struct jobj *o = jobj_new(x, 5);
	struct jfun *next = jalloc(x, sizeof *next);

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

bool jregex_next(struct jrun *x, const struct jregex *re, struct jv s, bool begun, size_t *start, size_t *end, struct jarr *groups)
{
	if (begun && *end >= s.len)
		return false;
	if (!jregex_find(x, re, s, begun ? *end : 0, start, end, groups))
		return false;
	if (begun && *start == *end)
		jfail(x, "D1004", "Regular expression matches zero length string");
	return true;
}

struct jv jregex_call(struct jrun *x, struct jv fn, struct jv s, size_t from)
{
	bool next = fn.u.fun->kind == JF_NEXT;
	struct jarr *groups = jarr_new(x, 0);
	size_t start = from, end = from;

	if (next ? !jregex_next(x, fn.u.fun->node->regex, s, true, &start, &end, groups)
		: from > s.len || !jregex_find(x, fn.u.fun->node->regex, s, from, &start, &end, groups))
		return JUNDEF;
	return jregex_match_object(x, fn, s, start, end, groups);
}
