/* A new function: its name, its runtime, a handler from the runtime's template. */
#include "screens/function_screens.h"

#include <stdlib.h>
#include <string.h>

/* Of the one question that can be open. */
static struct {
	char *name;
	ask_text_fn made;
	void *ctx;
} asked;

static const struct {
	const char *label, *hint;
	enum function_runtime runtime;
	uint32_t key;
} runtimes[] = {
	{"Python", "def lambda_handler(event, context)", RUNTIME_PYTHON, 'p'},
	{"Node.js", "exports.handler = async (event, context)", RUNTIME_NODE, 'n'},
	{"Any executable", "event on standard input, result on standard output", RUNTIME_EXEC, 'e'},
};

static unsigned runtime_chosen(struct shell *sh, void *ctx, size_t index)
{
	struct function_spec spec = {.name = asked.name, .runtime = runtimes[index].runtime};
	char *file = NULL;
	struct err e;

	(void)ctx;
	if (!registry_add(sh->app->registry, &spec, &file, &e)) {
		app_note_err(sh->app, &e);
		return AFTER_REDRAW;
	}
	app_note(sh->app, NOTE_INFO, "%s was made: %s (timeout 3 s, memory 128 MB)", asked.name, file);
	app_changed(sh->app, CHANGED_FUNCTIONS);
	free(file);
	return asked.made(sh, asked.ctx, asked.name) | AFTER_UPDATE;
}

static unsigned name_typed(struct shell *sh, void *ctx, const char *text)
{
	struct choice c;
	char *title;

	(void)ctx;
	if (!*text)
		return AFTER_NOTHING;
	if (registry_find(sh->app->registry, text)) {
		app_note(sh->app, NOTE_ERROR, "there is a function \"%s\" already", text);
		return AFTER_REDRAW;
	}
	free(asked.name);
	asked.name = xstrdup(text);
	title = xasprintf("What runs %.60s?", text);
	choice_init(&c, title, false);
	free(title);
	for (size_t i = 0; i < ARRAY_LEN(runtimes); i++)
		choice_add(&c, runtimes[i].label, runtimes[i].hint, runtimes[i].key, ST_TEXT);
	ask_choice_take(sh, &c, runtime_chosen, NULL);
	return AFTER_REDRAW;
}

void function_create(struct shell *sh, ask_text_fn made, void *ctx)
{
	struct ask_text_opts o = {.label = "Name of the new function: ", .placeholder = "letters, digits, - and _"};

	if (!sh->app->registry) {
		app_note(sh->app, NOTE_WARNING, "open a folder first: functions belong to a workspace");
		return;
	}
	asked.made = made;
	asked.ctx = ctx;
	ask_text(sh, &o, name_typed, NULL);
}

/* --- picking one for a Task --------------------------------------------------------------------------------------- */

static struct {
	VEC(char *) names;
	ask_text_fn done;
	void *ctx;
} picked;

static unsigned pick(struct shell *sh, const char *name)
{
	char *arn = function_arn(name);
	unsigned after = picked.done(sh, picked.ctx, arn);

	free(arn);
	return after;
}

static unsigned pick_made(struct shell *sh, void *ctx, const char *name)
{
	(void)ctx;
	return pick(sh, name);
}

static unsigned arn_typed(struct shell *sh, void *ctx, const char *text)
{
	(void)ctx;
	return *text ? picked.done(sh, picked.ctx, text) : (unsigned)AFTER_NOTHING;
}

static unsigned pick_chosen(struct shell *sh, void *ctx, size_t index)
{
	struct ask_text_opts o = {.label = "Resource: ", .placeholder = "arn:aws:lambda:… or arn:aws:states:::…"};

	(void)ctx;
	if (index < picked.names.n)
		return pick(sh, picked.names.v[index]);
	if (index == picked.names.n)
		function_create(sh, pick_made, NULL);
	else
		ask_text(sh, &o, arn_typed, NULL);
	return AFTER_REDRAW;
}

void function_choose(struct shell *sh, const char *title, ask_text_fn done, void *ctx)
{
	struct registry *r = sh->app->registry;
	struct choice c;
	struct err e;

	while (picked.names.n)
		free(picked.names.v[--picked.names.n]);
	picked.done = done;
	picked.ctx = ctx;
	choice_init(&c, title, true);
	if (r && !registry_refresh(r, &e))
		app_note_err(sh->app, &e);
	for (size_t i = 0; r && i < registry_count(r); i++) {
		const struct function_entry *f = registry_at(r, i);
		char *arn = function_arn(f->name);

		VEC_PUSH(&picked.names, xstrdup(f->name));
		choice_add(&c, f->name, arn, 0, ST_STRONG);
		free(arn);
	}
	choice_add(&c, "Make a new function…", NULL, 0, ST_TEXT);
	choice_add(&c, "Type an ARN…", NULL, 0, ST_TEXT);
	ask_choice_take(sh, &c, pick_chosen, NULL);
}
