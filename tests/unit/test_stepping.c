/* stepping: into, over, out and back, over the cases of the engine at every event, and along one Map in a Map closely. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cases.h"
#include "app/stepping.h"

struct walk {
	struct case_run c;
	cJSON *text;
	struct run r;
};

static void walk_start(struct walk *w, const cJSON *c)
{
	struct err e;

	assert_true(case_start(&w->c, c, &e));
	host_run(&w->c.host);
	w->r = (struct run){.machine = w->c.machine, .history = engine_history(w->c.host.engine), .at = projection_new(w->c.machine)};
	run_seek(&w->r, INT32_MAX);
}

static void walk_done(struct walk *w)
{
	projection_free(w->r.at);
	case_done(&w->c);
	cJSON_Delete(w->text);
}

/* --- what must hold everywhere --------------------------------------------------------------------------------------------------- */

static enum event_type type_of(const struct run *r, int32_t id)
{
	return (enum event_type)history_at(r->history, id)->type;
}

static void check_forward(const char *name, struct run *r, enum step_kind kind)
{
	int32_t from = r->cursor, branch = r->at->branch, to = run_step_forward(r, kind), last = run_last(r);

	if (r->at->cursor != from)
		fail_msg("%s: looking from event %d moved the projection", name, from);
	if (to == 0 && from != last && event_is_end(type_of(r, last)))
		fail_msg("%s, event %d: a step forward finds nothing", name, from);
	if (to && to <= from)
		fail_msg("%s, event %d: a step forward goes to %d", name, from, to);
	if (!to)
		return;
	if (kind == STEP_INTO && !event_is_entered(type_of(r, to)) && !event_is_end(type_of(r, to)))
		fail_msg("%s, event %d: a step goes to event %d, which enters nothing", name, from, to);
	for (int32_t id = from + 1; id < to; id++) {
		bool entered = event_is_entered(type_of(r, id));

		if (kind == STEP_INTO && entered && projection_branch_in(r->at, projection_branch_of(r->at, id), branch) && branch >= 0)
			fail_msg("%s, event %d: a step passes %d of its own branch", name, from, id);
		if (kind == STEP_OVER && entered && branch == projection_branch_of(r->at, id) && id < to)
			fail_msg("%s, event %d: a step over passes %d of its own branch", name, from, id);
	}
}

static void check_back(const char *name, struct run *r, enum step_kind kind)
{
	int32_t to = run_step_back(r, kind);

	if (to < 1 || (r->cursor > 1 && to >= r->cursor))
		fail_msg("%s, event %d: a step back goes to %d", name, r->cursor, to);
}

/* Steps of one kind lead from the first event to the last, and back again. */
static void check_ways(const char *name, struct run *r)
{
	for (int kind = STEP_INTO; kind <= STEP_OUT; kind++) {
		int32_t to;

		run_seek(r, 1);
		while ((to = run_step_forward(r, (enum step_kind)kind)))
			run_seek(r, to);
		if (r->cursor != run_last(r) && event_is_end(type_of(r, run_last(r))))
			fail_msg("%s: steps of kind %d end at %d", name, kind, r->cursor);
		while (r->cursor > 1)
			run_seek(r, run_step_back(r, (enum step_kind)kind));
	}
}

static void check_case(void *ctx, cJSON *c, const char *name)
{
	struct case_run probe;
	struct walk w = {0};
	struct err e;
	bool runs = case_start(&probe, c, &e);

	(void)ctx;
	case_done(&probe);
	if (!runs)
		return;
	walk_start(&w, c);
	for (int32_t id = 1; id <= run_last(&w.r); id++) {
		run_seek(&w.r, id);
		for (int kind = STEP_INTO; kind <= STEP_OUT; kind++) {
			check_forward(name, &w.r, (enum step_kind)kind);
			check_back(name, &w.r, (enum step_kind)kind);
		}
	}
	check_ways(name, &w.r);
	walk_done(&w);
}

static void test_cases(void **state)
{
	struct err e;

	(void)state;
	if (!cases_each(check_case, NULL, false, &e))
		fail_msg("%s", e.msg);
}

/* --- closely ----------------------------------------------------------------------------------------------------------------------- */

/* Two iterations side by side: their events take turns.
 * 1 started; 2 M entered, 3 started; 4 [0] began, 5 [1] began; 6 A in [0], 7 left; 8 W in [0]; 9 A in [1], 10 left; 11 W in [1];
 * 12 W left in [0], 13 [0] succeeded, 14 [2] began; 15 A in [2], 16 left; 17 W in [2]; 18 W left in [1], 19 [1] succeeded; 20 W left in [2],
 * 21 [2] succeeded, 22 M succeeded, 23 M left; 24 N entered, 25 left; 26 the end */
static const char text[] =
	"{\"name\": \"\", \"definition\": {\"StartAt\": \"M\", \"States\": {\"M\": {\"Type\": \"Map\", \"MaxConcurrency\": 2, \"Next\": \"N\","
	"\"ItemProcessor\": {\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"Next\": \"W\"},"
	"\"W\": {\"Type\": \"Wait\", \"SecondsPath\": \"$\", \"End\": true}}}}, \"N\": {\"Type\": \"Pass\", \"End\": true}}},"
	"\"input\": [2, 4, 5]}";

static const struct { int32_t at, into, over, out, back_into, back_over, back_out; } steps[] = {
	{1, 2, 2, 26, 1, 1, 1},
	{2, 6, 23, 26, 1, 1, 1},		/* M: into its first iteration, or over all of it */
	{3, 6, 23, 26, 2, 2, 1},
	{4, 6, 6, 13, 2, 2, 2},		/* the beginning of [0] belongs to [0] */
	{6, 8, 8, 13, 2, 4, 4},		/* A in [0]: not to A in [1], which comes before W */
	{7, 8, 8, 13, 6, 6, 4},
	{8, 15, 13, 13, 6, 6, 4},		/* W in [0]: its branch ends; into: what is entered next at all after that */
	{9, 11, 11, 19, 8, 5, 5},		/* A in [1]; before it [1] began */
	{11, 24, 19, 19, 9, 9, 5},
	{13, 15, 23, 23, 8, 8, 4},		/* at its end: out of M */
	{17, 24, 21, 21, 15, 15, 14},
	{22, 24, 23, 26, 17, 2, 1},
	{23, 24, 24, 26, 17, 2, 1},		/* M left: back over it */
	{24, 26, 26, 26, 17, 2, 1},
	{26, 0, 0, 0, 24, 24, 1},
};

static void test_closely(void **state)
{
	struct walk w = {.text = json_read(text, NULL)};

	(void)state;
	walk_start(&w, w.text);
	assert_int_equal(run_last(&w.r), 26);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		int32_t got[6];

		run_seek(&w.r, steps[i].at);
		for (int kind = STEP_INTO; kind <= STEP_OUT; kind++) {
			got[kind] = run_step_forward(&w.r, (enum step_kind)kind);
			got[3 + kind] = run_step_back(&w.r, (enum step_kind)kind);
		}
		if (memcmp(got, &steps[i].into, sizeof got) != 0)
			fail_msg("at %d: on %d %d %d, back %d %d %d", steps[i].at, got[0], got[1], got[2], got[3], got[4], got[5]);
	}
	walk_done(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_closely)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
