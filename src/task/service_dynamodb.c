/*
 * DynamoDB: getItem, putItem, updateItem, deleteItem. A request is read whole, with every expression, before anything is done, as the
 * service does; sentences about what is wrong are the service's. Query and scan are in service_dynamodb_query.c.
 */
#include "task/service_dynamodb.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define ITEM_MAX_BYTES 409600

/* --- requests ---------------------------------------------------------------------------------------------------------------------- */

bool dynamo_invalid(struct dynamo_request *q, const char *sentence)
{
	return service_fail(q->c, NULL, "ValidationException", 400, "%s", sentence);
}

/* True if nothing has been complained about. */
static bool is_good(struct dynamo_request *q)
{
	return !q->why.len || dynamo_invalid(q, str_get(&q->why));
}

static bool name_is_valid(const char *name)
{
	for (const char *s = name; *s; s++)
		if (!isalnum((unsigned char)*s) && !strchr("_.-", *s))
			return false;
	return *name != '\0';
}

static bool find_table(struct dynamo_request *q)
{
	const char *name = service_need(q->c, "TableName"), *in_arn;

	if (!name)
		return false;
	in_arn = str_starts(name, "arn:") ? strstr(name, ":table/") : NULL;
	q->name = in_arn ? in_arn + strlen(":table/") : name;
	if (!name_is_valid(q->name))
		return service_fail(q->c, NULL, "ValidationException", 400, "1 validation error detected: Value '%s' at 'tableName' failed to "
			"satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+", name);
	q->table = service_data_use(q->c->o->data, SERVICE_DYNAMODB, q->name);
	return q->table || service_fail(q->c, "ResourceNotFoundException", NULL, 400, "Requested resource not found");
}

/* An object of attribute values among the parameters; NULL: it is missing, or something is wrong. */
static cJSON *read_item(struct dynamo_request *q, const char *member)
{
	const cJSON *n = json_get(q->c->in, member);

	return n && !cJSON_IsNull(n) ? dynamo_item_read(n, &q->why) : NULL;
}

static bool need_item(struct dynamo_request *q, const char *member)
{
	q->item = read_item(q, member);
	if (q->item || q->why.len)
		return is_good(q);
	return service_fail(q->c, NULL, "ValidationException", 400, "1 validation error detected: Value null at '%c%s' failed to satisfy "
		"constraint: Member must not be null", member[0] | 0x20, member + 1);
}

bool dynamo_request_begin(struct dynamo_request *q, struct service_call *c)
{
	*q = (struct dynamo_request){.c = c};
	if (!find_table(q))
		return false;
	q->values = read_item(q, "ExpressionAttributeValues");
	q->env.names = json_get(c->in, "ExpressionAttributeNames");
	q->env.values = q->values;
	if (!q->why.len)
		dynamo_env_check(&q->env, &q->why);
	return is_good(q);
}

bool dynamo_request_expression(struct dynamo_request *q, const char *member, enum dynamo_form form, struct dynamo_expr **out)
{
	const char *text = json_get_string(q->c->in, member);

	*out = text ? dynamo_parse(&q->env, form, member, text, &q->why) : NULL;
	return is_good(q);
}

bool dynamo_request_ready(struct dynamo_request *q, const char *expressions)
{
	bool any = q->condition || q->update || q->projection || q->filter || q->key_condition;

	if (any)
		dynamo_env_unused(&q->env, &q->why);
	else if (q->values && q->values->child)
		str_addf(&q->why, "ExpressionAttributeValues can only be specified when using expressions: %s", expressions);
	else if (q->env.names && q->env.names->child)
		str_addf(&q->why, "ExpressionAttributeNames can only be specified when using expressions: %s", expressions);
	return is_good(q);
}

void dynamo_request_done(struct dynamo_request *q)
{
	struct dynamo_expr *const all[] = {q->condition, q->update, q->projection, q->filter, q->key_condition};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		dynamo_expr_free(all[i]);
	dynamo_env_done(&q->env);
	cJSON_Delete(q->values);
	cJSON_Delete(q->item);
	free(q->key);
	str_done(&q->why);
}

/* The Key member: exactly the key's attributes. */
static bool read_key(struct dynamo_request *q)
{
	const char *names[2];
	size_t n = 0;

	if (!need_item(q, "Key"))
		return false;
	for (const cJSON *a = q->item->child; a; a = a->next, n++)
		if (n < 2)
			names[n] = a->string;
	if (!dynamo_table_learn(q->c->o->data, q->table, names, n))
		return dynamo_invalid(q, "The provided key element does not match the schema");
	q->key = dynamo_table_item_key(q->c->o->data, q->table, q->item, false, &q->why);
	return is_good(q);
}

/* One of these words, or nothing: NONE. */
static bool read_return_values(struct dynamo_request *q, const char *const *allowed, const char **out)
{
	const cJSON *n = json_get(q->c->in, "ReturnValues");

	*out = "NONE";
	if (!n || cJSON_IsNull(n))
		return true;
	for (size_t i = 0; cJSON_IsString(n) && allowed[i]; i++)
		if (strcmp(allowed[i], n->valuestring) == 0) {
			*out = n->valuestring;
			return true;
		}
	return dynamo_invalid(q, "Return values set to invalid value");
}

static const cJSON *old_item(const struct dynamo_request *q)
{
	return value_node(service_data_get(q->table, q->key));
}

static bool check_condition(struct dynamo_request *q)
{
	const cJSON *old = old_item(q);
	cJSON *none = NULL;
	bool holds;

	if (!q->condition)
		return true;
	if (!old)
		old = none = cJSON_CreateObject();
	holds = dynamo_holds(q->condition->condition, old);
	cJSON_Delete(none);
	return holds || service_fail(q->c, "ConditionalCheckFailedException", NULL, 400, "The conditional request failed");
}

static void store(struct dynamo_request *q, cJSON *item_take)
{
	struct value *v = value_take(item_take);

	if (v)
		service_data_put(q->c->o->data, q->table, q->key, v, q->c->r->at_ms);
	value_unref(v);
}

void dynamo_add_capacity(struct dynamo_request *q, double units)
{
	const char *asked = json_get_string(q->c->in, "ReturnConsumedCapacity");
	cJSON *o;

	if (!asked || strcmp(asked, "NONE") == 0)
		return;
	o = cJSON_CreateObject();
	json_set(o, "CapacityUnits", cJSON_CreateNumber(units));
	json_set(o, "TableName", cJSON_CreateString(q->name));
	json_set(q->c->out, "ConsumedCapacity", o);
}

static double units(size_t bytes, size_t unit)
{
	return bytes ? (double)((bytes + unit - 1) / unit) : 1;
}

/* attributes NULL or empty: the response has none. Borrowed. */
static void add_attributes(struct dynamo_request *q, const cJSON *attributes)
{
	if (attributes && attributes->child)
		json_set(q->c->out, "Attributes", dynamo_item_write(attributes, q->c->form == FORM_SDK));
}

/* --- actions ------------------------------------------------------------------------------------------------------------------------- */

bool dynamodb_get_item(struct service_call *c)
{
	struct dynamo_request q;
	const cJSON *found;
	cJSON *part = NULL;
	bool strong = cJSON_IsTrue(json_get(c->in, "ConsistentRead"));
	bool ok = dynamo_request_begin(&q, c) && dynamo_request_expression(&q, "ProjectionExpression", DYNAMO_PROJECTION, &q.projection) &&
		dynamo_request_ready(&q, "ProjectionExpression is null") && read_key(&q);

	c->lower_request_id = true;
	if (ok) {
		found = old_item(&q);
		if (found && q.projection)
			part = dynamo_project(q.projection->list, found);
		if (found)
			json_set(c->out, "Item", dynamo_item_write(part ? part : found, c->form == FORM_SDK));
		dynamo_add_capacity(&q, units(found ? dynamo_item_bytes(found) : 0, 4096) * (strong ? 1 : 0.5));
	}
	cJSON_Delete(part);
	dynamo_request_done(&q);
	return ok;
}

static bool put_item(struct dynamo_request *q)
{
	static const char *const allowed[] = {"NONE", "ALL_OLD", NULL};
	const char *returns;
	size_t bytes;

	if (!dynamo_request_expression(q, "ConditionExpression", DYNAMO_CONDITION, &q->condition) ||
		!dynamo_request_ready(q, "ConditionExpression is null") || !read_return_values(q, allowed, &returns) || !need_item(q, "Item"))
		return false;
	q->key = dynamo_table_item_key(q->c->o->data, q->table, q->item, true, &q->why);
	if (!is_good(q))
		return false;
	bytes = dynamo_item_bytes(q->item);
	if (bytes > ITEM_MAX_BYTES)
		return dynamo_invalid(q, "Item size has exceeded the maximum allowed size");
	if (!check_condition(q))
		return false;
	if (strcmp(returns, "ALL_OLD") == 0)
		add_attributes(q, old_item(q));
	store(q, q->item);
	q->item = NULL;
	dynamo_add_capacity(q, units(bytes, 1024));
	return true;
}

bool dynamodb_put_item(struct service_call *c)
{
	struct dynamo_request q;
	bool ok = dynamo_request_begin(&q, c) && put_item(&q);

	dynamo_request_done(&q);
	return ok;
}

static bool delete_item(struct dynamo_request *q)
{
	static const char *const allowed[] = {"NONE", "ALL_OLD", NULL};
	const char *returns;
	const cJSON *old;

	if (!dynamo_request_expression(q, "ConditionExpression", DYNAMO_CONDITION, &q->condition) ||
		!dynamo_request_ready(q, "ConditionExpression is null") || !read_return_values(q, allowed, &returns) || !read_key(q) ||
		!check_condition(q))
		return false;
	old = old_item(q);
	if (strcmp(returns, "ALL_OLD") == 0)
		add_attributes(q, old);
	dynamo_add_capacity(q, units(old ? dynamo_item_bytes(old) : 0, 1024));
	service_data_remove(q->c->o->data, q->table, q->key);
	return true;
}

bool dynamodb_delete_item(struct service_call *c)
{
	struct dynamo_request q;
	bool ok = dynamo_request_begin(&q, c) && delete_item(&q);

	dynamo_request_done(&q);
	return ok;
}

static bool leaves_key_alone(struct dynamo_request *q)
{
	for (const struct dynamo_node *n = q->update ? q->update->list : NULL; n; n = n->next)
		if (json_get(q->item, n->args->path->name)) {
			str_addf(&q->why, "One or more parameter values were invalid: Cannot update attribute %s. This attribute is part of the key",
				n->args->path->name);
			return is_good(q);
		}
	return true;
}

static void add_updated(struct dynamo_request *q, const char *returns, const cJSON *old, const cJSON *item)
{
	const cJSON *from = str_ends(returns, "_OLD") ? old : item;
	cJSON *part = NULL;

	if (strcmp(returns, "NONE") == 0)
		return;
	if (str_starts(returns, "UPDATED"))
		part = dynamo_project(q->update ? q->update->list : NULL, from);
	add_attributes(q, part ? part : from);
	cJSON_Delete(part);
}

/* The changes on what is there, or on an item that has nothing but its key. */
static bool update_stored(struct dynamo_request *q, const char *returns)
{
	const cJSON *stored = old_item(q);
	cJSON *none = cJSON_CreateObject(), *item;
	const cJSON *old = stored ? stored : none;
	bool ok;

	item = dynamo_change(q->update ? q->update->list : NULL, stored ? stored : q->item, &q->why);
	if (item && dynamo_item_bytes(item) > ITEM_MAX_BYTES)
		str_adds(&q->why, "Item size to update has exceeded the maximum allowed size");
	ok = is_good(q);
	if (ok) {
		add_updated(q, returns, old, item);
		dynamo_add_capacity(q, units(dynamo_item_bytes(item), 1024));
		store(q, item);
		item = NULL;
	}
	cJSON_Delete(item);
	cJSON_Delete(none);
	return ok;
}

bool dynamodb_update_item(struct service_call *c)
{
	static const char *const allowed[] = {"NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW", NULL};
	const char *returns;
	struct dynamo_request q;
	bool ok = dynamo_request_begin(&q, c) && dynamo_request_expression(&q, "UpdateExpression", DYNAMO_UPDATE, &q.update) &&
		dynamo_request_expression(&q, "ConditionExpression", DYNAMO_CONDITION, &q.condition) &&
		dynamo_request_ready(&q, "UpdateExpression and ConditionExpression are null") && read_return_values(&q, allowed, &returns) &&
		read_key(&q) && leaves_key_alone(&q) && check_condition(&q) && update_stored(&q, returns);

	dynamo_request_done(&q);
	return ok;
}
