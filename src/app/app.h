/*
 * app - what is open, and what runs: a workspace, one machine of it, its executions, the functions. The model behind every screen.
 * Open first: this file; then session.h (one live execution: engine, clock, tasks), run.h (an execution as the screens see it),
 * dispatch.h (which backend does a task), workspace.h (the folder), describe.h (events in words).
 * Below it: store, task, history, engine, asl, loop. It never knows ui or screens: it says what changed by app_changed().
 */
#ifndef ASLANT_APP_H
#define ASLANT_APP_H

#include "app/backends.h"
#include "app/config.h"
#include "app/lint_config.h"
#include "app/run.h"
#include "app/workspace.h"
#include "loop/loop.h"
#include "task/function.h"
#include "task/play.h"
#include "task/registry.h"

struct app_options {
	double speed;			/* of new executions: SPEED_JUMP, 1, … */
	uint64_t seed;
	int64_t max_events;		/* of new executions, as engine_options has it */
	bool fixed;			/* tests: fixed start time and names, nothing random */
	bool in_memory;			/* no store on disk */
	bool express;			/* every machine is Express, not just those that aslant.json names */
	const char *s3;			/* the folder that stands for S3; NULL: what the workspace says */
	struct http_routes routes;	/* endpoints, before those of the workspace; the caller's */
};

enum app_note { NOTE_NONE, NOTE_INFO, NOTE_WARNING, NOTE_ERROR };

/* What changed since the screens last looked; OR of these. */
enum {
	CHANGED_MACHINE = 1,		/* another definition, or the same file read again */
	CHANGED_RUN = 2,		/* another execution is shown */
	CHANGED_EVENTS = 4,		/* the shown execution has new events, or its cursor moved, or its clock ticked */
	CHANGED_RUNS = 8,		/* the list of executions */
	CHANGED_FUNCTIONS = 16,		/* registry or logs */
	CHANGED_NOTE = 32,
	CHANGED_WORKSPACE = 64,
	CHANGED_DEBUGGER = 128,		/* breakpoints or watches */
	CHANGED_TEXT = 256,		/* the open definition's text, whether it is saved, or what is to be asked about it (app_document.h) */
	CHANGED_COVERAGE = 4096,	/* what app_coverage.h measures */
};

/* What the person answered last for a state, by its path: the next draft. */
struct app_answer {
	char *machine, *path, *text;
};

struct app {
	struct app_options options;
	struct loop *loop;		/* borrowed */
	struct workspace workspace;
	struct asl_lint lint;		/* of the same file: which rules of advice people want */
	struct config config;		/* the workspace's aslant.json, as it was when the workspace was opened */
	struct store *store;
	struct task_backend *functions, *play;	/* owned by dispatch */
	struct backends backends;
	VEC(struct app_answer) answers;
	int holds;			/* how many answers are being typed (waiting.h) */
	struct registry *registry;	/* of functions: borrowed */
	struct dispatch *dispatch;
	VEC(struct app_fork *) forks;	/* with recorded answers (app_forks.c) */
	struct task_backend *forks_backend;	/* owned by dispatch */
	struct task_backend *tests_backend;	/* app_tests.c; owned by dispatch */
	VEC(struct app_test *) tests;	/* executions of test cases, in order of starting */
	struct app_mocks *mocks;	/* app_mocks.c; owned by dispatch */
	struct app_coverage *coverage;	/* app_coverage.c; NULL: none is shown */

	struct asl_machine *machine;	/* of the text as it is now, or when it could be read last; NULL: none open */
	char *file;			/* of the open machine: it holds the definition's text; NULL: none */
	struct app_document *doc;	/* its text, undo (app_document.h); NULL where there is no file */
	char *address;			/* how it was opened: the file, or one machine of a template, FILE#NAME (asl/source.h) */
	char *choices;			/* a file with several machines, of which one is to be chosen; NULL: none */
	VEC(struct loop_watch *) watches;	/* on everything that was read for it */

	struct run *run;		/* shown; NULL: none. Live ones are in `live` too */
	VEC(struct run *) live;		/* executions that may still write events, and imported ones that are on their way to the store */
	struct debugger debugger;	/* of the open machine */
	struct store_list runs;		/* of the open machine, newest first */
	bool runs_stale;		/* an execution has begun that the list does not have yet */
	double speed;
	unsigned n_started;

	unsigned changed;
	enum app_note note_kind;
	char note[512];			/* one sentence for the person; "" when there is none */
	struct loop_timer *timer;	/* when the sessions want their next turn */
	int64_t store_retry_us;
};

struct app *app_new(struct loop *l, const struct app_options *o);
void app_free(struct app *a);

/* path: a file, a folder, or NULL for the current folder or the samples. True if anything could be opened; otherwise e says why and an
 * empty app remains usable. A file that is no definition is opened and shows its errors. */
bool app_open(struct app *a, const char *path, struct err *e);
bool app_open_machine(struct app *a, const char *address, struct err *e);	/* one of the workspace, or of any other file */
/* The first error of the open definition as "FILE:LINE:COL: …"; NULL: it has none. Caller frees. *n gets how many there are. */
char *app_first_problem(const struct app *a, size_t *n);
void app_reload(struct app *a);			/* look at the open file again (app_document.h); keeps what could be read before if it cannot */
void app_scan(struct app *a);			/* the workspace's folder again */

/* Start an execution with these options, shown at once; engine.name NULL: a new one. */
bool app_run_begin(struct app *a, struct session_options *o, struct err *e);
/* Start an execution of the open machine. name NULL: a new one. Shown at once. paused: before its first event. */
bool app_run_start(struct app *a, struct value *input, const char *name, bool paused, struct err *e);
/* Show an execution that was recorded elsewhere (record.h), and keep it. definition: a file, "none", or NULL: what fits. */
bool app_record_open(struct app *a, const char *path, const char *definition, struct err *e);
size_t app_running(const struct app *a);	/* executions that run here */
bool app_run_open(struct app *a, int64_t store_id, struct err *e);	/* show one of the list; a live one is shown live */
/* One of the list as it is kept now, to be looked at beside the shown one: the caller's, who run_free()s it. */
struct run *app_run_load(struct app *a, int64_t store_id, struct err *e);
bool app_run_again(struct app *a, int64_t store_id, struct err *e);	/* start with the same input */
bool app_run_delete(struct app *a, int64_t store_id, struct err *e);
void app_run_close(struct app *a);		/* show none; a live one goes on */
void app_runs_refresh(struct app *a);
/* The whole input of an execution of the list. New reference; NULL with e. */
struct value *app_run_input(struct app *a, int64_t store_id, struct err *e);

/* What a fork changes where it leaves: an edit (engine.h's IN_EDIT), or the answer to a task (edit NULL). Borrowed for the call. */
struct fork_change {
	struct value *edit;
	int state, iteration;		/* of the task; iteration -1: any */
	struct engine_input answer;	/* kind IN_TASK_DONE, IN_TASK_FAILED or IN_TASK_TIMED_OUT */
};
/* Run on from an event of the shown execution as a new one, which is shown then; the old one stays. m: another definition, NULL: the same.
 * change: NULL for none. The answers and timers up to the event are those of the old one; what is under way there is done again. An imported
 * one is forked by its replay; its tasks are answered as they were recorded. Where our replay does not get to the event, the fork begins
 * earlier: run->fork_event says where. */
bool app_fork(struct app *a, int32_t event, struct asl_machine *m, const struct fork_change *change, bool paused, struct err *e);

void app_seek(struct app *a, int32_t id);	/* the cursor of the shown execution; pauses nothing */
void app_set_speed(struct app *a, double speed);
bool app_has_play(const struct app *a);		/* a task waits for the person (waiting.h) */

/* Point a Task's Resource at a function, in the text: one undo step. s is of the open machine, which is another one afterwards. */
bool app_set_resource(struct app *a, const struct asl_state *s, const char *arn, struct err *e);

/* Bounded work for loop_work(): turns of all live sessions, their events to the store. True while there is more to do at once. */
bool app_work(void *app);

void app_changed(struct app *a, unsigned what);
void app_note(struct app *a, enum app_note kind, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Shows e's message as an error and returns false. */
bool app_note_err(struct app *a, const struct err *e);

#endif
