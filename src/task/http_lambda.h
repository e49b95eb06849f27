/*
 * http_lambda - the backend for functions behind an HTTP endpoint that speaks Lambda's Invoke API: `sam local start-lambda`, the runtime
 * interface emulator of a container image, anything with POST /2015-03-31/functions/NAME/invocations. Only functions that have a route
 * (http_route.h) are its.
 */
#ifndef ASLANT_HTTP_LAMBDA_H
#define ASLANT_HTTP_LAMBDA_H

#include "task/backend.h"
#include "task/http.h"
#include "task/http_route.h"

/* routes are copied. */
struct task_backend *http_lambda_new(struct loop *l, const struct http_routes *routes);

#endif
