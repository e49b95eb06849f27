/*
 * app_mocks - mock files in the user interface. Executions may be answered from one (`:mocks FILE`), each from its first answer on; and what
 * the person answered by hand is noted, and written into one (`:keep`), where the next execution finds it.
 */
#ifndef ASLANT_APP_MOCKS_H
#define ASLANT_APP_MOCKS_H

#include "app/waiting.h"

/* The backend that answers from the file that is in use, for the dispatcher; behind the person's, before all that do tasks for real. */
struct task_backend *app_mocks_backend_new(struct app *a);
void app_mocks_done(struct app *a);		/* before the dispatcher and the backend are freed */

/* From the next execution on; NULL: none. False where the file is wrong; then nothing changes. */
bool app_mocks_use(struct app *a, const char *path, struct err *e);
const char *app_mocks_path(const struct app *a);		/* NULL: none is in use */

/* A task has been answered by hand: "Return", "Throw" or "TimeOut", and "After" in the tree, which is taken. */
void app_mocks_note(struct app *a, const struct waiting *w, cJSON *answer_take);
size_t app_mocks_unkept(const struct app *a);			/* answers for the open machine that are in no file yet */
char *app_mocks_default_path(const struct app *a);		/* mocks/MACHINE.json; caller frees */
/* Writes them behind what the file has for their states, in their order; *n gets how many. The file may be missing. */
bool app_mocks_keep(struct app *a, const char *path, size_t *n, struct err *e);

/* One more answer for a state in a mock file of the short form; the rest of its text stays. */
bool mocks_append(const char *path, const char *state, const cJSON *answer, struct err *e);

#endif
