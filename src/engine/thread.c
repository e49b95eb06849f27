/* Threads and the ready list. */
#include "engine/internal.h"

#include <stdlib.h>

struct thread *thread_new(struct engine *x, struct thread *parent, const struct asl_scope *scope, struct value *input)
{
	struct thread *t = xcalloc(1, sizeof *t);

	t->parent = parent;
	t->scope = scope;
	t->input = value_ref(input);
	t->iteration = parent ? parent->iteration : x->iteration;
	t->catcher = t->visit = -1;
	if (parent)
		t->last = parent->last;
	if (scope->start)
		thread_enter(x, t, scope->start);
	return t;
}

void thread_enter(struct engine *x, struct thread *t, const struct asl_state *s)
{
	t->state = s;
	thread_go(x, t, PHASE_ENTER);
}

void thread_go(struct engine *x, struct thread *t, enum phase phase)
{
	t->phase = phase;
	if (t->queued || phase >= PHASE_BLOCKED)
		return;
	t->queued = true;
	t->next_ready = NULL;
	*x->ready_tail = t;
	x->ready_tail = &t->next_ready;
}

/* What belongs to one visit of a state. */
void thread_leave_state(struct thread *t)
{
	value_unref(t->effective);
	value_unref(t->result);
	value_unref(t->context);
	t->effective = t->result = t->context = NULL;
	free(t->attempts);
	t->attempts = NULL;
	t->retries = 0;
	t->visit = -1;
	free(t->token);
	t->token = NULL;
	if (t->failure.set)
		wf_error_done(&t->failure);
}

/* Children first; definitions bound the depth, so this may recurse. */
void thread_drop(struct engine *x, struct thread *t)
{
	thread_forget_hold(x, t);
	if (t->family)
		family_free(x, t);
	if (t->run)
		map_run_free(x, t);
	if (t->task) {
		effect(x, FX_TASK_CANCEL, t->task);
		wait_over(x, &t->task);
	}
	timer_cancel(x, &t->timer);
	timer_cancel(x, &t->timeout);
	timer_cancel(x, &t->heartbeat);
	thread_leave_state(t);
	variables_forget(x, t);
	VEC_DONE(&t->variables);
	value_unref(t->input);
	value_unref(t->item_value);
	t->input = t->item_value = NULL;
	if (t->queued)
		t->phase = PHASE_DEAD;
	else
		free(t);
}

/* The thread keeps its place at the head for as long as it can go on. */
void threads_run_first(struct engine *x)
{
	struct thread **at = threads_first_free(x), *t = *at;

	if (t->phase < PHASE_BLOCKED)
		thread_step(x, t);
	if (t->phase < PHASE_BLOCKED)
		return;
	at = &x->ready;			/* others may have come, and held ones stand before it */
	while (*at != t)
		at = &(*at)->next_ready;
	*at = t->next_ready;
	if (!*at)
		x->ready_tail = at;
	t->queued = false;
	if (t->phase == PHASE_DEAD)
		free(t);
}

void threads_end(struct engine *x)
{
	struct thread *t;

	if (x->top)
		thread_drop(x, x->top);
	x->top = NULL;
	while ((t = x->ready)) {		/* only dead ones are left */
		x->ready = t->next_ready;
		free(t);
	}
	x->ready_tail = &x->ready;
	for (size_t i = 0; i < x->waiters.n; i++)
		if (x->waiters.v[i].kind == WAIT_EXECUTION)
			effect(x, FX_TIMER_CANCEL, x->waiters.v[i].id);
	x->waiters.n = x->waiters_over = 0;
}
