/*
 * template - payload templates (Parameters, ResultSelector, ItemSelector, Assign …): any JSON, in which members whose names end in
 * ".$" are paths or intrinsic calls and are emitted without that ending (ASL.md 2.3).
 */
#ifndef ASLANT_TEMPLATE_H
#define ASLANT_TEMPLATE_H

#include "query/path.h"

struct tmpl;

/* Compiles node, which must outlive the template. On failure NULL, *where is the member at fault, and e->msg AWS's text
 * ("The value for the field 'k.$' must be a valid JSONPath or a valid intrinsic function call"). */
struct tmpl *tmpl_compile(const cJSON *node, const cJSON **where, struct err *e);
void tmpl_free(struct tmpl *t);
bool tmpl_is_constant(const struct tmpl *t);
/* New reference, or NULL with AWS's text in why ("The JSONPath '$.x' specified for the field 'v.$' could not be found in the input '…'"). */
struct value *tmpl_eval(const struct tmpl *t, const struct query_env *env, struct str *why);

#endif
