/*
 * lint_config - "lint" of aslant.json: which rules of advice people want (doc/lint.md).
 *
 *     "lint": { "ignore": ["choice.default", "map.*"], "severity": { "catch.input": "error" } }
 */
#ifndef ASLANT_LINT_CONFIG_H
#define ASLANT_LINT_CONFIG_H

#include "app/config.h"
#include "asl/rule.h"

/* Into *out, an empty one. False with PATH:LINE:COL in e where the member is wrong: another type, a rule that there is not. */
bool lint_config_read(const struct config *c, struct asl_lint *out, struct err *e);

#endif
