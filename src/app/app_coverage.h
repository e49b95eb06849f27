/*
 * app_coverage - what executions have touched of a definition, for the picture: those of the list, the shown one, or those that the
 * test cases make. Measured in pieces between two looks at the keyboard, and kept up to date: a live execution that goes on, one more
 * in the list, a definition that was changed.
 */
#ifndef ASLANT_APP_COVERAGE_H
#define ASLANT_APP_COVERAGE_H

#include "app/app.h"
#include "history/coverage.h"

enum coverage_of { COVERAGE_OF_RUN, COVERAGE_OF_RUNS, COVERAGE_OF_TESTS };

/* Measures anew; what was measured before is forgotten. False where there is nothing to measure. */
bool app_coverage_begin(struct app *a, enum coverage_of of, struct err *e);
/* By these executions of the list alone: n store ids. */
bool app_coverage_choose(struct app *a, const int64_t *ids, size_t n, struct err *e);
void app_coverage_end(struct app *a);
/* NULL: none is wanted. Complete once app_coverage_is_busy() says no. */
const struct coverage *app_coverage(const struct app *a);
bool app_coverage_is_busy(const struct app *a);
void app_coverage_whose(const struct app *a, struct str *out);	/* "this run", "3 tests…" while it is measured; appended */
/* A piece of the work, for app_work(): true while there is more to do at once. *wait_us shrinks to when it wants the next turn. */
bool app_coverage_turn(struct app *a, int64_t mono_us, int64_t *wait_us);

#endif
