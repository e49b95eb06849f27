/*
 * counts - how many of several stand how, in few cells: "✗1 ▶3 ✓5", what matters most first. What does not fit is left out from the end,
 * with an ellipsis in its place, so that what is shown is never all there is by mistake.
 */
#ifndef ASLANT_COUNTS_H
#define ASLANT_COUNTS_H

#include "history/view.h"
#include "ui/style.h"

/* n: by status; STATE_IDLE is not shown. At most cols cells, appended. */
void counts_text(const int32_t n[STATE_STATUSES], int cols, struct str *out);
/* "3/10": how many have ended, of all; nothing where there is no room for it. */
void counts_ratio(const int32_t n[STATE_STATUSES], int cols, struct str *out);
/* "3/10 ✗1 ▶2 ✓2"; "10/10 ✓" where all stand alike. */
void counts_progress(const int32_t n[STATE_STATUSES], int cols, struct str *out);
/* The same in words: "10 iterations: 1 failed, 2 running, 7 succeeded"; what: "iterations". */
void counts_words(const int32_t n[STATE_STATUSES], const char *what, struct str *out);
int32_t counts_sum(const int32_t n[STATE_STATUSES]);
enum state_status counts_status(const int32_t n[STATE_STATUSES]);	/* of those that matter most; STATE_IDLE: there are none */

#endif
