/*
 * Where one call's output ends. Log and reply come through different descriptors, so the worker writes a mark
 * into the log before it replies, and the call is over when both have arrived. The mark begins with NUL,
 * which a flood of text does not hold.
 */
#include "task/worker_private.h"

#include <stdio.h>
#include <string.h>

void log_mark_expect(struct log_mark *m, const char *request_id)
{
	int n = snprintf(m->mark, sizeof m->mark, "%caslant end %s%c", 0, request_id, 0);

	m->len = n > 0 && (size_t)n < sizeof m->mark ? (size_t)n : 0;
	m->n_held = 0;
	m->seen = false;
}

/* data begins with NUL: how many of its bytes agree with the mark. */
static size_t agreeing(const struct log_mark *m, const char *data, size_t len)
{
	size_t n = 0;

	while (n < len && n < m->len && data[n] == m->mark[n])
		n++;
	return n;
}

static void feed(
	struct log_mark *m, const char *data, size_t len, void (*out)(void *, const char *, size_t), void *ctx)
{
	const char *from = data, *end = data + len, *p = data;

	while (m->len && !m->seen && (p = memchr(p, '\0', (size_t)(end - p)))) {
		size_t n = agreeing(m, p, (size_t)(end - p));

		if (n < m->len && p + n < end) {
			p++;
			continue;
		}
		if (p > from)
			out(ctx, from, (size_t)(p - from));
		from = p += n;
		if (n == m->len) {
			m->seen = true;
		} else {
			memcpy(m->held, p - n, n);
			m->n_held = n;
		}
	}
	if (end > from)
		out(ctx, from, (size_t)(end - from));
}

void log_mark_feed(struct log_mark *m, const char *data, size_t len,
	void (*out)(void *ctx, const char *data, size_t len), void *ctx)
{
	/* Only the place where two pieces meet needs a copy. */
	while (m->n_held && len) {
		char joined[2 * MARK_MAX];
		size_t n_held = m->n_held, n = len < MARK_MAX ? len : MARK_MAX;

		memcpy(joined, m->held, n_held);
		memcpy(joined + n_held, data, n);
		m->n_held = 0;
		feed(m, joined, n_held + n, out, ctx);
		data += n;
		len -= n;
	}
	feed(m, data, len, out, ctx);
}

void log_mark_flush(struct log_mark *m, void (*out)(void *ctx, const char *data, size_t len), void *ctx)
{
	size_t n = m->n_held;

	m->n_held = 0;
	if (n)
		out(ctx, m->held, n);
}
