/* What the tests of src/task share: a folder of their own that is removed at the end, and files in it. */
#ifndef TASK_SUPPORT_H
#define TASK_SUPPORT_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE	/* nftw */
#endif

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <ftw.h>
#include <cmocka.h>

#include "base/base.h"

static char test_dir[64];

static inline int test_dir_make(void **state)
{
	(void)state;
	strcpy(test_dir, "/tmp/aslant-task-XXXXXX");
	return mkdtemp(test_dir) ? 0 : -1;
}

static inline int test_file_remove(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	return remove(path);
}

static inline int test_dir_remove(void **state)
{
	(void)state;
	return nftw(test_dir, test_file_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* Valid until the fourth call from here. */
static inline const char *test_path(const char *name)
{
	static char paths[4][512];
	static int next;
	char *p = paths[next++ % 4];

	snprintf(p, sizeof paths[0], "%s/%s", test_dir, name);
	return p;
}

static inline void test_file_write(const char *name, const char *text, mode_t mode)
{
	struct err e;

	if (!file_write_atomic(test_path(name), text, strlen(text), &e))
		fail_msg("%s", e.msg);
	assert_int_equal(chmod(test_path(name), mode), 0);
}

#endif
