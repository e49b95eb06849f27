/* :mocks - executions answered from a file; :keep - what was answered by hand, written into one; faults as answers. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "app/app_mocks.h"
#include "app/save_case.h"
#include "screens/command_impl.h"
#include "screens/command_mocks.h"
#include "screens/path_complete.h"

/* As one would type it here. Caller frees. */
static char *shown(const char *path)
{
	char *way = path_between(".", path);

	if (!str_starts(way, "../../"))
		return way;
	free(way);
	return xstrdup(path);
}

void mocks_keep(struct shell *sh, const char *path)
{
	struct app *a = sh->app;
	char *file = path && *path ? path_expand(path) : app_mocks_default_path(a), *where = shown(file);
	struct err e;
	size_t n;

	if (!app_mocks_keep(a, file, &n, &e))
		app_note_err(a, &e);
	else if (!n)
		app_note(a, NOTE_WARNING, "no answer was given by hand since the last time");
	else if (str_is(app_mocks_path(a), file))
		app_note(a, NOTE_INFO, "%zu answer%s added to %.200s", n, n == 1 ? "" : "s", where);
	else
		app_note(a, NOTE_INFO, "%zu answer%s added to %.200s (:mocks %.120s lets it answer)", n, n == 1 ? "" : "s", where, where);
	free(where);
	free(file);
}

unsigned cmd_keep(struct shell *sh, const char *args, struct err *e)
{
	(void)e;
	mocks_keep(sh, args);
	return AFTER_REDRAW;
}

/* --- which file answers ----------------------------------------------------------------------------------------------- */

static unsigned use(struct shell *sh, const char *path, struct err *e)
{
	char *where;

	if (!app_mocks_use(sh->app, path, e))
		return AFTER_NOTHING;
	where = path ? shown(path) : NULL;
	if (path)
		app_note(sh->app, NOTE_INFO, "executions are answered by %.300s, from the next one on", where);
	else
		app_note(sh->app, NOTE_INFO, "no mock file answers, from the next execution on");
	free(where);
	return AFTER_REDRAW;
}

/* The files of the open menu, in its order; behind them: none. */
static struct {
	VEC(char *) files;
} offered;

static unsigned chosen(struct shell *sh, void *ctx, size_t index)
{
	struct err e = {0};

	(void)ctx;
	use(sh, index < offered.files.n ? offered.files.v[index] : NULL, &e);
	if (e.code)
		app_note_err(sh->app, &e);
	return AFTER_REDRAW;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void find_files(const struct app *a)
{
	char *dir = path_join(a->workspace.dir ? a->workspace.dir : ".", "mocks");
	DIR *d = opendir(dir);
	struct dirent *entry;

	while (offered.files.n)
		free(offered.files.v[--offered.files.n]);
	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.' && str_ends(entry->d_name, ".json"))
			VEC_PUSH(&offered.files, path_join(dir, entry->d_name));
	if (d)
		closedir(d);
	if (offered.files.n)
		qsort(offered.files.v, offered.files.n, sizeof *offered.files.v, by_name);
	free(dir);
}

static unsigned ask(struct shell *sh)
{
	struct choice c;

	find_files(sh->app);
	if (!offered.files.n && !app_mocks_path(sh->app)) {
		app_note(sh->app, NOTE_WARNING, "there is no mock file (mocks/*.json): a saves one, :keep writes what you answer");
		return AFTER_REDRAW;
	}
	choice_init(&c, "Who answers for tasks", true);
	for (size_t i = 0; i < offered.files.n; i++)
		choice_add(&c, path_base(offered.files.v[i]), str_is(offered.files.v[i], app_mocks_path(sh->app)) ? "in use" : NULL, 0, ST_TEXT);
	choice_add(&c, "no mock file", app_mocks_path(sh->app) ? NULL : "now", 0, ST_TEXT);
	ask_choice_take(sh, &c, chosen, NULL);
	return AFTER_REDRAW;
}

unsigned cmd_mocks(struct shell *sh, const char *args, struct err *e)
{
	char *path;
	unsigned after;

	if (!*args)
		return ask(sh);
	path = str_is(args, "off") ? NULL : path_expand(args);
	after = use(sh, path, e);
	free(path);
	return after;
}

/* --- faults ------------------------------------------------------------------------------------------------------------ */

/* A fault that has a form as an answer of its state, behind those that the file has. */
void mocks_keep_fault(struct shell *sh, const struct fault *f)
{
	const struct app *a = sh->app;
	const struct asl_state *s = f->state && a->machine ? asl_state_at(a->machine, f->state) : NULL;
	cJSON *answer = s ? fault_answer(f, &s->resource) : NULL;
	char *path = app_mocks_default_path(a), *where = shown(path);
	struct err e;

	if (!answer)
		app_note(sh->app, NOTE_WARNING, "only a throttle, timeout, hang or throw of a state's next or of every call can be said as a mock");
	else if (!mocks_append(path, s->name, answer, &e))
		app_note_err(sh->app, &e);
	else
		app_note(sh->app, NOTE_INFO, "added to %.200s: what \"%.60s\" is answered then", where, s->name);
	cJSON_Delete(answer);
	free(where);
	free(path);
}
