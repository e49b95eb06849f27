/*
 * "services" of functions.json: functions that do actions of services, or the work of activities. A key is SERVICE:ACTION as a Resource has
 * it, SERVICE:* for all actions, activity:NAME, activity:*, or a whole ARN; what says more wins.
 */
#include "task/registry_private.h"

#include <stdlib.h>
#include <string.h>

void uses_done(struct function_uses *u)
{
	for (size_t i = 0; i < u->n; i++) {
		free(u->v[i].pattern);
		free(u->v[i].function);
	}
	VEC_DONE(u);
}

/* Of an ARN what stands behind account and region, without the pattern: "dynamodb:putItem", "activity:Approve". Caller frees. */
static char *pattern_of(const char *key)
{
	const char *s = key, *dot;

	if (str_starts(key, "arn:"))
		for (int colons = 0; *s && colons < 5; s++)
			colons += *s == ':';
	dot = strchr(s, '.');
	return xstrndup(s, dot ? (size_t)(dot - s) : strlen(s));
}

static bool wrong(const struct json_places *places, const cJSON *n, struct err *e, const char *what)
{
	struct json_place p = {0};

	json_places_find(places, n, &p);
	return err_at(e, ERR_INVALID, p.key.line ? p.key : p.start, "services: \"%.80s\" %s", n->string ? n->string : "", what);
}

static bool is_function(const struct function_entries *functions, const char *name)
{
	for (size_t i = 0; i < functions->n; i++)
		if (strcmp(functions->v[i]->name, name) == 0)
			return true;
	return false;
}

bool uses_read(const cJSON *services, const struct json_places *places, const struct function_entries *functions, struct function_uses *out,
	struct err *e)
{
	if (services && !cJSON_IsObject(services))
		return wrong(places, services, e, "must be an object of actions and names of functions");
	for (const cJSON *n = services ? services->child : NULL; n; n = n->next) {
		struct function_use u;

		if (!strchr(n->string, ':'))
			return wrong(places, n, e, "is no action: \"dynamodb:putItem\", \"aws-sdk:ec2:*\", \"activity:Approve\" are");
		if (!cJSON_IsString(n) || !is_function(functions, n->valuestring))
			return wrong(places, n, e, "must name one of the functions");
		u = (struct function_use){.pattern = pattern_of(n->string), .function = xstrdup(n->valuestring)};
		VEC_PUSH(out, u);
	}
	return true;
}

/* What a Task calls, as a pattern names it; NULL: nothing that one can name. Caller frees. */
static char *called(const struct asl_resource *r)
{
	if (r->kind == ASL_TASK_ACTIVITY && r->function)
		return xasprintf("activity:%s", r->function);
	if (r->kind != ASL_TASK_SERVICE || !r->service || !r->action)
		return NULL;
	return xasprintf("%s:%.*s", r->service, (int)strcspn(r->action, "."), r->action);
}

static bool fits(const char *pattern, const char *name)
{
	size_t len = strlen(pattern);

	if (len >= 2 && strcmp(pattern + len - 2, ":*") == 0)
		return strncmp(pattern, name, len - 1) == 0;
	return strcmp(pattern, name) == 0;
}

const struct function_entry *registry_find_service(const struct registry *r, const struct asl_resource *resource)
{
	char *name = called(resource);
	const struct function_use *best = NULL;

	for (size_t i = 0; name && i < r->uses.n; i++)
		if (fits(r->uses.v[i].pattern, name) && (!best || str_ends(best->pattern, ":*")))
			best = &r->uses.v[i];
	free(name);
	return best ? registry_find(r, best->function) : NULL;
}
