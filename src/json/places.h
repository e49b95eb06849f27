/*
 * places - where each node of a parsed text is. Filled by json_parse(); ask while the tree is alive.
 */
#ifndef ASLANT_PLACES_H
#define ASLANT_PLACES_H

#include "json/json.h"

struct json_place {
	struct span key;	/* of the member's name (line 0 for elements and the root) */
	struct span start;	/* of the value's first character */
	size_t end;		/* offset behind its last character */
};

struct json_places *json_places_new(void);
void json_places_free(struct json_places *p);
/* False, *out zeroed, for a node that is not of this text. */
bool json_places_find(const struct json_places *p, const cJSON *node, struct json_place *out);

/* Where byte `offset` of a string's value stands in the text: an escape is longer there than what it stands for. Line 0 for a node that
 * is no string of this text. */
struct span json_places_inside(const struct json_places *p, const cJSON *node, size_t offset);

/* Line and column of an offset, by counting from the start of text: for the one place of an error. */
struct span json_span_of(const char *text, size_t len, size_t offset);

#endif
