/* Metadata and errors of the integrations, as recordings of each of them show. */
#include "task/service_reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "query/digest.h"

/* --- what is made up ------------------------------------------------------------------------------------------------- */

void service_uuid(struct service_call *c, char out[37])
{
	rng_uuid(&c->rng, out);
}

static void letters(struct service_call *c, const char *from, size_t n_from, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = from[rng_next(&c->rng) % n_from];
	out[n] = '\0';
}

#define REQUEST_ID_SIZE 64

/* The services differ in what their request ids look like. */
static void request_id(struct service_call *c, char out[REQUEST_ID_SIZE])
{
	if (c->names->crc32)
		letters(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 36, 52, out);
	else if (c->names->extended_id)
		letters(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 36, 16, out);
	else
		rng_uuid(&c->rng, out);
}

uint32_t service_crc32(const void *data, size_t len)
{
	const unsigned char *p = data;
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < len; i++) {
		crc ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

char *service_md5(const void *data, size_t len)
{
	struct str s = {0};

	digest_hex("MD5", data, len, &s);
	return str_take(&s);
}

/* --- the response ----------------------------------------------------------------------------------------------------- */

struct headers {
	cJSON *all, *plain;		/* AllHttpHeaders has lists, in the order of the wire; HttpHeaders is in order of names */
	const char *names[8];
	char *values[8];
	size_t n;
};

static void header_take(struct headers *h, const char *name, char *value)
{
	cJSON *list = cJSON_CreateArray();

	cJSON_AddItemToArray(list, cJSON_CreateString(value));
	json_set(h->all, name, list);
	h->names[h->n] = name;
	h->values[h->n++] = value;
}

static void headers_sort(struct headers *h)
{
	for (size_t i = 0; i < h->n; i++) {
		size_t least = i;
		const char *name;
		char *value;

		for (size_t k = i + 1; k < h->n; k++)
			if (strcasecmp(h->names[k], h->names[least]) < 0)
				least = k;
		name = h->names[least];
		value = h->values[least];
		h->names[least] = h->names[i];
		h->values[least] = h->values[i];
		h->names[i] = name;
		h->values[i] = value;
		json_set(h->plain, name, cJSON_CreateString(value));
		free(value);
	}
}

static cJSON *http_metadata(const struct service_call *c, const char *id, const char *body, size_t len)
{
	struct headers h = {.all = cJSON_CreateObject(), .plain = cJSON_CreateObject()};
	cJSON *metadata = cJSON_CreateObject();
	char date[TIME_TEXT_SIZE];

	time_format_http(c->r->at_ms, date);
	if (c->names->server)
		header_take(&h, "Server", xstrdup("Server"));
	if (!c->names->server || c->lower_request_id)
		header_take(&h, c->lower_request_id ? "x-amzn-requestid" : "x-amzn-RequestId", xstrdup(id));
	header_take(&h, c->names->connection, xstrdup("keep-alive"));
	if (c->names->server && !c->lower_request_id)
		header_take(&h, "x-amzn-RequestId", xstrdup(id));
	if (c->names->crc32)
		header_take(&h, "x-amz-crc32", xasprintf("%u", (unsigned)service_crc32(body, strlen(body))));
	header_take(&h, "Content-Length", xasprintf("%zu", len));
	header_take(&h, "Date", xstrdup(date));
	header_take(&h, "Content-Type", xstrdup(c->names->content_type));
	headers_sort(&h);
	json_set(metadata, "AllHttpHeaders", h.all);
	json_set(metadata, "HttpHeaders", h.plain);
	json_set(metadata, "HttpStatusCode", cJSON_CreateNumber(200));
	return metadata;
}

void service_add_metadata(struct service_call *c)
{
	cJSON *metadata;
	char id[REQUEST_ID_SIZE], *body;

	if (c->form != FORM_OPTIMIZED || !c->names->content_type)
		return;
	request_id(c, id);
	body = json_print(c->out);
	metadata = cJSON_CreateObject();
	json_set(metadata, "RequestId", cJSON_CreateString(id));
	json_set(c->out, "SdkHttpMetadata", http_metadata(c, id, body, c->body_len ? c->body_len : strlen(body)));
	json_set(c->out, "SdkResponseMetadata", metadata);
	free(body);
}

/* --- errors ------------------------------------------------------------------------------------------------------------ */

static void fail_optimized(struct service_call *c, const char *code, const char *wire, int status, const char *message, const char *id)
{
	const struct service_names *n = c->names;

	c->error = xasprintf("%s.%s", n->optimized_prefix, code ? code : n->optimized_other);
	c->cause = xasprintf("%s (Service: %s; Status Code: %d; Error Code: %s; Request ID: %s; Proxy: null)", message,
		n->optimized_service, status, wire ? wire : code ? code : "ValidationException", id);
}

static void fail_sdk(struct service_call *c, const char *code, int status, const char *message, const char *id)
{
	const struct service_names *n = c->names;
	struct str cause = {0};

	c->error = code ? xasprintf("%s.%s", n->sdk_prefix, code) : xasprintf("%s.%sException", n->sdk_prefix, n->sdk_prefix);
	str_addf(&cause, "%s (Service: %s, Status Code: %d, Request ID: %s", message, n->sdk_prefix, status, id);
	if (n->extended_id) {
		char extended[60];

		letters(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 64, 56, extended);
		str_addf(&cause, ", Extended Request ID: %s", extended);
	}
	str_adds(&cause, ") (SDK Attempt Count: 1)");
	c->cause = str_take(&cause);
}

bool service_fail(struct service_call *c, const char *code, const char *wire, int status, const char *fmt, ...)
{
	struct str message = {0};
	char id[REQUEST_ID_SIZE];
	va_list ap;

	if (c->error)
		return false;		/* the first reason counts */
	va_start(ap, fmt);
	str_vaddf(&message, fmt, ap);
	va_end(ap);
	request_id(c, id);
	if (c->form == FORM_OPTIMIZED)
		fail_optimized(c, code, wire, status, str_get(&message), id);
	else
		fail_sdk(c, code, status, str_get(&message), id);
	str_done(&message);
	return false;
}

/* --- parameters --------------------------------------------------------------------------------------------------------- */

char *service_text(const struct service_call *c, const char *name)
{
	const cJSON *n = json_get(c->in, name);

	if (!n || cJSON_IsNull(n))
		return NULL;
	return cJSON_IsString(n) ? xstrdup(n->valuestring) : json_print(n);
}

const char *service_need(struct service_call *c, const char *name)
{
	const cJSON *n = json_get(c->in, name);
	char *camel;

	if (cJSON_IsString(n))
		return n->valuestring;
	if (n && !cJSON_IsNull(n)) {
		service_fail(c, NULL, "SerializationException", 400, "The value for the field '%s' must be a STRING", name);
		return NULL;
	}
	camel = xstrdup(name);
	camel[0] |= 0x20;
	service_fail(c, NULL, NULL, 400, "1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null",
		camel);
	free(camel);
	return NULL;
}
