/* Advice about retriers: how long they wait, whom they hurt, what they cannot help. ASL.md 6.3. */
#include "asl/rules.h"

#include <stdlib.h>
#include <string.h>

#define EXPRESS_SECONDS 300
#define ROUNDS_MAX 100000	/* of a schedule that is added up; its waits grow, or are all the same */

typedef void (*retrier_fn)(struct loader *L, const struct asl_rule *r, const struct asl_state *s, const struct asl_retrier *t,
	const struct at *at);

static void each_retrier(struct loader *L, const struct asl_rule *r, struct asl_state *s, retrier_fn fn)
{
	struct at at = at_state(s), list = at_member(&at, "Retry");

	for (size_t i = 0; i < s->n_retriers; i++) {
		struct at element = at_element(&list, i);

		fn(L, r, s, &s->retriers[i], &element);
	}
}

static void check_delay(struct loader *L, const struct asl_rule *r, const struct asl_state *s, const struct asl_retrier *t,
	const struct at *at)
{
	struct at field = at_member(at, "MaxDelaySeconds");

	(void)s;
	if (t->max_delay_s > 0 && t->max_delay_s < t->interval_s)
		rule_say(L, r, &field, json_get(t->node, "MaxDelaySeconds"), "MaxDelaySeconds is smaller than IntervalSeconds");
}

void rule_retry_delay(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	each_retrier(L, r, s, check_delay);
}

/* --- time --------------------------------------------------------------------------------------------------------- */

/* Seconds of all waits; adding stops beyond `enough`. */
static double waits(const struct asl_retrier *t, double enough)
{
	double sum = 0, wait = t->interval_s;

	if (t->backoff <= 1)
		return (double)t->max_attempts * (t->max_delay_s > 0 && wait > t->max_delay_s ? t->max_delay_s : wait);
	for (int64_t k = 0; k < t->max_attempts && k < ROUNDS_MAX && sum <= enough; k++, wait *= t->backoff) {
		if (t->max_delay_s > 0 && wait >= t->max_delay_s)
			return sum + (double)(t->max_attempts - k) * t->max_delay_s;
		sum += wait;
	}
	return sum;
}

static void check_time(struct loader *L, const struct asl_rule *r, const struct asl_state *s, const struct asl_retrier *t, const struct at *at)
{
	double limit = (double)L->m->timeout_s, wait, work;

	if (L->express && (limit <= 0 || limit > EXPRESS_SECONDS))
		limit = EXPRESS_SECONDS;
	if (limit <= 0)
		return;
	wait = waits(t, limit);
	work = ((double)t->max_attempts + 1) * (double)s->timeout.value;
	if (wait >= limit)
		rule_say(L, r, at, t->node, "The waits of this retrier alone add up to more than the %.0f seconds that the execution has", limit);
	else if (wait + work > limit)
		rule_say(L, r, at, t->node, "The waits of this retrier and its attempts of %lld seconds take up to %.0f seconds, and the execution has %.0f",
			(long long)s->timeout.value, wait + work, limit);
}

void rule_retry_time(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	each_retrier(L, r, s, check_time);
}

/* --- which errors ------------------------------------------------------------------------------------------------- */

static bool is_throttling(const char *name)
{
	static const char *const words[] = { "TooManyRequests", "Throttl", "ThroughputExceeded", "RequestLimitExceeded", "SlowDown", "StatusCode.429" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strstr(name, words[i]))
			return true;
	return false;
}

static void check_jitter(struct loader *L, const struct asl_rule *r, const struct asl_state *s, const struct asl_retrier *t,
	const struct at *at)
{
	const cJSON *strategy = json_get(t->node, "JitterStrategy");

	(void)s;
	for (size_t i = 0; i < t->n_errors && t->jitter == ASL_JITTER_NONE && t->max_attempts > 0; i++)
		if (is_throttling(t->errors[i])) {
			rule_say(L, r, at, t->node, "%s is retried without jitter: all that were throttled together come back together", t->errors[i]);
			if (strategy)
				load_fix(L, FIX_REPLACE, strategy, NULL, "\"FULL\"");
			else
				load_fix(L, FIX_ADD, t->node, "JitterStrategy", "\"FULL\"");
			return;
		}
}

void rule_retry_jitter(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	each_retrier(L, r, s, check_jitter);
}

static bool is_permanent(const char *name)
{
	static const char *const names[] = { "States.QueryEvaluationError", "States.DataLimitExceeded", "States.Permissions", "States.IntrinsicFailure",
		"States.ParameterPathFailure", "States.ResultPathMatchFailure" };
	static const char *const ends[] = { ".ResourceNotFoundException", ".AccessDeniedException", ".ValidationException",
		".InvalidParameterValueException", ".RequestTooLargeException", ".InvalidRequestContentException" };

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_ends(name, ends[i]))
			return true;
	return rule_text_in(names, ARRAY_LEN(names), name);
}

static void check_permanent(struct loader *L, const struct asl_rule *r, const struct asl_state *s, const struct asl_retrier *t,
	const struct at *at)
{
	struct at errors = at_member(at, "ErrorEquals");
	const cJSON *name;

	(void)s;
	if (!t->max_attempts)
		return;
	cJSON_ArrayForEach(name, json_get(t->node, "ErrorEquals"))
		if (cJSON_IsString(name) && is_permanent(name->valuestring))
			rule_say(L, r, &errors, name, "%s does not go away by itself, so a retry cannot help", name->valuestring);
}

void rule_retry_permanent(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	each_retrier(L, r, s, check_permanent);
}

/* --- twice -------------------------------------------------------------------------------------------------------- */

static bool has_argument(const struct asl_state *s, const char *name)
{
	const cJSON *args = json_get(s->node, s->language == ASL_JSONATA ? "Arguments" : "Parameters");
	char *dynamic = xasprintf("%s.$", name);
	bool has = !cJSON_IsObject(args) || json_get(args, name) || json_get(args, dynamic);

	free(dynamic);
	return has;
}

/* What tells a second call from the first one; NULL where calls may be repeated, or it is there. */
static const char *lacks_identity(const struct asl_state *s)
{
	static const char *const calls[][3] = { { "states", "startExecution", "Name" }, { "sqs", "sendMessage", "MessageDeduplicationId" },
		{ "sns", "publish", "MessageDeduplicationId" }, { "ecs", "runTask", "ClientToken" } };

	for (size_t i = 0; i < ARRAY_LEN(calls); i++)
		if (str_is(s->resource.service, calls[i][0]) && str_starts(s->resource.action, calls[i][1]) && !has_argument(s, calls[i][2]))
			return calls[i][2];
	return NULL;
}

static void check_twice(struct loader *L, const struct asl_rule *r, const struct asl_state *s, const struct asl_retrier *t, const struct at *at)
{
	static const char *const doubtful[] = { "States.ALL", "States.TaskFailed", "States.Timeout" };
	const char *lacks = s->resource.service && s->resource.action ? lacks_identity(s) : NULL;

	for (size_t i = 0; lacks && i < t->n_errors && t->max_attempts > 0; i++)
		if (rule_text_in(doubtful, ARRAY_LEN(doubtful), t->errors[i])) {
			rule_say(L, r, at, t->node, "%s without %s: a retry after %s may do it a second time", s->resource.action, lacks, t->errors[i]);
			return;
		}
}

void rule_retry_twice(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	each_retrier(L, r, s, check_twice);
}
