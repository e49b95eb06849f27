/*
 * projection - the state of everything at one event: which states have been visited, which run, wait, failed, were caught; which
 * transitions were taken; every step (one visit of a state) with its attempts; the branches of every Parallel and the iterations of every
 * Map. It is a fold over events 1 … cursor and the definition, the same for a live run, a stored one and an imported one.
 *
 *     p = projection_new(machine);  projection_seek(p, history, cursor);  read the fields;  projection_free(p);
 *
 * A history only grows: a projection that has seen it keeps what it learnt. Forward or back by one event costs that event (what an event
 * changed is noted, journal.c); a jump costs the way there, or the way from the start, whichever is shorter; 25,000 events are about five
 * milliseconds.
 *
 * What is shown of a state inside a Map depends on which iteration is looked at: view.h.
 */
#ifndef ASLANT_PROJECTION_H
#define ASLANT_PROJECTION_H

#include "history/history.h"
#include "history/pairs.h"

/* The marks of PRODUCT.md: · ▶ ✓ ✗ ~ ! – */
enum state_status { STATE_IDLE, STATE_RUNNING, STATE_SUCCEEDED, STATE_FAILED, STATE_RETRYING, STATE_CAUGHT, STATE_ABORTED, STATE_STATUSES };

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
	int visit;			/* 1 = first entering of this state, in its branch */
	const char *name;
	int32_t entered, exited;	/* event ids; exited 0: not left */
	int32_t last;			/* the last event so far that belongs to it */
	int32_t parent;			/* step index of the container that it is inside; -1: top */
	int iteration;			/* index in that container if it is a Map; -1 */
	int32_t branch;			/* the branch or iteration that it is in; -1: top */
	int32_t earlier;		/* the visit before it of the same state in the same branch; -1 */
	int32_t family;			/* of a Parallel or Map: its branches, of the latest attempt; -1: none yet */
	enum state_status status;
	int caught_by;			/* catcher index, -1: not caught */
	struct value *input, *output;	/* borrowed; NULL: none yet */
	const char *error, *cause;	/* of the last failure; NULL: none */
	int32_t from;			/* step index that the transition came from; -1: the start */
	int32_t via;			/* index of that transition in edges; -1: none, or not known */
	int64_t retry_due_ms;		/* STATE_RETRYING: when the next attempt starts */
	int retry_n, retry_max;		/* retries decided on in this visit; of the retrier that matched last, or of the first */
	int32_t open_prev, open_next;	/* the steps that have not ended, in order of entering */
	int32_t kept;			/* private: the event before whose fold it was noted last */
	VEC(struct attempt) attempts;	/* of a Task; empty for others */
};

/* The branches of a Parallel or the iterations of a Map, in one attempt of the container: every retry begins new ones. */
struct family {
	int32_t step;			/* of the container */
	int32_t attempt;		/* 1: the first in that step */
	int32_t started, ended;		/* events; ended 0: not yet */
	int32_t n;			/* branches of the definition, items of the Map */
	int32_t begun;			/* of them: those that have begun */
	int32_t by_status[STATE_STATUSES];	/* how many stand how; those that have not begun are STATE_IDLE */
	int32_t earlier;		/* the family before it of the same container in the same place; -1 */
	int32_t first, last;		/* its branches in order of beginning, by branch.next; -1: none */
	int32_t open_first;		/* private: those that have not ended */
	int32_t parent;			/* private: the family that its container is in; -1 */
	bool current;			/* private: it counts in the families around it */
	int32_t kept;
};

/* One branch of a Parallel, or one iteration of a Map. */
struct branch {
	int32_t family;
	int32_t index;			/* of the branch or the item */
	int32_t began, ended;		/* events; ended 0: not yet */
	int32_t first_step, last_step;	/* the first and the newest step in it; -1: none yet */
	int32_t failed_step;		/* STATE_FAILED: the step whose error ended it; -1: not known */
	enum state_status status;	/* running, retrying (its newest step is), succeeded, failed, aborted */
	int32_t next;			/* of the same family; -1: the last so far */
	int32_t open_prev, open_next;	/* private */
	int32_t kept;
};

struct state_mark {
	enum state_status status;	/* of its latest visit */
	int visits;			/* in all branches together */
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

/* How many branches of a family stand how with a state: the latest visit of each counts. Or: how often they took a transition (n[0]). */
struct tally {
	int32_t n[STATE_STATUSES];
	int32_t next;			/* private: of the same family */
};

struct journal {			/* private to journal.c */
	unsigned char *bytes;
	size_t len, cap;
	VEC(size_t) starts;		/* of the events' notes in bytes */
	bool off;			/* a long way forward: nobody steps back into it */
};

struct projection {
	struct asl_machine *machine;	/* a reference */
	const struct history *history;
	/* --- from here to `steps` is what a step back puts back by itself */
	int32_t cursor;			/* 0: before the first event */
	enum exec_status status;
	int64_t now_ms, start_ms;	/* of the cursor's event, of ExecutionStarted */
	struct value *input, *output;
	const char *error, *cause;
	int last_edge;			/* the transition taken last; -1 */
	int current;			/* the step that the cursor's event belongs to; -1 */
	int32_t branch;			/* the branch or iteration that the cursor's event belongs to; -1: none */
	int32_t open_first, open_last;
	int32_t aborting, aborting_iteration;	/* the Map step and item that the last MapIteration… event spoke of */
	/* --- */
	VEC(struct step) steps;		/* in order of entering */
	VEC(struct family) families;	/* in order of starting */
	VEC(struct branch) branches;	/* in order of beginning */
	struct state_mark *states;	/* machine->n_states */
	struct edge_mark *edges;
	size_t n_edges;
	/* private to src/history; what is found by pairs never changes its row */
	int32_t *edges_of;		/* by state: its first edge; n_states + 1 */
	int32_t *event_steps, *event_branches;	/* by event id: its step, its branch, or -1 */
	size_t event_steps_cap, event_branches_cap, steps_made;
	int32_t known;			/* events that have been folded once */
	struct pairs by_index;		/* family, index -> branch */
	struct pairs cells;		/* branch, state -> row of cell_steps */
	VEC(int32_t) cell_steps;	/* the latest step there; -1: none */
	struct pairs taken;		/* branch, edge -> row of taken_n */
	VEC(int32_t) taken_n;
	struct pairs by_family;		/* family, key of what is counted (families.c) -> row of tallies */
	VEC(struct tally) tallies;
	VEC(int32_t) first_tally;	/* by family: its first row; -1 */
	struct journal journal;
};

struct projection *projection_new(struct asl_machine *m);
void projection_free(struct projection *p);
void projection_seek(struct projection *p, const struct history *h, int32_t cursor);
/* On to a later event, for a projection that only goes forward: nothing is noted for steps back. */
void projection_extend(struct projection *p, const struct history *h, int32_t cursor);
/* The step, the branch that event id belongs to, -1: none. Known for every event that was folded once, also behind the cursor. */
int projection_step_of(const struct projection *p, int32_t id);
int32_t projection_branch_of(const struct projection *p, int32_t id);

/* Branch `index` of a family, -1: it has not begun. */
int32_t projection_branch_at(const struct projection *p, int32_t family, int32_t index);
/* The latest visit of a state in a branch (-1: outside of all), -1: none. */
int projection_visit(const struct projection *p, int32_t branch, int state);
/* How often a branch (-1: outside of all) took a transition. */
int projection_taken(const struct projection *p, int32_t branch, size_t edge);
/* What a family's branches together made of a state or a transition, and those of the families inside them; NULL: nothing yet. */
const struct tally *projection_tally(const struct projection *p, int32_t family, int state);
const struct tally *projection_tally_edge(const struct projection *p, int32_t family, size_t edge);
/* Of the branches of a container inside it (or of its own): how many stand how. */
const struct tally *projection_tally_branches(const struct projection *p, int32_t family, int container);
/* The branch around the container of a branch; -1: none. */
int32_t projection_branch_up(const struct projection *p, int32_t branch);
/* Is branch b the branch `around`, or somewhere inside of it? Everything is inside of -1. */
bool projection_branch_in(const struct projection *p, int32_t b, int32_t around);
const struct asl_state *projection_container(const struct projection *p, int32_t branch);	/* NULL: not in the definition */

/* For moving along: the next / previous event that fails, that begins an attempt; 0: none. */
int32_t history_next_error(const struct history *h, int32_t id, int dir);
int32_t history_next_attempt(const struct history *h, int32_t id, int dir);
const char *state_status_text(enum state_status s);	/* "running" */
const char *state_status_glyph(enum state_status s, bool ascii);	/* "▶" ">" */

#endif
