/*
 * service_private - one call of a service, for the files that do them. A function of the table reads c->in, fills c->out and returns true;
 * or says what went wrong with service_fail() and returns false. It never waits: everything is at hand.
 */
#ifndef ASLANT_SERVICE_PRIVATE_H
#define ASLANT_SERVICE_PRIVATE_H

#include "base/rng.h"
#include "task/service.h"

enum service_form { FORM_OPTIMIZED, FORM_SDK };

/* How a service is called in the errors of each form. */
struct service_names {
	const char *service;		/* of optimized integrations; NULL: it has none */
	const char *sdk;		/* "dynamodb", behind "aws-sdk:" */
	const char *optimized_prefix, *sdk_prefix;	/* "DynamoDB", "DynamoDb" */
	const char *optimized_service;	/* "AmazonDynamoDBv2" */
	const char *optimized_other;	/* the exception that stands for those without a class of their own */
	bool extended_id;		/* errors name a second request id */
	const char *content_type;	/* of responses; NULL: optimized integrations give no metadata */
	bool server, crc32;		/* DynamoDB's headers */
	const char *connection;		/* how that header's name is spelt */
};

struct service_call {
	const struct task_request *r;
	const struct service_options *o;
	const struct service_names *names;
	enum service_form form;
	const cJSON *in;		/* Parameters; an object, or what else was given */
	struct rng rng;
	cJSON *out;			/* the service's response */
	size_t body_len;		/* of the response on the wire; 0: that of out's text */
	bool lower_request_id;		/* DynamoDB's reads */
	void *execution;		/* that the answer waits for; NULL: none */
	char *error, *cause;
};

typedef bool (*service_fn)(struct service_call *c);

/* code: the exception as the SDK for Java 2 has it ("ConditionalCheckFailedException"); NULL: it has no class of its own. wire: the error
 * code on the wire, where it differs (NULL: the same). Returns false. */
bool service_fail(struct service_call *c, const char *code, const char *wire, int status, const char *fmt, ...) PRINTF_LIKE(5, 6);

/* A member of the parameters, as the text that AWS sends: strings as they are, other JSON as its text. Caller frees; NULL: it is missing or
 * null. */
char *service_text(const struct service_call *c, const char *name);
/* A member that must be there and be a string; NULL: it is not, and the call has failed. Borrowed. */
const char *service_need(struct service_call *c, const char *name);
void service_uuid(struct service_call *c, char out[37]);
char *service_md5(const void *data, size_t len);		/* hexadecimal; caller frees */

/* The functions of the table, by file. */
bool sqs_send_message(struct service_call *c);
bool sqs_receive_message(struct service_call *c);
bool sqs_delete_message(struct service_call *c);
bool sns_publish(struct service_call *c);
bool events_put_events(struct service_call *c);

bool s3_get_object(struct service_call *c);
bool s3_put_object(struct service_call *c);
bool s3_head_object(struct service_call *c);
bool s3_delete_object(struct service_call *c);
bool s3_copy_object(struct service_call *c);
bool s3_list_objects(struct service_call *c);
bool s3_list_objects_v2(struct service_call *c);
bool s3_list_buckets(struct service_call *c);

bool dynamodb_get_item(struct service_call *c);
bool dynamodb_put_item(struct service_call *c);
bool dynamodb_update_item(struct service_call *c);
bool dynamodb_delete_item(struct service_call *c);
bool dynamodb_query(struct service_call *c);
bool dynamodb_scan(struct service_call *c);

bool sfn_start_execution(struct service_call *c);
bool sfn_start_sync_execution(struct service_call *c);
bool sfn_describe_execution(struct service_call *c);
bool sfn_stop_execution(struct service_call *c);
/* Before a call is taken: is it about something that is here? */
bool sfn_can_start(const struct service_options *o, const struct task_request *r, struct err *e);
bool sfn_can_find(const struct service_options *o, const struct task_request *r, struct err *e);
/* The answer of a call that waited for an execution; false: it failed, as c says. */
bool sfn_execution_result(struct service_call *c, const struct execution_summary *x);
bool sfn_send_task_success(struct service_call *c);
bool sfn_send_task_failure(struct service_call *c);
bool sfn_send_task_heartbeat(struct service_call *c);

#endif
