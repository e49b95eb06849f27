/*
 * Events in order. Files hold them newest first (--reverse-order), in pages that overlap, or only those that somebody kept. An id that
 * comes twice must be the same event twice: anything else is a mixture of two executions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history/import_private.h"

/* A gap of more events than there are, and more than this, is no gap. */
#define GAP_MAX 100000

static bool is_in_order(const struct history *h)
{
	for (size_t i = 0; i < h->events.n; i++)
		if (h->events.v[i].id != (int32_t)i + 1)
			return false;
	return true;
}

/* An event and where it stands. */
struct placed {
	struct event ev;
	size_t offset;
};

static int by_id(const void *a, const void *b)
{
	const struct placed *p = a, *q = b;

	if (p->ev.id != q->ev.id)
		return p->ev.id < q->ev.id ? -1 : 1;
	return p->offset < q->offset ? -1 : p->offset > q->offset;
}

static void event_done(struct event *ev)
{
	value_unref(ev->value);
	event_more_free(ev->more);
	ev->value = NULL;
	ev->more = NULL;
}

static bool is_same(const struct event *a, const struct event *b)
{
	struct str s = {0}, t = {0};
	bool same;

	history_event_print(&s, a);
	history_event_print(&t, b);
	same = strcmp(str_get(&s), str_get(&t)) == 0;
	str_done(&s);
	str_done(&t);
	return same;
}

/* Each id once. *n shrinks. False at two events of one id. */
static bool drop_twins(struct import *m, struct placed *list, size_t *n)
{
	size_t kept = 0, twins = 0;
	char msg[160];

	for (size_t i = 0; i < *n; i++) {
		if (!kept || list[kept - 1].ev.id != list[i].ev.id) {
			struct placed p = list[i];

			list[i].ev.value = NULL;
			list[i].ev.more = NULL;
			list[kept++] = p;
			continue;
		}
		twins++;
		if (!is_same(&list[kept - 1].ev, &list[i].ev)) {
			snprintf(msg, sizeof msg, "event %d is there already, as another event: these are events of more than one execution",
				(int)list[i].ev.id);
			return import_bad(m, m->text + list[i].offset, msg);
		}
		event_done(&list[i].ev);
	}
	if (twins)
		import_note(m->out, "%zu event%s there twice", twins, twins == 1 ? " is" : "s are");
	*n = kept;
	return true;
}

static void note_gap(struct imported *x, int32_t first, int32_t last)
{
	if (first == last)
		import_note(x, "event #%d is missing", (int)first);
	else
		import_note(x, "events #%d to #%d are missing", (int)first, (int)last);
}

/* Into the history, with what is missing filled up. */
static bool put(struct import *m, struct placed *list, size_t n)
{
	struct history *h = &m->out->history;
	size_t gaps = 0;
	char msg[160];

	for (size_t i = 0; i < n; i++) {
		int32_t next = (int32_t)h->events.n + 1, id = list[i].ev.id;

		if ((size_t)(id - next) > GAP_MAX + n) {
			snprintf(msg, sizeof msg, "event %d follows event %d: too many are missing in between", (int)id, (int)next - 1);
			return import_bad(m, m->text + list[i].offset, msg);
		}
		if (id > next && ++gaps <= 5)
			note_gap(m->out, next, id - 1);
		for (; next < id; next++)
			history_add_take(h, (struct event){.at_ms = list[i].ev.at_ms, .prev = next - 1, .state = -1, .type = EV_MISSING});
		history_add_take(h, list[i].ev);
		list[i].ev.value = NULL;
		list[i].ev.more = NULL;
	}
	if (gaps > 5)
		import_note(m->out, "and more are missing in %zu other places", gaps - 5);
	return true;
}

bool import_order(struct import *m)
{
	struct history *h = &m->out->history;
	size_t n = h->events.n, all = n;
	struct placed *list;
	bool ok;

	if (is_in_order(h))
		return true;
	list = xcalloc(n, sizeof *list);
	for (size_t i = 0; i < n; i++)
		list[i] = (struct placed){h->events.v[i], m->offsets.v[i]};
	h->events.n = 0;
	qsort(list, n, sizeof *list, by_id);
	ok = drop_twins(m, list, &n) && put(m, list, n);
	for (size_t i = 0; i < all && !ok; i++)
		event_done(&list[i].ev);
	free(list);
	return ok;
}
