/* The schedule of one retrier, before anything runs: delays, the band that jitter makes of them, when each retry begins. */
#include <stdlib.h>

#include "engine/retry.h"

static struct retry_span wait_of(const struct asl_retrier *r, double delay_s)
{
	if (r->jitter == ASL_JITTER_FULL)
		return (struct retry_span){.expected = delay_s / 2, .max = delay_s};
	return (struct retry_span){.min = delay_s, .expected = delay_s, .max = delay_s};
}

static void add(struct retry_span *to, const struct retry_span *more)
{
	to->min += more->min;
	to->expected += more->expected;
	to->max += more->max;
}

/* Without a cap and within what a clock counts, a delay is not held. */
static bool is_capped(const struct asl_retrier *r, int64_t k)
{
	const struct asl_retrier free_of_cap = {.interval_s = r->interval_s, .backoff = r->backoff};
	double free_s = retry_delay(&free_of_cap, k);

	return free_s >= RETRY_DELAY_MAX_S || (r->max_delay_s > 0 && free_s > r->max_delay_s);
}

void retry_plan_make(struct retry_plan *p, const struct asl_retrier *r, const struct retry_span *call, size_t max_rows)
{
	int64_t n = r->max_attempts < 0 ? 0 : r->max_attempts;

	*p = (struct retry_plan){.max_attempts = n, .jitter = r->jitter == ASL_JITTER_FULL, .total = *call};
	p->n = (uint64_t)n > max_rows ? max_rows : (size_t)n;
	p->rows = xcalloc(p->n, sizeof *p->rows);
	for (size_t i = 0; i < p->n; i++) {
		struct retry_plan_row *row = &p->rows[i];

		row->attempt = (int64_t)i + 1;
		row->delay_s = retry_delay(r, (int64_t)i);
		row->capped = is_capped(r, (int64_t)i);
		row->wait = wait_of(r, row->delay_s);
		add(&p->total, &row->wait);
		row->begins = p->total;
		add(&p->total, call);
	}
}

void retry_plan_done(struct retry_plan *p)
{
	free(p->rows);
	*p = (struct retry_plan){0};
}

size_t retry_plan_beyond(const struct retry_plan *p, double limit_s, bool sure)
{
	size_t i = 0;

	while (i < p->n && (sure ? p->rows[i].begins.min : p->rows[i].begins.max) <= limit_s)
		i++;
	return i;
}
