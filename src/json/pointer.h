/* pointer - RFC 6901 JSON pointers: "/States/Call API/Next", "~1" for "/", "~0" for "~". */
#ifndef ASLANT_POINTER_H
#define ASLANT_POINTER_H

#include "json/json.h"

const cJSON *json_pointer_find(const cJSON *root, const char *pointer);	/* NULL where there is nothing */
void json_pointer_add(struct str *s, const char *token);		/* appends "/" and the escaped token */

#endif
