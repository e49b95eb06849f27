/* :coverage - what executions have touched, drawn on the picture; what they have not, as a list from which Enter goes there. */
#include <stdlib.h>
#include <string.h>

#include "app/app_coverage.h"
#include "app/app_tests.h"
#include "screens/command_impl.h"
#include "screens/coverage_marks.h"
#include "screens/workbench.h"

/* Of the list what its filter leaves (f there): so one chooses. */
static bool measure(struct shell *sh, enum coverage_of of, struct err *e)
{
	int64_t *ids = NULL;
	size_t n = of == COVERAGE_OF_RUNS ? runs_pane_filtered(&sh->workbench->panes[PANE_RUNS], &ids) : 0;
	bool ok = n ? app_coverage_choose(sh->app, ids, n, e) : app_coverage_begin(sh->app, of, e);

	free(ids);
	return ok;
}

static unsigned show(struct shell *sh, enum coverage_of of, struct err *e)
{
	if (!measure(sh, of, e))
		return AFTER_NOTHING;
	workbench_focus(sh->workbench, PANE_GRAPH);
	return AFTER_UPDATE | AFTER_REDRAW;
}

static unsigned hide(struct shell *sh)
{
	app_coverage_end(sh->app);
	return AFTER_UPDATE | AFTER_REDRAW;
}

/* --- what is not covered ------------------------------------------------------------------------------------------ */

/* The states of the rows of the open list: what is counted may change while it is open. */
static struct missing_list {
	uint64_t machine;		/* hash of the definition */
	VEC(int) states;
} listed;

static unsigned go(struct shell *sh, void *ctx, size_t index)
{
	struct workbench *wb = sh->workbench;

	(void)ctx;
	if (index < listed.states.n && wb->machine && wb->machine->hash == listed.machine) {
		workbench_focus(wb, PANE_GRAPH);
		workbench_go(wb, -1, listed.states.v[index]);
		graph_pane_reveal(&wb->panes[PANE_GRAPH], listed.states.v[index]);
	}
	return AFTER_UPDATE | AFTER_REDRAW;
}

static void add_row(struct choice *c, const struct coverage *cov, const struct cover_item *i)
{
	struct str label = {0}, hint = {0};

	coverage_item_text(&label, cov, i);
	str_addf(&label, " %s", coverage_never_text(i));
	str_addf(&hint, "line %u", i->span.line);
	choice_add(c, str_get(&label), str_get(&hint), 0, ST_TEXT);
	str_done(&label);
	str_done(&hint);
}

static unsigned list_missing(struct shell *sh, struct err *e)
{
	const struct coverage *cov = app_coverage(sh->app);
	const struct cover_item **items;
	struct choice c;
	char *title;
	size_t n;

	if (!cov) {
		err_set(e, ERR_USAGE, "no coverage is shown (coverage run, runs or tests)");
		return AFTER_NOTHING;
	}
	items = coverage_missing(cov, &n);
	if (!n) {
		free(items);
		app_note(sh->app, NOTE_INFO, "everything is covered");
		return AFTER_REDRAW;
	}
	listed.machine = cov->machine->hash;
	listed.states.n = 0;
	title = xasprintf("Not covered: %zu", n);
	choice_init(&c, title, true);
	for (size_t i = 0; i < n; i++) {
		VEC_PUSH(&listed.states, items[i]->state);
		add_row(&c, cov, items[i]);
	}
	free(title);
	free(items);
	ask_choice_take(sh, &c, go, NULL);
	return AFTER_REDRAW;
}

/* --- the menu ----------------------------------------------------------------------------------------------------- */

enum row { ROW_MISSING, ROW_OFF, ROW_RUN, ROW_RUNS, ROW_TESTS, ROWS };

static unsigned do_row(struct shell *sh, enum row row, struct err *e)
{
	static const enum coverage_of of[ROWS] = {[ROW_RUN] = COVERAGE_OF_RUN, [ROW_RUNS] = COVERAGE_OF_RUNS, [ROW_TESTS] = COVERAGE_OF_TESTS};

	if (row == ROW_MISSING)
		return list_missing(sh, e);
	return row == ROW_OFF ? hide(sh) : show(sh, of[row], e);
}

static enum row menu[ROWS];
static size_t n_menu;

static unsigned chosen(struct shell *sh, void *ctx, size_t index)
{
	struct err e = {0};
	unsigned after;

	(void)ctx;
	if (index >= n_menu)
		return AFTER_NOTHING;
	after = do_row(sh, menu[index], &e);
	if (e.code)
		app_note_err(sh->app, &e);
	return after | AFTER_REDRAW;
}

static void add_choice(struct choice *c, enum row row, const char *label, const char *hint, uint32_t key)
{
	menu[n_menu++] = row;
	choice_add(c, label, hint, key, ST_TEXT);
}

static size_t count_cases(const struct app *a)
{
	struct app_test_names names = {0};
	size_t n;

	app_test_names(a, &names);
	n = names.list.n;
	app_test_names_done(&names);
	return n;
}

static void add_counted(struct choice *c, enum row row, const char *label, size_t n, uint32_t key)
{
	char *hint = xasprintf("%zu", n);

	if (n)
		add_choice(c, row, label, hint, key);
	free(hint);
}

static unsigned ask(struct shell *sh)
{
	const struct coverage *cov = app_coverage(sh->app);
	struct choice c;
	struct str title = {0}, whose = {0};
	int64_t *chosen_ids;
	size_t n_chosen;

	app_coverage_whose(sh->app, &whose);
	if (cov)
		coverage_summary(&title, cov, str_get(&whose), sh->screens.cols - 8);
	else
		str_adds(&title, "Coverage");
	n_menu = 0;
	choice_init(&c, str_get(&title), false);
	str_done(&title);
	str_done(&whose);
	if (cov) {
		size_t n;

		free(coverage_missing(cov, &n));
		add_counted(&c, ROW_MISSING, "what is not covered", n, 'n');
		add_choice(&c, ROW_OFF, "the picture as it was", NULL, 'o');
	}
	if (sh->app->run)
		add_choice(&c, ROW_RUN, "by this execution", NULL, 'e');
	n_chosen = runs_pane_filtered(&sh->workbench->panes[PANE_RUNS], &chosen_ids);
	free(chosen_ids);
	if (n_chosen)
		add_counted(&c, ROW_RUNS, "by the executions that pass the list's filter", n_chosen, 'a');
	else
		add_counted(&c, ROW_RUNS, "by all executions of the list", sh->app->runs.rows.n, 'a');
	add_counted(&c, ROW_TESTS, "by the test cases", count_cases(sh->app), 't');
	if (!n_menu) {
		choice_done(&c);
		app_note(sh->app, NOTE_WARNING, "nothing has run yet, and there is no test case (tests/*.test.json)");
		return AFTER_REDRAW;
	}
	ask_choice_take(sh, &c, chosen, NULL);
	return AFTER_REDRAW;
}

unsigned cmd_coverage(struct shell *sh, const char *args, struct err *e)
{
	static const char *const words[ROWS] = {[ROW_MISSING] = "missing", [ROW_OFF] = "off", [ROW_RUN] = "run", [ROW_RUNS] = "runs",
		[ROW_TESTS] = "tests"};

	if (!*args)
		return ask(sh);
	for (enum row r = 0; r < ROWS; r++)
		if (str_is(args, words[r]))
			return do_row(sh, r, e);
	err_set(e, ERR_USAGE, "coverage takes run, runs, tests, missing or off");
	return AFTER_NOTHING;
}
