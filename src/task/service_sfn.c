/* Sending task tokens back: aws-sdk:sfn:sendTaskSuccess, sendTaskFailure, sendTaskHeartbeat. */
#include <stdlib.h>
#include <string.h>

#include "task/service_private.h"

/* Two UUIDs: what this program makes (engine/task.c). Such a token was good once; anything else never was. */
static bool is_ours(const char *token)
{
	return strlen(token) == 73 && strspn(token, "0123456789abcdef-") == 73;
}

static bool send(struct service_call *c, const struct task_outcome *o)
{
	const char *token = service_need(c, "TaskToken");

	if (!token)
		return false;
	if (c->o->answer_token && c->o->answer_token(c->o->ctx, token, o))
		return true;
	if (is_ours(token))
		return service_fail(c, "TaskTimedOutException", NULL, 400, "Task Timed Out: 'Provided task does not exist anymore'");
	return service_fail(c, "InvalidTokenException", NULL, 400, "Invalid Token: 'Invalid token'");
}

/* Output is JSON text; anything else than a string is made text by the integration. */
bool sfn_send_task_success(struct service_call *c)
{
	char *text = service_text(c, "Output");
	struct task_outcome o = {.kind = TASK_DONE};
	struct err e;
	bool ok = false;

	o.result = text ? value_parse(text, strlen(text), &e) : NULL;
	if (!text)
		service_need(c, "Output");
	else if (!o.result)
		service_fail(c, "InvalidOutputException", NULL, 400, "Invalid Output: '%s'", e.msg);
	else
		ok = send(c, &o);
	value_unref(o.result);
	free(text);
	return ok;
}

bool sfn_send_task_failure(struct service_call *c)
{
	char *error = service_text(c, "Error"), *cause = service_text(c, "Cause");
	const struct task_outcome o = {.kind = TASK_FAILED, .error = error, .cause = cause};
	bool ok = send(c, &o);

	free(error);
	free(cause);
	return ok;
}

bool sfn_send_task_heartbeat(struct service_call *c)
{
	return send(c, &(struct task_outcome){.kind = TASK_BEATS});
}
