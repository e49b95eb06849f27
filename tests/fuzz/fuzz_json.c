/*
 * The JSON reader. Whatever is read, printing and reading again gives an equal tree, in compact and in indented form; sizes, hashes,
 * copies and places agree with it. What is refused is refused with a place inside the text.
 */
#include <stdlib.h>
#include <string.h>

#include "json/diff.h"
#include "json/places.h"
#include "json/pointer.h"
#include "json/rewrite.h"
#include "json/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static cJSON *read_again(const char *text, size_t len)
{
	struct err e;
	cJSON *n = NULL;

	must(json_parse(text, len, NULL, &n, &e));
	return n;
}

static void check_places(const struct json_places *places, const cJSON *node, size_t size)
{
	struct json_place at;

	must(json_places_find(places, node, &at));
	must(at.start.line >= 1 && at.start.col >= 1 && at.start.offset < at.end && at.end <= size);
	must(!node->string == !at.key.line);
	if (cJSON_IsArray(node) || cJSON_IsObject(node))
		for (const cJSON *c = node->child; c; c = c->next)
			check_places(places, c, size);
}

static void check_tree(const cJSON *tree)
{
	struct str pretty = {0};
	char *text = json_print(tree), *text2;
	cJSON *again = read_again(text, strlen(text)), *copy = json_copy(tree), *indented;

	must(json_print_size(tree) == strlen(text));
	must(json_equal(tree, again) && json_equal(again, copy));
	must(json_hash(tree) == json_hash(copy));
	must(json_depth_within(tree, JSON_DEPTH_MAX));
	text2 = json_print(again);
	must(strcmp(text, text2) == 0);
	json_print_pretty(&pretty, copy, 0);
	indented = read_again(pretty.p, pretty.len);
	must(json_equal(tree, indented));
	cJSON_Delete(again);
	cJSON_Delete(copy);
	cJSON_Delete(indented);
	str_done(&pretty);
	free(text);
	free(text2);
}

static void check_diff(const cJSON *a, const cJSON *b)
{
	struct json_diff whole = {0}, part = {0};

	json_diff_make(&whole, a, b, JSON_DIFF_WHOLE, 0);
	json_diff_make(&part, a, b, JSON_DIFF_PART, 0);
	must(json_equal(a, b) == !whole.list.n);
	must(json_contains(b, a) == !part.list.n);
	json_diff_done(&whole);
	json_diff_done(&part);
}

/* Whatever comes in the place of the tree, the new text reads as it. */
static void check_rewrite(const char *text, size_t len, const struct json_places *places, const cJSON *old, const cJSON *new)
{
	struct rewrite w = {.text = text, .len = len, .places = places};
	cJSON *again;
	char *out;

	must(rewrite_add(&w, old, new));
	out = rewrite_apply(&w, &len);
	again = read_again(out, len);
	must(json_equal(again, new));
	cJSON_Delete(again);
	free(out);
	rewrite_done(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_places *places = json_places_new();
	char *text = xstrndup((const char *)data, size);
	struct err e = {0};
	cJSON *tree;

	if (json_parse(text, size, places, &tree, &e)) {
		check_tree(tree);
		check_places(places, tree, size);
		must(json_pointer_find(tree, "") == tree);
		json_pointer_find(tree, text);
		check_diff(tree, tree);
		if (tree->child && tree->child->next)
			check_diff(tree->child, tree->child->next);
		check_rewrite(text, size, places, tree, tree);
		if (tree->child && tree->child->next && cJSON_IsArray(tree)) {
			cJSON *other = json_copy(tree);

			cJSON_Delete(cJSON_DetachItemFromArray(other, 0));
			check_rewrite(text, size, places, tree, other);
			json_append(other, json_copy(tree->child));
			check_rewrite(text, size, places, tree, other);
			cJSON_Delete(other);
		} else if (tree->child && tree->child->next) {
			cJSON *other = json_copy(tree);

			cJSON_Delete(cJSON_DetachItemFromArray(other, (int)(size % json_count(tree))));
			json_set(other, "added", json_copy(tree->child));
			check_rewrite(text, size, places, tree, other);
			cJSON_Delete(other);
		}
		cJSON_Delete(tree);
	} else {
		must(e.code != ERR_NONE && e.msg[0] && e.span.line && e.span.offset <= size);
	}
	json_places_free(places);
	free(text);
	return 0;
}
