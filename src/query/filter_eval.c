/*
 * Evaluating filters as Jayway 2.x does: a number and a string are equal if the string spells the number; order is defined between two
 * numbers or two strings only; a path that leads nowhere equals nothing, and differs from everything.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "query/path_ast.h"

#define BYTES_A_NODE 256		/* of text, for the account of work */

struct side {
	const cJSON *node;	/* NULL: the path leads nowhere */
	cJSON *made;
	const struct regex *regex;
};

enum outcome operand_value(struct eval *ev, const struct operand *o, const cJSON **node, cJSON **made)
{
	*node = NULL;
	*made = NULL;
	if (o->kind == OPERAND_JSON)
		*node = o->json;
	if (o->kind != OPERAND_PATH)
		return OUT_FOUND;
	return eval_nested(ev, o->path, node, made);
}

/* --- comparing ---------------------------------------------------------------------------------------------------- */

static int compare_numbers(const cJSON *a, const cJSON *b)
{
	int64_t m, n;

	if (json_is_int64(a, &m) && json_is_int64(b, &n))
		return (m > n) - (m < n);
	return (a->valuedouble > b->valuedouble) - (a->valuedouble < b->valuedouble);
}

/* left is the string: is it the number's text? */
static bool string_is_number(const cJSON *string, const cJSON *number)
{
	char *text = json_print(number);
	bool same = strcmp(string->valuestring, text) == 0;

	free(text);
	return same;
}

/* left is the number: does the string spell it? */
static bool number_is_string(const cJSON *number, const cJSON *string)
{
	cJSON *other = json_new_number_text(string->valuestring, strlen(string->valuestring));
	bool same = other && compare_numbers(number, other) == 0;

	cJSON_Delete(other);
	return same;
}

static bool equal(const cJSON *left, const cJSON *right)
{
	if (!left || !right)
		return false;
	if (cJSON_IsString(left) && cJSON_IsNumber(right))
		return string_is_number(left, right);
	if (cJSON_IsNumber(left) && cJSON_IsString(right))
		return number_is_string(left, right);
	return json_equal(left, right);
}

static bool same_kind(const cJSON *left, const cJSON *right)
{
	return left && right && str_is(json_type_name(left), json_type_name(right));
}

/* -1, 0, 1, or 2 where there is no order. */
static int order(const cJSON *left, const cJSON *right)
{
	int c;

	if (cJSON_IsNumber(left) && cJSON_IsNumber(right))
		return compare_numbers(left, right);
	if (!cJSON_IsString(left) || !cJSON_IsString(right))
		return 2;
	c = utf8_cmp_utf16(left->valuestring, right->valuestring);
	return (c > 0) - (c < 0);
}

static bool contains(const cJSON *array, const cJSON *item)
{
	if (!cJSON_IsArray(array) || !item)
		return false;
	for (const cJSON *c = array->child; c; c = c->next)
		if (equal(item, c))
			return true;
	return false;
}

/* How many of some are in all; false in *lists where one of them is no array. */
static size_t common(const cJSON *some, const cJSON *all, bool *lists)
{
	size_t n = 0;

	*lists = cJSON_IsArray(some) && cJSON_IsArray(all);
	if (*lists)
		for (const cJSON *c = some->child; c; c = c->next)
			n += contains(all, c);
	return n;
}

static bool contains_part(const cJSON *left, const cJSON *right)
{
	if (cJSON_IsString(left) && cJSON_IsString(right))
		return strstr(left->valuestring, right->valuestring) != NULL;
	return contains(left, right);
}

static int64_t length_of(const cJSON *node)
{
	if (cJSON_IsString(node))
		return (int64_t)utf8_utf16_len(node->valuestring);
	return cJSON_IsArray(node) || cJSON_IsObject(node) ? (int64_t)json_count(node) : -1;
}

static bool has_size(const cJSON *left, const cJSON *right)
{
	int64_t n;

	return json_is_int64(right, &n) && length_of(left) == n;
}

static bool is_empty(const cJSON *left, const cJSON *right)
{
	int64_t n = length_of(left);

	return n >= 0 && cJSON_IsBool(right) && (n == 0) == (bool)cJSON_IsTrue(right);
}

static bool relation(enum filter_op op, const cJSON *left, const cJSON *right)
{
	bool lists;
	size_t n;

	switch (op) {
	case OP_EQ:
		return equal(left, right);
	case OP_NE:
		return !equal(left, right);
	case OP_SAME:
		return same_kind(left, right) && equal(left, right);
	case OP_NOT_SAME:
		return !same_kind(left, right) || !equal(left, right);
	case OP_LT:
		return order(left, right) == -1;
	case OP_LE:
		return order(left, right) <= 0;
	case OP_GT:
		return order(left, right) == 1;
	case OP_GE:
		return order(left, right) == 0 || order(left, right) == 1;
	case OP_IN:
		return contains(right, left);
	case OP_NIN:
		return !contains(right, left);
	case OP_SUBSET:
		n = common(left, right, &lists);
		return lists && n == json_count(left);
	case OP_ANY:
		return common(left, right, &lists) > 0;
	case OP_NONE:
		n = common(left, right, &lists);
		return lists && n == 0;
	case OP_ALL:
		n = common(right, left, &lists);
		return lists && n == json_count(right);
	case OP_CONTAINS:
		return contains_part(left, right);
	case OP_SIZE:
		return has_size(left, right);
	case OP_EMPTY:
		return is_empty(left, right);
	case OP_MATCH:
		break;
	}
	return false;
}

/* --- tests -------------------------------------------------------------------------------------------------------- */

/*
 * How many steps a match takes cannot be known beforehand, and a thousand elements could take many each. So it is tried with few steps,
 * and with ten times as many as long as those do not suffice, and every try is paid for.
 */
static enum outcome match(struct eval *ev, const struct regex *r, const cJSON *node, bool *yes)
{
	bool limit = true;
	char *printed = NULL;
	const char *text = cJSON_IsString(node) ? node->valuestring : "";
	enum outcome out = OUT_FOUND;

	if (cJSON_IsNumber(node) || cJSON_IsBool(node))
		text = printed = json_print(node);
	if (!eval_work(ev, strlen(text) / BYTES_A_NODE))
		out = OUT_FAILED;
	for (uint32_t steps = REGEX_STEPS_MAX / 1000; limit && out == OUT_FOUND && steps <= REGEX_STEPS_MAX; steps *= 10) {
		if (eval_work(ev, steps / 10))
			*yes = regex_matches(r, text, steps, &limit);
		else
			out = OUT_FAILED;
	}
	free(printed);
	if (limit && out == OUT_FOUND)
		return eval_fail(ev, "The regular expression of the filter takes more than %d steps", REGEX_STEPS_MAX);
	return out;
}

static bool side_read(struct eval *ev, const struct operand *o, struct side *s)
{
	*s = (struct side){ .regex = o->regex };
	return operand_value(ev, o, &s->node, &s->made) != OUT_FAILED;
}

static size_t cost_of(const cJSON *node)
{
	if (!node)
		return 0;
	return cJSON_IsString(node) ? strlen(node->valuestring) / BYTES_A_NODE : node_count(node);
}

/* In nodes. Relations between lists cost the product of their lengths. */
static size_t cost(enum filter_op op, const cJSON *a, const cJSON *b)
{
	size_t m = cJSON_IsArray(a) ? json_count(a) : 1, n = cJSON_IsArray(b) ? json_count(b) : 1;
	size_t sum = cost_of(a) + cost_of(b);

	if (op < OP_IN || op > OP_CONTAINS)
		return sum;
	return m > PATH_WORK_MAX || n > PATH_WORK_MAX ? PATH_WORK_MAX : m * n + sum;
}

static enum outcome compare(struct eval *ev, const struct filter *f, bool *yes)
{
	struct side left = {0}, right = {0};
	enum outcome out = OUT_FAILED;

	*yes = false;
	if (!side_read(ev, &f->left, &left) || !side_read(ev, &f->right, &right))
		goto done;
	if (!eval_work(ev, cost(f->op, left.node, right.node)))
		goto done;
	if (f->op != OP_MATCH) {
		*yes = relation(f->op, left.node, right.node);
		out = OUT_FOUND;
	} else if (!left.regex == !right.regex) {
		out = OUT_FOUND;
	} else {
		out = left.regex ? match(ev, left.regex, right.node, yes) : match(ev, right.regex, left.node, yes);
	}
done:
	cJSON_Delete(left.made);
	cJSON_Delete(right.made);
	return out;
}

static enum outcome exists(struct eval *ev, const struct filter *f, bool *yes)
{
	const cJSON *node;
	enum outcome out = eval_nested(ev, f->left.path, &node, NULL);

	*yes = out == OUT_FOUND;
	return out == OUT_FAILED ? out : OUT_FOUND;
}

static enum outcome test(struct eval *ev, const struct filter *f, bool *yes);

/* A chain of "&&" or "||", up to the first that decides. */
static enum outcome chain(struct eval *ev, const struct filter *f, bool *yes)
{
	enum filter_kind kind = f->kind;
	enum outcome out;

	for (; f->kind == kind; f = f->b) {
		out = test(ev, f->a, yes);
		if (out != OUT_FOUND || *yes == (kind == FILTER_OR))
			return out;
	}
	return test(ev, f, yes);
}

static enum outcome test(struct eval *ev, const struct filter *f, bool *yes)
{
	enum outcome out;

	switch (f->kind) {
	case FILTER_OR:
	case FILTER_AND:
		return chain(ev, f, yes);
	case FILTER_NOT:
		out = test(ev, f->a, yes);
		*yes = !*yes;
		return out;
	case FILTER_EXISTS:
		return exists(ev, f, yes);
	case FILTER_COMPARE:
		return compare(ev, f, yes);
	}
	return OUT_FAILED;
}

enum outcome filter_accepts(struct eval *ev, const struct filter *f, const cJSON *item, bool *yes)
{
	const cJSON *outer = ev->item;
	enum outcome out;

	*yes = false;
	if (!eval_work(ev, 1))
		return OUT_FAILED;
	ev->item = item;
	out = test(ev, f, yes);
	ev->item = outer;
	return out;
}
