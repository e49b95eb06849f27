/*
 * The YAML reader. What is taken prints as JSON that reads again as an equal tree, and every node has a place inside the text; what is
 * refused is refused with a sentence.
 */
#include <stdlib.h>
#include <string.h>

#include "json/places.h"
#include "json/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_places(const struct json_places *places, const cJSON *node, size_t size)
{
	struct json_place at;
	struct span in;

	must(json_places_find(places, node, &at));
	must(at.start.line >= 1 && at.start.col >= 1 && at.start.offset <= size && at.end <= size);
	if (cJSON_IsString(node)) {
		in = json_places_inside(places, node, strlen(node->valuestring) / 2);
		must(in.line >= 1 && in.offset <= size);
	}
	if (cJSON_IsArray(node) || cJSON_IsObject(node))
		for (const cJSON *c = node->child; c; c = c->next)
			check_places(places, c, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *printed;
	struct json_places *places = json_places_new();
	cJSON *n = NULL, *again;
	struct err e = {0};

	memcpy(text, data, size);
	text[size] = '\0';
	if (yaml_parse(text, size, places, &n, &e)) {
		check_places(places, n, size);
		printed = json_print(n);
		again = json_read(printed, &e);
		must(again && json_equal(n, again));
		free(printed);
		cJSON_Delete(again);
	} else {
		must(!n && e.code && *e.msg);
	}
	cJSON_Delete(n);
	json_places_free(places);
	free(text);
	return 0;
}
