/*
 * arena - memory of things that are born and die together: everything of one machine that needs no destructor of its own.
 * Private to asl. Allocations are zeroed, aligned for any type, and freed all at once.
 */
#ifndef ASLANT_ASL_ARENA_H
#define ASLANT_ASL_ARENA_H

#include "base/base.h"

struct asl_arena;

struct asl_arena *asl_arena_new(void);
void asl_arena_free(struct asl_arena *a);		/* NULL is harmless */
void *asl_arena_alloc(struct asl_arena *a, size_t size);
/* A copy of n elements of size bytes each, for the end of a growing vector. NULL for none. */
void *asl_arena_copy(struct asl_arena *a, const void *p, size_t n, size_t size);
char *asl_arena_string(struct asl_arena *a, const char *s, size_t len);

#endif
