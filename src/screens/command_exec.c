/* Commands that start, pace and stop executions, and answer their tasks. */
#include <stdlib.h>
#include <string.h>

#include "screens/command_impl.h"
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

unsigned cmd_continue(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	if (live(sh))
		session_continue(live(sh));
	app_seek(sh->app, INT32_MAX);
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
	(void)args;
	if (!session_skip(live(sh)))
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

/* The task may have gone while the answer was typed (stopped, timed out). */
static bool still_waits(struct shell *sh)
{
	if (!app_has_play(sh->app))
		app_note(sh->app, NOTE_WARNING, "the task does not wait for an answer any more");
	return app_has_play(sh->app);
}

static unsigned answer_return(struct shell *sh, void *ctx, const char *text)
{
	struct err e = {0};
	struct value *v = value_parse(text, strlen(text), &e);

	(void)ctx;
	if (!v)
		err_prefix(&e, "result");
	else if (still_waits(sh))
		play_return(sh->app->play, play_at(sh->app->play, 0)->id, v, 0);
	if (e.code)
		app_note_err(sh->app, &e);
	value_unref(v);
	return AFTER_UPDATE;
}

static unsigned answer_throw(struct shell *sh, void *ctx, const char *text)
{
	size_t len = strcspn(text, " ");
	char *error = xstrndup(text, len);
	const char *cause = text + len + strspn(text + len, " ");

	(void)ctx;
	if (still_waits(sh))
		play_throw(sh->app->play, play_at(sh->app->play, 0)->id, error, *cause ? cause : NULL, 0);
	free(error);
	return AFTER_UPDATE;
}

static bool must_wait_for_person(struct shell *sh, struct err *e)
{
	return app_has_play(sh->app) || err_set(e, ERR_USAGE, "no task waits for your answer");
}

unsigned cmd_return(struct shell *sh, const char *args, struct err *e)
{
	struct ask_text_opts o = {.label = "return: ", .initial = "{}", .placeholder = "the task's result, as JSON"};

	if (!must_wait_for_person(sh, e))
		return AFTER_NOTHING;
	if (*args)
		return answer_return(sh, NULL, args);
	ask_text(sh, &o, answer_return, NULL);
	return AFTER_REDRAW;
}

unsigned cmd_throw(struct shell *sh, const char *args, struct err *e)
{
	struct ask_text_opts o = {.label = "throw: ", .placeholder = "ErrorName cause in words"};

	if (!must_wait_for_person(sh, e))
		return AFTER_NOTHING;
	if (*args)
		return answer_throw(sh, NULL, args);
	ask_text(sh, &o, answer_throw, NULL);
	return AFTER_REDRAW;
}
