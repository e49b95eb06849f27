/* spot_read - what the readers of both forms tell spot.c. Private to asl. */
#ifndef ASLANT_ASL_SPOT_READ_H
#define ASLANT_ASL_SPOT_READ_H

#include "asl/spot.h"

struct spot_open {
	struct asl_spot_level level;
	size_t indent;			/* in YAML: the column of its names or dashes */
	int expects;			/* in JSON: what comes next */
};

struct spot_reader {
	struct asl_spot *spot;
	const char *text;
	size_t len, at;
	VEC(struct spot_open) open;
	bool frozen;			/* the place has been passed; what was open there is kept until it closes */
	size_t left;			/* so many of those levels are still open */
};

void spot_push(struct spot_reader *r, bool is_list, size_t indent);
void spot_pop(struct spot_reader *r);
struct asl_spot_level *spot_top(struct spot_reader *r);		/* NULL: nothing is open */
void spot_name(struct spot_reader *r, const char *name, size_t len);	/* of the innermost object */
void spot_value(struct spot_reader *r, const char *value, size_t len);	/* of the last name; NULL: it is no string */
void spot_freeze(struct spot_reader *r, enum asl_spot_kind kind, bool quoted, size_t from, size_t to);	/* the place is here */

void spot_read_json(struct spot_reader *r);
void spot_read_yaml(struct spot_reader *r);

#endif
