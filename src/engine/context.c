/* The context object ($$), in the order of members that AWS prints (ASL.md 2.5). */
#include "base/timefmt.h"
#include "engine/internal.h"

static void add_string(cJSON *o, const char *key, const char *text)
{
	cJSON_AddItemToObject(o, key, cJSON_CreateString(text));
}

static void add_time(cJSON *o, const char *key, int64_t ms)
{
	char text[TIME_TEXT_SIZE];

	time_format(ms, text);
	add_string(o, key, text);
}

static cJSON *execution_object(const struct engine *x)
{
	cJSON *o = cJSON_CreateObject();

	add_string(o, "Id", x->execution_arn);
	cJSON_AddItemToObject(o, "Input", json_copy(value_node(x->input)));
	add_time(o, "StartTime", x->start_ms);
	add_string(o, "Name", x->name);
	add_string(o, "RoleArn", x->role_arn);
	if (!x->express)
		cJSON_AddItemToObject(o, "RedriveCount", json_new_int(0));
	return o;
}

static cJSON *state_object(const struct thread *t)
{
	const struct asl_state *s = t->state;
	cJSON *o = cJSON_CreateObject();

	add_string(o, "Name", s->name);
	add_time(o, "EnteredTime", t->entered_ms);
	if (s->type == ASL_TASK || s->type == ASL_PARALLEL || s->type == ASL_MAP)
		cJSON_AddItemToObject(o, "RetryCount", json_new_int(t->retries));
	return o;
}

static void add_map(cJSON *root, const struct thread *iteration)
{
	cJSON *map = cJSON_CreateObject(), *item = cJSON_CreateObject();

	cJSON_AddItemToObject(item, "Index", json_new_int((int64_t)iteration->item));
	if (iteration->item_key)
		add_string(item, "Key", iteration->item_key);
	cJSON_AddItemToObject(item, "Value", json_copy(value_node(iteration->item_value)));
	if (iteration->item_source)
		add_string(item, "Source", iteration->item_source);
	cJSON_AddItemToObject(map, "Item", item);
	cJSON_AddItemToObject(root, "Map", map);
}

/* What a single-state check gives as its context replaces what would stand there. */
static void add_given(cJSON *root, const struct value *given)
{
	const cJSON *g = given ? value_node(given) : NULL;

	for (const cJSON *m = cJSON_IsObject(g) ? g->child : NULL; m; m = m->next)
		json_set(root, m->string, json_copy(m));
}

/* t is at its state; item is the thread whose Map iteration it is in: t itself, one around it, or, for an ItemSelector, its child. */
struct value *context_make(struct engine *x, const struct thread *t, const struct thread *item)
{
	cJSON *root = cJSON_CreateObject(), *machine = cJSON_CreateObject();

	cJSON_AddItemToObject(root, "Execution", execution_object(x));
	add_string(machine, "Id", x->machine_arn);
	add_string(machine, "Name", x->machine_name);
	cJSON_AddItemToObject(root, "StateMachine", machine);
	cJSON_AddItemToObject(root, "State", state_object(t));
	if (t->token) {
		cJSON *task = cJSON_CreateObject();

		add_string(task, "Token", t->token);
		cJSON_AddItemToObject(root, "Task", task);
	}
	while (item && !item->item_value)
		item = item->parent;
	if (item)
		add_map(root, item);
	add_given(root, x->start_context);
	return value_take(root);
}
