/* history_diff - two executions compared, on standard output: aslant history A --diff B. */
#ifndef ASLANT_HISTORY_DIFF_H
#define ASLANT_HISTORY_DIFF_H

#include "app/run.h"
#include "history/compare.h"

/* Seconds, or "none": times are not compared. False: neither. */
bool history_threshold(const char *text, int64_t *ms);
/* The exit status: EXIT_FAILED where they differ. */
int history_diff_print(const struct run *left, const struct run *right, int64_t threshold_ms, bool json);

#endif
