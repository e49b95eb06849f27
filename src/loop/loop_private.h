/* loop_private - what the files of this room share; nobody else includes it. */
#ifndef ASLANT_LOOP_PRIVATE_H
#define ASLANT_LOOP_PRIVATE_H

#include <sys/types.h>
#include <uv.h>

#include "loop/loop.h"

/*
 * Every struct of ours that holds uv handles begins with this, and the handles' data points to it, so that
 * loop_free can close what was left open. (The loop's own handles have no data; uv's loop has.)
 */
struct loop_head {
	uv_close_cb closed;
};

struct loop_deferred {
	void (*fn)(void *ctx);
	void *ctx;
};

struct loop {
	uv_loop_t uv;
	uv_prepare_t prepare;		/* deferred calls, work and drawing: always active, keeps uv_run going */
	uv_idle_t idle;			/* active while something is left to do, so that uv does not wait */
	uv_timer_t limit;		/* of loop_turn */
	uv_signal_t sigchld;
	bool stopped;
	void (*draw)(void *ctx);
	void *draw_ctx;
	bool (*work)(void *ctx);
	void *work_ctx;
	VEC(struct loop_deferred) deferred;
	size_t deferring;		/* entries of deferred that belong to this turn and are not run yet */
	struct child *children;		/* a list; child.c */
	VEC(pid_t) dying;		/* killed, not yet reaped, no longer anybody's */
};

/* child.c */
void loop_children_check(struct loop *l);	/* SIGCHLD came */
void loop_children_end(struct loop *l);		/* kill, reap, close all */

#endif
