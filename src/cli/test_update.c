/*
 * Expectations brought up to date in their files: what did not hold is replaced by what came, everything else of the text stays. What no
 * single value would mend (a pattern, a list of states that must not be entered, an answer that is missing) is left, and still fails.
 */
#include "cli/test_suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct updating {
	const struct suite_file *file;
	struct rewrite w;		/* of the file's text */
	size_t changed, left;
	bool failed;
};

static void replace(struct updating *u, const struct suite_result *r, const char *what, const cJSON *node, const cJSON *value)
{
	if (!rewrite_add(&u->w, node, value)) {
		u->left++;
		return;
	}
	u->changed++;
	printf("updated %s:%u: %s: %s\n", u->file->path, r->test->span.line, r->test->name, what);
}

static void write_history(struct updating *u, const struct suite_result *r, const cJSON *name)
{
	char *path = test_file_beside(u->file->test, name->valuestring), *dir = path_dir(path);
	struct err e;

	if (dir_make(dir, &e) && file_write_atomic(path, r->history, strlen(r->history), &e)) {
		char *shown = suite_shown_path(path);

		u->changed++;
		printf("updated %s: the history of %s\n", shown, r->test->name);
		free(shown);
	} else {
		fprintf(stderr, "aslant test: %s\n", e.msg);
		u->failed = true;
	}
	free(dir);
	free(path);
}

static void update_case(struct updating *u, const struct suite_result *r)
{
	const cJSON *history = json_get(r->test->expect, "history");

	if (r->fill)
		replace(u, r, "expect", r->test->expect, r->fill);
	for (size_t i = 0; i < r->differences.list.n; i++) {
		const struct test_difference *d = &r->differences.list.v[i];

		if (history && d->node == history)
			write_history(u, r, history);
		else if (d->would_hold)
			replace(u, r, d->what, d->node, d->would_hold);
		else
			u->left++;
	}
}

static void write_file(struct updating *u)
{
	struct err e;
	size_t len;
	char *text = rewrite_apply(&u->w, &len);

	if (!file_write_atomic(u->file->path, text, len, &e)) {
		fprintf(stderr, "aslant test: %s\n", e.msg);
		u->failed = true;
	}
	free(text);
}

static void update_file(struct suite_file *f, struct updating *u)
{
	u->file = f;
	u->w = (struct rewrite){.text = f->test->text, .len = f->test->len, .places = f->test->places};
	for (size_t i = 0; i < f->results.n; i++)
		update_case(u, &f->results.v[i]);
	if (u->w.edits.n)
		write_file(u);
	rewrite_done(&u->w);
}

bool suite_update(struct suite *s)
{
	struct updating u = {0};

	for (size_t i = 0; i < s->files.n; i++)
		if (s->files.v[i]->test)
			update_file(s->files.v[i], &u);
	if (u.changed || u.left)
		printf("%zu expectation%s updated%s\n", u.changed, u.changed == 1 ? "" : "s",
			u.left ? "; what is left needs a person" : "");
	return !u.failed;
}
