/* :test - what the shown execution of a test case should have been; the machine's cases to choose from; one by name. */
#include <stdlib.h>
#include <string.h>

#include "app/app_tests.h"
#include "base/utf8.h"
#include "screens/command_impl.h"

static void add_safe(struct str *out, const char *text)
{
	char *safe = utf8_safe(text, false);

	str_adds(out, safe);
	free(safe);
}

static void add_json(struct str *out, const cJSON *node)
{
	struct str text = {0};
	char *save = NULL;

	json_print_pretty(&text, node, 0);
	for (char *line = strtok_r(text.p, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		add_safe(out, line);
		str_addc(out, '\n');
	}
	str_done(&text);
}

static void add_difference(struct str *out, const struct test_difference *d)
{
	str_addc(out, '\n');
	add_safe(out, d->what);
	if (d->event)
		str_addf(out, " (event %d)", d->event);
	str_adds(out, "\n");
	for (size_t i = 0; i < d->lines.n; i++) {
		str_adds(out, "  ");
		add_safe(out, d->lines.v[i]);
		str_addc(out, '\n');
	}
	if (d->lines.n)
		return;
	str_adds(out, "  expected  ");
	add_safe(out, d->expected);
	str_adds(out, "\n  got       ");
	add_safe(out, d->got);
	str_addc(out, '\n');
}

static void add_verdict(struct str *text, const struct app_test *t)
{
	str_addf(text, "%s:%u\n", t->file->path, t->test->span.line);
	add_safe(text, t->test->name);
	str_addc(text, '\n');
	if (!t->over && !t->stuck)
		str_adds(text, "\nit still runs\n");
	else if (!t->differences.list.n)
		str_adds(text, "\neverything is as expected\n");
	for (size_t i = 0; i < t->differences.list.n; i++)
		add_difference(text, &t->differences.list.v[i]);
	str_adds(text, "\nexpect\n");
	add_json(text, t->test->expect);
}

void command_test_text(struct shell *sh, struct str *out)
{
	const struct app_test *t = app_test_of(sh->app, sh->app->run);
	struct app_test_names names = {0};

	if (t) {
		add_verdict(out, t);
		return;
	}
	app_test_names(sh->app, &names);
	for (size_t i = 0; i < names.list.n; i++) {
		str_addf(out, "%s:%u: ", names.list.v[i].path, names.list.v[i].line);
		add_safe(out, names.list.v[i].name);
		str_addc(out, '\n');
	}
	if (!names.list.n)
		str_adds(out, "there is no test case for this machine (tests/*.test.json)\n");
	app_test_names_done(&names);
}

static void start(struct shell *sh, const struct app_test_name *n)
{
	struct err e;

	if (!app_test_start(sh->app, n->path, n->name, &e))
		app_note_err(sh->app, &e);
}

static unsigned chosen(struct shell *sh, void *ctx, size_t index)
{
	struct app_test_names names = {0};

	(void)ctx;
	app_test_names(sh->app, &names);
	if (index < names.list.n)
		start(sh, &names.list.v[index]);
	app_test_names_done(&names);
	return AFTER_UPDATE;
}

static void choose(struct shell *sh, const struct app_test_names *names)
{
	struct choice c;

	choice_init(&c, "Run a test case", true);
	for (size_t i = 0; i < names->list.n; i++)
		choice_add(&c, names->list.v[i].name, path_base(names->list.v[i].path), 0, ST_TEXT);
	ask_choice_take(sh, &c, chosen, NULL);
}

/* By its whole name, else by the only one that has the text in it. */
static const struct app_test_name *name_find(const struct app_test_names *names, const char *text, struct err *e)
{
	const struct app_test_name *found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < names->list.n; i++) {
		if (strcmp(names->list.v[i].name, text) == 0)
			return &names->list.v[i];
		if (strstr(names->list.v[i].name, text)) {
			found = &names->list.v[i];
			n++;
		}
	}
	if (n == 1)
		return found;
	if (n)
		err_set(e, ERR_NOT_FOUND, "%zu test cases have \"%.100s\" in their names", n, text);
	else
		err_set(e, ERR_NOT_FOUND, "no test case of this machine is called \"%.100s\"", text);
	return NULL;
}

unsigned cmd_test_case(struct shell *sh, const char *args, struct err *e)
{
	const struct app_test *t = app_test_of(sh->app, sh->app->run);
	struct app_test_names names = {0};
	const struct app_test_name *n;

	if (!*args && t) {
		struct str text = {0};

		add_verdict(&text, t);
		show_text(sh, "test case", str_get(&text), text.len);
		str_done(&text);
		return AFTER_REDRAW;
	}
	app_test_names(sh->app, &names);
	if (!names.list.n)
		err_set(e, ERR_NOT_FOUND, "there is no test case for this machine (tests/*.test.json)");
	else if (!*args)
		choose(sh, &names);
	else if ((n = name_find(&names, args, e)))
		start(sh, n);
	app_test_names_done(&names);
	return AFTER_UPDATE;
}
