/*
 * jsonata_ast - what an expression is made of, for the files of this room that read, resolve and evaluate it.
 *
 * Reading gives operators as they stand in the text (dot, subscript, order, group, focus, index); resolving turns those into JN_PATH with
 * steps, each with its stages, and gives the parent operator its slots. All nodes live in the expression's arena.
 */
#ifndef ASLANT_JSONATA_AST_H
#define ASLANT_JSONATA_AST_H

#include <setjmp.h>

#include "base/map.h"
#include "query/jsonata.h"

#define JSONATA_TEXT_MAX ((size_t)4 << 20)
#define JSONATA_TREE_MAX 600		/* depth of the tree of one expression */
#define JSONATA_VALUE_DEPTH 400		/* containers in each other: less than JSON_DEPTH_MAX */
#define JSONATA_DEPTH_MAX 1500		/* depth of an evaluation: bounded by the C stack */

/* --- memory: freed at once ----------------------------------------------------------------------------------------- */

struct jarena {
	struct jchunk *chunks;
	char *at, *end;
	size_t total;
};

void *jarena_alloc(struct jarena *a, size_t size);	/* not zeroed, 16-aligned */
void jarena_done(struct jarena *a);

/* --- nodes --------------------------------------------------------------------------------------------------------- */

enum jn_kind {
	JN_STRING, JN_NUMBER, JN_TRUE, JN_FALSE, JN_NULL, JN_NAME, JN_VAR, JN_WILDCARD, JN_DESCENDANT, JN_PARENT, JN_REGEX,
	JN_BINARY, JN_NEGATE, JN_ARRAY, JN_OBJECT, JN_BLOCK, JN_BIND, JN_CONDITION, JN_COALESCE, JN_ELVIS, JN_CALL, JN_PARTIAL, JN_LAMBDA,
	JN_APPLY, JN_TRANSFORM, JN_PATH, JN_SORT, JN_PLACEHOLDER,
	/* only between reading and resolving */
	JN_DOT, JN_SUBSCRIPT, JN_GROUP, JN_ORDER, JN_FOCUS, JN_INDEX, JN_END,
};

enum jn_op { JO_NONE, JO_ADD, JO_SUB, JO_MUL, JO_DIV, JO_MOD, JO_CONCAT, JO_EQ, JO_NE, JO_LT, JO_LE, JO_GT, JO_GE, JO_AND, JO_OR, JO_IN,
	JO_RANGE };

/* A parent that is sought: level steps up. Filled labels are names that no variable can have. */
struct jslot {
	const char *label;
	int level;
	struct jslot *same_as;		/* takes over that one's label */
};

struct jstage {
	struct jnode *filter;		/* or NULL: a positional variable */
	const char *index;
	struct jstage *next;
};

struct jslots {
	struct jslot *slot;
	struct jslots *next;
};

struct jnode {
	enum jn_kind kind;
	enum jn_op op;
	size_t offset;
	int depth;
	const char *text;		/* name, string, variable; operator's text in JN_BINARY */
	uint32_t len, hash;
	double number;
	struct jnode *a, *b, *c;
	struct jnode **list;		/* arguments, items, steps; key and value by turns in JN_OBJECT; terms in JN_SORT */
	bool *descending;		/* by term */
	size_t n;
	const char *focus, *index;
	struct jstage *stages;		/* predicates */
	struct jnode *group;		/* JN_OBJECT */
	struct jslot *slot;		/* JN_PARENT: what it seeks */
	struct jslot *ancestor;		/* a step: whose parent it provides */
	struct jslots *seeking;
	struct jsignature *signature;
	struct jregex *regex;
	const struct jfunction *builtin;	/* JN_VAR: what it means where nothing else has that name */
	bool keep_array, keep_singleton, cons_array, tuple, tail;
	bool inner;			/* predicates see the value before it is a sequence of one no more */
};

struct jsonata {
	char *text;
	size_t len;
	struct jarena arena;
	struct jnode *root;
	struct jregex *regexes;		/* all of them, to be freed */
	struct jsonata_uses uses;
	struct map *seen;		/* by list, while uses are collected */
};

/* --- reading -------------------------------------------------------------------------------------------------------- */

enum jt_kind { JT_END, JT_OP, JT_NAME, JT_STRING, JT_NUMBER, JT_VALUE, JT_VAR, JT_REGEX };

struct jtoken {
	enum jt_kind kind;
	size_t start, end;		/* in the text */
	const char *text;		/* decoded; operators: their characters; NUL-terminated */
	uint32_t len;
	double number;
	struct jregex *regex;
};

struct jreader {
	struct jsonata *x;
	const char *p;
	size_t at, len;
	struct jtoken t;		/* the current one */
	int nesting;
	unsigned parents;		/* operators % so far */
	struct jsonata_error *e;
	jmp_buf fail;
};

/* Reads the next token into r->t; a "/" begins a regular expression unless `infix`. */
void jlexer_next(struct jreader *r, bool infix);
struct jnode *jparser_read(struct jreader *r);
struct jnode *jresolve(struct jreader *r, struct jnode *tree);
void juses_collect(struct jsonata *x);
/* text as a JSON string, for messages; at most 200 bytes. */
const char *jread_quoted(struct jreader *r, const char *text);
const char *jread_number(struct jreader *r, double d);
_Noreturn void jread_fail(struct jreader *r, const char *code, size_t at, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* The value of a hexadecimal digit, or -1. */
static inline int jhex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

const char *jtext_copy(struct jarena *a, const char *text, size_t len);
uint32_t jhash(const char *text, size_t len);

/* --- signatures ------------------------------------------------------------------------------------------------------ */

/* text is what stands between < and >, with both. Fails through the reader. */
struct jsignature *jsignature_read(struct jreader *r, struct jarena *a, const char *text, size_t len, size_t at);

/* --- regular expressions ---------------------------------------------------------------------------------------------- */

struct jregex *jregex_build(struct jreader *r, const char *pattern, size_t len, const char *flags, size_t flags_len, size_t at);
void jregex_free_all(struct jregex *first);
void jregex_translate(struct str *out, const char *pattern, size_t len, bool multiline);

#endif
