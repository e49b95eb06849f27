/* Commands on files, functions, the list of executions and the program itself. */
#include <stdlib.h>
#include <string.h>

#include "app/app_document.h"
#include "app/record.h"
#include "screens/command_document.h"
#include "screens/command_impl.h"
#include "screens/workbench.h"

static unsigned open_now(struct shell *sh, void *ctx)
{
	char *args = ctx;
	struct err e;
	bool ok = true;

	if (*args && record_is(args))
		ok = app_record_open(sh->app, args, NULL, &e);
	else if (*args)
		ok = app_open_machine(sh->app, args, &e);
	else
		open_screen_open(sh);
	if (!ok)
		app_note_err(sh->app, &e);
	return AFTER_UPDATE;
}

unsigned cmd_open(struct shell *sh, const char *args, struct err *e)
{
	static char *file;	/* one question is open at a time */

	(void)e;
	free(file);
	file = xstrdup(args);
	return document_leave(sh, open_now, file);
}

static void edited(void *ctx, int status)
{
	struct shell *sh = ctx;

	if (status != 0)
		app_note(sh->app, NOTE_WARNING, "the editor ended with status %d", status);
	app_reload(sh->app);
}

static unsigned edit_now(struct shell *sh, void *ctx)
{
	const struct asl_state *st = workbench_state(sh->workbench);
	struct err e;

	(void)ctx;
	if (!shell_edit_file(sh, sh->app->file, st ? st->span.line : 0, st ? st->span.col : 0, edited, sh, &e))
		app_note_err(sh->app, &e);
	return AFTER_REDRAW;
}

unsigned cmd_edit(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	if (!sh->app->file) {
		err_set(e, ERR_USAGE, "%.80s is in no file", sh->app->machine->name);
		return AFTER_NOTHING;
	}
	return document_save_first(sh, edit_now, NULL);
}

unsigned cmd_reload(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	app_reload(sh->app);
	return AFTER_UPDATE;
}

static unsigned resource_chosen(struct shell *sh, void *ctx, const char *arn)
{
	const struct asl_state *st = sh->workbench->selected_path && sh->app->machine
		? asl_state_at(sh->app->machine, sh->workbench->selected_path) : NULL;
	char *name = st ? xstrdup(st->name) : NULL;	/* the change replaces the machine, and its states with it */
	struct err e;

	(void)ctx;
	if (!st)
		app_note(sh->app, NOTE_ERROR, "the state is not in the file any more");
	else if (!app_set_resource(sh->app, st, arn, &e))
		app_note_err(sh->app, &e);
	else
		app_note(sh->app, NOTE_INFO, "%.80s calls %.200s now", name, arn);
	free(name);
	return AFTER_UPDATE;
}

unsigned cmd_resource(struct shell *sh, const char *args, struct err *e)
{
	const struct asl_state *st = workbench_state(sh->workbench);
	char *title;

	if (st->type != ASL_TASK) {
		err_set(e, ERR_USAGE, "%.80s is no Task: only a Task has a Resource", st->name);
		return AFTER_NOTHING;
	}
	if (*args)
		return resource_chosen(sh, NULL, args);
	title = xasprintf("What does %.60s call?", st->name);
	function_choose(sh, title, resource_chosen, NULL);
	free(title);
	return AFTER_REDRAW;
}

unsigned cmd_functions(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	functions_screen_open(sh);
	return AFTER_REDRAW;
}

unsigned cmd_log(struct shell *sh, const char *args, struct err *e)
{
	(void)e;
	log_screen_open(sh, *args ? args : NULL);
	return AFTER_REDRAW;
}

unsigned cmd_problems(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	problems_screen_open(sh);
	return AFTER_REDRAW;
}

/* --- the list of executions ---------------------------------------------------------------------------------------- */

static int64_t selected_run(struct shell *sh, struct err *e)
{
	int64_t id = runs_pane_selected(&sh->workbench->panes[PANE_RUNS]);

	if (!id)
		err_set(e, ERR_USAGE, "no execution is selected (4 shows the list)");
	return id;
}

unsigned cmd_show(struct shell *sh, const char *args, struct err *e)
{
	int64_t id = selected_run(sh, e);

	(void)args;
	if (id)
		app_run_open(sh->app, id, e);
	return AFTER_UPDATE;
}

static unsigned delete_confirmed(struct shell *sh, void *ctx)
{
	int64_t *id = ctx;
	struct err e;

	if (app_run_delete(sh->app, *id, &e))
		app_note(sh->app, NOTE_INFO, "deleted");
	else
		app_note_err(sh->app, &e);
	return AFTER_UPDATE;
}

unsigned cmd_delete(struct shell *sh, const char *args, struct err *e)
{
	static int64_t id;	/* one question is open at a time */
	char *question;
	const struct store_row *row = NULL;

	(void)args;
	id = selected_run(sh, e);
	for (size_t i = 0; id && i < sh->app->runs.rows.n; i++)
		if (sh->app->runs.rows.v[i].id == id)
			row = &sh->app->runs.rows.v[i];
	if (!row)
		return AFTER_NOTHING;
	question = xasprintf("Delete the execution %.40s\nwith its %d events? This cannot be undone.", row->name, row->n_events);
	ask_confirm(sh, question, "Delete", 'd', delete_confirmed, &id);
	free(question);
	return AFTER_REDRAW;
}

/* --- the program --------------------------------------------------------------------------------------------------- */

static unsigned palette_typed(struct shell *sh, void *ctx, const char *text)
{
	(void)ctx;
	shell_run_command(sh, text);
	return AFTER_REDRAW;
}

unsigned cmd_palette(struct shell *sh, const char *args, struct err *e)
{
	struct ask_text_opts o = {.label = ":", .placeholder = "a command; Tab completes", .complete = command_complete, .complete_ctx = sh,
		.history = &sh->palette_history};

	(void)args, (void)e;
	ask_text(sh, &o, palette_typed, NULL);
	return AFTER_REDRAW;
}

unsigned cmd_help(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	help_screen_open(sh);
	return AFTER_REDRAW;
}

unsigned cmd_dismiss(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	sh->app->note[0] = '\0';
	sh->app->note_kind = NOTE_NONE;
	return AFTER_REDRAW;
}

unsigned cmd_redraw(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	terminal_repaint(sh->term);
	return AFTER_UPDATE;
}

unsigned cmd_suspend(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	terminal_stop_self(sh->term);
	return AFTER_REDRAW;
}

static unsigned quit_confirmed(struct shell *sh, void *ctx)
{
	(void)sh, (void)ctx;
	return AFTER_QUIT;
}

/* Live executions end with the program (their events are kept): ask. */
static unsigned quit_now(struct shell *sh, void *ctx)
{
	(void)ctx;
	if (!app_running(sh->app))
		return AFTER_QUIT;
	ask_confirm(sh, "An execution is still running.\nIts events are kept, but it will be interrupted. Leave?", "Leave", 'l', quit_confirmed, NULL);
	return AFTER_REDRAW;
}

unsigned cmd_quit(struct shell *sh, const char *args, struct err *e)
{
	if (str_is(args, "save") && !app_save(sh->app, e))
		return AFTER_UPDATE;
	if (str_is(args, "give-up")) {
		app_give_up(sh->app);
		return quit_now(sh, NULL);
	}
	if (*args && !str_is(args, "save")) {
		err_set(e, ERR_USAGE, "quit takes save, or give-up for what is unsaved; alone it asks");
		return AFTER_NOTHING;
	}
	if (app_is_unsaved(sh->app))
		app_note(sh->app, NOTE_WARNING, "%.300s has unsaved changes: quit save, or quit give-up", path_base(sh->app->file));
	return document_leave(sh, quit_now, NULL);
}

unsigned cmd_close(struct shell *sh, const char *args, struct err *e)
{
	if (!sh->app->run)
		return cmd_quit(sh, args, e);
	app_run_close(sh->app);
	return AFTER_UPDATE;
}
