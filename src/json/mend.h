/*
 * mend - texts that are not quite JSON or YAML, read as far as they go: comments and trailing commas are passed over, what does not parse is left
 * out up to the next member, a placeholder (${Name}) without quotes is a string. Everything that was done so is told, with its place. Places of nodes are those of the text as it is.
 */
#ifndef ASLANT_JSON_MEND_H
#define ASLANT_JSON_MEND_H

#include "json/places.h"

enum json_mend_kind {
	MEND_COMMENT,			/* in JSON */
	MEND_COMMA,			/* a comma before a closing bracket */
	MEND_PLACEHOLDER,		/* ${Name} where a value goes: the string "${Name}" in the tree */
	MEND_ERROR,			/* what does not parse; something is missing in the tree, or something was guessed */
};

struct json_mend {
	enum json_mend_kind kind;
	struct span span;
	char *msg;			/* of an error: what the reader said; else NULL */
};

struct json_mends {
	VEC(struct json_mend) list;	/* comments and commas by their place, then errors as they were found */
	size_t errors, placeholders;	/* how many of them are those */
	char *filled;			/* where there are placeholders: the text with a string of the same length for each */
};

#define MEND_ERRORS_MAX 32		/* a text with more of them is not read */

/* The length of the placeholder ${Name} at p, with its braces; 0: there is none. A name is on one line, and holds no quote, backslash, or brace. */
size_t json_placeholder_len(const char *p, size_t len);

/* As json_parse() for a text that is JSON. Else e is what the strict reader says, and the tree what can be read nevertheless: true with
 * at least one mend; false where nothing can. e is filled in both cases. */
bool json_parse_mended(const char *text, size_t len, struct json_places *places, struct json_mends *mends, cJSON **out, struct err *e);
/* The same for YAML: lines that do not parse are left out, with those that are further in below them. */
bool yaml_parse_mended(const char *text, size_t len, struct json_places *places, struct json_mends *mends, cJSON **out, struct err *e);
void json_mends_done(struct json_mends *mends);

#endif
