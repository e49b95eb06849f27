/*
 * Comparing: executions of the test host with other answers, inputs and definitions. What differs is named, once, in its order; what must
 * differ is not; each event finds its partner.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cases.h"
#include "base/timefmt.h"
#include "history/compare.h"

/* Charge, with a retry and a catch; a choice; a map; a wait. */
#define SHOP "\"definition\":{\"StartAt\":\"Charge\",\"States\":{" \
	"\"Charge\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:c\",\"ResultPath\":\"$.charge\"," \
	"\"Retry\":[{\"ErrorEquals\":[\"Busy\"],\"IntervalSeconds\":2}],\"Catch\":[{\"ErrorEquals\":[\"Declined\"],\"Next\":\"Refund\"}],\"Next\":\"Rich?\"}," \
	"\"Rich?\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.charge.total\",\"NumericGreaterThan\":100,\"Next\":\"Gift\"}],\"Default\":\"Each\"}," \
	"\"Gift\":{\"Type\":\"Pass\",\"Next\":\"Each\"}," \
	"\"Each\":{\"Type\":\"Map\",\"ItemsPath\":\"$.items\",\"ItemProcessor\":{\"StartAt\":\"Pack\",\"States\":{" \
	"\"Pack\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:p\",\"End\":true}}},\"Next\":\"Ship\"}," \
	"\"Ship\":{\"Type\":\"Wait\",\"Seconds\":10,\"End\":true}," \
	"\"Refund\":{\"Type\":\"Fail\",\"Error\":\"Refunded\"}}}"
#define INPUT "\"input\":{\"items\":[1,2]}"
#define PACKED "\"Pack\":[{\"Return\":\"a\",\"Iteration\":0},{\"Return\":\"b\",\"Iteration\":1},{\"Return\":\"c\",\"Iteration\":2}]"
#define USUAL "{" SHOP "," INPUT ",\"mocks\":{\"Charge\":[{\"Return\":{\"total\":7}}]," PACKED "}}"

struct two {
	cJSON *left, *right;
	struct case_run a, b;
	struct compare *c;
};

static void start(struct case_run *r, cJSON *c)
{
	struct err e;

	if (!case_start(r, c, &e))
		fail_msg("%s", e.msg);
	host_run(&r->host);
}

static struct compare_side side(const struct case_run *r)
{
	return (struct compare_side){.machine = r->machine, .history = engine_history(r->host.engine),
		.arn = engine_execution_arn(r->host.engine), .name = "run-1"};
}

static void compare(struct two *t, const char *left, const char *right, int64_t threshold_ms, int budget)
{
	struct compare_side a, b;
	struct err e = {0};

	*t = (struct two){.left = json_read(left, &e), .right = json_read(right, &e)};
	if (!t->left || !t->right)
		fail_msg("%s", e.msg);
	start(&t->a, t->left);
	start(&t->b, t->right);
	a = side(&t->a);
	b = side(&t->b);
	t->c = compare_new(&a, &b, &(struct compare_options){.threshold_ms = threshold_ms});
	while (compare_work(t->c, budget))
		;
}

static void done(struct two *t)
{
	compare_free(t->c);
	case_done(&t->a);
	case_done(&t->b);
	cJSON_Delete(t->left);
	cJSON_Delete(t->right);
}

/* A line a difference: "kind  where: what  #a #b"; the first divergence with a star. */
static char *told(const struct two *t)
{
	struct str s = {0};

	for (size_t i = 0; i < t->c->list.n; i++) {
		const struct compare_difference *d = &t->c->list.v[i];

		str_addf(&s, "%s%s  ", (int32_t)i == t->c->first ? "*" : "", compare_kind_text(d->kind));
		compare_where(t->c, d, &s);
		str_adds(&s, ": ");
		compare_line(t->c, d, &s);
		str_addf(&s, "  #%d #%d\n", d->a, d->b);
	}
	return str_take(&s);
}

static void expect(const char *left, const char *right, const char *want)
{
	struct two t;
	char *got;

	for (int budget = 1; budget < 5000; budget += 4990) {
		compare(&t, left, right, 1000, budget);
		got = told(&t);
		assert_string_equal(got, want);
		free(got);
		done(&t);
	}
}

static void test_same(void **state)
{
	struct two t;

	(void)state;
	compare(&t, USUAL, USUAL, 0, 100);
	assert_int_equal(t.c->list.n, 0);
	assert_int_equal(t.c->first, -1);
	for (int32_t id = 1; id <= t.c->last_a; id++) {
		assert_int_equal(t.c->to_b[id], id);
		assert_int_equal(t.c->to_a[id], id);
	}
	assert_int_equal(t.c->marks_a[asl_state_at(t.a.machine, "Charge")->index], MARK_SAME);
	assert_int_equal(t.c->marks_a[asl_state_at(t.a.machine, "Gift")->index], MARK_NONE);
	done(&t);
}

/* Another result leads another way: the result is the first divergence, not what came of it. */
static void test_data_and_way(void **state)
{
	static const char rich[] = "{" SHOP "," INPUT ",\"mocks\":{\"Charge\":[{\"Return\":{\"total\":700}}]," PACKED "}}";
	struct compare_part parts[PART_COUNT];
	struct two t;

	(void)state;
	expect(USUAL, rich, "way  Rich?: then Each on the left, Gift on the right  #9 #9\n"
		"only-right  Gift: ran only on the right  #0 #9\n"
		"*data  Charge: result and output differ  #5 #5\n"
		"data  Rich?: input and output differ  #7 #7\n"
		"data  Each: input differs  #9 #11\n");
	compare(&t, USUAL, rich, 1000, 100);
	assert_int_equal(compare_parts(t.c, &t.c->list.v[2], parts), 2);
	assert_int_equal(parts[0].kind, PART_RESULT);
	assert_string_equal(value_text(parts[0].a), "{\"total\":7}");
	assert_string_equal(value_text(parts[1].b), "{\"items\":[1,2],\"charge\":{\"total\":700}}");
	assert_int_equal(t.c->marks_a[asl_state_at(t.a.machine, "Gift")->index], MARK_RIGHT);
	assert_int_equal(t.c->marks_a[asl_state_at(t.a.machine, "Charge")->index], MARK_DIFFERS);
	assert_int_equal(t.c->marks_a[asl_state_at(t.a.machine, "Each/Pack")->index], MARK_SAME);
	done(&t);
}

/* A retry more, and a catch: the error comes first. */
static void test_errors(void **state)
{
	static const char declined[] = "{" SHOP "," INPUT ",\"mocks\":{\"Charge\":[{\"Throw\":{\"Error\":\"Busy\"}},{\"Throw\":{\"Error\":\"Declined\"}}]}}";

	(void)state;
	expect(USUAL, declined, "way  Charge: then Rich? on the left, Refund on the right  #7 #10\n"
		"only-left  Rich?: ran only on the left  #7 #0\n"
		"only-left  Each: ran only on the left  #9 #0\n"
		"only-left  Pack: ran only on the left, 2 times  #13 #0\n"
		"only-left  Ship: ran only on the left  #27 #0\n"
		"only-right  Refund: ran only on the right  #0 #10\n"
		"*error  Charge: attempt 1: success on the left, Busy on the right  #5 #5\n"
		"error  the execution: SUCCEEDED on the left, FAILED (Refunded) on the right  #29 #11\n"
		"data  Charge: output differs  #6 #9\n"
		"attempts  Charge: 1 attempt on the left, 2 on the right  #5 #6\n"
		"time  Charge: took 0.000s on the left, 2.000s on the right  #6 #9\n"
		"time  the execution: took 10.000s on the left, 2.000s on the right  #29 #11\n");
}

/* Items more than the other has; other times, over the threshold. */
static void test_items_and_times(void **state)
{
	static const char more[] = "{" SHOP ",\"input\":{\"items\":[1,2,3]},\"mocks\":{\"Charge\":[{\"Return\":{\"total\":7},\"After\":3}]," PACKED "}}";

	(void)state;
	expect(USUAL, more, "way  Each: 2 iterations on the left, 3 on the right  #10 #10\n"
		"*data  the execution: input differs  #1 #1\n"
		"data  Charge: input, parameters and output differ  #2 #2\n"
		"data  Rich?: input and output differ  #7 #7\n"
		"data  Each: input and output differ  #9 #9\n"
		"data  Ship: input and output differ  #27 #34\n"
		"time  Charge: took 0.000s on the left, 3.000s on the right  #6 #6\n"
		"time  the execution: took 10.000s on the left, 13.000s on the right  #29 #36\n");
}

/* Names, tokens and moments of the execution itself are other ones in every execution. */
#define OWN(extra) "{\"definition\":{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Parameters\":{" \
	"\"id.$\":\"States.UUID()\",\"at.$\":\"$$.Execution.StartTime\",\"n\":" extra "},\"End\":true}}}}"
static void test_made_up(void **state)
{
	struct two t;
	cJSON *a = cJSON_CreateString("6f1e2a34-0000-4000-8000-000000000001"), *b = cJSON_CreateString("6f1e2a34-0000-4000-8000-000000000002");
	cJSON *x = cJSON_CreateString("in run-1 here"), *y = cJSON_CreateString("in run-1 there");

	(void)state;
	compare(&t, OWN("1"), OWN("1"), 0, 100);
	assert_int_equal(t.c->list.n, 0);
	assert_true(compare_must_differ(t.c, "$.id", a, b));
	assert_true(compare_must_differ(t.c, "$.TaskToken", x, y));
	assert_false(compare_must_differ(t.c, "$.n", x, y));
	done(&t);
	expect(OWN("1"), OWN("2"), "*data  A: output differs  #3 #3\n");
	cJSON_Delete(a);
	cJSON_Delete(b);
	cJSON_Delete(x);
	cJSON_Delete(y);
}

/* Another version of the definition: a state that it does not have. */
static void test_versions(void **state)
{
	static const char was[] = "{\"definition\":{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\"},\"B\":{\"Type\":\"Pass\",\"End\":true}}}}";
	static const char is[] = "{\"definition\":{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"New\"},\"New\":{\"Type\":\"Pass\",\"Next\":\"B\"},\"B\":{\"Type\":\"Pass\",\"End\":true}}}}";
	struct two t;

	(void)state;
	expect(was, is, "*way  A: then B on the left, New on the right  #4 #4\n"
		"only-right  New: ran only on the right; the definition on the left does not have it  #0 #4\n");
	compare(&t, was, is, 1000, 10);
	assert_int_equal(t.c->to_b[4], 6);	/* B is entered */
	assert_int_equal(t.c->to_a[4], 3);	/* New: it had left A */
	done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_data_and_way),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_items_and_times),
		cmocka_unit_test(test_made_up),
		cmocka_unit_test(test_versions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
