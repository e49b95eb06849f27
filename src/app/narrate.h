/*
 * narrate - an execution told in plain sentences, one for each event: "Call API calls the function MockAPIFunction with {…}." For
 * walkthroughs, the plain mode, the event list. Built on describe.h's words.
 *
 *     narrator_init(&n, history, machine);  narrate_event(&n, id, 120, &out);  …  narrator_done(&n);
 */
#ifndef ASLANT_NARRATE_H
#define ASLANT_NARRATE_H

#include "history/projection.h"

struct narrator {
	const struct history *h;
	struct asl_machine *m;
	struct projection *p;		/* at the end of what has been told */
};

/* history and machine are borrowed; machine may be NULL. Events may be added to the history meanwhile. */
void narrator_init(struct narrator *n, const struct history *h, struct asl_machine *m);
void narrator_done(struct narrator *n);
/* The sentence of an event, appended. Values are cut to `cols` cells. Safe to show. */
void narrate_event(struct narrator *n, int32_t id, int cols, struct str *out);
/* "Outer › item 3 › Charge": where an event happens; "" outside of all states. */
void narrate_place(struct narrator *n, int32_t id, struct str *out);

#endif
