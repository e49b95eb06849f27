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

#endif
