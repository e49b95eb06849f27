/* Events and effects: what comes out of the engine. Here is the limit on events, and the end of an execution. */
#include "engine/internal.h"

/* The last event that fits is the execution's end; an event that does not fit is dropped, and engine_step() then ends the execution. */
int32_t emit(struct engine *x, struct event ev)
{
	size_t id = x->history.events.n + 1;

	if ((int64_t)id >= x->max_events && !event_is_end(ev.type))
		x->full = true;
	if (x->status != EXEC_RUNNING || (x->full && !event_is_end(ev.type))) {
		value_unref(ev.value);
		event_more_free(ev.more);
		return 0;
	}
	ev.at_ms = x->now_ms;
	history_add_take(&x->history, ev);
	return (int32_t)id;
}

/* An event of t's state. Takes value and more. */
int32_t emit_in(struct engine *x, struct thread *t, enum event_type type, int32_t prev, struct value *value, struct event_more *more)
{
	return emit(x, (struct event){
		.prev = prev,
		.state = t->state->index,
		.type = (uint8_t)type,
		.value = value,
		.more = more,
	});
}

struct engine_effect *effect(struct engine *x, enum engine_effect_kind kind, uint64_t id)
{
	struct engine_effect *f = VEC_ADD(&x->fx->list);

	*f = (struct engine_effect){.kind = kind, .id = id, .iteration = -1};
	return f;
}

void execution_end(struct engine *x, enum exec_status status, enum event_type type, int32_t prev, const char *error, const char *cause)
{
	struct event_more *more;

	if (x->status != EXEC_RUNNING)
		return;
	more = event_more_new();
	more->error = xstrdup(error);
	more->cause = xstrdup(cause);
	if (status != EXEC_TIMED_OUT) {		/* DescribeExecution then has neither */
		x->error = xstrdup(error);
		x->cause = xstrdup(cause);
	}
	emit(x, (struct event){.prev = prev, .state = -1, .type = (uint8_t)type, .more = more});
	x->status = status;
}

void execution_succeed(struct engine *x, struct thread *t)
{
	x->output = value_ref(t->input);
	emit(x, (struct event){.prev = t->last, .state = -1, .type = EV_ExecutionSucceeded, .value = value_ref(t->input)});
	x->status = EXEC_SUCCEEDED;
}
