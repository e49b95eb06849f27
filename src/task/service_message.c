/*
 * SQS, SNS and EventBridge: what is sent is kept, in order of coming, so that a person can look at it; a queue's messages can be received
 * and deleted too. Of a topic or a bus the newest 1,000 are kept, of a queue the newest 10,000.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "query/digest.h"
#include "task/service_private.h"

#define RECORD_MAX 1000
#define QUEUE_MAX 10000
#define DEDUPLICATION_MS 300000
#define VISIBILITY_S 30
#define MESSAGE_MAX_BYTES 1048576

static void keep(struct service_call *c, struct service_container *to, cJSON *document, size_t max)
{
	struct value *v = value_take(document);
	char key[16];

	if (!v)
		return;		/* nested deeper than a payload can be */
	service_data_next_key(to, key);
	service_data_put(c->o->data, to, key, v, c->r->at_ms);
	value_unref(v);
	while (to->items.n > max)
		service_data_remove(c->o->data, to, to->items.v[0].key);
}

static void copy_member(const struct service_call *c, const char *name, cJSON *to)
{
	const cJSON *n = json_get(c->in, name);

	if (n && !cJSON_IsNull(n))
		json_set(to, name, json_copy(n));
}

static bool is_fifo(const struct service_container *c)
{
	return str_ends(c->name, ".fifo");
}

/* FIFO queues and topics count in numbers of 20 digits. */
static void add_sequence(struct service_call *c, const struct service_container *to, const char *first_digits)
{
	char key[16], text[24];

	if (!is_fifo(to))
		return;
	service_data_next_key(to, key);
	snprintf(text, sizeof text, "%s%015llu", first_digits, strtoull(key, NULL, 10) - 1);
	json_set(c->out, "SequenceNumber", cJSON_CreateString(text));
}

/* --- SQS ---------------------------------------------------------------------------------------------------------------- */

static struct service_container *queue(struct service_call *c)
{
	const char *url = service_need(c, "QueueUrl");
	struct service_container *q = url ? service_data_use(c->o->data, SERVICE_SQS, path_base(url)) : NULL;

	if (url && !q)
		service_fail(c, "QueueDoesNotExistException", "AWS.SimpleQueueService.NonExistentQueue", 400,
			"The specified queue does not exist.");
	return q;
}

static void add_length(struct str *s, size_t n)
{
	const unsigned char bytes[] = {(unsigned char)(n >> 24), (unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n};

	str_add(s, (const char *)bytes, sizeof bytes);
}

static void add_counted(struct str *s, const char *text, size_t len)
{
	add_length(s, len);
	str_add(s, text, len);
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

/* SQS's digest of attributes: each by its name, type and value, with lengths in front, in order of names. Caller frees. */
static char *attributes_md5(const cJSON *attributes)
{
	VEC(const cJSON *) list = {0};
	struct str s = {0};
	char *md5;

	for (const cJSON *a = attributes->child; a; a = a->next)
		VEC_PUSH(&list, a);
	if (list.n)
		qsort(list.v, list.n, sizeof list.v[0], by_name);
	for (size_t i = 0; i < list.n; i++) {
		const char *type = json_get_string(list.v[i], "DataType"), *value = json_get_string(list.v[i], "StringValue");
		bool binary = !value;

		add_counted(&s, list.v[i]->string, strlen(list.v[i]->string));
		add_counted(&s, type ? type : "", type ? strlen(type) : 0);
		str_addc(&s, binary ? 2 : 1);
		if (binary) {
			struct str bytes = {0};

			value = json_get_string(list.v[i], "BinaryValue");
			base64_decode(value ? value : "", &bytes);
			add_counted(&s, str_get(&bytes), bytes.len);
			str_done(&bytes);
		} else {
			add_counted(&s, value, strlen(value));
		}
	}
	md5 = service_md5(str_get(&s), s.len);
	str_done(&s);
	VEC_DONE(&list);
	return md5;
}

static bool attributes_are_good(struct service_call *c, const cJSON *attributes)
{
	for (const cJSON *a = attributes ? attributes->child : NULL; a; a = a->next) {
		const char *type = json_get_string(a, "DataType");

		if (!type || !*type)
			return service_fail(c, NULL, "InvalidParameterValue", 400,
				"The message attribute '%s' must contain a non-empty message attribute type.", a->string);
		if (!str_starts(type, "String") && !str_starts(type, "Number") && !str_starts(type, "Binary"))
			return service_fail(c, NULL, "InvalidParameterValue", 400,
				"The message attribute '%s' has an invalid message attribute type, the set of supported type prefixes is "
				"Binary, Number, and String.", a->string);
		if (!json_get_string(a, str_starts(type, "Binary") ? "BinaryValue" : "StringValue"))
			return service_fail(c, NULL, "InvalidParameterValue", 400,
				"The message attribute '%s' must contain a non-empty message attribute value for message attribute type '%s'.",
				a->string, type);
	}
	return true;
}

/* A FIFO queue takes a message once: the one that came less than five minutes ago with the same id. */
static const cJSON *duplicate(const struct service_call *c, const struct service_container *q, const char *id)
{
	for (size_t i = q->items.n; id && i-- > 0;) {
		const cJSON *m = value_node(q->items.v[i].value);

		if (c->r->at_ms - q->items.v[i].at_ms < DEDUPLICATION_MS && str_is(json_get_string(m, "MessageDeduplicationId"), id))
			return m;
	}
	return NULL;
}

static const char *md5_name(const struct service_call *c, bool attributes)
{
	if (c->form == FORM_SDK)
		return attributes ? "Md5OfMessageAttributes" : "Md5OfMessageBody";
	return attributes ? "MD5OfMessageAttributes" : "MD5OfMessageBody";
}

static bool fifo_is_good(struct service_call *c, const struct service_container *q)
{
	if (is_fifo(q) && !json_get_string(c->in, "MessageGroupId"))
		return service_fail(c, NULL, "MissingParameter", 400, "The request must contain the parameter MessageGroupId.");
	return true;
}

static void send(struct service_call *c, struct service_container *q, const char *body)
{
	static const char *const copied[] = {"MessageAttributes", "MessageGroupId", "MessageDeduplicationId", "DelaySeconds"};
	const cJSON *attributes = json_get(c->in, "MessageAttributes");
	const cJSON *twin = is_fifo(q) ? duplicate(c, q, json_get_string(c->in, "MessageDeduplicationId")) : NULL;
	cJSON *message = cJSON_CreateObject();
	char id[37], *md5 = service_md5(body, strlen(body));

	service_uuid(c, id);
	if (twin)
		snprintf(id, sizeof id, "%s", json_get_string(twin, "MessageId"));
	json_set(message, "MessageId", cJSON_CreateString(id));
	json_set(message, "Body", cJSON_CreateString(body));
	for (size_t i = 0; i < ARRAY_LEN(copied); i++)
		copy_member(c, copied[i], message);
	if (cJSON_IsObject(attributes) && attributes->child) {
		char *digest = attributes_md5(attributes);

		json_set(c->out, md5_name(c, true), cJSON_CreateString(digest));
		free(digest);
	}
	json_set(c->out, md5_name(c, false), cJSON_CreateString(md5));
	json_set(c->out, "MessageId", cJSON_CreateString(id));
	add_sequence(c, q, "18870");
	if (twin)
		cJSON_Delete(message);
	else
		keep(c, q, message, QUEUE_MAX);
	free(md5);
}

bool sqs_send_message(struct service_call *c)
{
	struct service_container *q = queue(c);
	char *body = q ? service_text(c, "MessageBody") : NULL;
	bool ok = q && fifo_is_good(c, q) && attributes_are_good(c, json_get(c->in, "MessageAttributes"));

	if (ok && (!body || !*body))
		ok = service_fail(c, NULL, "MissingParameter", 400, "The request must contain the parameter MessageBody.");
	if (ok && strlen(body) > MESSAGE_MAX_BYTES)
		ok = service_fail(c, NULL, "InvalidParameterValue", 400,
			"One or more parameters are invalid. Reason: Message must be shorter than %d bytes.", MESSAGE_MAX_BYTES);
	if (ok)
		send(c, q, body);
	free(body);
	return ok;
}

static int64_t member_int(const cJSON *n, const char *name, int64_t lo, int64_t hi, int64_t otherwise)
{
	int64_t v;

	return json_int(json_get(n, name), lo, hi, &v) ? v : otherwise;
}

/* Not before its DelaySeconds, and not while somebody else has it. */
static bool is_visible(const struct service_call *c, const struct service_item *it)
{
	const cJSON *m = value_node(it->value);
	int64_t delay_s = member_int(m, "DelaySeconds", 0, 900, 0), until_ms = member_int(m, "InvisibleUntil", 0, INT64_MAX, 0);

	return c->r->at_ms >= it->at_ms + delay_s * 1000 && c->r->at_ms >= until_ms;
}

static cJSON *received(const struct service_call *c, const cJSON *m, const char *handle)
{
	const char *body = json_get_string(m, "Body");
	const cJSON *attributes = json_get(m, "MessageAttributes");
	cJSON *out = cJSON_CreateObject();
	char *md5 = service_md5(body ? body : "", body ? strlen(body) : 0);

	json_set(out, "Body", cJSON_CreateString(body ? body : ""));
	json_set(out, "Md5OfBody", cJSON_CreateString(md5));
	if (attributes && json_get(c->in, "MessageAttributeNames"))
		json_set(out, "MessageAttributes", json_copy(attributes));
	json_set(out, "MessageId", cJSON_CreateString(json_get_string(m, "MessageId")));
	json_set(out, "ReceiptHandle", cJSON_CreateString(handle));
	free(md5);
	return out;
}

/* The message stays, invisible for a while, and knows the handle that deletes it. */
static cJSON *receive(struct service_call *c, struct service_container *q, const struct service_item *it)
{
	int64_t seconds = member_int(c->in, "VisibilityTimeout", 0, 43200, VISIBILITY_S), at_ms = it->at_ms;
	cJSON *m = json_copy(value_node(it->value)), *out;
	char handle[37], *key = xstrdup(it->key);
	struct value *v;

	service_uuid(c, handle);
	json_set(m, "ReceiptHandle", cJSON_CreateString(handle));
	json_set(m, "InvisibleUntil", json_new_int(c->r->at_ms + seconds * 1000));
	out = received(c, m, handle);
	v = value_take(m);
	service_data_put(c->o->data, q, key, v, at_ms);
	value_unref(v);
	free(key);
	return out;
}

bool sqs_receive_message(struct service_call *c)
{
	struct service_container *q = queue(c);
	int64_t max = member_int(c->in, "MaxNumberOfMessages", 1, 10, 1);
	cJSON *messages;

	if (!q)
		return false;
	messages = cJSON_CreateArray();
	for (size_t i = 0; i < q->items.n && max > 0; i++) {
		if (!is_visible(c, &q->items.v[i]))
			continue;
		json_append(messages, receive(c, q, &q->items.v[i]));
		max--;
	}
	if (messages->child)
		json_set(c->out, "Messages", messages);
	else
		cJSON_Delete(messages);
	return true;
}

bool sqs_delete_message(struct service_call *c)
{
	struct service_container *q = queue(c);
	const char *handle = q ? service_need(c, "ReceiptHandle") : NULL;

	for (size_t i = 0; handle && i < q->items.n; i++)
		if (str_is(json_get_string(value_node(q->items.v[i].value), "ReceiptHandle"), handle)) {
			service_data_remove(c->o->data, q, q->items.v[i].key);
			return true;
		}
	return handle && service_fail(c, "ReceiptHandleIsInvalidException", "ReceiptHandleIsInvalid", 404,
		"The input receipt handle \"%s\" is not a valid receipt handle.", handle);
}

/* --- SNS ---------------------------------------------------------------------------------------------------------------- */

/* Published to a topic, an endpoint or a phone: kept under its name. */
static struct service_container *topic(struct service_call *c)
{
	const char *arn = json_get_string(c->in, "TopicArn"), *phone = json_get_string(c->in, "PhoneNumber");
	struct service_container *t;

	if (!arn)
		arn = json_get_string(c->in, "TargetArn");
	if (!arn && !phone) {
		service_fail(c, "InvalidParameterException", "InvalidParameter", 400,
			"Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter");
		return NULL;
	}
	if (arn && (!str_starts(arn, "arn:") || !strstr(arn, ":sns:"))) {
		service_fail(c, "InvalidParameterException", "InvalidParameter", 400,
			"Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1");
		return NULL;
	}
	t = service_data_use(c->o->data, SERVICE_SNS, arn ? strrchr(arn, ':') + 1 : phone);
	if (!t)
		service_fail(c, "NotFoundException", "NotFound", 404, "Topic does not exist");
	return t;
}

bool sns_publish(struct service_call *c)
{
	static const char *const copied[] = {"Subject", "MessageStructure", "MessageAttributes", "MessageGroupId", "MessageDeduplicationId"};
	struct service_container *t = topic(c);
	char id[37], *message = t ? service_text(c, "Message") : NULL;
	cJSON *document;

	if (!t)
		return false;
	if (!message || !*message) {
		free(message);
		return service_fail(c, "InvalidParameterException", "InvalidParameter", 400, "Invalid parameter: Empty message");
	}
	if (is_fifo(t) && !json_get_string(c->in, "MessageGroupId")) {
		free(message);
		return service_fail(c, "InvalidParameterException", "InvalidParameter", 400,
			"Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
	}
	service_uuid(c, id);
	document = cJSON_CreateObject();
	json_set(document, "MessageId", cJSON_CreateString(id));
	json_set(document, "Message", cJSON_CreateString(message));
	for (size_t i = 0; i < ARRAY_LEN(copied); i++)
		copy_member(c, copied[i], document);
	json_set(c->out, "MessageId", cJSON_CreateString(id));
	add_sequence(c, t, "10000");
	c->body_len = is_fifo(t) ? 352 : 294;	/* its XML: nothing but the ids differs */
	keep(c, t, document, RECORD_MAX);
	free(message);
	return true;
}

/* --- EventBridge ---------------------------------------------------------------------------------------------------------- */

static bool detail_is_object(const cJSON *detail)
{
	cJSON *tree = NULL;
	bool ok;

	if (!cJSON_IsString(detail))
		return cJSON_IsObject(detail);
	ok = json_parse(detail->valuestring, strlen(detail->valuestring), NULL, &tree, NULL) && cJSON_IsObject(tree);
	cJSON_Delete(tree);
	return ok;
}

static cJSON *entry_error(const char *code, char *message)
{
	cJSON *out = cJSON_CreateObject();

	json_set(out, "ErrorCode", cJSON_CreateString(code));
	json_set(out, "ErrorMessage", cJSON_CreateString(message));
	free(message);
	return out;
}

/* What is wrong with an entry; NULL: nothing. */
static cJSON *entry_problem(const cJSON *entry)
{
	static const char *const needed[] = {"Source", "DetailType", "Detail"};

	for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
		const cJSON *n = json_get(entry, needed[i]);

		if (!n || cJSON_IsNull(n) || (cJSON_IsString(n) && !*n->valuestring))
			return entry_error("InvalidArgument", xasprintf("Parameter %s is not valid. Reason: %s is a required argument.",
				needed[i], needed[i]));
	}
	return detail_is_object(json_get(entry, "Detail")) ? NULL : entry_error("MalformedDetail", xstrdup("Detail is malformed."));
}

/* The optimized integration names the execution that sends the event among its resources. */
static cJSON *entry_document(const struct service_call *c, const cJSON *entry, const char *id)
{
	cJSON *document = json_copy(entry), *resources = cJSON_GetObjectItemCaseSensitive(document, "Resources");

	json_set(document, "EventId", cJSON_CreateString(id));
	if (c->form == FORM_OPTIMIZED) {
		if (!cJSON_IsArray(resources)) {
			resources = cJSON_CreateArray();
			json_set(document, "Resources", resources);
		}
		json_append(resources, cJSON_CreateString(c->r->execution_arn ? c->r->execution_arn : ""));
	}
	return document;
}

static cJSON *put_event(struct service_call *c, const cJSON *entry)
{
	cJSON *out = entry_problem(entry);
	const char *bus = json_get_string(entry, "EventBusName");
	char id[37];

	if (out)
		return out;
	service_uuid(c, id);
	keep(c, service_data_use(c->o->data, SERVICE_EVENTS, bus ? path_base(bus) : "default"), entry_document(c, entry, id), RECORD_MAX);
	out = cJSON_CreateObject();
	json_set(out, "EventId", cJSON_CreateString(id));
	return out;
}

bool events_put_events(struct service_call *c)
{
	const cJSON *entries = json_get(c->in, "Entries");
	size_t n = json_count(entries), failed = 0;
	cJSON *list;

	if (!cJSON_IsArray(entries) || n < 1 || n > 10)
		return service_fail(c, NULL, "ValidationException", 400,
			"1 validation error detected: Value '%s' at 'entries' failed to satisfy constraint: Member must have length %s",
			n > 10 ? "[PutEventsRequestEntry]" : "[]", n > 10 ? "less than or equal to 10" : "greater than or equal to 1");
	list = cJSON_CreateArray();
	for (const cJSON *entry = entries->child; entry; entry = entry->next) {
		cJSON *one = put_event(c, entry);

		failed += json_get(one, "ErrorCode") != NULL;
		json_append(list, one);
	}
	json_set(c->out, "Entries", list);
	json_set(c->out, "FailedEntryCount", json_new_int((int64_t)failed));
	if (!failed || c->form == FORM_SDK)
		return true;
	c->error = xstrdup("EventBridge.FailedEntry");
	c->cause = json_print(c->out);
	return false;
}
