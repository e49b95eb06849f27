/*
 * jsonata - JSONata 2.x, the recommended query language of state machines (ASL.md 3), with AWS's own functions on demand.
 *
 * jsonata_compile() once, jsonata_eval() many times: a compiled expression is read-only. An evaluation borrows everything in its
 * environment, has an arena of its own and limits on depth, time and memory, and gives back a JSON document, nothing (undefined) or an
 * error with the reference's code. Where the result is a part of the only document that went in, it shares that tree.
 *
 * Inside: jsonata_ast.h is what an expression is made of, jsonata_run.h what a value is while it runs. A text is read by jsonata_lexer.c
 * and jsonata_parser.c, jsonata_resolve.c turns operators into paths and finds the ancestors that `%` means, jsonata_eval.c walks it.
 */
#ifndef ASLANT_JSONATA_H
#define ASLANT_JSONATA_H

#include "query/query.h"

struct jsonata;

/* code and message as the reference implementation words them: "T1006", "Attempted to invoke a non-function". */
struct jsonata_error {
	char code[8];			/* S… while compiling, T…, D… or U… while evaluating; empty: no error */
	struct span at;			/* in the expression's text; for highlighting, not part of the message */
	struct str message;
};

void jsonata_error_done(struct jsonata_error *e);

/* Zero means the default, which also is the most for depth. */
struct jsonata_limits {
	unsigned depth;			/* expressions inside each other, and functions that call each other */
	uint64_t steps;			/* expressions evaluated; the default is no limit */
	size_t bytes;			/* memory of one evaluation */
	size_t value_bytes;		/* of one array, an element counting 8, or one text; the default is no limit */
	unsigned time_ms;
};

/* $name. An object of members instead, where value is NULL: nothing is copied for it. */
struct jsonata_binding {
	const char *name;		/* without "$" */
	struct value *value;
	const struct jsonata_binding *members;
	size_t n_members;
};

struct jsonata_env {
	struct value *input;		/* what $ and $$ are; NULL: undefined */
	const struct jsonata_binding *bindings;
	size_t n_bindings;
	struct jsonata_limits limits;
	bool aws;			/* $partition, $range, $hash, $random(seed), $uuid, $parse; no $eval */
	struct rng *rng;		/* for $random, $shuffle, $uuid; must not be NULL */
	int64_t now_ms;			/* $now, $millis */
};

/* UNSUPPORTED: the result is a function or, in a state machine, holds one, which JSON cannot; or it is nested too deeply. */
enum jsonata_outcome { JSONATA_VALUE, JSONATA_UNDEFINED, JSONATA_UNSUPPORTED, JSONATA_FAILED };

/* len bytes of text. NULL on a syntax error, in *e (which may be NULL; else jsonata_error_done()). Free with jsonata_free(). */
struct jsonata *jsonata_compile(const char *text, size_t len, struct jsonata_error *e);
void jsonata_free(struct jsonata *x);

/* JSONATA_VALUE: a new reference in *out. JSONATA_FAILED: *e is filled (it may be NULL). */
enum jsonata_outcome jsonata_eval(const struct jsonata *x, const struct jsonata_env *env, struct value **out, struct jsonata_error *e);

/* A name of the table of functions, in order, for completion and help; NULL at the end. */
const char *jsonata_function_name(size_t i);

/* --- for editors ---------------------------------------------------------------------------------------------------- */

/* A row of the table of functions; all of it lives for ever. $random has two rows, one for each dialect. */
struct jsonata_function {
	const char *name;		/* without "$" */
	const char *signature;		/* "<s-nn?:s>" */
	const char *params;		/* for people: "str, start[, length]" */
	const char *help;		/* a phrase */
	bool on_aws, in_reference;	/* in which dialects it is */
};

bool jsonata_function(size_t i, struct jsonata_function *out);		/* false behind the last */

enum jsonata_token_kind { JSONATA_NAME, JSONATA_VARIABLE, JSONATA_FUNCTION, JSONATA_STRING, JSONATA_NUMBER, JSONATA_CONSTANT,
	JSONATA_KEYWORD, JSONATA_OPERATOR, JSONATA_REGEX, JSONATA_COMMENT, JSONATA_BROKEN };

/* FUNCTION: a variable that is called or names a built-in function. KEYWORD: and, or, in, function. BROKEN: what cannot be read, to the end. */
struct jsonata_token {
	enum jsonata_token_kind kind;
	size_t offset, len;
};

/* The tokens of any text, whether it parses or not, in order, without blanks. *n of them; the caller frees. */
struct jsonata_token *jsonata_tokens(const char *text, size_t len, size_t *n);

/* --- for lint (ASL.md 3.1, 3.3) ----------------------------------------------------------------------------------- */

struct jsonata_name {
	const char *name;		/* lives as long as the expression */
	size_t offset;			/* of its first use */
};

/* What an expression refers to. Each name stands once, in the order of first use. */
struct jsonata_uses {
	VEC(struct jsonata_name) variables;	/* $name that are not bound inside the expression and name no function */
	VEC(struct jsonata_name) names;		/* every $name that there is, bound or not: what a binding from outside could answer */
	VEC(struct jsonata_name) binds;		/* what := , @$ and #$ bind, wherever that is */
	VEC(struct jsonata_name) top_names;	/* names that stand where `$` is the input of the whole expression */
	VEC(struct jsonata_name) states_fields;	/* the name behind $states. */
	bool states_whole;			/* $states is used in another way too: all of it may be seen */
	bool root, context;			/* $$ anywhere; $ where it is the input of the whole expression */
	size_t root_at, context_at;		/* offset of the first of each */
};

const struct jsonata_uses *jsonata_uses(const struct jsonata *x);

#endif
