/*
 * breakpoint - where an execution is to stop: places and happenings, as text ("break retry Pay 2 if $.n > 3") and as a test of one event.
 * A breakpoint looks at a projection that stands at the event; whether its condition holds is for the caller to find out (debugger.h).
 *
 * The text is what follows `break` or `tbreak` at the prompt, what the list shows and what is kept:
 *
 *     STATE [enter|exit]      a state is entered (the default) or left
 *     edge FROM TO            that transition is taken
 *     error NAME [in STATE]   an error of that name comes up; * and ? in NAME stand for anything
 *     retry STATE [N]         a retry of the state is decided on: any, or the Nth
 *     catch [STATE [N]]       an error is caught: by any catcher, by the state's, by its Nth
 *     event TYPE              an event of that type (AWS's name, or a pattern)
 *     any                     any state is entered: for conditions
 *
 * and then, in this order, where wanted: `at N` (only in iteration or branch N, counted from 0), `ignore N` (let N go by first),
 * `if EXPRESSION`. A name with blanks needs no quotes where it is clear which state is meant; "…" always works.
 */
#ifndef ASLANT_BREAKPOINT_H
#define ASLANT_BREAKPOINT_H

#include "history/projection.h"

enum break_kind { BREAK_ENTER, BREAK_EXIT, BREAK_EDGE, BREAK_ERROR, BREAK_RETRY, BREAK_CATCH, BREAK_EVENT, BREAK_ANY };

struct breakpoint {
	unsigned number;		/* counted by the list that it is in */
	enum break_kind kind;
	char *state;			/* path or name of a state; FROM of an edge; NULL: any */
	char *to;			/* of an edge */
	char *pattern;			/* of an error's name, of an event's type */
	int n;				/* retry, catcher: 1 …; 0: any */
	int at;				/* iteration or branch; -1: any */
	char *condition;		/* NULL: none */
	int64_t ignore;			/* how many are still let by */
	bool enabled, temporary;
	int64_t hits;
};

/* m: whose states may be named without quotes; NULL: none. On failure *out is untouched. */
bool breakpoint_parse(const char *text, const struct asl_machine *m, struct breakpoint *out, struct err *e);
void breakpoint_print(const struct breakpoint *b, struct str *out);	/* parses to the same again */
void breakpoint_done(struct breakpoint *b);
/* Does it concern event p->cursor, its condition aside? What is disabled does too. */
bool breakpoint_matches(const struct breakpoint *b, const struct projection *p);
/* Why it stopped there, in a few words: "Pay entered", "retry 2 of Pay". Appended. */
void breakpoint_reason(const struct breakpoint *b, const struct projection *p, struct str *out);

bool glob_matches(const char *pattern, const char *text);	/* * any run, ? any character */

#endif
