#include "asl/textmap.h"

#include <stdlib.h>

static bool fits(struct textmap *m, size_t len)
{
	m->full |= len > TEXTMAP_MAX || m->text.len > TEXTMAP_MAX - len;
	return !m->full;
}

static void add_run(struct textmap *m, size_t len, size_t from, size_t from_len)
{
	struct textmap_run *last = m->runs.n ? &m->runs.v[m->runs.n - 1] : NULL;

	if (last && last->at + last->len == m->text.len && last->from + last->from_len == from && last->len == last->from_len && len == from_len) {
		last->len += len;
		last->from_len += from_len;
		return;
	}
	VEC_PUSH(&m->runs, ((struct textmap_run){m->text.len, len, from, from_len}));
}

void textmap_add_same(struct textmap *m, const char *text, size_t len, size_t from)
{
	textmap_add_for(m, text, len, from, len);
}

void textmap_add_for(struct textmap *m, const char *text, size_t len, size_t from, size_t from_len)
{
	if (!fits(m, len))
		return;
	add_run(m, len, from, from_len);
	str_add(&m->text, text, len);
}

void textmap_add_only(struct textmap *m, const char *text, size_t len)
{
	if (fits(m, len))
		str_add(&m->text, text, len);
}

/* The last run that begins at or before `at`; NULL: there is none. */
static const struct textmap_run *run_at(const struct textmap *m, size_t at)
{
	size_t lo = 0, hi = m->runs.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->runs.v[mid].at <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo ? &m->runs.v[lo - 1] : NULL;
}

void textmap_add_part(struct textmap *m, const struct textmap *of, size_t a, size_t b)
{
	while (a < b && !m->full) {
		const struct textmap_run *r = run_at(of, a);
		size_t next = r ? (size_t)(r - of->runs.v) + 1 : 0, stop = next < of->runs.n && of->runs.v[next].at < b ? of->runs.v[next].at : b;

		if (!r || a >= r->at + r->len) {
			textmap_add_only(m, of->text.p + a, stop - a);
		} else {
			if (stop > r->at + r->len)
				stop = r->at + r->len;
			if (r->len == r->from_len)
				textmap_add_same(m, of->text.p + a, stop - a, r->from + (a - r->at));
			else
				textmap_add_for(m, of->text.p + a, stop - a, r->from, r->from_len);
		}
		a = stop;
	}
}

void textmap_done(struct textmap *m)
{
	str_done(&m->text);
	VEC_DONE(&m->runs);
}

size_t textmap_start(const struct textmap *m, size_t at)
{
	const struct textmap_run *r = run_at(m, at);

	if (!r)
		return m->runs.n ? m->runs.v[0].from : 0;
	if (at >= r->at + r->len)
		return r->from + r->from_len;
	return r->len == r->from_len ? r->from + (at - r->at) : r->from;
}

size_t textmap_end(const struct textmap *m, size_t at)
{
	const struct textmap_run *r = at ? run_at(m, at - 1) : NULL;

	if (!r)
		return textmap_start(m, at);
	if (at >= r->at + r->len)
		return r->from + r->from_len;
	return r->len == r->from_len ? r->from + (at - r->at) : r->from + r->from_len;
}

bool textmap_is_inside(const struct textmap *m, size_t at)
{
	const struct textmap_run *r = run_at(m, at);

	return r && r->len != r->from_len && at > r->at && at < r->at + r->len;
}
