/*
 * plan_draw - the schedule of a retrier as rows and a small chart: for each retry the wait before it, when it begins at the earliest, as
 * expected and at the latest, and what was really drawn. Drawn by the plan screen, and by the form that edits a retrier.
 */
#ifndef ASLANT_PLAN_DRAW_H
#define ASLANT_PLAN_DRAW_H

#include "engine/retry.h"
#include "ui/surface.h"

struct plan_look {
	const struct retry_plan *plan;
	double limit_s;			/* the state machine's TimeoutSeconds; 0: none */
	double call_limit_s;		/* the state's, of each call; 0: none */
	const int64_t *drawn_ms;	/* of row i in the execution that is shown, -1: that retry has not been made; NULL: nothing to show */
	size_t n_drawn;
	size_t first;			/* the first row to be shown */
};

/* "retrier 1 [Busy, States.Timeout]: 3 retries, 1 s · 2ⁿ up to 30 s, FULL jitter"; appended. */
void plan_headline(const struct asl_retrier *r, size_t number, struct str *out);
/* A line of heads, the rows as far as there is room, and sentences about the whole. Returns the lines used. */
int plan_draw(const struct plan_look *l, struct surface *sf);

#endif
