/*
 * Branches and iterations that stand still while others move. A hold is an input like any other, kept with them, so that a fork replays
 * it; like an edit it takes effect at once, between two events. A thread that is held stays in the ready list and is passed over; what
 * comes for it (an answer, a timer) waits for its release, and happens then: later than it would have, and otherwise as ever.
 */
#include "engine/internal.h"

#include <stdlib.h>

/* Branch `index` of the container that was entered with that event; NULL: it does not run. As deep as the definition. */
static struct thread *branch_find(struct thread *t, int32_t entered, int64_t index)
{
	struct thread *found = NULL;

	for (size_t i = 0; t && t->family && i < t->family->n_children && !found; i++) {
		struct thread *c = t->family->children[i];

		if (c && t->entered == entered && (int64_t)c->item == index && c->phase != PHASE_ITERATION)
			return c;
		found = branch_find(c, entered, index);
	}
	return found;
}

static bool is_inside(const struct thread *t, const struct thread *around)
{
	while (t && t != around)
		t = t->parent;
	return t != NULL;
}

bool thread_is_held(const struct engine *x, const struct thread *t)
{
	if (!x->n_held && !x->only)
		return false;
	for (const struct thread *u = t; u; u = u->parent)
		if (u->held)
			return true;
	return x->only && !is_inside(t, x->only) && !is_inside(x->only, t);
}

/* A dead one is passed on to whoever frees it: what is around it may be gone. */
struct thread **threads_first_free(struct engine *x)
{
	struct thread **at = &x->ready;

	while (*at && (*at)->phase < PHASE_BLOCKED && thread_is_held(x, *at))
		at = &(*at)->next_ready;
	return at;
}

void thread_forget_hold(struct engine *x, struct thread *t)
{
	if (t->held)
		x->n_held--;
	if (t->held || x->only == t)
		x->late_may_come = true;
	t->held = false;
	if (x->only == t)
		x->only = NULL;
}

/* --- what comes meanwhile --------------------------------------------------------------------------------------------------------- */

static const struct thread *receiver(struct engine *x, const struct pending *p)
{
	const struct waiter *w = p->kind == IN_START ? NULL : wait_find(x, p->id);

	return w && w->kind != WAIT_EXECUTION ? w->thread : NULL;
}

bool hold_back(struct engine *x, const struct pending *p)
{
	const struct thread *t = receiver(x, p);

	if (!t || !thread_is_held(x, t))
		return false;
	VEC_PUSH(&x->late, *p);
	return true;
}

/* What is no longer held back comes before what has come since, in its own order. */
void hold_let_come(struct engine *x)
{
	VEC(struct pending) come = {0};
	size_t kept = 0;

	x->late_may_come = false;
	for (size_t i = 0; i < x->late.n; i++) {
		const struct thread *t = receiver(x, &x->late.v[i]);

		if (t && thread_is_held(x, t))
			x->late.v[kept++] = x->late.v[i];
		else
			VEC_PUSH(&come, x->late.v[i]);
	}
	x->late.n = kept;
	for (; x->inputs_read < x->inputs.n; x->inputs_read++)
		VEC_PUSH(&come, x->inputs.v[x->inputs_read]);
	x->inputs.n = x->inputs_read = 0;
	for (size_t i = 0; i < come.n; i++)
		VEC_PUSH(&x->inputs, come.v[i]);
	VEC_DONE(&come);
}

/* --- the input ---------------------------------------------------------------------------------------------------------------------- */

static void release_inside(struct engine *x, struct thread *t)
{
	if (!t)
		return;
	thread_forget_hold(x, t);
	for (size_t i = 0; t->family && i < t->family->n_children; i++)
		release_inside(x, t->family->children[i]);
}

static void hold(struct engine *x, struct thread *t)
{
	if (!t->held)
		x->n_held++;
	t->held = true;
}

bool engine_hold(struct engine *x, const struct engine_input *in, struct err *e)
{
	const cJSON *o = in->value ? value_node(in->value) : NULL;
	const char *what = json_get_string(o, "do");
	int64_t entered = 0, index = -1;
	struct thread *t;

	if (str_is(what, "release all")) {
		release_inside(x, x->top);
	} else {
		if (!json_int(json_get(o, "entered"), 1, INT32_MAX, &entered) || !json_int(json_get(o, "index"), 0, INT32_MAX, &index))
			return err_set(e, ERR_USAGE, "a hold names the container's event and the branch");
		t = branch_find(x->top, (int32_t)entered, index);
		if (!t)
			return err_set(e, ERR_USAGE, "this branch does not run");
		if (str_is(what, "hold"))
			hold(x, t);
		else if (str_is(what, "only"))
			x->only = t;
		else
			thread_forget_hold(x, t);
	}
	if (in->at_ms > x->now_ms)
		x->now_ms = in->at_ms;
	x->late_may_come = true;
	return true;
}

/* --- asking --------------------------------------------------------------------------------------------------------------------------- */

bool engine_holds(const struct engine *x)
{
	return x->n_held || x->only;
}

bool engine_branch_is_held(const struct engine *x, int32_t entered, int32_t index)
{
	const struct thread *t = engine_holds(x) ? branch_find(x->top, entered, index) : NULL;

	return t && thread_is_held(x, t);
}

/* The thread that is at the container which was entered with that event; NULL: none is. */
static const struct thread *container_find(const struct thread *t, int32_t entered)
{
	const struct thread *found = t && t->family && t->entered == entered ? t : NULL;

	for (size_t i = 0; t && t->family && i < t->family->n_children && !found; i++)
		found = container_find(t->family->children[i], entered);
	return found;
}

size_t engine_held_count(const struct engine *x, int32_t entered)
{
	const struct thread *t = engine_holds(x) ? container_find(x->top, entered) : NULL;
	size_t n = 0;

	for (size_t i = 0; t && i < t->family->n_children; i++)
		n += t->family->children[i] && thread_is_held(x, t->family->children[i]);
	return n;
}

bool engine_only(const struct engine *x, int32_t *entered, int32_t *index)
{
	if (!x->only)
		return false;
	*entered = x->only->parent->entered;
	*index = (int32_t)x->only->item;
	return true;
}

bool engine_waits_held(struct engine *x, uint64_t id)
{
	const struct waiter *w = engine_holds(x) ? wait_find(x, id) : NULL;

	return w && w->kind != WAIT_EXECUTION && w->thread && thread_is_held(x, w->thread);
}
