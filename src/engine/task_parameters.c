/* Parameters that a service's integration refuses before anything is scheduled: their form is checked, not what they say. */
#include "engine/internal.h"

#include <stdlib.h>
#include <string.h>

/* These are {"NAME": ["VALUE", …], …}. */
static const struct {
	const char *service, *action, *field;
} lists[] = {
	{"apigateway", "invoke", "Headers"},
	{"apigateway", "invoke", "QueryParameters"},
};

static bool are_strings(const cJSON *list)
{
	if (!cJSON_IsArray(list))
		return false;
	for (const cJSON *n = list->child; n; n = n->next)
		if (!cJSON_IsString(n))
			return false;
	return true;
}

static bool has_lists(const cJSON *n)
{
	if (!cJSON_IsObject(n))
		return false;
	for (const cJSON *m = n->child; m; m = m->next)
		if (!are_strings(m))
			return false;
	return true;
}

/* "invoke" of "invoke.waitForTaskToken" */
static bool is_action(const char *action, const char *name)
{
	size_t n = strlen(name);

	return strncmp(action, name, n) == 0 && (!action[n] || action[n] == '.');
}

bool task_parameters_fit(struct engine *x, struct thread *t, struct value *payload)
{
	const struct asl_resource *r = &t->state->resource;
	const cJSON *n;
	char *why;

	for (size_t i = 0; r->kind == ASL_TASK_SERVICE && r->service && r->action && i < ARRAY_LEN(lists); i++) {
		if (strcmp(r->service, lists[i].service) != 0 || !is_action(r->action, lists[i].action))
			continue;
		n = json_get(value_node(payload), lists[i].field);
		if (!n || has_lists(n))
			continue;
		why = xasprintf("The Parameters '%s' could not be used to start the Task: [The value of the field '%s' has an invalid format]",
			value_text(payload), lists[i].field);
		fail_runtime(x, t, why);
		free(why);
		return false;
	}
	return true;
}
