#include "task/play_draft.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "task/service.h"

/* --- results ---------------------------------------------------------------------------------------------------------------------- */

/* What services answer, by what is called; of several rows the first that fits. An action "*" is any. */
static const struct {
	const char *service, *action, *text;
} drafts[] = {
	{"lambda", "invoke", "{\"ExecutedVersion\":\"$LATEST\",\"Payload\":{},\"StatusCode\":200}"},
	{"http", "invoke", "{\"Headers\":{},\"ResponseBody\":{},\"StatusCode\":200,\"StatusText\":\"OK\"}"},
	{"apigateway", "invoke", "{\"Headers\":{},\"ResponseBody\":{},\"StatusCode\":200,\"StatusText\":\"OK\"}"},
	{"sqs", "sendMessage", "{\"MD5OfMessageBody\":\"\",\"MessageId\":\"\"}"},
	{"sns", "publish", "{\"MessageId\":\"\"}"},
	{"events", "putEvents", "{\"Entries\":[{\"EventId\":\"\"}],\"FailedEntryCount\":0}"},
	{"dynamodb", "getItem", "{\"Item\":{}}"},
	{"dynamodb", "updateItem", "{\"Attributes\":{}}"},
	{"states", "startExecution.sync:2", "{\"ExecutionArn\":\"\",\"Output\":{},\"Status\":\"SUCCEEDED\"}"},
	{"states", "startExecution.sync", "{\"ExecutionArn\":\"\",\"Output\":\"{}\",\"Status\":\"SUCCEEDED\"}"},
	{"states", "startExecution", "{\"ExecutionArn\":\"\",\"StartDate\":\"\"}"},
	{"ecs", "*", "{\"Failures\":[],\"Tasks\":[]}"},
	{"glue", "startJobRun.sync", "{\"Id\":\"\",\"JobRunState\":\"SUCCEEDED\"}"},
	{"glue", "startJobRun", "{\"JobRunId\":\"\"}"},
	{"batch", "submitJob.sync", "{\"JobId\":\"\",\"Status\":\"SUCCEEDED\"}"},
	{"batch", "submitJob", "{\"JobArn\":\"\",\"JobId\":\"\",\"JobName\":\"\"}"},
	{"athena", "startQueryExecution", "{\"QueryExecutionId\":\"\"}"},
	{"bedrock", "invokeModel", "{\"Body\":{},\"ContentType\":\"application/json\"}"},
	{"aws-sdk:dynamodb", "query", "{\"Count\":0,\"Items\":[],\"ScannedCount\":0}"},
	{"aws-sdk:s3", "getObject", "{\"Body\":\"\",\"ContentLength\":0}"},
};

static const char *service_draft(const struct asl_resource *r)
{
	for (size_t i = 0; i < ARRAY_LEN(drafts); i++)
		if (str_is(drafts[i].service, r->service) && (strcmp(drafts[i].action, "*") == 0 || str_is(drafts[i].action, r->action)))
			return drafts[i].text;
	return "{}";
}

static size_t name_len(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '_' || s[n] == '-')
		n++;
	return n;
}

/* Make place for a path of plain names ("Payload.total"), where it meets no other value. */
static void add_path(cJSON *o, const char *path)
{
	while (cJSON_IsObject(o)) {
		size_t n = name_len(path);
		char *name;
		cJSON *next;

		if (!n)
			return;
		name = xstrndup(path, n);
		next = cJSON_GetObjectItemCaseSensitive(o, name);
		path += n;
		if (!next) {
			next = *path == '.' && name_len(path + 1) ? cJSON_CreateObject() : cJSON_CreateNull();
			json_set(o, name, next);
		}
		free(name);
		if (*path != '.')
			return;
		path++;
		o = next;
	}
}

/* Every place in a text that begins with mark, which is the result's name: "$." of a path, "$states.result." of JSONata. */
static void add_uses(cJSON *o, const char *text, const char *mark)
{
	size_t len = strlen(mark);

	for (const char *s = strstr(text, mark); s; s = strstr(s + len, mark))
		if (s == text || s[-1] != '$')		/* not the context's */
			add_path(o, s + len);
}

/* All strings of a template; only in members that end so. */
static void add_template(cJSON *o, const cJSON *n, const char *mark, const char *ending)
{
	if (cJSON_IsString(n) && (!n->string || str_ends(n->string, ending)))
		add_uses(o, n->valuestring, mark);
	for (const cJSON *c = n ? n->child : NULL; c; c = c->next)
		add_template(o, c, mark, ending);
}

/* What the state takes out of the result. */
static void add_used(cJSON *o, const struct asl_state *s)
{
	static const char *const jsonata[] = {"Output", "Assign"};
	const cJSON *selector = json_get(s->node, "ResultSelector");

	if (s->language == ASL_JSONATA) {
		for (size_t i = 0; i < ARRAY_LEN(jsonata); i++)
			add_template(o, json_get(s->node, jsonata[i]), "$states.result.", "");
		return;
	}
	add_template(o, selector, "$.", ".$");
	if (!selector && !json_get(s->node, "ResultPath"))
		add_template(o, json_get(s->node, "OutputPath"), "$.", "");
}

char *play_draft_result(const struct asl_state *s, bool token)
{
	const char *text = token || s->resource.kind != ASL_TASK_SERVICE ? "{}" : service_draft(&s->resource);
	cJSON *o = json_read(text, NULL);
	struct str out = {0};

	add_used(o, s);
	json_print_pretty(&out, o, 0);
	cJSON_Delete(o);
	return str_take(&out);
}

/* --- errors ------------------------------------------------------------------------------------------------------------------------- */

struct adding {
	VEC(char *) seen;
	play_error_fn add;
	void *ctx;
};

static void add_error(struct adding *a, const char *name, const char *why)
{
	if (!name || strcmp(name, "States.ALL") == 0)
		return;			/* stands for others */
	for (size_t i = 0; i < a->seen.n; i++)
		if (strcmp(a->seen.v[i], name) == 0)
			return;
	VEC_PUSH(&a->seen, xstrdup(name));
	a->add(a->ctx, name, why);
}

static void add_errors(struct adding *a, const char **names, size_t n, const char *what, size_t number)
{
	char *why = xasprintf("%s %zu", what, number);

	for (size_t i = 0; i < n; i++)
		add_error(a, names[i], why);
	free(why);
}

/* Errors of a service that are worth trying out. */
static const struct {
	const char *service, *error;
} often[] = {
	{"lambda", "TooManyRequestsException"}, {"lambda", "ServiceException"}, {"lambda", "SdkClientException"},
	{"lambda", "AWSLambdaException"}, {"lambda", "ClientExecutionTimeoutException"}, {"lambda", "Unknown"},
	{"dynamodb", "ConditionalCheckFailedException"}, {"dynamodb", "ProvisionedThroughputExceededException"},
	{"dynamodb", "ResourceNotFoundException"}, {"sqs", "AmazonSQSException"}, {"sns", "NotFoundException"}, {"events", "FailedEntry"},
	{"states", "ExecutionLimitExceededException"}, {"apigateway", "429"}, {"apigateway", "500"}, {"glue", "EntityNotFoundException"},
	{"aws-sdk:s3", "NoSuchKeyException"}, {"aws-sdk:dynamodb", "ConditionalCheckFailedException"},
};

static void add_often(struct adding *a, const struct asl_resource *r)
{
	const char *service = r->kind == ASL_TASK_LAMBDA ? "lambda" : r->service ? r->service : "";

	for (size_t i = 0; i < ARRAY_LEN(often); i++) {
		char *prefix, *name;

		if (strcmp(often[i].service, service) != 0)
			continue;
		prefix = service_error_prefix(service);
		name = xasprintf("%s.%s", prefix, often[i].error);
		add_error(a, name, "of the service");
		free(prefix);
		free(name);
	}
	if (strcmp(service, "http") == 0) {
		add_error(a, "States.Http.StatusCode.429", "of HTTP tasks");
		add_error(a, "States.Http.StatusCode.503", "of HTTP tasks");
		add_error(a, "States.Http.Socket", "of HTTP tasks");
	}
}

void play_draft_errors(const struct asl_state *s, play_error_fn add, void *ctx)
{
	struct adding a = {.add = add, .ctx = ctx};

	for (size_t i = 0; i < s->n_retriers; i++)
		add_errors(&a, s->retriers[i].errors, s->retriers[i].n_errors, "retrier", i + 1);
	for (size_t i = 0; i < s->n_catchers; i++)
		add_errors(&a, s->catchers[i].errors, s->catchers[i].n_errors, "catcher", i + 1);
	add_often(&a, &s->resource);
	add_error(&a, "States.TaskFailed", "any failure of a task");
	add_error(&a, "States.Permissions", "the role may not do it");
	for (size_t i = 0; i < a.seen.n; i++)
		free(a.seen.v[i]);
	VEC_DONE(&a.seen);
}
