/* Advice about templates and literals: text that looks like a path and is none, what has no effect, what is not resolved. */
#include "asl/rules.h"

#include <stdlib.h>
#include <string.h>

const char *rule_looks_like(const char *text)
{
	if (str_starts(text, "$.") || str_starts(text, "$$.") || str_starts(text, "$["))
		return "a JSONPath";
	if (str_starts(text, "States.") && strchr(text, '(') && str_ends(text, ")"))
		return "an intrinsic function";
	return NULL;
}

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
		if (what)
			load_fix_rename(L, c, ".$");
	}
}

void rule_no_dollar(struct loader *L, const struct asl_rule *r, struct asl_state *s)
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

void rule_static_result(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	const cJSON *result = json_get(s->node, "Result");
	struct at at = at_state(s), field = at_member(&at, "Result");

	if (s->language != ASL_JSONPATH || !result || !has_paths(result))
		return;
	rule_say(L, r, &field, result, "Result is static: paths and intrinsic functions in it are not evaluated. Use 'Parameters' instead of 'Result'.");
	if (!json_get(s->node, "Parameters"))
		load_fix(L, FIX_RENAME, result, "Parameters", NULL);
}

void rule_hidden_parameters(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s), field = at_member(&at, "Parameters");

	if (!json_get(s->node, "Result") || !json_get(s->node, "Parameters"))
		return;
	rule_say(L, r, &field, json_get(s->node, "Parameters"), "Parameters has no effect beside Result");
	load_fix(L, FIX_REMOVE, json_get(s->node, "Parameters"), NULL, NULL);
}

void rule_no_path(struct loader *L, const struct asl_rule *r, struct asl_state *s)
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
		if (what)
			load_fix_rename(L, node, "Path");
	}
}

/* A name that some tool replaces when the machine is deployed. */
void rule_placeholder(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s);

	for (const cJSON *c = s->node->child; c; c = c->next) {
		struct at field = at_member(&at, c->string);

		if (load_is_placeholder(c) && strcmp(c->string, "Comment") != 0)
			rule_say(L, r, &field, c, "%s holds a placeholder that is not resolved: %s", c->string, c->valuestring);
	}
}
