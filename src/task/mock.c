/* Answers from a file: which one is whose turn, and what was left over. */
#include "task/mock_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/diff.h"

#define EXPRESSION_MAX_MS 2000

/* A task that has its answer, which the loop will tell. */
struct pending {
	struct backend *b;
	struct pending *next;
	uint64_t id;
	const struct mock_answer *answer;
	struct value *result;		/* NULL: none */
};

struct remark {
	struct span span;
	const char *rule;		/* "error[mock.missing]" */
	char *text;
};

struct backend {
	struct task_backend base;
	struct loop *loop;
	struct mock_file file;
	struct pending *pending;
	VEC(struct remark) remarks;
};

static struct backend *backend_of(struct task_backend *b)
{
	return (struct backend *)b;
}

/* --- whose turn it is ----------------------------------------------------------------------------------------------- */

static bool chooses(const struct mock_answer *a)
{
	return a->iteration >= 0 || a->visit >= 0 || a->attempt >= 0 || a->when;
}

static bool fits(const struct mock_answer *a, const struct task_request *r)
{
	if ((a->iteration >= 0 && a->iteration != r->iteration) || (a->visit >= 0 && a->visit != r->visit) ||
		(a->attempt >= 0 && a->attempt != r->attempt))
		return false;
	return !a->when || (r->payload && json_contains(value_node(r->payload), a->when));
}

/*
 * Its number says which call of the state an answer is for, so that a fork which begins later finds the right
 * one. Where answers choose, calls may interleave, and answers are taken in order: first those that choose.
 */
static struct mock_answer *answer_find(struct mock_state *s, const struct task_request *r)
{
	struct mock_answer *plain = NULL;

	for (size_t i = 0; i < s->answers.n; i++) {
		struct mock_answer *a = &s->answers.v[i];

		if (!s->chooses) {
			if (r->invocation >= a->first && r->invocation <= a->last)
				return a;
		} else if (a->used < a->times && fits(a, r)) {
			if (chooses(a))
				return a;
			if (!plain)
				plain = a;
		}
	}
	return plain;
}

/* --- remarks -------------------------------------------------------------------------------------------------------- */

static const struct remark *remark(struct backend *b, struct span span, const char *rule, char *text_take)
{
	struct remark *m = VEC_ADD(&b->remarks);

	*m = (struct remark){span, rule, text_take};
	return m;
}

static enum task_take cannot(struct backend *b, const struct remark *m, struct err *e)
{
	err_at(e, ERR_NOT_FOUND, m->span, "%.300s", m->text);
	err_prefix(e, b->file.path);
	return TASK_CANNOT;
}

static char *no_answer(const struct mock_state *s, const struct task_request *r)
{
	struct str text = {0};

	str_addf(&text, "state \"%s\": there is no answer for its call %d", r->state->name, r->invocation + 1);
	if (s->chooses)
		str_addf(&text, " (visit %d, attempt %d)", r->visit, r->attempt);
	if (r->iteration >= 0)
		str_addf(&text, " (in iteration %d)", r->iteration);
	return str_take(&text);
}

/* The one mistake that everybody makes: lambda:invoke answers with the function's result in Payload. */
static void look_at_shape(struct backend *b, const struct asl_state *s, const struct mock_answer *a, const struct value *result)
{
	const struct asl_resource *r = &s->resource;

	if (a->kind != TASK_DONE || r->kind != ASL_TASK_SERVICE || r->pattern != ASL_REQUEST || !str_is(r->service, "lambda") ||
		!str_is(r->action, "invoke") || json_get(value_node(result), "Payload") || a->used > 1)
		return;
	remark(b, a->span, "warning[mock.shape]", xasprintf("state \"%s\": lambda:invoke returns an object with Payload, this answer has none",
		s->name));
}

/* --- answering ------------------------------------------------------------------------------------------------------ */

static struct value *number(int n)
{
	return value_take(cJSON_CreateNumber(n));
}

/* The result that an expression makes of the payload; NULL with its sentence in why. */
static struct value *evaluate(const struct mock_answer *a, const struct task_request *r, char **why)
{
	struct jsonata_error e = {0};
	struct jsonata_binding bindings[] = {
		{.name = "attempt", .value = number(r->attempt)}, {.name = "visit", .value = number(r->visit)},
		{.name = "invocation", .value = number(r->invocation)}, {.name = "iteration", .value = number(r->iteration)},
	};
	struct rng rng;
	struct jsonata_env env = {.input = r->payload, .bindings = bindings, .n_bindings = ARRAY_LEN(bindings), .aws = true, .rng = &rng,
		.now_ms = r->at_ms, .limits = {.time_ms = EXPRESSION_MAX_MS}};
	struct value *result = NULL;
	enum jsonata_outcome outcome;

	rng_seed(&rng, r->seed);
	outcome = jsonata_eval(a->expression, &env, &result, &e);
	if (outcome == JSONATA_FAILED)
		*why = xasprintf("%s: %s", e.code, str_get(&e.message));
	else if (outcome != JSONATA_VALUE)
		*why = xstrdup("the expression gives nothing");
	for (size_t i = 0; i < ARRAY_LEN(bindings); i++)
		value_unref(bindings[i].value);
	jsonata_error_done(&e);
	return result;
}

static void take_out(struct pending *p)
{
	struct pending **at = &p->b->pending;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
}

static void pending_free(struct pending *p)
{
	value_unref(p->result);
	free(p);
}

static void tell(void *ctx)
{
	struct pending *p = ctx;
	struct backend *b = p->b;
	const struct mock_answer *a = p->answer;
	struct task_outcome o = {.kind = a->kind,
		.result = p->result,
		.error = a->error,
		.cause = a->cause,
		.submit = a->submit,
		.after_ms = a->after_ms};

	take_out(p);
	if (b->base.done)
		b->base.done(b->base.ctx, p->id, &o);
	pending_free(p);
}

static enum task_take start(struct task_backend *base, const struct task_request *r, struct err *e)
{
	struct backend *b = backend_of(base);
	struct mock_state *s = mock_file_find(&b->file, r->state);
	struct mock_answer *a;
	struct value *result = NULL;
	struct pending *p;
	char *why = NULL;

	if (!s)
		return TASK_NOT_MINE;
	a = answer_find(s, r);
	if (!a)
		return cannot(b, remark(b, s->span, "error[mock.missing]", no_answer(s, r)), e);
	a->used++;
	result = a->expression ? evaluate(a, r, &why) : value_ref(a->result);
	if (why) {
		cannot(b, remark(b, a->span, "error[mock.expression]", xasprintf("state \"%s\": %s", r->state->name, why)), e);
		free(why);
		return TASK_CANNOT;
	}
	look_at_shape(b, r->state, a, result);
	p = xcalloc(1, sizeof *p);
	*p = (struct pending){.b = b, .next = b->pending, .id = r->id, .answer = a, .result = result};
	b->pending = p;
	loop_defer(b->loop, tell, p);
	return TASK_TAKEN;
}

static void forget(struct pending *p)
{
	loop_defer_cancel(p->b->loop, tell, p);
	take_out(p);
	pending_free(p);
}

static void cancel(struct task_backend *base, uint64_t id)
{
	for (struct pending *p = backend_of(base)->pending; p; p = p->next) {
		if (p->id == id) {
			forget(p);
			return;
		}
	}
}

static void backend_free(struct task_backend *base)
{
	struct backend *b = backend_of(base);

	while (b->pending)
		forget(b->pending);
	for (size_t i = 0; i < b->remarks.n; i++)
		free(b->remarks.v[i].text);
	VEC_DONE(&b->remarks);
	mock_file_done(&b->file);
	free(b);
}

struct task_backend *mock_backend_new(struct loop *l, const struct mock_options *o, struct err *e)
{
	struct backend *b = xcalloc(1, sizeof *b);

	b->base.name = "mock";
	b->base.start = start;
	b->base.cancel = cancel;
	b->base.free = backend_free;
	b->loop = l;
	if (mock_file_read(&b->file, o, e))
		return &b->base;
	backend_free(&b->base);
	return NULL;
}

/* --- the report ----------------------------------------------------------------------------------------------------- */

static void report(
	const struct backend *b, mock_report_fn fn, void *ctx, struct span at, const char *rule, const char *text)
{
	char *line = xasprintf("%s:%" PRIu32 ":%" PRIu32 ": %s: %s", b->file.path, at.line, at.col, rule, text);

	fn(ctx, line);
	free(line);
}

void mock_backend_report(struct task_backend *base, mock_report_fn fn, void *ctx)
{
	struct backend *b = backend_of(base);

	for (size_t i = 0; i < b->remarks.n; i++)
		report(b, fn, ctx, b->remarks.v[i].span, b->remarks.v[i].rule, b->remarks.v[i].text);
	for (size_t i = 0; i < b->file.states.n; i++) {
		const struct mock_state *s = &b->file.states.v[i];

		for (size_t k = 0; k < s->answers.n; k++) {
			char *text;

			if (s->answers.v[k].used)
				continue;
			text = xasprintf("state \"%s\": answer %zu of %zu was never asked for", s->name,
				k + 1, s->answers.n);
			report(b, fn, ctx, s->answers.v[k].span, "warning[mock.unused]", text);
			free(text);
		}
	}
}
