/*
 * stepping - moving along an execution state by state, as a debugger does, at the level of the cursor: within the branch or iteration
 * that its event belongs to, whatever runs beside it. Forward past the newest event of a live execution the session goes on until it is there.
 *
 *   into	the next state that is entered in this branch, or inside of it: entering a Parallel or Map goes in. Where the branch has ended,
 *		the next one of what is around it
 *   over	the next state of this very branch, or the branch's end; at a Parallel or Map, its exit
 *   out	the end of this branch or iteration; at its end, the exit of its Parallel or Map; outside of all, the end of the execution
 *
 * and the same backwards: the state entered before; the state before in this very branch, or the branch's beginning; the branch's beginning,
 * or where its container was entered.
 */
#ifndef ASLANT_STEPPING_H
#define ASLANT_STEPPING_H

#include "app/run.h"

enum step_kind { STEP_INTO, STEP_OVER, STEP_OUT };

/* The event to go to, 0: it is not among those that there are. */
int32_t run_step_forward(struct run *r, enum step_kind kind);
int32_t run_step_back(const struct run *r, enum step_kind kind);
/* A live execution, from its newest event on: the session runs until it is there, then pauses. */
void run_step_live(struct run *r, enum step_kind kind);

#endif
