/*
 * Advice about the way of data: a catcher that drops the input, a result that takes its place while it is still wanted. Told only where
 * the definition itself shows that something is lost.
 */
#include "asl/rules.h"

#include <stdlib.h>
#include <string.h>

void rule_catch_input(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	const char *field = s->language == ASL_JSONATA ? "Output" : "ResultPath";
	struct at at = at_state(s), list = at_member(&at, "Catch");

	for (size_t i = 0; i < s->n_catchers; i++) {
		struct at element = at_element(&list, i);
		const struct asl_catcher *c = &s->catchers[i];

		if (json_get(c->node, field) || json_get(c->node, "Assign") || !c->next.state || c->next.state->type == ASL_FAIL)
			continue;
		rule_say(L, r, &element, c->node, "The catcher has no %s, so %s gets the error and nothing of the input", field, c->next.name);
		load_fix(L, FIX_ADD, c->node, field, s->language == ASL_JSONATA ?
			"\"{% $merge([$states.input, {'error': $states.errorOutput}]) %}\"" : "\"$.error\"");
	}
}

/* --- names that a state reads of its input ---------------------------------------------------------------------------- */

struct names {
	VEC(char *) list;
};

static void names_done(struct names *n)
{
	for (size_t i = 0; i < n->list.n; i++)
		free(n->list.v[i]);
	VEC_DONE(&n->list);
}

static bool has_name(const struct names *n, const char *name)
{
	for (size_t i = 0; i < n->list.n; i++)
		if (strcmp(n->list.v[i], name) == 0)
			return true;
	return false;
}

/* Every "$.name" in a text, alone or among the arguments of a call. */
static void names_of_text(struct names *n, const char *text)
{
	for (const char *p = text; (p = strstr(p, "$.")); p += 2) {
		size_t len = strcspn(p + 2, " .[](),'\"");
		char *name;

		if ((p > text && p[-1] == '$') || !len)
			continue;
		name = xstrndup(p + 2, len);
		if (has_name(n, name))
			free(name);
		else
			VEC_PUSH(&n->list, name);
	}
}

static bool is_path_field(const char *name)
{
	return str_ends(name, ".$") || str_ends(name, "Path") || strcmp(name, "Variable") == 0;
}

static void names_of(struct names *n, const cJSON *node)
{
	for (const cJSON *c = node->child; c; c = c->next)
		if (!c->string || !cJSON_IsString(c))
			names_of(n, c);
		else if (is_path_field(c->string))
			names_of_text(n, c->valuestring);
}

/* What of the state works on its input: not what looks at the result, nor the states inside. */
static void names_of_input(struct names *n, const struct asl_state *s)
{
	static const char *const parts[] = { "Parameters", "Choices" };
	static const char *const paths[] = { "InputPath", "ItemsPath", "SecondsPath", "TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath",
		"ErrorPath", "CausePath", "MaxConcurrencyPath" };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (json_get(s->node, parts[i]) && !(s->type == ASL_MAP && i == 0))
			names_of(n, json_get(s->node, parts[i]));
	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		if (json_get_string(s->node, paths[i]))
			names_of_text(n, json_get_string(s->node, paths[i]));
}

/* --- results ---------------------------------------------------------------------------------------------------------- */

/* A result that cannot be the input with something added: an integration's response, an array. A function may return anything. */
static bool is_foreign_result(const struct asl_state *s)
{
	if (s->type == ASL_TASK)
		return s->resource.kind == ASL_TASK_SERVICE && !str_starts(s->resource.action, "startExecution");
	return s->type == ASL_PARALLEL || s->type == ASL_MAP;
}

void rule_lost_input(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	const struct asl_state *next = s->next.state;
	struct names mine = {0}, wanted = {0};
	struct at at = at_state(s);

	if (s->language != ASL_JSONPATH || !next || next->language != ASL_JSONPATH || !is_foreign_result(s) || json_get(s->node, "ResultPath") ||
	    json_get(s->node, "ResultSelector") || json_get(s->node, "OutputPath") || json_get(next->node, "InputPath"))
		return;
	names_of_input(&mine, s);
	names_of_input(&wanted, next);
	for (size_t i = 0; i < wanted.list.n; i++)
		if (s->type != ASL_TASK || has_name(&mine, wanted.list.v[i])) {
			rule_say(L, r, &at, s->node, "The result takes the place of the input, of which %s still reads '%s'", next->name, wanted.list.v[i]);
			load_fix(L, FIX_ADD, s->node, "ResultPath", "\"$.result\"");
			break;
		}
	names_done(&mine);
	names_done(&wanted);
}
