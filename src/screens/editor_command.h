/*
 * editor_command - how a person's editor is told to open a file at a line and a column: one table of editors. Those that come back at once
 * (code, subl, zed) are asked to wait, for the terminal and the text are theirs until they end.
 */
#ifndef ASLANT_EDITOR_COMMAND_H
#define ASLANT_EDITOR_COMMAND_H

#include "base/base.h"

/*
 * The words of the command, NULL at the end; free with editor_command_free(). editor is what $VISUAL or $EDITOR holds: a program, perhaps with
 * options, split at blanks, as git does for simple values (never through a shell). line and col from 1; line 0: the start; col 0: the
 * line's start.
 */
char **editor_command(const char *editor, const char *path, unsigned line, unsigned col);
void editor_command_free(char **words);

#endif
