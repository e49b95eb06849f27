/*
 * decide - what was decided about failures and choices, in a history that does not say it: AWS's events have no place for which retrier
 * or catcher took an error over, nor for the rule of a Choice. Found from the definition and from what followed: a new attempt is a
 * retry, an Exited event is a catch. The same struct event_plan as in histories of our own, so that all that looks at it sees no difference.
 */
#ifndef ASLANT_DECIDE_H
#define ASLANT_DECIDE_H

#include "history/history.h"

/* The events are linked to m (history_link()). Events that have a plan or an edge keep it. */
void history_decide(struct history *h, struct asl_machine *m);

#endif
