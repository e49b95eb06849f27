/*
 * waiting - everything that waits for the person's answer: tasks that nobody else does, task tokens that are out, activities. Of all
 * executions, oldest first. Answers reach the session in the next turn of the loop.
 */
#ifndef ASLANT_WAITING_H
#define ASLANT_WAITING_H

#include "app/app.h"

enum waiting_kind { WAITING_TASK, WAITING_TOKEN, WAITING_ACTIVITY };

struct waiting {
	const struct play_request *request;
	enum waiting_kind kind;
	const struct session *session;	/* whose task it is */
	struct run *run;		/* the execution that it belongs to, as one of the app's; NULL: of one that is not open */
	int64_t age_ms;			/* since it was scheduled, on the execution's clock */
	bool ends;			/* a clock runs against it: */
	int64_t left_ms;
	enum engine_timer_kind by;	/* TIMER_TIMEOUT, TIMER_HEARTBEAT: which one is the first */
};

size_t waiting_count(const struct app *a);
bool waiting_at(const struct app *a, size_t i, struct waiting *out);
bool waiting_find(const struct app *a, uint64_t id, struct waiting *out);		/* false: it does not wait any more */
/* How many of a run wait at a state (its index in the machine). */
size_t waiting_of_state(const struct app *a, const struct run *r, int state);
/* The oldest one of the run at this state (-1: at any); 0: none. */
uint64_t waiting_first(const struct app *a, const struct run *r, int state);
const char *waiting_kind_text(enum waiting_kind k);		/* "task", "token", "activity" */

/* The text that an answer may begin with: the last one for this state, else a draft (play_draft.h). Caller frees. */
char *waiting_draft(const struct app *a, const struct waiting *w);
/* after_ms: how long it is modelled to have taken. False: it does not wait any more. */
bool waiting_return(struct app *a, uint64_t id, const char *text, int64_t after_ms, struct err *e);
bool waiting_throw(struct app *a, uint64_t id, const char *error, const char *cause, int64_t after_ms, struct err *e);
bool waiting_time_out(struct app *a, uint64_t id, struct err *e);
bool waiting_beat(struct app *a, uint64_t id, struct err *e);
/* No time passes for what waits while somebody types an answer: between a call with true and one with false, which may be nested. */
void waiting_hold_clocks(struct app *a, bool on);
void waiting_forget(struct app *a);			/* the last answers */

#endif
