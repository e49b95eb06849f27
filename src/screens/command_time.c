/* Commands about time: when retries come, which timers run, which branch stands still. */
#include <string.h>

#include "screens/command_impl.h"
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
