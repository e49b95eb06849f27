/*
 * A small engine, with one thread at the state in question. It is pushed from phase to phase as the execution was; the flow functions tell
 * what they do to x->probe as they go.
 */
#include "engine/probe.h"

#include <stdlib.h>
#include <string.h>

#include "engine/internal.h"

static const char *const stage_names[PROBE_STAGES] = {
	[PROBE_INPUT] = "input", [PROBE_INPUT_PATH] = "InputPath", [PROBE_PARAMETERS] = "Parameters", [PROBE_ARGUMENTS] = "Arguments",
	[PROBE_ITEMS] = "Items", [PROBE_ITEM_SELECTOR] = "ItemSelector", [PROBE_RESULT] = "result", [PROBE_ERROR] = "error",
	[PROBE_RESULT_SELECTOR] = "ResultSelector", [PROBE_RESULT_PATH] = "ResultPath", [PROBE_OUTPUT] = "Output",
	[PROBE_OUTPUT_PATH] = "OutputPath", [PROBE_ASSIGN] = "Assign", [PROBE_CHOICES] = "Choices", [PROBE_FIELD] = "a field",
};

const char *probe_stage_name(enum probe_stage_kind k)
{
	return (unsigned)k < PROBE_STAGES ? stage_names[k] : "?";
}

/* --- what the flow functions tell -------------------------------------------------------------------------------------------------- */

void probe_tell(struct engine *x, enum probe_stage_kind kind, bool given, struct value *v)
{
	if (x->probe && v)
		VEC_PUSH(&x->probe->stages, ((struct probe_stage){kind, given, value_ref(v)}));
}

void probe_tell_test(struct engine *x, size_t rule, const struct asl_test *test, struct value *left, struct value *right,
	enum probe_verdict verdict)
{
	if (x->probe)
		VEC_PUSH(&x->probe->tests, ((struct probe_test){rule, test, value_ref(left), value_ref(right), verdict}));
}

void probe_tell_reached(struct engine *x, const char *there, const char *missing, struct value *v)
{
	struct probe_failure *f = &x->probe->failure;

	free(f->there);
	free(f->missing);
	value_unref(f->value);
	f->there = xstrdup(there);
	f->missing = xstrdup(missing);
	f->value = value_ref(v);
}

void probe_tell_missing(void *flow_env, const struct path *p)
{
	struct flow_env *f = flow_env;
	struct path_reach r;

	path_reach(p, &f->env, &r);
	probe_tell_reached(f->engine, str_get(&r.there), str_get(&r.missing), r.value);
	path_reach_done(&r);
}

/* --- running ----------------------------------------------------------------------------------------------------------------------------- */

struct running {
	const struct probe_question *q;
	struct engine *x;
	struct thread *t;
	struct engine_effects fx;
};

static bool goes_on(const struct running *r)
{
	return r->x->status == EXEC_RUNNING && !r->x->probe->failed && !r->x->probe->has_exited;
}

/* An event that the thread wrote about a failure of its own. */
static const struct event *failure_event(const struct engine *x)
{
	const struct event *last = history_at(&x->history, (int32_t)x->history.events.n);

	for (; last && last->id > 1; last = history_at(&x->history, last->id - 1))
		if (last->type == EV_EvaluationFailed || last->type == EV_ExecutionFailed)
			return last;
	return NULL;
}

static const struct event *exited_event(const struct engine *x)
{
	for (size_t i = 1; i < x->history.events.n; i++)
		if (event_is_exited((enum event_type)x->history.events.v[i].type))
			return &x->history.events.v[i];
	return NULL;
}

static void look(struct running *r)
{
	struct probe *p = r->x->probe;
	const struct event *failed = failure_event(r->x), *exited = exited_event(r->x);

	p->has_exited = exited != NULL;
	p->edge = exited ? exited->edge : 0;
	if (!failed || exited || p->failed)
		return;
	p->failed = true;
	p->failure.stage = r->x->stage;
	p->failure.error = xstrdup(failed->more->error);
	p->failure.cause = xstrdup(failed->more->cause);
	p->failure.location = xstrdup(failed->more->location);
}

static void push(struct running *r, enum phase phase)
{
	r->t->phase = phase;
	thread_step(r->x, r->t);
	look(r);
}

/* The work is over: what its children did is forgotten, and the recorded outcome takes its place. */
static void drop_family(struct running *r)
{
	if (r->t->family)
		family_free(r->x, r->t);
	if (r->t->run)
		map_run_free(r->x, r->t);
}

static void show_item(struct running *r)
{
	struct family *f = r->t->family;
	size_t i = 0;

	if (!goes_on(r) || r->t->state->type != ASL_MAP || r->t->state->distributed || !f || !f->n)
		return;
	for (; i < r->q->item && f->next_item->next; i++)
		f->next_item = f->next_item->next;
	f->started = i;
	r->x->stage = PROBE_ITEM_SELECTOR;
	container_start_item_at(r->x, r->t, 0);
	look(r);
}

static void give_result(struct running *r)
{
	value_unref(r->t->result);
	r->t->result = value_ref(r->q->result);
	drop_family(r);
	push(r, PHASE_RESULT);
}

static void give_error(struct running *r)
{
	const struct probe_question *q = r->q;

	if (r->x->status != EXEC_RUNNING || r->x->probe->has_exited || q->catcher < 0 || (size_t)q->catcher >= q->state->n_catchers)
		return;
	drop_family(r);
	wf_error_set(&r->t->failure, q->error, q->cause, 0);
	r->t->failure.timed_out = q->timed_out;
	r->t->catcher = q->catcher;
	push(r, PHASE_CAUGHT);
}

static bool waits_for_result(enum asl_type t)
{
	return t == ASL_TASK || t == ASL_PARALLEL || t == ASL_MAP;
}

static void begin(struct running *r)
{
	struct engine *x = r->x;
	struct thread *t = thread_new(x, NULL, r->q->state->scope, r->q->input);

	x->top = r->t = t;
	x->started = x->fed = true;
	x->now_ms = x->start_ms = r->q->now_ms;
	x->input = value_ref(r->q->input);	/* the context that was given has the execution's own */
	if (r->q->variables && cJSON_IsObject(value_node(r->q->variables)))
		variables_assign(x, t, r->q->variables);
	thread_enter(x, t, r->q->state);
	thread_step(x, t);		/* Entered */
	t->entered = r->q->entered;
	probe_tell(x, PROBE_INPUT, true, r->q->input);
}

static void run(struct running *r)
{
	begin(r);
	push(r, PHASE_WORK);
	if (r->q->state->type == ASL_WAIT && r->q->is_over && goes_on(r))
		push(r, PHASE_RESULT);
	if (!waits_for_result(r->q->state->type))
		return;
	show_item(r);
	if (r->q->result && goes_on(r))
		give_result(r);
	if (r->q->has_error)		/* also that of an expression behind the result */
		give_error(r);
}

void probe_run(const struct probe_question *q, struct probe *out)
{
	struct engine_options o = {.name = "probe", .max_events = -1, .max_payload = SIZE_MAX, .context = q->context};
	struct running r = {.q = q, .x = engine_new(q->machine, &o)};

	*out = (struct probe){0};
	r.x->probe = out;
	r.x->fx = &r.fx;
	run(&r);
	if (!out->failed) {		/* a path that was only asked for is no failure */
		free(out->failure.there);
		free(out->failure.missing);
		value_unref(out->failure.value);
		out->failure = (struct probe_failure){0};
	}
	r.x->fx = NULL;
	engine_free(r.x);
	engine_effects_done(&r.fx);
}

void probe_done(struct probe *p)
{
	for (size_t i = 0; i < p->stages.n; i++)
		value_unref(p->stages.v[i].value);
	for (size_t i = 0; i < p->tests.n; i++) {
		value_unref(p->tests.v[i].left);
		value_unref(p->tests.v[i].right);
	}
	VEC_DONE(&p->stages);
	VEC_DONE(&p->tests);
	free(p->failure.error);
	free(p->failure.cause);
	free(p->failure.location);
	free(p->failure.there);
	free(p->failure.missing);
	value_unref(p->failure.value);
	*p = (struct probe){0};
}
