/*
 * service_dynamodb - a request to DynamoDB while it is worked on, for the two files that do that. Private to the services.
 *
 *     dynamo_request_begin(&q, c), dynamo_request_expression(&q, …) for each, dynamo_request_ready(&q, …), the work, dynamo_request_done(&q)
 *
 * All of them but the last return false when the call has failed.
 */
#ifndef ASLANT_SERVICE_DYNAMODB_H
#define ASLANT_SERVICE_DYNAMODB_H

#include "task/dynamo_expr.h"
#include "task/dynamo_table.h"
#include "task/dynamo_value.h"
#include "task/service_private.h"

struct dynamo_request {
	struct service_call *c;
	struct service_container *table;
	const char *name;		/* of the table */
	struct dynamo_env env;
	cJSON *values;			/* ExpressionAttributeValues, read */
	cJSON *item;			/* Item or Key, read */
	char *key;			/* of the item in the data */
	struct dynamo_expr *condition, *update, *projection, *filter, *key_condition;
	struct str why;			/* what is wrong, in the service's words */
};

bool dynamo_request_begin(struct dynamo_request *q, struct service_call *c);
bool dynamo_request_expression(struct dynamo_request *q, const char *member, enum dynamo_form form, struct dynamo_expr **out);
/* All expressions are read: nothing may be left over. expressions: "ConditionExpression is null". */
bool dynamo_request_ready(struct dynamo_request *q, const char *expressions);
void dynamo_request_done(struct dynamo_request *q);
bool dynamo_invalid(struct dynamo_request *q, const char *sentence);	/* ValidationException; false */
void dynamo_add_capacity(struct dynamo_request *q, double units);	/* where it was asked for */

#endif
