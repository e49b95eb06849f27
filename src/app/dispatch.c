#include "app/dispatch.h"

#include <stdlib.h>

struct pending {
	uint64_t id;
	struct task_backend *backend;
	task_done_fn done;
	void *ctx;
};

struct dispatch {
	VEC(struct task_backend *) backends;
	VEC(struct pending) pending;
	uint64_t last_id;
	struct task_backend *last;
	dispatch_last_fn last_take;
	void *last_ctx;
};

struct dispatch *dispatch_new(void)
{
	return xcalloc(1, sizeof(struct dispatch));
}

void dispatch_free(struct dispatch *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->backends.n; i++)
		d->backends.v[i]->free(d->backends.v[i]);
	VEC_DONE(&d->backends);
	VEC_DONE(&d->pending);
	free(d);
}

/* Takes the entry out; the order of the others does not matter. */
static bool pending_remove(struct dispatch *d, uint64_t id, struct pending *out)
{
	for (size_t i = 0; i < d->pending.n; i++) {
		if (d->pending.v[i].id != id)
			continue;
		*out = d->pending.v[i];
		d->pending.v[i] = d->pending.v[--d->pending.n];
		return true;
	}
	return false;
}

static void backend_done(void *ctx, uint64_t id, const struct task_outcome *o)
{
	struct pending p;

	if (pending_remove(ctx, id, &p))
		p.done(p.ctx, id, o);
}

void dispatch_add_take(struct dispatch *d, struct task_backend *b)
{
	b->done = backend_done;
	b->ctx = d;
	VEC_PUSH(&d->backends, b);
}

void dispatch_set_last(struct dispatch *d, struct task_backend *b, dispatch_last_fn take, void *ctx)
{
	d->last = b;
	d->last_take = take;
	d->last_ctx = ctx;
}

enum task_take dispatch_start(struct dispatch *d, struct task_request *r, task_done_fn done, void *ctx,
	const struct task_backend **by, struct err *e)
{
	struct pending p = {.id = ++d->last_id, .done = done, .ctx = ctx};
	enum task_take take = TASK_NOT_MINE;

	r->id = p.id;
	err_clear(e);
	for (size_t i = 0; i < d->backends.n && take == TASK_NOT_MINE; i++) {
		p.backend = d->backends.v[i];
		take = p.backend->start(p.backend, r, e);
	}
	if (take != TASK_TAKEN && d->last) {
		p.backend = d->last;
		d->last_take(d->last_ctx, d->last, r, e);
		take = TASK_TAKEN;
	}
	if (take == TASK_TAKEN) {
		*by = p.backend;
		VEC_PUSH(&d->pending, p);
	}
	return take;
}

void dispatch_cancel(struct dispatch *d, uint64_t id)
{
	struct pending p;

	if (pending_remove(d, id, &p))
		p.backend->cancel(p.backend, id);
}
