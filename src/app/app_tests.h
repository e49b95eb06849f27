/*
 * app_tests - test cases in the user interface: one is executed like any other execution, but its own mocks answer, its clock and seed are
 * the case's, and when it has ended the cursor goes to the first thing that came otherwise. A task that the case has no answer for asks
 * the person.
 */
#ifndef ASLANT_APP_TESTS_H
#define ASLANT_APP_TESTS_H

#include "app/app.h"
#include "app/test_run.h"

struct app_test {
	struct app *app;
	struct test_file *file;
	const struct test_case *test;
	struct task_backend *mocks;	/* NULL: none, or over */
	struct task_backend *services;	/* of its own; NULL: it wants none, or over */
	struct backends backends;	/* theirs */
	char *s3;			/* the folder that stands for S3, a copy; NULL: none of its own */
	char *arn;			/* of its execution */
	unsigned run;			/* its serial */
	bool over, stuck;
	struct test_differences differences;	/* once it is over */
};

/* Opens the file's definition, and starts the case of that name (NULL: the file has a single one). */
bool app_test_start(struct app *a, const char *path, const char *name, struct err *e);
/* The cases for the open machine: of the *.test.json in the workspace's folder and its tests/. */
struct app_test_name {
	char *path, *name;
	unsigned line;
};
struct app_test_names {
	VEC(struct app_test_name) list;
};
void app_test_names(const struct app *a, struct app_test_names *out);
void app_test_names_done(struct app_test_names *n);

/* The test that an execution is of; NULL: of none. */
const struct app_test *app_test_of(const struct app *a, const struct run *r);
/* After a turn of r: judges it when it has ended, or when nothing can happen any more. */
void app_test_watch(struct app *a, struct run *r);

/* The backend that answers for executions of tests, for the dispatcher; before all others but the person. */
struct task_backend *app_tests_backend_new(struct app *a);
void app_tests_done(struct app *a);	/* before the dispatcher and the backend are freed, after the runs */

#endif
