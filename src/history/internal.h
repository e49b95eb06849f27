/* internal - what the files of the projection share. Only src/history includes it. */
#ifndef ASLANT_HISTORY_INTERNAL_H
#define ASLANT_HISTORY_INTERNAL_H

#include "history/projection.h"

/*
 * journal.c: what an event changes is noted before, so that a step back can put it back. Whoever changes something asks for it here:
 * x_change() notes it and returns it; the pointer is good until the next thing of its kind is added.
 */
void journal_begin(struct projection *p);			/* before the fold of event cursor + 1 */
bool journal_reaches(const struct projection *p, int32_t cursor);	/* can it go back to there? */
void journal_undo(struct projection *p);			/* the event at the cursor */
void journal_clear(struct projection *p);
void journal_rest(struct projection *p, bool rest);		/* take no notes (and forget those there are), take them again */
void journal_done(struct projection *p);
struct step *step_change(struct projection *p, int i);
struct attempt *attempt_change(struct projection *p, int i);	/* the last one of step i; NULL: it has none */
struct state_mark *mark_change(struct projection *p, int state);
struct edge_mark *edge_change(struct projection *p, int32_t edge);
struct family *family_change(struct projection *p, int32_t f);
struct branch *branch_change(struct projection *p, int32_t b);
int32_t *cell_change(struct projection *p, int32_t row);
int32_t *taken_change(struct projection *p, int32_t row);
struct tally *tally_change(struct projection *p, int32_t row);

/* steps.c */
int first_max_attempts(const struct asl_state *s);		/* of the first retrier; 0: it has none */
const struct step *projection_step(const struct projection *p, int i);	/* NULL for -1 */
bool step_is_container(const struct projection *p, const struct step *s);
void step_set_status(struct projection *p, int i, enum state_status status);
int step_enter(struct projection *p, const struct event *ev);		/* a new one */
void step_exit(struct projection *p, int i, const struct event *ev);
/* Error and cause of a Fail state stand in the definition only, unless they end the execution. */
void step_fail_state(struct projection *p, int i);
void step_failed(struct projection *p, int i, const char *error, const char *cause);
bool step_is_open(const struct projection *p, int i);
void step_close(struct projection *p, int i);			/* it has ended: no longer among the open ones */
/* What runs inside of container step i stops, or everything (-1). */
void steps_close_inside(struct projection *p, int container, int32_t id);

/* families.c */
void family_begin(struct projection *p, int container, const struct event *ev);
/* Its branches that still run end: as failed the one that `failed_step` (-1) is in, the others as `rest`. */
void family_end(struct projection *p, int32_t f, int failed_step, enum state_status rest, int32_t id);
void family_forget(struct projection *p, int32_t f);	/* it is of an earlier visit or attempt: the families around it count it no more */
void family_totals(struct projection *p, int32_t f, const struct map_run_counts *n);	/* of a Map Run: nothing tells of single items */
int32_t branch_begin(struct projection *p, int container, int32_t index, int32_t id);
void branch_end(struct projection *p, int32_t b, enum state_status status, int failed_step, int32_t id);
void branch_enter(struct projection *p, int step);	/* a new step has been placed in its branch */
void branch_follow(struct projection *p, int step, enum state_status was);	/* its status has changed */
void branch_take(struct projection *p, int step);	/* it was entered by step.via */

/* belong.c: which step an event belongs to, by the chain of previousEventIds; -1: none, or not found */
int step_of_event(struct projection *p, const struct event *ev);

/* edges.c */
void edges_init(struct projection *p);
void edge_take(struct projection *p, int from, int to);		/* steps */

/* retries.c: attempts of a step, and what was or would be decided about a failure */
void attempt_fold(struct projection *p, int step, const struct event *ev);
void plan_fold(struct projection *p, int step, const struct event *ev);
int catcher_of(const struct projection *p, const struct step *s, const struct event *failed);

#endif
