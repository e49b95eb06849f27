/*
 * Fields in JSONata mode: what an expression sees of the execution, under which limits it runs, and what AWS says when it fails
 * (ASL.md 3.3-3.5). A failure is on its way to a retrier, a catcher or the end of the scope when these functions return.
 */
#include "engine/internal.h"

#include <stdlib.h>
#include <string.h>

/*
 * AWS's depth and its bound on one value (873,782 numbers, or a text of 6.9 million characters). Its second of time is counted in steps,
 * because the same inputs must always give the same history.
 */
static const struct jsonata_limits limits = {.depth = 100, .steps = 5000000, .bytes = (size_t)256 << 20, .value_bytes = 6990256};

struct view {
	struct flow_env flow;
	const struct flow_states *states;
};

static struct value *variable_of(void *ctx, const char *name)
{
	const struct view *v = ctx;

	return variable_get(v->flow.thread, name);
}

static struct value *states_of(void *ctx, const char *member)
{
	struct view *v = ctx;

	switch (*member) {
	case 'i':
		return v->flow.thread->input;
	case 'r':
		return v->states->result;
	case 'e':
		return v->states->error_output;
	default:
		return flow_context(&v->flow);
	}
}

static void add_location(struct str *out, const struct flow_field *field, const char *place)
{
	if (field->list)
		str_addf(out, "%s[%zu]/", field->list, field->index);
	str_addf(out, "%s%s", field->name, place);
}

/* "The JSONata expression 'E' specified for the field 'F' …". */
static void fail_expression(struct engine *x, struct thread *t, const struct jtmpl_expression *e, const struct flow_field *field,
	const char *place, const char *what)
{
	struct str location = {0}, why = {0};

	add_location(&location, field, place);
	str_addf(&why, "The JSONata expression '%.*s' specified for the field '%s' %s", (int)e->len, e->text, str_get(&location), what);
	fail_evaluation(x, t, field->child, str_get(&location), str_get(&why));
	str_done(&location);
	str_done(&why);
}

/* Errors of the language have a code and a sentence of their own; what ran into a limit has none. */
static void add_thrown(struct str *out, const struct jsonata_error *e)
{
	str_adds(out, "threw an error during evaluation");
	if (*e->code && *e->code != 'U')
		str_addf(out, ". %s: %s", e->code, str_get(&e->message));
	else
		str_addf(out, ": %s", str_get(&e->message));
}

static void tell(struct engine *x, struct thread *t, const struct flow_field *field, const struct jtmpl_error *e)
{
	struct str what = {0};

	switch (e->outcome) {
	case JSONATA_VALUE:
		fail_too_large(x, t);
		return;
	case JSONATA_UNDEFINED:
		str_adds(&what, "returned nothing (undefined).");
		break;
	case JSONATA_UNSUPPORTED:
		str_adds(&what, "returned an unsupported result type.");
		break;
	case JSONATA_FAILED:
		add_thrown(&what, &e->error);
		break;
	}
	fail_expression(x, t, e->expression, field, str_get(&e->place), str_get(&what));
	str_done(&what);
}

/* --- for a probe: how far a path goes ---------------------------------------------------------------------------------- */

static struct value *evaluate_text(const struct jtmpl_env *env, const char *text, size_t len)
{
	char *quoted = xasprintf("{%% %.*s %%}", (int)len, text);
	cJSON *node = cJSON_CreateString(quoted);
	struct jtmpl *tm = jtmpl_compile(node);
	struct jtmpl_error e;
	struct value *v = jtmpl_expression(tm, 0)->code ? jtmpl_eval(tm, env, &e) : NULL;

	if (!v && jtmpl_expression(tm, 0)->code)
		jtmpl_error_done(&e);
	jtmpl_free(tm);
	cJSON_Delete(node);
	free(quoted);
	return v;
}

/* Names and dots alone, from a variable on: "$states.input.order.id". */
static bool is_plain_path(const struct jtmpl_expression *e)
{
	for (size_t i = 0; i < e->len; i++) {
		char c = e->text[i], l = (char)(c | 32);

		if (!((l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || c == '.'))
			return false;
	}
	return e->len && e->text[0] == '$';
}

static void tell_reached(struct engine *x, const struct jtmpl_env *env, const struct jtmpl_expression *e)
{
	size_t len = e->len;

	if (!is_plain_path(e))
		return;
	for (;;) {
		size_t end = len;
		struct value *v;
		char *there, *missing;

		while (len && e->text[len - 1] != '.')
			len--;
		if (!len)
			break;
		v = evaluate_text(env, e->text, --len);
		if (!v)
			continue;
		there = xstrndup(e->text, len);
		missing = xstrndup(e->text + len, end - len);
		probe_tell_reached(x, there, missing, v);
		free(there);
		free(missing);
		value_unref(v);
		return;
	}
	probe_tell_reached(x, "", "", NULL);
}

struct value *flow_evaluate(struct engine *x, struct thread *t, const struct jtmpl *tm, const struct flow_field *field,
	const struct flow_states *states)
{
	static const struct flow_states nothing;
	struct view view = {.states = states ? states : &nothing};
	struct jtmpl_env env = {
		.variable = variable_of, .states = states_of, .ctx = &view, .rng = &x->rng, .now_ms = x->now_ms, .limits = limits};
	struct jtmpl_error e;
	struct value *v;

	if (jtmpl_is_constant(tm))
		return jtmpl_eval(tm, &env, &e);
	flow_env_open(&view.flow, x, t, t->input);
	if (field->child)
		view.flow.item = field->child;
	v = jtmpl_eval(tm, &env, &e);
	if (!v && x->probe && e.outcome == JSONATA_UNDEFINED)
		tell_reached(x, &env, e.expression);
	flow_env_close(&view.flow);
	if (!v) {
		tell(x, t, field, &e);
		jtmpl_error_done(&e);
	}
	return v;
}

void flow_wrong_type(struct engine *x, struct thread *t, const struct jtmpl_expression *e, const struct flow_field *field,
	const char *place, const char *expected, struct value *v)
{
	struct str what = {0};

	str_addf(&what, "returned an unexpected result type. Expected '%s', but was '%s' for value: %s", expected,
		json_type_name(value_node(v)), value_text(v));
	fail_expression(x, t, e, field, place, str_get(&what));
	str_done(&what);
}

struct value *flow_evaluate_typed(struct engine *x, struct thread *t, const struct jtmpl *tm, const struct flow_field *field,
	const char *type)
{
	struct value *v = flow_evaluate(x, t, tm, field, NULL);

	if (v && strcmp(json_type_name(value_node(v)), type) != 0) {
		flow_wrong_type(x, t, jtmpl_root(tm), field, "", type, v);
		value_unref(v);
		v = NULL;
	}
	return v;
}

bool flow_evaluate_integer(struct engine *x, struct thread *t, const struct jtmpl *tm, const struct flow_field *field, int64_t min,
	int64_t max, int64_t *out)
{
	struct value *v = flow_evaluate_typed(x, t, tm, field, "number");
	struct str what = {0};
	bool ok;

	if (!v)
		return false;
	ok = json_int(value_node(v), min, max, out);
	if (!ok) {
		str_addf(&what, "returned an unexpected value. Expected an integer of at least %lld, but was: %s", (long long)min,
			value_text(v));
		fail_expression(x, t, jtmpl_root(tm), field, "", str_get(&what));
	}
	str_done(&what);
	value_unref(v);
	return ok;
}

/* --- leaving a state ------------------------------------------------------------------------------------------------ */

bool flow_leave_evaluated(struct engine *x, struct thread *t, const struct flow_fields *f, const struct flow_states *states,
	struct value *otherwise, int edge, const struct asl_target *next)
{
	struct flow_field output_field = {.list = f->list, .index = f->index, .name = "Output"}, assign_field = output_field;
	struct value *output, *assigned = NULL;
	bool ok = false;

	assign_field.name = "Assign";
	x->stage = PROBE_OUTPUT;
	output = f->output ? flow_evaluate(x, t, f->output, &output_field, states) : value_ref(otherwise);
	if (!output)
		return false;
	probe_tell(x, PROBE_OUTPUT, f->output != NULL, output);
	x->stage = PROBE_ASSIGN;
	if (!f->assign || (assigned = flow_evaluate(x, t, f->assign, &assign_field, states)))
		ok = flow_leave(x, t, &(struct flow_exit){.output = output, .assigned = assigned, .edge = edge, .next = next});
	value_unref(assigned);
	value_unref(output);
	return ok;
}

bool flow_leave_state_evaluated(struct engine *x, struct thread *t, struct value *result)
{
	const struct asl_state *s = t->state;
	struct flow_states states = {.result = result};

	return flow_leave_evaluated(x, t, &(struct flow_fields){.output = s->jsonata.output, .assign = s->jsonata.assign},
		result ? &states : NULL, result ? result : t->input, 0, s->end ? NULL : &s->next);
}
