/*
 * One state after the other: what a thread does in each of its phases. A step appends one event, or a few that belong together.
 *
 *     ENTER ─► WORK ─► RESULT ─► ENTER of the next state … ─► END of the scope
 *               │ ▲       ▲
 *               ▼ │       └── TASK, FAMILY … GATHERED
 *          SLEEP, BACKOFF         │
 *                                 └─► (failure) ─► BACKOFF, CAUGHT or FAILED
 */
#include "engine/internal.h"

#include <stdlib.h>

/* A state that hands its input on as it is: nothing to evaluate, nothing to copy. */
static void work_plain(struct engine *x, struct thread *t)
{
	const struct asl_state *s = t->state;

	flow_leave(x, t, &(struct flow_exit){.output = t->input, .next = s->end ? NULL : &s->next});
}

static void work_pass(struct engine *x, struct thread *t)
{
	const struct asl_state *s = t->state;
	struct value *v;

	if (s->language == ASL_JSONATA) {
		flow_leave_state_evaluated(x, t, NULL);
		return;
	}
	if (!flow_input(x, t))
		return;
	v = flow_arguments(x, t);
	if (!v)
		return;
	value_unref(t->effective);
	t->effective = v;
	t->result = value_ref(s->result ? s->result : t->effective);
	flow_result(x, t);
}

/* Wait and Succeed: the effective input goes out. */
static void leave_with_input(struct engine *x, struct thread *t)
{
	const struct asl_state *s = t->state;

	if (s->language == ASL_JSONATA) {
		flow_leave_state_evaluated(x, t, NULL);
		return;
	}
	if (!t->effective && !flow_input(x, t))
		return;
	flow_leave(x, t, &(struct flow_exit){
		.output = t->effective,
		.output_path = &s->output_path,
		.assign = s->assign,
		.assign_input = t->effective,
		.next = s->end ? NULL : &s->next,
	});
}

static struct value *fail_text(struct engine *x, struct thread *t, const char *field, const struct path *p, const struct intrinsic *call)
{
	struct str why = {0}, text = {0};
	struct flow_env f;
	struct value *v;

	flow_env_open(&f, x, t, t->input);
	v = p ? path_eval(p, &f.env, &why) : intrinsic_eval(call, &f.env, &why);
	flow_env_close(&f);
	if (!v && p)
		str_addf(&text, "The JSONPath '%s' specified for the field '%s' could not be found in the input '%s'", path_text(p), field,
			value_text(t->input));
	else if (!v)
		str_adds(&text, str_get(&why));
	else if (!cJSON_IsString(value_node(v)))
		str_addf(&text, "The value of the field '%s' must be a string but was: %s", field, value_text(v));
	if (text.len) {
		fail_runtime(x, t, str_get(&text));
		value_unref(v);
		v = NULL;
	}
	str_done(&why);
	str_done(&text);
	return v;
}

/* A literal needs nothing: *out stays NULL. */
static bool fail_part(struct engine *x, struct thread *t, const char *name, const struct path *p, const struct intrinsic *call,
	const struct jtmpl *expression, struct value **out)
{
	char *field;

	x->stage = PROBE_FIELD;
	if (expression) {
		*out = flow_evaluate_typed(x, t, expression, &(struct flow_field){.name = name}, "string");
		return *out != NULL;
	}
	if (!p && !call)
		return true;
	field = xasprintf("%sPath", name);
	*out = fail_text(x, t, field, p, call);
	free(field);
	return *out != NULL;
}

static void work_fail(struct engine *x, struct thread *t)
{
	const struct asl_state *s = t->state;
	struct value *error = NULL, *cause = NULL;

	if (!fail_part(x, t, "Error", s->error_path, s->error_call, s->jsonata.error, &error) ||
		!fail_part(x, t, "Cause", s->cause_path, s->cause_call, s->jsonata.cause, &cause))
		goto out;
	wf_error_set(&t->failure, error ? value_node(error)->valuestring : s->error, cause ? value_node(cause)->valuestring : s->cause,
		t->last);
	fail_scope(x, t);
out:
	value_unref(error);
	value_unref(cause);
}

static void step_work(struct engine *x, struct thread *t)
{
	if (x->info[t->state->index].plain) {
		work_plain(x, t);
		return;
	}
	switch (t->state->type) {
	case ASL_PASS:
		work_pass(x, t);
		break;
	case ASL_TASK:
		work_task(x, t);
		break;
	case ASL_CHOICE:
		work_choice(x, t);
		break;
	case ASL_WAIT:
		if (work_wait(x, t))
			leave_with_input(x, t);
		break;
	case ASL_SUCCEED:
		leave_with_input(x, t);
		break;
	case ASL_FAIL:
		work_fail(x, t);
		break;
	case ASL_PARALLEL:
	case ASL_MAP:
		work_container(x, t);
		break;
	case ASL_UNKNOWN:
		fail_runtime(x, t, "The state has no type.");
		break;
	}
}

/* A Fail state inside a container fails at once: what the container makes of it is written into the very event. */
static void step_enter(struct engine *x, struct thread *t)
{
	const struct state_info *info = &x->info[t->state->index];

	x->transitions++;
	t->entered_ms = x->now_ms;
	t->entered = t->last = emit(x, (struct event){
		.prev = t->last,
		.state = t->state->index,
		.type = info->entered,
		.name = info->name,
		.value = value_ref(t->input),
	});
	thread_go(x, t, PHASE_WORK);
	if (t->state->type == ASL_FAIL && t->parent)
		step_work(x, t);
}

static void step_result(struct engine *x, struct thread *t)
{
	if (t->state->type == ASL_WAIT)
		leave_with_input(x, t);
	else
		flow_result(x, t);
}

void thread_step(struct engine *x, struct thread *t)
{
	switch (t->phase) {
	case PHASE_ENTER:
		step_enter(x, t);
		break;
	case PHASE_WORK:
		step_work(x, t);
		break;
	case PHASE_ITEMS:
		container_start_item(x, t);
		break;
	case PHASE_ITERATION:
		container_begin_iteration(x, t);
		break;
	case PHASE_RUN:
		map_run_step(x, t);
		break;
	case PHASE_GATHERED:
		container_gathered(x, t);
		break;
	case PHASE_RESULT:
		step_result(x, t);
		break;
	case PHASE_CAUGHT:
		flow_caught(x, t);
		break;
	case PHASE_FAILED:
		fail_scope(x, t);
		break;
	case PHASE_END:
		if (t->parent)
			container_child_ended(x, t);
		else
			execution_succeed(x, t);
		break;
	default:
		break;
	}
}
