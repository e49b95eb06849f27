/*
 * diff - where two documents differ: only what differs, each with its path. For failing tests, comparisons of executions, data on its way
 * through a state. The texts that people read are made from it: a line a difference.
 */
#ifndef ASLANT_JSON_DIFF_H
#define ASLANT_JSON_DIFF_H

#include "json/json.h"

enum json_change { JSON_CHANGED, JSON_ADDED, JSON_REMOVED };

/* JSON_DIFF_PART: b is held against a part of what it should have. Objects in b may have more members, lists must be as long. */
enum json_diff_mode { JSON_DIFF_WHOLE, JSON_DIFF_PART };

struct json_difference {
	enum json_change change;
	char *path;			/* "$.lines[2]['unit price']"; of an element that was added its place in b, else its place in a */
	const cJSON *a, *b;		/* borrowed; NULL: not there */
};

struct json_diff {
	VEC(struct json_difference) list;
	bool is_cut;			/* there are more than were asked for */
};

/* In the order of a, what was added to an object behind its members. max 0: all. d is zeroed before. Equal as json_equal() has it. */
void json_diff_make(struct json_diff *d, const cJSON *a, const cJSON *b, enum json_diff_mode mode, size_t max);
void json_diff_done(struct json_diff *d);

/* Everything that part says is in whole. */
bool json_contains(const cJSON *whole, const cJSON *part);

/* ".name", or "['odd name']" where that is needed: the next piece of a JSONPath. */
void json_path_add_name(struct str *s, const char *name);

#endif
