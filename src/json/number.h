/* number - numbers between text and double, for the reader and the printer of this room. Never asks the locale. */
#ifndef ASLANT_JSON_NUMBER_H
#define ASLANT_JSON_NUMBER_H

#include "base/base.h"

struct json_number {
	double d;
	bool shortest;		/* json_print_number(d) gives the same text */
	size_t used;		/* bytes of the number */
	const char *fault;	/* what is wrong at text[used], where the text is no number; else NULL */
};

/* The JSON number that text begins with. text[len] is never read. False where it is none. */
bool json_number_scan(const char *text, size_t len, struct json_number *out);

#endif
