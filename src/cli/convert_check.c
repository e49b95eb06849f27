#include "cli/convert_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/config.h"
#include "app/run_answers.h"
#include "app/trial.h"
#include "app/workspace.h"
#include "base/timefmt.h"
#include "base/utf8.h"

#define INPUT_MAX ((size_t)4 << 20)
#define EXECUTIONS_MAX 50		/* the newest ones */

struct check {
	const struct convert_check *o;
	struct loop *loop;
	char *dir;
	bool express;
	size_t tried, differ;
};

/* stands: both do, and why. */
static void say(const char *name, const char *difference, const char *stands)
{
	const char *more = difference ? difference : stands;
	char *safe = utf8_safe(more ? more : "", false);

	fprintf(stderr, "%s: %s%s%s\n", difference ? "differs" : "same", name, difference ? ": " : stands ? ", as far as it goes: " : "", safe);
	free(safe);
}

static bool try(struct check *c, const char *name, const struct trial *t, struct err *e)
{
	struct trial_outcome before = {0}, after = {0};
	char *difference;
	bool ok = trial_run(c->loop, c->o->before, t, &before, e) && trial_run(c->loop, c->o->after, t, &after, e);

	if (ok) {
		difference = trial_difference(&before, &after);
		say(name, difference, after.stands);
		c->tried++;
		c->differ += difference != NULL;
		free(difference);
	}
	trial_outcome_done(&before);
	trial_outcome_done(&after);
	return ok;
}

static struct trial trial_of(const struct check *c, struct value *input)
{
	return (struct trial){.input = input, .mocks = c->o->mocks, .express = c->express, .start_ms = time_wall_ms()};
}

static bool try_given(struct check *c, struct err *e)
{
	for (size_t i = 0; i < c->o->n_inputs; i++) {
		struct trial t = trial_of(c, c->o->inputs[i]);
		char *name = xasprintf("input %zu", i + 1);
		bool ok = try(c, name, &t, e);

		free(name);
		if (!ok)
			return false;
	}
	return true;
}

static bool try_file(struct check *c, const struct workspace_input *in, struct err *e)
{
	char *text, *name;
	cJSON *root = NULL;
	struct value *input;
	struct trial t;
	size_t len;
	bool ok;

	if (!file_read(in->path, INPUT_MAX, &text, &len, e))
		return false;
	ok = json_parse(text, len, NULL, &root, e) || err_prefix(e, in->path);
	free(text);
	if (!ok)
		return false;
	input = value_take(root);
	t = trial_of(c, input);
	name = xasprintf("inputs/%s/%s.json", c->o->before->name, in->name);
	ok = try(c, name, &t, e);
	free(name);
	value_unref(input);
	return ok;
}

static bool try_saved(struct check *c, struct err *e)
{
	struct workspace_inputs list = {0};
	bool ok = true;

	workspace_inputs_list(c->dir, c->o->before->name, &list);
	for (size_t i = 0; i < list.list.n && ok; i++)
		ok = try_file(c, &list.list.v[i], e);
	workspace_inputs_done(&list);
	return ok;
}

/* One of this very definition that has ended; its answers come from its history. */
static bool try_execution(struct check *c, struct store *s, const struct store_row *row, struct err *e)
{
	struct store_execution x = {0};
	struct run *r;
	struct trial t;
	char *name;
	bool ok;

	if (row->status == EXEC_RUNNING || row->draft || row->machine_hash != c->o->before->hash)
		return true;
	if (!store_execution_load(s, row->id, &x, e))
		return false;
	name = xasprintf("execution %s", row->name);
	r = run_stored_take(&x);
	t = (struct trial){.input = run_input(r), .answers = run_answers(r, NULL), .express = run_is_express(r), .start_ms = row->start_ms,
		.seed = row->seed};
	ok = try(c, name, &t, e);
	value_unref(t.answers);
	run_free(r);
	free(name);
	return ok;
}

static bool try_recorded(struct check *c, struct err *e)
{
	char *kept = path_join(c->dir, ".aslant");
	struct store_filter f = {.machine = c->o->before->name, .limit = EXECUTIONS_MAX};
	struct store_list list = {0};
	struct store *s = NULL;
	bool ok = true;

	if (dir_exists(kept)) {
		ok = store_open(c->dir, &s, e) && store_execution_list(s, &f, &list, e);
		for (size_t i = 0; ok && i < list.rows.n; i++)
			ok = try_execution(c, s, &list.rows.v[i], e);
	}
	store_list_done(&list);
	store_close(s);
	free(kept);
	return ok;
}

static bool find_type(struct check *c, struct err *e)
{
	struct config config;

	if (!config_read(c->dir, &config, e))
		return false;
	c->express = config_is_express(&config, c->o->before->name);
	config_done(&config);
	return true;
}

bool convert_check(const struct convert_check *o, size_t *differ, struct err *e)
{
	struct check c = {.o = o, .dir = strcmp(o->file, "-") ? path_dir(o->file) : xstrdup(".")};
	bool ok;

	c.loop = loop_new(e);
	ok = c.loop && find_type(&c, e);
	if (ok)
		ok = o->n_inputs ? try_given(&c, e) : try_saved(&c, e) && try_recorded(&c, e);
	if (ok && !c.tried)
		fprintf(stderr, "aslant convert: nothing to try it with: no input was given, saved or recorded\n");
	else if (ok)
		fprintf(stderr, "aslant convert: %zu of %zu go the same way\n", c.tried - c.differ, c.tried);
	loop_free(c.loop);
	free(c.dir);
	*differ = c.differ;
	return ok;
}
