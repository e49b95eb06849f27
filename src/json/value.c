/*
 * Values. A value owns a tree, or is a part of one that does: then it holds a reference to the owner (never to another part, so
 * chains cannot form) and its node lies in the owner's tree.
 */
#include "json/value.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_UNKNOWN SIZE_MAX

struct value {
	size_t refs;
	const cJSON *node;
	cJSON *tree;		/* owned; NULL for a part */
	struct value *owner;	/* of a part */
	struct value *shared;	/* whose nodes the tree refers to */
	size_t size;
	char *text;
};

static struct value *value_new(const cJSON *node)
{
	struct value *v = xmalloc(sizeof *v);

	*v = (struct value){ .refs = 1, .node = node, .size = SIZE_UNKNOWN };
	return v;
}

static struct value *value_own(cJSON *tree)
{
	struct value *v = value_new(tree);

	v->tree = tree;
	return v;
}

struct value *value_take(cJSON *tree)
{
	if (!json_depth_within(tree, JSON_DEPTH_MAX)) {
		cJSON_Delete(tree);
		return NULL;
	}
	return value_own(tree);
}

struct value *value_take_sharing(cJSON *tree, struct value *other)
{
	struct value *v = value_take(tree);

	if (v)
		v->shared = value_ref(other);
	return v;
}

struct value *value_parse(const char *text, size_t len, struct err *e)
{
	cJSON *tree;

	return json_parse(text, len, NULL, &tree, e) ? value_own(tree) : NULL;
}

struct value *value_part(struct value *whole, const cJSON *node)
{
	struct value *v;

	if (node == whole->node)
		return value_ref(whole);
	v = value_new(node);
	v->owner = value_ref(whole->owner ? whole->owner : whole);
	return v;
}

struct value *value_ref(struct value *v)
{
	if (v)
		v->refs++;
	return v;
}

void value_unref(struct value *v)
{
	struct value *owner, *other;

	if (!v)
		return;
	assert(v->refs > 0);
	if (--v->refs)
		return;
	owner = v->owner;
	other = v->shared;
	cJSON_Delete(v->tree);
	free(v->text);
	free(v);
	value_unref(owner);		/* an owner has no owner: this goes one level deep */
	value_unref(other);
}

cJSON *value_release(struct value *v)
{
	cJSON *tree;

	if (v->refs > 1 || !v->tree || v->shared) {
		tree = json_copy(v->node);
		value_unref(v);
		return tree;
	}
	tree = v->tree;
	free(v->text);
	free(v);
	return tree;
}

const cJSON *value_node(const struct value *v)
{
	return v ? v->node : NULL;
}

const char *value_text(struct value *v)
{
	struct str s = {0};

	if (!v->text) {
		json_print_to(&s, v->node);
		v->size = s.len;
		v->text = str_take(&s);
	}
	return v->text;
}

size_t value_size(struct value *v)
{
	if (v->size == SIZE_UNKNOWN)
		v->size = json_print_size(v->node);
	return v->size;
}

bool value_equal(const struct value *a, const struct value *b)
{
	return a == b || json_equal(value_node(a), value_node(b));
}

/* --- ready-made --------------------------------------------------------------------------------------------------- */

/* Shared ones live as long as the program: the static pointer keeps one reference. */
static struct value *shared(struct value **slot, cJSON *(*make)(void))
{
	if (!*slot)
		*slot = value_own(make());
	return value_ref(*slot);
}

struct value *value_empty_object(void)
{
	static struct value *empty;

	return shared(&empty, cJSON_CreateObject);
}

struct value *value_null(void)
{
	static struct value *null;

	return shared(&null, cJSON_CreateNull);
}

struct value *value_string(const char *s)
{
	return value_own(cJSON_CreateString(s));
}

struct value *value_bool(bool b)
{
	return value_own(cJSON_CreateBool(b));
}
