#include "ui/screen.h"

#include <stdlib.h>
#include <string.h>

void screens_init(struct screens *ss, int cols, int rows)
{
	memset(ss, 0, sizeof *ss);
	ss->cols = cols;
	ss->rows = rows;
	ss->dirty = true;
}

void screens_done(struct screens *ss)
{
	while (ss->v.n)
		screens_close(ss, ss->v.v[ss->v.n - 1]);
	screens_reap(ss);
	VEC_DONE(&ss->v);
}

struct screen *screens_top(const struct screens *ss)
{
	return ss->v.n ? ss->v.v[ss->v.n - 1] : NULL;
}

static void layout(struct screens *ss, struct screen *s)
{
	s->cols = ss->cols;
	s->rows = ss->rows;
	if (s->ops->layout)
		s->ops->layout(s, ss->cols, ss->rows);
	ss->dirty = true;
}

static void update(struct screens *ss, struct screen *s)
{
	if (s->ops->update)
		s->ops->update(s);
	layout(ss, s);
}

bool screens_push(struct screens *ss, const struct screen_ops *ops, void *ctx, void *data, struct err *e)
{
	struct screen *s = xcalloc(1, sizeof *s);

	s->ops = ops;
	s->ctx = ctx;
	s->data = data;
	s->stack = ss;
	if (ops->open && !ops->open(s, e)) {
		if (ops->done)
			ops->done(s);
		free(s);
		return false;
	}
	VEC_PUSH(&ss->v, s);
	update(ss, s);
	return true;
}

static size_t index_of(const struct screens *ss, const struct screen *s)
{
	size_t i = 0;

	while (i < ss->v.n && ss->v.v[i] != s)
		i++;
	return i;
}

void screens_close(struct screens *ss, struct screen *s)
{
	size_t i = index_of(ss, s);

	if (i == ss->v.n)
		return;
	memmove(&ss->v.v[i], &ss->v.v[i + 1], (ss->v.n - i - 1) * sizeof ss->v.v[0]);
	ss->v.n--;
	s->next_closed = ss->closed;
	ss->closed = s;
	ss->dirty = true;
}

void screens_reap(struct screens *ss)
{
	while (ss->closed) {
		struct screen *s = ss->closed;

		ss->closed = s->next_closed;
		if (s->ops->done)
			s->ops->done(s);
		free(s);
	}
}

void screens_resize(struct screens *ss, int cols, int rows)
{
	ss->cols = cols;
	ss->rows = rows;
	for (size_t i = 0; i < ss->v.n; i++)
		layout(ss, ss->v.v[i]);
	ss->dirty = true;
}

void screens_update(struct screens *ss)
{
	for (size_t i = 0; i < ss->v.n; i++)
		update(ss, ss->v.v[i]);
	ss->dirty = true;
}

unsigned screens_after(struct screens *ss, struct screen *s, unsigned after)
{
	bool open = index_of(ss, s) < ss->v.n;	/* it may have closed itself */

	if (after & (AFTER_REDRAW | AFTER_RELAYOUT | AFTER_UPDATE | AFTER_CLOSE))
		ss->dirty = true;
	if (!open)
		return after;
	if (after & AFTER_CLOSE)
		screens_close(ss, s);
	else if (after & AFTER_UPDATE)
		update(ss, s);
	else if (after & AFTER_RELAYOUT)
		layout(ss, s);
	return after;
}

unsigned screens_key(struct screens *ss, const struct key *k)
{
	struct screen *s = screens_top(ss);

	if (!s || !s->ops->key)
		return AFTER_NOTHING;
	return screens_after(ss, s, s->ops->key(s, k));
}

void screens_draw(struct screens *ss, struct surface *sf)
{
	size_t i = ss->v.n;

	surface_clear(sf, ST_TEXT);
	while (i > 0 && ss->v.v[i - 1]->ops->dialog)
		i--;
	for (i = i ? i - 1 : 0; i < ss->v.n; i++) {
		const struct screen *s = ss->v.v[i];

		/* The text cursor is the top one's. */
		surface_cursor(sf, -1, -1);
		if (s->ops->draw)
			s->ops->draw(s, sf);
	}
	ss->dirty = false;
}
