/* The definition of what a history shows. */
#include <math.h>
#include <stdlib.h>

#include "history/draft_private.h"

static const struct {
	enum event_type entered;
	const char *type;
} types[] = {
	{EV_PassStateEntered, "Pass"}, {EV_TaskStateEntered, "Task"}, {EV_ChoiceStateEntered, "Choice"}, {EV_WaitStateEntered, "Wait"},
	{EV_SucceedStateEntered, "Succeed"}, {EV_FailStateEntered, "Fail"}, {EV_ParallelStateEntered, "Parallel"}, {EV_MapStateEntered, "Map"},
};

static const char *type_of(const struct seen_state *s)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (types[i].entered == s->entered)
			return types[i].type;
	return "Pass";
}

static void add_text(cJSON *o, const char *key, const char *text)
{
	if (text)
		json_add(o, key, cJSON_CreateString(text));
}

static void add_call(cJSON *o, const struct event *ev)
{
	const struct event_more *m = ev ? ev->more : NULL;
	char *arn;

	if (!m || !m->resource)
		return;
	if (ev->type == EV_TaskScheduled && m->resource_type)
		arn = xasprintf("arn:aws:states:::%s:%s", m->resource_type, m->resource);
	else
		arn = xstrdup(m->resource);
	add_text(o, "Resource", arn);
	free(arn);
	if (m->timeout_s > 0)
		json_add(o, "TimeoutSeconds", json_new_int(m->timeout_s));
	if (m->heartbeat_s > 0)
		json_add(o, "HeartbeatSeconds", json_new_int(m->heartbeat_s));
}

/* An error without a name: only the wildcard matches it. */
static bool stands_for_all(const char *error)
{
	return !error;
}

static cJSON *error_list(const char *error)
{
	cJSON *list = cJSON_CreateArray();

	json_append(list, cJSON_CreateString(stands_for_all(error) ? "States.ALL" : error));
	return list;
}

/* An interval and a rate that give what was seen: whole seconds, steps of a half. */
static void add_delays(cJSON *o, const struct seen_retry *r)
{
	int64_t interval = (r->first_ms + 500) / 1000;

	json_add(o, "IntervalSeconds", json_new_int(interval > 0 ? interval : 1));
	json_add(o, "MaxAttempts", json_new_int(r->max));
	if (r->second_ms > 0 && r->first_ms > 0) {
		double rate = round((double)r->second_ms / (double)r->first_ms * 2) / 2;

		json_add(o, "BackoffRate", cJSON_CreateNumber(rate < 1 ? 1 : rate));
	}
}

/* In two passes, for what stands for everything comes last. */
static void add_retries(cJSON *o, const struct seen_state *s)
{
	cJSON *list = cJSON_CreateArray();

	for (int last = 0; last < 2; last++)
		for (size_t i = 0; i < s->retries.n; i++) {
			cJSON *r;

			if (stands_for_all(s->retries.v[i].error) != (last == 1))
				continue;
			r = cJSON_CreateObject();
			json_add(r, "ErrorEquals", error_list(s->retries.v[i].error));
			add_delays(r, &s->retries.v[i]);
			json_append(list, r);
		}
	if (list->child)
		json_add(o, "Retry", list);
	else
		cJSON_Delete(list);
}

static void add_catches(const struct draft *d, cJSON *o, const struct seen_state *s)
{
	cJSON *list = cJSON_CreateArray();

	for (int last = 0; last < 2; last++)
		for (size_t i = 0; i < s->edges.n; i++) {
			cJSON *c;

			if (!s->edges.v[i].caught || stands_for_all(s->edges.v[i].error) != (last == 1))
				continue;
			c = cJSON_CreateObject();
			json_add(c, "ErrorEquals", error_list(s->edges.v[i].error));
			add_text(c, "Next", d->states.v[s->edges.v[i].to].name);
			json_append(list, c);
		}
	if (list->child)
		json_add(o, "Catch", list);
	else
		cJSON_Delete(list);
}

static void add_choices(const struct draft *d, cJSON *o, const struct seen_state *s)
{
	cJSON *rules = cJSON_CreateArray();

	for (size_t i = 0; i < s->edges.n; i++) {
		cJSON *rule = cJSON_CreateObject();

		add_text(rule, "Next", d->states.v[s->edges.v[i].to].name);
		json_append(rules, rule);
	}
	json_add(o, "Choices", rules);
}

static void add_next(const struct draft *d, cJSON *o, const struct seen_state *s)
{
	for (size_t i = 0; i < s->edges.n; i++)
		if (!s->edges.v[i].caught) {
			add_text(o, "Next", d->states.v[s->edges.v[i].to].name);
			return;
		}
	json_add(o, "End", cJSON_CreateTrue());
}

static cJSON *state_node(const struct draft *d, const struct seen_state *s)
{
	cJSON *o = cJSON_CreateObject();

	add_text(o, "Type", type_of(s));
	if (s->entered == EV_TaskStateEntered)
		add_call(o, s->scheduled);
	if (s->entered == EV_WaitStateEntered && s->waited_ms >= 0)
		json_add(o, "Seconds", json_new_int((s->waited_ms + 500) / 1000));
	if (s->failed && s->failed->more) {
		add_text(o, "Error", s->failed->more->error);
		add_text(o, "Cause", s->failed->more->cause);
	}
	add_retries(o, s);
	add_catches(d, o, s);
	if (s->entered == EV_ChoiceStateEntered)
		add_choices(d, o, s);
	else if (s->entered != EV_SucceedStateEntered && s->entered != EV_FailStateEntered)
		add_next(d, o, s);
	return o;
}

static void fill_scope(cJSON *to, const struct seen_scope *s, cJSON *states)
{
	add_text(to, "StartAt", s->start);
	json_add(to, "States", states);
}

/* The object that a scope of container s is written to: its processor, or one more branch. */
static cJSON *inner_node(cJSON *container, const struct seen_state *s)
{
	cJSON *o = cJSON_CreateObject(), *branches;

	if (s->entered == EV_MapStateEntered) {
		if (s->distributed) {
			cJSON *config = cJSON_CreateObject();

			add_text(config, "Mode", "DISTRIBUTED");
			add_text(config, "ExecutionType", "STANDARD");
			json_add(o, "ProcessorConfig", config);
		}
		json_add(container, "ItemProcessor", o);
		return o;
	}
	branches = cJSON_GetObjectItemCaseSensitive(container, "Branches");
	if (!branches) {
		branches = cJSON_CreateArray();
		json_add(container, "Branches", branches);
	}
	json_append(branches, o);
	return o;
}

/* Every scope's States object is made first, so that states go in in the order in which they were seen, at any depth. */
cJSON *draft_node(const struct draft *d, const char *comment)
{
	cJSON *root = cJSON_CreateObject(), **states = xcalloc(d->scopes.n + 1, sizeof *states);

	add_text(root, "Comment", comment);
	for (size_t i = 0; i < d->scopes.n; i++)
		states[i] = cJSON_CreateObject();
	if (d->scopes.n)
		fill_scope(root, &d->scopes.v[0], states[0]);
	else
		json_add(root, "States", cJSON_CreateObject());
	for (size_t i = 0; i < d->states.n; i++) {
		const struct seen_state *s = &d->states.v[i];
		cJSON *o = state_node(d, s);

		json_add(states[s->scope], s->name, o);
		for (int k = s->inner[0]; k >= 0; k = d->scopes.v[k].next)
			fill_scope(inner_node(o, s), &d->scopes.v[k], states[k]);
		if (s->inner[0] < 0 && s->entered == EV_MapStateEntered)
			inner_node(o, s);
	}
	free(states);
	return root;
}
