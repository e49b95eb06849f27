#include "app/agenda.h"

#include <stdlib.h>

static bool is_before(const struct due *a, const struct due *b)
{
	return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->seq < b->seq;
}

static void put(struct agenda *a, size_t i, struct due *d)
{
	a->heap.v[i] = d;
	d->place = i;
}

static void move_up(struct agenda *a, struct due *d)
{
	size_t i = d->place;

	for (; i && is_before(d, a->heap.v[(i - 1) / 2]); i = (i - 1) / 2)
		put(a, i, a->heap.v[(i - 1) / 2]);
	put(a, i, d);
}

static void move_down(struct agenda *a, struct due *d)
{
	size_t i = d->place;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= a->heap.n)
			break;
		if (child + 1 < a->heap.n && is_before(a->heap.v[child + 1], a->heap.v[child]))
			child++;
		if (!is_before(a->heap.v[child], d))
			break;
		put(a, i, a->heap.v[child]);
		i = child;
	}
	put(a, i, d);
}

struct due *agenda_add(struct agenda *a, const struct due *d)
{
	struct due *own = xmalloc(sizeof *own);

	*own = *d;
	own->seq = ++a->seq;
	own->place = a->heap.n;
	VEC_PUSH(&a->heap, own);
	move_up(a, own);
	return own;
}

struct due *agenda_first(const struct agenda *a)
{
	return a->heap.n ? a->heap.v[0] : NULL;
}

void agenda_take(struct agenda *a, struct due *d)
{
	struct due *last = a->heap.v[--a->heap.n];

	if (last == d)
		return;
	put(a, d->place, last);
	move_up(a, last);
	move_down(a, last);
}

void due_clear(struct due *d)
{
	value_unref(d->value);
	free(d->error);
	free(d->cause);
	free(d->worker_name);
	free(d->source);
}

void due_free(struct due *d)
{
	due_clear(d);
	free(d);
}

void agenda_done(struct agenda *a)
{
	for (size_t i = 0; i < a->heap.n; i++)
		due_free(a->heap.v[i]);
	VEC_DONE(&a->heap);
}
