/*
 * function - the backend for local programs: a task whose Resource is the ARN of a Lambda function, or
 * lambda:invoke with its name, is done by the program that functions.json names; so is any action of a service,
 * or an activity, that its "services" name. A function that is not there is not ours, so that the next backend
 * or the person answers.
 *
 *     b = function_backend_new(loop, &(struct function_options){.registry_path = "shop/functions/functions.json"});
 *     b->done = …; b->ctx = …; b->start(b, &request, &e); … b->free(b);
 *
 * Workers are started when first needed, one for each call that runs at the same time (up to max_workers;
 * more calls wait), kept, and started anew when the entry or a file of the handler has changed. All end with
 * the backend. Open next: worker.h (processes), lambda.h (what failures look like), registry.h,
 * function_log.h.
 */
#ifndef ASLANT_FUNCTION_H
#define ASLANT_FUNCTION_H

#include "loop/loop.h"
#include "task/backend.h"
#include "task/function_log.h"
#include "task/registry.h"

struct function_options {
	const char *registry_path;	/* of functions.json; it need not exist */
	int max_workers;		/* 0: 16 */
	uint64_t seed;			/* of the request ids of function_test(); 0: other ids each time. Tasks bring their own */
};

struct task_backend *function_backend_new(struct loop *l, const struct function_options *o);
struct registry *function_backend_registry(struct task_backend *b);	/* borrowed; refresh before reading */
struct function_log *function_backend_log(struct task_backend *b);	/* borrowed */

/* --- calls under way: what a paused debugger must name ------------------------------------------------------------- */

struct function_running {
	uint64_t task;			/* 0: a test */
	const char *function, *request_id;
	int pid;			/* 0: waits for a worker */
};

/* Their number; fills at most max. */
size_t function_backend_running(struct task_backend *b, struct function_running *out, size_t max);

/* --- trying a function out, without a state machine ---------------------------------------------------------------- */

/* Borrowed for the call. */
struct function_result {
	uint64_t test;
	const char *request_id;
	struct value *result;		/* NULL: it failed */
	const char *error, *cause;
	double duration_ms, init_ms;	/* init_ms < 0: the worker was running already */
	int64_t memory_mb, max_memory_mb;
	const char *report;		/* the REPORT line */
};

typedef void (*function_test_fn)(void *ctx, const struct function_result *r);

/* An id, or 0 with e where it cannot be started. done comes once, from the loop, unless it is cancelled. */
uint64_t function_test(struct task_backend *b, const char *name, struct value *event, function_test_fn done,
	void *ctx, struct err *e);
void function_test_cancel(struct task_backend *b, uint64_t test);

#endif
