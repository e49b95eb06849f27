/* string_scan - strings of a JSON text: where they end, what is wrong with them, what they say. For the readers of this room. */
#ifndef ASLANT_STRING_SCAN_H
#define ASLANT_STRING_SCAN_H

#include "base/base.h"

struct string_fault {
	const char *at;			/* the place in the text */
	char msg[128];
};

/* Over characters of a string that stand for themselves and are ASCII. */
const char *string_skip_plain(const char *p, const char *end);
/* From the opening quote to the closing one; NULL with a fault. *escapes is set where there is something to decode. */
const char *string_scan(const char *open, const char *end, bool *escapes, struct string_fault *f);
/* Decodes what string_scan() has checked, p to the closing quote. out is as long as that: escapes only shrink. Not terminated. */
size_t string_decode(const char *p, const char *end, char *out);
/* What stands at p, for a message: a word as a whole, else one character. */
void string_found(const char *p, const char *end, char out[64]);

#endif
