/*
 * http_route - where requests go: the "endpoints" of aslant.json. A key names what is called, a value where that is.
 *
 *     "lambda": "http://127.0.0.1:3001"           every function without a local program
 *     "lambda:Charge": "http://127.0.0.1:9000"    this one; a URL with a path of its own is taken as it is
 *     "http": "http://127.0.0.1:8080"             HTTP tasks: scheme and host are replaced
 *     "http:https://api.example.com/v1": "…"      those whose URL begins so: the beginning is replaced; the longest one wins
 *     "http": "direct"                            over the network, as it stands
 *     "apigateway", "apigateway:HOST": likewise for apigateway:invoke
 */
#ifndef ASLANT_HTTP_ROUTE_H
#define ASLANT_HTTP_ROUTE_H

#include "base/base.h"

struct http_route {
	char *kind;			/* "lambda", "http", "apigateway" */
	char *what;			/* a function's name, the beginning of a URL; NULL: everything */
	char *to;
};

struct http_routes {
	VEC(struct http_route) list;
};

/* False with a sentence where key or value make no sense. */
bool http_routes_add(struct http_routes *r, const char *key, const char *to, struct err *e);
void http_routes_copy(struct http_routes *to, const struct http_routes *from);
void http_routes_done(struct http_routes *r);

/* The URL that a function is invoked at; NULL: it has no endpoint. qualifier may be NULL. Caller frees. */
char *http_route_function(const struct http_routes *r, const char *name, const char *qualifier);
/* The URL that stands for url; NULL: no endpoint. Caller frees. */
char *http_route_url(const struct http_routes *r, const char *kind, const char *url);

#endif
