#include "asl/label.h"

#include "asl/operator.h"

#include <stdlib.h>
#include <string.h>

/* --- choice rules --------------------------------------------------------------------------------------------------- */

/* "$.a.b" is "a.b"; "$" and "$$…" stay. */
static void add_path(struct str *out, const struct path *p)
{
	const char *text = path_text(p);

	str_adds(out, str_starts(text, "$.") && text[2] != '.' && text[2] ? text + 2 : text);
}

static bool is_binary(const struct asl_test *t)
{
	return t->kind == ASL_TEST_AND || t->kind == ASL_TEST_OR;
}

static void add_operand(struct str *out, const struct asl_test *t)
{
	if (t->operand_path)
		add_path(out, t->operand_path);
	else
		json_print_to(out, t->operand);
}

static void add_comparison(struct str *out, const struct asl_test *t)
{
	bool negative = cJSON_IsFalse(t->operand);

	switch (t->op->type) {
	case OP_BOOLEAN:
		if (t->operand_path)
			break;
		str_adds(out, negative ? "not " : "");
		add_path(out, t->variable);
		return;
	case OP_IS_NULL:
	case OP_IS_PRESENT:
	case OP_IS_NUMERIC:
	case OP_IS_STRING:
	case OP_IS_BOOLEAN:
	case OP_IS_TIMESTAMP:
		str_addf(out, "%s%s(", negative ? "not " : "", t->op->symbol);
		add_path(out, t->variable);
		str_addc(out, ')');
		return;
	default:
		break;
	}
	add_path(out, t->variable);
	str_addf(out, " %s ", t->op->symbol);
	add_operand(out, t);
}

/* Does it need brackets behind "not"? `not late` and `not IsPresent(x)` do not. */
static bool stands_alone(const struct asl_test *t)
{
	return t->kind == ASL_TEST_COMPARE && !cJSON_IsFalse(t->operand) && !t->operand_path &&
		(t->op->type == OP_BOOLEAN || t->op->type >= OP_IS_NULL);
}

static void add_test(struct str *out, const struct asl_test *t, bool brackets)
{
	if (brackets)
		str_addc(out, '(');
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
			if (i)
				str_adds(out, t->kind == ASL_TEST_AND ? " and " : " or ");
			add_test(out, t->parts[i], is_binary(t->parts[i]) && t->parts[i]->n_parts > 1 && t->n_parts > 1);
		}
	}
	if (brackets)
		str_addc(out, ')');
}

char *asl_test_label(const struct asl_test *t)
{
	struct str out = {0};

	add_test(&out, t, false);
	return str_take(&out);
}

/* The text between {% and %}, trimmed. */
static void add_expression(struct str *out, const char *text)
{
	size_t len = strlen(text);

	if (len >= 4 && str_starts(text, "{%") && str_ends(text, "%}")) {
		text += 2;
		len -= 4;
	}
	while (len && strchr(" \t\r\n", *text)) {
		text++;
		len--;
	}
	while (len && strchr(" \t\r\n", text[len - 1]))
		len--;
	str_add(out, text, len);
}

char *asl_choice_label(const struct asl_state *s, size_t rule)
{
	const cJSON *condition = rule < s->n_choices ? json_get(s->choices[rule].node, "Condition") : NULL;
	struct str out = {0};

	if (rule < s->n_choices && s->choices[rule].test)
		add_test(&out, s->choices[rule].test, false);
	else if (cJSON_IsString(condition))
		add_expression(&out, condition->valuestring);
	else if (cJSON_IsBool(condition))
		json_print_to(&out, condition);
	else
		str_addc(&out, '?');
	return str_take(&out);
}

/* --- errors ------------------------------------------------------------------------------------------------------- */

static char *errors_label(const char *const *errors, size_t n)
{
	static const char *const families[] = { "States.", "Lambda." };
	struct str out = {0};

	for (size_t i = 0; i < n; i++) {
		const char *name = errors[i];

		for (size_t k = 0; k < ARRAY_LEN(families); k++)
			if (str_starts(name, families[k]) && name[strlen(families[k])]) {
				name += strlen(families[k]);
				break;
			}
		str_addf(&out, "%s%s", i ? ", " : "", name);
	}
	return str_take(&out);
}

char *asl_catch_label(const struct asl_state *s, size_t catcher)
{
	return catcher < s->n_catchers ? errors_label(s->catchers[catcher].errors, s->catchers[catcher].n_errors) : xstrdup("");
}

char *asl_retry_label(const struct asl_state *s, size_t retrier)
{
	return retrier < s->n_retriers ? errors_label(s->retriers[retrier].errors, s->retriers[retrier].n_errors) : xstrdup("");
}

/* --- resources ---------------------------------------------------------------------------------------------------- */

/* The function that lambda:invoke names in its arguments: a name, an ARN, or nothing that is known before it runs. */
static void add_function(struct str *out, const char *name)
{
	const char *colon = str_starts(name, "arn:") ? strstr(name, ":function:") : NULL;

	if (!colon)
		str_adds(out, name);
	else
		str_add(out, colon + 10, strcspn(colon + 10, ":"));
}

char *asl_resource_label(const struct asl_state *s)
{
	const struct asl_resource *r = &s->resource;
	const cJSON *args = json_get(s->node, s->language == ASL_JSONATA ? "Arguments" : "Parameters");
	const char *function = json_get_string(args, "FunctionName");
	struct str out = {0};
	size_t len;

	if (!r->arn)
		return NULL;
	switch (r->kind) {
	case ASL_TASK_LAMBDA:
		str_addf(&out, "lambda %s", r->function);
		break;
	case ASL_TASK_ACTIVITY:
		str_addf(&out, "activity %s", r->function);
		break;
	case ASL_TASK_SERVICE:
		len = strcspn(r->action, ".");
		str_addf(&out, "%s ", str_starts(r->service, "aws-sdk:") ? r->service + 8 : r->service);
		if (str_is(r->service, "lambda") && function && !str_starts(function, "{%"))
			add_function(&out, function);
		else
			str_add(&out, r->action, len);
		if (r->action[len])
			str_addf(&out, " %s", r->action + len);
		break;
	default:
		str_adds(&out, r->arn);
	}
	return str_take(&out);
}
