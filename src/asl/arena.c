/* Chunks of 32 kB, or as large as one allocation asks; the newest first. */
#include "asl/arena.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK 32768

struct chunk {
	struct chunk *next;
	size_t used, size;
	max_align_t data[];
};

struct asl_arena {
	struct chunk *head;
};

struct asl_arena *asl_arena_new(void)
{
	return xcalloc(1, sizeof(struct asl_arena));
}

void asl_arena_free(struct asl_arena *a)
{
	struct chunk *next;

	if (!a)
		return;
	for (struct chunk *c = a->head; c; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

static struct chunk *chunk_new(size_t size)
{
	struct chunk *c = xcalloc(1, sizeof *c + size);

	c->size = size;
	return c;
}

void *asl_arena_alloc(struct asl_arena *a, size_t size)
{
	struct chunk *c = a->head;
	const size_t align = sizeof(max_align_t);
	void *p;

	size = (size + align - 1) / align * align;
	if (!c || c->size - c->used < size) {
		c = chunk_new(size > CHUNK ? size : CHUNK);
		if (size > CHUNK && a->head) {		/* keep filling the chunk that has room */
			c->next = a->head->next;
			a->head->next = c;
		} else {
			c->next = a->head;
			a->head = c;
		}
	}
	p = (char *)c->data + c->used;
	c->used += size;
	return p;
}

void *asl_arena_copy(struct asl_arena *a, const void *p, size_t n, size_t size)
{
	void *copy;

	if (!n)
		return NULL;
	copy = asl_arena_alloc(a, n * size);
	memcpy(copy, p, n * size);
	return copy;
}

char *asl_arena_string(struct asl_arena *a, const char *s, size_t len)
{
	char *p = asl_arena_alloc(a, len + 1);

	memcpy(p, s, len);
	return p;
}
