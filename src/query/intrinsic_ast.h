/* intrinsic_ast - what intrinsic.c compiles and intrinsic_functions.c is called with. Of this room only. */
#ifndef ASLANT_INTRINSIC_AST_H
#define ASLANT_INTRINSIC_AST_H

#include "query/intrinsic.h"
#include "query/path_ast.h"

#define INTRINSIC_NESTING_MAX 10
#define INTRINSIC_TEXT_MAX ((size_t)16 << 20)	/* bytes of a text that is built */

struct call;

/* Exactly one of value, path and call is set. */
struct argument {
	struct value *value;
	char *template_text;		/* of a literal string: as it stands between the quotes, for States.Format */
	struct path *path;
	struct call *call;
};

struct call {
	const struct intrinsic_function *function;
	VEC(struct argument) args;
};

/* A call that is being evaluated. */
struct invocation {
	const struct call *call;
	const struct query_env *env;
	struct value **args;
	size_t n;
	struct str *why;		/* "Invalid arguments in States.X", … */
	size_t *nodes;			/* copied so far in the whole expression; at most PATH_RESULT_MAX */
};

/* New reference, or NULL with a text in why. */
typedef struct value *(*intrinsic_fn)(struct invocation *c);

struct intrinsic_function {
	const char *name;		/* without "States." */
	size_t min, max;		/* arguments */
	const char *literals;		/* what a literal may be, a letter an argument: a text s, a number n, any *, none - */
	intrinsic_fn fn;
};

const struct call *intrinsic_root(const struct intrinsic *x);
const struct intrinsic_function *intrinsic_function_find(const char *name, size_t len);

#endif
