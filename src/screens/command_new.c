/* :new - a workspace from a template: which one, where, and then it is open. */
#include <stdlib.h>
#include <string.h>

#include "app/templates.h"
#include "screens/command_impl.h"
#include "screens/path_complete.h"

/* What is being asked about; one dialog is open at a time. */
static struct {
	struct templates list;
	size_t chosen;
	char *file;			/* the new definition's */
} asked;

static unsigned open_new(struct shell *sh, void *ctx)
{
	struct err e;

	(void)ctx;
	/* The list of machines, where one came from it, has nothing more to offer. */
	if (!app_open(sh->app, asked.file, &e))
		app_note_err(sh->app, &e);
	return AFTER_UPDATE | AFTER_CLOSE;
}

static unsigned create(struct shell *sh, const struct template *t, const char *dir, struct err *e)
{
	struct template_options o = {.dir = dir, .machine = str_is(dir, t->name) ? NULL : path_base(dir)};
	size_t n, running = app_running(sh->app);
	char *question, *file;

	if (!template_create(t, &o, &file, &n, e))
		return AFTER_NOTHING;
	free(asked.file);
	asked.file = file;
	app_note(sh->app, NOTE_INFO, "%s: %zu files in %.200s", t->title, n, dir);
	if (!running)
		return open_new(sh, NULL);
	question = xasprintf("%zu execution%s still running in this workspace and will be cut off.\nOpen %.100s all the same?", running,
		running == 1 ? " is" : "s are", dir);
	ask_confirm(sh, question, "Open", 'o', open_new, NULL);
	free(question);
	return AFTER_REDRAW;
}

static unsigned named(struct shell *sh, void *ctx, const char *text)
{
	char *dir = path_expand(text);
	struct err e = {0};
	unsigned after = AFTER_REDRAW;

	(void)ctx;
	if (*dir)
		after = create(sh, &asked.list.list.v[asked.chosen], dir, &e);
	if (e.code)
		app_note_err(sh->app, &e);
	free(dir);
	return after | AFTER_REDRAW;
}

static unsigned chosen(struct shell *sh, void *ctx, size_t index)
{
	(void)ctx;
	if (index >= asked.list.list.n)
		return AFTER_NOTHING;
	asked.chosen = index;
	ask_text(sh, &(struct ask_text_opts){.label = "New folder: ", .initial = asked.list.list.v[index].name, .complete = path_complete}, named, NULL);
	return AFTER_REDRAW;
}

static bool read_list(struct err *e)
{
	templates_done(&asked.list);
	return templates_list(&asked.list, e);
}

static unsigned ask(struct shell *sh)
{
	struct choice c;

	choice_init(&c, "A new workspace from a template", true);
	for (size_t i = 0; i < asked.list.list.n; i++)
		choice_add(&c, asked.list.list.v[i].title, asked.list.list.v[i].sentence, 0, ST_TEXT);
	ask_choice_take(sh, &c, chosen, NULL);
	return AFTER_REDRAW;
}

unsigned cmd_new_workspace(struct shell *sh, const char *args, struct err *e)
{
	size_t len = strcspn(args, " ");
	char *name = xstrndup(args, len);
	const char *dir = args + len + strspn(args + len, " ");
	const struct template *t = NULL;
	unsigned after = AFTER_NOTHING;

	if (!read_list(e)) {
		free(name);
		return AFTER_NOTHING;
	}
	if (!*args)
		after = ask(sh);
	else if ((t = templates_find(&asked.list, name, e)))
		after = *dir ? create(sh, t, dir, e) : chosen(sh, NULL, (size_t)(t - asked.list.list.v));
	free(name);
	return after & ~(unsigned)(*dir ? AFTER_CLOSE : 0);
}
