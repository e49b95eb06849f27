/*
 * play - the backend where the person is the service: tasks wait in a list until they are answered. It takes
 * the tasks of the states that the person wants to play; play_take() takes any other one: a task that nobody
 * else can do, one whose token has been handed out, an activity.
 */
#ifndef ASLANT_PLAY_H
#define ASLANT_PLAY_H

#include "loop/loop.h"
#include "task/backend.h"

struct play_request {
	uint64_t id;
	const struct asl_state *state;	/* of the machine, which the session keeps alive */
	struct value *payload;
	char *token;			/* NULL: none */
	char *execution_arn;
	void *owner;			/* the request's */
	int attempt, invocation, iteration;
	int64_t timeout_ms;
	int64_t at_ms;			/* on the execution's clock: since when it waits */
	bool submitted;			/* the service has answered, and the token is out */
};

struct task_backend *play_backend_new(struct loop *l);

/* From the next task on; by the state's name. */
void play_want(struct task_backend *b, const char *state, bool on);
void play_want_all(struct task_backend *b, bool on);
bool play_wants(const struct task_backend *b, const char *state);
void play_take(struct task_backend *b, const struct task_request *r, bool submitted);

size_t play_count(const struct task_backend *b);
const struct play_request *play_at(const struct task_backend *b, size_t i);	/* oldest first; NULL past the end */
/* NULL: it does not wait (any more). */
const struct play_request *play_find(const struct task_backend *b, uint64_t id);

/*
 * Answer a waiting task; false where it does not wait. The session hears of it in the next turn of the loop.
 * after_ms: modelled time.
 */
bool play_return(struct task_backend *b, uint64_t id, struct value *result, int64_t after_ms);
/* error and cause may be NULL. */
bool play_throw(struct task_backend *b, uint64_t id, const char *error, const char *cause, int64_t after_ms);
bool play_time_out(struct task_backend *b, uint64_t id);
bool play_beat(struct task_backend *b, uint64_t id);	/* a heartbeat: it goes on waiting */

#endif
