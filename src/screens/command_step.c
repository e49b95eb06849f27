/* Commands that move the cursor along the history. In a live execution a step past the newest event makes the next one happen. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

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

static unsigned step_live(struct shell *sh, enum session_goal goal)
{
	seek(sh, INT32_MAX);
	session_step(sh->app->run->session, goal);
	return AFTER_UPDATE;
}

unsigned cmd_stepi(struct shell *sh, const char *args, struct err *e)
{
	struct run *r = sh->app->run;

	(void)args, (void)e;
	if (r->cursor < run_last(r))
		return seek(sh, r->cursor + 1);
	return run_is_live(r) ? step_live(sh, GOAL_EVENT) : AFTER_NOTHING;
}

unsigned cmd_rstepi(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	hold(sh);
	return seek(sh, sh->app->run->cursor - 1);
}

unsigned cmd_step(struct shell *sh, const char *args, struct err *e)
{
	struct run *r = sh->app->run;
	int32_t to = history_next_entered(r->history, r->cursor, 1);

	(void)args, (void)e;
	if (to)
		return seek(sh, to);
	return run_is_live(r) ? step_live(sh, GOAL_STATE) : seek(sh, INT32_MAX);
}

unsigned cmd_rstep(struct shell *sh, const char *args, struct err *e)
{
	int32_t to = history_next_entered(sh->app->run->history, sh->app->run->cursor, -1);

	(void)args, (void)e;
	hold(sh);
	return seek(sh, to ? to : 1);
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
	(void)e;
	return along(sh, history_next_attempt, args, "attempt");
}

unsigned cmd_error(struct shell *sh, const char *args, struct err *e)
{
	(void)e;
	return along(sh, history_next_error, args, "error");
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
