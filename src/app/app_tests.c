#include "app/app_tests.h"

#include "app/test_s3.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static struct app_test *test_find(const struct app *a, const char *arn)
{
	for (size_t i = a->tests.n; i > 0; i--)		/* the same case may have been executed before */
		if (!a->tests.v[i - 1]->over && str_is(a->tests.v[i - 1]->arn, arn))
			return a->tests.v[i - 1];
	return NULL;
}

static struct app_test *test_of(const struct app *a, const struct run *r)
{
	for (size_t i = 0; r && i < a->tests.n; i++)
		if (a->tests.v[i]->run == r->serial)
			return a->tests.v[i];
	return NULL;
}

const struct app_test *app_test_of(const struct app *a, const struct run *r)
{
	return test_of(a, r);
}

/* --- the backend: to the mocks of the test that asks ------------------------------------------------------------------- */

struct gate {
	struct task_backend base;
	struct app *app;
};

static enum task_take start(struct task_backend *base, const struct task_request *r, struct err *e)
{
	struct app *a = ((struct gate *)base)->app;
	struct app_test *t = test_find(a, r->root_arn);
	enum task_take take;

	if (!t)
		return TASK_NOT_MINE;
	take = t->mocks ? t->mocks->start(t->mocks, r, e) : TASK_NOT_MINE;
	if (take == TASK_NOT_MINE && t->services)
		take = t->services->start(t->services, r, e);
	if (take != TASK_NOT_MINE || t->test->functions)
		return take;
	err_set(e, ERR_NOT_FOUND, "the test case has no answer for it");
	return TASK_CANNOT;
}

static void cancel(struct task_backend *base, uint64_t id)
{
	struct app *a = ((struct gate *)base)->app;

	for (size_t i = 0; i < a->tests.n; i++) {
		if (a->tests.v[i]->mocks)
			a->tests.v[i]->mocks->cancel(a->tests.v[i]->mocks, id);
		if (a->tests.v[i]->services)
			a->tests.v[i]->services->cancel(a->tests.v[i]->services, id);
	}
}

static void gate_free(struct task_backend *base)
{
	free(base);
}

struct task_backend *app_tests_backend_new(struct app *a)
{
	struct gate *g = xcalloc(1, sizeof *g);

	g->base = (struct task_backend){.name = "mock", .start = start, .cancel = cancel, .free = gate_free};
	g->app = a;
	a->tests_backend = &g->base;
	return &g->base;
}

/* Ids are unique in the process, so the gate need not know whose answer it is. */
static void answered(void *ctx, uint64_t id, const struct task_outcome *o)
{
	struct app *a = ctx;

	if (a->tests_backend->done)
		a->tests_backend->done(a->tests_backend->ctx, id, o);
}

/* --- life ---------------------------------------------------------------------------------------------------------------- */

static void backends_end(struct app_test *t)
{
	if (t->mocks)
		t->mocks->free(t->mocks);
	t->mocks = NULL;
	if (t->services)
		t->services->free(t->services);
	t->services = NULL;
	backends_done(&t->backends);
	test_s3_free(t->s3);
	t->s3 = NULL;
}

static void test_free(struct app_test *t)
{
	backends_end(t);
	test_differences_done(&t->differences);
	test_file_free(t->file);
	free(t->arn);
	free(t);
}

void app_tests_done(struct app *a)
{
	for (size_t i = 0; i < a->tests.n; i++)
		test_free(a->tests.v[i]);
	VEC_DONE(&a->tests);
}

static const struct test_case *choose(const struct test_file *f, const char *name, struct err *e)
{
	const struct test_case *c = name ? test_file_find(f, name) : f->cases.n == 1 ? &f->cases.v[0] : NULL;

	if (!c && name)
		err_set(e, ERR_NOT_FOUND, "%.200s has no test case \"%.150s\"", f->path, name);
	else if (!c)
		err_set(e, ERR_USAGE, "%.200s has %zu test cases: name one (--test NAME)", f->path, f->cases.n);
	return c;
}

/* Of its own, as aslant test has it; what they keep is gone with the case. */
static bool add_services(struct app *a, struct app_test *t, const struct asl_machine *m, struct err *e)
{
	char *dir = path_dir(t->file->machine);
	struct backends_options o = {.dir = dir};

	t->s3 = test_s3_of(t->file, t->test, m, e);
	o.s3 = t->s3;
	if (!e->code && (t->test->services || t->test->functions)) {
		t->services = backends_services(a->dispatch, a->loop, &o, &t->backends, e);
		if (t->services) {
			t->services->done = answered;
			t->services->ctx = a;
		}
	}
	free(dir);
	return !e->code;
}

static bool begin(struct app *a, struct app_test *t, struct asl_machine *m, struct err *e)
{
	struct session_options o = test_session_options(t->test, m, a->dispatch);
	char name[37];
	bool none;

	t->mocks = test_mocks_new(a->loop, t->file, t->test, m->name, &none, e);
	if (!t->mocks && !none)
		return false;
	if (t->mocks) {
		t->mocks->done = answered;
		t->mocks->ctx = a;
	}
	if (!add_services(a, t, m, e))
		return false;
	o.s3 = t->s3 ? t->s3 : a->backends.s3;
	session_name_from(o.engine.seed, name);		/* as aslant test has it: the history is the same */
	o.engine.name = name;
	if (!app_run_begin(a, &o, e))
		return false;
	t->arn = xstrdup(engine_execution_arn(session_engine(a->run->session)));
	t->run = a->run->serial;
	return true;
}

/* With its workspace, unless it is open already. */
static bool open_machine(struct app *a, const char *file, struct err *e)
{
	char *wanted = path_absolute(file), *is = a->address ? path_absolute(a->address) : NULL;
	bool ok = str_is(wanted, is) || app_open(a, file, e);

	free(wanted);
	free(is);
	return ok;
}

bool app_test_start(struct app *a, const char *path, const char *name, struct err *e)
{
	struct test_file *f = test_file_read(path, 0, e);
	const struct test_case *c = f ? choose(f, name, e) : NULL;
	struct asl_machine *m = c ? test_file_machine(f, c, e) : NULL;
	struct app_test *t;

	if (!m || !open_machine(a, f->machine, e)) {
		test_file_free(f);
		return false;
	}
	t = xcalloc(1, sizeof *t);
	*t = (struct app_test){.app = a, .file = f, .test = c};
	if (!begin(a, t, m, e)) {
		test_free(t);
		return false;
	}
	VEC_PUSH(&a->tests, t);
	return true;
}

/* --- what there is ------------------------------------------------------------------------------------------------------------ */

static void add_cases(const char *path, const char *machine, struct app_test_names *out)
{
	struct test_file *f = test_file_read(path, 0, NULL);	/* what cannot be read is told by aslant test */
	char *of = f ? path_absolute(f->machine) : NULL;

	for (size_t i = 0; str_is(of, machine) && i < f->cases.n; i++)
		VEC_PUSH(&out->list, ((struct app_test_name){xstrdup(path), xstrdup(f->cases.v[i].name), f->cases.v[i].span.line}));
	free(of);
	test_file_free(f);
}

static void add_folder(const char *dir, const char *machine, struct app_test_names *out)
{
	DIR *d = opendir(dir);
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		char *path = path_join(dir, entry->d_name);

		if (str_ends(entry->d_name, ".test.json"))
			add_cases(path, machine, out);
		free(path);
	}
	if (d)
		closedir(d);
}

static int by_place(const void *a, const void *b)
{
	const struct app_test_name *x = a, *y = b;
	int c = strcmp(x->path, y->path);

	return c ? c : x->line < y->line ? -1 : x->line > y->line;
}

void app_test_names(const struct app *a, struct app_test_names *out)
{
	char *machine = a->address ? path_absolute(a->address) : NULL, *tests;

	if (!machine || !a->workspace.dir)
		return;
	tests = path_join(a->workspace.dir, "tests");
	add_folder(a->workspace.dir, machine, out);
	add_folder(tests, machine, out);
	if (out->list.n)
		qsort(out->list.v, out->list.n, sizeof out->list.v[0], by_place);
	free(tests);
	free(machine);
}

void app_test_names_done(struct app_test_names *n)
{
	for (size_t i = 0; i < n->list.n; i++) {
		free(n->list.v[i].path);
		free(n->list.v[i].name);
	}
	VEC_DONE(&n->list);
}

/* --- the verdict ----------------------------------------------------------------------------------------------------------- */

static void tell(struct app *a, const struct app_test *t)
{
	const struct test_differences *d = &t->differences;
	struct str names = {0};

	if (!d->list.n) {
		app_note(a, NOTE_INFO, "test case \"%.200s\": everything is as expected", t->test->name);
		return;
	}
	for (size_t i = 0; i < d->list.n && i < 3; i++)
		str_addf(&names, "%s%.60s", i ? ", " : "", d->list.v[i].what);
	if (d->list.n > 3)
		str_addf(&names, " and %zu more", d->list.n - 3);
	app_note(a, NOTE_ERROR, "test case \"%.120s\" fails: %.250s (:test tells)", t->test->name, str_get(&names));
	str_done(&names);
}

void app_test_watch(struct app *a, struct run *r)
{
	struct app_test *t = test_of(a, r);
	int32_t event, cursor = r->cursor;
	bool stuck;

	if (!t || t->over || !r->session)
		return;
	stuck = session_stuck(r->session) != NULL;
	if (run_is_live(r) && (!stuck || t->stuck))
		return;
	t->stuck = stuck;
	t->over = !stuck;
	test_differences_done(&t->differences);
	test_judge(t->file, t->test, r, t->mocks, stuck, &t->differences);
	if (t->over)
		backends_end(t);
	event = test_differences_first_event(&t->differences);
	run_seek(r, event ? event : cursor);
	if (r == a->run) {
		tell(a, t);
		app_changed(a, CHANGED_EVENTS);
	}
}
