/*
 * jsonata_template - a field of a state in JSONata mode (Arguments, Output, Assign, Items …): any JSON, in which every string between
 * {% and %} is an expression, at any depth; names of members are never evaluated (ASL.md 3.1).
 *
 * jtmpl_compile() once, when a definition is loaded; it compiles every expression, also those behind one that does not parse, and
 * jtmpl_expression() tells about each, in the order of the text. jtmpl_eval() many times: it gives an expression only what it refers to,
 * so that an expression that does not look at the context costs no context.
 */
#ifndef ASLANT_JSONATA_TEMPLATE_H
#define ASLANT_JSONATA_TEMPLATE_H

#include "query/jsonata.h"

struct jtmpl;

struct jtmpl_expression {
	const cJSON *node;		/* the string */
	const char *text;		/* between the signs, trimmed: what AWS quotes. Points into the string, not NUL-terminated there */
	size_t len;
	struct jsonata *code;		/* NULL: it does not parse, and error says why */
	struct jsonata_error error;	/* its place counts from the start of text */
};

/* Does it begin with {% and end with %}, without blanks outside? */
bool jtmpl_is_expression(const char *text);

/* Never NULL. node must outlive the template. */
struct jtmpl *jtmpl_compile(const cJSON *node);
void jtmpl_free(struct jtmpl *t);				/* NULL is harmless */
bool jtmpl_is_constant(const struct jtmpl *t);
/* Is the whole an expression? Then that one, else NULL. */
const struct jtmpl_expression *jtmpl_root(const struct jtmpl *t);
const struct jtmpl_expression *jtmpl_expression(const struct jtmpl *t, size_t i);	/* NULL behind the last */

/* What an expression sees. Both functions give borrowed values, NULL for what is not there; they are asked for what is used only. */
struct jtmpl_env {
	struct value *(*variable)(void *ctx, const char *name);	/* without "$" */
	struct value *(*states)(void *ctx, const char *member);	/* "input", "result", "errorOutput", "context" */
	void *ctx;
	struct rng *rng;
	int64_t now_ms;
	struct jsonata_limits limits;
};

/*
 * Why there is no value. outcome is what became of `expression`: JSONATA_UNDEFINED, JSONATA_UNSUPPORTED or JSONATA_FAILED (with error).
 * JSONATA_VALUE, without an expression: the whole is too large or too deep.
 */
struct jtmpl_error {
	enum jsonata_outcome outcome;
	const struct jtmpl_expression *expression;
	struct str place;		/* below the field: "/a/b[0]"; empty where the whole field is the expression */
	struct jsonata_error error;
};

/* New reference, or NULL with *e filled (then, and only then, jtmpl_error_done()). */
struct value *jtmpl_eval(const struct jtmpl *t, const struct jtmpl_env *env, struct jtmpl_error *e);
void jtmpl_error_done(struct jtmpl_error *e);

#endif
