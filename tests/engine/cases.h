/* cases - the cases of the folder tests/engine: {"name", "definition", "input", "mocks", "items", "writer", "children", "options", "stop",
 * "history"}. */
#ifndef ASLANT_TEST_CASES_H
#define ASLANT_TEST_CASES_H

#include "host.h"

/* One file of cases; changed: write it back. */
typedef void (*case_fn)(void *ctx, cJSON *c, const char *name);
bool cases_each(case_fn fn, void *ctx, bool write_back, struct err *e);

struct case_run {
	struct asl_machine *machine;
	struct value *input;
	struct host host;
};

/* Makes the machine and the host and starts. False where the engine refuses, with e. Done with it in either case. */
bool case_start(struct case_run *r, const cJSON *c, struct err *e);
void case_done(struct case_run *r);

#endif
