#include "app/lint_config.h"

#include <string.h>

static const char *const levels[] = {[LINT_ERROR] = "error", [LINT_WARNING] = "warning", [LINT_INFO] = "info", [LINT_OFF] = "off"};

static bool check_rule(const struct config *c, const cJSON *node, const char *pattern, struct err *e)
{
	if (asl_lint_pattern_known(pattern))
		return true;
	return config_err(c, node, e, "there is no rule \"%.60s\" (aslant lint --explain lists them)", pattern);
}

static bool read_ignore(const struct config *c, const cJSON *list, struct asl_lint *out, struct err *e)
{
	const cJSON *n;

	if (!cJSON_IsArray(list))
		return config_err(c, list, e, "ignore is a list of rules");
	cJSON_ArrayForEach(n, list) {
		if (!cJSON_IsString(n))
			return config_err(c, n, e, "ignore is a list of rules");
		if (!check_rule(c, n, n->valuestring, e))
			return false;
		asl_lint_set(out, n->valuestring, LINT_OFF);
	}
	return true;
}

static bool read_severity(const struct config *c, const cJSON *object, struct asl_lint *out, struct err *e)
{
	if (!cJSON_IsObject(object))
		return config_err(c, object, e, "severity is an object: rule and error, warning, info or off");
	for (const cJSON *n = object->child; n; n = n->next) {
		size_t level = 0;

		while (level < ARRAY_LEN(levels) && !(cJSON_IsString(n) && strcmp(n->valuestring, levels[level]) == 0))
			level++;
		if (level == ARRAY_LEN(levels))
			return config_err(c, n, e, "expected error, warning, info or off");
		if (!check_rule(c, n, n->string, e))
			return false;
		asl_lint_set(out, n->string, (enum asl_lint_level)level);
	}
	return true;
}

bool lint_config_read(const struct config *c, struct asl_lint *out, struct err *e)
{
	const cJSON *lint = config_get(c, "lint");

	if (!lint)
		return true;
	if (!cJSON_IsObject(lint))
		return config_err(c, lint, e, "lint is an object with ignore and severity");
	for (const cJSON *n = lint->child; n; n = n->next) {
		bool ok;

		if (strcmp(n->string, "ignore") == 0)
			ok = read_ignore(c, n, out, e);
		else if (strcmp(n->string, "severity") == 0)
			ok = read_severity(c, n, out, e);
		else
			ok = config_err(c, n, e, "lint has no member \"%.60s\"", n->string);
		if (!ok)
			return false;
	}
	return true;
}
