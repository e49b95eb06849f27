#include "task/http_encode.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* A text as it is; anything else as JSON. Caller frees. */
static char *scalar(const cJSON *n)
{
	return cJSON_IsString(n) ? xstrdup(n->valuestring) : json_print(n);
}

static void add_pair(struct str *out, const char *name, const cJSON *n)
{
	char *value = scalar(n);

	if (out->len)
		str_addc(out, '&');
	http_escape(out, name);
	str_addc(out, '=');
	http_escape(out, value);
	free(value);
}

void http_encode_query(struct str *out, const cJSON *parameters)
{
	for (const cJSON *m = parameters ? parameters->child : NULL; m; m = m->next) {
		if (!cJSON_IsArray(m)) {
			add_pair(out, m->string, m);
			continue;
		}
		for (const cJSON *e = m->child; e; e = e->next)
			add_pair(out, m->string, e);
	}
}

/* --- forms ------------------------------------------------------------------------------------------------------------------------ */

bool http_arrays_find(const char *text, enum http_arrays *out)
{
	static const char *const texts[] = {[ARRAYS_INDICES] = "INDICES", [ARRAYS_REPEAT] = "REPEAT", [ARRAYS_COMMAS] = "COMMAS",
		[ARRAYS_BRACKETS] = "BRACKETS"};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (str_is(text, texts[i])) {
			*out = (enum http_arrays)i;
			return true;
		}
	return false;
}

static void add_form(struct str *out, const char *name, const cJSON *n, enum http_arrays arrays);

static void add_commas(struct str *out, const char *name, const cJSON *list)
{
	struct str joined = {0};
	cJSON *text;

	for (const cJSON *e = list->child; e; e = e->next) {
		char *value = scalar(e);

		if (e != list->child)
			str_addc(&joined, ',');
		str_adds(&joined, value);
		free(value);
	}
	text = cJSON_CreateString(str_get(&joined));
	add_pair(out, name, text);
	cJSON_Delete(text);
	str_done(&joined);
}

static void add_list(struct str *out, const char *name, const cJSON *list, enum http_arrays arrays)
{
	size_t i = 0;

	for (const cJSON *e = list->child; e; e = e->next, i++) {
		char *element = arrays == ARRAYS_REPEAT ? xstrdup(name) : arrays == ARRAYS_BRACKETS ? xasprintf("%s[]", name)
			: xasprintf("%s[%zu]", name, i);

		add_form(out, element, e, arrays);
		free(element);
	}
}

static void add_form(struct str *out, const char *name, const cJSON *n, enum http_arrays arrays)
{
	if (cJSON_IsArray(n) && arrays == ARRAYS_COMMAS) {
		add_commas(out, name, n);
	} else if (cJSON_IsArray(n)) {
		add_list(out, name, n, arrays);
	} else if (cJSON_IsObject(n)) {
		for (const cJSON *m = n->child; m; m = m->next) {
			char *member = xasprintf("%s[%s]", name, m->string);

			add_form(out, member, m, arrays);
			free(member);
		}
	} else {
		add_pair(out, name, n);
	}
}

void http_encode_form(struct str *out, const cJSON *body, enum http_arrays arrays)
{
	for (const cJSON *m = cJSON_IsObject(body) ? body->child : NULL; m; m = m->next)
		add_form(out, m->string, m, arrays);
}

/* --- responses ---------------------------------------------------------------------------------------------------------------------- */

static const char *content_type(const struct http_reply *r)
{
	const char *type = http_headers_get(&r->headers, "Content-Type");

	return type ? type : "";
}

static bool starts_any_case(const char *s, const char *prefix)
{
	return strncasecmp(s, prefix, strlen(prefix)) == 0;
}

bool http_body_is_text(const struct http_reply *r)
{
	static const char *const binary[] = {"image/", "audio/", "video/", "font/", "application/octet-stream", "application/pdf",
		"application/zip", "application/gzip", "application/x-gzip", "application/x-tar"};

	for (size_t i = 0; i < ARRAY_LEN(binary); i++)
		if (starts_any_case(content_type(r), binary[i]))
			return false;
	return utf8_valid(r->body, r->len) && !memchr(r->body, '\0', r->len);
}

static bool is_json(const struct http_reply *r)
{
	size_t n = strcspn(content_type(r), ";");
	char *type = xstrndup(content_type(r), n);
	bool json = strcasecmp(type, "application/json") == 0 || (n > 5 && strcasecmp(type + n - 5, "+json") == 0);

	free(type);
	return json;
}

static cJSON *headers_tree(const struct http_headers *h)
{
	cJSON *o = cJSON_CreateObject();

	for (size_t i = 0; i < h->names.n; i++) {
		cJSON *list = cJSON_GetObjectItem(o, h->names.v[i]);	/* in any case: the same header */

		if (!list) {
			list = cJSON_CreateArray();
			json_add(o, h->names.v[i], list);
		}
		json_append(list, cJSON_CreateString(h->values.v[i]));
	}
	return o;
}

const char *http_status_text(const struct http_reply *r)
{
	static const struct { int status; const char *text; } texts[] = {{200, "OK"}, {201, "Created"}, {202, "Accepted"}, {204, "No Content"},
		{301, "Moved Permanently"}, {302, "Found"}, {304, "Not Modified"}, {400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"},
		{404, "Not Found"}, {405, "Method Not Allowed"}, {409, "Conflict"}, {422, "Unprocessable Entity"}, {429, "Too Many Requests"},
		{500, "Internal Server Error"}, {502, "Bad Gateway"}, {503, "Service Unavailable"}, {504, "Gateway Timeout"}};

	if (*r->status_text)
		return r->status_text;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)		/* HTTP/2 sends none */
		if (texts[i].status == r->status)
			return texts[i].text;
	return "";
}

struct value *http_response(const struct http_reply *r)
{
	cJSON *o = cJSON_CreateObject(), *body = NULL;

	if (is_json(r) && !json_parse(r->body, r->len, NULL, &body, NULL))
		body = NULL;
	json_set(o, "Headers", headers_tree(&r->headers));
	json_set(o, "ResponseBody", body ? body : cJSON_CreateString(r->body));
	json_set(o, "StatusCode", cJSON_CreateNumber(r->status));
	json_set(o, "StatusText", cJSON_CreateString(http_status_text(r)));
	return value_take(o);
}

bool http_header_is_forbidden(const char *name)
{
	static const char *const names[] = {"A-IM", "Accept-Charset", "Accept-Datetime", "Accept-Encoding", "Connection", "Content-Encoding",
		"Content-MD5", "Date", "Expect", "Forwarded", "From", "Host", "HTTP2-Settings", "Max-Forwards", "Origin", "Pragma", "Referer", "Server",
		"TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via", "Warning"};
	static const char *const prefixes[] = {"Authorization", "If-", "Proxy-", "x-amz-", "x-amzn-", "x-forwarded-"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcasecmp(names[i], name) == 0)
			return true;
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		if (starts_any_case(name, prefixes[i]))
			return true;
	return false;
}
