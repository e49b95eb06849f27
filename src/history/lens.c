#include "history/lens.h"

#include <stdlib.h>

/* --- what the step saw ------------------------------------------------------------------------------------------------------------------ */

static struct value *variables_object(const struct moment *m)
{
	cJSON *o = cJSON_CreateObject();

	for (size_t i = 0; i < m->variables.n; i++)
		json_set(o, m->variables.v[i].name, json_copy(value_node(m->variables.v[i].value)));
	return value_take(o);
}

/* The container of the iteration that step s is in, with its place; -1: in none. */
static int map_around(const struct projection *p, const struct step *s, size_t *item)
{
	for (int32_t b = s->branch; b >= 0; b = projection_branch_up(p, b)) {
		const struct asl_state *c = projection_container(p, b);

		if (!c || c->type != ASL_MAP)
			continue;
		*item = (size_t)p->branches.v[b].index;
		return p->families.v[p->branches.v[b].family].step;
	}
	return -1;
}

static struct value *stage_value(const struct probe *p, enum probe_stage_kind kind)
{
	for (size_t i = p->stages.n; i-- > 0;)
		if (p->stages.v[i].kind == kind)
			return p->stages.v[i].value;
	return NULL;
}

static bool question_make(const struct projection *p, int step, size_t item, const struct moment_facts *facts, struct moment *m,
	struct value **variables, struct probe_question *q);

/* $$.Map.Item.Value, which no event holds where a selector made something else of it. */
static void add_item_value(const struct projection *p, const struct step *s, const struct moment_facts *facts, cJSON *context)
{
	cJSON *item = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(context, "Map"), "Item");
	struct value *variables = NULL, *items;
	struct probe_question q;
	struct probe probe;
	struct moment m;
	size_t i = 0;
	int map;

	if (!item || json_get(item, "Value") || (map = map_around(p, s, &i)) < 0)
		return;
	if (question_make(p, map, i, facts, &m, &variables, &q)) {
		probe_run(&q, &probe);
		items = stage_value(&probe, PROBE_ITEMS);
		for (const cJSON *n = items ? value_node(items)->child : NULL; n; n = n->next)
			if (i-- == 0) {
				cJSON_AddItemToObject(item, "Value", json_copy(n));
				break;
			}
		probe_done(&probe);
	}
	moment_done(&m);
	value_unref(variables);
	value_unref(q.context);
}

static struct value *context_of(const struct projection *p, const struct step *s, const struct moment_facts *facts, const struct moment *m,
	size_t attempt)
{
	cJSON *context = cJSON_CreateObject(), *state;

	/* The execution's input may be large, and is not changed here. */
	for (const cJSON *n = m->context ? value_node(m->context)->child : NULL; n; n = n->next)
		if (str_is(n->string, "Execution"))
			cJSON_AddItemReferenceToObject(context, n->string, (cJSON *)(uintptr_t)n);
		else
			cJSON_AddItemToObject(context, n->string, json_copy(n));
	state = cJSON_GetObjectItemCaseSensitive(context, "State");
	if (state && json_get(state, "RetryCount") && attempt + 1 < s->attempts.n)	/* the moment knows that of the last */
		json_set(state, "RetryCount", json_new_int((int64_t)attempt));
	add_item_value(p, s, facts, context);
	return value_take_sharing(context, m->context);
}

/* q.context is owned by the caller, in either case. */
static bool question_make(const struct projection *p, int step, size_t item, const struct moment_facts *facts, struct moment *m,
	struct value **variables, struct probe_question *q)
{
	const struct step *s = &p->steps.v[step];
	const struct event *entered = history_at(p->history, s->entered);

	*q = (struct probe_question){.machine = p->machine, .entered = s->entered, .catcher = -1, .item = item};
	moment_before(p, step, facts, m);
	q->state = m->state;
	q->input = s->input;
	if (!q->state || !s->input || p->machine->draft || !entered || (entered->more && entered->more->cut))
		return false;
	*variables = variables_object(m);
	q->variables = *variables;
	q->now_ms = entered->at_ms;
	q->context = context_of(p, s, facts, m, 0);
	return true;
}

/* --- what came back ------------------------------------------------------------------------------------------------------------------------- */

static void take_error(const struct step *s, struct probe_question *q)
{
	if (s->status != STATE_CAUGHT && s->status != STATE_FAILED)
		return;
	q->has_error = true;
	q->error = s->error;
	q->cause = s->cause;
	q->catcher = s->exited ? s->caught_by : -1;
}

static void outcome_of_attempt(const struct projection *p, const struct step *s, const struct attempt *a, bool is_last, struct probe_question *q)
{
	const struct event *ended = history_at(p->history, a->ended), *scheduled = history_at(p->history, a->scheduled);

	if (scheduled)
		q->now_ms = scheduled->at_ms;
	if (ended && !a->failed && !(ended->more && ended->more->cut))
		q->result = value_ref(ended->value);
	if (!a->failed && is_last)
		take_error(s, q);		/* of an expression behind the result */
	if (!a->failed)
		return;
	q->has_error = true;
	q->error = a->error;
	q->cause = a->cause;
	q->timed_out = a->timed_out;
	q->catcher = a->plan ? a->plan->catcher : is_last && s->exited ? s->caught_by : -1;
}

/* The outputs of branches or items, in their order, once all have succeeded. */
static struct value *gathered(const struct projection *p, const struct step *s)
{
	const struct family *f = s->family >= 0 ? &p->families.v[s->family] : NULL;
	cJSON *list;

	if (!f || f->by_status[STATE_SUCCEEDED] != f->n)
		return NULL;
	list = cJSON_CreateArray();
	for (int32_t i = 0; i < f->n; i++) {
		int32_t b = projection_branch_at(p, s->family, i);
		const struct step *last = b >= 0 && p->branches.v[b].last_step >= 0 ? &p->steps.v[p->branches.v[b].last_step] : NULL;

		json_append(list, last && last->output ? json_copy(value_node(last->output)) : cJSON_CreateNull());
	}
	return value_take(list);
}

static void outcome_of_container(const struct projection *p, const struct step *s, struct probe_question *q)
{
	take_error(s, q);
	if (!q->state->distributed)
		q->result = gathered(p, s);
}

/* --- what the record says is what it was ----------------------------------------------------------------------------------------------------- */

static void record_stage(struct probe *p, enum probe_stage_kind kind, struct value *recorded)
{
	for (size_t i = p->stages.n; recorded && i-- > 0;)
		if (p->stages.v[i].kind == kind) {
			value_unref(p->stages.v[i].value);
			p->stages.v[i].value = value_ref(recorded);
			return;
		}
}

static void take_record(const struct projection *p, const struct step *s, struct lens *l)
{
	bool jsonata = l->moment.state->language == ASL_JSONATA;
	enum probe_stage_kind last = jsonata ? PROBE_OUTPUT : PROBE_OUTPUT_PATH;
	const struct event *scheduled = l->attempt < s->attempts.n ? history_at(p->history, s->attempts.v[l->attempt].scheduled) : NULL;
	struct value *output = stage_value(&l->probe, last);
	const struct event *exited = history_at(p->history, s->exited);

	if (scheduled)
		record_stage(&l->probe, jsonata ? PROBE_ARGUMENTS : PROBE_PARAMETERS, scheduled->value);
	if (!exited || !l->probe.has_exited || (exited->more && exited->more->cut))
		return;
	l->differs = output && s->output && !value_equal(output, s->output);
	record_stage(&l->probe, last, s->output);
	if (exited->more)
		record_stage(&l->probe, PROBE_ASSIGN, exited->more->assigned);
}

static size_t item_of_interest(const struct projection *p, const struct step *s)
{
	int32_t b = s->family >= 0 ? p->families.v[s->family].first : -1;

	for (; b >= 0; b = p->branches.v[b].next)
		if (p->branches.v[b].status == STATE_FAILED)
			return (size_t)p->branches.v[b].index;
	return 0;
}

/* --- the lens ------------------------------------------------------------------------------------------------------------------------------------ */

bool lens_look(const struct projection *p, int step, int attempt, size_t item, const struct moment_facts *facts, struct lens *out)
{
	const struct step *s = &p->steps.v[step];
	struct probe_question q;
	bool is_last;

	*out = (struct lens){0};
	if (item == LENS_ANY_ITEM)
		item = item_of_interest(p, s);
	if (!question_make(p, step, item, facts, &out->moment, &out->variables, &q)) {
		lens_done(out);
		return false;
	}
	if (s->attempts.n)
		out->attempt = attempt >= 0 && (size_t)attempt < s->attempts.n ? (size_t)attempt : s->attempts.n - 1;
	is_last = out->attempt + 1 >= s->attempts.n;
	value_unref(q.context);
	q.context = context_of(p, s, facts, &out->moment, out->attempt);
	if (s->attempts.n)
		outcome_of_attempt(p, s, &s->attempts.v[out->attempt], is_last, &q);
	else
		outcome_of_container(p, s, &q);
	q.is_over = s->last != s->entered;
	probe_run(&q, &out->probe);
	take_record(p, s, out);
	value_unref(q.result);
	value_unref(q.context);
	return true;
}

void lens_done(struct lens *l)
{
	probe_done(&l->probe);
	moment_done(&l->moment);
	value_unref(l->variables);
	l->variables = NULL;
}

/* Each stage has its own: the result does not come from the arguments, and ResultPath puts something into the input. */
struct value *lens_before(const struct lens *l, size_t stage)
{
	enum probe_stage_kind kind = l->probe.stages.v[stage].kind;

	if (kind == PROBE_RESULT_PATH)
		return stage_value(&l->probe, PROBE_INPUT);
	if (kind == PROBE_RESULT || kind == PROBE_ERROR || kind == PROBE_ASSIGN || kind == PROBE_INPUT || kind == PROBE_ITEMS)
		return NULL;
	for (size_t i = stage; i-- > 0;)
		if (l->probe.stages.v[i].kind != PROBE_ASSIGN)
			return l->probe.stages.v[i].value;
	return NULL;
}
