/* The parts of a state that are arrays or objects of their own: Retry, Catch, Branches, processors, readers and writers. */
#include "asl/load.h"

#include <stdlib.h>
#include <string.h>

static bool is_array(struct loader *L, const struct job *j)
{
	return cJSON_IsArray(j->node) || load_type_fault(L, j->at, j->node, "[ARRAY]");
}

static bool element_is_object(struct loader *L, const struct at *at, const cJSON *node)
{
	return cJSON_IsObject(node) || load_type_fault(L, at, node, "[OBJECT]");
}

/* States.ALL stands alone, and in the last element. */
static void check_all(struct loader *L, const struct at *up, const cJSON *node, const char *const *errors, size_t n)
{
	struct at at = at_member(up, "ErrorEquals");
	bool found = false;

	for (size_t i = 0; i < n; i++)
		found |= strcmp(errors[i], "States.ALL") == 0;
	if (found && (n > 1 || node->next))
		load_fault(L, &at, json_get(node, "ErrorEquals"), "States.ALL must appear alone and at end of list");
}

void load_retry(struct loader *L, const struct job *j)
{
	VEC(struct asl_retrier) list = {0};
	const cJSON *c;
	size_t i = 0;

	if (!is_array(L, j))
		return;
	cJSON_ArrayForEach(c, j->node) {
		struct at at = at_element(j->at, i++);
		struct asl_retrier r = { .interval_s = 1, .backoff = 2, .max_attempts = 3, .node = c };

		if (!element_is_object(L, &at, c))
			continue;
		load_fields(L, c, OWN_RETRIER, &r, &at, j->state);
		check_all(L, &at, c, r.errors, r.n_errors);
		VEC_PUSH(&list, r);
	}
	j->state->retriers = asl_arena_copy(L->arena, list.v, list.n, sizeof *list.v);
	j->state->n_retriers = list.n;
	VEC_DONE(&list);
}

void load_catch(struct loader *L, const struct job *j)
{
	VEC(struct asl_catcher) list = {0};
	const cJSON *c;
	size_t i = 0;

	if (!is_array(L, j))
		return;
	cJSON_ArrayForEach(c, j->node) {
		struct at at = at_element(j->at, i++);
		struct asl_catcher k = { .node = c };

		if (!element_is_object(L, &at, c))
			continue;
		load_fields(L, c, OWN_CATCHER, &k, &at, j->state);
		check_all(L, &at, c, k.errors, k.n_errors);
		VEC_PUSH(&list, k);
	}
	j->state->catchers = asl_arena_copy(L->arena, list.v, list.n, sizeof *list.v);
	j->state->n_catchers = list.n;
	VEC_DONE(&list);
}

static void add_scopes(struct loader *L, struct asl_state *s, struct asl_scope **more, size_t n)
{
	struct asl_scope **all;

	if (!n)
		return;
	all = asl_arena_alloc(L->arena, (s->n_scopes + n) * sizeof *all);
	if (s->n_scopes)
		memcpy(all, s->scopes, s->n_scopes * sizeof *all);
	memcpy(all + s->n_scopes, more, n * sizeof *all);
	s->scopes = all;
	s->n_scopes += n;
}

void load_branches(struct loader *L, const struct job *j)
{
	VEC(struct asl_scope *) list = {0};
	const cJSON *c;
	size_t i = 0;

	if (!is_array(L, j))
		return;
	if (!j->node->child)
		load_fault(L, j->at, j->node, "Value cannot be empty");
	cJSON_ArrayForEach(c, j->node) {
		struct at at = at_element(j->at, i);

		if (element_is_object(L, &at, c)) {
			char *pointer = xasprintf("%s/Branches[%zu]", j->state->pointer, i);

			VEC_PUSH(&list, load_scope(L, c, OWN_BRANCH, j->state, (int)i, pointer));
			free(pointer);
		}
		i++;
	}
	add_scopes(L, j->state, list.v, list.n);
	VEC_DONE(&list);
}

/* What ProcessorConfig's members say together. */
static void check_config(struct loader *L, const struct job *j, const cJSON *config)
{
	struct at at = at_member(j->at, "ProcessorConfig"), mode_at = at_member(&at, "Mode");
	const char *mode = json_get_string(config, "Mode");
	const cJSON *type = json_get(config, "ExecutionType");

	j->state->distributed = str_is(mode, "DISTRIBUTED");
	j->state->express_children = cJSON_IsString(type) && str_is(type->valuestring, "EXPRESS");
	if (j->state->distributed && !type)
		load_fault(L, &at, config, "These fields are required: [ExecutionType]");
	if (!j->state->distributed && type && mode)
		load_fault_at_key(L, &at, type, "Field 'ExecutionType' is not supported");
	if (j->state->distributed && L->express)
		load_fault(L, &mode_at, json_get(config, "Mode"),
			"The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines");
}

void load_processor(struct loader *L, const struct job *j)
{
	struct asl_scope *scope;
	const cJSON *config;
	char *pointer;

	if (!cJSON_IsObject(j->node)) {
		load_type_fault(L, j->at, j->node, "[OBJECT]");
		return;
	}
	config = json_get(j->node, "ProcessorConfig");
	if (cJSON_IsObject(config))
		check_config(L, j, config);
	pointer = xasprintf("%s/%s", j->state->pointer, j->node->string);
	scope = load_scope(L, j->node, OWN_PROCESSOR, j->state, 0, pointer);
	free(pointer);
	add_scopes(L, j->state, &scope, 1);
}

static void check_reader_config(struct loader *L, const struct job *j)
{
	const char *type = json_get_string(j->node, "InputType"), *location = json_get_string(j->node, "CSVHeaderLocation");
	const cJSON *where = json_get(j->node, "CSVHeaderLocation");

	if (str_is(type, "CSV") && !where)
		load_fault(L, j->at, j->node, "The field 'CSVHeaderLocation' is required");
	if (where && type && !str_is(type, "CSV") && !str_is(type, "MANIFEST"))
		load_fault_at_key(L, j->at, where, "Field 'CSVHeaderLocation' is not supported");
	if (str_is(location, "GIVEN") && !json_get(j->node, "CSVHeaders"))
		load_fault(L, j->at, j->node, "These fields are required: [CSVHeaders]");
}

static void check_batcher(struct loader *L, const struct job *j)
{
	static const char *const limits[] = { "MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath" };

	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		if (json_get(j->node, limits[i]))
			return;
	load_fault(L, j->at, j->node, "At least one of MaxItemsPerBatch and MaxInputBytesPerBatch is needed");
}

static void check_writer(struct loader *L, const struct job *j)
{
	const cJSON *resource = json_get(j->node, "Resource"), *config = json_get(j->node, "WriterConfig");

	if (!resource && !config)
		load_fault(L, j->at, j->node, "These fields are required: [Resource]");
	if (resource && !json_get(j->node, "Parameters") && !json_get(j->node, "Arguments"))
		load_fault(L, j->at, j->node, "These fields are required: [%s]", j->language == ASL_JSONATA ? "Arguments" : "Parameters");
}

/* What of a part is kept beside its fields. */
static void keep_part(const struct job *j)
{
	struct asl_state *s = j->state;

	switch (j->f->part) {
	case OWN_READER: {
		const char *resource = json_get_string(j->node, "Resource");

		s->reader.node = j->node;
		s->reader.lists = resource && str_ends(resource, ":listObjectsV2");
		break;
	}
	case OWN_READER_CONFIG:
		s->reader.config = j->node;
		break;
	case OWN_BATCHER:
		s->batcher.node = j->node;
		break;
	case OWN_WRITER:
		s->writer.node = j->node;
		s->writer.exports = json_get(j->node, "Resource") != NULL;
		break;
	case OWN_WRITER_CONFIG:
		s->writer.config = j->node;
		break;
	default:
		break;
	}
}

/* The parts of a Map are kept in the state itself. */
void load_object(struct loader *L, const struct job *j)
{
	if (!cJSON_IsObject(j->node)) {
		load_type_fault(L, j->at, j->node, "[OBJECT]");
		return;
	}
	load_fields(L, j->node, j->f->part, j->state, j->at, j->state);
	keep_part(j);
	if (j->f->part == OWN_READER_CONFIG)
		check_reader_config(L, j);
	else if (j->f->part == OWN_BATCHER)
		check_batcher(L, j);
	else if (j->f->part == OWN_WRITER)
		check_writer(L, j);
}
