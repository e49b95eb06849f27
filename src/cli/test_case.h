/*
 * test_case - files of test cases (doc/tests.md), read strictly: test_case.c; what a case expects, held against an execution:
 * test_check.c. cmd_test.c runs the cases and prints what came.
 */
#ifndef ASLANT_TEST_CASE_H
#define ASLANT_TEST_CASE_H

#include "app/run.h"
#include "json/places.h"

struct test_case {
	const char *name;		/* all borrowed from the file's tree; NULL: not given */
	struct value *input;		/* a reference, never NULL */
	const cJSON *mocks;		/* an object in the short form, or a string: a file's name */
	const char *mock_case;
	int64_t start_ms;
	uint64_t seed;
	bool express, functions;
	struct value *variables, *context;	/* references; NULL: none */
	const cJSON *expect;
	struct span span;
};

struct test_file {
	char *path, *dir;
	char *machine;			/* the definition's path */
	struct value *doc;
	struct json_places *places;
	VEC(struct test_case) cases;
};

/* NULL with PATH:LINE:COL in e where the file is wrong. */
struct test_file *test_file_read(const char *path, struct err *e);
void test_file_free(struct test_file *f);
/* A name beside the file's own folder. Caller frees. */
char *test_file_beside(const struct test_file *f, const char *name);

/* One thing that came otherwise. Texts are owned. */
struct test_difference {
	char *what, *expected, *got;
	int32_t event;			/* where it shows first; 0: nowhere in particular */
};
struct test_differences {
	VEC(struct test_difference) list;
};

/* Is `expect` well formed? Its place in e if not. */
bool test_expect_check(const struct test_file *f, const cJSON *expect, struct err *e);
/* Everything that `expect` says and the finished run does not keep. */
void test_compare(const cJSON *expect, const struct run *r, struct test_differences *out);
void test_difference_add(struct test_differences *d, const char *what, char *expected_take, char *got_take, int32_t event);
void test_differences_done(struct test_differences *d);
bool test_complain(const struct test_file *f, const cJSON *node, struct err *e, const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
