/* The schedule of a retrier, held against what the engine does with random ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../engine/host.h"
#include "base/rng.h"
#include "engine/retry.h"

static void test_doubling(void **state)
{
	struct asl_retrier r = {.interval_s = 1, .backoff = 2, .max_attempts = 3};
	struct retry_plan p;

	(void)state;
	retry_plan_make(&p, &r, &(struct retry_span){0}, 100);
	assert_int_equal(p.n, 3);
	assert_false(p.jitter);
	assert_true(p.rows[2].delay_s == 4 && p.rows[2].wait.min == 4 && p.rows[2].wait.max == 4);
	assert_true(p.rows[0].begins.min == 1 && p.rows[1].begins.expected == 3 && p.rows[2].begins.max == 7);
	assert_true(p.total.max == 7);
	retry_plan_done(&p);
}

/* A call takes 1 to 10 s; four of them, and between them 5, 8 (15 capped), 8 s, of which jitter leaves something between none and all. */
static void test_band_and_cap(void **state)
{
	struct asl_retrier r = {.interval_s = 5, .backoff = 3, .max_delay_s = 8, .max_attempts = 3, .jitter = ASL_JITTER_FULL};
	struct retry_plan p;

	(void)state;
	retry_plan_make(&p, &r, &(struct retry_span){.min = 1, .expected = 2, .max = 10}, 100);
	assert_true(p.jitter);
	assert_false(p.rows[0].capped);
	assert_true(p.rows[1].capped && p.rows[1].delay_s == 8 && p.rows[2].delay_s == 8);
	assert_true(p.rows[1].wait.min == 0 && p.rows[1].wait.expected == 4 && p.rows[1].wait.max == 8);
	assert_true(p.rows[0].begins.min == 1 && p.rows[0].begins.expected == 4.5 && p.rows[0].begins.max == 15);
	assert_true(p.rows[2].begins.min == 3 && p.rows[2].begins.max == 51);
	assert_true(p.total.min == 4 && p.total.expected == 18.5 && p.total.max == 61);
	assert_int_equal(retry_plan_beyond(&p, 15, false), 1);
	assert_int_equal(retry_plan_beyond(&p, 1, true), 1);
	assert_int_equal(retry_plan_beyond(&p, 60, false), 3);
	retry_plan_done(&p);
}

static void test_none_and_many(void **state)
{
	struct asl_retrier r = {.interval_s = 1, .backoff = 2};
	struct retry_plan p;

	(void)state;
	retry_plan_make(&p, &r, &(struct retry_span){.max = 3}, 100);
	assert_int_equal(p.n, 0);
	assert_true(p.total.max == 3);
	assert_int_equal(retry_plan_beyond(&p, 0, false), 0);
	retry_plan_done(&p);
	r.max_attempts = 99999999;
	retry_plan_make(&p, &r, &(struct retry_span){0}, 50);
	assert_int_equal(p.n, 50);
	assert_int_equal(p.max_attempts, 99999999);
	assert_true(p.rows[49].capped && p.rows[49].delay_s == RETRY_DELAY_MAX_S && isfinite(p.total.max));
	retry_plan_done(&p);
}

/* --- against the engine ----------------------------------------------------------------------------------------------- */

static void retrier_text(struct rng *g, struct str *out)
{
	str_addf(out, "{\"ErrorEquals\":[\"E\"],\"IntervalSeconds\":%d,\"MaxAttempts\":%d,\"BackoffRate\":%.1f", 1 + (int)(rng_next(g) % 90),
		(int)(rng_next(g) % 9), 1 + (double)(rng_next(g) % 30) / 10);
	if (rng_next(g) % 2)
		str_addf(out, ",\"MaxDelaySeconds\":%d", 100 + (int)(rng_next(g) % 200));
	if (rng_next(g) % 2)
		str_adds(out, ",\"JitterStrategy\":\"FULL\"");
	str_addc(out, '}');
}

static void fails_always(struct host *h, struct asl_machine *m, const cJSON *mocks, uint64_t seed)
{
	struct engine_options o = {.name = "plan", .seed = seed};
	struct value *input = value_parse("{}", 2, NULL);
	struct err e;

	host_init(h, m, &o, mocks);
	assert_true(host_start(h, input, &e));
	host_run(h);
	value_unref(input);
	assert_int_equal(engine_status(h->engine), EXEC_FAILED);
}

/* Every retry's delay, and when its call was scheduled, against the rows. */
static void compare(const struct retry_plan *p, const struct history *h)
{
	size_t n = 0, calls = 0;

	for (size_t i = 0; i < h->events.n; i++) {
		const struct event *ev = &h->events.v[i];
		double at_s = (double)(ev->at_ms - HOST_START_MS) / 1000;

		if (event_is_scheduled((enum event_type)ev->type) && calls++) {
			const struct retry_span *b = &p->rows[calls - 2].begins;

			assert_true(at_s >= b->min - 0.01 && at_s <= b->max + 0.01);
		}
		if (!ev->more || !ev->more->has_plan || !ev->more->plan.attempt)
			continue;
		assert_true(n < p->n);
		assert_int_equal(ev->more->plan.attempt, p->rows[n].attempt);
		assert_true(ev->more->plan.base_delay_s == p->rows[n].delay_s);
		assert_int_equal(ev->more->plan.draw >= 0, p->jitter);
		assert_true((double)ev->more->plan.delay_ms >= p->rows[n].wait.min * 1000 - 0.5);
		assert_true((double)ev->more->plan.delay_ms <= p->rows[n].wait.max * 1000 + 0.5);
		n++;
	}
	assert_int_equal(n, p->n);
	assert_int_equal(calls, p->n + 1);
}

static void one_machine(struct rng *g, const cJSON *mocks)
{
	struct str text = {0};
	struct asl_machine *m;
	struct retry_plan p;
	struct host h;

	str_adds(&text, "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":"
		"\"arn:aws:lambda:us-east-1:111122223333:function:f\",\"End\":true,\"Retry\":[");
	retrier_text(g, &text);
	str_adds(&text, "]}}}");
	m = asl_parse(str_get(&text), text.len, "plan", NULL);
	assert_true(m->valid);
	fails_always(&h, m, mocks, rng_next(g));
	retry_plan_make(&p, &m->states[0]->retriers[0], &(struct retry_span){0}, 100);
	compare(&p, engine_history(h.engine));
	retry_plan_done(&p);
	host_done(&h);
	asl_unref(m);
	str_done(&text);
}

static void test_as_the_engine_does(void **state)
{
	struct str mocks = {0};
	struct rng g;
	cJSON *tree;

	(void)state;
	rng_seed(&g, 6);
	str_adds(&mocks, "{\"T\":[");
	for (int i = 0; i < 10; i++)
		str_adds(&mocks, i ? ",{\"Throw\":{\"Error\":\"E\"}}" : "{\"Throw\":{\"Error\":\"E\"}}");
	str_adds(&mocks, "]}");
	tree = cJSON_Parse(str_get(&mocks));
	for (int i = 0; i < 300; i++)
		one_machine(&g, tree);
	cJSON_Delete(tree);
	str_done(&mocks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_doubling),
		cmocka_unit_test(test_band_and_cap),
		cmocka_unit_test(test_none_and_many),
		cmocka_unit_test(test_as_the_engine_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
