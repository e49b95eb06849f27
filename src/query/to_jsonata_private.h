/* to_jsonata_private - what the files that translate into JSONata share. */
#ifndef ASLANT_QUERY_TO_JSONATA_PRIVATE_H
#define ASLANT_QUERY_TO_JSONATA_PRIVATE_H

#include "query/to_jsonata.h"

void to_jsonata_note(const struct to_jsonata *to, const char *text);

#endif
