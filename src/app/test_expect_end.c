/* Expectations on how an execution ended: status, output, error, cause, variables, time. */
#include <stdlib.h>
#include <string.h>

#include "app/test_expect_private.h"
#include "base/rng.h"
#include "query/jsonata.h"
#include "query/path.h"

/* With what it failed, where that was not expected. */
void check_status(struct comparing *c, const cJSON *want)
{
	const char *got = exec_status_text(c->p->status), *error = c->p->error, *cause = c->p->cause;
	struct test_difference *d;

	if (str_is(got, want->valuestring))
		return;
	d = test_difference_add(c->out, "status", xstrdup(want->valuestring), xasprintf("%s%s%s%s%s", got, error ? ": " : "",
		error ? error : "", cause ? ": " : "", cause ? cause : ""), last_event(c));
	d->node = want;
	d->would_hold = cJSON_CreateString(got);
}

void check_error(struct comparing *c, const cJSON *want)
{
	if (!str_is(c->p->error, want->valuestring))
		differ_text(c, "error", want, c->p->error, last_event(c));
}

void check_cause(struct comparing *c, const cJSON *want)
{
	if (!str_is(c->p->cause, want->valuestring))
		differ_text(c, "cause", want, c->p->cause, last_event(c));
}

/* --- patterns -------------------------------------------------------------------------------------------------------- */

/* JSONata knows regular expressions, and has limits on what they may cost: $contains($, /pattern/). */
static struct jsonata *pattern_compile(const char *pattern, struct jsonata_error *e)
{
	struct str text = {0};
	struct jsonata *x;

	str_adds(&text, "$contains($, /");
	for (const char *s = pattern; *s; s++) {
		if (*s == '\\' && s[1])
			str_addc(&text, *s++);
		else if (*s == '/')
			str_addc(&text, '\\');
		str_addc(&text, *s);
	}
	str_adds(&text, "/)");
	x = jsonata_compile(str_get(&text), text.len, e);
	str_done(&text);
	return x;
}

static bool is_form(struct jsonata *x, struct jsonata_error *je, struct err *e)
{
	bool ok = x != NULL;

	if (!ok)
		err_set(e, ERR_INVALID, "%s: %.250s", je->code, str_get(&je->message));
	jsonata_free(x);
	jsonata_error_done(je);
	return ok;
}

bool pattern_is_form(const char *pattern, struct err *e)
{
	struct jsonata_error je = {0};

	return is_form(pattern_compile(pattern, &je), &je, e);
}

bool pattern_matches(const char *pattern, const char *text)
{
	struct jsonata *x = pattern_compile(pattern, NULL);
	struct value *input = value_string(text), *result = NULL;
	struct rng rng;
	struct jsonata_env env = {.input = input, .rng = &rng};
	bool holds;

	rng_seed(&rng, 0);
	holds = x && jsonata_eval(x, &env, &result, NULL) == JSONATA_VALUE && cJSON_IsTrue(value_node(result));
	value_unref(result);
	value_unref(input);
	jsonata_free(x);
	return holds;
}

static void check_pattern(struct comparing *c, const char *what, const cJSON *want, const char *got)
{
	if (!got || !pattern_matches(want->valuestring, got))
		test_difference_add(c->out, what, xasprintf("/%s/", want->valuestring), text_or_none(got), last_event(c))->node = want;
}

void check_error_matches(struct comparing *c, const cJSON *want)
{
	check_pattern(c, "errorMatches", want, c->p->error);
}

void check_cause_matches(struct comparing *c, const cJSON *want)
{
	check_pattern(c, "causeMatches", want, c->p->cause);
}

/* A cause that is a JSON text, as functions and child executions give it. */
void check_cause_contains(struct comparing *c, const cJSON *want)
{
	cJSON *got = c->p->cause ? json_read(c->p->cause, NULL) : NULL;

	if (got)
		differ_node(c, "causeContains", want, got, JSON_DIFF_PART, last_event(c));
	else
		test_difference_add(c->out, "causeContains", json_print(want), text_or_none(c->p->cause), last_event(c))->node = want;
	cJSON_Delete(got);
}

/* --- output ---------------------------------------------------------------------------------------------------------- */

/* Where there is no output, how it ended instead. */
static void check_document(struct comparing *c, const char *what, const cJSON *want, enum json_diff_mode mode)
{
	char *got;

	if (c->p->output) {
		differ_node(c, what, want, value_node(c->p->output), mode, last_event(c));
		return;
	}
	got = xasprintf("(none: it %s%s%s)", exec_status_text(c->p->status), c->p->error ? " with " : "", c->p->error ? c->p->error : "");
	test_difference_add(c->out, what, json_print(want), got, last_event(c))->node = want;
}

void check_output(struct comparing *c, const cJSON *want)
{
	check_document(c, "output", want, JSON_DIFF_WHOLE);
}

void check_output_contains(struct comparing *c, const cJSON *want)
{
	check_document(c, "outputContains", want, JSON_DIFF_PART);
}

static void check_match(struct comparing *c, const cJSON *want)
{
	struct query_env env = {.input = c->p->output};
	struct path *path = path_compile(want->string, strlen(want->string), NULL);
	struct str why = {0};
	struct value *got = c->p->output && path ? path_eval(path, &env, &why) : NULL;
	char *what = xasprintf("outputMatches %s", want->string);

	if (got)
		differ_node(c, what, want, value_node(got), JSON_DIFF_WHOLE, last_event(c));
	else
		test_difference_add(c->out, what, json_print(want), text_or_none(why.p), last_event(c))->node = want;
	free(what);
	value_unref(got);
	path_free(path);
	str_done(&why);
}

void check_output_matches(struct comparing *c, const cJSON *want)
{
	for (const cJSON *m = want->child; m; m = m->next)
		check_match(c, m);
}

bool condition_is_form(const char *expression, struct err *e)
{
	struct jsonata_error je = {0};

	return is_form(jsonata_compile(expression, strlen(expression), &je), &je, e);
}

static double seconds(const struct comparing *c)
{
	return (double)(c->p->now_ms - c->p->start_ms) / 1000.0;
}

static struct value *string_or_null(const char *s)
{
	return s ? value_string(s) : value_null();
}

bool condition_holds(const struct comparing *c, const char *expression, char **got)
{
	struct jsonata_error e = {0};
	struct jsonata *x = jsonata_compile(expression, strlen(expression), &e);
	struct rng rng;
	struct jsonata_binding b[] = {
		{.name = "input", .value = value_ref(c->p->input)},
		{.name = "output", .value = c->p->output ? value_ref(c->p->output) : value_null()},
		{.name = "status", .value = value_string(exec_status_text(c->p->status))},
		{.name = "error", .value = string_or_null(c->p->error)},
		{.name = "cause", .value = string_or_null(c->p->cause)},
		{.name = "duration", .value = value_take(cJSON_CreateNumber(seconds(c)))},
	};
	struct jsonata_env env = {.input = c->p->output, .bindings = b, .n_bindings = ARRAY_LEN(b), .aws = true, .rng = &rng,
		.now_ms = c->p->now_ms};
	struct value *result = NULL;
	enum jsonata_outcome outcome;
	bool holds;

	rng_seed(&rng, c->test->seed);
	outcome = x ? jsonata_eval(x, &env, &result, &e) : JSONATA_FAILED;
	holds = outcome == JSONATA_VALUE && cJSON_IsTrue(value_node(result));
	if (outcome == JSONATA_FAILED)
		*got = xasprintf("%s: %s", e.code, str_get(&e.message));
	else
		*got = xstrdup(outcome == JSONATA_VALUE ? value_text(result) : "nothing (undefined)");
	for (size_t i = 0; i < ARRAY_LEN(b); i++)
		value_unref(b[i].value);
	value_unref(result);
	jsonata_free(x);
	jsonata_error_done(&e);
	return holds;
}

static void check_condition(struct comparing *c, const cJSON *want)
{
	char *got, *what;

	if (!condition_holds(c, want->valuestring, &got)) {
		what = xasprintf("outputSatisfies %s", want->valuestring);
		test_difference_add(c->out, what, xstrdup("true"), xstrdup(got), last_event(c))->node = want;
		free(what);
	}
	free(got);
}

void check_output_satisfies(struct comparing *c, const cJSON *want)
{
	if (cJSON_IsString(want))
		check_condition(c, want);
	else
		for (const cJSON *m = want->child; m; m = m->next)
			check_condition(c, m);
}

/* --- time, variables -------------------------------------------------------------------------------------------------- */

void check_duration(struct comparing *c, const cJSON *want)
{
	struct test_difference *d;

	if (amount_holds(want, seconds(c)))
		return;
	d = test_difference_add(c->out, "duration", json_print(want), xasprintf("%.3f", seconds(c)), last_event(c));
	d->node = want;
	d->would_hold = cJSON_IsNumber(want) ? cJSON_CreateNumber(seconds(c)) : NULL;
}

/* What the states of the top level have left behind, over what the case began with. */
static cJSON *variables_of(const struct comparing *c)
{
	cJSON *all = c->test->variables ? json_copy(value_node(c->test->variables)) : cJSON_CreateObject();

	for (int32_t id = 1; id <= last_event(c); id++) {
		const struct event *ev = history_at(c->run->history, id);
		int step = ev->more && ev->more->assigned ? projection_step_of(c->p, id) : -1;

		if (step < 0 || c->p->steps.v[step].parent >= 0)
			continue;
		for (const cJSON *m = value_node(ev->more->assigned)->child; m; m = m->next)
			json_set(all, m->string, json_copy(m));
	}
	return all;
}

void check_variables(struct comparing *c, const cJSON *want)
{
	cJSON *all = variables_of(c);

	for (const cJSON *m = want->child; m; m = m->next) {
		char *what = xasprintf("variable \"%s\"", m->string);

		differ_node(c, what, m, json_get(all, m->string), JSON_DIFF_WHOLE, last_event(c));
		free(what);
	}
	cJSON_Delete(all);
}
