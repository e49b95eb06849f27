/* path_complete - file names for a prompt: a prompt_complete_fn over the whole text; ctx is not used. Folders end in a slash. */
#ifndef ASLANT_PATH_COMPLETE_H
#define ASLANT_PATH_COMPLETE_H

#include "ui/prompt.h"

void path_complete(void *ctx, const char *text, size_t cursor, size_t *word_start, prompt_add_fn add, void *add_ctx);
/* "~/x" with the home folder in its place; caller frees. */
char *path_expand(const char *path);

#endif
