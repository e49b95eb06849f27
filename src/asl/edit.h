/*
 * edit - small changes to a definition's text that leave every other byte as it is: comments in Comment, order, indentation, line ends.
 * The result is a new text; the machine that it was made from does not change (asl_parse the new one).
 */
#ifndef ASLANT_ASL_EDIT_H
#define ASLANT_ASL_EDIT_H

#include "asl/model.h"

/*
 * Give a field of s (of m) the string value: replaces the field's value of whatever type, or puts the field behind "Type" (else in
 * front) in the file's own indentation. The caller frees *new_text (len bytes and a NUL).
 */
bool asl_edit_set_string(const struct asl_machine *m, const struct asl_state *s, const char *field, const char *value,
	char **new_text, size_t *len, struct err *e);

#endif
