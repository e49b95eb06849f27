/*
 * save_case - a test case made of an execution (doc/tests.md): its input, clock and seed, the answers of its tasks as mocks, and what came
 * of it as expectations. It is executed once before it is handed out, and what would not come again (an output with the execution's own
 * name in it, a wait with another draw of jitter) is not expected, so that it passes right away.
 *
 *     s = save_case_new(loop, &options, &e);
 *     while (!save_case_turn(s, time_mono_us(), &wait_us)) let the loop turn, for wait_us at most;
 *     save_case_print(s, path, into, &text, &e);  save_case_notes(s);  save_case_free(s);
 */
#ifndef ASLANT_SAVE_CASE_H
#define ASLANT_SAVE_CASE_H

#include "app/run.h"
#include "loop/loop.h"

struct save_case;

struct save_case_options {
	const struct run *run;		/* ended, its cursor at the end; borrowed for the call */
	const char *machine_file;	/* of the definition, as it will be tested */
	const char *name;		/* of the case; NULL: one that says how it ended */
};

/* NULL: the execution has not ended, was stopped by hand, or its definition cannot be executed. */
struct save_case *save_case_new(struct loop *l, const struct save_case_options *o, struct err *e);
void save_case_free(struct save_case *s);
/* As test_job_turn() (test_run.h). True when it is ready. */
bool save_case_turn(struct save_case *s, int64_t mono_us, int64_t *wait_us);

/*
 * The file's text, appended to out. path is where it will be, for the way from there to the definition; NULL: this folder. into: the text of
 * a file of test cases of the same definition to which the case is added; NULL: a file of its own. False: into cannot take it.
 */
bool save_case_print(struct save_case *s, const char *path, const char *into, struct str *out, struct err *e);
/* What it does not expect, what does not hold: sentences apart by a newline; "" where all is well. */
const char *save_case_notes(const struct save_case *s);
bool save_case_passes(const struct save_case *s);

/* Of test cases of that definition, by its machine? */
bool save_case_fits(const char *path, const char *machine_file);
/* How the definition is named: its file, or FILE#NAME for one of a template. NULL: it was never in a file. Caller frees. */
char *save_case_address(const struct asl_machine *m);
/* The way from a folder to a file. Caller frees. */
char *path_between(const char *dir, const char *file);

#endif
