/* What the files of the worker share. Not for others. */
#ifndef ASLANT_WORKER_PRIVATE_H
#define ASLANT_WORKER_PRIVATE_H

#include <sys/stat.h>

#include "task/worker.h"

#define MARK_MAX 64

enum worker_state {
	WORKER_NEW,			/* no process yet */
	WORKER_STARTING,		/* loads the handler; the call waits in `waiting` */
	WORKER_IDLE,
	WORKER_BUSY,
	WORKER_ENDED,
};

/* A file that the worker has loaded, as it was then. */
struct worker_file {
	char *path;
	struct stat seen;
};

/* Finds the mark that ends a call's output in the stream of the log, wherever the pieces part it. */
struct log_mark {
	char mark[MARK_MAX];
	size_t len;			/* 0: none is expected */
	char held[MARK_MAX];		/* the end of the last piece, which may be the mark's beginning */
	size_t n_held;
	bool seen;
};

struct worker {
	struct loop *loop;
	struct function_entry *f;
	struct worker_ops ops;
	void *ctx;
	enum worker_state state;
	struct child *child;
	struct worker *next;		/* of all that there are */
	uint64_t number;
	char tag[80];			/* in the environment of all its processes: ASLANT_WORKER=… */
	VEC(struct worker_file) files;

	/* the call under way */
	struct str waiting;		/* the event's text, until it can be sent */
	char *request_id, *arn, *client_context;
	int64_t started_us;		/* of the process, then of the call */
	int64_t init_us;
	struct str in;			/* what came through descriptor 3, or an exec handler's standard output */
	struct log_mark log;
	struct loop_timer *memory, *grace;
	int64_t peak_kb;
	int64_t spawn_kb;		/* ours when the process was forked */
	bool killed_for_memory;
	bool ran_out;			/* the language itself reported that memory was short */
	bool replied;			/* reply is there, the mark in the log not yet */
	struct worker_reply reply;
	struct str text;		/* of reply */
};

/*
 * worker_env.c: the environment of Lambda. NULL-terminated, free with env_free(). extra: "NAME=value"
 * strings, NULL-terminated, may be NULL.
 */
char **env_make(const struct worker *w, const char *const *extra);
void env_free(char **env);
/* The interpreter to start: a program in PATH, or a path. Caller frees. */
char *interpreter_find(const struct function_entry *f);

/* worker_log.c */
void log_mark_expect(struct log_mark *m, const char *request_id);
/* Passes data on to out without the mark; m->seen afterwards says whether it was there. */
void log_mark_feed(struct log_mark *m, const char *data, size_t len,
	void (*out)(void *ctx, const char *data, size_t len), void *ctx);
void log_mark_flush(struct log_mark *m, void (*out)(void *ctx, const char *data, size_t len), void *ctx);

/* worker_proc.c: what /proc tells; 0 where there is none. */
int64_t proc_peak_kb(int pid);			/* of the process itself since it started */
int64_t proc_now_kb(int pid);			/* resident now */
int64_t proc_tree_kb(int pid);			/* resident now, with its descendants */
bool proc_has_ended(int pid);			/* a zombie, or gone; false where that cannot be known */
/* Every process that has PREFIX and a number in its environment, of which is_alive is false. */
void proc_kill_tagged(const char *prefix, bool (*is_alive)(uint64_t number));

/* worker.c, for worker_exec.c */
bool worker_spawn(struct worker *w, const struct child_opts *o, struct err *e);
void worker_watch_memory(struct worker *w);
void worker_forget_child(struct worker *w);	/* kills it, with all that it has left behind */
void worker_finish(struct worker *w, enum worker_end end, const char *text, size_t len, const struct child_exit *x);
bool worker_died_by_limit(struct worker *w, const struct child_exit *x);
void worker_log(struct worker *w, const char *data, size_t len);

/* worker_exec.c: a process for one call. */
bool exec_call(struct worker *w, const struct worker_call *call, struct err *e);
void exec_forget(struct worker *w);

#endif
