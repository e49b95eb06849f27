/*
 * child - another process, run by the loop: a function's worker, Graphviz, $EDITOR, aws. Never through a shell.
 * child_start, then callbacks from the loop: out (data of a stream), at last exit (once). child_free at any time,
 * also from a callback: it kills the child with its whole process group, reaps it, and no callback comes after it.
 * No child outlives its handle, its loop, or the program (on Linux also when that is killed by SIGKILL).
 *
 * A child that floods is held back: each stream passes at most a few 64 KiB pieces a turn, and past its limit what
 * comes is thrown away or the child is killed. Nothing is collected here: whoever wants the output keeps what it
 * wants of it.
 */
#ifndef ASLANT_CHILD_H
#define ASLANT_CHILD_H

#include "loop/loop.h"

struct child;

enum child_stream {
	CHILD_IN,			/* written with child_write */
	CHILD_OUT,
	CHILD_ERR,
	/* fd 3 of the child, both directions (a socket pair), for a protocol of its own */
	CHILD_EXTRA,
	CHILD_STREAMS
};

enum child_group {
	CHILD_OWN_GROUP,		/* the usual: kill(-pid) reaches its children too */
	CHILD_OWN_SESSION,		/* and no terminal can be opened as /dev/tty */
	CHILD_SAME_GROUP,		/* for $EDITOR: needs the terminal; only the child itself is killed */
};

struct child_exit {
	int code;			/* exit status, -1 when a signal ended it */
	int signum;			/* 0: exited by itself */
	bool deadline;			/* we killed it for deadline_ms */
	bool flood;			/* we killed it for a stream's limit */
	int64_t max_rss_kb;		/* largest resident size of the child itself */
	int64_t cpu_ms, wall_ms;
};

/* len 0: end of the stream */
typedef void (*child_out_fn)(void *ctx, struct child *c, enum child_stream stream, const char *data, size_t len);
typedef void (*child_exit_fn)(void *ctx, struct child *c, const struct child_exit *x);

struct child_opts {
	const char *const *argv;	/* argv[0] is looked up in PATH; NULL-terminated */
	int (*run)(void *arg);		/* instead of argv: run this in a fork and _exit with what it returns */
	void *run_arg;
	const char *const *env;		/* NULL: ours; else the complete environment, NULL-terminated */
	const char *cwd;		/* NULL: ours */
	enum child_group group;
	bool inherit[CHILD_STREAMS];	/* use our own fd 0, 1, 2 */
	/* a pipe (CHILD_EXTRA: a socket pair); what is neither is /dev/null (CHILD_EXTRA: closed) */
	bool open[CHILD_STREAMS];
	uint64_t limit_as;		/* RLIMIT_AS in bytes; 0: ours */
	uint64_t limit_core, limit_files;	/* RLIMIT_CORE is always 0 unless set; RLIMIT_NOFILE: 0 ours */
	int64_t deadline_ms;		/* killed after that; 0: none */
	size_t max_bytes[CHILD_STREAMS];	/* of CHILD_OUT, CHILD_ERR, CHILD_EXTRA: 0 unlimited */
	bool flood_kills;		/* past max_bytes: kill; else throw away */
	child_out_fn out;		/* NULL: output is read and dropped */
	child_exit_fn exit;		/* may be NULL */
	void *ctx;
};

/* Everything in o is borrowed for the call. NULL when it cannot be started: e names argv[0] and why. */
struct child *child_start(struct loop *l, const struct child_opts *o, struct err *e);
int child_pid(const struct child *c);
bool child_is_running(const struct child *c);

/*
 * Queue len bytes for CHILD_IN or CHILD_EXTRA. False when the stream is closed or more than CHILD_QUEUE_MAX bytes
 * wait.
 */
#define CHILD_QUEUE_MAX (64u << 20)
bool child_write(struct child *c, enum child_stream to, const char *data, size_t len);
/* after what is queued: end of file (CHILD_EXTRA: no more from us) */
void child_write_end(struct child *c, enum child_stream to);
void child_pause(struct child *c, enum child_stream stream, bool pause);	/* leave its output in the pipe */

/* a new deadline from now on; 0: none. A worker has one per call */
void child_limit(struct child *c, int64_t deadline_ms);
/* More or fewer bytes from now on, counted from 0 again: a worker has a limit per call. */
void child_limit_bytes(struct child *c, enum child_stream stream, size_t max_bytes);
void child_signal(struct child *c, int signum);		/* to its group */
void child_free(struct child *c);
/* Bytes of memory the living child has resident now, 0 where unknown. */
int64_t child_rss_kb(const struct child *c);

#endif
