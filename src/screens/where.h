/*
 * where - the selected state, and the place: the branch of a Parallel or the iteration of a Map that is looked at (a branch of the shown
 * execution's projection, view.h). The header's breadcrumb, the marks inside containers, the step pane and the event list go by it.
 */
#ifndef ASLANT_WHERE_H
#define ASLANT_WHERE_H

#include "screens/workbench.h"

enum where_iteration { ITERATION_NEXT, ITERATION_PREVIOUS, ITERATION_FAILED, ITERATION_NUMBER };

/* Into the selected Parallel or Map: its frame opens; the branch of the cursor's event is chosen, else the first that failed, else the first
 * that runs, else the first. False: the selected state has no inside. */
bool workbench_enter(struct workbench *wb);
/* Out: from an iteration or branch to its container, from a state to the execution. */
void workbench_leave(struct workbench *wb);
/* Of a family: the branch of the cursor's event, else the first that failed, else the first that runs, else the first; -1: none has begun. */
int32_t where_telling_branch(const struct projection *p, int32_t family);
/* Along the branches of the container around the selected state; e where there is none. */
void workbench_iteration(struct workbench *wb, enum where_iteration which, int32_t index, struct err *e);

/* The way to an execution that another one started: "order › ProcessItems[3]", kept while such a one is shown. Appended; "" else. */
void where_from(const struct workbench *wb, struct str *out);
void where_set_from(struct workbench *wb, const char *from);
void where_back(struct workbench *wb);		/* its last part is gone: the parent is shown */

/* "order › ProcessItems[3] › Charge" in at most cols cells: what is further out gives way. Appended. */
void where_breadcrumb(const struct workbench *wb, int cols, struct str *out);
/* "ProcessItems[3]", from the outside in: a branch of p. Appended; "" for -1. */
void where_branch_text(const struct projection *p, int32_t branch, const char *between, struct str *out);

/* For workbench.c: the cursor, or the execution, is another. Returns CHANGED_SELECTION where the selection or the place moved along. */
unsigned where_follow(struct workbench *wb);
void where_again(struct workbench *wb);		/* another definition: the selected state is found again by its path */

#endif
