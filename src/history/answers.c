#include "history/answers.h"

#include <stdlib.h>

struct one {
	int32_t scheduled, step;
	const struct attempt *attempt;
};

static int in_order(const void *a, const void *b)
{
	const struct one *x = a, *y = b;

	return (x->scheduled > y->scheduled) - (x->scheduled < y->scheduled);
}

/* The index of the innermost Map iteration around a step; -1: in none. */
static int iteration_around(const struct projection *p, int32_t step)
{
	for (int32_t b = p->steps.v[step].branch; b >= 0; b = projection_branch_up(p, b)) {
		const struct asl_state *c = projection_container(p, b);

		if (c && c->type == ASL_MAP)
			return p->branches.v[b].index;
	}
	return -1;
}

static bool is_timeout(enum event_type t)
{
	return t == EV_LambdaFunctionTimedOut || t == EV_ActivityTimedOut || t == EV_TaskTimedOut;
}

static bool is_whole(const struct event *ev)
{
	return ev->value && !(ev->more && (ev->more->cut || ev->more->truncated));
}

static cJSON *thrown(const struct event *ev)
{
	cJSON *o = cJSON_CreateObject();

	if (ev->more && ev->more->error)
		json_add(o, "Error", cJSON_CreateString(ev->more->error));
	if (ev->more && ev->more->cause)
		json_add(o, "Cause", cJSON_CreateString(ev->more->cause));
	return o;
}

static void add_time(cJSON *o, int64_t ms)
{
	if (ms > 0)
		json_add(o, "After", cJSON_CreateNumber((double)ms / 1000));
}

static cJSON *answer_of(const struct projection *p, const struct one *one, struct answers_gaps *gaps)
{
	const struct history *h = p->history;
	const struct event *ended = history_at(h, one->attempt->ended), *submitted = history_at(h, one->attempt->submitted);
	int64_t began_ms = history_at(h, one->scheduled)->at_ms;
	int iteration = iteration_around(p, one->step);
	cJSON *o = cJSON_CreateObject();

	if (submitted) {
		json_add(o, "Submit", submitted->value ? json_copy(value_node(submitted->value)) : cJSON_CreateNull());
		gaps->cut += !is_whole(submitted);
	}
	if (!ended) {
		json_add(o, "Hang", cJSON_CreateTrue());
		gaps->open++;
	} else if (is_timeout((enum event_type)ended->type)) {
		json_add(o, "TimeOut", cJSON_CreateTrue());
	} else if (event_is_failure((enum event_type)ended->type)) {
		json_add(o, "Throw", thrown(ended));
		add_time(o, ended->at_ms - began_ms);
	} else {
		json_add(o, "Return", ended->value ? json_copy(value_node(ended->value)) : cJSON_CreateNull());
		gaps->cut += !is_whole(ended);
		add_time(o, ended->at_ms - began_ms);
	}
	if (iteration >= 0)
		json_add(o, "Iteration", json_new_int(iteration));
	return o;
}

/* The same answer as the one before it, but for how often that is given? */
static bool repeats(cJSON *before, const cJSON *o)
{
	cJSON *times = cJSON_DetachItemFromObjectCaseSensitive(before, "Times");
	bool same = json_equal(before, o);
	int64_t n = 1;

	if (times)
		json_int(times, 1, INT64_MAX, &n);
	if (same)
		json_add(before, "Times", json_new_int(n + 1));
	else if (times)
		cJSON_AddItemToObject(before, "Times", times);
	if (same)
		cJSON_Delete(times);
	return same;
}

static void add_answer(cJSON *list, cJSON *o)
{
	cJSON *last = list->child ? list->child->prev : NULL;

	if (last && repeats(last, o))
		cJSON_Delete(o);
	else
		json_append(list, o);
}

static void collect(const struct projection *p, struct one **out, size_t *n)
{
	VEC(struct one) all = {0};

	for (size_t i = 0; i < p->steps.n; i++)
		for (size_t k = 0; k < p->steps.v[i].attempts.n; k++)
			VEC_PUSH(&all, ((struct one){p->steps.v[i].attempts.v[k].scheduled, (int32_t)i, &p->steps.v[i].attempts.v[k]}));
	if (all.n)
		qsort(all.v, all.n, sizeof *all.v, in_order);
	*out = all.v;
	*n = all.n;
}

static size_t count_map_runs(const struct history *h)
{
	size_t n = 0;

	for (size_t i = 0; h && i < h->events.n; i++)
		n += h->events.v[i].type == EV_MapRunStarted;
	return n;
}

cJSON *history_answers(const struct projection *p, struct answers_gaps *gaps)
{
	cJSON *root = cJSON_CreateObject(), *states = cJSON_CreateObject();
	struct map lists = {0};			/* of a state: found by its name */
	struct one *all;
	struct answers_gaps none;
	size_t n;

	gaps = gaps ? gaps : &none;
	*gaps = (struct answers_gaps){.map_runs = count_map_runs(p->history)};
	json_add(root, "States", states);
	collect(p, &all, &n);
	for (size_t i = 0; i < n; i++) {
		const char *name = p->steps.v[all[i].step].name;
		cJSON *list = map_get(&lists, name ? name : "?");

		if (!list) {
			list = cJSON_CreateArray();
			json_add(states, name ? name : "?", list);
			map_put(&lists, name ? name : "?", list);
		}
		add_answer(list, answer_of(p, &all[i], gaps));
	}
	map_done(&lists);
	free(all);
	return root;
}

/* --- for a fork ------------------------------------------------------------------------------------------------------------------------------- */

struct used {
	struct map index;		/* "NAME ITERATION" -> 1 + its place in n */
	VEC(int64_t) n;			/* how many answers there have been */
};

static int64_t *used_of(struct used *u, const char *name, int64_t iteration)
{
	char *key = xasprintf("%s %lld", name ? name : "?", (long long)iteration);
	size_t at = (size_t)(uintptr_t)map_get(&u->index, key);

	if (!at) {
		VEC_PUSH(&u->n, 0);
		at = u->n.n;
		map_put(&u->index, key, (void *)(uintptr_t)at);
	}
	free(key);
	return &u->n.v[at - 1];
}

static void count_used(struct used *u, const struct projection *p, int32_t event)
{
	for (size_t i = 0; i < p->steps.n; i++) {
		const struct step *s = &p->steps.v[i];
		int iteration = s->attempts.n ? iteration_around(p, (int32_t)i) : -1;

		for (size_t k = 0; iteration >= 0 && k < s->attempts.n; k++)
			if (s->attempts.v[k].ended && s->attempts.v[k].ended <= event)
				++*used_of(u, s->name, iteration);
	}
}

static int64_t times_of(const cJSON *answer)
{
	int64_t n = 1;

	json_int(json_get(answer, "Times"), 1, INT64_MAX, &n);
	return n;
}

static void add_what_is_left(struct used *u, cJSON *list, const char *name, const cJSON *answer)
{
	int64_t iteration, times = times_of(answer), *used, left;
	cJSON *o;

	if (!json_int(json_get(answer, "Iteration"), 0, INT32_MAX, &iteration)) {
		json_append(list, json_copy(answer));
		return;
	}
	used = used_of(u, name, iteration);
	left = times > *used ? times - *used : 0;
	*used -= times - left;
	if (!left)
		return;
	o = json_copy(answer);
	cJSON_DeleteItemFromObjectCaseSensitive(o, "Times");
	if (left > 1)
		json_add(o, "Times", json_new_int(left));
	json_append(list, o);
}

cJSON *history_answers_behind(const cJSON *answers, const struct projection *p, int32_t event)
{
	cJSON *root = cJSON_CreateObject(), *states = cJSON_CreateObject();
	const cJSON *from = json_get(answers, "States");
	struct used u = {0};

	count_used(&u, p, event);
	json_add(root, "States", states);
	for (const cJSON *m = from ? from->child : NULL; m; m = m->next) {
		cJSON *list = cJSON_CreateArray();

		for (const cJSON *a = m->child; a; a = a->next)
			add_what_is_left(&u, list, m->string, a);
		json_add(states, m->string, list);
	}
	map_done(&u.index);
	VEC_DONE(&u.n);
	return root;
}

/* --- Map Runs --------------------------------------------------------------------------------------------------------------------------------- */

struct value *history_left_with(const struct event *exited)
{
	cJSON *o = cJSON_CreateObject();

	if (exited && exited->value)
		json_add(o, "output", json_copy(value_node(exited->value)));
	if (exited && exited->more && exited->more->assigned)
		json_add(o, "variables", json_copy(value_node(exited->more->assigned)));
	return value_take(o);
}

/* Its last event points at its first. */
static const struct event *end_of_run(const struct history *h, int32_t started)
{
	for (int32_t id = started + 1; (size_t)id <= h->events.n; id++) {
		const struct event *ev = history_at(h, id);

		if (ev->prev == started && (ev->type == EV_MapRunSucceeded || ev->type == EV_MapRunFailed || ev->type == EV_MapRunAborted))
			return ev;
	}
	return NULL;
}

static bool run_of(const struct projection *p, int32_t started, struct answers_map_run *out)
{
	int step = projection_step_of(p, started);
	const struct event *end = step >= 0 ? end_of_run(p->history, started) : NULL;

	if (!end || end->type == EV_MapRunAborted)
		return false;
	*out = (struct answers_map_run){.state = p->steps.v[step].state, .started = started, .ended = end->id};
	if (end->type == EV_MapRunSucceeded) {
		out->leave = history_left_with(history_at(p->history, p->steps.v[step].exited));
	} else if (end->more) {
		out->error = end->more->error;
		out->cause = end->more->cause;
	}
	return true;
}

size_t history_map_runs(const struct projection *p, struct answers_map_run **out)
{
	VEC(struct answers_map_run) all = {0};
	struct answers_map_run one;

	for (int32_t id = 1; p->history && (size_t)id <= p->history->events.n; id++)
		if (history_at(p->history, id)->type == EV_MapRunStarted && run_of(p, id, &one))
			VEC_PUSH(&all, one);
	*out = all.v;
	return all.n;
}
