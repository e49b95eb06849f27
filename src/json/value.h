/*
 * value - an immutable, reference-counted JSON document. States, events and screens hand values on by reference: a Pass state
 * that passes 200 kB through costs nothing. A stage that changes something builds a new tree and makes a new value of it.
 *
 * Functions borrow their arguments and return a reference that the caller drops with value_unref(), unless a comment says
 * otherwise. Not for threads. Nobody may change a tree once it is in a value.
 */
#ifndef ASLANT_VALUE_H
#define ASLANT_VALUE_H

#include "json/json.h"

struct value;

/*
 * tree becomes the value's. A tree that is nested deeper than JSON_DEPTH_MAX is freed and gives NULL, which everybody has to expect
 * who puts values into a new container (a loop that wraps its own input gets there); parsed trees and parts never do. The functions
 * below take NULL for a value where it means something: value_ref, value_unref, value_node (NULL).
 */
struct value *value_take(cJSON *tree);
/* The same; tree may hold references (cJSON_AddItemReferenceTo…) to nodes of `other`, which is kept alive as long. */
struct value *value_take_sharing(cJSON *tree, struct value *other);
struct value *value_parse(const char *text, size_t len, struct err *e);	/* NULL on failure */
/* A part of whole: shares its tree and keeps it alive. node must be whole's root (gives another reference) or below it. */
struct value *value_part(struct value *whole, const cJSON *node);
struct value *value_ref(struct value *v);				/* NULL gives NULL */
void value_unref(struct value *v);					/* NULL is harmless */
cJSON *value_release(struct value *v);					/* drops the reference; its tree, or a copy where others hold it. Caller frees */

const cJSON *value_node(const struct value *v);				/* borrowed: the root of this document */
size_t value_size(struct value *v);					/* bytes of the compact text; computed once */
const char *value_text(struct value *v);				/* the compact text; made once, kept with the value */
bool value_equal(const struct value *a, const struct value *b);

struct value *value_empty_object(void);					/* {} (a new reference to a shared one) */
struct value *value_null(void);
struct value *value_string(const char *s);
struct value *value_bool(bool b);

#endif
