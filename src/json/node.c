/* Reading members of a node, building nodes, copying. */
#include "json/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json/number.h"

const cJSON *json_get(const cJSON *object, const char *key)
{
	if (!cJSON_IsObject(object))
		return NULL;
	for (const cJSON *c = object->child; c; c = c->next)
		if (c->string && strcmp(c->string, key) == 0)
			return c;
	return NULL;
}

const char *json_get_string(const cJSON *object, const char *key)
{
	const cJSON *n = json_get(object, key);

	return cJSON_IsString(n) ? n->valuestring : NULL;
}

static bool all_digits(const char *s)
{
	s += *s == '-';
	return *s && strspn(s, "0123456789") == strlen(s);
}

/* The digits of text as an integer; false if it is too large. */
static bool text_int64(const char *s, int64_t *out)
{
	bool minus = *s == '-';
	int64_t n = 0;

	for (s += minus; *s; s++) {
		int digit = *s - '0';

		if (n < (INT64_MIN + digit) / 10)
			return false;
		n = n * 10 - digit;		/* counts down, for INT64_MIN */
	}
	if (!minus && n == INT64_MIN)
		return false;
	*out = minus ? n : -n;
	return true;
}

bool json_is_int64(const cJSON *node, int64_t *out)
{
	double d;

	if (!cJSON_IsNumber(node))
		return false;
	if (node->valuestring && all_digits(node->valuestring))
		return text_int64(node->valuestring, out);
	d = node->valuedouble;
	if (!(d >= -9223372036854775808.0 && d < 9223372036854775808.0) || d != floor(d))
		return false;
	if (node->valuestring && fabs(d) >= 0x1p53)	/* 9007199254740993.0: the double is not what is written */
		return false;
	*out = (int64_t)d;
	return true;
}

bool json_int(const cJSON *node, int64_t lo, int64_t hi, int64_t *out)
{
	int64_t n;

	if (!json_is_int64(node, &n) || n < lo || n > hi)
		return false;
	*out = n;
	return true;
}

size_t json_count(const cJSON *container)
{
	size_t n = 0;

	if (cJSON_IsArray(container) || cJSON_IsObject(container))
		for (const cJSON *c = container->child; c; c = c->next)
			n++;
	return n;
}

const char *json_type_name(const cJSON *node)
{
	switch (node ? node->type & 0xff : cJSON_NULL) {
	case cJSON_Object:
		return "object";
	case cJSON_Array:
		return "array";
	case cJSON_String:
		return "string";
	case cJSON_Number:
		return "number";
	case cJSON_True:
	case cJSON_False:
		return "boolean";
	default:
		return "null";
	}
}

/* --- building ----------------------------------------------------------------------------------------------------- */

static void rename_node(cJSON *item, const char *key)
{
	char *name = xstrdup(key);

	if (item->string && !(item->type & cJSON_StringIsConst))
		free(item->string);
	item->type &= ~cJSON_StringIsConst;
	item->string = name;
}

void json_append(cJSON *array, cJSON *item)
{
	cJSON *first = array->child;

	item->next = NULL;
	if (!first) {
		array->child = item;
		item->prev = item;
		return;
	}
	item->prev = first->prev;
	first->prev->next = item;
	first->prev = item;
}

void json_add(cJSON *object, const char *key, cJSON *item)
{
	rename_node(item, key);
	json_append(object, item);
}

void json_set(cJSON *object, const char *key, cJSON *item)
{
	cJSON *old = (cJSON *)json_get(object, key);

	rename_node(item, key);
	if (!old) {
		json_append(object, item);
		return;
	}
	cJSON_ReplaceItemViaPointer(object, old, item);
}

cJSON *json_new_int(int64_t n)
{
	cJSON *node = cJSON_CreateNumber((double)n);
	struct str s = {0};

	if (n > (int64_t)1 << 53 || n < -((int64_t)1 << 53)) {
		str_addf(&s, "%lld", (long long)n);
		node->valuestring = str_take(&s);
	}
	return node;
}

cJSON *json_new_number_text(const char *text, size_t len)
{
	struct json_number num;
	cJSON *node;

	if (!json_number_scan(text, len, &num) || num.used != len)
		return NULL;
	node = cJSON_CreateNumber(num.d);
	if (!num.shortest)
		node->valuestring = xstrndup(text, len);
	return node;
}

/* --- copying ------------------------------------------------------------------------------------------------------ */

static cJSON *copy_one(const cJSON *from)
{
	cJSON *n = xmalloc(sizeof *n);

	*n = (cJSON){ .type = from->type & ~(cJSON_IsReference | cJSON_StringIsConst), .valueint = from->valueint,
		.valuedouble = from->valuedouble, .valuestring = xstrdup(from->valuestring) };
	return n;
}

cJSON *json_copy(const cJSON *node)
{
	cJSON *to = copy_one(node);

	for (const cJSON *c = node->child; c; c = c->next) {
		cJSON *item = json_copy(c);

		item->string = xstrdup(c->string);
		json_append(to, item);
	}
	return to;
}

bool json_depth_within(const cJSON *node, int depth)
{
	if (!cJSON_IsArray(node) && !cJSON_IsObject(node))
		return true;
	if (depth <= 0)
		return false;
	for (const cJSON *c = node->child; c; c = c->next)
		if (!json_depth_within(c, depth - 1))
			return false;
	return true;
}
