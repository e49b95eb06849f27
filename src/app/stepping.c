#include "app/stepping.h"

/* --- forward ------------------------------------------------------------------------------------------------------------------ */

static bool is_over(const struct projection *p, int32_t branch)
{
	return branch >= 0 && p->branches.v[branch].ended;
}

static int32_t container_of(const struct projection *p, int32_t branch)
{
	return p->families.v[p->branches.v[branch].family].step;
}

/* Is step i a Parallel or Map that goes on, and is this event one of its own, not of an iteration? */
static bool is_in_container(const struct projection *p, const struct history *h)
{
	const struct step *s = p->current >= 0 ? &p->steps.v[p->current] : NULL;
	enum event_type t = s ? (enum event_type)history_at(h, s->entered)->type : EV_NONE;

	return (t == EV_ParallelStateEntered || t == EV_MapStateEntered) && !s->exited && p->branch == s->branch;
}

static void begin(struct run_goal *g, const struct run *r, enum step_kind kind)
{
	const struct projection *p = r->at;

	*g = (struct run_goal){.kind = kind, .branch = p->branch, .container = -1};
	if (kind == STEP_OVER && is_in_container(p, r->history))
		g->container = p->current;
	if (kind != STEP_INTO && is_over(p, g->branch))
		g->container = container_of(p, g->branch);
	if (g->container >= 0)
		g->branch = p->steps.v[g->container].branch;
}

/* The projection stands at the event that has just come: is it the one? */
static bool reached(struct run_goal *g, const struct projection *p, const struct event *ev)
{
	bool entered = event_is_entered((enum event_type)ev->type);

	if (event_is_end((enum event_type)ev->type))
		return true;
	if (g->container >= 0)
		return p->steps.v[g->container].exited || is_over(p, g->branch);
	if (g->kind != STEP_INTO)
		return is_over(p, g->branch) || (g->kind == STEP_OVER && entered && p->branch == g->branch);
	while (is_over(p, g->branch))
		g->branch = projection_branch_up(p, g->branch);
	return entered && projection_branch_in(p, p->branch, g->branch);
}

int32_t run_step_forward(struct run *r, enum step_kind kind)
{
	struct run_goal g;
	int32_t found = 0;

	begin(&g, r, kind);
	for (int32_t id = r->cursor + 1; !found && id <= run_last(r); id++) {
		projection_seek(r->at, r->history, id);
		if (reached(&g, r->at, history_at(r->history, id)))
			found = id;
	}
	projection_seek(r->at, r->history, r->cursor);
	return found;
}

static bool live_reached(void *ctx, int32_t id)
{
	struct run *r = ctx;

	projection_seek(r->at, r->history, id);
	return reached(&r->goal, r->at, history_at(r->history, id));
}

void run_step_live(struct run *r, enum step_kind kind)
{
	run_seek(r, run_last(r));
	begin(&r->goal, r, kind);
	session_step_until(r->session, live_reached, r);
}

/* --- backwards ---------------------------------------------------------------------------------------------------------------- */

/* Where a branch was begun: its first event. */
static int32_t beginning(const struct projection *p, int32_t branch)
{
	return branch >= 0 ? p->branches.v[branch].began : 1;
}

/* The state entered before in branch `around`, or inside of it unless only its very own count; 0: none since its beginning. */
static int32_t entered_before(const struct run *r, int32_t id, int32_t around, bool inside_too)
{
	const struct projection *p = r->at;

	while (--id >= beginning(p, around)) {
		int32_t b = projection_branch_of(p, id);

		if (event_is_entered((enum event_type)history_at(r->history, id)->type) &&
		    (inside_too ? projection_branch_in(p, b, around) : b == around))
			return id;
	}
	return 0;
}

/* What comes before a branch's first state: its beginning, or at that the entering of its container. */
static int32_t before_branch(const struct run *r, int32_t branch)
{
	if (branch < 0)
		return 1;
	if (r->cursor > beginning(r->at, branch))
		return beginning(r->at, branch);
	return r->at->steps.v[container_of(r->at, branch)].entered;
}

int32_t run_step_back(const struct run *r, enum step_kind kind)
{
	int32_t branch = r->at->branch, id = 0;

	if (kind == STEP_OUT)
		return before_branch(r, branch);
	if (kind == STEP_OVER) {
		id = entered_before(r, r->cursor, branch, false);
		return id ? id : before_branch(r, branch);
	}
	for (;; branch = projection_branch_up(r->at, branch)) {
		id = entered_before(r, r->cursor, branch, true);
		if (id || branch < 0)
			return id ? id : 1;
	}
}
