/*
 * dispatch - who does a task. Backends are asked in the order in which they were added (PRODUCT.md: played by hand, mocked, a local
 * function, …); the first that takes a request answers it. Ids are unique in the process, so one dispatcher serves all executions.
 */
#ifndef ASLANT_DISPATCH_H
#define ASLANT_DISPATCH_H

#include "task/backend.h"

struct dispatch;

struct dispatch *dispatch_new(void);
void dispatch_free(struct dispatch *d);				/* frees the backends too */
void dispatch_add_take(struct dispatch *d, struct task_backend *b);

/* Who takes what no backend took, or could not do (why has the reason then): b, one of those added, by take(). */
typedef void (*dispatch_last_fn)(void *ctx, struct task_backend *b, const struct task_request *r, const struct err *why);
void dispatch_set_last(struct dispatch *d, struct task_backend *b, dispatch_last_fn take, void *ctx);

/* r->id is filled in. On TASK_TAKEN, done(ctx, r->id, outcome) comes through the loop, unless dispatch_cancel() comes first; *by is the
 * backend. TASK_NOT_MINE: nobody. TASK_CANNOT: e says why. */
enum task_take dispatch_start(struct dispatch *d, struct task_request *r, task_done_fn done, void *ctx,
	const struct task_backend **by, struct err *e);
void dispatch_cancel(struct dispatch *d, uint64_t id);

#endif
