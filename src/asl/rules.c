/*
 * Advice: what a machine may be created with, and yet is hardly meant. One table of rules, asked of every state; those in capital
 * letters are AWS's own warnings. What looks at lists of errors is in rules_errors.c, at expressions in rules_jsonata.c.
 */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

#include "asl/operator.h"
#include "asl/rules.h"

void rule_say(struct loader *L, const struct asl_rule *r, const struct at *at, const cJSON *node, const char *fmt, ...)
{
	struct str s = {0};
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	load_advice(L, r->severity, r->id, at, load_key_span(L, node), "%s", str_get(&s));
	str_done(&s);
}

const char *rule_looks_like(const char *text)
{
	if (str_starts(text, "$.") || str_starts(text, "$$.") || str_starts(text, "$["))
		return "a JSONPath";
	if (str_starts(text, "States.") && strchr(text, '(') && str_ends(text, ")"))
		return "an intrinsic function";
	return NULL;
}

/* --- templates ---------------------------------------------------------------------------------------------------- */

static void no_dollar(struct loader *L, const struct asl_rule *r, const struct at *at, const cJSON *node)
{
	for (const cJSON *c = node->child; c; c = c->next) {
		const char *what;

		if (cJSON_IsObject(c) || cJSON_IsArray(c)) {
			no_dollar(L, r, at, c);
			continue;
		}
		if (!c->string || !cJSON_IsString(c) || str_ends(c->string, ".$"))
			continue;
		what = rule_looks_like(c->valuestring);
		if (what)
			rule_say(L, r, at, c, "The value of '%s' looks like %s. Instead of '%s', use '%s.$' to evaluate it as %s at runtime.",
				c->string, what, c->string, c->string, what);
	}
}

static void rule_no_dollar(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	static const char *const fields[] = { "Parameters", "ItemSelector", "ResultSelector", "Credentials" };
	struct at at = at_state(s);

	for (size_t i = 0; i < ARRAY_LEN(fields) && s->language == ASL_JSONPATH; i++) {
		const cJSON *node = json_get(s->node, fields[i]);
		struct at field = at_member(&at, fields[i]);

		if (node)
			no_dollar(L, r, &field, node);
	}
}

static bool has_paths(const cJSON *node)
{
	if (cJSON_IsString(node))
		return rule_looks_like(node->valuestring) || (node->string && str_ends(node->string, ".$"));
	for (const cJSON *c = node->child; c; c = c->next)
		if (has_paths(c) || (c->string && str_ends(c->string, ".$")))
			return true;
	return false;
}

static void rule_static_result(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	const cJSON *result = json_get(s->node, "Result");
	struct at at = at_state(s), field = at_member(&at, "Result");

	if (s->language == ASL_JSONPATH && result && has_paths(result))
		rule_say(L, r, &field, result, "Result is static: paths and intrinsic functions in it are not evaluated. Use 'Parameters' instead of 'Result'.");
}

static void rule_hidden_parameters(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s), field = at_member(&at, "Parameters");

	if (json_get(s->node, "Result") && json_get(s->node, "Parameters"))
		rule_say(L, r, &field, json_get(s->node, "Parameters"), "Parameters has no effect beside Result");
}

static void rule_no_path(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	static const char *const fields[] = { "Error", "Cause" };
	struct at at = at_state(s);

	for (size_t i = 0; i < ARRAY_LEN(fields) && s->language == ASL_JSONPATH; i++) {
		const cJSON *node = json_get(s->node, fields[i]);
		struct at field = at_member(&at, fields[i]);
		const char *what = cJSON_IsString(node) ? rule_looks_like(node->valuestring) : NULL;

		if (what)
			rule_say(L, r, &field, node, "The value of '%s' looks like %s. Instead of '%s', use '%sPath' to evaluate it as %s at runtime.",
				fields[i], what, fields[i], fields[i], what);
	}
}

/* --- Task --------------------------------------------------------------------------------------------------------- */

static bool mentions(const cJSON *node, const char *word)
{
	if (cJSON_IsString(node))
		return strstr(node->valuestring, word) != NULL;
	for (const cJSON *c = node ? node->child : NULL; c; c = c->next)
		if (mentions(c, word))
			return true;
	return false;
}

/* The whole context, or the Task part of it, holds the token too. */
static bool passes_token(const cJSON *args)
{
	const cJSON *whole;

	if (mentions(args, "Task.Token") || mentions(args, "context.Task") || mentions(args, "$$.Task"))
		return true;
	for (whole = args ? args->child : NULL; whole; whole = whole->next)
		if (cJSON_IsString(whole) ? strcmp(whole->valuestring, "$$") == 0 : passes_token(whole))
			return true;
	return false;
}

static void rule_token(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	const char *field = s->language == ASL_JSONATA ? "Arguments" : "Parameters";
	struct at at = at_state(s), args = at_member(&at, field);

	if (s->resource.pattern == ASL_WAIT_TOKEN && json_get(s->node, field) && !passes_token(json_get(s->node, field)))
		rule_say(L, r, &args, json_get(s->node, field), "The task token is not passed on, so nobody can answer. Pass %s.",
			s->language == ASL_JSONATA ? "$states.context.Task.Token" : "$$.Task.Token");
}

static void rule_no_timeout(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s);
	const char *what = s->resource.kind == ASL_TASK_ACTIVITY ? "An activity" :
		s->resource.pattern == ASL_WAIT_TOKEN ? "A task that waits for a token" : NULL;

	if (what && !s->timeout.present && !s->heartbeat.present)
		rule_say(L, r, &at, s->node, "%s without TimeoutSeconds or HeartbeatSeconds may wait for a year", what);
}

static void rule_heartbeat(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s), field = at_member(&at, "HeartbeatSeconds");

	if (s->heartbeat.value && s->timeout.value && s->heartbeat.value >= s->timeout.value)
		rule_say(L, r, &field, s->heartbeat.node, "HeartbeatSeconds should be smaller than TimeoutSeconds");
}

/* A name that some tool replaces when the machine is deployed. */
static void rule_placeholder(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s);

	for (const cJSON *c = s->node->child; c; c = c->next) {
		struct at field = at_member(&at, c->string);

		if (load_is_placeholder(c) && strcmp(c->string, "Comment") != 0)
			rule_say(L, r, &field, c, "%s holds a placeholder that is not resolved: %s", c->string, c->valuestring);
	}
}

/* --- Choice, Map, containers --------------------------------------------------------------------------------------- */

static void rule_no_default(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s);

	if (s->n_choices && !json_get(s->node, "Default"))
		rule_say(L, r, &at, s->node, "Without Default, an input that no rule matches fails the execution");
}

static void check_pattern(struct loader *L, const struct asl_rule *r, const struct at *at, const struct asl_test *t)
{
	for (size_t i = 0; i < t->n_parts; i++)
		check_pattern(L, r, at, t->parts[i]);
	if (!t->op || t->op->type != OP_MATCHES || !t->operand)
		return;
	for (const char *p = t->operand->valuestring; (p = strchr(p, '\\')); p += 2)
		if (p[1] != '*' && p[1] != '\\') {
			rule_say(L, r, at, t->operand, "A backslash in a pattern stands before * or \\ only");
			return;
		}
}

static void rule_pattern(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s), list = at_member(&at, "Choices");

	for (size_t i = 0; i < s->n_choices; i++) {
		struct at rule = at_element(&list, i);

		if (s->choices[i].test)
			check_pattern(L, r, &rule, s->choices[i].test);
	}
}

static void rule_iterator(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	static const char *const old[][2] = { { "Iterator", "ItemProcessor" }, { "Parameters", "ItemSelector" } };
	struct at at = at_state(s);

	for (size_t i = 0; i < ARRAY_LEN(old) && s->language == ASL_JSONPATH; i++)
		if (json_get(s->node, old[i][0])) {
			struct at field = at_member(&at, old[i][0]);

			rule_say(L, r, &field, json_get(s->node, old[i][0]), "%s is the old name of %s", old[i][0], old[i][1]);
		}
}

static void rule_inline(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	static const char *const fields[] = { "ItemReader", "ItemBatcher", "ResultWriter", "ToleratedFailureCount",
		"ToleratedFailureCountPath", "ToleratedFailurePercentage", "ToleratedFailurePercentagePath" };
	struct at at = at_state(s);

	for (size_t i = 0; i < ARRAY_LEN(fields) && !s->distributed; i++)
		if (json_get(s->node, fields[i])) {
			struct at field = at_member(&at, fields[i]);

			rule_say(L, r, &field, json_get(s->node, fields[i]), "%s needs a processor in DISTRIBUTED mode", fields[i]);
		}
}

static void rule_reader(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	const cJSON *items = json_get(s->node, s->language == ASL_JSONATA ? "Items" : "ItemsPath");
	struct at at = at_state(s);

	if (items && json_get(s->node, "ItemReader")) {
		struct at field = at_member(&at, items->string);

		rule_say(L, r, &field, items, "%s has no effect beside ItemReader", items->string);
	}
}

static void rule_no_end(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s);

	for (size_t i = 0; i < s->n_scopes; i++) {
		const struct asl_scope *scope = s->scopes[i];
		bool ends = scope->n_states == 0;

		for (size_t k = 0; k < scope->n_states && !ends; k++)
			ends = scope->states[k]->end || scope->states[k]->broken;
		if (!ends)
			rule_say(L, r, &at, scope->node, "%s has no terminal state, so it never ends",
				s->type == ASL_PARALLEL ? "A branch" : "The processor");
	}
}

static const struct asl_rule rules[] = {
	{ "NO_DOLLAR", DIAG_WARNING, OWN_STATE, rule_no_dollar },
	{ "NO_PATH", DIAG_WARNING, OWN_FAIL, rule_no_path },
	{ "PASS_RESULT_IS_STATIC", DIAG_WARNING, OWN_PASS, rule_static_result },
	{ "pass.parameters", DIAG_WARNING, OWN_PASS, rule_hidden_parameters },
	{ "task.token", DIAG_WARNING, OWN_TASK, rule_token },
	{ "task.timeout", DIAG_WARNING, OWN_TASK, rule_no_timeout },
	{ "task.heartbeat", DIAG_WARNING, OWN_TASK, rule_heartbeat },
	{ "placeholder", DIAG_INFO, OWN_STATE, rule_placeholder },
	{ "error.reserved", DIAG_WARNING, OWN_STATE, rule_reserved_errors },
	{ "retry.dead", DIAG_WARNING, OWN_STATE, rule_dead_retriers },
	{ "catch.dead", DIAG_WARNING, OWN_STATE, rule_dead_catchers },
	{ "retry.delay", DIAG_WARNING, OWN_STATE, rule_retry_delay },
	{ "choice.default", DIAG_INFO, OWN_CHOICE, rule_no_default },
	{ "choice.pattern", DIAG_WARNING, OWN_CHOICE, rule_pattern },
	{ "map.legacy", DIAG_INFO, OWN_MAP, rule_iterator },
	{ "map.inline", DIAG_WARNING, OWN_MAP, rule_inline },
	{ "map.reader", DIAG_WARNING, OWN_MAP, rule_reader },
	{ "jsonata.literal", DIAG_WARNING, OWN_STATE, rule_jsonata_literal },
	{ "jsonata.blanks", DIAG_WARNING, OWN_STATE, rule_jsonata_padded },
	{ "jsonata.path", DIAG_WARNING, OWN_STATE, rule_jsonata_path },
	{ "jsonata.eval", DIAG_WARNING, OWN_STATE, rule_jsonata_eval },
	{ "flow.end", DIAG_WARNING, OWN_MAP | OWN_PARALLEL, rule_no_end },
};

void load_rules(struct loader *L)
{
	for (size_t i = 0; i < L->states.n; i++) {
		struct asl_state *s = L->states.v[i];

		for (size_t k = 0; k < ARRAY_LEN(rules); k++)
			if (s->type && (rules[k].owners & (1u << s->type)))
				rules[k].check(L, &rules[k], s);
	}
}
