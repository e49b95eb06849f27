/*
 * run_answers - what the tasks of an execution were answered, as a mock file has it (history/answers.h, doc/mocks.md): live, from the store
 * or imported, the same. From it a test case is made, or a set of mocks.
 */
#ifndef ASLANT_RUN_ANSWERS_H
#define ASLANT_RUN_ANSWERS_H

#include "app/run.h"

/* {"States": {…}} of all that has been written so far, wherever the cursor is. Never NULL. gaps (may be NULL): what mocks cannot give again,
 * a sentence each, apart by a newline; "" where there is nothing of the kind. */
struct value *run_answers(const struct run *r, struct str *gaps);
/* Those that are left (history_answers_behind()) where a fork leaves r at an event. */
struct value *run_answers_behind(const struct run *r, int32_t event, struct value *answers);

#endif
