/* Advice about expressions: text that looks like one and is none, functions and variables that there are not. */
#include <stdlib.h>
#include <string.h>

#include "asl/rules.h"

/* Members that hold no text to be evaluated in any language, and those whose states are asked for themselves. */
static bool is_other(const char *name)
{
	static const char *const others[] = { "Comment", "Type", "Resource", "Next", "Default", "QueryLanguage", "ErrorEquals", "Branches",
		"ItemProcessor", "Iterator", "Label" };

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (strcmp(name, others[i]) == 0)
			return true;
	return false;
}

typedef void (*text_fn)(struct loader *L, const struct asl_rule *r, const struct at *at, const cJSON *node);

/* Every text below node, and every member's name; bounded by the definition's depth. */
static void each_text(struct loader *L, const struct asl_rule *r, const struct at *up, const cJSON *node, text_fn fn)
{
	size_t i = 0;

	for (const cJSON *c = node->child; c; c = c->next, i++) {
		struct at at = cJSON_IsArray(node) ? at_element(up, i) : at_member(up, c->string);

		fn(L, r, &at, c);
		each_text(L, r, &at, c, fn);
	}
}

static void each_state_text(struct loader *L, const struct asl_rule *r, struct asl_state *s, text_fn fn)
{
	struct at up = at_state(s);

	if (s->broken)
		return;
	for (const cJSON *c = s->node->child; c; c = c->next) {
		struct at at = at_member(&up, c->string);

		if (is_other(c->string))
			continue;
		fn(L, r, &at, c);
		each_text(L, r, &at, c, fn);
	}
}

static void literal(struct loader *L, const struct asl_rule *r, const struct at *at, const cJSON *node)
{
	if (cJSON_IsString(node) && jtmpl_is_expression(node->valuestring))
		rule_say(L, r, at, node, "This is text: the state's QueryLanguage is JSONPath, so {%% … %%} is not evaluated");
}

void rule_jsonata_literal(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	if (s->language == ASL_JSONPATH)
		each_state_text(L, r, s, literal);
}

/* Blanks on both sides; on one side alone it is an error. */
static bool is_padded(const char *text)
{
	size_t len = strlen(text), begin = strspn(text, " \t\r\n");

	while (len > begin && strchr(" \t\r\n", text[len - 1]))
		len--;
	return begin && text[len] && len >= begin + 4 && str_starts(text + begin, "{%") && text[len - 2] == '%' && text[len - 1] == '}';
}

static void padded(struct loader *L, const struct asl_rule *r, const struct at *at, const cJSON *node)
{
	const char *from;
	char *bare;
	size_t len;

	if (!cJSON_IsString(node) || !is_padded(node->valuestring))
		return;
	from = node->valuestring + strspn(node->valuestring, " \t\r\n");
	for (len = strlen(from); strchr(" \t\r\n", from[len - 1]); len--)
		;
	bare = xstrndup(from, len);
	rule_say(L, r, at, node, "This is text: an expression begins with {%% and ends with %%}, without blanks outside");
	load_fix_string(L, node, bare);
	free(bare);
}

void rule_jsonata_padded(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	if (s->language == ASL_JSONATA)
		each_state_text(L, r, s, padded);
}

static void path(struct loader *L, const struct asl_rule *r, const struct at *at, const cJSON *node)
{
	const char *what = cJSON_IsString(node) ? rule_looks_like(node->valuestring) : NULL;

	if (node->string && str_ends(node->string, ".$"))
		rule_say(L, r, at, node, "The name '%s' means nothing in JSONata: write the name without '.$' and {%% … %%} as the value", node->string);
	else if (what)
		rule_say(L, r, at, node, "This looks like %s, but the state's QueryLanguage is JSONata, where it is text", what);
}

void rule_jsonata_path(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	if (s->language == ASL_JSONATA)
		each_state_text(L, r, s, path);
}

struct ask {
	struct loader *L;
	const struct asl_rule *r;
	struct asl_state *s;
};

static void say_inside(const struct ask *a, const struct jtmpl_expression *x, size_t offset, const char *text)
{
	struct at at = at_state(a->s);

	load_advice(a->L, a->r->severity, a->r->id, &at,
		load_span_inside(a->L, x->node, (size_t)(x->text - x->node->valuestring) + offset), "%s", text);
}

static void no_eval(void *ctx, const struct jtmpl_expression *x)
{
	const struct jsonata_uses *u = x->code ? jsonata_uses(x->code) : NULL;

	for (size_t i = 0; u && i < u->names.n; i++)
		if (strcmp(u->names.v[i].name, "eval") == 0)
			say_inside(ctx, x, u->names.v[i].offset, "State machines have no $eval; $parse reads JSON from a text");
}

void rule_jsonata_eval(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct ask a = { L, r, s };

	asl_state_expressions(s, no_eval, &a);
}
