/*
 * arns - what names things of one account in a definition (ARNs of functions, state machines, topics …, URLs of queues) replaced by
 * ${Placeholders}, as a change to the text that leaves the rest as it is. Back: placeholders are resolved when a file is loaded (source.h).
 */
#ifndef ASLANT_ASL_ARNS_H
#define ASLANT_ASL_ARNS_H

#include "asl/model.h"
#include "base/splice.h"

struct asl_arn_name {
	char *name, *arn;
	bool is_new;			/* it was not in the list before */
};

struct asl_arn_names {
	VEC(struct asl_arn_name) list;
};

/* An ARN with a region or an account in it, or a queue's URL; not that of an integration, which is the same everywhere. */
bool asl_arn_is_own(const char *text);
/* names: what is called how already (a list may come in from aslant.json), and what is new. Splices are of m->text. */
void asl_arns_replace(const struct asl_machine *m, struct asl_arn_names *names, struct splices *out);
void asl_arn_names_add(struct asl_arn_names *names, const char *name, const char *arn, bool is_new);
void asl_arn_names_done(struct asl_arn_names *names);

#endif
