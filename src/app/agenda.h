/*
 * agenda - what will be fed to engines when the clock gets there: their timers, and the answers of tasks. An execution and its children
 * share one agenda, so that what they wait for comes in the order of moments; at the same moment, first come, first served.
 */
#ifndef ASLANT_AGENDA_H
#define ASLANT_AGENDA_H

#include "engine/engine.h"

struct session;

/* An input on its way. The value and the strings are its own. */
struct due {
	int64_t at_ms;
	struct session *of;		/* whose engine gets it */
	bool is_timer;
	enum engine_timer_kind timer;
	uint64_t task;			/* a timer's, where it is a task's timeout or heartbeat */
	enum engine_input_kind kind;
	uint64_t id;			/* the engine's, of timer or task */
	struct value *value;
	char *error, *cause, *worker_name, *source;
	const struct asl_state *state;	/* whose wait, retry, timeout or answer it is; NULL: the execution's, or of no state */
	int iteration;			/* index in the innermost Map around that state; -1: none */
	int32_t entered_event;		/* of a timer's state; 0: of none */
	uint64_t begun;			/* an answer's: counts the tasks as they began */
	bool at_once;			/* an answer that waits for no other */

	uint64_t seq;			/* the agenda's */
	size_t place;			/* in the agenda's heap */
	size_t slot;			/* in the session's list of its own */
};

struct agenda {
	VEC(struct due *) heap;
	uint64_t seq;
};

struct due *agenda_add(struct agenda *a, const struct due *d);	/* takes d's value and strings; stays until it is taken out */
struct due *agenda_first(const struct agenda *a);		/* NULL: there is nothing */
void agenda_take(struct agenda *a, struct due *d);		/* out of it; the caller frees */
void agenda_done(struct agenda *a);
void due_clear(struct due *d);					/* drops what it owns */
void due_free(struct due *d);

#endif
