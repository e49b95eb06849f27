#include "task/connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/places.h"
#include "query/digest.h"

#define CONNECTIONS_MAX_BYTES ((size_t)1 << 20)

struct connections {
	char *path;
	struct value *doc;
};

/* --- the file ------------------------------------------------------------------------------------------------------------------- */

/* Which parameters an authorization has, and their members. */
static const struct scheme {
	const char *type, *parameters, *members[3];
} schemes[] = {
	{"API_KEY", "ApiKeyAuthParameters", {"ApiKeyName", "ApiKeyValue"}},
	{"BASIC", "BasicAuthParameters", {"Username", "Password"}},
	{"OAUTH_CLIENT_CREDENTIALS", "OAuthParameters", {"AuthorizationEndpoint", "HttpMethod", "ClientParameters"}},
};

static const struct scheme *scheme_find(const cJSON *connection)
{
	const char *type = json_get_string(connection, "AuthorizationType");

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (str_is(type, schemes[i].type))
			return &schemes[i];
	return NULL;
}

static bool wrong(const struct json_places *places, const cJSON *n, struct err *e, const char *name, const char *what)
{
	struct json_place p = {0};

	json_places_find(places, n, &p);
	return err_at(e, ERR_INVALID, p.key.line ? p.key : p.start, "connection \"%.60s\": %s", name, what);
}

static bool check(const cJSON *n, const struct json_places *places, struct err *e)
{
	const struct scheme *s = scheme_find(n);
	const cJSON *parameters = s ? json_get(json_get(n, "AuthParameters"), s->parameters) : NULL;
	char text[120];

	if (!s)
		return wrong(places, n, e, n->string, "AuthorizationType is API_KEY, BASIC or OAUTH_CLIENT_CREDENTIALS");
	for (size_t i = 0; i < ARRAY_LEN(s->members) && s->members[i]; i++)
		if (!json_get(parameters, s->members[i])) {
			snprintf(text, sizeof text, "AuthParameters.%s.%s is missing", s->parameters, s->members[i]);
			return wrong(places, n, e, n->string, text);
		}
	return true;
}

struct connections *connections_read(const char *path, struct err *e)
{
	struct connections *c = xcalloc(1, sizeof *c);
	struct json_places *places = json_places_new();
	cJSON *root = NULL;
	char *text = NULL;
	size_t len;
	bool ok = false;

	c->path = xstrdup(path);
	if (!file_read(path, CONNECTIONS_MAX_BYTES, &text, &len, e))
		goto out;
	ok = json_parse(text, len, places, &root, e);
	for (const cJSON *n = ok ? root->child : NULL; ok && n; n = n->next)
		ok = check(n, places, e);
	if (!ok)
		err_prefix(e, path);
out:
	json_places_free(places);
	free(text);
	if (ok) {
		c->doc = value_take(root);
		return c;
	}
	cJSON_Delete(root);
	connections_free(c);
	return NULL;
}

void connections_free(struct connections *c)
{
	if (!c)
		return;
	value_unref(c->doc);
	free(c->path);
	free(c);
}

char *connection_name(const char *name_or_arn)
{
	const char *at = strstr(name_or_arn, ":connection/");

	if (!at)
		return xstrdup(name_or_arn);
	at += strlen(":connection/");
	return xstrndup(at, strcspn(at, "/"));
}

const cJSON *connection_find(const struct connections *c, const char *name_or_arn)
{
	const cJSON *found = json_get(value_node(c->doc), name_or_arn);
	char *name = connection_name(name_or_arn);

	if (!found)
		found = json_get(value_node(c->doc), name);
	free(name);
	return found;
}

/* --- secrets ----------------------------------------------------------------------------------------------------------------------- */

/* A text, or what an environment variable holds: {"env": "NAME"}. NULL with e. Borrowed. */
static const char *secret(const cJSON *object, const char *member, struct err *e)
{
	const cJSON *n = json_get(object, member);
	const char *variable = json_get_string(n, "env"), *text = cJSON_IsString(n) ? n->valuestring : variable ? getenv(variable) : NULL;

	if (!text && variable)
		err_set(e, ERR_NOT_FOUND, "the environment variable %.80s is not set", variable);
	else if (!text)
		err_set(e, ERR_INVALID, "\"%.60s\" must be a string, or {\"env\": NAME}", member);
	return text;
}

static void add_query(struct str *query, const char *name, const char *value)
{
	if (query->len)
		str_addc(query, '&');
	http_escape(query, name);
	str_addc(query, '=');
	http_escape(query, value);
}

/* InvocationHttpParameters, OAuthHttpParameters: lists of {"Key", "Value"}. query and body may be NULL. */
static bool add_parameters(const cJSON *all, struct http_headers *h, struct str *query, cJSON *body, struct str *form, struct err *e)
{
	static const char *const lists[] = {"HeaderParameters", "QueryStringParameters", "BodyParameters"};

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		const cJSON *list = json_get(all, lists[i]);

		for (const cJSON *p = list ? list->child : NULL; p; p = p->next) {
			const char *key = secret(p, "Key", e), *value = key ? secret(p, "Value", e) : NULL;

			if (!value)
				return false;
			if (i == 0)
				http_headers_add(h, key, value);
			else if (i == 1 && query)
				add_query(query, key, value);
			else if (i == 2 && cJSON_IsObject(body))
				json_set(body, key, cJSON_CreateString(value));
			else if (i == 2 && form)
				add_query(form, key, value);
		}
	}
	return true;
}

static bool add_basic(const cJSON *p, struct http_headers *h, struct err *e)
{
	const char *user = secret(p, "Username", e), *password = user ? secret(p, "Password", e) : NULL;
	struct str value = {0};
	char *pair;

	if (!password)
		return false;
	pair = xasprintf("%s:%s", user, password);
	str_adds(&value, "Basic ");
	base64_encode(pair, strlen(pair), &value);
	http_headers_add(h, "Authorization", str_get(&value));
	str_done(&value);
	free(pair);
	return true;
}

static bool add_api_key(const cJSON *p, struct http_headers *h, struct err *e)
{
	const char *name = secret(p, "ApiKeyName", e), *value = name ? secret(p, "ApiKeyValue", e) : NULL;

	if (value)
		http_headers_add(h, name, value);
	return value != NULL;
}

static void add_bearer(struct http_headers *h, const char *token)
{
	char *value = xasprintf("Bearer %s", token ? token : "");

	http_headers_add(h, "Authorization", value);
	free(value);
}

bool connection_apply(const cJSON *connection, const char *token, struct http_headers *h, struct str *query, cJSON *body, struct err *e)
{
	const struct scheme *s = scheme_find(connection);
	const cJSON *auth = json_get(connection, "AuthParameters"), *p = json_get(auth, s->parameters);
	bool ok = true;

	if (strcmp(s->type, "BASIC") == 0)
		ok = add_basic(p, h, e);
	else if (strcmp(s->type, "API_KEY") == 0)
		ok = add_api_key(p, h, e);
	else
		add_bearer(h, token);
	return ok && add_parameters(json_get(auth, "InvocationHttpParameters"), h, query, body, NULL, e);
}

bool connection_token_request(const cJSON *connection, struct connection_token_request *out, struct err *e)
{
	const struct scheme *s = scheme_find(connection);
	const cJSON *p = json_get(json_get(connection, "AuthParameters"), s->parameters), *client = json_get(p, "ClientParameters");
	const char *id, *secret_text;

	*out = (struct connection_token_request){0};
	err_clear(e);
	if (strcmp(s->type, "OAUTH_CLIENT_CREDENTIALS") != 0)
		return false;
	out->url = secret(p, "AuthorizationEndpoint", e);
	out->method = out->url ? secret(p, "HttpMethod", e) : NULL;
	id = out->method ? secret(client, "ClientID", e) : NULL;
	secret_text = id ? secret(client, "ClientSecret", e) : NULL;
	if (!secret_text || !add_parameters(json_get(p, "OAuthHttpParameters"), &out->headers, NULL, NULL, &out->body, e))
		return false;
	if (!strstr(str_get(&out->body), "grant_type="))
		add_query(&out->body, "grant_type", "client_credentials");
	add_query(&out->body, "client_id", id);
	add_query(&out->body, "client_secret", secret_text);
	http_headers_add(&out->headers, "Content-Type", "application/x-www-form-urlencoded");
	return true;
}

void connection_token_request_done(struct connection_token_request *r)
{
	http_headers_done(&r->headers);
	str_done(&r->body);
}
