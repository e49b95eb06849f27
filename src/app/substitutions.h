/*
 * substitutions - "substitutions" of aslant.json, read and added to: what ${Placeholders} of definitions stand for. Values are resolved when
 * a definition is loaded (asl/source.h); this is for who makes placeholders of ARNs.
 */
#ifndef ASLANT_SUBSTITUTIONS_H
#define ASLANT_SUBSTITUTIONS_H

#include "asl/arns.h"

/* The list of a file into names. *root: all of the file, the caller's; NULL where there is no such file. False with e where it is wrong. */
bool substitutions_read(const char *path, cJSON **root, struct asl_arn_names *names, struct err *e);
/* Adds what is new among names to root, an object, and prints all of it. */
void substitutions_print(cJSON *root, const struct asl_arn_names *names, struct str *out);

#endif
