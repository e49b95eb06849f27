/* What belongs to tasks: Resource with what its integration needs, Credentials, ErrorEquals. */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

#include "asl/resource.h"

void load_credentials(struct loader *L, const struct job *j)
{
	const cJSON *role;
	struct at at = at_member(j->at, "RoleArn");

	if (!load_is_object(L, j))
		return;
	role = json_get(j->node, "RoleArn");
	if (!role && (j->language == ASL_JSONATA || !json_get(j->node, "RoleArn.$")))
		load_fault(L, j->at, j->node, "The field 'RoleArn' is required but was missing");
	else if (role && !cJSON_IsString(role))
		load_type_fault(L, &at, role, "[STRING]");
	load_template(L, j);
}

static void check_express(struct loader *L, const struct job *j, const struct asl_resource *r)
{
	if (r->kind == ASL_TASK_ACTIVITY)
		load_fault(L, j->at, j->node, "Express state machine does not support Activity ARN");
	else if (r->kind == ASL_TASK_SERVICE && r->pattern == ASL_SYNC)
		load_fault(L, j->at, j->node, "Express state machine does not support '.sync' service integration");
	else if (r->kind == ASL_TASK_SERVICE && r->pattern == ASL_WAIT_TOKEN)	/* the blank at the end is AWS's */
		load_fault(L, j->at, j->node, "Express state machine does not support '.waitForTaskToken' service integration ");
}

/* What an integration cannot be called without. */
static void check_arguments(struct loader *L, const struct job *j, const struct asl_resource *r)
{
	const char *field = j->language == ASL_JSONATA ? "Arguments" : "Parameters", *member;
	const cJSON *args = json_get(j->state->node, field);
	struct at at = at_state(j->state), args_at = at_member(&at, field);
	char *dynamic;

	if (!args) {
		load_fault(L, &at, j->node, "%s field is required for resource ARN: %s", field, r->arn);
		return;
	}
	for (size_t i = 0; cJSON_IsObject(args) && (member = asl_resource_needs(r, i)); i++) {
		dynamic = xasprintf("%s.$", member);
		if (!json_get(args, member) && (j->language == ASL_JSONATA || !json_get(args, dynamic)))
			load_fault(L, &args_at, args, "The field '%s' is required but was missing", member);
		free(dynamic);
	}
}

void load_resource(struct loader *L, const struct job *j)
{
	struct asl_resource *r = job_slot(j);
	enum asl_resource_verdict verdict;

	if (!load_is_string(L, j))
		return;
	verdict = asl_resource_split(j->node->valuestring, r);
	r->span = load_span(L, j->node);
	r->placeholder = verdict == RESOURCE_PLACEHOLDER;
	if (verdict == RESOURCE_NO_ARN)
		load_fault(L, j->at, j->node, "Value is not a valid resource ARN");
	else if (verdict == RESOURCE_UNKNOWN)
		load_fault(L, j->at, j->node, "The resource provided %s is not recognized. The value is not a valid resource ARN, "
			"or the resource is not available in this region.", r->arn);
	if (verdict != RESOURCE_OK)
		return;
	if (L->express)
		check_express(L, j, r);
	if (r->kind == ASL_TASK_SERVICE)
		check_arguments(L, j, r);
	if (r->kind == ASL_TASK_ACTIVITY && json_get(j->state->node, "Credentials")) {
		struct at at = at_state(j->state), field = at_member(&at, "Credentials");

		load_fault(L, &field, json_get(j->state->node, "Credentials"),
			"The field 'Credentials' is not supported for activities");
	}
}

void load_s3_resource(struct loader *L, const struct job *j)
{
	const char *s, *rest;

	if (!load_is_string(L, j) || load_is_placeholder(j->node))
		return;
	s = j->node->valuestring;
	rest = str_starts(s, "arn:aws") ? strchr(s + 4, ':') : NULL;
	for (size_t i = 0; rest && j->f->words[i]; i++)
		if (strcmp(rest + 1, j->f->words[i]) == 0)
			return;
	load_fault(L, j->at, j->node, "The field 'Resource' does not match any of the allowed values");
}

void load_errors(struct loader *L, const struct job *j)
{
	VEC(const char *) names = {0};
	const cJSON *c;
	size_t i = 0;

	if (!cJSON_IsArray(j->node)) {
		load_type_fault(L, j->at, j->node, "[ARRAY]");
		return;
	}
	if (!j->node->child)
		load_fault(L, j->at, j->node, "Value cannot be empty");
	cJSON_ArrayForEach(c, j->node) {
		struct at at = at_element(j->at, i++);

		if (cJSON_IsString(c))
			VEC_PUSH(&names, c->valuestring);
		else
			load_type_fault(L, &at, c, "[STRING]");
	}
	*(const char ***)job_slot(j) = asl_arena_copy(L->arena, names.v, names.n, sizeof *names.v);
	*(size_t *)job_slot2(j) = names.n;
	VEC_DONE(&names);
}
