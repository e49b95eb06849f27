/* Advice about tasks: how long they may take, who answers, what their results are wrapped in. */
#include "asl/rules.h"

#include <stdlib.h>
#include <string.h>

#define EXPRESS_SECONDS 300

static bool mentions(const cJSON *node, const char *word)
{
	if (cJSON_IsString(node))
		return strstr(node->valuestring, word) != NULL;
	for (const cJSON *c = node ? node->child : NULL; c; c = c->next)
		if (mentions(c, word))
			return true;
	return false;
}

/* The whole context, or the Task part of it, holds the token too. */
static bool passes_token(const cJSON *args)
{
	const cJSON *whole;

	if (mentions(args, "Task.Token") || mentions(args, "context.Task") || mentions(args, "$$.Task"))
		return true;
	for (whole = args ? args->child : NULL; whole; whole = whole->next)
		if (cJSON_IsString(whole) ? strcmp(whole->valuestring, "$$") == 0 : passes_token(whole))
			return true;
	return false;
}

void rule_token(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	const char *field = s->language == ASL_JSONATA ? "Arguments" : "Parameters";
	struct at at = at_state(s), args = at_member(&at, field);

	if (s->resource.pattern == ASL_WAIT_TOKEN && json_get(s->node, field) && !passes_token(json_get(s->node, field)))
		rule_say(L, r, &args, json_get(s->node, field), "The task token is not passed on, so nobody can answer. Pass %s.",
			s->language == ASL_JSONATA ? "$states.context.Task.Token" : "$$.Task.Token");
}

void rule_no_timeout(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s);
	const char *what = s->resource.kind == ASL_TASK_ACTIVITY ? "An activity" : s->resource.pattern == ASL_WAIT_TOKEN ? "A task that waits for a token" :
		s->resource.pattern == ASL_SYNC ? "A job that is waited for" : NULL;

	if (!what || s->timeout.present || s->heartbeat.present)
		return;
	rule_say(L, r, &at, s->node, "%s without TimeoutSeconds%s may wait for a year", what,
		s->resource.pattern == ASL_SYNC ? "" : " or HeartbeatSeconds");
	load_fix(L, FIX_ADD, s->node, "TimeoutSeconds", "3600");
}

void rule_heartbeat(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s), field = at_member(&at, "HeartbeatSeconds");

	if (s->heartbeat.value && s->timeout.value && s->heartbeat.value >= s->timeout.value)
		rule_say(L, r, &field, s->heartbeat.node, "HeartbeatSeconds should be smaller than TimeoutSeconds");
}

void rule_heartbeat_unused(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	bool can = s->broken || s->resource.kind == ASL_TASK_ACTIVITY || s->resource.kind == ASL_TASK_UNKNOWN || s->resource.pattern != ASL_REQUEST ||
		s->resource.placeholder;
	struct at at = at_state(s), field;

	if (can || !s->heartbeat.present || !s->heartbeat.node)
		return;
	field = at_member(&at, s->heartbeat.node->string);
	rule_say(L, r, &field, s->heartbeat.node, "This task has no token to send heartbeats with");
	load_fix(L, FIX_REMOVE, s->heartbeat.node, NULL, NULL);
}

static bool invokes_lambda(const struct asl_state *s)
{
	return s->resource.kind == ASL_TASK_SERVICE && str_is(s->resource.service, "lambda") && s->resource.pattern == ASL_REQUEST;
}

/* What takes something of the response, or puts it where it does no harm. */
void rule_envelope(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	static const char *const fields[] = { "OutputPath", "ResultSelector", "ResultPath", "Output" };
	struct at at = at_state(s);

	if (!invokes_lambda(s) || !s->next.state)
		return;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (json_get(s->node, fields[i]))
			return;
	rule_say(L, r, &at, s->node, "The output is the whole response of lambda:invoke, with the function's result under Payload");
}

void rule_no_retry(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s);

	if ((s->resource.kind == ASL_TASK_LAMBDA || invokes_lambda(s)) && !s->n_retriers)
		rule_say(L, r, &at, s->node, "There is no Retry for the errors that Lambda has of its own");
}

void rule_no_error_name(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s);

	if (!json_get(s->node, "Error") && !json_get(s->node, "ErrorPath"))
		rule_say(L, r, &at, s->node, "The state fails without an error name");
}

void rule_express_time(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	const struct asl_seconds *t = s->type == ASL_WAIT ? &s->seconds : &s->timeout;
	struct at at = at_state(s), field;

	if (!L->express || !t->node || t->value <= EXPRESS_SECONDS)
		return;
	field = at_member(&at, t->node->string);
	rule_say(L, r, &field, t->node, "An Express execution ends after %d seconds", EXPRESS_SECONDS);
}
