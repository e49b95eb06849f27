#include "history/moment.h"

#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"

/* --- variables ---------------------------------------------------------------------------------------------------- */

struct value *moment_variable(const struct moment *m, const char *name)
{
	for (size_t i = 0; i < m->variables.n; i++)
		if (strcmp(m->variables.v[i].name, name) == 0)
			return m->variables.v[i].value;
	return NULL;
}

static void set_variable(struct moment *m, const char *name, struct value *take)
{
	for (size_t i = 0; i < m->variables.n; i++)
		if (strcmp(m->variables.v[i].name, name) == 0) {
			value_unref(m->variables.v[i].value);
			m->variables.v[i].value = take;
			return;
		}
	VEC_PUSH(&m->variables, ((struct moment_variable){name, take}));
}

static int32_t branch_of(const struct projection *p, int32_t id)
{
	int step = projection_step_of(p, id);

	return step >= 0 ? p->steps.v[step].branch : -1;
}

/* Of the step's scope and those around it. An inner scope may not assign a name of an outer one, so the order of events is enough. */
static void collect_variables(const struct projection *p, int32_t branch, int32_t last, const struct moment_facts *f, struct moment *m)
{
	size_t edit = 0;

	for (int32_t id = 1; id <= last; id++) {
		const struct event *ev = history_at(p->history, id);
		struct value *assigned = ev->more ? ev->more->assigned : NULL;

		if (assigned && projection_branch_in(p, branch, branch_of(p, id)))
			for (const cJSON *c = value_node(assigned)->child; c; c = c->next)
				set_variable(m, c->string, value_part(assigned, c));
		for (; edit < f->n_edits && f->edits[edit].after <= id; edit++)
			set_variable(m, f->edits[edit].name, value_part(f->edits[edit].whole, f->edits[edit].value));
	}
}

/* --- the context object -------------------------------------------------------------------------------------------- */

static void add_text(cJSON *o, const char *key, const char *text)
{
	if (text)
		cJSON_AddItemToObject(o, key, cJSON_CreateString(text));
}

static void add_time(cJSON *o, const char *key, int64_t ms)
{
	char text[TIME_TEXT_SIZE];

	time_format(ms, text);
	add_text(o, key, text);
}

/* NULL as long as nothing has happened: a projection that was never moved has no history yet. */
static const struct event *first_event(const struct projection *p)
{
	return p->history ? history_at(p->history, 1) : NULL;
}

static cJSON *execution_object(const struct projection *p, const struct moment_facts *f)
{
	const struct event *first = first_event(p);
	cJSON *o = cJSON_CreateObject();

	add_text(o, "Id", f->execution_arn);
	if (first && first->value)
		cJSON_AddItemReferenceToObject(o, "Input", (cJSON *)(uintptr_t)value_node(first->value));	/* cJSON's prototype lacks the const */
	if (first)
		add_time(o, "StartTime", first->at_ms);
	add_text(o, "Name", f->execution_name);
	add_text(o, "RoleArn", first && first->more && first->more->role_arn ? first->more->role_arn : f->role_arn);
	if (!f->express)
		cJSON_AddItemToObject(o, "RedriveCount", json_new_int(0));
	return o;
}

static int64_t retries_of(const struct step *s)
{
	return s->retry_n > 0 && s->status == STATE_RETRYING ? s->retry_n - 1 : s->retry_n;
}

static cJSON *state_object(const struct projection *p, const struct moment *m)
{
	const struct event *entered = history_at(p->history, m->step->entered);
	cJSON *o = cJSON_CreateObject();

	add_text(o, "Name", m->step->name);
	if (entered)
		add_time(o, "EnteredTime", entered->at_ms);
	if (m->state && (m->state->type == ASL_TASK || m->state->type == ASL_PARALLEL || m->state->type == ASL_MAP))
		cJSON_AddItemToObject(o, "RetryCount", json_new_int(retries_of(m->step)));
	return o;
}

/* Of the iteration that the step is in: its number; its value is what the first state of the iteration came in with. */
static void add_map(const struct projection *p, int32_t branch, cJSON *root)
{
	const struct asl_state *container = NULL;
	const struct branch *b;
	cJSON *map, *item;

	for (; branch >= 0; branch = projection_branch_up(p, branch)) {
		container = projection_container(p, branch);
		if (container && container->type == ASL_MAP)
			break;
	}
	if (branch < 0)
		return;
	b = &p->branches.v[branch];
	map = cJSON_CreateObject();
	item = cJSON_CreateObject();
	cJSON_AddItemToObject(item, "Index", json_new_int(b->index));
	if (b->first_step >= 0 && p->steps.v[b->first_step].input && !container->item_selector && !container->parameters)
		cJSON_AddItemToObject(item, "Value", json_copy(value_node(p->steps.v[b->first_step].input)));
	cJSON_AddItemToObject(map, "Item", item);
	cJSON_AddItemToObject(root, "Map", map);
}

static struct value *make_context(const struct projection *p, const struct moment *m, const struct moment_facts *f)
{
	cJSON *root = cJSON_CreateObject(), *machine = cJSON_CreateObject();
	const struct event *first = first_event(p);

	cJSON_AddItemToObject(root, "Execution", execution_object(p, f));
	add_text(machine, "Id", f->machine_arn);
	add_text(machine, "Name", p->machine->name);
	cJSON_AddItemToObject(root, "StateMachine", machine);
	if (m->step) {
		cJSON_AddItemToObject(root, "State", state_object(p, m));
		add_map(p, m->step->branch, root);
	}
	return value_take_sharing(root, first ? first->value : NULL);
}

/* --- the moment ---------------------------------------------------------------------------------------------------- */

static struct value *result_of(const struct projection *p, const struct step *s)
{
	const struct attempt *last = s->attempts.n ? &s->attempts.v[s->attempts.n - 1] : NULL;
	const struct event *ended = last && !last->failed ? history_at(p->history, last->ended) : NULL;

	return ended ? ended->value : NULL;
}

static struct value *error_output(const char *error, const char *cause)
{
	cJSON *o;

	if (!error && !cause)
		return NULL;
	o = cJSON_CreateObject();
	cJSON_AddItemToObject(o, "Error", error ? cJSON_CreateString(error) : cJSON_CreateNull());
	cJSON_AddItemToObject(o, "Cause", cause ? cJSON_CreateString(cause) : cJSON_CreateNull());
	return value_take(o);
}

static void make(const struct projection *p, int step, int32_t last, const struct moment_facts *facts, struct moment *out)
{
	static const struct moment_facts none;
	const struct step *s = step >= 0 ? &p->steps.v[step] : NULL;

	facts = facts ? facts : &none;
	*out = (struct moment){.step = s};
	if (s) {
		out->state = s->state >= 0 ? p->machine->states[s->state] : NULL;
		out->input = s->input;
		out->output = s->output;
		out->result = result_of(p, s);
		out->error_output = error_output(s->error, s->cause);
	} else {
		out->input = p->input;
		out->output = p->output;
		out->error_output = error_output(p->error, p->cause);
	}
	collect_variables(p, s ? s->branch : -1, last, facts, out);
	out->context = make_context(p, out, facts);
}

void moment_at(const struct projection *p, int step, const struct moment_facts *facts, struct moment *out)
{
	make(p, step, p->cursor, facts, out);
}

void moment_before(const struct projection *p, int step, const struct moment_facts *facts, struct moment *out)
{
	make(p, step, step >= 0 ? p->steps.v[step].entered : p->cursor, facts, out);
}

void moment_done(struct moment *m)
{
	for (size_t i = 0; i < m->variables.n; i++)
		value_unref(m->variables.v[i].value);
	VEC_DONE(&m->variables);
	value_unref(m->error_output);
	value_unref(m->context);
	*m = (struct moment){0};
}
