/*
 * http_encode - what an HTTP task's parameters make of a request: query and body, and what becomes of the response. Pure.
 */
#ifndef ASLANT_HTTP_ENCODE_H
#define ASLANT_HTTP_ENCODE_H

#include "json/value.h"
#include "task/http.h"

/* "a=1&b=x%20y" of an object whose members are texts, numbers, booleans or lists of these, which repeat the name. Appends. */
void http_encode_query(struct str *out, const cJSON *parameters);

enum http_arrays { ARRAYS_INDICES, ARRAYS_REPEAT, ARRAYS_COMMAS, ARRAYS_BRACKETS };
bool http_arrays_find(const char *text, enum http_arrays *out);		/* "INDICES", … */
/* A form of any JSON: members of members as a[b], lists as the format says. Appends. */
void http_encode_form(struct str *out, const cJSON *body, enum http_arrays arrays);

/* {"Headers": {name: [values]}, "ResponseBody": JSON or text, "StatusCode", "StatusText"} */
struct value *http_response(const struct http_reply *r);
const char *http_status_text(const struct http_reply *r);	/* "Not Found", also where the server sent none */
/* May the response's body become a result? Images, archives and the like may not. */
bool http_body_is_text(const struct http_reply *r);
/* A header that a task may not set. */
bool http_header_is_forbidden(const char *name);

#endif
