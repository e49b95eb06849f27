/* The engine's face: options, inputs in their order, one step after the other. What a step does is in step.c. */
#include "engine/engine.h"

#include <stdlib.h>

#include "engine/internal.h"

#define MAX_EVENTS 25000
#define MAX_PAYLOAD 262144
#define EXPRESS_TIMEOUT_S 300

static const char *const status_texts[] = {
	[EXEC_RUNNING] = "RUNNING",
	[EXEC_SUCCEEDED] = "SUCCEEDED",
	[EXEC_FAILED] = "FAILED",
	[EXEC_TIMED_OUT] = "TIMED_OUT",
	[EXEC_ABORTED] = "ABORTED",
};

const char *exec_status_text(enum exec_status s)
{
	return (unsigned)s < ARRAY_LEN(status_texts) ? status_texts[s] : "?";
}

bool exec_status_find(const char *text, enum exec_status *out)
{
	for (size_t i = 0; i < ARRAY_LEN(status_texts); i++)
		if (str_is(text, status_texts[i])) {
			*out = (enum exec_status)i;
			return true;
		}
	return false;
}

/* --- making and freeing ------------------------------------------------------------------------------------------------- */

static const struct {
	uint8_t entered, exited;
} type_events[] = {
	[ASL_PASS] = {EV_PassStateEntered, EV_PassStateExited},
	[ASL_TASK] = {EV_TaskStateEntered, EV_TaskStateExited},
	[ASL_CHOICE] = {EV_ChoiceStateEntered, EV_ChoiceStateExited},
	[ASL_WAIT] = {EV_WaitStateEntered, EV_WaitStateExited},
	[ASL_SUCCEED] = {EV_SucceedStateEntered, EV_SucceedStateExited},
	[ASL_FAIL] = {EV_FailStateEntered, EV_NONE},
	[ASL_PARALLEL] = {EV_ParallelStateEntered, EV_ParallelStateExited},
	[ASL_MAP] = {EV_MapStateEntered, EV_MapStateExited},
};

static bool path_changes(const struct asl_path *p)
{
	return p->present && (p->is_null || !path_is_root(p->path));
}

static bool is_plain(const struct asl_state *s)
{
	if (s->type != ASL_PASS && s->type != ASL_SUCCEED)
		return false;
	return !path_changes(&s->input_path) && !path_changes(&s->output_path) && !path_changes(&s->result_path) && !s->parameters &&
	       !s->result && !s->assign && !s->jsonata.output && !s->jsonata.assign;
}

static void info_init(struct engine *x)
{
	struct asl_machine *m = x->machine;

	x->info = xcalloc(m->n_states, sizeof *x->info);
	for (size_t i = 0; i < m->n_states; i++) {
		const struct asl_state *s = m->states[i];

		x->info[i] = (struct state_info){
			.name = history_intern(&x->history, s->name),
			.entered = type_events[s->type].entered,
			.exited = type_events[s->type].exited,
			.plain = is_plain(s),
		};
	}
}

static char *machine_name_make(const struct engine *x, const char *label)
{
	return xasprintf("%s%s%s", x->machine->name ? x->machine->name : "machine", label ? "/" : "", label ? label : "");
}

static char *arn_make(const struct engine *x, const char *type, const char *label, const char *rest)
{
	char *machine = machine_name_make(x, label);
	char *arn = xasprintf("arn:aws:states:%s:%s:%s:%s%s%s", x->region, x->account, type, machine, rest ? ":" : "", rest ? rest : "");

	free(machine);
	return arn;
}

char *machine_arn_make(const struct engine *x, const char *label)
{
	return arn_make(x, "stateMachine", label, NULL);
}

char *map_run_arn_make(const struct engine *x, const char *label, const char *uuid)
{
	return arn_make(x, "mapRun", label, uuid);
}

char *execution_arn_make(const struct engine *x, const char *label, const char *name, bool express, struct rng *r)
{
	char uuid[37], *rest, *arn;

	if (!express)
		return arn_make(x, "execution", label, name);
	rng_uuid(r, uuid);
	rest = xasprintf("%s:%s", name, uuid);
	arn = arn_make(x, "express", label, rest);
	free(rest);
	return arn;
}

static void names_init(struct engine *x, const char *label)
{
	x->machine_name = machine_name_make(x, label);
	x->machine_arn = machine_arn_make(x, label);
	x->execution_arn = execution_arn_make(x, label, x->name, x->express, &x->rng);
}

struct engine *engine_new(struct asl_machine *m, const struct engine_options *o)
{
	struct engine *x = xcalloc(1, sizeof *x);

	x->machine = asl_ref(m);
	x->scope = o->scope ? o->scope : m->top;
	x->iteration = o->scope ? o->iteration : -1;
	x->name = xstrdup(o->name);
	x->account = xstrdup(o->account ? o->account : "111122223333");
	x->region = xstrdup(o->region ? o->region : "us-east-1");
	x->role_arn = xstrdup(o->role_arn);
	if (!x->role_arn)
		x->role_arn = xasprintf("arn:aws:iam::%s:role/service-role/StepFunctionsRole", x->account);
	x->express = o->express;
	x->max_events = o->max_events == 0 ? MAX_EVENTS : o->max_events < 0 ? INT32_MAX : o->max_events;
	x->max_payload = o->max_payload ? o->max_payload : MAX_PAYLOAD;
	x->start_context = value_ref(o->context);
	x->start_variables = value_ref(o->variables);
	x->ready_tail = &x->ready;
	rng_seed(&x->rng, o->seed);
	history_init(&x->history);
	names_init(x, o->label);
	info_init(x);
	return x;
}

static void pending_done(struct pending *p)
{
	value_unref(p->value);
	free(p->error);
	free(p->cause);
	free(p->worker_name);
	free(p->source);
	*p = (struct pending){0};
}

static void inputs_free(struct engine *x)
{
	for (size_t i = x->inputs_read; i < x->inputs.n; i++)
		pending_done(&x->inputs.v[i]);
	for (size_t i = 0; i < x->late.n; i++)
		pending_done(&x->late.v[i]);
	x->late.n = 0;
	x->inputs.n = x->inputs_read = 0;
	pending_done(&x->urgent);
	x->urgent_set = false;
}

void engine_free(struct engine *x)
{
	struct engine_effects nobody = {0};

	if (!x)
		return;
	x->fx = &nobody;
	threads_end(x);
	engine_effects_done(&nobody);
	inputs_free(x);
	VEC_DONE(&x->inputs);
	VEC_DONE(&x->late);
	VEC_DONE(&x->waiters);
	history_done(&x->history);
	value_unref(x->input);
	value_unref(x->output);
	value_unref(x->start_context);
	value_unref(x->start_variables);
	free(x->error);
	free(x->cause);
	free(x->name);
	free(x->account);
	free(x->region);
	free(x->role_arn);
	free(x->execution_arn);
	free(x->machine_arn);
	free(x->machine_name);
	free(x->info);
	map_runs_free(x);
	asl_unref(x->machine);
	free(x);
}

void engine_effect_release(struct engine_effect *fx)
{
	value_unref(fx->payload);
	free(fx->token);
	free(fx->name);
	free(fx->label);
}

void engine_effects_clear(struct engine_effects *fx)
{
	for (size_t i = 0; i < fx->list.n; i++)
		engine_effect_release(&fx->list.v[i]);
	fx->list.n = 0;
}

void engine_effects_done(struct engine_effects *fx)
{
	engine_effects_clear(fx);
	VEC_DONE(&fx->list);
}

/* --- inputs ------------------------------------------------------------------------------------------------------------- */

/* What this engine cannot run is refused at the start, before anything has happened. */
static bool can_run(const struct engine *x, struct err *e)
{
	const struct asl_machine *m = x->machine;

	if (!m->runnable || !x->scope || !x->scope->start)
		return err_set(e, ERR_INVALID, "the definition has errors and cannot be executed");
	return true;
}

static bool check_input(const struct engine *x, const struct engine_input *in, struct err *e)
{
	if (in->kind == IN_START && x->fed)
		return err_set(e, ERR_USAGE, "the execution \"%s\" has been started already", x->name);
	if (in->kind != IN_START && !x->fed)
		return err_set(e, ERR_USAGE, "the execution \"%s\" has not been started", x->name);
	return in->kind != IN_START || can_run(x, e);
}

static bool is_urgent(struct engine *x, const struct engine_input *in)
{
	struct waiter *w = in->kind == IN_TIMER ? wait_find(x, in->id) : NULL;

	return in->kind == IN_STOP || (w && w->kind == WAIT_EXECUTION);
}

bool engine_feed(struct engine *x, const struct engine_input *in, struct engine_effects *fx, struct err *e)
{
	struct pending p = {.at_ms = in->at_ms, .kind = in->kind, .id = in->id};
	bool urgent;

	(void)fx;
	if (!check_input(x, in, e))
		return false;
	if (in->kind == IN_EDIT)
		return engine_edit(x, in->value, e);
	if (in->kind == IN_HOLD)
		return engine_hold(x, in, e);
	x->fed = true;
	urgent = is_urgent(x, in);
	if (x->status != EXEC_RUNNING || (urgent && x->urgent_set))
		return true;
	p.value = in->value || in->kind == IN_START ? value_ref(in->value) : value_null();
	p.error = xstrdup(in->error);
	p.cause = xstrdup(in->cause);
	p.worker_name = xstrdup(in->worker_name);
	p.source = xstrdup(in->source);
	if (urgent) {
		x->urgent = p;
		x->urgent_set = true;
	} else {
		VEC_PUSH(&x->inputs, p);
	}
	return true;
}

static void start(struct engine *x, const struct pending *in)
{
	struct event_more *more = event_more_new();
	int64_t timeout_s = x->scope == x->machine->top ? x->machine->timeout_s : 0;

	x->started = true;
	x->start_ms = x->now_ms;
	x->input = in->value ? value_ref(in->value) : value_empty_object();
	more->role_arn = xstrdup(x->role_arn);
	emit(x, (struct event){.state = -1, .type = EV_ExecutionStarted, .value = value_ref(x->input), .more = more});
	if (x->express && (!timeout_s || timeout_s > EXPRESS_TIMEOUT_S))
		timeout_s = EXPRESS_TIMEOUT_S;
	if (timeout_s)
		timer_set(x, NULL, WAIT_EXECUTION, x->now_ms + timeout_s * 1000);
	x->top = thread_new(x, NULL, x->scope, x->input);
	if (x->start_variables && cJSON_IsObject(value_node(x->start_variables)))
		variables_assign(x, x->top, x->start_variables);
}

static void timer_fired(struct engine *x, const struct waiter *w)
{
	struct thread *t = w->thread;

	switch (w->kind) {
	case WAIT_TIMER:
		wait_over(x, &t->timer);
		thread_go(x, t, PHASE_RESULT);
		break;
	case WAIT_RETRY:
		wait_over(x, &t->timer);
		thread_go(x, t, PHASE_WORK);
		break;
	case WAIT_TIMEOUT:
	case WAIT_HEARTBEAT: {
		bool heartbeat = w->kind == WAIT_HEARTBEAT;

		wait_over(x, heartbeat ? &t->heartbeat : &t->timeout);
		effect(x, FX_TASK_CANCEL, t->task);
		task_expired(x, t, heartbeat);
		break;
	}
	default:
		break;
	}
}

/* Late answers and timers that were cancelled find nobody, and are ignored. */
static void take_input(struct engine *x, const struct pending *in)
{
	struct waiter *w;

	if (in->at_ms > x->now_ms)
		x->now_ms = in->at_ms;
	if (in->kind == IN_START) {
		start(x, in);
		return;
	}
	w = wait_find(x, in->id);
	if (!w)
		return;
	if (in->kind == IN_TIMER)
		timer_fired(x, w);
	else if (w->kind == WAIT_TASK)
		task_input(x, w->thread, in);
	else if (w->kind == WAIT_RUN || w->kind == WAIT_CHILD)
		map_run_input(x, w->thread, w, in);
}

static void take_next_input(struct engine *x)
{
	struct pending p = x->inputs.v[x->inputs_read++];

	if (x->inputs_read == x->inputs.n)
		x->inputs.n = x->inputs_read = 0;
	if (hold_back(x, &p))
		return;
	take_input(x, &p);
	pending_done(&p);
}

/* StopExecution and the execution's own timeout: neither points at what was running, nor writes …Aborted events. */
static void take_urgent(struct engine *x)
{
	struct pending p = x->urgent;

	x->urgent = (struct pending){0};
	x->urgent_set = false;
	if (p.at_ms > x->now_ms)
		x->now_ms = p.at_ms;
	map_runs_abort(x);
	if (p.kind == IN_STOP)
		execution_end(x, EXEC_ABORTED, EV_ExecutionAborted, 0, p.error, p.cause);
	else
		execution_end(x, EXEC_TIMED_OUT, EV_ExecutionTimedOut, 0, "States.Timeout", NULL);
	pending_done(&p);
}

static void end_at_limit(struct engine *x)
{
	char *cause = xasprintf("The execution reached the maximum number of history events (%lld).", (long long)x->max_events);

	execution_end(x, EXEC_FAILED, EV_ExecutionFailed, (int32_t)x->history.events.n, "States.Runtime", cause);
	free(cause);
}

/* --- stepping ------------------------------------------------------------------------------------------------------------ */

/* Is there a thread that can go on? */
static bool has_free(const struct engine *x)
{
	if (!x->ready || !engine_holds(x))
		return x->ready != NULL;
	return *threads_first_free((struct engine *)(uintptr_t)x) != NULL;
}

bool engine_ready(const struct engine *x)
{
	return x->status == EXEC_RUNNING && (has_free(x) || x->urgent_set || (x->late_may_come && x->late.n) || x->inputs_read < x->inputs.n);
}

bool engine_step(struct engine *x, struct engine_effects *fx, struct err *e)
{
	size_t before = x->history.events.n;

	err_clear(e);
	x->fx = fx;
	x->steps++;
	while (engine_ready(x) && x->history.events.n == before) {
		if (x->urgent_set && x->started)
			take_urgent(x);
		else if (x->late_may_come && x->late.n)
			hold_let_come(x);
		else if (has_free(x))
			threads_run_first(x);
		else
			take_next_input(x);
		if (x->full)
			end_at_limit(x);
	}
	if (x->status != EXEC_RUNNING) {
		threads_end(x);
		inputs_free(x);
	}
	x->fx = NULL;
	return engine_ready(x);
}

/* --- asking -------------------------------------------------------------------------------------------------------------- */

const struct history *engine_history(const struct engine *x)
{
	return &x->history;
}

enum exec_status engine_status(const struct engine *x)
{
	return x->status;
}

struct value *engine_output(const struct engine *x)
{
	return x->output;
}

const char *engine_error(const struct engine *x)
{
	return x->error;
}

const char *engine_cause(const struct engine *x)
{
	return x->cause;
}

const char *engine_execution_arn(const struct engine *x)
{
	return x->execution_arn;
}

const char *engine_machine_arn(const struct engine *x)
{
	return x->machine_arn;
}

uint64_t engine_steps(const struct engine *x)
{
	return x->steps;
}

uint64_t engine_transitions(const struct engine *x)
{
	return x->transitions;
}
