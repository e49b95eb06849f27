/*
 * path_ast - a compiled path, for the files of this room that make, walk and ask it.
 *
 * A path is a row of steps. Only two steps look further than at one node: STEP_SCAN ("..") visits everything below a node and hands it
 * to the step behind it, and STEP_FILTER evaluates an expression, whose operands are paths again. Both depths have a limit.
 */
#ifndef ASLANT_PATH_AST_H
#define ASLANT_PATH_AST_H

#include "query/path.h"

#define PATH_LENGTH_MAX 32768		/* bytes of an expression */
#define PATH_STEPS_MAX 256
#define PATH_NESTING_MAX 24		/* filters, parentheses and arguments inside each other */
#define PATH_WORK_MAX 10000000		/* nodes that one evaluation looks at */
#define NESTED_WORK 16			/* a path in a filter costs as much as so many */
#define PATH_RESULT_MAX 2000000		/* nodes in a result that has to be copied */
#define REGEX_STEPS_MAX 200000		/* PCRE2's match limit */

enum step_kind { STEP_NAME, STEP_NAMES, STEP_INDEX, STEP_INDEXES, STEP_SLICE, STEP_ALL, STEP_SCAN, STEP_FILTER, STEP_FUNCTION };

enum path_root { ROOT_INPUT, ROOT_CONTEXT, ROOT_VARIABLE, ROOT_ITEM };	/* $ $$ $name @ */

struct filter;
struct path_function;

struct step {
	enum step_kind kind;
	bool after_definite;		/* everything before it is definite */
	size_t n;			/* names, indexes or arguments */
	char *name;
	char **names;
	int32_t *indexes;
	int32_t index;
	bool has_from, has_to;
	int32_t from, to;
	struct filter *filter;
	const struct path_function *function;
	struct operand *args;
};

struct path {
	char *text;
	enum path_root root;
	char *variable;			/* without "$" */
	struct step *steps;
	size_t n;
	bool definite, reference;
	bool simple;			/* names and single indexes only: needs no walking */
};

/* --- filters ------------------------------------------------------------------------------------------------------ */

enum operand_kind { OPERAND_PATH, OPERAND_JSON, OPERAND_REGEX };

struct operand {
	enum operand_kind kind;
	struct path *path;
	cJSON *json;
	struct regex *regex;
};

enum filter_kind { FILTER_OR, FILTER_AND, FILTER_NOT, FILTER_EXISTS, FILTER_COMPARE };

enum filter_op { OP_EQ, OP_NE, OP_SAME, OP_NOT_SAME, OP_LT, OP_LE, OP_GT, OP_GE, OP_MATCH, OP_IN, OP_NIN, OP_SUBSET, OP_ANY, OP_NONE, OP_ALL,
	OP_CONTAINS, OP_SIZE, OP_EMPTY };

struct filter {
	enum filter_kind kind;
	struct filter *a, *b;		/* or, and: both; not: a */
	enum filter_op op;
	struct operand left, right;	/* exists: left */
};

/* --- making (path.c, path_parse.c, filter_parse.c) ------------------------------------------------------------------------------ */

/* As path_compile(), but on failure only e->span.offset is set, within text. '@' is a root too where nesting > 0. */
struct path *path_build(const char *text, size_t len, int nesting, struct err *e);
/* Bytes of the path that text begins with, when it stands inside something: up to one of stops, to a blank or to a closing bracket
 * that it has not opened. */
size_t path_extent(const char *text, size_t len, const char *stops);
/* Length, NUL bytes, UTF-8 (with the forms of base/utf8.h): what every expression must keep to before it is read. */
bool expression_check(const char *text, size_t len, struct err *e);
bool path_fail(struct err *e, size_t offset, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* A string in quotes, text[0] being the quote. *used gets its bytes. Caller frees; NULL on failure. */
char *quoted_read(const char *text, size_t len, size_t *used, struct err *e);

/* The filter between "?(" and ")". *used gets its bytes. NULL on failure. */
struct filter *filter_build(const char *text, size_t len, int nesting, size_t *used, struct err *e);
void filter_free(struct filter *f);
bool operand_build(const char *text, size_t len, int nesting, const char *stops, struct operand *out, size_t *used, struct err *e);
void operand_done(struct operand *o);
struct regex *regex_build(const char *pattern, size_t len, const char *flags, size_t flags_len, struct err *e);
void regex_free(struct regex *r);

const struct path_function *path_function_find(const char *name, size_t len);
const char *path_function_name(const struct path_function *f);

/* --- evaluating (path_walk.c, path_eval.c, filter_eval.c, path_function.c) ---------------------------------------- */

/* What became of an evaluation: Jayway tells a path that leads nowhere, which often is no error, from one that cannot be applied. */
enum outcome { OUT_FOUND, OUT_MISSING, OUT_FAILED };

struct eval {
	const struct query_env *env;
	const cJSON *root;		/* what $ is in filters of this path */
	const cJSON *item;		/* what @ is */
	size_t *work;			/* nodes seen so far, for all nested evaluations together */
	int nesting;
	struct str *why;		/* NULL: nobody asks */
	VEC(const cJSON *) hits;
	VEC(cJSON *) made;		/* hits that are of no document */
	size_t made_nodes;		/* in all of them; at most PATH_RESULT_MAX */
};

bool eval_work(struct eval *ev, size_t n);	/* false, with a text, when the limit is reached */
enum outcome eval_fail(struct eval *ev, const char *fmt, ...) PRINTF_LIKE(2, 3);
size_t node_count(const cJSON *node);
void eval_done(struct eval *ev);
cJSON *eval_copy_hits(struct eval *ev);		/* an array; NULL, with a text, where that would be too much */

/* The first `end` steps of a path, all of them names and single indexes, from *node on. */
enum outcome path_descend(struct eval *ev, const struct path *p, size_t end, const cJSON **node);
/* All hits of a path. A definite path has one, the last. */
enum outcome path_collect(struct eval *ev, const struct path *p, const cJSON *node);
const cJSON *path_element(const cJSON *array, int64_t index, size_t *seen);	/* counts the nodes it looks at */

/*
 * The path on ev->root or ev->item, nested in ev: one node for a definite path, a new array (owned by *made) otherwise. made may be
 * NULL for who only asks whether the path leads somewhere.
 */
enum outcome eval_nested(struct eval *ev, const struct path *p, const cJSON **node, cJSON **made);
enum outcome filter_accepts(struct eval *ev, const struct filter *f, const cJSON *item, bool *yes);
enum outcome operand_value(struct eval *ev, const struct operand *o, const cJSON **node, cJSON **made);
/* Does the whole text match? More than so many steps of the matcher: *limit, and false. */
bool regex_matches(const struct regex *r, const char *text, uint32_t steps, bool *limit);
enum outcome path_function_call(struct eval *ev, const struct step *s, const cJSON *node, cJSON **out);

/*
 * path_eval() for payload templates and arguments, which word what is missing in their own way: *outcome tells a path that leads nowhere
 * from one that cannot be applied. Where past_end_is_null, an index past the end of an array as the last step gives null.
 */
struct value *path_eval_quiet(const struct path *p, const struct query_env *env, bool past_end_is_null, struct str *why,
	enum outcome *outcome);

#endif
