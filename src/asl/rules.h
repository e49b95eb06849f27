/* rules - the checks behind the table of advice (rule.h). Private to asl. */
#ifndef ASLANT_ASL_RULES_H
#define ASLANT_ASL_RULES_H

#include "asl/load.h"
#include "asl/rule.h"

/* node: what it is about; its name's place is taken, or its value's. */
void rule_say(struct loader *L, const struct asl_rule *r, const struct at *at, const cJSON *node, const char *fmt, ...)
	PRINTF_LIKE(5, 6);

/* "a JSONPath", "an intrinsic function"; NULL for other text. */
const char *rule_looks_like(const char *text);
bool rule_text_in(const char *const *list, size_t n, const char *text);

#define RULE_CHECK(name) void rule_##name(struct loader *L, const struct asl_rule *r, struct asl_state *s)

/* rules_template.c */
RULE_CHECK(no_dollar);
RULE_CHECK(no_path);
RULE_CHECK(static_result);
RULE_CHECK(hidden_parameters);
RULE_CHECK(placeholder);
/* rules_task.c */
RULE_CHECK(token);
RULE_CHECK(no_timeout);
RULE_CHECK(heartbeat);
RULE_CHECK(heartbeat_unused);
RULE_CHECK(envelope);
RULE_CHECK(no_retry);
RULE_CHECK(no_error_name);
RULE_CHECK(express_time);
/* rules_flow.c */
RULE_CHECK(no_default);
RULE_CHECK(dead_choices);
RULE_CHECK(pattern);
RULE_CHECK(iterator);
RULE_CHECK(inline);
RULE_CHECK(reader);
RULE_CHECK(concurrency);
RULE_CHECK(map_results);
RULE_CHECK(no_end);
void rule_spin(struct loader *L, const struct asl_rule *r);	/* of the whole machine */
/* rules_data.c */
RULE_CHECK(catch_input);
RULE_CHECK(lost_input);
/* rules_retry.c */
RULE_CHECK(retry_delay);
RULE_CHECK(retry_time);
RULE_CHECK(retry_jitter);
RULE_CHECK(retry_permanent);
RULE_CHECK(retry_twice);
/* rules_errors.c */
RULE_CHECK(reserved_errors);
RULE_CHECK(dead_retriers);
RULE_CHECK(dead_catchers);
RULE_CHECK(catch_loop);
/* rules_jsonata.c */
RULE_CHECK(jsonata_literal);
RULE_CHECK(jsonata_padded);
RULE_CHECK(jsonata_path);
RULE_CHECK(jsonata_eval);

/* A name of the service's that a retrier or a catcher may have, the i-th; NULL behind the last. */
const char *rule_error_name(size_t i);

#endif
