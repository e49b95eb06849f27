/*
 * query - the languages inside a definition: JSONPath (path.h), intrinsic functions (intrinsic.h), payload templates (template.h).
 * Everything is compiled once, when a definition is loaded, and evaluated many times; compiled objects are read-only.
 * Below it: json. Callers: asl (compiles), engine (evaluates), cli (eval). Inside: path_ast.h is what a path is made of, path_parse.c
 * and filter_parse.c read it, path_walk.c and filter_eval.c walk it; intrinsic_functions.c has the table of functions.
 *
 * An expression sees the world through struct query_env. Every evaluation has limits. What goes wrong while evaluating is the
 * workflow's business: the functions put AWS's text (without the "An error occurred while executing the state…" prefix, which is the
 * engine's) into a struct str and return NULL. What goes wrong while compiling is a struct err with its place in the text.
 */
#ifndef ASLANT_QUERY_H
#define ASLANT_QUERY_H

#include "base/rng.h"
#include "json/value.h"

struct path;

/* $name in JSONPath mode. Borrowed result, NULL where unset. */
typedef struct value *(*query_variable_fn)(void *ctx, const char *name);

struct query_env {
	struct value *input;		/* what $ is */
	struct value *context;		/* what $$ is; NULL: there is none */
	query_variable_fn variable;	/* NULL: there are none */
	void *variable_ctx;
	struct rng *rng;		/* States.MathRandom without a seed, States.UUID */
	struct value *(*context_fn)(void *ctx);	/* makes $$ on first use, if context is NULL and this is not (borrowed result) */
	void *context_ctx;
	/* Told of a path that leads nowhere, where that is no answer to what was asked; NULL: nobody wants to know. */
	void (*missing)(void *ctx, const struct path *p);
	void *missing_ctx;
};

#endif
