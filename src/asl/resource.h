/*
 * resource - what a Task's Resource names: a Lambda function, an activity, an integration of a service (ASL.md 8.1-8.4).
 * Private to asl; its result is struct asl_resource in model.h.
 */
#ifndef ASLANT_ASL_RESOURCE_H
#define ASLANT_ASL_RESOURCE_H

#include "asl/model.h"

enum asl_resource_verdict {
	RESOURCE_OK,
	RESOURCE_PLACEHOLDER,		/* holds a ${Name} or #{Name} that some tool will replace; split as far as that goes */
	RESOURCE_NO_ARN,
	RESOURCE_UNKNOWN,		/* an ARN that Step Functions does not take */
};

/* Fill r->arn, kind, pattern and the parts (the caller frees them with asl_resource_done). arn is borrowed. */
enum asl_resource_verdict asl_resource_split(const char *arn, struct asl_resource *r);
void asl_resource_done(struct asl_resource *r);
/* A member that the integration's Parameters or Arguments must have, the i-th; NULL behind the last. */
const char *asl_resource_needs(const struct asl_resource *r, size_t i);

#endif
