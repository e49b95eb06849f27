/* What an execution was started with, as one JSON object: a new option needs no new column. */
#include "store/db.h"

#include <stdlib.h>
#include <string.h>

/* The members that are strings. */
static const struct option_text {
	const char *name;
	size_t offset;
} texts[] = {
	{ "name", offsetof(struct engine_options, name) },
	{ "account", offsetof(struct engine_options, account) },
	{ "region", offsetof(struct engine_options, region) },
	{ "roleArn", offsetof(struct engine_options, role_arn) },
	{ "label", offsetof(struct engine_options, label) },
};

static const struct option_value {
	const char *name;
	size_t offset;
} values[] = {
	{ "context", offsetof(struct engine_options, context) },
	{ "variables", offsetof(struct engine_options, variables) },
};

/* The address of a member by its offset. */
static void *at(const void *o, size_t offset)
{
	return (char *)(uintptr_t)o + offset;
}

char *options_print(const struct store_begin *b)
{
	const struct engine_options *o = b->options;
	cJSON *node = cJSON_CreateObject();
	char *text;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		const char *p = *(const char *const *)at(o, texts[i].offset);

		if (p)
			json_set(node, texts[i].name, cJSON_CreateString(p));
	}
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct value *v = *(struct value *const *)at(o, values[i].offset);

		if (v)
			json_set(node, values[i].name, json_copy(value_node(v)));
	}
	if (o->scope) {
		json_set(node, "scope", json_new_int(o->scope->index));
		json_set(node, "iteration", json_new_int(o->iteration));
	}
	if (o->express)
		json_set(node, "express", cJSON_CreateTrue());
	if (b->origin)		/* list.c asks for these two by name */
		json_set(node, "origin", cJSON_CreateString(b->origin));
	if (b->machine->draft)
		json_set(node, "draft", cJSON_CreateTrue());
	/* Unsigned 64-bit: kept as the signed number of the same bits. */
	json_set(node, "seed", json_new_int((int64_t)o->seed));
	json_set(node, "maxEvents", json_new_int(o->max_events));
	json_set(node, "maxPayload", json_new_int((int64_t)o->max_payload));
	if (b->fork_of) {
		json_set(node, "forkOf", json_new_int(b->fork_of));
		json_set(node, "forkEvent", json_new_int(b->fork_event));
	}
	text = json_print(node);
	cJSON_Delete(node);
	return text;
}

static int64_t int_of(const cJSON *node, const char *name)
{
	int64_t n = 0;

	return json_is_int64(json_get(node, name), &n) ? n : 0;
}

bool options_parse(const char *text, const struct asl_machine *m, struct engine_options *o, struct err *e)
{
	cJSON *node = json_read(text, e);
	int64_t scope;

	*o = (struct engine_options){0};
	if (!node)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*(char **)at(o, texts[i].offset) = xstrdup(json_get_string(node, texts[i].name));
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		const cJSON *v = json_get(node, values[i].name);

		if (v)
			*(struct value **)at(o, values[i].offset) = value_take(json_copy(v));
	}
	scope = int_of(node, "scope");
	if (m && scope > 0 && (size_t)scope < m->n_scopes)
		o->scope = m->scopes[scope];
	o->iteration = (int)int_of(node, "iteration");
	o->express = cJSON_IsTrue(json_get(node, "express"));
	o->seed = (uint64_t)int_of(node, "seed");
	o->max_events = int_of(node, "maxEvents");
	o->max_payload = (size_t)int_of(node, "maxPayload");
	cJSON_Delete(node);
	return true;
}

void options_done(struct engine_options *o)
{
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(*(char **)at(o, texts[i].offset));
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		value_unref(*(struct value **)at(o, values[i].offset));
	*o = (struct engine_options){0};
}
