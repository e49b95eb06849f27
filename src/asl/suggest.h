/* suggest - the name that somebody may have meant: for hints. */
#ifndef ASLANT_ASL_SUGGEST_H
#define ASLANT_ASL_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

/* The best of many, offered one by one. Texts are borrowed. */
struct suggestion {
	const char *wanted, *best;	/* best: NULL while nothing is near enough */
	size_t distance;
};

void suggest_offer(struct suggestion *s, const char *name);

#endif
