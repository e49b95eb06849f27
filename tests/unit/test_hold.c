/*
 * Branches that are held: nothing of them happens until they are released, the rest goes on, nothing is lost, and what was fed replays to the
 * same history. Held, released and left alone at random, many times over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "app/session.h"
#include "base/rng.h"
#include "history/projection.h"

/* Six items, three at a time, each with a wait of its own and a Parallel; beside it a branch that only waits. */
#define MACHINE(LONG) \
	"{\"StartAt\":\"Both\",\"States\":{\"Both\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":[" \
	"{\"StartAt\":\"Each\",\"States\":{\"Each\":{\"Type\":\"Map\",\"MaxConcurrency\":3,\"End\":true,\"ItemProcessor\":{\"StartAt\":\"A\",\"States\":{" \
	"\"A\":{\"Type\":\"Pass\",\"Next\":\"W\"},\"W\":{\"Type\":\"Wait\",\"SecondsPath\":\"$\",\"Next\":\"P\"}," \
	"\"P\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":[{\"StartAt\":\"L\",\"States\":{\"L\":{\"Type\":\"Pass\",\"End\":true}}}," \
	"{\"StartAt\":\"R\",\"States\":{\"R\":{\"Type\":\"Wait\",\"Seconds\":1,\"End\":true}}}]}}}}}}," \
	"{\"StartAt\":\"Long\",\"States\":{\"Long\":{\"Type\":\"Wait\",\"Seconds\":" LONG ",\"Next\":\"End\"},\"End\":{\"Type\":\"Pass\",\"End\":true}}}]}}}"

struct fed {
	VEC(struct engine_input) list;
	VEC(const struct engine_input *) pointers;
};

static void keep(void *ctx, const struct engine_input *in)
{
	struct fed *f = ctx;
	struct engine_input own = *in;

	assert_null(in->error);
	if (own.value)
		value_ref(own.value);
	VEC_PUSH(&f->list, own);
}

static void fed_done(struct fed *f)
{
	for (size_t i = 0; i < f->list.n; i++)
		value_unref(f->list.v[i].value);
	VEC_DONE(&f->list);
	VEC_DONE(&f->pointers);
}

struct held_test {
	struct asl_machine *m;
	struct value *input;
	struct dispatch *d;
	struct session *s;
	struct projection *p;
	struct fed fed;
};

static struct session *session_begin(struct held_test *t)
{
	struct session_options o = {.machine = t->m, .input = t->input, .dispatch = t->d, .speed = SPEED_JUMP, .engine = {.name = "held"}};
	struct err e;
	struct session *s = session_new(&o, &e);

	assert_non_null(s);
	return s;
}

static struct held_test begin(const char *machine)
{
	struct held_test t = {.d = dispatch_new()};

	t.m = asl_parse(machine, strlen(machine), "M", NULL);
	assert_true(t.m->valid);
	t.input = value_parse("[3,1,2,5,1,4]", 13, NULL);
	t.s = session_begin(&t);
	t.p = projection_new(t.m);
	return t;
}

static void finish(struct held_test *t)
{
	projection_free(t->p);
	session_free(t->s);
	dispatch_free(t->d);
	value_unref(t->input);
	asl_unref(t->m);
	fed_done(&t->fed);
}

static void container_of(const struct projection *p, int32_t branch, int32_t *entered, int32_t *index)
{
	*entered = p->steps.v[p->families.v[p->branches.v[branch].family].step].entered;
	*index = p->branches.v[branch].index;
}

static bool is_held(const struct held_test *t, int32_t branch)
{
	int32_t entered, index;

	if (branch < 0)
		return false;
	container_of(t->p, branch, &entered, &index);
	return engine_branch_is_held(session_engine(t->s), entered, index);
}

/* One of the branches that there are is held, released, or left alone; those that have ended are refused. */
static void meddle(struct held_test *t, struct rng *g)
{
	enum session_hold what = (enum session_hold)(rng_next(g) % 8);
	int32_t branch = t->p->branches.n ? (int32_t)(rng_next(g) % t->p->branches.n) : -1, entered = 1, index = 0;
	struct err e;

	if (what > HOLD_ONLY && what != HOLD_RELEASE_ALL)
		what = HOLD_BRANCH;
	if (branch >= 0)
		container_of(t->p, branch, &entered, &index);
	if (!session_hold(t->s, what, entered, index, &e))
		assert_true(str_is(e.msg, "this branch does not run") || !session_history(t->s)->events.n);
	else if (what == HOLD_BRANCH)
		assert_true(is_held(t, branch));
	else if (what == HOLD_ONLY)
		assert_int_equal(engine_only(session_engine(t->s), &entered, &index), true);
}

/* Which branches are held now, by their number. */
static bool *all_held(const struct held_test *t)
{
	bool *held = xcalloc(t->p->branches.n + 1, sizeof *held);

	for (size_t b = 0; b < t->p->branches.n; b++)
		held[b] = is_held(t, (int32_t)b);
	return held;
}

static bool has_only(const struct held_test *t)
{
	int32_t entered, index;

	return engine_only(session_engine(t->s), &entered, &index);
}

/* A turn; nothing of it belongs to a branch that was held, unless the one that moved alone has ended in it. */
static void turn(struct held_test *t)
{
	bool alone = has_only(t);
	const struct history *h = session_history(t->s);
	size_t known = t->p->branches.n;
	bool *held = all_held(t);
	int32_t before = t->p->cursor;

	session_turn(t->s, 1000000, 1);
	projection_seek(t->p, h, (int32_t)h->events.n);
	for (int32_t id = before + 1; id <= t->p->cursor; id++) {
		int32_t b = projection_branch_of(t->p, id);

		assert_true(h->events.v[id - 1].at_ms >= (id > 1 ? h->events.v[id - 2].at_ms : 0));
		if (b >= 0 && (size_t)b < known && held[b] && !(alone && !has_only(t)))
			fail_msg("event %d (%s of %s) belongs to branch %d, which is held", id, event_text(&h->events.v[id - 1]), h->events.v[id - 1].name, b);
	}
	free(held);
}

static void same_events(const struct history *a, const struct history *b, size_t n)
{
	assert_true(a->events.n >= n && b->events.n >= n);
	for (size_t i = 0; i < n; i++) {
		struct str x = {0}, y = {0};

		history_event_print(&x, &a->events.v[i]);
		history_event_print(&y, &b->events.v[i]);
		assert_string_equal(str_get(&x), str_get(&y));
		str_done(&x);
		str_done(&y);
	}
}

/* From what was fed the same comes, up to any event; and from there it goes on to the end. */
static void replay(struct held_test *t, int32_t until)
{
	struct session *s = session_begin(t);
	struct err e;
	size_t used;

	for (size_t i = t->fed.pointers.n; i < t->fed.list.n; i++)
		VEC_PUSH(&t->fed.pointers, &t->fed.list.v[i]);
	assert_true(session_replay(s, t->fed.pointers.v, t->fed.pointers.n, until, &used, &e));
	same_events(session_history(s), session_history(t->s), (size_t)until);
	for (int i = 0; i < 10000 && !session_is_finished(s); i++) {
		session_turn(s, 1000000, 100);
		if (session_waits_for_release(s)) {
			assert_true(session_hold(s, HOLD_RELEASE_ALL, 0, 0, &e));
			session_continue(s);
		}
	}
	assert_int_equal(engine_status(session_engine(s)), EXEC_SUCCEEDED);
	session_free(s);
}

static void one(uint64_t seed)
{
	struct held_test t = begin(MACHINE("9"));
	struct rng g;
	struct err e;
	int turns = 0;

	rng_seed(&g, seed);
	session_on_feed(t.s, keep, &t.fed);
	while (!session_is_finished(t.s) && turns++ < 20000) {
		if (rng_next(&g) % 6 == 0)
			meddle(&t, &g);
		turn(&t);
		if (session_waits_for_release(t.s)) {
			if (rng_next(&g) % 2)
				assert_true(session_hold(t.s, HOLD_RELEASE_ALL, 0, 0, &e));
			else
				meddle(&t, &g);
			session_continue(t.s);
		}
	}
	assert_int_equal(engine_status(session_engine(t.s)), EXEC_SUCCEEDED);
	assert_false(engine_holds(session_engine(t.s)));
	for (int i = 0; i < 3; i++)
		replay(&t, 1 + (int32_t)(rng_next(&g) % session_history(t.s)->events.n));
	replay(&t, (int32_t)session_history(t.s)->events.n);
	finish(&t);
}

static void test_at_random(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 150; seed++)
		one(seed);
}

static int64_t at_ms(const struct held_test *t, enum event_type type, const char *name)
{
	const struct history *h = session_history(t->s);

	for (size_t i = 0; i < h->events.n; i++)
		if (h->events.v[i].type == type && str_is(h->events.v[i].name, name))
			return h->events.v[i].at_ms;
	return -1;
}

static bool has_timer(const struct held_test *t, const char *name)
{
	struct session_timer *list;
	size_t n = session_timers(t->s, &list);
	bool found = false;

	for (size_t i = 0; i < n; i++)
		found |= list[i].state && str_is(list[i].state->name, name);
	free(list);
	return found;
}

/* The branch beside the Map is held until all of it is done. */
static void held_beside(const char *machine, int64_t least_ms, int64_t most_ms, int64_t *exited_ms)
{
	struct held_test t = begin(machine);
	struct err e;

	while (!has_timer(&t, "Long"))
		turn(&t);
	assert_false(session_hold(t.s, HOLD_BRANCH, 2, 7, &e));
	assert_true(session_hold(t.s, HOLD_BRANCH, 2, 1, &e));
	for (int i = 0; i < 1000 && !session_waits_for_release(t.s); i++)
		turn(&t);
	assert_true(session_waits_for_release(t.s));
	assert_true(at_ms(&t, EV_MapStateExited, "Each") > 0);
	assert_int_equal(at_ms(&t, EV_WaitStateExited, "Long"), -1);
	assert_in_range(session_now_ms(t.s), least_ms, most_ms);
	assert_true(session_hold(t.s, HOLD_RELEASE, 2, 1, &e));
	session_continue(t.s);
	for (int i = 0; i < 1000 && !session_is_finished(t.s); i++)
		turn(&t);
	*exited_ms = at_ms(&t, EV_WaitStateExited, "Long");
	finish(&t);
}

/* A wait that is over meanwhile is told late; for one that is not, time does not jump as long as it is held. */
static void test_held_is_late(void **state)
{
	int64_t exited_ms;

	(void)state;
	held_beside(MACHINE("3"), 9000, 12000, &exited_ms);
	assert_in_range(exited_ms, 9000, 12000);
	held_beside(MACHINE("60"), 9000, 12000, &exited_ms);
	assert_int_equal(exited_ms, 60000);
}

/* One iteration alone: the others wait until it has ended, then all go on by themselves. */
static void test_one_alone(void **state)
{
	struct held_test t = begin(MACHINE("9"));
	int32_t entered = 0, index = 0, each;
	struct err e;

	(void)state;
	while (t.p->branches.n < 4)
		turn(&t);
	container_of(t.p, (int32_t)t.p->branches.n - 1, &each, &index);
	assert_true(session_hold(t.s, HOLD_ONLY, each, index, &e));
	assert_true(engine_only(session_engine(t.s), &entered, &index));
	assert_int_equal(entered, each);
	assert_true(is_held(&t, 0) == false);		/* it is around it */
	assert_true(is_held(&t, 1));
	for (int i = 0; i < 10000 && !session_is_finished(t.s); i++)
		turn(&t);
	assert_int_equal(engine_status(session_engine(t.s)), EXEC_SUCCEEDED);
	finish(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_held_is_late),
		cmocka_unit_test(test_one_alone),
		cmocka_unit_test(test_at_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
