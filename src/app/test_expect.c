/* The table of expectations, the forms of their values, and what the functions that compare have in common. */
#include "app/test_expect_private.h"

#include <stdlib.h>
#include <string.h>

#include "query/path.h"

/* --- forms ---------------------------------------------------------------------------------------------------------- */

enum form {
	FORM_ANY, FORM_STRING, FORM_PATTERN, FORM_STATUS, FORM_NAMES, FORM_PATHS, FORM_COUNTS, FORM_AMOUNT, FORM_AMOUNTS, FORM_ATTEMPTS,
	FORM_LISTS, FORM_NAME_LISTS, FORM_VALUES, FORM_CONDITIONS, FORM_EVENTS, FORM_EVENT_COUNTS, FORM_COUNT,
};

static const char *const form_words[] = {
	[FORM_ANY] = "", [FORM_STRING] = "a string", [FORM_PATTERN] = "a regular expression",
	[FORM_STATUS] = "SUCCEEDED, FAILED, TIMED_OUT or ABORTED", [FORM_NAMES] = "a list of states' names",
	[FORM_PATHS] = "an object of JSONPaths and values", [FORM_COUNTS] = "an object of names and whole numbers",
	[FORM_AMOUNT] = "a number of seconds, or {\"atLeast\": …, \"atMost\": …}",
	[FORM_AMOUNTS] = "an object of states and seconds, lists of seconds, or {\"atLeast\": …, \"atMost\": …}",
	[FORM_ATTEMPTS] = "an object of states and whole numbers, or lists of them (by visit)",
	[FORM_LISTS] = "an object of states and lists of payloads", [FORM_NAME_LISTS] = "an object of states and lists of error names",
	[FORM_VALUES] = "an object", [FORM_CONDITIONS] = "a JSONata expression, or a list of them",
	[FORM_EVENTS] = "a list of event types and parts of events",
	[FORM_EVENT_COUNTS] = "an object of event types and whole numbers", [FORM_COUNT] = "a whole number",
};

bool amount_is_form(const cJSON *node)
{
	const cJSON *m = node->child;

	if (cJSON_IsNumber(node))
		return node->valuedouble >= 0;
	for (; m; m = m->next)
		if (!m->string || !cJSON_IsNumber(m) || (strcmp(m->string, "atLeast") != 0 && strcmp(m->string, "atMost") != 0))
			return false;
	return cJSON_IsObject(node) && node->child;
}

static bool each_is(const cJSON *list, bool (*is)(const cJSON *m))
{
	for (const cJSON *m = list->child; m; m = m->next)
		if (!is(m))
			return false;
	return cJSON_IsArray(list);
}

static bool is_string(const cJSON *m)
{
	return cJSON_IsString(m);
}

static bool is_number(const cJSON *m)
{
	return cJSON_IsNumber(m);
}

static bool is_count(const cJSON *m)
{
	int64_t n;

	return json_int(m, 0, INT32_MAX, &n);
}

static bool is_path(const char *text)
{
	struct path *p = path_compile(text, strlen(text), NULL);

	path_free(p);
	return p != NULL;
}

static bool is_event(const cJSON *m)
{
	return cJSON_IsObject(m) || (cJSON_IsString(m) && event_type_find(m->valuestring) != EV_NONE);
}

/* Is a member of a list or an object as the form wants it? */
static bool member_is(enum form form, const cJSON *m)
{
	switch (form) {
	case FORM_NAMES:
		return cJSON_IsString(m);
	case FORM_COUNTS:
		return is_count(m);
	case FORM_EVENT_COUNTS:
		return is_count(m) && event_type_find(m->string) != EV_NONE;
	case FORM_ATTEMPTS:
		return is_count(m) || each_is(m, is_count);
	case FORM_AMOUNTS:
		return amount_is_form(m) || each_is(m, is_number);
	case FORM_LISTS:
		return cJSON_IsArray(m);
	case FORM_NAME_LISTS:
		return each_is(m, is_string);
	case FORM_PATHS:
		return is_path(m->string);
	case FORM_EVENTS:
		return is_event(m);
	default:
		return true;
	}
}

static bool condition_is(const cJSON *node, const cJSON **bad, struct err *e)
{
	if (cJSON_IsString(node))
		return condition_is_form(node->valuestring, e);
	for (const cJSON *m = node->child; m; m = m->next) {
		*bad = m;
		if (!cJSON_IsString(m) || !condition_is_form(m->valuestring, e))
			return false;
	}
	return cJSON_IsArray(node) && node->child;
}

/* *bad: what is wrong; e has a sentence where the form alone does not say it. */
static bool form_is(enum form form, const cJSON *node, const cJSON **bad, struct err *e)
{
	enum exec_status status;

	*bad = node;
	switch (form) {
	case FORM_ANY:
		return true;
	case FORM_STRING:
		return cJSON_IsString(node);
	case FORM_PATTERN:
		return cJSON_IsString(node) && pattern_is_form(node->valuestring, e);
	case FORM_STATUS:
		return cJSON_IsString(node) && exec_status_find(node->valuestring, &status);
	case FORM_AMOUNT:
		return amount_is_form(node);
	case FORM_COUNT:
		return is_count(node);
	case FORM_CONDITIONS:
		return condition_is(node, bad, e);
	default:
		break;
	}
	if (form == FORM_NAMES || form == FORM_EVENTS ? !cJSON_IsArray(node) : !cJSON_IsObject(node))
		return false;
	for (const cJSON *m = node->child; m; m = m->next) {
		*bad = m;
		if (!member_is(form, m))
			return false;
	}
	return true;
}

/* --- the table ------------------------------------------------------------------------------------------------------ */

static const struct expectation {
	const char *name;
	enum form form;
	bool has_states;		/* members are named by states, elements are states */
	expect_fn check;
} expectations[] = {
	{"status", FORM_STATUS, false, check_status},
	{"error", FORM_STRING, false, check_error},
	{"errorMatches", FORM_PATTERN, false, check_error_matches},
	{"cause", FORM_STRING, false, check_cause},
	{"causeMatches", FORM_PATTERN, false, check_cause_matches},
	{"causeContains", FORM_ANY, false, check_cause_contains},
	{"path", FORM_NAMES, true, check_path},
	{"pathContains", FORM_NAMES, true, check_path_contains},
	{"visited", FORM_NAMES, true, check_visited},
	{"notVisited", FORM_NAMES, true, check_not_visited},
	{"visits", FORM_COUNTS, true, check_visits},
	{"attempts", FORM_ATTEMPTS, true, check_attempts},
	{"errors", FORM_NAME_LISTS, true, check_errors},
	{"waited", FORM_AMOUNTS, true, check_waited},
	{"calls", FORM_COUNTS, false, check_calls},
	{"calledWith", FORM_LISTS, true, check_called_with},
	{"calledWithContains", FORM_LISTS, true, check_called_with_contains},
	{"stateInput", FORM_VALUES, true, check_state_input},
	{"stateOutput", FORM_VALUES, true, check_state_output},
	{"stateOutputContains", FORM_VALUES, true, check_state_output_contains},
	{"variables", FORM_VALUES, false, check_variables},
	{"duration", FORM_AMOUNT, false, check_duration},
	{"output", FORM_ANY, false, check_output},
	{"outputContains", FORM_ANY, false, check_output_contains},
	{"outputMatches", FORM_PATHS, false, check_output_matches},
	{"outputSatisfies", FORM_CONDITIONS, false, check_output_satisfies},
	{"events", FORM_EVENTS, false, check_events},
	{"eventCounts", FORM_EVENT_COUNTS, false, check_event_counts},
	{"maxEvents", FORM_COUNT, false, check_max_events},
	{"maxPayload", FORM_COUNT, false, check_max_payload},
	{"history", FORM_STRING, false, check_history},
};

static const struct expectation *expectation_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(expectations); i++)
		if (strcmp(expectations[i].name, name) == 0)
			return &expectations[i];
	return NULL;
}

bool test_expect_check(const struct test_file *f, const cJSON *expect, struct err *e)
{
	if (!cJSON_IsObject(expect) || !expect->child)
		return test_complain(f, expect, e, "expect must be an object that says something (aslant test --update fills an empty one in)");
	for (const cJSON *m = expect->child; m; m = m->next) {
		const struct expectation *x = expectation_find(m->string);
		const cJSON *bad;
		struct err why = {0};

		if (!x)
			return test_complain(f, m, e, "expect has no field \"%.64s\"", m->string);
		if (form_is(x->form, m, &bad, &why))
			continue;
		return why.code ? test_complain(f, bad, e, "%s: %.300s", x->name, why.msg)
			: test_complain(f, bad, e, "%s must be %s", x->name, form_words[x->form]);
	}
	return true;
}

bool test_expect_resolve(const struct test_file *f, const cJSON *expect, const struct asl_machine *m, struct err *e)
{
	for (const cJSON *x = expect->child; x; x = x->next) {
		const struct expectation *row = expectation_find(x->string);
		struct address a;

		for (const cJSON *s = row && row->has_states ? x->child : NULL; s; s = s->next) {
			const char *name = cJSON_IsObject(x) ? s->string : s->valuestring;

			if (!address_find(m, name, &a))
				return test_complain(f, s, e, "%s: there is no state \"%.100s\" in %s", row->name, name, path_base(f->machine));
		}
	}
	return true;
}

void test_compare(const struct test_file *f, const struct test_case *test, const struct run *r, struct test_differences *out)
{
	struct comparing c = {.file = f, .test = test, .run = r, .out = out, .p = r->at};

	for (size_t i = 0; i < ARRAY_LEN(expectations); i++) {
		const cJSON *want = json_get(test->expect, expectations[i].name);

		if (want)
			expectations[i].check(&c, want);
	}
}

cJSON *test_expect_of(const struct run *r)
{
	cJSON *o = cJSON_CreateObject(), *path = cJSON_CreateArray();

	json_add(o, "status", cJSON_CreateString(exec_status_text(r->at->status)));
	if (r->at->error)
		json_add(o, "error", cJSON_CreateString(r->at->error));
	if (r->at->cause)
		json_add(o, "cause", cJSON_CreateString(r->at->cause));
	for (size_t i = 0; i < r->at->steps.n; i++)
		json_append(path, cJSON_CreateString(r->at->steps.v[i].name));
	json_add(o, "path", path);
	if (r->at->output)
		json_add(o, "output", json_copy(value_node(r->at->output)));
	return o;
}

/* --- differences ---------------------------------------------------------------------------------------------------- */

#define DIFF_LINES_MAX 20
#define LINE_VALUE_COLS 120

struct test_difference *test_difference_add(struct test_differences *d, const char *what, char *expected, char *got, int32_t event)
{
	struct test_difference *x = VEC_ADD(&d->list);

	*x = (struct test_difference){.what = xstrdup(what), .expected = expected, .got = got, .event = event};
	return x;
}

int32_t test_differences_first_event(const struct test_differences *d)
{
	int32_t first = 0;

	for (size_t i = 0; i < d->list.n; i++)
		if (d->list.v[i].event && (!first || d->list.v[i].event < first))
			first = d->list.v[i].event;
	return first;
}

void test_differences_done(struct test_differences *d)
{
	for (size_t i = 0; i < d->list.n; i++) {
		struct test_difference *x = &d->list.v[i];

		free(x->what);
		free(x->expected);
		free(x->got);
		for (size_t k = 0; k < x->lines.n; k++)
			free(x->lines.v[k]);
		VEC_DONE(&x->lines);
		cJSON_Delete(x->would_hold);
	}
	VEC_DONE(&d->list);
}

int32_t last_event(const struct comparing *c)
{
	return run_last(c->run);
}

char *text_or_none(const char *s)
{
	return xstrdup(s ? s : "(none)");
}

void differ_text(struct comparing *c, const char *what, const cJSON *want, const char *got, int32_t event)
{
	struct test_difference *d = test_difference_add(c->out, what, xstrdup(want->valuestring), text_or_none(got), event);

	d->node = want;
	d->would_hold = got ? cJSON_CreateString(got) : NULL;
}

static cJSON *part_like(const cJSON *whole, const cJSON *part);

static cJSON *list_like(const cJSON *whole, const cJSON *part)
{
	cJSON *list = cJSON_CreateArray();

	part = part->child;
	for (const cJSON *m = whole->child; m; m = m->next, part = part->next)
		json_append(list, part_like(m, part));
	return list;
}

/* The same part of another whole: what a partial expectation would have to say. */
static cJSON *part_like(const cJSON *whole, const cJSON *part)
{
	cJSON *o;

	if (cJSON_IsArray(whole) && cJSON_IsArray(part) && json_count(whole) == json_count(part))
		return list_like(whole, part);
	if (!cJSON_IsObject(whole) || !cJSON_IsObject(part))
		return json_copy(whole);
	o = cJSON_CreateObject();
	for (const cJSON *m = part->child; m; m = m->next) {
		const cJSON *other = json_get(whole, m->string);

		if (other)
			json_add(o, m->string, part_like(other, m));
	}
	return o;
}

static char *short_json(const cJSON *node)
{
	char *text = json_print(node);
	size_t n = strlen(text);

	if (n <= LINE_VALUE_COLS)
		return text;
	for (n = LINE_VALUE_COLS; n && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
		;
	text[n] = '\0';
	return text = xrealloc(text, n + sizeof "…"), strcat(text, "…");
}

static char *line_of(const struct json_difference *x)
{
	char *a = x->a ? short_json(x->a) : NULL, *b = x->b ? short_json(x->b) : NULL, *line;

	if (x->change == JSON_CHANGED)
		line = xasprintf("%s: expected %s, got %s", x->path, a, b);
	else if (x->change == JSON_ADDED)
		line = xasprintf("%s: not expected, got %s", x->path, b);
	else
		line = xasprintf("%s: expected %s, not there", x->path, a);
	free(a);
	free(b);
	return line;
}

void test_difference_lines(struct test_difference *d, const struct json_diff *diff)
{
	if (diff->list.n == 1 && strcmp(diff->list.v[0].path, "$") == 0)
		return;			/* the whole differs: expected and got say it */
	for (size_t i = 0; i < diff->list.n; i++)
		VEC_PUSH(&d->lines, line_of(&diff->list.v[i]));
	if (diff->is_cut)
		VEC_PUSH(&d->lines, xstrdup("…"));
}

void differ_node(struct comparing *c, const char *what, const cJSON *want, const cJSON *got, enum json_diff_mode mode, int32_t event)
{
	struct json_diff diff = {0};
	struct test_difference *d;

	json_diff_make(&diff, want, got, mode, DIFF_LINES_MAX);
	if (diff.list.n) {
		d = test_difference_add(c->out, what, json_print(want), got ? json_print(got) : text_or_none(NULL), event);
		if (got)
			test_difference_lines(d, &diff);
		d->node = want;
		if (got)
			d->would_hold = mode == JSON_DIFF_PART ? part_like(got, want) : json_copy(got);
	}
	json_diff_done(&diff);
}

bool amount_holds(const cJSON *want, double got)
{
	const cJSON *least = json_get(want, "atLeast"), *most = json_get(want, "atMost");
	double slack = 0.0005;		/* clocks count milliseconds */

	if (cJSON_IsNumber(want))
		return got - want->valuedouble < slack && want->valuedouble - got < slack;
	return (!least || got >= least->valuedouble - slack) && (!most || got <= most->valuedouble + slack);
}
