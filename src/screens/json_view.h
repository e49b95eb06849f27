/*
 * json_view - a JSON document as a foldable tree: what the step pane, the event list and test results show. A string that itself holds
 * the text of an object or array (Lambda's Cause) unfolds like one.
 */
#ifndef ASLANT_JSON_VIEW_H
#define ASLANT_JSON_VIEW_H

#include "json/value.h"
#include "ui/tree.h"

struct json_unwrapped {
	const cJSON *node;
	cJSON *tree;			/* NULL: it is no JSON after all */
};

struct json_view {
	struct tree tree;
	cJSON *root;			/* owned; its members are the rows at the top. May hold references (json_view_add) */
	VEC(struct value *) kept;	/* what root refers to */
	VEC(struct json_unwrapped) unwrapped;
};

void json_view_init(struct json_view *v);
void json_view_done(struct json_view *v);
/* Build the next document: begin, add members, end. What was open by path of names is open again. */
void json_view_begin(struct json_view *v);
void json_view_add(struct json_view *v, const char *key, struct value *value);		/* shares; NULL adds nothing */
void json_view_add_take(struct json_view *v, const char *key, cJSON *node);
void json_view_keep(struct json_view *v, struct value *value);		/* what a node added by take refers to */
void json_view_add_text(struct json_view *v, const char *key, const char *text);		/* NULL adds nothing */
void json_view_end(struct json_view *v);

const cJSON *json_view_node(const struct json_view *v);		/* under the cursor; NULL */
/* The JSONPath of the row under the cursor below its top-level member: "$.lines[0].sku". Appended. */
void json_view_path(const struct json_view *v, struct str *out);
void json_view_text(const cJSON *node, struct str *out);	/* to copy or page: a string's own text, else indented JSON */

/* For other trees that show JSON below their own rows. */
const cJSON *json_unwrapped_child(void *list, const cJSON *node);	/* list: VEC(struct json_unwrapped) * as in json_view */
bool json_node_expandable(const cJSON *node);
void json_node_draw(const cJSON *node, size_t index, bool open, bool in_array, struct surface *sf, const char *needle);
int json_node_lines(const cJSON *node, size_t index, bool open, bool in_array, int cols, int max);	/* of a tree that wraps */
void json_node_search_text(const cJSON *node, struct str *out);

#endif
