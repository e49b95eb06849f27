/* The rows of the matrix: orders, items that have not begun, histories that claim too much; counts in few cells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "screens/counts.h"
#include "screens/matrix.h"

/* --- rows ------------------------------------------------------------------------------------------------------------------------ */

static const char text[] = "{\"StartAt\":\"M\",\"States\":{\"M\":{\"Type\":\"Map\",\"End\":true,\"ItemProcessor\":{\"StartAt\":\"A\",\"States\":{"
	"\"A\":{\"Type\":\"Pass\",\"End\":true}}}}}}";

struct made {
	struct asl_machine *machine;
	struct history h;
	struct projection *p;
	struct matrix m;
};

static int32_t add(struct made *w, enum event_type type, int32_t prev, int64_t at_ms, const char *state, int64_t index, int64_t length)
{
	struct event_more *more = index >= 0 || length >= 0 ? event_more_new() : NULL;

	if (more) {
		more->index = index;
		more->length = length;
	}
	return history_add_take(&w->h, (struct event){.type = (uint8_t)type, .prev = prev, .at_ms = at_ms, .more = more,
		.state = asl_state_at(w->machine, state)->index, .name = history_intern(&w->h, state)})->id;
}

/* A Map of that many items, of which these begin, a second apart, in this order. */
static void begin(struct made *w, int64_t length, const int *indexes, size_t n)
{
	int32_t started;

	*w = (struct made){.machine = asl_parse(text, sizeof text - 1, "m", NULL)};
	history_init(&w->h);
	history_add_take(&w->h, (struct event){.type = EV_ExecutionStarted, .state = -1});
	started = add(w, EV_MapStateStarted, add(w, EV_MapStateEntered, 1, 0, "M", -1, -1), 0, "M", -1, length);
	for (size_t i = 0; i < n; i++) {
		int64_t at = (int64_t)i * 1000;
		int32_t id = add(w, EV_MapIterationStarted, started, at, "M", indexes[i], -1);

		add(w, EV_PassStateEntered, id, at, "A", -1, -1);
	}
	w->p = projection_new(w->machine);
	projection_seek(w->p, &w->h, (int32_t)w->h.events.n);
}

static void end(struct made *w)
{
	matrix_done(&w->m);
	projection_free(w->p);
	history_done(&w->h);
	asl_unref(w->machine);
}

/* The indexes of the first rows. */
static void rows_are(struct made *w, enum matrix_sort sort, const int32_t *expected, size_t n)
{
	w->m.sort = sort;
	matrix_set(&w->m, w->p, w->machine->states[0], 0, 100000);
	assert_true(w->m.rows.n >= n);
	for (size_t i = 0; i < n; i++)
		if (matrix_index(&w->m, w->m.rows.v[i]) != expected[i])
			fail_msg("by %s row %zu is item %d, not %d", matrix_sort_text(sort), i, matrix_index(&w->m, w->m.rows.v[i]), expected[i]);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(matrix_find(&w->m, w->m.rows.v[i]), i);
}

static void test_orders(void **state)
{
	static const int begun[] = {5, 2, 7, 0};
	struct made w;

	(void)state;
	begin(&w, 9, begun, ARRAY_LEN(begun));
	/* item 2 ends well after a second, item 7 fails: by hand, as a history would have it */
	add(&w, EV_PassStateExited, 7, 2000, "A", -1, -1);
	add(&w, EV_MapIterationSucceeded, 12, 2000, "M", 2, -1);
	add(&w, EV_MapIterationFailed, 9, 3000, "M", 7, -1);
	projection_seek(w.p, &w.h, (int32_t)w.h.events.n);
	rows_are(&w, MATRIX_BY_INDEX, (int32_t[]){0, 1, 2, 3, 4, 5, 6, 7, 8}, 9);
	rows_are(&w, MATRIX_BY_STATUS, (int32_t[]){7, 0, 5, 2, 1, 3, 4, 6, 8}, 9);
	rows_are(&w, MATRIX_BY_DURATION, (int32_t[]){5, 0, 2, 7, 1, 3, 4, 6, 8}, 9);
	assert_int_equal(w.m.rows.n, 9);
	assert_int_equal(matrix_status(&w.m, w.m.rows.v[8]), STATE_IDLE);
	assert_null(matrix_branch(&w.m, w.m.rows.v[8]));
	assert_null(matrix_step(&w.m, w.m.rows.v[8]));
	assert_null(matrix_cell(&w.m, w.m.rows.v[8], 1));
	assert_null(matrix_input(&w.m, w.m.rows.v[8]));
	assert_int_equal(matrix_duration(&w.m, w.m.rows.v[8]), -1);
	assert_int_equal(matrix_duration(&w.m, w.m.rows.v[2]), 1000);
	end(&w);
}

static void test_claims(void **state)
{
	static const int begun[] = {3000000, 1};
	struct made w;

	(void)state;
	begin(&w, INT64_MAX, begun, ARRAY_LEN(begun));
	rows_are(&w, MATRIX_BY_STATUS, (int32_t[]){1, 3000000, 0, 2}, 4);
	rows_are(&w, MATRIX_BY_INDEX, (int32_t[]){0, 1, 2}, 3);
	assert_int_equal(w.m.rows.n, 2 + MATRIX_WAITING_MAX);
	end(&w);
	begin(&w, 0, begun, 1);		/* more begin than it has */
	rows_are(&w, MATRIX_BY_INDEX, (int32_t[]){3000000}, 1);
	assert_int_equal(w.m.rows.n, 1);
	end(&w);
	begin(&w, 0, begun, 0);
	rows_are(&w, MATRIX_BY_STATUS, NULL, 0);
	assert_int_equal(w.m.rows.n, 0);
	matrix_set(&w.m, NULL, NULL, 3, 0);
	assert_int_equal(w.m.family, -1);
	end(&w);
}

/* --- counts ---------------------------------------------------------------------------------------------------------------------- */

static void says(void (*fn)(const int32_t *n, int cols, struct str *out), const int32_t *n, int cols, const char *expected)
{
	struct str s = {0};

	fn(n, cols, &s);
	if (strcmp(str_get(&s), expected) != 0)
		fail_msg("in %d cells: \"%s\", not \"%s\"", cols, str_get(&s), expected);
	str_done(&s);
}

static void test_counts(void **state)
{
	static const int32_t n[STATE_STATUSES] = {[STATE_IDLE] = 4, [STATE_RUNNING] = 3, [STATE_SUCCEEDED] = 12345, [STATE_FAILED] = 1};
	static const int32_t all[STATE_STATUSES] = {[STATE_SUCCEEDED] = 10}, none[STATE_STATUSES] = {0}, idle[STATE_STATUSES] = {4};

	(void)state;
	says(counts_text, n, 40, "✗1 ▶3 ✓12345");
	says(counts_text, n, 12, "✗1 ▶3 ✓12345");
	says(counts_text, n, 11, "✗1▶3✓12345");
	says(counts_text, n, 9, "✗1▶3✓12k");
	says(counts_text, n, 6, "✗1 ▶3…");
	says(counts_text, n, 5, "✗1▶3…");
	says(counts_text, n, 4, "✗1…");
	says(counts_text, n, 2, "✗…");
	says(counts_text, n, 1, "✗");
	says(counts_text, n, 0, "");
	says(counts_text, all, 3, "✓10");
	says(counts_text, all, 2, "✓…");
	says(counts_text, none, 9, "");
	says(counts_text, idle, 9, "");
	says(counts_ratio, n, 20, "12346/12353");
	says(counts_ratio, n, 10, "12k/12k");
	says(counts_ratio, n, 3, "");
	says(counts_progress, n, 30, "12346/12353 ✗1 ▶3 ✓12345");
	says(counts_progress, n, 17, "12346/12353 ✗1▶3…");
	says(counts_progress, n, 3, "✗1…");
	says(counts_progress, all, 30, "10/10 ✓");
	says(counts_progress, idle, 30, "0/4");
	says(counts_progress, none, 30, "0/0");
}

static void test_words(void **state)
{
	static const int32_t n[STATE_STATUSES] = {[STATE_IDLE] = 4, [STATE_RUNNING] = 3, [STATE_FAILED] = 1};
	struct str s = {0};

	(void)state;
	counts_words(n, "iterations", &s);
	assert_string_equal(str_get(&s), "8 iterations: 1 failed, 3 running, 4 not begun");
	assert_int_equal(counts_status(n), STATE_FAILED);
	assert_int_equal(counts_sum((int32_t[STATE_STATUSES]){INT32_MAX, INT32_MAX}), INT32_MAX);
	str_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders), cmocka_unit_test(test_claims), cmocka_unit_test(test_counts), cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
