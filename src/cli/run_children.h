/*
 * run_children - what `aslant run` tells of the executions that one starts: all of them in a file, a line each (--children), and how far Map
 * Runs are while they go on.
 */
#ifndef ASLANT_RUN_CHILDREN_H
#define ASLANT_RUN_CHILDREN_H

#include "app/session.h"

struct children_file;

/* NULL with e. */
struct children_file *children_file_open(const char *path, struct err *e);
/* Every child of s's family that ends is written, as `--format json` prints an execution. */
void children_file_watch(struct children_file *c, struct session *s);
/* False with e: something could not be written. Frees; NULL is harmless. */
bool children_file_close(struct children_file *c, struct err *e);

/* A line on standard error that is written over and over, on a terminal; a line each time elsewhere. */
struct progress {
	bool on, terminal;
	bool shown;
	int64_t next_us;
};

void progress_init(struct progress *p, bool asked);	/* on where standard error is a terminal, or where it was asked for */
void progress_show(struct progress *p, const struct session *s, int64_t mono_us);
void progress_clear(struct progress *p);		/* before something else is printed */

#endif
