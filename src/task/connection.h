/*
 * connection - EventBridge connections of HTTP tasks, from a local file: what a request must carry, secrets among it. doc/services.md has the
 * file's form, which is that of CreateConnection. Secrets are read from here, or from the environment where the file says so, and never
 * go into a history.
 */
#ifndef ASLANT_CONNECTION_H
#define ASLANT_CONNECTION_H

#include "json/value.h"
#include "task/http.h"

struct connections;

/* NULL with PATH:LINE:COL in e where the file is missing or wrong. */
struct connections *connections_read(const char *path, struct err *e);
void connections_free(struct connections *c);

/* One of them, by its ARN or its name; NULL: it is not in the file. Borrowed. */
const cJSON *connection_find(const struct connections *c, const char *name_or_arn);
/* The name in an ARN (arn:…:connection/NAME/ID), or what was given. Caller frees. */
char *connection_name(const char *name_or_arn);

/*
 * Add what the connection says: headers, query ("a=b&c=d", appended to), members of a body that is an object. token: of an OAuth
 * connection, else NULL. False with a sentence where a secret is not to be had (a variable that is not set).
 */
bool connection_apply(const cJSON *connection, const char *token, struct http_headers *h, struct str *query, cJSON *body, struct err *e);

/* The request that gets an OAuth connection its token; false: it needs none (e untouched), or a secret is not to be had (e is set). */
struct connection_token_request {
	const char *method, *url;	/* borrowed from the connection */
	struct http_headers headers;
	struct str body;
};
bool connection_token_request(const cJSON *connection, struct connection_token_request *out, struct err *e);
void connection_token_request_done(struct connection_token_request *r);

#endif
