/* Expectations on single states: the way through them, how often, with which attempts, waits and payloads. */
#include <stdlib.h>
#include <string.h>

#include "app/test_expect_private.h"

/* --- addresses -------------------------------------------------------------------------------------------------------- */

/* "Each[2]/Pay": the plain path "Each/Pay", and which part of it has a number. False where the form is wrong or there is no such Map. */
static bool address_parse(const struct asl_machine *m, const char *text, struct address *out)
{
	struct str plain = {0};
	bool ok = true;

	while (*text && ok) {
		char *end;

		if (*text != '[' || text[1] < '0' || text[1] > '9') {
			str_addc(&plain, *text++);
			continue;
		}
		ok = out->n_in < ADDRESS_DEPTH;
		if (ok) {
			out->in[out->n_in].map = asl_state_at(m, str_get(&plain));
			out->in[out->n_in].iteration = strtoll(text + 1, &end, 10);
			ok = end[0] == ']' && end[1] == '/' && out->in[out->n_in].map && out->in[out->n_in].map->type == ASL_MAP;
			out->n_in++;
			text = end + 1;
		}
	}
	out->state = ok ? asl_state_at(m, str_get(&plain)) : NULL;
	str_done(&plain);
	return out->state != NULL;
}

bool address_find(const struct asl_machine *m, const char *text, struct address *out)
{
	*out = (struct address){.state = asl_state_at(m, text)};
	return out->state || address_parse(m, text, out);
}

bool address_is(const struct projection *p, const struct address *a, const struct step *s)
{
	if (s->state != a->state->index)
		return false;
	for (size_t i = 0; i < a->n_in; i++) {
		const struct step *at = s;

		while (at->parent >= 0 && p->steps.v[at->parent].state != a->in[i].map->index)
			at = &p->steps.v[at->parent];
		if (at->parent < 0 || at->iteration != a->in[i].iteration)
			return false;
	}
	return true;
}

const struct step *address_next(const struct projection *p, const struct address *a, size_t *i)
{
	while (*i < p->steps.n)
		if (address_is(p, a, &p->steps.v[(*i)++]))
			return &p->steps.v[*i - 1];
	return NULL;
}

const struct step *address_last(const struct projection *p, const struct address *a)
{
	for (size_t i = p->steps.n; i > 0; i--)
		if (address_is(p, a, &p->steps.v[i - 1]))
			return &p->steps.v[i - 1];
	return NULL;
}

static struct address address_of(const struct comparing *c, const char *name)
{
	struct address a;

	address_find(c->p->machine, name, &a);	/* test_expect_resolve() has made sure */
	return a;
}

/* --- the way ---------------------------------------------------------------------------------------------------------- */

/* A step as the expectation writes it, where it does; else by its name. */
static const char *step_word(const struct comparing *c, const cJSON *want, const struct step *s)
{
	for (const cJSON *m = want->child; m; m = m->next) {
		struct address a = address_of(c, m->valuestring);

		if (address_is(c->p, &a, s))
			return m->valuestring;
	}
	return s->name;
}

static cJSON *path_of(const struct comparing *c, const cJSON *want)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; i < c->p->steps.n; i++)
		json_append(list, cJSON_CreateString(step_word(c, want, &c->p->steps.v[i])));
	return list;
}

/* Where a way leaves the expected one. */
static int32_t divergence(const struct comparing *c, const cJSON *want, const cJSON *got)
{
	const cJSON *m = want->child, *n = got->child;
	size_t i = 0;

	for (; m && n && strcmp(m->valuestring, n->valuestring) == 0; m = m->next, n = n->next)
		i++;
	return i < c->p->steps.n ? c->p->steps.v[i].entered : last_event(c);
}

void check_path(struct comparing *c, const cJSON *want)
{
	cJSON *got = path_of(c, want);

	differ_node(c, "path", want, got, JSON_DIFF_WHOLE, divergence(c, want, got));
	cJSON_Delete(got);
}

static void differ_way(struct comparing *c, const char *what, const cJSON *node, const cJSON *want, int32_t event)
{
	cJSON *got = path_of(c, want);

	test_difference_add(c->out, what, xstrdup(node->valuestring), json_print(got), event)->node = node;
	cJSON_Delete(got);
}

void check_path_contains(struct comparing *c, const cJSON *want)
{
	size_t i = 0;

	for (const cJSON *m = want->child; m; m = m->next) {
		struct address a = address_of(c, m->valuestring);
		int32_t event = i ? c->p->steps.v[i - 1].entered : 0;

		if (address_next(c->p, &a, &i))
			continue;
		differ_way(c, "pathContains", m, want, event);
		return;
	}
}

void check_visited(struct comparing *c, const cJSON *want)
{
	for (const cJSON *m = want->child; m; m = m->next) {
		struct address a = address_of(c, m->valuestring);

		if (!address_last(c->p, &a))
			differ_way(c, "visited", m, want, 0);
	}
}

void check_not_visited(struct comparing *c, const cJSON *want)
{
	for (const cJSON *m = want->child; m; m = m->next) {
		struct address a = address_of(c, m->valuestring);
		size_t i = 0;
		const struct step *s = address_next(c->p, &a, &i);

		if (s)
			differ_way(c, "notVisited", m, want, s->entered);
	}
}

/* --- one value for each state: gathered from its visits, then compared -------------------------------------------------- */

struct gathered {
	cJSON *value;			/* NULL: the state was never entered */
	int32_t event;			/* the last that it depends on */
};

typedef void (*gather_fn)(struct comparing *c, const cJSON *want, const struct step *s, struct gathered *g);

/* A list for a list; a single number where a number is wanted. */
static cJSON *list_of(struct gathered *g)
{
	if (!g->value)
		g->value = cJSON_CreateArray();
	return g->value;
}

static void count_into(struct gathered *g, int64_t n, int32_t event)
{
	int64_t before = 0;

	json_int(g->value, 0, INT64_MAX, &before);
	cJSON_Delete(g->value);
	g->value = json_new_int(before + n);
	g->event = event;
}

static struct gathered gather(struct comparing *c, const cJSON *want, gather_fn fn)
{
	struct address a = address_of(c, want->string);
	struct gathered g = {0};
	const struct step *s;
	size_t i = 0;

	while ((s = address_next(c->p, &a, &i)))
		fn(c, want, s, &g);
	return g;
}

/* empty: what it is where the state was never entered. */
static void compare_each(struct comparing *c, const cJSON *want, const char *what, gather_fn fn, enum json_diff_mode mode)
{
	for (const cJSON *m = want->child; m; m = m->next) {
		struct gathered g = gather(c, m, fn);
		char *name = xasprintf("%s of \"%s\"", what, m->string);

		if (!g.value)
			g.value = cJSON_IsNumber(m) ? json_new_int(0) : cJSON_CreateArray();
		differ_node(c, name, m, g.value, mode, g.event);
		cJSON_Delete(g.value);
		free(name);
	}
}

static void gather_visits(struct comparing *c, const cJSON *want, const struct step *s, struct gathered *g)
{
	(void)c;
	(void)want;
	count_into(g, 1, s->entered);
}

void check_visits(struct comparing *c, const cJSON *want)
{
	compare_each(c, want, "visits", gather_visits, JSON_DIFF_WHOLE);
}

/* The attempt that is one too many, or the last event of the visit that had too few. */
static int32_t attempt_event(const cJSON *want, const struct step *s, size_t before)
{
	if (cJSON_IsNumber(want) && want->valuedouble >= (double)before && want->valuedouble < (double)(before + s->attempts.n))
		return s->attempts.v[(size_t)want->valuedouble - before].scheduled;
	return s->last;
}

static void gather_attempts(struct comparing *c, const cJSON *want, const struct step *s, struct gathered *g)
{
	int64_t before = 0;
	int32_t event;

	(void)c;
	if (cJSON_IsArray(want)) {
		json_append(list_of(g), json_new_int((int64_t)s->attempts.n));
		g->event = s->last;
		return;
	}
	json_int(g->value, 0, INT64_MAX, &before);
	event = before > want->valuedouble ? g->event : attempt_event(want, s, (size_t)before);
	count_into(g, (int64_t)s->attempts.n, event);
}

void check_attempts(struct comparing *c, const cJSON *want)
{
	compare_each(c, want, "attempts", gather_attempts, JSON_DIFF_WHOLE);
}

/* The event of the first place at which a list leaves the expected one. */
static void list_event(const cJSON *want, struct gathered *g, int32_t event)
{
	const cJSON *m = want->child, *n = list_of(g)->child;

	for (; m && n && n->next; m = m->next)
		n = n->next;
	if (!g->event && (!m || !json_equal(m, n)))
		g->event = event;
}

static void gather_errors(struct comparing *c, const cJSON *want, const struct step *s, struct gathered *g)
{
	(void)c;
	for (size_t i = 0; i < s->attempts.n; i++) {
		if (!s->attempts.v[i].failed)
			continue;
		json_append(list_of(g), s->attempts.v[i].error ? cJSON_CreateString(s->attempts.v[i].error) : cJSON_CreateNull());
		list_event(want, g, s->attempts.v[i].ended);
	}
	if (!s->attempts.n && s->error) {	/* a Fail state, a container, an expression */
		json_append(list_of(g), cJSON_CreateString(s->error));
		list_event(want, g, s->last);
	}
}

void check_errors(struct comparing *c, const cJSON *want)
{
	compare_each(c, want, "errors", gather_errors, JSON_DIFF_WHOLE);
}

/* What the calls were given: the value of their Scheduled events. */
static void gather_calls(struct comparing *c, const cJSON *want, const struct step *s, struct gathered *g)
{
	for (size_t i = 0; i < s->attempts.n; i++) {
		const struct event *ev = history_at(c->run->history, s->attempts.v[i].scheduled);

		json_append(list_of(g), ev && ev->value ? json_copy(value_node(ev->value)) : cJSON_CreateNull());
		list_event(want, g, s->attempts.v[i].scheduled);
	}
}

void check_called_with(struct comparing *c, const cJSON *want)
{
	compare_each(c, want, "calledWith", gather_calls, JSON_DIFF_WHOLE);
}

void check_called_with_contains(struct comparing *c, const cJSON *want)
{
	compare_each(c, want, "calledWithContains", gather_calls, JSON_DIFF_PART);
}

/* --- waiting ---------------------------------------------------------------------------------------------------------- */

static void one_wait(struct gathered *g, int64_t ms, int32_t event)
{
	json_append(list_of(g), cJSON_CreateNumber((double)ms / 1000.0));
	g->event = event;
}

/* Backoffs before retries, and the time in a Wait state. */
static void gather_waits(struct comparing *c, const cJSON *want, const struct step *s, struct gathered *g)
{
	const struct event *in = history_at(c->run->history, s->entered), *out = history_at(c->run->history, s->exited);

	(void)want;
	if (in && in->type == EV_WaitStateEntered)
		one_wait(g, (out ? out->at_ms : c->p->now_ms) - in->at_ms, s->last);
	for (size_t i = 1; i < s->attempts.n; i++)
		one_wait(g, s->attempts.v[i].delay_ms, s->attempts.v[i].scheduled);
}

static double total_of(const cJSON *list)
{
	double sum = 0;

	for (const cJSON *m = list ? list->child : NULL; m; m = m->next)
		sum += m->valuedouble;
	return sum;
}

static bool waits_hold(const cJSON *want, const cJSON *got)
{
	const cJSON *m = want->child, *n = got->child;

	if (!cJSON_IsArray(want))
		return amount_holds(want, total_of(got));
	for (; m && n && amount_holds(m, n->valuedouble); m = m->next)
		n = n->next;
	return !m && !n;
}

static void check_waits_of(struct comparing *c, const cJSON *want)
{
	struct gathered g = gather(c, want, gather_waits);
	cJSON *list = list_of(&g), *total = cJSON_CreateNumber(total_of(list));
	const cJSON *shown = cJSON_IsArray(want) ? list : total;
	char *what = xasprintf("waited in \"%s\"", want->string);

	if (!waits_hold(want, list)) {
		struct test_difference *d = test_difference_add(c->out, what, json_print(want), json_print(shown), g.event);

		d->node = want;
		d->would_hold = cJSON_IsObject(want) ? NULL : json_copy(shown);
	}
	free(what);
	cJSON_Delete(total);
	cJSON_Delete(g.value);
}

void check_waited(struct comparing *c, const cJSON *want)
{
	for (const cJSON *m = want->child; m; m = m->next)
		check_waits_of(c, m);
}

/* --- calls of a function or service, whichever states make them ---------------------------------------------------------- */

static bool is_function(const char *wanted, const char *name)
{
	const char *tail = strstr(name, ":function:");

	return str_is(wanted, name) || (tail && str_is(wanted, tail + strlen(":function:")));
}

static bool call_is(const char *wanted, const struct asl_state *s, const struct event *scheduled)
{
	const struct asl_resource *r = &s->resource;
	const char *name = scheduled && scheduled->value ? json_get_string(value_node(scheduled->value), "FunctionName") : NULL;
	char *action;
	bool is;

	if (str_is(wanted, r->arn) || str_is(wanted, r->function) || (r->kind == ASL_TASK_LAMBDA && r->arn && is_function(wanted, r->arn)))
		return true;
	if (r->kind != ASL_TASK_SERVICE)
		return false;
	if (str_is(r->service, "lambda") && name && is_function(wanted, name))
		return true;
	action = xasprintf("%s:%s", r->service ? r->service : "", r->action ? r->action : "");
	is = str_is(wanted, action);
	free(action);
	return is;
}

void check_calls(struct comparing *c, const cJSON *want)
{
	for (const cJSON *m = want->child; m; m = m->next) {
		char *what = xasprintf("calls of \"%s\"", m->string);
		cJSON *got;
		int64_t n = 0;
		int32_t event = 0;

		for (size_t i = 0; i < c->p->steps.n; i++) {
			const struct step *s = &c->p->steps.v[i];

			for (size_t k = 0; s->state >= 0 && k < s->attempts.n; k++) {
				const struct event *ev = history_at(c->run->history, s->attempts.v[k].scheduled);

				if (!call_is(m->string, c->p->machine->states[s->state], ev))
					continue;
				n++;
				event = s->attempts.v[k].scheduled;
			}
		}
		got = json_new_int(n);
		differ_node(c, what, m, got, JSON_DIFF_WHOLE, event);
		cJSON_Delete(got);
		free(what);
	}
}

/* --- input and output of a state: of its last visit ---------------------------------------------------------------------- */

static void check_value(struct comparing *c, const cJSON *want, const char *what, bool output, enum json_diff_mode mode)
{
	for (const cJSON *m = want->child; m; m = m->next) {
		struct address a = address_of(c, m->string);
		const struct step *s = address_last(c->p, &a);
		struct value *v = !s ? NULL : output ? s->output : s->input;
		char *name = xasprintf("%s of \"%s\"", what, m->string);

		differ_node(c, name, m, v ? value_node(v) : NULL, mode, !s ? 0 : output ? s->last : s->entered);
		free(name);
	}
}

void check_state_input(struct comparing *c, const cJSON *want)
{
	check_value(c, want, "stateInput", false, JSON_DIFF_WHOLE);
}

void check_state_output(struct comparing *c, const cJSON *want)
{
	check_value(c, want, "stateOutput", true, JSON_DIFF_WHOLE);
}

void check_state_output_contains(struct comparing *c, const cJSON *want)
{
	check_value(c, want, "stateOutputContains", true, JSON_DIFF_PART);
}
