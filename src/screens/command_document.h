/*
 * command_document - questions about the open definition's text: a file that changed outside, text of an earlier start, unsaved changes that
 * would be left behind. For the shell and the commands.
 */
#ifndef ASLANT_COMMAND_DOCUMENT_H
#define ASLANT_COMMAND_DOCUMENT_H

#include "screens/ask.h"

/* Ask what app_asks() says, if anything. */
void document_ask(struct shell *sh);
/* Do it at once where nothing is unsaved; else ask, and do it after saving or giving up. Returns enum after. */
unsigned document_leave(struct shell *sh, ask_fn then, void *ctx);
/* The same for what reads the file: giving up is not on offer. */
unsigned document_save_first(struct shell *sh, ask_fn then, void *ctx);

#endif
