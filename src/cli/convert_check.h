/*
 * convert_check - a converted definition tried beside the one that it was: with inputs that are given, or else with the machine's saved inputs
 * (inputs/MACHINE/) and the executions of it that the workspace's store has, whose recorded answers are given again.
 */
#ifndef ASLANT_CLI_CONVERT_CHECK_H
#define ASLANT_CLI_CONVERT_CHECK_H

#include "asl/model.h"
#include "json/value.h"

struct convert_check {
	const char *file;			/* the definition's, for the workspace around it */
	struct asl_machine *before, *after;
	struct value *const *inputs;
	size_t n_inputs;			/* 0: what is saved and recorded */
	const char *mocks;			/* answers for given and saved inputs; NULL: none */
};

/* Tells on standard error how each goes. *differ: how many go another way. False with e: it cannot be tried. */
bool convert_check(const struct convert_check *o, size_t *differ, struct err *e);

#endif
