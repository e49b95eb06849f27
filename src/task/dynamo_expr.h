/*
 * dynamo_expr - DynamoDB's expressions: ConditionExpression, FilterExpression, KeyConditionExpression, UpdateExpression,
 * ProjectionExpression. Text in (dynamo_parse.c), a tree out, which dynamo_eval.c (conditions, paths) and dynamo_update.c (changes,
 * projections) work on. Sentences about what is wrong are the service's. Depth and length are limited; items are never changed, a change
 * makes a new one.
 *
 *     env = {.names = …, .values = …};                  ExpressionAttributeNames and -Values, the latter read by dynamo_item_read()
 *     e = dynamo_parse(&env, DYNAMO_CONDITION, "ConditionExpression", text, &why);
 *     dynamo_holds(e->condition, item);   …   dynamo_expr_free(e);
 *     dynamo_env_unused(&env, &why);                    when all expressions of the request have been read
 */
#ifndef ASLANT_DYNAMO_EXPR_H
#define ASLANT_DYNAMO_EXPR_H

#include "json/json.h"

enum dynamo_kind {
	/* operands */
	DYN_PATH, DYN_VALUE, DYN_SIZE, DYN_IF_NOT_EXISTS, DYN_LIST_APPEND, DYN_PLUS, DYN_MINUS,
	/* conditions */
	DYN_OR, DYN_AND, DYN_NOT, DYN_EQ, DYN_NE, DYN_LT, DYN_LE, DYN_GT, DYN_GE, DYN_BETWEEN, DYN_IN,
	DYN_EXISTS, DYN_NOT_EXISTS, DYN_TYPE, DYN_BEGINS_WITH, DYN_CONTAINS,
	/* changes: a path, and what it is set to, what is added, what is deleted from it */
	DYN_SET, DYN_REMOVE, DYN_ADD, DYN_DELETE,
};

/* name NULL: an element of a list. */
struct dynamo_step {
	const char *name;
	int64_t index;
	struct dynamo_step *next;
};

struct dynamo_node {
	enum dynamo_kind kind;
	struct dynamo_node *args, *next;	/* its operands, and its place among those of another */
	struct dynamo_step *path;		/* DYN_PATH */
	const cJSON *value;			/* DYN_VALUE: of the environment */
};

struct dynamo_env {
	const cJSON *names, *values;		/* NULL: none */
	VEC(const char *) used;			/* "#n", ":v": borrowed from the two */
};
void dynamo_env_done(struct dynamo_env *env);
/* False with the service's sentence: something was given that no expression uses, or is misspelt. */
bool dynamo_env_unused(const struct dynamo_env *env, struct str *why);
bool dynamo_env_check(const struct dynamo_env *env, struct str *why);

enum dynamo_form { DYNAMO_CONDITION, DYNAMO_UPDATE, DYNAMO_PROJECTION };

struct dynamo_expr {
	struct dynamo_node *condition;		/* DYNAMO_CONDITION */
	struct dynamo_node *list;		/* DYNAMO_UPDATE: changes; DYNAMO_PROJECTION: paths */
	VEC(void *) memory;
};

/* what: the parameter's name, for sentences. NULL with *why. The tree borrows from the environment. */
struct dynamo_expr *dynamo_parse(struct dynamo_env *env, enum dynamo_form form, const char *what, const char *text, struct str *why);
void dynamo_expr_free(struct dynamo_expr *e);
const char *dynamo_reserved(const char *word);		/* the reserved word that it is, in any case; NULL: none */
void dynamo_path_print(struct str *out, const struct dynamo_step *path);	/* "[a, [0], b]" */

/* Borrowed; NULL: there is nothing at this path. */
const cJSON *dynamo_path_get(const cJSON *item, const struct dynamo_step *path);
bool dynamo_holds(const struct dynamo_node *condition, const cJSON *item);

/* The item after the changes; NULL with *why. */
cJSON *dynamo_change(const struct dynamo_node *changes, const cJSON *item, struct str *why);
/* What is left of an item when only these paths are wanted (paths of changes likewise). */
cJSON *dynamo_project(const struct dynamo_node *list, const cJSON *item);

#endif
