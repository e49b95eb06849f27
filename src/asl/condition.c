#include "asl/condition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asl/operator.h"
#include "json/walk.h"

#define DEPTH_MAX 64

/* --- reading -------------------------------------------------------------------------------------------------------------- */

struct reader {
	const char *text, *p;
	int depth;
	struct err *e;
};

static cJSON *fail(struct reader *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

static cJSON *fail(struct reader *r, const char *fmt, ...)
{
	struct span at = {1, 1, (size_t)(r->p - r->text)};
	char msg[200];
	va_list ap;

	for (const char *c = r->text; c < r->p; c++)
		at.col += ((unsigned char)*c & 0xc0) != 0x80;
	va_start(ap, fmt);
	vsnprintf(msg, sizeof msg, fmt, ap);
	va_end(ap);
	err_at(r->e, ERR_SYNTAX, at, "%s", msg);
	return NULL;
}

static void skip(struct reader *r)
{
	while (*r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r')
		r->p++;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

static bool word(struct reader *r, const char *w)
{
	size_t n = strlen(w);

	skip(r);
	if (strncmp(r->p, w, n) != 0 || is_word(r->p[n]) || r->p[n] == '.' || r->p[n] == '[')
		return false;
	r->p += n;
	return true;
}

static bool sign(struct reader *r, const char *s)
{
	skip(r);
	if (strncmp(r->p, s, strlen(s)) != 0)
		return false;
	r->p += strlen(s);
	return true;
}

/* To the bracket that closes, strings in it passed over. */
static const char *closing(const char *p)
{
	int open = 0;

	for (; *p; p++) {
		if (*p == '\'' || *p == '"') {
			char quote = *p;

			for (p++; *p && *p != quote; p++)
				if (*p == '\\' && p[1])
					p++;
			if (!*p)
				return NULL;
		} else if (*p == '[' || *p == '(') {
			open++;
		} else if ((*p == ']' || *p == ')') && --open == 0) {
			return p + 1;
		}
	}
	return NULL;
}

/* A path, "$." put in front of one that begins with a name. NULL having said so. */
static char *path(struct reader *r)
{
	const char *from, *end;
	bool bare;

	skip(r);
	from = r->p;
	bare = *from != '$';
	if (bare && !is_word(*from)) {
		fail(r, *from ? "a path was expected here, as in total or $.order.total" : "a path was expected at the end");
		return NULL;
	}
	while (*r->p == '$')
		r->p++;
	for (; is_word(*r->p) || *r->p == '.' || *r->p == '*' || *r->p == '[' || *r->p == '-' || *r->p == '\\'; r->p++) {
		if (*r->p == '\\' && r->p[1])
			r->p++;
		if (*r->p != '[')
			continue;
		end = closing(r->p);
		if (!end) {
			fail(r, "the bracket is not closed");
			return NULL;
		}
		r->p = end - 1;
	}
	return xasprintf("%s%.*s", bare ? "$." : "", (int)(r->p - from), from);
}

static cJSON *comparison(const char *variable, const char *op, cJSON *operand_take)
{
	cJSON *rule = cJSON_CreateObject();

	cJSON_AddStringToObject(rule, "Variable", variable);
	json_add(rule, op, operand_take);
	return rule;
}

static cJSON *negate(cJSON *rule_take)
{
	cJSON *rule = cJSON_CreateObject();

	json_add(rule, "Not", rule_take);
	return rule;
}

/* A string in either quotes. */
static cJSON *string(struct reader *r)
{
	char quote = *r->p;
	struct str s = {0};
	cJSON *node;

	if (quote == '"') {
		struct json_walk w = json_walk_at(r->p, strlen(r->p));
		struct json_part part;
		struct err e;

		if (!json_walk_value(&w, &part) || !json_part_string(part, &s, &e)) {
			str_done(&s);
			return fail(r, "this string is not closed, or holds what no JSON string may");
		}
		r->p += part.len;
	} else {
		const char *from = ++r->p;

		while (*r->p && *r->p != '\'')
			r->p++;
		if (!*r->p)
			return fail(r, "this string is not closed");
		str_add(&s, from, (size_t)(r->p - from));
		r->p++;
	}
	node = cJSON_CreateString(str_get(&s));
	str_done(&s);
	return node;
}

static cJSON *number(struct reader *r)
{
	size_t n = strspn(r->p, "+-0123456789.eE");
	cJSON *node = json_new_number_text(r->p, n);

	if (!node)
		return fail(r, "this is no number of JSON");
	r->p += n;
	return node;
}

static const struct {
	const char *word;
	enum op_type type;
} types[] = {{"string", OP_STRING}, {"number", OP_NUMERIC}, {"boolean", OP_BOOLEAN}, {"timestamp", OP_TIMESTAMP}};

static const char *operator_name(enum op_type type, enum op_order order, bool is_path)
{
	size_t n;
	const struct asl_operator *rows = asl_operator_rows(&n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].type == type && rows[i].order == order && rows[i].is_path == is_path)
			return rows[i].name;
	return NULL;
}

static cJSON *typed(struct reader *r, const char *variable, enum op_order order, enum op_type type, bool is_path, cJSON *operand_take)
{
	const char *name = operator_name(type, order, is_path);

	if (!operand_take)
		return NULL;
	if (name)
		return comparison(variable, name, operand_take);
	cJSON_Delete(operand_take);
	return fail(r, "booleans are only equal or not");
}

/* What stands behind == and the like. */
static cJSON *operand(struct reader *r, const char *variable, enum op_order order)
{
	skip(r);
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		char *to;
		cJSON *node;

		if (!word(r, types[i].word))
			continue;
		skip(r);
		if (*r->p == '"' || *r->p == '\'')
			return typed(r, variable, order, types[i].type, false, string(r));
		to = path(r);
		node = to ? cJSON_CreateString(to) : NULL;
		free(to);
		return typed(r, variable, order, types[i].type, true, node);
	}
	if (*r->p == '"' || *r->p == '\'')
		return typed(r, variable, order, OP_STRING, false, string(r));
	if (word(r, "true"))
		return typed(r, variable, order, OP_BOOLEAN, false, cJSON_CreateTrue());
	if (word(r, "false"))
		return typed(r, variable, order, OP_BOOLEAN, false, cJSON_CreateFalse());
	if (order == OP_EQ && word(r, "null"))
		return comparison(variable, "IsNull", cJSON_CreateTrue());
	if ((*r->p >= '0' && *r->p <= '9') || *r->p == '-')
		return typed(r, variable, order, OP_NUMERIC, false, number(r));
	return fail(r, *r->p ? "a value was expected: a number, a string in quotes, true, false, null, or string, number, boolean, timestamp and a path"
		: "a value was expected at the end");
}

static cJSON *call(struct reader *r, const char *name)
{
	char *variable;
	cJSON *rule = NULL;

	if (!sign(r, "("))
		return fail(r, "( was expected behind %s", name);
	variable = path(r);
	if (variable && !sign(r, ")"))
		fail(r, ") was expected");
	else if (variable)
		rule = comparison(variable, name, cJSON_CreateTrue());
	free(variable);
	return rule;
}

static cJSON *compare(struct reader *r)
{
	static const char *const calls[] = {"IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"};
	static const struct {
		const char *sign;
		enum op_order order;
		bool negative;
	} signs[] = {{"==", OP_EQ, false}, {"!=", OP_EQ, true}, {"<=", OP_LE, false}, {">=", OP_GE, false}, {"<", OP_LT, false}, {">", OP_GT, false}, {"=", OP_EQ, false}};
	char *variable;
	cJSON *rule = NULL;

	for (size_t i = 0; i < ARRAY_LEN(calls); i++)
		if (word(r, calls[i]))
			return call(r, calls[i]);
	variable = path(r);
	if (!variable)
		return NULL;
	if (word(r, "matches") || sign(r, "~")) {
		skip(r);
		if (*r->p == '"' || *r->p == '\'')
			rule = string(r);
		else
			fail(r, "a pattern in quotes was expected");
		rule = rule ? comparison(variable, "StringMatches", rule) : NULL;
		free(variable);
		return rule;
	}
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (sign(r, signs[i].sign)) {
			rule = operand(r, variable, signs[i].order);
			free(variable);
			return rule && signs[i].negative ? negate(rule) : rule;
		}
	rule = comparison(variable, "BooleanEquals", cJSON_CreateTrue());
	free(variable);
	return rule;
}

static cJSON *either(struct reader *r);

static cJSON *unary(struct reader *r)
{
	cJSON *rule;

	if (++r->depth > DEPTH_MAX)
		return fail(r, "nested too deeply");
	if (word(r, "not")) {
		rule = unary(r);
		rule = rule ? negate(rule) : NULL;
	} else if (sign(r, "(")) {
		rule = either(r);
		if (rule && !sign(r, ")")) {
			cJSON_Delete(rule);
			rule = fail(r, ") was expected");
		}
	} else {
		rule = compare(r);
	}
	r->depth--;
	return rule;
}

/* Parts with the same word between them; one part is itself. */
static cJSON *row(struct reader *r, const char *between, const char *name, cJSON *(*part)(struct reader *r))
{
	cJSON *first = part(r), *list, *rule, *next;

	if (!first || !word(r, between))
		return first;
	rule = cJSON_CreateObject();
	list = cJSON_AddArrayToObject(rule, name);
	json_append(list, first);
	do {
		next = part(r);
		if (!next) {
			cJSON_Delete(rule);
			return NULL;
		}
		json_append(list, next);
	} while (word(r, between));
	return rule;
}

static cJSON *both(struct reader *r)
{
	return row(r, "and", "And", unary);
}

static cJSON *either(struct reader *r)
{
	return row(r, "or", "Or", both);
}

cJSON *asl_condition_parse(const char *text, struct err *e)
{
	struct reader r = {.text = text, .p = text, .e = e};
	cJSON *rule = either(&r);

	skip(&r);
	if (rule && *r.p) {
		cJSON_Delete(rule);
		return fail(&r, "and, or, or the end was expected here");
	}
	return rule;
}

/* --- printing ------------------------------------------------------------------------------------------------------------- */

/* A name that would be taken for a word of the language keeps its "$.". */
static bool is_bare(const char *name)
{
	static const char *const words[] = {"and", "or", "not", "matches", "true", "false", "null", "string", "number", "boolean", "timestamp", "IsNull",
		"IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"};
	size_t n = strcspn(name, ".[");

	if (!is_word(*name) || (*name >= '0' && *name <= '9'))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strlen(words[i]) == n && strncmp(words[i], name, n) == 0)
			return false;
	return true;
}

static void add_path(struct str *out, const struct path *p)
{
	const char *text = path_text(p);

	str_adds(out, str_starts(text, "$.") && is_bare(text + 2) ? text + 2 : text);
}

static const char *type_word(enum op_type type)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (types[i].type == type)
			return types[i].word;
	return "string";
}

static void add_comparison(struct str *out, const struct asl_test *t)
{
	bool negative = cJSON_IsFalse(t->operand);

	if (t->op->type >= OP_IS_NULL) {
		str_addf(out, "%s%s(", negative ? "not " : "", t->op->symbol);
		add_path(out, t->variable);
		str_addc(out, ')');
		return;
	}
	if (t->op->type == OP_BOOLEAN && !t->operand_path) {
		str_adds(out, negative ? "not " : "");
		add_path(out, t->variable);
		return;
	}
	add_path(out, t->variable);
	str_addf(out, " %s ", t->op->type == OP_MATCHES ? "matches" : t->op->symbol);
	if (t->operand_path) {
		str_addf(out, "%s ", type_word(t->op->type));
		add_path(out, t->operand_path);
	} else {
		str_adds(out, t->op->type == OP_TIMESTAMP ? "timestamp " : "");
		json_print_to(out, t->operand);
	}
}

/* not late, not IsPresent(x): without brackets. */
static bool stands_alone(const struct asl_test *t)
{
	return t->kind == ASL_TEST_COMPARE && !cJSON_IsFalse(t->operand) && !t->operand_path && (t->op->type == OP_BOOLEAN || t->op->type >= OP_IS_NULL);
}

static void add_test(struct str *out, const struct asl_test *t, bool brackets)
{
	str_adds(out, brackets ? "(" : "");
	switch (t->kind) {
	case ASL_TEST_COMPARE:
		add_comparison(out, t);
		break;
	case ASL_TEST_NOT:
		str_adds(out, "not ");
		add_test(out, t->parts[0], !stands_alone(t->parts[0]));
		break;
	default:
		for (size_t i = 0; i < t->n_parts; i++) {
			str_adds(out, !i ? "" : t->kind == ASL_TEST_AND ? " and " : " or ");
			add_test(out, t->parts[i], t->parts[i]->kind == ASL_TEST_AND || t->parts[i]->kind == ASL_TEST_OR);
		}
	}
	str_adds(out, brackets ? ")" : "");
}

char *asl_condition_print(const struct asl_test *t)
{
	struct str out = {0};

	add_test(&out, t, false);
	return str_take(&out);
}
