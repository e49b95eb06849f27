/* ResultPath: a copy of a document with something put at a Reference Path. What the new item replaces is not copied first. */
#include <stdlib.h>
#include <string.h>

#include "query/path_ast.h"

struct setting {
	const struct path *path;
	const cJSON *item;
};

static cJSON *copy_along(const struct setting *s, size_t at, const cJSON *node);

static cJSON *copy_object(const struct setting *s, size_t at, const cJSON *node)
{
	const char *name = s->path->steps[at].name;
	cJSON *to = cJSON_CreateObject(), *item;
	bool seen = false;

	for (const cJSON *c = node ? node->child : NULL; c; c = c->next) {
		bool here = strcmp(c->string, name) == 0;

		item = here ? copy_along(s, at + 1, c) : json_copy(c);
		if (!item)
			goto failed;
		seen |= here;
		json_add(to, c->string, item);
	}
	if (!seen) {
		item = copy_along(s, at + 1, NULL);
		if (!item)
			goto failed;
		json_add(to, name, item);
	}
	return to;
failed:
	cJSON_Delete(to);
	return NULL;
}

static cJSON *copy_array(const struct setting *s, size_t at, const cJSON *node)
{
	cJSON *to = cJSON_CreateArray();
	int32_t i = 0, index = s->path->steps[at].index;

	for (const cJSON *c = node->child; c; c = c->next, i++) {
		cJSON *item = i == index ? copy_along(s, at + 1, c) : json_copy(c);

		if (!item) {
			cJSON_Delete(to);
			return NULL;
		}
		json_append(to, item);
	}
	if (index < i)
		return to;
	cJSON_Delete(to);
	return NULL;
}

/* node is NULL where the document has nothing: there objects are made. NULL where the path cannot be followed. */
static cJSON *copy_along(const struct setting *s, size_t at, const cJSON *node)
{
	if (at == s->path->n)
		return json_copy(s->item);
	if (s->path->steps[at].kind == STEP_INDEX)
		return cJSON_IsArray(node) ? copy_array(s, at, node) : NULL;
	return !node || cJSON_IsObject(node) ? copy_object(s, at, node) : NULL;
}

struct value *path_set(const struct path *p, struct value *whole, struct value *item, struct str *why)
{
	struct setting s = { .path = p, .item = value_node(item) };
	struct value *v;
	cJSON *tree;

	if (!p->reference || p->root != ROOT_INPUT) {
		str_addf(why, "'%s' is not a Reference Path", p->text);
		return NULL;
	}
	if (!p->n)
		return value_ref(item);
	tree = copy_along(&s, 0, value_node(whole));
	if (!tree) {
		str_addf(why, "Unable to apply ReferencePath %s to input %s", p->text, value_text(whole));
		return NULL;
	}
	v = value_take(tree);
	if (!v)
		str_addf(why, "The result is nested deeper than %d levels", JSON_DEPTH_MAX);
	return v;
}
