/* Who matches an error, and how long to wait. ASL.md 6.1 (names), 6.3 (delays). */
#include "engine/retry.h"

#include <math.h>
#include <string.h>

/* What States.TaskFailed does not stand for. */
static bool is_task_failure(const char *error)
{
	return !str_is(error, "States.Timeout") && !str_is(error, "States.HeartbeatTimeout") &&
	       !str_is(error, "States.DataLimitExceeded");
}

static bool name_matches(const char *name, const char *error, bool heartbeat)
{
	if (strcmp(name, "States.ALL") == 0)
		return true;
	if (strcmp(name, "States.TaskFailed") == 0 && is_task_failure(error))
		return true;
	if (heartbeat && strcmp(name, "States.HeartbeatTimeout") == 0)
		return true;
	return str_is(name, error);
}

bool error_is_catchable(const char *error)
{
	return !str_is(error, "States.Runtime");
}

/* error may be NULL: a task that failed without a name (SendTaskFailure), which only the wildcards match. */
bool error_matches(const char *const *names, size_t n, const char *error, bool heartbeat)
{
	if (!error_is_catchable(error))
		return false;
	for (size_t i = 0; i < n; i++)
		if (names[i] && name_matches(names[i], error, heartbeat))
			return true;
	return false;
}

int retry_find(const struct asl_state *s, const char *error, bool heartbeat)
{
	for (size_t i = 0; i < s->n_retriers; i++)
		if (error_matches(s->retriers[i].errors, s->retriers[i].n_errors, error, heartbeat))
			return (int)i;
	return -1;
}

int catch_find(const struct asl_state *s, const char *error, bool heartbeat)
{
	for (size_t i = 0; i < s->n_catchers; i++)
		if (error_matches(s->catchers[i].errors, s->catchers[i].n_errors, error, heartbeat))
			return (int)i;
	return -1;
}

double retry_delay(const struct asl_retrier *r, int64_t k)
{
	double d = r->interval_s * pow(r->backoff, (double)k);

	if (r->max_delay_s > 0 && d > r->max_delay_s)
		d = r->max_delay_s;
	return d < RETRY_DELAY_MAX_S ? d : RETRY_DELAY_MAX_S;
}
