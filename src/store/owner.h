/* owner - which process runs an execution, so that one whose process is gone can be told from one that runs elsewhere. */
#ifndef ASLANT_STORE_OWNER_H
#define ASLANT_STORE_OWNER_H

#include <stdbool.h>
#include <stdint.h>

struct owner {
	int64_t pid;
	int64_t start;			/* the process's start in ticks since boot: a pid is used again; 0 where the host does not tell */
	char boot[40];			/* of the running kernel; "" where the host does not tell */
};

void owner_self(struct owner *o);
bool owner_is_alive(const struct owner *o);
bool owner_equal(const struct owner *a, const struct owner *b);

#endif
