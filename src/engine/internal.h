/*
 * internal - the engine's own shapes. Only src/engine includes it. Open step.c first: it says how a thread moves.
 *
 * An execution is a tree of threads. A thread is at one state of one scope; while that state is a Parallel or a Map with work inside, the
 * thread has a family of child threads and waits. Whoever can go on without an input stands in the ready list, in order of becoming
 * ready; the first of it runs until it must wait, so that the order of events never depends on anything but the inputs.
 */
#ifndef ASLANT_ENGINE_INTERNAL_H
#define ASLANT_ENGINE_INTERNAL_H

#include "base/rng.h"
#include "engine/engine.h"
#include "engine/probe.h"

/* What a thread does next. Those before PHASE_BLOCKED need no input. */
enum phase {
	PHASE_ENTER,			/* enter `state` with `input` */
	PHASE_WORK,			/* entered, or to be tried again: do what the state does */
	PHASE_ITEMS,			/* a Map that starts its first iterations */
	PHASE_RUN,			/* a distributed Map whose Map Run can go on */
	PHASE_ITERATION,		/* a thread of a Map that begins its next item */
	PHASE_GATHERED,			/* a Parallel or Map whose last child has ended */
	PHASE_RESULT,			/* the work gave `result`: through ResultSelector … OutputPath, and leave */
	PHASE_CAUGHT,			/* `catcher` takes the error over: leave */
	PHASE_FAILED,			/* nobody takes the error: the scope fails */
	PHASE_END,			/* the scope has ended with `input` */
	PHASE_BLOCKED,
	PHASE_TASK = PHASE_BLOCKED,	/* a task has been scheduled */
	PHASE_SLEEP,			/* a Wait state's timer */
	PHASE_BACKOFF,			/* the delay before a retry */
	PHASE_FAMILY,			/* children are running */
	PHASE_MAP_RUN,			/* child executions are, or the host reads or writes for the Map Run */
	PHASE_DEAD,			/* dropped while in the ready list: freed when its turn comes */
};

struct variable {
	const char *name;		/* interned in the history */
	struct value *value;
};

/* The running work of a Parallel or a Map. */
struct family {
	struct thread **children;	/* of those that live; NULL: ended */
	size_t n_children;
	struct value **outputs;		/* by branch or item */
	size_t n, started, ended;
	const cJSON *next_item;		/* Map */
	struct value *items;
	int32_t last;			/* what MapStateSucceeded and …StateExited point at */
};

/* An error on its way to a retrier, a catcher or the end. NULL members are those that AWS leaves out. */
struct wf_error {
	char *error, *cause;
	bool timed_out, heartbeat;
	bool evaluation;		/* an expression failed: no event tells of the state's end */
	int32_t event;			/* the failing event */
	bool set;
};

struct thread {
	struct thread *parent, *next_ready;
	const struct asl_scope *scope;
	const struct asl_state *state;
	enum phase phase;
	bool queued;			/* in the ready list */
	bool held;			/* by the person: it stands still */
	size_t slot;			/* among its parent's children */
	size_t item;			/* branch or item in the parent's family */
	int iteration;			/* index in the innermost Map around; -1: none */

	int32_t entered, last;		/* the state's Entered event; the last event of this line of control */
	int64_t entered_ms;
	struct value *input;		/* as it came in */
	struct value *effective;	/* after InputPath */
	struct value *result;
	struct value *context;		/* $$, made on first use; dropped when what it shows changes */
	int64_t *attempts;		/* per retrier: retries made in this visit */
	int64_t retries;		/* their sum: $$.State.RetryCount */
	int visit;			/* of a task's state that has been scheduled in it, from 0; -1: not yet */

	struct wf_error failure;
	int catcher;

	uint64_t task, timer, timeout, heartbeat;	/* what it waits for; 0: nothing */
	int64_t timeout_s, heartbeat_s;
	bool started;			/* the task's Started event is there */
	char *token;

	VEC(struct variable) variables;	/* of the thread's scope */
	struct family *family;
	struct value *item_value;	/* of the Map iteration that this thread is */
	const char *item_key, *item_source;	/* of an item of a distributed Map; NULL: none */
	struct map_run *run;		/* of the distributed Map that it is at */
};

/* Beside each state of the machine. */
struct state_info {
	const char *name;		/* interned */
	uint8_t entered, exited;	/* event types */
	bool plain;			/* hands its input on as it is: no paths, no templates, no Result */
	int invocations, visits;	/* of a task */
};

enum wait_kind { WAIT_NONE, WAIT_TASK, WAIT_TIMER, WAIT_RETRY, WAIT_TIMEOUT, WAIT_HEARTBEAT, WAIT_EXECUTION, WAIT_RUN, WAIT_CHILD };

/* Who waits for which task or timer, in order of id. */
struct waiter {
	uint64_t id;
	enum wait_kind kind;		/* WAIT_NONE: over */
	struct thread *thread;
	size_t slot;			/* WAIT_CHILD: among the children of the thread's Map Run */
};

struct pending {
	int64_t at_ms;
	enum engine_input_kind kind;
	uint64_t id;
	struct value *value;
	char *error, *cause, *worker_name, *source;
};

struct engine {
	struct asl_machine *machine;
	char *name, *account, *region, *role_arn, *execution_arn, *machine_arn, *machine_name;
	const struct asl_scope *scope;	/* that it executes: the machine's top, or the processor of a distributed Map */
	int iteration;			/* of the Map Run that it belongs to; -1: none */
	bool express, fed, started, full;
	int64_t max_events;
	size_t max_payload;
	struct rng rng;
	struct value *start_context, *start_variables;

	struct history history;
	enum exec_status status;
	struct value *input, *output;
	char *error, *cause;
	int64_t now_ms, start_ms;
	uint64_t transitions, last_id, steps;

	size_t variables_size;
	struct state_info *info;
	struct thread *top, *ready, **ready_tail;
	VEC(struct waiter) waiters;
	size_t waiters_over;
	VEC(struct pending) inputs;	/* inputs.v[inputs_read …] are still to be taken */
	size_t inputs_read;
	size_t n_held;
	struct thread *only;		/* it, and what is inside of it, alone moves; NULL: all do */
	VEC(struct pending) late;	/* for threads that are held */
	bool late_may_come;		/* some of them may not be any more */
	bool urgent_set;
	struct pending urgent;		/* stop or the execution's timeout: before anything else */
	struct engine_effects *fx;	/* of the running step */
	VEC(struct map_run_info *) map_runs;	/* all that there were */
	VEC(struct thread *) in_runs;	/* threads whose Map Run goes on */
	struct probe *probe;		/* NULL: this is an execution; else one state is looked at (probe.c) */
	enum probe_stage_kind stage;	/* of the data flow that is being evaluated */
};

/* thread.c: threads and the ready list */
struct thread *thread_new(struct engine *x, struct thread *parent, const struct asl_scope *scope, struct value *input);
void thread_drop(struct engine *x, struct thread *t);		/* with its family; tells the host to cancel what it waits for */
void thread_enter(struct engine *x, struct thread *t, const struct asl_state *s);	/* t goes on there next */
void thread_go(struct engine *x, struct thread *t, enum phase phase);	/* into the ready list, unless the phase waits */
void threads_end(struct engine *x);				/* all of them */
void threads_run_first(struct engine *x);			/* one step of the first ready thread */
void thread_leave_state(struct thread *t);			/* drops what belongs to the visit */

/* hold.c */
bool engine_hold(struct engine *x, const struct engine_input *in, struct err *e);
bool thread_is_held(const struct engine *x, const struct thread *t);
struct thread **threads_first_free(struct engine *x);		/* where it stands in the ready list; *it NULL: all of them are held */
void thread_forget_hold(struct engine *x, struct thread *t);
void hold_let_come(struct engine *x);
bool hold_back(struct engine *x, const struct pending *p);	/* kept for later: p's memory with it; false: it may come */

/* variables.c */
struct value *variable_get(const struct thread *t, const char *name);	/* borrowed; NULL: not set */
bool variables_assign(struct engine *x, struct thread *t, struct value *object);	/* name -> value; false: more than an execution may have */
void variables_forget(struct engine *x, struct thread *t);

/* wait.c: tasks and timers that somebody waits for; Wait states */
uint64_t wait_add(struct engine *x, struct thread *t, enum wait_kind kind);
struct waiter *wait_find(struct engine *x, uint64_t id);	/* NULL: over, or never was */
void wait_over(struct engine *x, uint64_t *id);
uint64_t timer_set(struct engine *x, struct thread *t, enum wait_kind kind, int64_t due_ms);
void timer_cancel(struct engine *x, uint64_t *id);
bool work_wait(struct engine *x, struct thread *t);

/* emit.c: events and effects */
int32_t emit(struct engine *x, struct event ev);		/* owns ev's value and more; the event's id, or 0 at the limit */
int32_t emit_in(struct engine *x, struct thread *t, enum event_type type, int32_t prev, struct value *value, struct event_more *more);
struct engine_effect *effect(struct engine *x, enum engine_effect_kind kind, uint64_t id);
/* The threads are dropped when the step is over, so that whoever called may still look at its own. */
void execution_end(struct engine *x, enum exec_status status, enum event_type type, int32_t prev, const char *error, const char *cause);
void execution_succeed(struct engine *x, struct thread *t);

/* dataflow.c: what is NULL or false has failed the execution, unless `why` is asked for */
struct flow_env {
	struct query_env env;
	struct engine *engine;
	struct thread *thread;
	const struct thread *item;
	struct value *context;
};

struct value *flow_context(struct flow_env *f);			/* $$, borrowed */
void flow_env_open(struct flow_env *f, struct engine *x, struct thread *t, struct value *input);
void flow_env_close(struct flow_env *f);
bool flow_input(struct engine *x, struct thread *t);		/* fills t->effective */
struct value *flow_arguments(struct engine *x, struct thread *t);	/* Parameters or Arguments; without them the effective input */
struct value *flow_template(struct engine *x, struct thread *t, const struct tmpl *tm, struct value *input);
struct value *flow_path(struct engine *x, struct thread *t, const struct path *p, struct value *input, struct str *why);
bool flow_whole(const cJSON *n, int64_t min, int64_t max, int64_t *out);	/* never fails the execution */
bool flow_integer(struct engine *x, struct thread *t, const struct asl_seconds *s, const char *field, int64_t min, int64_t *out);
bool flow_fits(const struct engine *x, struct value *v);	/* within the payload limit */
bool flow_result(struct engine *x, struct thread *t);		/* t->result through ResultSelector … OutputPath, and leave */
bool flow_caught(struct engine *x, struct thread *t);		/* t->failure as the catcher wants it, and leave */

/* How a state is left: its output before OutputPath, and the Assign that applies; or what Assign gave already. */
struct flow_exit {
	struct value *output;		/* borrowed */
	const struct asl_path *output_path;	/* NULL: none */
	const struct tmpl *assign;	/* NULL: none */
	struct value *assign_input;	/* borrowed: what $ is in Assign */
	struct value *assigned;		/* borrowed, instead of assign; NULL: nothing */
	int edge;			/* of a Choice, as event.h says */
	const struct asl_target *next;	/* NULL: the scope ends */
};

bool flow_leave(struct engine *x, struct thread *t, const struct flow_exit *exit);

/*
 * evaluate.c: fields in JSONata mode. What is NULL or false has failed: EvaluationFailed is in the history, and the error on its way to a
 * retrier, a catcher or the end of the scope.
 */
struct flow_field {
	const char *list;		/* "Choices", "Catch"; NULL: a field of the state itself */
	size_t index;			/* in it */
	const char *name;
	struct thread *child;		/* the iteration that ItemSelector is evaluated for; NULL elsewhere */
};

/* What $states has beside input and context. NULL: not there. */
struct flow_states {
	struct value *result, *error_output;
};

struct value *flow_evaluate(struct engine *x, struct thread *t, const struct jtmpl *tm, const struct flow_field *field,
	const struct flow_states *states);
/* What must be of a type, as json_type_name() calls it. */
struct value *flow_evaluate_typed(struct engine *x, struct thread *t, const struct jtmpl *tm, const struct flow_field *field,
	const char *type);
bool flow_evaluate_integer(struct engine *x, struct thread *t, const struct jtmpl *tm, const struct flow_field *field, int64_t min,
	int64_t max, int64_t *out);
/* Fails with AWS's sentence for a result (of the expression at `place` below the field) that is of another type. */
void flow_wrong_type(struct engine *x, struct thread *t, const struct jtmpl_expression *e, const struct flow_field *field,
	const char *place, const char *expected, struct value *v);

/* Output and Assign of a state, a catcher or a choice rule. */
struct flow_fields {
	const char *list;
	size_t index;
	const struct jtmpl *output, *assign;	/* NULL: none */
};

/* Leaves the state; without an Output, `otherwise` is the output. */
bool flow_leave_evaluated(struct engine *x, struct thread *t, const struct flow_fields *f, const struct flow_states *states,
	struct value *otherwise, int edge, const struct asl_target *next);
bool flow_leave_state_evaluated(struct engine *x, struct thread *t, struct value *result);	/* result NULL: the state has none */

/* edit.c */
bool engine_edit(struct engine *x, struct value *what, struct err *e);

/* context.c */
struct value *context_make(struct engine *x, const struct thread *t, const struct thread *item);

/* choice.c, task.c, container.c: the work of states; fail.c: what happens to errors */
void work_choice(struct engine *x, struct thread *t);
void work_task(struct engine *x, struct thread *t);
void task_input(struct engine *x, struct thread *t, const struct pending *in);
void task_expired(struct engine *x, struct thread *t, bool heartbeat);
void work_container(struct engine *x, struct thread *t);
void container_start_item(struct engine *x, struct thread *t);
void container_start_item_at(struct engine *x, struct thread *t, size_t slot);
void container_begin_iteration(struct engine *x, struct thread *t);
void container_gathered(struct engine *x, struct thread *t);
void container_child_ended(struct engine *x, struct thread *child);
void family_free(struct engine *x, struct thread *t);
struct value *container_items(struct engine *x, struct thread *t, bool object);	/* to map over; object: may be one. NULL: failed */

/* map_run.c: distributed Maps */
void map_run_begin(struct engine *x, struct thread *t, int64_t max_concurrency);
void map_run_step(struct engine *x, struct thread *t);		/* PHASE_RUN */
void map_run_input(struct engine *x, struct thread *t, const struct waiter *w, const struct pending *in);
void map_run_evaluation_failed(struct engine *x, struct thread *t, const char *error, const char *cause);	/* of an item */
void map_run_abort(struct engine *x, struct thread *t);		/* MapRunAborted, if it goes on */
void map_runs_abort(struct engine *x);				/* all of them */
void map_run_free(struct engine *x, struct thread *t);		/* stops what is under way */
void map_runs_free(struct engine *x);

/* engine.c */
/* ARNs of this engine's account, or of a child in a Map Run (label). r draws the last part of an Express one. Caller frees. */
char *machine_arn_make(const struct engine *x, const char *label);
char *execution_arn_make(const struct engine *x, const char *label, const char *name, bool express, struct rng *r);
char *map_run_arn_make(const struct engine *x, const char *label, const char *uuid);

bool task_parameters_fit(struct engine *x, struct thread *t, struct value *payload);	/* task_parameters.c; false: the state has failed */
void fail_runtime(struct engine *x, struct thread *t, const char *why);		/* States.Runtime: nobody can catch it */
void fail_too_large(struct engine *x, struct thread *t);
/* States.QueryEvaluationError of t's state; location NULL: none. child: the iteration that could not begin, NULL elsewhere. */
void fail_evaluation(struct engine *x, struct thread *t, struct thread *child, const char *location, const char *why);
void fail_cause(struct str *out, const struct thread *t, const char *why);	/* "An error occurred while executing the state …" */
char *too_large_text(const char *what);
void wf_error_done(struct wf_error *w);
void wf_error_set(struct wf_error *w, const char *error, const char *cause, int32_t event);
/* Look for a retrier or catcher of t's state for t->failure; the plan goes to *plan. Sets t's phase. */
void fail_decide(struct engine *x, struct thread *t, struct event_plan *plan);
void fail_keep_plan(struct engine *x, int32_t id, const struct event_plan *plan);	/* with that event; id 0: nowhere */
void fail_scope(struct engine *x, struct thread *t);		/* PHASE_FAILED */

/* probe.c: told to x->probe where there is one. given: the definition has the field */
void probe_tell(struct engine *x, enum probe_stage_kind kind, bool given, struct value *v);
void probe_tell_test(struct engine *x, size_t rule, const struct asl_test *test, struct value *left, struct value *right,
	enum probe_verdict verdict);
void probe_tell_missing(void *flow_env, const struct path *p);
void probe_tell_reached(struct engine *x, const char *there, const char *missing, struct value *v);

/* step.c */
void thread_step(struct engine *x, struct thread *t);

#endif
