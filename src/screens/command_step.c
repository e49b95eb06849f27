/* Commands that move the cursor along the history. In a live execution a step past the newest event makes the next one happen. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "app/stepping.h"
#include "app/record.h"
#include "screens/command_impl.h"
#include "screens/workbench.h"

static unsigned seek(struct shell *sh, int32_t id)
{
	sh->workbench->pinned = false;
	app_seek(sh->app, id);
	return AFTER_UPDATE;
}

/* Looking back while it runs: it stands still meanwhile, or the end would come unseen. */
static void hold(struct shell *sh)
{
	struct run *r = sh->app->run;

	if (run_is_live(r) && !session_is_paused(r->session))
		session_pause(r->session);
}

unsigned cmd_stepi(struct shell *sh, const char *args, struct err *e)
{
	struct run *r = sh->app->run;

	(void)args, (void)e;
	if (r->cursor < run_last(r))
		return seek(sh, r->cursor + 1);
	if (!run_is_live(r))
		return AFTER_NOTHING;
	seek(sh, INT32_MAX);
	session_step(r->session, GOAL_EVENT);
	return AFTER_UPDATE;
}

unsigned cmd_rstepi(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	hold(sh);
	return seek(sh, sh->app->run->cursor - 1);
}

/* By states, at the level of the cursor (app/stepping.h). */
static unsigned step_on(struct shell *sh, enum step_kind kind)
{
	struct run *r = sh->app->run;
	int32_t to = r->cursor || !run_is_live(r) ? run_step_forward(r, kind) : 0;

	if (to)
		return seek(sh, to);
	if (!run_is_live(r))
		return seek(sh, INT32_MAX);
	seek(sh, INT32_MAX);
	run_step_live(r, kind);
	return AFTER_UPDATE;
}

static unsigned step_back(struct shell *sh, enum step_kind kind)
{
	hold(sh);
	return seek(sh, run_step_back(sh->app->run, kind));
}

unsigned cmd_step(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	return step_on(sh, STEP_INTO);
}

unsigned cmd_next(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	return step_on(sh, STEP_OVER);
}

unsigned cmd_finish(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	return step_on(sh, STEP_OUT);
}

unsigned cmd_rstep(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	return step_back(sh, STEP_INTO);
}

unsigned cmd_rnext(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	return step_back(sh, STEP_OVER);
}

unsigned cmd_rfinish(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	return step_back(sh, STEP_OUT);
}

static int direction(const char *args)
{
	return *args == 'p' ? -1 : 1;
}

static unsigned along(struct shell *sh, int32_t (*next)(const struct history *h, int32_t id, int dir), const char *args, const char *what)
{
	int32_t to = next(sh->app->run->history, sh->app->run->cursor, direction(args));

	if (!to) {
		app_note(sh->app, NOTE_INFO, "no %s %s", direction(args) > 0 ? "further" : "earlier", what);
		return AFTER_REDRAW;
	}
	hold(sh);
	return seek(sh, to);
}

unsigned cmd_attempt(struct shell *sh, const char *args, struct err *e)
{
	struct workbench *wb = sh->workbench;

	(void)e;
	if (wb->focus == PANE_MATRIX) {
		if (!matrix_pane_attempt(&wb->panes[PANE_MATRIX], direction(args)))
			app_note(sh->app, NOTE_INFO, "no %s attempt of it", direction(args) > 0 ? "later" : "earlier");
		return AFTER_REDRAW;
	}
	return along(sh, history_next_attempt, args, "attempt");
}

unsigned cmd_error(struct shell *sh, const char *args, struct err *e)
{
	(void)e;
	return along(sh, history_next_error, args, "error");
}

/* The event before or behind the cursor at which record and replay differ; 0: none. */
static int32_t divergence_from(const struct run *r, int dir)
{
	const struct replay *p = r->record ? r->record->replay : NULL;
	int32_t found = 0;

	for (size_t i = 0; p && i < p->differences.n; i++) {
		int32_t id = p->differences.v[i].event;

		if (dir > 0 ? id > r->cursor && (!found || id < found) : id && id < r->cursor && id > found)
			found = id;
	}
	return found;
}

unsigned cmd_divergence(struct shell *sh, const char *args, struct err *e)
{
	struct run *r = sh->app->run;
	int dir = str_is(args, "previous") ? -1 : 1;
	int32_t id;

	if (!r->record || !r->record->replay) {
		err_set(e, ERR_USAGE, "this execution is no record that was replayed");
		return AFTER_NOTHING;
	}
	id = divergence_from(r, dir);
	if (!id) {
		app_note(sh->app, NOTE_INFO, "%s", !r->record->verdict ? "it is being replayed: in a moment" : r->record->replay->differences.n ?
			"no other divergence that way" : r->record->verdict);
		return AFTER_UPDATE;
	}
	hold(sh);
	seek(sh, id);
	app_note(sh->app, NOTE_WARNING, "#%d: %.440s", id, record_difference(r, id)->text);
	return AFTER_UPDATE;
}

unsigned cmd_first(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	hold(sh);
	return seek(sh, 1);
}

unsigned cmd_last(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	return seek(sh, INT32_MAX);
}

unsigned cmd_goto(struct shell *sh, const char *args, struct err *e)
{
	char *end;
	long id = strtol(args, &end, 10);

	if (!*args || *end || id < 1 || id > run_last(sh->app->run)) {
		err_set(e, ERR_USAGE, "goto takes an event's number, 1 to %d", run_last(sh->app->run));
		return AFTER_NOTHING;
	}
	return seek(sh, (int32_t)id);
}
