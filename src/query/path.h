/*
 * path - JSONPath as AWS evaluates it (Jayway's dialect, ASL.md 2.4), with $, $$ and $variable roots.
 */
#ifndef ASLANT_PATH_H
#define ASLANT_PATH_H

#include "query/query.h"

struct path;

/* len bytes of text. NULL on a syntax error, with e->span inside text. Free with path_free(). */
struct path *path_compile(const char *text, size_t len, struct err *e);
void path_free(struct path *p);

const char *path_text(const struct path *p);		/* as it was written */
bool path_is_definite(const struct path *p);		/* names and single indexes only: one result or none */
bool path_is_reference(const struct path *p);		/* a Reference Path: .name ['name'] [n] only */
bool path_is_root(const struct path *p);		/* exactly "$" */
bool path_has_root(const struct path *p, const char *root);	/* "$", "$$" or "$name" */

/*
 * New reference, or NULL with Jayway's text in why ("No results for path: $['x']", "Missing property in path $['no']", …; the caller
 * adds "Invalid path '…' : " where AWS does). An indefinite path that matches nothing gives an empty array.
 * A definite path, or any other that selects exactly what stands in the input, shares the input's tree.
 */
struct value *path_eval(const struct path *p, const struct query_env *env, struct str *why);

/* Where a path stops that leads nowhere: the longest part of it, of names and single indexes, that exists. */
struct path_reach {
	struct str there;		/* "$.order.lines" */
	struct str missing;		/* the step that is not there: "[7]"; empty: all of these steps exist */
	struct value *value;		/* what stands at `there`; NULL: not even its root does (a variable that is not set) */
};
void path_reach(const struct path *p, const struct query_env *env, struct path_reach *out);
void path_reach_done(struct path_reach *r);

/* A Reference Path only: true if it leads somewhere (also to null). */
bool path_exists(const struct path *p, const struct query_env *env);

/*
 * ResultPath: a copy of whole with item put at p (a Reference Path from $). Missing objects on the way are made, an existing value is
 * replaced, "$" gives item itself. NULL with a text in why where it cannot be applied (below a string, an index past the end).
 */
struct value *path_set(const struct path *p, struct value *whole, struct value *item, struct str *why);

#endif
