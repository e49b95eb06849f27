/* :save - an execution as a test case, mocks, a walkthrough, its history, its picture: what, where, and no file is lost by it. */
#include <stdlib.h>
#include <string.h>

#include "app/app_mocks.h"
#include "app/save_case.h"
#include "screens/command_impl.h"
#include "screens/command_mocks.h"
#include "screens/path_complete.h"
#include "screens/saver.h"
#include "screens/workbench.h"

/* What is being asked about; one dialog is open at a time. */
static struct {
	int64_t store_id;
	enum save_kind kind;
	char *path;
} asked;

/* --- which execution ------------------------------------------------------------------------------------------------ */

/* The one under the cursor where the list has the keys, else the one that is shown. */
static int64_t wanted(struct shell *sh, struct err *e)
{
	int64_t id = sh->workbench->focus == PANE_RUNS ? runs_pane_selected(&sh->workbench->panes[PANE_RUNS]) : 0;

	if (!id && sh->app->run)
		id = sh->app->run->store_id;
	if (!id)
		err_set(e, ERR_USAGE, sh->app->run ? "this execution is not kept: it cannot be saved" : "no execution is shown, and none is selected in the list (4)");
	return id;
}

static const char *name_of(const struct shell *sh, int64_t store_id)
{
	for (size_t i = 0; i < sh->app->runs.rows.n; i++)
		if (sh->app->runs.rows.v[i].id == store_id)
			return sh->app->runs.rows.v[i].name;
	return sh->app->run && sh->app->run->store_id == store_id ? sh->app->run->name : NULL;
}

/* The program's own samples are not written to. */
static const char *folder(const struct shell *sh)
{
	return sh->app->workspace.dir && !sh->app->workspace.is_sample ? sh->app->workspace.dir : ".";
}

/* --- where ---------------------------------------------------------------------------------------------------------- */

static unsigned begin(struct shell *sh, bool add)
{
	struct err e;

	if (!saver_begin(sh, &(struct saver_options){.kind = asked.kind, .store_id = asked.store_id, .path = asked.path, .add = add}, &e))
		app_note_err(sh->app, &e);
	return AFTER_REDRAW;
}

static unsigned replace(struct shell *sh, void *ctx)
{
	(void)ctx;
	return begin(sh, false);
}

static unsigned add_or_replace(struct shell *sh, void *ctx, size_t index)
{
	(void)ctx;
	return begin(sh, index == 0);
}

static void ask_add(struct shell *sh)
{
	struct choice c;
	char *title = xasprintf("%.60s is there already", asked.path);

	choice_init(&c, title, false);
	choice_add(&c, "add the case to it", NULL, 'a', ST_TEXT);
	choice_add(&c, "replace it", NULL, 'r', ST_WARNING);
	free(title);
	ask_choice_take(sh, &c, add_or_replace, NULL);
}

static unsigned go(struct shell *sh)
{
	const struct asl_machine *m = sh->app->run ? sh->app->run->machine : sh->app->machine;
	char *question, *machine;
	bool fits;

	if (dir_exists(asked.path)) {
		app_note(sh->app, NOTE_ERROR, "%.200s is a folder", asked.path);
		return AFTER_REDRAW;
	}
	if (!file_exists(asked.path))
		return begin(sh, false);
	machine = m ? saver_machine_file(sh, m) : NULL;
	fits = asked.kind == SAVE_TEST && save_case_fits(asked.path, machine);
	free(machine);
	if (fits) {
		ask_add(sh);
		return AFTER_REDRAW;
	}
	question = xasprintf("%.200s\nis there already.", asked.path);
	ask_confirm(sh, question, "Replace it", 'r', replace, NULL);
	free(question);
	return AFTER_REDRAW;
}

static unsigned path_typed(struct shell *sh, void *ctx, const char *text)
{
	(void)ctx;
	if (!*text)
		return AFTER_REDRAW;
	free(asked.path);
	asked.path = path_expand(text);
	return go(sh);
}

/* Of a file that nobody has asked about: only what kind of definition it is counts. */
static char *default_path(struct shell *sh)
{
	const struct app *a = sh->app;
	char *path = save_default_path(asked.kind, folder(sh), a->machine ? a->machine : a->run->machine, name_of(sh, asked.store_id)), *shown;

	shown = strncmp(path, "./", 2) == 0 ? xstrdup(path + 2) : path_between(".", path);
	if (strncmp(shown, "../../", 6) == 0) {		/* far away: as it is */
		free(shown);
		return path;
	}
	free(path);
	return shown;
}

static unsigned ask_where(struct shell *sh, enum save_kind kind)
{
	char *path;

	asked.kind = kind;
	path = default_path(sh);
	ask_text(sh, &(struct ask_text_opts){.label = "Save to: ", .initial = path, .complete = path_complete}, path_typed, NULL);
	free(path);
	return AFTER_REDRAW;
}

/* --- what ----------------------------------------------------------------------------------------------------------- */

static unsigned kind_chosen(struct shell *sh, void *ctx, size_t index)
{
	(void)ctx;
	if (index == SAVE_KINDS) {
		mocks_keep(sh, NULL);
		return AFTER_REDRAW;
	}
	return index < SAVE_KINDS ? ask_where(sh, (enum save_kind)index) : AFTER_NOTHING;
}

static unsigned ask_what(struct shell *sh)
{
	struct choice c;
	char *title = xasprintf("Save the execution %.12s as", name_of(sh, asked.store_id) ? name_of(sh, asked.store_id) : "");

	choice_init(&c, title, false);
	for (enum save_kind k = 0; k < SAVE_KINDS; k++)
		choice_add(&c, save_rows[k].label, save_rows[k].hint, save_rows[k].key, ST_TEXT);
	if (app_mocks_unkept(sh->app))
		choice_add(&c, "what you answered", "added to mocks", 'k', ST_TEXT);
	free(title);
	ask_choice_take(sh, &c, kind_chosen, NULL);
	return AFTER_REDRAW;
}

/* save [KIND [FILE]] */
unsigned cmd_save(struct shell *sh, const char *args, struct err *e)
{
	size_t len = strcspn(args, " ");
	char *name = xstrndup(args, len);
	const char *path = args + len + strspn(args + len, " ");
	struct str names = {0};
	enum save_kind kind;
	bool known = save_kind_find(name, &kind);

	free(name);
	asked.store_id = wanted(sh, e);
	if (!asked.store_id)
		return AFTER_NOTHING;
	if (!*args)
		return ask_what(sh);
	if (!known) {
		save_kind_names(&names);
		err_set(e, ERR_USAGE, "save takes %s", str_get(&names));
		str_done(&names);
		return AFTER_NOTHING;
	}
	asked.kind = kind;
	return *path ? path_typed(sh, NULL, path) : ask_where(sh, kind);
}

/* export [FILE]: the word for it of those who come from a record */
unsigned cmd_export(struct shell *sh, const char *args, struct err *e)
{
	char *text = xasprintf("%s %s", save_rows[SAVE_HISTORY].name, args);
	unsigned after = cmd_save(sh, text, e);

	free(text);
	return after;
}
