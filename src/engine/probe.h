/*
 * probe - one state evaluated again, to see what happened on the way: the value after each stage of its data flow, the operands of every
 * comparison of a Choice, the place where a path or expression led nowhere. It is the engine's own code that runs, in a small engine of
 * its own; nothing is kept of it but what it told.
 *
 *     struct probe p;
 *     probe_run(&question, &p);  read p.stages, p.tests, p.failure;  probe_done(&p);
 */
#ifndef ASLANT_PROBE_H
#define ASLANT_PROBE_H

#include "asl/model.h"

enum probe_stage_kind {
	PROBE_INPUT,			/* as it came in */
	PROBE_INPUT_PATH,
	PROBE_PARAMETERS,		/* Parameters, of a Pass too */
	PROBE_ARGUMENTS,
	PROBE_ITEMS,			/* ItemsPath, Items */
	PROBE_ITEM_SELECTOR,		/* of the item asked for */
	PROBE_RESULT,			/* of the task, of all branches or items; Pass: Result */
	PROBE_ERROR,			/* what a catcher took over: {"Error", "Cause"} */
	PROBE_RESULT_SELECTOR,
	PROBE_RESULT_PATH,
	PROBE_OUTPUT,			/* JSONata's Output; what leaves before OutputPath */
	PROBE_OUTPUT_PATH,
	PROBE_ASSIGN,			/* an object of the variables that were set */
	PROBE_CHOICES,			/* only as the place of a failure, as the next */
	PROBE_FIELD,			/* any other field: TimeoutSeconds, Credentials, Seconds … */
	PROBE_STAGES
};

struct probe_question {			/* all borrowed */
	struct asl_machine *machine;
	const struct asl_state *state;
	struct value *input;		/* raw */
	struct value *variables;	/* an object; NULL: none */
	struct value *context;		/* the whole context object */
	int64_t now_ms;
	int32_t entered;		/* the id that messages speak of */
	/* What came back, for a state that waits for something. */
	struct value *result;		/* of the task, or the outputs of branches and items; NULL: nothing yet */
	bool has_error;			/* instead, or after it, this, which `catcher` took over (-1: nobody) */
	const char *error, *cause;	/* each may be NULL */
	bool timed_out;
	int catcher;
	bool is_over;			/* a Wait that has ended */
	size_t item;			/* of a Map: whose ItemSelector to show */
};

struct probe_stage {
	enum probe_stage_kind kind;
	bool given;			/* the definition has that field; else the value passes unchanged */
	struct value *value;		/* owned */
};

enum probe_verdict { PROBE_FALSE, PROBE_TRUE, PROBE_FAILED };

/* A comparison of a Choice, in the order in which they were made. */
struct probe_test {
	size_t rule;
	const struct asl_test *test;	/* NULL: the rule's Condition, in JSONata */
	struct value *left, *right;	/* owned; NULL: the path leads nowhere, or there is no such operand; of a Condition its result */
	enum probe_verdict verdict;
};

struct probe_failure {
	enum probe_stage_kind stage;	/* in which it happened */
	char *error, *cause;
	char *location;			/* of an expression: "Output/total"; NULL */
	char *there, *missing;		/* "$.order", ".lines": how far the path went, and the step that is not there; NULL: no path is at fault */
	struct value *value;		/* what stands at `there`; NULL: nothing */
};

struct probe {
	VEC(struct probe_stage) stages;
	VEC(struct probe_test) tests;
	bool has_exited;		/* the state was left */
	int edge;			/* of a Choice: 1 + the rule that held, -1: Default */
	bool failed;			/* something could not be evaluated; a catcher may have helped (has_exited) */
	struct probe_failure failure;
};

void probe_run(const struct probe_question *q, struct probe *out);
void probe_done(struct probe *p);
const char *probe_stage_name(enum probe_stage_kind k);		/* "ResultSelector", "task result" */

#endif
