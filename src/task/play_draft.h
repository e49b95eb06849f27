/*
 * play_draft - what a person may want to answer for a task: a result of the form that the service gives, with the members that the state
 * goes on to use, and the errors that it is ready for. Suggestions, nothing more. Pure.
 */
#ifndef ASLANT_PLAY_DRAFT_H
#define ASLANT_PLAY_DRAFT_H

#include "asl/model.h"

/* JSON to begin with; token: it is the answer of whoever has the task token, not the service's. Caller frees. */
char *play_draft_result(const struct asl_state *s, bool token);

/* Names of errors: those of the state's retriers and catchers, then what such a task often fails with; each once. */
typedef void (*play_error_fn)(void *ctx, const char *name, const char *why);
void play_draft_errors(const struct asl_state *s, play_error_fn add, void *ctx);

#endif
