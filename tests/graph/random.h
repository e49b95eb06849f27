/* random - definitions by chance: loops, fans, jumps, containers in containers, states that nothing leads to, odd names. */
#ifndef ASLANT_TESTS_RANDOM_H
#define ASLANT_TESTS_RANDOM_H

#include "base/rng.h"

char *random_definition(struct rng *r);		/* caller frees */

#endif
