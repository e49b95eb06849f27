/*
 * Which step an event belongs to. Mostly that of the event that it points at; but leaves (MapIterationSucceeded …) are skipped by the
 * chain, a container's events point at what happened inside it, and …Aborted events at the failure of another state.
 */
#include "history/internal.h"

/* How far from the newest a search for a name goes, where a history that is not ours leaves nothing better. */
#define SEARCH_MAX 4096

static enum event_type entered_as(const struct projection *p, const struct step *s)
{
	return history_at(p->history, s->entered)->type;
}

/* From step i outwards, the first of that name. */
static int outwards_by_name(const struct projection *p, int i, const char *name)
{
	while (i >= 0 && p->steps.v[i].name != name && !str_is(p->steps.v[i].name, name))
		i = p->steps.v[i].parent;
	return i;
}

static int outwards_by_type(const struct projection *p, int i, enum event_type entered)
{
	while (i >= 0 && entered_as(p, &p->steps.v[i]) != entered)
		i = p->steps.v[i].parent;
	return i;
}

static int newest_by_name(const struct projection *p, const char *name)
{
	int n = 0;

	for (int i = p->open_last; i >= 0 && n < SEARCH_MAX; i = p->steps.v[i].open_prev, n++)
		if (str_is(p->steps.v[i].name, name))
			return i;
	return -1;
}

/* ParallelState…, MapState…: the container itself, which the event points at, or which is around what it points at. */
static int of_container(const struct projection *p, int i, const struct event *prev, enum event_type entered)
{
	const struct step *s;

	if (i < 0)
		return -1;
	s = &p->steps.v[i];
	if (event_is_exited(prev->type) || prev->type == EV_ParallelStateFailed || prev->type == EV_MapStateFailed)
		i = s->parent;
	return outwards_by_type(p, i, entered);
}

static int of_iteration(const struct projection *p, int i, const struct event *ev)
{
	int found = outwards_by_name(p, i, ev->name);

	return found >= 0 ? found : newest_by_name(p, ev->name);
}

/* Is step i the one that was in item `iteration` of the Map step `map`? */
static bool is_in_iteration(const struct projection *p, int i, int map, int iteration)
{
	while (i >= 0 && p->steps.v[i].parent != map)
		i = p->steps.v[i].parent;
	return i >= 0 && p->steps.v[i].iteration == iteration;
}

/* The branch of `container` that step i is in; 0 where it is not known, -1 where it is not inside at all. */
static int branch_in(const struct projection *p, int i, int container)
{
	while (i >= 0 && p->steps.v[i].parent != container)
		i = p->steps.v[i].parent;
	if (i < 0)
		return -1;
	return p->steps.v[i].state >= 0 ? p->machine->states[p->steps.v[i].state]->scope->branch : 0;
}

static bool may_be_aborted(const struct projection *p, const struct step *s, const struct event *ev, enum event_type entered)
{
	if (entered_as(p, s) != entered || s->status == STATE_ABORTED)
		return false;
	return ev->state < 0 || s->state < 0 || s->state == ev->state;
}

/*
 * One that is still open, of that type and (where the event says it) that state: in the iteration that the event before spoke of, else in
 * the first branch of the container that failed. The failing step is step `failed`.
 */
static int of_aborted(const struct projection *p, const struct event *ev, int failed, enum event_type entered)
{
	const struct event *before = history_at(p->history, ev->id - 1);
	bool in_map = before && (before->type == EV_MapIterationAborted || before->type == EV_MapIterationFailed);
	int container = failed >= 0 ? p->steps.v[failed].parent : -1, best = -1, best_branch = 0;

	for (int i = p->open_first; i >= 0; i = p->steps.v[i].open_next) {
		int branch;

		if (!may_be_aborted(p, &p->steps.v[i], ev, entered))
			continue;
		if (in_map && is_in_iteration(p, i, p->aborting, p->aborting_iteration))
			return i;
		branch = in_map ? -1 : branch_in(p, i, container);
		if (branch >= 0 && (best < 0 || branch < best_branch)) {
			best = i;
			best_branch = branch;
		}
		if (best >= 0 && (ev->state >= 0 || best_branch == 0))
			break;
	}
	return best;
}

static int of_evaluation(const struct projection *p, int i, const struct event *ev)
{
	const char *name = ev->more ? ev->more->state : NULL;
	int found = p->current;

	if (!name || (i >= 0 && str_is(p->steps.v[i].name, name) && !p->steps.v[i].exited))
		return i;
	if (found >= 0 && str_is(p->steps.v[found].name, name))
		return found;
	return newest_by_name(p, name);
}

int step_of_event(struct projection *p, const struct event *ev)
{
	const struct event *prev = history_at(p->history, ev->prev);
	int i = prev ? p->event_steps[prev->id] : -1;

	switch ((enum event_type)ev->type) {
	case EV_ParallelStateStarted:
	case EV_ParallelStateSucceeded:
	case EV_ParallelStateFailed:
		return of_container(p, i, prev, EV_ParallelStateEntered);
	case EV_MapStateStarted:
	case EV_MapStateSucceeded:
	case EV_MapStateFailed:
		return of_container(p, i, prev, EV_MapStateEntered);
	case EV_MapIterationStarted:
	case EV_MapIterationSucceeded:
		return of_iteration(p, i, ev);
	case EV_MapIterationFailed:		/* all of them point at the one failure; the event before tells more */
	case EV_MapIterationAborted:
		return of_iteration(p, p->current, ev);
	case EV_TaskStateAborted:
		return of_aborted(p, ev, i, EV_TaskStateEntered);
	case EV_WaitStateAborted:
		return of_aborted(p, ev, i, EV_WaitStateEntered);
	case EV_ParallelStateAborted:
		return of_aborted(p, ev, i, EV_ParallelStateEntered);
	case EV_MapStateAborted:
		return of_aborted(p, ev, i, EV_MapStateEntered);
	case EV_EvaluationFailed:
		return of_evaluation(p, i, ev);
	default:
		return event_is_exited(ev->type) ? outwards_by_name(p, i, ev->name) : i;
	}
}
