/*
 * trial - a definition executed once, for a look at how it ends: with an input and answers that are given, on a clock that takes no time. Two
 * definitions are held against each other by it: does the same come out of both?
 *
 *     trial_run(loop, old, &t, &a, &e);  trial_run(loop, new, &t, &b, &e);  trial_difference(&a, &b)
 */
#ifndef ASLANT_TRIAL_H
#define ASLANT_TRIAL_H

#include "asl/model.h"
#include "engine/engine.h"
#include "json/value.h"
#include "loop/loop.h"

struct trial {
	struct value *input;
	struct value *answers;		/* of its tasks: {"States": …} as mock files have it; NULL: what `mocks` says */
	const char *mocks;		/* a file of mocks; NULL: none */
	bool express;
	int64_t start_ms;		/* what the clock shows */
	uint64_t seed;
};

struct trial_outcome {
	enum exec_status status;	/* EXEC_RUNNING: it stands */
	char *stands;			/* why: a task without an answer; NULL: it has ended */
	struct value *output;		/* NULL: none */
	char *error;			/* NULL: none */
	VEC(char *) way;		/* the states that were entered, in their order */
};

/* False with e: it cannot be executed at all (the definition has errors, the mocks are wrong). out: trial_outcome_done(). */
bool trial_run(struct loop *l, struct asl_machine *m, const struct trial *t, struct trial_outcome *out, struct err *e);
void trial_outcome_done(struct trial_outcome *o);
/* The first thing that differs, in a sentence; NULL: nothing does. An error of JSONPath's data (States.Runtime) is the same as JSONata's
 * (States.QueryEvaluationError). Caller frees. */
char *trial_difference(const struct trial_outcome *a, const struct trial_outcome *b);

#endif
