/* aslant test: the options, and the order of things: find, run, report, bring up to date, measure, watch. */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/test_suite.h"
#include "loop/loop.h"

enum coverage_form { COVERAGE_TEXT, COVERAGE_JSON, COVERAGE_LCOV };

static const char *const coverage_forms[] = {"text", "json", "lcov", NULL};

struct coverage_output {
	enum coverage_form form;
	const char *file;		/* NULL: with the results */
};

struct testing {
	struct suite suite;
	struct loop *loop;
	struct report *report;
	bool update, watch;
	VEC(struct coverage_output) outputs;
	double least[COVER_KINDS + 1];	/* percent; 0: nothing is asked */
	bool asks_least;
	int status;
};

static const struct cli_command *self(void)
{
	for (size_t i = 0; i < cli_n_commands; i++)
		if (cli_commands[i].fn == cmd_test)
			return &cli_commands[i];
	return NULL;
}

/* --- options ---------------------------------------------------------------------------------------------------------- */

static int usage(const char *option, const char *value)
{
	fprintf(stderr, "aslant test: --%s: %s is not one of its values (try --help)\n", option, value);
	return EXIT_USAGE;
}

static int word_find(const char *const *words, const char *text, size_t len)
{
	for (int i = 0; words[i]; i++)
		if (strlen(words[i]) == len && memcmp(words[i], text, len) == 0)
			return i;
	return -1;
}

/* FORM, FORM=FILE, or nothing for text. */
static bool coverage_option(struct testing *t, const char *v)
{
	const char *eq = v ? strchr(v, '=') : NULL;
	int form = v ? word_find(coverage_forms, v, eq ? (size_t)(eq - v) : strlen(v)) : COVERAGE_TEXT;

	if (form < 0 || (eq && !eq[1]))
		return false;
	VEC_PUSH(&t->outputs, ((struct coverage_output){(enum coverage_form)form, eq ? eq + 1 : NULL}));
	return true;
}

static bool percent(const char *text, double *out)
{
	char *end;

	*out = strtod(text, &end);
	return *text && !*end && *out >= 0 && *out <= 100;
}

/* "80", or "states=100,edges=90". */
static bool least_option(struct testing *t, const char *v)
{
	char *copy = xstrdup(v), *save = NULL;
	bool ok = *v != '\0';

	for (char *part = strtok_r(copy, ",", &save); part && ok; part = strtok_r(NULL, ",", &save)) {
		char *eq = strchr(part, '=');
		enum cover_kind kind = COVER_KINDS;

		if (eq)
			*eq = '\0';
		ok = (!eq || cover_kind_find(part, &kind)) && percent(eq ? eq + 1 : part, &t->least[kind]);
	}
	free(copy);
	t->asks_least = true;
	return ok;
}

static bool jobs_option(struct testing *t, const char *v)
{
	char *end;
	long n = strtol(v, &end, 10), cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (!*v || *end || n < 0 || n > 256)
		return false;
	t->suite.jobs = (int)(n ? n : cpus > 0 && cpus <= 256 ? cpus : 1);
	return true;
}

static bool format_option(struct testing *t, const char *v)
{
	report_free(t->report);
	t->report = report_new(v);
	return t->report != NULL;
}

static int option(struct testing *t, const char *name, const char *v)
{
	bool ok = true;

	if (strcmp(name, "filter") == 0)
		t->suite.filter = v;
	else if (strcmp(name, "update") == 0)
		t->update = true;
	else if (strcmp(name, "watch") == 0)
		t->watch = true;
	else if (strcmp(name, "coverage") == 0)
		ok = coverage_option(t, v);
	else if (strcmp(name, "min-coverage") == 0)
		ok = least_option(t, v);
	else if (strcmp(name, "jobs") == 0)
		ok = jobs_option(t, v);
	else if (strcmp(name, "format") == 0)
		ok = format_option(t, v);
	return ok ? EXIT_GOOD : usage(name, v);
}

static int parse(struct testing *t, int argc, char **argv)
{
	struct cli_args args = {.options = self()->options, .argc = argc, .argv = argv, .at = 1};
	int row, status;

	while ((row = cli_next(&args)) != CLI_END) {
		if (row == CLI_BAD)
			return EXIT_USAGE;
		if (row == CLI_WORD) {
			suite_add_root(&t->suite, args.word);
			continue;
		}
		status = option(t, args.options[row].name, args.value);
		if (status)
			return status;
	}
	if (!t->suite.roots.n)
		suite_add_root(&t->suite, ".");
	if (!t->report)
		t->report = report_new("human");
	t->suite.counts_coverage = t->outputs.n || t->asks_least;
	return EXIT_GOOD;
}

/* --- coverage --------------------------------------------------------------------------------------------------------- */

static void coverage_print(struct str *out, enum coverage_form form, const struct suite_coverages *c)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; i < c->list.n; i++) {
		const struct suite_coverage *x = &c->list.v[i];

		if (form == COVERAGE_TEXT)
			coverage_text(out, x->coverage, x->definition);
		else if (form == COVERAGE_LCOV)
			coverage_lcov(out, x->coverage, x->definition);
		else
			json_append(list, coverage_json(x->coverage, x->definition));
	}
	if (form == COVERAGE_JSON) {
		json_print_to(out, list);
		str_addc(out, '\n');
	}
	cJSON_Delete(list);
}

/* Results for programs have standard output for themselves. */
static void coverage_write(struct testing *t, const struct coverage_output *o, const struct suite_coverages *c)
{
	FILE *to = report_is_for_people(t->report) ? stdout : stderr;
	struct str text = {0};
	struct err e;

	coverage_print(&text, o->form, c);
	if (!o->file) {
		fwrite(str_get(&text), 1, text.len, to);
	} else if (!file_write_atomic(o->file, str_get(&text), text.len, &e)) {
		fprintf(stderr, "aslant test: %s\n", e.msg);
		t->status = EXIT_HOST;
	}
	str_done(&text);
}

static bool check_least(const struct testing *t, const struct suite_coverages *c)
{
	bool ok = true;

	for (size_t i = 0; i < c->list.n; i++) {
		for (enum cover_kind k = 0; k <= COVER_KINDS; k++) {
			double got = cover_percent(coverage_count(c->list.v[i].coverage, k));

			if (got >= t->least[k] - 1e-9)
				continue;
			fprintf(stderr, "%s: coverage of %s is %.2f %%, less than %g %%\n", c->list.v[i].definition, cover_kind_text(k), got,
				t->least[k]);
			ok = false;
		}
	}
	return ok;
}

/* Does this output go into the report itself? */
static bool is_within(const struct testing *t, const struct coverage_output *o)
{
	if (o->file)
		return false;
	return report_is_json(t->report) ? o->form == COVERAGE_JSON : report_is_for_people(t->report) && o->form == COVERAGE_TEXT;
}

static void report(struct testing *t)
{
	struct suite_coverages c = {0};
	bool within = false;

	if (t->suite.counts_coverage)
		suite_coverage(&t->suite, &c);
	for (size_t i = 0; i < t->outputs.n; i++)
		within |= is_within(t, &t->outputs.v[i]);
	report_end(t->report, &t->suite, within ? &c : NULL);
	for (size_t i = 0; i < t->outputs.n; i++)
		if (!is_within(t, &t->outputs.v[i]))
			coverage_write(t, &t->outputs.v[i], &c);
	if (t->asks_least && !check_least(t, &c) && !t->status)
		t->status = EXIT_FAILED;
	suite_coverage_done(&c);
}

/* --- running ----------------------------------------------------------------------------------------------------------- */

static void all_stale(struct suite *s)
{
	for (size_t i = 0; i < s->files.n; i++)
		s->files.v[i]->stale = true;
}

static bool run(struct testing *t, bool told)
{
	t->suite.on_begin = told ? report_begin : NULL;
	t->suite.on_unread = told ? report_unread : NULL;
	t->suite.on_result = told ? report_result : NULL;
	t->suite.ctx = t->report;
	return suite_run(&t->suite, t->loop);
}

/* What did not hold is rewritten; the run that is told about follows. */
static void update(struct testing *t)
{
	t->suite.update = true;
	if (run(t, false) && !suite_update(&t->suite))
		t->status = EXIT_HOST;
	t->suite.update = false;
}

static void once(void *ctx)
{
	struct testing *t = ctx;

	t->status = EXIT_GOOD;
	if (t->update)
		update(t);
	if (!run(t, true))
		return;
	if (t->suite.status)
		t->status = t->suite.status;
	else if (!t->status && t->suite.failed)
		t->status = EXIT_FAILED;
	if (!t->suite.selected && !t->suite.status && !t->watch) {
		fprintf(stderr, "aslant test: no test case found\n");
		t->status = EXIT_HOST;
		return;
	}
	report(t);
	for (size_t i = 0; i < t->suite.files.n; i++)
		t->suite.files.v[i]->stale = false;
}

int cmd_test(int argc, char **argv)
{
	struct testing t = {.suite = {.jobs = 1}};
	struct err e;
	int status = parse(&t, argc, argv);

	if (!status && !(t.loop = loop_new(&e))) {
		fprintf(stderr, "aslant test: %s\n", e.msg);
		status = EXIT_HOST;
	}
	if (!status) {
		suite_find(&t.suite);
		all_stale(&t.suite);
		if (t.watch)
			suite_watch(&t.suite, t.loop, once, &t);
		else
			once(&t);
		status = t.status;
	}
	suite_done(&t.suite);
	report_free(t.report);
	VEC_DONE(&t.outputs);
	loop_free(t.loop);
	return status;
}
