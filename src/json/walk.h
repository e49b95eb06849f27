/*
 * walk - a text, member by member, without making a tree of it: for files with a million events, of which each is read by itself.
 *
 *     struct json_walk w = json_walk_at(text, len);
 *     if (json_walk_open(&w, '{'))
 *             while (json_walk_next(&w, &key, &value))
 *                     …                               value is a part of text: read it, open it, or let it be
 *     if (w.fault) …                                  what is wrong at w.p
 *
 * A part ends where its brackets and strings say; only that is checked. Who uses a value reads it strictly (json_parse(), or
 * json_part_string() for strings). Nothing is copied: parts point into the text.
 */
#ifndef ASLANT_JSON_WALK_H
#define ASLANT_JSON_WALK_H

#include "json/json.h"

struct json_part {
	const char *p;			/* without the blanks around it; NULL: not there */
	size_t len;
};

struct json_walk {
	const char *p, *end;		/* where it is */
	char close;			/* of the open container */
	bool first;
	const char *fault;		/* what was expected at p; NULL: nothing is wrong */
};

struct json_walk json_walk_at(const char *text, size_t len);
/* Behind blanks: is the end of the text reached? */
bool json_walk_is_over(struct json_walk *w);
/* The next value, whatever it is; of a text that holds several behind each other. False with fault. */
bool json_walk_value(struct json_walk *w, struct json_part *value);
/* Into the container that begins here with open, '{' or '['. False with fault where it does not. */
bool json_walk_open(struct json_walk *w, char open);
/* To its next member or element: behind the key (NULL for an array), before the value, which the caller passes by json_walk_value() or by
 * a walk of its own from w->p. False at its end, which is passed, or with fault. */
bool json_walk_more(struct json_walk *w, struct json_part *key);
/* json_walk_more() and json_walk_value(). */
bool json_walk_next(struct json_walk *w, struct json_part *key, struct json_part *value);

char json_part_kind(struct json_part v);			/* its first character: { [ " t f n - 0 … 9; 0: none */
/* Is it the text word, a key without its quotes? One that is written with escapes is never equal. */
bool json_part_is(struct json_part key, const char *word);
/* A string, strictly, decoded and appended; false with e (span from the start of v). */
bool json_part_string(struct json_part v, struct str *out, struct err *e);
cJSON *json_part_read(struct json_part v, struct err *e);	/* NULL with e */

#endif
