/*
 * family - an execution and those that it starts: private to the files of the session (session.c: the face; session_turn.c: clock and
 * feeding; session_tasks.c: tasks under way; session_children.c: child executions; session_map_run.c: what a Map Run reads and writes).
 *
 * Every execution is a session: an engine, its effects, its tasks. What must be one for all is the family's: the clock, the agenda, the
 * pace, the pause. Sessions whose engine can go on stand in the ready list, in order of becoming ready; the first runs until it must
 * wait, so that the order of everything depends on nothing but the inputs.
 */
#ifndef ASLANT_FAMILY_H
#define ASLANT_FAMILY_H

#include "app/agenda.h"
#include "app/session.h"

/* A task that a backend does. */
struct running {
	uint64_t task_id, dispatch_id;
	const struct asl_state *state;
	int64_t head_start_ms;		/* how long it had been under way in the execution that this one forks from */
	bool by_person;
	bool waits;			/* for a worker, or for whoever has its token: nothing of it works here */
	bool hangs;			/* the backend will not answer */
	bool times_out;			/* … and means it as a timeout */
	int32_t event;			/* its …Scheduled */
	int iteration;			/* -1: not in a Map */
};

/* How often states were called by children of the family. */
struct call_counts {
	struct asl_machine *machine;
	int *counts;			/* by state */
};

/* A nested execution that has ended, for whoever asks about it (DescribeExecution), or wants its name again. */
struct nested_record {
	char *arn, *machine_arn, *name, *error, *cause;
	enum exec_status status;
	int64_t start_ms, stop_ms;
	struct value *input, *output;
};

/* What a Map Run has open. */
struct map_work {
	uint64_t run;
	struct items *items;
	struct results *results;
};

struct asked_run {
	uint64_t id;
	bool recorded;			/* it ends as it was recorded */
};

struct family {
	struct session *root;		/* NULL: freed, while ended children of it are still looked at */
	size_t n_sessions, n_live;	/* all that are not freed; those that have not ended */
	struct dispatch *dispatch;
	char *s3;			/* the folder that stands for S3; NULL: there is none */
	char *account, *region, *role_arn;
	int64_t max_events;
	size_t max_payload;
	struct session_watch watch;
	struct session_totals gone;	/* of those that are freed */
	VEC(struct call_counts) calls;
	VEC(struct nested_record) nested;
	struct agenda agenda;
	VEC(struct due) arrived;	/* answers that came since the last turn, or are held; at_ms counts from when they are taken */
	uint64_t n_arrived;

	int64_t start_ms, now_ms;
	double speed;
	int64_t mono_us, anchor_us;	/* when now_ms was true */
	int64_t frozen_us;		/* since when real work holds a jumping clock; 0: it does not */
	bool paused;
	int goal;			/* enum session_goal: what to write before pausing again; 0: not stepping */
	struct session *goal_of;
	bool (*reached)(void *ctx, int32_t id);		/* GOAL_UNTIL */
	void *reached_ctx;
	bool holds;			/* branches of one of its sessions have been held */
	bool all_held;			/* paused because nothing else could go on */
	bool clock_held;		/* somebody types an answer */
	int working;			/* tasks that a backend works at */
	int asked, asked_later;		/* those that a person must answer, now; at some time: tokens, activities */
	bool is_blocked;
	struct session_blocked blocked;
	struct session *ready, **ready_tail;

	void (*wake)(void *ctx);
	void *wake_ctx;
};

struct session {
	struct family *family;
	struct session *parent;		/* NULL: the root */
	enum session_kind kind;
	uint64_t child_id;		/* in the parent's engine */
	uint64_t run;			/* of a Map Run's child, in the parent's engine */
	size_t index;
	int32_t parent_event;
	bool settled;			/* the parent knows that it has waited once */
	bool over;			/* it has ended, and everybody has been told */
	bool owned;			/* somebody else frees it */
	VEC(struct session *) children;	/* by child_id; NULL where one is gone */
	size_t n_children;
	VEC(struct map_work) works;
	struct asl_machine *machine;
	char *name;
	struct value *input;
	struct engine *engine;
	uint64_t seed;
	const struct asl_scope *scope;	/* what it runs of the machine; NULL: all of it */
	char *label;
	bool express;
	int64_t tag;			/* the caller's */
	struct engine_effects effects;
	size_t effects_done;
	VEC(struct due *) dues;		/* those of the agenda that are its own */
	VEC(struct running) running;
	int64_t start_ms, last_ms;	/* last_ms: of the last input; time never runs backwards */
	bool started, queued;		/* queued: in the ready list */
	struct session *next_ready;

	void (*fed)(void *ctx, const struct engine_input *in);
	void *fed_ctx;
	session_map_run_fn map_run_ends;
	void *map_run_ctx;
	VEC(struct asked_run) asked_runs;
	bool (*stops)(void *ctx, int32_t id);
	void *stops_ctx;
	void (*told_over)(void *ctx, struct session *s);	/* a nested one: who waits for its end; NULL: nobody */
	void *told_over_ctx;
};

/* session_turn.c */
void session_ready(struct session *s);				/* into the ready list */
void session_unready(struct session *s);
void session_due(struct session *s, const struct due *d);	/* onto the agenda; takes d's value and strings */
void session_undue(struct due *d);				/* off it, and gone */
void session_feed(struct session *s, const struct due *d);	/* now; d is borrowed */
void session_start(struct session *s);
void session_block(struct session *s, const struct asl_state *state, const char *reason);	/* the family stands until it is stopped */

/* session.c */
struct session *session_make(struct family *f, struct session *parent, struct asl_machine *m, struct value *input,
	const struct engine_options *o, int64_t start_ms);

/* session_children.c */
void session_child_start(struct session *s, const struct engine_effect *fx);
void session_child_stop(struct session *s, uint64_t id);
struct session *session_child_find(struct session *s, uint64_t id);	/* NULL: gone */
/* A nested execution of m, begun by the task `by` of s. */
struct session *session_nested_start(struct session *s, const struct running *by, struct asl_machine *m, struct value *input,
	const struct engine_options *o);
void session_settled(struct session *s);			/* it waits for the first time, or has ended */
void session_over(struct session *s);				/* it has ended: tells the parent and the owner; s may be gone then */
void session_retire(struct session *s);				/* takes back everything that is under way for it */
void session_abort(struct session *s, const char *error, const char *cause);	/* StopExecution */
void session_release(struct session *s);			/* freed, if it has ended and nobody needs it */
void session_destroy(struct session *s);			/* with its children */

/* session_map_run.c */
void map_work_perform(struct session *s, const struct engine_effect *fx);
void map_works_close(struct session *s);
bool map_run_recorded(struct session *s, const struct engine_effect *fx);	/* the effect is of a Map Run whose end is known already */

/* session_tasks.c */
void task_start(struct session *s, const struct engine_effect *fx);
void task_cancel(struct session *s, uint64_t task_id);
const struct running *task_find(const struct session *s, uint64_t dispatch_id);	/* NULL: gone */
void tasks_cancel(struct session *s);				/* all of them */
bool task_time_out(struct session *s);				/* one of those that were said to time out, if there is one */
bool tasks_take_arrived(struct family *f, bool held_too);	/* true if any was taken */

#endif
