/* The table of services and actions, and the backend around it: a call is done at once, and its answer is told through the loop. */
#include "task/service_private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "task/service_reply.h"

static const struct service_names service_names[] = {
	{ .service = "dynamodb", .sdk = "dynamodb", .optimized_prefix = "DynamoDB", .sdk_prefix = "DynamoDb",
		.optimized_service = "AmazonDynamoDBv2", .optimized_other = "AmazonDynamoDBException",
		.content_type = "application/x-amz-json-1.0", .server = true, .crc32 = true, .connection = "Connection" },
	{ .service = "sqs", .sdk = "sqs", .optimized_prefix = "SQS", .sdk_prefix = "Sqs", .optimized_service = "AmazonSQS",
		.optimized_other = "AmazonSQSException", .content_type = "application/x-amz-json-1.0", .connection = "connection" },
	{ .service = "sns", .sdk = "sns", .optimized_prefix = "SNS", .sdk_prefix = "Sns", .optimized_service = "AmazonSNS",
		.optimized_other = "AmazonSNSException", .content_type = "text/xml", .connection = "connection" },
	{ .service = "events", .sdk = "eventbridge", .optimized_prefix = "EventBridge", .sdk_prefix = "EventBridge",
		.optimized_service = "AmazonCloudWatchEvents", .optimized_other = "AmazonEventBridgeException" },
	{ .sdk = "s3", .sdk_prefix = "S3", .extended_id = true },
	{ .service = "states", .sdk = "sfn", .optimized_prefix = "StepFunctions", .sdk_prefix = "Sfn", .optimized_service = "AWSStepFunctions",
		.optimized_other = "AWSStepFunctionsException", .content_type = "application/x-amz-json-1.0", .connection = "connection" },
};

enum { OPTIMIZED = 1 << FORM_OPTIMIZED, SDK = 1 << FORM_SDK };

#define EXPRESSION "ExpressionAttributeNames ExpressionAttributeValues "
#define CAPACITY "ReturnConsumedCapacity ReturnItemCollectionMetrics "
#define WRITE "ConditionExpression ReturnValues ReturnValuesOnConditionCheckFailure " EXPRESSION CAPACITY
#define READ "TableName FilterExpression ProjectionExpression IndexName Limit ExclusiveStartKey Select ConsistentRead " EXPRESSION CAPACITY
#define OBJECT "Bucket Key ExpectedBucketOwner RequestPayer "
#define ABOUT "CacheControl ContentDisposition ContentEncoding ContentLanguage ContentType Metadata ServerSideEncryption StorageClass Acl Tagging "
#define LIST "Bucket Prefix Delimiter MaxKeys ExpectedBucketOwner RequestPayer FetchOwner "

/* What is done here. A call with a parameter that is not among its members is not done half: somebody else answers for it. */
static const struct service_action {
	const char *sdk, *action;
	unsigned forms;
	service_fn fn;
	const char *members;		/* blank-separated */
} actions[] = {
	{"dynamodb", "getItem", OPTIMIZED | SDK, dynamodb_get_item,
		"TableName Key ProjectionExpression ExpressionAttributeNames ConsistentRead " CAPACITY},
	{"dynamodb", "putItem", OPTIMIZED | SDK, dynamodb_put_item, "TableName Item " WRITE},
	{"dynamodb", "updateItem", OPTIMIZED | SDK, dynamodb_update_item, "TableName Key UpdateExpression " WRITE},
	{"dynamodb", "deleteItem", OPTIMIZED | SDK, dynamodb_delete_item, "TableName Key " WRITE},
	{"dynamodb", "query", SDK, dynamodb_query, "KeyConditionExpression ScanIndexForward " READ},
	{"dynamodb", "scan", SDK, dynamodb_scan, READ},
	{"sqs", "sendMessage", OPTIMIZED | SDK, sqs_send_message,
		"QueueUrl MessageBody DelaySeconds MessageAttributes MessageSystemAttributes MessageDeduplicationId MessageGroupId"},
	{"sqs", "receiveMessage", SDK, sqs_receive_message,
		"QueueUrl MaxNumberOfMessages VisibilityTimeout WaitTimeSeconds MessageAttributeNames"},
	{"sqs", "deleteMessage", SDK, sqs_delete_message, "QueueUrl ReceiptHandle"},
	{"sns", "publish", OPTIMIZED | SDK, sns_publish,
		"TopicArn TargetArn PhoneNumber Message Subject MessageStructure MessageAttributes MessageGroupId MessageDeduplicationId"},
	{"eventbridge", "putEvents", OPTIMIZED | SDK, events_put_events, "Entries EndpointId"},
	{"s3", "getObject", SDK, s3_get_object, OBJECT "Range ChecksumMode"},
	{"s3", "putObject", SDK, s3_put_object, OBJECT ABOUT "Body ContentLength ContentMd5 ChecksumAlgorithm"},
	{"s3", "headObject", SDK, s3_head_object, OBJECT "ChecksumMode"},
	{"s3", "deleteObject", SDK, s3_delete_object, OBJECT "BypassGovernanceRetention"},
	{"s3", "copyObject", SDK, s3_copy_object, OBJECT ABOUT "CopySource SourceBucket SourceKey DestinationBucket DestinationKey "
		"MetadataDirective TaggingDirective ChecksumAlgorithm ExpectedSourceBucketOwner"},
	{"s3", "listObjects", SDK, s3_list_objects, LIST "Marker"},
	{"s3", "listObjectsV2", SDK, s3_list_objects_v2, LIST "ContinuationToken StartAfter"},
	{"s3", "listBuckets", SDK, s3_list_buckets, ""},
	{"sfn", "startExecution", OPTIMIZED | SDK, sfn_start_execution, "StateMachineArn Input Name TraceHeader"},
	{"sfn", "startSyncExecution", SDK, sfn_start_sync_execution, "StateMachineArn Input Name TraceHeader"},
	{"sfn", "describeExecution", SDK, sfn_describe_execution, "ExecutionArn IncludedData"},
	{"sfn", "stopExecution", SDK, sfn_stop_execution, "ExecutionArn Error Cause"},
	{"sfn", "sendTaskSuccess", SDK, sfn_send_task_success, "TaskToken Output"},
	{"sfn", "sendTaskFailure", SDK, sfn_send_task_failure, "TaskToken Error Cause"},
	{"sfn", "sendTaskHeartbeat", SDK, sfn_send_task_heartbeat, "TaskToken"},
};

/* --- finding --------------------------------------------------------------------------------------------------------- */

static const struct service_names *names_find(const char *service, enum service_form *form)
{
	bool sdk = str_starts(service, "aws-sdk:");

	*form = sdk ? FORM_SDK : FORM_OPTIMIZED;
	for (size_t i = 0; i < ARRAY_LEN(service_names); i++)
		if (str_is(sdk ? service_names[i].sdk : service_names[i].service, sdk ? service + strlen("aws-sdk:") : service))
			return &service_names[i];
	return NULL;
}

static const struct service_action *action_find(const struct service_names *n, enum service_form form, const char *action)
{
	size_t len = strcspn(action, ".");

	for (size_t i = 0; i < ARRAY_LEN(actions); i++)
		if (strcmp(actions[i].sdk, n->sdk) == 0 && strlen(actions[i].action) == len &&
			memcmp(actions[i].action, action, len) == 0)
			return actions[i].forms & 1u << form ? &actions[i] : NULL;
	return NULL;
}

static bool has_word(const char *list, const char *word)
{
	for (const char *s = list + strspn(list, " "); *s; s += strspn(s, " ")) {
		size_t n = strcspn(s, " ");

		if (strlen(word) == n && memcmp(s, word, n) == 0)
			return true;
		s += n;
	}
	return false;
}

static enum task_take understood(const struct service_action *a, const cJSON *parameters, struct err *e)
{
	for (const cJSON *m = cJSON_IsObject(parameters) ? parameters->child : NULL; m; m = m->next)
		if (!cJSON_IsNull(m) && !has_word(a->members, m->string)) {
			err_set(e, ERR_INVALID, "%s:%s is not done here with the parameter \"%.60s\"", a->sdk, a->action, m->string);
			return TASK_CANNOT;
		}
	return TASK_TAKEN;
}

/* Other people's state machines and executions are not ours to start or to stop. */
static bool is_here(const struct service_action *a, const struct service_options *o, const struct task_request *r, struct err *e)
{
	if (a->fn == sfn_start_execution || a->fn == sfn_start_sync_execution)
		return sfn_can_start(o, r, e);
	if (a->fn == sfn_describe_execution || a->fn == sfn_stop_execution)
		return sfn_can_find(o, r, e);
	return true;
}

bool service_does(const char *service, const char *action)
{
	enum service_form form;
	const struct service_names *n = names_find(service, &form);

	return n && action_find(n, form, action);
}

char *service_error_prefix(const char *service)
{
	static const struct { const char *service, *prefix; } others[] = {{"states", "StepFunctions"}, {"apigateway", "ApiGateway"}, {"ecs", "ECS"},
		{"eks", "EKS"}, {"elasticmapreduce", "ElasticMapReduce"}, {"mediaconvert", "MediaConvert"}, {"sagemaker", "SageMaker"},
		{"codebuild", "CodeBuild"}};
	enum service_form form;
	const struct service_names *n = names_find(service, &form);
	bool upper = true;
	struct str s = {0};

	if (n)
		return xstrdup(form == FORM_SDK ? n->sdk_prefix : n->optimized_prefix);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (strcmp(others[i].service, service) == 0)
			return xstrdup(others[i].prefix);
	for (const char *c = str_starts(service, "aws-sdk:") ? service + strlen("aws-sdk:") : service; *c; c++) {
		if (*c != '-')
			str_addc(&s, upper ? (char)toupper((unsigned char)*c) : *c);
		upper = *c == '-';
	}
	return str_take(&s);
}

/* --- the backend ------------------------------------------------------------------------------------------------------ */

/* A call that the loop will do: not at once, since nothing is told from inside start(). */
struct job {
	struct backend *b;
	struct job *next;
	struct task_request r;		/* with its own copies */
	const struct service_names *names;
	const struct service_action *action;
	enum service_form form;
	void *execution;		/* that it waits for; NULL: it is still to be done */
};

struct backend {
	struct task_backend base;
	struct loop *loop;
	struct service_options o;
	char *s3_dir;
	struct job *jobs;
};

static struct backend *backend_of(struct task_backend *b)
{
	return (struct backend *)b;
}

static void take_out(struct job *j)
{
	struct job **at = &j->b->jobs;

	while (*at != j)
		at = &(*at)->next;
	*at = j->next;
}

static struct job *job_find(struct backend *b, uint64_t id)
{
	struct job *j = b->jobs;

	while (j && j->r.id != id)
		j = j->next;
	return j;
}

static void job_free(struct job *j)
{
	value_unref(j->r.payload);
	free((char *)j->r.execution_arn);
	free(j);
}

static struct service_call call_of(const struct job *j)
{
	struct service_call c = {.r = &j->r, .o = &j->b->o, .names = j->names, .form = j->form, .in = value_node(j->r.payload)};

	rng_seed(&c.rng, j->r.seed);
	c.out = cJSON_CreateObject();
	return c;
}

/* What was answered, or NULL and c's error. */
static struct value *response(struct service_call *c, bool good, bool metadata)
{
	struct value *result = NULL;

	if (good) {
		if (metadata)
			service_add_metadata(c);
		result = value_take(c->out);
		c->out = NULL;
		if (!result)
			service_fail(c, NULL, NULL, 400, "The response is nested too deeply");
	}
	cJSON_Delete(c->out);
	return result;
}

static void tell(struct job *j, struct service_call *c, struct task_outcome *o)
{
	struct backend *b = j->b;

	if (b->base.done)
		b->base.done(b->base.ctx, j->r.id, o);
	free(c->error);
	free(c->cause);
}

static void run(void *ctx)
{
	struct job *j = ctx;
	struct service_call c = call_of(j);
	struct value *result = response(&c, j->action->fn(&c), true);
	struct task_outcome o = {.kind = result ? TASK_DONE : TASK_FAILED, .result = result, .error = c.error, .cause = c.cause};
	enum asl_task_pattern pattern = j->r.state->resource.pattern;

	j->execution = c.execution;
	if (j->execution)
		o = (struct task_outcome){.kind = TASK_CHILD, .submit = pattern == ASL_REQUEST ? NULL : result};
	else if (result && pattern == ASL_WAIT_TOKEN)
		o = (struct task_outcome){.kind = TASK_SUBMITTED, .submit = result};
	if (!j->execution)
		take_out(j);
	tell(j, &c, &o);
	value_unref(result);
	if (o.kind != TASK_CHILD)
		job_free(j);
}

/* Whoever waits for a token still does: the person is asked for it. */
void service_execution_ended(struct task_backend *base, uint64_t id, const struct execution_summary *x)
{
	struct job *j = job_find(backend_of(base), id);
	struct service_call c;
	struct value *result;
	struct task_outcome o = {.kind = TASK_SUBMITTED};
	bool token;

	if (!j)
		return;
	token = j->r.state->resource.pattern == ASL_WAIT_TOKEN;
	c = call_of(j);
	result = response(&c, !token && sfn_execution_result(&c, x), false);
	if (!token)
		o = (struct task_outcome){.kind = result ? TASK_DONE : TASK_FAILED, .result = result, .error = c.error, .cause = c.cause};
	take_out(j);
	tell(j, &c, &o);
	value_unref(result);
	job_free(j);
}

static enum task_take start(struct task_backend *base, const struct task_request *r, struct err *e)
{
	struct backend *b = backend_of(base);
	const struct asl_resource *res = &r->state->resource;
	struct job j = {.b = b, .r = *r};
	struct job *own;

	if (res->kind != ASL_TASK_SERVICE || !res->service || !res->action)
		return TASK_NOT_MINE;
	j.names = names_find(res->service, &j.form);
	j.action = j.names ? action_find(j.names, j.form, res->action) : NULL;
	if (!j.action || (strcmp(j.action->sdk, "s3") == 0 && !b->s3_dir))
		return TASK_NOT_MINE;
	if (understood(j.action, value_node(r->payload), e) == TASK_CANNOT || !is_here(j.action, &b->o, r, e))
		return TASK_CANNOT;
	own = xcalloc(1, sizeof *own);
	*own = j;
	value_ref(own->r.payload);
	own->r.execution_arn = xstrdup(r->execution_arn);
	own->r.token = NULL;
	own->next = b->jobs;
	b->jobs = own;
	loop_defer(b->loop, run, own);
	return TASK_TAKEN;
}

/* Only who runs a job stops what it runs: a token can come from elsewhere too. */
static void leave(struct job *j)
{
	const struct service_executions *who = j->b->o.executions;
	char *why;

	if (!j->execution)
		return;
	why = xasprintf("The Task state in AWS Step Functions execution [%s] which was managing this resource was aborted",
		j->r.execution_arn ? j->r.execution_arn : "");
	who->leave(who->ctx, j->execution, j->r.state->resource.pattern != ASL_WAIT_TOKEN, why);
	free(why);
}

static void forget(struct job *j)
{
	loop_defer_cancel(j->b->loop, run, j);
	leave(j);
	take_out(j);
	job_free(j);
}

static void cancel(struct task_backend *base, uint64_t id)
{
	struct job *j = job_find(backend_of(base), id);

	if (j)
		forget(j);
}

static void backend_free(struct task_backend *base)
{
	struct backend *b = backend_of(base);

	while (b->jobs)
		forget(b->jobs);
	free(b->s3_dir);
	free(b);
}

struct task_backend *service_backend_new(struct loop *l, const struct service_options *o)
{
	struct backend *b = xcalloc(1, sizeof *b);

	b->base.name = "service";
	b->base.start = start;
	b->base.cancel = cancel;
	b->base.free = backend_free;
	b->loop = l;
	b->o = *o;
	b->s3_dir = xstrdup(o->s3_dir);
	b->o.s3_dir = b->s3_dir;
	return &b->base;
}
