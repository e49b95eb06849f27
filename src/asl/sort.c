#include "asl/sort.h"

#include <stdlib.h>
#include <string.h>

#include "asl/fields.h"

/* One order for all objects; a field that is not named here stands where "" does, and comparisons of a rule behind Variable. */
static const char *const order[] = {
	"Type", "Comment", "QueryLanguage", "Version", "ProcessorConfig", "StartAt", "States",
	"Resource", "Credentials", "Mode", "ExecutionType", "InputPath", "Parameters", "Arguments",
	"ItemReader", "ReaderConfig", "ItemsPath", "Items", "ItemSelector", "ItemBatcher", "MaxConcurrency", "MaxConcurrencyPath",
	"ToleratedFailureCount", "ToleratedFailureCountPath", "ToleratedFailurePercentage", "ToleratedFailurePercentagePath", "Label",
	"Iterator", "ItemProcessor", "Branches", "Variable", "And", "Or", "Not", "Condition", "Choices", "Default",
	"Seconds", "SecondsPath", "Timestamp", "TimestampPath", "",
	"Result", "ResultSelector", "ResultPath", "ResultWriter", "WriterConfig", "OutputPath", "Output", "Assign",
	"TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath",
	"Error", "ErrorPath", "Cause", "CausePath", "ErrorEquals",
	"IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Retry", "Catch", "Next", "End",
};

static size_t rank(const char *name)
{
	size_t other = 0;

	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		if (strcmp(order[i], name) == 0)
			return i;
		if (!order[i][0])
			other = i;
	}
	return other;
}

struct member {
	cJSON *node;
	size_t rank, at;
};

static int compare(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	return x->rank != y->rank ? (x->rank < y->rank ? -1 : 1) : x->at < y->at ? -1 : 1;
}

static void sort_members(cJSON *object)
{
	VEC(struct member) list = {0};
	size_t at = 0;

	for (cJSON *c = object->child; c; c = c->next, at++)
		VEC_PUSH(&list, ((struct member){ c, rank(c->string), at }));
	if (list.n > 1) {
		qsort(list.v, list.n, sizeof *list.v, compare);
		object->child = list.v[0].node;
		for (size_t i = 0; i < list.n; i++) {
			list.v[i].node->next = i + 1 < list.n ? list.v[i + 1].node : NULL;
			list.v[i].node->prev = list.v[i ? i - 1 : list.n - 1].node;
		}
	}
	VEC_DONE(&list);
}

static void sort_object(cJSON *object, uint32_t owner);

static void sort_each(cJSON *container, uint32_t owner)
{
	for (cJSON *c = container->child; c; c = c->next)
		if (cJSON_IsObject(c))
			sort_object(c, owner);
}

/* What is inside a field, where that is more of the language. Bounded by the text's depth. */
static void sort_inside(cJSON *value, uint32_t owner)
{
	const struct asl_field *f = asl_field_find(value->string, owner);

	if (!f)
		return;
	if (f->kind == K_STATES || f->kind == K_BRANCHES)
		sort_each(value, f->kind == K_STATES ? (uint32_t)OWN_STATE : (uint32_t)OWN_BRANCH);
	else if (f->kind == K_RETRY || f->kind == K_CATCH)
		sort_each(value, f->kind == K_RETRY ? OWN_RETRIER : OWN_CATCHER);
	else if (f->kind == K_CHOICES || (f->kind == K_RULE_PART && cJSON_IsArray(value)))
		sort_each(value, f->kind == K_CHOICES ? OWN_RULE : OWN_NESTED_RULE);
	else if (f->kind == K_RULE_PART && cJSON_IsObject(value))
		sort_object(value, OWN_NESTED_RULE);
	else if ((f->kind == K_PROCESSOR || f->kind == K_OBJECT) && cJSON_IsObject(value))
		sort_object(value, f->kind == K_PROCESSOR ? (uint32_t)OWN_PROCESSOR : f->part);
}

static void sort_object(cJSON *object, uint32_t owner)
{
	sort_members(object);
	for (cJSON *c = object->child; c; c = c->next)
		sort_inside(c, owner);
}

void asl_sort_fields(cJSON *root)
{
	if (asl_is_definition(root))
		sort_object(root, OWN_TOP);
}
