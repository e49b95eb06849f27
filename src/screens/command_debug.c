/* Commands of the debugger: what stops an execution, running on to it either way, and expressions at the cursor's moment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app_debug.h"
#include "screens/command_impl.h"
#include "screens/expression.h"
#include "screens/workbench.h"

static bool is_live(const struct shell *sh)
{
	return sh->app->run && run_is_live(sh->app->run);
}

/* --- breakpoints ------------------------------------------------------------------------------------------------------ */

static void note_break(struct shell *sh, unsigned number)
{
	struct str text = {0};

	breakpoint_print(debugger_find(&sh->app->debugger, number), &text);
	app_note(sh->app, NOTE_INFO, "%u: break %.300s", number, str_get(&text));
	str_done(&text);
}

static unsigned toggle_here(struct shell *sh, struct err *e)
{
	const struct asl_state *s = workbench_state(sh->workbench);
	struct breakpoint *b = s ? app_break_at(sh->app, s) : NULL;
	struct breakpoint fresh = {.kind = BREAK_ENTER, .at = -1};
	struct str text = {0};
	unsigned number;

	if (!s) {
		err_set(e, ERR_USAGE, "no state is selected: break STATE, break error NAME, break retry STATE 2, … (B lists them)");
		return AFTER_NOTHING;
	}
	if (b) {
		number = b->number;
		app_debug_delete(sh->app, number);
		app_note(sh->app, NOTE_INFO, "breakpoint %u is gone", number);
		return AFTER_UPDATE;
	}
	fresh.state = (char *)(uintptr_t)s->path;	/* only printed */
	breakpoint_print(&fresh, &text);
	number = app_break(sh->app, str_get(&text), false, e);
	if (number)
		note_break(sh, number);
	str_done(&text);
	return AFTER_UPDATE;
}

static unsigned add_break(struct shell *sh, const char *args, bool temporary, struct err *e)
{
	unsigned number = app_break(sh->app, args, temporary, e);

	if (number)
		note_break(sh, number);
	return AFTER_UPDATE;
}

unsigned cmd_break(struct shell *sh, const char *args, struct err *e)
{
	return *args ? add_break(sh, args, false, e) : toggle_here(sh, e);
}

unsigned cmd_tbreak(struct shell *sh, const char *args, struct err *e)
{
	const struct asl_state *s = workbench_state(sh->workbench);

	if (!*args && !s) {
		err_set(e, ERR_USAGE, "tbreak takes what break takes, or a state must be selected");
		return AFTER_NOTHING;
	}
	return add_break(sh, *args ? args : s->path, true, e);
}

unsigned cmd_breakpoints(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	breaks_screen_open(sh);
	return AFTER_REDRAW;
}

/* The number that args begins with, and what stands behind it. 0 with e. */
static unsigned number_of(struct shell *sh, const char *args, const char **rest, struct err *e)
{
	char *end;
	unsigned long n = strtoul(args, &end, 10);
	unsigned number = (unsigned)n;

	if (end == args || (*end && *end != ' ') || (!debugger_find(&sh->app->debugger, number) && !debugger_find_watch(&sh->app->debugger, number) &&
		!debugger_find_fault(&sh->app->debugger, number))) {
		err_set(e, ERR_NOT_FOUND, "there is no breakpoint or watch \"%.20s\": B lists them", args);
		return 0;
	}
	if (rest)
		*rest = end + strspn(end, " ");
	return number;
}

static unsigned set_enabled(struct shell *sh, const char *args, bool on, struct err *e)
{
	unsigned number = number_of(sh, args, NULL, e);
	struct breakpoint *b = number ? debugger_find(&sh->app->debugger, number) : NULL;
	struct watch *w = number ? debugger_find_watch(&sh->app->debugger, number) : NULL;

	if (b)
		b->enabled = on;
	if (w)
		w->stops = on;
	if (number && debugger_find_fault(&sh->app->debugger, number))
		debugger_find_fault(&sh->app->debugger, number)->enabled = on;
	app_changed(sh->app, CHANGED_DEBUGGER);
	return AFTER_UPDATE;
}

unsigned cmd_enable(struct shell *sh, const char *args, struct err *e)
{
	return set_enabled(sh, args, true, e);
}

unsigned cmd_disable(struct shell *sh, const char *args, struct err *e)
{
	return set_enabled(sh, args, false, e);
}

unsigned cmd_ignore(struct shell *sh, const char *args, struct err *e)
{
	const char *rest = "";
	unsigned number = number_of(sh, args, &rest, e);
	struct breakpoint *b = number ? debugger_find(&sh->app->debugger, number) : NULL;
	char *end;
	long n = strtol(rest, &end, 10);

	if (!number)
		return AFTER_NOTHING;
	if (!b || end == rest || *end || n < 0) {
		err_set(e, ERR_USAGE, "ignore takes the number of a breakpoint, and how many times it is to be let by");
		return AFTER_NOTHING;
	}
	b->ignore = n;
	note_break(sh, number);
	app_changed(sh->app, CHANGED_DEBUGGER);
	return AFTER_UPDATE;
}

unsigned cmd_condition(struct shell *sh, const char *args, struct err *e)
{
	const char *rest = "";
	unsigned number = number_of(sh, args, &rest, e);
	struct breakpoint *b = number ? debugger_find(&sh->app->debugger, number) : NULL;

	if (!number)
		return AFTER_NOTHING;
	if (!b) {
		err_set(e, ERR_USAGE, "%u is a watch: condition is for breakpoints", number);
		return AFTER_NOTHING;
	}
	if (*rest && !evaluate_check(rest, sh->app->machine && b->state ? asl_state_at(sh->app->machine, b->state) : NULL, e))
		return AFTER_NOTHING;
	free(b->condition);
	b->condition = *rest ? xstrdup(rest) : NULL;
	note_break(sh, number);
	app_changed(sh->app, CHANGED_DEBUGGER);
	return AFTER_UPDATE;
}

unsigned cmd_clear(struct shell *sh, const char *args, struct err *e)
{
	unsigned number;

	if (strcmp(args, "all") == 0) {
		debugger_done(&sh->app->debugger);
		app_changed(sh->app, CHANGED_DEBUGGER);
		app_note(sh->app, NOTE_INFO, "no breakpoints and no watches");
		return AFTER_UPDATE;
	}
	number = number_of(sh, args, NULL, e);
	if (number && app_debug_delete(sh->app, number))
		app_note(sh->app, NOTE_INFO, "%u is gone", number);
	return AFTER_UPDATE;
}

/* --- faults ------------------------------------------------------------------------------------------------------------ */

static void note_fault(struct shell *sh, unsigned number)
{
	struct str text = {0};

	fault_print(debugger_find_fault(&sh->app->debugger, number), &text);
	app_note(sh->app, NOTE_INFO, "%u: fault %.300s", number, str_get(&text));
	str_done(&text);
}

static const struct {
	const char *text, *label;
	uint32_t key;
} faults[] = {
	{"throttle", "throttled: too many requests", 't'},
	{"timeout", "runs out of its time", 'o'},
	{"hang", "never answers", 'h'},
	{"shape", "answers in another shape", 's'},
	{"slow 5", "answers 5 s later", 'l'},
};

static unsigned fault_chosen(struct shell *sh, void *ctx, size_t i)
{
	const struct asl_state *s = workbench_state(sh->workbench);
	struct err e = {0};
	unsigned number;
	char *text;

	(void)ctx;
	if (!s || i >= ARRAY_LEN(faults))
		return AFTER_REDRAW;
	text = xasprintf("\"%s\" %s", s->path, faults[i].text);
	number = app_fault(sh->app, text, &e);
	if (number)
		note_fault(sh, number);
	else
		app_note_err(sh->app, &e);
	free(text);
	return AFTER_UPDATE;
}

unsigned cmd_fault(struct shell *sh, const char *args, struct err *e)
{
	const struct asl_state *s = workbench_state(sh->workbench);
	struct choice c;
	unsigned number;
	char *title;

	if (*args) {
		number = app_fault(sh->app, args, e);
		if (number)
			note_fault(sh, number);
		return AFTER_UPDATE;
	}
	if (!s || s->type != ASL_TASK) {
		err_set(e, ERR_USAGE, "select a Task, or: fault [STATE] [nth N|every|chance P|from S to S] throttle|timeout|hang|shape|slow S|throw ERROR");
		return AFTER_NOTHING;
	}
	title = xasprintf("The next call of %.40s", s->name);
	choice_init(&c, title, false);
	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		choice_add(&c, faults[i].label, faults[i].text, faults[i].key, ST_TEXT);
	ask_choice_take(sh, &c, fault_chosen, NULL);
	free(title);
	return AFTER_REDRAW;
}

/* The person is the service for that state, from its next call on; again: not any more. */
unsigned cmd_play(struct shell *sh, const char *args, struct err *e)
{
	const struct asl_state *s = *args ? asl_state_at(sh->app->machine, args) : workbench_state(sh->workbench);
	bool on;

	if (!s || s->type != ASL_TASK) {
		err_set(e, ERR_USAGE, *args ? "there is no Task \"%.80s\"" : "no Task is selected", args);
		return AFTER_NOTHING;
	}
	on = !play_wants(sh->app->play, s->name);
	play_want(sh->app->play, s->name, on);
	app_note(sh->app, NOTE_INFO, on ? "you answer for %.60s from its next call on (play again: no more)" : "%.60s is done as before", s->name);
	return AFTER_UPDATE;
}

/* --- running on -------------------------------------------------------------------------------------------------------- */

static bool looks_back(const struct shell *sh)
{
	const struct run *r = sh->app->run;

	return r->cursor < run_last(r);
}

/* Among what is recorded the next stop is sought; behind it a live execution runs on, until something stops it. */
unsigned cmd_continue(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	sh->workbench->pinned = false;
	if (looks_back(sh) && app_debug_search(sh->app, 1))
		return AFTER_UPDATE;
	if (is_live(sh))
		session_continue(sh->app->run->session);
	app_seek(sh->app, INT32_MAX);
	return AFTER_UPDATE;
}

unsigned cmd_rcontinue(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	if (is_live(sh) && !session_is_paused(sh->app->run->session))
		session_pause(sh->app->run->session);
	sh->workbench->pinned = false;
	if (!app_debug_search(sh->app, -1)) {
		app_seek(sh->app, 1);
		app_note(sh->app, NOTE_INFO, "nothing stops before: this is the first event");
	}
	return AFTER_UPDATE;
}

unsigned cmd_until(struct shell *sh, const char *args, struct err *e)
{
	const struct asl_state *s = *args ? asl_state_at(sh->app->machine, args) : workbench_state(sh->workbench);
	struct breakpoint b = {.kind = BREAK_ENTER, .at = -1};
	struct str text = {0};

	if (!s) {
		err_set(e, ERR_USAGE, *args ? "there is no state \"%.80s\"" : "no state is selected", args);
		return AFTER_NOTHING;
	}
	b.state = (char *)(uintptr_t)s->path;	/* only printed */
	breakpoint_print(&b, &text);
	if (app_break(sh->app, str_get(&text), true, e))
		cmd_continue(sh, "", e);
	str_done(&text);
	return AFTER_UPDATE;
}

/* --- expressions -------------------------------------------------------------------------------------------------------- */

static int selected_step(const struct shell *sh)
{
	const struct step *s = workbench_step(sh->workbench);

	return s ? (int)(s - sh->app->run->at->steps.v) : -1;
}

/* Short values are noted, long ones get a page. */
static void show_value(struct shell *sh, const char *text, struct value *v)
{
	struct str pretty = {0};

	if (!v) {
		app_note(sh->app, NOTE_INFO, "%.100s: there is no such value here", text);
	} else if (value_size(v) + strlen(text) < (size_t)sh->surface.cols - 6) {
		app_note(sh->app, NOTE_INFO, "%s = %s", text, value_text(v));
	} else {
		json_print_pretty(&pretty, value_node(v), 0);
		show_text(sh, text, str_get(&pretty), pretty.len);
	}
	str_done(&pretty);
}

static unsigned print_now(struct shell *sh, void *ctx, const char *text)
{
	struct value *v = NULL;
	struct moment m;
	struct err e = {0};

	(void)ctx;
	if (!app_debug_moment(sh->app, selected_step(sh), &m))
		return AFTER_NOTHING;
	if (evaluate(text, &m, &v, &e))
		show_value(sh, text, v);
	else
		app_note_err(sh->app, &e);
	value_unref(v);
	moment_done(&m);
	return AFTER_UPDATE;
}

unsigned cmd_print(struct shell *sh, const char *args, struct err *e)
{
	(void)e;
	if (*args)
		return print_now(sh, NULL, args);
	expression_ask(sh, "print: ", selected_step(sh), print_now, NULL);
	return AFTER_REDRAW;
}

static unsigned add_watch(struct shell *sh, const char *text, bool stops, struct err *e)
{
	unsigned number = app_watch(sh->app, text, stops, e);

	if (number)
		app_note(sh->app, NOTE_INFO, stops ? "%u: stops where %.200s becomes another value" : "%u: %.200s is shown with the step", number, text);
	return AFTER_UPDATE;
}

static unsigned watch_typed(struct shell *sh, void *ctx, const char *text)
{
	struct err e = {0};
	unsigned after = add_watch(sh, text, ctx != NULL, &e);

	if (e.code)
		app_note_err(sh->app, &e);
	return after;
}

unsigned cmd_watch(struct shell *sh, const char *args, struct err *e)
{
	if (*args)
		return add_watch(sh, args, true, e);
	expression_ask(sh, "watch: ", selected_step(sh), watch_typed, sh);
	return AFTER_REDRAW;
}

unsigned cmd_display(struct shell *sh, const char *args, struct err *e)
{
	if (*args)
		return add_watch(sh, args, false, e);
	expression_ask(sh, "display: ", selected_step(sh), watch_typed, NULL);
	return AFTER_REDRAW;
}
