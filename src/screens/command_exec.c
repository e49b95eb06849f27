/* Commands that start, pace and stop executions, and answer their tasks. */
#include <stdlib.h>
#include <string.h>

#include "app/waiting.h"
#include "screens/command_impl.h"
#include "screens/waiting_screens.h"
#include "screens/workbench.h"

static struct session *live(const struct shell *sh)
{
	return sh->app->run && run_is_live(sh->app->run) ? sh->app->run->session : NULL;
}

/* The last input that a person gave this machine; {} where there was none. */
static char *last_input(struct shell *sh)
{
	struct store_inputs in = {0};
	struct err e;
	char *text;

	if (!store_input_list(sh->app->store, sh->app->machine->name, 1, &in, &e))
		app_note_err(sh->app, &e);
	text = xstrdup(in.list.n ? in.list.v[0].text : "{}");
	store_inputs_done(&in);
	return text;
}

static unsigned start(struct shell *sh, const char *args, bool paused, struct err *e)
{
	char *text = *args ? xstrdup(args) : last_input(sh);
	struct value *input = value_parse(text, strlen(text), e);
	struct err store_err;

	if (!input)
		err_prefix(e, "input");
	else if (app_run_start(sh->app, input, NULL, paused, e) && *args &&
		 !store_input_add(sh->app->store, sh->app->machine->name, NULL, text, &store_err))
		app_note_err(sh->app, &store_err);
	value_unref(input);
	free(text);
	return AFTER_UPDATE;
}

unsigned cmd_run_last(struct shell *sh, const char *args, struct err *e)
{
	return start(sh, args, false, e);
}

unsigned cmd_run_paused(struct shell *sh, const char *args, struct err *e)
{
	return start(sh, args, true, e);
}

unsigned cmd_run_with(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	run_screen_open(sh);
	return AFTER_REDRAW;
}

unsigned cmd_run_again(struct shell *sh, const char *args, struct err *e)
{
	int64_t id = runs_pane_selected(&sh->workbench->panes[PANE_RUNS]);

	(void)args;
	if (sh->workbench->focus != PANE_RUNS && sh->app->run)
		id = sh->app->run->store_id;
	if (!id)
		err_set(e, ERR_USAGE, "no execution is selected");
	else
		app_run_again(sh->app, id, e);
	return AFTER_UPDATE;
}

unsigned cmd_pause(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	session_pause(live(sh));
	app_changed(sh->app, CHANGED_EVENTS);
	return AFTER_UPDATE;
}

unsigned cmd_toggle(struct shell *sh, const char *args, struct err *e)
{
	return live(sh) && !session_is_paused(live(sh)) ? cmd_pause(sh, args, e) : cmd_continue(sh, args, e);
}

unsigned cmd_skip(struct shell *sh, const char *args, struct err *e)
{
	if (*args && !str_is(args, "all")) {
		err_set(e, ERR_USAGE, "skip takes all, or nothing");
		return AFTER_NOTHING;
	}
	if (!(*args ? session_skip_all(live(sh)) : session_skip(live(sh))))
		err_set(e, ERR_USAGE, "nothing waits");
	else if (session_is_paused(live(sh)))
		session_step(live(sh), GOAL_EVENT);
	app_seek(sh->app, INT32_MAX);
	return AFTER_UPDATE;
}

static const double speeds[] = {0.25, 0.5, 1, 2, 4, 8, 16, 64, SPEED_JUMP};

static void note_speed(struct shell *sh)
{
	if (sh->app->speed == SPEED_JUMP)
		app_note(sh->app, NOTE_INFO, "speed max: waits and backoffs take no time");
	else
		app_note(sh->app, NOTE_INFO, "speed x%g", sh->app->speed);
}

static unsigned change_speed(struct shell *sh, int by)
{
	int at = 0;

	while (at < (int)ARRAY_LEN(speeds) - 1 && speeds[at] != sh->app->speed)
		at++;
	at += by;
	if (at < 0)
		at = 0;
	if (at >= (int)ARRAY_LEN(speeds))
		at = (int)ARRAY_LEN(speeds) - 1;
	app_set_speed(sh->app, speeds[at]);
	note_speed(sh);
	return AFTER_REDRAW;
}

unsigned cmd_faster(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	return change_speed(sh, 1);
}

unsigned cmd_slower(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	return change_speed(sh, -1);
}

unsigned cmd_speed(struct shell *sh, const char *args, struct err *e)
{
	char *end;
	double v = strtod(args, &end);

	if (strcmp(args, "max") == 0)
		v = SPEED_JUMP;
	else if (!*args || *end || !(v >= 0.01 && v <= 10000)) {
		err_set(e, ERR_USAGE, "speed takes a number from 0.01 to 10000, or max");
		return AFTER_NOTHING;
	}
	app_set_speed(sh->app, v);
	note_speed(sh);
	return AFTER_REDRAW;
}

unsigned cmd_stop(struct shell *sh, const char *args, struct err *e)
{
	size_t len = strcspn(args, " ");
	char *error = len ? xstrndup(args, len) : NULL;
	const char *cause = args + len + strspn(args + len, " ");

	(void)e;
	session_stop(live(sh), error, *cause ? cause : NULL);
	app_seek(sh->app, INT32_MAX);
	free(error);
	return AFTER_UPDATE;
}

/* --- answers by hand ---------------------------------------------------------------------------------------------- */

/*
 * The one that is meant: "#N" of the list, else the oldest at the selected state, else of the shown execution, else any. *args moves behind
 * what named it. 0 with e: none.
 */
static uint64_t asked(struct shell *sh, const char **args, struct err *e)
{
	const struct asl_state *st = workbench_state(sh->workbench);
	struct waiting w;
	uint64_t id = 0;
	char *end;

	if (**args == '#') {
		unsigned long n = strtoul(*args + 1, &end, 10);

		if (n < 1 || !waiting_at(sh->app, n - 1, &w)) {
			err_set(e, ERR_USAGE, "no #%lu waits for your answer (waiting lists them)", n);
			return 0;
		}
		*args = end + strspn(end, " ");
		return w.request->id;
	}
	if (st)
		id = waiting_first(sh->app, sh->app->run, st->index);
	if (!id)
		id = waiting_first(sh->app, sh->app->run, -1);
	if (!id && waiting_at(sh->app, 0, &w))
		id = w.request->id;
	if (!id)
		err_set(e, ERR_USAGE, "no task waits for your answer");
	return id;
}

unsigned cmd_return(struct shell *sh, const char *args, struct err *e)
{
	uint64_t id = asked(sh, &args, e);

	if (!id)
		return AFTER_NOTHING;
	if (*args)
		waiting_return(sh->app, id, args, 0, e);
	else if (waiting_count(sh->app) > 1)
		waiting_screen_open(sh, id);
	else
		answer_screen_open(sh, id, false);
	return AFTER_UPDATE;
}

unsigned cmd_throw(struct shell *sh, const char *args, struct err *e)
{
	uint64_t id = asked(sh, &args, e);
	size_t len = strcspn(args, " ");
	const char *cause = args + len + strspn(args + len, " ");
	char *error;

	if (!id)
		return AFTER_NOTHING;
	if (!*args) {
		ask_throw(sh, id);
		return AFTER_REDRAW;
	}
	error = xstrndup(args, len);
	waiting_throw(sh->app, id, error, *cause ? cause : NULL, 0, e);
	free(error);
	return AFTER_UPDATE;
}

unsigned cmd_heartbeat(struct shell *sh, const char *args, struct err *e)
{
	uint64_t id = asked(sh, &args, e);

	if (id)
		waiting_beat(sh->app, id, e);
	return AFTER_UPDATE;
}

unsigned cmd_time_out(struct shell *sh, const char *args, struct err *e)
{
	uint64_t id = asked(sh, &args, e);

	if (id)
		waiting_time_out(sh->app, id, e);
	return AFTER_UPDATE;
}

unsigned cmd_waiting(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	waiting_screen_open(sh, waiting_first(sh->app, sh->app->run, -1));
	return AFTER_REDRAW;
}
