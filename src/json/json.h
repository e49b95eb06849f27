/*
 * json - JSON texts and trees. The tree is cJSON's node type; reading and printing are ours, because cJSON's lose data (integers
 * above 2^53, 0.30000000000000004, \u0000, duplicate keys, invalid UTF-8, `01`). Open first: this file, then value.h (immutable
 * shared documents, which is what the rest of the program hands around), places.h (line and column of every node), pointer.h.
 * Below it: base. Everyone may call it.
 *
 * Nodes keep to these rules, so that cJSON's own constructors, cJSON_Duplicate and cJSON_Delete work on them:
 * - strings and keys are NUL-terminated; U+0000 and lone surrogates are kept as base/utf8.h says, and printed as escapes again;
 * - a number whose text is not the shortest form of its double (1.0, 1e5, 9007199254740993) has that text in valuestring;
 * - `valueint` is never read. An object has no two members of the same name. No tree is deeper than JSON_DEPTH_MAX.
 * Walk children with ->child and ->next; never by index.
 */
#ifndef ASLANT_JSON_H
#define ASLANT_JSON_H

#include <cjson/cJSON.h>

#include "base/base.h"

#define JSON_DEPTH_MAX 512

struct json_places;

/* Strict RFC 8259 (a byte order mark at the start is skipped). One value and white space, nothing else. On failure e has line,
 * column and a sentence that says what was expected. places may be NULL; else it learns where each node is. */
bool json_parse(const char *text, size_t len, struct json_places *places, cJSON **out, struct err *e);
/* The same, for a NUL-terminated text; returns NULL on failure. */
cJSON *json_read(const char *text, struct err *e);

/* Compact text, as AWS prints it: no blanks, non-ASCII as it is, only the needed escapes. Caller frees. */
char *json_print(const cJSON *node);
void json_print_to(struct str *out, const cJSON *node);
/* Indented by two blanks, for people. */
void json_print_pretty(struct str *out, const cJSON *node, int indent);
void json_print_string(struct str *out, const char *text);		/* with its quotes */
void json_print_number(struct str *out, double d);			/* shortest text that reads back as d */
size_t json_print_size(const cJSON *node);				/* bytes of the compact text */

/* Deep equality as AWS and the judges see it: key order does not count, 1 and 1.0 are equal. */
bool json_equal(const cJSON *a, const cJSON *b);
uint64_t json_hash(const cJSON *node);					/* the same for nodes that are equal */
cJSON *json_copy(const cJSON *node);					/* deep; never NULL; without the name */
bool json_depth_within(const cJSON *node, int depth);			/* no more than so many containers in each other */

const cJSON *json_get(const cJSON *object, const char *key);		/* NULL for no object, no such member */
const char *json_get_string(const cJSON *object, const char *key);	/* NULL unless a string */
/* An integral number in [lo, hi] (also written 3.0); false otherwise. */
bool json_int(const cJSON *node, int64_t lo, int64_t hi, int64_t *out);
bool json_is_int64(const cJSON *node, int64_t *out);			/* exact, from the lexeme where there is one */
size_t json_count(const cJSON *container);				/* members or elements; walks */
const char *json_type_name(const cJSON *node);				/* "object", "array", "string", "number", "boolean", "null" */

/* Builders that cJSON lacks. The key is copied; item becomes the object's. Replaces an existing member of that name in its place. */
void json_set(cJSON *object, const char *key, cJSON *item);
/* Appends at the cost of nothing, for who knows that the object has no such member. */
void json_add(cJSON *object, const char *key, cJSON *item);
void json_append(cJSON *array, cJSON *item);
cJSON *json_new_int(int64_t n);						/* exact beyond 2^53 too */
/* A number from its text, which json's grammar must accept; keeps the text. NULL if it is no number. */
cJSON *json_new_number_text(const char *text, size_t len);

#endif
