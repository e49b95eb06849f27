/* Deep equality. Members are compared in order as long as their names agree, which is the usual case; else the other object's
 * members are looked up in an index. */
#include "json/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"

static bool numbers_equal(const cJSON *a, const cJSON *b)
{
	int64_t m, n;

	if (a->valuedouble != b->valuedouble)
		return false;
	if (!a->valuestring && !b->valuestring)
		return true;
	if (json_is_int64(a, &m) && json_is_int64(b, &n))
		return m == n;			/* 9007199254740993 and …992 are one double */
	return !isinf(a->valuedouble) || str_is(a->valuestring, b->valuestring);
}

static bool objects_equal(const cJSON *a, const cJSON *b)
{
	struct map members = {0};
	bool same = true;
	size_t n = 0;

	for (; b; b = b->next, n++)
		map_put(&members, b->string, (void *)b);
	for (; a && same; a = a->next, n--) {
		const cJSON *other = n ? map_get(&members, a->string) : NULL;

		same = other && json_equal(a, other);
	}
	map_done(&members);
	return same && !n;
}

static bool containers_equal(const cJSON *a, const cJSON *b, bool object)
{
	for (; a && b; a = a->next, b = b->next) {
		if (object && strcmp(a->string, b->string) != 0)
			return objects_equal(a, b);
		if (!json_equal(a, b))
			return false;
	}
	return !a && !b;
}

bool json_equal(const cJSON *a, const cJSON *b)
{
	int type;

	if (!a || !b)
		return a == b;
	type = a->type & 0xff;
	if (type != (b->type & 0xff))
		return false;
	switch (type) {
	case cJSON_Number:
		return numbers_equal(a, b);
	case cJSON_String:
		return strcmp(a->valuestring, b->valuestring) == 0;
	case cJSON_Array:
	case cJSON_Object:
		return containers_equal(a->child, b->child, type == cJSON_Object);
	default:
		return true;
	}
}

static uint64_t mix(uint64_t h)
{
	h = (h ^ h >> 31) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

uint64_t json_hash(const cJSON *node)
{
	uint64_t h = (uint64_t)(node->type & 0xff);
	double d;

	switch (node->type & 0xff) {
	case cJSON_Number:
		d = node->valuedouble + 0.0;		/* -0 becomes 0 */
		return mix(hash_bytes(&d, sizeof d, h));
	case cJSON_String:
		return mix(hash_bytes(node->valuestring, strlen(node->valuestring), h));
	case cJSON_Array:
		for (const cJSON *c = node->child; c; c = c->next)
			h = mix(h + json_hash(c));
		return h;
	case cJSON_Object:
		for (const cJSON *c = node->child; c; c = c->next)
			h += mix(hash_bytes(c->string, strlen(c->string), json_hash(c)));	/* in any order */
		return mix(h);
	default:
		return mix(h);
	}
}
