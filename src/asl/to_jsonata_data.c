/* The way of data as expressions: templates, ResultSelector, ResultPath, OutputPath. */
#include <stdlib.h>
#include <string.h>

#include "asl/to_jsonata_private.h"
#include "query/path_steps.h"

static void take_note(void *ctx, const char *text)
{
	conversion_note(ctx, false, text);
}

void shape_done(struct shape *s)
{
	free(s->expression);
	cJSON_Delete(s->node);
	*s = (struct shape){0};
}

cJSON *expression_node(const char *expression)
{
	char *text = xasprintf("{%% %s %%}", expression);
	cJSON *n = cJSON_CreateString(text);

	free(text);
	return n;
}

/* What ".name" can be added to. */
static char *as_root(const char *expression)
{
	bool bare = (str_starts(expression, "$states.") || str_starts(expression, "$merge(")) && !strchr(expression, ' ');

	return bare || (expression[0] == '$' && !strpbrk(expression, " &+")) ? xstrdup(expression) : xasprintf("(%s)", expression);
}

char *convert_path(struct conversion *c, const struct path *p, const char *root)
{
	char *base = as_root(root);
	struct to_jsonata to = { base, take_note, c };
	struct str out = {0};
	bool ok = path_is_root(p) ? (str_adds(&out, root), true) : path_to_jsonata(p, &to, &out, &c->e);

	free(base);
	if (ok)
		return str_take(&out);
	str_done(&out);
	return NULL;
}

char *convert_text(struct conversion *c, const char *text, const char *root)
{
	char *base, *result = NULL;
	struct to_jsonata to = { NULL, take_note, c };
	struct intrinsic *call;
	struct path *path;
	struct str out = {0};

	if (!intrinsic_is(text)) {
		path = path_compile(text, strlen(text), &c->e);
		result = path ? convert_path(c, path, root) : NULL;
		path_free(path);
		return result;
	}
	call = intrinsic_compile(text, strlen(text), &c->e);
	to.input = base = as_root(root);
	if (call && intrinsic_to_jsonata(call, &to, &out, &c->e))
		result = str_take(&out);
	intrinsic_free(call);
	free(base);
	return result;
}

/* --- templates ---------------------------------------------------------------------------------------------------- */

static bool is_mistakable(const char *text)
{
	return str_starts(text, "{%") || str_ends(text, "%}");
}

cJSON *convert_literal(const cJSON *node)
{
	cJSON *copy;

	if (cJSON_IsString(node) && is_mistakable(node->valuestring)) {
		struct str s = {0};

		jsonata_literal(&s, node->valuestring);
		copy = expression_node(str_get(&s));
		str_done(&s);
		return copy;
	}
	if (!cJSON_IsObject(node) && !cJSON_IsArray(node))
		return json_copy(node);
	copy = cJSON_IsObject(node) ? cJSON_CreateObject() : cJSON_CreateArray();
	for (const cJSON *m = node->child; m; m = m->next)
		if (cJSON_IsObject(node))
			json_add(copy, m->string, convert_literal(m));
		else
			json_append(copy, convert_literal(m));
	return copy;
}

static bool is_dynamic(const cJSON *m)
{
	return m->string && str_ends(m->string, ".$") && cJSON_IsString(m);
}

static bool template_parts(struct conversion *c, const cJSON *node, const char *root, cJSON **out, struct str *text);

static bool template_members(struct conversion *c, const cJSON *node, const char *root, cJSON *into, struct str *text)
{
	for (const cJSON *m = node->child; m; m = m->next) {
		char *name = is_dynamic(m) ? xstrndup(m->string, strlen(m->string) - 2) : xstrdup(m->string), *expression = NULL;
		cJSON *value = NULL;
		bool ok;

		if (m != node->child)
			str_adds(text, ", ");
		jsonata_literal(text, name);
		str_adds(text, ": ");
		if (is_dynamic(m)) {
			expression = convert_text(c, m->valuestring, root);
			ok = expression != NULL;
			if (ok) {
				str_adds(text, expression);
				value = expression_node(expression);
			}
		} else {
			ok = template_parts(c, m, root, &value, text);
		}
		if (ok)
			json_add(into, name, value);
		free(expression);
		free(name);
		if (!ok)
			return false;
	}
	return true;
}

/* Both forms at once: JSON with expressions in it, and one expression for all of it. */
static bool template_parts(struct conversion *c, const cJSON *node, const char *root, cJSON **out, struct str *text)
{
	bool ok = true;

	if (!cJSON_IsObject(node) && !cJSON_IsArray(node)) {
		json_print_to(text, node);
		*out = convert_literal(node);
		return true;
	}
	*out = cJSON_IsObject(node) ? cJSON_CreateObject() : cJSON_CreateArray();
	str_addc(text, cJSON_IsObject(node) ? '{' : '[');
	if (cJSON_IsObject(node)) {
		ok = template_members(c, node, root, *out, text);
	} else {
		for (const cJSON *m = node->child; m && ok; m = m->next) {
			cJSON *value = NULL;

			if (m != node->child)
				str_adds(text, ", ");
			ok = template_parts(c, m, root, &value, text);
			if (ok)
				json_append(*out, value);
		}
	}
	str_addc(text, cJSON_IsObject(node) ? '}' : ']');
	if (!ok) {
		cJSON_Delete(*out);
		*out = NULL;
	}
	return ok;
}

bool convert_template(struct conversion *c, const cJSON *node, const char *root, struct shape *out)
{
	struct str text = {0};

	*out = (struct shape){0};
	if (!template_parts(c, node, root, &out->node, &text)) {
		str_done(&text);
		return false;
	}
	out->expression = str_take(&text);
	return true;
}

/* --- output ------------------------------------------------------------------------------------------------------- */

/* "$merge([base, {"a": item}])", one level in the other where the path has several names. */
static bool merge(struct conversion *c, const struct path *at, size_t i, const char *base, const char *item, struct str *out)
{
	const char *name = path_step_name(at, i);
	struct str inner = {0}, member = {0};
	bool ok = true;

	if (!name)
		return err_set(&c->e, ERR_INVALID, "ResultPath %.100s has an index", path_text(at));
	if (i + 1 < path_steps(at)) {
		str_adds(&member, base);
		ok = jsonata_member(&member, name, &c->e) && merge(c, at, i + 1, str_get(&member), item, &inner);
	}
	str_addf(out, "$merge([%s, {", base);
	jsonata_literal(out, name);
	str_addf(out, ": %s}])", i + 1 < path_steps(at) ? str_get(&inner) : item);
	str_done(&member);
	str_done(&inner);
	return ok;
}

char *convert_merge(struct conversion *c, const struct path *at, const char *base, const char *item)
{
	struct str out = {0};

	if (merge(c, at, 0, base, item, &out))
		return str_take(&out);
	str_done(&out);
	return NULL;
}

static bool select_result(struct conversion *c, const struct shape *result, struct shape *out)
{
	const cJSON *selector = json_get(c->s->node, "ResultSelector");

	if (selector)
		return convert_template(c, selector, result->expression, out);
	*out = (struct shape){ xstrdup(result->expression), result->node ? json_copy(result->node) : NULL };
	return true;
}

/* How many steps of `path` are the names of `at`, in their order. */
static size_t common_steps(const struct path *path, const struct path *at)
{
	size_t n = 0;

	while (n < path_steps(at) && path_step_name(path, n) && str_is(path_step_name(path, n), path_step_name(at, n)))
		n++;
	return n;
}

/* OutputPath into what ResultPath has put there, or beside it: no need to build the whole. NULL, no error: it does not work out. */
static char *short_cut(struct conversion *c, const struct path *at, const struct path *out, const char *item)
{
	size_t common;

	if (!path_has_root(out, "$") || !path_step_name(out, 0))
		return NULL;
	common = common_steps(out, at);
	if (common == path_steps(at) && common == path_steps(out))
		return xstrdup(item);
	return common == 0 ? convert_path(c, out, INPUT) : NULL;
}

static bool place_result(struct conversion *c, struct shape *selected, bool *done)
{
	const struct asl_path *at = &c->s->result_path, *out = &c->s->output_path;
	char *expression;

	*done = false;
	if (!at->present || (!at->is_null && path_is_root(at->path)))
		return true;
	if (at->is_null) {
		expression = xstrdup(INPUT);
	} else {
		expression = out->present && !out->is_null && !path_is_root(out->path) ? short_cut(c, at->path, out->path, selected->expression) : NULL;
		*done = expression != NULL;
		if (*done && str_is(expression, selected->expression)) {
			free(expression);	/* with its node, if it has one */
			return true;
		}
		if (!expression)
			expression = convert_merge(c, at->path, INPUT, selected->expression);
	}
	shape_done(selected);
	selected->expression = expression;
	return expression != NULL;
}

bool convert_output(struct conversion *c, const struct shape *result, struct shape *out)
{
	const struct asl_path *path = &c->s->output_path;
	bool done = false;
	char *expression;

	if (!select_result(c, result, out) || !place_result(c, out, &done))
		return false;
	if (done || !path->present || (!path->is_null && path_is_root(path->path)))
		return true;
	expression = path->is_null ? xstrdup("{}") : convert_path(c, path->path, out->expression);
	shape_done(out);
	out->expression = expression;
	if (path->is_null)
		out->node = cJSON_CreateObject();
	return expression != NULL;
}
