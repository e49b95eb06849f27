/*
 * worker - the process behind a function. A Python or Node worker is started once and answers call after call
 * through a protocol of ours on its descriptor 3 (doc/functions.md); an `exec` handler is started for each
 * call and has its event on standard input. What they print is log. Used by function.c only.
 *
 *     w = worker_new(loop, entry, &ops, ctx);  worker_call(w, &call, &e);  … ops.log, ops.log, ops.done …
 *     while worker_is_idle(w) and worker_is_current(w, entry): the next worker_call()
 *
 * One call at a time. Memory, time and the result's size are limited as Lambda limits them. Whatever happens,
 * done() comes once for each call, from the loop; a worker may be freed from it. worker_free() kills the
 * whole process group; worker_sweep() also finds what has left its group.
 */
#ifndef ASLANT_WORKER_H
#define ASLANT_WORKER_H

#include "json/value.h"
#include "loop/child.h"
#include "task/registry.h"

#define WORKER_RESULT_MAX 6291556	/* Lambda's limit for a response, in bytes */
#define WORKER_INIT_MS 10000		/* to start and load the handler; the function's own timeout begins afterwards */

enum worker_end {
	WORKER_RESULT,			/* text: what the handler returned */
	WORKER_ERROR,			/* text: the error object, {"errorMessage":…,"errorType":…,…} */
	WORKER_TIMED_OUT,		/* killed */
	WORKER_NO_MEMORY,		/* killed */
	WORKER_EXITED,			/* it ended before it answered: exit says how */
	WORKER_NOT_STARTED,		/* text: why the handler's file cannot be executed, as the system says it */
};

/* Everything is borrowed for the call of done(). */
struct worker_reply {
	enum worker_end end;
	const char *text;		/* NUL-terminated */
	size_t len;
	struct child_exit exit;
	int64_t duration_us;		/* of the handler */
	int64_t init_us;		/* of starting it; -1 where it was running already */
	int64_t max_memory_kb;		/* the most that was resident so far; never above the function's memory */
};

struct worker_ops {
	void (*log)(void *ctx, const char *data, size_t len);	/* pieces, not lines; comes between calls too */
	void (*done)(void *ctx, const struct worker_reply *r);
};

struct worker_call {
	const char *request_id, *arn;
	struct value *event;
	struct value *client_context;	/* NULL: none */
};

struct worker;

/* Starts nothing yet. */
struct worker *worker_new(struct loop *l, struct function_entry *f, const struct worker_ops *ops, void *ctx);
/* False when the runtime itself (python3, node) cannot be started. */
bool worker_call(struct worker *w, const struct worker_call *call, struct err *e);
bool worker_is_idle(const struct worker *w);	/* it runs and takes a call */
bool worker_is_ended(const struct worker *w);	/* it takes no call any more */
/* Still what a new worker for f would be: neither the entry nor a file that it loaded has changed. */
bool worker_is_current(const struct worker *w, const struct function_entry *f);
const struct function_entry *worker_function(const struct worker *w);
int worker_pid(const struct worker *w);		/* 0: it does not run */
void worker_free(struct worker *w);
/*
 * Kills what freed workers of this program have left behind, wherever it has gone. Looks at every process of
 * the system: not too often.
 */
void worker_sweep(void);

#endif
