/*
 * run - an execution as the screens see it: a definition, a list of events, a cursor. Live, finished, or loaded from the store: the same.
 * The cursor is the id of the event that everything shown is true at; while `follow` is set it stays at the newest.
 */
#ifndef ASLANT_RUN_H
#define ASLANT_RUN_H

#include "app/debugger.h"
#include "app/session.h"
#include "history/moment.h"
#include "history/projection.h"
#include "store/store.h"

struct app;

struct run_goal {			/* stepping.c: what a step looks for */
	int kind;			/* enum step_kind */
	int32_t branch, container;	/* the branch that the cursor was in; the step of the container that is left, -1: none */
};

struct run {
	unsigned refs;			/* how many look at it beside its owner (run_ref()) */
	unsigned serial;		/* no other run of this process has it: what a screen knows of a run is of this one; never 0 */
	struct asl_machine *machine;	/* the definition that it runs, not necessarily the newest of the file */
	struct session *session;	/* NULL: loaded from the store */
	struct store_execution stored;	/* what was loaded; of a live one only what it was started with and fed: options and fed */
	struct store *store;		/* borrowed; live executions only */
	bool borrowed;			/* the session is its parent's: a child execution that runs */
	int64_t store_id;		/* 0: not kept */
	const struct history *history;
	char *name;
	struct projection *at;		/* the state of everything at the cursor */
	int32_t cursor;
	bool follow;
	struct run_goal goal;		/* of the step that is being made */
	VEC(struct moment_edit) edits;	/* variables that forks have changed: borrows from stored.fed */
	int64_t fork_of;		/* store id of the execution that it left; 0: none */
	int32_t fork_event;		/* the last event that the two share */
	const char *fork_why;		/* why that is an earlier one than was asked for; NULL: it is not */
	int32_t noted;			/* events handed to the store */
	int32_t brought;		/* events that a fork has brought along: they are handed to the store in pieces */
	size_t fed_noted;		/* of stored.fed: inputs handed to the store */
	bool ended;			/* the end has been handed to the store */
	size_t n_fed;			/* inputs handed to the store, and items in them */
	size_t n_kept[2];		/* children handed to the store: those that succeeded, the others */
	struct app *app;		/* borrowed; executions that the app started */
	struct projection *watched;	/* at the newest event, while something may stop it (app_debug.c); else NULL */
	struct debug_stop stop;		/* why it stopped last */
	struct record *record;		/* where an imported one came from, and how it compares (record.h); NULL: it ran here */
};

/* Takes the session. */
struct run *run_new_take(struct session *s);
/* Of a child that runs; the session is only looked at. */
struct run *run_new_borrow(struct session *s);
/* Takes the contents of x. */
struct run *run_stored_take(struct store_execution *x);
/* Whoever looks at it beside the app: run_free() by the others does not take it away. Not for one that runs: its session is the app's. */
struct run *run_ref(struct run *r);
void run_free(struct run *r);

int32_t run_last(const struct run *r);			/* id of the newest event; 0: none yet */
void run_seek(struct run *r, int32_t id);		/* clamped; following goes on if id is the newest and the run is live */
void run_update(struct run *r);				/* after new events: moves the cursor along where it follows */
bool run_is_live(const struct run *r);			/* may still write events */
bool run_is_interrupted(const struct run *r);
enum exec_status run_status(const struct run *r);	/* at its end, not at the cursor */
struct value *run_input(const struct run *r);		/* borrowed */
void run_note_edit(struct run *r, const struct engine_input *in);	/* of stored.fed: kept if it changes a variable */
void run_summary(const struct run *r, struct execution_summary *out);	/* borrows from r */
/* Does the branch (of the projection) stand still, held by the person? Where the newest event of a live run is shown. */
bool run_branch_is_held(const struct run *r, int32_t branch);
size_t run_held_branches(const struct run *r, int32_t family);	/* how many of a family */
bool run_hold(struct run *r, enum session_hold what, int32_t branch, struct err *e);	/* branch -1: for HOLD_RELEASE_ALL */
bool run_is_express(const struct run *r);
/* The items of a Map Run that goes on at the moment shown, of which no event tells yet; false: the state has none. */
bool run_map_counts(const struct run *r, const struct asl_state *s, struct map_run_counts *out);
/* What lenses and expressions see of the execution beside its events; borrows from r. */
void run_facts(const struct run *r, struct moment_facts *out);
/* The moment shown: the cursor's event, or the running clock where the cursor follows a live run. */
int64_t run_now_ms(const struct run *r);

#endif
