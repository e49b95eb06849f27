/*
 * to_jsonata - JSONPath and intrinsic calls as JSONata of state machines, where both give the same for data in which the path finds what it
 * names. What a path does not find fails in both (with another error name). What cannot be said in JSONata is refused with a reason; what
 * can be said but for corners is noted.
 */
#ifndef ASLANT_QUERY_TO_JSONATA_H
#define ASLANT_QUERY_TO_JSONATA_H

#include "query/intrinsic.h"
#include "query/path.h"

struct to_jsonata {
	const char *input;		/* what "$" is: an expression to which ".name" and "[0]" can be added: "$states.input" */
	void (*note)(void *ctx, const char *text);	/* a corner in which the two differ; may be NULL */
	void *ctx;
};

/* Appends the expression. False with e, out as it was. */
bool path_to_jsonata(const struct path *p, const struct to_jsonata *to, struct str *out, struct err *e);
bool intrinsic_to_jsonata(const struct intrinsic *x, const struct to_jsonata *to, struct str *out, struct err *e);
/* A text as an expression's literal. */
void jsonata_literal(struct str *out, const char *text);
/* ".name", with backticks where it must have them. False with e for a name that holds one. */
bool jsonata_member(struct str *out, const char *name, struct err *e);

#endif
