/* internal - what the files of the projection share. Only src/history includes it. */
#ifndef ASLANT_HISTORY_INTERNAL_H
#define ASLANT_HISTORY_INTERNAL_H

#include "history/projection.h"

/* projection.c */
struct step *projection_step(struct projection *p, int i);	/* NULL for -1 */
void step_set_status(struct projection *p, int i, enum state_status status);
void step_close(struct projection *p, int i);			/* it has ended: no longer among the open ones */

/* belong.c: which step an event belongs to, by the chain of previousEventIds; -1: none, or not found */
int step_of_event(struct projection *p, const struct event *ev);

/* edges.c */
void edges_init(struct projection *p);
void edge_take(struct projection *p, const struct step *from, const struct step *to);

/* retries.c: attempts of a step, and what was or would be decided about a failure */
void attempt_fold(struct projection *p, int step, const struct event *ev);
void plan_fold(struct projection *p, int step, const struct event *ev);
int catcher_of(const struct projection *p, const struct step *s, const struct event *failed);

#endif
