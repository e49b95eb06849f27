/*
 * Changes to an item. All operands are taken from the item as it was; then values are set, elements and attributes removed. Paths of one
 * expression never overlap (dynamo_parse.c), so the order of changes does not matter, but for elements of lists: these go from the end, so
 * that an index means what it meant before.
 */
#include <stdlib.h>
#include <string.h>

#include "task/dynamo_expr.h"
#include "task/dynamo_value.h"

static void *refuse(struct str *why, const char *sentence)
{
	if (!why->len)
		str_adds(why, sentence);
	return NULL;
}

static const char wrong_type[] = "An operand in the update expression has an incorrect data type";
static const char wrong_path[] = "The document path provided in the update expression is invalid for update";

/* --- operands ----------------------------------------------------------------------------------------------------------------- */

static cJSON *operand(const struct dynamo_node *n, const cJSON *item, struct str *why);

static cJSON *add_numbers(const cJSON *a, const cJSON *b, bool subtract, struct str *why)
{
	struct dynamo_number x, y, sum;
	char text[DYNAMO_NUMBER_TEXT];

	if (!dynamo_value_is(a, "N") || !dynamo_value_is(b, "N"))
		return refuse(why, wrong_type);
	dynamo_number_parse(a->child->valuestring, &x);
	dynamo_number_parse(b->child->valuestring, &y);
	y.negative ^= subtract && y.n;
	switch (dynamo_number_add(&x, &y, &sum)) {
	case NUMBER_OK:
		dynamo_number_print(&sum, text);
		return dynamo_value_new("N", cJSON_CreateString(text));
	case NUMBER_TOO_LARGE:
		return refuse(why, "Number overflow. Attempting to store a number with magnitude larger than supported range");
	case NUMBER_TOO_SMALL:
		return refuse(why, "Number underflow. Attempting to store a number with magnitude smaller than supported range");
	default:
		return refuse(why, "Attempting to store more than 38 significant digits in a Number");
	}
}

static cJSON *append_lists(const cJSON *a, const cJSON *b, struct str *why)
{
	cJSON *list;

	if (!dynamo_value_is(a, "L") || !dynamo_value_is(b, "L"))
		return refuse(why, wrong_type);
	list = json_copy(a->child);
	for (const cJSON *e = b->child->child; e; e = e->next)
		json_append(list, json_copy(e));
	return dynamo_value_new("L", list);
}

static cJSON *combine(const struct dynamo_node *n, const cJSON *item, struct str *why)
{
	cJSON *a = operand(n->args, item, why), *b = a ? operand(n->args->next, item, why) : NULL, *out = NULL;

	if (b && n->kind == DYN_LIST_APPEND)
		out = append_lists(a, b, why);
	else if (b)
		out = add_numbers(a, b, n->kind == DYN_MINUS, why);
	cJSON_Delete(a);
	cJSON_Delete(b);
	return out;
}

/* A new tree; NULL with *why. */
static cJSON *operand(const struct dynamo_node *n, const cJSON *item, struct str *why)
{
	const cJSON *found;

	switch (n->kind) {
	case DYN_VALUE:
		return json_copy(n->value);
	case DYN_PATH:
		found = dynamo_path_get(item, n->path);
		return found ? json_copy(found)
			: refuse(why, "The provided expression refers to an attribute that does not exist in the item");
	case DYN_IF_NOT_EXISTS:
		found = dynamo_path_get(item, n->args->path);
		return found ? json_copy(found) : operand(n->args->next, item, why);
	default:
		return combine(n, item, why);
	}
}

/* --- places -------------------------------------------------------------------------------------------------------------------- */

static cJSON *child_at(const cJSON *in, const struct dynamo_step *s)
{
	cJSON *n = s->name ? NULL : in->child;

	if (s->name)
		return (cJSON *)(uintptr_t)json_get(in, s->name);
	for (int64_t i = 0; n && i < s->index; i++)
		n = n->next;
	return n;
}

/* The container (the content of an M or L, or the item) that the last step of a path is in, and that step; NULL: the way is not there. */
static cJSON *parent_of(cJSON *item, const struct dynamo_step *path, const struct dynamo_step **last)
{
	cJSON *in = item;

	for (; path->next; path = path->next) {
		cJSON *av = child_at(in, path);

		if (!av || !dynamo_value_is(av, path->next->name ? "M" : "L"))
			return NULL;
		in = av->child;
	}
	*last = path;
	return in;
}

/* An index behind the end of a list means its end. */
static bool put(cJSON *item, const struct dynamo_step *path, cJSON *av_take, struct str *why)
{
	const struct dynamo_step *last = NULL;
	cJSON *in = parent_of(item, path, &last), *old;

	if (!in) {
		cJSON_Delete(av_take);
		refuse(why, wrong_path);
		return false;
	}
	if (last->name) {
		json_set(in, last->name, av_take);
		return true;
	}
	old = child_at(in, last);
	if (old)
		cJSON_ReplaceItemViaPointer(in, old, av_take);
	else
		json_append(in, av_take);
	return true;
}

static bool take_out(cJSON *item, const struct dynamo_step *path, struct str *why)
{
	const struct dynamo_step *last = NULL;
	cJSON *in = parent_of(item, path, &last), *old = in ? child_at(in, last) : NULL;

	if (!in && path->next) {
		refuse(why, wrong_path);
		return false;
	}
	if (old)
		cJSON_Delete(cJSON_DetachItemViaPointer(in, old));
	return true;
}

/* --- ADD and DELETE ------------------------------------------------------------------------------------------------------------- */

static bool is_set(const cJSON *av)
{
	const char *type = dynamo_value_type(av);

	return type[0] && type[1] == 'S' && !type[2];
}

static bool set_has(const cJSON *set, const char *text)
{
	for (const cJSON *e = set->child; e; e = e->next)
		if (strcmp(e->valuestring, text) == 0)
			return true;
	return false;
}

static void *refuse_operand(struct str *why, const char *operator, const cJSON *av)
{
	if (!why->len)
		str_addf(why, "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: %s, operand type: %s", operator,
			dynamo_value_type(av));
	return NULL;
}

/* What an attribute becomes when something is added to it: a sum, a union. */
static cJSON *added(const cJSON *old, const cJSON *value, struct str *why)
{
	cJSON *set;

	if (!dynamo_value_is(value, "N") && !is_set(value))
		return refuse_operand(why, "ADD", value);
	if (!old)
		return json_copy(value);
	if (strcmp(dynamo_value_type(old), dynamo_value_type(value)) != 0)
		return refuse(why, wrong_type);
	if (dynamo_value_is(value, "N"))
		return add_numbers(old, value, false, why);
	set = json_copy(old->child);
	for (const cJSON *e = value->child->child; e; e = e->next)
		if (!set_has(set, e->valuestring))
			json_append(set, json_copy(e));
	return dynamo_value_new(dynamo_value_type(value), set);
}

/* The difference of two sets; an empty list where nothing is left. */
static cJSON *deleted(const cJSON *old, const cJSON *value, struct str *why)
{
	cJSON *set;

	if (!is_set(value))
		return refuse_operand(why, "DELETE", value);
	if (old && strcmp(dynamo_value_type(old), dynamo_value_type(value)) != 0)
		return refuse(why, wrong_type);
	set = cJSON_CreateArray();
	for (const cJSON *e = old ? old->child->child : NULL; e; e = e->next)
		if (!set_has(value->child, e->valuestring))
			json_append(set, json_copy(e));
	return dynamo_value_new(dynamo_value_type(value), set);
}

/* --- all of it -------------------------------------------------------------------------------------------------------------------- */

/* What a change puts at its path, from the item as it was; NULL with *why. */
static cJSON *new_value(const struct dynamo_node *change, const cJSON *item, struct str *why)
{
	const struct dynamo_node *path = change->args;

	if (change->kind == DYN_SET)
		return operand(path->next, item, why);
	if (change->kind == DYN_ADD)
		return added(dynamo_path_get(item, path->path), path->next->value, why);
	return deleted(dynamo_path_get(item, path->path), path->next->value, why);
}

static bool set_values(const struct dynamo_node *changes, const cJSON *old, cJSON *item, struct str *why)
{
	for (const struct dynamo_node *c = changes; c; c = c->next) {
		cJSON *av;

		if (c->kind == DYN_REMOVE)
			continue;
		av = new_value(c, old, why);
		if (!av)
			return false;
		if (c->kind == DYN_DELETE && !av->child->child) {
			cJSON_Delete(av);
			if (!take_out(item, c->args->path, why))
				return false;
		} else if (!put(item, c->args->path, av, why)) {
			return false;
		}
	}
	return true;
}

static const struct dynamo_step *last_step(const struct dynamo_node *change)
{
	const struct dynamo_step *s = change->args->path;

	while (s->next)
		s = s->next;
	return s;
}

static int from_the_end(const void *a, const void *b)
{
	const struct dynamo_step *x = last_step(*(const struct dynamo_node *const *)a), *y = last_step(*(const struct dynamo_node *const *)b);

	return x->index != y->index ? (x->index > y->index ? -1 : 1) : 0;
}

static bool remove_values(const struct dynamo_node *changes, cJSON *item, struct str *why)
{
	VEC(const struct dynamo_node *) list = {0};
	bool ok = true;

	for (const struct dynamo_node *c = changes; c; c = c->next)
		if (c->kind == DYN_REMOVE)
			VEC_PUSH(&list, c);
	if (list.n)
		qsort(list.v, list.n, sizeof list.v[0], from_the_end);
	for (size_t i = 0; i < list.n && ok; i++)
		ok = take_out(item, list.v[i]->args->path, why);
	VEC_DONE(&list);
	return ok;
}

cJSON *dynamo_change(const struct dynamo_node *changes, const cJSON *old, struct str *why)
{
	cJSON *item = json_copy(old);

	if (set_values(changes, old, item, why) && remove_values(changes, item, why))
		return item;
	cJSON_Delete(item);
	return NULL;
}

/* --- projection ------------------------------------------------------------------------------------------------------------------- */

struct wanted {
	VEC(const struct dynamo_step *) list;
};

static cJSON *project_in(const cJSON *in, const struct wanted *steps);

/* What is wanted of one attribute or element; NULL: nothing of it. */
static cJSON *project_one(const cJSON *av, const struct wanted *steps)
{
	struct wanted below = {0};
	cJSON *content = NULL, *out = NULL;

	for (size_t i = 0; i < steps->list.n; i++) {
		if (!steps->list.v[i]->next) {
			VEC_DONE(&below.list);
			return json_copy(av);
		}
		VEC_PUSH(&below.list, steps->list.v[i]->next);
	}
	if (below.list.n && (dynamo_value_is(av, "M") || dynamo_value_is(av, "L")))
		content = project_in(av->child, &below);
	if (content && content->child)
		out = dynamo_value_new(dynamo_value_type(av), content);
	else
		cJSON_Delete(content);
	VEC_DONE(&below.list);
	return out;
}

/* In the order of the item; the elements of a list that are wanted come one after the other. */
static cJSON *project_in(const cJSON *in, const struct wanted *steps)
{
	bool list = cJSON_IsArray(in);
	cJSON *out = list ? cJSON_CreateArray() : cJSON_CreateObject(), *one;
	int64_t index = 0;

	for (const cJSON *n = in->child; n; n = n->next, index++) {
		struct wanted here = {0};

		for (size_t i = 0; i < steps->list.n; i++) {
			const struct dynamo_step *s = steps->list.v[i];

			if (list ? !s->name && s->index == index : s->name && strcmp(s->name, n->string) == 0)
				VEC_PUSH(&here.list, s);
		}
		one = project_one(n, &here);
		if (one && list)
			json_append(out, one);
		else if (one)
			json_add(out, n->string, one);
		VEC_DONE(&here.list);
	}
	return out;
}

cJSON *dynamo_project(const struct dynamo_node *list, const cJSON *item)
{
	struct wanted steps = {0};
	cJSON *out;

	for (const struct dynamo_node *n = list; n; n = n->next)
		VEC_PUSH(&steps.list, n->kind == DYN_PATH ? n->path : n->args->path);
	out = project_in(item, &steps);
	VEC_DONE(&steps.list);
	return out;
}
