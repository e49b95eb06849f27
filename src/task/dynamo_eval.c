/* Conditions and paths, evaluated against an item. What is not there makes a comparison false, never an error. */
#include <stdlib.h>
#include <string.h>

#include "query/digest.h"
#include "task/dynamo_expr.h"
#include "task/dynamo_value.h"

const cJSON *dynamo_path_get(const cJSON *item, const struct dynamo_step *path)
{
	const cJSON *av = NULL;

	for (const struct dynamo_step *s = path; s; s = s->next) {
		const cJSON *in = s == path ? item : av->child;

		if (s != path && !dynamo_value_is(av, s->name ? "M" : "L"))
			return NULL;
		if (s->name) {
			av = json_get(in, s->name);
		} else {
			int64_t i = 0;

			for (av = in->child; av && i < s->index; i++)
				av = av->next;
		}
		if (!av)
			return NULL;
	}
	return av;
}

/* size() is a number that is nowhere in the item: it is made in *made. NULL: the operand has no value. */
static const cJSON *operand(const struct dynamo_node *n, const cJSON *item, cJSON **made)
{
	int64_t size;

	if (n->kind == DYN_VALUE)
		return n->value;
	if (n->kind == DYN_PATH)
		return dynamo_path_get(item, n->path);
	if (n->kind == DYN_SIZE && dynamo_value_size(dynamo_path_get(item, n->args->path), &size)) {
		char *text = xasprintf("%lld", (long long)size);

		*made = dynamo_value_new("N", cJSON_CreateString(text));
		free(text);
		return *made;
	}
	return NULL;
}

static bool compare(enum dynamo_kind kind, const cJSON *a, const cJSON *b)
{
	int order;

	if (kind == DYN_NE)
		return !a || !b || !dynamo_value_equal(a, b);
	if (!a || !b)
		return false;
	if (kind == DYN_EQ)
		return dynamo_value_equal(a, b);
	if (!dynamo_value_compare(a, b, &order))
		return false;
	return kind == DYN_LT ? order < 0 : kind == DYN_LE ? order <= 0 : kind == DYN_GT ? order > 0 : order >= 0;
}

static bool begins_with(const cJSON *a, const cJSON *b)
{
	struct str x = {0}, y = {0};
	bool begins;

	if (!a || !b || strcmp(dynamo_value_type(a), dynamo_value_type(b)) != 0)
		return false;
	if (dynamo_value_is(a, "S"))
		return str_starts(a->child->valuestring, b->child->valuestring);
	if (!dynamo_value_is(a, "B"))
		return false;
	base64_decode(a->child->valuestring, &x);
	base64_decode(b->child->valuestring, &y);
	begins = y.len <= x.len && memcmp(str_get(&x), str_get(&y), y.len) == 0;
	str_done(&x);
	str_done(&y);
	return begins;
}

/* Part of a text, or one of a set or list. */
static bool contains(const cJSON *a, const cJSON *b)
{
	const char *type = dynamo_value_type(a);

	if (!a || !b)
		return false;
	if (strcmp(type, "S") == 0 && dynamo_value_is(b, "S"))
		return strstr(a->child->valuestring, b->child->valuestring) != NULL;
	if (strcmp(type, "L") == 0) {
		for (const cJSON *e = a->child->child; e; e = e->next)
			if (dynamo_value_equal(e, b))
				return true;
		return false;
	}
	if (strlen(type) == 2 && type[1] == 'S' && type[0] == dynamo_value_type(b)[0] && !dynamo_value_type(b)[1])
		for (const cJSON *e = a->child->child; e; e = e->next)
			if (strcmp(e->valuestring, b->child->valuestring) == 0)
				return true;
	return false;
}

static bool is_in(const struct dynamo_node *n, const cJSON *item, const cJSON *a)
{
	for (const struct dynamo_node *other = n->args->next; other; other = other->next) {
		cJSON *made = NULL;
		bool equal = compare(DYN_EQ, a, operand(other, item, &made));

		cJSON_Delete(made);
		if (equal)
			return true;
	}
	return false;
}

/* Conditions over operands. */
static bool holds_of(const struct dynamo_node *n, const cJSON *item)
{
	cJSON *made[3] = {NULL};
	const cJSON *a = operand(n->args, item, &made[0]), *b = n->args->next ? operand(n->args->next, item, &made[1]) : NULL, *c;
	bool holds;

	switch (n->kind) {
	case DYN_EXISTS:
	case DYN_NOT_EXISTS:
		holds = (a != NULL) == (n->kind == DYN_EXISTS);
		break;
	case DYN_TYPE:
		holds = a && dynamo_value_is(b, "S") && dynamo_value_is(a, b->child->valuestring);
		break;
	case DYN_BEGINS_WITH:
		holds = begins_with(a, b);
		break;
	case DYN_CONTAINS:
		holds = contains(a, b);
		break;
	case DYN_BETWEEN:
		c = operand(n->args->next->next, item, &made[2]);
		holds = compare(DYN_GE, a, b) && compare(DYN_LE, a, c);
		break;
	case DYN_IN:
		holds = is_in(n, item, a);
		break;
	default:
		holds = compare(n->kind, a, b);
	}
	for (size_t i = 0; i < ARRAY_LEN(made); i++)
		cJSON_Delete(made[i]);
	return holds;
}

bool dynamo_holds(const struct dynamo_node *n, const cJSON *item)
{
	switch (n->kind) {
	case DYN_OR:
		return dynamo_holds(n->args, item) || dynamo_holds(n->args->next, item);
	case DYN_AND:
		return dynamo_holds(n->args, item) && dynamo_holds(n->args->next, item);
	case DYN_NOT:
		return !dynamo_holds(n->args, item);
	default:
		return holds_of(n, item);
	}
}
