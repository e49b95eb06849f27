/* Which details each type of event has, and where they are kept: one table, for printing and for reading. */
#include <stddef.h>

#include "history/form.h"

#define F_FAILURE (F_ERROR | F_CAUSE)
#define F_SERVICE (F_RESOURCE_TYPE | F_RESOURCE)

static const uint32_t fields_of[EV_COUNT] = {
	[EV_ExecutionStarted] = F_INPUT | F_ROLE,
	[EV_ExecutionSucceeded] = F_OUTPUT,
	[EV_ExecutionFailed] = F_FAILURE,
	[EV_ExecutionAborted] = F_FAILURE,
	[EV_ExecutionTimedOut] = F_FAILURE,
	[EV_ExecutionRedriven] = F_REDRIVE,
	[EV_MapStateStarted] = F_LENGTH,
	[EV_MapIterationStarted] = F_NAME | F_INDEX,
	[EV_MapIterationSucceeded] = F_NAME | F_INDEX,
	[EV_MapIterationFailed] = F_NAME | F_INDEX,
	[EV_MapIterationAborted] = F_NAME | F_INDEX,
	[EV_MapRunStarted] = F_MAP_RUN,
	[EV_MapRunFailed] = F_FAILURE,
	[EV_MapRunRedriven] = F_MAP_RUN | F_REDRIVE,
	[EV_LambdaFunctionScheduled] = F_RESOURCE | F_INPUT | F_TIMEOUT | F_CREDENTIALS,
	[EV_LambdaFunctionScheduleFailed] = F_FAILURE,
	[EV_LambdaFunctionStartFailed] = F_FAILURE,
	[EV_LambdaFunctionSucceeded] = F_OUTPUT,
	[EV_LambdaFunctionFailed] = F_FAILURE,
	[EV_LambdaFunctionTimedOut] = F_FAILURE,
	[EV_ActivityScheduled] = F_RESOURCE | F_INPUT | F_TIMEOUT | F_HEARTBEAT,
	[EV_ActivityScheduleFailed] = F_FAILURE,
	[EV_ActivityStarted] = F_WORKER,
	[EV_ActivitySucceeded] = F_OUTPUT,
	[EV_ActivityFailed] = F_FAILURE,
	[EV_ActivityTimedOut] = F_FAILURE,
	[EV_TaskScheduled] = F_SERVICE | F_REGION | F_PARAMETERS | F_TIMEOUT | F_HEARTBEAT | F_CREDENTIALS,
	[EV_TaskStarted] = F_SERVICE,
	[EV_TaskStartFailed] = F_SERVICE | F_FAILURE,
	[EV_TaskSubmitted] = F_SERVICE | F_OUTPUT,
	[EV_TaskSubmitFailed] = F_SERVICE | F_FAILURE,
	[EV_TaskSucceeded] = F_SERVICE | F_OUTPUT,
	[EV_TaskFailed] = F_SERVICE | F_FAILURE,
	[EV_TaskTimedOut] = F_SERVICE | F_FAILURE,
	[EV_EvaluationFailed] = F_FAILURE | F_LOCATION | F_STATE,
};

uint32_t form_fields(enum event_type t)
{
	if (event_is_entered(t))
		return F_NAME | F_INPUT;
	if (event_is_exited(t))
		return F_NAME | F_OUTPUT | F_ASSIGNED;
	return (unsigned)t < EV_COUNT ? fields_of[t] : 0;
}

/* Plain texts among the details: where they are kept. */
const struct form_text form_texts[FORM_TEXTS] = {
	{F_RESOURCE_TYPE, "resourceType", offsetof(struct event_more, resource_type)},
	{F_RESOURCE, "resource", offsetof(struct event_more, resource)},
	{F_REGION, "region", offsetof(struct event_more, region)},
	{F_WORKER, "workerName", offsetof(struct event_more, worker_name)},
	{F_MAP_RUN, "mapRunArn", offsetof(struct event_more, map_run_arn)},
	{F_ERROR, "error", offsetof(struct event_more, error)},
	{F_CAUSE, "cause", offsetof(struct event_more, cause)},
	{F_LOCATION, "location", offsetof(struct event_more, location)},
	{F_STATE, "state", offsetof(struct event_more, state)},
	{F_ROLE, "roleArn", offsetof(struct event_more, role_arn)},
};

/* Whole numbers; `none` is the value that is not printed. */
const struct form_int form_ints[FORM_INTS] = {
	{F_INDEX, "index", offsetof(struct event_more, index), -1},
	{F_LENGTH, "length", offsetof(struct event_more, length), -1},
	{F_TIMEOUT, "timeoutInSeconds", offsetof(struct event_more, timeout_s), 0},
	{F_HEARTBEAT, "heartbeatInSeconds", offsetof(struct event_more, heartbeat_s), 0},
	{F_REDRIVE, "redriveCount", offsetof(struct event_more, redrive_count), 0},
};

/* JSON texts, and the member beside them that says whether AWS cut them off. */
const struct form_value form_values[FORM_VALUES] = {
	{F_INPUT, "input", "inputDetails"},
	{F_PARAMETERS, "parameters", NULL},
	{F_OUTPUT, "output", "outputDetails"},
};
