#include "asl/fields.h"

#include <stddef.h>
#include <string.h>

#define STATE(member) offsetof(struct asl_state, member)
#define RETRIER(member) offsetof(struct asl_retrier, member)
#define CATCHER(member) offsetof(struct asl_catcher, member)
#define CHOICE(member) offsetof(struct asl_choice, member)

#define WORKERS (OWN_TASK | OWN_PARALLEL | OWN_MAP)
#define NEXTS (WORKERS | OWN_PASS | OWN_WAIT)		/* who takes Next or End */
#define MAX_SECONDS 99999999
#define MAX_INT INT64_MAX

static const char *const w_language[] = { "JSONPath", "JSONata", NULL };
static const char *const w_version[] = { "1.0", NULL };
static const char *const w_mode[] = { "INLINE", "DISTRIBUTED", NULL };
static const char *const w_execution[] = { "STANDARD", "EXPRESS", NULL };
static const char *const w_jitter[] = { "NONE", "FULL", NULL };
static const char *const w_input[] = { "CSV", "JSON", "JSONL", "PARQUET", "MANIFEST", NULL };
static const char *const w_reading[] = { "NONE", "LOAD_AND_FLATTEN", NULL };
static const char *const w_manifest[] = { "ATHENA_DATA", "S3_INVENTORY", NULL };
static const char *const w_delimiter[] = { "COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB", NULL };
static const char *const w_header[] = { "FIRST_ROW", "GIVEN", NULL };
static const char *const w_writing[] = { "NONE", "COMPACT", "FLATTEN", NULL };
static const char *const w_output[] = { "JSON", "JSONL", NULL };
static const char *const w_get[] = { "states:::s3:getObject", "states:::s3:listObjectsV2", NULL };
static const char *const w_put[] = { "states:::s3:putObject", NULL };

/* A row without a slot: checked here, read from the node by whoever needs it. J: where JSONata keeps it. */
#define NONE .slot = NO_SLOT, .slot2 = NO_SLOT, .jslot = NO_SLOT
#define AT(o) .slot = (o), .slot2 = NO_SLOT, .jslot = NO_SLOT
#define AT2(o, o2) .slot = (o), .slot2 = (o2), .jslot = NO_SLOT
#define ATJ(o, j) .slot = (o), .slot2 = NO_SLOT, .jslot = (j)
#define J(j) .slot = NO_SLOT, .slot2 = NO_SLOT, .jslot = (j)
#define INT(l, h) .kind = K_INTEGER, .lo = (l), .hi = (h)

/* Sorted by name; the rows of one name have distinct owners. */
static const struct asl_field fields[] = {
	{ "And", OWN_RULE | OWN_NESTED_RULE, IN_JSONPATH, K_RULE_PART, NONE },
	{ "Arguments", OWN_TASK | OWN_PARALLEL, IN_JSONATA, K_ANY, F_DEEP, J(STATE(jsonata.arguments)) },
	{ "Arguments", OWN_READER, IN_JSONATA, K_ANY, F_DEEP, J(STATE(reader.arguments)) },
	{ "Arguments", OWN_WRITER, IN_JSONATA, K_ANY, F_DEEP, J(STATE(writer.arguments)) },
	{ "Assign", WORKERS | OWN_PASS | OWN_CHOICE | OWN_WAIT, IN_BOTH, K_ASSIGN, F_DEEP, ATJ(STATE(assign), STATE(jsonata.assign)) },
	{ "Assign", OWN_CATCHER, IN_BOTH, K_ASSIGN, F_DEEP, ATJ(CATCHER(assign), CATCHER(jsonata.assign)) },
	{ "Assign", OWN_RULE, IN_BOTH, K_ASSIGN, F_DEEP, ATJ(CHOICE(assign), CHOICE(jsonata.assign)) },
	{ "BackoffRate", OWN_RETRIER, IN_BOTH, K_NUMBER, 0, 1, MAX_INT, AT(RETRIER(backoff)) },
	{ "BatchInput", OWN_BATCHER, IN_BOTH, K_TEMPLATE, F_DEEP, ATJ(STATE(batcher.input), STATE(batcher.evaluated_input)) },
	{ "Branches", OWN_PARALLEL, IN_BOTH, K_BRANCHES, NONE },
	{ "CSVDelimiter", OWN_READER_CONFIG, IN_BOTH, K_ENUM, NONE, .words = w_delimiter },
	{ "CSVHeaderLocation", OWN_READER_CONFIG, IN_BOTH, K_ENUM, NONE, .words = w_header },
	{ "CSVHeaders", OWN_READER_CONFIG, IN_BOTH, K_STRINGS, NONE },
	{ "Catch", WORKERS, IN_BOTH, K_CATCH, NONE },
	{ "Cause", OWN_FAIL, IN_BOTH, K_STRING, F_EXPR, ATJ(STATE(cause), STATE(jsonata.cause)) },
	{ "CausePath", OWN_FAIL, IN_JSONPATH, K_PATH_OR_CALL, AT2(STATE(cause_path), STATE(cause_call)) },
	{ "Choices", OWN_CHOICE, IN_BOTH, K_CHOICES, NONE },
	{ "Comment", OWN_STATE, IN_BOTH, K_STRING, AT(STATE(comment)) },
	{ "Comment", OWN_RULE, IN_BOTH, K_STRING, AT(CHOICE(comment)) },
	{ "Comment", OWN_TOP | OWN_BRANCH | OWN_PROCESSOR | OWN_RETRIER | OWN_CATCHER | OWN_NESTED_RULE, IN_BOTH, K_STRING, NONE },
	{ "Condition", OWN_RULE, IN_JSONATA, K_CONDITION, F_EXPR, J(CHOICE(jsonata.condition)) },
	{ "Credentials", OWN_TASK, IN_BOTH, K_CREDENTIALS, F_DEEP | F_UNCHECKED, ATJ(STATE(credentials), STATE(jsonata.credentials)) },
	{ "Default", OWN_CHOICE, IN_BOTH, K_TARGET, AT(STATE(default_next)) },
	{ "End", NEXTS, IN_BOTH, K_BOOLEAN, AT(STATE(end)) },
	{ "Error", OWN_FAIL, IN_BOTH, K_STRING, F_EXPR, ATJ(STATE(error), STATE(jsonata.error)) },
	{ "ErrorEquals", OWN_RETRIER, IN_BOTH, K_ERRORS, AT2(RETRIER(errors), RETRIER(n_errors)) },
	{ "ErrorEquals", OWN_CATCHER, IN_BOTH, K_ERRORS, AT2(CATCHER(errors), CATCHER(n_errors)) },
	{ "ErrorPath", OWN_FAIL, IN_JSONPATH, K_PATH_OR_CALL, AT2(STATE(error_path), STATE(error_call)) },
	{ "ExecutionType", OWN_PROCESSOR_CONFIG, IN_BOTH, K_ENUM, NONE, .words = w_execution },
	{ "HeartbeatSeconds", OWN_TASK, IN_BOTH, K_SECONDS, F_EXPR, 1, MAX_SECONDS, AT(STATE(heartbeat)) },
	{ "HeartbeatSecondsPath", OWN_TASK, IN_JSONPATH, K_SECONDS_PATH, AT(STATE(heartbeat)) },
	{ "InputPath", OWN_STATE & ~OWN_FAIL, IN_JSONPATH, K_PATH, F_NULL, AT(STATE(input_path)) },
	{ "InputType", OWN_READER_CONFIG, IN_BOTH, K_ENUM, NONE, .words = w_input },
	{ "IntervalSeconds", OWN_RETRIER, IN_BOTH, K_INTEGER_AS_DOUBLE, 0, 0, MAX_SECONDS, AT(RETRIER(interval_s)) },
	{ "ItemBatcher", OWN_MAP, IN_BOTH, K_OBJECT, NONE, .part = OWN_BATCHER },
	{ "ItemProcessor", OWN_MAP, IN_BOTH, K_PROCESSOR, NONE },
	{ "ItemReader", OWN_MAP, IN_BOTH, K_OBJECT, NONE, .part = OWN_READER },
	{ "ItemSelector", OWN_MAP, IN_BOTH, K_TEMPLATE, F_DEEP, ATJ(STATE(item_selector), STATE(jsonata.item_selector)) },
	{ "Items", OWN_MAP, IN_JSONATA, K_ANY, F_DEEP, J(STATE(jsonata.items)) },
	{ "ItemsPath", OWN_MAP, IN_JSONPATH, K_REFERENCE, AT(STATE(items_path)) },
	{ "ItemsPointer", OWN_READER_CONFIG, IN_BOTH, K_STRING, F_EXPR, J(STATE(reader.items_pointer)) },
	{ "Iterator", OWN_MAP, IN_BOTH, K_PROCESSOR, NONE },
	{ "JitterStrategy", OWN_RETRIER, IN_BOTH, K_ENUM, AT(RETRIER(jitter)), .words = w_jitter },
	{ "Label", OWN_MAP, IN_BOTH, K_LABEL, AT(STATE(label)) },
	{ "ManifestType", OWN_READER_CONFIG, IN_BOTH, K_ENUM, NONE, .words = w_manifest },
	{ "MaxAttempts", OWN_RETRIER, IN_BOTH, INT(0, MAX_SECONDS), AT(RETRIER(max_attempts)) },
	{ "MaxConcurrency", OWN_MAP, IN_BOTH, K_SECONDS, F_EXPR, 0, MAX_INT, AT(STATE(max_concurrency)) },
	{ "MaxConcurrencyPath", OWN_MAP, IN_JSONPATH, K_SECONDS_PATH, F_INPUT_ONLY, 0, 0, AT(STATE(max_concurrency)) },
	{ "MaxDelaySeconds", OWN_RETRIER, IN_BOTH, K_INTEGER_AS_DOUBLE, 0, 1, 31622400, AT(RETRIER(max_delay_s)) },
	{ "MaxInputBytesPerBatch", OWN_BATCHER, IN_BOTH, K_SECONDS, F_EXPR, 1, 262144, AT(STATE(batcher.max_bytes)) },
	{ "MaxInputBytesPerBatchPath", OWN_BATCHER, IN_JSONPATH, K_SECONDS_PATH, F_INPUT_ONLY, 0, 0, AT(STATE(batcher.max_bytes)) },
	{ "MaxItems", OWN_READER_CONFIG, IN_BOTH, K_SECONDS, F_EXPR, 0, 100000000, AT(STATE(reader.max_items)) },
	{ "MaxItemsPath", OWN_READER_CONFIG, IN_JSONPATH, K_SECONDS_PATH, F_INPUT_ONLY, 0, 0, AT(STATE(reader.max_items)) },
	{ "MaxItemsPerBatch", OWN_BATCHER, IN_BOTH, K_SECONDS, F_EXPR, 1, MAX_INT, AT(STATE(batcher.max_items)) },
	{ "MaxItemsPerBatchPath", OWN_BATCHER, IN_JSONPATH, K_SECONDS_PATH, F_INPUT_ONLY, 0, 0, AT(STATE(batcher.max_items)) },
	{ "Mode", OWN_PROCESSOR_CONFIG, IN_BOTH, K_ENUM, NONE, .words = w_mode },
	{ "Next", NEXTS, IN_BOTH, K_TARGET, AT(STATE(next)) },
	{ "Next", OWN_CATCHER, IN_BOTH, K_TARGET, AT(CATCHER(next)) },
	{ "Next", OWN_RULE, IN_BOTH, K_TARGET, AT(CHOICE(next)) },
	{ "Not", OWN_RULE | OWN_NESTED_RULE, IN_JSONPATH, K_RULE_PART, NONE },
	{ "Or", OWN_RULE | OWN_NESTED_RULE, IN_JSONPATH, K_RULE_PART, NONE },
	{ "Output", OWN_STATE & ~OWN_FAIL, IN_JSONATA, K_ANY, F_DEEP, J(STATE(jsonata.output)) },
	{ "Output", OWN_CATCHER, IN_JSONATA, K_ANY, F_DEEP, J(CATCHER(jsonata.output)) },
	{ "Output", OWN_RULE, IN_JSONATA, K_ANY, F_DEEP, J(CHOICE(jsonata.output)) },
	{ "OutputPath", OWN_STATE & ~OWN_FAIL, IN_JSONPATH, K_PATH, F_NULL, AT(STATE(output_path)) },
	{ "OutputType", OWN_WRITER_CONFIG, IN_BOTH, K_ENUM, NONE, .words = w_output },
	{ "Parameters", OWN_TASK | OWN_PASS | OWN_PARALLEL, IN_JSONPATH, K_TEMPLATE, AT(STATE(parameters)) },
	{ "Parameters", OWN_MAP, IN_JSONPATH, K_TEMPLATE, AT(STATE(item_selector)) },
	{ "Parameters", OWN_READER, IN_JSONPATH, K_TEMPLATE, AT(STATE(reader.parameters)) },
	{ "Parameters", OWN_WRITER, IN_JSONPATH, K_TEMPLATE, AT(STATE(writer.parameters)) },
	{ "ProcessorConfig", OWN_PROCESSOR, IN_BOTH, K_OBJECT, NONE, .part = OWN_PROCESSOR_CONFIG },
	{ "QueryLanguage", OWN_STATE | OWN_TOP, IN_BOTH, K_ENUM, NONE, .words = w_language },
	{ "ReaderConfig", OWN_READER, IN_BOTH, K_OBJECT, NONE, .part = OWN_READER_CONFIG },
	{ "Resource", OWN_TASK, IN_BOTH, K_RESOURCE, AT(STATE(resource)) },
	{ "Resource", OWN_READER, IN_BOTH, K_S3_RESOURCE, NONE, .words = w_get },
	{ "Resource", OWN_WRITER, IN_BOTH, K_S3_RESOURCE, NONE, .words = w_put },
	{ "Result", OWN_PASS, IN_JSONPATH, K_RESULT, AT(STATE(result)) },
	{ "ResultPath", WORKERS | OWN_PASS, IN_JSONPATH, K_RESULT_PATH, F_NULL, AT(STATE(result_path)) },
	{ "ResultPath", OWN_CATCHER, IN_JSONPATH, K_RESULT_PATH, F_NULL, AT(CATCHER(result_path)) },
	{ "ResultSelector", WORKERS, IN_JSONPATH, K_TEMPLATE, AT(STATE(result_selector)) },
	{ "ResultWriter", OWN_MAP, IN_BOTH, K_OBJECT, NONE, .part = OWN_WRITER },
	{ "Retry", WORKERS, IN_BOTH, K_RETRY, NONE },
	{ "Seconds", OWN_WAIT, IN_BOTH, K_SECONDS, F_EXPR, 0, MAX_SECONDS, AT(STATE(seconds)) },
	{ "SecondsPath", OWN_WAIT, IN_JSONPATH, K_SECONDS_PATH, AT(STATE(seconds)) },
	{ "StartAt", OWN_TOP | OWN_BRANCH | OWN_PROCESSOR, IN_BOTH, K_STRING, NONE },
	{ "States", OWN_TOP | OWN_BRANCH | OWN_PROCESSOR, IN_BOTH, K_STATES, NONE },
	{ "TimeoutSeconds", OWN_TASK, IN_BOTH, K_SECONDS, F_EXPR, 1, MAX_SECONDS, AT(STATE(timeout)) },
	{ "TimeoutSeconds", OWN_TOP, IN_BOTH, INT(0, MAX_SECONDS), AT(offsetof(struct asl_machine, timeout_s)) },
	{ "TimeoutSecondsPath", OWN_TASK, IN_JSONPATH, K_SECONDS_PATH, AT(STATE(timeout)) },
	{ "Timestamp", OWN_WAIT, IN_BOTH, K_TIMESTAMP, F_EXPR, ATJ(STATE(timestamp), STATE(jsonata.timestamp)) },
	{ "TimestampPath", OWN_WAIT, IN_JSONPATH, K_BARE_PATH, AT(STATE(timestamp_path)) },
	{ "ToleratedFailureCount", OWN_MAP, IN_BOTH, K_SECONDS, F_EXPR, 0, MAX_INT, AT(STATE(tolerated_count)) },
	{ "ToleratedFailureCountPath", OWN_MAP, IN_JSONPATH, K_SECONDS_PATH, F_INPUT_ONLY, 0, 0, AT(STATE(tolerated_count)) },
	{ "ToleratedFailurePercentage", OWN_MAP, IN_BOTH, K_PERCENTAGE, F_EXPR, 0, 100, AT(STATE(tolerated_percentage)) },
	{ "ToleratedFailurePercentagePath", OWN_MAP, IN_JSONPATH, K_SECONDS_PATH, F_INPUT_ONLY, 0, 0, AT(STATE(tolerated_percentage)) },
	{ "Transformation", OWN_READER_CONFIG, IN_BOTH, K_ENUM, NONE, .words = w_reading },
	{ "Transformation", OWN_WRITER_CONFIG, IN_BOTH, K_ENUM, NONE, .words = w_writing },
	{ "Type", OWN_STATE, IN_BOTH, K_TYPE, NONE },
	{ "Variable", OWN_RULE | OWN_NESTED_RULE, IN_JSONPATH, K_RULE_PART, NONE },
	{ "Version", OWN_TOP, IN_BOTH, K_ENUM, NONE, .words = w_version },
	{ "WriterConfig", OWN_WRITER, IN_BOTH, K_OBJECT, NONE, .part = OWN_WRITER_CONFIG },
};

static const struct asl_group groups[] = {
	{ NEXTS, true, { "Next", "End" } },
	{ OWN_TASK, false, { "TimeoutSeconds", "TimeoutSecondsPath" } },
	{ OWN_TASK, false, { "HeartbeatSeconds", "HeartbeatSecondsPath" } },
	{ OWN_WAIT, true, { "SecondsPath", "Seconds", "TimestampPath", "Timestamp" } },
	{ OWN_FAIL, false, { "Error", "ErrorPath" } },
	{ OWN_FAIL, false, { "Cause", "CausePath" } },
	{ OWN_MAP, true, { "ItemProcessor", "Iterator" } },
	{ OWN_MAP, false, { "ItemSelector", "Parameters" } },
	{ OWN_MAP, false, { "MaxConcurrency", "MaxConcurrencyPath" } },
	{ OWN_MAP, false, { "ToleratedFailurePercentage", "ToleratedFailurePercentagePath" } },
	{ OWN_MAP, false, { "ToleratedFailureCount", "ToleratedFailureCountPath" } },
	{ OWN_READER_CONFIG, false, { "MaxItems", "MaxItemsPath" } },
	{ OWN_BATCHER, false, { "MaxItemsPerBatch", "MaxItemsPerBatchPath" } },
	{ OWN_BATCHER, false, { "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath" } },
};

static const struct asl_required required[] = {
	{ OWN_TOP | OWN_BRANCH | OWN_PROCESSOR, { "States", "StartAt" } },
	{ OWN_STATE, { "Type" } },
	{ OWN_TASK, { "Resource" } },
	{ OWN_CHOICE, { "Choices" } },
	{ OWN_PARALLEL, { "Branches" } },
	{ OWN_RETRIER, { "ErrorEquals" } },
	{ OWN_CATCHER, { "ErrorEquals", "Next" } },
	{ OWN_RULE, { "Next" } },
	{ OWN_READER, { "Resource" } },
};

const struct asl_field *asl_field_rows(size_t *n)
{
	*n = ARRAY_LEN(fields);
	return fields;
}

const struct asl_group *asl_group_rows(size_t *n)
{
	*n = ARRAY_LEN(groups);
	return groups;
}

const struct asl_required *asl_required_rows(size_t *n)
{
	*n = ARRAY_LEN(required);
	return required;
}

const struct asl_field *asl_field_find(const char *name, uint32_t owners)
{
	size_t lo = 0, hi = ARRAY_LEN(fields);

	while (lo < hi) {			/* the first row that is not below name */
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(fields[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < ARRAY_LEN(fields) && strcmp(fields[lo].name, name) == 0; lo++)
		if (fields[lo].owners & owners)
			return &fields[lo];
	return NULL;
}
