/* Comparing two executions: which ones. The shown execution is the left one, unless one of the list has been marked. */
#include <stdlib.h>
#include <string.h>

#include "app/describe.h"
#include "app/record.h"
#include "base/timefmt.h"
#include "screens/command_impl.h"
#include "screens/compare_screen.h"

static bool must_be_whole(const struct shell *sh, struct err *e)
{
	return !sh->app->run || !sh->app->run->borrowed || err_set(e, ERR_USAGE, "a child execution that runs cannot be compared yet: when it has ended");
}

static bool compare_with(struct shell *sh, int64_t store_id, struct err *e)
{
	struct run *right;

	if (!sh->app->run)
		return err_set(e, ERR_USAGE, "no execution is shown");
	if (sh->app->run->store_id == store_id)
		return err_set(e, ERR_USAGE, "that is the shown execution itself: choose another one");
	if (!must_be_whole(sh, e))
		return false;
	right = app_run_load(sh->app, store_id, e);
	if (right)
		compare_screen_open_take(sh, right);
	return right != NULL;
}

/* One that was recorded elsewhere, without keeping it. */
static bool compare_with_file(struct shell *sh, const char *path, struct err *e)
{
	struct record_options o = {.path = path, .open = sh->app->run->machine, .workspace = &sh->app->workspace};
	struct run *right;

	if (!must_be_whole(sh, e))
		return false;
	right = record_open(&o, e);
	if (right)
		compare_screen_open_take(sh, right);
	return right != NULL;
}

/* --- which one ----------------------------------------------------------------------------------------------------------------------------------- */

/* By its name, or the beginning of it. 0: none, or several. */
static int64_t run_named(const struct app *a, const char *name, struct err *e)
{
	int64_t found = 0;

	for (size_t i = 0; i < a->runs.rows.n; i++) {
		const struct store_row *r = &a->runs.rows.v[i];

		if (str_is(r->name, name))
			return r->id;
		if (!str_starts(r->name, name))
			continue;
		if (found) {
			err_set(e, ERR_USAGE, "several executions begin with %.60s", name);
			return 0;
		}
		found = r->id;
	}
	if (!found)
		err_set(e, ERR_NOT_FOUND, "no execution of this machine is called %.60s, and there is no such file", name);
	return found;
}

struct chosen {
	unsigned run;			/* serial of the shown one */
	VEC(int64_t) ids;
};

static unsigned run_chosen(struct shell *sh, void *ctx, size_t i)
{
	struct chosen *c = ctx;
	struct err e = {0};

	if (i < c->ids.n && sh->app->run && sh->app->run->serial == c->run && !compare_with(sh, c->ids.v[i], &e))
		app_note_err(sh->app, &e);
	return AFTER_UPDATE;
}

static void add_choice(struct choice *c, const struct store_row *r)
{
	struct str label = {0};
	char when[TIME_TEXT_SIZE];

	describe_text(&label, r->name, 8);
	time_format(r->start_ms, when);
	when[19] = '\0';
	when[10] = ' ';
	str_addf(&label, "  %-11s %s  ", r->interrupted ? "INTERRUPTED" : exec_status_text(r->status), when);
	if (r->origin)
		describe_text(&label, path_base(r->origin), 24);
	else
		describe_text(&label, r->error ? r->error : r->input ? r->input : "", 40);
	choice_add(c, str_get(&label), NULL, 0, ST_TEXT);
	str_done(&label);
}

/* The last choice is kept until the next one: its dialog may be closed without an answer. */
static void choose(struct shell *sh, struct err *e)
{
	static struct chosen chosen;
	struct choice c;

	chosen.run = sh->app->run->serial;
	chosen.ids.n = 0;
	choice_init(&c, "Compare with", true);
	for (size_t i = 0; i < sh->app->runs.rows.n; i++) {
		const struct store_row *r = &sh->app->runs.rows.v[i];

		if (r->id == sh->app->run->store_id)
			continue;
		add_choice(&c, r);
		VEC_PUSH(&chosen.ids, r->id);
	}
	if (chosen.ids.n) {
		ask_choice_take(sh, &c, run_chosen, &chosen);
		return;
	}
	choice_done(&c);
	err_set(e, ERR_NOT_FOUND, "there is no other execution of this machine: run it once more, or :diff FILE with a recorded history");
}

/* In the list of executions: the marked one, or else the shown one, and the selected. True: that was it. */
static bool from_list(struct shell *sh, struct err *e)
{
	struct pane *p = &sh->workbench->panes[PANE_RUNS];
	int64_t selected = sh->workbench->focus == PANE_RUNS ? runs_pane_selected(p) : 0, marked = runs_pane_marked(p);

	if (!selected || (!marked && sh->app->run && sh->app->run->store_id == selected))
		return false;
	if (!marked && !sh->app->run) {
		runs_pane_mark(p);
		app_note(sh->app, NOTE_INFO, "marked: D on another execution compares the two");
		return true;
	}
	if (marked == selected) {
		err_set(e, ERR_USAGE, "this one is marked: choose another one to compare it with");
		return true;
	}
	if (marked && (!sh->app->run || sh->app->run->store_id != marked) && !app_run_open(sh->app, marked, e))
		return true;
	compare_with(sh, selected, e);
	return true;
}

unsigned cmd_diff_runs(struct shell *sh, const char *args, struct err *e)
{
	int64_t id;

	if (!*args && from_list(sh, e))
		return AFTER_UPDATE;
	if (!sh->app->run) {
		err_set(e, ERR_USAGE, "no execution is shown: 4 lists them, D there marks one");
		return AFTER_NOTHING;
	}
	if (!*args)
		choose(sh, e);
	else if (file_exists(args))
		compare_with_file(sh, args, e);
	else if ((id = run_named(sh->app, args, e)))
		compare_with(sh, id, e);
	return AFTER_UPDATE;
}

/* The other one, by its name or its file; the caller's. */
static struct run *other_run(struct shell *sh, const char *args, struct err *e)
{
	struct record_options o = {.path = args, .open = sh->app->run ? sh->app->run->machine : NULL, .workspace = &sh->app->workspace};
	int64_t id;

	if (!sh->app->run || !*args) {
		err_set(e, ERR_USAGE, !*args ? "diff takes an execution's name, or the file of a recorded one" : "no execution is shown");
		return NULL;
	}
	if (file_exists(args))
		return record_open(&o, e);
	id = run_named(sh->app, args, e);
	return id ? app_run_load(sh->app, id, e) : NULL;
}

bool command_compare_text(struct shell *sh, const char *args, struct str *out, struct err *e)
{
	struct run *right = must_be_whole(sh, e) ? other_run(sh, args, e) : NULL;

	if (!right)
		return false;
	compare_text(sh, right, out);
	run_free(right);
	return true;
}

unsigned cmd_mark(struct shell *sh, const char *args, struct err *e)
{
	struct pane *p = &sh->workbench->panes[PANE_RUNS];

	(void)args;
	if (!runs_pane_selected(p))
		err_set(e, ERR_USAGE, "no execution is selected: 4 lists them");
	else if (runs_pane_mark(p))
		app_note(sh->app, NOTE_INFO, "marked: D on another execution compares the two");
	return AFTER_REDRAW;
}
