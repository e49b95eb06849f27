/*
 * engine - the interpreter: a fold. Inputs come in with their time, events are appended to a history, effects go out.
 * It never reads a clock, a random source or a file, so the same inputs always give the same history: that is the debugger's step
 * back, the store's recovery and the test format. Below it: asl. It never knows ui, loop, store, aws, task.
 *
 * Open first: this file; then step.c (one state after the other), dataflow.c (InputPath … OutputPath), evaluate.c (JSONata), task.c (schedule, started, done),
 * fail.c (retry, catch, the end of a scope), edit.c (for forks), container.c (Parallel, Map), map_run.c (distributed Map), choice.c, wait.c, variables.c, context.c ($$), thread.c (who
 * runs next), hold.c (who stands still), emit.c (events and effects), retry.h (who matches, which delay), event.h (the history).
 *
 *     engine = engine_new(machine, &options);
 *     engine_feed(engine, &start, &effects);   perform the effects; feed what comes back; until engine_status() is not running
 *
 * Inside, an execution is a set of threads: one at the top, one for each running branch or iteration. A thread is at one state.
 *
 * A distributed Map runs its items as executions of their own, each with an engine of its own. The host makes them, opens what items are
 * read from and results are written to, and tells what came of it:
 *
 *     FX_ITEMS_OPEN, then FX_ITEMS_NEXT           IN_ITEMS … IN_ITEMS_LAST, or IN_ITEMS_FAILED
 *     FX_CHILD_START                              IN_CHILD_RUNNING once it waits for something; IN_CHILD_SUCCEEDED … at its end
 *     FX_CHILD_STOP                               nothing more is heard of it
 *     FX_RESULTS_OPEN, FX_RESULT … FX_RESULTS_CLOSE        IN_RESULTS_WRITTEN or IN_RESULTS_FAILED
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

	/* A child execution of a distributed Map: what it runs, the name of its state machine behind "/", its item or batch. */
	const struct asl_scope *scope;	/* NULL: the machine's top */
	const char *label;
	int iteration;
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

	/* id: of the Map Run */
	IN_ITEMS,		/* value: an array of items; more can be asked for. source: where they are, "S3://bucket/key" */
	IN_ITEMS_LAST,		/* the same; there are no more */
	IN_ITEMS_FAILED,	/* cause: why they cannot be read */
	IN_RESULTS_WRITTEN,	/* value: what the state's output says of them */
	IN_RESULTS_FAILED,	/* cause */
	/* id: of the child */
	IN_CHILD_RUNNING,	/* it has done what it could, and waits */
	IN_CHILD_SUCCEEDED,	/* value: its output */
	IN_CHILD_FAILED,	/* error, cause */
	IN_CHILD_TIMED_OUT,
	IN_CHILD_ABORTED,	/* somebody else stopped it */

	/* A fork changes what comes (edit.c): value is {"state": index, "input": v} or {"state": index, "variable": name, "value": v}, with
	 * "iteration" where one is meant; id is the number of events that there are, so that a replay does it at the same place. */
	IN_EDIT,

	/* A Map Run that was recorded elsewhere ends, as a replay has it: id is its; of its items and children nothing is known, and nothing more is heard
	 * of them. value: {"output": v, "variables": {…}} of the state, as it was recorded (without output: []); else it fails: error, cause. */
	IN_RUN_ENDED,

	/* A branch or iteration stands still, or goes on (hold.c): value is {"do": "hold", "release", "only" (it alone moves) or "release all",
	 * "entered": the event with which its container was entered, "index": which one}; id is engine_steps(), so that a replay does it then:
	 * not every step writes an event. */
	IN_HOLD,
};

/* Strings and value are borrowed for the call. */
struct engine_input {
	int64_t at_ms;			/* never before the last input's */
	enum engine_input_kind kind;
	uint64_t id;			/* of the task or timer that the effect named */
	struct value *value;		/* NULL: {} for a start, null for a result */
	const char *error, *cause, *worker_name, *source;
};

enum engine_effect_kind {
	FX_TASK_START, FX_TASK_CANCEL, FX_TIMER_SET, FX_TIMER_CANCEL,
	FX_ITEMS_OPEN,			/* payload: {"List":bool,"Parameters":{"Bucket",…},"ReaderConfig":{…}}; id: the Map Run's, as below */
	FX_ITEMS_NEXT,			/* asks for more; the answer must hold at least one, or be the last */
	FX_ITEMS_CLOSE,
	FX_CHILD_START,			/* id: the child's; payload: its input; run, scope, name, label, seed, express, iteration */
	FX_CHILD_STOP,
	FX_RESULTS_OPEN,		/* payload: {"Bucket","Prefix","OutputType","MapRunArn"}; name: the last part of the Map Run's ARN */
	FX_RESULT,			/* payload: what is written, result: into which file; iteration: its place there */
	FX_RESULTS_CLOSE,		/* everything has been said. No answer is wanted where `quietly` is set */
};
enum engine_result { RESULT_SUCCEEDED, RESULT_FAILED, RESULT_PENDING };
enum engine_timer_kind { TIMER_WAIT, TIMER_RETRY, TIMER_TIMEOUT, TIMER_HEARTBEAT, TIMER_EXECUTION };

struct engine_effect {
	enum engine_effect_kind kind;
	uint64_t id;			/* of the task or timer; unique in the execution */
	int64_t due_ms;			/* TIMER_SET: when */
	enum engine_timer_kind timer;
	uint64_t task;			/* TIMER_SET: whose timeout or heartbeat; 0: of no task */
	int32_t entered_event;		/* TIMER_SET: id of the Entered event of the state that waits; 0: of none */
	/* TASK_START */
	const struct asl_state *state;
	struct value *payload;		/* owned by the effect */
	char *token;			/* .waitForTaskToken, .sync and activities; NULL else */
	int attempt;			/* 0 = first call of this visit */
	int invocation;			/* 0 = first call of this state in the execution: what mocks are indexed by */
	int visit;			/* 0 = first visit of this state in which it is called */
	int iteration;			/* index in the innermost Map, -1: none */
	int64_t timeout_ms;		/* 0: none */
	int32_t scheduled_event;	/* id of the …Scheduled event; CHILD_START: of MapRunStarted */
	/* CHILD_START, RESULTS_… */
	uint64_t run;			/* the Map Run's id */
	const struct asl_scope *scope;
	char *name, *label;		/* owned by the effect, like token */
	uint64_t seed;
	bool express, quietly;
	bool flatten;			/* RESULT: an array stands for its elements */
	enum engine_result result;
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
void engine_effect_release(struct engine_effect *fx);		/* what it owns */
void engine_effects_clear(struct engine_effects *fx);
void engine_effects_done(struct engine_effects *fx);

/*
 * Work that is ready is done in small pieces, so that a debugger can stop between any two events and a long run never blocks the screen:
 * engine_feed() only takes the input in; engine_step() then appends at least one event (usually one) and returns true while more is ready.
 */
bool engine_ready(const struct engine *x);
bool engine_step(struct engine *x, struct engine_effects *fx, struct err *e);

uint64_t engine_steps(const struct engine *x);			/* calls of engine_step() so far */
/* Branches that are held: is there one; is this one (or what is around it); which one alone moves; is what a task or timer waits for held? */
bool engine_holds(const struct engine *x);
bool engine_branch_is_held(const struct engine *x, int32_t entered, int32_t index);
size_t engine_held_count(const struct engine *x, int32_t entered);	/* of the branches of that container that run */
bool engine_only(const struct engine *x, int32_t *entered, int32_t *index);
bool engine_waits_held(struct engine *x, uint64_t id);

const struct history *engine_history(const struct engine *x);
enum exec_status engine_status(const struct engine *x);
struct value *engine_output(const struct engine *x);		/* borrowed; NULL where there is none */
const char *engine_error(const struct engine *x);		/* NULL where there is none */
const char *engine_cause(const struct engine *x);
const char *engine_execution_arn(const struct engine *x);
const char *engine_machine_arn(const struct engine *x);
uint64_t engine_transitions(const struct engine *x);
/* A Map Run, going on or over. */
struct map_run_info {
	uint64_t id;
	const char *arn, *label;
	const struct asl_state *state;
	int32_t started_event, ended_event;	/* MapRunStarted; MapRunSucceeded, MapRunFailed or MapRunAborted, 0: it goes on */
	enum exec_status status;
	bool express;
	bool all_read;			/* totals are final */
	int64_t max_concurrency;	/* 0: no limit */
	int64_t tolerated_count;
	double tolerated_percentage;
	struct map_run_totals totals;
};

size_t engine_map_runs(const struct engine *x);
const struct map_run_info *engine_map_run(const struct engine *x, size_t i);	/* in order of their start */
const struct map_run_info *engine_map_run_find(const struct engine *x, uint64_t id);	/* NULL: there is none */

const char *exec_status_text(enum exec_status s);		/* "SUCCEEDED" */
bool exec_status_find(const char *text, enum exec_status *out);

#endif
