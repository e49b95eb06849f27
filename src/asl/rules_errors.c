/* Advice about ErrorEquals: names that never come, retriers and catchers that are never asked. ASL.md 6.1, 6.3, 6.4. */
#include "asl/rules.h"

#include <stdlib.h>
#include <string.h>

/* Names of the service that an ErrorEquals may usefully hold. */
static const char *const known[] = {
	"States.ALL", "States.TaskFailed", "States.Timeout", "States.HeartbeatTimeout", "States.Permissions", "States.DataLimitExceeded",
	"States.QueryEvaluationError", "States.ExceedToleratedFailureThreshold", "States.ItemReaderFailed", "States.ResultWriterFailed",
	"States.BranchFailed", "States.IntrinsicFailure", "States.ParameterPathFailure", "States.ResultPathMatchFailure",
	"States.Http.Socket",
};

const char *rule_error_name(size_t i)
{
	return i < ARRAY_LEN(known) ? known[i] : NULL;
}

/* Task errors that States.TaskFailed does not stand for. */
static const char *const apart[] = { "States.Timeout", "States.HeartbeatTimeout", "States.DataLimitExceeded", "States.Runtime" };

static void say_misspelt(struct loader *L, const struct asl_rule *r, const struct at *at, const cJSON *node)
{
	char *right = xasprintf("States.%s", node->valuestring + strlen("State."));

	rule_say(L, r, at, node, "%s is no name of the service's: did you mean %s?", node->valuestring, right);
	load_fix_string(L, node, right);
	free(right);
}

static void check_error_name(struct loader *L, const struct asl_rule *r, const struct at *at, const cJSON *node)
{
	const char *name = node->valuestring;

	if (strcmp(name, "States.Runtime") == 0 || strcmp(name, "States.NoChoiceMatched") == 0)
		rule_say(L, r, at, node, "%s cannot be retried or caught", name);
	else if (str_starts(name, "States.") && !str_starts(name, "States.Http.StatusCode.") && !rule_text_in(known, ARRAY_LEN(known), name))
		rule_say(L, r, at, node, "There is no error %s", name);
	else if (str_starts(name, "State."))
		say_misspelt(L, r, at, node);
}

void rule_reserved_errors(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	static const char *const fields[] = { "Retry", "Catch" };
	struct at at = at_state(s);

	for (size_t f = 0; f < ARRAY_LEN(fields); f++) {
		struct at list = at_member(&at, fields[f]);
		const cJSON *rows = json_get(s->node, fields[f]), *row, *name;
		size_t i = 0;

		cJSON_ArrayForEach(row, rows) {
			struct at element = at_element(&list, i++), errors = at_member(&element, "ErrorEquals");

			cJSON_ArrayForEach(name, json_get(row, "ErrorEquals"))
				if (cJSON_IsString(name))
					check_error_name(L, r, &errors, name);
		}
	}
}

/* The names that earlier elements answer for. */
struct covered {
	struct map names;
	bool task_failed;
};

static bool covers(const struct covered *c, const char *name)
{
	return map_get(&c->names, name) ||
		(c->task_failed && strcmp(name, "States.ALL") != 0 && !rule_text_in(apart, ARRAY_LEN(apart), name));
}

/* Does any of the names come here? Then adds them. */
static bool is_dead(struct covered *c, const char *const *errors, size_t n)
{
	bool dead = n > 0;

	for (size_t i = 0; i < n && dead; i++)
		dead = covers(c, errors[i]);
	for (size_t i = 0; i < n; i++) {
		map_put(&c->names, errors[i], (void *)errors[i]);
		c->task_failed |= strcmp(errors[i], "States.TaskFailed") == 0;
	}
	return dead;
}

void rule_dead_retriers(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s), list = at_member(&at, "Retry");
	struct covered c = {0};

	for (size_t i = 0; i < s->n_retriers; i++) {
		struct at element = at_element(&list, i);

		if (is_dead(&c, s->retriers[i].errors, s->retriers[i].n_errors)) {
			rule_say(L, r, &element, s->retriers[i].node, "Earlier retriers take all errors of this one, so it is never asked");
			load_fix(L, FIX_REMOVE, s->retriers[i].node, NULL, NULL);
		}
	}
	map_done(&c.names);
}

void rule_dead_catchers(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s), list = at_member(&at, "Catch");
	struct covered c = {0};

	for (size_t i = 0; i < s->n_catchers; i++) {
		struct at element = at_element(&list, i);

		if (is_dead(&c, s->catchers[i].errors, s->catchers[i].n_errors)) {
			rule_say(L, r, &element, s->catchers[i].node, "Earlier catchers take all errors of this one, so it is never asked");
			load_fix(L, FIX_REMOVE, s->catchers[i].node, NULL, NULL);
		}
	}
	map_done(&c.names);
}

void rule_catch_loop(struct loader *L, const struct asl_rule *r, struct asl_state *s)
{
	struct at at = at_state(s), list = at_member(&at, "Catch");

	for (size_t i = 0; i < s->n_catchers; i++) {
		struct at element = at_element(&list, i), next = at_member(&element, "Next");

		if (s->catchers[i].next.state == s)
			rule_say(L, r, &next, json_get(s->catchers[i].node, "Next"), "The catcher leads back to %s at once, as often as it fails", s->name);
	}
}
