/*
 * test_suite - what `aslant test` does: files of cases are found and read, cases run, several at a time, results told in the order of the
 * files. cmd_test.c reads the options, test_report.c prints, test_update.c brings expectations up to date, test_watch.c runs again what a
 * change on disk affects.
 *
 *     suite_add_root() for each PATH;  suite_find(s);  suite_run(s, loop);  …  suite_done(s);
 */
#ifndef ASLANT_TEST_SUITE_H
#define ASLANT_TEST_SUITE_H

#include "app/test_run.h"
#include "history/coverage.h"
#include "json/rewrite.h"

enum suite_outcome { CASE_PASSED, CASE_FAILED, CASE_SKIPPED, CASE_BROKEN };	/* BROKEN: it could not be run at all */

struct suite_result {
	const struct suite_file *file;
	const struct test_case *test;
	enum suite_outcome outcome;
	struct test_differences differences;
	char *broken;			/* why it could not be run */
	int64_t real_us, modelled_ms;
	cJSON *fill;			/* an `expect` that holds, where the case has an empty one */
	char *history;			/* the text of the file that the case's `history` names, where it is to be written */
	bool is_known;			/* it has run */
};

struct suite_file {
	char *path;
	struct test_file *test;		/* NULL: it could not be read … */
	char *unread;			/* … and why */
	VEC(struct suite_result) results;
	struct coverage *coverage;	/* NULL: not counted, or nothing has run */
	bool stale;			/* to be run */
	bool found;
};

/* Of one definition, by all files. */
struct suite_coverage {
	char *definition;		/* as it is shown: relative to this folder where it is below it */
	struct coverage *coverage;
};

struct suite {
	int jobs;			/* cases at the same time */
	const char *filter;		/* NULL: all */
	bool update, counts_coverage;
	void (*on_begin)(void *ctx, const struct suite *s);
	void (*on_unread)(void *ctx, const struct suite_file *f);	/* both in order */
	void (*on_result)(void *ctx, const struct suite_result *r);
	void *ctx;

	VEC(char *) roots;
	VEC(struct suite_file *) files;		/* by path */
	size_t selected, passed, failed, skipped, broken, unread;	/* of the last run; unread are files */
	int status;			/* EXIT_INVALID, EXIT_HOST: a file or a case could not be used; else 0 */
};

void suite_add_root(struct suite *s, const char *path);
/* Finds the files below the roots; new ones are stale. */
void suite_find(struct suite *s);
/* Runs what is stale. False where loop_stop() came from elsewhere before the end. */
bool suite_run(struct suite *s, struct loop *l);
void suite_done(struct suite *s);

/* All definitions, in the order of the files; caller frees with suite_coverage_done(). */
struct suite_coverages { VEC(struct suite_coverage) list; };
void suite_coverage(const struct suite *s, struct suite_coverages *out);
void suite_coverage_done(struct suite_coverages *c);

/* "tests/../order.asl.json" as it would be typed here. Caller frees. */
char *suite_shown_path(const char *path);

/* --- printing: test_report.c ------------------------------------------------------------------------------------------ */

struct report;
extern const char *const report_formats[];		/* ends with NULL */
struct report *report_new(const char *format);		/* NULL: there is no such format */
void report_begin(void *report, const struct suite *s);
void report_unread(void *report, const struct suite_file *f);
void report_result(void *report, const struct suite_result *r);
/* coverage NULL: none is wanted here. */
void report_end(struct report *r, const struct suite *s, const struct suite_coverages *coverage);
void report_free(struct report *r);
bool report_is_for_people(const struct report *r);
bool report_is_json(const struct report *r);

/* --- bringing up to date: test_update.c -------------------------------------------------------------------------------- */

/* Rewrites what did not hold, in its file; says on standard output what. False where a file could not be written. */
bool suite_update(struct suite *s);

/* --- test_watch.c ------------------------------------------------------------------------------------------------------ */

/* Until Ctrl-C: once(ctx) after each change that makes something stale; files that it depends on are looked up anew each time. */
void suite_watch(struct suite *s, struct loop *l, void (*once)(void *ctx), void *ctx);

#endif
