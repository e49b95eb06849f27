/* Faults as text, and which calls they strike. The answers that they give are seen in tests/screens/faults.t. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "task/fault.h"

static const char definition[] =
	"{\"StartAt\":\"Call API\",\"States\":{\"Call API\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage\",\"Parameters\":{\"QueueUrl\":\"q\",\"MessageBody\":\"b\"},\"Next\":\"next\"},"
	"\"next\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111122223333:function:f\",\"End\":true}}}";
static struct asl_machine *m;

static int set_up(void **state)
{
	(void)state;
	m = asl_parse(definition, strlen(definition), "m", NULL);
	return m->valid ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	asl_unref(m);
	return 0;
}

static void reads_as(const char *text, const char *again)
{
	struct str s = {0}, t = {0};
	struct fault f, g;
	struct err e;

	if (!fault_parse(text, m, &f, &e))
		fail_msg("%s: %s", text, e.msg);
	fault_print(&f, &s);
	assert_string_equal(str_get(&s), again);
	assert_true(fault_parse(again, NULL, &g, &e));	/* what is kept needs no definition to be read */
	fault_print(&g, &t);
	assert_string_equal(str_get(&t), again);
	fault_done(&f);
	fault_done(&g);
	str_done(&s);
	str_done(&t);
}

static void is_refused(const char *text, const char *message)
{
	struct fault f;
	struct err e;

	assert_false(fault_parse(text, m, &f, &e));
	assert_string_equal(e.msg, message);
}

static void texts_are_read_and_written(void **state)
{
	(void)state;
	reads_as("throttle", "next throttle");
	reads_as("Call API throttle", "\"Call API\" next throttle");
	reads_as("Call API timeout next 3", "\"Call API\" next 3 timeout");
	reads_as("nth 2 hang", "nth 2 hang");
	reads_as("\"Call API\" every slow 2.5", "\"Call API\" every slow 2.5");
	reads_as("slow 0.5 chance 0.25", "chance 0.25 slow 0.5");
	reads_as("shape from 10 to 20", "from 10 to 20 shape");
	reads_as("throw Declined no money left", "next throw Declined no money left");
	reads_as("Call API nth 2 throw A every cause", "\"Call API\" nth 2 throw A every cause");
	reads_as("next throttle", "\"next\" next throttle");	/* a state is called so */
	is_refused("", "a fault is one of throttle, timeout, hang, shape, slow SECONDS, throw ERROR [CAUSE]");
	is_refused("Call API", "a fault is one of throttle, timeout, hang, shape, slow SECONDS, throw ERROR [CAUSE]");
	is_refused("slow", "\"\" is no number from 0 to 1e+08");
	is_refused("slow nan", "\"nan\" is no number from 0 to 1e+08");
	is_refused("throw", "the name of the error is missing");
	is_refused("hang chance 2", "\"2\" is no number from 0 to 1");
	is_refused("hang nth 1.5", "a whole number is wanted");
	is_refused("hang from 5 to 2", "\"2\" is no number from 5 to 1e+08");
	is_refused("hang twice", "\"twice\" is not understood here");
	is_refused("\"Call", "a quoted name has no end");
}

static void add(struct faults *f, const char *text)
{
	struct fault one;
	struct err e;

	assert_true(fault_parse(text, m, &one, &e));
	one.number = (unsigned)f->list.n + 1;
	VEC_PUSH(&f->list, one);
}

static bool struck(struct faults *f, const char *state, int invocation, int64_t at_ms, uint64_t seed)
{
	struct task_request r = {.state = asl_state_at(m, state), .invocation = invocation, .at_ms = 1000000 + at_ms, .start_ms = 1000000, .seed = seed};

	return faults_strike(f, &r) != NULL;
}

static void calls_are_struck(void **state)
{
	struct faults f = {0};
	int hits = 0;

	(void)state;
	add(&f, "Call API hang next 2");
	assert_false(struck(&f, "next", 0, 0, 1));
	assert_true(struck(&f, "Call API", 0, 0, 1));
	assert_true(struck(&f, "Call API", 1, 0, 1));
	assert_false(struck(&f, "Call API", 2, 0, 1));
	assert_int_equal(f.list.v[0].hits, 2);
	faults_done(&f);
	add(&f, "hang nth 2");
	assert_false(struck(&f, "next", 0, 0, 1));
	assert_true(struck(&f, "next", 1, 0, 1));
	assert_true(struck(&f, "Call API", 1, 0, 1));
	f.list.v[0].enabled = false;
	assert_false(struck(&f, "Call API", 1, 0, 1));
	faults_done(&f);
	add(&f, "hang from 1 to 2");
	assert_false(struck(&f, "next", 0, 999, 1));
	assert_true(struck(&f, "next", 0, 1000, 1));
	assert_true(struck(&f, "next", 0, 1999, 1));
	assert_false(struck(&f, "next", 0, 2000, 1));
	faults_done(&f);
	add(&f, "hang chance 0.25");
	for (uint64_t seed = 0; seed < 4000; seed++) {
		bool yes = struck(&f, "next", 0, 0, seed);

		assert_int_equal(struck(&f, "next", 0, 0, seed), yes);	/* the same call, the same fate */
		hits += yes;
	}
	assert_in_range(hits, 900, 1100);
	faults_done(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_read_and_written),
		cmocka_unit_test(calls_are_struck),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
