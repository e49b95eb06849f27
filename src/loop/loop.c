/*
 * The loop itself, timers, file descriptors and signals, on libuv. uv_run's phases are timers, idle, prepare, poll:
 * deferred calls, work and drawing happen in prepare, so that nothing that a timer or an input changed waits for
 * the next turn to be drawn.
 *
 * Memory: every handle is embedded in a struct of ours and is freed in uv's close callback; after _free the struct
 * is only waiting for that.
 */
#include "config.h"

#include "loop/loop.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "loop/loop_private.h"

struct loop_timer {
	struct loop_head head;
	uv_timer_t uv;
	loop_timer_fn fn;
	void *ctx;
};

struct loop_fd {
	struct loop_head head;
	uv_poll_t uv;
	loop_fd_fn fn;
	void *ctx;
};

struct loop_signal {
	struct loop_head head;
	uv_signal_t uv;
	loop_signal_fn fn;
	void *ctx;
};

static void free_handle(uv_handle_t *h)
{
	free(h->data);
}

/* --- the loop --------------------------------------------------------------------------------------------------- */

/* Calls that are deferred while these run belong to the next turn. */
static void run_deferred(struct loop *l)
{
	l->deferring = l->deferred.n;
	while (l->deferring) {
		struct loop_deferred d = l->deferred.v[0];

		memmove(l->deferred.v, l->deferred.v + 1, --l->deferred.n * sizeof d);
		l->deferring--;
		d.fn(d.ctx);
	}
}

static void on_idle(uv_idle_t *h)
{
	(void)h;
}

static void on_prepare(uv_prepare_t *h)
{
	struct loop *l = h->loop->data;
	bool more = false;

	run_deferred(l);
	if (l->work)
		more = l->work(l->work_ctx);
	if (l->draw)
		l->draw(l->draw_ctx);
	if (more || l->deferred.n)
		uv_idle_start(&l->idle, on_idle);
	else
		uv_idle_stop(&l->idle);
}

static void on_limit(uv_timer_t *h)
{
	(void)h;
}

static void on_sigchld(uv_signal_t *h, int signum)
{
	(void)signum;
	loop_children_check(h->loop->data);
}

static void init_handles(struct loop *l)
{
	l->uv.data = l;
	uv_prepare_init(&l->uv, &l->prepare);
	uv_prepare_start(&l->prepare, on_prepare);
	uv_idle_init(&l->uv, &l->idle);
	uv_timer_init(&l->uv, &l->limit);
}

struct loop *loop_new(struct err *e)
{
	struct loop *l = xcalloc(1, sizeof *l);
	int rc = uv_loop_init(&l->uv);

	if (rc) {
		err_set(e, ERR_IO, "cannot make an event loop: %s", uv_strerror(rc));
		free(l);
		return NULL;
	}
	signal(SIGPIPE, SIG_IGN);
	init_handles(l);
	rc = uv_signal_init(&l->uv, &l->sigchld);
	if (!rc)
		rc = uv_signal_start(&l->sigchld, on_sigchld, SIGCHLD);
	if (rc) {
		err_set(e, ERR_IO, "cannot watch for children: %s", uv_strerror(rc));
		loop_free(l);
		return NULL;
	}
	return l;
}

void loop_run(struct loop *l)
{
	l->stopped = false;
	while (!l->stopped)
		uv_run(&l->uv, UV_RUN_DEFAULT);
}

void loop_turn(struct loop *l, int wait_ms)
{
	/* It repeats, since it may be due before the waiting begins: then the next one ends that. */
	if (wait_ms > 0) {
		uv_update_time(&l->uv);
		uv_timer_start(&l->limit, on_limit, (uint64_t)wait_ms, (uint64_t)wait_ms);
	}
	uv_run(&l->uv, wait_ms == 0 ? UV_RUN_NOWAIT : UV_RUN_ONCE);
	uv_timer_stop(&l->limit);
}

void loop_stop(struct loop *l)
{
	l->stopped = true;
	uv_stop(&l->uv);
}

bool loop_is_stopped(const struct loop *l)
{
	return l->stopped;
}

static void close_left(uv_handle_t *h, void *ctx)
{
	const struct loop_head *head = h->data;

	(void)ctx;
	if (!uv_is_closing(h))
		uv_close(h, head ? head->closed : NULL);
}

void loop_free(struct loop *l)
{
	int rc;

	if (!l)
		return;
	l->work = NULL;
	l->draw = NULL;
	l->deferred.n = 0;
	loop_children_end(l);
	uv_walk(&l->uv, close_left, NULL);
	while (uv_run(&l->uv, UV_RUN_DEFAULT))
		;
	rc = uv_loop_close(&l->uv);
	if (rc)
		log_debug("loop", "closing the loop: %s", uv_strerror(rc));
	VEC_DONE(&l->deferred);
	VEC_DONE(&l->dying);
	free(l);
}

int64_t loop_now_ms(const struct loop *l)
{
	return (int64_t)uv_now(&l->uv);
}

void loop_before_wait(struct loop *l, void (*fn)(void *ctx), void *ctx)
{
	l->draw = fn;
	l->draw_ctx = ctx;
}

void loop_work(struct loop *l, bool (*fn)(void *ctx), void *ctx)
{
	l->work = fn;
	l->work_ctx = ctx;
}

void loop_defer(struct loop *l, void (*fn)(void *ctx), void *ctx)
{
	VEC_PUSH(&l->deferred, ((struct loop_deferred){fn, ctx}));
	uv_idle_start(&l->idle, on_idle);
}

void loop_defer_cancel(struct loop *l, void (*fn)(void *ctx), void *ctx)
{
	size_t to = 0, mine = l->deferring;

	for (size_t i = 0; i < l->deferred.n; i++) {
		const struct loop_deferred *d = &l->deferred.v[i];

		if (d->fn != fn || d->ctx != ctx)
			l->deferred.v[to++] = *d;
		else if (i < mine)
			l->deferring--;
	}
	l->deferred.n = to;
}

/* --- timers ----------------------------------------------------------------------------------------------------- */

static void on_timer(uv_timer_t *h)
{
	struct loop_timer *t = h->data;

	t->fn(t->ctx);
}

struct loop_timer *loop_timer_new(struct loop *l, loop_timer_fn fn, void *ctx)
{
	struct loop_timer *t = xcalloc(1, sizeof *t);

	t->head.closed = free_handle;
	t->fn = fn;
	t->ctx = ctx;
	uv_timer_init(&l->uv, &t->uv);
	t->uv.data = t;
	return t;
}

void loop_timer_start(struct loop_timer *t, int64_t delay_ms, int64_t repeat_ms)
{
	uv_timer_start(&t->uv, on_timer, delay_ms > 0 ? (uint64_t)delay_ms : 0, repeat_ms > 0 ? (uint64_t)repeat_ms : 0);
}

void loop_timer_stop(struct loop_timer *t)
{
	uv_timer_stop(&t->uv);
}

bool loop_timer_is_running(const struct loop_timer *t)
{
	return uv_is_active((const uv_handle_t *)&t->uv);
}

void loop_timer_free(struct loop_timer *t)
{
	if (t)
		uv_close((uv_handle_t *)&t->uv, free_handle);
}

/* --- file descriptors ------------------------------------------------------------------------------------------- */

/* uv stops watching by itself when it reports an error. */
static void on_fd(uv_poll_t *h, int status, int events)
{
	struct loop_fd *f = h->data;
	unsigned bits = 0;

	if (status < 0)
		bits |= LOOP_ERROR;
	if (events & UV_READABLE)
		bits |= LOOP_READ;
	if (events & UV_WRITABLE)
		bits |= LOOP_WRITE;
	f->fn(f->ctx, bits);
}

struct loop_fd *loop_fd_new(struct loop *l, int fd, unsigned events, loop_fd_fn fn, void *ctx, struct err *e)
{
	struct loop_fd *f = xcalloc(1, sizeof *f);
	int rc = uv_poll_init(&l->uv, &f->uv, fd);

	f->head.closed = free_handle;
	if (rc) {
		free(f);
		err_set(e, ERR_IO, "cannot wait for file descriptor %d: %s", fd, uv_strerror(rc));
		return NULL;
	}
	f->uv.data = f;
	f->fn = fn;
	f->ctx = ctx;
	loop_fd_events(f, events);
	return f;
}

void loop_fd_events(struct loop_fd *h, unsigned events)
{
	int bits = (events & LOOP_READ ? UV_READABLE : 0) | (events & LOOP_WRITE ? UV_WRITABLE : 0);

	if (bits)
		uv_poll_start(&h->uv, bits, on_fd);
	else
		uv_poll_stop(&h->uv);
}

void loop_fd_free(struct loop_fd *h)
{
	if (h)
		uv_close((uv_handle_t *)&h->uv, free_handle);
}

/* --- signals ---------------------------------------------------------------------------------------------------- */

static void on_signal(uv_signal_t *h, int signum)
{
	struct loop_signal *s = h->data;

	s->fn(s->ctx, signum);
}

struct loop_signal *loop_signal_new(struct loop *l, int signum, loop_signal_fn fn, void *ctx, struct err *e)
{
	struct loop_signal *s = xcalloc(1, sizeof *s);
	int rc;

	s->head.closed = free_handle;
	s->fn = fn;
	s->ctx = ctx;
	uv_signal_init(&l->uv, &s->uv);
	s->uv.data = s;
	rc = uv_signal_start(&s->uv, on_signal, signum);
	if (!rc)
		return s;
	loop_signal_free(s);
	err_set(e, ERR_IO, "cannot watch for signal %d: %s", signum, uv_strerror(rc));
	return NULL;
}

void loop_signal_free(struct loop_signal *h)
{
	if (h)
		uv_close((uv_handle_t *)&h->uv, free_handle);
}
