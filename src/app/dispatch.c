#include "app/dispatch.h"

#include <stdlib.h>
#include <string.h>

struct pending {
	struct task_request r;		/* its own references and copies */
	struct task_backend *backend;	/* NULL: it has submitted the task, and forgotten it */
	task_done_fn done;
	void *ctx;
	int64_t delay_ms;		/* a fault makes it slow */
};

struct dispatch {
	VEC(struct task_backend *) backends;
	VEC(struct pending) pending;
	uint64_t last_id;
	struct task_backend *last;
	dispatch_last_fn last_take;
	void *last_ctx;
	struct faults *faults;		/* NULL: none */
	struct task_backend *fault;	/* one of backends */
};

struct dispatch *dispatch_new(void)
{
	return xcalloc(1, sizeof(struct dispatch));
}

static void pending_done(struct pending *p)
{
	value_unref(p->r.payload);
	free((char *)p->r.token);
	free((char *)p->r.execution_arn);
	free((char *)p->r.root_arn);
}

void dispatch_free(struct dispatch *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->backends.n; i++)
		d->backends.v[i]->free(d->backends.v[i]);
	for (size_t i = 0; i < d->pending.n; i++)
		pending_done(&d->pending.v[i]);
	VEC_DONE(&d->backends);
	VEC_DONE(&d->pending);
	free(d);
}

static struct pending *pending_find(struct dispatch *d, uint64_t id)
{
	for (size_t i = 0; i < d->pending.n; i++)
		if (d->pending.v[i].r.id == id)
			return &d->pending.v[i];
	return NULL;
}

static void pending_add(struct dispatch *d, struct task_backend *b, const struct task_request *r, task_done_fn done, void *ctx)
{
	struct pending *p = VEC_ADD(&d->pending);

	*p = (struct pending){.r = *r, .backend = b, .done = done, .ctx = ctx};
	value_ref(p->r.payload);
	p->r.token = xstrdup(r->token);
	p->r.execution_arn = xstrdup(r->execution_arn);
	p->r.root_arn = xstrdup(r->root_arn);
}

/* The order of the others does not matter. */
static struct pending pending_take(struct dispatch *d, struct pending *p)
{
	struct pending out = *p;

	*p = d->pending.v[--d->pending.n];
	return out;
}

/* The backend has nothing more to do with it; the person is asked instead, where there is one. */
static void hand_on(struct dispatch *d, struct pending *p, struct task_outcome *o)
{
	const struct err none = {0};

	p->backend = d->last;
	if (!d->last)
		return;
	d->last_take(d->last_ctx, d->last, &p->r, true, &none);
	o->by_person = d->last->is_person;
}

static void tell(struct dispatch *d, struct pending *p, const struct task_outcome *o)
{
	struct task_outcome told = *o;
	struct pending over;

	told.after_ms += p->delay_ms;

	switch (o->kind) {
	case TASK_SUBMITTED:
		hand_on(d, p, &told);
		break;
	case TASK_HANGS:
		p->backend = NULL;
		break;
	case TASK_STARTED:
	case TASK_BEATS:
	case TASK_CHILD:
		break;
	default:
		over = pending_take(d, p);
		over.done(over.ctx, over.r.id, &told);
		pending_done(&over);
		return;
	}
	p->done(p->ctx, p->r.id, &told);
}

static void backend_done(void *ctx, uint64_t id, const struct task_outcome *o)
{
	struct pending *p = pending_find(ctx, id);

	if (p)
		tell(ctx, p, o);
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

void dispatch_set_faults(struct dispatch *d, struct faults *f, struct loop *l)
{
	if (!d->fault) {
		d->fault = fault_backend_new(l);
		dispatch_add_take(d, d->fault);
	}
	d->faults = f;
}

enum task_take dispatch_start(struct dispatch *d, struct task_request *r, task_done_fn done, void *ctx,
	const struct task_backend **by, struct err *e)
{
	const struct fault *struck = d->faults ? faults_strike(d->faults, r) : NULL;
	enum task_take take = TASK_NOT_MINE;
	struct task_backend *b = NULL;

	r->id = ++d->last_id;
	r->owner = ctx;
	err_clear(e);
	if (struck && struck->kind != FAULT_SLOW) {
		*by = d->fault;
		pending_add(d, d->fault, r, done, ctx);
		fault_backend_take(d->fault, r, struck);
		return TASK_TAKEN;
	}
	for (size_t i = 0; i < d->backends.n && take == TASK_NOT_MINE; i++) {
		b = d->backends.v[i];
		take = b->start(b, r, e);
	}
	if ((take == TASK_NOT_MINE || take == TASK_CANNOT) && d->last) {
		b = d->last;
		d->last_take(d->last_ctx, b, r, false, e);
		take = TASK_TAKEN;
	}
	if (take == TASK_TAKEN || take == TASK_STARTS || take == TASK_WAITS) {
		*by = b;
		pending_add(d, b, r, done, ctx);
		if (struck)
			pending_find(d, r->id)->delay_ms = (int64_t)(struck->seconds * 1000);
	}
	return take;
}

void dispatch_cancel(struct dispatch *d, uint64_t id)
{
	struct pending *p = pending_find(d, id), over;

	if (!p)
		return;
	over = pending_take(d, p);
	if (over.backend)
		over.backend->cancel(over.backend, id);
	pending_done(&over);
}

bool dispatch_answer_token(struct dispatch *d, const char *token, const struct task_outcome *o)
{
	for (size_t i = 0; i < d->pending.n; i++) {
		struct pending *p = &d->pending.v[i];

		if (!p->r.token || strcmp(p->r.token, token) != 0)
			continue;
		/* Where the service itself is still at work, its own answer finds nobody any more. */
		if (p->backend && p->backend == d->last && o->kind != TASK_BEATS)
			p->backend->cancel(p->backend, p->r.id);
		tell(d, p, o);
		return true;
	}
	return false;
}
