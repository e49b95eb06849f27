/*
 * What is seen from a place: over the cases of the engine, from every branch at every event; and one machine looked at closely, with a Map in
 * a Map, retries of a Map, and a Parallel.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cases.h"
#include "history/view.h"

/* --- from everywhere ------------------------------------------------------------------------------------------------------------ */

/* The branch that a state's scope is shown in must be the place, around it, beside it in a Parallel, or inside of one of these. */
static bool belongs(const struct projection *p, int32_t place, int32_t branch)
{
	for (int32_t b = branch; b >= 0; b = projection_branch_up(p, b)) {
		const struct asl_state *c = projection_container(p, b);

		if (projection_branch_in(p, place, b))
			return true;
		if (c->type != ASL_PARALLEL)
			return false;
	}
	return true;
}

static void check_one(const char *name, const struct view *v, int state, const struct view_mark *m)
{
	const struct step *s = view_step(v, state);

	assert_true((s != NULL) == (m->step >= 0));
	if (!s)
		return;
	if (s->state != state || s->status != m->status || s->visit != m->visits || m->visits < 1)
		fail_msg("%s, event %d, place %d: state %d is seen wrong", name, v->p->cursor, v->place, state);
	if (!belongs(v->p, v->place, s->branch))
		fail_msg("%s, event %d, place %d: state %d is seen in branch %d", name, v->p->cursor, v->place, state, s->branch);
	for (size_t i = (size_t)m->step + 1; i < v->p->steps.n; i++)
		if (v->p->steps.v[i].state == state && v->p->steps.v[i].branch == s->branch)
			fail_msg("%s, event %d, place %d: state %d has a later visit", name, v->p->cursor, v->place, state);
}

static void check_many(const char *name, const struct view *v, const struct view_mark *m, const struct asl_state *st)
{
	int sum = 0;

	for (int i = 0; i < STATE_STATUSES; i++)
		sum += m->by_status[i];
	if (sum != m->visits || (sum && !m->by_status[m->status]) || m->by_status[STATE_IDLE] || !st->scope->container)
		fail_msg("%s, event %d, place %d: the counts of %s are wrong", name, v->p->cursor, v->place, st->name);
	if (sum && m->status != STATE_FAILED && m->by_status[STATE_FAILED])
		fail_msg("%s: %s hides a failure", name, st->name);
}

static void check_place(const char *name, const struct projection *p, struct view *v, int32_t place)
{
	view_set(v, p, place);
	assert_int_equal(v->place, place);
	for (size_t i = 0; i < p->machine->n_states; i++) {
		struct view_mark m;

		view_state(v, (int)i, &m);
		if (m.kind == VIEW_ONE)
			check_one(name, v, (int)i, &m);
		else if (m.kind == VIEW_MANY)
			check_many(name, v, &m, p->machine->states[i]);
		else
			assert_int_equal(m.visits, 0);
		if (!p->machine->states[i]->scope->container)
			assert_int_equal(m.visits, p->states[i].visits);
		assert_true(projection_branch_in(p, view_place_of(v, (int)i), -1));
	}
	for (size_t i = 0; i < p->n_edges; i++)
		if (view_taken(v, i) > p->edges[i].taken || view_taken(v, i) < 0)
			fail_msg("%s: transition %zu is seen more often than it was taken", name, i);
	assert_true(view_last_edge(v) < (int)p->n_edges);
	if (view_last_edge(v) >= 0 && !view_taken(v, (size_t)view_last_edge(v)))
		fail_msg("%s, event %d, place %d: the last transition is not among those taken", name, p->cursor, place);
}

static void check_case(void *ctx, cJSON *c, const char *name)
{
	struct case_run r;
	struct err e;

	(void)ctx;
	if (case_start(&r, c, &e)) {
		const struct history *h = engine_history(r.host.engine);
		struct projection *p = projection_new(r.machine);
		struct view v = {0};

		host_run(&r.host);
		for (int32_t k = 0; k <= (int32_t)h->events.n; k++) {
			projection_seek(p, h, k);
			for (int32_t b = -1; b < (int32_t)p->branches.n; b++)
				check_place(name, p, &v, b);
		}
		projection_seek(p, h, 1);	/* a place that is not there any more */
		for (int32_t b = 0; b < (int32_t)p->by_index.rows.n; b++) {
			view_set(&v, p, b);
			assert_int_equal(v.place, -1);
		}
		view_done(&v);
		projection_free(p);
	}
	case_done(&r);
}

static void test_cases(void **state)
{
	struct err e;

	(void)state;
	if (!cases_each(check_case, NULL, false, &e))
		fail_msg("%s", e.msg);
}

/* --- one machine closely ----------------------------------------------------------------------------------------------------------- */

/* Two outer items with two inner ones each; the first inner Charge fails and is retried by its Map, which begins all of it again. */
static const char nested_text[] =
	"{\"name\": \"\", \"definition\": {\"StartAt\": \"Outer\", \"States\": {\"Outer\": {\"Type\": \"Map\", \"End\": true, \"MaxConcurrency\": 1,"
	" \"ItemProcessor\": {\"StartAt\": \"Inner\", \"States\": {"
	"\"Inner\": {\"Type\": \"Map\", \"Next\": \"Both\", \"MaxConcurrency\": 1, \"Retry\": [{\"ErrorEquals\": [\"E\"], \"IntervalSeconds\": 3}],"
	" \"ItemProcessor\": {\"StartAt\": \"Check\", \"States\": {\"Check\": {\"Type\": \"Pass\", \"Next\": \"Charge\"},"
	" \"Charge\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:us-east-1:111122223333:function:f\", \"End\": true}}}},"
	"\"Both\": {\"Type\": \"Parallel\", \"End\": true, \"Branches\": [{\"StartAt\": \"Left\", \"States\": {\"Left\": {\"Type\": \"Pass\", \"End\": true}}},"
	" {\"StartAt\": \"Right\", \"States\": {\"Right\": {\"Type\": \"Pass\", \"End\": true}}}]}}}}}},"
	"\"input\": [[1, 2], [3, 4]],"
	"\"mocks\": {\"Charge\": [{\"Return\": 1}, {\"Throw\": {\"Error\": \"E\"}}, {\"Return\": 1}, {\"Return\": 2}, {\"Return\": 3}, {\"Return\": 4}]}}";

struct look {
	struct case_run run;
	cJSON *c;
	struct projection *p;
	struct view v;
};

static void look_open(struct look *l, const char *text)
{
	struct err e;

	l->c = json_read(text, NULL);
	assert_non_null(l->c);
	assert_true(case_start(&l->run, l->c, &e));
	host_run(&l->run.host);
	l->p = projection_new(l->run.machine);
	l->v = (struct view){0};
}

static void look_done(struct look *l)
{
	view_done(&l->v);
	projection_free(l->p);
	case_done(&l->run);
	cJSON_Delete(l->c);
}

static int32_t event_of(const struct look *l, enum event_type type, int nth)
{
	const struct history *h = engine_history(l->run.host.engine);

	for (size_t i = 0; i < h->events.n; i++)
		if (h->events.v[i].type == type && --nth == 0)
			return h->events.v[i].id;
	fail_msg("no such event");
	return 0;
}

static int index_of(const struct look *l, const char *name)
{
	return asl_state_at(l->run.machine, name)->index;
}

static struct view_mark seen(struct look *l, int32_t cursor, int32_t place, const char *name)
{
	struct view_mark m;

	projection_seek(l->p, engine_history(l->run.host.engine), cursor);
	view_set(&l->v, l->p, place);
	view_state(&l->v, index_of(l, name), &m);
	return m;
}

static void test_nested(void **state)
{
	struct look l;
	int32_t end, failed, inner0, inner1;
	struct view_mark m;

	(void)state;
	look_open(&l, nested_text);
	end = (int32_t)engine_history(l.run.host.engine)->events.n;
	failed = event_of(&l, EV_LambdaFunctionFailed, 1);

	/* summed up over both levels; the attempt that failed does not count */
	m = seen(&l, end, -1, "Charge");
	assert_int_equal(m.kind, VIEW_MANY);
	assert_int_equal(m.visits, 4);
	assert_int_equal(m.by_status[STATE_SUCCEEDED], 4);
	m = seen(&l, end, -1, "Left");
	assert_int_equal(m.kind, VIEW_MANY);
	assert_int_equal(m.visits, 2);
	assert_int_equal(view_branches(&l.v, index_of(&l, "Inner"))[STATE_SUCCEEDED], 4);
	assert_int_equal(view_branches(&l.v, index_of(&l, "Outer"))[STATE_SUCCEEDED], 2);

	/* when it failed it did, and then its Map waits for a retry */
	m = seen(&l, failed, -1, "Charge");
	assert_int_equal(m.by_status[STATE_FAILED], 1);
	assert_int_equal(m.by_status[STATE_SUCCEEDED], 1);
	assert_int_equal(m.status, STATE_FAILED);
	m = seen(&l, event_of(&l, EV_MapStateStarted, 3) - 1, -1, "Inner");
	assert_int_equal(m.by_status[STATE_RETRYING], 1);
	m = seen(&l, event_of(&l, EV_MapStateStarted, 3) - 1, 0, "Inner");
	assert_int_equal(m.kind, VIEW_ONE);
	assert_int_equal(m.status, STATE_RETRYING);

	/* the families: outer, inner twice in item 0, Both, inner in item 1, Both */
	assert_int_equal(seen(&l, end, -1, "Outer").kind, VIEW_ONE);
	assert_int_equal(l.p->families.n, 6);
	assert_int_equal(l.p->families.v[2].attempt, 2);
	assert_int_equal(l.p->families.v[2].earlier, 1);
	assert_int_equal(l.p->families.v[1].by_status[STATE_FAILED], 1);
	assert_int_equal(l.p->families.v[1].by_status[STATE_SUCCEEDED], 1);
	assert_int_equal(l.p->families.v[4].attempt, 1);
	assert_int_equal(l.p->families.v[4].earlier, -1);

	/* from item 1 of the second attempt: its own; from the failed one of the first: that */
	inner0 = projection_branch_at(l.p, 2, 1);
	m = seen(&l, end, inner0, "Charge");
	assert_int_equal(m.kind, VIEW_ONE);
	assert_int_equal(m.status, STATE_SUCCEEDED);
	assert_int_equal(view_place_of(&l.v, index_of(&l, "Charge")), inner0);
	assert_int_equal(view_place_of(&l.v, index_of(&l, "Both")), 0);
	assert_int_equal(view_place_of(&l.v, index_of(&l, "Outer")), -1);
	assert_int_equal(view_family(&l.v, index_of(&l, "Inner")), 2);
	inner1 = projection_branch_at(l.p, 1, 1);
	m = seen(&l, end, inner1, "Charge");
	assert_int_equal(m.status, STATE_FAILED);
	assert_int_equal(view_family(&l.v, index_of(&l, "Inner")), 1);

	/* from the outer item alone: its inner Map's newest attempt, summed up, and its Parallel's branches */
	m = seen(&l, end, 0, "Charge");
	assert_int_equal(m.kind, VIEW_MANY);
	assert_int_equal(m.visits, 2);
	assert_int_equal(view_family(&l.v, index_of(&l, "Inner")), 2);
	m = seen(&l, end, 0, "Right");
	assert_int_equal(m.kind, VIEW_ONE);
	assert_int_equal(m.status, STATE_SUCCEEDED);
	assert_int_equal(view_family(&l.v, index_of(&l, "Outer")), 0);
	look_done(&l);
}

static int edge_of(const struct look *l, const char *from)
{
	for (size_t i = 0; i < l->p->n_edges; i++)
		if (l->p->edges[i].from == index_of(l, from))
			return (int)i;
	return -1;
}

static void test_edges(void **state)
{
	struct look l;
	int32_t end;

	(void)state;
	look_open(&l, nested_text);
	end = (int32_t)engine_history(l.run.host.engine)->events.n;
	seen(&l, end, -1, "Check");
	assert_int_equal(view_taken(&l.v, (size_t)edge_of(&l, "Check")), 4);
	assert_int_equal(view_taken(&l.v, (size_t)edge_of(&l, "Inner")), 2);
	seen(&l, end, projection_branch_at(l.p, 2, 0), "Check");
	assert_int_equal(view_taken(&l.v, (size_t)edge_of(&l, "Check")), 1);
	assert_int_equal(view_taken(&l.v, (size_t)edge_of(&l, "Inner")), 1);
	assert_int_equal(view_last_edge(&l.v), edge_of(&l, "Check"));	/* the newest of all is in another item */
	seen(&l, end, -1, "Check");
	assert_int_equal(view_last_edge(&l.v), edge_of(&l, "Inner"));
	look_done(&l);
}

/* A definition that is not the history's, or none. */
static void test_nothing(void **state)
{
	struct view v = {0};
	struct view_mark m;

	(void)state;
	view_set(&v, NULL, 5);
	view_state(&v, 3, &m);
	assert_int_equal(m.kind, VIEW_NONE);
	assert_null(view_step(&v, 0));
	assert_int_equal(view_family(&v, 0), -1);
	assert_int_equal(view_place_of(&v, 0), -1);
	assert_int_equal(view_last_edge(&v), -1);
	view_done(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases), cmocka_unit_test(test_nested), cmocka_unit_test(test_edges), cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
