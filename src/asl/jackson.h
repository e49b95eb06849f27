/*
 * jackson - what the service says of a text that is no JSON. It reads with Jackson, whose message and place appear in its answers
 * (INVALID_JSON_DESCRIPTION, InvalidExecutionInput); this reader stops at the same place and says the same.
 */
#ifndef ASLANT_ASL_JACKSON_H
#define ASLANT_ASL_JACKSON_H

#include "base/base.h"

struct jackson_error {
	char *message;		/* "Unrecognized token 'not': was expecting (…)", without the line that says where */
	char *location;		/* "[Source: (String)"not a definition"; line: 1, column: 4]" */
};

/* True, *out filled (jackson_done it), where Jackson finds an error in the text; false where only a stricter reader does. */
bool jackson_explain(const char *text, size_t len, struct jackson_error *out);
void jackson_done(struct jackson_error *e);

#endif
