/* sort - the fields of a definition in one order: what it is, what comes in, what is done, what goes out, errors, where it goes on. */
#ifndef ASLANT_ASL_SORT_H
#define ASLANT_ASL_SORT_H

#include <cjson/cJSON.h>

/* Members of the machine's, states', rules', retriers' … objects change places; the order of states stays, and so does that of payloads
 * (Parameters, Result, Assign, …) and of fields that the language does not have among themselves. Does nothing to what is no definition. */
void asl_sort_fields(cJSON *root);

#endif
