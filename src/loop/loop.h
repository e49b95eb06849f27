/*
 * loop - the one event loop (libuv inside; no uv type is in a header). Timers, signals, readable fds, changed files
 * and deferred calls are here; children are in child.h. Below it: base only. Callers: app, task, graph's callers,
 * aws.
 *
 * A turn: time once -> timers -> deferred calls -> bounded work -> before_wait (the app draws here, once, if
 * something changed) -> wait (not at all while work is left) -> fds, children, signals. Nothing in a callback may
 * block; one thread only.
 *
 * Every handle belongs to the caller until its _free (which may be called from any callback, its own too; after it
 * the callback never comes again). loop_free ends what is left: handles are closed, children killed and reaped.
 * SIGPIPE is ignored from loop_new on.
 */
#ifndef ASLANT_LOOP_H
#define ASLANT_LOOP_H

#include "base/base.h"

struct loop;

struct loop *loop_new(struct err *e);
void loop_run(struct loop *l);				/* until loop_stop, even when there is nothing to wait for */
/* One turn, for tests and for headless runs: waits at most wait_ms (0: not at all, <0: until something happens). */
void loop_turn(struct loop *l, int wait_ms);
void loop_stop(struct loop *l);				/* this turn is finished first */
bool loop_is_stopped(const struct loop *l);
void loop_free(struct loop *l);
int64_t loop_now_ms(const struct loop *l);		/* monotonic, read once a turn */

/* Called every turn just before waiting: draw here if something changed. NULL: none. */
void loop_before_wait(struct loop *l, void (*fn)(void *ctx), void *ctx);
/*
 * Called every turn before before_wait. Does a bounded piece (a few ms) and returns true while there is more: then
 * the loop polls without waiting.
 */
void loop_work(struct loop *l, bool (*fn)(void *ctx), void *ctx);

/* Run fn(ctx) once, in the next turn, in order of the calls. loop_defer_cancel drops all pending calls of that pair. */
void loop_defer(struct loop *l, void (*fn)(void *ctx), void *ctx);
void loop_defer_cancel(struct loop *l, void (*fn)(void *ctx), void *ctx);

/* --- timers: made once, started and stopped as often as needed -------------------------------------------------- */

struct loop_timer;
typedef void (*loop_timer_fn)(void *ctx);

struct loop_timer *loop_timer_new(struct loop *l, loop_timer_fn fn, void *ctx);	/* not running */
/* repeat 0: once; restarts a running one */
void loop_timer_start(struct loop_timer *t, int64_t delay_ms, int64_t repeat_ms);
void loop_timer_stop(struct loop_timer *t);
bool loop_timer_is_running(const struct loop_timer *t);
void loop_timer_free(struct loop_timer *t);		/* NULL is fine, here and below */

/* --- file descriptors ------------------------------------------------------------------------------------------- */

/* LOOP_ERROR is only reported: the fd is unusable, stop watching it */
enum { LOOP_READ = 1, LOOP_WRITE = 2, LOOP_ERROR = 4 };

struct loop_fd;
typedef void (*loop_fd_fn)(void *ctx, unsigned events);

/*
 * fd stays the caller's and must outlive the handle. It is made non-blocking: for a terminal pass a description of
 * its own (terminal_fd), not 0. NULL for what cannot be polled (a plain file).
 */
struct loop_fd *loop_fd_new(struct loop *l, int fd, unsigned events, loop_fd_fn fn, void *ctx, struct err *e);
void loop_fd_events(struct loop_fd *h, unsigned events);	/* 0 pauses */
void loop_fd_free(struct loop_fd *h);

/* --- signals ---------------------------------------------------------------------------------------------------- */

struct loop_signal;
typedef void (*loop_signal_fn)(void *ctx, int signum);

struct loop_signal *loop_signal_new(struct loop *l, int signum, loop_signal_fn fn, void *ctx, struct err *e);
void loop_signal_free(struct loop_signal *h);		/* the signal has its default action again */

/* --- files that change on disk ---------------------------------------------------------------------------------- */

struct loop_watch;
typedef void (*loop_watch_fn)(void *ctx, const char *path);

/*
 * Calls fn once the file (or anything directly inside the folder) has changed and been quiet for a moment. A file
 * is watched through its folder, so that editors which write a new file and rename it are seen, as are deletion and
 * return. Same content with a new time counts as a change. Where the system cannot notify, the file is looked at
 * once a second.
 */
struct loop_watch *loop_watch_new(struct loop *l, const char *path, loop_watch_fn fn, void *ctx, struct err *e);
void loop_watch_free(struct loop_watch *h);

#endif
