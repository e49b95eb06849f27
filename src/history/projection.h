/*
 * projection - the state of everything at one event: which states have been visited, which run, wait, failed, were caught; which
 * transitions were taken; every step (one visit of a state) with its attempts. It is a fold over events 1 … cursor and the definition,
 * the same for a live run, a stored one and an imported one.
 *
 *     p = projection_new(machine);  projection_seek(p, history, cursor);  read the fields;  projection_free(p);
 *
 * Forward by one event costs that event; a step back folds again from the start (25,000 events: about a millisecond).
 */
#ifndef ASLANT_PROJECTION_H
#define ASLANT_PROJECTION_H

#include "history/history.h"

/* The marks of PRODUCT.md: · ▶ ✓ ✗ ~ ! – */
enum state_status { STATE_IDLE, STATE_RUNNING, STATE_SUCCEEDED, STATE_FAILED, STATE_RETRYING, STATE_CAUGHT, STATE_ABORTED };

/* One try of a task. Event ids are 0 where the event has not happened at the cursor. */
struct attempt {
	int32_t scheduled, started, submitted, ended;
	int64_t delay_ms;		/* waited before this attempt (retry backoff); 0 for the first */
	const char *error, *cause;	/* NULL: none; borrowed from the history */
	bool failed, timed_out;
	const struct event_plan *plan;	/* what was decided about its failure; NULL: nothing known */
};

/* One visit of a state. */
struct step {
	int state;			/* index in the machine; -1: unknown there */
	const char *name;
	int visit;			/* 1 = first entering of this state */
	int32_t entered, exited;	/* event ids; exited 0: not left */
	int32_t last;			/* the last event so far that belongs to it */
	int32_t parent;			/* step index of the container that it is inside; -1: top */
	int iteration;			/* index in that container if it is a Map; -1 */
	enum state_status status;
	struct value *input, *output;	/* borrowed; NULL: none yet */
	const char *error, *cause;	/* of the last failure; NULL: none */
	int caught_by;			/* catcher index, -1: not caught */
	VEC(struct attempt) attempts;	/* of a Task; empty for others */
	int32_t from;			/* step index that the transition came from; -1: the start */
	int64_t retry_due_ms;		/* STATE_RETRYING: when the next attempt starts */
	int retry_n, retry_max;		/* retries decided on in this visit; of the retrier that matched last, or of the first */
	int32_t open_prev, open_next;	/* the steps that have not ended, in order of entering */
};

struct state_mark {
	enum state_status status;	/* of its latest visit */
	int visits;
	int step;			/* index of the latest step, -1 */
	int retry_n, retry_max;		/* STATE_RETRYING, or the retries made in the latest visit; max 0: no retrier */
	int64_t retry_due_ms;		/* STATE_RETRYING: when the next attempt starts */
};

/* A transition of the definition, in the order of asl_state_edges() over machine->states; retries are not edges. */
struct edge_mark {
	int from, to;			/* state indexes; to -1: no such state */
	enum asl_edge_kind kind;
	size_t index;
	int taken;			/* how often */
	int32_t last_event;		/* the Exited or Entered event that took it last */
};

struct projection {
	struct asl_machine *machine;	/* a reference */
	const struct history *history;
	int32_t cursor;			/* 0: before the first event */
	enum exec_status status;
	int64_t now_ms, start_ms;	/* of the cursor's event, of ExecutionStarted */
	struct value *input, *output;
	const char *error, *cause;
	struct state_mark *states;	/* machine->n_states */
	struct edge_mark *edges;
	size_t n_edges;
	int last_edge;			/* the transition taken last; -1 */
	VEC(struct step) steps;		/* in order of entering */
	int current;			/* the step that the cursor's event belongs to; -1 */
	/* private to projection*.c */
	int32_t *edges_of;		/* by state: its first edge; n_states + 1 */
	int32_t *event_steps;		/* by event id: its step or -1 */
	size_t event_steps_cap, steps_made;
	int32_t open_first, open_last;
	int32_t aborting, aborting_iteration;	/* the Map step and item that the last MapIteration… event spoke of */
};

struct projection *projection_new(struct asl_machine *m);
void projection_free(struct projection *p);
void projection_seek(struct projection *p, const struct history *h, int32_t cursor);
/* The step that event id belongs to, -1: none (needs id <= cursor). */
int projection_step_of(const struct projection *p, int32_t id);
/* For moving along: the next / previous event that enters a state, that fails, that begins an attempt; 0: none. */
int32_t history_next_entered(const struct history *h, int32_t id, int dir);
int32_t history_next_error(const struct history *h, int32_t id, int dir);
int32_t history_next_attempt(const struct history *h, int32_t id, int dir);
const char *state_status_text(enum state_status s);	/* "running" */
const char *state_status_glyph(enum state_status s, bool ascii);	/* "▶" ">" */

#endif
