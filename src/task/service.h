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

#include "history/history.h"
#include "loop/loop.h"
#include "task/backend.h"
#include "task/service_data.h"

/* What a task asks for that starts an execution. Borrowed for the call. */
struct service_start {
	const char *machine_arn, *name;	/* name NULL: it gets one */
	struct value *input;
	bool express, wait;		/* wait: service_execution_ended() is to be called */
};

enum service_started { SERVICE_STARTED, SERVICE_EXISTS, SERVICE_UNKNOWN };

/* Who runs state machines. r->origin says for whom; what comes back in *x is borrowed until the next call. */
struct service_executions {
	/* False: no such machine is here, or it has errors; e says why, and somebody else answers. */
	bool (*can_start)(void *ctx, const struct task_request *r, const char *machine_arn, struct err *e);
	/* SERVICE_EXISTS: the name is taken, by *x. SERVICE_UNKNOWN: the machine is gone since. *execution: what `leave` takes, if it is waited for. */
	enum service_started (*start)(void *ctx, const struct task_request *r, const struct service_start *q, struct execution_summary *x,
		void **execution);
	bool (*find)(void *ctx, const struct task_request *r, const char *arn, struct execution_summary *x);
	bool (*stop)(void *ctx, const struct task_request *r, const char *arn, const char *error, const char *cause,
		struct execution_summary *x);
	/* Nobody waits for it any more. stop: it ends, for that reason. */
	void (*leave)(void *ctx, void *execution, bool stop, const char *why);
	void *ctx;
};

struct service_options {
	struct service_data *data;	/* borrowed */
	const char *s3_dir;		/* DIR/BUCKET/KEY; NULL: there is no S3 */
	/* What the owner of a task token sends; false: no task waits with it. NULL: no token is known. */
	bool (*answer_token)(void *ctx, const char *token, const struct task_outcome *o);
	void *ctx;
	const struct service_executions *executions;	/* NULL: none are started here; outlives the backend */
};

struct task_backend *service_backend_new(struct loop *l, const struct service_options *o);

/* An execution that was waited for has ended: the task `id` is answered. */
void service_execution_ended(struct task_backend *b, uint64_t id, const struct execution_summary *x);

/* Is this action done here? service as in struct asl_resource ("sqs", "aws-sdk:sqs"), action with or without its pattern. */
bool service_does(const char *service, const char *action);

/* How errors of a service begin in this kind of integration: "DynamoDB", "DynamoDb", "Ec2". Also of services that are not done here.
 * Caller frees. */
char *service_error_prefix(const char *service);

#endif
