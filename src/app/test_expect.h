/*
 * test_expect - what a case expects, held against a finished execution: one table of expectations (test_expect.c), each with the form of
 * its value and a function that compares. test_expect_end.c has those on how it ended, test_expect_states.c those on single states,
 * test_expect_events.c those on the history. What came otherwise is a list of differences, which also know what value would hold.
 */
#ifndef ASLANT_TEST_EXPECT_H
#define ASLANT_TEST_EXPECT_H

#include "app/run.h"
#include "app/test_file.h"

/* One thing that came otherwise. Texts are owned. */
struct test_difference {
	char *what;			/* `status`, `attempts of "Pay"` */
	char *expected, *got;		/* JSON, or a few words */
	VEC(char *) lines;		/* only what differs, where that is less than the whole: `$.total: expected 7, got 8` */
	int32_t event;			/* where it shows first; 0: nowhere in particular */
	const cJSON *node;		/* the value in `expect` that does not hold; NULL: none */
	cJSON *would_hold;		/* what would hold in its place; NULL: nothing, or not known */
};
struct test_differences {
	VEC(struct test_difference) list;
};

/* Is `expect` well formed? Its place in e if not. */
bool test_expect_check(const struct test_file *f, const cJSON *expect, struct err *e);
/* Does the definition have the states that it names? */
bool test_expect_resolve(const struct test_file *f, const cJSON *expect, const struct asl_machine *m, struct err *e);
/* Everything that the case expects and the finished run does not keep; r's cursor is at its end. */
void test_compare(const struct test_file *f, const struct test_case *c, const struct run *r, struct test_differences *out);
/* An `expect` that holds: status, path, output or error and cause. For cases that do not expect anything yet. Caller deletes. */
cJSON *test_expect_of(const struct run *r);

struct test_difference *test_difference_add(struct test_differences *d, const char *what, char *expected_take, char *got_take, int32_t event);
int32_t test_differences_first_event(const struct test_differences *d);	/* the earliest; 0: none has one */
void test_differences_done(struct test_differences *d);

/* The history as a case's `history` names it: the form of GetExecutionHistory, an event a line. Appended. */
void test_history_print(struct str *out, const struct history *h);

#endif
