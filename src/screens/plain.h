/*
 * plain - the same commands at a prompt: no alternate screen, no box drawing, one event a line. The screen reader's mode and the script's;
 * also what is used with TERM=dumb or without a terminal.
 */
#ifndef ASLANT_PLAIN_H
#define ASLANT_PLAIN_H

#include <stdio.h>

#include "screens/shell.h"

/* Reads commands from standard input until it ends or `quit`. The shell is over a headless terminal. Returns the exit status. */
int plain_run(struct shell *sh, FILE *out);

#endif
