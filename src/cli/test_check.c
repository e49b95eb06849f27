/* What a case expects: one table of expectations, each with the form of its value and how a finished run is held against it. */
#include "cli/test_case.h"

#include <stdlib.h>
#include <string.h>

#include "query/path.h"

void test_difference_add(struct test_differences *d, const char *what, char *expected, char *got, int32_t event)
{
	VEC_PUSH(&d->list, ((struct test_difference){xstrdup(what), expected, got, event}));
}

void test_differences_done(struct test_differences *d)
{
	for (size_t i = 0; i < d->list.n; i++) {
		free(d->list.v[i].what);
		free(d->list.v[i].expected);
		free(d->list.v[i].got);
	}
	VEC_DONE(&d->list);
}

/* --- helpers -------------------------------------------------------------------------------------------------------- */

struct comparing {
	const struct run *run;
	const struct projection *p;	/* at the end */
	struct test_differences *out;
};

static bool is_step_of(const struct comparing *c, const struct step *s, const char *name)
{
	return str_is(s->name, name) || (s->state >= 0 && str_is(c->p->machine->states[s->state]->path, name));
}

static int32_t last_event(const struct comparing *c)
{
	return run_last(c->run);
}

static char *text_or_none(const char *s)
{
	return xstrdup(s ? s : "(none)");
}

static char *value_or_none(struct value *v)
{
	return text_or_none(v ? value_text(v) : NULL);
}

/* Everything that `part` says is in `whole`; objects may have more members, lists must be as long. */
static bool contains(const cJSON *whole, const cJSON *part)
{
	const cJSON *a, *b;

	if (!whole)
		return false;
	if (cJSON_IsObject(part)) {
		for (b = part->child; b; b = b->next)
			if (!contains(json_get(whole, b->string), b))
				return false;
		return cJSON_IsObject(whole);
	}
	if (!cJSON_IsArray(part) || !cJSON_IsArray(whole))
		return json_equal(whole, part);
	for (a = whole->child, b = part->child; a && b; a = a->next, b = b->next)
		if (!contains(a, b))
			return false;
	return !a && !b;
}

/* --- one function an expectation ------------------------------------------------------------------------------------ */

static void check_status(struct comparing *c, const cJSON *want)
{
	const char *got = exec_status_text(c->p->status);

	if (!str_is(got, want->valuestring))
		test_difference_add(c->out, "status", xstrdup(want->valuestring), xstrdup(got), last_event(c));
}

static void check_output(struct comparing *c, const cJSON *want)
{
	if (!c->p->output || !json_equal(value_node(c->p->output), want))
		test_difference_add(c->out, "output", json_print(want), value_or_none(c->p->output), last_event(c));
}

static void check_contains(struct comparing *c, const cJSON *want)
{
	if (!c->p->output || !contains(value_node(c->p->output), want))
		test_difference_add(c->out, "outputContains", json_print(want), value_or_none(c->p->output), last_event(c));
}

static void check_match(struct comparing *c, const cJSON *want)
{
	struct query_env env = {.input = c->p->output};
	struct path *path = path_compile(want->string, strlen(want->string), NULL);
	struct str why = {0};
	struct value *got = c->p->output && path ? path_eval(path, &env, &why) : NULL;
	char *what = xasprintf("outputMatches %s", want->string);

	if (!got || !json_equal(value_node(got), want))
		test_difference_add(c->out, what, json_print(want), got ? value_or_none(got) : text_or_none(why.p), last_event(c));
	free(what);
	value_unref(got);
	path_free(path);
	str_done(&why);
}

static void check_matches(struct comparing *c, const cJSON *want)
{
	for (const cJSON *m = want->child; m; m = m->next)
		check_match(c, m);
}

static void check_error(struct comparing *c, const cJSON *want)
{
	if (!str_is(c->p->error, want->valuestring))
		test_difference_add(c->out, "error", xstrdup(want->valuestring), text_or_none(c->p->error), last_event(c));
}

static void check_cause(struct comparing *c, const cJSON *want)
{
	if (!str_is(c->p->cause, want->valuestring))
		test_difference_add(c->out, "cause", xstrdup(want->valuestring), text_or_none(c->p->cause), last_event(c));
}

static char *path_of(const struct comparing *c)
{
	cJSON *list = cJSON_CreateArray();
	char *text;

	for (size_t i = 0; i < c->p->steps.n; i++)
		json_append(list, cJSON_CreateString(c->p->steps.v[i].name));
	text = json_print(list);
	cJSON_Delete(list);
	return text;
}

static void check_path(struct comparing *c, const cJSON *want)
{
	const cJSON *m = want->child;
	size_t i = 0;

	while (m && i < c->p->steps.n && is_step_of(c, &c->p->steps.v[i], m->valuestring)) {
		m = m->next;
		i++;
	}
	if (m || i < c->p->steps.n)
		test_difference_add(c->out, "path", json_print(want), path_of(c),
			i < c->p->steps.n ? c->p->steps.v[i].entered : last_event(c));
}

static const struct step *first_visit(const struct comparing *c, const char *name)
{
	for (size_t i = 0; i < c->p->steps.n; i++)
		if (is_step_of(c, &c->p->steps.v[i], name))
			return &c->p->steps.v[i];
	return NULL;
}

static void check_visited(struct comparing *c, const cJSON *want)
{
	for (const cJSON *m = want->child; m; m = m->next)
		if (!first_visit(c, m->valuestring))
			test_difference_add(c->out, "visited", xstrdup(m->valuestring), path_of(c), 0);
}

static void check_not_visited(struct comparing *c, const cJSON *want)
{
	for (const cJSON *m = want->child; m; m = m->next) {
		const struct step *s = first_visit(c, m->valuestring);

		if (s)
			test_difference_add(c->out, "notVisited", xstrdup(m->valuestring), path_of(c), s->entered);
	}
}

static void check_attempts(struct comparing *c, const cJSON *want)
{
	for (const cJSON *m = want->child; m; m = m->next) {
		int64_t n = 0, expected = -1;
		int32_t event = 0;
		char *what = xasprintf("attempts of \"%s\"", m->string);

		json_int(m, 0, INT32_MAX, &expected);
		for (size_t i = 0; i < c->p->steps.n; i++) {
			if (!is_step_of(c, &c->p->steps.v[i], m->string))
				continue;
			n += (int64_t)c->p->steps.v[i].attempts.n;
			event = c->p->steps.v[i].last;
		}
		if (n != expected)
			test_difference_add(c->out, what, json_print(m), xasprintf("%lld", (long long)n), event);
		free(what);
	}
}

static void check_duration(struct comparing *c, const cJSON *want)
{
	double got = (double)(c->p->now_ms - c->p->start_ms) / 1000.0, differs = got - want->valuedouble;

	if (differs > 0.0005 || differs < -0.0005)
		test_difference_add(c->out, "duration", json_print(want), xasprintf("%.3f", got), last_event(c));
}

/* What the calls of a state were given, in their order: the value of their Scheduled events. */
static cJSON *calls_of(const struct comparing *c, const char *name)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; i < c->p->steps.n; i++) {
		const struct step *s = &c->p->steps.v[i];

		for (size_t k = 0; is_step_of(c, s, name) && k < s->attempts.n; k++) {
			const struct event *ev = history_at(c->run->history, s->attempts.v[k].scheduled);

			json_append(list, ev && ev->value ? json_copy(value_node(ev->value)) : cJSON_CreateNull());
		}
	}
	return list;
}

static void check_called_with(struct comparing *c, const cJSON *want)
{
	for (const cJSON *m = want->child; m; m = m->next) {
		cJSON *got = calls_of(c, m->string);
		const struct step *s = first_visit(c, m->string);
		char *what = xasprintf("calledWith of \"%s\"", m->string);

		if (!json_equal(got, m))
			test_difference_add(c->out, what, json_print(m), json_print(got), s ? s->entered : 0);
		free(what);
		cJSON_Delete(got);
	}
}

/* --- the table ------------------------------------------------------------------------------------------------------ */

enum form { FORM_ANY, FORM_STRING, FORM_STATUS, FORM_NAMES, FORM_PATHS, FORM_COUNTS, FORM_SECONDS, FORM_LISTS };

static const struct expectation {
	const char *name;
	enum form form;
	void (*check)(struct comparing *c, const cJSON *want);
} expectations[] = {
	{"status", FORM_STATUS, check_status},
	{"error", FORM_STRING, check_error},
	{"cause", FORM_STRING, check_cause},
	{"path", FORM_NAMES, check_path},
	{"visited", FORM_NAMES, check_visited},
	{"notVisited", FORM_NAMES, check_not_visited},
	{"attempts", FORM_COUNTS, check_attempts},
	{"calledWith", FORM_LISTS, check_called_with},
	{"duration", FORM_SECONDS, check_duration},
	{"output", FORM_ANY, check_output},
	{"outputContains", FORM_ANY, check_contains},
	{"outputMatches", FORM_PATHS, check_matches},
};

static const struct expectation *expectation_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(expectations); i++)
		if (strcmp(expectations[i].name, name) == 0)
			return &expectations[i];
	return NULL;
}

/* Is a member of a list or an object as the form wants it? */
static bool member_is(enum form form, const cJSON *m)
{
	int64_t n;
	struct path *p;

	switch (form) {
	case FORM_NAMES:
		return cJSON_IsString(m);
	case FORM_COUNTS:
		return json_int(m, 0, INT32_MAX, &n);
	case FORM_LISTS:
		return cJSON_IsArray(m);
	case FORM_PATHS:
		p = path_compile(m->string, strlen(m->string), NULL);
		path_free(p);
		return p != NULL;
	default:
		return true;
	}
}

static bool form_is(enum form form, const cJSON *node, const cJSON **bad)
{
	enum exec_status status;
	bool is_list = form == FORM_NAMES;

	*bad = node;
	if (form == FORM_ANY)
		return true;
	if (form == FORM_STRING || form == FORM_STATUS)
		return cJSON_IsString(node) && (form == FORM_STRING || exec_status_find(node->valuestring, &status));
	if (form == FORM_SECONDS)
		return cJSON_IsNumber(node) && node->valuedouble >= 0;
	if (is_list ? !cJSON_IsArray(node) : !cJSON_IsObject(node))
		return false;
	for (const cJSON *m = node->child; m; m = m->next) {
		*bad = m;
		if (!member_is(form, m))
			return false;
	}
	return true;
}

bool test_expect_check(const struct test_file *f, const cJSON *expect, struct err *e)
{
	static const char *const words[] = {
		[FORM_ANY] = "", [FORM_STRING] = "a string", [FORM_STATUS] = "SUCCEEDED, FAILED, TIMED_OUT or ABORTED",
		[FORM_NAMES] = "a list of states' names", [FORM_PATHS] = "an object of JSONPaths and values",
		[FORM_COUNTS] = "an object of states and numbers", [FORM_SECONDS] = "a number of seconds",
		[FORM_LISTS] = "an object of states and lists of payloads",
	};

	if (!cJSON_IsObject(expect) || !expect->child)
		return test_complain(f, expect, e, "expect must be an object that says something");
	for (const cJSON *m = expect->child; m; m = m->next) {
		const struct expectation *x = expectation_find(m->string);
		const cJSON *bad;

		if (!x)
			return test_complain(f, m, e, "expect has no field \"%.64s\"", m->string);
		if (!form_is(x->form, m, &bad))
			return test_complain(f, bad, e, "%s must be %s", x->name, words[x->form]);
	}
	return true;
}

void test_compare(const cJSON *expect, const struct run *r, struct test_differences *out)
{
	struct comparing c = {.run = r, .out = out, .p = r->at};

	for (size_t i = 0; i < ARRAY_LEN(expectations); i++) {
		const cJSON *want = json_get(expect, expectations[i].name);

		if (want)
			expectations[i].check(&c, want);
	}
}
