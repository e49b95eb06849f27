/*
 * service - the backend that does a few AWS services itself, so that a workflow runs without answers for them: S3 over a folder; SQS, SNS,
 * EventBridge and DynamoDB over data that is kept (service_data.h); sendTaskSuccess and its relatives. Responses and errors are AWS's for
 * each kind of integration (optimized, aws-sdk). doc/services.md says what is done and what is not.
 *
 *     b = service_backend_new(loop, &(struct service_options){.data = data, .s3_dir = "s3"});
 *
 * Open next: service_private.h (a call, and the table of services and actions), service_s3.c, service_message.c, service_dynamodb.c.
 * An action that is not in the table is not ours, so that the next backend or the person answers.
 */
#ifndef ASLANT_SERVICE_H
#define ASLANT_SERVICE_H

#include "loop/loop.h"
#include "task/backend.h"
#include "task/service_data.h"

struct service_options {
	struct service_data *data;	/* borrowed */
	const char *s3_dir;		/* DIR/BUCKET/KEY; NULL: there is no S3 */
	/* What the owner of a task token sends; false: no task waits with it. NULL: no token is known. */
	bool (*answer_token)(void *ctx, const char *token, const struct task_outcome *o);
	void *ctx;
};

struct task_backend *service_backend_new(struct loop *l, const struct service_options *o);

/* Is this action done here? service as in struct asl_resource ("sqs", "aws-sdk:sqs"), action with or without its pattern. */
bool service_does(const char *service, const char *action);

/* How errors of a service begin in this kind of integration: "DynamoDB", "DynamoDb", "Ec2". Also of services that are not done here.
 * Caller frees. */
char *service_error_prefix(const char *service);

#endif
