/*
 * label - a few words for people: what a choice rule asks, what a catcher catches, what a task calls. Short forms for pictures and
 * lists; nothing reads them back. The caller frees every one; none is NULL unless said.
 */
#ifndef ASLANT_ASL_LABEL_H
#define ASLANT_ASL_LABEL_H

#include "asl/model.h"

/* `status == "DONE"`, `n > 5 and not late`, `IsPresent(x)`; in JSONata the condition's text. "?" for a rule that cannot be read. */
char *asl_choice_label(const struct asl_state *s, size_t rule);
/* One comparison of a rule, or a tree of them. */
char *asl_test_label(const struct asl_test *t);
/* `TaskFailed, TooManyRequestsException`: the names without "States." and "Lambda.". */
char *asl_catch_label(const struct asl_state *s, size_t catcher);
char *asl_retry_label(const struct asl_state *s, size_t retrier);
/* `lambda MockAPIFunction`, `dynamodb putItem`, `sqs sendMessage .waitForTaskToken`. NULL for a state without Resource. */
char *asl_resource_label(const struct asl_state *s);

#endif
