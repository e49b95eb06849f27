/*
 * test_s3 - a folder that stands for S3 for one test case: a copy, so that what one case writes is neither there for the next one nor in the
 * workspace.
 */
#ifndef ASLANT_TEST_S3_H
#define ASLANT_TEST_S3_H

#include "base/base.h"

/* from NULL, or not there: an empty one. NULL with e where it cannot be made. Freed, and taken off the disk, by test_s3_free(). */
char *test_s3_new(const char *from, struct err *e);
void test_s3_free(char *dir);

#endif
