/*
 * spot - what a place in a definition's text is: in which objects and lists it stands, whether a name or a value belongs there, and which
 * word it is in. The text need not parse: this is asked while somebody types. JSON is read by its brackets, YAML by its indentation.
 *
 *     asl_spot_find(&s, text, len, form, cursor);
 *     owners = asl_spot_owner(&s);              whose fields (asl/fields.h) the innermost object has
 *     path = asl_spot_state(&s);                the state that it is in: "Outer/1/Inner"
 *     asl_spot_done(&s);
 */
#ifndef ASLANT_ASL_SPOT_H
#define ASLANT_ASL_SPOT_H

#include "asl/fields.h"

struct asl_spot_member {
	char *name;
	char *value;			/* of a string, as it stands between its quotes; else NULL */
};

/* An object or a list around the place. Levels go from the outside in; the last one is the innermost. */
struct asl_spot_level {
	bool is_list;
	char *key;			/* of an object: the member that the place is in, or whose name it is in; NULL: none */
	size_t index;			/* of a list: the element, from 0 */
	VEC(struct asl_spot_member) members;	/* of an object: all, before the place and behind it */
};

enum asl_spot_kind { SPOT_NOTHING, SPOT_NAME, SPOT_VALUE };	/* what may stand there; NOTHING: only a comma, a bracket, white space */

struct asl_spot {
	VEC(struct asl_spot_level) levels;
	enum asl_spot_kind kind;
	bool quoted;			/* inside of a string */
	size_t from, to;		/* the word there: a string without its quotes, a number, true …; from == to: none */
};

void asl_spot_find(struct asl_spot *s, const char *text, size_t len, enum asl_form form, size_t at);	/* s is zeroed before */
void asl_spot_done(struct asl_spot *s);

/* Owners (enum asl_owner) of the fields of the innermost object, or of the one that the innermost list is in; a state's narrowed by its Type.
 * 0: none of the language's objects, as inside of Parameters. */
uint32_t asl_spot_owner(const struct asl_spot *s);
enum asl_language asl_spot_language(const struct asl_spot *s);		/* of the state, else of the machine, as far as they say */
/* The level of the object whose members are the states of the place's scope; NULL: it is in none. */
const struct asl_spot_level *asl_spot_scope(const struct asl_spot *s);
/* The level of the innermost state's own object; NULL: it is in none. */
const struct asl_spot_level *asl_spot_state_level(const struct asl_spot *s);
/* The innermost state's path, as in struct asl_state; NULL: it is in none. Caller frees. */
char *asl_spot_state(const struct asl_spot *s);
/* The name of the innermost member that the place is in, lists passed over: "ErrorEquals" inside its list. NULL: none. */
const char *asl_spot_field(const struct asl_spot *s);

#endif
