/* Regular expressions of filters: PCRE2 in place of java.util.regex, and a limit on the steps that a match may take. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "query/path_ast.h"

#define REGEX_HEAP_KIB 4096

struct regex {
	pcre2_code *code;
	pcre2_match_context *limits;
	pcre2_match_data *match;
};

static uint32_t options_of(const char *flags, size_t n)
{
	uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;

	for (size_t i = 0; i < n; i++) {
		options |= flags[i] == 'i' ? PCRE2_CASELESS : 0;
		options |= flags[i] == 'm' ? PCRE2_MULTILINE : 0;
		options |= flags[i] == 's' ? PCRE2_DOTALL : 0;
		options |= flags[i] == 'x' ? PCRE2_EXTENDED : 0;
		options |= flags[i] == 'u' || flags[i] == 'U' ? PCRE2_UCP : 0;
	}
	return options;
}

struct regex *regex_build(const char *pattern, size_t len, const char *flags, size_t flags_len, struct err *e)
{
	struct regex *r = xcalloc(1, sizeof *r);
	PCRE2_UCHAR text[160];
	PCRE2_SIZE at = 0;
	int code;

	r->code = pcre2_compile((PCRE2_SPTR)pattern, len, options_of(flags, flags_len), &code, &at, NULL);
	if (!r->code) {
		pcre2_get_error_message(code, text, sizeof text);
		path_fail(e, at <= len ? at : len, "the regular expression cannot be read: %s", (const char *)text);
		free(r);
		return NULL;
	}
	r->limits = pcre2_match_context_create(NULL);
	r->match = pcre2_match_data_create(1, NULL);
	if (!r->limits || !r->match) {
		regex_free(r);
		path_fail(e, 0, "no memory for the regular expression");
		return NULL;
	}
	pcre2_set_heap_limit(r->limits, REGEX_HEAP_KIB);
	return r;
}

void regex_free(struct regex *r)
{
	if (!r)
		return;
	pcre2_match_data_free(r->match);
	pcre2_match_context_free(r->limits);
	pcre2_code_free(r->code);
	free(r);
}

bool regex_matches(const struct regex *r, const char *text, uint32_t steps, bool *limit)
{
	int rc;

	pcre2_set_match_limit(r->limits, steps);
	rc = pcre2_match(r->code, (PCRE2_SPTR)text, strlen(text), 0, PCRE2_ANCHORED | PCRE2_ENDANCHORED, r->match, r->limits);

	*limit = rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_DEPTHLIMIT || rc == PCRE2_ERROR_HEAPLIMIT;
	return rc >= 0;
}
