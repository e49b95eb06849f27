/*
 * To which state of a definition an event belongs, where the history came from elsewhere. Only Entered, Exited and MapIteration… events
 * name it; the others follow one that is known.
 */
#include "history/history.h"

/* ASL_PARALLEL or ASL_MAP for what such a state says of its work as a whole, else ASL_UNKNOWN. */
static enum asl_type container_event(enum event_type t)
{
	switch (t) {
	case EV_ParallelStateStarted:
	case EV_ParallelStateSucceeded:
	case EV_ParallelStateFailed:
		return ASL_PARALLEL;
	case EV_MapStateStarted:
	case EV_MapStateSucceeded:
	case EV_MapStateFailed:
		return ASL_MAP;
	default:
		return ASL_UNKNOWN;
	}
}

/* The event points at one of the container itself, or at the last one inside. */
static int32_t container_of(enum asl_type type, const struct event *prev, const struct asl_machine *m)
{
	const struct asl_state *s = prev && prev->state >= 0 ? m->states[prev->state] : NULL;

	if (s && (event_is_exited(prev->type) || prev->type == EV_ParallelStateFailed || prev->type == EV_MapStateFailed))
		s = s->scope->container;
	while (s && s->type != type)
		s = s->scope->container;
	return s ? s->index : -1;
}

static bool is_aborted(enum event_type t)
{
	return t == EV_TaskStateAborted || t == EV_WaitStateAborted || t == EV_ParallelStateAborted || t == EV_MapStateAborted;
}

/*
 * The state that an event belongs to: named in it, or found from the event that it follows. An …Aborted event follows the failure of
 * another state, and does not say which it is.
 */
int32_t event_state(const struct event *ev, const struct history *h, const struct asl_machine *m)
{
	const struct event *prev = history_at(h, ev->prev);
	const char *name = ev->name ? ev->name : ev->more && ev->more->state ? ev->more->state : NULL;
	enum asl_type container = container_event(ev->type);
	const struct asl_state *s;

	if (!m || event_is_end(ev->type) || ev->type == EV_ExecutionStarted || is_aborted(ev->type))
		return -1;
	if (name) {
		s = asl_state_at(m, name);
		return s ? s->index : -1;
	}
	if (container != ASL_UNKNOWN)
		return container_of(container, prev, m);
	return prev ? prev->state : -1;
}

void history_link(struct history *h, const struct asl_machine *m)
{
	for (size_t i = 0; i < h->events.n; i++)
		h->events.v[i].state = event_state(&h->events.v[i], h, m);
}
