/* What the files of the draft share: draft.c (what a history shows) and draft_text.c (a definition of it). */
#ifndef ASLANT_DRAFT_PRIVATE_H
#define ASLANT_DRAFT_PRIVATE_H

#include "history/draft.h"
#include "history/projection.h"

/* Errors of one name that were retried. */
struct seen_retry {
	const char *error;		/* NULL: it had none */
	int64_t max;			/* in one visit */
	int64_t first_ms, second_ms;	/* delays before the first two; 0: not seen */
};

struct seen_edge {
	int to;				/* index in states */
	const char *error;		/* of a catch */
	bool caught;
};

struct seen_state {
	const char *name;
	enum event_type entered;
	int scope;
	int inner[2];			/* first and last scope inside, -1: none */
	VEC(struct seen_edge) edges;
	VEC(struct seen_retry) retries;
	const struct event *scheduled;	/* the first call of a Task */
	const struct event *failed;	/* ExecutionFailed of a Fail */
	int64_t waited_ms;		/* of a Wait; -1: it never ended */
	bool distributed;
};

struct seen_scope {
	int container;			/* index in states, -1: the top */
	const char *start;
	int depth;			/* 0: the top */
	int next;			/* the container's next one, -1 */
	struct map by_name;		/* index in states + 1 */
};

struct draft {
	const struct history *h;
	struct projection *p;
	VEC(struct seen_state) states;	/* in order of entering */
	VEC(struct seen_scope) scopes;	/* the top first */
	int *state_of, *scope_of;	/* by step */
};

cJSON *draft_node(const struct draft *d, const char *comment);

#endif
