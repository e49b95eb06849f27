/* aslant test: finds the files of cases, runs every case in a session of its own, prints what came in one of four forms. */
#include "cli/cli.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "cli/test_case.h"
#include "loop/loop.h"
#include "task/function.h"
#include "task/mock.h"

enum format { FORMAT_HUMAN, FORMAT_TAP, FORMAT_JUNIT, FORMAT_JSON, FORMATS };

static const char *const format_names[FORMATS] = {"human", "tap", "junit", "json"};

struct result {
	const struct test_file *file;
	const struct test_case *test;
	struct test_differences differences;
};

struct testing {
	enum format format;
	const char *filter;
	VEC(char *) paths;
	VEC(struct test_file *) files;
	VEC(struct result) results;
	size_t failed;
};

/* --- finding the files ---------------------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_folder(struct testing *t, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	size_t first = t->paths.n;

	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.' && str_ends(entry->d_name, ".test.json"))
			VEC_PUSH(&t->paths, str_is(dir, ".") ? xstrdup(entry->d_name) : path_join(dir, entry->d_name));
	if (d)
		closedir(d);
	if (t->paths.n > first)
		qsort(t->paths.v + first, t->paths.n - first, sizeof t->paths.v[0], by_text);
}

static void add_path(struct testing *t, const char *path)
{
	char *tests;

	if (!dir_exists(path)) {
		VEC_PUSH(&t->paths, xstrdup(path));
		return;
	}
	tests = str_is(path, ".") ? xstrdup("tests") : path_join(path, "tests");
	add_folder(t, path);
	add_folder(t, tests);
	free(tests);
}

/* --- running a case ------------------------------------------------------------------------------------------------- */

struct drive {
	struct loop *loop;
	struct session *session;
	struct loop_timer *timer;
	int64_t patience_ms;
	size_t events;			/* how many there were when waiting began */
	bool stuck;
};

/* How long nothing may happen while an answer is awaited: a mock's comes in the next turn, a function works for real. */
#define PATIENCE_MOCKS_MS 50
#define PATIENCE_FUNCTIONS_MS 60000

static bool turn(void *ctx)
{
	struct drive *d = ctx;
	int64_t wait_us = session_turn(d->session, time_mono_us(), 10000);

	if (session_is_finished(d->session) || session_blocked(d->session)) {
		loop_stop(d->loop);
		return false;
	}
	d->events = SIZE_MAX;
	if (wait_us > 0)
		loop_timer_start(d->timer, (wait_us + 999) / 1000, 0);
	if (wait_us < 0) {
		d->events = session_history(d->session)->events.n;
		loop_timer_start(d->timer, d->patience_ms, 0);
	}
	return wait_us == 0;
}

/* Time has passed, the loop turns: that is enough, unless nothing has come of it while only an answer can help. */
static void on_timer(void *ctx)
{
	struct drive *d = ctx;

	if (d->events != session_history(d->session)->events.n)
		return;
	d->stuck = true;
	loop_stop(d->loop);
}

static struct task_backend *mocks_of(const struct test_file *f, const struct test_case *c, struct loop *l, const char *machine,
	struct err *e)
{
	struct mock_options o = {.path = f->path, .machine = machine, .test_case = c->mock_case};
	struct task_backend *b;
	char *path = NULL;

	if (cJSON_IsString(c->mocks)) {
		o.path = path = test_file_beside(f, c->mocks->valuestring);
	} else {
		o.doc = f->doc;
		o.part = c->mocks;
		o.places = f->places;
	}
	b = mock_backend_new(l, &o, e);
	free(path);
	return b;
}

static bool add_functions(struct dispatch *d, struct loop *l, const struct test_file *f, const struct test_case *c, struct err *e)
{
	char *dir = path_dir(f->machine), *path = path_join(dir, "functions/functions.json");
	struct task_backend *b = function_backend_new(l, &(struct function_options){.registry_path = path, .seed = c->seed + 1});
	bool ok;

	dispatch_add_take(d, b);
	ok = registry_refresh(function_backend_registry(b), e);
	free(path);
	free(dir);
	return ok;
}

static void note_unused(void *ctx, const char *line)
{
	struct result *r = ctx;

	if (strstr(line, "warning[mock.unused]"))
		test_difference_add(&r->differences, "mocks", xstrdup("every answer is asked for"), xstrdup(line), 0);
}

static void compare(struct result *r, struct run *run, struct task_backend *mock, bool stuck)
{
	const struct session_blocked *b = session_blocked(run->session);

	run_seek(run, run_last(run));
	if (b)
		test_difference_add(&r->differences, "answers", xstrdup("an answer for every task"),
			xasprintf("state \"%s\": %s", b->state ? b->state->name : "?", *b->reason ? b->reason : "nothing answers"),
			run_last(run));
	else if (stuck)
		test_difference_add(&r->differences, "end", xstrdup("the execution ends"), xstrdup("a task never answers"), run_last(run));
	else
		test_compare(r->test->expect, run, &r->differences);
	if (mock)
		mock_backend_report(mock, note_unused, r);
}

/* False where the case cannot be run at all. */
static bool run_case(struct result *r, struct asl_machine *m, struct err *e)
{
	const struct test_case *c = r->test;
	struct dispatch *dispatch = dispatch_new();
	struct session_options o = {.machine = m, .input = c->input, .dispatch = dispatch, .start_ms = c->start_ms, .speed = SPEED_JUMP,
		.engine = {.seed = c->seed, .express = c->express, .variables = c->variables, .context = c->context}};
	struct drive d = {.loop = loop_new(e), .patience_ms = c->functions ? PATIENCE_FUNCTIONS_MS : PATIENCE_MOCKS_MS};
	struct task_backend *mock = NULL;
	struct run *run = NULL;
	bool ok = false;

	if (!d.loop)
		goto out;
	if (c->mocks) {
		mock = mocks_of(r->file, c, d.loop, m->name, e);
		if (!mock)
			goto out;
		dispatch_add_take(dispatch, mock);
	}
	if (c->functions && !add_functions(dispatch, d.loop, r->file, c, e))
		goto out;
	d.session = session_new(&o, e);
	if (!d.session)
		goto out;
	run = run_new_take(d.session);
	d.timer = loop_timer_new(d.loop, on_timer, &d);
	loop_work(d.loop, turn, &d);
	loop_run(d.loop);
	compare(r, run, mock, d.stuck);
	ok = true;
out:
	run_free(run);
	dispatch_free(dispatch);
	loop_timer_free(d.timer);
	loop_free(d.loop);
	return ok;
}

static int run_one(struct testing *t, const struct test_file *f, const struct test_case *c)
{
	struct result r = {.file = f, .test = c};
	struct err e = {0};
	struct asl_machine *m = asl_load_with(f->machine, &(struct asl_options){.express = c->express}, &e);
	int status = EXIT_GOOD;

	if (!m || (m->valid && !run_case(&r, m, &e))) {
		fprintf(stderr, "%s\n", e.msg);
		status = e.code == ERR_NOT_FOUND || e.code == ERR_IO ? EXIT_HOST : EXIT_INVALID;
	} else if (!m->valid) {
		fprintf(stderr, "%s: %s has errors (aslant lint shows them)\n", f->path, f->machine);
		status = EXIT_INVALID;
	} else {
		t->failed += r.differences.list.n > 0;
		VEC_PUSH(&t->results, r);
	}
	if (status)
		test_differences_done(&r.differences);
	asl_unref(m);
	return status;
}

/* --- printing ------------------------------------------------------------------------------------------------------- */

static void print_differences(const struct result *r, const char *indent)
{
	for (size_t i = 0; i < r->differences.list.n; i++) {
		const struct test_difference *d = &r->differences.list.v[i];

		printf("%s%s", indent, d->what);
		if (d->event)
			printf(" (at event %d)", d->event);
		printf("\n%s  expected: %s\n%s  got:      %s\n", indent, d->expected, indent, d->got);
	}
}

static void print_human(const struct testing *t)
{
	for (size_t i = 0; i < t->results.n; i++) {
		const struct result *r = &t->results.v[i];

		printf("%s  %s: %s\n", r->differences.list.n ? "FAIL" : "ok  ", r->file->path, r->test->name);
		print_differences(r, "      ");
	}
	printf("%zu passed, %zu failed\n", t->results.n - t->failed, t->failed);
}

/* A "#" in a description would begin a directive. */
static void print_tap(const struct testing *t)
{
	printf("TAP version 14\n1..%zu\n", t->results.n);
	for (size_t i = 0; i < t->results.n; i++) {
		const struct result *r = &t->results.v[i];

		printf("%sok %zu - ", r->differences.list.n ? "not " : "", i + 1);
		for (const char *s = r->test->name; *s; s++)
			printf("%s%c", *s == '#' || *s == '\\' ? "\\" : "", *s == '\n' ? ' ' : *s);
		putchar('\n');
		print_differences(r, "# ");
	}
}

static void print_xml(const char *s)
{
	for (; *s; s++) {
		if (*s == '<')
			fputs("&lt;", stdout);
		else if (*s == '&')
			fputs("&amp;", stdout);
		else if (*s == '"')
			fputs("&quot;", stdout);
		else if ((unsigned char)*s < ' ' && *s != '\n' && *s != '\t')
			putchar('?');	/* XML 1.0 has no way to write it */
		else
			putchar(*s);
	}
}

static void print_junit(const struct testing *t)
{
	printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"%zu\" failures=\"%zu\">\n<testsuite name=\"aslant\" "
	       "tests=\"%zu\" failures=\"%zu\">\n", t->results.n, t->failed, t->results.n, t->failed);
	for (size_t i = 0; i < t->results.n; i++) {
		const struct result *r = &t->results.v[i];

		fputs("<testcase classname=\"", stdout);
		print_xml(r->file->path);
		fputs("\" name=\"", stdout);
		print_xml(r->test->name);
		fputs("\">\n", stdout);
		for (size_t k = 0; k < r->differences.list.n; k++) {
			fputs("<failure message=\"", stdout);
			print_xml(r->differences.list.v[k].what);
			fputs("\">expected: ", stdout);
			print_xml(r->differences.list.v[k].expected);
			fputs("\ngot: ", stdout);
			print_xml(r->differences.list.v[k].got);
			fputs("</failure>\n", stdout);
		}
		puts("</testcase>");
	}
	puts("</testsuite>\n</testsuites>");
}

static cJSON *result_tree(const struct result *r)
{
	cJSON *o = cJSON_CreateObject(), *list = cJSON_CreateArray();

	json_set(o, "file", cJSON_CreateString(r->file->path));
	json_set(o, "name", cJSON_CreateString(r->test->name));
	json_set(o, "line", json_new_int(r->test->span.line));
	json_set(o, "passed", cJSON_CreateBool(!r->differences.list.n));
	for (size_t i = 0; i < r->differences.list.n; i++) {
		const struct test_difference *d = &r->differences.list.v[i];
		cJSON *x = cJSON_CreateObject();

		json_set(x, "what", cJSON_CreateString(d->what));
		json_set(x, "expected", cJSON_CreateString(d->expected));
		json_set(x, "got", cJSON_CreateString(d->got));
		if (d->event)
			json_set(x, "event", json_new_int(d->event));
		json_append(list, x);
	}
	json_set(o, "differences", list);
	return o;
}

static void print_json(const struct testing *t)
{
	cJSON *o = cJSON_CreateObject(), *list = cJSON_CreateArray();
	char *text;

	for (size_t i = 0; i < t->results.n; i++)
		json_append(list, result_tree(&t->results.v[i]));
	json_set(o, "passed", json_new_int((int64_t)(t->results.n - t->failed)));
	json_set(o, "failed", json_new_int((int64_t)t->failed));
	json_set(o, "cases", list);
	text = json_print(o);
	puts(text);
	free(text);
	cJSON_Delete(o);
}

static void (*const printers[FORMATS])(const struct testing *t) = {print_human, print_tap, print_junit, print_json};

/* --- the command ---------------------------------------------------------------------------------------------------- */

static const struct cli_command *self(void)
{
	for (size_t i = 0; i < cli_n_commands; i++)
		if (cli_commands[i].fn == cmd_test)
			return &cli_commands[i];
	return NULL;
}

static int parse(struct testing *t, int argc, char **argv)
{
	struct cli_args args = {.options = self()->options, .argc = argc, .argv = argv, .at = 1};
	int row;

	while ((row = cli_next(&args)) != CLI_END) {
		size_t i = 0;

		if (row == CLI_BAD)
			return EXIT_USAGE;
		if (row == CLI_WORD) {
			add_path(t, args.word);
			continue;
		}
		if (strcmp(args.options[row].name, "filter") == 0) {
			t->filter = args.value;
			continue;
		}
		while (i < FORMATS && strcmp(format_names[i], args.value) != 0)
			i++;
		if (i == FORMATS) {
			fprintf(stderr, "aslant test: format: that is not one of its values (try --help)\n");
			return EXIT_USAGE;
		}
		t->format = (enum format)i;
	}
	return EXIT_GOOD;
}

static int run_file(struct testing *t, const char *path)
{
	struct err e = {0};
	struct test_file *f = test_file_read(path, &e);
	int status = EXIT_GOOD;

	if (!f) {
		fprintf(stderr, "%s\n", e.msg);
		return e.code == ERR_NOT_FOUND || e.code == ERR_IO ? EXIT_HOST : EXIT_INVALID;
	}
	VEC_PUSH(&t->files, f);
	for (size_t i = 0; i < f->cases.n && !status; i++)
		if (!t->filter || strstr(f->cases.v[i].name, t->filter) || strstr(path, t->filter))
			status = run_one(t, f, &f->cases.v[i]);
	return status;
}

static void testing_done(struct testing *t)
{
	for (size_t i = 0; i < t->results.n; i++)
		test_differences_done(&t->results.v[i].differences);
	for (size_t i = 0; i < t->files.n; i++)
		test_file_free(t->files.v[i]);
	for (size_t i = 0; i < t->paths.n; i++)
		free(t->paths.v[i]);
	VEC_DONE(&t->results);
	VEC_DONE(&t->files);
	VEC_DONE(&t->paths);
}

int cmd_test(int argc, char **argv)
{
	struct testing t = {0};
	int status = parse(&t, argc, argv), s;

	if (!status && argc && !t.paths.n)
		add_path(&t, ".");
	for (size_t i = 0; !status && i < t.paths.n; i++) {
		s = run_file(&t, t.paths.v[i]);
		status = s ? s : status;
	}
	if (!status && !t.results.n) {
		fprintf(stderr, "aslant test: no test case found\n");
		status = EXIT_HOST;
	} else if (status != EXIT_USAGE) {
		printers[t.format](&t);
	}
	if (!status && t.failed)
		status = EXIT_FAILED;
	testing_done(&t);
	return status;
}
