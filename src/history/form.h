/*
 * form - AWS's JSON form of events. form_table.c says which details each type has; form.c prints and form_read.c reads by that table, so
 * that what is printed can be read again. Only src/history includes it.
 */
#ifndef ASLANT_FORM_H
#define ASLANT_FORM_H

#include "history/history.h"
#include "json/walk.h"

/* Details, in the order in which they are printed. */
enum form_field {
	F_NAME = 1 << 0,
	F_INDEX = 1 << 1,
	F_LENGTH = 1 << 2,
	F_INPUT = 1 << 3,
	F_PARAMETERS = 1 << 4,
	F_OUTPUT = 1 << 5,
	F_ASSIGNED = 1 << 6,
	F_RESOURCE_TYPE = 1 << 7,
	F_RESOURCE = 1 << 8,
	F_REGION = 1 << 9,
	F_TIMEOUT = 1 << 10,
	F_HEARTBEAT = 1 << 11,
	F_CREDENTIALS = 1 << 12,
	F_WORKER = 1 << 13,
	F_MAP_RUN = 1 << 14,
	F_REDRIVE = 1 << 15,
	F_ERROR = 1 << 16,
	F_CAUSE = 1 << 17,
	F_LOCATION = 1 << 18,
	F_STATE = 1 << 19,
	F_ROLE = 1 << 20,
};

uint32_t form_fields(enum event_type t);		/* OR of them */

/* Plain texts, whole numbers, JSON texts: their keys, and where they are kept in struct event_more. */
struct form_text {
	enum form_field field;
	const char *key;
	size_t at;
};
struct form_int {
	enum form_field field;
	const char *key;
	size_t at;
	int64_t none;			/* the value that is not printed */
};
struct form_value {
	enum form_field field;
	const char *key, *details;	/* the member beside it that says whether AWS cut it off; NULL: it has none */
};
enum { FORM_TEXTS = 10, FORM_INTS = 5, FORM_VALUES = 3 };
extern const struct form_text form_texts[FORM_TEXTS];
extern const struct form_int form_ints[FORM_INTS];
extern const struct form_value form_values[FORM_VALUES];

static inline char **form_text_slot(struct event_more *m, const struct form_text *f)
{
	return (char **)(void *)((char *)m + f->at);
}

static inline int64_t *form_int_slot(struct event_more *m, const struct form_int *f)
{
	return (int64_t *)(void *)((char *)m + f->at);
}

struct form_member {
	struct json_part key, value;
};

/*
 * Reading many events: what the reader keeps between them. Zeroed, with h and base filled in. Errors have the offset from base in their
 * span, and no line: whoever has the whole text counts lines.
 */
struct form_reader {
	struct history *h;		/* names are interned there */
	const char *base;		/* the text that all events are part of */
	struct form_cached *cache;	/* values that come again; NULL: read each by itself */
	struct str text;
	VEC(struct form_member) beside, extra;	/* scratch: members of the event, of its details, that are not known */
};
/* The event that begins at w->p; w stands behind it then. As it says it is: whether its id fits is not looked at. The caller owns value and
 * more. */
bool form_read(struct form_reader *r, struct json_walk *w, struct event *out, struct err *e);
void form_cache(struct form_reader *r);		/* the parts must stay where they are until form_reader_done() */
void form_reader_done(struct form_reader *r);

#endif
