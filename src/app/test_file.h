/*
 * test_file - files of test cases (doc/tests.md), read strictly: whatever is not known, or of another type, is an error with its place.
 * A case is a definition, an input, answers for its tasks, and what is expected. test_run.h executes one, test_expect.h holds the
 * expectations against the finished execution.
 *
 *     f = test_file_read(path, 0, &e);  m = test_file_machine(f, case, &e);  …  test_file_free(f);
 */
#ifndef ASLANT_TEST_FILE_H
#define ASLANT_TEST_FILE_H

#include "asl/model.h"

struct test_case {
	const char *name;		/* all borrowed from the file's tree; NULL: not given */
	const char *skip;		/* why it is not run; NULL: it is */
	struct value *input;		/* a reference, never NULL */
	const cJSON *mocks;		/* an object in a form of mocks, or a string: a file's name */
	const char *mock_case;
	int64_t start_ms;
	uint64_t seed;
	bool express, functions;
	bool services;			/* the services done here answer, each case with tables, queues and objects of its own */
	const char *s3;			/* the folder whose copy stands for S3; NULL: the workspace's */
	bool allow_unused;		/* answers that are never asked for are no failure */
	struct value *variables, *context;	/* references; NULL: none */
	const cJSON *expect;
	struct span span;
};

struct test_file {
	char *path, *dir;
	char *machine;			/* the definition's path */
	char *text;
	size_t len;
	struct value *doc;
	struct json_places *places;
	VEC(struct test_case) cases;
	VEC(char *) reads;		/* further files that cases need: inputs, mocks, histories */
	struct asl_machine *loaded[2];	/* by express; NULL: not yet */
};

/* TEST_FILE_EMPTY_EXPECT: a case may expect nothing yet (it will be filled in). NULL with PATH:LINE:COL in e where the file is wrong. */
enum { TEST_FILE_EMPTY_EXPECT = 1 };
struct test_file *test_file_read(const char *path, unsigned flags, struct err *e);
void test_file_free(struct test_file *f);
const struct test_case *test_file_find(const struct test_file *f, const char *name);	/* NULL: there is none */

/*
 * The definition that a case runs, read once and checked against the expectations: states that it does not have are errors. Borrowed;
 * NULL with e (ERR_INVALID where the definition has errors).
 */
struct asl_machine *test_file_machine(struct test_file *f, const struct test_case *c, struct err *e);

/* A name beside the file's own folder. Caller frees. */
char *test_file_beside(const struct test_file *f, const char *name);
/* Sets e to the sentence with the node's place in the file. Returns false. */
bool test_complain(const struct test_file *f, const cJSON *node, struct err *e, const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
