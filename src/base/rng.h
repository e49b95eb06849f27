/* rng - seeded random numbers: the same seed gives the same numbers on every machine. SplitMix64 (Steele, Lea, Flood 2014). */
#ifndef ASLANT_RNG_H
#define ASLANT_RNG_H

#include <stdint.h>

struct rng {
	uint64_t state;
};

void rng_seed(struct rng *r, uint64_t seed);
uint64_t rng_next(struct rng *r);
double rng_unit(struct rng *r);				/* 0 <= x < 1 */
void rng_uuid(struct rng *r, char out[37]);		/* version 4, lower case */

#endif
