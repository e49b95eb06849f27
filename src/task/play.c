/* Tasks that wait for the person, and the answers on their way to the session. */
#include "task/play.h"

#include <stdlib.h>
#include <string.h>

struct item {
	struct play_request r;		/* first */
	struct backend *b;
	bool answered, beats;
	enum task_outcome_kind kind;
	struct value *result;
	char *error, *cause;
	int64_t after_ms;
};

struct backend {
	struct task_backend base;
	struct loop *loop;
	VEC(struct item *) items;	/* that wait, oldest first */
	VEC(struct item *) answered;	/* on their way to the session */
	VEC(char *) wanted;
	bool all;
};

static struct backend *backend_of(const struct task_backend *b)
{
	return (struct backend *)b;
}

/* It is in no list, and nothing is on its way, any more. */
static void item_free(struct item *it)
{
	value_unref(it->r.payload);
	value_unref(it->result);
	free(it->r.token);
	free(it->r.execution_arn);
	free(it->error);
	free(it->cause);
	free(it);
}

static void tell(void *ctx);
static void tell_beat(void *ctx);

static void take_out(struct backend *b, struct item *it)
{
	struct item **v = it->answered ? b->answered.v : b->items.v;
	size_t *n = it->answered ? &b->answered.n : &b->items.n, i = 0;

	while (v[i] != it)
		i++;
	loop_defer_cancel(b->loop, tell, it);
	loop_defer_cancel(b->loop, tell_beat, it);
	memmove(v + i, v + i + 1, (--*n - i) * sizeof v[0]);
}

static void tell(void *ctx)
{
	struct item *it = ctx;
	struct backend *b = it->b;
	struct task_outcome o = {.kind = it->kind,
		.result = it->result,
		.error = it->error,
		.cause = it->cause,
		.after_ms = it->after_ms};

	take_out(b, it);
	if (b->base.done)
		b->base.done(b->base.ctx, it->r.id, &o);
	item_free(it);
}

static void tell_beat(void *ctx)
{
	struct item *it = ctx;
	const struct task_outcome o = {.kind = TASK_BEATS};

	it->beats = false;
	if (it->b->base.done)
		it->b->base.done(it->b->base.ctx, it->r.id, &o);
}

void play_take(struct task_backend *base, const struct task_request *r, bool submitted)
{
	struct backend *b = backend_of(base);
	struct item *it = xcalloc(1, sizeof *it);

	it->b = b;
	it->r = (struct play_request){.id = r->id,
		.state = r->state,
		.payload = value_ref(r->payload),
		.token = xstrdup(r->token),
		.execution_arn = xstrdup(r->execution_arn),
		.owner = r->owner,
		.attempt = r->attempt,
		.invocation = r->invocation,
		.iteration = r->iteration,
		.timeout_ms = r->timeout_ms,
		.at_ms = r->at_ms,
		.submitted = submitted};
	VEC_PUSH(&b->items, it);
}

static enum task_take start(struct task_backend *base, const struct task_request *r, struct err *e)
{
	(void)e;
	if (!play_wants(base, r->state->name))
		return TASK_NOT_MINE;
	play_take(base, r, false);
	return TASK_TAKEN;
}

/* Only those that wait. */
static struct item *item_find(const struct backend *b, uint64_t id)
{
	for (size_t i = 0; i < b->items.n; i++)
		if (b->items.v[i]->r.id == id)
			return b->items.v[i];
	return NULL;
}

static struct item *answered_find(const struct backend *b, uint64_t id)
{
	for (size_t i = 0; i < b->answered.n; i++)
		if (b->answered.v[i]->r.id == id)
			return b->answered.v[i];
	return NULL;
}

static void cancel(struct task_backend *base, uint64_t id)
{
	struct backend *b = backend_of(base);
	struct item *it = item_find(b, id);

	if (!it)
		it = answered_find(b, id);
	if (!it)
		return;
	take_out(b, it);
	item_free(it);
}

static void backend_free(struct task_backend *base)
{
	struct backend *b = backend_of(base);

	while (b->items.n + b->answered.n) {
		struct item *it = b->items.n ? b->items.v[b->items.n - 1] : b->answered.v[b->answered.n - 1];

		take_out(b, it);
		item_free(it);
	}
	for (size_t i = 0; i < b->wanted.n; i++)
		free(b->wanted.v[i]);
	VEC_DONE(&b->items);
	VEC_DONE(&b->answered);
	VEC_DONE(&b->wanted);
	free(b);
}

struct task_backend *play_backend_new(struct loop *l)
{
	struct backend *b = xcalloc(1, sizeof *b);

	b->base.name = "play";
	b->base.start = start;
	b->base.cancel = cancel;
	b->base.free = backend_free;
	b->loop = l;
	return &b->base;
}

void play_want(struct task_backend *base, const char *state, bool on)
{
	struct backend *b = backend_of(base);

	for (size_t i = 0; i < b->wanted.n; i++) {
		if (strcmp(b->wanted.v[i], state) != 0)
			continue;
		if (!on) {
			free(b->wanted.v[i]);
			b->wanted.v[i] = b->wanted.v[--b->wanted.n];
		}
		return;
	}
	if (on)
		VEC_PUSH(&b->wanted, xstrdup(state));
}

void play_want_all(struct task_backend *b, bool on)
{
	backend_of(b)->all = on;
}

bool play_wants(const struct task_backend *base, const char *state)
{
	const struct backend *b = backend_of(base);

	for (size_t i = 0; i < b->wanted.n && !b->all; i++)
		if (strcmp(b->wanted.v[i], state) == 0)
			return true;
	return b->all;
}

size_t play_count(const struct task_backend *base)
{
	return backend_of(base)->items.n;
}

const struct play_request *play_at(const struct task_backend *base, size_t i)
{
	const struct backend *b = backend_of(base);

	return i < b->items.n ? &b->items.v[i]->r : NULL;
}

const struct play_request *play_find(const struct task_backend *b, uint64_t id)
{
	struct item *it = item_find(backend_of(b), id);

	return it ? &it->r : NULL;
}

/* NULL where it does not wait; else the answer is on its way, and the caller fills it in. */
static struct item *answer(struct task_backend *base, uint64_t id, enum task_outcome_kind kind)
{
	struct backend *b = backend_of(base);
	struct item *it = item_find(b, id);

	if (!it)
		return NULL;
	take_out(b, it);
	it->answered = true;
	it->kind = kind;
	VEC_PUSH(&b->answered, it);
	loop_defer(b->loop, tell, it);
	return it;
}

bool play_return(struct task_backend *b, uint64_t id, struct value *result, int64_t after_ms)
{
	struct item *it = answer(b, id, TASK_DONE);

	if (!it)
		return false;
	it->result = value_ref(result);
	it->after_ms = after_ms;
	return true;
}

bool play_throw(struct task_backend *b, uint64_t id, const char *error, const char *cause, int64_t after_ms)
{
	struct item *it = answer(b, id, TASK_FAILED);

	if (!it)
		return false;
	it->error = xstrdup(error);
	it->cause = xstrdup(cause);
	it->after_ms = after_ms;
	return true;
}

bool play_time_out(struct task_backend *b, uint64_t id)
{
	return answer(b, id, TASK_TIMED_OUT);
}

bool play_beat(struct task_backend *base, uint64_t id)
{
	struct backend *b = backend_of(base);
	struct item *it = item_find(b, id);

	if (!it)
		return false;
	if (!it->beats)
		loop_defer(b->loop, tell_beat, it);
	it->beats = true;
	return true;
}
