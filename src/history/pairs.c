#include "history/pairs.h"

#include <stdlib.h>
#include <string.h>

static size_t hash(int32_t a, int32_t b)
{
	uint64_t x = ((uint64_t)(uint32_t)a << 32 | (uint32_t)b) * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)(x ^ x >> 29);
}

/* Where the pair is, or the free slot where it would go. */
static size_t slot_of(const struct pairs *p, int32_t a, int32_t b)
{
	size_t i = hash(a, b) & (p->cap - 1);

	while (p->slots[i]) {
		const struct pair *row = &p->rows.v[p->slots[i] - 1];

		if (row->a == a && row->b == b)
			break;
		i = (i + 1) & (p->cap - 1);
	}
	return i;
}

int32_t pairs_find(const struct pairs *p, int32_t a, int32_t b)
{
	return p->cap ? p->slots[slot_of(p, a, b)] - 1 : -1;
}

static void grow(struct pairs *p)
{
	p->cap = p->cap ? p->cap * 2 : 64;
	free(p->slots);
	p->slots = xcalloc(p->cap, sizeof *p->slots);
	for (size_t i = 0; i < p->rows.n; i++)
		p->slots[slot_of(p, p->rows.v[i].a, p->rows.v[i].b)] = (int32_t)i + 1;
}

int32_t pairs_add(struct pairs *p, int32_t a, int32_t b)
{
	size_t slot;

	if (p->rows.n * 2 >= p->cap)
		grow(p);
	slot = slot_of(p, a, b);
	if (!p->slots[slot]) {
		VEC_PUSH(&p->rows, ((struct pair){a, b}));
		p->slots[slot] = (int32_t)p->rows.n;
	}
	return p->slots[slot] - 1;
}

void pairs_clear(struct pairs *p)
{
	p->rows.n = 0;
	if (p->cap)
		memset(p->slots, 0, p->cap * sizeof *p->slots);
}

void pairs_done(struct pairs *p)
{
	VEC_DONE(&p->rows);
	free(p->slots);
	p->slots = NULL;
	p->cap = 0;
}
