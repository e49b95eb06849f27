/* random - definitions by chance: loops, fans, jumps, containers in containers, states that nothing leads to, odd names. */
#ifndef ASLANT_TESTS_RANDOM_H
#define ASLANT_TESTS_RANDOM_H

#include <stddef.h>

#include "base/rng.h"

/* Numbers from a seed, or from given bytes, which a fuzzer can then learn to choose; zeros when they are used up. */
struct dice {
	struct rng rng;
	const uint8_t *bytes;		/* NULL: from rng */
	size_t len, at;
};

char *random_definition(struct dice *r);	/* caller frees */

#endif
