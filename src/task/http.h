/*
 * http - requests over HTTP, in the loop: the only file of this room that knows libcurl. A request is described, started, and its answer
 * comes from the loop; nothing waits. Certificates are checked, redirects are not followed, proxies of the environment are used.
 *
 *     c = http_client_new(loop);
 *     r = http_send(c, &(struct http_request){.method = "GET", .url = …, .timeout_ms = 60000}, on_reply, ctx);
 *     … on_reply(ctx, &reply) once, unless http_cancel(r) comes first
 */
#ifndef ASLANT_HTTP_H
#define ASLANT_HTTP_H

#include "loop/loop.h"

#define HTTP_BODY_MAX ((size_t)8 << 20)

/* Names and values, in order; the strings are the list's. */
struct http_headers {
	VEC(char *) names;
	VEC(char *) values;
};
void http_headers_add(struct http_headers *h, const char *name, const char *value);
const char *http_headers_get(const struct http_headers *h, const char *name);	/* in any case; NULL: it is not there */
void http_headers_done(struct http_headers *h);

/* All of it is copied. */
struct http_request {
	const char *method, *url;
	const struct http_headers *headers;	/* NULL: none */
	const char *body;			/* NULL: none */
	size_t body_len;
	int64_t timeout_ms;
};

struct http_reply {
	const char *error;		/* why there is no answer ("Couldn't connect to server"); NULL: there is one */
	bool timed_out;			/* … because it took too long */
	int status;
	const char *status_text;	/* "OK" */
	struct http_headers headers;
	const char *body;		/* NUL-terminated */
	size_t len;
};

struct http_client;
struct http_call;
typedef void (*http_reply_fn)(void *ctx, const struct http_reply *r);

struct http_client *http_client_new(struct loop *l);
void http_client_free(struct http_client *c);		/* cancels what is under way */
struct http_call *http_send(struct http_client *c, const struct http_request *r, http_reply_fn done, void *ctx);
void http_cancel(struct http_call *call);		/* NULL is harmless; not after done() has come */

/* Text as it may stand in a query or a path. */
void http_escape(struct str *out, const char *text);

#endif
