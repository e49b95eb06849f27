/*
 * import - executions that were recorded elsewhere: what `aws stepfunctions get-execution-history` prints, in all the shapes in which such
 * output is kept; log records of the service; and what `aslant run --format json` and ndjson print.
 *
 * A text may hold several values behind each other: pages ({"events":[…],"nextToken":…}), arrays of pages or events, single events, an
 * object of DescribeExecution beside them or with the events inside, one of DescribeStateMachineForExecution (the definition), or an object
 * whose members are any of these. Events may come in any order, and twice where pages overlap; what is missing between them is filled with
 * EV_MISSING. What was not as it should be, and did no harm, is told in notes.
 *
 *     if (!history_import(text, len, &x, &e)) …      e has the place in text
 *     history_link(&x.history, machine)              which definition it is, the caller knows; or history_draft() makes one
 *     history_decide(&x.history, machine)            what was decided about failures and choices (decide.h)
 */
#ifndef ASLANT_IMPORT_H
#define ASLANT_IMPORT_H

#include "history/history.h"

struct imported {
	struct history history;
	char *execution_arn, *machine_arn;	/* NULL: not known */
	char *name, *machine_name;		/* likewise; of the ARNs where nothing else says them */
	char *definition;			/* its text; NULL: not in there */
	enum exec_status status;		/* EXEC_RUNNING: no event ends it */
	int64_t start_ms, stop_ms;		/* stop_ms 0: it has not ended */
	struct value *input, *output;		/* NULL: not known */
	char *error, *cause;
	bool express;
	VEC(char *) notes;			/* a sentence each */
};

/* out is filled in on success only; then imported_done(). */
bool history_import(const char *text, size_t len, struct imported *out, struct err *e);
void imported_done(struct imported *x);

#endif
