/*
 * mock - the backend that answers from a file: Step Functions Local's MockConfigFile.json as it is, and
 * a short form of ours. doc/mocks.md describes both. Reading is strict, every mistake has its place. States
 * that the file does not name are not ours.
 *
 * The nth answer is for the nth call of a state in the execution (every retry is one). A state that has
 * answers which choose (`Iteration`, `Visit`, `Attempt`, `When`) gives the first, in their order, that fits
 * the call and is not used up, those that choose before those that do not.
 * Answers come through the loop; their time (`After`) is the session's to let pass.
 */
#ifndef ASLANT_MOCK_H
#define ASLANT_MOCK_H

#include "loop/loop.h"
#include "task/backend.h"

struct mock_options {
	const char *path;
	const char *machine;		/* the state machine's name, for MockConfigFile.json */
	const char *test_case;		/* "HappyPath", or "Machine#HappyPath"; NULL: the only one, if there is only one */
	/* The mocks stand inside another document: its value, the part of it, where everything is. path is then its name only. NULL: no. */
	struct value *doc;
	const cJSON *part;
	const struct json_places *places;
};

/* NULL with PATH:LINE:COL in e where the file is wrong. */
struct task_backend *mock_backend_new(struct loop *l, const struct mock_options *o, struct err *e);

/*
 * "PATH:LINE:COL: warning[mock.unused]: …" for each answer that was never asked for, "error[mock.missing]"
 * for each call that found none, "error[mock.expression]" for each that could not be computed,
 * "warning[mock.shape]" for what the service would not have answered.
 */
typedef void (*mock_report_fn)(void *ctx, const char *line);
void mock_backend_report(struct task_backend *b, mock_report_fn fn, void *ctx);

#endif
