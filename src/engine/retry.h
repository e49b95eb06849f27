/*
 * retry - who matches an error, and how long to wait (ASL.md 6.1, 6.3, 6.4). Pure; used by the engine, the why lens and the forms.
 */
#ifndef ASLANT_RETRY_H
#define ASLANT_RETRY_H

#include "asl/model.h"

/* A year: no execution lasts longer, and backoff^k soon leaves what a clock can count. */
#define RETRY_DELAY_MAX_S 31622400.0

/* Does the list (ErrorEquals) match this error name? States.ALL, States.TaskFailed and States.HeartbeatTimeout by AWS's rules. */
bool error_matches(const char *const *names, size_t n, const char *error, bool heartbeat);
bool error_is_catchable(const char *error);			/* false for States.Runtime */
int retry_find(const struct asl_state *s, const char *error, bool heartbeat);	/* the first retrier that matches; -1: none */
int catch_find(const struct asl_state *s, const char *error, bool heartbeat);	/* likewise */
/* Seconds before retry number k (0 = first) of a retrier, capped, without jitter. */
double retry_delay(const struct asl_retrier *r, int64_t k);

/*
 * The schedule of one retrier, before anything runs (retry_plan.c): every retry that may follow, how long the wait before it is, and when
 * it begins, counted from the beginning of the first call. Jitter makes a band of it: FULL draws between 0 and the delay.
 */
struct retry_span {			/* seconds */
	double min, expected, max;
};

struct retry_plan_row {
	int64_t attempt;		/* 1: the first retry */
	double delay_s;			/* interval · backoff^(attempt - 1), capped; without jitter */
	bool capped;			/* MaxDelaySeconds, or what a clock can count, held it */
	struct retry_span wait;		/* with jitter */
	struct retry_span begins;	/* after the calls and waits before it */
};

struct retry_plan {
	struct retry_plan_row *rows;
	size_t n;			/* fewer than max_attempts where they were cut */
	int64_t max_attempts;
	bool jitter;
	struct retry_span total;	/* until the last of these rows has been made: all calls and all waits */
};

/* call: how long each call lasts; zeroed for the waits alone. Of a retrier with more retries than max_rows the first are planned. */
void retry_plan_make(struct retry_plan *p, const struct asl_retrier *r, const struct retry_span *call, size_t max_rows);
void retry_plan_done(struct retry_plan *p);
/* The first row that begins later than limit_s at the earliest (sure) or at the latest; n: none does. */
size_t retry_plan_beyond(const struct retry_plan *p, double limit_s, bool sure);

#endif
