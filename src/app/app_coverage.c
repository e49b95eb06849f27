#include "app/app_coverage.h"

#include <stdlib.h>
#include <string.h>

#include "app/app_private.h"
#include "app/app_tests.h"

#define RECOUNT_US 200000		/* of an execution that runs: each count looks at all of its events */
#define FOLD_EVENTS 4000		/* folded between two looks at the keyboard: a few milliseconds */

/* A history on its way into the counts. */
struct folding {
	struct projection *p;		/* NULL: none is on its way */
	unsigned run;			/* serial of the run whose history it is; 0: `loaded` */
	struct store_execution loaded;
};

struct app_coverage {
	enum coverage_of of;
	struct coverage *counts;	/* NULL: no definition yet */
	struct folding fold;
	int32_t counted_events;		/* of the shown execution */
	int64_t counted_us;		/* when that was */
	VEC(int64_t) chosen;		/* store ids; none: all of the list */
	VEC(int64_t) done;		/* those that have been looked at */
	uint64_t list_seen;		/* the list in which all of them are, and nothing else; 0: not yet */
	size_t left_out;
	struct app_test_names cases;
	size_t next_case;
	struct test_file *file;		/* of the cases that run now */
	char *file_path;
	struct test_job *job;		/* NULL: none runs */
	bool busy;
};

/* --- life --------------------------------------------------------------------------------------------------------- */

static void fold_end(struct folding *f)
{
	projection_free(f->p);
	f->p = NULL;
	f->run = 0;
	store_execution_done(&f->loaded);
	f->loaded = (struct store_execution){0};
}

static void forget(struct app_coverage *c)
{
	fold_end(&c->fold);
	test_job_free(c->job);
	c->job = NULL;
	test_file_free(c->file);
	c->file = NULL;
	free(c->file_path);
	c->file_path = NULL;
	app_test_names_done(&c->cases);
	c->cases = (struct app_test_names){0};
	c->next_case = 0;
	c->done.n = 0;
	c->list_seen = 0;
	c->left_out = 0;
	c->counted_events = 0;
	coverage_free(c->counts);
	c->counts = NULL;
}

void app_coverage_end(struct app *a)
{
	struct app_coverage *c = a->coverage;

	if (!c)
		return;
	forget(c);
	VEC_DONE(&c->done);
	VEC_DONE(&c->chosen);
	free(c);
	a->coverage = NULL;
	app_changed(a, CHANGED_COVERAGE);
}

/* What is measured: test cases are of the file as it is now, all else of the definition that is shown. */
static struct asl_machine *wanted(const struct app *a, enum coverage_of of)
{
	return of != COVERAGE_OF_TESTS && a->run ? a->run->machine : a->machine;
}

static void start(struct app *a, struct app_coverage *c)
{
	struct asl_machine *m = wanted(a, c->of);

	forget(c);
	c->busy = m != NULL;
	if (!m)
		return;
	c->counts = coverage_new(m);
	if (c->of == COVERAGE_OF_TESTS)
		app_test_names(a, &c->cases);
}

bool app_coverage_begin(struct app *a, enum coverage_of of, struct err *e)
{
	struct app_test_names cases = {0};
	bool ok = true;

	if (!wanted(a, of))
		return err_set(e, ERR_USAGE, "no state machine is open");
	if (of == COVERAGE_OF_RUN && !a->run)
		return err_set(e, ERR_USAGE, "no execution is shown");
	if (of == COVERAGE_OF_TESTS) {
		app_test_names(a, &cases);
		if (!cases.list.n)
			ok = err_set(e, ERR_NOT_FOUND, "there is no test case for this machine (tests/*.test.json; a saves one)");
		app_test_names_done(&cases);
	}
	if (!ok)
		return false;
	app_coverage_end(a);
	a->coverage = xcalloc(1, sizeof *a->coverage);
	a->coverage->of = of;
	start(a, a->coverage);
	app_changed(a, CHANGED_COVERAGE);
	return true;
}

bool app_coverage_choose(struct app *a, const int64_t *ids, size_t n, struct err *e)
{
	if (!n)
		return err_set(e, ERR_USAGE, "no execution is chosen");
	if (!app_coverage_begin(a, COVERAGE_OF_RUNS, e))
		return false;
	for (size_t i = 0; i < n; i++)
		VEC_PUSH(&a->coverage->chosen, ids[i]);
	return true;
}

const struct coverage *app_coverage(const struct app *a)
{
	return a->coverage ? a->coverage->counts : NULL;
}

void app_coverage_whose(const struct app *a, struct str *out)
{
	const struct app_coverage *c = a->coverage;
	int64_t n = c && c->counts ? c->counts->executions : 0;

	if (!c)
		return;
	if (c->of == COVERAGE_OF_RUN)
		str_adds(out, "this run");
	else
		str_addf(out, "%lld %s%s", (long long)n, c->of == COVERAGE_OF_TESTS ? "test" : c->chosen.n ? "chosen run" : "run",
			n == 1 ? "" : "s");
	if (c->busy)
		str_adds(out, "…");
}

bool app_coverage_is_busy(const struct app *a)
{
	return a->coverage && a->coverage->busy;
}

/* --- folding ------------------------------------------------------------------------------------------------------ */

/* Some events more; true when all of them are folded. */
static bool fold_some(struct folding *f, struct asl_machine *m, const struct history *h)
{
	int32_t n = (int32_t)h->events.n, to;

	if (!f->p)
		f->p = projection_new(m);
	to = f->p->cursor + FOLD_EVENTS < n ? f->p->cursor + FOLD_EVENTS : n;
	projection_seek(f->p, h, to);
	return to == n;
}

/* While it runs, not at every event. */
static bool is_too_soon(const struct app_coverage *c, const struct run *r, int64_t mono_us, int64_t *wait_us)
{
	int64_t left_us = c->counted_us + RECOUNT_US - mono_us;

	if (!run_is_live(r) || left_us <= 0)
		return false;
	if (left_us < *wait_us)
		*wait_us = left_us;
	return true;
}

/* The shown execution, as far as it has come. */
static bool turn_run(struct app *a, struct app_coverage *c, int64_t mono_us, int64_t *wait_us)
{
	const struct run *r = a->run;

	if (!r || r->serial != c->fold.run) {
		fold_end(&c->fold);
		coverage_clear(c->counts);
		c->counted_events = 0;
		if (!r)
			return false;
		c->fold.run = r->serial;
	}
	if (c->counted_events == run_last(r) || is_too_soon(c, r, mono_us, wait_us))
		return false;
	if (!fold_some(&c->fold, c->counts->machine, r->history))
		return true;
	coverage_clear(c->counts);
	coverage_add_projection(c->counts, c->fold.p);
	c->counted_events = run_last(r);
	c->counted_us = mono_us;
	app_changed(a, CHANGED_COVERAGE);
	return false;
}

/* --- the list ----------------------------------------------------------------------------------------------------- */

/* Changes with the list: which executions there are, and whether they are over. */
static uint64_t list_mark(const struct app *a)
{
	uint64_t mark = 1;

	for (size_t i = 0; i < a->runs.rows.n; i++)
		mark = mark * 31 + (uint64_t)a->runs.rows.v[i].id * 8 + (uint64_t)a->runs.rows.v[i].status + a->runs.rows.v[i].interrupted;
	return mark | 1;
}

static bool is_done(const struct app_coverage *c, int64_t id)
{
	for (size_t i = c->done.n; i > 0; i--)
		if (c->done.v[i - 1] == id)
			return true;
	return false;
}

static bool is_chosen(const struct app_coverage *c, int64_t id)
{
	for (size_t i = 0; i < c->chosen.n; i++)
		if (c->chosen.v[i] == id)
			return true;
	return c->chosen.n == 0;
}

/* A row that has not been looked at, and whose execution is over; NULL: all have. */
static const struct store_row *next_row(const struct app *a, const struct app_coverage *c)
{
	for (size_t i = 0; i < a->runs.rows.n; i++) {
		const struct store_row *row = &a->runs.rows.v[i];

		if ((row->status != EXEC_RUNNING || row->interrupted) && is_chosen(c, row->id) && !is_done(c, row->id))
			return row;
	}
	return NULL;
}

/* One that was counted has been deleted since: the counts are of executions that there are. */
static bool lost_one(const struct app *a, const struct app_coverage *c)
{
	for (size_t k = 0; k < c->done.n; k++) {
		size_t i = 0;

		while (i < a->runs.rows.n && a->runs.rows.v[i].id != c->done.v[k])
			i++;
		if (i == a->runs.rows.n)
			return true;
	}
	return false;
}

static void take_row(struct app *a, struct app_coverage *c, const struct store_row *row)
{
	struct err e;

	VEC_PUSH(&c->done, row->id);
	if (row->machine_hash == c->counts->machine->hash && store_execution_load(a->store, row->id, &c->fold.loaded, &e))
		c->fold.p = projection_new(c->counts->machine);
	else
		c->left_out++;
}

static bool turn_runs(struct app *a, struct app_coverage *c)
{
	const struct store_row *row;

	if (c->fold.p && !fold_some(&c->fold, c->counts->machine, &c->fold.loaded.history))
		return true;
	if (c->fold.p) {
		coverage_add_projection(c->counts, c->fold.p);
		fold_end(&c->fold);
		app_changed(a, CHANGED_COVERAGE);
	}
	if (c->list_seen == list_mark(a))
		return false;
	row = next_row(a, c);
	if (row)
		take_row(a, c, row);
	else
		c->list_seen = list_mark(a);
	return row != NULL;
}

/* --- test cases --------------------------------------------------------------------------------------------------- */

static bool file_open(struct app_coverage *c, const char *path)
{
	if (str_is(c->file_path, path))
		return c->file != NULL;
	test_file_free(c->file);
	free(c->file_path);
	c->file = test_file_read(path, 0, NULL);	/* what is wrong with it is told by aslant test */
	c->file_path = xstrdup(path);
	return c->file != NULL;
}

static void case_start(struct app *a, struct app_coverage *c)
{
	const struct app_test_name *n = &c->cases.list.v[c->next_case++];
	const struct test_case *t = file_open(c, n->path) ? test_file_find(c->file, n->name) : NULL;
	struct err e;			/* told by aslant test */

	if (t && t->skip)
		return;
	c->job = t ? test_job_new(a->loop, c->file, t, &e) : NULL;
	c->left_out += !c->job;
}

static void case_end(struct app *a, struct app_coverage *c)
{
	const struct run *r = test_job_run(c->job);

	if (r->machine->hash == c->counts->machine->hash)
		coverage_add_projection(c->counts, r->at);
	else
		c->left_out++;
	test_job_free(c->job);
	c->job = NULL;
	app_changed(a, CHANGED_COVERAGE);
}

static bool turn_tests(struct app *a, struct app_coverage *c, int64_t mono_us, int64_t *wait_us)
{
	int64_t us = 0;

	if (!c->job && c->next_case < c->cases.list.n)
		case_start(a, c);
	if (c->job && !test_job_turn(c->job, mono_us, &us)) {
		if (us > 0 && us < *wait_us)
			*wait_us = us;
		return us == 0;
	}
	if (c->job)
		case_end(a, c);
	return c->next_case < c->cases.list.n;
}

/* --- a turn ------------------------------------------------------------------------------------------------------- */

static bool is_stale(const struct app *a, const struct app_coverage *c)
{
	const struct asl_machine *m = wanted(a, c->of);

	if (!m || !c->counts)
		return (m != NULL) != (c->counts != NULL);
	return m->hash != c->counts->machine->hash;
}

static void tell_left_out(struct app *a, const struct app_coverage *c)
{
	const char *what = c->of == COVERAGE_OF_TESTS ? "test case" : "execution";

	if (c->left_out && c->of == COVERAGE_OF_TESTS)
		app_note(a, NOTE_WARNING, "%zu %s%s could not be run: aslant test says why", c->left_out, what, c->left_out == 1 ? "" : "s");
	else if (c->left_out)
		app_note(a, NOTE_INFO, "left out: %zu %s%s of another version of the definition", c->left_out, what, c->left_out == 1 ? "" : "s");
}

bool app_coverage_turn(struct app *a, int64_t mono_us, int64_t *wait_us)
{
	struct app_coverage *c = a->coverage;
	bool more, was_busy;

	if (!c)
		return false;
	was_busy = c->busy;
	if (is_stale(a, c) || (c->of == COVERAGE_OF_RUNS && c->list_seen != list_mark(a) && lost_one(a, c)))
		start(a, c);
	if (!c->counts)
		more = false;
	else if (c->of == COVERAGE_OF_RUN)
		more = turn_run(a, c, mono_us, wait_us);
	else if (c->of == COVERAGE_OF_RUNS)
		more = turn_runs(a, c);
	else
		more = turn_tests(a, c, mono_us, wait_us);
	c->busy = more || c->job;
	if (was_busy != c->busy)
		app_changed(a, CHANGED_COVERAGE);
	if (was_busy && !c->busy)
		tell_left_out(a, c);
	return more;
}
