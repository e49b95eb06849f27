/* expression_complete - what may stand at a place of an expression over a moment: for the line that asks for one, and for definitions. */
#ifndef ASLANT_EXPRESSION_COMPLETE_H
#define ASLANT_EXPRESSION_COMPLETE_H

#include "app/app.h"
#include "ui/prompt.h"

/* As a prompt_complete_fn; step as of expression_ask(). Without a shown execution there are only functions. The hint of a function is
 * "function", of the state's own values "of this state", of a variable "variable", of a member its type. */
void expression_complete(struct app *a, int step, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx);

#endif
