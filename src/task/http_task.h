/*
 * http_task - the backend for HTTP tasks (http:invoke) and API Gateway (apigateway:invoke) that have a route (http_route.h). Requests carry
 * what AWS's carry, and what the task's connection adds; responses and errors have AWS's shapes. A request ends after 60 s.
 */
#ifndef ASLANT_HTTP_TASK_H
#define ASLANT_HTTP_TASK_H

#include "task/backend.h"
#include "task/connection.h"
#include "task/http_route.h"

/* routes are copied. connections is taken; NULL: requests carry nothing of a connection. */
struct task_backend *http_task_new_take(struct loop *l, const struct http_routes *routes, struct connections *connections);

#endif
