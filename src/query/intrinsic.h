/*
 * intrinsic - the 18 States.* functions (ASL.md 2.6), nested to depth 10, over paths, literals and variables.
 */
#ifndef ASLANT_INTRINSIC_H
#define ASLANT_INTRINSIC_H

#include "query/query.h"

struct intrinsic;

struct intrinsic *intrinsic_compile(const char *text, size_t len, struct err *e);
void intrinsic_free(struct intrinsic *x);
struct value *intrinsic_eval(const struct intrinsic *x, const struct query_env *env, struct str *why);
const char *intrinsic_name(size_t i);			/* "Format", for completion; NULL behind the last */
bool intrinsic_is(const char *text);			/* looks like a call: begins with "States." */

#endif
