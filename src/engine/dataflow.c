/*
 * Data on its way through a state in JSONPath mode (ASL.md 2.1):
 * raw input, InputPath, Parameters, work, ResultSelector, ResultPath (into the raw input), OutputPath; Assign beside it.
 * A value that a stage does not change is handed on by reference.
 */
#include "engine/internal.h"

#include <string.h>

static struct value *variable_of(void *ctx, const char *name)
{
	return variable_get(ctx, name);
}

struct value *flow_context(struct flow_env *f)
{
	if (f->item == f->thread) {
		if (!f->thread->context)
			f->thread->context = context_make(f->engine, f->thread, f->item);
		return f->thread->context;
	}
	if (!f->context)
		f->context = context_make(f->engine, f->thread, f->item);
	return f->context;
}

static struct value *context_of(void *ctx)
{
	return flow_context(ctx);
}

void flow_env_open(struct flow_env *f, struct engine *x, struct thread *t, struct value *input)
{
	*f = (struct flow_env){
		.env = {
			.input = input,
			.variable = variable_of,
			.variable_ctx = t,
			.rng = &x->rng,
			.context_fn = context_of,
			.context_ctx = f,
			.missing = x->probe ? probe_tell_missing : NULL,
			.missing_ctx = f,
		},
		.engine = x,
		.thread = t,
		.item = t,
	};
}

void flow_env_close(struct flow_env *f)
{
	value_unref(f->context);
	f->context = NULL;
}

struct value *flow_path(struct engine *x, struct thread *t, const struct path *p, struct value *input, struct str *why)
{
	struct flow_env f;
	struct value *v;

	flow_env_open(&f, x, t, input);
	v = path_eval(p, &f.env, why);
	flow_env_close(&f);
	return v;
}

static struct value *path_or_fail(struct engine *x, struct thread *t, const struct path *p, struct value *input)
{
	struct str why = {0}, text = {0};
	struct value *v = flow_path(x, t, p, input, &why);

	if (!v) {
		str_addf(&text, "Invalid path '%s' : %s", path_text(p), str_get(&why));
		fail_runtime(x, t, str_get(&text));
	}
	str_done(&why);
	str_done(&text);
	return v;
}

struct value *flow_template(struct engine *x, struct thread *t, const struct tmpl *tm, struct value *input)
{
	struct str why = {0};
	struct flow_env f;
	struct value *v;

	flow_env_open(&f, x, t, input);
	v = tmpl_eval(tm, &f.env, &why);
	flow_env_close(&f);
	if (!v)
		fail_runtime(x, t, str_get(&why));
	str_done(&why);
	return v;
}

/* InputPath, OutputPath: null means {}. New reference. */
static struct value *through_path(struct engine *x, struct thread *t, const struct asl_path *p, struct value *v)
{
	if (!p || !p->present)
		return value_ref(v);
	if (p->is_null)
		return value_empty_object();
	if (path_is_root(p->path))
		return value_ref(v);
	return path_or_fail(x, t, p->path, v);
}

bool flow_input(struct engine *x, struct thread *t)
{
	x->stage = PROBE_INPUT_PATH;
	value_unref(t->effective);
	t->effective = through_path(x, t, &t->state->input_path, t->input);
	if (t->state->language == ASL_JSONPATH)
		probe_tell(x, PROBE_INPUT_PATH, t->state->input_path.present, t->effective);
	return t->effective != NULL;
}

struct value *flow_arguments(struct engine *x, struct thread *t)
{
	const struct asl_state *s = t->state;
	struct value *v;

	x->stage = s->language == ASL_JSONATA ? PROBE_ARGUMENTS : PROBE_PARAMETERS;
	if (s->parameters)
		v = flow_template(x, t, s->parameters, t->effective);
	else if (s->jsonata.arguments)
		v = flow_evaluate(x, t, s->jsonata.arguments, &(struct flow_field){.name = "Arguments"}, NULL);
	else
		v = value_ref(t->effective);
	probe_tell(x, x->stage, s->parameters || s->jsonata.arguments, v);
	return v;
}

/* AWS parses the text of a value: digits in a string are a number to it. */
bool flow_whole(const cJSON *n, int64_t min, int64_t max, int64_t *out)
{
	cJSON *number;
	bool ok;

	if (!cJSON_IsString(n))
		return json_int(n, min, max, out);
	number = json_new_number_text(n->valuestring, strlen(n->valuestring));
	ok = number && !strpbrk(n->valuestring, ".eE") && json_int(number, min, max, out);
	cJSON_Delete(number);
	return ok;
}

/* A whole number of at least min, literal or by a path. */
bool flow_integer(struct engine *x, struct thread *t, const struct asl_seconds *s, const char *field, int64_t min, int64_t *out)
{
	struct str why = {0};
	struct value *v;
	const cJSON *n;
	bool ok;

	*out = s->value;
	x->stage = PROBE_FIELD;
	if (s->expression)
		return flow_evaluate_integer(x, t, s->expression, &(struct flow_field){.name = field}, min, INT64_MAX / 2000, out);
	if (!s->present || !s->path)
		return true;
	v = path_or_fail(x, t, s->path, t->effective);
	if (!v)
		return false;
	n = value_node(v);
	ok = flow_whole(n, min, INT64_MAX / 2000, out);
	if (!ok) {
		str_addf(&why, "The %sPath field refers to value \"%s\" which is not a valid integer: %s", field,
			cJSON_IsString(n) ? n->valuestring : value_text(v), path_text(s->path));
		fail_runtime(x, t, str_get(&why));
		str_done(&why);
	}
	value_unref(v);
	return ok;
}

/* ResultPath: result put into the raw input. New reference. */
static struct value *merged(struct engine *x, struct thread *t, const struct asl_path *p, struct value *result)
{
	struct str why = {0};
	struct value *v;

	x->stage = PROBE_RESULT_PATH;
	if (!p->present || (!p->is_null && path_is_root(p->path)))
		v = value_ref(result);
	else if (p->is_null)
		v = value_ref(t->input);
	else
		v = path_set(p->path, t->input, result, &why);
	if (!v)
		fail_runtime(x, t, str_get(&why));
	probe_tell(x, PROBE_RESULT_PATH, p->present, v);
	str_done(&why);
	return v;
}

bool flow_fits(const struct engine *x, struct value *v)
{
	return x->max_payload == SIZE_MAX || value_size(v) <= x->max_payload;
}

static void go_on(struct engine *x, struct thread *t, struct value *output, const struct asl_target *next)
{
	thread_leave_state(t);
	if (t->input != output) {
		value_unref(t->input);
		t->input = value_ref(output);
	}
	if (next)
		thread_enter(x, t, next->state);
	else
		thread_go(x, t, PHASE_END);
}

bool flow_leave(struct engine *x, struct thread *t, const struct flow_exit *exit)
{
	struct value *output, *assigned = value_ref(exit->assigned);
	const struct state_info *info = &x->info[t->state->index];
	struct event_more *more = NULL;
	bool ok = false;

	x->stage = PROBE_OUTPUT_PATH;
	output = through_path(x, t, exit->output_path, exit->output);
	if (exit->output_path)
		probe_tell(x, PROBE_OUTPUT_PATH, exit->output_path->present, output);
	if (!output)
		goto out;
	x->stage = PROBE_ASSIGN;
	if (exit->assign && !(assigned = flow_template(x, t, exit->assign, exit->assign_input)))
		goto out;
	probe_tell(x, PROBE_ASSIGN, true, assigned);
	if (!flow_fits(x, output) || (assigned && !flow_fits(x, assigned))) {
		fail_too_large(x, t);
		goto out;
	}
	if (exit->next && !exit->next->state) {
		fail_runtime(x, t, "Failed to transition out of the state. The state does not point to a next state.");
		goto out;
	}
	if (assigned && value_node(assigned)->child) {
		if (!variables_assign(x, t, assigned)) {
			fail_too_large(x, t);
			goto out;
		}
		more = event_more_new();
		more->assigned = value_ref(assigned);
	}
	t->last = emit(x, (struct event){
		.prev = t->last,
		.state = t->state->index,
		.type = info->exited,
		.edge = (int16_t)exit->edge,
		.name = info->name,
		.value = value_ref(output),
		.more = more,
	});
	go_on(x, t, output, exit->next);
	ok = true;
out:
	value_unref(assigned);
	value_unref(output);
	return ok;
}

bool flow_result(struct engine *x, struct thread *t)
{
	const struct asl_state *s = t->state;
	struct value *selected, *whole;
	bool ok = false;

	if (s->type != ASL_PASS || s->result)
		probe_tell(x, PROBE_RESULT, true, t->result);
	if (s->language == ASL_JSONATA)
		return flow_leave_state_evaluated(x, t, t->result);
	x->stage = PROBE_RESULT_SELECTOR;
	selected = s->result_selector ? flow_template(x, t, s->result_selector, t->result) : value_ref(t->result);
	if (!selected)
		return false;
	if (s->type != ASL_PASS)
		probe_tell(x, PROBE_RESULT_SELECTOR, s->result_selector != NULL, selected);
	whole = merged(x, t, &s->result_path, selected);
	if (whole)
		ok = flow_leave(x, t, &(struct flow_exit){
			.output = whole,
			.output_path = &s->output_path,
			.assign = s->assign,
			.assign_input = t->result,
			.next = s->end ? NULL : &s->next,
		});
	value_unref(whole);
	value_unref(selected);
	return ok;
}

static void add_text(cJSON *o, const char *key, const char *text)
{
	cJSON_AddItemToObject(o, key, text ? cJSON_CreateString(text) : cJSON_CreateNull());
}

/* {"Error":…,"Cause":…}: a timeout has the cause "", a task that failed without name and cause has nulls. */
static struct value *error_output(const struct wf_error *w)
{
	cJSON *o = cJSON_CreateObject();

	add_text(o, "Error", w->error);
	add_text(o, "Cause", w->cause || !w->timed_out ? w->cause : "");
	return value_take(o);
}

bool flow_caught(struct engine *x, struct thread *t)
{
	const struct asl_catcher *c = &t->state->catchers[t->catcher];
	struct value *error = error_output(&t->failure), *whole = NULL;
	bool ok = false;

	probe_tell(x, PROBE_ERROR, true, error);
	if (t->state->language == ASL_JSONATA)
		ok = flow_leave_evaluated(x, t, &(struct flow_fields){"Catch", (size_t)t->catcher, c->jsonata.output, c->jsonata.assign},
			&(struct flow_states){.error_output = error}, error, 0, &c->next);
	else if ((whole = merged(x, t, &c->result_path, error)))
		ok = flow_leave(x, t, &(struct flow_exit){
			.output = whole,
			.assign = c->assign,
			.assign_input = error,
			.next = &c->next,
		});
	value_unref(whole);
	value_unref(error);
	return ok;
}
