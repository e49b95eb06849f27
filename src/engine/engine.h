/*
 * engine - the interpreter: a fold. Inputs come in with their time, events are appended to a history, effects go out.
 * It never reads a clock, a random source or a file, so the same inputs always give the same history: that is the debugger's step
 * back, the store's recovery and the test format. Below it: asl. It never knows ui, loop, store, aws, task.
 *
 * Open first: this file; then step.c (one state after the other), dataflow.c (InputPath … OutputPath), evaluate.c (JSONata), task.c (schedule, started, done),
 * fail.c (retry, catch, the end of a scope), container.c (Parallel, Map), choice.c, wait.c, variables.c, context.c ($$), thread.c (who
 * runs next), emit.c (events and effects), retry.h (who matches, which delay), event.h (the history).
 *
 *     engine = engine_new(machine, &options);
 *     engine_feed(engine, &start, &effects);   perform the effects; feed what comes back; until engine_status() is not running
 *
 * Inside, an execution is a set of threads: one at the top, one for each running branch or iteration. A thread is at one state.
 */
#ifndef ASLANT_ENGINE_H
#define ASLANT_ENGINE_H

#include "asl/model.h"
#include "engine/event.h"

enum exec_status { EXEC_RUNNING, EXEC_SUCCEEDED, EXEC_FAILED, EXEC_TIMED_OUT, EXEC_ABORTED };

struct engine_options {
	const char *name;		/* the execution's; required */
	const char *account, *region, *role_arn;	/* NULL: CLI.md's defaults */
	bool express;
	uint64_t seed;
	int64_t max_events;		/* 0: AWS's 25,000; negative: no limit */
	size_t max_payload;		/* 0: AWS's 262,144; SIZE_MAX: no limit */
	struct value *context;		/* start values for single-state checks; NULL: none */
	struct value *variables;
};

enum engine_input_kind {
	IN_START,		/* value: the execution's input */
	IN_TASK_STARTED,	/* the backend took it (TaskStarted, LambdaFunctionStarted; worker_name for activities) */
	IN_TASK_SUBMITTED,	/* value: the service's own answer (.sync, .waitForTaskToken) */
	IN_TASK_DONE,		/* value: the raw result */
	IN_TASK_FAILED,		/* error, cause: each may be NULL */
	IN_TASK_TIMED_OUT,	/* the backend says that it will not answer in time: as if the timer had fired */
	IN_HEARTBEAT,
	IN_TIMER,		/* id: of the timer */
	IN_STOP,		/* error, cause: StopExecution */
};

/* Strings and value are borrowed for the call. */
struct engine_input {
	int64_t at_ms;			/* never before the last input's */
	enum engine_input_kind kind;
	uint64_t id;			/* of the task or timer that the effect named */
	struct value *value;		/* NULL: {} for a start, null for a result */
	const char *error, *cause, *worker_name;
};

enum engine_effect_kind { FX_TASK_START, FX_TASK_CANCEL, FX_TIMER_SET, FX_TIMER_CANCEL };
enum engine_timer_kind { TIMER_WAIT, TIMER_RETRY, TIMER_TIMEOUT, TIMER_HEARTBEAT, TIMER_EXECUTION };

struct engine_effect {
	enum engine_effect_kind kind;
	uint64_t id;			/* of the task or timer; unique in the execution */
	int64_t due_ms;			/* TIMER_SET: when */
	enum engine_timer_kind timer;
	uint64_t task;			/* TIMER_SET: whose timeout or heartbeat; 0: of no task */
	/* TASK_START */
	const struct asl_state *state;
	struct value *payload;		/* owned by the effect */
	char *token;			/* .waitForTaskToken, .sync and activities; NULL else */
	int attempt;			/* 0 = first call of this visit */
	int invocation;			/* 0 = first call of this state in the execution: what mocks are indexed by */
	int visit;			/* 0 = first visit of this state in which it is called */
	int iteration;			/* index in the innermost Map, -1: none */
	int64_t timeout_ms;		/* 0: none */
	int32_t scheduled_event;	/* id of the …Scheduled event */
};

struct engine_effects {
	VEC(struct engine_effect) list;
};

struct engine;

struct engine *engine_new(struct asl_machine *m, const struct engine_options *o);	/* keeps a reference to m */
void engine_free(struct engine *x);

/* Take one input in; engine_step() works on it, in order, when what is ready has been done (a stop and the execution's own timeout come
 * before that). False only for a host error: an input that makes no sense, or a machine that cannot be executed (a task that is not running
 * is neither: late answers are ignored). */
bool engine_feed(struct engine *x, const struct engine_input *in, struct engine_effects *fx, struct err *e);
void engine_effects_clear(struct engine_effects *fx);
void engine_effects_done(struct engine_effects *fx);

/*
 * Work that is ready is done in small pieces, so that a debugger can stop between any two events and a long run never blocks the screen:
 * engine_feed() only takes the input in; engine_step() then appends at least one event (usually one) and returns true while more is ready.
 */
bool engine_ready(const struct engine *x);
bool engine_step(struct engine *x, struct engine_effects *fx, struct err *e);

const struct history *engine_history(const struct engine *x);
enum exec_status engine_status(const struct engine *x);
struct value *engine_output(const struct engine *x);		/* borrowed; NULL where there is none */
const char *engine_error(const struct engine *x);		/* NULL where there is none */
const char *engine_cause(const struct engine *x);
const char *engine_execution_arn(const struct engine *x);
const char *engine_machine_arn(const struct engine *x);
uint64_t engine_transitions(const struct engine *x);
const char *exec_status_text(enum exec_status s);		/* "SUCCEEDED" */
bool exec_status_find(const char *text, enum exec_status *out);

#endif
