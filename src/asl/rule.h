/*
 * rule - the table of advice: what a machine may be created with, and yet is hardly meant. Lint, `aslant lint --explain`, the problems
 * screen and doc/lint.md are made from it. Ids in capital letters are AWS's own warnings.
 */
#ifndef ASLANT_ASL_RULE_H
#define ASLANT_ASL_RULE_H

#include "asl/diag.h"

struct loader;

struct asl_rule {
	const char *id;
	enum diag_severity severity;	/* unless struct asl_lint says otherwise */
	uint32_t owners;		/* types of states that it is asked of; 0: somebody else says it (variables.c, lint.c) */
	void (*check)(struct loader *L, const struct asl_rule *r, struct asl_state *s);
	const char *title;		/* what is wrong, in a few words */
	const char *reason;		/* why that matters */
	const char *fix;		/* what to do */
};

const struct asl_rule *asl_rules(size_t *n);			/* sorted as they are told of in the documentation: by subject */
const struct asl_rule *asl_rule_find(const char *id);		/* NULL: there is none */

/* What people want of the rules: later settings win. A pattern is an id, or the beginning of some and "*". */
enum asl_lint_level { LINT_ERROR = DIAG_ERROR, LINT_WARNING = DIAG_WARNING, LINT_INFO = DIAG_INFO, LINT_OFF };

struct asl_lint_setting {
	char *pattern;
	enum asl_lint_level level;
};

struct asl_lint {
	VEC(struct asl_lint_setting) settings;
};

void asl_lint_set(struct asl_lint *l, const char *pattern, enum asl_lint_level level);
enum asl_lint_level asl_lint_level(const struct asl_lint *l, const char *id, enum diag_severity own);	/* l may be NULL */
bool asl_lint_pattern_fits(const char *pattern, const char *id);
bool asl_lint_pattern_known(const char *pattern);		/* some rule fits it */
void asl_lint_done(struct asl_lint *l);

#endif
