/*
 * yaml_print - a JSON tree as YAML in block style, two blanks a level, members in their order. What is read back by yaml_parse() is the same
 * tree, and other readers of YAML 1.1 and 1.2 agree on the types: text that any of them could take for something else is quoted.
 */
#ifndef ASLANT_YAML_PRINT_H
#define ASLANT_YAML_PRINT_H

#include "json/json.h"

/* Appends the text, which ends with a line end. False with e, out as it was, for a text that YAML cannot hold (half a surrogate pair). */
bool yaml_print(struct str *out, const cJSON *root, struct err *e);

#endif
