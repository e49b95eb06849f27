/*
 * lens - a step of an execution looked at closely: its state evaluated again (engine/probe.h) with the data, the variables and the context
 * that it saw. The same for a live execution, a stored one and an imported one. What the record itself says (what a task was given, what
 * left the state) takes the place of what was made up again: tokens, random numbers, times.
 */
#ifndef ASLANT_LENS_H
#define ASLANT_LENS_H

#include "engine/probe.h"
#include "history/moment.h"

struct lens {
	struct probe probe;
	struct moment moment;		/* as the step was entered */
	struct value *variables;	/* the same as an object */
	size_t attempt;			/* that is shown, from 0; of a state without attempts 0 */
	bool differs;			/* evaluated again, another output came than the recorded: something was random, or the definition is another */
};

#define LENS_ANY_ITEM SIZE_MAX		/* the one that failed, else the first */

/* attempt: of a Task, from 0; -1: the last. item: of a Map, whose ItemSelector is shown. False where there is nothing to evaluate: the step's
 * state is not in the definition, or that is a draft, or the input is not known. */
bool lens_look(const struct projection *p, int step, int attempt, size_t item, const struct moment_facts *facts, struct lens *out);
void lens_done(struct lens *l);
/* The last value in front of stage i, that it changed: for a difference. NULL: there is none. */
struct value *lens_before(const struct lens *l, size_t stage);

#endif
