#include "json/pointer.h"

#include <stdlib.h>
#include <string.h>

void json_pointer_add(struct str *s, const char *token)
{
	str_addc(s, '/');
	for (; *token; token++) {
		if (*token == '~')
			str_adds(s, "~0");
		else if (*token == '/')
			str_adds(s, "~1");
		else
			str_addc(s, *token);
	}
}

/* Is the token of len bytes, in its escaped form, the name? */
static bool token_is(const char *token, size_t len, const char *name)
{
	for (size_t i = 0; i < len; i++, name++) {
		char c = token[i];

		if (c == '~' && i + 1 < len && (token[i + 1] == '0' || token[i + 1] == '1'))
			c = token[++i] == '0' ? '~' : '/';
		if (*name != c)
			return false;
	}
	return !*name;
}

static const cJSON *element(const cJSON *array, const char *token, size_t len)
{
	size_t n = 0;
	const cJSON *c = array->child;

	if (!len || len > 9 || (len > 1 && token[0] == '0'))
		return NULL;
	for (size_t i = 0; i < len; i++) {
		if (token[i] < '0' || token[i] > '9')
			return NULL;
		n = n * 10 + (size_t)(token[i] - '0');
	}
	while (c && n--)
		c = c->next;
	return c;
}

static const cJSON *member(const cJSON *object, const char *token, size_t len)
{
	const cJSON *c = object->child;

	while (c && !token_is(token, len, c->string))
		c = c->next;
	return c;
}

const cJSON *json_pointer_find(const cJSON *root, const char *pointer)
{
	while (root && *pointer) {
		size_t len;

		if (*pointer++ != '/')
			return NULL;
		len = strcspn(pointer, "/");
		if (cJSON_IsObject(root))
			root = member(root, pointer, len);
		else
			root = cJSON_IsArray(root) ? element(root, pointer, len) : NULL;
		pointer += len;
	}
	return root;
}
