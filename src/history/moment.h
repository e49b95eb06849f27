/*
 * moment - what an expression can see at one event: the data of a step, the variables of its scope, the context object. Made from the
 * history alone, so it is the same for a live execution, a stored one and an imported one. For conditions, print, watches and lenses.
 */
#ifndef ASLANT_MOMENT_H
#define ASLANT_MOMENT_H

#include "history/projection.h"

/* A variable that a fork has changed between two events: no event says so. */
struct moment_edit {
	int32_t after;			/* the event before it */
	const char *name;
	struct value *whole;		/* that `value` is a part of */
	const cJSON *value;
};

/* What events do not say of their execution. Each may be NULL. */
struct moment_facts {
	const char *execution_arn, *execution_name, *machine_arn, *role_arn;
	bool express;
	const struct moment_edit *edits;	/* in the order of the events */
	size_t n_edits;
};

struct moment_variable {
	const char *name;
	struct value *value;		/* owned */
};

struct moment {
	const struct asl_state *state;	/* NULL: the execution as a whole, or a state that the definition has not */
	const struct step *step;	/* NULL: the execution; borrowed from the projection */
	struct value *input;		/* as it came in; borrowed; NULL: before the first event */
	struct value *result;		/* of a Task that has answered: what its backend gave; borrowed; NULL: none */
	struct value *output;		/* of the step once left, of the execution once over; borrowed; NULL: none */
	struct value *error_output;	/* {"Error", "Cause"} of its last failure; owned; NULL: none */
	struct value *context;		/* owned */
	VEC(struct moment_variable) variables;	/* as they are after the cursor's event; the inner one where scopes share a name */
};

/* step: an index of p->steps, or -1 for the execution. p must outlive *out; facts are copied. */
void moment_at(const struct projection *p, int step, const struct moment_facts *facts, struct moment *out);
/* The same, but variables as they were when the step was entered: what its fields saw. */
void moment_before(const struct projection *p, int step, const struct moment_facts *facts, struct moment *out);
void moment_done(struct moment *m);
struct value *moment_variable(const struct moment *m, const char *name);	/* borrowed; NULL: not set */

#endif
