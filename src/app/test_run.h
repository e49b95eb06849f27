/*
 * test_run - one test case, executed. A job is an execution of its own with its own answers; its owner gives it turns, and several may run
 * in one loop. Nothing but the case's mocks answers for a task, and the local functions where the case wants them: a task without an
 * answer fails the case, and so does an answer that is never asked for.
 *
 *     j = test_job_new(loop, file, case, &e);
 *     while (!test_job_turn(j, time_mono_us(), &wait_us)) let the loop turn, for wait_us at most;
 *     read test_job_differences(j), test_job_run(j);  test_job_free(j);
 */
#ifndef ASLANT_TEST_RUN_H
#define ASLANT_TEST_RUN_H

#include "app/test_expect.h"
#include "loop/loop.h"

struct test_job;

/* Borrows file and case. NULL where the case cannot be run at all. */
struct test_job *test_job_new(struct loop *l, struct test_file *f, const struct test_case *c, struct err *e);
void test_job_free(struct test_job *j);
/* Does what can be done now. True when it is over; else *wait_us is how long to wait at most if no answer comes. */
bool test_job_turn(struct test_job *j, int64_t mono_us, int64_t *wait_us);

/* When it is over; the job's own. The run's cursor is at its end. */
const struct run *test_job_run(const struct test_job *j);
struct test_differences *test_job_differences(struct test_job *j);	/* may be taken: leave it zeroed */

/* The backend that answers for the case's mocks: NULL, with *none set, where it has none; NULL with e where they are wrong. */
struct task_backend *test_mocks_new(struct loop *l, const struct test_file *f, const struct test_case *c, const char *machine, bool *none,
	struct err *e);
/* The folder of its own that stands for S3 in a case with services or functions, or one whose Maps write their results; NULL, e->code not set: the
 * workspace's will do, or there is none. */
char *test_s3_of(const struct test_file *f, const struct test_case *c, const struct asl_machine *m, struct err *e);
/* What the case starts its execution with; dispatch is the caller's. */
struct session_options test_session_options(const struct test_case *c, struct asl_machine *m, struct dispatch *d);
/* Beside what the case expects: that it ended, and that every answer was asked for (mocks may be NULL). Then test_compare(). */
void test_judge(const struct test_file *f, const struct test_case *c, struct run *r, struct task_backend *mocks, bool stuck,
	struct test_differences *out);

#endif
