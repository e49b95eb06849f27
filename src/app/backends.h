/*
 * backends - who does tasks, in PRODUCT.md's order behind the person and the mocks: local functions, HTTP endpoints, the services done here.
 * The same for the user interface and the command line. What they need of the workspace (functions/, s3/, aslant.json) is found here.
 */
#ifndef ASLANT_BACKENDS_H
#define ASLANT_BACKENDS_H

#include "app/dispatch.h"
#include "loop/loop.h"
#include "store/store.h"
#include "task/http_route.h"
#include "task/service_data.h"

struct backends_options {
	const char *dir;		/* the workspace; NULL: none, nothing is looked for */
	const char *functions;		/* functions.json; NULL: functions/functions.json of dir */
	const char *s3;			/* the folder that stands for S3; NULL: what aslant.json says, else s3/ of dir where there is one */
	const struct http_routes *routes;	/* before those of aslant.json; NULL: none */
	const cJSON *lent;		/* functions of the machine's template, beside those (registry_lend()); NULL: none */
	struct store *store;		/* where services keep things; NULL: nowhere */
	uint64_t seed;			/* of function_test(); 0: from the clock */
};

struct backends {
	struct task_backend *functions;	/* owned by the dispatcher */
	struct service_data *data;
	char *s3;			/* the folder that stands for S3; NULL: there is none */
	struct nested *nested;		/* executions that tasks start */
};

/* On failure e has the first reason; what could be added has been, and functions always are. */
bool backends_add(struct dispatch *d, struct loop *l, const struct backends_options *o, struct backends *out, struct err *e);
/* The services alone, which no dispatcher owns; d: where task tokens are sent back. The caller frees the backend before backends_done(). */
struct task_backend *backends_services(struct dispatch *d, struct loop *l, const struct backends_options *o, struct backends *out, struct err *e);
void backends_done(struct backends *b);		/* after dispatch_free() */

/* The folder that stands for S3 in a workspace; caller frees, NULL: there is none. */
char *backends_s3(const char *dir);
/* "lambda=http://127.0.0.1:3001", or a URL alone, which is lambda's: as options of the command line have it. */
bool backends_route_option(struct http_routes *r, const char *text, struct err *e);

#endif
