/*
 * condition - choice rules as people write them, both ways:
 *
 *     total > 100 and not (status == "DONE" or IsPresent(error))
 *     due <= timestamp "2026-01-31T00:00:00Z" or name matches "order-*" or limit < number $.max
 *
 * A path without "$" begins at "$." (total is $.total). A path alone is a boolean: late, not late. What a comparison compares is its literal:
 * a number, a string, true or false, null; before a timestamp, and before a path, a word says the type: string, number, boolean, timestamp.
 * `!=` is not ==. IsNull, IsPresent, IsNumeric, IsString, IsBoolean and IsTimestamp are written as calls. not binds closest, then and, then or.
 */
#ifndef ASLANT_ASL_CONDITION_H
#define ASLANT_ASL_CONDITION_H

#include "asl/model.h"

/* A rule without Next, as JSON; NULL with e, whose span is in text (line 1). Paths are checked when the rule is read. */
cJSON *asl_condition_parse(const char *text, struct err *e);
/* What asl_condition_parse() reads back as a rule that decides the same. The caller frees. */
char *asl_condition_print(const struct asl_test *t);

#endif
