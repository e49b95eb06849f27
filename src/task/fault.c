/* Which fault strikes which call, and the answers of those that do. */
#include "task/fault.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

/* --- the list --------------------------------------------------------------------------------------------------------- */

void fault_done(struct fault *f)
{
	free(f->state);
	free(f->error);
	free(f->cause);
	*f = (struct fault){0};
}

void faults_done(struct faults *f)
{
	for (size_t i = 0; i < f->list.n; i++)
		fault_done(&f->list.v[i]);
	VEC_DONE(&f->list);
}

static bool concerns(const struct fault *f, const struct asl_state *s)
{
	return f->enabled && (!f->state || strcmp(f->state, s->path) == 0 || strcmp(f->state, s->name) == 0);
}

static bool by_chance(const struct fault *f, const struct task_request *r)
{
	struct rng rng;

	rng_seed(&rng, r->seed ^ (UINT64_C(0x9e3779b97f4a7c15) * (f->number + 1)) ^ (uint64_t)r->attempt);
	return rng_unit(&rng) < f->chance;
}

static bool strikes(struct fault *f, const struct task_request *r)
{
	double at = (double)(r->at_ms - r->start_ms) / 1000.0;

	switch (f->when) {
	case FAULT_NEXT:
		return f->n > 0 && f->n--;
	case FAULT_NTH:
		return r->invocation + 1 == f->n;
	case FAULT_EVERY:
		return true;
	case FAULT_CHANCE:
		return by_chance(f, r);
	case FAULT_WINDOW:
		return at >= f->from_s && at < f->to_s;
	}
	return false;
}

const struct fault *faults_strike(struct faults *f, const struct task_request *r)
{
	for (size_t i = 0; i < f->list.n; i++)
		if (concerns(&f->list.v[i], r->state) && strikes(&f->list.v[i], r)) {
			f->list.v[i].hits++;
			return &f->list.v[i];
		}
	return NULL;
}

/* --- the backend -------------------------------------------------------------------------------------------------------- */

/* A task that has its answer, which the loop will tell. */
struct struck {
	struct backend *b;
	struct struck *next;
	uint64_t id;
	struct task_outcome outcome;
	char *error, *cause;
	struct value *result;
};

struct backend {
	struct task_backend base;
	struct loop *loop;
	struct struck *struck;
};

static void struck_free(struct struck *s)
{
	struct struck **at = &s->b->struck;

	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	free(s->error);
	free(s->cause);
	value_unref(s->result);
	free(s);
}

static void tell(void *ctx)
{
	struct struck *s = ctx;
	struct backend *b = s->b;
	uint64_t id = s->id;

	s->outcome.error = s->error;
	s->outcome.cause = s->cause;
	s->outcome.result = s->result;
	b->base.done(b->base.ctx, id, &s->outcome);
	struck_free(s);
}

static enum task_take start(struct task_backend *b, const struct task_request *r, struct err *e)
{
	(void)b, (void)r, (void)e;
	return TASK_NOT_MINE;		/* it only gets what is struck */
}

static void forget(struct struck *s)
{
	loop_defer_cancel(s->b->loop, tell, s);
	struck_free(s);
}

static void cancel(struct task_backend *base, uint64_t id)
{
	for (struct struck *s = ((struct backend *)base)->struck; s; s = s->next)
		if (s->id == id) {
			forget(s);
			return;
		}
}

static void backend_free(struct task_backend *base)
{
	struct backend *b = (struct backend *)base;

	while (b->struck)
		forget(b->struck);
	free(b);
}

struct task_backend *fault_backend_new(struct loop *l)
{
	struct backend *b = xcalloc(1, sizeof *b);

	b->base = (struct task_backend){.name = "fault", .start = start, .cancel = cancel, .free = backend_free};
	b->loop = l;
	return &b->base;
}

/* The service of an error's name as AWS spells it: "dynamodb" is DynamoDB's, "aws-sdk:s3" S3's. */
static char *service_of(const struct asl_resource *r)
{
	static const char *const names[][2] = {
		{"lambda", "Lambda"}, {"dynamodb", "DynamoDB"}, {"aws-sdk:dynamodb", "DynamoDb"}, {"sqs", "SQS"}, {"sns", "SNS"}, {"events", "EventBridge"},
		{"states", "StepFunctions"}, {"aws-sdk:sfn", "Sfn"}, {"aws-sdk:s3", "S3"}, {"ecs", "ECS"}, {"glue", "Glue"}, {"batch", "Batch"},
	};
	const char *service = r->service ? r->service : "lambda";
	char *text;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i][0], service) == 0)
			return xstrdup(names[i][1]);
	text = xstrdup(str_starts(service, "aws-sdk:") ? service + 8 : service);
	if (*text >= 'a' && *text <= 'z')
		*text = (char)(*text - 'a' + 'A');
	return text;
}

/* Lambda says TooManyRequests, DynamoDB that its throughput is exceeded, the others ThrottlingException. */
static void throttle(struct struck *s, const struct asl_resource *r)
{
	char *service = r->kind == ASL_TASK_LAMBDA ? xstrdup("Lambda") : service_of(r);
	const char *error = strcmp(service, "Lambda") == 0 ? "TooManyRequestsException"
		: str_starts(service, "Dynamo") ? "ProvisionedThroughputExceededException" : "ThrottlingException";

	s->outcome.kind = TASK_FAILED;
	s->error = xasprintf("%s.%s", service, error);
	s->cause = xasprintf("Rate exceeded (Service: %s; Status Code: %d; a fault of the debugger)", service, strcmp(service, "Lambda") == 0 ? 429 : 400);
	free(service);
}

cJSON *fault_answer(const struct fault *f, const struct asl_resource *r)
{
	struct struck s = {0};
	cJSON *o, *thrown;

	if ((f->when != FAULT_EVERY && f->when != FAULT_NEXT) || f->kind == FAULT_SLOW || f->kind == FAULT_SHAPE)
		return NULL;
	o = cJSON_CreateObject();
	if (f->kind == FAULT_TIMEOUT || f->kind == FAULT_HANG) {
		json_add(o, f->kind == FAULT_HANG ? "Hang" : "TimeOut", cJSON_CreateTrue());
	} else {
		if (f->kind == FAULT_THROTTLE)
			throttle(&s, r);
		thrown = cJSON_CreateObject();
		json_add(thrown, "Error", cJSON_CreateString(s.error ? s.error : f->error));
		if (s.cause || f->cause)
			json_add(thrown, "Cause", cJSON_CreateString(s.cause ? s.cause : f->cause));
		json_add(o, "Throw", thrown);
		free(s.error);
		free(s.cause);
	}
	if (f->when == FAULT_EVERY)
		json_add(o, "Times", cJSON_CreateString("*"));
	else if (f->n > 1)
		json_add(o, "Times", json_new_int(f->n));
	return o;
}

/* Valid JSON, but nothing that anybody asked for. lambda:invoke keeps its envelope: it is the function that answers wrongly. */
static struct value *other_shape(const struct asl_resource *r)
{
	cJSON *o = cJSON_CreateObject();

	cJSON_AddBoolToObject(o, "unexpected", true);
	if (r->kind == ASL_TASK_SERVICE && str_is(r->service, "lambda")) {
		cJSON *whole = cJSON_CreateObject();

		cJSON_AddStringToObject(whole, "ExecutedVersion", "$LATEST");
		cJSON_AddItemToObject(whole, "Payload", o);
		cJSON_AddNumberToObject(whole, "StatusCode", 200);
		o = whole;
	}
	return value_take(o);
}

void fault_backend_take(struct task_backend *base, const struct task_request *r, const struct fault *f)
{
	struct backend *b = (struct backend *)base;
	struct struck *s = xcalloc(1, sizeof *s);

	s->b = b;
	s->next = b->struck;
	s->id = r->id;
	b->struck = s;
	switch (f->kind) {
	case FAULT_THROTTLE:
		throttle(s, &r->state->resource);
		break;
	case FAULT_TIMEOUT:
		s->outcome.kind = TASK_TIMED_OUT;
		break;
	case FAULT_HANG:
		s->outcome.kind = TASK_HANGS;
		break;
	case FAULT_SHAPE:
		s->outcome.kind = TASK_DONE;
		s->result = other_shape(&r->state->resource);
		break;
	case FAULT_THROW:
	case FAULT_SLOW:
		s->outcome.kind = TASK_FAILED;
		s->error = xstrdup(f->error);
		s->cause = xstrdup(f->cause);
		break;
	}
	loop_defer(b->loop, tell, s);
}
