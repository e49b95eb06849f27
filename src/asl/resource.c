#include "asl/resource.h"

#include <stdlib.h>
#include <string.h>

#define PARTS 10		/* no ARN that is understood has more */

struct parts {
	struct { const char *s; size_t len; } v[PARTS];
	size_t n;
	bool placeholder;
};

/* The optimized integrations. Lists are blank-separated; "*" is any action, since AWS adds to them. */
struct integration {
	const char *service, *actions, *sync;
	bool token;
	const char *needs[4];		/* "action member", the members that AWS asks for when the machine is created */
};

static const struct integration integrations[] = {
	{ "lambda", "invoke", "", true, { "invoke FunctionName" } },
	{ "apigateway", "invoke", "", true, { 0 } },
	{ "athena", "startQueryExecution stopQueryExecution getQueryExecution getQueryResults", "startQueryExecution", false, { 0 } },
	{ "batch", "submitJob", "submitJob", false, { 0 } },
	{ "bedrock", "*", "createModelCustomizationJob", true, { 0 } },
	{ "bedrock-agentcore", "*", "", false, { 0 } },
	{ "codebuild", "*", "*", false, { 0 } },
	{ "databrew", "startJobRun", "startJobRun", false, { 0 } },
	{ "dynamodb", "getItem putItem updateItem deleteItem", "", false,
		{ "putItem TableName", "putItem Item", "getItem TableName", "getItem Key" } },
	{ "ecs", "runTask", "runTask", true, { "runTask TaskDefinition" } },
	{ "eks", "*", "*", true, { 0 } },
	{ "elasticmapreduce", "*", "*", false, { 0 } },
	{ "emr-containers", "*", "*", false, { 0 } },
	{ "emr-serverless", "*", "*", false, { 0 } },
	{ "events", "putEvents", "", true, { "putEvents Entries" } },
	{ "glue", "startJobRun", "startJobRun", false, { "startJobRun JobName" } },
	{ "http", "invoke", "", false, { 0 } },
	{ "mediaconvert", "createJob", "createJob", false, { 0 } },
	{ "sagemaker", "*", "*", false, { 0 } },
	{ "sns", "publish", "", true, { "publish Message" } },
	{ "sqs", "sendMessage", "", true, { "sendMessage QueueUrl", "sendMessage MessageBody" } },
	{ "states", "startExecution", "startExecution", true, { "startExecution StateMachineArn" } },
};

/* Split at colons, but not inside ${…} or #{…}. */
static void parts_split(const char *arn, struct parts *p)
{
	const char *start = arn;

	p->n = 0;
	p->placeholder = false;
	for (const char *s = arn;; s++) {
		if ((s[0] == '$' || s[0] == '#') && s[1] == '{') {
			const char *end = strchr(s, '}');

			p->placeholder = true;
			if (end)
				s = end;
		}
		if (*s && (*s != ':' || p->n == PARTS - 1))
			continue;
		p->v[p->n].s = start;
		p->v[p->n++].len = (size_t)(s - start);
		if (!*s)
			return;
		start = s + 1;
	}
}

static bool part_is(const struct parts *p, size_t i, const char *text)
{
	return i < p->n && p->v[i].len == strlen(text) && memcmp(p->v[i].s, text, p->v[i].len) == 0;
}

static bool part_empty(const struct parts *p, size_t i)
{
	return i >= p->n || p->v[i].len == 0;
}

static char *part_text(const struct parts *p, size_t i)
{
	return xstrndup(p->v[i].s, p->v[i].len);
}

static bool list_has(const char *list, const char *word, size_t len)
{
	if (strcmp(list, "*") == 0)
		return len > 0;
	for (const char *s = list; *s; s += strspn(s, " ")) {
		size_t n = strcspn(s, " ");

		if (n == len && memcmp(s, word, n) == 0)
			return true;
		s += n;
	}
	return false;
}

static const struct integration *integration_find(const char *service)
{
	for (size_t i = 0; i < ARRAY_LEN(integrations); i++)
		if (strcmp(integrations[i].service, service) == 0)
			return &integrations[i];
	return NULL;
}

/* The action without the pattern behind it. */
static size_t action_len(const char *action)
{
	return strcspn(action, ".");
}

static bool pattern_read(struct asl_resource *r)
{
	const char *dot = strchr(r->action, '.');

	r->pattern = ASL_REQUEST;
	if (!dot)
		return strchr(r->action, ':') == NULL;
	if (strcmp(dot, ".waitForTaskToken") == 0)
		r->pattern = ASL_WAIT_TOKEN;
	else if (strcmp(dot, ".sync") == 0 || strcmp(dot, ".sync:2") == 0)
		r->pattern = ASL_SYNC;
	else
		return false;
	return true;
}

static bool service_known(const struct asl_resource *r)
{
	size_t len = action_len(r->action);
	const struct integration *in;

	if (len == 0)
		return false;
	if (str_starts(r->service, "aws-sdk:"))
		return r->service[8] != '\0' && r->pattern != ASL_SYNC;
	in = integration_find(r->service);
	if (!in || !list_has(in->actions, r->action, len))
		return false;
	if (r->pattern == ASL_SYNC)
		return list_has(in->sync, r->action, len) && (!str_ends(r->action, ":2") || str_is(r->service, "states"));
	return r->pattern == ASL_REQUEST || in->token;
}

/* arn:P:states:::SERVICE:ACTION or arn:P:states:::aws-sdk:SERVICE:ACTION, ACTION with its pattern (which may hold a colon) */
static enum asl_resource_verdict split_service(const struct parts *p, struct asl_resource *r)
{
	size_t at = part_is(p, 5, "aws-sdk") ? 7 : 6;
	bool shaped;

	if (at >= p->n)
		return RESOURCE_UNKNOWN;
	r->service = at == 7 ? xasprintf("aws-sdk:%.*s", (int)p->v[6].len, p->v[6].s) : part_text(p, 5);
	r->action = xstrdup(p->v[at].s);		/* to the end */
	r->kind = ASL_TASK_SERVICE;
	shaped = pattern_read(r);
	return p->placeholder ? RESOURCE_PLACEHOLDER : shaped && service_known(r) ? RESOURCE_OK : RESOURCE_UNKNOWN;
}

enum asl_resource_verdict asl_resource_split(const char *arn, struct asl_resource *r)
{
	struct parts p;
	enum asl_resource_verdict good;

	r->arn = arn;
	r->kind = ASL_TASK_UNKNOWN;
	parts_split(arn, &p);
	good = p.placeholder ? RESOURCE_PLACEHOLDER : RESOURCE_OK;
	r->region = part_empty(&p, 3) ? xstrdup("us-east-1") : part_text(&p, 3);
	if (!part_is(&p, 0, "arn") || p.n < 6)
		return p.placeholder ? RESOURCE_PLACEHOLDER : RESOURCE_NO_ARN;
	if (!p.placeholder && !part_is(&p, 1, "aws") && (p.v[1].len < 4 || memcmp(p.v[1].s, "aws-", 4) != 0))
		return RESOURCE_UNKNOWN;
	if (part_is(&p, 2, "lambda") && part_is(&p, 5, "function") && !part_empty(&p, 6) && p.n <= 8) {
		r->kind = ASL_TASK_LAMBDA;
		r->function = part_text(&p, 6);
		return good;
	}
	if (part_is(&p, 2, "states") && part_is(&p, 5, "activity") && !part_empty(&p, 6) && p.n == 7) {
		r->kind = ASL_TASK_ACTIVITY;
		r->function = part_text(&p, 6);
		return good;
	}
	if (part_is(&p, 2, "states") && part_empty(&p, 3) && part_empty(&p, 4))
		return split_service(&p, r);
	return p.placeholder ? RESOURCE_PLACEHOLDER : RESOURCE_UNKNOWN;
}

void asl_resource_done(struct asl_resource *r)
{
	free(r->service);
	free(r->action);
	free(r->region);
	free(r->function);
}

const char *asl_resource_needs(const struct asl_resource *r, size_t i)
{
	const struct integration *in = r->service ? integration_find(r->service) : NULL;
	size_t len, seen = 0;

	if (!in)
		return NULL;
	len = action_len(r->action);
	for (size_t k = 0; k < ARRAY_LEN(in->needs) && in->needs[k]; k++)
		if (strncmp(in->needs[k], r->action, len) == 0 && in->needs[k][len] == ' ' && seen++ == i)
			return in->needs[k] + len + 1;
	return NULL;
}
