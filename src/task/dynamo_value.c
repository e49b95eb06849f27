#include "task/dynamo_value.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "query/digest.h"

enum shape { SHAPE_TEXT, SHAPE_NUMBER, SHAPE_BYTES, SHAPE_SET, SHAPE_LIST, SHAPE_MAP, SHAPE_BOOL, SHAPE_NULL };

static const struct type {
	const char *name, *sdk;
	enum shape shape;
	const char *element;		/* of a set */
	const char *words;		/* in messages */
} types[] = {
	{"S", "S", SHAPE_TEXT, NULL, NULL},
	{"N", "N", SHAPE_NUMBER, NULL, NULL},
	{"B", "B", SHAPE_BYTES, NULL, NULL},
	{"SS", "Ss", SHAPE_SET, "S", "string set "},
	{"NS", "Ns", SHAPE_SET, "N", "number set "},
	{"BS", "Bs", SHAPE_SET, "B", "binary set "},
	{"L", "L", SHAPE_LIST, NULL, NULL},
	{"M", "M", SHAPE_MAP, NULL, NULL},
	{"BOOL", "Bool", SHAPE_BOOL, NULL, NULL},
	{"NULL", "Nul", SHAPE_NULL, NULL, NULL},
};

static const struct type *type_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (strcmp(types[i].name, name) == 0 || strcmp(types[i].sdk, name) == 0)
			return &types[i];
	return NULL;
}

cJSON *dynamo_value_new(const char *type, cJSON *content_take)
{
	cJSON *av = cJSON_CreateObject();

	json_set(av, type, content_take);
	return av;
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static cJSON *refuse(struct str *why, const char *fmt, ...) PRINTF_LIKE(2, 3);
static cJSON *refuse(struct str *why, const char *fmt, ...)
{
	va_list ap;

	if (why->len)
		return NULL;		/* the first reason counts */
	va_start(ap, fmt);
	str_vaddf(why, fmt, ap);
	va_end(ap);
	return NULL;
}

static cJSON *read_number(const cJSON *n, struct str *why)
{
	struct dynamo_number number;
	char text[DYNAMO_NUMBER_TEXT];

	if (!cJSON_IsString(n))
		return refuse(why, "The value for the field '%s' must be a STRING", "N");
	switch (dynamo_number_parse(n->valuestring, &number)) {
	case NUMBER_OK:
		dynamo_number_print(&number, text);
		return cJSON_CreateString(text);
	case NUMBER_NO_NUMBER:
		if (!*n->valuestring)
			return refuse(why, "The parameter cannot be converted to a numeric value");
		return refuse(why, "The parameter cannot be converted to a numeric value: %s", n->valuestring);
	case NUMBER_TOO_LONG:
		return refuse(why, "Attempting to store more than 38 significant digits in a Number");
	case NUMBER_TOO_LARGE:
		return refuse(why, "Number overflow. Attempting to store a number with magnitude larger than supported range");
	case NUMBER_TOO_SMALL:
		break;
	}
	return refuse(why, "Number underflow. Attempting to store a number with magnitude smaller than supported range");
}

static cJSON *read_text(const struct type *t, const cJSON *n, struct str *why)
{
	if (!cJSON_IsString(n))
		return refuse(why, "The value for the field '%s' must be a STRING", t->name);
	return cJSON_CreateString(n->valuestring);
}

static cJSON *read_element(const char *element, const cJSON *n, struct str *why)
{
	return element[0] == 'N' ? read_number(n, why) : read_text(type_find(element), n, why);
}

static cJSON *read_set(const struct type *t, const cJSON *n, struct str *why)
{
	cJSON *out;

	if (!cJSON_IsArray(n) || !n->child)
		return refuse(why, "One or more parameter values were invalid: An %s may not be empty", t->words);
	out = cJSON_CreateArray();
	for (const cJSON *e = n->child; e; e = e->next) {
		cJSON *one = read_element(t->element, e, why);

		if (!one) {
			cJSON_Delete(out);
			return NULL;
		}
		for (const cJSON *old = out->child; old; old = old->next)
			if (strcmp(old->valuestring, one->valuestring) == 0) {
				char *text = json_print(n);

				refuse(why, "One or more parameter values were invalid: Input collection %s contains duplicates.", text);
				free(text);
				cJSON_Delete(one);
				cJSON_Delete(out);
				return NULL;
			}
		json_append(out, one);
	}
	return out;
}

static cJSON *value_read(const cJSON *av, int depth, struct str *why);

/* Lists and maps. */
static cJSON *read_container(const cJSON *n, bool map, int depth, struct str *why)
{
	cJSON *out;

	if (map ? !cJSON_IsObject(n) : !cJSON_IsArray(n))
		return refuse(why, "The value for the field '%s' has an invalid format", map ? "M" : "L");
	if (depth >= DYNAMO_DEPTH_MAX)
		return refuse(why, "Nesting Levels have exceeded supported limits");
	out = map ? cJSON_CreateObject() : cJSON_CreateArray();
	for (const cJSON *e = n->child; e; e = e->next) {
		cJSON *one = value_read(e, depth + 1, why);

		if (!one) {
			cJSON_Delete(out);
			return NULL;
		}
		if (map)
			json_add(out, e->string, one);
		else
			json_append(out, one);
	}
	return out;
}

static cJSON *read_content(const struct type *t, const cJSON *n, int depth, struct str *why)
{
	switch (t->shape) {
	case SHAPE_NUMBER:
		return read_number(n, why);
	case SHAPE_SET:
		return read_set(t, n, why);
	case SHAPE_LIST:
	case SHAPE_MAP:
		return read_container(n, t->shape == SHAPE_MAP, depth, why);
	case SHAPE_BOOL:
		return cJSON_IsBool(n) ? json_copy(n) : refuse(why, "The value for the field '%s' must be a BOOLEAN", t->name);
	case SHAPE_NULL:
		if (!cJSON_IsTrue(n))
			return refuse(why, "One or more parameter values were invalid: Null attribute value types must have the value of true");
		return json_copy(n);
	case SHAPE_TEXT:
	case SHAPE_BYTES:
		break;
	}
	return read_text(t, n, why);
}

static cJSON *value_read(const cJSON *av, int depth, struct str *why)
{
	const struct type *t = NULL;
	cJSON *content;

	if (!cJSON_IsObject(av) || !av->child)
		return refuse(why, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
	if (av->child->next)
		return refuse(why, "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
	t = type_find(av->child->string);
	if (!t)
		return refuse(why, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
	content = read_content(t, av->child, depth, why);
	return content ? dynamo_value_new(t->name, content) : NULL;
}

cJSON *dynamo_value_read(const cJSON *av, struct str *why)
{
	return value_read(av, 0, why);
}

cJSON *dynamo_item_read(const cJSON *item, struct str *why)
{
	return read_container(item, true, -1, why);
}

/* --- writing -------------------------------------------------------------------------------------------------------------- */

cJSON *dynamo_item_write(const cJSON *item, bool sdk)
{
	cJSON *out;

	if (!sdk)
		return json_copy(item);
	out = cJSON_CreateObject();
	for (const cJSON *a = item->child; a; a = a->next)
		json_add(out, a->string, dynamo_value_write(a, sdk));
	return out;
}

cJSON *dynamo_value_write(const cJSON *av, bool sdk)
{
	const struct type *t = type_find(dynamo_value_type(av));
	cJSON *content;

	if (!sdk || !t)
		return json_copy(av);
	if (t->shape == SHAPE_MAP) {
		content = dynamo_item_write(av->child, sdk);
	} else if (t->shape == SHAPE_LIST) {
		content = cJSON_CreateArray();
		for (const cJSON *e = av->child->child; e; e = e->next)
			json_append(content, dynamo_value_write(e, sdk));
	} else {
		content = json_copy(av->child);
	}
	return dynamo_value_new(t->sdk, content);
}

/* --- asking --------------------------------------------------------------------------------------------------------------- */

const char *dynamo_value_type(const cJSON *av)
{
	return av && av->child && av->child->string ? av->child->string : "";
}

bool dynamo_value_is(const cJSON *av, const char *type)
{
	return strcmp(dynamo_value_type(av), type) == 0;
}

static bool set_has(const cJSON *set, const char *text)
{
	for (const cJSON *e = set->child; e; e = e->next)
		if (strcmp(e->valuestring, text) == 0)
			return true;
	return false;
}

static bool sets_equal(const cJSON *a, const cJSON *b)
{
	if (json_count(a) != json_count(b))
		return false;
	for (const cJSON *e = a->child; e; e = e->next)
		if (!set_has(b, e->valuestring))
			return false;
	return true;
}

static bool containers_equal(const cJSON *a, const cJSON *b, bool map)
{
	const cJSON *y = b->child;

	if (json_count(a) != json_count(b))
		return false;
	for (const cJSON *x = a->child; x; x = x->next) {
		const cJSON *other = map ? json_get(b, x->string) : y;

		if (!other || !dynamo_value_equal(x, other))
			return false;
		y = y->next;
	}
	return true;
}

bool dynamo_value_equal(const cJSON *a, const cJSON *b)
{
	const struct type *t = type_find(dynamo_value_type(a));

	if (!t || !dynamo_value_is(b, t->name))
		return false;
	if (t->shape == SHAPE_SET)
		return sets_equal(a->child, b->child);
	if (t->shape == SHAPE_LIST || t->shape == SHAPE_MAP)
		return containers_equal(a->child, b->child, t->shape == SHAPE_MAP);
	return json_equal(a->child, b->child);
}

static int compare_bytes(const char *a, const char *b)
{
	struct str x = {0}, y = {0};
	size_t n;
	int order;

	base64_decode(a, &x);
	base64_decode(b, &y);
	n = x.len < y.len ? x.len : y.len;
	order = memcmp(str_get(&x), str_get(&y), n);
	if (!order)
		order = (x.len > y.len) - (x.len < y.len);
	str_done(&x);
	str_done(&y);
	return order;
}

bool dynamo_value_compare(const cJSON *a, const cJSON *b, int *order)
{
	struct dynamo_number x, y;

	if (strcmp(dynamo_value_type(a), dynamo_value_type(b)) != 0)
		return false;
	if (dynamo_value_is(a, "S"))
		*order = strcmp(a->child->valuestring, b->child->valuestring);
	else if (dynamo_value_is(a, "B"))
		*order = compare_bytes(a->child->valuestring, b->child->valuestring);
	else if (dynamo_value_is(a, "N") && dynamo_number_parse(a->child->valuestring, &x) == NUMBER_OK &&
		dynamo_number_parse(b->child->valuestring, &y) == NUMBER_OK)
		*order = dynamo_number_compare(&x, &y);
	else
		return false;
	return true;
}

bool dynamo_value_size(const cJSON *av, int64_t *out)
{
	const struct type *t = type_find(dynamo_value_type(av));
	struct str bytes = {0};

	if (!t)
		return false;
	switch (t->shape) {
	case SHAPE_TEXT:
		*out = (int64_t)utf8_count(av->child->valuestring);
		return true;
	case SHAPE_BYTES:
		base64_decode(av->child->valuestring, &bytes);
		*out = (int64_t)bytes.len;
		str_done(&bytes);
		return true;
	case SHAPE_SET:
	case SHAPE_LIST:
	case SHAPE_MAP:
		*out = (int64_t)json_count(av->child);
		return true;
	default:
		return false;
	}
}

/* Names and values in UTF-8; a number about half a byte a digit; one byte and three for containers. */
static size_t content_bytes(const cJSON *n)
{
	size_t sum = 0;

	if (cJSON_IsString(n))
		return strlen(n->valuestring);
	for (const cJSON *e = n->child; e; e = e->next)
		sum += content_bytes(e);
	return sum + 1 + (cJSON_IsArray(n) ? 3 : 0);
}

size_t dynamo_item_bytes(const cJSON *item)
{
	size_t sum = 0;

	for (const cJSON *a = item->child; a; a = a->next)
		sum += strlen(a->string) + content_bytes(a);
	return sum;
}
