/* to_jsonata_private - what to_jsonata.c (states), to_jsonata_data.c (the way of data) and to_jsonata_choice.c (rules) share. */
#ifndef ASLANT_ASL_TO_JSONATA_PRIVATE_H
#define ASLANT_ASL_TO_JSONATA_PRIVATE_H

#include "asl/to_jsonata.h"
#include "query/to_jsonata.h"

#define RESULT "$states.result"
#define INPUT "$states.input"
#define ERROR_OUTPUT "$states.errorOutput"

/* One state on its way. Functions return false (NULL) with e set: the state is refused. */
struct conversion {
	struct asl_conversion *to;
	const struct asl_state *s;
	struct err e;
	char *effective;		/* the effective input as an expression */
};

/* A value: always as an expression; where it is written as JSON with expressions in it, so too. */
struct shape {
	char *expression;
	cJSON *node;			/* NULL: only the expression */
};

void conversion_note(struct conversion *c, bool refused, const char *text);
void shape_done(struct shape *s);

/* to_jsonata_data.c */
char *convert_path(struct conversion *c, const struct path *p, const char *root);		/* caller frees */
/* A path or a call as text: compiled here. NULL where it does not parse (a placeholder). */
char *convert_text(struct conversion *c, const char *text, const char *root);
bool convert_template(struct conversion *c, const cJSON *node, const char *root, struct shape *out);
cJSON *convert_literal(const cJSON *node);			/* text that looks like an expression becomes one that gives it */
cJSON *expression_node(const char *expression);			/* "{% … %}" */
/* base with item at a Reference Path's names. */
char *convert_merge(struct conversion *c, const struct path *at, const char *base, const char *item);
/* What leaves the state: its result through ResultSelector, ResultPath and OutputPath. */
bool convert_output(struct conversion *c, const struct shape *result, struct shape *out);

/* to_jsonata_choice.c */
char *convert_test(struct conversion *c, const struct asl_test *t);

#endif
