/*
 * why - why an execution went the way it did: for an error each retrier and catcher in its order with the verdict, for a Choice each rule
 * with the values that were compared, for a path that led nowhere how far it went and what stood there. Rows of text, in the order in which
 * they are to be read; made on demand from the definition, the history, and the lens.
 */
#ifndef ASLANT_WHY_H
#define ASLANT_WHY_H

#include "history/lens.h"

enum why_kind { WHY_ERROR, WHY_RETRIER, WHY_CATCHER, WHY_RULE, WHY_TEST, WHY_PATH, WHY_NOTE };

enum why_verdict {
	WHY_PLAIN,
	WHY_MATCHED,			/* it decides: a retry follows, the catcher takes the error, the rule holds */
	WHY_EXHAUSTED,			/* it matches, but all its retries are used up */
	WHY_NOT_MATCHED,
	WHY_NOT_REACHED,		/* the first that matches wins, and that stands before */
	WHY_CANNOT,			/* such an error cannot be retried or caught */
	WHY_FAILED			/* it could not be evaluated */
};

struct why_row {
	enum why_kind kind;
	enum why_verdict verdict;
	int depth;			/* of a tree of comparisons */
	char *label;			/* "retrier 1 [States.Timeout]" */
	char *text;			/* "matched, retry 2 of 3 follows" */
};

struct why {
	VEC(struct why_row) rows;
};

/*
 * Of the step that event `id` belongs to (p stands at it, or behind): its failure there, its choice, or its evaluation that failed. attempt:
 * of a Task, from 0, instead of what id says; -1: none. Empty where nothing was decided. The definition must be no draft.
 */
void why_look(const struct projection *p, int step, int32_t id, int attempt, const struct moment_facts *facts, struct why *out);
void why_done(struct why *w);

/* "1 s · 2^2 = 4 s, at most 3 s; FULL jitter drew 0.68: 2.04 s": how the delay before a retry came about. */
void why_delay(const struct asl_retrier *r, int64_t k, const struct event_plan *plan, struct str *out);

#endif
