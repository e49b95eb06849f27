/*
 * spawn - fork and exec with everything that libuv's own spawning lacks: process groups, limits, death with the
 * parent, a function instead of a program. Private to this room; child.c makes handles of it.
 */
#ifndef ASLANT_SPAWN_H
#define ASLANT_SPAWN_H

#include <sys/types.h>

#include "loop/child.h"

struct spawned {
	pid_t pid;
	int fd[CHILD_STREAMS];		/* our ends, non-blocking and close-on-exec; -1 where there is none */
};

/* Waits until the program is running (or could not be started): a millisecond or so. */
bool spawn(const struct child_opts *o, struct spawned *s, struct err *e);

#endif
