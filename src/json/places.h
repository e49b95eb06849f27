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

/* The parts of a string's value, in order, and where they stand in the text: len bytes of the value from `at` on are from_len bytes of the
 * text from `from` on; equal lengths: byte for byte. What the text has between them (quotes, indentation) is not told. False, fn not
 * called, for a node that is no string of this text, or stands there as an alias. */
typedef void (*json_run_fn)(void *ctx, size_t at, size_t len, size_t from, size_t from_len);
bool json_places_runs(const struct json_places *p, const cJSON *node, json_run_fn fn, void *ctx);

/* Line and column of an offset, by counting from the start of text: for the one place of an error. */
struct span json_span_of(const char *text, size_t len, size_t offset);

#endif
