/* Commands on the open definition's text as a whole: undo, redo, writing it, and what is asked before unsaved changes are left behind. */
#include "screens/command_document.h"

#include <stdlib.h>

#include "app/app_document.h"
#include "screens/ask.h"
#include "screens/command_impl.h"
#include "screens/edit.h"

static void look_at(struct shell *sh, const struct document_step *step, bool back)
{
	if (step)
		edit_look_at(sh, back ? step->from : step->to);
}

/* The picture is that of the text, and the cursor of the text stands where it has changed. */
static void show_change(struct shell *sh, size_t at)
{
	if (!text_pane_is_editing(sh->workbench))
		edit_show_definition(sh);
	text_pane_show_change(&sh->workbench->panes[PANE_TEXT], at);
}

unsigned cmd_undo(struct shell *sh, const char *args, struct err *e)
{
	const struct document *d = app_document(sh->app);
	size_t at;

	(void)args;
	look_at(sh, d ? document_can_undo(d) : NULL, true);
	if (app_undo(sh->app, &at, e))
		show_change(sh, at);
	return AFTER_UPDATE;
}

unsigned cmd_redo(struct shell *sh, const char *args, struct err *e)
{
	const struct document *d = app_document(sh->app);
	size_t at;

	(void)args;
	look_at(sh, d ? document_can_redo(d) : NULL, false);
	if (app_redo(sh->app, &at, e))
		show_change(sh, at);
	return AFTER_UPDATE;
}

unsigned cmd_write(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	if (app_save(sh->app, e))
		return AFTER_UPDATE;
	if (app_asks(sh->app) != APP_ASKS_NOTHING) {
		err_clear(e);
		document_ask(sh);
	}
	return AFTER_UPDATE;
}

/* --- what the model wants to know ----------------------------------------------------------------------------------- */

static unsigned conflict_answered(struct shell *sh, void *ctx, size_t index)
{
	(void)ctx;
	app_answer_conflict(sh->app, index == 0);
	return AFTER_UPDATE;
}

static unsigned recovered_answered(struct shell *sh, void *ctx, size_t index)
{
	(void)ctx;
	app_answer_recovered(sh->app, index == 0);
	app_note(sh->app, NOTE_INFO, index == 0 ? "taken; undo goes back to the file, Ctrl-S saves" : "dropped");
	return AFTER_UPDATE;
}

static void ask(struct shell *sh, const char *title, const char *first, uint32_t key1, const char *second, uint32_t key2, ask_index_fn done)
{
	struct choice c;

	choice_init(&c, title, false);
	choice_add(&c, first, NULL, key1, ST_TEXT);
	choice_add(&c, second, NULL, key2, ST_TEXT);
	ask_choice_take(sh, &c, done, NULL);
}

void document_ask(struct shell *sh)
{
	const char *file = sh->app->file ? path_base(sh->app->file) : "";
	char *title = NULL;

	switch (app_asks(sh->app)) {
	case APP_ASKS_NOTHING:
		break;
	case APP_ASKS_CONFLICT:
		title = xasprintf("%.60s has changed outside", file);
		ask(sh, title, "Keep what is here (saving overwrites the file)", 'k', "Take the file's text (undo brings yours back)", 't', conflict_answered);
		break;
	case APP_ASKS_RECOVERED:
		title = xasprintf("Unsaved changes of %.60s, kept %s", file, app_recovered_when(sh->app));
		ask(sh, title, "Take them", 't', "Drop them", 'd', recovered_answered);
		break;
	}
	free(title);
}

/* --- leaving unsaved changes behind ---------------------------------------------------------------------------------- */

/* One such question is open at a time. */
static struct {
	ask_fn then;
	void *ctx;
	bool may_leave;
} pending;

static unsigned unsaved_answered(struct shell *sh, void *ctx, size_t index)
{
	struct err e = {0};

	(void)ctx;
	if (index == 1 && pending.may_leave)
		app_give_up(sh->app);
	else
		cmd_write(sh, "", &e);
	if (e.code)
		app_note_err(sh->app, &e);
	if (index == 0 && app_is_unsaved(sh->app))
		return AFTER_UPDATE;
	return pending.then(sh, pending.ctx) | AFTER_UPDATE;
}

static unsigned before(struct shell *sh, bool may_leave, ask_fn then, void *ctx)
{
	struct choice c;
	char *title;

	if (!app_is_unsaved(sh->app))
		return then(sh, ctx);
	pending.then = then;
	pending.ctx = ctx;
	pending.may_leave = may_leave;
	title = xasprintf("%.60s has unsaved changes", path_base(sh->app->file));
	choice_init(&c, title, false);
	choice_add(&c, "Save them", NULL, 's', ST_TEXT);
	if (may_leave)
		choice_add(&c, "Give them up", NULL, 'g', ST_WARNING);
	ask_choice_take(sh, &c, unsaved_answered, NULL);
	free(title);
	return AFTER_REDRAW;
}

unsigned document_leave(struct shell *sh, ask_fn then, void *ctx)
{
	return before(sh, true, then, ctx);
}

unsigned document_save_first(struct shell *sh, ask_fn then, void *ctx)
{
	return before(sh, false, then, ctx);
}
