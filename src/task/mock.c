/* Answers from a file: which one is whose turn, and what was left over. */
#include "task/mock_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A task that has its answer, which the loop will tell. */
struct pending {
	struct backend *b;
	struct pending *next;
	uint64_t id;
	const struct mock_answer *answer;
};

struct missing {
	struct span span;
	char *text;
};

struct backend {
	struct task_backend base;
	struct loop *loop;
	struct mock_file file;
	struct pending *pending;
	VEC(struct missing) missing;
};

static struct backend *backend_of(struct task_backend *b)
{
	return (struct backend *)b;
}

/*
 * Which call of the state an answer is for: its number says it, so that a fork which begins later finds the
 * right one. Where iterations have answers of their own, calls interleave, and the answers of an iteration
 * are taken in order.
 */
static struct mock_answer *answer_find(struct mock_state *s, const struct task_request *r)
{
	struct mock_answer *plain = NULL;

	for (size_t i = 0; i < s->answers.n; i++) {
		struct mock_answer *a = &s->answers.v[i];

		if (!s->by_iteration) {
			if (r->invocation >= a->first && r->invocation <= a->last)
				return a;
		} else if (!a->used && a->iteration >= 0 && a->iteration == r->iteration) {
			return a;
		} else if (!a->used && a->iteration < 0 && !plain) {
			plain = a;
		}
	}
	return plain;
}

static void take_out(struct pending *p)
{
	struct pending **at = &p->b->pending;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
}

static void tell(void *ctx)
{
	struct pending *p = ctx;
	struct backend *b = p->b;
	const struct mock_answer *a = p->answer;
	struct task_outcome o = {.kind = a->kind,
		.result = a->result,
		.error = a->error,
		.cause = a->cause,
		.submit = a->submit,
		.after_ms = a->after_ms};
	uint64_t id = p->id;

	take_out(p);
	free(p);
	if (b->base.done)
		b->base.done(b->base.ctx, id, &o);
}

static enum task_take no_answer(
	struct backend *b, const struct mock_state *s, const struct task_request *r, struct err *e)
{
	struct missing *m = VEC_ADD(&b->missing);

	m->span = s->span;
	if (r->iteration >= 0)
		m->text = xasprintf("state \"%s\": there is no answer for its call %d (in iteration %d)", s->name,
			r->invocation + 1, r->iteration);
	else
		m->text = xasprintf("state \"%s\": there is no answer for its call %d", s->name, r->invocation + 1);
	err_at(e, ERR_NOT_FOUND, m->span, "%.300s", m->text);
	err_prefix(e, b->file.path);
	return TASK_CANNOT;
}

static enum task_take start(struct task_backend *base, const struct task_request *r, struct err *e)
{
	struct backend *b = backend_of(base);
	struct mock_state *s = mock_file_find(&b->file, r->state);
	struct mock_answer *a;
	struct pending *p;

	if (!s)
		return TASK_NOT_MINE;
	a = answer_find(s, r);
	if (!a)
		return no_answer(b, s, r, e);
	a->used = true;
	p = xcalloc(1, sizeof *p);
	*p = (struct pending){.b = b, .next = b->pending, .id = r->id, .answer = a};
	b->pending = p;
	loop_defer(b->loop, tell, p);
	return TASK_TAKEN;
}

static void forget(struct pending *p)
{
	loop_defer_cancel(p->b->loop, tell, p);
	take_out(p);
	free(p);
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
	for (size_t i = 0; i < b->missing.n; i++)
		free(b->missing.v[i].text);
	VEC_DONE(&b->missing);
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

	for (size_t i = 0; i < b->missing.n; i++)
		report(b, fn, ctx, b->missing.v[i].span, "error[mock.missing]", b->missing.v[i].text);
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
