/* Choice rules: trees of And, Or and Not over comparisons (ASL.md 1.8, 5.1), or a Condition in JSONata. */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

#include "asl/operator.h"
#include "base/timefmt.h"

static struct asl_test *load_test(struct loader *L, const cJSON *node, uint32_t owner, void *target, const struct at *at,
	struct asl_state *s);

static struct asl_test *test_new(struct loader *L, enum asl_test_kind kind)
{
	struct asl_test *t = asl_arena_alloc(L->arena, sizeof *t);

	t->kind = kind;
	return t;
}

/* Is the literal of the type that the operator compares with? */
static bool check_operand(struct loader *L, const struct asl_operator *op, const cJSON *node, const struct at *at)
{
	int64_t ms;

	switch (op->type) {
	case OP_STRING:
	case OP_MATCHES:
		return cJSON_IsString(node) || load_type_fault(L, at, node, "[STRING]");
	case OP_NUMERIC:
		return cJSON_IsNumber(node) || load_is_lacking(L, node) || load_type_fault(L, at, node, "Number");
	case OP_TIMESTAMP:
		if (!cJSON_IsString(node))
			return load_type_fault(L, at, node, "[STRING]");
		if (load_is_lacking(L, node) || time_parse(node->valuestring, &ms, NULL))
			return true;
		load_fault(L, at, node, "String does not match RFC3339 timestamp");
		return false;
	default:
		return cJSON_IsBool(node) || load_is_lacking(L, node) || load_type_fault(L, at, node, "[BOOLEAN]");
	}
}

static struct asl_test *load_comparison(struct loader *L, const cJSON *variable, const cJSON *operand, const struct at *up)
{
	struct asl_test *t = test_new(L, ASL_TEST_COMPARE);
	struct at at = at_member(up, "Variable"), operand_at = at_member(up, operand->string);

	t->op = asl_operator_find(operand->string);
	t->variable = load_rule_path(L, variable, &at, false);
	if (t->op->is_path)
		t->operand_path = load_rule_path(L, operand, &operand_at, true);
	else if (check_operand(L, t->op, operand, &operand_at))
		t->operand = operand;
	if (t->variable && (t->operand_path || t->operand))
		return t;
	path_free(t->variable);
	path_free(t->operand_path);
	return NULL;
}

void asl_test_release(struct asl_test *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n_parts; i++)
		asl_test_release(t->parts[i]);
	path_free(t->variable);
	path_free(t->operand_path);
}

/* And, Or: every element; Not: its one object. NULL when any of them could not be read. */
static struct asl_test *load_logic(struct loader *L, const cJSON *node, const struct at *up, struct asl_state *s)
{
	bool is_not = strcmp(node->string, "Not") == 0, good = true;
	struct asl_test *t = test_new(L, is_not ? ASL_TEST_NOT : *node->string == 'A' ? ASL_TEST_AND : ASL_TEST_OR);
	struct at at = at_member(up, node->string);
	VEC(struct asl_test *) parts = {0};
	const cJSON *c = is_not ? node : node->child;

	if (!is_not && !cJSON_IsArray(node)) {
		load_type_fault(L, &at, node, "[ARRAY]");
		return NULL;
	}
	if (!c)
		load_fault(L, &at, node, "Value cannot be empty");
	good = c != NULL;
	for (size_t i = 0; c; c = is_not ? NULL : c->next, i++) {
		struct at element = at_element(&at, i);
		struct asl_test *part = load_test(L, c, OWN_NESTED_RULE, NULL, is_not ? &at : &element, s);

		if (part)
			VEC_PUSH(&parts, part);
		else
			good = false;
	}
	t->parts = asl_arena_copy(L->arena, parts.v, parts.n, sizeof *parts.v);
	t->n_parts = parts.n;
	VEC_DONE(&parts);
	if (good)
		return t;
	asl_test_release(t);
	return NULL;
}

struct rule_parts {
	const cJSON *variable, *logic, *operator, *second;	/* second: one operator too many */
	size_t selectors;					/* how many of And, Or, Not, Variable, Condition */
};

/* Every member to its place; the fields of rules that are no tests go into target. */
static void rule_sort(struct loader *L, const cJSON *node, uint32_t owner, void *target, const struct at *at, struct asl_state *s,
	struct rule_parts *p)
{
	for (const cJSON *c = node->child; c; c = c->next) {
		const struct asl_field *f;

		if (asl_operator_find(c->string)) {
			p->second = p->operator ? c : NULL;
			p->operator = p->operator ? p->operator : c;
			continue;
		}
		f = load_field_for(L, c, owner, at, s);
		if (strcmp(c->string, "Condition") == 0)
			p->selectors++;
		if (!f)
			continue;
		if (f->kind != K_RULE_PART) {
			load_member(L, c, f, target, at, s);
			continue;
		}
		p->selectors++;
		if (strcmp(c->string, "Variable") == 0)
			p->variable = c;
		else
			p->logic = c;
	}
}

static struct asl_test *load_test(struct loader *L, const cJSON *node, uint32_t owner, void *target, const struct at *at,
	struct asl_state *s)
{
	struct rule_parts p = {0};
	size_t errors = L->errors;

	if (!cJSON_IsObject(node)) {
		load_type_fault(L, at, node, "[OBJECT]");
		return NULL;
	}
	rule_sort(L, node, owner, target, at, s, &p);
	load_required(L, node, owner, at);
	if (s->language == ASL_JSONATA) {
		if (p.selectors != 1 && L->errors == errors)
			load_fault_at_key(L, at, node, "These fields are required: [Condition]");
		return NULL;
	}
	if (p.selectors != 1) {
		load_fault_at_key(L, at, node,
			"The object must have only one of the following fields, [And, Or, Not, Variable, Condition]");
		return NULL;
	}
	if (p.second)
		load_fault_at_key(L, at, p.second, "There should only be one of the following fields: [%s, %s]", p.operator->string,
			p.second->string);
	else if (p.operator && p.logic)
		load_fault_at_key(L, at, p.operator, "Field '%s' is not supported", p.operator->string);
	else if (p.logic)
		return load_logic(L, p.logic, at, s);
	else if (p.operator && p.variable)
		return load_comparison(L, p.variable, p.operator, at);
	else if (p.variable)
		load_fault_at_key(L, at, node, "A rule with Variable needs a comparison, such as StringEquals");
	return NULL;
}

void load_choices(struct loader *L, const struct job *j)
{
	VEC(struct asl_choice) list = {0};
	const cJSON *c;
	size_t i = 0;

	if (!cJSON_IsArray(j->node)) {
		load_type_fault(L, j->at, j->node, "[ARRAY]");
		return;
	}
	if (!j->node->child)
		load_fault(L, j->at, j->node, "Value cannot be empty");
	cJSON_ArrayForEach(c, j->node) {
		struct at at = at_element(j->at, i++);
		struct asl_choice rule = { .node = c };

		rule.test = load_test(L, c, OWN_RULE, &rule, &at, j->state);
		VEC_PUSH(&list, rule);
	}
	j->state->choices = asl_arena_copy(L->arena, list.v, list.n, sizeof *list.v);
	j->state->n_choices = list.n;
	VEC_DONE(&list);
}
