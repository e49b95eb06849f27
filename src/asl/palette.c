#include "asl/palette.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SERVICE(path) "\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::" path "\""

static const struct asl_palette_row rows[] = {
	{"pass", "Pass: data on its way, shaped or set", "Pass", "{\"Type\":\"Pass\"}", NULL},
	{"lambda", "Lambda: invoke a function", "Invoke",
		"{" SERVICE("lambda:invoke") ",\"Parameters\":{\"FunctionName\":\"arn:aws:lambda:us-east-1:111122223333:function:FUNCTION_NAME\",\"Payload.$\":\"$\"},"
		"\"ResultSelector\":{\"payload.$\":\"$.Payload\"}}",
		"{" SERVICE("lambda:invoke") ",\"Arguments\":{\"FunctionName\":\"arn:aws:lambda:us-east-1:111122223333:function:FUNCTION_NAME\","
		"\"Payload\":\"{% $states.input %}\"},\"Output\":\"{% $states.result.Payload %}\"}"},
	{"task", "Task: a function by its ARN", "Task", "{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:FUNCTION_NAME\"}", NULL},
	{"choice", "Choice: one way or another", "Choice",
		"{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.choice\",\"StringEquals\":\"value\",\"Next\":\"\"}],\"Default\":\"\"}",
		"{\"Type\":\"Choice\",\"Choices\":[{\"Condition\":\"{% $states.input.choice = 'value' %}\",\"Next\":\"\"}],\"Default\":\"\"}"},
	{"wait", "Wait: for some seconds", "Wait", "{\"Type\":\"Wait\",\"Seconds\":5}", NULL},
	{"parallel", "Parallel: branches beside each other", "Parallel",
		"{\"Type\":\"Parallel\",\"Branches\":[{\"StartAt\":\"Branch 1\",\"States\":{\"Branch 1\":{\"Type\":\"Pass\",\"End\":true}}},"
		"{\"StartAt\":\"Branch 2\",\"States\":{\"Branch 2\":{\"Type\":\"Pass\",\"End\":true}}}]}", NULL},
	{"map", "Map: the same for every item", "Map",
		"{\"Type\":\"Map\",\"ItemsPath\":\"$.items\",\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"INLINE\"},\"StartAt\":\"Item\","
		"\"States\":{\"Item\":{\"Type\":\"Pass\",\"End\":true}}}}",
		"{\"Type\":\"Map\",\"Items\":\"{% $states.input.items %}\",\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"INLINE\"},\"StartAt\":\"Item\","
		"\"States\":{\"Item\":{\"Type\":\"Pass\",\"End\":true}}}}"},
	{"distributed-map", "Map, distributed: items of a file in S3", "Distributed Map",
		"{\"Type\":\"Map\",\"ItemReader\":{\"Resource\":\"arn:aws:states:::s3:getObject\",\"ReaderConfig\":{\"InputType\":\"JSON\"},"
		"\"Parameters\":{\"Bucket\":\"BUCKET\",\"Key\":\"items.json\"}},\"MaxConcurrency\":100,\"ItemProcessor\":{\"ProcessorConfig\":"
		"{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":\"STANDARD\"},\"StartAt\":\"Item\",\"States\":{\"Item\":{\"Type\":\"Pass\",\"End\":true}}}}",
		"{\"Type\":\"Map\",\"ItemReader\":{\"Resource\":\"arn:aws:states:::s3:getObject\",\"ReaderConfig\":{\"InputType\":\"JSON\"},"
		"\"Arguments\":{\"Bucket\":\"BUCKET\",\"Key\":\"items.json\"}},\"MaxConcurrency\":100,\"ItemProcessor\":{\"ProcessorConfig\":"
		"{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":\"STANDARD\"},\"StartAt\":\"Item\",\"States\":{\"Item\":{\"Type\":\"Pass\",\"End\":true}}}}"},
	{"succeed", "Succeed: the execution ends well", "Success", "{\"Type\":\"Succeed\"}", NULL},
	{"fail", "Fail: the execution ends with an error", "Fail", "{\"Type\":\"Fail\",\"Error\":\"ErrorName\",\"Cause\":\"What went wrong\"}", NULL},
	{"activity", "Activity: a worker that polls", "Activity",
		"{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:us-east-1:111122223333:activity:ACTIVITY_NAME\",\"TimeoutSeconds\":300,\"HeartbeatSeconds\":60}", NULL},
	{"callback", "SQS: wait for a task token", "Wait for callback",
		"{" SERVICE("sqs:sendMessage.waitForTaskToken") ",\"Parameters\":{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/111122223333/QUEUE\","
		"\"MessageBody\":{\"token.$\":\"$$.Task.Token\",\"input.$\":\"$\"}},\"TimeoutSeconds\":3600}",
		"{" SERVICE("sqs:sendMessage.waitForTaskToken") ",\"Arguments\":{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/111122223333/QUEUE\","
		"\"MessageBody\":{\"token\":\"{% $states.context.Task.Token %}\",\"input\":\"{% $states.input %}\"}},\"TimeoutSeconds\":3600}"},
	{"dynamodb-get", "DynamoDB: get an item", "Get item",
		"{" SERVICE("dynamodb:getItem") ",\"Parameters\":{\"TableName\":\"TABLE\",\"Key\":{\"id\":{\"S.$\":\"$.id\"}}},\"ResultPath\":\"$.item\"}",
		"{" SERVICE("dynamodb:getItem") ",\"Arguments\":{\"TableName\":\"TABLE\",\"Key\":{\"id\":{\"S\":\"{% $states.input.id %}\"}}}}"},
	{"dynamodb-put", "DynamoDB: put an item", "Put item",
		"{" SERVICE("dynamodb:putItem") ",\"Parameters\":{\"TableName\":\"TABLE\",\"Item\":{\"id\":{\"S.$\":\"$.id\"}}},\"ResultPath\":null}",
		"{" SERVICE("dynamodb:putItem") ",\"Arguments\":{\"TableName\":\"TABLE\",\"Item\":{\"id\":{\"S\":\"{% $states.input.id %}\"}}},"
		"\"Output\":\"{% $states.input %}\"}"},
	{"dynamodb-update", "DynamoDB: update an item", "Update item",
		"{" SERVICE("dynamodb:updateItem") ",\"Parameters\":{\"TableName\":\"TABLE\",\"Key\":{\"id\":{\"S.$\":\"$.id\"}},\"UpdateExpression\":\"SET n = :n\","
		"\"ExpressionAttributeValues\":{\":n\":{\"N\":\"1\"}}},\"ResultPath\":null}",
		"{" SERVICE("dynamodb:updateItem") ",\"Arguments\":{\"TableName\":\"TABLE\",\"Key\":{\"id\":{\"S\":\"{% $states.input.id %}\"}},"
		"\"UpdateExpression\":\"SET n = :n\",\"ExpressionAttributeValues\":{\":n\":{\"N\":\"1\"}}},\"Output\":\"{% $states.input %}\"}"},
	{"sqs", "SQS: send a message", "Send message",
		"{" SERVICE("sqs:sendMessage") ",\"Parameters\":{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/111122223333/QUEUE\",\"MessageBody.$\":\"$\"},"
		"\"ResultPath\":null}",
		"{" SERVICE("sqs:sendMessage") ",\"Arguments\":{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/111122223333/QUEUE\","
		"\"MessageBody\":\"{% $states.input %}\"},\"Output\":\"{% $states.input %}\"}"},
	{"sns", "SNS: publish", "Publish",
		"{" SERVICE("sns:publish") ",\"Parameters\":{\"TopicArn\":\"arn:aws:sns:us-east-1:111122223333:TOPIC\",\"Message.$\":\"$\"},\"ResultPath\":null}",
		"{" SERVICE("sns:publish") ",\"Arguments\":{\"TopicArn\":\"arn:aws:sns:us-east-1:111122223333:TOPIC\",\"Message\":\"{% $states.input %}\"},"
		"\"Output\":\"{% $states.input %}\"}"},
	{"eventbridge", "EventBridge: put events", "Put events",
		"{" SERVICE("events:putEvents") ",\"Parameters\":{\"Entries\":[{\"Source\":\"my.source\",\"DetailType\":\"MyType\",\"Detail.$\":\"$\","
		"\"EventBusName\":\"default\"}]},\"ResultPath\":null}",
		"{" SERVICE("events:putEvents") ",\"Arguments\":{\"Entries\":[{\"Source\":\"my.source\",\"DetailType\":\"MyType\",\"Detail\":\"{% $states.input %}\","
		"\"EventBusName\":\"default\"}]},\"Output\":\"{% $states.input %}\"}"},
	{"execution", "Step Functions: run another machine and wait", "Run machine",
		"{" SERVICE("states:startExecution.sync:2") ",\"Parameters\":{\"StateMachineArn\":\"arn:aws:states:us-east-1:111122223333:stateMachine:MACHINE\","
		"\"Input\":{\"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$\":\"$$.Execution.Id\",\"input.$\":\"$\"}},\"OutputPath\":\"$.Output\"}",
		"{" SERVICE("states:startExecution.sync:2") ",\"Arguments\":{\"StateMachineArn\":\"arn:aws:states:us-east-1:111122223333:stateMachine:MACHINE\","
		"\"Input\":{\"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID\":\"{% $states.context.Execution.Id %}\",\"input\":\"{% $states.input %}\"}},"
		"\"Output\":\"{% $states.result.Output %}\"}"},
	{"http", "HTTP: call an endpoint", "Call API",
		"{" SERVICE("http:invoke") ",\"Parameters\":{\"ApiEndpoint\":\"https://api.example.com/path\",\"Method\":\"GET\",\"Authentication\":{\"ConnectionArn\":"
		"\"arn:aws:events:us-east-1:111122223333:connection/NAME/11111111-2222-3333-4444-555555555555\"}},\"OutputPath\":\"$.ResponseBody\"}",
		"{" SERVICE("http:invoke") ",\"Arguments\":{\"ApiEndpoint\":\"https://api.example.com/path\",\"Method\":\"GET\",\"Authentication\":{\"ConnectionArn\":"
		"\"arn:aws:events:us-east-1:111122223333:connection/NAME/11111111-2222-3333-4444-555555555555\"}},\"Output\":\"{% $states.result.ResponseBody %}\"}"},
	{"bedrock", "Bedrock: invoke a model", "Invoke model",
		"{" SERVICE("bedrock:invokeModel") ",\"Parameters\":{\"ModelId\":\"amazon.titan-text-express-v1\",\"Body\":{\"inputText.$\":\"$.prompt\"}},"
		"\"OutputPath\":\"$.Body\"}",
		"{" SERVICE("bedrock:invokeModel") ",\"Arguments\":{\"ModelId\":\"amazon.titan-text-express-v1\",\"Body\":{\"inputText\":\"{% $states.input.prompt %}\"}},"
		"\"Output\":\"{% $states.result.Body %}\"}"},
	{"s3-get", "S3: get an object", "Get object",
		"{" SERVICE("aws-sdk:s3:getObject") ",\"Parameters\":{\"Bucket\":\"BUCKET\",\"Key.$\":\"$.key\"},\"ResultPath\":\"$.object\"}",
		"{" SERVICE("aws-sdk:s3:getObject") ",\"Arguments\":{\"Bucket\":\"BUCKET\",\"Key\":\"{% $states.input.key %}\"}}"},
	{"s3-put", "S3: put an object", "Put object",
		"{" SERVICE("aws-sdk:s3:putObject") ",\"Parameters\":{\"Bucket\":\"BUCKET\",\"Key.$\":\"$.key\",\"Body.$\":\"$\"},\"ResultPath\":null}",
		"{" SERVICE("aws-sdk:s3:putObject") ",\"Arguments\":{\"Bucket\":\"BUCKET\",\"Key\":\"{% $states.input.key %}\",\"Body\":\"{% $states.input %}\"},"
		"\"Output\":\"{% $states.input %}\"}"},
};

const struct asl_palette_row *asl_palette_rows(size_t *n)
{
	*n = ARRAY_LEN(rows);
	return rows;
}

const struct asl_palette_row *asl_palette_find(const char *id)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].id, id) == 0)
			return &rows[i];
	return NULL;
}

void asl_palette_clip(const struct asl_palette_row *row, enum asl_language language, struct asl_clip *out)
{
	const char *text = language == ASL_JSONATA && row->jsonata ? row->jsonata : row->jsonpath;
	struct err e;

	*out = (struct asl_clip){.name = xstrdup(row->name), .value = json_read(text, &e)};
	assert(out->value);		/* the table's texts are JSON: the tests try each */
}
