/* What the files of the import share: import.c (the shapes of documents), import_order.c (events in order), import_facts.c. */
#ifndef ASLANT_IMPORT_PRIVATE_H
#define ASLANT_IMPORT_PRIVATE_H

#include "history/form.h"
#include "history/import.h"

struct import {
	const char *text;
	size_t len;
	struct form_reader reader;
	struct imported *out;
	VEC(size_t) offsets;		/* of each event in text */
	bool more;			/* the newest page says that another follows */
	struct err *e;
};

void import_note(struct imported *x, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool import_bad(struct import *m, const char *at, const char *msg);	/* false */

/* Events in order of id, each once, none missing. */
bool import_order(struct import *m);
/* A member of DescribeExecution; false: it is none. *ok false: it is, and wrong. */
bool import_fact(struct import *m, struct json_part key, struct json_part value, bool *ok);
/* What the events and the ARNs say where nothing described the execution. */
void import_facts(struct import *m);

#endif
