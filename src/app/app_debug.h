/* app_debug - breakpoints and watches of the open machine, for commands and screens (app/debugger.h has what they are). */
#ifndef ASLANT_APP_DEBUG_H
#define ASLANT_APP_DEBUG_H

#include "app/app.h"

void app_debug_attach(struct app *a, struct run *r);		/* a live execution asks from now on what stops it */

void app_debug_open(struct app *a);				/* what is kept of the machine that has been opened */
void app_debug_keep(struct app *a);				/* after CHANGED_DEBUGGER: with the next flush */

/* As debugger_break() and debugger_watch(), on the open machine. */
unsigned app_break(struct app *a, const char *text, bool temporary, struct err *e);
unsigned app_fault(struct app *a, const char *text, struct err *e);
unsigned app_watch(struct app *a, const char *text, bool stops, struct err *e);
bool app_debug_delete(struct app *a, unsigned number);
/* Another text for a breakpoint or a watch; what it has counted stays. */
bool app_debug_change(struct app *a, unsigned number, const char *text, struct err *e);
/* The breakpoint that stops at every entering of s, NULL: there is none. */
struct breakpoint *app_break_at(struct app *a, const struct asl_state *s);

/* The cursor of the shown execution goes to the next stop (dir 1) or the one before (-1) among the events that there are. False: there is
 * none, and the cursor stays. */
bool app_debug_search(struct app *a, int dir);
/* What can be seen of a step (-1: of the execution) at the cursor. False: no execution is shown. moment_done() it before the cursor moves. */
bool app_debug_moment(const struct app *a, int step, struct moment *out);

#endif
