/* What the files of the app's model share: app.c, app_runs.c, app_records.c. */
#ifndef ASLANT_APP_PRIVATE_H
#define ASLANT_APP_PRIVATE_H

#include "app/app.h"

bool app_workspace_open(struct app *a, const char *dir, struct err *e);
void app_machine_close(struct app *a);
bool app_live_has(const struct app *a, const struct run *r);
void app_note_problem(struct app *a);		/* the first error of the open definition, where it has one */
void app_document_open(struct app *a, const char *text, size_t len);	/* of a->file, as it is on disk */
void app_document_close(struct app *a);
void app_document_replace(struct app *a, struct asl_machine *m);	/* m is taken: it becomes the open machine */
bool app_document_again(struct app *a);		/* the same text with other values for its placeholders; true: the machine is another one */
void app_lend_functions(struct app *a);
struct asl_machine *app_load(const struct app *a, const char *address, struct err *e);
struct asl_options app_load_options(const struct app *a, const char *address);
bool app_document_reload(struct app *a);	/* false: the machine's text is not the file's, which is read by asl_load() */
/* app_runs.c, for forks (app_forks.c). */
void app_new_name(struct app *a, char out[37]);		/* one that nobody has to remember; in tests always the same */
void app_run_keep(struct app *a, struct run *r, const struct engine_options *o);	/* it begins: its debugger, its row in the store */
void app_run_fed(void *run, const struct engine_input *in);	/* kept, at hand too: what a fork is fed again */
void app_run_catch_up(struct app *a, struct run *r);	/* all of its events and inputs are handed to the store */
void app_run_show_new(struct app *a, struct run *r);	/* the one that was shown goes, unless it is live */
/* A piece of an imported execution's way to the store, and of its replay; true while there is more. */
bool app_record_turn(struct app *a, struct run *r);
void app_records_finish(struct app *a);		/* what is not on its way yet, before the store is closed */

#endif
