/* plain_time - what the prompt of --plain prints of time. */
#ifndef ASLANT_PLAIN_TIME_H
#define ASLANT_PLAIN_TIME_H

#include <stdio.h>

#include "screens/shell.h"

void plain_timeline(const struct shell *sh, FILE *out);
/* The schedule of each retrier of the selected state, before anything runs. */
void plain_plan(const struct shell *sh, FILE *out);
void plain_timers(const struct shell *sh, FILE *out);

#endif
