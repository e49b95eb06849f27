/*
 * rewrite - other values in a JSON text, which otherwise stays as it is: order, indentation, line ends, what stands on one line. A value
 * is held against the one that comes in its place, and only what differs is written anew, in the style of what it replaces.
 *
 *     rewrite_add(&w, old, new) for as many nodes as need be, none inside another;  text = rewrite_apply(&w, &len);  rewrite_done(&w);
 */
#ifndef ASLANT_JSON_REWRITE_H
#define ASLANT_JSON_REWRITE_H

#include "json/places.h"

struct rewrite_edit {
	size_t at, len;			/* what is taken out of the text */
	char *text;			/* what comes in its place */
};

struct rewrite {
	const char *text;		/* borrowed, as places are: the text that they are of */
	size_t len;
	const struct json_places *places;
	VEC(struct rewrite_edit) edits;
};

/* old is a node of the text, new any tree. False, nothing noted, for a node that is not of this text. */
bool rewrite_add(struct rewrite *w, const cJSON *old, const cJSON *new);
/* The new text, NUL-terminated; caller frees. It reads as the old tree with the new values. */
char *rewrite_apply(struct rewrite *w, size_t *len);
void rewrite_done(struct rewrite *w);

#endif
