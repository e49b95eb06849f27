/* Commands about time: when retries come, which timers run, which branch stands still. */
#include <stdlib.h>
#include <string.h>

#include "screens/command_impl.h"
#include "screens/timers_screen.h"
#include "screens/workbench.h"

/* The state of that name, or the selected one. NULL with e. */
static const struct asl_state *state_named(const struct shell *sh, const char *name, struct err *e)
{
	const struct asl_machine *m = sh->workbench->machine;

	if (!*name) {
		if (!workbench_state(sh->workbench))
			err_set(e, ERR_USAGE, "no state is selected");
		return workbench_state(sh->workbench);
	}
	for (size_t i = 0; i < m->n_states; i++)
		if (strcmp(m->states[i]->name, name) == 0)
			return m->states[i];
	err_set(e, ERR_USAGE, "there is no state \"%.80s\"", name);
	return NULL;
}

unsigned cmd_plan(struct shell *sh, const char *args, struct err *e)
{
	const struct asl_state *st = state_named(sh, args, e);

	if (st && st->n_retriers)
		plan_screen_open(sh, st);
	else if (st)
		err_set(e, ERR_USAGE, "%.80s has no Retry", st->name);
	return AFTER_REDRAW;
}

/* --- timers ----------------------------------------------------------------------------------------------------------------------- */

unsigned cmd_timers(struct shell *sh, const char *args, struct err *e)
{
	(void)args, (void)e;
	timers_screen_open(sh);
	return AFTER_REDRAW;
}

/* Of the state in the place that is looked at; else the first one of the state, or (st NULL) of all. */
static const struct session_timer *backoff_of(const struct shell *sh, const struct session_timer *list, size_t n, const struct asl_state *st)
{
	const struct session_timer *found = NULL;
	const struct step *s = workbench_step(sh->workbench);

	for (size_t i = n; i-- > 0;) {
		const struct session_timer *t = &list[i];

		if (t->is_answer || t->timer != TIMER_RETRY || (st && (!t->state || t->state->index != st->index)))
			continue;
		found = t;
		if (s && st && s->state == st->index && t->of == sh->app->run->session && t->entered_event == s->entered)
			return t;
	}
	return found;
}

unsigned cmd_retry_now(struct shell *sh, const char *args, struct err *e)
{
	struct session *s = sh->app->run->session;
	const struct asl_state *st = *args || workbench_state(sh->workbench) ? state_named(sh, args, e) : NULL;
	struct session_timer *list = NULL;
	const struct session_timer *t;
	size_t n;

	if (e->code)
		return AFTER_NOTHING;
	n = session_timers(s, &list);
	t = backoff_of(sh, list, n, st);
	if (!t && !*args)
		t = backoff_of(sh, list, n, NULL);	/* what is selected does not wait: the first that does */
	if (!t) {
		err_set(e, ERR_USAGE, "%s: no retry is waited for", st ? st->name : "retry-now");
	} else {
		session_timer_now(s, t->id);
		if (session_is_paused(s))
			session_step(s, GOAL_EVENT);
		app_seek(sh->app, INT32_MAX);
	}
	free(list);
	return AFTER_UPDATE;
}
