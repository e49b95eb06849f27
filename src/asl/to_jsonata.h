/*
 * to_jsonata - states in JSONPath as states in JSONata: paths and templates become expressions, ResultSelector, ResultPath and OutputPath one
 * Output, choice rules conditions. What cannot be said faithfully is left as it is, with the reason; corners in which the two differ
 * are noted (query/to_jsonata.h). On data that a path does not fit both fail, JSONata with another error name.
 */
#ifndef ASLANT_ASL_TO_JSONATA_H
#define ASLANT_ASL_TO_JSONATA_H

#include "asl/model.h"

struct asl_conversion_note {
	const struct asl_state *state;
	bool refused;				/* the state stayed as it was; else a corner to know of */
	char *text;
};

struct asl_conversion {
	cJSON *root;				/* the new definition; the caller's */
	size_t converted, refused, already;	/* states */
	VEC(struct asl_conversion_note) notes;	/* in the order of the text, no two alike of one state */
};

/* only: this state and those inside it; NULL: the whole machine, which then says JSONata at the top if nothing was refused. m must have a
 * tree (m->root). */
void asl_to_jsonata(const struct asl_machine *m, const struct asl_state *only, struct asl_conversion *out);
void asl_conversion_done(struct asl_conversion *c);

#endif
