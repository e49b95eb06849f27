/*
 * task - how a task gets done. A backend is one vtable and one file: function.c (local programs), mock.c (answers from a file), play.c
 * (the person). The session asks them in PRODUCT.md's order; the first that takes the request does it.
 * Below it: history (values and errors only), asl, loop (children, timers). Callers: app, cli.
 *
 * A backend reports through the loop, never from inside start(). After cancel(id) or the answer it never mentions the id again.
 * The same request gives the same answer: what is made up in it (ids, dates) comes from seed and at_ms.
 */
#ifndef ASLANT_BACKEND_H
#define ASLANT_BACKEND_H

#include "asl/model.h"

/* Everything is borrowed for the call. */
struct task_request {
	uint64_t id;			/* chosen by the session, unique in the process */
	const struct asl_state *state;
	struct value *payload;
	const char *token;		/* NULL: none */
	int attempt, visit, invocation, iteration;	/* from 0; iteration -1: none */
	int64_t timeout_ms;		/* of the state: 0 none */
	const char *execution_arn;
	const char *root_arn;		/* of the execution that all began with: this one, or one that started it */
	int64_t at_ms;			/* the execution's clock */
	int64_t start_ms;		/* what it showed when the execution started */
	void *owner;			/* whose task it is: the dispatcher's ctx, for backends that show it */
	uint64_t seed;			/* differs from call to call, and is the same when the execution is repeated */
	void *origin;			/* the session that asks: for backends that start executions beside it; NULL: nobody's */
};

enum task_outcome_kind {
	TASK_DONE, TASK_FAILED,
	TASK_TIMED_OUT,			/* it will not answer in time */
	TASK_HANGS,			/* it will never answer */
	TASK_SUBMITTED,			/* it has been handed on: whoever has the token answers, the backend forgets the id */
	TASK_CHILD,			/* an execution on the same clock works at it: the backend answers when that has ended */
	/* news; the answer is still to come */
	TASK_STARTED,			/* a worker has taken it (only after TASK_STARTS, TASK_WAITS) */
	TASK_BEATS,			/* a heartbeat */
};

/* Strings and values are borrowed for the call of done(). */
struct task_outcome {
	enum task_outcome_kind kind;
	struct value *result;		/* TASK_DONE: the raw result, in the form that the state's Resource gives (lambda:invoke: with Payload) */
	const char *error, *cause;	/* TASK_FAILED: each may be NULL */
	struct value *submit;		/* the service's own answer, where there is a TaskSubmitted (also with TASK_CHILD); NULL: none */
	const char *worker_name;	/* TASK_STARTED: of an activity's worker; NULL: it has none */
	int64_t after_ms;		/* modelled time before the answer (mocks); 0 for real work, which takes its own time */
	bool by_person;			/* TASK_SUBMITTED: the person is asked now (set by the dispatcher) */
};

typedef void (*task_done_fn)(void *ctx, uint64_t id, const struct task_outcome *o);

enum task_take {
	TASK_TAKEN,			/* done() will be called, unless it is cancelled; the task has started */
	TASK_STARTS,			/* the same, but it starts with TASK_STARTED, which comes soon and names the worker */
	TASK_WAITS,			/* the same, and nobody knows when: an activity waits for a worker */
	TASK_NOT_MINE,			/* ask the next backend */
	TASK_CANNOT,			/* mine, but impossible: e says why; the execution stops and asks the person */
};

struct task_backend {
	const char *name;		/* "function", "mock", "play" */
	enum task_take (*start)(struct task_backend *b, const struct task_request *r, struct err *e);
	void (*cancel)(struct task_backend *b, uint64_t id);
	void (*free)(struct task_backend *b);
	bool is_person;			/* a person answers: clocks stand still meanwhile */
	task_done_fn done;		/* set by the session */
	void *ctx;
};

#endif
