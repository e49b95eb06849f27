/*
 * session - one live execution: an engine, a clock, the tasks under way. It performs the engine's effects and feeds back what comes.
 * It never waits and never looks at a clock: the owner calls session_turn() with the monotonic time whenever something may have
 * happened, and is told when to call again. So the loop, a test and `aslant run` drive it alike.
 *
 * The clock is virtual. With speed 0 it stands still while work is under way and jumps to the next timer when nothing else can happen:
 * waits and backoffs take no time and keep their true durations in the history. With speed 1 it keeps pace with real time, with 4 it
 * runs four times as fast. While the session is paused, or a person must answer, it stands still; but one that keeps pace goes on while
 * a task token or an activity waits, which are answered later by nature.
 * Work that runs for real (a local function) takes no time on a clock of speed 0, unless it outlasts a timeout, which is then real.
 * What is under way at one moment of such a clock ends together and is told in the order in which it began: the history does not depend
 * on how fast each function happens to be.
 *
 * An execution may start others: the items of a distributed Map, nested executions. Each is a session too, and all of them are a family
 * with one clock. session_turn(), pausing, pace and blocks are the family's, whichever of its sessions is named; the rest is each one's
 * own. Whoever wants to know of the children gives a session_watch.
 */
#ifndef ASLANT_SESSION_H
#define ASLANT_SESSION_H

#include "app/dispatch.h"
#include "engine/engine.h"
#include "history/history.h"

#define SPEED_JUMP 0.0

struct session_options {
	struct asl_machine *machine;	/* a reference is taken */
	struct value *input;		/* a reference is taken */
	struct dispatch *dispatch;	/* must outlive the session */
	struct engine_options engine;	/* name: NULL makes a UUID from the seed */
	int64_t start_ms;		/* what the clock shows at the start */
	double speed;
	bool paused;			/* begin paused, before the first event */
	const char *s3;			/* the folder that stands for S3; NULL: there is none */
};

/* A task that no backend does. The execution stands until it is stopped. */
struct session_blocked {
	const struct asl_state *state;
	const struct asl_machine *machine;	/* the state's: a child's may be another than the root's */
	char reason[512];		/* "" where simply nobody answers for it */
};

struct session;

struct session *session_new(const struct session_options *o, struct err *e);
void session_name_from(uint64_t seed, char out[37]);	/* the name that an execution without one gets */
/* Cancels what is under way. The root takes all others with it, but for those that somebody has taken over. */
void session_free(struct session *s);

/* Do what can be done at mono_us (time_mono_us()), at most `budget` engine steps. Returns the microseconds after which to call again:
 * 0: at once, more is ready; -1: not before an answer, a command or the end. */
int64_t session_turn(struct session *s, int64_t mono_us, int budget);
/* Called when an answer has come in between turns, so that the owner can arrange a turn. */
void session_on_wake(struct session *s, void (*fn)(void *ctx), void *ctx);

/* Called with every input just before the engine gets it, so that the owner can keep it: the recorded inputs replay the execution. */
void session_on_feed(struct session *s, void (*fn)(void *ctx, const struct engine_input *in), void *ctx);

/* Asked about every event as soon as it has been written: true pauses there, before anything follows. */
void session_on_event(struct session *s, bool (*stops)(void *ctx, int32_t id), void *ctx);

/* Asked as each Map Run of this session begins: true where it ends as it was recorded elsewhere. Then *end says how (value, error and cause, as
 * IN_RUN_ENDED has them, borrowed; at_ms: after how long), and its items and children are left alone. */
typedef bool (*session_map_run_fn)(void *ctx, const struct map_run_info *run, struct engine_input *end);
void session_on_map_run(struct session *s, session_map_run_fn fn, void *ctx);

/* --- forks (session_replay.c): right after session_new(), before the first turn */

/* Feed what another session was fed, until there are `until` events (a step may write one more), or nothing is left of it; then what is
 * under way there is taken up. *used: how many inputs it took. False: the definition does not take them; the session is good for nothing. */
bool session_replay(struct session *s, const struct engine_input *const *fed, size_t n, int32_t until, size_t *used, struct err *e);
/* Change what comes next: engine.h's IN_EDIT says how. The caller keeps it with the inputs. */
bool session_edit(struct session *s, struct value *what, struct err *e);
/* Answer the task of a state (by index; iteration -1: any) that is under way: kind IN_TASK_DONE, IN_TASK_FAILED or IN_TASK_TIMED_OUT. */
bool session_answer(struct session *s, int state, int iteration, const struct engine_input *answer, struct err *e);

/* --- branches that stand still (engine/hold.c). What the engine is told is fed, so that a fork does it too. */

enum session_hold { HOLD_BRANCH, HOLD_RELEASE, HOLD_ONLY, HOLD_RELEASE_ALL };

/* entered: the event with which the Map or Parallel was entered; index: which iteration or branch of it. */
bool session_hold(struct session *s, enum session_hold what, int32_t entered, int32_t index, struct err *e);
bool session_waits_for_release(const struct session *s);	/* only what is held could go on: it has been paused for that */

void session_pause(struct session *s);
void session_continue(struct session *s);
/* Run until one more event is written (or one that enters a state, or the end), then pause; the clock jumps to it. */
enum session_goal { GOAL_EVENT = 1, GOAL_STATE, GOAL_UNTIL };
void session_step(struct session *s, enum session_goal goal);
/* The same until an event of which the caller says that it is the one, or the end. Asked once for every event, in order. */
void session_step_until(struct session *s, bool (*reached)(void *ctx, int32_t id), void *ctx);
bool session_is_paused(const struct session *s);
void session_hold_clock(struct session *s, bool on);		/* somebody types an answer: no time passes meanwhile */
bool session_skip(struct session *s);		/* end the current wait or backoff now (the clock jumps); false: nothing waits */
void session_set_speed(struct session *s, double speed);
double session_speed(const struct session *s);
void session_stop(struct session *s, const char *error, const char *cause);	/* StopExecution */

struct session *session_root(const struct session *s);		/* the execution that began it all; itself where nobody started it */

/* --- children ------------------------------------------------------------------------------------------------------ */

enum session_kind { SESSION_ROOT, SESSION_MAP_ITEM, SESSION_NESTED };

struct session_watch {
	void (*started)(void *ctx, struct session *child);
	/* It has ended, and is freed after the call; unless true is returned: then it is the caller's, who frees it. */
	bool (*ended)(void *ctx, struct session *child);
	void *ctx;
};

void session_on_children(struct session *s, const struct session_watch *w);	/* of the whole family */
bool session_is_over(const struct session *s);		/* nobody of the family runs any more */
enum session_kind session_kind(const struct session *s);
struct session *session_parent(const struct session *s);	/* NULL: it has none */
/* What it is to its parent: the event that started it (MapRunStarted, …Scheduled), and its item's or batch's place. */
int32_t session_parent_event(const struct session *s);
size_t session_index(const struct session *s);
const char *session_map_run_arn(const struct session *s);	/* NULL: it belongs to no Map Run */
size_t session_n_children(const struct session *s);		/* running ones */
/* They in the order of their start: i from 0, until NULL. */
struct session *session_child(const struct session *s, size_t i);

void session_summary(const struct session *s, struct execution_summary *out);	/* borrows from s */

/* What a child was started with; borrows from s. */
void session_engine_options(const struct session *s, struct engine_options *out);
/* A number that the caller wants to find again at an execution; 0 at first. */
void session_set_tag(struct session *s, int64_t tag);
int64_t session_tag(const struct session *s);

/* All of the family together, those that are gone too. */
struct session_totals {
	size_t executions;		/* without the root */
	uint64_t transitions, events;
};

void session_totals(const struct session *s, struct session_totals *out);

const struct engine *session_engine(const struct session *s);
const struct history *session_history(const struct session *s);
struct asl_machine *session_machine(const struct session *s);
const char *session_name(const struct session *s);	/* the execution's */
struct value *session_input(const struct session *s);		/* borrowed */
bool session_is_finished(const struct session *s);
int64_t session_now_ms(const struct session *s);
int64_t session_start_ms(const struct session *s);
int session_running_tasks(const struct session *s);		/* under way in backends */
const struct session_blocked *session_blocked(const struct session *s);	/* NULL: not blocked */
/* A task that waits for its token to come back, or that will never be answered, where nothing else can happen either; NULL: something can. */
const struct asl_state *session_stuck(const struct session *s);
/* When the timeout (TIMER_TIMEOUT) or the heartbeat (TIMER_HEARTBEAT) of a task under way ends; false: that clock does not run. */
bool session_task_due(const struct session *s, uint64_t dispatch_id, enum engine_timer_kind timer, int64_t *due_ms);

/* --- what the clock will bring (session_timers.c), of the whole family */

struct session_timer {
	uint64_t id;			/* names it for session_timer_now() */
	const struct session *of;
	int64_t due_ms;
	const struct asl_state *state;	/* whose; NULL: the execution's own timeout */
	int iteration;			/* index in the innermost Map around; -1: none */
	int32_t entered_event;		/* of a timer: of the state that waits; 0: not known */
	bool is_answer;			/* a task's answer that takes its time … */
	enum engine_input_kind answer;	/* … IN_TASK_DONE, IN_TASK_FAILED, IN_TASK_TIMED_OUT */
	const char *error;		/* of an answer; NULL: none. Borrowed until the next turn */
	enum engine_timer_kind timer;	/* else */
};

/* All of them, the soonest first. Caller frees *out; returns how many there are. */
size_t session_timers(const struct session *s, struct session_timer **out);
bool session_timer_now(struct session *s, uint64_t id);		/* it is due now, and the clock stays; false: it is over */
bool session_skip_all(struct session *s);	/* the clock jumps past all waits and backoffs; false: nothing waits */
/* The next moment on the clock at which something is due; false: nothing is. */
bool session_next_due(const struct session *s, int64_t *due_ms);

#endif
