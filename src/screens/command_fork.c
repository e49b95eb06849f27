/* Running on from an earlier event as a new execution: as it was, with another input, result, variable or definition. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app_debug.h"
#include "app/app_document.h"
#include "screens/command_impl.h"
#include "screens/value_screen.h"
#include "screens/workbench.h"

/* What is to be changed, kept while it is typed: the execution may move on or be closed meanwhile, this does not. */
struct pending {
	unsigned run;			/* serial of the execution that it is about */
	int32_t event;			/* the last that stays */
	int state, iteration;
	char *variable;			/* NULL: the input, or the answer */
	bool is_answer;
};

static void pending_free(void *ctx)
{
	struct pending *p = ctx;

	free(p->variable);
	free(p);
}

static const struct step *step_here(const struct shell *sh)
{
	return workbench_step(sh->workbench);
}

static void note_fork(struct shell *sh, const char *what)
{
	const struct run *r = sh->app->run;

	if (r->fork_why)
		app_note(sh->app, NOTE_WARNING, "a new execution from #%d on%s, no later: %s", r->fork_event, what, r->fork_why);
	else if (r->stored.options.scope)
		app_note(sh->app, NOTE_INFO, "a new execution from #%d on%s, by itself: the Map Run does not hear of it (Space runs it)", r->fork_event, what);
	else
		app_note(sh->app, NOTE_INFO, "a new execution from #%d on%s: Space runs it, 4 lists both", r->fork_event, what);
}

static bool fork_now(struct shell *sh, int32_t event, struct asl_machine *m, const struct fork_change *c, const char *what, struct err *e)
{
	if (!app_fork(sh->app, event, m, c, true, e))
		return false;
	sh->workbench->pinned = false;
	note_fork(sh, what);
	return true;
}

static bool still_there(const struct shell *sh, const struct pending *p, struct err *e)
{
	return (sh->app->run && sh->app->run->serial == p->run) || err_set(e, ERR_USAGE, "another execution is shown now: nothing was forked");
}

static struct value *edit_value(const struct pending *p, struct value *v)
{
	cJSON *o = cJSON_CreateObject();

	json_set(o, "state", json_new_int(p->state));
	json_set(o, "iteration", json_new_int(p->iteration));
	if (p->variable)
		json_set(o, "variable", cJSON_CreateString(p->variable));
	json_set(o, p->variable ? "value" : "input", json_copy(value_node(v)));
	return value_take(o);
}

/* {"Error": …, "Cause": …} alone is a failure; anything else a result. */
static bool is_error(const cJSON *n, const char **error, const char **cause)
{
	size_t known = 0;

	if (!cJSON_IsObject(n))
		return false;
	*error = json_get_string(n, "Error");
	*cause = json_get_string(n, "Cause");
	known = (json_get(n, "Error") != NULL) + (json_get(n, "Cause") != NULL);
	return known && known == json_count(n);
}

static bool typed(struct shell *sh, void *ctx, struct value *v, struct err *e)
{
	const struct pending *p = ctx;
	struct fork_change c = {.state = p->state, .iteration = p->iteration};
	const char *error = NULL, *cause = NULL;
	bool ok;

	if (!v || !still_there(sh, p, e))
		return false;
	if (p->is_answer) {
		bool failed = is_error(value_node(v), &error, &cause);

		c.answer = (struct engine_input){.kind = failed ? IN_TASK_FAILED : IN_TASK_DONE, .value = failed ? NULL : v, .error = error,
			.cause = cause};
		return fork_now(sh, p->event, NULL, &c, " with another answer", e);
	}
	c.edit = edit_value(p, v);
	ok = c.edit ? fork_now(sh, p->event, NULL, &c, p->variable ? " with another variable" : " with another input", e)
		: err_set(e, ERR_LIMIT, "the value is nested too deeply");
	value_unref(c.edit);
	return ok;
}

static struct pending *pending_new(const struct shell *sh, const struct step *s, int32_t event)
{
	struct pending *p = xcalloc(1, sizeof *p);

	p->run = sh->app->run->serial;
	p->event = event;
	p->state = s->state;
	p->iteration = s->iteration;
	return p;
}

static bool must_have_step(const struct shell *sh, struct err *e)
{
	const struct step *s = step_here(sh);

	return (s && s->state >= 0) || err_set(e, ERR_USAGE, "no step is shown here: go to the event, or select a state that was entered");
}

static char *title_of(const char *what, const struct step *s, int32_t event)
{
	return xasprintf("Fork › %s of %.60s › from #%d", what, s->name ? s->name : "?", event);
}

static void fork_input(struct shell *sh, struct err *e)
{
	const struct step *s = step_here(sh);
	char *title;

	if (!must_have_step(sh, e))
		return;
	title = title_of("input", s, s->entered - 1);
	value_screen_open(sh, title, s->input, typed, pending_new(sh, s, s->entered - 1), pending_free);
	free(title);
}

/* The attempt that the cursor is in, or the last before it. */
static const struct attempt *attempt_here(const struct step *s, int32_t cursor)
{
	const struct attempt *found = NULL;

	for (size_t i = 0; i < s->attempts.n; i++)
		if (s->attempts.v[i].scheduled <= cursor)
			found = &s->attempts.v[i];
	return found;
}

static struct value *answer_of(const struct run *r, const struct attempt *a)
{
	const struct event *ended = history_at(r->history, a->ended);
	cJSON *o;

	if (ended && !a->failed)
		return value_ref(ended->value);
	o = cJSON_CreateObject();
	if (a->failed) {
		json_set(o, "Error", cJSON_CreateString(a->error ? a->error : ""));
		if (a->cause)
			json_set(o, "Cause", cJSON_CreateString(a->cause));
	}
	return value_take(o);
}

static void fork_result(struct shell *sh, struct err *e)
{
	const struct step *s = step_here(sh);
	const struct attempt *a;
	struct pending *p;
	struct value *now;
	char *title;

	if (!must_have_step(sh, e))
		return;
	a = attempt_here(s, sh->app->run->cursor);
	if (!a) {
		err_set(e, ERR_USAGE, "%.60s calls nothing at this moment", s->name);
		return;
	}
	p = pending_new(sh, s, a->submitted ? a->submitted : a->started ? a->started : a->scheduled);
	p->is_answer = true;
	now = answer_of(sh->app->run, a);
	title = title_of("answer ({\"Error\", \"Cause\"}: it fails)", s, p->event);
	value_screen_open(sh, title, now, typed, p, pending_free);
	value_unref(now);
	free(title);
}

static unsigned variable_named(struct shell *sh, void *ctx, const char *name)
{
	const struct step *s = step_here(sh);
	struct err e = {0};
	struct moment m;
	struct pending *p;
	char *what, *title;

	(void)ctx;
	name += *name == '$';
	if (!*name || !must_have_step(sh, &e) || !app_debug_moment(sh->app, (int)(s - sh->app->run->at->steps.v), &m)) {
		if (e.code)
			app_note_err(sh->app, &e);
		return AFTER_REDRAW;
	}
	p = pending_new(sh, s, s->entered - 1);
	p->variable = xstrdup(name);
	what = xasprintf("variable $%.60s before", name);
	title = title_of(what, s, p->event);
	value_screen_open(sh, title, moment_variable(&m, name), typed, p, pending_free);
	moment_done(&m);
	free(what);
	free(title);
	return AFTER_REDRAW;
}

static void fork_variable(struct shell *sh, const char *name, struct err *e)
{
	struct ask_text_opts o = {.label = "variable: $", .placeholder = "its name"};

	if (!must_have_step(sh, e))
		return;
	if (*name)
		variable_named(sh, NULL, name);
	else
		ask_text(sh, &o, variable_named, NULL);
}

static void fork_definition(struct shell *sh, struct err *e)
{
	struct run *r = sh->app->run;

	if (!sh->app->machine || !app_text_machine(sh->app)->runnable)
		err_set(e, ERR_INVALID, "the definition has errors: P lists them");
	else
		fork_now(sh, r->cursor, sh->app->machine, NULL, " with the definition as it is now", e);
}

static void fork_here(struct shell *sh, struct err *e)
{
	fork_now(sh, sh->app->run->cursor, NULL, NULL, "", e);
}

/* As AWS's redrive: from the state that failed, with the input that it had. */
static void redrive(struct shell *sh, struct err *e)
{
	const struct run *r = sh->app->run;
	const struct projection *p = r->at;

	for (size_t i = p->steps.n; i-- > 0;) {
		const struct step *s = &p->steps.v[i];

		if (s->branch < 0 && s->status == STATE_FAILED) {
			fork_now(sh, s->entered - 1, NULL, NULL, ", redriven", e);
			return;
		}
	}
	err_set(e, ERR_USAGE, "no state has failed up to this event");
}

static const struct {
	const char *name, *label;
	uint32_t key;
	void (*fn)(struct shell *sh, struct err *e);
} kinds[] = {
	{"here", "from this event on, nothing changed", 'h', fork_here},
	{"input", "with another input of this state", 'i', fork_input},
	{"result", "with another answer of this task", 'r', fork_result},
	{"definition", "with the definition as it is now", 'd', fork_definition},
	{"redrive", "from the state that failed, same input", 'f', redrive},
};

static unsigned fork_chosen(struct shell *sh, void *ctx, size_t i)
{
	struct err e = {0};

	(void)ctx;
	if (i < ARRAY_LEN(kinds))
		kinds[i].fn(sh, &e);
	else
		fork_variable(sh, "", &e);
	if (e.code)
		app_note_err(sh->app, &e);
	return AFTER_UPDATE;
}

unsigned cmd_fork(struct shell *sh, const char *args, struct err *e)
{
	struct choice c;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (strcmp(args, kinds[i].name) == 0) {
			kinds[i].fn(sh, e);
			return AFTER_UPDATE;
		}
	if (str_starts(args, "variable") && (!args[8] || args[8] == ' ')) {
		fork_variable(sh, args + 8 + strspn(args + 8, " "), e);
		return AFTER_UPDATE;
	}
	if (*args) {
		err_set(e, ERR_USAGE, "fork takes here, input, result, variable NAME, definition or redrive");
		return AFTER_NOTHING;
	}
	choice_init(&c, "Run on as a new execution", false);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		choice_add(&c, kinds[i].label, kinds[i].name, kinds[i].key, ST_TEXT);
	choice_add(&c, "with another variable before this state", "variable", 'v', ST_TEXT);
	ask_choice_take(sh, &c, fork_chosen, NULL);
	return AFTER_REDRAW;
}

unsigned cmd_redrive(struct shell *sh, const char *args, struct err *e)
{
	(void)args;
	redrive(sh, e);
	return AFTER_UPDATE;
}
