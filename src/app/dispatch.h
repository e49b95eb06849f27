/*
 * dispatch - who does a task. Backends are asked in the order in which they were added (PRODUCT.md: played by hand, mocked, a local
 * function, …); the first that takes a request answers it. Ids are unique in the process, so one dispatcher serves all executions.
 *
 * A task that its backend has submitted (TASK_SUBMITTED) waits for whoever has its token: the last backend, which asks the person, and
 * dispatch_answer_token(), for whoever sends the token back (aws-sdk:sfn:sendTaskSuccess in some execution).
 */
#ifndef ASLANT_DISPATCH_H
#define ASLANT_DISPATCH_H

#include "task/backend.h"
#include "task/fault.h"

struct dispatch;

struct dispatch *dispatch_new(void);
void dispatch_free(struct dispatch *d);				/* frees the backends too */
void dispatch_add_take(struct dispatch *d, struct task_backend *b);

/* Who takes what no backend took, or could not do (why has the reason then), or what was submitted and waits for its token: b, one of
 * those added, by take(). */
typedef void (*dispatch_last_fn)(void *ctx, struct task_backend *b, const struct task_request *r, bool submitted, const struct err *why);
void dispatch_set_last(struct dispatch *d, struct task_backend *b, dispatch_last_fn take, void *ctx);

/* Calls that a fault strikes are not done: what goes wrong with them is told instead. f is borrowed; loop: through which that is told. */
void dispatch_set_faults(struct dispatch *d, struct faults *f, struct loop *l);

/* r->id and r->owner (ctx) are filled in. On TASK_TAKEN, TASK_STARTS and TASK_WAITS, done(ctx, r->id, outcome) comes through the loop, unless dispatch_cancel() comes first;
 * *by is the backend. TASK_NOT_MINE: nobody. TASK_CANNOT: e says why. */
enum task_take dispatch_start(struct dispatch *d, struct task_request *r, task_done_fn done, void *ctx,
	const struct task_backend **by, struct err *e);
void dispatch_cancel(struct dispatch *d, uint64_t id);

/* What the owner of a token sends: TASK_DONE, TASK_FAILED or TASK_BEATS. False: no task waits with this token. The session hears of it at
 * once. */
bool dispatch_answer_token(struct dispatch *d, const char *token, const struct task_outcome *o);

#endif
