/* flow_label - the words beside a line and the second row of a box: conditions, error names, resources. */
#include "graph/flow.h"

#include <stdlib.h>
#include <string.h>

#include "asl/operator.h"

#define LABEL_DEPTH 16
#define LABEL_BYTES 400

/* "$.a.b" reads better as "a.b"; "$" alone and "$$.x" stay. */
static const char *bare_path(const char *text)
{
	return str_starts(text, "$.") ? text + 2 : text;
}

static void add_operand(struct str *out, const struct asl_test *t)
{
	if (t->operand_path)
		str_adds(out, bare_path(path_text(t->operand_path)));
	else if (t->operand)
		json_print_to(out, t->operand);
	else
		str_addc(out, '?');
}

static void add_compare(struct str *out, const struct asl_test *t)
{
	static const char *const checks[] = {
		[OP_IS_NULL] = "null", [OP_IS_PRESENT] = "present", [OP_IS_NUMERIC] = "a number", [OP_IS_STRING] = "a string",
		[OP_IS_BOOLEAN] = "a boolean", [OP_IS_TIMESTAMP] = "a timestamp",
	};
	const char *variable = t->variable ? bare_path(path_text(t->variable)) : "?";

	if (!t->op) {
		str_adds(out, variable);
		return;
	}
	if (t->op->type < ARRAY_LEN(checks) && checks[t->op->type]) {
		str_addf(out, "%s is %s%s", variable, cJSON_IsFalse(t->operand) ? "not " : "", checks[t->op->type]);
		return;
	}
	str_addf(out, "%s %s ", variable, t->op->symbol);
	add_operand(out, t);
}

static void add_test(struct str *out, const struct asl_test *t, bool inside, int depth)
{
	if (!t || depth > LABEL_DEPTH || out->len > LABEL_BYTES) {
		str_adds(out, "…");
		return;
	}
	if (t->kind == ASL_TEST_COMPARE) {
		add_compare(out, t);
		return;
	}
	if (t->kind == ASL_TEST_NOT) {
		str_adds(out, "not ");
		add_test(out, t->n_parts ? t->parts[0] : NULL, true, depth + 1);
		return;
	}
	if (inside && t->n_parts > 1)
		str_addc(out, '(');
	for (size_t i = 0; i < t->n_parts; i++) {
		if (i)
			str_adds(out, t->kind == ASL_TEST_AND ? " and " : " or ");
		add_test(out, t->parts[i], true, depth + 1);
	}
	if (inside && t->n_parts > 1)
		str_addc(out, ')');
}

/* JSONata's text without {% %}. */
static char *condition(const char *text)
{
	size_t len = strlen(text);

	if (len >= 4 && str_starts(text, "{%") && str_ends(text, "%}"))
		return xstrndup(text + 2, len - 4);
	return xstrdup(text);
}

char *flow_label_choice(const struct asl_choice *c)
{
	const char *jsonata = json_get_string(c->node, "Condition");
	struct str out = {0};

	if (c->test)
		add_test(&out, c->test, false, 0);
	else if (jsonata)
		return condition(jsonata);
	else
		str_addc(&out, '?');
	return str_take(&out);
}

char *flow_label_errors(const char *const *errors, size_t n)
{
	static const char *const prefixes[] = { "States.", "Lambda." };
	struct str out = {0};

	for (size_t i = 0; i < n && out.len < LABEL_BYTES; i++) {
		const char *name = errors[i];

		for (size_t k = 0; k < ARRAY_LEN(prefixes); k++)
			if (str_starts(name, prefixes[k]))
				name += strlen(prefixes[k]);
		str_addf(&out, "%s%s", i ? ", " : "", name);
	}
	return str_take(&out);
}

static char *resource(const struct asl_resource *r)
{
	const char *pattern = r->pattern == ASL_SYNC ? " .sync" : r->pattern == ASL_WAIT_TOKEN ? " .wait" : "";

	switch (r->kind) {
	case ASL_TASK_LAMBDA:
		return xasprintf("lambda %s", r->function ? r->function : "");
	case ASL_TASK_ACTIVITY:
		return xasprintf("activity %s", r->function ? r->function : "");
	case ASL_TASK_SERVICE: {
		const char *service = r->service ? r->service : "", *action = r->action ? r->action : "";
		const char *dot = strchr(action, '.');

		return xasprintf("%s %.*s%s", service, (int)(dot ? (size_t)(dot - action) : strlen(action)), action, pattern);
	}
	case ASL_TASK_UNKNOWN:
		break;
	}
	return xasprintf("Task %s", r->arn ? r->arn : "");
}

char *flow_label_detail(const struct asl_state *s)
{
	const char *type = s->type == ASL_UNKNOWN ? (s->type_name ? s->type_name : "?") : asl_type_text(s->type);

	switch (s->type) {
	case ASL_TASK:
		return resource(&s->resource);
	case ASL_WAIT:
		if (s->seconds.present && !s->seconds.path && s->seconds.value)
			return xasprintf("Wait %lld s", (long long)s->seconds.value);
		if (s->seconds.path)
			return xasprintf("Wait %s s", bare_path(path_text(s->seconds.path)));
		if (s->timestamp)
			return xasprintf("Wait until %s", s->timestamp);
		if (s->timestamp_path)
			return xasprintf("Wait until %s", bare_path(path_text(s->timestamp_path)));
		return xstrdup(type);
	case ASL_FAIL:
		return s->error ? xasprintf("Fail %s", s->error) : xstrdup(type);
	case ASL_MAP:
		return s->distributed ? xstrdup("Map distributed") : xstrdup(type);
	default:
		return xstrdup(type);
	}
}
