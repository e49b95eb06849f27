/* rules - the shape of a row in the table of advice (rules.c), and the checks that stand in a file of their own. Private to asl. */
#ifndef ASLANT_ASL_RULES_H
#define ASLANT_ASL_RULES_H

#include "asl/load.h"

struct asl_rule {
	const char *id;
	enum diag_severity severity;
	uint32_t owners;		/* types of states that it is asked of */
	void (*check)(struct loader *L, const struct asl_rule *r, struct asl_state *s);
};

/* node: what it is about; its name's place is taken, or its value's. */
void rule_say(struct loader *L, const struct asl_rule *r, const struct at *at, const cJSON *node, const char *fmt, ...)
	PRINTF_LIKE(5, 6);

/* "a JSONPath", "an intrinsic function"; NULL for other text. */
const char *rule_looks_like(const char *text);

void rule_reserved_errors(struct loader *L, const struct asl_rule *r, struct asl_state *s);
void rule_dead_retriers(struct loader *L, const struct asl_rule *r, struct asl_state *s);
void rule_dead_catchers(struct loader *L, const struct asl_rule *r, struct asl_state *s);
void rule_retry_delay(struct loader *L, const struct asl_rule *r, struct asl_state *s);
void rule_jsonata_literal(struct loader *L, const struct asl_rule *r, struct asl_state *s);
void rule_jsonata_padded(struct loader *L, const struct asl_rule *r, struct asl_state *s);
void rule_jsonata_path(struct loader *L, const struct asl_rule *r, struct asl_state *s);
void rule_jsonata_eval(struct loader *L, const struct asl_rule *r, struct asl_state *s);

#endif
