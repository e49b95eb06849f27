/*
 * expression - asks for an expression over the moment at the cursor, in one line: while it is typed its value stands above it, or what is
 * wrong with it, with a mark over the place. Tab completes names of variables, functions, and of what the data has there.
 */
#ifndef ASLANT_EXPRESSION_H
#define ASLANT_EXPRESSION_H

#include "screens/ask.h"

/* step: an index of the shown projection's steps, -1: the execution as a whole. An execution must be shown. done as of ask_text(). */
void expression_ask(struct shell *sh, const char *label, int step, ask_text_fn done, void *ctx);

#endif
