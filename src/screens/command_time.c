/* Commands about time: when retries come, which timers run, which branch stands still. */
#include <stdlib.h>
#include <string.h>

#include "screens/command_impl.h"
#include "screens/timers_screen.h"
#include "screens/where.h"
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

/* --- branches that stand still ---------------------------------------------------------------------------------------------------- */

/* The branch that is looked at; -1 with e: it is none. */
static int32_t branch_here(const struct shell *sh, struct err *e)
{
	const struct view *v = workbench_view(sh->workbench);

	if (v && v->place >= 0)
		return v->place;
	err_set(e, ERR_USAGE, "no iteration or branch is chosen: ( and ) choose one");
	return -1;
}

/* Does it, and says of which branch. */
static unsigned do_hold(struct shell *sh, enum session_hold what, int32_t branch, const char *says, struct err *e)
{
	struct str name = {0};

	if (run_hold(sh->app->run, what, branch, e)) {
		where_branch_text(sh->app->run->at, branch, " › ", &name);
		app_note(sh->app, NOTE_INFO, "%s %s", str_get(&name), says);
		app_changed(sh->app, CHANGED_EVENTS);
	}
	str_done(&name);
	return AFTER_UPDATE;
}

unsigned cmd_hold(struct shell *sh, const char *args, struct err *e)
{
	int32_t branch = branch_here(sh, e);

	(void)args;
	if (branch < 0)
		return AFTER_NOTHING;
	if (run_branch_is_held(sh->app->run, branch))
		return do_hold(sh, HOLD_RELEASE, branch, "goes on", e);
	return do_hold(sh, HOLD_BRANCH, branch, "stands still until it is released", e);
}

unsigned cmd_release(struct shell *sh, const char *args, struct err *e)
{
	int32_t branch;

	if (str_is(args, "all")) {
		if (run_hold(sh->app->run, HOLD_RELEASE_ALL, -1, e))
			app_note(sh->app, NOTE_INFO, "all branches go on");
		app_changed(sh->app, CHANGED_EVENTS);
		return AFTER_UPDATE;
	}
	if (*args) {
		err_set(e, ERR_USAGE, "release takes all, or nothing");
		return AFTER_NOTHING;
	}
	branch = branch_here(sh, e);
	return branch < 0 ? AFTER_NOTHING : do_hold(sh, HOLD_RELEASE, branch, "goes on", e);
}

/* Is the branch the one that alone moves? */
static bool is_alone(const struct run *r, int32_t branch)
{
	const struct branch *b = &r->at->branches.v[branch];
	int32_t entered, index;

	return engine_only(session_engine(r->session), &entered, &index) && index == b->index &&
		entered == r->at->steps.v[r->at->families.v[b->family].step].entered;
}

unsigned cmd_alone(struct shell *sh, const char *args, struct err *e)
{
	int32_t branch = branch_here(sh, e);

	(void)args;
	if (branch < 0)
		return AFTER_NOTHING;
	if (is_alone(sh->app->run, branch))
		return do_hold(sh, HOLD_RELEASE, branch, "moves as all do", e);
	return do_hold(sh, HOLD_ONLY, branch, "alone moves, until it has ended", e);
}
