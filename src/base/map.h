/*
 * map - from a name to a pointer, for what is looked up by name. Keeps its own copy of keys; the values stay the caller's.
 * Open addressing; no removal (nothing here needs it). Iteration is not offered: keep a vector beside it for order.
 */
#ifndef ASLANT_MAP_H
#define ASLANT_MAP_H

#include "base/base.h"

struct map {
	struct map_slot *slots;
	size_t n, cap;			/* cap is 0 or a power of two */
};

void *map_get(const struct map *m, const char *key);	/* NULL where there is none */
bool map_put(struct map *m, const char *key, void *value);	/* false, unchanged, if the key is there already; value not NULL */
void *map_replace(struct map *m, const char *key, void *value);	/* puts or replaces; the old value or NULL */
void map_done(struct map *m);
uint64_t hash_bytes(const void *p, size_t len, uint64_t seed);	/* FNV-1a; the same everywhere */

#endif
